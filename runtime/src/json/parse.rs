//! Parsing JSON into a [`Tree`], with a choice about duplicate members.

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::OnceLock;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Number, Value};

use super::pointer::push_member;
use super::tree::{Extent, Kind, Node, Tree};

/// What to do with an object that has several members of one name. RFC 8259, section 4, leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DuplicateMembers {
    /// The text is refused: two programs that take different members for the right one can be played off against each
    /// other.
    #[default]
    Refuse,

    /// The last member is kept, as serde_json does.
    KeepLast,
}

/// Why a text is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The duplicate member, as a JSON Pointer (RFC 6901); empty where the text is malformed.
    pub pointer: String,

    /// What is wrong, with line and column.
    pub message: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ReadError {}

/// Reads a JSON text as a [`Value`]: see [`Tree::parse`].
///
/// # Errors
/// When the text is malformed, or has duplicate members that are to be refused.
pub fn read_value(text: &[u8], duplicates: DuplicateMembers) -> Result<Value, ReadError> {
    Tree::parse_bytes(text.to_vec(), duplicates).map(|tree| tree.root().to_value())
}

/// How many bytes of text a node takes at least, in most texts. Room for more nodes is made when it is needed.
const BYTES_PER_NODE: usize = 8;

impl Tree {
    /// Parses a JSON text (RFC 8259) of at most 128 levels.
    ///
    /// # Errors
    /// When the text is malformed, or has duplicate members that are to be refused.
    pub fn parse(text: impl Into<String>, duplicates: DuplicateMembers) -> Result<Self, ReadError> {
        let text = text.into();
        let mut builder = Builder::new(&text, duplicates);
        builder.tree.nodes.reserve(text.len() / BYTES_PER_NODE + 1);
        let mut deserializer = serde_json::Deserializer::from_str(&text);
        let parsed = Seed(&mut builder).deserialize(&mut deserializer);
        if let Err(error) = parsed.and_then(|()| deserializer.end()) {
            return Err(ReadError {
                pointer: builder.duplicate.unwrap_or_default(),
                message: error.to_string(),
            });
        }
        let tree = builder.tree;
        Ok(Self { text, ..tree })
    }

    /// As [`Tree::parse`], for bytes that ought to be UTF-8.
    ///
    /// # Errors
    /// As there, and when the bytes are not UTF-8.
    pub fn parse_bytes(text: Vec<u8>, duplicates: DuplicateMembers) -> Result<Self, ReadError> {
        match String::from_utf8(text) {
            Ok(text) => Self::parse(text, duplicates),
            Err(error) => {
                // Of a text that is malformed before, the parser says where.
                let text = error.as_bytes();
                let parsed = serde_json::from_slice::<Value>(text).err();
                let message = parsed.map_or_else(|| error.to_string(), |error| error.to_string());
                Err(ReadError {
                    pointer: String::new(),
                    message,
                })
            }
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut builder = Builder::new("", DuplicateMembers::KeepLast);
        Seed(&mut builder).deserialize(deserializer)?;
        Ok(builder.tree)
    }
}

/// A tree that is being built.
struct Builder<'b> {
    /// The tree, without its text.
    tree: Tree,
    text: &'b str,
    duplicates: DuplicateMembers,
    /// The pointer to the duplicate member, once one is found.
    duplicate: Option<String>,
}

impl<'b> Builder<'b> {
    fn new(text: &'b str, duplicates: DuplicateMembers) -> Self {
        Self {
            tree: Tree::default(),
            text,
            duplicates,
            duplicate: None,
        }
    }

    fn node(&mut self, node: Node) {
        self.tree.nodes.push(node);
    }

    /// A string that is probably a range of the text.
    fn borrowed(&mut self, string: &str) {
        let start = string
            .as_ptr()
            .addr()
            .wrapping_sub(self.text.as_ptr().addr());
        let length = string.len();
        let is_range = start
            .checked_add(length)
            .is_some_and(|end| end <= self.text.len());
        match is_range {
            true => self.node(Node::String { start, length }),
            false => self.copied(string),
        }
    }

