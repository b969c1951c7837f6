//! Parsed JSON: the values that schemas are checked against and that types are read from.

use std::{fmt, io};

use serde::{Serialize, Serializer};
use serde_json::{Map, Number, Value};

use super::Mismatch;

/// JSON values, in one list in the order of their text.
///
/// A [`Value`] has an allocation for each string, array and object, and objects that are maps. Here, what a text has takes
/// one list of nodes, and its strings are ranges of the text. A tree owns the text, so it has no lifetime.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The text that was parsed, if there was one.
    pub(super) text: String,
    /// The strings that are no ranges of the text, such as those with escapes.
    pub(super) copied: String,
    pub(super) nodes: Vec<Node>,
    /// Whether a number was written with a point or an exponent and has no fraction.
    pub(super) has_whole_floats: bool,
}

/// A value without what it contains, or the name of a member.
#[derive(Clone, Debug)]
pub(super) enum Node {
    Null,
    Bool(bool),
    Number(Number),
    /// A range of bytes: of the text or, beyond its length, of the copied strings.
    String {
        start: usize,
        length: usize,
    },
    /// Its items follow.
    Array(Extent),
    /// Its members follow, the name and the value of each.
    Object(Extent),
}

/// How much an array or object contains.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Extent {
    /// The number of its items or members.
    pub(super) count: usize,
    /// The index of the first node after it.
    pub(super) end: usize,
}

/// A value of a [`Tree`].
#[derive(Clone, Copy)]
pub struct Json<'t> {
    tree: &'t Tree,
    index: usize,
}

/// What a value is.
#[derive(Clone, Copy, Debug)]
pub enum Kind<'t> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(&'t Number),
    /// A string.
    String(&'t str),
    /// An array.
    Array(Array<'t>),
    /// An object.
    Object(Object<'t>),
}

/// The items of an array.
#[derive(Clone, Copy)]
pub struct Array<'t>(Children<'t>);

/// The members of an object, in the order of the text.
#[derive(Clone, Copy)]
pub struct Object<'t>(Children<'t>);

#[derive(Clone, Copy)]
struct Children<'t> {
    tree: &'t Tree,
    /// The index of the first node that is left.
    next: usize,
    extent: Extent,
}

impl Tree {
    /// An empty tree with room for so many nodes, and for so many bytes of strings.
    #[cfg(feature = "server")]
    pub(crate) fn with_capacity(nodes: usize, bytes: usize) -> Self {
        Self {
            nodes: Vec::with_capacity(nodes),
            copied: String::with_capacity(bytes),
            ..Self::default()
        }
    }

