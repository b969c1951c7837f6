//! Scopes, in which a name is assigned only once, and the names that Rust, cargo and the templates reserve.

use std::collections::{HashMap, HashSet};

use super::code::Code;
use super::spelling::{limit, pascal, snake, spell};

/// A set of names, each of which is assigned only once.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) assigned: HashSet<String>,
    /// Names that are never assigned.
    pub(super) reserved: HashSet<String>,
    /// What is named in the scope; added to a name that is reserved, or would begin with a digit.
    noun: &'static str,
    /// The next number for each prefix, so that thousands of equal names take linear time.
    numbers: HashMap<String, usize>,
}

impl Scope {
    pub(super) fn with(reserved: &[&str]) -> Scope {
        Scope {
            reserved: reserved.iter().map(|name| (*name).to_owned()).collect(),
            ..Scope::default()
        }
    }

    pub(super) fn noun(self, noun: &'static str) -> Scope {
        Scope { noun, ..self }
    }

    /// Assigns the name, or the name with a number if it is reserved or assigned.
    fn claim(&mut self, name: String) -> String {
        let is_free =
            |name: &String| !self.reserved.contains(name) && !self.assigned.contains(name);
        if is_free(&name) {
            self.assigned.insert(name.clone());
            return name;
        }
        let base = name
            .strip_prefix("r#")
            .unwrap_or(&name)
            .trim_end_matches('_');
        let separator = if base.ends_with(|last: char| last.is_ascii_digit()) {
            "_"
        } else {
            ""
        };
        let base = format!("{base}{separator}");
        let number = self.numbers.entry(base.clone()).or_insert(2);
        loop {
            let numbered = format!("{base}{number}");
            *number += 1;
            if !self.reserved.contains(&numbered) && self.assigned.insert(numbered.clone()) {
                return numbered;
            }
        }
    }

    pub(super) fn pascal(&mut self, text: &str) -> Code {
        self.spelled(text, pascal)
    }

    pub(super) fn snake(&mut self, text: &str) -> Code {
        self.spelled(text, snake)
    }

    /// Names for all texts. Texts that need no respelling are assigned first.
    pub(super) fn all<T: AsRef<str>>(
        &mut self,
        texts: &[T],
        spelling: fn(&str) -> String,
    ) -> Vec<Code> {
        let mut names = vec![Code::default(); texts.len()];
        for exact in [true, false] {
            for (name, text) in names.iter_mut().zip(texts.iter().map(T::as_ref)) {
                if (spelling(text) == text) == exact {
                    *name = self.spelled(text, spelling);
                }
            }
        }
        names
    }

    fn spelled(&mut self, text: &str, spelling: fn(&str) -> String) -> Code {
        let noun = self.noun;
        let mut name = spelling(text);
        if name.starts_with('_') && !noun.is_empty() {
            name = spelling(&format!("{noun} {text}"));
        } else if self.reserved.contains(&name) && !noun.is_empty() {
            name = spelling(&format!("{} {noun}", limit(&spell(text))));
        }
        Code::new(self.claim(name))
    }
}

/// Type names that Rust's prelude or the templates use in all files.
pub(super) const RESERVED_TYPES: &[&str] = &[
    "BTreeMap",
    "Base64",
    "Box",
    "ByteStream",
    "Default",
    "Deserialize",
    "Deserializer",
    "Display",
    "DynBox",
    "Err",
    "Formatter",
    "From",
    "Into",
    "ItemStream",
    "JsonText",
    "None",
    "Ok",
    "Option",
    "Result",
    "SecretString",
    "Self",
    "Send",
    "Serialize",
    "Serializer",
    "Some",
    "StatusCode",
    "String",
    "Sync",
    "TryFrom",
    "Uuid",
    "Vec",
    "WithHeaders",
];

