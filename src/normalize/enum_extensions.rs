//! The extensions about the values of an enum: `x-enum-varnames`, `x-enumNames`, `x-enum-descriptions` and
//! `x-extensible-enum`.

use serde_json::Value as Json;

use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{EnumExtensions, Schema, ValueLabel};
use crate::source::{Node, Value};

/// The extensions with the names of variants; the first that is present counts.
const NAMES: [&str; 2] = ["x-enum-varnames", "x-enumNames"];

const DESCRIPTIONS: [&str; 2] = ["x-enum-descriptions", "x-enumDescriptions"];

impl<'a> Reader<'a, '_> {
    /// Reads the extensions. Has to be called after `type` and `enum` are read.
    pub(super) fn enum_extensions(&mut self, node: &'a Node, schema: &mut Schema) {
        let is_closed = node.get("enum").is_some() || node.get("const").is_some();
        let key = match is_closed {
            true => "enum",
            false => "x-extensible-enum",
        };
        let Some(values) = node.get(key).and_then(Node::as_array) else {
            return;
        };
        let values: Vec<Json> = values.iter().map(Node::to_json).collect();
        let names = self.enum_texts(node, &NAMES, &values);
        let descriptions = self.enum_texts(node, &DESCRIPTIONS, &values);
        let labels = values.iter().zip(names).zip(descriptions);
        let labels =
            labels.filter(|((_, name), description)| name.is_some() || description.is_some());
        let labels: Vec<ValueLabel> = labels
            .map(|((value, name), description)| ValueLabel {
                value: value.clone(),
                name,
                description,
            })
            .collect();
        let mut extensible: Vec<Json> = Vec::new();
        for value in values.into_iter().filter(|_| !is_closed) {
            if !extensible.contains(&value) {
                extensible.push(value);
            }
        }
        if let Some(first) = extensible.first()
            && schema.examples.is_empty()
            && schema.default.is_none()
        {
            schema.examples.push(first.clone());
        }
        if !labels.is_empty() || !extensible.is_empty() {
            schema.enum_extensions = Some(Box::new(EnumExtensions { extensible, labels }));
        }
    }

    /// The texts of the first of several extensions for each value: a list in the order of the values, or an object with
    /// the values as keys.
    fn enum_texts(
        &mut self,
        node: &'a Node,
        keys: &[&str],
        values: &[Json],
    ) -> Vec<Option<String>> {
        let mut texts = vec![None; values.len()];
        let Some((key, member)) = keys.iter().find_map(|key| Some((key, node.get(key)?))) else {
            return texts;
        };
        match &member.value {
            Value::Array(list) => {
                for (text, item) in texts.iter_mut().zip(list) {
                    *text = item.as_str().map(str::to_owned);
                }
                if list.len() != values.len() {
                    let (found, expected) = (list.len(), values.len());
                    let message =
                        format!("`{key}` has a length of {found}, but there are {expected} values");
                    self.diagnostics.push(
                        Diagnostic::warning(Code::WrongValue, member.at, message)
                            .label("they belong to the values in the same order")
                            .help("write one entry for each value"),
                    );
                }
            }
            Value::Object(_) => {
                for (text, value) in texts.iter_mut().zip(values) {
                    let key = match value {
                        Json::String(key) => key.clone(),
                        other => other.to_string(),
                    };
                    let found = member.get(&key).and_then(Node::as_str);
                    *text = found.map(str::to_owned);
                }
            }
            _ => self.wrong_type(member, key, "a list of strings"),
        }
        texts
    }
}
