//! Percent-encoding (RFC 3986, section 2.1).

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a byte stands for itself everywhere in a URI (RFC 3986, section 2.3).
pub(super) fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// Appends the text, every byte encoded that is not to be kept.
pub(super) fn encode(text: &str, keep: impl Fn(u8) -> bool, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii() && keep(byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

/// The text that is meant; `None` if it is not UTF-8. A `%` that starts no code stands for itself.
pub(super) fn decode(raw: &str, plus_is_space: bool) -> Option<Cow<'_, str>> {
    if !raw
        .bytes()
        .any(|byte| byte == b'%' || (plus_is_space && byte == b'+'))
    {
        return Some(Cow::Borrowed(raw));
    }
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        let code = match after {
            [high, low, ..] if *byte == b'%' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match (byte, code) {
            (_, Some((high, low))) => {
                bytes.push(high * 16 + low);
                rest = after.get(2..).unwrap_or_default();
            }
            (b'+', None) if plus_is_space => bytes.push(b' '),
            (byte, None) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// Makes room for a delimiter that is itself written percent-encoded, as space and `|` are: in the text it is
/// written as its code, before all of the text is percent-encoded once more.
#[cfg(feature = "delimited")]
pub(super) fn escape(text: &str, delimiter: char) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        if c == delimiter {
            out.push_str(code(delimiter));
        } else if c == '%' && is_code(rest, delimiter) {
            out.push_str("%25");
        } else {
            out.push(c);
        }
    }
    out
}

/// Undoes [`escape`].
#[cfg(feature = "delimited")]
pub(super) fn unescape(text: &str, delimiter: char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(3..).unwrap_or_default();
        if rest.starts_with(code(delimiter)) {
            out.push(delimiter);
            rest = after;
        } else if rest.starts_with("%25") && is_code(&format!("%{after}"), delimiter) {
            out.push('%');
            rest = after;
        } else {
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    out
}

#[cfg(feature = "delimited")]
fn is_code(text: &str, delimiter: char) -> bool {
    text.starts_with("%25") || text.starts_with(code(delimiter))
}

#[cfg(feature = "delimited")]
fn code(delimiter: char) -> &'static str {
    if delimiter == '|' {
        "%7C"
    } else {
        "%20"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded() {
        let all: String = (0..300).filter_map(char::from_u32).collect();
        let mut encoded = String::new();
        encode(&all, is_unreserved, &mut encoded);
        assert_eq!(decode(&encoded, true).unwrap(), all);
        assert_eq!(decode("100%+%zz%4", false).unwrap(), "100%+%zz%4");
        assert_eq!(decode("a+b%2Bc", true).unwrap(), "a b+c");
        assert_eq!(decode("%FF", true), None);
    }

    #[test]
    fn what_is_escaped_is_unescaped() {
        let pieces = ["%", "2", "0", "5", "7C", " ", "|", "x", "é"];
        for n in 0..pieces.len().pow(4) {
            let text: String = (0..4)
                .map(|digit| pieces[n / pieces.len().pow(digit) % pieces.len()])
                .collect();
            for delimiter in [' ', '|'] {
                let escaped = escape(&text, delimiter);
                assert!(!escaped.contains(delimiter));
                assert_eq!(unescape(&escaped, delimiter), text, "{escaped}");
            }
        }
    }
}
