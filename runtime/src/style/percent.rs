//! Percent-encoding (RFC 3986, section 2.1): which characters are encoded in which place, and decoding that refuses what
//! is malformed.

use std::borrow::Cow;

use percent_encoding::{
    percent_decode_str, utf8_percent_encode, AsciiSet, CONTROLS, NON_ALPHANUMERIC,
};

use super::Unreadable;

/// All characters but the unreserved ones (RFC 3986, section 2.3), which are never encoded.
pub(super) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// In a path with `allowReserved`: reserved characters are kept that neither end the segment nor separate values.
pub(super) const IN_PATH: &AsciiSet = &RESERVED
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b':')
    .remove(b'@');

/// In the list or the object of an exploded label, whose separator is a dot.
pub(super) const LABEL: &AsciiSet = &RESERVED.add(b'.');

/// In a label with `allowReserved`.
pub(super) const IN_LABEL: &AsciiSet = &IN_PATH.add(b'.');

/// In a query with `allowReserved`: reserved characters are kept that do not end the value.
pub(super) const IN_QUERY: &AsciiSet = &IN_QUERY_LIST.remove(b',');

/// In a list that is separated by commas, in a query with `allowReserved`.
pub(super) const IN_QUERY_LIST: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'[')
    .remove(b']')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b';');

/// In the value of a cookie: all characters except `cookie-octet` (RFC 6265, section 4.1.1), and the percent sign.
pub(super) const IN_COOKIE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'%')
    .add(b',')
    .add(b';')
    .add(b'\\');

/// In the name of a cookie.
pub(super) const IN_COOKIE_NAME: &AsciiSet = &IN_COOKIE_PAIR.add(b'=');

/// In a value of an array or object that is exploded over cookies.
pub(super) const IN_COOKIE_PAIR: &AsciiSet = &IN_COOKIE.add(b'&');

/// The text with the characters of the set percent-encoded, and all that are not ASCII.
pub(super) fn encode(text: &str, set: &'static AsciiSet) -> String {
    utf8_percent_encode(text, set).to_string()
}

/// How many characters of a malformed escape a message shows.
const SHOWN: usize = 3;

/// Decodes a text; `pointer` is where in the parameter's value it belongs.
///
/// # Errors
/// When a `%` is not followed by two hexadecimal digits, or the decoded bytes are not UTF-8.
pub fn decode<'t>(
    raw: &'t str,
    plus_is_space: bool,
    pointer: &str,
) -> Result<Cow<'t, str>, Unreadable> {
    if !has_escape(raw, plus_is_space) {
        return Ok(Cow::Borrowed(raw));
    }
    check_escapes(raw, pointer)?;
    let not_utf8 = |_| Unreadable::new(pointer, "must be UTF-8");
    if plus_is_space && raw.contains('+') {
        let spaced = raw.replace('+', " ");
        let text = percent_decode_str(&spaced)
            .decode_utf8()
            .map_err(not_utf8)?;
        return Ok(Cow::Owned(text.into_owned()));
    }
    percent_decode_str(raw).decode_utf8().map_err(not_utf8)
}

/// Whether a text has to be decoded. It is compared as a whole, which takes the least time for the short texts of requests.
pub(super) fn has_escape(raw: &str, plus_is_space: bool) -> bool {
    let is_escape = |byte| (byte == b'%') | (plus_is_space & (byte == b'+'));
    raw.bytes()
        .fold(false, |found, byte| found | is_escape(byte))
}

/// The error for the first `%` that is not followed by two hexadecimal digits.
fn check_escapes(raw: &str, pointer: &str) -> Result<(), Unreadable> {
    let mut escapes = raw
        .match_indices('%')
        .map(|(at, _)| raw.get(at..).unwrap_or_default());
    let Some(rest) = escapes.find(|rest| !is_escape(rest)) else {
        return Ok(());
    };
    let escape: String = rest.chars().take(SHOWN).collect();
    let message = format!("must be percent-encoded, has `{escape}`");
    Err(Unreadable::new(pointer, message))
}

/// Whether a text begins with a well-formed escape.
fn is_escape(text: &str) -> bool {
    matches!(text.as_bytes(), [b'%', high, low, ..]
        if high.is_ascii_hexdigit() && low.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_texts_are_decoded() {
        let all: String = (0..300).filter_map(char::from_u32).collect();
        for set in [
            RESERVED,
            IN_PATH,
            LABEL,
            IN_LABEL,
            IN_QUERY,
            IN_QUERY_LIST,
            IN_COOKIE,
            IN_COOKIE_NAME,
            IN_COOKIE_PAIR,
        ] {
            let encoded = encode(&all, set);
            assert_eq!(decode(&encoded, false, "").unwrap(), all);
        }
        assert_eq!(encode("é~-._a0", RESERVED), "%C3%A9~-._a0");
        assert_eq!(decode("a+b%2Bc%2b", true, "").unwrap(), "a b+c+");
        assert_eq!(decode("a+b%2Bc", false, "").unwrap(), "a+b+c");
        assert!(matches!(decode("abc", true, ""), Ok(Cow::Borrowed("abc"))));
    }

    #[test]
    fn malformed_escapes_are_refused() {
        for (text, found) in [
            ("100%", "%"),
            ("%4", "%4"),
            ("a%zzb", "%zz"),
            ("%41%+1", "%+1"),
            ("%%41", "%%4"),
            ("%é1", "%é1"),
        ] {
            let error = decode(text, true, "/a").unwrap_err();
            assert_eq!(error.pointer, "/a");
            assert_eq!(
                error.message,
                format!("must be percent-encoded, has `{found}`")
            );
        }
        for text in ["%FF", "%C3", "%ED%A0%80", "%C0%80"] {
            assert_eq!(
                decode(text, false, "").unwrap_err().message,
                "must be UTF-8"
            );
        }
    }
}
