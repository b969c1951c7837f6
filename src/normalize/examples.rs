//! `example` and `examples`, of parameters, headers, media types and schemas.

use serde_json::Value;

use super::parameters::is_bare;
use super::reader::Reader;
use crate::schema::SchemaId;
use crate::source::Node;

impl<'a> Reader<'a, '_> {
    /// `example`, or the value of the first of `examples`.
    pub(super) fn example(&mut self, node: &'a Node) -> Option<Value> {
        self.examples(node).into_iter().next()
    }

    /// `example` and the values of `examples`, in this order.
    pub(super) fn examples(&mut self, node: &'a Node) -> Vec<Value> {
        let named = self.named_examples(node).into_iter();
        named.map(|(_, value)| value).collect()
    }

    /// `example`, which has no name, and the values of `examples` with their names, in this order.
    pub(super) fn named_examples(&mut self, node: &'a Node) -> Vec<(Option<String>, Value)> {
        let example = node.get("example").map(Node::to_json);
        let mut examples: Vec<_> = example.map(|value| (None, value)).into_iter().collect();
        for (name, example) in self.example_objects(node) {
            let value = match example_value(example) {
                Some(value) => Some(value.to_json()),
                None => self.serialized(example),
            };
            examples.extend(value.map(|value| (Some(name.to_owned()), value)));
        }
        examples
    }

    /// Records the examples beside a schema.
    pub(super) fn exemplify(&mut self, id: SchemaId, node: &'a Node) {
        // Keywords without `schema` are read as a schema with the examples in it.
        if is_bare(node) {
            return;
        }
        let values = self.example_objects(node).into_iter();
        let values = values.filter_map(|(_, example)| example_value(example));
        let values = node.get("example").into_iter().chain(values);
        self.examples.extend(values.map(|value| (id, value)));
    }

    fn example_objects(&mut self, node: &'a Node) -> Vec<(&'a str, &'a Node)> {
        let is_object = node
            .get("examples")
            .is_some_and(|examples| examples.as_object().is_some());
        if !is_object {
            return Vec::new();
        }
        let entries = self.entries(node, "examples").into_iter();
        entries
            .filter_map(|(name, _, example)| Some((name, self.follow(example)?)))
            .collect()
    }

    /// The `serializedValue` of an example, parsed where it is JSON.
    fn serialized(&mut self, example: &'a Node) -> Option<Value> {
        let text = self.string(example, "serializedValue")?;
        let value = serde_json::from_str(&text).ok();
        Some(value.unwrap_or(Value::String(text)))
    }
}

fn example_value(example: &Node) -> Option<&Node> {
    example.get("value").or(example.get("dataValue"))
}
