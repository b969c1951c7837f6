//! What operations answer and take, between their types and HTTP: the traits, and the macros that generated code calls
//! for its types. Each side has its own half of both.

#[cfg(feature = "operations")]
mod answers;
#[cfg(feature = "parameters")]
mod params;

#[cfg(feature = "client")]
pub use super::client::{Call, Error, Reply};
#[cfg(feature = "client")]
#[cfg(feature = "whole-query")]
pub use super::form::Encoding;
#[cfg(feature = "server")]
pub use super::server::{Answer, Fault, Input};
#[cfg(feature = "client")]
#[cfg(feature = "parameters")]
pub use super::style::Style;

#[cfg(feature = "operations")]
pub(crate) use self::answers::answers;
#[cfg(feature = "parameters")]
pub(crate) use self::params::params;

/// The answers of an operation, as a server sends them.
#[cfg(feature = "server")]
pub trait IntoAnswer {
    /// Status, headers and body.
    ///
    /// # Errors
    /// A fault (500) when a header or the body can't be written.
    fn into_answer(self) -> Result<Answer, Fault>;
}

/// The answers of an operation, as a client reads them.
#[cfg(feature = "client")]
pub trait FromReply: Sized {
    /// What the operation's method gives when all is well: these answers, or what the only one of them holds.
    type Success;

    /// Reads the answer.
    ///
    /// # Errors
    /// The answer itself, where the document has it among its errors; or why it can't be read.
    fn from_reply(reply: Reply) -> Result<Self::Success, Error<Self>>;
}

/// Answers of which some have bodies that are read as they come.
#[cfg(feature = "client")]
#[cfg(feature = "streams")]
pub trait Streaming: FromReply {
    /// Whether this one has.
    fn is_streamed(reply: &Reply) -> bool;
}

/// The parameters of an operation that a server reads.
#[cfg(feature = "server")]
#[cfg(feature = "parameters")]
pub trait FromInput: Sized {
    /// Takes them from the request.
    ///
    /// # Errors
    /// A fault when one of them doesn't fit its type.
    fn from_input(input: &Input) -> Result<Self, Fault>;
}

/// The parameters of an operation that a client writes.
#[cfg(feature = "client")]
#[cfg(feature = "parameters")]
pub trait AddToCall {
    /// Adds them to the call.
    fn add_to_call(&self, call: Call) -> Call;
}
