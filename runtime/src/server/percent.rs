//! Percent-encoding in addresses and forms (RFC 3986, section 2.1).

use std::borrow::Cow;

use super::super::style;

/// Whether each `%` is followed by two hexadecimal digits, and all decoded bytes are UTF-8.
pub(super) fn is_valid(text: &str) -> bool {
    decode(text).is_some()
}

/// Decodes a text; none if it is not valid.
pub(super) fn decode(text: &str) -> Option<Cow<'_, str>> {
    style::decode(text, false, "").ok()
}

/// Decodes a part of a query or form, in which `+` is a space.
pub(super) fn decode_query(text: &str) -> Option<Cow<'_, str>> {
    style::decode(text, true, "").ok()
}

/// A byte of a text, decoded.
pub(super) struct Unit {
    pub byte: u8,
    /// The index in the text.
    pub start: usize,
    pub is_escaped: bool,
}

/// The bytes of a text, decoded one by one; a `%` that begins no escape stays.
pub(super) fn units(text: &str) -> Vec<Unit> {
    let bytes = text.as_bytes();
    let mut units = Vec::with_capacity(bytes.len());
    let mut start = 0;
    while let Some(&byte) = bytes.get(start) {
        let escaped = match (byte, bytes.get(start + 1), bytes.get(start + 2)) {
            (b'%', Some(high), Some(low)) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        units.push(Unit {
            byte: escaped.map_or(byte, |(high, low)| high << 4 | low),
            start,
            is_escaped: escaped.is_some(),
        });
        start += if escaped.is_some() { 3 } else { 1 };
    }
    units
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_decoded_one_by_one() {
        let found: Vec<_> = units("%41%4a+é%C3%a9%4Gz%4")
            .into_iter()
            .map(|unit| (unit.byte, unit.start, unit.is_escaped))
            .collect();
        let expected = [
            (b'A', 0, true),
            (b'J', 3, true),
            (b'+', 6, false),
            (0xC3, 7, false),
            (0xA9, 8, false),
            (0xC3, 9, true),
            (0xA9, 12, true),
            (b'%', 15, false),
            (b'4', 16, false),
            (b'G', 17, false),
            (b'z', 18, false),
            (b'%', 19, false),
            (b'4', 20, false),
        ];
        assert_eq!(found, expected);
    }
}
