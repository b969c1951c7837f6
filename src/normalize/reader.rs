//! Reading members of an object, with a message for each that is not what the specification says.

use std::collections::{HashMap, VecDeque};

use openapiv3::ReferenceOr;

use super::Callback;
use super::dynamic::Anchors;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, member};
use crate::nearest::Nearest;
use crate::schema::{SchemaId, Schemas};
use crate::source::{At, Node, Value};

/// Walks a document.
pub(super) struct Reader<'a> {
    pub(super) root: &'a Node,
    pub(super) version: Version,
    pub(super) diagnostics: &'a mut Diagnostics,
    pub(super) schemas: Schemas,
    /// The schemas that were read, by where they stand: one schema for one place, however often it is referenced.
    pub(super) schemas_at: HashMap<At, SchemaId>,
    /// Schemas that a reference named and that are still to be read: not at once, since references lead as deep as the
    /// document is long, and only text is known not to be nested too deeply.
    pub(super) pending: VecDeque<(SchemaId, &'a Node)>,
    nearest: Nearest,
    /// What operations call back.
    pub(super) callbacks: Vec<Callback>,
    /// The same by where they stand: one for one place, however often it is referenced.
    pub(super) callbacks_at: HashMap<At, usize>,
    /// The names that `$dynamicRef` goes by, once there is one.
    pub(super) anchors: Option<Anchors<'a>>,
}

/// The longest chain of references to references that is followed.
const CHAIN: usize = 100;

/// What the members of a document mean depends on this, here and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    V3_0,
    V3_1,
}

