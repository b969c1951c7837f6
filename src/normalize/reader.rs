//! Reads members of objects, and reports those that do not conform to the specification.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use indexmap::IndexMap;
use openapiv3::ReferenceOr;
use specfirst_runtime::schema::CompiledPattern;

use super::Callback;
use super::dynamic::Anchors;
use super::version::{Version, version};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, member};
use crate::nearest::Nearest;
use crate::schema::{SchemaId, Schemas};
use crate::source::{At, Node, Value};

/// Reads a document.
pub(super) struct Reader<'a, 'd> {
    pub(super) root: &'a Node,
    pub(super) version: Version,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) schemas: Schemas,
    /// The compiled patterns of schemas.
    pub(super) patterns: Vec<Arc<CompiledPattern>>,
    /// The node of each schema, by its index.
    pub(super) nodes: Vec<Option<&'a Node>>,
    /// Examples outside of schemas, each with its schema.
    pub(super) examples: Vec<(SchemaId, &'a Node)>,
    /// The targets of references between objects; `None` for those that are being followed.
    pub(super) followed: HashMap<At, Option<Option<&'a Node>>>,
    /// The positions of each `operationId`.
    pub(super) ids: IndexMap<&'a str, Vec<At>>,
    /// The `operationId`s in links, with their positions.
    pub(super) linked: Vec<(String, At)>,
    /// The security schemes that can be enforced.
    pub(super) schemes: HashSet<&'a str>,
    /// The security schemes that the server requires.
    pub(super) asked: HashSet<&'a str>,
    /// The security schemes of webhooks and callbacks, for which this API has credentials.
    pub(super) presented: HashSet<&'a str>,
    /// Whether a webhook or callback is being read, to which this API is the client.
    pub(super) calls_out: bool,
    /// The key of the path whose operations are being read.
    pub(super) template: Option<&'a str>,
    /// The parameters without `in` whose names are in a path.
    pub(super) of_path: HashSet<At>,
    /// The schemas read so far by position, so that each is read once.
    pub(super) schemas_at: HashMap<At, SchemaId>,
    /// Targets of references that are still to be read. Reading them at once would recurse as deeply as references are
    /// chained.
    pub(super) pending: VecDeque<(SchemaId, &'a Node)>,
    /// Whether a security requirement was lost because of a mistake in the document.
    pub(super) has_lost_security: bool,
    pub(super) nearest: Nearest,
    /// The callbacks of all operations.
    pub(super) callbacks: Vec<Callback>,
    /// Indices of callbacks by position, so that each is read once.
    pub(super) callbacks_at: HashMap<At, usize>,
    /// The `$dynamicAnchor`s, collected for the first `$dynamicRef`.
    pub(super) anchors: Option<Anchors<'a>>,
}

impl<'a, 'd> Reader<'a, 'd> {
    /// Starts with a document; `None` if it is not an OpenAPI document.
    pub(super) fn new(root: &'a Node, diagnostics: &'d mut Diagnostics) -> Option<Self> {
        let version = version(root, diagnostics)?;
        // `upgrade` reports lost requirements of Swagger 2.0 documents.
        let has_lost_security = diagnostics
            .iter()
            .any(|found| found.code == Code::UndefinedSecurity);
        Some(Reader {
            root,
            version,
            diagnostics,
            schemas: Schemas::default(),
            patterns: Vec::new(),
            nodes: Vec::new(),
            examples: Vec::new(),
            followed: HashMap::new(),
            ids: IndexMap::new(),
            linked: Vec::new(),
            schemes: HashSet::new(),
            asked: HashSet::new(),
            presented: HashSet::new(),
            calls_out: false,
            template: None,
            of_path: HashSet::new(),
            schemas_at: HashMap::new(),
            pending: VecDeque::new(),
            has_lost_security,
            nearest: Nearest::default(),
            callbacks: Vec::new(),
            callbacks_at: HashMap::new(),
            anchors: None,
        })
    }

    pub(super) fn error(
        &mut self,
        code: Code,
        at: At,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diagnostics
            .push(Diagnostic::error(code, at, message).help(help));
    }

    pub(super) fn warn(
        &mut self,
        code: Code,
        at: At,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.diagnostics
            .push(Diagnostic::warning(code, at, message).help(help));
    }

    /// Warns of members that the specification does not have, and of values that are no objects.
    pub(super) fn known(&mut self, node: &Node, what: &str, keys: &[&str]) {
        let Value::Object(object) = &node.value else {
            self.not_an_object(node, what);
            return;
        };
        for (key, entry) in object.iter() {
            if key == "$ref" && (entry.node.as_str().is_none() || !keys.contains(&key)) {
                self.no_reference(&entry.node, entry.key_at, what);
                continue;
            }
            if keys.contains(&key) || key.starts_with("x-") {
                continue;
            }
            if !self.lost_security(object, key, entry, what) {
                self.diagnostics
                    .push(member::unknown(object, key, entry, what, keys));
            }
        }
    }

    /// Warns of a `$ref` that is not followed; the targets of those that are have none.
    fn no_reference(&mut self, reference: &Node, key_at: At, what: &str) {
        if reference.as_str().is_none() {
            return self.wrong_type(reference, "$ref", "a string");
        }
        let message = format!("{what} can't be a reference");
        self.diagnostics.push(
            Diagnostic::warning(Code::UnknownMember, key_at, message)
                .label("this is ignored")
                .help("write out here what it names"),
        );
    }

    /// A member that holds a string; numbers and booleans are converted.
    pub(super) fn string(&mut self, node: &Node, key: &str) -> Option<String> {
        let member = node.get(key)?;
        match &member.value {
            Value::String(text) => Some(text.clone()),
            Value::Number(_) | Value::Bool(_) => {
                let text = member.to_json().to_string();
                self.coerced(
                    member,
                    &format!("`{key}`"),
                    "a string",
                    &format!("`{text}`"),
                );
                Some(text)
            }
            Value::Null => None,
            _ => {
                self.wrong_type(member, key, "a string");
                None
            }
        }
    }

    /// A description or summary; that beside a reference overrides the target's (OpenAPI 3.1.1 §4.8.23).
    pub(super) fn own_or_target_string(
        &mut self,
        node: &Node,
        target: &Node,
        key: &str,
    ) -> Option<String> {
        let own = self.string(node, key);
        match std::ptr::eq(node, target) {
            true => own,
            false => own.or_else(|| self.string(target, key)),
        }
    }

    /// Extensions with the position of a node and some of its members, each under the name given with it.
    pub(super) fn marked(&mut self, node: &Node, members: &[(&str, &str)]) -> super::Extensions {
        let mut extensions = super::mark(node.at);
        for (member, name) in members {
            let text = self.string(node, member);
            extensions.extend(text.map(|text| ((*name).to_owned(), text.into())));
        }
        extensions
    }

    /// A member that holds a boolean; `false` if it is absent.
    pub(super) fn flag(&mut self, node: &Node, key: &str) -> bool {
        self.optional_flag(node, key).unwrap_or_default()
    }

    pub(super) fn optional_flag(&mut self, node: &Node, key: &str) -> Option<bool> {
        let member = node.get(key)?;
        match &member.value {
            Value::Bool(flag) => Some(*flag),
            Value::Null => None,
            _ => {
                let intended = boolean(member);
                match intended {
                    Some(flag) => self.coerced(
                        member,
                        &format!("`{key}`"),
                        "a boolean",
                        &format!("`{flag}`"),
                    ),
                    None => self.wrong_type(member, key, "a boolean"),
                }
                intended
            }
        }
    }

    /// The elements of a member that holds a list.
    pub(super) fn list(&mut self, node: &'a Node, key: &str) -> &'a [Node] {
        let Some(member) = node.get(key) else {
            return &[];
        };
        match &member.value {
            Value::Array(items) => items,
            Value::Null => {
                self.empty(member, key, "a list");
                &[]
            }
            // A single value without brackets.
            _ => {
                self.coerced(member, &format!("`{key}`"), "a list", "a list of this one");
                std::slice::from_ref(member)
            }
        }
    }

    /// The strings of a member that holds a list of them.
    pub(super) fn strings(&mut self, node: &'a Node, key: &str) -> Vec<String> {
        let mut strings = Vec::new();
        for item in self.list(node, key) {
            match &item.value {
                Value::String(text) => strings.push(text.clone()),
                Value::Number(number) => strings.push(number.to_string()),
                _ => self.wrong_type(item, key, "a list of strings"),
            }
        }
        strings
    }

    /// The members of an object that the specification defines, without extensions.
    pub(super) fn members(&mut self, node: &'a Node, key: &str) -> Vec<(&'a str, At, &'a Node)> {
        let Some(member) = node.get(key) else {
            return Vec::new();
        };
        match &member.value {
            Value::Object(object) => object
                .iter()
                .filter(|(name, _)| !name.starts_with("x-"))
                .map(|(name, entry)| (name, entry.key_at, &entry.node))
                .collect(),
            Value::Null => {
                self.empty(member, key, "an object");
                Vec::new()
            }
            _ => {
                self.wrong_type(member, key, "an object");
                Vec::new()
            }
        }
    }

    /// The entries of a map, in which `x-…` is a key like any other.
    pub(super) fn entries(&mut self, node: &'a Node, key: &str) -> Vec<(&'a str, At, &'a Node)> {
        match node.get(key).and_then(Node::as_object) {
            Some(object) => object
                .iter()
                .map(|(name, entry)| (name, entry.key_at, &entry.node))
                .collect(),
            // Reports a value that is no object.
            None => self.members(node, key),
        }
    }

    pub(super) fn wrong_type(&mut self, node: &Node, key: &str, expected: &str) {
        self.diagnostics
            .push(member::wrong_type(node, key, expected));
    }

    /// Warns of a value of the wrong type with an obvious conversion.
    pub(super) fn coerced(&mut self, node: &Node, what: &str, expected: &str, reading: &str) {
        let message = format!("{what} should be {expected}, not {}", node.kind());
        let help = match node.value {
            Value::Number(_) | Value::Bool(_) if expected == "a string" => {
                "put it in quotes".to_owned()
            }
            _ if expected.ends_with("a number") || expected.ends_with("a boolean") => {
                format!("write {reading}, without quotes")
            }
            _ => format!("write {expected} here"),
        };
        let diagnostic = Diagnostic::warning(Code::WrongType, node.at, message);
        self.diagnostics
            .push(diagnostic.label(format!("read as {reading}")).help(help));
    }

    /// Warns of a key without a value.
    fn empty(&mut self, node: &Node, key: &str, expected: &str) {
        let message = format!("`{key}` should be {expected}, and there is nothing");
        let help = format!("write {expected} here, or leave `{key}` out");
        let diagnostic = Diagnostic::warning(Code::WrongType, node.at, message);
        self.diagnostics
            .push(diagnostic.label("read as absent").help(help));
    }

    fn not_an_object(&mut self, node: &Node, what: &str) {
        let message = format!("{what} is an object, not {}", node.kind());
        let help = "write the members of an object here; in YAML, check the indentation";
        let diagnostic = Diagnostic::warning(Code::WrongType, node.at, message);
        self.diagnostics
            .push(diagnostic.label("read as an empty one").help(help));
    }

    /// A schema as a reference of the normal form.
    pub(super) fn schema_reference<T>(&mut self, node: &'a Node) -> ReferenceOr<T> {
        let id = self.schema(node);
        self.read_pending();
        ReferenceOr::Reference {
            reference: id.index().to_string(),
        }
    }

    /// Reads the targets of references.
    pub(super) fn read_pending(&mut self) {
        while let Some((id, node)) = self.pending.pop_front() {
            self.fill(id, node);
        }
    }
}

/// The boolean that a string or a number stands for.
pub(super) fn boolean(node: &Node) -> Option<bool> {
    let text = match &node.value {
        Value::String(text) => text.to_ascii_lowercase(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    match text.trim() {
        "true" | "yes" | "on" | "1" => Some(true),
        "false" | "no" | "off" | "0" => Some(false),
        _ => None,
    }
}
