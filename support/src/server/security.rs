//! Who may call: credentials out of a request, checked scheme by scheme against what the document asks for.

use std::fmt;
use std::future::Future;

use super::super::stream::BoxError;
use super::fault::{Failure, Fault};

/// Checks credentials. Generated code implements it for whatever has the methods of the API's own `Auth` trait.
pub trait Authenticate: Sync {
    /// What the API knows about who calls.
    type Caller: Send + 'static;

    /// Who presents these credentials for the security scheme of that name.
    ///
    /// # Errors
    /// [`Denied`] when the credentials are wrong, or can't be checked.
    fn authenticate(
        &self,
        scheme: &str,
        credentials: Credentials,
    ) -> impl Future<Output = Result<Grant<Self::Caller>, Denied>> + Send;
}

/// A caller, and what it may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant<C> {
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

impl<C> Grant<C> {
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

/// Why credentials did not open the door. Any error becomes [`Denied::Failed`] by `?`.
#[derive(Debug)]
pub enum Denied {
    /// The credentials are wrong: 401.
    Unauthorized,

    /// The credentials are good, and not enough: 403.
    Forbidden,

    /// The check is not written yet: 501.
    NotImplemented,

    /// The check itself failed: 500.
    Failed(Failure),
}

impl<E: Into<BoxError>> From<E> for Denied {
    fn from(error: E) -> Self {
        Self::Failed(error.into().into())
    }
}

impl From<Failure> for Denied {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What a request presents for one security scheme.
pub struct Credentials {
    presented: Presented,
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
    /// [`Denied::Unauthorized`] when the scheme is of another type.
    pub fn api_key(self) -> Result<ApiKey, Denied> {
        match self.presented {
            Presented::Key(key) => Ok(ApiKey(key)),
            _ => Err(Denied::Unauthorized),
        }
    }

    /// The token, for the http scheme `bearer` and the types `oauth2` and `openIdConnect` (RFC 6750).
    ///
    /// # Errors
    /// [`Denied::Unauthorized`] when there is none.
    pub fn bearer(self) -> Result<Bearer, Denied> {
        match self.presented {
            Presented::Authorization { scheme, value }
                if scheme.eq_ignore_ascii_case("bearer") && !value.is_empty() =>
            {
                Ok(Bearer(value))
            }
            _ => Err(Denied::Unauthorized),
        }
    }

    /// Name and password, for the http scheme `basic` (RFC 7617).
    ///
    /// # Errors
    /// [`Denied::Unauthorized`] when they are not written as that scheme has it.
    #[cfg(feature = "base64")]
    pub fn basic(self) -> Result<Basic, Denied> {
        match self.presented {
            Presented::Authorization { scheme, value } if scheme.eq_ignore_ascii_case("basic") => {
                Basic::decode(&value).ok_or(Denied::Unauthorized)
            }
            _ => Err(Denied::Unauthorized),
        }
    }

    /// The whole of the `Authorization` header, for other http schemes.
    ///
    /// # Errors
    /// [`Denied::Unauthorized`] when there is none.
    pub fn authorization(self) -> Result<Authorization, Denied> {
        match self.presented {
            Presented::Authorization { scheme, value } => Ok(Authorization { scheme, value }),
            _ => Err(Denied::Unauthorized),
        }
    }

    /// The caller's certificate, for a scheme of type `mutualTLS`.
    ///
    /// # Errors
    /// [`Denied::Unauthorized`] when the scheme is of another type.
    pub fn certificate(self) -> Result<ClientCertificate, Denied> {
        match self.presented {
            Presented::Certificate(certificate) => Ok(certificate),
            _ => Err(Denied::Unauthorized),
        }
    }

    /// Whether they are written as their scheme wants, right or wrong.
    pub(super) fn are_well_formed(&self) -> bool {
        match &self.presented {
            Presented::Key(key) => !key.is_empty(),
            Presented::Certificate(certificate) => !certificate.0.is_empty(),
            #[cfg(feature = "base64")]
            Presented::Authorization { scheme, value } if scheme.eq_ignore_ascii_case("basic") => {
                Basic::decode(value).is_some()
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

/// A name and a password. `Debug` does not show the password.
#[cfg(feature = "base64")]
#[derive(Clone, PartialEq, Eq)]
pub struct Basic {
    /// The name; it has no colon.
    pub username: String,

    /// The password.
    pub password: String,
}

#[cfg(feature = "base64")]
impl Basic {
    fn decode(value: &str) -> Option<Self> {
        use base64::Engine as _;
        let pair = base64::engine::general_purpose::STANDARD
            .decode(value)
            .ok()?;
        let pair = String::from_utf8(pair).ok()?;
        let (username, password) = pair.split_once(':')?;
        Some(Self {
            username: username.to_owned(),
            password: password.to_owned(),
        })
    }
}

#[cfg(feature = "base64")]
impl fmt::Debug for Basic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Basic")
            .field("username", &self.username)
            .finish_non_exhaustive()
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

impl From<Denied> for Fault {
    fn from(denied: Denied) -> Self {
        use axum::http::StatusCode;
        match denied {
            Denied::Unauthorized => Self::new(
                StatusCode::UNAUTHORIZED,
                "The credentials are missing or wrong.",
            ),
            Denied::Forbidden => Self::new(
                StatusCode::FORBIDDEN,
                "The credentials do not allow this operation.",
            ),
            Denied::NotImplemented => Failure::not_implemented().into(),
            Denied::Failed(failure) => failure.into(),
        }
    }
}