impl<'a> Reader<'a> {
    /// Starts on a document, when it is one.
    pub(super) fn new(root: &'a Node, diagnostics: &'a mut Diagnostics) -> Option<Reader<'a>> {
        let version = version(root, diagnostics)?;
        Some(Reader {
            root,
            version,
            diagnostics,
            schemas: Schemas::default(),
            schemas_at: HashMap::new(),
            pending: VecDeque::new(),
            nearest: Nearest::default(),
            callbacks: Vec::new(),
            callbacks_at: HashMap::new(),
            anchors: None,
        })
    }

    /// Tells of schemas that are nothing but references to each other.
    pub(super) fn circles(&mut self) {
        // 0 is not seen yet; the others are the schemas that were met from the same one.
        let mut met = vec![0; self.schemas.len()];
        for start in self.schemas.ids() {
            let turn = start.index() + 1;
            let mut chain = vec![start];
            while let Some(id) = chain.last().copied() {
                if met[id.index()] == turn {
                    let begin = chain.iter().position(|met| *met == id).unwrap_or_default();
                    let circle = chain[begin..chain.len() - 1].iter();
                    let places: Vec<At> = circle.map(|id| self.schemas[*id].at).collect();
                    self.diagnostics.push(Diagnostic::circle(&places));
                }
                if met[id.index()] != 0 {
                    break;
                }
                met[id.index()] = turn;
                match self.schemas[id].plain_reference() {
                    Some(next) => chain.push(next),
                    None => break,
                }
            }
        }
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

    /// Warns of members that the specification does not have.
    pub(super) fn known(&mut self, node: &Node, what: &str, keys: &[&str]) {
        let Value::Object(object) = &node.value else {
            return;
        };
        for (key, entry) in object.iter() {
            if keys.contains(&key) || key.starts_with("x-") || key == "$ref" {
                continue;
            }
            self.diagnostics
                .push(member::unknown(key, entry.key_at, what, keys));
        }
    }

    /// A member that holds a string; numbers and booleans are taken for what they look like.
    pub(super) fn string(&mut self, node: &Node, key: &str) -> Option<String> {
        let member = node.get(key)?;
        match &member.value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => {
                self.coerced(member, key, "a string");
                Some(number.to_string())
            }
            Value::Bool(flag) => {
                self.coerced(member, key, "a string");
                Some(flag.to_string())
            }
            Value::Null => None,
            _ => {
                self.wrong_type(member, key, "a string");
                None
            }
        }
    }

    /// What is told of an object; beside a reference, in the place of what its target tells (OpenAPI 3.1.1 §4.8.23).
    pub(super) fn told(&mut self, node: &Node, target: &Node, key: &str) -> Option<String> {
        let own = self.string(node, key);
        match std::ptr::eq(node, target) {
            true => own,
            false => own.or_else(|| self.string(target, key)),
        }
    }

    /// Where a node stands, and those of its members that openapiv3 has no room for, each under the name behind it.
    pub(super) fn marked(&mut self, node: &Node, members: &[(&str, &str)]) -> super::Extensions {
        let mut extensions = super::mark(node.at);
        for (member, name) in members {
            let text = self.string(node, member);
            extensions.extend(text.map(|text| ((*name).to_owned(), text.into())));
        }
        extensions
    }

    /// A member that holds a boolean; absent is `false`.
    pub(super) fn flag(&mut self, node: &Node, key: &str) -> bool {
        self.optional_flag(node, key).unwrap_or_default()
    }

    pub(super) fn optional_flag(&mut self, node: &Node, key: &str) -> Option<bool> {
        let member = node.get(key)?;
        match &member.value {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) if text == "true" || text == "false" => {
                self.coerced(member, key, "a boolean");
                Some(text == "true")
            }
            Value::Null => None,
            _ => {
                self.wrong_type(member, key, "a boolean");
                None
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
            Value::Null => &[],
            _ => {
                self.wrong_type(member, key, "a list");
                &[]
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

    /// The members of a member that holds an object, extensions left out: for objects that the specification defines.
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
            Value::Null => Vec::new(),
            _ => {
                self.wrong_type(member, key, "an object");
                Vec::new()
            }
        }
    }

    /// The entries of a member that holds a map, whose keys are names: `x-…` is one like any other.
    pub(super) fn entries(&mut self, node: &'a Node, key: &str) -> Vec<(&'a str, At, &'a Node)> {
        match node.get(key).and_then(Node::as_object) {
            Some(object) => object
                .iter()
                .map(|(name, entry)| (name, entry.key_at, &entry.node))
                .collect(),
            // What is none is told there.
            None => self.members(node, key),
        }
    }

    pub(super) fn wrong_type(&mut self, node: &Node, key: &str, expected: &str) {
        self.diagnostics
            .push(member::wrong_type(node, key, expected));
    }

    fn coerced(&mut self, node: &Node, key: &str, expected: &str) {
        self.diagnostics.push(
            Diagnostic::warning(
                Code::WrongType,
                node.at,
                format!("`{key}` should be {expected}, not {}", node.kind()),
            )
            .label(format!("taken for {expected}"))
            .help("put it in quotes, or take them away"),
        );
    }

    /// The object itself, or the one that it refers to.
    pub(super) fn follow(&mut self, node: &'a Node) -> Option<&'a Node> {
        let mut target = node;
        let mut chain = Vec::new();
        while let Some(link) = target.get("$ref")
            && let Some(reference) = link.as_str()
        {
            if let Some(start) = chain.iter().position(|at| *at == link.at) {
                self.diagnostics.push(Diagnostic::circle(&chain[start..]));
                return None;
            }
            chain.push(link.at);
            if chain.len() > CHAIN {
                self.error(
                    Code::CircularReference,
                    node.at,
                    format!("this reference leads through more than {CHAIN} others"),
                    "let it name an object that is written out",
                );
                return None;
            }
            target = self.target(target, reference)?;
        }
        Some(target)
    }

    /// What a reference names, or an error where it stands.
    pub(super) fn target(&mut self, node: &Node, reference: &str) -> Option<&'a Node> {
        let at = node.get("$ref").map_or(node.at, |reference| reference.at);
        let Some(fragment) = reference.strip_prefix('#') else {
            // `bundle` has told of every reference that it could not follow.
            if !self.diagnostics.has_errors() {
                let message = format!("`{reference}` is no part of this document");
                let help = "write a reference such as `#/components/schemas/Pet`";
                self.error(Code::UnresolvedReference, at, message, help);
            }
            return None;
        };
        let found = self.root.fragment(fragment);
        if found.is_none() {
            let told = member::unresolved(self.root, at, reference, &mut self.nearest);
            self.diagnostics.push(told);
        }
        found
    }

    /// A schema, as the normal form refers to it.
    pub(super) fn schema_reference<T>(&mut self, node: &'a Node) -> ReferenceOr<T> {
        let id = self.schema(node);
        while let Some((id, node)) = self.pending.pop_front() {
            self.fill(id, node);
        }
        ReferenceOr::Reference {
            reference: id.index().to_string(),
        }
    }
}

/// The version that the document declares.
fn version(root: &Node, diagnostics: &mut Diagnostics) -> Option<Version> {
    // An upgraded document has `openapi`.
    let Some(declared) = root.get("openapi").or(root.get("swagger")) else {
        let message = match root.get("swaggerVersion") {
            Some(_) => "this is Swagger of a version before 2.0, which can't be read",
            None => "this is no OpenAPI document: it has neither `openapi` nor `swagger`",
        };
        diagnostics.push(
            Diagnostic::error(Code::UnsupportedVersion, root.at, message)
                .help("start the document with `openapi: 3.1.0`"),
        );
        return None;
    };
    let text = match &declared.value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    if text.starts_with("3.0") || text == "3" {
        return Some(Version::V3_0);
    }
    if text.starts_with("3.1") || text.starts_with("3.2") {
        return Some(Version::V3_1);
    }
    diagnostics.push(
        Diagnostic::error(
            Code::UnsupportedVersion,
            declared.at,
            format!("`{text}` is no version that can be read"),
        )
        .help("versions 2.0, 3.0, 3.1 and 3.2 can be read"),
    );
    None
}