    fn copied(&mut self, string: &str) {
        let start = self.text.len() + self.tree.copied.len();
        let length = string.len();
        self.tree.copied.push_str(string);
        self.node(Node::String { start, length });
    }

    /// Adds an array or object whose contents come next.
    fn open(&mut self, node: Node) -> usize {
        let index = self.tree.nodes.len();
        self.node(node);
        index
    }

    fn string(&self, index: usize) -> &str {
        let Some(Node::String { start, length }) = self.tree.nodes.get(index) else {
            return "";
        };
        let (text, start) = match start.checked_sub(self.text.len()) {
            None => (self.text, *start),
            Some(start) => (self.tree.copied.as_str(), start),
        };
        text.get(start..start + length).unwrap_or_default()
    }

    /// The indices of the names of an object that is open, without the last one.
    fn earlier_names(&self, object: usize) -> impl Iterator<Item = usize> + '_ {
        let last = self.tree.nodes.len() - 1;
        let mut next = object + 1;
        std::iter::from_fn(move || {
            let name = next;
            next = self.tree.at(name + 1).end();
            (name < last).then_some(name)
        })
    }

    /// The JSON Pointer to the value that comes next.
    fn pointer(&self) -> String {
        let mut pointer = String::new();
        let is_open = |node: &Node| match node {
            Node::Array(extent) | Node::Object(extent) => extent.end == 0,
            _ => false,
        };
        let nodes = self.tree.nodes.iter().enumerate();
        let open: Vec<_> = nodes
            .filter(|(_, node)| is_open(node))
            .map(|(index, _)| index)
            .collect();
        let ends = open.iter().skip(1).copied();
        for (container, end) in open.iter().zip(ends.chain([self.tree.nodes.len()])) {
            let mut next = container + 1;
            let mut position = 0_usize;
            let is_object = matches!(self.tree.nodes.get(*container), Some(Node::Object(_)));
            loop {
                let value = next + usize::from(is_object);
                if value >= end {
                    break;
                }
                next = self.tree.at(value).end();
                position += 1;
            }
            match is_object {
                true => push_member(&mut pointer, self.string(next)),
                false => push_member(&mut pointer, &position.to_string()),
            }
        }
        pointer
    }
}

/// Adds the next value to a tree.
struct Seed<'s, 'b>(&'s mut Builder<'b>);

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.0.node(Node::Null);
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.0.node(Node::Null);
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<(), E> {
        self.0.node(Node::Bool(flag));
        Ok(())
    }

    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        self.0.node(Node::Number(number.into()));
        Ok(())
    }

    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        self.0.node(Node::Number(number.into()));
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        match Number::from_f64(number) {
            Some(number) => self.0.tree.push_number(number),
            None => self.0.node(Node::Null),
        }
        Ok(())
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<(), E> {
        self.0.borrowed(text);
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.copied(text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        let index = self.0.open(Node::Array(Extent::default()));
        let mut count = 0;
        while sequence.next_element_seed(Seed(self.0))?.is_some() {
            count += 1;
        }
        self.0.tree.close(index, count);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let index = self.0.open(Node::Object(Extent::default()));
        let mut names = Names::default();
        let mut count = 0;
        let mut has_duplicates = false;
        while let Some(digest) = map.next_key_seed(NameSeed(self.0))? {
            let name = self.0.tree.nodes.len() - 1;
            if count == 0 && self.0.string(name) == PRIVATE_NUMBER && is_arbitrary_precision() {
                let text: String = map.next_value()?;
                let number: Number = text.parse().map_err(A::Error::custom)?;
                self.0.tree.nodes.truncate(index);
                self.0.tree.push_number(number);
                return Ok(());
            }
            // After the first duplicate, what is kept is worked out at the end of the object.
            if !has_duplicates && names.is_known(digest, self.0, index, name) {
                if self.0.duplicates == DuplicateMembers::Refuse {
                    self.0.duplicate = Some(self.0.pointer());
                    let name = self.0.string(name);
                    return Err(A::Error::custom(format_args!(
                        "the member `{name}` is given more than once"
                    )));
                }
                has_duplicates = true;
            }
            map.next_value_seed(Seed(self.0))?;
            count += 1;
        }
        self.0.tree.close(index, count);
        if has_duplicates {
            keep_last(self.0, index);
        }
        Ok(())
    }
}

