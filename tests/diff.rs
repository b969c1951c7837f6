//! `specfirst diff`: the changes between the documents of `specs/diff/`, the inputs, the formats and the exit status.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const OLD: &str = "openapi: 3.0.3
info: {title: Pets, version: 1.0.0}
paths:
  /pets:
    get:
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses: {'200': {$ref: 'parts.yaml#/pets'}}
";

const PARTS: &str = "pets:
  description: The pets.
  content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}
";

fn specfirst(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_specfirst"))
        .arg("diff")
        .args(arguments)
        .current_dir(dir)
        .output()
        .unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with an old document and a new one, in which a parameter is required.
fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("parts.yaml"), PARTS).unwrap();
    fs::write(dir.path().join("old.yaml"), OLD).unwrap();
    let new = OLD.replace("in: query,", "in: query, required: true,");
    fs::write(dir.path().join("new.yaml"), new).unwrap();
    dir
}

/// The changes that the JSON output has.
fn changes(output: &Output) -> Vec<Value> {
    let value: Value = serde_json::from_slice(&output.stdout).unwrap();
    value["changes"].as_array().unwrap().clone()
}

fn ids(output: &Output) -> Vec<String> {
    let changes = changes(output);
    changes
        .iter()
        .map(|change| change["id"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn changes_of_documents_in_both_directions() {
    insta::glob!("../specs/diff", "*/old.yaml", |path| {
        let dir = path.parent().unwrap();
        let mut text = String::new();
        for arguments in [["old.yaml", "new.yaml"], ["new.yaml", "old.yaml"]] {
            let output = specfirst(dir, &[arguments[0], arguments[1], "--verbose"]);
            text.push_str(&format!(
                "{}, status {:?}\n\n",
                arguments.join(" -> "),
                output.status.code()
            ));
            text.push_str(&stdout(&output));
            text.push_str(&stderr(&output));
            text.push('\n');
        }
        let name = dir.file_name().unwrap().to_string_lossy().into_owned();
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_snapshot_suffix(name);
        settings.bind(|| insta::assert_snapshot!("diff", text));
    });
}

/// Every document is equal to itself, whatever is in it and wrong with it.
#[test]
fn a_document_has_no_changes_from_itself() {
    for folder in [
        "specs",
        "specs/behaviour",
        "specs/names",
        "specs/sloppy",
        "specs/bad",
    ] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let mut paths: Vec<PathBuf> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        paths.retain(|path| {
            path.extension()
                .is_some_and(|extension| extension == "yaml")
        });
        for path in paths {
            let name = path.to_str().unwrap();
            let output = specfirst(&folder, &[name, name, "--no-rust", "--format", "json"]);
            match output.status.code() {
                Some(0) => assert_eq!(ids(&output), Vec::<String>::new(), "{name}"),
                // Not an OpenAPI document at all.
                Some(2) => assert!(stderr(&output).contains("error"), "{name}"),
                status => panic!("{name}: {status:?}\n{}{}", stdout(&output), stderr(&output)),
            }
        }
    }
}

#[test]
fn the_status_is_that_of_the_chosen_level() {
    let dir = folder();
    let status = |arguments: &[&str]| specfirst(dir.path(), arguments).status.code();
    assert_eq!(status(&["old.yaml", "new.yaml"]), Some(1));
    assert_eq!(status(&["new.yaml", "old.yaml"]), Some(0));
    assert_eq!(
        status(&["new.yaml", "old.yaml", "--fail-on", "info"]),
        Some(1)
    );
    assert_eq!(
        status(&["old.yaml", "old.yaml", "--fail-on", "info"]),
        Some(0)
    );
    assert_eq!(status(&["old.yaml", "none.yaml"]), Some(2));
    assert_eq!(status(&["old.yaml", "parts.yaml"]), Some(2));
    assert_eq!(status(&["old.yaml"]), Some(2));
    assert_eq!(
        status(&["http://127.0.0.1:1/openapi.yaml", "old.yaml"]),
        Some(2)
    );
}

/// A new value in responses breaks clients that list the values: an error by the strict reading, a warning by levels.
#[test]
fn the_strict_reading_is_stricter_than_the_levels() {
    let dir = tempfile::tempdir().unwrap();
    let document = |values: &str| {
        format!(
            "openapi: 3.0.3\ninfo: {{title: A, version: 1.0.0}}\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          \
            description: A\n          content:\n            application/json:\n              schema:\n                \
            properties: {{state: {{type: string, enum: [{values}]}}}}\n"
        )
    };
    fs::write(dir.path().join("old.yaml"), document("on")).unwrap();
    fs::write(dir.path().join("new.yaml"), document("on, off")).unwrap();
    let status = |fail_on: &str| {
        specfirst(dir.path(), &["old.yaml", "new.yaml", "--fail-on", fail_on])
            .status
            .code()
    };
    assert_eq!(status("breaking"), Some(1));
    assert_eq!(status("err"), Some(0));
    assert_eq!(status("warn"), Some(1));
    assert_eq!(status("rust"), Some(1));
}

#[test]
fn levels_and_accepted_changes_are_files() {
    let dir = folder();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    let run = |more: &[&str]| {
        let mut arguments = vec!["old.yaml", "new.yaml", "--format", "json"];
        arguments.extend(more);
        specfirst(dir.path(), &arguments)
    };
    let found = changes(&run(&[]));
    assert_eq!(found[0]["id"], "request-parameter-became-required");
    let fingerprint = found[0]["fingerprint"].as_str().unwrap();

    write(
        "ignored",
        &format!("# Everybody sends it.\n{fingerprint} since 2020\n"),
    );
    let output = run(&["--ignore", "ignored"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(!ids(&output).contains(&"request-parameter-became-required".to_owned()));
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(
        (&report["ignored"], &report["ignored_breaking"]),
        (&1.into(), &1.into())
    );
    let output = specfirst(dir.path(), &["old.yaml", "new.yaml", "--ignore", "ignored"]);
    let text = stdout(&output);
    for line in [
        "\nrequests of existing clients are accepted: yes, if 1 ignored change is left out\n",
        "\nexisting clients can read the responses:   yes\n",
    ] {
        assert!(text.contains(line), "{text}");
    }
    for (format, line) in [
        ("markdown", "\n1 change is ignored.\n"),
        (
            "github",
            "::notice title=specfirst diff::1 change is ignored\n",
        ),
        ("junit", "1 change is ignored"),
    ] {
        let run = [
            "old.yaml", "new.yaml", "--ignore", "ignored", "--format", format,
        ];
        let text = stdout(&specfirst(dir.path(), &run));
        assert!(text.contains(line), "{text}");
    }
    // A verdict that is `no` anyway does not depend on it.
    let output = specfirst(dir.path(), &["new.yaml", "old.yaml", "--ignore", "ignored"]);
    assert!(!stdout(&output).contains("left out"), "{}", stdout(&output));

    write(
        "levels",
        "request-parameter-became-required info\napi-version-not-bumped none\n",
    );
    let output = run(&["--severity-levels", "levels"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(ids(&output), ["request-parameter-became-required"]);

    write("levels", "no-such-check err\n");
    let output = run(&["--severity-levels", "levels"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("levels: line 1: there is no check `no-such-check`"));
}

/// A fingerprint names a change, whatever is before it in the file and whatever else changes.
#[test]
fn fingerprints_do_not_depend_on_lines_or_other_changes() {
    let dir = folder();
    let new = fs::read_to_string(dir.path().join("new.yaml")).unwrap();
    let moved = new.replace(
        "  /pets:",
        "  /other: {get: {responses: {'200': {description: A}}}}\n  /pets:",
    );
    fs::write(
        dir.path().join("moved.yaml"),
        format!("# A comment.\n{moved}"),
    )
    .unwrap();
    let fingerprint = |new: &str| {
        let output = specfirst(dir.path(), &["old.yaml", new, "--format", "json"]);
        let found = changes(&output)
            .into_iter()
            .find(|it| it["id"] == "request-parameter-became-required");
        found.unwrap()["fingerprint"].as_str().unwrap().to_owned()
    };
    assert_eq!(fingerprint("new.yaml"), fingerprint("moved.yaml"));
}

/// Runs git, and returns what it prints.
fn git(dir: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.com",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(arguments)
        .current_dir(dir)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    stdout(&output).trim().to_owned()
}

#[test]
fn a_revision_is_read_with_the_files_that_it_refers_to() {
    let dir = folder();
    let git = |arguments: &[&str]| git(dir.path(), arguments);
    git(&["init", "-q"]);
    fs::create_dir(dir.path().join("api")).unwrap();
    for name in ["old.yaml", "parts.yaml"] {
        fs::rename(dir.path().join(name), dir.path().join("api").join(name)).unwrap();
    }
    git(&["add", "api"]);
    git(&["commit", "-q", "-m", "First"]);
    // The part is another one now.
    fs::write(
        dir.path().join("api/parts.yaml"),
        PARTS.replace("string", "integer"),
    )
    .unwrap();
    for (folder, old, new) in [
        (dir.path().to_owned(), "HEAD:api/old.yaml", "api/old.yaml"),
        (dir.path().join("api"), "HEAD:api/old.yaml", "old.yaml"),
        (dir.path().join("api"), "HEAD:./old.yaml", "old.yaml"),
        (dir.path().join("api"), "HEAD:old.yaml", "old.yaml"),
    ] {
        let output = specfirst(&folder, &[old, new, "--format", "json"]);
        assert!(
            ids(&output).contains(&"response-property-type-changed".to_owned()),
            "{}",
            stderr(&output)
        );
        let change = &changes(&output)[0];
        assert_eq!(change["old"]["file"], "HEAD:api/parts.yaml");
        assert_eq!(
            change["new"]["file"]
                .as_str()
                .map(|it| it.ends_with("parts.yaml")),
            Some(true)
        );
    }
    let output = specfirst(dir.path(), &["HEAD:none.yaml", "api/old.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("none.yaml"), "{}", stderr(&output));
    // From the top of the repository, where both are there.
    fs::write(
        dir.path().join("old.yaml"),
        "openapi: 3.0.3\ninfo: {title: Top, version: '1'}\npaths: {}\n",
    )
    .unwrap();
    git(&["add", "old.yaml"]);
    git(&["commit", "-q", "-m", "Second"]);
    let api = dir.path().join("api");
    let output = specfirst(
        &api,
        &["HEAD:old.yaml", "HEAD:./old.yaml", "--format", "json"],
    );
    assert_eq!(
        changes(&output)[0]["old"]["file"],
        "HEAD:old.yaml",
        "{}",
        stdout(&output)
    );
    let output = specfirst(&api, &["HEAD", "old.yaml"]);
    assert!(
        stderr(&output).contains("write `HEAD:PATH`"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn every_format_has_the_change_and_its_place() {
    let dir = folder();
    let run = |format: &str| {
        let output = specfirst(dir.path(), &["old.yaml", "new.yaml", "--format", format]);
        assert_eq!(output.status.code(), Some(1));
        stdout(&output)
    };
    insta::assert_snapshot!("diff_markdown", run("markdown"));
    insta::assert_snapshot!("diff_github", run("github"));
    insta::assert_snapshot!("diff_junit", run("junit"));
    insta::assert_snapshot!("diff_json", run("json"));
}

/// A change of a schema that all operations use is told once, with the operations.
#[test]
fn a_shared_change_does_not_grow_with_the_operations() {
    let dir = tempfile::tempdir().unwrap();
    let document = |kind: &str| {
        let content =
            serde_json::json!({"application/json": {"schema": {"$ref": "#/components/schemas/A"}}});
        let operation = serde_json::json!({"get": {"responses": {"200": {"description": "A", "content": content}}}});
        let paths: serde_json::Map<String, Value> = (0..30)
            .map(|number| (format!("/p{number}"), operation.clone()))
            .collect();
        let value = serde_json::json!({
            "openapi": "3.0.3",
            "info": {"title": "A", "version": "1"},
            "paths": paths,
            "components": {"schemas": {"A": {"type": "object", "properties": {"id": {"type": kind}}}}},
        });
        value.to_string()
    };
    fs::write(dir.path().join("old.json"), document("string")).unwrap();
    fs::write(dir.path().join("new.json"), document("integer")).unwrap();
    let run = |arguments: &[&str]| {
        let arguments = [&["old.json", "new.json", "--no-rust"], arguments].concat();
        specfirst(dir.path(), &arguments)
    };
    let human = stdout(&run(&[]));
    assert_eq!(human.matches("breaking[").count(), 1, "{human}");
    assert!(
        human.contains("GET /p0: response 200 body `/id`: the type"),
        "{human}"
    );
    let places = "also in GET /p1: response 200 body `/id`, ";
    assert!(
        human.contains(places) && human.contains(" and 24 more"),
        "{human}"
    );
    assert!(
        human.contains("\n1 breaking, 1 to look at, 0 other"),
        "{human}"
    );
    let all = stdout(&run(&["--verbose"]));
    assert!(all.contains("and GET /p29: response 200 body"), "{all}");
    let markdown = stdout(&run(&["--format", "markdown"]));
    assert!(
        markdown.contains("### Several operations\n\n- GET /p0: "),
        "{markdown}"
    );
    assert!(markdown.contains(" and 9 more\n"), "{markdown}");
    let github = stdout(&run(&["--format", "github"]));
    assert!(github.contains("; also in 29 other places\n"), "{github}");
    assert_eq!(github.matches("::error").count(), 1, "{github}");
    let junit = stdout(&run(&["--format", "junit"]));
    assert_eq!(junit.matches("<failure").count(), 1, "{junit}");
    let json = run(&["--format", "json"]);
    assert_eq!(
        ids(&json),
        ["response-property-type-changed", "api-version-not-bumped"]
    );
    let changes = changes(&json);
    let uses = changes[0]["uses"].as_array().unwrap();
    assert_eq!(uses.len(), 30);
    // Each of them can be accepted.
    let accepted: Vec<&str> = uses
        .iter()
        .map(|it| it["fingerprint"].as_str().unwrap())
        .collect();
    fs::write(dir.path().join("accepted"), accepted[1..].join("\n")).unwrap();
    assert_eq!(run(&["--ignore", "accepted"]).status.code(), Some(1));
    fs::write(dir.path().join("accepted"), accepted.join("\n")).unwrap();
    assert_eq!(run(&["--ignore", "accepted"]).status.code(), Some(0));
}

/// What a document says cannot end a line, an attribute or an element of the output.
#[test]
fn texts_of_documents_are_escaped() {
    let dir = tempfile::tempdir().unwrap();
    let document = |name: &str| {
        let paths =
            serde_json::json!({ name: {"get": {"responses": {"200": {"description": "A"}}}} });
        let value = serde_json::json!({"openapi": "3.0.3", "info": {"title": "A", "version": "1"}, "paths": paths});
        value.to_string()
    };
    let name = "/a\n::error::<b>&\"'`*_%0A";
    fs::write(dir.path().join("old.json"), document(name)).unwrap();
    fs::write(dir.path().join("new.json"), document("/b")).unwrap();
    let run = |format: &str| {
        stdout(&specfirst(
            dir.path(),
            &["old.json", "new.json", "--format", format],
        ))
    };
    let github = run("github");
    assert!(
        github
            .lines()
            .all(|line| line.starts_with("::error file=") || line.starts_with("::warning file=")),
        "{github}"
    );
    let junit = run("junit");
    assert!(!junit.contains("<b>") && !junit.contains("&\""), "{junit}");
    let markdown = run("markdown");
    assert!(!markdown.contains("\n::error"), "{markdown}");
    assert!(serde_json::from_str::<Value>(&run("json")).is_ok());
}

#[test]
fn references_of_a_revision_may_leave_the_folder_but_not_the_repository() {
    let dir = folder();
    let api = dir.path().join("api");
    fs::create_dir(&api).unwrap();
    let document = OLD.replace("parts.yaml", "../parts.yaml");
    fs::write(api.join("inside.yaml"), &document).unwrap();
    let document = OLD.replace("parts.yaml", "../../parts.yaml");
    fs::write(api.join("outside.yaml"), &document).unwrap();
    git(dir.path(), &["init", "-q"]);
    git(dir.path(), &["add", "."]);
    git(dir.path(), &["commit", "-q", "-m", "First"]);
    let run = |old: &str| specfirst(dir.path(), &[old, old, "--format", "json", "--no-rust"]);
    let value = |output: &Output| -> Value { serde_json::from_slice(&output.stdout).unwrap() };
    let output = run("HEAD:api/inside.yaml");
    assert_eq!(stderr(&output), "");
    assert_eq!(value(&output)["responses_readable"], true);
    let output = run("HEAD:api/outside.yaml");
    assert_eq!(value(&output)["responses_readable"], Value::Null);
    let message = stderr(&output);
    assert!(message.contains("HEAD:api/outside.yaml:7:"), "{message}");
    let temp = std::env::temp_dir();
    assert!(!message.contains(temp.to_str().unwrap()), "{message}");
    let output = specfirst(
        dir.path(),
        &["HEAD:api/outside.yaml", "HEAD:api/outside.yaml"],
    );
    assert!(
        stdout(&output).contains("responses:   unknown"),
        "{}",
        stdout(&output)
    );
}

/// git itself adds no such names to a tree, but reads them.
#[test]
fn a_tree_with_names_that_lead_out_of_it_is_refused() {
    let dir = folder();
    git(dir.path(), &["init", "-q"]);
    git(dir.path(), &["add", "old.yaml"]);
    git(dir.path(), &["commit", "-q", "-m", "First"]);
    let object = |name: &str| {
        let arguments = ["rev-parse", name];
        let id = git(dir.path(), &arguments);
        let digits: Vec<char> = id.chars().collect();
        let byte = |pair: &[char]| u8::from_str_radix(&String::from_iter(pair), 16).unwrap();
        digits.chunks(2).map(byte).collect::<Vec<u8>>()
    };
    let blob = object("HEAD:old.yaml");
    let tree = |entries: &[(&str, &str, &[u8])]| {
        let mut bytes = Vec::new();
        for (mode, name, id) in entries {
            bytes.extend(format!("{mode} {name}\0").as_bytes());
            bytes.extend(*id);
        }
        fs::write(dir.path().join("tree"), bytes).unwrap();
        let id = git(
            dir.path(),
            &["hash-object", "-t", "tree", "--literally", "-w", "tree"],
        );
        (object(&id), id)
    };
    let (inner, _) = tree(&[("100644", "evil.yaml", &blob)]);
    let (_, outer) = tree(&[("40000", "..", &inner), ("100644", "old.yaml", &blob)]);
    let revision = format!("{outer}:old.yaml");
    let output = specfirst(dir.path(), &[&revision, "old.yaml", "--no-rust"]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert!(
        stderr(&output).contains("../evil.yaml"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn an_unknown_verdict_about_rust_fails_where_it_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    // `compare` reads it, `generate` does not.
    fs::write(dir.path().join("a.yaml"), OLD).unwrap();
    let run = |more: &[&str]| {
        let arguments = [&["a.yaml", "a.yaml", "--fail-on", "rust"], more].concat();
        specfirst(dir.path(), &arguments)
    };
    let output = run(&[]);
    assert!(stdout(&output).contains("unknown"), "{}", stdout(&output));
    assert_eq!(output.status.code(), Some(1));
    let output = run(&["--no-rust"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("--no-rust"), "{}", stderr(&output));
}
