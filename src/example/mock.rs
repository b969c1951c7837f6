//! The bodies and headers of the mock's responses.

use serde_json::{Map, Value, json};
use specfirst_runtime::forms::Forms;
use specfirst_runtime::items::{self, Framing};
use specfirst_runtime::json::{DuplicateMembers, Tree};

use super::{Direction, Samples};
use crate::api::{Content, Form, Header, ResponseForm, describes_text};
use crate::contract::form_lines;
use crate::schema::SchemaId;

impl Samples<'_> {
    /// Adds the body of a content, and its media type where the body determines it.
    pub(super) fn body(&mut self, content: &Content, mock: &mut Map<String, Value>) {
        match content.form {
            Form::Json => {
                mock.insert("body".to_owned(), self.json(content, Direction::Response));
            }
            Form::Xml => {
                mock.insert("body".to_owned(), self.xml(content).into());
            }
            Form::Text => {
                mock.insert("body".to_owned(), self.text(content).into());
            }
            Form::UrlEncoded => {
                mock.insert(
                    "body".to_owned(),
                    self.form(content, Direction::Response).into(),
                );
            }
            Form::Items | Form::EventData => {
                mock.insert("body".to_owned(), self.sequence(content).into());
            }
            Form::Multipart | Form::RawMultipart => {
                let (media_type, text) = self.multipart(content);
                mock.insert("type".to_owned(), media_type.into());
                // As bytes, since the media type is none of text.
                let text: String = text.bytes().map(char::from).collect();
                mock.insert("body".to_owned(), text.into());
                mock.insert("binary".to_owned(), true.into());
            }
            Form::Stream => {
                let bytes = self.bytes(content);
                // A code point for each byte, which the runtime reads without a decoder.
                let text: String = bytes.into_iter().map(char::from).collect();
                mock.insert("body".to_owned(), text.into());
                mock.insert("binary".to_owned(), true.into());
            }
        }
    }

    /// The first example that is XML of the schema, or else a value in XML; nothing where XML cannot notate it.
    fn xml(&mut self, content: &Content) -> String {
        let name = content.xml.as_deref().unwrap_or_default();
        for example in &content.examples {
            let Value::String(text) = &example.value else {
                continue;
            };
            let text = text.trim();
            let read = self
                .xml
                .shape(name)
                .read(text.into(), DuplicateMembers::Refuse);
            let value = read.map(|tree| tree.root().to_value());
            let is_valid = |value: &Value| {
                let schema = content.schema;
                schema.is_none_or(|schema| self.accepts(schema, value, Direction::Response))
            };
            if value.as_ref().is_ok_and(is_valid) {
                return text.to_owned();
            }
        }
        let value = self.json(content, Direction::Response);
        let shape = self.xml.shape(name);
        shape.write(Tree::from(&value).root()).unwrap_or_default()
    }

    /// The text of a sample in a header.
    pub(super) fn header_sample(&mut self, schema: SchemaId) -> String {
        simple(&self.sample(schema, Direction::Response).value)
    }

    /// The first valid example of the media type, or else a sample of the schema.
    pub(super) fn json(&mut self, content: &Content, direction: Direction) -> Value {
        match (self.json_example(content, direction), content.schema) {
            (Some(example), _) => example,
            (None, Some(schema)) => self.sample(schema, direction).value,
            (None, None) => json!({}),
        }
    }

    /// The first valid example of the media type.
    pub(crate) fn json_example(
        &mut self,
        content: &Content,
        direction: Direction,
    ) -> Option<Value> {
        let Some(schema) = content.schema else {
            return values(content).next().cloned();
        };
        for example in values(content) {
            if self.accepts(schema, example, direction) {
                return Some(example.clone());
            }
            // JSON in a string.
            let inner = example
                .as_str()
                .and_then(|text| serde_json::from_str(text).ok());
            if let Some(inner) = inner.filter(|inner| self.accepts(schema, inner, direction)) {
                return Some(inner);
            }
        }
        None
    }

    /// The first example that is a form of the schema, or else a value as a form.
    pub(super) fn form(&mut self, content: &Content, direction: Direction) -> String {
        let forms = self.forms(content);
        let form = forms.form("");
        for text in values(content).filter_map(Value::as_str) {
            let value = form.read_as(text.as_bytes(), direction);
            let is_valid = |value: &Value| {
                let schema = content.schema;
                schema.is_none_or(|schema| self.accepts(schema, value, direction))
            };
            if value.as_ref().is_ok_and(is_valid) {
                return text.to_owned();
            }
        }
        // A form has no text of another value than an object.
        form.write(&self.json(content, direction))
            .unwrap_or_default()
    }

    /// The form of a content as the runtime has it.
    fn forms(&self, content: &Content) -> Forms {
        let form = self.shapes.zip(content.schema.zip(content.shape));
        let text = form.map(|(shapes, (schema, shape))| {
            let form = ResponseForm {
                name: String::new(),
                schema,
                shape,
                encodings: content.encodings.clone(),
            };
            form_lines(&[form], self.definitions, shapes).text
        });
        Forms::from_text(text.unwrap_or_default())
    }

    /// A sequence of items; an example may be the text of one.
    fn sequence(&mut self, content: &Content) -> String {
        let framing = match content.form {
            Form::EventData => Framing::EventData,
            _ => Framing::of(&content.sent_as()),
        };
        let mut texts = values(content).filter_map(Value::as_str);
        match texts.find(|text| is_sequence(text, framing)) {
            // Without an empty line behind it, the last event is none.
            Some(text) if matches!(framing, Framing::Events | Framing::EventData) => {
                format!("{}\n\n", text.trim_end())
            }
            Some(text) => text.to_owned(),
            None => items::encode(&self.items(content), framing),
        }
    }

    /// The values of the first example if they are valid, or else one sample.
    fn items(&mut self, content: &Content) -> Vec<Value> {
        let Some(schema) = content.schema else {
            return vec![json!({})];
        };
        for example in values(content) {
            let items = match example {
                Value::Array(items) => items.as_slice(),
                item => std::slice::from_ref(item),
            };
            let mut items = items.iter();
            if items.all(|item| self.accepts(schema, item, Direction::Response)) {
                return match example {
                    Value::Array(items) => items.clone(),
                    item => vec![item.clone()],
                };
            }
        }
        vec![self.sample(schema, Direction::Response).value]
    }

    fn text(&mut self, content: &Content) -> String {
        // A schema that describes the text itself applies to examples as well.
        let schemas = self.definitions.schemas();
        let media_type = &content.media_type;
        let of_text = content
            .schema
            .filter(|id| describes_text(media_type, *id, schemas));
        let mut examples = values(content);
        let example = examples.find(|example| {
            of_text.is_none_or(|id| {
                // A number may be written as the text that it is.
                let number = example.as_str().and_then(|text| text.parse().ok());
                let number = number.map(Value::Number);
                self.accepts(id, example, Direction::Response)
                    || number.is_some_and(|it| self.accepts(id, &it, Direction::Response))
            })
        });
        match (example, content.schema) {
            (Some(Value::String(text)), _) => text.clone(),
            // A schema that XML cannot notate.
            (Some(_), _) if content.media_type.contains("xml") => String::new(),
            (Some(other), _) => other.to_string(),
            (None, Some(schema)) => match self.sample(schema, Direction::Response).value {
                Value::String(text) => text,
                Value::Null => String::new(),
                // JSON is YAML, too.
                other if of_text.is_some() || content.media_type.contains("yaml") => {
                    other.to_string()
                }
                // The schema describes the content of the text, as with XML.
                _ => String::new(),
            },
            (None, None) => String::new(),
        }
    }

    fn bytes(&mut self, content: &Content) -> Vec<u8> {
        let media_type = content.media_type.to_ascii_lowercase();
        if let Some(Value::String(text)) = values(content).next() {
            return text.clone().into_bytes();
        }
        let lines = media_type.contains("ndjson")
            || media_type.contains("jsonl")
            || media_type.contains("json-seq");
        match content.schema {
            _ if media_type.starts_with("text/event-stream") => b"data: {}\n\n".to_vec(),
            Some(schema) if lines => {
                format!("{}\n", self.sample(schema, Direction::Response).value).into_bytes()
            }
            _ if lines => b"{}\n".to_vec(),
            _ => vec![0, 1, 2, 3],
        }
    }

    /// A value for a header; `None` if the response is valid without it.
    pub(super) fn header(&mut self, header: &Header) -> Option<Value> {
        let is_valid = |samples: &mut Self, value: &Value| match header.schema {
            Some(schema) => samples.accepts(schema, value, Direction::Response),
            None => true,
        };
        let example = header
            .example
            .clone()
            .filter(|example| is_valid(self, example));
        let has_example = |samples: &Self| {
            header
                .schema
                .is_some_and(|schema| samples.graph.is_exemplified(schema))
        };
        let value = match example {
            Some(example) => example,
            None if !header.required && !has_example(self) => return None,
            None => match header.schema {
                Some(schema) => self.sample(schema, Direction::Response).value,
                None => "string".into(),
            },
        };
        // Characters that are not allowed in headers (RFC 9110 §5.5).
        let is_allowed = |text: &String| {
            let mut bytes = text.bytes();
            bytes.all(|byte| byte == b'\t' || (b' '..=b'~').contains(&byte))
        };
        if header.is_json {
            return Some(value.to_string()).filter(is_allowed).map(Value::from);
        }
        match value {
            // A header for each cookie.
            Value::Array(cookies) if header.name.eq_ignore_ascii_case("set-cookie") => {
                let cookies: Vec<String> = cookies.iter().map(simple).collect();
                cookies.iter().all(is_allowed).then(|| cookies.into())
            }
            value => Some(simple(&value)).filter(is_allowed).map(Value::from),
        }
    }
}

/// The values of the examples of a content.
fn values(content: &Content) -> impl Iterator<Item = &Value> {
    content.examples.iter().map(|example| &example.value)
}

/// Serializes a value in the style `simple`, not exploded (OpenAPI 3.1.1 §4.8.12.3).
fn simple(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(simple).collect::<Vec<_>>().join(","),
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| [name.clone(), simple(value)])
            .collect::<Vec<_>>()
            .join(","),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// Whether a text is a sequence of items as it is sent.
fn is_sequence(text: &str, framing: Framing) -> bool {
    let is_json = |text: &str| serde_json::from_str::<Value>(text).is_ok();
    let all = |separator| {
        let mut items = text.split(separator).map(str::trim);
        text.contains(separator) && items.all(|item| item.is_empty() || is_json(item))
    };
    match framing {
        Framing::Events | Framing::EventData => text.lines().any(|line| line.starts_with("data:")),
        Framing::Lines => all('\n'),
        Framing::Sequence => all('\u{1e}'),
    }
}