/// How serde_json represents numbers if its feature `arbitrary_precision` is on.
const PRIVATE_NUMBER: &str = "$serde_json::private::Number";

/// Whether that feature is on, which depends on the whole program.
fn is_arbitrary_precision() -> bool {
    static IS_ON: OnceLock<bool> = OnceLock::new();
    *IS_ON.get_or_init(|| {
        let text = format!(r#"{{"{PRIVATE_NUMBER}":"1"}}"#);
        serde_json::from_str(&text).is_ok_and(|value: Value| value.is_number())
    })
}

/// Removes the members of the last object that have a later one of the same name.
fn keep_last(builder: &mut Builder<'_>, object: usize) {
    let mut kept = Vec::new();
    let mut seen = HashSet::new();
    let Kind::Object(members) = builder.tree.at(object).kind() else {
        return;
    };
    let ranges: Vec<_> = members
        .iter()
        .map(|(_, value)| (value.index() - 1, value.end()))
        .collect();
    for (start, end) in ranges.into_iter().rev() {
        if seen.insert(builder.string(start).to_owned()) {
            kept.push((start, end));
        }
    }
    let nodes = builder.tree.nodes.split_off(object);
    let count = kept.len();
    builder.node(Node::Object(Extent::default()));
    for (start, end) in kept.into_iter().rev() {
        let moved = start - builder.tree.nodes.len();
        let members = nodes.get(start - object..end - object).unwrap_or_default();
        builder
            .tree
            .nodes
            .extend(members.iter().map(|node| match node {
                Node::Array(extent) => Node::Array(extent.moved(moved)),
                Node::Object(extent) => Node::Object(extent.moved(moved)),
                other => other.clone(),
            }));
    }
    builder.tree.close(object, count);
}

impl Extent {
    /// The extent after it was moved so many nodes towards the start.
    fn moved(self, nodes: usize) -> Self {
        Self {
            end: self.end - nodes,
            ..self
        }
    }
}

/// What is known of the names of an object, so that a new one need not be compared with all of them.
#[derive(Default)]
struct Names {
    /// A bit for the digest of each name.
    bits: [u64; 4],
    count: usize,
    /// The hashes of all names, if there are many.
    hashes: Option<(RandomState, HashSet<u64>)>,
}

/// The number of names from which on their hashes are kept.
const MANY_NAMES: usize = 16;

impl Names {
    /// Whether the name at an index, which is the last of an object, is that of an earlier member as well.
    fn is_known(&mut self, digest: u8, builder: &Builder<'_>, object: usize, index: usize) -> bool {
        self.count += 1;
        let has_bit = self.add(digest);
        if !has_bit && self.count < MANY_NAMES {
            return false;
        }
        let name = builder.string(index);
        let earlier = || {
            let earlier = builder.earlier_names(object);
            earlier.map(|earlier| builder.string(earlier))
        };
        let is_new = self.count >= MANY_NAMES && self.add_hash(name, earlier);
        !is_new && earlier().any(|earlier| earlier == name)
    }

    /// Whether the digest is that of an earlier name.
    fn add(&mut self, digest: u8) -> bool {
        let Some(bits) = self.bits.get_mut(usize::from(digest >> 6)) else {
            return true;
        };
        let bit = 1 << (digest & 63);
        let has_bit = *bits & bit != 0;
        *bits |= bit;
        has_bit
    }

    /// Whether the hash of the name is new, and so the name.
    fn add_hash<'n, I: Iterator<Item = &'n str>>(
        &mut self,
        name: &str,
        earlier: impl FnOnce() -> I,
    ) -> bool {
        let (state, hashes) = self.hashes.get_or_insert_with(|| {
            let state = RandomState::new();
            let hashes = earlier().map(|name| state.hash_one(name)).collect();
            (state, hashes)
        });
        hashes.insert(state.hash_one(name))
    }
}

/// A number below 256 that is mostly another one for another name.
fn digest(name: &str) -> u8 {
    let name = name.as_bytes();
    let last = match name.last_chunk::<4>() {
        Some(last) => u32::from_le_bytes(*last),
        None => name.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)),
    };
    let first = name.first().map_or(0, |byte| u64::from(*byte));
    let length = name.len() as u64;
    // The multiplier is that of Knuth's multiplicative hash, for 64 bits.
    let hash = (length << 40 | first << 32 | u64::from(last)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (hash >> 56) as u8
}

