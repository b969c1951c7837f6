//! Names that are given away once, and those that are taken beforehand: by Rust, by cargo and by our own templates.

use std::collections::{HashMap, HashSet};

use super::code::Code;
use super::spelling::{limit, pascal, snake, spell};

/// A set of names, each given away once.
#[derive(Debug, Default)]
pub(super) struct Scope {
    pub(super) given: HashSet<String>,
    /// Names that something else has already.
    pub(super) taken: HashSet<String>,
    /// What is named here: said where a name is taken, or would begin with a digit.
    noun: &'static str,
    /// The number to try next, by what it comes behind: thousands may collide.
    numbers: HashMap<String, usize>,
}

impl Scope {
    pub(super) fn with(taken: &[&str]) -> Scope {
        Scope {
            taken: taken.iter().map(|name| (*name).to_owned()).collect(),
            ..Scope::default()
        }
    }

    pub(super) fn noun(self, noun: &'static str) -> Scope {
        Scope { noun, ..self }
    }

    /// The name, or the name and a number.
    fn claim(&mut self, name: String) -> String {
        let is_free = |name: &String| !self.taken.contains(name) && !self.given.contains(name);
        if is_free(&name) {
            self.given.insert(name.clone());
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
            if !self.taken.contains(&numbered) && self.given.insert(numbered.clone()) {
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

    /// The names of all these, by right: what is a name already comes before what is spelled anew.
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
        } else if self.taken.contains(&name) && !noun.is_empty() {
            name = spelling(&format!("{} {noun}", limit(&spell(text))));
        }
        Code::new(self.claim(name))
    }
}

/// Names that Rust's prelude or our own templates use in every file: a schema of such a name is called differently.
pub(super) const TAKEN_TYPES: &[&str] = &[
    "BTreeMap",
    "Base64",
    "Box",
    "ByteStream",
    "DateTime",
    "Default",
    "Deserialize",
    "Deserializer",
    "Display",
    "Err",
    "Formatter",
    "From",
    "Into",
    "ItemStream",
    "NaiveDate",
    "None",
    "Ok",
    "Option",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "Serializer",
    "Some",
    "StatusCode",
    "String",
    "Sync",
    "TryFrom",
    "Utc",
    "Uuid",
    "Vec",
    "WithHeaders",
];

/// Modules whose files are there already, or are devices to Windows.
pub(super) const TAKEN_FILES: &[&str] = &[
    "r#mod", "aux", "con", "nul", "prn", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
    "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Crates that files of types name, and the folder that they are in.
pub(super) const TAKEN_TYPE_MODULES: &[&str] = &[
    "chrono",
    "fancy-regex",
    "core",
    "serde",
    "serde_json",
    "std",
    "types",
    "uuid",
];

/// Crates that files of operations name, and modules beside them and around them.
pub(super) const TAKEN_TAG_MODULES: &[&str] = &[
    "axum",
    "chrono",
    "fancy-regex",
    "client",
    "core",
    "headers",
    "http",
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

/// Of the server's own, and the one letter that stands for the handlers in its functions.
pub(super) const TAKEN_INTERFACES: &[&str] = &[
    "A",
    "Answer",
    "ApiKey",
    "Auth",
    "Authenticate",
    "Authenticator",
    "Authorization",
    "Basic",
    "Bearer",
    "Box",
    "ClientCertificate",
    "Credentials",
    "AuthError",
    "Err",
    "HandlerError",
    "HeaderError",
    "Problem",
    "Future",
    "Authenticated",
    "Handlers",
    "Log",
    "None",
    "Ok",
    "Option",
    "Options",
    "Outcome",
    "WithHeaders",
    "Result",
    "Router",
    "Self",
    "Send",
    "Server",
    "Service",
    "Some",
    "String",
    "Sync",
    "Vec",
];

/// Methods of the runtime's client.
pub(super) const TAKEN_METHODS: &[&str] = &[
    "base",
    "call",
    "combine_callers",
    "request_at",
    "with_header",
    "with_http",
    "with_own_servers",
    "with_response_limit",
    "with_secret",
    "with_server",
    "with_timeout",
    // What every value or every `Arc` has already.
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

/// What clippy takes for names that somebody forgot to choose; fields may be called so, but no variables.
pub(super) const PLACEHOLDERS: &[&str] = &["foo", "baz", "quux"];

/// cargo refuses these as names of packages or of programs.
pub(super) const TAKEN_PACKAGES: &[&str] = &[
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

/// What generated crates may depend on: a dependency of the crate's own name would be the crate itself.
pub(super) const DEPENDENCIES: &[&str] = &[
    "axum",
    "base64",
    "bytes",
    "chrono",
    "fancy-regex",
    "futures-core",
    "http",
    "hyper",
    "hyper-util",
    "percent-encoding",
    "regex",
    "reqwest",
    "serde",
    "serde-json",
    "specfirst-runtime",
    "tokio",
    "tracing",
    "tracing-subscriber",
    "uuid",
];
