//! What the generator compiles a document to for the generated server.

mod every_document;
mod parameters;
mod problems;
mod samples;
mod schema_suite;
mod schemas;
mod shapes;

use serde_json::Value;
use specfirst::api::Api;
use specfirst::bundle;
use specfirst::check::check;
use specfirst::contract;
use specfirst::diagnostic::{Diagnostics, Severity};
use specfirst::lower::lower;
use specfirst::normalize::{Document, normalize};
use specfirst::source::{FileId, Sources};
use specfirst::upgrade::upgrade;

/// A document, as far as the contract needs it.
struct Read {
    api: Api,
    document: Document,
    keys: Vec<String>,
}

/// A document's model; none where the document is wrong.
fn read(sources: &mut Sources, file: FileId) -> Option<Read> {
    let mut diagnostics = Diagnostics::default();
    let root = sources.parse(file, &mut diagnostics)?;
    let access = bundle::Access::default();
    let root = bundle::bundle(root, file, sources, &access, &mut diagnostics).ok()?;
    let upgraded = upgrade(&root.tree, &mut diagnostics);
    let (mut document, written) = normalize(&upgraded, &mut diagnostics)?;
    check(&mut document, &written, &mut diagnostics);
    let api = lower(&document, &mut diagnostics);
    if diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error)
    {
        return None;
    }
    let keys = (0..api.operations.len())
        .map(|index| format!("operation{index}"))
        .collect();
    Some(Read {
        api,
        document,
        keys,
    })
}

/// The model of a document with one operation, `POST /`: in 3.1, written as YAML from its `responses` on.
fn operation(text: &str) -> Read {
    let text = format!(
        "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /:\n    post:\n{text}"
    );
    let mut sources = Sources::new();
    let file = sources.add("test.yaml", text.as_str());
    read(&mut sources, file).unwrap_or_else(|| panic!("this is no document: {text}"))
}

/// The lines of the contract.
fn lines(read: &Read) -> Vec<Value> {
    let text = contract::write(&read.api, &read.document.schemas, &read.keys).text;
    text.lines()
        .map(|line| serde_json::from_str(line).expect(line))
        .collect()
}
