//! How long each stage of a run takes, on the documents named in `SPECFIRST_BENCH` (paths separated by colons), or else on
//! some of `specs/`.
//!
//!     SPECFIRST_BENCH=github.json:stripe.json cargo bench
//!
//! Read the figures as ratios of one run: what a machine does beside it changes them all alike.

use std::fmt;
use std::path::PathBuf;

use divan::Bencher;
use specfirst::bundle::{Access, bundle};
use specfirst::contract;
use specfirst::diagnostic::Diagnostics;
use specfirst::lower::lower;
use specfirst::normalize::{Document, normalize};
use specfirst::pipeline::{self, Options};
use specfirst::render::{Renderer, Runtime, Sides, module};
use specfirst::rust::{Names, views};
use specfirst::source::{FileId, Node, Sources};
use specfirst::upgrade::upgrade;

const SIDES: Sides = Sides {
    server: true,
    client: true,
    features: true,
};

fn main() {
    divan::main();
}

/// A document, shown by its name.
struct Named(PathBuf);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.file_name().unwrap_or_default();
        f.write_str(&name.to_string_lossy())
    }
}

fn documents() -> Vec<Named> {
    let given = std::env::var_os("SPECFIRST_BENCH");
    let paths = given.iter().flat_map(std::env::split_paths);
    let own = ["countries", "petstore"];
    let own =
        own.map(|name| PathBuf::from(format!("{}/specs/{name}.yaml", env!("CARGO_MANIFEST_DIR"))));
    let own = own.into_iter().filter(|_| given.is_none());
    paths.chain(own).map(Named).collect()
}

/// From the file to all texts, and nothing written.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn whole_run(bencher: Bencher, document: &Named) {
    bencher.bench(|| {
        let (mut sources, root) = read(document);
        let mut diagnostics = Diagnostics::default();
        pipeline::generate(&mut sources, root, &Options::default(), &mut diagnostics)
    });
}

/// Text to tree.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_1_source(bencher: Bencher, document: &Named) {
    let (sources, root) = read(document);
    bencher.bench(|| sources.parse(root, &mut Diagnostics::default()));
}

/// Tree to one tree, and to OpenAPI 3.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_2_bundle_and_upgrade(bencher: Bencher, document: &Named) {
    let (mut sources, root) = read(document);
    let parsed = sources.parse(root, &mut Diagnostics::default());
    let parsed = parsed.expect("the document can be read");
    bencher
        .with_inputs(|| parsed.clone())
        .bench_local_values(|tree| {
            let mut diagnostics = Diagnostics::default();
            let bundled = bundle(
                tree,
                root,
                &mut sources,
                &Access::default(),
                &mut diagnostics,
            );
            let tree = bundled.expect("its files can be read").tree;
            upgrade(&tree, &mut diagnostics).into_owned()
        });
}

/// Tree to normal form.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_3_normalize(bencher: Bencher, document: &Named) {
    let tree = tree(document);
    bencher.bench(|| normalize(&tree, &mut Diagnostics::default()).map(|(document, _)| document));
}

/// Normal form to model.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_4_lower(bencher: Bencher, document: &Named) {
    let document = normal(document);
    bencher.bench(|| lower(&document, &mut Diagnostics::default()));
}

/// Model to names and views.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_5_rust(bencher: Bencher, document: &Named) {
    let api = lower(&normal(document), &mut Diagnostics::default());
    bencher.bench(|| views(&api, &Names::choose(&api)));
}

/// Views to texts.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_6_render(bencher: Bencher, document: &Named) {
    let api = lower(&normal(document), &mut Diagnostics::default());
    let views = views(&api, &Names::choose(&api));
    bencher.bench(|| module(&Renderer::new()?, &views, SIDES, Runtime::Vendored));
}

/// Model to contract: schemas, samples and the shapes of errors.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_7_contract(bencher: Bencher, document: &Named) {
    let document = normal(document);
    let api = lower(&document, &mut Diagnostics::default());
    let keys = Names::choose(&api).keys();
    bencher.bench(|| contract::write(&api, &document.schemas, &keys));
}

fn read(document: &Named) -> (Sources, FileId) {
    let mut sources = Sources::new();
    let root = sources.read(&document.0).expect("the file can be read");
    (sources, root)
}

fn tree(document: &Named) -> Node {
    let (mut sources, root) = read(document);
    let mut diagnostics = Diagnostics::default();
    let tree = sources
        .parse(root, &mut diagnostics)
        .expect("the document can be read");
    let bundled = bundle(
        tree,
        root,
        &mut sources,
        &Access::default(),
        &mut diagnostics,
    );
    let tree = bundled.expect("its files can be read").tree;
    upgrade(&tree, &mut diagnostics).into_owned()
}

fn normal(document: &Named) -> Document {
    let tree = tree(document);
    let document = normalize(&tree, &mut Diagnostics::default());
    document.expect("it is an OpenAPI document").0
}
