//! Generated crates, put on disk as one cargo workspace. The folder stays, and only what differs is written, so that a
//! second run compiles nothing twice.

#![allow(dead_code, reason = "every test uses some of it")]

pub mod calls;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use specfirst::output;
use specfirst::pipeline::Generated;
use specfirst::render::Runtime;

use crate::documents;

/// The crate that calls the others.
pub const CALLS: &str = "calls-of-all";

/// The tests of the crate that calls the others.
const CALLS_TESTS: [(&str, &str); 18] = [
    ("books", include_str!("calls/books.rs")),
    ("echo", include_str!("calls/echo.rs")),
    ("enums", include_str!("calls/enums.rs")),
    ("forms", include_str!("calls/forms.rs")),
    ("media_texts", include_str!("calls/media_texts.rs")),
    ("media_types", include_str!("calls/media_types.rs")),
    ("multipart", include_str!("calls/multipart.rs")),
    (
        "multipart_positions",
        include_str!("calls/multipart_positions.rs"),
    ),
    (
        "multipart_responses",
        include_str!("calls/multipart_responses.rs"),
    ),
    ("peers", include_str!("calls/peers.rs")),
    ("ranges", include_str!("calls/ranges.rs")),
    ("receivers", include_str!("calls/receivers.rs")),
    ("streams", include_str!("calls/streams.rs")),
    ("text", include_str!("calls/text.rs")),
    ("unions", include_str!("calls/unions.rs")),
    ("versioning", include_str!("calls/versioning.rs")),
    ("versions", include_str!("calls/versions.rs")),
    ("xml", include_str!("calls/xml.rs")),
];

/// The crates that are compiled as the 2021 edition; a user may say so in Cargo.toml.
const EDITION_2021: [&str; 3] = ["customers", "names-keywords", "query-styles"];

/// Crates with a copy of the runtime, so that what a crate has of it is compiled alone; all others share the runtime
/// crate, whose features cargo unifies in a workspace. They are compiled in every way: what they have is what features,
/// docs and editions could break.
pub const VENDORED: [&str; 17] = [
    "answers-form",
    "body-ranges",
    "body-text-ranges",
    "docs-markdown",
    "empty-operation",
    "error-shapes",
    "formats",
    "hostile",
    "item-streams",
    "names-keywords",
    "petstore",
    "query-string",
    "schemas-3.1",
    "security-schemes",
    "webhooks",
    "webhooks-received",
    "xml",
];

/// A crate for every document that there is one for, and one that calls them all.
pub struct Workspace {
    dir: PathBuf,
    /// The name of the crate in each folder.
    members: BTreeMap<String, String>,
    /// The folders of the crates that receive webhooks or callbacks.
    receivers: BTreeSet<String>,
}

impl Workspace {
    /// Writes all crates.
    pub fn new() -> Workspace {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("crates");
        let mut workspace = Workspace {
            dir,
            members: BTreeMap::new(),
            receivers: BTreeSet::new(),
        };
        let mut calls = BTreeMap::new();
        for path in documents::all() {
            let member = documents::stem(&path);
            let runtime = match VENDORED.contains(&member.as_str()) {
                true => Runtime::Vendored,
                false => Runtime::Crate,
            };
            let (Some(generated), _) = documents::generate_as(&path, runtime) else {
                continue;
            };
            workspace.add(&member, &generated);
            if generated.operations > 0 {
                calls.insert(member, calls::module(&fs::read_to_string(&path).unwrap()));
            }
        }
        workspace.add_calls(&calls);
        workspace.finish();
        workspace
    }

    fn add(&mut self, member: &str, generated: &Generated) {
        let dir = self.dir.join(member);
        output::plan(&dir, &generated.files)
            .unwrap()
            .apply()
            .unwrap();
        for file in &generated.files {
            let text = documents::text(file);
            match file.path() {
                "Cargo.toml" if EDITION_2021.contains(&member) => {
                    write(
                        &dir.join("Cargo.toml"),
                        &text.replace("edition = \"2024\"", "edition = \"2021\""),
                    );
                }
                path => write(&dir.join(path), text),
            }
        }
        let mut paths = generated.files.iter().map(output::File::path);
        if paths.any(|path| path == "src/api/receiver/mod.rs") {
            self.receivers.insert(member.to_owned());
        }
        self.members
            .insert(member.to_owned(), generated.name.clone());
    }

