//! Every broken document in `specs/bad` and what is said about it; adding a document adds a test. And the catalogue:
//! every kind of message is shown by some document, and its page by an example that is true.

mod documents;

use std::collections::BTreeSet;
use std::path::Path;

use specfirst::diagnostic::terminal::{self, RenderOptions};
use specfirst::diagnostic::{Code, Diagnostics, json};
use specfirst::pipeline::{self, Options};
use specfirst::source::Sources;

#[test]
fn broken_documents() {
    insta::glob!("../specs/bad", "*.*", |path| broken(
        "broken_documents",
        path
    ));
}

/// One in each folder.
#[test]
fn broken_files() {
    insta::glob!("../specs/bad/files", "*/openapi.yaml", |path| broken(
        "broken_files",
        path
    ));
}

fn broken(snapshot: &str, path: &Path) {
    let name = path.display();
    let (sources, diagnostics, whole) = run(path);
    assert!(!diagnostics.is_empty(), "{name}: nothing is said");
    assert_eq!(whole, !diagnostics.has_errors(), "{name}");

    // The names as a user in that folder would write them.
    let text = terminal::render(&diagnostics, &sources, RenderOptions::default());
    let text = documents::without(&text, path);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(snapshot, text);
    });
    for line in json::render(&diagnostics, &sources).lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(object["type"], "diagnostic");
        let is_placed = object["line"].is_u64() && object["column"].is_u64();
        assert!(is_placed || object["file"].is_string(), "{line}");
    }
}

#[test]
fn every_kind_of_message_is_shown_by_a_document() {
    let bad = documents::folder("specs/bad");
    let bad = bad.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let files = documents::folder("specs/bad/files");
    let files = files.read_dir().unwrap();
    let files = files.map(|entry| entry.unwrap().path().join("openapi.yaml"));
    let said: BTreeSet<Code> = bad
        .filter(|path| path.is_file())
        .chain(documents::all())
        .chain(files)
        .flat_map(|path| codes(&run(&path).1))
        .collect();
    let silent: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !said.contains(code))
        .collect();
    assert!(silent.is_empty(), "never said: {silent:?}");
}

/// Kinds of messages whose example is only sketched, or can't stand in a text.
const SKETCHED: [Code; 2] = [Code::NestedTooDeeply, Code::NotUtf8];

#[test]
fn examples_of_explanations_are_true() {
    for code in Code::ALL.iter().filter(|code| !SKETCHED.contains(code)) {
        let (_, examples) = code
            .explanation()
            .split_once("Wrong:\n")
            .unwrap_or_else(|| panic!("{code}"));
        let (wrong, corrected) = examples
            .split_once("Corrected:\n")
            .unwrap_or_else(|| panic!("{code}"));
        let wrong = said_about(wrong);
        assert!(
            codes(&wrong).contains(code),
            "{code}: the wrong example is right"
        );
        let corrected = said_about(corrected);
        assert!(
            !corrected.has_errors(),
            "{code}: the corrected example is wrong"
        );
        assert!(
            !codes(&corrected).contains(code),
            "{code}: the corrected example is not correct"
        );
    }
}

/// What is said about an example, with what every document begins with put before it where it leaves that out.
fn said_about(example: &str) -> Diagnostics {
    let lines = example
        .lines()
        .map(|line| line.strip_prefix("    ").unwrap_or(line));
    let mut text: String = lines.map(|line| format!("{line}\n")).collect();
    let is_fragment = [
        "info:",
        "paths:",
        "components:",
        "servers:",
        "security:",
        "x-",
    ]
    .iter()
    .any(|member| text.trim_start().starts_with(member));
    if is_fragment {
        for (member, value) in [
            ("paths:", "paths: {}\n"),
            ("info:", "info: {title: Pets, version: '1'}\n"),
            ("openapi:", "openapi: 3.1.0\n"),
        ] {
            if !text.contains(member) {
                text = format!("{value}{text}");
            }
        }
    }
    // With a folder beside it, for an example that names one.
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("schemas")).unwrap();
    let path = dir.path().join("example");
    std::fs::write(&path, text).unwrap();
    run(&path).1
}

/// What is said about a document, and whether a crate is made of it.
fn run(path: &Path) -> (Sources, Diagnostics, bool) {
    let mut sources = Sources::new();
    let root = sources.read(path).unwrap();
    let mut diagnostics = Diagnostics::new();
    let options = Options::default();
    let made = pipeline::generate(&mut sources, root, &options, &mut diagnostics).unwrap();
    (sources, diagnostics, made.is_some())
}

fn codes(diagnostics: &Diagnostics) -> BTreeSet<Code> {
    diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect()
}
