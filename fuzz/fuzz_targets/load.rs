//! Bytes to the normal form: whatever they are, there is a document or a message, and no panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use specfirst::diagnostic::terminal::{self, Shown};
use specfirst::diagnostic::{Diagnostics, json};
use specfirst::normalize::normalize;
use specfirst::source::Sources;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let mut sources = Sources::new();
    let root = sources.add("openapi.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let tree = sources.parse(root, &mut diagnostics);
    let document = tree.and_then(|tree| normalize(&tree, &mut diagnostics));
    assert!(document.is_some() || diagnostics.has_errors());
    // Messages quote the text, so they have to find their way in it.
    terminal::render(&diagnostics, &sources, Shown::default());
    json::render(&diagnostics, &sources);
});
