//! Server-sent events (WHATWG HTML, section 9.2), and their representation as objects.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value};

use super::super::json::{doubts, DuplicateMembers, Json, Tree};
use super::super::stream::BoxError;
use super::read::ItemError;
use super::Framing;

/// How far an event stream has been read: what a client needs to request the rest. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Mutex<State>>);

#[derive(Debug, Default)]
pub struct State {
    /// The `id` of the last event that has one.
    pub last_event_id: String,
    /// The last `retry`: how long to wait before the rest is requested.
    pub retry: Option<Duration>,
    /// Whether the connection has failed.
    pub is_interrupted: bool,
    /// Whether an event has arrived on the connection.
    pub has_event: bool,
    /// Whether nothing may follow: after `[DONE]`, and after an event that is too long.
    pub is_complete: bool,
}

impl Progress {
    /// The state, to read and to change.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads events line by line.
pub(super) struct Events {
    data: Option<Vec<u8>>,
    /// The fields `event`, `id` and `retry`.
    fields: Map<String, Value>,
    /// Whether a line has been read. The first may begin with a byte order mark.
    has_begun: bool,
    /// The last `id`, which becomes that of the stream at the end of its event.
    id: Option<String>,
    progress: Progress,
}

/// An event that has data.
pub(super) struct Event {
    data: Vec<u8>,
    fields: Map<String, Value>,
}

impl Events {
    pub fn new(progress: Progress) -> Self {
        Self {
            data: None,
            fields: Map::new(),
            has_begun: false,
            id: None,
            progress,
        }
    }

    /// How many bytes of data the event has so far.
    pub fn length(&self) -> usize {
        self.data.as_ref().map_or(0, Vec::len)
    }

    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Reads a line. An empty line ends the event; without data it is none.
    pub fn line(&mut self, line: &[u8]) -> Option<Event> {
        let mut line = line;
        if !std::mem::replace(&mut self.has_begun, true) {
            line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        }
        if line.is_empty() {
            let mut state = self.progress.state();
            if let Some(id) = self.id.take() {
                state.last_event_id = id;
            }
            let fields = std::mem::take(&mut self.fields);
            let data = self.data.take()?;
            state.has_event = true;
            return Some(Event { data, fields });
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
                self.id = Some(text());
            }
            b"retry" => {
                let digits = value.iter().all(u8::is_ascii_digit);
                if let Some(number) = text().parse::<u64>().ok().filter(|_| digits) {
                    self.fields.insert("retry".to_owned(), number.into());
                    self.progress.state().retry = Some(Duration::from_millis(number));
                }
            }
            // Comments have an empty name; other fields are ignored.
            _ => {}
        }
        None
    }
}

impl Event {
    /// Whether the data is `[DONE]`, by which many APIs end a stream.
    pub fn is_done(&self) -> bool {
        self.data.trim_ascii() == b"[DONE]"
    }

    /// Whether there is nothing in the data.
    pub fn is_empty(&self) -> bool {
        self.data.trim_ascii().is_empty()
    }

    /// The item of the event, by the first of its readings that `convert` accepts; the error is that of the first reading.
    ///
    /// As an event it is an object whose `data` is the text, an object whose `data` is the value that the text is in JSON,
    /// or that value alone; JSON precedes text that has values which an enum does not list. As data it is that value, or the
    /// text as a string.
    pub fn read<T>(
        self,
        framing: Framing,
        duplicates: DuplicateMembers,
        convert: impl Fn(Result<Json<'_>, ItemError>) -> Result<T, BoxError>,
    ) -> Result<T, BoxError> {
        let text = String::from_utf8_lossy(&self.data).into_owned();
        let json = Tree::parse(text.clone(), duplicates);
        let read = |value: Value| convert(Ok(Tree::from(&value).root()));
        if framing == Framing::EventData {
            return match json {
                Ok(tree) => {
                    convert(Ok(tree.root())).or_else(|error| read(text.into()).map_err(|_| error))
                }
                Err(error) => {
                    read(text.into()).or_else(|_| convert(Err(ItemError::Malformed(error))))
                }
            };
        }
        let event = |data: Value| {
            let mut members = self.fields.clone();
            members.insert("data".to_owned(), data);
            Value::Object(members)
        };
        let as_text = || read(event(text.clone().into()));
        let Ok(tree) = json else {
            return as_text();
        };
        let as_json = || read(event(tree.root().to_value()));
        match as_text() {
            Ok(item) => {
                // An enum of strings reads any text, though the client expects those that it lists.
                let doubts_of_text = doubts(as_text).1;
                let is_better = doubts_of_text > (false, 0)
                    && matches!(doubts(as_json), (Ok(_), doubts) if doubts < doubts_of_text);
                match is_better.then(as_json) {
                    Some(Ok(better)) => Ok(better),
                    _ => Ok(item),
                }
            }
            Err(error) => as_json()
                .or_else(|_| convert(Ok(tree.root())))
                .map_err(|_| error),
        }
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
    write_data(
        &text(event.and_then(|event| event.get("data")).unwrap_or(value)),
        out,
    );
}

/// Writes the last field of an event, and its end.
pub(super) fn write_data(data: &str, out: &mut String) {
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
