//! Converts libyaml's lines and columns to bytes, and finds the end of a scalar.

use std::ops::Range;

/// The offsets at which lines begin. libyaml follows YAML 1.1, which has more line breaks than `\n` and `\r`.
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

/// The offset of a column, which counts characters from 1.
pub(in crate::source) fn offset_in_line(text: &str, start: usize, column: usize) -> usize {
    let line = text.get(start..).unwrap_or_default();
    start
        + line
            .char_indices()
            .nth(column.saturating_sub(1))
            .map_or(line.len(), |(offset, _)| offset)
}

/// Converts lines and columns to offsets. On the same line it continues from the last column: a whole document may be
/// on one line.
pub(super) struct Offsets<'t> {
    text: &'t str,
    starts: &'t [usize],
    line: usize,
    column: usize,
    offset: usize,
}

impl<'t> Offsets<'t> {
    pub(super) fn new(text: &'t str, starts: &'t [usize]) -> Self {
        Self {
            text,
            starts,
            line: 1,
            column: 1,
            offset: 0,
        }
    }

    /// The offset of a line and a column, both from 1.
    pub(super) fn at(&mut self, line: usize, column: usize) -> usize {
        if line != self.line || column < self.column {
            let start = line.checked_sub(1).and_then(|line| self.starts.get(line));
            self.offset = start.copied().unwrap_or(self.text.len());
            (self.line, self.column) = (line, 1);
        }
        let further = column.saturating_sub(self.column);
        self.offset = offset_in_line(self.text, self.offset, further + 1);
        self.column += further;
        self.offset
    }
}

/// The range of the scalar that begins at an offset, up to the end of its first line.
pub(super) fn extent(text: &str, start: usize, scalar: Option<&str>) -> Range<usize> {
    let mut start = start;
    // Anchors and tags precede the scalar.
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
    // Compares no more of the line than the length of the scalar.
    let whole = |scalar: &str| rest.starts_with(scalar) && !scalar.contains(['\r', '\n']);
    let length = match rest.as_bytes().first() {
        Some(b'"') => quoted(rest, |bytes| match bytes {
            // The scalar continues on the next line.
            [b'\\', b'\r' | b'\n', ..] => Some(1),
            [b'\\', ..] => Some(2),
            [b'"', ..] => None,
            _ => Some(1),
        }),
        Some(b'\'') => quoted(rest, |bytes| match bytes {
            [b'\'', b'\'', ..] => Some(2),
            [b'\'', ..] => None,
            _ => Some(1),
        }),
        Some(b'|' | b'>') => {
            let line = rest.split(['\r', '\n']).next();
            line.unwrap_or_default().trim_end().len()
        }
        _ => match scalar {
            Some("") => null(rest),
            Some(scalar) if whole(scalar) => scalar.len(),
            _ => plain(rest),
        },
    };
    start..start + length
}

/// The length of a null, which may be empty.
fn null(rest: &str) -> usize {
    let written = ["~", "null", "Null", "NULL"];
    written
        .iter()
        .find(|null| rest.starts_with(*null))
        .map_or(0, |null| null.len())
}

/// The length of a quoted scalar; `step` returns how many bytes belong together, or `None` at the closing quote.
fn quoted(rest: &str, step: fn(&[u8]) -> Option<usize>) -> usize {
    let mut length = 1;
    while let Some(rest) = rest
        .as_bytes()
        .get(length..)
        .filter(|rest| !matches!(rest, [] | [b'\r' | b'\n', ..]))
    {
        match step(rest) {
            Some(bytes) => length += bytes,
            None => return length + 1,
        }
    }
    length.min(rest.len())
}

/// The length of a plain scalar whose value differs from its text.
fn plain(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let ends = |at: &usize| {
        matches!(
            &bytes[*at..],
            [b':', b' ', ..] | [b' ', b'#', ..] | [b',' | b']' | b'}' | b'\r' | b'\n', ..]
        )
    };
    let end = (0..bytes.len()).find(ends).unwrap_or(bytes.len());
    rest[..end].trim_end().trim_end_matches(':').len()
}
