//! The structs of multipart bodies, as they are sent.

use serde::Serialize;
use serde_json::Value;

use super::super::stream::{BoxError, ByteStream};
use super::super::style::{decode_text, encode_header, encode_query, Style};
use super::write::PartsWriter;
use super::{File, Files};

/// A struct of parts, as a client or a server sends it.
pub trait IntoParts {
    /// Adds them to the body.
    fn add_to(self, parts: &mut SentParts);
}

/// A multipart body that is being made. A value that is `None` is left out.
pub struct SentParts {
    writer: PartsWriter,
    /// Documented headers of the parts that follow: the name of the part, and name and value of the header.
    headers: Vec<(String, (String, String))>,
    /// The first positional part that is absent.
    missing: Option<String>,
    result: Result<(), BoxError>,
}

/// A multipart body, ready to be sent.
pub(crate) struct SentBody {
    /// The value of `Content-Type`, with the boundary.
    pub content_type: String,
    pub content: ByteStream,
    /// The length in bytes, if it is known.
    pub length: Option<usize>,
}

impl SentBody {
    /// The body of the parts; the media type is without a boundary.
    pub fn new(media_type: &str, body: impl IntoParts) -> Result<Self, BoxError> {
        let mut parts = SentParts {
            writer: PartsWriter::new(media_type),
            headers: Vec::new(),
            missing: None,
            result: Ok(()),
        };
        body.add_to(&mut parts);
        parts.result?;
        let content_type = parts.writer.content_type();
        let (content, length) = parts.writer.finish();
        Ok(Self {
            content_type,
            content,
            length,
        })
    }
}

impl SentParts {
    /// The parts that follow are positional.
    pub fn positional(&mut self) {
        self.writer.is_positional = true;
    }

    /// Records whether a part is there: by position, none may come after one that is left out.
    fn place(&mut self, name: &str, is_there: bool) {
        match &self.missing {
            _ if !self.writer.is_positional => {}
            Some(missing) if is_there => {
                let message =
                    format!("there is a part {name} without the part {missing} before it");
                self.record(Err(message.into()));
            }
            None if !is_there => self.missing = Some(name.to_owned()),
            _ => {}
        }
    }

    /// A header of a part that follows, in the style `simple`.
    pub fn header<T: Serialize>(&mut self, part: &str, name: &str, explode: bool, value: T) {
        match serde_json::to_value(value) {
            Ok(value) => {
                let value = encode_header(explode, &value);
                let header = value.map(|value| (part.to_owned(), (name.to_owned(), value)));
                self.headers.extend(header);
            }
            Err(error) => self.record(Err(error.into())),
        }
    }

    /// The headers of a part.
    fn headers(&self, part: &str) -> Vec<(String, String)> {
        let headers = self.headers.iter().filter(|(of, _)| of == part);
        headers.map(|(_, header)| header.clone()).collect()
    }

    /// A value as text; of an array, each item is a part. An object, which has no text, is JSON.
    pub fn text<T: Serialize>(&mut self, name: &str, media_types: &[&str], value: T) {
        let media_type = media_types.first().copied();
        let headers = self.headers(name);
        self.value(name, value, |writer, value| match value {
            Value::Array(items) => items
                .iter()
                .try_for_each(|item| add_value(writer, name, media_type, &headers, item)),
            value => add_value(writer, name, media_type, &headers, &value),
        });
    }

    /// A value as JSON.
    pub fn json<T: Serialize>(&mut self, name: &str, media_types: &[&str], value: T) {
        let media_type = media_types.first().copied();
        let headers = self.headers(name);
        self.value(name, value, |writer, value| {
            let media_type = media_type.unwrap_or(JSON);
            writer.value(name, media_type, &headers, &value.to_string())
        });
    }

    /// An array whose items are parts, as JSON.
    pub fn json_items<T: Serialize>(&mut self, name: &str, media_types: &[&str], value: T) {
        let media_type = media_types.first().copied().unwrap_or(JSON);
        self.value(name, value, |writer, value| {
            let items = value.as_array().into_iter().flatten();
            items
                .into_iter()
                .try_for_each(|item| writer.value(name, media_type, &[], &item.to_string()))
        });
    }

    /// An array or object in a style.
    pub fn styled<T: Serialize>(&mut self, name: &str, style: Style, explode: bool, value: T) {
        let headers = self.headers(name);
        self.value(name, value, |writer, value| {
            let mut pairs = String::new();
            encode_query(&mut pairs, style, explode, name, &value, false);
            for pair in pairs.split('&').filter(|pair| !pair.is_empty()) {
                let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
                let (name, text) = (decode_text(name)?, decode_text(text)?);
                let name = name.as_str().unwrap_or_default();
                writer.value(name, TEXT, &headers, text.as_str().unwrap_or_default())?;
            }
            Ok(())
        });
    }

    /// A file, or none.
    pub fn file(&mut self, name: &str, media_types: &[&str], file: impl Into<Option<File>>) {
        let file = file.into();
        self.place(name, file.is_some());
        self.add_files(name, media_types, file.into_iter().collect());
    }

    /// Any number of files.
    pub fn files(&mut self, name: &str, media_types: &[&str], files: Files) {
        self.place(name, files.count() != Some(0));
        self.add_files(name, media_types, files);
    }

    fn add_files(&mut self, name: &str, media_types: &[&str], files: Files) {
        let media_type = media_types.first().copied();
        let media_type = media_type.unwrap_or("application/octet-stream");
        let headers = self.headers(name);
        let added = self.writer.files(name, media_type, &headers, files);
        self.record(added);
    }

    fn value<T: Serialize>(
        &mut self,
        name: &str,
        value: T,
        add: impl FnOnce(&mut PartsWriter, Value) -> Result<(), BoxError>,
    ) {
        let value = serde_json::to_value(value);
        let is_empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
        let is_there = value
            .as_ref()
            .is_ok_and(|it| !it.is_null() && !is_empty(it));
        self.place(name, is_there);
        let added = match value {
            Ok(Value::Null) => Ok(()),
            Ok(value) => add(&mut self.writer, value),
            Err(error) => Err(error.into()),
        };
        self.record(added);
    }

    /// Records the first error, which is returned when the body is sent.
    fn record(&mut self, added: Result<(), BoxError>) {
        if self.result.is_ok() {
            self.result = added;
        }
    }
}

const JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";

fn add_value(
    writer: &mut PartsWriter,
    name: &str,
    media_type: Option<&str>,
    headers: &[(String, String)],
    value: &Value,
) -> Result<(), BoxError> {
    let (usual, text) = match value {
        Value::String(text) => (TEXT, text.clone()),
        Value::Array(_) | Value::Object(_) => (JSON, value.to_string()),
        Value::Null | Value::Bool(_) | Value::Number(_) => (TEXT, value.to_string()),
    };
    writer.value(name, media_type.unwrap_or(usual), headers, &text)
}
