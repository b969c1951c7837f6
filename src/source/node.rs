//! The tree: a JSON value whose nodes know their position in the text.

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;
use serde_json::Number;

use super::At;

/// A value and its position.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The position of the value.
    pub at: At,
    /// The value.
    pub value: Value,
}

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`; in YAML also an empty value.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A finite number.
    Number(Number),
    /// Text.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// Members by name.
    Object(Object),
}

/// The members of an object, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Object {
    entries: IndexMap<String, Entry, FxBuildHasher>,
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The position of the name.
    pub key_at: At,
    /// The value.
    pub node: Node,
}

impl Node {
    /// Creates a node.
    pub fn new(at: At, value: Value) -> Self {
        Self { at, value }
    }

    /// A string that was not read from a text; messages about it point to `at`.
    pub fn string(at: At, text: impl Into<String>) -> Self {
        Self::new(at, Value::String(text.into()))
    }

    /// An object that was not read from a text; `at` is also the position of its members' names.
    pub fn object<K: Into<String>>(at: At, members: impl IntoIterator<Item = (K, Node)>) -> Self {
        let mut object = Object::default();
        for (key, node) in members {
            object.insert(key, Entry { key_at: at, node });
        }
        Self::new(at, Value::Object(object))
    }

    /// A tree made of JSON; every node of it has the same position.
    pub fn from_json(at: At, json: serde_json::Value) -> Self {
        let value = match json {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(value) => Value::Bool(value),
            serde_json::Value::Number(value) => Value::Number(value),
            serde_json::Value::String(value) => Value::String(value),
            serde_json::Value::Array(items) => Value::Array(
                items
                    .into_iter()
                    .map(|item| Self::from_json(at, item))
                    .collect(),
            ),
            serde_json::Value::Object(members) => {
                let mut object = Object::default();
                for (key, value) in members {
                    object.insert(
                        key,
                        Entry {
                            key_at: at,
                            node: Self::from_json(at, value),
                        },
                    );
                }
                Value::Object(object)
            }
        };
        Self { at, value }
    }

    /// The tree as JSON, without positions.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => serde_json::Value::Bool(*value),
            Value::Number(value) => serde_json::Value::Number(value.clone()),
            Value::String(value) => serde_json::Value::String(value.clone()),
            Value::Array(items) => {
                serde_json::Value::Array(items.iter().map(Self::to_json).collect())
            }
            Value::Object(object) => serde_json::Value::Object(
                object
                    .iter()
                    .map(|(key, entry)| (key.to_owned(), entry.node.to_json()))
                    .collect(),
            ),
        }
    }

    /// Whether this is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The value, if it is a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The value, if it is a number.
    pub fn as_number(&self) -> Option<&Number> {
        match &self.value {
            Value::Number(value) => Some(value),
            _ => None,
        }
    }

    /// The value, if it is an integer in range.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number().and_then(Number::as_i64)
    }

    /// The value, if it is an integer in range.
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number().and_then(Number::as_u64)
    }

    /// The value, if it is a number, rounded to a float.
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number().and_then(Number::as_f64)
    }

    /// The value, if it is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(value) => Some(value),
            _ => None,
        }
    }

    /// The items, if it is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The items, if it is an array, mutably.
    pub fn as_array_mut(&mut self) -> Option<&mut Vec<Node>> {
        match &mut self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The members, if it is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The members, if it is an object, mutably.
    pub fn as_object_mut(&mut self) -> Option<&mut Object> {
        match &mut self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// The member of a name, if this is an object that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// The member of a name, mutably.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.as_object_mut()?.get_mut(key)
    }

    /// The kind of value, for messages: `null`, `a boolean`, `a number`, `a string`, `a list`, `an object`.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        }
    }
}

impl<K: Into<String>> Extend<(K, Entry)> for Object {
    fn extend<I: IntoIterator<Item = (K, Entry)>>(&mut self, more: I) {
        for (key, entry) in more {
            self.insert(key, entry);
        }
    }
}

impl Entry {
    /// The same name with another value.
    pub fn with(&self, node: Node) -> Self {
        Self {
            key_at: self.key_at,
            node,
        }
    }
}

impl Object {
    /// The value of a member.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries.get(key).map(|entry| &entry.node)
    }

    /// The value of a member, mutably.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        self.entries.get_mut(key).map(|entry| &mut entry.node)
    }

    /// A member with the position of its name.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// The value of a member, with the name as it is in the object.
    pub fn get_key_value(&self, key: &str) -> Option<(&str, &Node)> {
        let (name, entry) = self.entries.get_key_value(key)?;
        Some((name, &entry.node))
    }

    /// Whether there is a member of that name.
    pub fn contains(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Adds a member at the end, or replaces the one of that name in its place and returns it.
    pub fn insert(&mut self, key: impl Into<String>, entry: Entry) -> Option<Entry> {
        self.entries.insert(key.into(), entry)
    }

    /// The value of a member; if there is none, `entry` is added at the end.
    pub fn get_or_insert(&mut self, key: &str, entry: Entry) -> &mut Node {
        &mut self.entries.entry(key.to_owned()).or_insert(entry).node
    }

    /// Removes a member; the others keep their order.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        self.entries.shift_remove(key)
    }

    /// Keeps the members for which `keep` returns true.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &mut Entry) -> bool) {
        self.entries.retain(|key, entry| keep(key, entry));
    }

    /// The members in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &Entry)> + ExactSizeIterator {
        self.entries
            .iter()
            .map(|(key, entry)| (key.as_str(), entry))
    }

    /// The members in order, mutably.
    pub fn iter_mut(
        &mut self,
    ) -> impl DoubleEndedIterator<Item = (&str, &mut Entry)> + ExactSizeIterator {
        self.entries
            .iter_mut()
            .map(|(key, entry)| (key.as_str(), entry))
    }

    /// The names in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &str> + ExactSizeIterator {
        self.entries.keys().map(String::as_str)
    }

    /// The number of members.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl IntoIterator for Object {
    type Item = (String, Entry);
    type IntoIter = indexmap::map::IntoIter<String, Entry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn json_round_trips_through_the_tree() {
        let json = json!({"z": [null, true, 1.5, -3, u64::MAX], "a": {"nested": "text"}});
        assert_eq!(Node::from_json(At::NONE, json.clone()).to_json(), json);
    }

    #[test]
    fn removing_keeps_the_order() {
        let mut tree = Node::from_json(At::NONE, json!({"a": 1, "b": 2, "c": 3}));
        tree.as_object_mut().and_then(|object| object.remove("a"));
        assert_eq!(
            tree.as_object().map(|object| object.keys().collect()),
            Some(vec!["b", "c"])
        );
    }
}
