//! Authentication: the credentials of a request, and the trait that checks them scheme by scheme.

use std::fmt;
use std::future::Future;

use super::super::constant_time::constant_time_eq;
use super::super::stream::BoxError;
use super::problem::{HandlerError, Problem};

/// Checks credentials for an API of type `A`. Generated code implements it for a type of its own, with the methods of the
/// generated `Auth` trait.
pub trait Authenticate<A>: Send + Sync + 'static {
    /// What the API knows about a caller.
    type Caller: Send + 'static;

    /// Authenticates the caller that presents these credentials for the security scheme of that name.
    ///
    /// # Errors
    /// [`AuthError`] when the credentials are wrong, or cannot be checked.
    fn authenticate(
        api: &A,
        scheme: &str,
        credentials: Credentials,
    ) -> impl Future<Output = Result<Authenticated<Self::Caller>, AuthError>> + Send;

    /// The caller of an operation that requires several schemes at once. Each of them has been satisfied; `callers` has
    /// their names and what they authenticated, in the order of the document.
    ///
    /// # Errors
    /// [`AuthError`] when the callers do not belong together. Unless implemented, this fails, and the response is a 500.
    fn combine_callers(
        api: &A,
        callers: Vec<(&str, Self::Caller)>,
    ) -> impl Future<Output = Result<Self::Caller, AuthError>> + Send {
        let _ = api;
        let schemes: Vec<_> = callers.iter().map(|(scheme, _)| *scheme).collect();
        let message = format!(
            "the callers of the schemes {} are not combined: `combine_callers` is not implemented",
            schemes.join(" and ")
        );
        async move { Err(AuthError::from(message)) }
    }
}