    /// The first value. That of an empty tree is `null`.
    pub fn root(&self) -> Json<'_> {
        self.at(0)
    }

    /// The value at an index, which [`push`](Self::push) returned.
    pub fn at(&self, index: usize) -> Json<'_> {
        Json { tree: self, index }
    }

    /// Adds a value after all others, and returns its index.
    pub fn push(&mut self, value: &Value) -> usize {
        let index = self.nodes.len();
        match value {
            Value::Null => self.nodes.push(Node::Null),
            Value::Bool(flag) => self.nodes.push(Node::Bool(*flag)),
            Value::Number(number) => self.push_number(number.clone()),
            Value::String(text) => return self.push_string(text),
            Value::Array(items) => {
                self.nodes.push(Node::Array(Extent::default()));
                for item in items {
                    self.push(item);
                }
                self.close(index, items.len());
            }
            Value::Object(members) => {
                self.nodes.push(Node::Object(Extent::default()));
                for (name, value) in members {
                    self.push_string(name);
                    self.push(value);
                }
                self.close(index, members.len());
            }
        }
        index
    }

    /// Adds `null`.
    #[cfg(feature = "xml")]
    pub(crate) fn push_null(&mut self) {
        self.nodes.push(Node::Null);
    }

    /// Adds `true` or `false`.
    #[cfg(feature = "xml")]
    pub(crate) fn push_bool(&mut self, flag: bool) {
        self.nodes.push(Node::Bool(flag));
    }

    /// Adds an array, to be closed after its items are added.
    #[cfg(feature = "xml")]
    pub(crate) fn open_array(&mut self) -> usize {
        self.nodes.push(Node::Array(Extent::default()));
        self.nodes.len() - 1
    }

    /// Adds an object, to be closed after its members are added: the name and the value of each.
    #[cfg(feature = "xml")]
    pub(crate) fn open_object(&mut self) -> usize {
        self.nodes.push(Node::Object(Extent::default()));
        self.nodes.len() - 1
    }

    /// Adds a number.
    pub(crate) fn push_number(&mut self, number: Number) {
        self.has_whole_floats |= is_whole_float(&number);
        self.nodes.push(Node::Number(number));
    }

    /// Adds a string, which is copied, and returns its index.
    pub(crate) fn push_string(&mut self, text: &str) -> usize {
        let index = self.nodes.len();
        let start = self.text.len() + self.copied.len();
        let length = text.len();
        self.copied.push_str(text);
        self.nodes.push(Node::String { start, length });
        index
    }

    /// Completes an array or object whose contents are all nodes after it.
    pub(crate) fn close(&mut self, index: usize, count: usize) {
        let end = self.nodes.len();
        if let Some(Node::Array(extent) | Node::Object(extent)) = self.nodes.get_mut(index) {
            *extent = Extent { count, end };
        }
    }

    /// Whether a number of the tree was written with a point or an exponent and has no fraction, as `1.0`.
    pub fn has_whole_floats(&self) -> bool {
        self.has_whole_floats
    }

    /// Puts another number in the place of one.
    pub(crate) fn replace_number(&mut self, index: usize, number: Number) {
        if let Some(Node::Number(known)) = self.nodes.get_mut(index) {
            *known = number;
        }
    }

    /// Adds members to objects of the last value, which begins at `root`. The additions are in the order of the objects'
    /// indices; each is put after the members that the object has, and one of a name that it has is left out.
    pub(crate) fn add_members(&mut self, root: usize, additions: &[Addition<'_>]) {
        if additions.is_empty() || root > self.nodes.len() {
            return;
        }
        let nodes = self.nodes.split_off(root);
        // The arrays and objects around the next node, innermost last: their extents, and their indices before and now.
        let mut open: Vec<(Extent, usize, usize)> = Vec::new();
        for (index, node) in (root..).zip(nodes) {
            while let Some((extent, before, now)) = open.pop_if(|(extent, ..)| extent.end <= index)
            {
                self.complete(now, extent.count, before, additions);
            }
            if let Node::Array(extent) | Node::Object(extent) = &node {
                open.push((*extent, index, self.nodes.len()));
            }
            self.nodes.push(node);
        }
        while let Some((extent, before, now)) = open.pop() {
            self.complete(now, extent.count, before, additions);
        }
    }

    /// Completes an array or object that had another index before, with the members that are added to it.
    fn complete(&mut self, index: usize, count: usize, before: usize, additions: &[Addition<'_>]) {
        self.close(index, count);
        let mut count = count;
        let start = additions.partition_point(|addition| addition.object < before);
        let own = additions.iter().skip(start);
        for addition in own.take_while(|addition| addition.object == before) {
            if self.at(index).get(addition.name).is_none() {
                self.push_string(addition.name);
                self.push(addition.value);
                count += 1;
                self.close(index, count);
            }
        }
    }

    fn string(&self, start: usize, length: usize) -> &str {
        let (text, start) = match start.checked_sub(self.text.len()) {
            None => (&self.text, start),
            Some(start) => (&self.copied, start),
        };
        text.get(start..start + length).unwrap_or_default()
    }

    /// Whether the member whose name is at an index has that name.
    fn is_name(&self, index: usize, name: &str) -> bool {
        match self.nodes.get(index) {
            Some(Node::String { start, length }) if *length == name.len() => {
                self.string(*start, *length) == name
            }
            _ => false,
        }
    }

    fn name(&self, index: usize) -> &str {
        match self.nodes.get(index) {
            Some(Node::String { start, length }) => self.string(*start, *length),
            _ => "",
        }
    }
}

/// A member that is added to an object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Addition<'a> {
    /// The index of the object.
    pub(crate) object: usize,
    pub(crate) name: &'a str,
    pub(crate) value: &'a Value,
}

