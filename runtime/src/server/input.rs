//! The validated parameters and body of a request, converted to types.

use std::cell::Cell;
use std::sync::Arc;

use serde_json::Value;

use super::super::json::{FromJson, Mismatch, Tree};
use super::super::stream::ByteStream;
use super::current::CurrentRequest;
use super::memory::{ParserPermit, Reservation};
use super::operation::Operation;
use super::parameter;
use super::problem::{Location, Problem, Violation};
use super::read;

/// The parameter struct of an operation, as a server reads it.
pub trait FromInput: Sized {
    /// Takes the parameters from the request.
    ///
    /// # Errors
    /// A problem when a value does not fit its type.
    fn from_input(input: &Input) -> Result<Self, Problem>;
}

/// The validated parameters and body of a request.
///
/// The methods convert them to the types of the generated code. A value that is valid and does not fit its type all the
/// same is a 422 that names it.
pub struct Input {
    pub(super) parameters: parameter::Values,
    pub(super) body: Cell<Payload>,
    /// The number of the body's content among those of the operation.
    pub(super) content: Option<usize>,
    pub(super) request: CurrentRequest,
    /// Kept until a large body has been converted to its type.
    pub(super) parser: Cell<Option<ParserPermit>>,
    /// The memory of the body. It is taken from the input and kept until the handler has returned, which holds the values of the
    /// body until then.
    pub(super) reservation: Option<Reservation>,
}

#[derive(Default)]
pub(super) enum Payload {
    #[default]
    Absent,
    Json(Tree),
    Text(String),
    Stream(ByteStream),
    #[cfg(feature = "multipart")]
    Parts(Box<super::multipart::Parts>),
}

impl Input {
    pub(super) fn operation(&self) -> &Arc<Operation> {
        self.request.contract_of_operation()
    }

    /// The parameters of an operation that have a struct.
    ///
    /// # Errors
    /// A problem (422) when a value does not fit its type.
    pub fn params<P: FromInput>(&self) -> Result<P, Problem> {
        P::from_input(self)
    }

    /// A path parameter.
    ///
    /// # Errors
    /// A problem (422) when the value does not fit the type.
    pub fn path<T: FromJson>(&self, name: &str) -> Result<T, Problem> {
        self.parameter(Location::Path, name)
    }

    /// A query parameter.
    ///
    /// # Errors
    /// A problem (422) when the value does not fit the type.
    pub fn query<T: FromJson>(&self, name: &str) -> Result<T, Problem> {
        self.parameter(Location::Query, name)
    }

    /// A header.
    ///
    /// # Errors
    /// A problem (422) when the value does not fit the type.
    pub fn header<T: FromJson>(&self, name: &str) -> Result<T, Problem> {
        self.parameter(Location::Header, name)
    }

    /// A cookie.
    ///
    /// # Errors
    /// A problem (422) when the value does not fit the type.
    pub fn cookie<T: FromJson>(&self, name: &str) -> Result<T, Problem> {
        self.parameter(Location::Cookie, name)
    }

    /// The key of the body's media type, or range of them, in the document; empty if there is no body.
    pub fn content(&self) -> &str {
        let content = self
            .content
            .and_then(|number| self.operation().content(number));
        content.map_or("", |content| &content.key)
    }

    /// A body of JSON or of form fields. It can be taken once: a second call finds no body.
    ///
    /// # Errors
    /// A problem (422) when the body does not fit the type.
    pub fn json<T: FromJson>(&self) -> Result<T, Problem> {
        // Declared before the value, and so released after it is dropped.
        let _permit = self.parser.take();
        let tree = match self.body.take() {
            Payload::Json(tree) => tree,
            Payload::Text(text) => Tree::from(&Value::String(text)),
            Payload::Absent => Tree::default(),
            Payload::Stream(_) => return Err(mismatched_kind("JSON")),
            #[cfg(feature = "multipart")]
            Payload::Parts(_) => return Err(mismatched_kind("JSON")),
        };
        T::from_json(tree.root()).map_err(|error| self.misfit(Location::Body, "", error))
    }

    /// A body of JSON or of form fields as a value, which can be taken once; none of any other kind.
    pub(super) fn body_value(&self) -> Option<Value> {
        let _permit = self.parser.take();
        match self.body.take() {
            Payload::Json(tree) => Some(tree.root().to_value()),
            _ => None,
        }
    }

    /// A body of JSON or of form fields, or none if it is absent; `null` is a body.
    ///
    /// # Errors
    /// A problem (422) when the body does not fit the type.
    pub fn optional_json<T: FromJson>(&self) -> Result<Option<T>, Problem> {
        match self.body.take() {
            Payload::Absent => Ok(None),
            body => {
                self.body.set(body);
                self.json().map(Some)
            }
        }
    }

    /// A text. It can be taken once: a second call finds no body.
    ///
    /// # Errors
    /// A problem when the body is absent or of another kind.
    pub fn text(&self) -> Result<String, Problem> {
        self.optional_text()?.ok_or_else(|| mismatched_kind("text"))
    }

    /// A text, or none if the body is absent.
    ///
    /// # Errors
    /// A problem when the body is of another kind.
    pub fn optional_text(&self) -> Result<Option<String>, Problem> {
        self.parser.set(None);
        match self.body.take() {
            Payload::Text(text) => Ok(Some(text)),
            Payload::Absent => Ok(None),
            _ => Err(mismatched_kind("text")),
        }
    }

    /// A streamed body. An absent one is empty. It can be taken once: a second call finds no body.
    ///
    /// # Errors
    /// A problem when the body is of another kind.
    pub fn stream(&self) -> Result<ByteStream, Problem> {
        self.optional_stream().map(Option::unwrap_or_default)
    }

    /// A streamed body, or none if it is absent.
    ///
    /// # Errors
    /// A problem when the body is of another kind.
    pub fn optional_stream(&self) -> Result<Option<ByteStream>, Problem> {
        match self.body.take() {
            Payload::Stream(stream) => Ok(Some(stream)),
            Payload::Absent => Ok(None),
            _ => Err(mismatched_kind("a stream")),
        }
    }

    fn parameter<T: FromJson>(&self, location: Location, name: &str) -> Result<T, Problem> {
        let number = self.parameters.number(self.operation(), location, name);
        let Some(number) = number else {
            let cause = format!("the contract has no parameter {name}");
            return Err(Problem::internal(cause));
        };
        T::from_json(self.parameters.get(number))
            .map_err(|error| self.misfit(location, name, error))
    }

    pub(super) fn misfit(&self, location: Location, name: &str, error: Mismatch) -> Problem {
        let violation = Violation {
            location,
            name: name.to_owned(),
            pointer: error.pointer,
            code: "type".to_owned(),
            message: error.message,
        };
        #[cfg(feature = "xml")]
        let violation = violation.placed(self.operation().xml(self.content, location, name));
        read::refusal(self.operation(), Vec::new(), vec![violation])
    }
}

/// The generated code does not fit the contract.
pub(super) fn mismatched_kind(kind: &str) -> Problem {
    Problem::internal(format!(
        "the handler asked for {kind}, which the body is not"
    ))
}
