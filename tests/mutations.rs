//! Documents changed by chance: whatever comes in, what comes out is Rust, complete, and the same every time.
//!
//! `SPECFIRST_MUTATIONS=20000` tries more of them; `SPECFIRST_MUTATIONS=123..124` tries that one again.

mod documents;
#[path = "../fuzz/fuzz_targets/invariants.rs"]
mod invariants;
mod mutate;

use std::env;
use std::fs;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use mutate::{Random, mutate, schemas};
use serde_json::Value;
use specfirst::diagnostic::Diagnostics;
use specfirst::source::Sources;

/// If set, how many mutants are tried, or which.
const COUNT: &str = "SPECFIRST_MUTATIONS";

#[test]
fn mutants_become_rust() {
    let seeds = seeds();
    let next = AtomicU64::new(seeds.start);
    let originals: Vec<Value> = documents::all().filter_map(|path| tree(&path)).collect();
    let tried = std::thread::scope(|scope| {
        let work = || {
            let mut complaints = Vec::new();
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= seeds.end {
                    break complaints;
                }
                let mutant = mutant(&originals, seed);
                // What overflows the stack leaves no time to say so.
                if env::var_os(COUNT).is_some() {
                    println!("{seed}");
                }
                if seeds.end - seeds.start == 1 {
                    keep(seed, &mutant);
                }
                let tried = catch_unwind(AssertUnwindSafe(|| check(&mutant)));
                if tried.is_err() {
                    complaints.push(keep(seed, &mutant));
                }
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let complaints = threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap());
        complaints.collect::<Vec<_>>()
    });
    assert!(
        tried.is_empty(),
        "what is said above is about:\n{}",
        tried.join("\n")
    );
}

fn seeds() -> Range<u64> {
    const USUALLY: u64 = 300;
    let Ok(wanted) = env::var(COUNT) else {
        return 0..USUALLY;
    };
    let number = |text: &str| {
        text.parse()
            .expect("SPECFIRST_MUTATIONS is a number, or two with `..` between")
    };
    match wanted.split_once("..") {
        Some((first, end)) => number(first)..number(end),
        None => 0..number(&wanted),
    }
}

/// A document as a tree; none where it can't be read.
fn tree(path: &Path) -> Option<Value> {
    let mut sources = Sources::new();
    let root = sources.read(path).unwrap();
    Some(sources.parse(root, &mut Diagnostics::new())?.to_json())
}

/// The mutant of a seed: of a document of `specs/`, or of one that is all chance.
fn mutant(originals: &[Value], seed: u64) -> Value {
    let mut random = Random::new(seed);
    if random.one_in(4) {
        return schemas::document(&mut random);
    }
    let mut mutant = random.pick(originals).clone();
    mutate(&mut mutant, &mut random);
    mutant
}

fn check(mutant: &Value) {
    let document = mutant.to_string();
    invariants::loads(&document);
    let (Some(generated), messages) = invariants::generates(&document) else {
        return;
    };
    let operations = operations(mutant);
    assert!(
        generated.operations >= operations,
        "{} operations of {operations}\n{messages}",
        generated.operations
    );
}

/// How many operations a document has at least; path items that are references are not counted.
fn operations(document: &Value) -> usize {
    const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];
    let paths = document["paths"].as_object().into_iter().flatten();
    let items = paths.filter(|(path, item)| !path.starts_with("x-") && item.get("$ref").is_none());
    let methods = items.flat_map(|(_, item)| METHODS.map(|method| item.get(method)));
    methods
        .flatten()
        .filter(|operation| operation.is_object())
        .count()
}

/// Writes a mutant to a file, and says how to try it again.
fn keep(seed: u64, mutant: &Value) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutant-{seed}.json"));
    fs::write(&path, serde_json::to_string_pretty(mutant).unwrap()).unwrap();
    format!(
        "SPECFIRST_MUTATIONS={seed}..{}  {}",
        seed + 1,
        path.display()
    )
}
