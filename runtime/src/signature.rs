//! Signatures of webhooks as Standard Webhooks defines them (<https://www.standardwebhooks.com>, version 1.0.0): HMAC-SHA256 of
//! the message's id, the time at which it is sent, and the body.

use std::error::Error;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use base64::engine::DecodePaddingMode;
use base64::Engine as _;
use hmac::{Hmac, Mac};
use http::HeaderMap;
use sha2::Sha256;

use super::constant_time::constant_time_eq;

pub(super) const ID: &str = "webhook-id";
pub(super) const TIMESTAMP: &str = "webhook-timestamp";
pub(super) const SIGNATURE: &str = "webhook-signature";

/// What secrets begin with when they are written down.
const PREFIX: &str = "whsec_";

/// The version of symmetric signatures.
const VERSION: &str = "v1";

/// The default of [`SigningSecrets::with_tolerance`].
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// Base64 with or without padding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The secrets that a sender of webhooks shares with a receiver: one, or several while they are changed. A message is signed
/// with all of them, and accepted if it is signed with one of them. `Debug` does not show them.
#[derive(Clone)]
pub struct SigningSecrets {
    keys: Vec<Vec<u8>>,
    tolerance: Duration,
}

impl SigningSecrets {
    /// A secret as it is written down: base64, with `whsec_` before it or without. Standard Webhooks asks for 24 to 64 random
    /// bytes.
    ///
    /// # Errors
    /// When the text is not base64, or has no bytes.
    pub fn new(secret: &str) -> Result<Self, SecretError> {
        Ok(Self {
            keys: vec![key(secret)?],
            tolerance: TOLERANCE,
        })
    }

    /// Adds a secret, so that the other one can be replaced without a time at which messages are refused.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn and(mut self, secret: &str) -> Result<Self, SecretError> {
        self.keys.push(key(secret)?);
        Ok(self)
    }

    /// Sets how far a message's time may be from the clock of the receiver, before or behind it. The default is five minutes.
    #[must_use]
    pub fn with_tolerance(mut self, tolerance: Duration) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The value of `webhook-signature` for a message: a signature for each secret. The timestamp is in seconds since 1970.
    pub fn sign(&self, id: &str, timestamp: u64, body: &[u8]) -> String {
        let timestamp = timestamp.to_string();
        let codes = self.codes(id, &timestamp, body);
        let signatures = codes.map(|code| format!("{VERSION},{}", STANDARD.encode(code)));
        signatures.collect::<Vec<_>>().join(" ")
    }

    /// Verifies a message that has been received, by its headers and its body as it was sent.
    ///
    /// # Errors
    /// When a header is missing, the time is not close to now, or no signature is right.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), SignatureError> {
        SignedHeaders::read(headers, self.tolerance, seconds())?.verify(self, body)
    }

    /// The headers that a message needs, checked before its body is received.
    #[cfg(feature = "server")]
    pub(super) fn signed_headers<'h>(
        &self,
        headers: &'h HeaderMap,
    ) -> Result<SignedHeaders<'h>, SignatureError> {
        SignedHeaders::read(headers, self.tolerance, seconds())
    }

    /// The authentication code of a message by each secret.
    fn codes<'a>(
        &'a self,
        id: &'a str,
        timestamp: &'a str,
        body: &'a [u8],
    ) -> impl Iterator<Item = Vec<u8>> + 'a {
        self.keys.iter().filter_map(move |key| {
            // HMAC takes keys of any length.
            let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
            for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
                mac.update(part);
            }
            Some(mac.finalize().into_bytes().to_vec())
        })
    }
}

impl fmt::Debug for SigningSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningSecrets")
            .field("secrets", &self.keys.len())
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}

/// The key of a secret. The error has nothing of it.
fn key(secret: &str) -> Result<Vec<u8>, SecretError> {
    let secret = secret.trim();
    let encoded = secret.strip_prefix(PREFIX).unwrap_or(secret);
    let key = LENIENT.decode(encoded).map_err(|_| SecretError)?;
    match key.is_empty() {
        true => Err(SecretError),
        false => Ok(key),
    }
}

/// The seconds since 1970.
pub(super) fn seconds() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

/// Whether a text can be the id of a message. Dots are between the parts that are signed.
pub(super) fn is_id(text: &str) -> bool {
    !text.is_empty() && !text.contains('.')
}

/// The headers of a message whose time is close enough to now.
pub(super) struct SignedHeaders<'h> {
    id: &'h str,
    timestamp: &'h str,
    signatures: &'h str,
}

