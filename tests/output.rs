//! What is made of every document: the messages, and the files that a reader of the crate would open.

mod documents;

use std::fmt::Write;
use std::path::Path;

use documents::{generate, text};

#[test]
fn whole_apis() {
    insta::glob!("../specs", "*.yaml", |path| snapshot("api", path));
}

#[test]
fn behaviour() {
    insta::glob!("../specs/behaviour", "*.yaml", |path| snapshot(
        "behaviour",
        path
    ));
}

#[test]
fn sloppy() {
    insta::glob!("../specs/sloppy", "*.yaml", |path| snapshot("sloppy", path));
}

#[test]
fn several_files() {
    snapshot(
        "files",
        &documents::folder("specs/files").join("openapi.yaml"),
    );
}

fn snapshot(name: &str, path: &Path) {
    let (generated, mut out) = generate(path);
    for file in generated.iter().flat_map(|generated| &generated.files) {
        if is_read(file.path()) {
            write!(out, "// ==> {}\n{}\n", file.path(), text(file)).unwrap();
        }
    }
    insta::with_settings!({
        omit_expression => true,
        prepend_module_to_snapshot => false,
        snapshot_path => "snapshots/output",
    }, {
        insta::assert_snapshot!(name, out);
    });
}

/// Whether a file depends on the document and is not the document itself.
fn is_read(path: &str) -> bool {
    match path.strip_prefix("src/api/") {
        Some(path) => path != "openapi.json" && !path.starts_with("support/"),
        None => ["Cargo.toml", "src/handlers.rs"].contains(&path),
    }
}
