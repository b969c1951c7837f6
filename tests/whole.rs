//! Whole generated crates, as they stand in `tests/generated/`: a workspace that can be opened and compiled.
//!
//! The documents are chosen so that every template is used. `INSTA_UPDATE=always` writes the crates anew.

mod documents;

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use documents::{WHOLE, folder, generate_as, stem, text};
use similar::TextDiff;
use specfirst::output;
use specfirst::render::Runtime;

/// Lines of a file's diff that are printed.
const SHOWN_LINES: usize = 40;

/// The workspace of the crates.
const WORKSPACE: &str = "tests/generated";

/// The manifest of the workspace, before the list of its members.
const MANIFEST: &str = "\
# Written by `INSTA_UPDATE=always cargo test --test whole`.

[workspace]
resolver = \"3\"
members = [
";

/// The rest of that manifest.
const PATCH: &str = "\
]

[patch.crates-io]
specfirst-runtime = { path = \"../../runtime\" }

# As the other crates that are compiled by tests, so that the dependencies are compiled once.
[profile.dev]
debug = false
incremental = false
";

#[test]
fn crates_are_as_checked_in() {
    let is_update = env::var_os("INSTA_UPDATE").is_some_and(|value| value == "always");
    let mut differences = String::new();
    let mut names = Vec::new();
    for document in WHOLE {
        let document = folder(document);
        let name = stem(&document);
        let (generated, _) = generate_as(&document, Runtime::Crate);
        let files = generated.unwrap().files;
        let dir = folder(WORKSPACE).join(&name);
        if is_update {
            update(&dir, &files);
        }
        compare(&dir, &files, &mut differences);
        names.push(name);
    }
    let mut manifest = MANIFEST.to_owned();
    for name in &names {
        writeln!(manifest, "    \"{name}\",").unwrap();
    }
    manifest.push_str(PATCH);
    let path = folder(WORKSPACE).join("Cargo.toml");
    if is_update {
        fs::write(&path, &manifest).unwrap();
    }
    if fs::read_to_string(&path).ok() != Some(manifest) {
        differences.push_str("Cargo.toml differs\n");
    }
    assert!(
        differences.is_empty(),
        "{differences}\nIf this is intended: INSTA_UPDATE=always cargo test --test whole"
    );
}

/// Every folder belongs to a document.
#[test]
fn there_are_no_other_crates() {
    let names: BTreeSet<String> = WHOLE.iter().map(|it| stem(Path::new(it))).collect();
    let folders = fs::read_dir(folder(WORKSPACE)).unwrap();
    for entry in folders.map(Result::unwrap).filter(|it| it.path().is_dir()) {
        let name = entry.file_name().into_string().unwrap();
        let is_known = names.contains(&name) || name == "target";
        assert!(
            is_known,
            "{WORKSPACE}/{name} is the crate of no document: remove it"
        );
    }
}

/// Brings a crate up to date, the user's files included.
fn update(dir: &Path, files: &[output::File]) {
    output::plan(dir, files).unwrap().apply().unwrap();
    for file in files {
        fs::write(dir.join(file.path()), file.contents()).unwrap();
    }
    for path in strays(dir, files) {
        fs::remove_file(path).unwrap();
    }
}

/// Adds what differs between a crate and the files generated for it.
fn compare(dir: &Path, files: &[output::File], differences: &mut String) {
    let name = dir.file_name().unwrap().to_string_lossy();
    for file in files {
        let on_disk = fs::read_to_string(dir.join(file.path())).unwrap_or_default();
        if on_disk.as_bytes() != file.contents() {
            writeln!(differences, "{name}/{} differs:", file.path()).unwrap();
            let diff = TextDiff::from_lines(on_disk.as_str(), text(file));
            let diff = diff.unified_diff().context_radius(1).to_string();
            for line in diff.lines().take(SHOWN_LINES) {
                writeln!(differences, "    {line}").unwrap();
            }
        }
    }
    for path in strays(dir, files) {
        writeln!(differences, "{} is not generated any more", path.display()).unwrap();
    }
}

/// The files of a crate that are not generated.
fn strays(dir: &Path, files: &[output::File]) -> Vec<PathBuf> {
    let plan = output::plan(dir, files).unwrap();
    let made: BTreeSet<PathBuf> = plan
        .steps()
        .iter()
        .filter(|step| step.change != output::Change::Remove)
        .map(|step| dir.join(step.path.as_ref()))
        .collect();
    let mut found = Vec::new();
    walk(dir, &mut found);
    found.retain(|path| !made.contains(path));
    found
}

/// Every file below a folder, but for what cargo writes there.
fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).into_iter().flatten() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true if path.ends_with("target") => {}
            true => walk(&path, found),
            false => found.push(path),
        }
    }
}