/// Modules whose file names are in use, or are device names on Windows.
pub(super) const RESERVED_FILES: &[&str] = &[
    "r#mod", "aux", "con", "nul", "prn", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
    "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Names of crates that files of types refer to, and of their folder.
pub(super) const RESERVED_TYPE_MODULES: &[&str] = &[
    "core",
    "jiff",
    "serde",
    "serde_json",
    "std",
    "types",
    "uuid",
];

/// Names of crates that files of operations refer to, and of the modules next to and above them.
pub(super) const RESERVED_TAG_MODULES: &[&str] = &[
    "axum",
    "client",
    "core",
    "headers",
    "http",
    "jiff",
    "operations",
    "reqwest",
    "serde",
    "serde_json",
    "server",
    "servers",
    "std",
    "runtime",
    "tokio",
    "uuid",
];

/// Names in the module `server` and in handlers.rs, and the type parameter of the server's functions.
pub(super) const RESERVED_INTERFACES: &[&str] = &[
    "A",
    "ApiKey",
    "Auth",
    "AuthError",
    "Authenticate",
    "Authenticated",
    "Authenticator",
    "Authorization",
    "Base64",
    "Basic",
    "Bearer",
    "Box",
    "ByteStream",
    "ClientCertificate",
    "Credentials",
    "CurrentRequest",
    "DuplicateMembers",
    "DynBox",
    "Err",
    "File",
    "Files",
    "Future",
    "HandlerError",
    "Handlers",
    "HeaderError",
    "IsoDuration",
    "ItemStream",
    "JsonText",
    "Location",
    "Log",
    "MediaText",
    "None",
    "Ok",
    "OperationInfo",
    "Option",
    "Options",
    "Part",
    "Problem",
    "RawMultipart",
    "Representation",
    "Response",
    "Result",
    "Router",
    "SecretString",
    "Selected",
    "Self",
    "Send",
    "Server",
    "Service",
    "Some",
    "String",
    "Sync",
    "TimeOfDay",
    "Vec",
    "Violation",
    "WithHeaders",
];

/// Names of the client's and the handlers' own methods.
pub(super) const RESERVED_METHODS: &[&str] = &[
    "combine_callers",
    "request",
    "with_header",
    "with_http",
    "with_operation_servers",
    "with_response_limit",
    "with_secret",
    "with_server",
    "with_timeout",
    // Methods of traits that all types, or `Arc`, implement.
    "as_ref",
    "borrow",
    "borrow_mut",
    "clone",
    "clone_from",
    "clone_into",
    "default",
    "deref",
    "drop",
    "fmt",
    "from",
    "into",
    "new",
    "to_owned",
    "try_from",
    "try_into",
    "type_id",
];

/// The names that clippy's `disallowed_names` rejects for variables.
pub(super) const DISALLOWED_NAMES: &[&str] = &["foo", "baz", "quux"];

/// Names that cargo or rustc rejects for packages, libraries or programs.
pub(super) const RESERVED_PACKAGES: &[&str] = &[
    "self",
    "super",
    "crate",
    "test",
    "core",
    "std",
    "alloc",
    "proc-macro",
    "build",
    "deps",
    "examples",
    "incremental",
    "aux",
    "con",
    "nul",
    "prn",
];

/// The dependencies of generated crates. A crate cannot depend on another one of its name.
pub(super) const DEPENDENCIES: &[&str] = &[
    "axum",
    "base64",
    "bytes",
    "fancy-regex",
    "futures-core",
    "http",
    "hyper",
    "hyper-util",
    "jiff",
    "percent-encoding",
    "regex",
    "reqwest",
    "serde",
    "serde-json",
    "socket2",
    "specfirst-runtime",
    "tokio",
    "tracing",
    "tracing-subscriber",
    "uuid",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_of_the_client_are_reserved() {
        let template = include_str!("../../templates/client/mod.rs.j2");
        let functions = template.split("fn ").skip(1);
        let names = functions.filter_map(|rest| rest.split_once('('));
        let names: Vec<&str> = names
            .map(|(name, _)| name)
            .filter(|name| !name.contains('{'))
            .collect();
        assert!(names.contains(&"request"), "{names:?}");
        for name in names {
            assert!(RESERVED_METHODS.contains(&name), "{name}");
        }
    }

    #[test]
    fn types_of_the_module_server_are_reserved() {
        let template = include_str!("../../templates/server/mod.rs.j2");
        let exports = template.split_once("pub use super::runtime::server::{");
        let exports = exports.and_then(|(_, rest)| rest.split_once("};"));
        let words = exports
            .map(|(list, _)| list.split(|character: char| !character.is_alphanumeric()))
            .into_iter()
            .flatten();
        let types: Vec<&str> = words
            .filter(|word| word.starts_with(char::is_uppercase))
            .collect();
        assert!(types.contains(&"Response"), "{types:?}");
        for name in types {
            assert!(RESERVED_INTERFACES.contains(&name), "{name}");
        }
    }
}
