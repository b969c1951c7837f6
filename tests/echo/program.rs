//! A program that reads and writes the generated types of a document.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use specfirst::render::Runtime;
use specfirst_runtime::json::{DuplicateMembers, read_value};

use crate::{documents, workspace};

/// A compiled program.
pub struct Program {
    binary: PathBuf,
}

/// What came back for an instance.
pub struct Echo {
    /// As a client reads it.
    pub client: Read,
    /// As a server reads it: after validation and defaults.
    pub server: Read,
}

/// The result of reading a JSON text into a type, and writing it.
#[derive(Clone, Debug)]
pub enum Read {
    Written(Value),
    /// The type cannot hold it.
    Error(String),
    /// The validator refuses it.
    Invalid(String),
}

impl Program {
    /// Generates the types of documents with operations `echoN`, and compiles them with the program. An instance is sent by
    /// the index of its operation among those of all documents.
    pub fn build(package: &str, documents: &[(&Value, usize)]) -> Result<Program, String> {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(package);
        let mut dependencies = BTreeSet::new();
        let mut modules = String::new();
        let mut contracts = "pub const CONTRACTS: &[&str] = &[\n".to_owned();
        let mut echoes = "pub const ECHOES: &[super::Echo] = &[\n".to_owned();
        for (module, (document, operations)) in documents.iter().enumerate() {
            let text = document.to_string();
            let (generated, messages) =
                documents::generate_text_as("echo.json", &text, Runtime::Crate);
            let generated = generated.ok_or(messages)?;
            let module = format!("api{module}");
            for file in &generated.files {
                if let Some(path) = file.path().strip_prefix("src/api/") {
                    let path = dir.join("src").join(&module).join(path);
                    workspace::write(&path, documents::text(file));
                }
            }
            writeln!(modules, "#[path = \"{module}/mod.rs\"]\npub mod {module};").unwrap();
            writeln!(contracts, "    include_str!(\"{module}/contract.jsonl\"),").unwrap();
            for index in 0..*operations {
                let response = format!("{module}::operations::Echo{index}Response::Ok");
                writeln!(echoes, "    |input| super::echo({response}, input),").unwrap();
            }
            dependencies.extend(generated.dependencies);
        }
        let tables = format!("{modules}\n{contracts}];\n\n{echoes}];\n");
        workspace::write(&dir.join("src/types.rs"), &tables);
        workspace::write(&dir.join("src/main.rs"), include_str!("program/main.rs"));
        workspace::write(&dir.join("Cargo.toml"), &manifest(package, &dependencies));
        workspace::lock(&dir);
        let output = workspace::cargo(&dir, &["build", "--quiet"])
            .output()
            .unwrap();
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crates/target");
        let name = format!("{package}{}", std::env::consts::EXE_SUFFIX);
        let binary = target.join("debug").join(name);
        Ok(Program { binary })
    }

    /// Sends instances through the types of operations, given by index.
    pub fn echo(&self, instances: &[(usize, &Value)]) -> Vec<Echo> {
        let mut program = Command::new(&self.binary)
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = program.stdin.take().unwrap();
        let lines = instances
            .iter()
            .map(|(index, instance)| format!("{index}\t{instance}\n"));
        let lines: String = lines.collect();
        // It may end before it has read everything.
        let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
        let output = program.wait_with_output().unwrap();
        drop(writer.join());
        let text = String::from_utf8(output.stdout).unwrap();
        let mut echoes: Vec<Echo> = text.lines().map(parse).collect();
        // The stack overflowed at the next one, and it and those after it have no result.
        let ended = Read::Error(format!("the program ended: {}", output.status));
        echoes.resize_with(instances.len(), || Echo {
            client: ended.clone(),
            server: ended.clone(),
        });
        echoes
    }
}

fn parse(line: &str) -> Echo {
    let (client, server) = line.split_once('\t').unwrap();
    let read = |column: &str| match column.split_at(1) {
        ("=", text) => match read_value(text.as_bytes(), DuplicateMembers::Refuse) {
            Ok(value) => Read::Written(value),
            Err(error) => Read::Error(format!("writes {text}: {error}")),
        },
        ("-", text) => Read::Invalid(text.to_owned()),
        (_, text) => Read::Error(text.to_owned()),
    };
    Echo {
        client: read(client),
        server: read(server),
    }
}

/// The manifest of the program. The runtime has all its parts, so that it is compiled once for every document.
fn manifest(package: &str, dependencies: &BTreeSet<String>) -> String {
    let mut text = format!(
        "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
        [features]\nserver = []\nclient = []\n\n[dependencies]\n"
    );
    for line in dependencies {
        if !line.contains("optional = true") && !line.starts_with("specfirst-runtime ") {
            writeln!(text, "{line}").unwrap();
        }
    }
    writeln!(
        text,
        "specfirst-runtime = {{ path = '{}', default-features = false, features = [\"parts\"] }}\n\n\
        [lints.rust]\nunused = \"allow\"\n\n[workspace]\n\n[profile.dev]\ndebug = false\nincremental = false",
        documents::folder("runtime").display(),
    )
    .unwrap();
    text
}