/// Whether a number is written with a point or an exponent and has no fraction.
fn is_whole_float(number: &Number) -> bool {
    number.is_f64() && number.as_f64().is_some_and(|float| float.fract() == 0.0)
}

/// The index of the first node after a value.
fn end(node: Option<&Node>, index: usize) -> usize {
    match node {
        Some(Node::Array(extent) | Node::Object(extent)) => extent.end,
        _ => index + 1,
    }
}

impl<'t> Json<'t> {
    /// What the value is.
    #[inline]
    pub fn kind(self) -> Kind<'t> {
        let children = |extent: &Extent| Children {
            tree: self.tree,
            next: self.index + 1,
            extent: *extent,
        };
        match self.tree.nodes.get(self.index) {
            None | Some(Node::Null) => Kind::Null,
            Some(Node::Bool(flag)) => Kind::Bool(*flag),
            Some(Node::Number(number)) => Kind::Number(number),
            Some(Node::String { start, length }) => Kind::String(self.tree.string(*start, *length)),
            Some(Node::Array(extent)) => Kind::Array(Array(children(extent))),
            Some(Node::Object(extent)) => Kind::Object(Object(children(extent))),
        }
    }

    /// The text, if this is a string.
    pub fn as_str(self) -> Option<&'t str> {
        match self.kind() {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a string.
    ///
    /// # Errors
    /// When this is another type.
    pub fn string(self) -> Result<&'t str, Mismatch> {
        self.as_str()
            .ok_or_else(|| Mismatch::expected("a string", self))
    }

    /// The number, if this is one.
    pub fn as_number(self) -> Option<&'t Number> {
        match self.kind() {
            Kind::Number(number) => Some(number),
            _ => None,
        }
    }

    /// Whether this is `null`.
    pub fn is_null(self) -> bool {
        matches!(self.kind(), Kind::Null)
    }

    /// The members, if this is an object.
    pub fn as_object(self) -> Option<Object<'t>> {
        match self.kind() {
            Kind::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether this is an object.
    pub fn is_object(self) -> bool {
        self.as_object().is_some()
    }

    /// Whether this is an array or an object.
    pub fn is_container(self) -> bool {
        matches!(self.kind(), Kind::Array(_) | Kind::Object(_))
    }

    /// The member of that name, if this is an object that has it.
    pub fn get(self, name: &str) -> Option<Self> {
        self.as_object()?.get(name)
    }

    /// What the value is as a [`Value`].
    pub fn to_value(self) -> Value {
        match self.kind() {
            Kind::Null => Value::Null,
            Kind::Bool(flag) => Value::Bool(flag),
            Kind::Number(number) => Value::Number(number.clone()),
            Kind::String(text) => Value::String(text.to_owned()),
            Kind::Array(items) => Value::Array(items.iter().map(Self::to_value).collect()),
            Kind::Object(members) => {
                let members = members.iter();
                let members = members.map(|(name, value)| (name.to_owned(), value.to_value()));
                Value::Object(members.collect::<Map<_, _>>())
            }
        }
    }

    /// The beginning of the value's JSON text, of at most that many bytes.
    pub(crate) fn text_up_to(self, bytes: usize) -> String {
        let mut text = Beginning {
            bytes: Vec::new(),
            limit: bytes,
        };
        // An error means that the limit is reached.
        let _ = serde_json::to_writer(&mut text, &self);
        let mut text = text.bytes;
        text.truncate(bytes);
        String::from_utf8(text).unwrap_or_else(|error| {
            let valid = error.utf8_error().valid_up_to();
            let mut text = error.into_bytes();
            text.truncate(valid);
            String::from_utf8(text).unwrap_or_default()
        })
    }

    /// A key for the value among all of its tree; that of a member's name is one less.
    pub(crate) fn index(self) -> usize {
        self.index
    }

    /// How many parts the value has: values and the names of members.
    pub(super) fn weight(self) -> usize {
        self.end() - self.index
    }

    /// The index of the first value after this one.
    pub(crate) fn end(self) -> usize {
        end(self.tree.nodes.get(self.index), self.index)
    }
}

