//! What is made of every document: the messages, and the files that a reader of the crate would open.

mod documents;

use std::fmt::Write;
use std::path::Path;

use documents::{generate, text};
use specfirst::pipeline::Generated;

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
    insta::glob!("../specs/files", FILES, |path| snapshot("files", path));
}

/// The documents of several files: one in each folder.
const FILES: &str = "{openapi,*/openapi}.{json,yaml}";

/// The one document that several files make, and that it says the same as they do.
#[test]
fn bundles() {
    insta::glob!("../specs/files", FILES, |path| {
        let (bundled, messages) = documents::bundle(path);
        settings().bind(|| insta::assert_snapshot!("bundle", format!("{messages}{bundled}")));

        let name = path.file_name().unwrap().to_string_lossy();
        let (again, said) = documents::bundle_text(&name, &bundled);
        assert_eq!((again, said.as_str()), (bundled.clone(), ""));
        let (whole, _) = generate(path);
        let (of_bundle, _) = documents::generate_text(&name, &bundled);
        assert_eq!(texts(&of_bundle), texts(&whole), "{}", path.display());
    });
}

/// What is made of a document, file by file.
fn texts(generated: &Option<Generated>) -> Vec<(&str, Vec<&str>)> {
    let files = generated.iter().flat_map(|generated| &generated.files);
    files
        .map(|file| (file.path(), text(file).lines().collect()))
        .collect()
}

fn snapshot(name: &str, path: &Path) {
    let (generated, mut out) = generate(path);
    for file in generated.iter().flat_map(|generated| &generated.files) {
        if is_read(file.path()) {
            write!(out, "// ==> {}\n{}\n", file.path(), text(file)).unwrap();
        }
    }
    settings().bind(|| insta::assert_snapshot!(name, out));
}

fn settings() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_snapshot_path("snapshots/output");
    settings
}

/// Whether a file depends on the document and is not the document itself.
fn is_read(path: &str) -> bool {
    match path.strip_prefix("src/api/") {
        Some(path) => path != "openapi.json" && !path.starts_with("runtime/"),
        None => ["Cargo.toml", "src/handlers.rs"].contains(&path),
    }
}
