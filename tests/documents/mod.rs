//! The documents of `specs/`, and what is made of them.

#![allow(dead_code, reason = "every test uses some of it")]

use std::fs;
use std::path::{Path, PathBuf};

use specfirst::bundle::{self, print::Format};
use specfirst::diagnostic::terminal::{self, RenderOptions};
use specfirst::diagnostic::{Code, Diagnostics};
use specfirst::pipeline::{self, Generated, Options};
use specfirst::render::Runtime;
use specfirst::source::{FileId, Sources};

/// The folders of documents of which crates are made.
pub const FOLDERS: [&str; 4] = ["specs", "specs/behaviour", "specs/names", "specs/sloppy"];

/// The documents whose whole crates are in `tests/generated/`.
pub const WHOLE: [&str; 10] = [
    "specs/books.yaml",
    "specs/countries.yaml",
    "specs/customers.yaml",
    "specs/events.yaml",
    "specs/petstore.yaml",
    "specs/todos.yaml",
    "specs/transactions.yaml",
    "specs/behaviour/item-streams.yaml",
    "specs/behaviour/security-schemes.yaml",
    "specs/behaviour/webhooks.yaml",
];

/// Whether a document is one of [`WHOLE`].
pub fn is_whole(path: &Path) -> bool {
    WHOLE.iter().any(|document| folder(document) == path)
}

/// A folder of the repository.
pub fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Every document of all [`FOLDERS`].
pub fn all() -> impl Iterator<Item = PathBuf> {
    FOLDERS.into_iter().flat_map(of)
}

/// Every document of a folder, in the order of their names.
pub fn of(folder: &str) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(self::folder(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        })
        .collect();
    paths.sort();
    paths
}

/// Every document of several files: `openapi.yaml` or `openapi.json` of a folder.
pub fn of_files() -> Vec<PathBuf> {
    let root = folder("specs/files");
    let folders = fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut paths: Vec<PathBuf> = folders
        .chain([root])
        .flat_map(|folder| ["openapi.yaml", "openapi.json"].map(|name| folder.join(name)))
        .filter(|path| path.is_file())
        .collect();
    paths.sort();
    paths
}

/// The name of a document's file, without `.yaml`.
pub fn stem(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// What is made of a document, with what the terminal says about it; the document is called as a user in its folder
/// would call it.
pub fn generate(path: &Path) -> (Option<Generated>, String) {
    generate_as(path, Runtime::Vendored)
}

/// As [`generate`], with the runtime from there.
pub fn generate_as(path: &Path, runtime: Runtime) -> (Option<Generated>, String) {
    generate_filtered(path, runtime, |_| true)
}

/// As [`generate_as`], with the messages of some codes.
pub fn generate_filtered(
    path: &Path,
    runtime: Runtime,
    is_shown: fn(Code) -> bool,
) -> (Option<Generated>, String) {
    let mut sources = Sources::new();
    let root = sources.read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy();
    let (generated, messages) = run(&mut sources, root, &name, runtime, is_shown);
    (generated, without(&messages, path))
}

/// As [`generate`], of a text.
pub fn generate_text(name: &str, text: &str) -> (Option<Generated>, String) {
    generate_text_as(name, text, Runtime::Vendored)
}

/// As [`generate_as`], of a text.
pub fn generate_text_as(name: &str, text: &str, runtime: Runtime) -> (Option<Generated>, String) {
    let mut sources = Sources::new();
    let root = sources.add(name, text);
    run(&mut sources, root, name, runtime, |_| true)
}

/// The one document that a document of several files makes, as text in its own language, with what the terminal says.
pub fn bundle(path: &Path) -> (String, String) {
    let mut sources = Sources::new();
    let root = sources.read(path).unwrap();
    let (text, messages) = print(&mut sources, root);
    (text, without(&messages, path))
}

/// As [`bundle`], of a text.
pub fn bundle_text(name: &str, text: &str) -> (String, String) {
    let mut sources = Sources::new();
    let root = sources.add(name, text);
    print(&mut sources, root)
}

/// The document is printed, and not its own text, even where nothing was to be done.
fn print(sources: &mut Sources, root: FileId) -> (String, String) {
    let mut diagnostics = Diagnostics::new();
    let access = bundle::Access::default();
    let bundled = pipeline::bundle(sources, root, &access, &mut diagnostics).unwrap();
    let messages = terminal::render(&diagnostics, sources, RenderOptions::default());
    let Some(bundled) = bundled else {
        return (String::new(), messages);
    };
    let format = match sources.is_json(root) {
        true => Format::Json,
        false => Format::Yaml,
    };
    (
        bundle::print::print(&bundled.tree.to_json(), format),
        messages,
    )
}

/// Messages with the paths that somebody in a document's folder would see.
pub fn without(messages: &str, path: &Path) -> String {
    let folder = path.parent().unwrap().display().to_string();
    messages
        .replace(&format!("{folder}/"), "")
        .replace(&folder, ".")
}

fn run(
    sources: &mut Sources,
    root: FileId,
    name: &str,
    runtime: Runtime,
    is_shown: fn(Code) -> bool,
) -> (Option<Generated>, String) {
    let flag = match runtime {
        Runtime::Vendored => "",
        Runtime::Crate => " --runtime crate",
    };
    let options = Options {
        spec_label: name.to_owned(),
        command: format!("specfirst generate {name}{flag}"),
        runtime,
        ..Options::default()
    };
    let mut diagnostics = Diagnostics::new();
    let generated = pipeline::generate(sources, root, &options, &mut diagnostics).unwrap();
    assert_eq!(generated.is_none(), diagnostics.has_errors(), "{name}");
    let mut shown = Diagnostics::new();
    shown.extend(diagnostics.into_iter().filter(|it| is_shown(it.code)));
    let messages = terminal::render(&shown, sources, RenderOptions::default());
    (generated, messages)
}

/// The text of a generated file.
pub fn text(file: &specfirst::output::File) -> &str {
    std::str::from_utf8(file.contents()).unwrap()
}
