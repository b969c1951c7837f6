//! Every broken document in `specs/bad` and what is said about it; adding a document adds a test.

mod documents;

use std::path::Path;

use specfirst::diagnostic::{Diagnostics, json, terminal};
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
    let mut sources = Sources::new();
    let root = sources.read(path).unwrap();
    let mut diagnostics = Diagnostics::new();
    let whole =
        pipeline::generate(&mut sources, root, &Options::default(), &mut diagnostics).unwrap();
    assert!(!diagnostics.is_empty(), "{name}: nothing is said");
    assert!(
        whole.is_none() || !diagnostics.has_errors(),
        "{name}: a crate in spite of errors"
    );

    // The names as a user in that folder would write them.
    let text = documents::without(&terminal::render(&diagnostics, &sources, false), path);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(snapshot, text);
    });
    for line in json::render(&diagnostics, &sources).lines() {
        let object: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(object["type"], "diagnostic");
    }
}
