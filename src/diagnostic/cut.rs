//! Long lines of a document, shortened to what is around a mark.

use std::ops::Range;

/// The characters of a line that are printed on either side of a mark; minified JSON is a single line.
const CONTEXT: usize = 60;

/// A line that exceeds the limit by no more than this is not cut.
const MARGIN: usize = 20;

/// The longest mark, in characters.
const LONGEST_MARK: usize = 100;

/// Removes the parts of a line that are far from the marked bytes, and returns the new range of these.
pub(crate) fn cut(line: &str, marked: Range<usize>) -> (String, Range<usize>) {
    // Trailing white space is removed, unless it is marked.
    let line = line.trim_end_matches('\r');
    let (start, end) = (boundary(line, marked.start), boundary(line, marked.end));
    let line = &line[..line.trim_end().len().max(end)];
    let (before, rest) = line.split_at(start);
    let (mark, after) = rest.split_at(end.saturating_sub(start));

    let mut cut = String::new();
    match before.char_indices().rev().nth(CONTEXT) {
        Some((far, _)) if before.chars().rev().nth(CONTEXT + MARGIN).is_some() => {
            cut.push('…');
            cut.extend(before[far..].chars().skip(1));
        }
        _ => cut.push_str(before),
    }
    let start = cut.len();
    cut.extend(mark.chars().take(LONGEST_MARK));
    let end = cut.len();
    if mark.chars().nth(LONGEST_MARK).is_some() {
        cut.push('…');
    } else if after.chars().nth(CONTEXT + MARGIN).is_some() {
        cut.extend(after.chars().take(CONTEXT));
        cut.push('…');
    } else {
        cut.push_str(after);
    }
    (cut, start..end)
}

/// The last boundary of a character that is not after the offset.
fn boundary(line: &str, offset: usize) -> usize {
    let offset = offset.min(line.len());
    (0..=offset)
        .rev()
        .find(|&offset| line.is_char_boundary(offset))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_inside_of_characters_are_widened() {
        assert_eq!(cut("äöü", 1..3), ("äöü".to_owned(), 0..2));
        assert_eq!(cut("äöü", 5..90), ("äöü".to_owned(), 4..6));
        assert_eq!(cut("a  ", 2..2), ("a ".to_owned(), 2..2));
        assert_eq!(cut("", 3..9), (String::new(), 0..0));
    }
}
