//! The document and the command in the headers of generated files.
//!
//! Generated files are committed, so their headers must not depend on the machine, or on the folder in which the
//! command is run. The command is therefore the one to run in the crate's folder.

use std::env;
use std::path::{Component, Path, PathBuf};

/// The most parent folders in the path of a document; with more, only the file name is printed, which reveals less of
/// the machine.
const ABOVE: usize = 2;

/// The name of the document.
pub fn document(spec: &Path) -> String {
    match spec.file_name() {
        Some(name) if !is_stdin(spec) => name.to_string_lossy().into_owned(),
        _ => "standard input".to_owned(),
    }
}

/// The flags of a command, given how it spells the path of a folder.
pub trait Flags: Fn(&dyn Fn(&Path) -> String) -> String {}

impl<F: Fn(&dyn Fn(&Path) -> String) -> String> Flags for F {}

/// The command that regenerates the crate, to be run in the crate's folder.
pub fn command(spec: &Path, dir: Option<&Path>, flags: impl Flags) -> String {
    // A crate without a name yet is generated below the current folder.
    let dir = dir.unwrap_or(Path::new("NAME"));
    let spec = if is_stdin(spec) {
        "-".to_owned()
    } else {
        relative(spec, dir).unwrap_or_else(|| document(spec))
    };
    let flags = flags(&|root| match relative(root, dir) {
        Some(way) if way.is_empty() => ".".to_owned(),
        Some(way) => quoted(&way),
        None => quoted(&root.to_string_lossy()),
    });
    format!("specfirst generate {} -o .{flags}", quoted(&spec))
}

/// The command to run in the current folder.
pub fn command_here(spec: &Path, dir: &Path, flags: impl Flags) -> String {
    let flags = flags(&|root| quoted(&root.to_string_lossy()));
    format!(
        "specfirst generate {} -o {}{flags}",
        quoted(&spec.to_string_lossy()),
        quoted(&dir.to_string_lossy())
    )
}

/// Whether the path stands for standard input.
pub fn is_stdin(spec: &Path) -> bool {
    spec == Path::new("-")
}

/// The relative path from a folder to a file, with slashes, if it is short enough.
fn relative(file: &Path, folder: &Path) -> Option<String> {
    let here = env::current_dir().ok()?;
    let (file, folder) = (plain(&here.join(file)), plain(&here.join(folder)));
    let common = file
        .components()
        .zip(folder.components())
        .take_while(|(one, other)| one == other)
        .count();
    let above = folder.components().count() - common;
    if above > ABOVE {
        return None;
    }
    let mut parts = vec!["..".to_owned(); above];
    parts.extend(
        file.components()
            .skip(common)
            .map(|part| part.as_os_str().to_string_lossy().into_owned()),
    );
    Some(parts.join("/"))
}

/// The path without `.` and `..` components.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

/// Quotes a word for a shell.
pub(super) fn quoted(word: &str) -> String {
    let simple = |character: char| character.is_alphanumeric() || "-_./+=@%".contains(character);
    if !word.is_empty() && word.chars().all(simple) {
        word.to_owned()
    } else {
        // A line break would end the comment in the header.
        let word: String = word
            .chars()
            .map(|character| {
                if character.is_control() {
                    ' '
                } else {
                    character
                }
            })
            .collect();
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_the_same_from_everywhere() {
        let command = |spec: &str, dir: &str| {
            command(Path::new(spec), Some(Path::new(dir)), |_| String::new())
        };
        assert_eq!(
            command("api/openapi.yaml", "."),
            "specfirst generate api/openapi.yaml -o ."
        );
        assert_eq!(
            command("openapi.yaml", "pets"),
            "specfirst generate ../openapi.yaml -o ."
        );
        assert_eq!(
            command("./x/../openapi.yaml", "./pets/"),
            "specfirst generate ../openapi.yaml -o ."
        );
        assert_eq!(
            command("/a/b/c/my api.yaml", "/a/b/d"),
            "specfirst generate '../c/my api.yaml' -o ."
        );
        assert_eq!(
            command("/home/me/api.yaml", "/srv/code/pets"),
            "specfirst generate api.yaml -o ."
        );
        assert_eq!(command("-", "pets"), "specfirst generate - -o .");
    }

    #[test]
    fn words_that_a_shell_would_take_apart_are_quoted() {
        assert_eq!(quoted("a'b\nc"), r"'a'\''b c'");
        assert_eq!(quoted("a/b-c.yaml"), "a/b-c.yaml");
    }
}
