//! Server-sent events (WHATWG HTML, section 9.2), and their representation as objects.

use serde_json::{Map, Value};

use super::super::json::{read_value, DuplicateMembers};

/// Reads events line by line.
pub(super) struct Events {
    data: Option<Vec<u8>>,
    /// The fields `event`, `id` and `retry`.
    fields: Map<String, Value>,
    /// Whether a line has been read. The first may begin with a byte order mark.
    has_begun: bool,
    duplicates: DuplicateMembers,
}

impl Events {
    pub fn new(duplicates: DuplicateMembers) -> Self {
        Self {
            data: None,
            fields: Map::new(),
            has_begun: false,
            duplicates,
        }
    }

    /// How many bytes of data the event has so far.
    pub fn length(&self) -> usize {
        self.data.as_ref().map_or(0, Vec::len)
    }

    /// Reads a line. An empty line ends the event, which has up to three readings: an object whose `data` is the text, an
    /// object whose `data` is the value that the text is in JSON, and that value alone.
    pub fn line(&mut self, line: &[u8]) -> Option<Vec<Value>> {
        let mut line = line;
        if !std::mem::replace(&mut self.has_begun, true) {
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        if line.is_empty() {
            let mut members = std::mem::take(&mut self.fields);
            let data = self.data.take()?;
            let text = String::from_utf8_lossy(&data).into_owned();
            let json = read_value(text.as_bytes(), self.duplicates).ok();
            members.insert("data".to_owned(), text.into());
            let mut readings = vec![Value::Object(members.clone())];
            if let Some(json) = json {
                members.insert("data".to_owned(), json.clone());
                readings.extend([Value::Object(members), json]);
            }
            return Some(readings);
        }
        let mut parts = line.splitn(2, |byte| *byte == b':');
        let name = parts.next().unwrap_or_default();
        let value = parts.next().unwrap_or_default();
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let text = || String::from_utf8_lossy(value).into_owned();
        match name {
            b"data" => match &mut self.data {
                Some(data) => {
                    data.push(b'\n');
                    data.extend_from_slice(value);
                }
                None => self.data = Some(value.to_vec()),
            },
            b"event" => drop(self.fields.insert("event".to_owned(), text().into())),
            b"id" if !value.contains(&0) => {
                self.fields.insert("id".to_owned(), text().into());
            }
            b"retry" => {
                let digits = value.iter().all(u8::is_ascii_digit);
                if let Some(number) = text().parse::<u64>().ok().filter(|_| digits) {
                    self.fields.insert("retry".to_owned(), number.into());
                }
            }
            // Comments have an empty name; other fields are ignored.
            _ => {}
        }
        None
    }
}

/// Writes an event. A value that is not an object with `data` is itself the data, as JSON.
pub(super) fn write(value: &Value, out: &mut String) {
    let event = value
        .as_object()
        .filter(|members| members.contains_key("data"));
    for name in ["event", "id", "retry"] {
        let member = event.and_then(|event| event.get(name));
        if let Some(member) = member.filter(|member| !member.is_null()) {
            // A line break would start another field.
            let text = text(member).replace(['\r', '\n', '\0'], " ");
            out.push_str(&format!("{name}: {text}\n"));
        }
    }
    let data = text(event.and_then(|event| event.get("data")).unwrap_or(value));
    for line in data.replace("\r\n", "\n").split(['\r', '\n']) {
        out.push_str(&format!("data: {line}\n"));
    }
    out.push('\n');
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
