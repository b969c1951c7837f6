//! The widths of lines, and the marker of blank lines.

/// The width of lines, in columns, as rustfmt's `max_width`.
pub const WIDTH: usize = 100;

/// The width of lines that consist of long names and paths, which would not be easier to read on several lines.
pub const WIDEST: usize = 120;

/// The indentation of one level, in columns.
pub const STEP: usize = 4;

/// The marker of a blank line. Doc comments with text of a document cannot equal it, because they start with a space.
pub const BLANK_LINE: &str = "///@blank@";

/// The indentation of a line, in columns.
pub fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
