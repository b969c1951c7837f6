//! Strings that no log should contain: `format: password`.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::constant_time::constant_time_eq;

/// A string that `Debug` does not show. It is compared in a time that does not depend on where two strings differ.
///
/// It dereferences to `str`, and has no `Display`: who writes it somewhere has to write `&*secret`.
#[derive(Clone, Default)]
pub struct SecretString(String);

impl SecretString {
    /// The string.
    pub fn into_inner(self) -> String {
        self.0
    }
}

impl Deref for SecretString {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for SecretString {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for SecretString {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl PartialEq for SecretString {
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(self.0.as_bytes(), other.0.as_bytes())
    }
}

impl Eq for SecretString {}

impl Hash for SecretString {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl fmt::Debug for SecretString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Serialize for SecretString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for SecretString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_written_to_json_and_not_to_logs() {
        let secret: SecretString = "hunter2".into();
        assert_eq!(
            format!("{secret:?} {:#?}", Some(&secret)),
            "[redacted] Some(\n    [redacted],\n)"
        );
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"hunter2\"");
        let read: SecretString = serde_json::from_str("\"hunter2\"").unwrap();
        assert_eq!(read, secret);
        assert_ne!(read, SecretString::from("hunter3".to_owned()));
        assert_eq!(secret.len(), 7);
        assert_eq!(secret.into_inner(), "hunter2");
    }
}