impl<'h> SignedHeaders<'h> {
    fn read(headers: &'h HeaderMap, tolerance: Duration, now: u64) -> Result<Self, SignatureError> {
        let [id, timestamp, signatures] = [ID, TIMESTAMP, SIGNATURE].map(|name| {
            let mut values = headers.get_all(name).iter();
            let value = values.next().filter(|_| values.next().is_none());
            let text = value.and_then(|value| value.to_str().ok());
            text.filter(|text| !text.is_empty())
                .ok_or(SignatureError::Header(name))
        });
        let signed = Self {
            id: id.and_then(|id| match is_id(id) {
                true => Ok(id),
                false => Err(SignatureError::Header(ID)),
            })?,
            timestamp: timestamp?,
            signatures: signatures?,
        };
        // Another spelling of a number, such as `+5`, would be another text that is signed.
        let is_plain = signed.timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let sent = signed.timestamp.parse::<u64>().ok();
        let sent = sent
            .filter(|_| is_plain)
            .ok_or(SignatureError::Header(TIMESTAMP))?;
        match now.abs_diff(sent) > tolerance.as_secs() {
            true => Err(SignatureError::Time),
            false => Ok(signed),
        }
    }

    /// Whether one of the signatures is that of a secret. Signatures of other versions are skipped.
    pub(super) fn verify(
        &self,
        secrets: &SigningSecrets,
        body: &[u8],
    ) -> Result<(), SignatureError> {
        let codes: Vec<Vec<u8>> = secrets.codes(self.id, self.timestamp, body).collect();
        let presented = self.signatures.split(' ').filter_map(|signature| {
            let encoded = signature.strip_prefix(VERSION)?.strip_prefix(',')?;
            LENIENT.decode(encoded).ok()
        });
        let mut is_right = false;
        for presented in presented {
            for code in &codes {
                is_right |= constant_time_eq(&presented, code);
            }
        }
        match is_right {
            true => Ok(()),
            false => Err(SignatureError::Signature),
        }
    }
}

/// A secret that is no base64, or has no bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretError;

impl fmt::Display for SecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a signing secret is `whsec_` with base64 of at least one byte behind it")
    }
}

impl Error for SecretError {}

/// Why a message is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureError {
    /// The header of this name is missing, given several times, or not readable.
    Header(&'static str),
    /// The time of the message is too far from now.
    Time,
    /// No signature is that of a secret.
    Signature,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => write!(
                f,
                "the request has to be signed: the header `{name}` is missing or not readable"
            ),
            Self::Time => write!(f, "the time in `{TIMESTAMP}` is too far from now"),
            Self::Signature => write!(f, "no signature in `{SIGNATURE}` is right"),
        }
    }
}

