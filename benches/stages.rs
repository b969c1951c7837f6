//! Benchmarks of the stages, on the documents in `SPECFIRST_BENCH` (paths separated by colons), or else on some of `specs/`.
//!
//!     SPECFIRST_BENCH=github.json:stripe.json cargo bench
//!
//! Compare only results of one run, because other load on the machine affects all of them.

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
    receiver: true,
    features: true,
};

fn main() {
    divan::main();
}

/// A document, displayed by its file name.
struct BenchDocument(PathBuf);

impl fmt::Display for BenchDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.0.file_name().unwrap_or_default();
        f.write_str(&name.to_string_lossy())
    }
}

fn documents() -> Vec<BenchDocument> {
    let given = std::env::var_os("SPECFIRST_BENCH");
    let paths = given.iter().flat_map(std::env::split_paths);
    let own = ["countries", "petstore"];
    let own =
        own.map(|name| PathBuf::from(format!("{}/specs/{name}.yaml", env!("CARGO_MANIFEST_DIR"))));
    let own = own.into_iter().filter(|_| given.is_none());
    paths.chain(own).map(BenchDocument).collect()
}

/// All stages, without writing files.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn all_stages(bencher: Bencher, document: &BenchDocument) {
    bencher.bench(|| {
        let (mut sources, root) = read(document);
        let mut diagnostics = Diagnostics::default();
        pipeline::generate(&mut sources, root, &Options::default(), &mut diagnostics)
    });
}

/// From text to tree.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_1_source(bencher: Bencher, document: &BenchDocument) {
    let (sources, root) = read(document);
    bencher.bench(|| sources.parse(root, &mut Diagnostics::default()));
}

/// From the trees of all files to one tree of OpenAPI 3.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_2_bundle_and_upgrade(bencher: Bencher, document: &BenchDocument) {
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

/// From tree to normal form.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_3_normalize(bencher: Bencher, document: &BenchDocument) {
    let tree = tree(document);
    bencher.bench(|| normalize(&tree, &mut Diagnostics::default()).map(|(document, _)| document));
}

/// From normal form to model.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_4_lower(bencher: Bencher, document: &BenchDocument) {
    let document = normal(document);
    bencher.bench(|| lower(&document, &mut Diagnostics::default()));
}

/// From model to names and views.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_5_rust(bencher: Bencher, document: &BenchDocument) {
    let api = lower(&normal(document), &mut Diagnostics::default());
    bencher.bench(|| views(&api, &Names::choose(&api)));
}

/// From views to texts.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_6_render(bencher: Bencher, document: &BenchDocument) {
    let api = lower(&normal(document), &mut Diagnostics::default());
    let views = views(&api, &Names::choose(&api));
    bencher.bench(|| module(&Renderer::new()?, &views, SIDES, Runtime::Vendored));
}

/// From model to contract: schemas, samples and templates of error bodies.
#[divan::bench(args = documents(), sample_count = 5, sample_size = 1)]
fn stage_7_contract(bencher: Bencher, document: &BenchDocument) {
    let document = normal(document);
    let api = lower(&document, &mut Diagnostics::default());
    let keys = Names::choose(&api).keys();
    bencher.bench(|| contract::write(&api, &document.schemas, &keys));
}

fn read(document: &BenchDocument) -> (Sources, FileId) {
    let mut sources = Sources::new();
    let root = sources.read(&document.0).expect("the file can be read");
    (sources, root)
}

fn tree(document: &BenchDocument) -> Node {
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

fn normal(document: &BenchDocument) -> Document {
    let tree = tree(document);
    let document = normalize(&tree, &mut Diagnostics::default());
    document.expect("it is an OpenAPI document").0
}
