//! The diagnostics of every broken document in `specs/bad`; adding a document adds a test. And the catalogue: every
//! code is produced by some document, and the examples on its page are correct.

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

/// A document in each folder.
#[test]
fn broken_files() {
    insta::glob!("../specs/bad/files", "*/openapi.yaml", |path| broken(
        "broken_files",
        path
    ));
}

fn broken(snapshot: &str, path: &Path) {
    let name = path.display();
    let (sources, diagnostics, is_generated) = run(path);
    assert!(!diagnostics.is_empty(), "{name}: nothing is said");
    assert_eq!(is_generated, !diagnostics.has_errors(), "{name}");

    // The file names as a user in that folder would write them.
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
fn every_code_is_produced_by_a_document() {
    let bad = documents::folder("specs/bad");
    let bad = bad.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let files = documents::folder("specs/bad/files");
    let files = files.read_dir().unwrap();
    let files = files.map(|entry| entry.unwrap().path().join("openapi.yaml"));
    let produced: BTreeSet<Code> = bad
        .filter(|path| path.is_file())
        .chain(documents::all())
        .chain(files)
        .flat_map(|path| codes(&run(&path).1))
        .collect();
    let missing: Vec<_> = Code::ALL
        .iter()
        .filter(|code| !produced.contains(code))
        .collect();
    assert!(missing.is_empty(), "never produced: {missing:?}");
}

/// Codes whose example is only a sketch, or cannot be part of a text.
const SKETCHES: [Code; 2] = [Code::NestedTooDeeply, Code::NotUtf8];

#[test]
fn examples_of_explanations_are_correct() {
    for code in Code::ALL.iter().filter(|code| !SKETCHES.contains(code)) {
        let (_, examples) = code
            .explanation()
            .split_once("Wrong:\n")
            .unwrap_or_else(|| panic!("{code}"));
        let (wrong, corrected) = examples
            .split_once("Corrected:\n")
            .unwrap_or_else(|| panic!("{code}"));
        let wrong = diagnostics_of(wrong);
        assert!(
            codes(&wrong).contains(code),
            "{code}: the wrong example is right"
        );
        let corrected = diagnostics_of(corrected);
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

/// The diagnostics of an example. Required members that it leaves out are added.
fn diagnostics_of(example: &str) -> Diagnostics {
    let lines = example
        .lines()
        .map(|line| line.strip_prefix("    ").unwrap_or(line));
    let mut text: String = lines.map(|line| format!("{line}\n")).collect();
    let is_fragment = [
        "info:",
        "paths:",
        "webhooks:",
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
    // With a folder beside it, for an example that refers to one.
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("schemas")).unwrap();
    let path = dir.path().join("example");
    std::fs::write(&path, text).unwrap();
    run(&path).1
}

/// The diagnostics of a document, and whether a crate is generated from it.
fn run(path: &Path) -> (Sources, Diagnostics, bool) {
    let mut sources = Sources::new();
    let root = sources.read(path).unwrap();
    let mut diagnostics = Diagnostics::new();
    let options = Options::default();
    let generated = pipeline::generate(&mut sources, root, &options, &mut diagnostics).unwrap();
    (sources, diagnostics, generated.is_some())
}

fn codes(diagnostics: &Diagnostics) -> BTreeSet<Code> {
    diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect()
}
