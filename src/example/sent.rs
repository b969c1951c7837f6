//! Requests that the mock sends: webhooks and callbacks.

use serde_json::{Map, Value};

use super::{Direction, Samples};
use crate::api::{Content, Form, Parameter};

impl Samples<'_> {
    /// The media type and the bytes of the body of a request: the example of that name, or else the first valid one, or else a
    /// small valid value. None if there is no such example.
    pub(crate) fn sent_body(
        &mut self,
        content: &Content,
        example: Option<&str>,
    ) -> Option<(String, Vec<u8>)> {
        let media_type = content.sent_as();
        let named = match example {
            Some(name) => {
                let mut examples = content.examples.iter();
                let found = examples.find(|example| example.name.as_deref() == Some(name))?;
                Some(&found.value)
            }
            None => None,
        };
        if content.form == Form::Json {
            let direction = Direction::Request;
            let first = content.examples.iter().map(|example| &example.value);
            let value = match (named, content.schema) {
                (Some(value), _) => value.clone(),
                (None, Some(schema)) => {
                    let mut first = first.filter(|value| self.accepts(schema, value, direction));
                    match first.next() {
                        Some(value) => value.clone(),
                        None => self.sample(schema, direction).value,
                    }
                }
                (None, None) => first.into_iter().next().cloned().unwrap_or_default(),
            };
            return Some((media_type, value.to_string().into_bytes()));
        }
        if let Some(Value::String(text)) = named {
            return Some((media_type, text.clone().into_bytes()));
        }
        let mut only = content.clone();
        if let Some(value) = named {
            only.examples.retain(|other| other.value == *value);
        }
        if only.form == Form::UrlEncoded {
            let form = self.form(&only, Direction::Request);
            return Some((media_type, form.into_bytes()));
        }
        let mut body = Map::new();
        self.body(&only, &mut body);
        let media_type = match body.get("type") {
            Some(Value::String(own)) => own.clone(),
            _ => media_type,
        };
        let is_binary = body.get("binary") == Some(&Value::Bool(true));
        let bytes = match body.get("body") {
            // A code point for each byte.
            Some(Value::String(text)) if is_binary => text
                .chars()
                .filter_map(|character| u8::try_from(character).ok())
                .collect(),
            Some(Value::String(text)) => text.clone().into_bytes(),
            Some(value) => value.to_string().into_bytes(),
            None => Vec::new(),
        };
        Some((media_type, bytes))
    }

    /// The value of a parameter: its first example, or a sample of its schema.
    pub(crate) fn sent_parameter(&mut self, parameter: &Parameter) -> Value {
        match (parameter.examples.first(), parameter.schema) {
            (Some(example), _) => example.value.clone(),
            (None, Some(schema)) => self.sample(schema, Direction::Request).value,
            (None, None) => Value::String("example".to_owned()),
        }
    }
}
