//! Long lines of a document, shortened to what is around a mark.

use std::ops::Range;

/// The characters of a line that are printed on either side of a mark; minified JSON is a single line.
const CONTEXT: usize = 60;

/// A line that exceeds the limit by no more than this is not cut.
const MARGIN: usize = 20;

/// The longest mark, in characters.
const LONGEST_MARK: usize = 100;

/// Removes the parts of a line that are far from the marked bytes, and returns the new range of these.
pub(super) fn cut(line: &str, marked: Range<usize>) -> (String, Range<usize>) {
    // Trailing white space is removed, unless it is marked.
    let line = line.trim_end_matches('\r');
    let line = &line[..line.trim_end().len().max(marked.end.min(line.len()))];
    let (before, rest) = line.split_at(marked.start.min(line.len()));
    let (mark, after) = rest.split_at(marked.len().min(rest.len()));

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
