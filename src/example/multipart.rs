//! Multipart bodies of the mock.

use serde_json::Value;
use specfirst_runtime::form::{self, Encoding};
use specfirst_runtime::style::{Style, decode_text};

use super::{Direction, Samples};
use crate::api::{self, Content, Part, PartForm};

/// The boundary, which no sample contains.
const BOUNDARY: &str = "specfirst-example";

impl Samples<'_> {
    /// The media type and the text of a body: of its parts, or of an example that is such a text.
    pub(super) fn multipart(&mut self, content: &Content) -> (String, String) {
        let example = content
            .examples
            .iter()
            .find_map(|example| example.value.as_str());
        let written = example.and_then(|text| Some((boundary(text)?, text)));
        let media_type = match content.sent_as().as_str() {
            "multipart/*" => "multipart/mixed".to_owned(),
            documented => documented.to_owned(),
        };
        if let Some((boundary, text)) = written {
            return (
                format!("{media_type}; boundary=\"{boundary}\""),
                text.to_owned(),
            );
        }
        let sample = self.json(content, Direction::Response);
        let mut text = String::new();
        for (position, part) in content.parts.iter().enumerate() {
            let value = match content.positions {
                Some(positions) if position < positions => sample.get(position).cloned(),
                Some(positions) => {
                    let items = sample.as_array().and_then(|items| items.get(positions..));
                    items.map(|items| items.to_vec().into())
                }
                None => sample.get(&part.name).cloned(),
            };
            let Some(value) = value.filter(|value| !value.is_null()) else {
                continue;
            };
            let value = &value;
            for (name, media_type, value) in self::parts(part, value) {
                let mut head = format!("--{BOUNDARY}\r\n");
                if content.positions.is_none() {
                    let line = format!("Content-Disposition: form-data; name={name:?}\r\n");
                    head.push_str(&line);
                }
                for header in part.headers.iter().filter(|header| header.required) {
                    let value = header.schema.map(|schema| self.header_sample(schema));
                    let value = value.unwrap_or_else(|| "string".to_owned());
                    head.push_str(&format!("{}: {value}\r\n", header.name));
                }
                text.push_str(&format!(
                    "{head}Content-Type: {media_type}\r\n\r\n{value}\r\n"
                ));
            }
        }
        text.push_str(&format!("--{BOUNDARY}--\r\n"));
        (format!("{media_type}; boundary={BOUNDARY}"), text)
    }
}

/// The boundary of a text that is a multipart body.
fn boundary(text: &str) -> Option<&str> {
    let line = text.lines().next()?.strip_prefix("--")?.trim_end();
    (!line.is_empty() && !line.contains('"')).then_some(line)
}

/// The name, media type and text of each part of a value.
fn parts(part: &Part, value: &Value) -> Vec<(String, String, String)> {
    let items = match (part.form, value) {
        (PartForm::Text | PartForm::Files | PartForm::JsonItems, Value::Array(items)) => {
            items.as_slice()
        }
        _ => std::slice::from_ref(value),
    };
    let usual = match part.form {
        PartForm::Json | PartForm::JsonItems => "application/json",
        PartForm::File | PartForm::Files => "application/octet-stream",
        PartForm::Text | PartForm::Styled { .. } => "text/plain",
    };
    if let PartForm::Styled { style, explode } = part.form {
        let encoding = Encoding::Styled {
            style: style_of(style),
            explode,
            allow_reserved: false,
        };
        let object = serde_json::json!({ part.name.as_str(): value });
        let form = form::encode(&object, &[(part.name.clone(), encoding)]).unwrap_or_default();
        let decoded = |text: &str| decode_text(text).ok()?.as_str().map(str::to_owned);
        let pairs = form.split('&').filter_map(|pair| {
            let (name, text) = pair.split_once('=')?;
            Some((decoded(name)?, usual.to_owned(), decoded(text)?))
        });
        return pairs.collect();
    }
    let media_type = part.media_types.first().map_or(usual, String::as_str);
    let media_type = match media_type.split_once("/*") {
        Some((main, _)) => format!("{main}/example"),
        None => media_type.to_owned(),
    };
    let text = |value: &Value| match value {
        Value::String(text) if !matches!(part.form, PartForm::Json | PartForm::JsonItems) => {
            text.clone()
        }
        value => value.to_string(),
    };
    let items = items.iter();
    items
        .map(|item| (part.name.clone(), media_type.clone(), text(item)))
        .collect()
}

fn style_of(style: api::Style) -> Style {
    Style::named(style.name()).unwrap_or(Style::Form)
}