    /// Adds the crate that calls the others, given its modules.
    fn add_calls(&mut self, modules: &BTreeMap<String, String>) {
        let dir = self.dir.join(CALLS);
        let mut manifest = include_str!("calls/Cargo.toml").to_owned();
        for member in modules.keys() {
            let package = self.package(member);
            let receiver = match self.receivers.contains(member) {
                true => ", \"receiver\"",
                false => "",
            };
            let features = format!("features = [\"server\", \"client\"{receiver}]");
            writeln!(
                manifest,
                "{package} = {{ path = \"../{member}\", default-features = false, {features} }}"
            )
            .unwrap();
        }
        let mut main = include_str!("calls/main.rs").to_owned();
        for (member, text) in modules {
            let module = format!("api_{}", member.replace(['-', '.'], "_"));
            writeln!(main, "mod {module};").unwrap();
            write(&dir.join(format!("tests/calls/{module}.rs")), text);
        }
        write(&dir.join("Cargo.toml"), &manifest);
        write(&dir.join("tests/calls/main.rs"), &main);
        write(&dir.join("src/lib.rs"), include_str!("calls/lib.rs"));
        for (name, text) in CALLS_TESTS {
            write(&dir.join(format!("tests/{name}.rs")), text);
        }
        self.members.insert(CALLS.to_owned(), CALLS.to_owned());
    }

    /// Writes what makes a workspace of the crates, and removes those of documents that are no more.
    fn finish(&self) {
        for entry in fs::read_dir(&self.dir).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy();
            if path.is_dir() && name != "target" && !self.members.contains_key(&*name) {
                fs::remove_dir_all(&path).unwrap();
            }
        }
        let mut text = "[workspace]\nresolver = \"3\"\nmembers = [\n".to_owned();
        for member in self.members.keys() {
            writeln!(text, "    \"{member}\",").unwrap();
        }
        text.push_str("]\n\n[patch.crates-io]\n");
        let runtime = documents::folder("runtime");
        writeln!(
            text,
            "specfirst-runtime = {{ path = '{}' }}",
            runtime.display()
        )
        .unwrap();
        // Nobody debugs these, and debug information is most of what is written.
        text.push_str("\n[profile.dev]\ndebug = false\nincremental = false\n");
        write(&self.dir.join("Cargo.toml"), &text);
        lock(&self.dir);
    }

    /// The name of the crate in a folder.
    pub fn package(&self, member: &str) -> &str {
        &self.members[member]
    }

    /// A cargo command in the workspace.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        cargo(&self.dir, arguments)
    }

    /// Runs a cargo command and returns the warnings and errors of the compiler, as the terminal shows them.
    pub fn complaints(&self, arguments: &[&str]) -> Vec<String> {
        complaints(&self.dir, arguments)
    }
}

/// Gives a workspace without a Cargo.lock that of the repository: known versions, which are compiled once for all.
pub fn lock(dir: &Path) {
    let path = dir.join("Cargo.lock");
    if !path.exists() {
        fs::copy(documents::folder("Cargo.lock"), path).unwrap();
    }
}

/// A cargo command in a folder. All commands share a folder of results, so that dependencies are compiled once.
pub fn cargo(dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(arguments)
        .arg("--target-dir")
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("crates/target"))
        .current_dir(dir);
    command
}

/// Runs a cargo command in a folder and returns the warnings and errors of the compiler, as the terminal shows them.
pub fn complaints(dir: &Path, arguments: &[&str]) -> Vec<String> {
    let output = cargo(dir, arguments)
        .arg("--message-format=json")
        .output()
        .unwrap();
    let complaints = compiler_messages(&output);
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success() || !complaints.is_empty(),
        "cargo {}:\n{stderr}",
        arguments.join(" ")
    );
    complaints
}

fn compiler_messages(output: &Output) -> Vec<String> {
    let lines = String::from_utf8_lossy(&output.stdout);
    let messages = lines
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let complaints = messages.filter(|message| message["reason"] == "compiler-message");
    complaints
        .filter_map(|message| message["message"]["rendered"].as_str().map(str::to_owned))
        .collect()
}

/// Writes a file, if that changes it.
pub fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
