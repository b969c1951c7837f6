//! A document to a crate: Rust that syn reads, in the crate's folder, the same the second time.
//!
//! The fuzzer changes documents as trees (`tests/mutate`): changed as bytes, hardly one would still be a document.

#![no_main]

#[path = "../../tests/mutate/mod.rs"]
mod mutate;

use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target, fuzzer_mutate};
use mutate::Random;
use serde_json::Value;
use specfirst::diagnostic::terminal::{self, Shown};
use specfirst::diagnostic::Diagnostics;
use specfirst::pipeline::{self, Generated, Options};
use specfirst::source::Sources;

/// Larger documents are not made a second time.
const SMALL: usize = 8 << 10;

fuzz_target!(|data: &[u8]| -> Corpus { run(data) });

fuzz_mutator!(
    |data: &mut [u8], size: usize, max_size: usize, seed: u32| {
        let mut random = Random::new(seed.into());
        let tree = match random.one_in(50) {
            true => None,
            false => tree(&data[..size]),
        };
        let Some(mut tree) = tree else {
            return fuzzer_mutate(data, size, max_size);
        };
        mutate::mutate(&mut tree, &mut random);
        let text = tree.to_string();
        match data.get_mut(..text.len()) {
            Some(place) if text.len() <= max_size => {
                place.copy_from_slice(text.as_bytes());
                text.len()
            }
            _ => fuzzer_mutate(data, size, max_size),
        }
    }
);

fn run(data: &[u8]) -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else {
        return Corpus::Reject;
    };
    let (Some(generated), messages) = generate(text) else {
        return Corpus::Keep;
    };
    for file in &generated.files {
        let path = file.path();
        assert!(!path.starts_with('/') && !path.split('/').any(|part| part == ".."), "{path}");
        let own = path.ends_with(".rs") && !path.starts_with("src/api/support/");
        let text = std::str::from_utf8(file.contents()).expect("files are text");
        if own && let Err(error) = syn::parse_file(text) {
            panic!("{path}: {error}\n{text}");
        }
    }
    if data.len() <= SMALL {
        let (again, messages_again) = generate(text);
        assert_eq!(messages, messages_again);
        assert_eq!(Some(generated.files), again.map(|generated| generated.files));
    }
    Corpus::Keep
}

fn generate(text: &str) -> (Option<Generated>, String) {
    let mut sources = Sources::new();
    let root = sources.add("openapi.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let generated = pipeline::generate(&mut sources, root, &Options::default(), &mut diagnostics);
    let generated = generated.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(generated.is_none(), diagnostics.has_errors());
    (generated, terminal::render(&diagnostics, &sources, Shown::default()))
}

/// A document as a tree.
fn tree(data: &[u8]) -> Option<Value> {
    if let Ok(tree) = serde_json::from_slice(data) {
        return Some(tree);
    }
    let mut sources = Sources::new();
    let root = sources.add("openapi.yaml", std::str::from_utf8(data).ok()?);
    Some(sources.parse(root, &mut Diagnostics::new())?.to_json())
}
