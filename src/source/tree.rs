//! Builds the tree from a serde deserializer.
//!
//! Nodes are numbered here; [`super::locate`] counts them in the same order.

use std::collections::HashSet;
use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess,
};
use serde_json::Number;

use super::{At, Entry, FileId, Node, Object, Value, numbers};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// The most nodes of a tree, so that nested YAML aliases cannot exhaust the memory.
const LIMIT: u32 = 10_000_000;

/// Part of the message of the error for a tree with too many nodes.
pub(super) const TOO_LARGE: &str = "more than 10000000 nodes";

/// Part of the message of the error for a key that is an object or an array.
pub(super) const BAD_KEY: &str = "a key that is text";

/// Reads a tree: a seed for a self-describing deserializer.
pub(super) struct Reader<'a> {
    /// The file that the nodes belong to.
    pub file: FileId,
    /// Whether `<<` merges (YAML) or is an ordinary name (JSON).
    pub merges: bool,
    /// Receives the diagnostics about keys and numbers.
    pub diagnostics: &'a mut Diagnostics,
    /// The number of nodes so far; 0 at the beginning.
    pub count: u32,
    /// Nodes with numbers so large that digits may be lost; empty at the beginning.
    pub large: Vec<u32>,
    /// Strings that may be numbers beyond the range of a 64-bit float; empty at the beginning.
    pub overflowing: Vec<u32>,
    /// The keys above the node at which reading failed, the innermost first; empty at the beginning.
    pub failed: Vec<u32>,
}

impl Reader<'_> {
    fn number<E: de::Error>(&mut self) -> Result<At, E> {
        let at = At {
            file: self.file,
            node: self.count,
        };
        self.count += 1;
        if self.count > LIMIT {
            Err(E::custom(TOO_LARGE))
        } else {
            Ok(at)
        }
    }
}

impl<'de> DeserializeSeed<'de> for &mut Reader<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let at = self.number()?;
        deserializer.deserialize_any(Visitor { reader: self, at })
    }
}

/// A key. It is always text, also if it would be a number or a boolean as a value (`200`, `true`).
struct Key<'r, 'a>(&'r mut Reader<'a>);

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = (At, String);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let at = self.0.number()?;
        Ok((at, deserializer.deserialize_str(KeyVisitor)?))
    }
}

struct KeyVisitor;

impl de::Visitor<'_> for KeyVisitor {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(BAD_KEY)
    }

    fn visit_str<E>(self, key: &str) -> Result<String, E> {
        Ok(key.to_owned())
    }
}

/// A value whose number is already assigned.
struct Visitor<'r, 'a> {
    reader: &'r mut Reader<'a>,
    at: At,
}

impl<'de> DeserializeSeed<'de> for Visitor<'_, '_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Visitor<'_, '_> {
    fn node<E>(self, value: Value) -> Result<Node, E> {
        Ok(Node::new(self.at, value))
    }
}

impl<'de> de::Visitor<'de> for Visitor<'_, '_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        self.node(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        self.node(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        self.node(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        self.node(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        self.node(Value::Number(value.into()))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Node, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Node, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        if let Some(number) = Number::from_f64(value) {
            // Smaller integers are exact.
            if value.abs() >= i64::MAX as f64 {
                self.reader.large.push(self.at.node);
            }
            return self.node(Value::Number(number));
        }
        let text = if value.is_nan() {
            ".nan"
        } else if value > 0.0 {
            ".inf"
        } else {
            "-.inf"
        };
        self.reader.diagnostics.push(
            Diagnostic::warning(
                Code::NotFinite,
                self.at,
                format!("JSON has no number `{text}`"),
            )
            .label("read as a string")
            .help("quote it if it is a string; leave a bound out if there is none"),
        );
        self.node(Value::String(text.to_owned()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        if numbers::overflows(value) {
            self.reader.overflowing.push(self.at.node);
        }
        self.node(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let mut nodes = Vec::new();
        while let Some(node) = items.next_element_seed(&mut *self.reader)? {
            nodes.push(node);
        }
        self.node(Value::Array(nodes))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Node, A::Error> {
        let mut object = Object::default();
        let mut merged = HashSet::new();
        while let Some((key_at, key)) = members.next_key_seed(Key(self.reader))? {
            let node = match members.next_value_seed(&mut *self.reader) {
                Ok(node) => node,
                Err(error) => {
                    self.reader.failed.push(key_at.node);
                    return Err(error);
                }
            };
            let entry = Entry { key_at, node };
            if self.reader.merges && key == "<<" {
                if let Err(entry) = merge(&mut object, &mut merged, entry) {
                    self.reader.diagnostics.push(bad_merge(&entry));
                    object.insert(key, entry);
                }
            } else if let Some(earlier) = object.insert(key.as_str(), entry)
                && !merged.remove(&key)
            {
                self.reader
                    .diagnostics
                    .push(duplicate_key(&key, earlier.key_at, key_at));
            }
        }
        self.node(Value::Object(object))
    }

    /// A value with a tag, as in `!name value`; the tag is ignored.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Node, A::Error> {
        let (_, value) = tagged.variant::<IgnoredAny>()?;
        value.newtype_variant_seed(self)
    }
}

/// Adds the members of an object, or of several in a list, that `object` does not have. Returns an entry that is
/// neither.
fn merge(object: &mut Object, merged: &mut HashSet<String>, entry: Entry) -> Result<(), Entry> {
    let sources = match entry.node.value {
        Value::Object(source) => vec![source],
        Value::Array(items) if items.iter().all(|item| item.as_object().is_some()) => items
            .into_iter()
            .filter_map(|item| match item.value {
                Value::Object(source) => Some(source),
                _ => None,
            })
            .collect(),
        value => {
            return Err(Entry {
                node: Node {
                    value,
                    ..entry.node
                },
                ..entry
            });
        }
    };
    for (key, member) in sources.into_iter().flatten() {
        if !object.contains(&key) {
            merged.insert(key.clone());
            object.insert(key, member);
        }
    }
    Ok(())
}

fn bad_merge(entry: &Entry) -> Diagnostic {
    Diagnostic::warning(
        Code::BadMerge,
        entry.key_at,
        format!("`<<` merges objects, not {}", entry.node.kind()),
    )
    .label("read as an ordinary member")
    .help("write `<<: *name`, where `&name` marks an object")
}

fn duplicate_key(key: &str, first: At, second: At) -> Diagnostic {
    Diagnostic::warning(
        Code::DuplicateKey,
        second,
        format!("the key `{key}` occurs twice in one object"),
    )
    .label("this value is used")
    .related(first, "this value is ignored")
    .help("rename one of them, or merge their contents")
}
