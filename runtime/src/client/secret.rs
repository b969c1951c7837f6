//! Credentials that a client holds.

use std::fmt;

/// Credentials for one security scheme. `Debug` does not show them, and they are not compared: a comparison with `==` takes
/// longer the more of a key is right.
#[derive(Clone)]
pub struct Secret {
    pub(super) kind: SecretKind,
}

#[derive(Clone)]
pub(super) enum SecretKind {
    Authorization(String),
    ApiKey {
        location: ApiKeyLocation,
        name: String,
        key: String,
    },
}

/// Where an API key is sent: `in` of a security scheme of the type `apiKey`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeyLocation {
    /// In a header.
    Header,

    /// In the query.
    Query,

    /// In a cookie.
    Cookie,
}

impl Secret {
    /// A token, for the http scheme `bearer` and the types `oauth2` and `openIdConnect` (RFC 6750).
    pub fn bearer(token: &str) -> Self {
        Self::authorization(format!("Bearer {token}"))
    }

    /// The whole value of the `Authorization` header, for other http schemes.
    pub fn authorization(value: impl Into<String>) -> Self {
        Self {
            kind: SecretKind::Authorization(value.into()),
        }
    }

    /// A key, for a scheme of the type `apiKey`: its `in`, its `name`, and the key.
    pub fn api_key(
        location: ApiKeyLocation,
        name: impl Into<String>,
        key: impl Into<String>,
    ) -> Self {
        Self {
            kind: SecretKind::ApiKey {
                location,
                name: name.into(),
                key: key.into(),
            },
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            SecretKind::Authorization(_) => f.write_str("Secret(authorization, ..)"),
            SecretKind::ApiKey { location, name, .. } => {
                write!(f, "Secret({location:?} {name}, ..)")
            }
        }
    }
}
