//! What is generated of documents changed by chance compiles, and its mock answers its client.
//!
//! Far too slow to run each time, and some mutants contradict themselves so that no mock can answer: this is to be run
//! and read by a person.
//!
//!     SPECFIRST_MUTANTS=0..100 cargo test --test mutants compile -- --ignored
//!     SPECFIRST_MUTANTS=0..100 SPECFIRST_DOCUMENTS=some/folder cargo test --test mutants -- --ignored

mod documents;
mod mutate;
mod workspace;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use mutate::piece::piece;
use mutate::{Random, mutate, schemas};
use serde_json::Value;
use specfirst::diagnostic::Diagnostics;
use specfirst::pipeline::Generated;
use specfirst::render::Runtime;
use specfirst::source::Sources;
use workspace::{calls, write};

#[test]
#[ignore = "compiles for minutes"]
fn mutants_compile() {
    let output = cargo(&write_all(false), &["clippy", "--tests"]);
    assert!(output.is_empty(), "{output}");
}

#[test]
#[ignore = "compiles for minutes"]
fn mutants_answer() {
    let output = cargo(&write_all(true), &["test"]);
    assert!(output.is_empty(), "{output}");
}

/// Writes one crate with a module for each mutant, and a test that calls each operation of it.
fn write_all(called: bool) -> PathBuf {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("mutants");
    let _ = fs::remove_dir_all(dir.join("src"));
    let _ = fs::remove_dir_all(dir.join("tests"));
    let originals = originals();
    let (mut library, mut tests) = (BTreeMap::new(), String::new());
    tests.push_str(include_str!("workspace/calls/main.rs"));
    for seed in seeds() {
        let mutant = mutant(&originals, seed).to_string();
        let (generated, _) = documents::generate_text_as("openapi.json", &mutant, Runtime::Crate);
        let Some(generated) = generated else {
            continue;
        };
        let module = format!("mutant{seed}");
        add(&dir.join("src").join(&module), &module, &generated);
        if called && generated.operations > 0 {
            let text = calls::module(&mutant);
            let library = generated.name.replace('-', "_");
            let text = text.replace(
                &format!("{library}::api"),
                &format!("mutants::{module}::api"),
            );
            write(&dir.join(format!("tests/calls/{module}.rs")), &text);
            tests.push_str(&format!("mod {module};\n"));
        }
        library.insert(seed, format!("pub mod {module};\n"));
    }
    let root: String = library.into_values().collect();
    write(&dir.join("src/lib.rs"), &root);
    if called {
        write(&dir.join("tests/calls/main.rs"), &tests);
    }
    let runtime = documents::folder("runtime").display().to_string();
    let manifest = include_str!("mutants/Cargo.toml").replace("RUNTIME", &runtime);
    write(&dir.join("Cargo.toml"), &manifest);
    dir
}

/// Writes the files of a mutant as a module of the crate.
fn add(dir: &Path, module: &str, generated: &Generated) {
    let library = generated.name.replace('-', "_");
    for file in &generated.files {
        let text = documents::text(file);
        match file.path() {
            "Cargo.toml" | "src/main.rs" | "src/lib.rs" => {}
            "src/handlers.rs" => write(
                &dir.join("handlers.rs"),
                &text.replace(
                    &format!("use {library}::api"),
                    &format!("use crate::{module}::api"),
                ),
            ),
            path => {
                if let Some(path) = path.strip_prefix("src/") {
                    write(&dir.join(path), text);
                }
            }
        }
    }
    write(&dir.join("mod.rs"), "pub mod api;\npub mod handlers;\n");
}

/// The documents that mutants are made of: those of `specs/`, or of a folder.
fn originals() -> Vec<Value> {
    let paths = match env::var_os("SPECFIRST_DOCUMENTS") {
        Some(folder) => fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect(),
        None => documents::all().collect::<Vec<_>>(),
    };
    let mut paths = paths;
    paths.sort();
    let tree = |path: PathBuf| {
        let mut sources = Sources::new();
        let root = sources.read(path).unwrap();
        Some(sources.parse(root, &mut Diagnostics::new())?.to_json())
    };
    paths.into_iter().filter_map(tree).collect()
}

fn mutant(originals: &[Value], seed: u64) -> Value {
    let mut random = Random::new(seed);
    if random.one_in(3) {
        return schemas::document(&mut random);
    }
    let original = random.pick(originals);
    let mut mutant = piece(original, &mut random);
    mutate(&mut mutant, &mut random);
    mutant
}

fn seeds() -> Range<u64> {
    let wanted = env::var("SPECFIRST_MUTANTS").unwrap_or_else(|_| "0..50".to_owned());
    let (first, end) = wanted.split_once("..").unwrap_or(("0", &wanted));
    first.parse().unwrap()..end.parse().unwrap()
}

/// What a cargo command complains of.
fn cargo(dir: &Path, arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(arguments)
        .arg("--target-dir")
        .arg(dir.join("target"))
        .current_dir(dir);
    let output = command.env("RUST_BACKTRACE", "0").output().unwrap();
    let shown = [output.stdout, output.stderr]
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        .concat();
    match output.status.success() && !shown.contains("warning:") {
        true => String::new(),
        false => shown,
    }
}
