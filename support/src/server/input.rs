//! What a request says, checked, and handed out by type.

use std::cell::Cell;
use std::sync::Arc;

use serde_json::Value;

use super::super::json::{self, FromJson, Mismatch};
#[cfg(feature = "parameters")]
use super::super::operation::FromInput;
#[cfg(feature = "streams")]
use super::super::stream::ByteStream;
#[cfg(feature = "items")]
use super::contract::Contract;
use super::fault::{Fault, FaultItem, Place};
use super::operation::Operation;
use super::read;

/// The parameters and the body of a request, which are as the document wants them.
///
/// The methods convert to the types of the generated code. Should a value not fit its type after all,
/// the fault is a 422 that names the place.
pub struct Input {
    pub(super) parameters: Vec<(Place, String, Value)>,
    pub(super) body: Cell<Payload>,
    pub(super) content: String,
    pub(super) operation: Arc<Operation>,
    #[cfg(feature = "items")]
    pub(super) contract: Arc<Contract>,
    /// How many bytes a single value of a streamed body may have.
    #[cfg(feature = "items")]
    pub(super) item_limit: usize,
}

#[derive(Default)]
pub(super) enum Payload {
    #[default]
    Absent,
    Json(Value),
    Text(String),
    #[cfg(feature = "streams")]
    Stream(ByteStream),
}

impl Input {
    /// The parameters of an operation that have a struct.
    ///
    /// # Errors
    /// A fault (422) when a value doesn't fit its type.
    #[cfg(feature = "parameters")]
    pub fn params<P: FromInput>(&self) -> Result<P, Fault> {
        P::from_input(self)
    }

    /// A path parameter.
    ///
    /// # Errors
    /// A fault (422) when the value doesn't fit the type.
    pub fn path<T: FromJson>(&self, name: &str) -> Result<T, Fault> {
        self.parameter(Place::Path, name)
    }

    /// A query parameter.
    ///
    /// # Errors
    /// A fault (422) when the value doesn't fit the type.
    pub fn query<T: FromJson>(&self, name: &str) -> Result<T, Fault> {
        self.parameter(Place::Query, name)
    }

    /// A header.
    ///
    /// # Errors
    /// A fault (422) when the value doesn't fit the type.
    pub fn header<T: FromJson>(&self, name: &str) -> Result<T, Fault> {
        self.parameter(Place::Header, name)
    }

    /// A cookie.
    ///
    /// # Errors
    /// A fault (422) when the value doesn't fit the type.
    pub fn cookie<T: FromJson>(&self, name: &str) -> Result<T, Fault> {
        self.parameter(Place::Cookie, name)
    }

    /// The documented media type, or range of them, that the body is of; empty when there is no body.
    pub fn content(&self) -> &str {
        &self.content
    }

    /// A body of JSON or of form fields.
    ///
    /// # Errors
    /// A fault (422) when the body doesn't fit the type.
    pub fn json<T: FromJson>(&self) -> Result<T, Fault> {
        let value = match self.body.take() {
            Payload::Json(value) => value,
            Payload::Text(text) => Value::String(text),
            Payload::Absent => Value::Null,
            #[cfg(feature = "streams")]
            Payload::Stream(_) => return Err(mistaken("JSON")),
        };
        json::from_value(&value).map_err(|error| self.misfit(Place::Body, "", error))
    }

    /// A body of JSON or of form fields, or none where it is absent; `null` is a body as well.
    ///
    /// # Errors
    /// A fault (422) when the body doesn't fit the type.
    pub fn optional_json<T: FromJson>(&self) -> Result<Option<T>, Fault> {
        match self.body.take() {
            Payload::Absent => Ok(None),
            body => {
                self.body.set(body);
                self.json().map(Some)
            }
        }
    }

    /// A text.
    ///
    /// # Errors
    /// A fault when the body is absent or of another kind.
    pub fn text(&self) -> Result<String, Fault> {
        self.optional_text()?.ok_or_else(|| mistaken("text"))
    }

    /// A text, or none where the body is absent.
    ///
    /// # Errors
    /// A fault when the body is of another kind.
    pub fn optional_text(&self) -> Result<Option<String>, Fault> {
        match self.body.take() {
            Payload::Text(text) => Ok(Some(text)),
            Payload::Absent => Ok(None),
            _ => Err(mistaken("text")),
        }
    }

    /// A body that is read as it comes. An absent one is empty.
    ///
    /// # Errors
    /// A fault when the body is of another kind.
    #[cfg(feature = "streams")]
    pub fn stream(&self) -> Result<ByteStream, Fault> {
        self.optional_stream().map(Option::unwrap_or_default)
    }

    /// A body that is read as it comes, or none where it is absent.
    ///
    /// # Errors
    /// A fault when the body is of another kind.
    #[cfg(feature = "streams")]
    pub fn optional_stream(&self) -> Result<Option<ByteStream>, Fault> {
        match self.body.take() {
            Payload::Stream(stream) => Ok(Some(stream)),
            Payload::Absent => Ok(None),
            _ => Err(mistaken("a stream")),
        }
    }

    fn parameter<T: FromJson>(&self, place: Place, name: &str) -> Result<T, Fault> {
        let found = self
            .parameters
            .iter()
            .find(|(known_place, known, _)| *known_place == place && known == name);
        let value = found.map_or(&Value::Null, |(_, _, value)| value);
        json::from_value(value).map_err(|error| self.misfit(place, name, error))
    }

    fn misfit(&self, place: Place, name: &str, error: Mismatch) -> Fault {
        let item = FaultItem {
            place,
            name: name.to_owned(),
            pointer: error.pointer,
            code: "type".to_owned(),
            message: error.message,
        };
        read::refusal(&self.operation, Vec::new(), vec![item])
    }
}

/// Generated code asks for the kind of body that it knows from the document.
fn mistaken(kind: &str) -> Fault {
    Fault::internal(format!(
        "the handler asked for {kind}, which the body is not"
    ))
}
