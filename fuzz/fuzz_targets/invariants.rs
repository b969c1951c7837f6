//! Invariants for any text, which the fuzz targets and the test `mutations` check.

use specfirst::diagnostic::terminal::{self, RenderOptions};
use specfirst::diagnostic::{Diagnostics, json};
use specfirst::normalize::normalize;
use specfirst::pipeline::{self, Generated, Options};
use specfirst::source::Sources;

/// The size in bytes up to which documents are generated twice.
const MAX_REPEATED: usize = 8 << 10;

/// Asserts that the text is a document, or that an error is reported.
pub fn loads(text: &str) {
    let mut sources = Sources::new();
    let root = sources.add("openapi.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let tree = sources.parse(root, &mut diagnostics);
    let document = tree
        .as_ref()
        .and_then(|tree| normalize(tree, &mut diagnostics));
    assert!(document.is_some() || diagnostics.has_errors());
    // Messages quote the text, so their positions must be valid.
    terminal::render(&diagnostics, &sources, RenderOptions::default());
    json::render(&diagnostics, &sources);
}

/// Asserts that an error is reported, or that valid Rust is generated in the crate's folder, with equal files in a second run.
pub fn generates(text: &str) -> (Option<Generated>, String) {
    let (generated, messages) = generate(text);
    for file in generated.iter().flat_map(|generated| &generated.files) {
        let path = file.path();
        assert!(
            !path.starts_with('/') && !path.split('/').any(|part| part == ".."),
            "{path}"
        );
        let own = path.ends_with(".rs") && !path.starts_with("src/api/runtime/");
        let text = std::str::from_utf8(file.contents()).expect("files are text");
        if own && let Err(error) = syn::parse_file(text) {
            panic!("{path}: {error}\n{text}");
        }
    }
    if text.len() <= MAX_REPEATED {
        let (again, messages_again) = generate(text);
        assert_eq!(messages, messages_again);
        let files = |generated: &Option<Generated>| generated.as_ref().map(|it| it.files.clone());
        assert_eq!(files(&generated), files(&again));
    }
    (generated, messages)
}

fn generate(text: &str) -> (Option<Generated>, String) {
    let mut sources = Sources::new();
    let root = sources.add("openapi.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let generated = pipeline::generate(&mut sources, root, &Options::default(), &mut diagnostics);
    let generated = generated.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(generated.is_none(), diagnostics.has_errors());
    (
        generated,
        terminal::render(&diagnostics, &sources, RenderOptions::default()),
    )
}
