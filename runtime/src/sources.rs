//! These files themselves, as generated crates carry them.

mod parts;

use include_dir::{include_dir, Dir};

pub use self::parts::PARTS;

static FILES: Dir = include_dir!("$CARGO_MANIFEST_DIR/src");

/// What a crate has of all this.
#[derive(Clone, Copy)]
pub struct Choice<'a> {
    /// Those of the [`PARTS`] that it uses.
    pub parts: &'a [&'a str],

    /// Its sides: `server`, `client` or both; none where they are features of its own, and so are these conditions.
    pub sides: Option<&'a [&'a str]>,
}

/// The files of a crate: path below `src`, and text, without the tests that end it.
///
/// The root is not among them, since which sides there are is the crate's to say. Files are those that their parents
/// declare.
pub fn files(choice: Choice) -> Vec<(String, String)> {
    let root = FILES
        .get_file("lib.rs")
        .and_then(|file| file.contents_utf8());
    let mut files = Vec::new();
    declared(
        // Which sides there are is the crate's to say, not the root's.
        &parts::cut(
            root.unwrap_or_default(),
            Choice {
                sides: None,
                ..choice
            },
        ),
        "",
        choice,
        &mut files,
    );
    files.sort_unstable();
    files
}

/// Adds the modules that a text declares, those in that folder, and theirs.
fn declared(text: &str, folder: &str, choice: Choice, files: &mut Vec<(String, String)>) {
    let modules = text.lines().filter_map(|line| {
        let line = line.strip_prefix("pub ").unwrap_or(line);
        let line = line.strip_prefix("pub(super) ").unwrap_or(line);
        line.strip_prefix("mod ")?.strip_suffix(';')
    });
    for module in modules {
        let inside = format!("{folder}{module}/");
        let paths = [format!("{folder}{module}.rs"), format!("{inside}mod.rs")];
        for path in paths {
            if let Some(text) = FILES.get_file(&path).and_then(|file| file.contents_utf8()) {
                let text = parts::cut(untested(text), choice);
                declared(&text, &inside, choice, files);
                files.push((path, text));
            }
        }
    }
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
        let mut folders = vec![&FILES];
        while let Some(folder) = folders.pop() {
            folders.extend(folder.dirs());
            let others = |path: &std::path::Path| !path.starts_with("sources");
            for file in folder.files().filter(|file| others(file.path())) {
                let text = file.contents_utf8().unwrap();
                let code = untested(text);
                let tests = text.strip_prefix(code).unwrap();
                assert!(!code.contains("\n#[cfg(test)]\n"), "{file:?}");
                // The end of the module is the end of the file.
                let is_all = tests.is_empty() || tests.find("\n}\n") == Some(tests.len() - 3);
                assert!(is_all, "{file:?}");
            }
        }
    }

    #[test]
    fn parts_are_those_of_the_manifest() {
        let manifest = include_str!("../Cargo.toml");
        let (_, list) = manifest.split_once("parts = [\n").unwrap();
        let (list, _) = list.split_once("\n]").unwrap();
        let listed: Vec<_> = list
            .lines()
            .map(|line| line.trim_matches([' ', '"', ',']))
            .collect();
        assert_eq!(listed, PARTS);
    }

    #[test]
    fn sides_may_be_left_to_the_crate() {
        let texts = |sides| {
            let parts = &PARTS[..];
            let files = files(Choice { parts, sides });
            files.into_iter().map(|(_, text)| text).collect::<String>()
        };
        let all = texts(None);
        assert!(all.contains("#[cfg(feature = \"server\")]\npub trait IntoAnswer"));
        let server = texts(Some(&["server"]));
        assert!(server.contains("pub trait IntoAnswer") && !server.contains("pub trait FromReply"));
        assert!(!server.contains("cfg(feature = "));
    }

    #[test]
    fn every_part_is_cut_out_well() {
        let files = |parts: &[&str]| {
            files(Choice {
                parts,
                sides: Some(&["server", "client"]),
            })
        };
        let whole = files(&PARTS);
        let mut cases = vec![(None, files(&[]))];
        for part in PARTS {
            let others: Vec<&str> = PARTS.into_iter().filter(|other| *other != part).collect();
            cases.push((Some(part), files(&others)));
        }
        for (part, files) in cases {
            let lines = |files: &[(String, String)]| -> usize {
                files.iter().map(|(_, text)| text.lines().count()).sum()
            };
            assert!(lines(&files) < lines(&whole), "without {part:?}");
            for (path, text) in files {
                let case = format!("{path} without {part:?}");
                assert!(syn::parse_file(&text).is_ok(), "{case}\n{text}");
                for wrong in [
                    "\n\n\n",
                    "{\n\n",
                    "\n\n}",
                    "\n\n    }",
                    "cfg(feature",
                    "cfg(any(",
                    "cfg(all(",
                ] {
                    assert!(!text.contains(wrong), "{case} has {wrong:?}\n{text}");
                }
                assert!(text.ends_with("\n") && !text.ends_with("\n\n"), "{case}");
            }
        }
    }
}
