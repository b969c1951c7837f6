//! Upgrades Swagger 2.0 to OpenAPI 3.0, so that later stages need to know only the latter.
//!
//! Documents mix the versions, so members of both are read, whatever version is declared; those of the other version
//! are read with a warning. A 2.0 document is checked here for members that do not exist; the members of a 3.x document
//! are passed on to [`crate::normalize`].
//!
//! Nodes keep their positions, and new nodes have the position of what they are made from, so that messages of later
//! stages point to what the user wrote. Positions of schemas are unique, since later stages identify schemas by them.

mod bodies;
mod components;
mod document;
mod forms;
mod lists;
mod media;
mod member_tables;
mod members;
mod mixed;
mod operations;
mod parameters;
mod references;
mod responses;
mod schemas;
mod security;
mod servers;

use std::borrow::Cow;
use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, member};
use crate::nearest::Nearest;
use crate::source::{At, Node, Object, Value};
use crate::version::{Version, declared};
use components::Components;
use media::Media;

/// The document in the form of OpenAPI 3. A document without members of 2.0 is returned as it is.
pub fn upgrade<'t>(tree: &'t Node, diagnostics: &mut Diagnostics) -> Cow<'t, Node> {
    let upgraded = match declared(tree) {
        Some(Version::Two) => true,
        Some(Version::Three) => mixed::has_version_two_members(tree),
        None => false,
    };
    match declared(tree).filter(|_| upgraded) {
        Some(version) => Cow::Owned(Upgrade::new(tree, version, diagnostics).document()),
        None => Cow::Borrowed(tree),
    }
}

/// The state of an upgrade.
struct Upgrade<'a> {
    root: &'a Node,
    /// The declared version, whose members need no warning.
    version: Version,
    diagnostics: &'a mut Diagnostics,
    /// The document's media types, for operations without their own.
    consumes: Vec<Media>,
    produces: Vec<Media>,
    components: Components<'a>,
    /// The path whose operations are being upgraded, as written.
    template: &'a str,
    /// The positions of upgraded objects that references may have as their targets.
    built: HashSet<At>,
    /// Whether diagnostics are suppressed, since what is upgraded is not used.
    is_silent: bool,
    /// The diagnostics so far, by place and message.
    reported: HashSet<(Place, String)>,
    /// The number of values in bodies and responses, for each operation and media type.
    value_count: usize,
    nearest: Nearest,
}

/// Limit on the values in bodies and responses; the same as on the nodes of a text.
const LIMIT: usize = 10_000_000;

impl<'a> Upgrade<'a> {
    fn new(root: &'a Node, version: Version, diagnostics: &'a mut Diagnostics) -> Self {
        Upgrade {
            root,
            version,
            diagnostics,
            consumes: Vec::new(),
            produces: Vec::new(),
            components: Components::default(),
            template: "",
            built: HashSet::new(),
            is_silent: false,
            reported: HashSet::new(),
            value_count: 0,
            nearest: Nearest::default(),
        }
    }

    /// Records that a node is in the upgraded tree.
    fn built(&mut self, node: &Node) {
        self.built.insert(node.at);
    }

    /// Reports a diagnostic once: an object that operations share is upgraded for each of them.
    fn report(&mut self, diagnostic: Diagnostic) {
        if self.is_silent {
            return;
        }
        let key = (diagnostic.place.clone(), diagnostic.message.clone());
        if self.reported.insert(key) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether a node, repeated so many times, still fits into the limit: a few shared bodies must not exhaust the
    /// memory.
    fn fits_limit(&mut self, node: &Node, times: usize) -> bool {
        let fitted = self.value_count <= LIMIT;
        if fitted {
            self.value_count = self
                .value_count
                .saturating_add(size(node).saturating_mul(times));
        }
        if fitted && self.value_count > LIMIT {
            let message = format!(
                "expanded for every operation and media type, the bodies and responses have more than {LIMIT} values"
            );
            let help =
                "let parameters and responses refer to `definitions`, which are not expanded";
            self.error(Code::TooLarge, node.at, message, help);
        }
        self.value_count <= LIMIT
    }

    fn warn(&mut self, code: Code, at: At, message: impl Into<String>, label: &str, help: &str) {
        self.report(
            Diagnostic::warning(code, at, message)
                .label(label)
                .help(help),
        );
    }

    fn error(&mut self, code: Code, at: At, message: impl Into<String>, help: &str) {
        self.report(Diagnostic::error(code, at, message).help(help));
    }

    fn wrong_type(&mut self, node: &Node, key: &str, expected: &str) {
        self.report(member::wrong_type(node, key, expected));
    }

    /// A member that is a string.
    fn text(&mut self, node: &'a Node, key: &str) -> Option<&'a str> {
        let member = node.get(key).filter(|member| !member.is_null())?;
        if member.as_str().is_none() {
            self.wrong_type(member, key, "a string");
        }
        member.as_str()
    }

    /// Upgrades the members of an object or the items of an array. Any other value is kept, and `normalize` reports it.
    fn each(&mut self, node: &'a Node, mut to: impl FnMut(&mut Self, &'a Node) -> Node) -> Node {
        let value = match &node.value {
            Value::Object(object) => {
                let mut out = Object::default();
                for (key, entry) in object.iter() {
                    out.insert(key, entry.with(to(self, &entry.node)));
                }
                Value::Object(out)
            }
            Value::Array(items) => Value::Array(items.iter().map(|item| to(self, item)).collect()),
            other => other.clone(),
        };
        Node::new(node.at, value)
    }
}

/// The number of values in a node, including itself.
fn size(node: &Node) -> usize {
    let below: usize = match &node.value {
        Value::Object(object) => object.iter().map(|(_, entry)| size(&entry.node)).sum(),
        Value::Array(items) => items.iter().map(size).sum(),
        _ => 0,
    };
    below + 1
}
