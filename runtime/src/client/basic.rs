//! The HTTP authentication scheme `basic`.

use base64::engine::general_purpose::STANDARD;
use base64::Engine as _;

use super::secret::Secret;

impl Secret {
    /// A user name and a password, for the HTTP authentication scheme `basic` (RFC 7617).
    pub fn basic(username: &str, password: &str) -> Self {
        let pair = STANDARD.encode(format!("{username}:{password}"));
        Self::authorization(format!("Basic {pair}"))
    }
}
