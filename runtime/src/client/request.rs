//! The builder of a request: its parameters, its credentials and its body.

use std::fmt;

use http::header::{ACCEPT, AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;

use super::super::stream::{BoxError, ByteStream};
use super::super::style::Style;
use super::address::Address;
use super::error::RequestError;
use super::secret::{ApiKeyLocation, Secret, SecretKind};
use super::send::sensitive;
use super::Client;

/// The parameters of an operation, as a client sends them.
pub trait IntoRequest {
    /// Adds them to the request.
    fn add_to(&self, request: RequestBuilder) -> RequestBuilder;
}

/// A request of an operation. Parameters, credentials and a body are added in any order, then it is sent.
///
/// A value that cannot be sent, such as a header with a line break, is an error of the method that sends the request.
/// A parameter that is `None` is left out.
#[must_use = "a request does nothing until it is sent"]
pub struct RequestBuilder {
    pub(super) client: Client,
    pub(super) method: Method,
    pub(super) address: Address,
    /// The operation's own server, if it has one.
    pub(super) server: Option<String>,
    pub(super) headers: HeaderMap,
    pub(super) cookies: String,
    pub(super) body: Option<ByteStream>,
    /// Whether the body of the request or of the response is a stream.
    pub(super) is_streamed: bool,
    /// The first error of the methods that add to the request.
    pub(super) error: Option<RequestError>,
}

impl RequestBuilder {
    pub(super) fn new(client: Client, method: Result<Method, BoxError>, address: Address) -> Self {
        let (method, error) = match method {
            Ok(method) => (method, None),
            Err(error) => {
                let error = RequestError::with_source("the method is not valid", error);
                (Method::default(), Some(error))
            }
        };
        Self {
            client,
            method,
            address,
            server: None,
            headers: HeaderMap::new(),
            cookies: String::new(),
            body: None,
            is_streamed: false,
            error,
        }
    }

    /// The same request once more, if it asks for events and can be repeated.
    #[cfg(feature = "items")]
    pub(super) fn repeated(&self) -> Option<Self> {
        let accept = self.headers.get(ACCEPT);
        let accept = accept.and_then(|accept| accept.to_str().ok());
        let is_for_events = accept.is_some_and(|accept| accept.contains("text/event-stream"));
        // The time of a signature would be that of the first request.
        let is_signed = self.headers.contains_key("webhook-signature");
        let is_repeatable =
            self.method == Method::GET && self.body.is_none() && self.error.is_none() && !is_signed;
        (is_for_events && is_repeatable).then(|| Self {
            client: self.client.clone(),
            method: self.method.clone(),
            address: self.address.clone(),
            server: self.server.clone(),
            headers: self.headers.clone(),
            cookies: self.cookies.clone(),
            body: None,
            is_streamed: self.is_streamed,
            error: None,
        })
    }

    /// The operation's own server, by its URL in the document. A URL without a host is relative to the client's.
    pub fn server(mut self, url: &str) -> Self {
        self.server = Some(url.to_owned());
        self
    }

    /// The security requirements of the operation: alternatives, each a list of schemes that are used together. The request gets
    /// the credentials of the first alternative that the client has all of; without one, it is sent without credentials.
    pub fn auth(mut self, alternatives: &[&[&str]]) -> Self {
        let secrets = std::sync::Arc::clone(&self.client.secrets);
        let is_complete = |schemes: &&&[&str]| {
            !schemes.is_empty() && schemes.iter().all(|scheme| secrets.contains_key(*scheme))
        };
        let schemes = alternatives.iter().find(is_complete);
        let schemes = schemes.copied().unwrap_or_default();
        for secret in schemes.iter().filter_map(|scheme| secrets.get(*scheme)) {
            let added = self.add_secret(secret);
            self.record(added);
        }
        self
    }

    /// The media types that are accepted in a response. The default is JSON, and anything else if there is no JSON.
    pub fn accept(mut self, media_types: &str) -> Self {
        let added = self.add_header(ACCEPT.as_str(), media_types);
        self.record(added);
        self
    }

    /// Adds the parameters of an operation.
    pub fn params(self, params: &impl IntoRequest) -> Self {
        params.add_to(self)
    }

    pub(super) fn add_header(&mut self, name: &str, value: &str) -> Result<(), BoxError> {
        self.headers
            .insert(header_name(name)?, header_value(name, value)?);
        Ok(())
    }

    fn add_secret(&mut self, secret: &Secret) -> Result<(), BoxError> {
        match &secret.kind {
            SecretKind::Authorization(value) => {
                let value = sensitive(AUTHORIZATION.as_str(), value)?;
                self.headers.append(AUTHORIZATION, value);
            }
            SecretKind::ApiKey {
                location,
                name,
                key,
            } => match location {
                ApiKeyLocation::Header => {
                    let value = sensitive(name, key)?;
                    self.headers.append(header_name(name)?, value);
                }
                ApiKeyLocation::Query => {
                    let key = Value::from(key.as_str());
                    self.address
                        .push_query(Style::Form, true, name, &key, false);
                }
                ApiKeyLocation::Cookie => self.add_key_cookie(name, key)?,
            },
        }
        Ok(())
    }

    /// Adds a key as a cookie. It is not encoded, since servers compare the value as it arrives.
    fn add_key_cookie(&mut self, name: &str, key: &str) -> Result<(), BoxError> {
        if !key
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\'))
        {
            return Err(format!(
                "the key for the cookie `{name}` has a character that is not allowed in a cookie"
            )
            .into());
        }
        let separator = if self.cookies.is_empty() { "" } else { "; " };
        self.cookies.push_str(&format!("{separator}{name}={key}"));
        Ok(())
    }

    /// Records the first error, which is returned when the request is sent.
    pub(super) fn record(&mut self, added: Result<(), BoxError>) {
        if let Err(error) = added {
            let error = error.downcast::<RequestError>();
            let error = error.map_or_else(|other| RequestError::new(other.to_string()), |own| *own);
            self.error.get_or_insert(error);
        }
    }
}

impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header_names: Vec<_> = self.headers.keys().collect();
        f.debug_struct("RequestBuilder")
            .field("client", &self.client)
            .field("method", &self.method)
            .field("path", &self.address.template())
            .field("headers", &header_names)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

pub(super) fn header_name(name: &str) -> Result<HeaderName, RequestError> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|_| RequestError::new(format!("`{name}` is not the name of a header")))
}

pub(super) fn header_value(name: &str, value: &str) -> Result<HeaderValue, RequestError> {
    // The error does not show the value, which may be a credential.
    HeaderValue::from_bytes(value.as_bytes()).map_err(|_| {
        RequestError::new(format!(
            "the value of the header `{name}` has a character that is not allowed there"
        ))
    })
}
