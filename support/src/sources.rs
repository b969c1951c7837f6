//! These files themselves, as generated crates carry them.

use include_dir::{include_dir, Dir};

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/src");

/// All files but this one and the crate's root: path below `src`, and text, without the tests that end it.
pub fn files() -> Vec<(&'static str, &'static str)> {
    let mut files: Vec<_> = whole_files()
        .into_iter()
        .filter(|(path, _)| !matches!(*path, "lib.rs" | "sources.rs"))
        .map(|(path, text)| (path, untested(text)))
        .collect();
    files.sort_unstable();
    files
}

fn whole_files() -> Vec<(&'static str, &'static str)> {
    let mut files = Vec::new();
    let mut folders = vec![&FILES];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        let texts = folder.files();
        files.extend(texts.filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?))));
    }
    files
}

/// Tests are ours to run, not for everyone who generates code.
fn untested(text: &str) -> &str {
    text.split_once("\n#[cfg(test)]\nmod tests {\n")
        .map_or(text, |(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tests_are_cut_off() {
        for (path, text) in whole_files() {
            let code = untested(text);
            let tests = text.strip_prefix(code).unwrap();
            assert!(!code.contains("\n#[cfg(test)]\n"), "{path}");
            // The end of the module is the end of the file.
            let is_all = tests.is_empty() || tests.find("\n}\n") == Some(tests.len() - 3);
            assert!(is_all, "{path}");
        }
    }
}