impl Error for SignatureError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const MESSAGE: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const SENT: u64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const EXPECTED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const OTHER: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

    fn headers(id: &str, timestamp: &str, signature: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [(ID, id), (TIMESTAMP, timestamp), (SIGNATURE, signature)] {
            headers.insert(name, value.parse().unwrap());
        }
        headers
    }

    fn verify_at(
        secrets: &SigningSecrets,
        headers: &HeaderMap,
        body: &[u8],
        now: u64,
    ) -> Result<(), SignatureError> {
        SignedHeaders::read(headers, secrets.tolerance, now)?.verify(secrets, body)
    }

    fn example(signature: &str) -> HeaderMap {
        headers(MESSAGE, &SENT.to_string(), signature)
    }

    #[test]
    fn the_example_of_the_specification_is_signed_and_verified() {
        let bare = SECRET.strip_prefix(PREFIX).unwrap();
        for secret in [SECRET, bare] {
            let secrets = SigningSecrets::new(secret).unwrap();
            assert_eq!(secrets.sign(MESSAGE, SENT, BODY), EXPECTED);
            assert_eq!(verify_at(&secrets, &example(EXPECTED), BODY, SENT), Ok(()));
        }
    }

    #[test]
    fn another_id_time_body_or_secret_has_another_signature() {
        let secrets = SigningSecrets::new(SECRET).unwrap();
        let wrong = Err(SignatureError::Signature);
        let time = SENT.to_string();
        let verify = |headers: &HeaderMap, body| verify_at(&secrets, headers, body, SENT);
        assert_eq!(verify(&headers("msg_other", &time, EXPECTED), BODY), wrong);
        let later = (SENT + 1).to_string();
        assert_eq!(verify(&headers(MESSAGE, &later, EXPECTED), BODY), wrong);
        assert_eq!(verify(&example(EXPECTED), b"{}"), wrong);
        let other = SigningSecrets::new(OTHER).unwrap();
        assert_eq!(verify_at(&other, &example(EXPECTED), BODY, SENT), wrong);
    }

    #[test]
    fn an_id_with_a_dot_is_refused_since_it_could_end_anywhere() {
        let secrets = SigningSecrets::new(SECRET).unwrap();
        let signature = secrets.sign("msg.1", SENT, b"2");
        // The same text is signed by an id of `msg`, which has another body.
        let dotted = headers("msg.1", &SENT.to_string(), &signature);
        let refused = Err(SignatureError::Header(ID));
        assert_eq!(verify_at(&secrets, &dotted, b"2", SENT), refused);
    }

    #[test]
    fn one_right_signature_of_several_is_enough() {
        let secrets = SigningSecrets::new(SECRET).unwrap();
        let verify = |signature: &str| verify_at(&secrets, &example(signature), BODY, SENT);
        let other = SigningSecrets::new(OTHER)
            .unwrap()
            .sign(MESSAGE, SENT, BODY);
        assert_eq!(verify(&format!("{other} v1a,abc= {EXPECTED}")), Ok(()));
        for signature in [
            other.as_str(),
            "v1,",
            "v1",
            "x",
            &EXPECTED[3..],
            &EXPECTED.replace("v1,", "v1a,"),
            &EXPECTED.replace("v1,", "v2,"),
            &EXPECTED[..EXPECTED.len() - 4],
        ] {
            assert_eq!(
                verify(signature),
                Err(SignatureError::Signature),
                "{signature}"
            );
        }
    }

    #[test]
    fn while_a_secret_is_changed_both_are_right() {
        let both = SigningSecrets::new(OTHER).unwrap().and(SECRET).unwrap();
        let signed = both.sign(MESSAGE, SENT, BODY);
        assert_eq!(signed.split(' ').count(), 2);
        for secret in [SECRET, OTHER] {
            let one = SigningSecrets::new(secret).unwrap();
            assert_eq!(verify_at(&one, &example(&signed), BODY, SENT), Ok(()));
            let signed = one.sign(MESSAGE, SENT, BODY);
            assert_eq!(verify_at(&both, &example(&signed), BODY, SENT), Ok(()));
        }
    }

    #[test]
    fn the_time_may_be_five_minutes_before_or_behind() {
        let secrets = SigningSecrets::new(SECRET).unwrap();
        let verify =
            |secrets: &SigningSecrets, now| verify_at(secrets, &example(EXPECTED), BODY, now);
        for (now, expected) in [
            (SENT - 301, Err(SignatureError::Time)),
            (SENT - 300, Ok(())),
            (SENT + 300, Ok(())),
            (SENT + 301, Err(SignatureError::Time)),
        ] {
            assert_eq!(verify(&secrets, now), expected, "{now}");
        }
        let longer = secrets.with_tolerance(Duration::from_secs(301));
        assert_eq!(verify(&longer, SENT + 301), Ok(()));
        // The clock of the receiver counts.
        let now = longer.verify(&example(EXPECTED), BODY);
        assert_eq!(now, Err(SignatureError::Time));
    }

    #[test]
    fn each_header_is_there_once() {
        let secrets = SigningSecrets::new(SECRET).unwrap();
        for name in [ID, TIMESTAMP, SIGNATURE] {
            let mut missing = example(EXPECTED);
            let value = missing.remove(name).unwrap();
            let mut twice = example(EXPECTED);
            twice.append(name, value);
            let mut empty = example(EXPECTED);
            empty.insert(name, "".parse().unwrap());
            for headers in [missing, twice, empty] {
                let found = verify_at(&secrets, &headers, BODY, SENT);
                assert_eq!(found, Err(SignatureError::Header(name)));
            }
        }
        for time in [
            "+1614265330",
            "1614265330.0",
            "99999999999999999999",
            "-1",
            " 1",
        ] {
            let found = verify_at(&secrets, &headers(MESSAGE, time, EXPECTED), BODY, SENT);
            assert_eq!(found, Err(SignatureError::Header(TIMESTAMP)), "{time}");
        }
    }

    #[test]
    fn a_secret_is_base64_and_not_empty() {
        for secret in [
            "",
            "whsec_",
            "whsec_a",
            "whsec_ä",
            "whsec_a b",
            "whsec_!!!!",
        ] {
            assert_eq!(
                SigningSecrets::new(secret).err(),
                Some(SecretError),
                "{secret}"
            );
            let other = SigningSecrets::new(SECRET).unwrap();
            assert_eq!(other.and(secret).err(), Some(SecretError), "{secret}");
        }
        // Padding may be left out, and a file ends with a line break.
        for secret in ["whsec_AAEC\n", "AAE=", "AAE"] {
            assert!(SigningSecrets::new(secret).is_ok(), "{secret}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let shown = format!("{:?}", SigningSecrets::new(SECRET).unwrap());
        assert_eq!(shown, "SigningSecrets { secrets: 1, tolerance: 300s, .. }");
    }
}