/// Takes the beginning of a text.
struct Beginning {
    bytes: Vec<u8>,
    limit: usize,
}

impl io::Write for Beginning {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() >= self.limit {
            return Err(io::ErrorKind::WriteZero.into());
        }
        let rest = self.limit - self.bytes.len();
        self.bytes.extend(bytes.iter().take(rest));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.kind() {
            Kind::Null => serializer.serialize_unit(),
            Kind::Bool(flag) => serializer.serialize_bool(flag),
            Kind::Number(number) => number.serialize(serializer),
            Kind::String(text) => serializer.serialize_str(text),
            Kind::Array(items) => serializer.collect_seq(items.iter()),
            Kind::Object(members) => serializer.collect_map(members.iter()),
        }
    }
}

impl fmt::Debug for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            Kind::Null => f.write_str("null"),
            Kind::Bool(flag) => flag.fmt(f),
            Kind::Number(number) => number.fmt(f),
            Kind::String(text) => text.fmt(f),
            Kind::Array(items) => items.fmt(f),
            Kind::Object(members) => members.fmt(f),
        }
    }
}

impl<'t> Array<'t> {
    /// The number of items.
    pub fn len(self) -> usize {
        self.0.extent.count
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The items.
    pub fn iter(self) -> impl Iterator<Item = Json<'t>> {
        let mut items = self.0;
        std::iter::from_fn(move || items.value())
    }
}

impl<'t> Object<'t> {
    /// The number of members.
    pub fn len(self) -> usize {
        self.0.extent.count
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The names and values of the members.
    pub fn iter(self) -> impl Iterator<Item = (&'t str, Json<'t>)> {
        let mut members = self.0;
        std::iter::from_fn(move || members.member())
    }

    /// The member of that name.
    pub fn get(self, name: &str) -> Option<Json<'t>> {
        let mut members = self.0;
        members.find(name)
    }

    /// The member of that name, looked for first at an index, which is then that of the next member.
    #[cfg(feature = "objects")]
    pub(super) fn get_from(self, next: &mut usize, name: &str) -> Option<Json<'t>> {
        let Children { tree, extent, .. } = self.0;
        if *next < extent.end && tree.is_name(*next, name) {
            let value = tree.at(*next + 1);
            *next = value.end();
            return Some(value);
        }
        let mut after = Children {
            next: *next,
            ..self.0
        };
        let before = Children {
            extent: Extent {
                end: *next,
                ..self.0.extent
            },
            ..self.0
        };
        let found = after.find(name).or_else(|| {
            after = before;
            after.find(name)
        })?;
        *next = after.next;
        Some(found)
    }

    /// The index that [`get_from`](Self::get_from) starts with.
    #[cfg(feature = "objects")]
    pub(super) fn first(self) -> usize {
        self.0.next
    }
}

