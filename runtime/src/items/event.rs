//! Events as HTML's standard has them (section 9.2), and as objects.

use serde_json::{Map, Value};

/// An event in the making.
#[derive(Default)]
pub(super) struct Events {
    data: Option<Vec<u8>>,
    others: Map<String, Value>,
    /// Whether a line has been read; a byte order mark may stand before the first.
    has_begun: bool,
}

impl Events {
    /// How many bytes the event has so far.
    pub fn length(&self) -> usize {
        self.data.as_ref().map_or(0, Vec::len)
    }

    /// Takes a line. The empty one ends an event, which is given in the ways that it may be meant: as an object whose
    /// `data` is text, as one whose `data` is what the text says in JSON, and as that alone.
    pub fn line(&mut self, line: &[u8]) -> Option<Vec<Value>> {
        let mut line = line;
        if !std::mem::replace(&mut self.has_begun, true) {
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        if line.is_empty() {
            let mut members = std::mem::take(&mut self.others);
            let data = self.data.take()?;
            let text = String::from_utf8_lossy(&data).into_owned();
            let json: Option<Value> = serde_json::from_str(&text).ok();
            members.insert("data".to_owned(), text.into());
            let mut meanings = vec![Value::Object(members.clone())];
            if let Some(json) = json {
                members.insert("data".to_owned(), json.clone());
                meanings.extend([Value::Object(members), json]);
            }
            return Some(meanings);
        }
        let colon = line.iter().position(|byte| *byte == b':');
        let (name, value) = match colon {
            // A comment.
            Some(0) => return None,
            Some(colon) => (&line[..colon], &line[colon + 1..]),
            None => (line, &line[line.len()..]),
        };
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
            b"event" => drop(self.others.insert("event".to_owned(), text().into())),
            b"id" if !value.contains(&0) => {
                self.others.insert("id".to_owned(), text().into());
            }
            b"retry" => {
                let digits = value.iter().all(u8::is_ascii_digit);
                if let Some(number) = text().parse::<u64>().ok().filter(|_| digits) {
                    self.others.insert("retry".to_owned(), number.into());
                }
            }
            _ => {}
        }
        None
    }
}

/// Writes an event. A value that is no object with `data` is the data of one, as JSON.
pub(super) fn write(value: &Value, out: &mut String) {
    let event = value
        .as_object()
        .filter(|members| members.contains_key("data"));
    for name in ["event", "id", "retry"] {
        let member = event.and_then(|event| event.get(name));
        if let Some(member) = member.filter(|member| !member.is_null()) {
            // A line break would begin another field.
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
