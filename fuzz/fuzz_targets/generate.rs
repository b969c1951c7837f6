//! Generates crates from mutated documents.
//!
//! Documents are mutated as trees (`tests/mutate`), because most byte mutations are syntax errors.

#![no_main]

#[path = "../../tests/mutate/mod.rs"]
mod mutate;

#[allow(dead_code, reason = "the other target uses the rest")]
mod invariants;

use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target, fuzzer_mutate};
use mutate::Random;
use serde_json::Value;
use specfirst::diagnostic::Diagnostics;
use specfirst::source::Sources;

fuzz_target!(|data: &[u8]| -> Corpus { run(data) });

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
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
        Some(target) if text.len() <= max_size => {
            target.copy_from_slice(text.as_bytes());
            text.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
});

fn run(data: &[u8]) -> Corpus {
    let Ok(text) = std::str::from_utf8(data) else {
        return Corpus::Reject;
    };
    invariants::generates(text);
    Corpus::Keep
}

/// The document as a tree, if it is one.
fn tree(data: &[u8]) -> Option<Value> {
    if let Ok(tree) = serde_json::from_slice(data) {
        return Some(tree);
    }
    let mut sources = Sources::new();
    let root = sources.add("openapi.yaml", std::str::from_utf8(data).ok()?);
    Some(sources.parse(root, &mut Diagnostics::new())?.to_json())
}
