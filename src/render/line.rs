//! What lines of generated code have in common.

/// As rustfmt's `max_width`.
pub const WIDTH: usize = 100;

/// How wide a line may be that would be no easier to read in several: long names and paths, and where a block begins.
pub const WIDEST: usize = 120;

/// How much further right what stands inside begins.
pub const STEP: usize = 4;

/// A line in whose place a blank one is wanted. No document leads to it: what is the document's in a doc comment starts
/// with a space.
pub const BLANK_LINE: &str = "///@blank@";

/// How far right a line begins.
pub fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
