//! A request in the making.

use http::header::AUTHORIZATION;
use http::header::COOKIE;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde::Serialize;
use serde_json::Value;

use super::super::form::{self, Encoding};
use super::super::stream::{BoxError, ByteStream};
use super::super::style::Style;
use super::address::Address;
use super::error::{Error, RequestError, SendError};
use super::response::{FromResponse, Response, Streaming};
use super::secret::{KeyPlace, SecretKind};
use super::Client;

/// The parameters of an operation, as a client writes them.
pub trait IntoRequest {
    /// Adds them to the request.
    fn add_to(&self, request: RequestBuilder) -> RequestBuilder;
}

/// A request of an operation: parameters, credentials and a body are added in any order, then it is sent.
///
/// A value that can't be written (a header with a line break, say) shows when the call is sent.
/// A parameter that is `None` is left out.
#[must_use = "a call does nothing until it is sent"]
pub struct RequestBuilder {
    client: Client,
    method: Method,
    pub(super) address: Address,
    /// The operation's own server, where it has one.
    server: Option<String>,
    headers: HeaderMap,
    pub(super) cookies: String,
    body: Option<ByteStream>,
    is_streamed: bool,
    broken: Option<RequestError>,
}

impl RequestBuilder {
    pub(super) fn new(client: Client, method: Result<Method, BoxError>, address: Address) -> Self {
        let (method, broken) = match method {
            Ok(method) => (method, None),
            Err(error) => (Method::default(), Some(error)),
        };
        let mut call = Self {
            client,
            method,
            address,
            server: None,
            headers: HeaderMap::new(),
            cookies: String::new(),
            body: None,
            is_streamed: false,
            broken: None,
        };
        call.keep(broken.map_or(Ok(()), Err));
        call
    }

    /// The operation's own server, by its URL in the document. Without a host it is on the API's.
    pub fn server(mut self, url: &str) -> Self {
        self.server = Some(url.to_owned());
        self
    }

    /// The security schemes of the operation: alternatives, each of schemes that go together.
    /// The first for which the client has everything is used; if there is none, the server is asked all the same.
    pub fn auth(mut self, alternatives: &[&[&str]]) -> Self {
        let secrets = std::sync::Arc::clone(&self.client.secrets);
        let is_held = |schemes: &&&[&str]| {
            !schemes.is_empty() && schemes.iter().all(|scheme| secrets.contains_key(*scheme))
        };
        let schemes = alternatives
            .iter()
            .find(is_held)
            .copied()
            .unwrap_or_default();
        for secret in schemes.iter().filter_map(|scheme| secrets.get(*scheme)) {
            let added = match &secret.kind {
                SecretKind::Authorization(value) => self.add_secret(AUTHORIZATION.as_str(), value),
                SecretKind::Key {
                    place: KeyPlace::Header,
                    name,
                    key,
                } => self.add_secret(name, key),
                SecretKind::Key {
                    place: KeyPlace::Query,
                    name,
                    key,
                } => {
                    let key = Value::from(key.as_str());
                    self.address
                        .push_query(Style::Form, true, name, &key, false);
                    Ok(())
                }
                SecretKind::Key {
                    place: KeyPlace::Cookie,
                    name,
                    key,
                } => self.add_key_cookie(name, key),
            };
            self.keep(added);
        }
        self
    }

    /// The media types that the caller can read. Without this, JSON is asked for, and anything else taken as well.
    pub fn accept(mut self, media_types: &str) -> Self {
        let added = self.add_header(ACCEPT.as_str(), media_types);
        self.keep(added);
        self
    }

