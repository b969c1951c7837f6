//! These files themselves, as generated crates carry them.

use include_dir::{Dir, include_dir};

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/src");

/// All files but this one and the crate's root: path below `src`, and text.
pub fn files() -> Vec<(&'static str, &'static str)> {
    let mut files = Vec::new();
    let mut folders = vec![&FILES];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) else {
                continue;
            };
            if path != "lib.rs" && path != "sources.rs" {
                files.push((path, text));
            }
        }
    }
    files.sort_unstable();
    files
}