impl fmt::Debug for Array<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl fmt::Debug for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<'t> Children<'t> {
    #[inline]
    fn value(&mut self) -> Option<Json<'t>> {
        if self.next >= self.extent.end {
            return None;
        }
        let value = self.tree.at(self.next);
        self.next = value.end();
        Some(value)
    }

    #[inline]
    fn member(&mut self) -> Option<(&'t str, Json<'t>)> {
        if self.next >= self.extent.end {
            return None;
        }
        let name = self.tree.name(self.next);
        self.next += 1;
        Some((name, self.value()?))
    }

    #[inline]
    fn find(&mut self, name: &str) -> Option<Json<'t>> {
        while self.next < self.extent.end {
            let is_found = self.tree.is_name(self.next, name);
            self.next += 1;
            let value = self.value()?;
            if is_found {
                return Some(value);
            }
        }
        None
    }
}

impl From<&Value> for Tree {
    fn from(value: &Value) -> Self {
        let mut tree = Self::default();
        tree.push(value);
        tree
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::DuplicateMembers;
    use super::*;

    fn parsed(text: &str) -> Tree {
        Tree::parse(text, DuplicateMembers::Refuse).unwrap()
    }

    #[test]
    fn trees_have_everything_that_values_have() {
        let text = r#"{"a":[null,true,-1,1.5,18446744073709551615],"b":{"c\n":"d\u00e9","e":"f"}}"#;
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(parsed(text).root().to_value(), value);
        assert_eq!(Tree::from(&value).root().to_value(), value);
        assert_eq!(Tree::default().root().to_value(), json!(null));
        let deserialized: Tree = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(deserialized.root().to_value(), value);
    }

    #[test]
    fn names_and_values_have_weight() {
        let weight = |value: Value| Tree::from(&value).root().weight();
        assert_eq!(weight(json!("a")), 1);
        assert_eq!(weight(json!([])), 1);
        assert_eq!(weight(json!({})), 1);
        assert_eq!(weight(json!([1, 2])), 3);
        assert_eq!(weight(json!({"a": 1, "b": [2]})), 6);
    }

    #[test]
    fn members_are_found_from_every_index() {
        let tree = parsed(r#"{"a":[1,{"b":2}],"b":{"c":3},"c":4}"#);
        let object = tree.root().as_object().unwrap();
        for first in ["a", "b", "c"] {
            for second in ["a", "b", "c"] {
                let mut next = object.first();
                object.get_from(&mut next, first).unwrap();
                let found = object.get_from(&mut next, second).unwrap();
                assert_eq!(found.index(), object.get(second).unwrap().index());
            }
            assert!(object.get_from(&mut object.first(), "d").is_none());
        }
    }

    #[test]
    fn members_are_added_to_objects_at_any_depth() {
        let mut tree = Tree::default();
        tree.push(&json!({"before": 1}));
        let value = json!({"a": [{"b": {}}, 1, {}], "c": "d"});
        let root = tree.push(&value);
        let object = |pointer: &[&str]| {
            let mut at = tree.at(root);
            for name in pointer {
                at = at.get(name).unwrap();
            }
            at.index()
        };
        let Kind::Array(items) = tree.at(root).get("a").unwrap().kind() else {
            panic!("no array");
        };
        let items: Vec<_> = items.iter().collect();
        let (first, last) = (items[0].index(), items[2].index());
        let inner = items[0].get("b").unwrap().index();
        let (one, list) = (json!(1), json!([{"x": "y"}]));
        let addition = |object, name, value| Addition {
            object,
            name,
            value,
        };
        let additions = [
            addition(object(&[]), "e", &list),
            addition(object(&[]), "c", &one),
            addition(first, "f", &one),
            addition(inner, "g", &one),
            addition(inner, "h", &list),
            addition(last, "i", &one),
        ];
        tree.add_members(root, &additions);
        let expected = json!({
            "a": [{"b": {"g": 1, "h": [{"x": "y"}]}, "f": 1}, 1, {"i": 1}],
            "c": "d",
            "e": [{"x": "y"}],
        });
        assert_eq!(tree.at(root).to_value(), expected);
        assert_eq!(tree.at(root).weight(), Tree::from(&expected).nodes.len());
        assert_eq!(tree.root().to_value(), json!({"before": 1}));
    }
}
