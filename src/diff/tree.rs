//! A document as the comparison reads it: the bundled and upgraded tree, with references followed.

use crate::source::{At, Node};

/// Limit on the length of a chain of references.
const LONGEST_CHAIN: usize = 64;

/// One of the two documents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tree<'t> {
    root: &'t Node,
}

/// An object that has no members, for what is absent.
pub(super) static NOTHING: Node = Node {
    at: At::NONE,
    value: crate::source::Value::Null,
};

impl<'t> Tree<'t> {
    pub fn new(root: &'t Node) -> Self {
        Tree { root }
    }

    /// A member of the document itself.
    pub fn get(&self, key: &str) -> Option<&'t Node> {
        self.root.get(key)
    }

    pub fn root(&self) -> &'t Node {
        self.root
    }

    /// The node that a `$ref` of this node leads to, at the end of the chain; the node itself if there is none. A
    /// reference that leads nowhere or back to itself is `None`.
    pub fn resolve(&self, node: &'t Node) -> Option<&'t Node> {
        let mut node = node;
        for _ in 0..LONGEST_CHAIN {
            match reference(node) {
                None => return Some(node),
                Some(text) => node = self.target(text)?,
            }
        }
        None
    }

    /// The same, for a node that does not live as long as the tree.
    pub fn resolve_any<'n>(&self, node: &'n Node) -> Option<&'n Node>
    where
        't: 'n,
    {
        match reference(node) {
            None => Some(node),
            Some(text) => self.resolve(self.target(text)?),
        }
    }

    /// The node that a reference names.
    pub fn target(&self, reference: &str) -> Option<&'t Node> {
        self.root.fragment(reference.strip_prefix('#')?)
    }

    /// A component of a section.
    pub fn component(&self, section: &str, name: &str) -> Option<&'t Node> {
        self.get("components")?.get(section)?.get(name)
    }
}

/// The text of a node's `$ref`.
pub(super) fn reference(node: &Node) -> Option<&str> {
    node.get("$ref")?.as_str()
}

/// The last segment of a reference: a component's name.
pub(super) fn last_segment(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or(reference)
}

/// The members of an object in order; none if it is not an object.
pub(super) fn members(node: Option<&Node>) -> impl Iterator<Item = (&str, &Node)> {
    let object = node.and_then(Node::as_object);
    object
        .into_iter()
        .flat_map(|object| object.iter().map(|(key, entry)| (key, &entry.node)))
}

/// The items of an array; none if it is not an array.
pub(super) fn items(node: Option<&Node>) -> &[Node] {
    node.and_then(Node::as_array).unwrap_or_default()
}

/// The texts of an array.
pub(super) fn texts(node: Option<&Node>) -> impl Iterator<Item = &str> {
    items(node).iter().filter_map(Node::as_str)
}

/// A text member.
pub(super) fn text<'t>(node: &'t Node, key: &str) -> Option<&'t str> {
    node.get(key)?.as_str()
}

/// Whether a member is `true`.
pub(super) fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

/// The position of a member, or of the node if it has none of that name.
pub(super) fn at(node: &Node, key: &str) -> At {
    node.get(key).map_or(node.at, |member| member.at)
}

/// A value as text for messages and comparison: JSON without spaces.
pub(super) fn json(node: &Node) -> String {
    value(node).to_string()
}

/// A value for comparison, in which the order of members does not count. Whole numbers have no fraction, so that `1.0`
/// and `1` are the same, at any depth.
pub(super) fn value(node: &Node) -> serde_json::Value {
    let mut value = node.to_json();
    unify_numbers(&mut value);
    value
}

/// Writes whole numbers as integers.
fn unify_numbers(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Number(number) => {
            if let Some(float) = number.as_f64().filter(|_| number.is_f64())
                && float.fract() == 0.0
                && float.abs() < 1e15
            {
                *number = (float as i64).into();
            }
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(unify_numbers),
        serde_json::Value::Object(members) => members.values_mut().for_each(unify_numbers),
        _ => {}
    }
}

/// A value for people: text without quotes.
pub(super) fn printed(node: &Node) -> String {
    match node.as_str() {
        Some(text) => text.to_owned(),
        None => json(node),
    }
}
