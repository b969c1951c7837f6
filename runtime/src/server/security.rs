//! Who may call: credentials out of a request, checked scheme by scheme against what the document asks for.

use std::fmt;
use std::future::Future;

use super::super::stream::BoxError;
use super::problem::{HandlerError, Problem};

/// Checks credentials for an API of type `A`. Generated code implements it for a type of its own, with the methods of the
/// generated `Auth` trait.
pub trait Authenticate<A>: Send + Sync + 'static {
    /// What the API knows about the caller.
    type Caller: Send + 'static;

    /// The caller who presents these credentials for the security scheme of that name.
    ///
    /// # Errors
    /// [`AuthError`] when the credentials are wrong, or cannot be checked.
    fn authenticate(
        api: &A,
        scheme: &str,
        credentials: Credentials,
    ) -> impl Future<Output = Result<Authenticated<Self::Caller>, AuthError>> + Send;
}

/// A caller, and what it may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticated<C> {
    caller: C,
    scopes: Scopes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Scopes {
    /// Nobody said; so nothing that needs a scope is allowed.
    Unknown,
    Listed(Vec<String>),
    Every,
}

impl<C> Authenticated<C> {
    /// A caller with no scopes.
    pub fn new(caller: C) -> Self {
        Self {
            caller,
            scopes: Scopes::Unknown,
        }
    }

    /// Adds the scopes that the credentials carry.
    pub fn scopes<I>(mut self, scopes: I) -> Self
    where
        I: IntoIterator,
        I::Item: Into<String>,
    {
        let scopes = scopes.into_iter().map(Into::into);
        match &mut self.scopes {
            Scopes::Unknown => self.scopes = Scopes::Listed(scopes.collect()),
            Scopes::Listed(listed) => listed.extend(scopes),
            Scopes::Every => {}
        }
        self
    }

    pub(super) fn with_every_scope(caller: C) -> Self {
        Self {
            caller,
            scopes: Scopes::Every,
        }
    }

    pub(super) fn allows(&self, scope: &str) -> bool {
        match &self.scopes {
            Scopes::Unknown => false,
            Scopes::Listed(listed) => listed.iter().any(|listed| listed == scope),
            Scopes::Every => true,
        }
    }

    pub(super) fn into_caller(self) -> C {
        self.caller
    }
}

/// Why credentials did not open the door. Any error becomes [`AuthError::Failed`] by `?`.
#[derive(Debug)]
pub enum AuthError {
    /// The credentials are wrong: 401.
    Unauthorized,

    /// The credentials are good, and not enough: 403.
    Forbidden,

    /// The check is not written yet: 501.
    NotImplemented,

    /// The check itself failed: 500.
    Failed(HandlerError),
}

impl<E: Into<BoxError>> From<E> for AuthError {
    fn from(error: E) -> Self {
        Self::Failed(error.into().into())
    }
}

impl From<HandlerError> for AuthError {
    fn from(failure: HandlerError) -> Self {
        Self::Failed(failure)
    }
}

/// What a request presents for one security scheme.
pub struct Credentials {
    pub(super) presented: Presented,
}

pub(super) enum Presented {
    Key(String),
    Authorization { scheme: String, value: String },
    Certificate(ClientCertificate),
}

impl Credentials {
    pub(super) fn new(presented: Presented) -> Self {
        Self { presented }
    }

    /// The key, for a scheme of type `apiKey`.
    ///
    /// # Errors
    /// [`AuthError::Unauthorized`] when the scheme is of another type.
    pub fn api_key(self) -> Result<ApiKey, AuthError> {
        match self.presented {
            Presented::Key(key) => Ok(ApiKey(key)),
            _ => Err(AuthError::Unauthorized),
        }
    }

    /// The token, for the http scheme `bearer` and the types `oauth2` and `openIdConnect` (RFC 6750).
    ///
    /// # Errors
    /// [`AuthError::Unauthorized`] when there is none.
    pub fn bearer(self) -> Result<Bearer, AuthError> {
        match self.presented {
            Presented::Authorization { scheme, value }
                if scheme.eq_ignore_ascii_case("bearer") && !value.is_empty() =>
            {
                Ok(Bearer(value))
            }
            _ => Err(AuthError::Unauthorized),
        }
    }

    /// The whole of the `Authorization` header, for other http schemes.
    ///
    /// # Errors
    /// [`AuthError::Unauthorized`] when there is none.
    pub fn authorization(self) -> Result<Authorization, AuthError> {
        match self.presented {
            Presented::Authorization { scheme, value } => Ok(Authorization { scheme, value }),
            _ => Err(AuthError::Unauthorized),
        }
    }

    /// The caller's certificate, for a scheme of type `mutualTLS`.
    ///
    /// # Errors
    /// [`AuthError::Unauthorized`] when the scheme is of another type.
    pub fn certificate(self) -> Result<ClientCertificate, AuthError> {
        match self.presented {
            Presented::Certificate(certificate) => Ok(certificate),
            _ => Err(AuthError::Unauthorized),
        }
    }

    /// Whether they are written as their scheme wants, right or wrong.
    pub(super) fn are_well_formed(&self) -> bool {
        match &self.presented {
            Presented::Key(key) => !key.is_empty(),
            Presented::Certificate(certificate) => !certificate.0.is_empty(),
            Presented::Authorization { scheme, value } if scheme.eq_ignore_ascii_case("basic") => {
                is_token68(value)
            }
            Presented::Authorization { value, .. } => !value.is_empty(),
        }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(..)")
    }
}

/// An API key. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(..)")
    }
}

/// A bearer token. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Bearer(String);

impl Bearer {
    /// The token.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Bearer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Bearer(..)")
    }
}

/// An `Authorization` header. `Debug` does not show its value.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization {
    /// The word in front, such as `Digest`.
    pub scheme: String,

    /// What follows it.
    pub value: String,
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization")
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

/// The certificate that a caller has shown when its connection was made, in DER (X.690).
///
/// Nobody but who ends TLS knows it: a listener of yours, or a layer behind a proxy that hands it on in a header. That
/// one checks it, and puts it into the request's extensions; a request without it is refused.
///
/// ```text
/// let router = server::router(Handlers::default()).layer(axum::middleware::map_request(|mut request: Request| async move {
///     // from the connection, never from what just anybody can send
///     request.extensions_mut().insert(ClientCertificate::new(der));
///     request
/// }));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ClientCertificate(Vec<u8>);

impl ClientCertificate {
    /// A certificate that has been checked.
    pub fn new(der: impl Into<Vec<u8>>) -> Self {
        Self(der.into())
    }

    /// Its bytes.
    pub fn as_der(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClientCertificate({} bytes)", self.0.len())
    }
}

impl From<AuthError> for Problem {
    fn from(denied: AuthError) -> Self {
        use axum::http::StatusCode;
        match denied {
            AuthError::Unauthorized => Self::new(
                StatusCode::UNAUTHORIZED,
                "The credentials are missing or wrong.",
            ),
            AuthError::Forbidden => Self::new(
                StatusCode::FORBIDDEN,
                "The credentials do not allow this operation.",
            ),
            AuthError::NotImplemented => HandlerError::not_implemented().into(),
            AuthError::Failed(failure) => failure.into(),
        }
    }
}

/// Whether a value has the form `token68` (RFC 9110, section 11.2), as that of `basic` has.
fn is_token68(value: &str) -> bool {
    let start = value.trim_end_matches('=');
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    !start.is_empty() && start.bytes().all(is_allowed)
}
