//! Authentication of writers: tokens that this program has signed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::errors::Error;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

const LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Signs and verifies tokens: JSON Web Tokens (RFC 7519), signed with HS256.
pub struct Tokens {
    sign: EncodingKey,
    verify: DecodingKey,
    validation: Validation,
}

/// The holder of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub name: String,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: String,
    /// Seconds since 1970 (RFC 7519, section 2, NumericDate).
    exp: u64,
}

impl Tokens {
    pub fn new(secret: &str) -> Self {
        // Only this algorithm: the one that a token names in its header must not decide how it is verified.
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        Self {
            sign: EncodingKey::from_secret(secret.as_bytes()),
            verify: DecodingKey::from_secret(secret.as_bytes()),
            validation,
        }
    }

    /// Signs a token that is valid for thirty days.
    ///
    /// # Errors
    /// If the token cannot be signed.
    pub fn issue(&self, name: &str) -> Result<String, Error> {
        self.issue_until(name, SystemTime::now() + LIFETIME)
    }

    /// The holder of a token.
    ///
    /// # Errors
    /// If the token is malformed, has expired, or was not signed with this secret.
    pub fn verify(&self, token: &str) -> Result<Caller, Error> {
        let token = decode::<Claims>(token, &self.verify, &self.validation)?;
        Ok(Caller {
            name: token.claims.sub,
        })
    }

    fn issue_until(&self, name: &str, expiry: SystemTime) -> Result<String, Error> {
        let exp = expiry
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default()
            .as_secs();
        let claims = Claims {
            sub: name.to_owned(),
            exp,
        };
        encode(&Header::new(Algorithm::HS256), &claims, &self.sign)
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::errors::ErrorKind;

    use super::*;

    const SECRET: &str = "a secret for tests, and not for use";

    #[test]
    fn a_token_has_the_name_of_its_holder() {
        let tokens = Tokens::new(SECRET);
        let token = tokens.issue("ada").unwrap();
        assert_eq!(tokens.verify(&token).unwrap().name, "ada");
    }

    #[test]
    fn foreign_and_unsigned_tokens_are_refused() {
        let tokens = Tokens::new(SECRET);
        let foreign = Tokens::new("another secret of the same length")
            .issue("ada")
            .unwrap();
        let error = tokens.verify(&foreign).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::InvalidSignature);
        // {"alg":"none","typ":"JWT"} {"sub":"ada","exp":4102444800}, and no signature
        let unsigned =
            "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJhZGEiLCJleHAiOjQxMDI0NDQ4MDB9.";
        assert!(tokens.verify(unsigned).is_err());
        assert!(tokens.verify("").is_err());
    }

    #[test]
    fn an_expired_token_is_refused() {
        let tokens = Tokens::new(SECRET);
        let past = SystemTime::now() - Duration::from_secs(2);
        let token = tokens.issue_until("ada", past).unwrap();
        let error = tokens.verify(&token).unwrap_err();
        assert_eq!(*error.kind(), ErrorKind::ExpiredSignature);
    }
}
