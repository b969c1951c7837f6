//! From the lines and columns of libyaml to bytes, and how far a scalar goes.

use std::ops::Range;

/// Where lines begin. libyaml follows YAML 1.1, to which some more characters are line breaks.
pub(in crate::source) fn line_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut characters = text.char_indices().peekable();
    while let Some((offset, character)) = characters.next() {
        match character {
            '\r' if characters.peek().is_some_and(|&(_, next)| next == '\n') => {}
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                starts.push(offset + character.len_utf8())
            }
            _ => {}
        }
    }
    starts
}

/// The byte at a column, which counts characters from 1.
pub(in crate::source) fn offset_in_line(text: &str, start: usize, column: usize) -> usize {
    let line = text.get(start..).unwrap_or_default();
    start
        + line
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(line.len(), |(offset, _)| offset)
}

/// The bytes of a scalar that begins somewhere, as far as they stand on its first line.
pub(super) fn extent(text: &str, start: usize, scalar: Option<&str>) -> Range<usize> {
    let mut start = start;
    // Anchors and tags come first.
    while let Some(rest) = text
        .get(start..)
        .filter(|rest| rest.starts_with(['&', '!']))
    {
        start += rest.find([' ', '\n']).unwrap_or(rest.len());
        start += text[start..]
            .bytes()
            .take_while(|&byte| byte == b' ')
            .count();
    }
    let rest = text.get(start..).unwrap_or_default();
    let line = rest.split(['\r', '\n']).next().unwrap_or_default();
    let length = match rest.as_bytes().first() {
        Some(b'"') => quoted(line, |bytes| match bytes {
            [b'\\', ..] => Some(2),
            [b'"', ..] => None,
            _ => Some(1),
        }),
        Some(b'\'') => quoted(line, |bytes| match bytes {
            [b'\'', b'\'', ..] => Some(2),
            [b'\'', ..] => None,
            _ => Some(1),
        }),
        Some(b'|' | b'>') => line.trim_end().len(),
        _ => match scalar {
            Some("") => null(line),
            Some(scalar) if line.starts_with(scalar) => scalar.len(),
            _ => plain(line),
        },
    };
    start..start + length
}

/// The length of a null, which may be nothing at all.
fn null(line: &str) -> usize {
    let written = ["~", "null", "Null", "NULL"];
    written
        .iter()
        .find(|null| line.starts_with(*null))
        .map_or(0, |null| null.len())
}

/// The length of a quoted scalar; `step` tells how many bytes go together, or that the closing quote is reached.
fn quoted(line: &str, step: fn(&[u8]) -> Option<usize>) -> usize {
    let mut length = 1;
    while let Some(rest) = line
        .as_bytes()
        .get(length..)
        .filter(|rest| !rest.is_empty())
    {
        match step(rest) {
            Some(bytes) => length += bytes,
            None => return length + 1,
        }
    }
    line.len()
}

/// The length of a scalar without quotes whose value reads otherwise than its text.
fn plain(line: &str) -> usize {
    let end = [": ", " #", ",", "]", "}"]
        .iter()
        .filter_map(|end| line.find(end))
        .min()
        .unwrap_or(line.len());
    line[..end].trim_end().trim_end_matches(':').len()
}
