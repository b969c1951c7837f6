//! The source files of this crate, for generators that copy them into another one.

use include_dir::{include_dir, Dir};

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/src");

/// The text of a file, by its path below `src`; none if there is no such file.
pub fn file(path: &str) -> Option<&'static str> {
    FILES.get_file(path)?.contents_utf8()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_found_by_their_path() {
        assert_eq!(
            file("json/primitive.rs"),
            Some(include_str!("json/primitive.rs"))
        );
        assert_eq!(file("json/none.rs"), None);
    }
}