    /// A body of `application/json`.
    pub fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.json_as("application/json", body)
    }

    /// A body of JSON under another media type, such as `application/merge-patch+json`.
    pub fn json_as<T: Serialize + ?Sized>(mut self, media_type: &str, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.body(media_type, body.into()),
            Err(error) => {
                self.keep(Err(error.into()));
                self
            }
        }
    }

    /// A body of form fields (`application/x-www-form-urlencoded`).
    pub fn form<T: Serialize + ?Sized>(self, media_type: &str, body: &T) -> Self {
        self.encoded_form(media_type, &[], body)
    }

    /// A body of form fields, some of which the document has encoded in ways of their own.
    pub fn encoded_form<T: Serialize + ?Sized>(
        mut self,
        media_type: &str,
        encodings: &[(&str, Encoding)],
        body: &T,
    ) -> Self {
        let owned = |(name, encoding): &(&str, Encoding)| ((*name).to_owned(), *encoding);
        let encodings: Vec<_> = encodings.iter().map(owned).collect();
        match serde_json::to_value(body) {
            Ok(body) => self.body(media_type, form::encode(&body, &encodings).into()),
            Err(error) => {
                self.keep(Err(error.into()));
                self
            }
        }
    }

    /// A body of text.
    pub fn text(self, media_type: &str, body: impl Into<String>) -> Self {
        self.body(media_type, body.into().into())
    }

    /// A body that is sent as it comes. It takes as long as it takes: the client's timeout doesn't apply.
    pub fn stream(mut self, media_type: &str, body: impl Into<ByteStream>) -> Self {
        self.is_streamed = true;
        self.body(media_type, body.into())
    }

    /// A body of `application/json`, or none.
    pub fn optional_json<T: Serialize + ?Sized>(self, body: Option<&T>) -> Self {
        self.optional(body, Self::json)
    }

    /// A body of JSON under another media type, or none.
    pub fn optional_json_as<T: Serialize + ?Sized>(
        self,
        media_type: &str,
        body: Option<&T>,
    ) -> Self {
        self.optional(body, |call, body| call.json_as(media_type, body))
    }

    /// A body of form fields, or none.
    pub fn optional_form<T: Serialize + ?Sized>(self, media_type: &str, body: Option<&T>) -> Self {
        self.optional(body, |call, body| call.form(media_type, body))
    }

    /// A body of form fields, some of which the document has encoded in ways of their own, or none.
    pub fn optional_encoded_form<T: Serialize + ?Sized>(
        self,
        media_type: &str,
        encodings: &[(&str, Encoding)],
        body: Option<&T>,
    ) -> Self {
        self.optional(body, |call, body| {
            call.encoded_form(media_type, encodings, body)
        })
    }

    /// A body of text, or none.
    pub fn optional_text(self, media_type: &str, body: Option<impl Into<String>>) -> Self {
        self.optional(body, |call, body| call.text(media_type, body))
    }

    /// A body that is sent as it comes, or none.
    pub fn optional_stream(self, media_type: &str, body: Option<impl Into<ByteStream>>) -> Self {
        self.optional(body, |call, body| call.stream(media_type, body))
    }

    /// Adds the parameters of an operation.
    pub fn params(self, params: &impl IntoRequest) -> Self {
        params.add_to(self)
    }

    /// Sends the call and reads its answer.
    ///
    /// # Errors
    /// An answer that the document has among its errors, or doesn't have; or why there is none.
    pub async fn send<A: FromResponse>(self) -> Result<A::Success, Error<A>> {
        A::from_response(self.response().await?)
    }

    /// Sends the call and reads its answer, whose body takes as long as it takes: the client's timeout doesn't apply.
    ///
    /// # Errors
    /// An answer that the document has among its errors, or doesn't have; or why there is none.
    pub async fn send_streaming<A: Streaming>(mut self) -> Result<A::Success, Error<A>> {
        self.is_streamed = true;
        let response = self.start().await?;
        A::from_response(Response::streamed(response, A::is_streamed).await?)
    }

    /// Sends the call: the answer as it is, whatever the document says.
    ///
    /// # Errors
    /// When the call can't be made, or the answer doesn't arrive.
    pub async fn response(self) -> Result<Response, SendError> {
        Response::whole(self.start().await?).await
    }

    async fn start(self) -> Result<reqwest::Response, SendError> {
        let Self {
            client,
            method,
            address,
            server,
            mut headers,
            cookies,
            body,
            is_streamed,
            broken,
        } = self;
        if let Some(broken) = broken {
            return Err(broken.into());
        }
        headers
            .entry(ACCEPT)
            .or_insert(HeaderValue::from_static("application/json, */*;q=0.5"));
        if !cookies.is_empty() {
            headers.insert(COOKIE, header_value(COOKIE.as_str(), &cookies)?);
        }
        for (name, value) in &client.headers {
            headers.insert(header_name(name)?, header_value(name, value)?);
        }
        let base = base(&client, server)?;
        let mut request = client
            .http
            .request(method, address.on(&base, &headers)?)
            .headers(headers);
        let timeout = client.timeout;
        let timeout = timeout.filter(|_| !is_streamed);
        if let Some(timeout) = timeout {
            request = request.timeout(timeout);
        }
        if let Some(body) = body {
            request = request.body(body);
        }
        request.send().await.map_err(SendError::Transport)
    }

    fn optional<T>(self, body: Option<T>, add: impl FnOnce(Self, T) -> Self) -> Self {
        match body {
            Some(body) => add(self, body),
            None => self,
        }
    }

    fn body(mut self, media_type: &str, body: ByteStream) -> Self {
        let added = self.add_header(CONTENT_TYPE.as_str(), media_type);
        self.keep(added);
        self.body = Some(body);
        self
    }

    pub(super) fn add_header(&mut self, name: &str, value: &str) -> Result<(), BoxError> {
        self.headers
            .insert(header_name(name)?, header_value(name, value)?);
        Ok(())
    }

    fn add_secret(&mut self, name: &str, value: &str) -> Result<(), BoxError> {
        let mut value = header_value(name, value)?;
        value.set_sensitive(true);
        self.headers.append(header_name(name)?, value);
        Ok(())
    }

    /// A key is sent as it is, since that is what servers compare it with; so it has to be fit for a cookie.
    fn add_key_cookie(&mut self, name: &str, key: &str) -> Result<(), BoxError> {
        if !key
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\'))
        {
            return Err(format!(
                "the key for the cookie `{name}` has a character that no cookie may have"
            )
            .into());
        }
        let separator = if self.cookies.is_empty() { "" } else { "; " };
        self.cookies.push_str(&format!("{separator}{name}={key}"));
        Ok(())
    }

    pub(super) fn keep(&mut self, step: Result<(), BoxError>) {
        if let Err(error) = step {
            self.broken.get_or_insert(RequestError {
                message: error.to_string(),
            });
        }
    }
}

/// The address that a call's path stands behind.
fn base(client: &Client, server: Option<String>) -> Result<String, RequestError> {
    let (Some(servers), Some(url)) = (&client.servers, server) else {
        return Ok(client.base.to_string());
    };
    if let Some(address) = servers.get(&url) {
        return Ok(address.clone());
    }
    if url.contains("://") {
        return Ok(url);
    }
    let joined = reqwest::Url::parse(&client.base).and_then(|base| base.join(&url));
    let url = joined.map_err(|error| RequestError {
        message: format!("`{}` is no address: {error}", client.base),
    })?;
    Ok(url.into())
}

fn header_name(name: &str) -> Result<HeaderName, RequestError> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| RequestError {
        message: format!("`{name}` can't be the name of a header"),
    })
}

fn header_value(name: &str, value: &str) -> Result<HeaderValue, RequestError> {
    // The value itself may be a secret.
    HeaderValue::from_bytes(value.as_bytes()).map_err(|_| RequestError {
        message: format!("the value of the header `{name}` has a character that none may have"),
    })
}
