//! Who may write: whoever has a token that we have signed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jsonwebtoken::errors::Error;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

const LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Signs tokens, and knows its own ones again. They are JSON Web Tokens (RFC 7519), signed with HS256.
pub struct Tokens {
    sign: EncodingKey,
    verify: DecodingKey,
    rules: Validation,
}

/// Whom a token was given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    pub name: String,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    sub: String,
    /// In seconds since 1970, as all times of a token are.
    exp: u64,
}

impl Tokens {
    pub fn new(secret: &str) -> Self {
        // A token names its algorithm; it must not have a say in how it is verified.
        let mut rules = Validation::new(Algorithm::HS256);
        rules.leeway = 0;
        Self {
            sign: EncodingKey::from_secret(secret.as_bytes()),
            verify: DecodingKey::from_secret(secret.as_bytes()),
            rules,
        }
    }

    /// A token for somebody, good for thirty days.
    pub fn issue(&self, name: &str) -> Result<String, Error> {
        self.issue_until(name, SystemTime::now() + LIFETIME)
    }

    /// Whom a token was given to, if it is ours and still good.
    pub fn verify(&self, token: &str) -> Result<Caller, Error> {
        let token = decode::<Claims>(token, &self.verify, &self.rules)?;
        Ok(Caller {
            name: token.claims.sub,
        })
    }

    fn issue_until(&self, name: &str, end: SystemTime) -> Result<String, Error> {
        let exp = end.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
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
    fn a_token_names_its_owner() {
        let tokens = Tokens::new(SECRET);
        let token = tokens.issue("ada").unwrap();
        assert_eq!(tokens.verify(&token).unwrap().name, "ada");
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let tokens = Tokens::new(SECRET);
        let others = Tokens::new("another secret of the same length")
            .issue("ada")
            .unwrap();
        let refusal = tokens.verify(&others).unwrap_err();
        assert_eq!(*refusal.kind(), ErrorKind::InvalidSignature);
        // {"alg":"none","typ":"JWT"} {"sub":"ada","exp":4102444800}, and no signature
        let unsigned =
            "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJzdWIiOiJhZGEiLCJleHAiOjQxMDI0NDQ4MDB9.";
        assert!(tokens.verify(unsigned).is_err());
        assert!(tokens.verify("").is_err());
    }

    #[test]
    fn a_token_comes_to_its_end() {
        let tokens = Tokens::new(SECRET);
        let past = SystemTime::now() - Duration::from_secs(2);
        let token = tokens.issue_until("ada", past).unwrap();
        let refusal = tokens.verify(&token).unwrap_err();
        assert_eq!(*refusal.kind(), ErrorKind::ExpiredSignature);
    }
}
