//! Generated crates, put on disk as one cargo workspace. The folder stays, and only what differs is written, so that a
//! second run compiles nothing twice.

#![allow(dead_code, reason = "every test uses some of it")]

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use specfirst::output;
use specfirst::pipeline::Generated;

/// A cargo workspace.
pub struct Workspace {
    dir: PathBuf,
    /// The folder of each crate, and its name.
    members: BTreeMap<String, String>,
}

impl Workspace {
    /// An empty one, in a folder that is the same at every run.
    pub fn new(name: &str) -> Workspace {
        let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        Workspace { dir, members: BTreeMap::new() }
    }

    /// Adds a crate, with a file or another than it was generated with.
    pub fn add(&mut self, member: &str, generated: &Generated, edit: impl Fn(&str, &str) -> String) {
        let dir = self.dir.join(member);
        output::plan(&dir, &generated.files).unwrap().apply().unwrap();
        for file in &generated.files {
            let text = std::str::from_utf8(file.contents()).unwrap();
            write(&dir.join(file.path()), &edit(file.path(), text));
        }
        self.members.insert(member.to_owned(), generated.name.clone());
    }

    /// Writes what makes a workspace of the crates.
    pub fn finish(self) -> Workspace {
        let mut text = "[workspace]\nresolver = \"3\"\nmembers = [\n".to_owned();
        for member in self.members.keys() {
            writeln!(text, "    \"{member}\",").unwrap();
        }
        // Nobody debugs these, and debug information is most of what is written.
        text.push_str("]\n\n[profile.dev]\ndebug = false\nincremental = false\n");
        write(&self.dir.join("Cargo.toml"), &text);
        self
    }

    /// The name of the crate in a folder.
    pub fn package(&self, member: &str) -> &str {
        &self.members[member]
    }

    /// A cargo command in the workspace.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command.args(arguments).arg("--target-dir").arg(self.dir.join("target")).current_dir(&self.dir);
        command
    }

    /// Runs a cargo command and gives the compiler's warnings and errors, as the terminal shows them.
    pub fn complaints(&self, arguments: &[&str]) -> Vec<String> {
        let output = self.cargo(arguments).arg("--message-format=json").output().unwrap();
        let complaints: Vec<String> = complaints(&output);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() || !complaints.is_empty(), "cargo {}:\n{stderr}", arguments.join(" "));
        complaints
    }
}

fn complaints(output: &Output) -> Vec<String> {
    let lines = String::from_utf8_lossy(&output.stdout);
    let messages = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let complaints = messages.filter(|message| message["reason"] == "compiler-message");
    complaints.filter_map(|message| message["message"]["rendered"].as_str().map(str::to_owned)).collect()
}

/// Writes a file, if that changes it.
pub fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|old| old == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}
