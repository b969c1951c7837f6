//! Bodies of `multipart/form-data`.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use serde::Serialize;
use serde_json::Value;

use super::super::multipart::write::PartsWriter;
use super::super::multipart::File;
use super::super::stream::BoxError;
use super::super::style::{decode_text, encode_query, Style};
use super::request::RequestBuilder;

/// The parts of a body, as a client sends them.
pub trait IntoParts {
    /// Adds them to the body.
    fn add_to(self, parts: &mut Parts);
}

/// A body of `multipart/form-data` that is being made. A value that is `None` is left out.
pub struct Parts {
    writer: PartsWriter,
    result: Result<(), BoxError>,
}

impl Parts {
    /// A value as text; of an array, each item is a part. An object, which has no text, is JSON.
    pub fn text<T: Serialize>(&mut self, name: &str, media_types: &[&str], value: T) {
        let media_type = media_types.first().copied();
        self.value(value, |writer, value| match value {
            Value::Array(items) => items
                .iter()
                .try_for_each(|item| add_value(writer, name, media_type, item)),
            value => add_value(writer, name, media_type, &value),
        });
    }

    /// A value as JSON.
    pub fn json<T: Serialize>(&mut self, name: &str, media_types: &[&str], value: T) {
        let media_type = media_types.first().copied();
        self.value(value, |writer, value| {
            writer.value(name, media_type.unwrap_or(JSON), &value.to_string())
        });
    }

    /// An array or object in a style.
    pub fn styled<T: Serialize>(&mut self, name: &str, style: Style, explode: bool, value: T) {
        self.value(value, |writer, value| {
            let mut pairs = String::new();
            encode_query(&mut pairs, style, explode, name, &value, false);
            for pair in pairs.split('&').filter(|pair| !pair.is_empty()) {
                let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
                let (name, text) = (decode_text(name)?, decode_text(text)?);
                let name = name.as_str().unwrap_or_default();
                writer.value(name, TEXT, text.as_str().unwrap_or_default())?;
            }
            Ok(())
        });
    }

    /// A file, or none.
    pub fn file(&mut self, name: &str, media_types: &[&str], file: impl Into<Option<File>>) {
        self.files(name, media_types, file.into());
    }

    /// Any number of files.
    pub fn files(
        &mut self,
        name: &str,
        media_types: &[&str],
        files: impl IntoIterator<Item = File>,
    ) {
        let media_type = media_types.first().copied();
        let media_type = media_type.unwrap_or("application/octet-stream");
        for file in files {
            let added = self.writer.file(name, media_type, file);
            self.record(added);
        }
    }

    fn value<T: Serialize>(
        &mut self,
        value: T,
        add: impl FnOnce(&mut PartsWriter, Value) -> Result<(), BoxError>,
    ) {
        let added = match serde_json::to_value(value) {
            Ok(Value::Null) => Ok(()),
            Ok(value) => add(&mut self.writer, value),
            Err(error) => Err(error.into()),
        };
        self.record(added);
    }

    /// Records the first error, which is returned when the request is sent.
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
    value: &Value,
) -> Result<(), BoxError> {
    let (usual, text) = match value {
        Value::String(text) => (TEXT, text.clone()),
        Value::Array(_) | Value::Object(_) => (JSON, value.to_string()),
        Value::Null | Value::Bool(_) | Value::Number(_) => (TEXT, value.to_string()),
    };
    writer.value(name, media_type.unwrap_or(usual), &text)
}

impl RequestBuilder {
    /// A body of parts, which is sent in chunks if it has a file that is a stream. The time limit of the client is one for
    /// each chunk.
    pub fn multipart<T: IntoParts>(mut self, body: T) -> Self {
        let mut parts = Parts {
            writer: PartsWriter::new(),
            result: Ok(()),
        };
        body.add_to(&mut parts);
        let added = self.add_header(CONTENT_TYPE.as_str(), &parts.writer.content_type());
        self.record(added);
        self.record(parts.result);
        let (body, length) = parts.writer.finish();
        if let Some(length) = length {
            self.headers.insert(CONTENT_LENGTH, length.into());
        }
        self.is_streamed = true;
        self.body = Some(body);
        self
    }

    /// As [`RequestBuilder::multipart`], or no body.
    pub fn optional_multipart<T: IntoParts>(self, body: Option<T>) -> Self {
        match body {
            Some(body) => self.multipart(body),
            None => self,
        }
    }
}
