//! Swagger 2.0 to OpenAPI 3.0: after this nobody asks for what only 2.0 has.
//!
//! People mix the versions up, so that one walk reads the words of both, in a document that declares either: those of
//! the other version are understood, with a warning. What the declared version has itself is checked here for 2.0, in
//! 2.0's words; what a 3.x document has passes through to [`crate::normalize`].
//!
//! Nodes keep their places, and what is made new stands where that stands which it was made from: messages of later
//! stages point to what the user wrote. No two schemas are made at one place, since later stages tell them by it.

mod bodies;
mod components;
mod document;
mod forms;
mod lists;
mod media;
mod mixed;
mod operations;
mod parameters;
mod references;
mod responses;
mod schemas;
mod security;
mod servers;
mod vocabulary;
mod words;

use std::borrow::Cow;
use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, member};
use crate::nearest::Nearest;
use crate::source::{At, Node, Object, Value};
use crate::version::{Version, declared};
use components::Components;
use media::Media;

/// The document as OpenAPI 3 has it. One that is neither 2.0 nor has words of it is handed back as it is.
pub fn upgrade<'t>(tree: &'t Node, diagnostics: &mut Diagnostics) -> Cow<'t, Node> {
    let upgraded = match declared(tree) {
        Some(Version::Two) => true,
        Some(Version::Three) => mixed::has_words_of_two(tree),
        None => false,
    };
    match declared(tree).filter(|_| upgraded) {
        Some(version) => Cow::Owned(Upgrade::new(tree, version, diagnostics).document()),
        None => Cow::Borrowed(tree),
    }
}

/// Walks a document.
struct Upgrade<'a> {
    root: &'a Node,
    /// Which version's words need no warning.
    version: Version,
    diagnostics: &'a mut Diagnostics,
    /// The document's media types, for operations that have none of their own.
    consumes: Vec<Media>,
    produces: Vec<Media>,
    components: Components<'a>,
    /// The path whose operations are being upgraded, as it is written.
    template: &'a str,
    /// Where the objects stand that were upgraded, and that references may name.
    built: HashSet<At>,
    /// Whether nothing is said: what is upgraded is not used.
    is_quiet: bool,
    /// What was said, and where.
    told: HashSet<(Place, String)>,
    /// How many values bodies and responses have, counted for each operation and media type.
    copied: usize,
    nearest: Nearest,
}

/// The most values that bodies and responses may have; the same as of nodes in a text.
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
            is_quiet: false,
            told: HashSet::new(),
            copied: 0,
            nearest: Nearest::default(),
        }
    }

    /// Remembers that what stands at a place is in the finished tree.
    fn built(&mut self, node: &Node) {
        self.built.insert(node.at);
    }

    /// Says something, once: an object that operations share is upgraded for each of them.
    fn tell(&mut self, diagnostic: Diagnostic) {
        if self.is_quiet {
            return;
        }
        let said = (diagnostic.place.clone(), diagnostic.message.clone());
        if self.told.insert(said) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Whether what is written at several places still fits in a tree, so that a few shared bodies can't fill the memory.
    fn affords(&mut self, node: &Node, times: usize) -> bool {
        let fitted = self.copied <= LIMIT;
        if fitted {
            self.copied = self.copied.saturating_add(size(node).saturating_mul(times));
        }
        if fitted && self.copied > LIMIT {
            let message = format!(
                "written out for every operation and media type, there are more than {LIMIT} values"
            );
            let help = "let parameters and responses refer to `definitions`: those are not copied";
            self.error(Code::TooLarge, node.at, message, help);
        }
        self.copied <= LIMIT
    }

    fn warn(&mut self, code: Code, at: At, message: impl Into<String>, label: &str, help: &str) {
        self.tell(
            Diagnostic::warning(code, at, message)
                .label(label)
                .help(help),
        );
    }

    fn error(&mut self, code: Code, at: At, message: impl Into<String>, help: &str) {
        self.tell(Diagnostic::error(code, at, message).help(help));
    }

    fn wrong_type(&mut self, node: &Node, key: &str, expected: &str) {
        self.tell(member::wrong_type(node, key, expected));
    }

    /// A member that holds text.
    fn text(&mut self, node: &'a Node, key: &str) -> Option<&'a str> {
        let member = node.get(key).filter(|member| !member.is_null())?;
        if member.as_str().is_none() {
            self.wrong_type(member, key, "a string");
        }
        member.as_str()
    }

    /// The members of an object or the items of a list, each upgraded. What is neither stays, for `normalize` to tell.
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

/// How many values a node has, itself among them.
fn size(node: &Node) -> usize {
    let below: usize = match &node.value {
        Value::Object(object) => object.iter().map(|(_, entry)| size(&entry.node)).sum(),
        Value::Array(items) => items.iter().map(size).sum(),
        _ => 0,
    };
    below + 1
}
