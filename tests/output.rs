//! What every document results in: the messages, and the generated items that the document is about, which it names
//! itself. A change of a template shows in the whole crates of `tests/generated/` and in few snapshots here.

mod documents;
mod shown;

use std::fmt::Write;
use std::path::Path;

use documents::{generate, generate_as, text};
use specfirst::diagnostic::Code;
use specfirst::pipeline::Generated;
use specfirst::render::Runtime;

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

/// What documents list at their `# shown:` lines exists, and a document of a behaviour lists something.
#[test]
fn listed_items_exist() {
    let mut wrong = String::new();
    let documents = documents::all()
        .chain(documents::of_files())
        .filter(|it| !documents::is_whole(it));
    for path in documents {
        let names = shown::names(&path);
        let is_behaviour = path.parent().is_some_and(|it| it.ends_with("behaviour"));
        let missing = match generate_as(&path, Runtime::Crate).0 {
            _ if is_behaviour && names.is_empty() => vec!["a line `# shown: …`".to_owned()],
            Some(generated) => shown::missing(&generated, &names),
            None => Vec::new(),
        };
        for name in missing {
            writeln!(wrong, "{}: {name} is missing", path.display()).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What is made of a document, file by file.
fn texts(generated: &Option<Generated>) -> Vec<(&str, Vec<&str>)> {
    let files = generated.iter().flat_map(|generated| &generated.files);
    files
        .map(|file| (file.path(), text(file).lines().collect()))
        .collect()
}

/// The messages and the items that the document lists; of [`WHOLE`](documents::WHOLE) documents the messages alone.
fn snapshot(name: &str, path: &Path) {
    let names = shown::names(path);
    let is_shown: fn(Code) -> bool = match names.iter().any(|name| name == shown::MESSAGES) {
        true => |_| true,
        // Nearly every document has these.
        false => |code| code != Code::UndocumentedResponse,
    };
    let (generated, mut out) = documents::generate_filtered(path, Runtime::Crate, is_shown);
    if let Some(generated) = generated {
        out.push_str(&shown::print(&generated, &names));
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