/// A caller and its scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticated<C> {
    caller: C,
    scopes: Scopes,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Scopes {
    /// None were given, so that no operation that requires one is allowed.
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

/// Why a caller is refused. Any error becomes [`AuthError::Failed`] by `?`.
#[derive(Debug)]
pub enum AuthError {
    /// The credentials are wrong: 401.
    Unauthorized,

    /// The credentials are valid, but do not allow the operation: 403.
    Forbidden,

    /// The check is not implemented yet: 501.
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
    fn from(error: HandlerError) -> Self {
        Self::Failed(error)
    }
}

/// The credentials of a request for one security scheme.
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

    /// The whole `Authorization` header, for other http schemes.
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

    /// Whether they have the syntax of their scheme.
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

/// An API key. `Debug` does not print it, and it has no `PartialEq`, which would take longer the more of it is right.
#[derive(Clone)]
pub struct ApiKey(String);

impl ApiKey {
    /// Whether this is the expected key. It takes the same time wherever the first difference is.
    pub fn matches(&self, expected: &str) -> bool {
        constant_time_eq(self.0.as_bytes(), expected.as_bytes())
    }

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

/// A bearer token. `Debug` does not print it, and it has no `PartialEq`, which would take longer the more of it is right.
#[derive(Clone)]
pub struct Bearer(String);

impl Bearer {
    /// Whether this is the expected token. It takes the same time wherever the first difference is.
    pub fn matches(&self, expected: &str) -> bool {
        constant_time_eq(self.0.as_bytes(), expected.as_bytes())
    }

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

/// An `Authorization` header. `Debug` does not print its value.
#[derive(Clone)]
pub struct Authorization {
    /// The name of the scheme, such as `vapid`.
    pub scheme: String,

    /// The credentials after the name.
    pub value: String,
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorization")
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

/// The certificate of a caller, in DER (X.690).
///
/// The listener or layer that terminates TLS adds it to the extensions of the request, after it has verified it; behind a
/// proxy, a layer reads it from a header that only the proxy can set. A request without it is refused.
///
/// ```text
/// let router = server::router(Handlers::default()).layer(axum::middleware::map_request(|mut request: Request| async move {
///     // `der` is from the TLS connection, never from a header that a client can set.
///     request.extensions_mut().insert(ClientCertificate::new(der));
///     request
/// }));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ClientCertificate(Vec<u8>);

impl ClientCertificate {
    /// Wraps a certificate that the caller has verified. Nothing is checked here.
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
    fn from(error: AuthError) -> Self {
        use axum::http::StatusCode;
        match error {
            AuthError::Unauthorized => Self::refusal(
                StatusCode::UNAUTHORIZED,
                "The credentials are missing or wrong.",
            ),
            AuthError::Forbidden => Self::refusal(
                StatusCode::FORBIDDEN,
                "The credentials do not allow this operation.",
            ),
            AuthError::NotImplemented => HandlerError::not_implemented().into(),
            AuthError::Failed(error) => error.into(),
        }
    }
}

/// Whether a value has the syntax `token68` (RFC 9110, section 11.2), as that of `basic` has.
fn is_token68(value: &str) -> bool {
    let start = value.trim_end_matches('=');
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    !start.is_empty() && start.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    fn authorization(scheme: &str, value: &str) -> Credentials {
        let (scheme, value) = (scheme.to_owned(), value.to_owned());
        Credentials::new(Presented::Authorization { scheme, value })
    }

    fn key(key: &str) -> Credentials {
        Credentials::new(Presented::Key(key.to_owned()))
    }

    fn certificate(der: &[u8]) -> Credentials {
        Credentials::new(Presented::Certificate(ClientCertificate::new(der)))
    }

    #[test]
    fn credentials_are_read_as_those_of_their_own_scheme_only() {
        /// Credentials, and whether they are read as a key, a bearer token, a header and a certificate.
        type Case = (fn() -> Credentials, [bool; 4]);
        let cases: [Case; 5] = [
            (|| key("secret"), [true, false, false, false]),
            (
                || authorization("bearer", "token"),
                [false, true, true, false],
            ),
            (|| authorization("Bearer", ""), [false, false, true, false]),
            (
                || authorization("Basic", "YTpi"),
                [false, false, true, false],
            ),
            (|| certificate(&[1, 2]), [false, false, false, true]),
        ];
        for (credentials, expected) in cases {
            let read = [
                credentials().api_key().is_ok(),
                credentials().bearer().is_ok(),
                credentials().authorization().is_ok(),
                credentials().certificate().is_ok(),
            ];
            assert_eq!(read, expected);
        }
        assert_eq!(key("a").api_key().unwrap().as_str(), "a");
        assert_eq!(authorization("Bearer", "b").bearer().unwrap().as_str(), "b");
        assert_eq!(certificate(&[1, 2]).certificate().unwrap().as_der(), [1, 2]);
    }

    #[test]
    fn credentials_have_the_syntax_of_their_scheme() {
        for (credentials, expected) in [
            (key("a"), true),
            (key(""), false),
            (certificate(&[1]), true),
            (certificate(&[]), false),
            (authorization("Basic", "YTpi"), true),
            (authorization("basic", "aA0-._~+/=="), true),
            (authorization("Basic", "=="), false),
            (authorization("Basic", "Y=pi"), false),
            (authorization("Basic", "Y:pi"), false),
            (authorization("Digest", "a=\"b\", c"), true),
            (authorization("Digest", ""), false),
        ] {
            assert_eq!(credentials.are_well_formed(), expected);
        }
    }

    #[test]
    fn debug_shows_what_credentials_are_and_not_their_values() {
        let secret = || "s3cret".to_owned();
        assert_eq!(format!("{:?}", key("s3cret")), "Credentials(..)");
        assert_eq!(format!("{:?}", ApiKey(secret())), "ApiKey(..)");
        assert_eq!(format!("{:?}", Bearer(secret())), "Bearer(..)");
        let header = authorization("Digest", "s3cret").authorization().unwrap();
        assert_eq!(
            format!("{header:?}"),
            r#"Authorization { scheme: "Digest", .. }"#
        );
        let certificate = ClientCertificate::new(*b"s3cret");
        assert_eq!(format!("{certificate:?}"), "ClientCertificate(6 bytes)");
    }

    /// How long it takes to refuse credentials, at least.
    fn time_to_refuse(matches: impl Fn() -> bool) -> Duration {
        let times = (0..5).map(|_| {
            let start = Instant::now();
            assert!(!matches());
            start.elapsed()
        });
        times.min().unwrap_or_default()
    }

    #[test]
    fn the_time_of_a_comparison_does_not_depend_on_the_first_difference() {
        let expected = "a".repeat(1024 * 1024);
        let early = format!("b{}", &expected[1..]);
        let late = format!("{}b", &expected[1..]);
        let key = |key: &str| {
            let key = ApiKey(key.to_owned());
            time_to_refuse(|| key.matches(&expected))
        };
        let token = |token: &str| {
            let token = Bearer(token.to_owned());
            time_to_refuse(|| token.matches(&expected))
        };
        // One that ends at the first difference takes hundreds of times as long for the later one.
        for (early, late) in [(key(&early), key(&late)), (token(&early), token(&late))] {
            assert!(late < early * 10, "{early:?} {late:?}");
        }
    }

    #[cfg(feature = "base64")]
    #[test]
    fn the_time_of_a_comparison_does_not_depend_on_the_user_name() {
        use super::super::basic::Basic;

        let expected = "a".repeat(1024 * 1024);
        let time = |username: &str| {
            let login = Basic {
                username: username.to_owned(),
                password: format!("{}b", &expected[1..]),
            };
            time_to_refuse(|| login.matches("ann", &expected))
        };
        let (wrong, right) = (time("bob"), time("ann"));
        // One that compares the password of the right name only takes thousands of times as long for it.
        assert!(right < wrong * 10, "{wrong:?} {right:?}");
    }

    /// This does not compile if one of them can be compared with `==`.
    #[test]
    fn credentials_are_not_compared_by_operators() {
        trait AmbiguousIfComparable<Marker> {
            fn name() {}
        }
        impl<T> AmbiguousIfComparable<()> for T {}
        impl<T: PartialEq> AmbiguousIfComparable<u8> for T {}
        <ApiKey as AmbiguousIfComparable<_>>::name();
        <Bearer as AmbiguousIfComparable<_>>::name();
        <Authorization as AmbiguousIfComparable<_>>::name();
        <Credentials as AmbiguousIfComparable<_>>::name();
    }

    #[test]
    fn a_caller_has_the_scopes_that_are_listed() {
        let caller = || Authenticated::new(());
        assert!(!caller().allows("read"));
        let listed = caller().scopes(["read"]).scopes(["write"]);
        assert!(listed.allows("read") && listed.allows("write"));
        assert!(!listed.allows("rea") && !listed.allows("admin"));
        let every = Authenticated::with_every_scope(());
        assert!(every.allows("admin") && every.scopes(["read"]).allows("admin"));
    }
}
