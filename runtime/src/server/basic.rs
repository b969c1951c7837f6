//! The HTTP authentication scheme `basic`.

use std::fmt;

use base64::engine::general_purpose::STANDARD;
use base64::Engine as _;

use super::super::constant_time::constant_time_eq;
use super::security::{AuthError, Credentials, Presented};

/// A user name and a password. `Debug` does not print the password.
#[derive(Clone)]
pub struct Basic {
    /// The user name, in which there is no colon.
    pub username: String,

    /// The password.
    pub password: String,
}

impl Credentials {
    /// The user name and the password, for the HTTP authentication scheme `basic` (RFC 7617).
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
    /// Whether user name and password are the expected ones. It takes the same time wherever the first difference is, and
    /// the same whether it is in the name, in the password or in both.
    pub fn matches(&self, username: &str, password: &str) -> bool {
        let is_user = constant_time_eq(self.username.as_bytes(), username.as_bytes());
        let is_password = constant_time_eq(self.password.as_bytes(), password.as_bytes());
        is_user & is_password
    }

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

#[cfg(test)]
mod tests {
    use super::*;

    fn basic(scheme: &str, value: &str) -> Option<Basic> {
        let (scheme, value) = (scheme.to_owned(), value.to_owned());
        let presented = Presented::Authorization { scheme, value };
        Credentials::new(presented).basic().ok()
    }

    #[test]
    fn the_password_begins_after_the_first_colon() {
        // ann:a:b
        let login = basic("basic", "YW5uOmE6Yg==").unwrap();
        assert_eq!((&*login.username, &*login.password), ("ann", "a:b"));
        assert_eq!(format!("{login:?}"), r#"Basic { username: "ann", .. }"#);
        // Of another scheme; without a colon; no base64.
        for (scheme, value) in [
            ("Bearer", "YW5uOmE6Yg=="),
            ("Basic", "YW5u"),
            ("Basic", "???"),
        ] {
            assert!(basic(scheme, value).is_none(), "{scheme} {value}");
        }
    }
}
