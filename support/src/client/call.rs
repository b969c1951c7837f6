//! A request in the making.

use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::Serialize;
use serde_json::Value;

use super::super::form;
use super::super::stream::ByteStream;
use super::super::style::{self, Style};
use super::Client;
use super::address::Address;
use super::error::{Error, RequestError};
use super::reply::{Documented, Reply};
use super::secret::{KeyPlace, SecretKind};

/// A call of an operation: parameters, credentials and a body are added in any order, then it is sent.
///
/// A value that can't be written (a header with a line break, say) shows when the call is sent.
#[must_use = "a call does nothing until it is sent"]
pub struct Call {
    client: Client,
    method: Method,
    address: Address,
    headers: HeaderMap,
    cookies: Vec<String>,
    body: Option<ByteStream>,
    is_streamed: bool,
    broken: Option<RequestError>,
}

impl Call {
    pub(super) fn new(client: Client, method: Method, path: &str) -> Self {
        Self {
            client,
            method,
            address: Address::new(path),
            headers: HeaderMap::new(),
            cookies: Vec::new(),
            body: None,
            is_streamed: false,
            broken: None,
        }
    }

    /// A path parameter in `simple` style.
    pub fn path<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.styled_path(name, Style::Simple, false, value)
    }
}
