//! The HTTP authentication scheme `basic`.

use std::fmt;

use base64::engine::general_purpose::STANDARD;
use base64::Engine as _;

use super::security::{AuthError, Credentials, Presented};

/// A user name and a password. `Debug` does not show the password.
#[derive(Clone)]
pub struct Basic {
    /// The user name, which has no colon.
    pub username: String,

    /// The password.
    pub password: String,
}

impl Credentials {
    /// User name and password, for the HTTP authentication scheme `basic` (RFC 7617).
    ///
    /// # Errors
    /// [`AuthError::Unauthorized`] when the credentials are of another scheme, or are not valid base64 of `name:password`.
    pub fn basic(self) -> Result<Basic, AuthError> {
        match self.presented {
            Presented::Authorization { scheme, value } if scheme.eq_ignore_ascii_case("basic") => {
                Basic::decode(&value).ok_or(AuthError::Unauthorized)
            }
            _ => Err(AuthError::Unauthorized),
        }
    }
}

impl Basic {
    fn decode(value: &str) -> Option<Self> {
        let pair = STANDARD.decode(value).ok()?;
        let pair = String::from_utf8(pair).ok()?;
        let (username, password) = pair.split_once(':')?;
        Some(Self {
            username: username.to_owned(),
            password: password.to_owned(),
        })
    }
}

impl fmt::Debug for Basic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Basic")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}
