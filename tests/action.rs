//! The GitHub action and the hooks of pre-commit: their scripts are run as GitHub's runner does.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_yaml::Value;

const SPEC: &str = "openapi: 3.0.3
info: {title: Pets, version: 1.0.0}
paths:
  /pets/:
    get:
      operationId: listPets
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {'200': {description: The pets}}
";

fn file(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The steps of the action.
fn steps() -> Vec<Value> {
    let action = file("action.yml");
    assert_eq!(action["runs"]["using"], "composite");
    action["runs"]["steps"].as_sequence().unwrap().clone()
}

/// A clone of a repository with a document, and a home with specfirst.
struct Clone(tempfile::TempDir);

impl Clone {
    fn new() -> Self {
        let folder = Clone(tempfile::tempdir().unwrap());
        let bin = folder.path("home/.specfirst/bin");
        fs::create_dir_all(&bin).unwrap();
        symlink(env!("CARGO_BIN_EXE_specfirst"), bin.join("specfirst")).unwrap();
        fs::create_dir(folder.path("origin")).unwrap();
        folder.write("origin/open api.yaml", SPEC);
        folder.git("origin", &["init", "--quiet", "--initial-branch=main"]);
        folder.git("origin", &["add", "."]);
        let author = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
        folder.git("origin", &[&author[..], &["commit", "-qm", "A"]].concat());
        folder.git(".", &["clone", "--quiet", "origin", "work"]);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn git(&self, folder: &str, arguments: &[&str]) {
        let mut git = Command::new("git");
        git.current_dir(self.path(folder)).args(arguments);
        let output = git.output().unwrap();
        assert!(output.status.success(), "{output:?}");
    }

    /// Runs the last step of the action with these values of its variables.
    fn run(&self, variables: &[(&str, &str)]) -> (Option<i32>, String) {
        let steps = steps();
        let step = steps.last().unwrap();
        self.write("script", step["run"].as_str().unwrap());
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail"])
            .arg(self.path("script"))
            .current_dir(self.path("work"))
            .env("HOME", self.path("home"))
            .env("GITHUB_STEP_SUMMARY", self.path("summary"));
        for (name, _) in step["env"].as_mapping().unwrap() {
            bash.env(name.as_str().unwrap(), "");
        }
        bash.env("SPEC", "open api.yaml")
            .envs(variables.iter().copied());
        let output: Output = bash.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        (output.status.code(), text)
    }
}

#[test]
fn inputs_are_declared_and_never_part_of_a_script() {
    let inputs = file("action.yml")["inputs"].clone();
    for step in steps() {
        if let Some(script) = step["run"].as_str() {
            assert!(!script.contains("${{"), "{script}");
            assert_eq!(step["shell"], "bash");
        }
        let text = serde_yaml::to_string(&step).unwrap();
        for rest in text.split("inputs.").skip(1) {
            let is_name = |character: char| character.is_alphanumeric() || character == '-';
            let name = rest.split(|it| !is_name(it)).next().unwrap();
            assert!(inputs.get(name).is_some(), "{name}");
        }
    }
}

#[test]
fn the_action_lints() {
    let clone = Clone::new();
    let (status, text) = clone.run(&[("COMMAND", "lint")]);
    assert_eq!(status, Some(0), "{text}");
    let line = "::warning file=open api.yaml,line=4,";
    assert!(text.lines().any(|it| it.starts_with(line)), "{text}");
    let arguments = ("ARGS", "--ruleset oas\n--fail-severity warn");
    let (status, text) = clone.run(&[("COMMAND", "lint"), arguments]);
    assert_eq!(status, Some(1), "{text}");
}

#[test]
fn the_action_compares_with_the_base_of_a_pull_request() {
    let clone = Clone::new();
    let pull_request = [("COMMAND", "diff"), ("BASE_BRANCH", "main")];
    assert_eq!(clone.run(&pull_request), (Some(0), String::new()));
    let changed = SPEC.replace("in: query,", "in: query, required: true,");
    clone.write("work/open api.yaml", &changed);
    let (status, text) = clone.run(&pull_request);
    assert_eq!(status, Some(1), "{text}");
    let line = "::error file=open api.yaml,line=7,col=55,title=request-parameter-became-required::";
    assert!(text.lines().any(|it| it.starts_with(line)), "{text}");
    let summary = fs::read_to_string(clone.path("summary")).unwrap();
    assert!(
        summary.contains("the parameter became required"),
        "{summary}"
    );
    // The same by the name of a revision, and of a document.
    for base in [
        "origin/main",
        "HEAD:open api.yaml",
        "../origin/open api.yaml",
    ] {
        let (status, again) = clone.run(&[("COMMAND", "diff"), ("BASE", base)]);
        assert_eq!((status, again.as_str()), (Some(1), text.as_str()), "{base}");
    }
}

#[test]
fn the_action_has_nothing_to_compare_a_new_document_with() {
    let clone = Clone::new();
    clone.write("work/new.yaml", SPEC);
    let new = ("SPEC", "new.yaml");
    let (status, text) = clone.run(&[("COMMAND", "diff"), ("BASE", "HEAD"), new]);
    assert_eq!(status, Some(0), "{text}");
    assert!(text.starts_with("::notice ") && text.contains("new.yaml is new"));
    // A document that is nowhere, and a missing base, are mistakes.
    let nowhere = ("SPEC", "none.yaml");
    let (status, _) = clone.run(&[("COMMAND", "diff"), ("BASE", "HEAD"), nowhere]);
    assert_eq!(status, Some(2));
    let (status, _) = clone.run(&[("COMMAND", "diff")]);
    assert_eq!(status, Some(2));
}

#[test]
fn the_action_checks_generated_code() {
    let clone = Clone::new();
    let check = [("COMMAND", "generate"), ("ARGS", "--output api")];
    let (status, text) = clone.run(&check);
    assert_eq!(status, Some(1), "{text}");
    assert!(
        text.contains("\n::error title=specfirst generate::"),
        "{text}"
    );
    let mut generate = Command::new(env!("CARGO_BIN_EXE_specfirst"));
    generate.args(["generate", "open api.yaml", "-q", "-o", "api"]);
    let output = generate.current_dir(clone.path("work")).output().unwrap();
    assert!(output.status.success());
    assert_eq!(clone.run(&check).0, Some(0));
}

#[test]
fn inputs_of_the_action_are_not_evaluated() {
    let clone = Clone::new();
    let path = clone.path("evaluated");
    let text = format!("$(touch {0}); `touch {0}` *", path.display());
    for (command, name) in [
        ("lint", "COMMAND"),
        ("lint", "SPEC"),
        ("lint", "ARGS"),
        ("diff", "SPEC"),
        ("diff", "BASE"),
        ("diff", "ARGS"),
        ("generate", "SPEC"),
        ("generate", "ARGS"),
    ] {
        let variables = [
            ("BASE", "HEAD"),
            ("COMMAND", command),
            (name, text.as_str()),
        ];
        let (status, output) = clone.run(&variables);
        assert_eq!(status, Some(2), "{name} of {command}: {output}");
    }
    assert!(!path.exists());
}

/// pre-commit puts the names of files, or the user's `args`, behind the entry.
#[test]
fn hooks_are_commands() {
    let hooks = file(".pre-commit-hooks.yaml");
    let hooks = hooks.as_sequence().unwrap();
    let clone = Clone::new();
    for (hook, arguments) in hooks.iter().zip([
        ["open api.yaml", "--fail-severity=warn"],
        ["HEAD:open api.yaml", "changed.yaml"],
        ["open api.yaml", "--output=api"],
    ]) {
        let changed = SPEC.replace("in: query,", "in: query, required: true,");
        clone.write("work/changed.yaml", &changed);
        let entry = hook["entry"].as_str().unwrap().split(' ').skip(1);
        let mut command = Command::new(env!("CARGO_BIN_EXE_specfirst"));
        command
            .current_dir(clone.path("work"))
            .args(entry)
            .args(arguments);
        let output = command.output().unwrap();
        // All of them find something.
        assert_eq!(output.status.code(), Some(1), "{hook:?} {output:?}");
    }
    assert_eq!(hooks.len(), 3);
}
