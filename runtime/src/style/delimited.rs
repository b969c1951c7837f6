//! Values of the styles `spaceDelimited` and `pipeDelimited` that contain the delimiter.
//!
//! Both delimiters are themselves sent percent-encoded, so percent-encoding cannot tell one that separates items from one
//! that belongs to an item, and the specification leaves it open. Here the latter is encoded twice.

use std::borrow::Cow;

use super::{Pairs, Unreadable};

/// The items between delimiters that are not encoded any more.
pub(super) fn items<'r>(
    raw: &str,
    delimiter: char,
    pairs: &Pairs<'_>,
) -> Result<Vec<Cow<'r, str>>, Unreadable> {
    let parts = raw.split(delimiter).map(|part| {
        let text = pairs.text(part, "")?;
        Ok(unescape(&text, delimiter).into())
    });
    parts.collect()
}

/// Encodes the delimiters in an item; all of the item is then percent-encoded once more.
pub(super) fn escape(text: &str, delimiter: char) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        if c == delimiter {
            out.push_str(code(delimiter));
        } else if rest
            .strip_prefix('%')
            .is_some_and(|rest| is_code(rest, delimiter))
        {
            out.push_str("%25");
        } else {
            out.push(c);
        }
    }
    out
}

/// The reverse of [`escape`].
fn unescape(text: &str, delimiter: char) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = rest.get(3..).unwrap_or_default();
        if rest.starts_with(code(delimiter)) {
            out.push(delimiter);
            rest = after;
        } else if rest.starts_with("%25") && is_code(after, delimiter) {
            out.push('%');
            rest = after;
        } else {
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
        }
    }
    out
}

/// Whether a percent sign before this text would make a code of it.
fn is_code(text: &str, delimiter: char) -> bool {
    text.starts_with("25")
        || code(delimiter)
            .strip_prefix('%')
            .is_some_and(|code| text.starts_with(code))
}

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
    fn escaped_items_are_unescaped() {
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