/// Adds the name of a member to a tree; the value is its [`digest`].
struct NameSeed<'s, 'b>(&'s mut Builder<'b>);

impl<'de> DeserializeSeed<'de> for NameSeed<'_, '_> {
    type Value = u8;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u8, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for NameSeed<'_, '_> {
    type Value = u8;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<u8, E> {
        self.0.borrowed(text);
        Ok(digest(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<u8, E> {
        self.0.copied(text);
        Ok(digest(text))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refuse(text: &str) -> Result<Value, ReadError> {
        read_value(text.as_bytes(), DuplicateMembers::Refuse)
    }

    #[test]
    fn values_are_those_of_serde_json() {
        for text in [
            r#" {"b":[null,true,-1,1.5,18446744073709551615,1e-7],"a":{"c\n":"d\u00e9","":{}}} "#,
            "\"a\\u0041\"",
            "-0",
            "-0.0",
        ] {
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(refuse(text).unwrap().to_string(), value.to_string());
        }
        for text in ["", "{", "[1,]", "1 2", "nul", "1e999", "\u{feff}1"] {
            let error = serde_json::from_str::<Value>(text).unwrap_err();
            let expected = ReadError {
                pointer: String::new(),
                message: error.to_string(),
            };
            assert_eq!(refuse(text), Err(expected), "{text}");
        }
        assert!(refuse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn duplicate_members_are_found_at_any_depth() {
        for (text, pointer, name) in [
            (r#"{"a":1,"a":1}"#, "/a", "a"),
            (r#"[0,{"b":{"a/~":{},"c":1,"a/~":2}}]"#, "/1/b/a~1~0", "a/~"),
            (r#"{"A":1,"\u0041":2}"#, "/A", "A"),
            (r#"{"":1,"":2}"#, "/", ""),
        ] {
            let error = refuse(text).unwrap_err();
            assert_eq!(error.pointer, pointer);
            let message = format!("the member `{name}` is given more than once at line 1 column ");
            assert!(error.message.starts_with(&message), "{error}");
        }
        let last = read_value(br#"{"a":1,"b":2,"a":3}"#, DuplicateMembers::KeepLast);
        assert_eq!(last, Ok(json!({"a": 3, "b": 2})));
        assert_eq!(
            refuse(r#"[{"a":1},{"a":1}]"#),
            Ok(json!([{"a": 1}, {"a": 1}]))
        );
    }

    #[test]
    fn of_duplicate_members_the_last_is_kept_among_any_number() {
        let mut text = r#""a":[1,{}],"a":{"b":[2]}"#.to_owned();
        for more in 0..40 {
            let object = format!("[{{{text}}}]");
            let value: Value = serde_json::from_str(&object).unwrap();
            let tree = Tree::parse(object.as_str(), DuplicateMembers::KeepLast).unwrap();
            assert_eq!(tree.root().to_value(), value);
            assert_eq!(tree.root().weight(), Tree::from(&value).root().weight());
            assert!(refuse(&object).unwrap_err().message.contains("`a`"));
            let repeated = format!(r#"[{{"m{more}":[{{}}],{text},"m{more}":{{"c":1}}}}]"#);
            let repeated = repeated.replacen(r#""a":[1,{}],"#, "", 1);
            assert_eq!(
                refuse(&repeated).unwrap_err().pointer,
                format!("/0/m{more}")
            );
            text = format!(r#"{text},"m{more}":0"#);
        }
    }
}
