//! The rules of `specfirst lint`: each has a document in `specs/lint` that breaks it. And the formats, rulesets and flags
//! of the command.

mod documents;
#[path = "lint/limits.rs"]
mod limits;
#[path = "lint/rulesets.rs"]
mod rulesets;
#[path = "lint/schemas.rs"]
mod schemas;
#[path = "lint/tags.rs"]
mod tags;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use insta::assert_snapshot;
use specfirst::bundle::Access;
use specfirst::diagnostic::Diagnostics;
use specfirst::lint::document::{Document, Documents};
use specfirst::lint::ruleset::{self, Selection};
use specfirst::lint::{self, Finding};
use specfirst::source::Sources;

/// The findings of all rules in a document.
fn findings(path: &Path) -> Vec<Finding> {
    let mut sources = Sources::new();
    let root = sources.read(path).unwrap();
    let tree = sources.parse(root, &mut Diagnostics::new()).unwrap();
    let selections = [Selection::new("all"), Selection::new("rest")];
    let ruleset = ruleset::load(&selections, Some(path), &Access::default()).unwrap();
    assert_eq!(ruleset.warnings, Vec::<String>::new());
    let document = Document {
        file: root,
        root: &tree,
    };
    let documents = Documents::new(vec![document], &|_, _| None);
    lint::lint(&documents, &ruleset).findings
}

fn rule_of(path: &Path) -> String {
    let name = path.file_stem().unwrap().to_str().unwrap();
    name.replace("no-ref-siblings", "no-$ref-siblings")
}

/// What the rule of a document's name finds in it.
#[test]
fn rules_find_what_their_documents_break() {
    insta::glob!("../specs/lint", "*.yaml", |path| {
        let rule = rule_of(path);
        let lines: Vec<String> = findings(path)
            .into_iter()
            .filter(|finding| finding.code == rule)
            .map(|finding| {
                let path = finding.path.join(" ");
                format!("{} at [{path}]: {}", finding.severity, finding.message)
            })
            .collect();
        assert!(!lines.is_empty(), "{rule} finds nothing");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            assert_snapshot!("lint", lines.join("\n"));
        });
    });
}

#[test]
fn every_rule_has_a_document_and_an_explanation() {
    let folder = documents::folder("specs/lint");
    let found: BTreeSet<String> = folder
        .read_dir()
        .unwrap()
        .map(|entry| rule_of(&entry.unwrap().path()))
        .collect();
    let rules: BTreeSet<String> = lint::rule_names().into_iter().map(str::to_owned).collect();
    assert_eq!(found, rules);
    for rule in lint::rule_names() {
        let (title, text) = lint::explanation(rule).unwrap();
        assert!(
            title.ends_with('.') && text.lines().count() > 2,
            "{rule}: {text}"
        );
    }
}

struct Folder(tempfile::TempDir);

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Self(folder)
    }

    fn lint(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_specfirst"))
            .current_dir(self.0.path())
            .arg("lint")
            .args(arguments)
            .output()
            .unwrap()
    }

    /// What is written to standard error.
    fn warnings(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.lint(arguments).stderr).unwrap()
    }

    fn text(&self, arguments: &[&str]) -> String {
        String::from_utf8(self.lint(arguments).stdout).unwrap()
    }

    /// The rules that are found, in order.
    fn rules(&self, arguments: &[&str]) -> Vec<String> {
        let output = self.lint(&[arguments, &["--format", "json"]].concat());
        let list: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        list.iter()
            .map(|finding| finding["code"].as_str().unwrap().to_owned())
            .collect()
    }
}

const PETS: &str = "openapi: 3.0.3
info: {title: Pets, version: '1', description: Pets., contact: {name: Ann}}
servers: [{url: https://pets.test}]
tags: [{name: pets}]
paths:
  /pets/:
    get:
      operationId: listPets
      description: Lists.
      tags: [pets, cats]
      responses: {'200': {description: ok}}
";

#[test]
fn findings_are_printed_in_all_formats() {
    let folder = Folder::new(&[("a.yaml", PETS)]);
    for format in ["human", "json", "sarif", "github", "junit", "codeclimate"] {
        let text = folder.text(&["a.yaml", "--format", format]);
        let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            assert_snapshot!(format!("lint-format-{format}"), text);
        });
    }
}

#[test]
fn a_document_that_cannot_be_parsed_has_a_finding_in_every_format() {
    let folder = Folder::new(&[
        ("a.yaml", "openapi: 3.0.3\ninfo: [\npaths: {}\n"),
        ("empty.yaml", ""),
        (
            "b.yaml",
            &PETS.replace("{description: ok}", "{$ref: a.yaml}"),
        ),
    ]);
    for format in ["human", "json", "sarif", "github", "junit", "codeclimate"] {
        let output = folder.lint(&["a.yaml", "--format", format]);
        assert_eq!(output.status.code(), Some(1), "{format}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("parser"), "{text}");
        assert!(text.contains("the YAML cannot be read"), "{text}");
        assert!(output.stderr.is_empty(), "{format}");
    }
    assert_eq!(folder.rules(&["empty.yaml"]), ["parser"]);
    // Of several documents, the others are checked.
    let both = folder.rules(&["a.yaml", "b.yaml"]);
    assert_eq!(both.iter().filter(|rule| *rule == "parser").count(), 2);
    assert!(both.contains(&"path-keys-no-trailing-slash".to_owned()));
    let text = folder.text(&["a.yaml"]);
    assert!(text.contains(" --> a.yaml:3:"), "{text}");
}

#[test]
fn names_of_files_are_escaped_in_junit() {
    let item = PETS.replace("/pets/", "/pets/{id}");
    let folder = Folder::new(&[("a&<b>.yaml", &item)]);
    let text = folder.text(&["a&<b>.yaml", "--ruleset", "rest", "--format", "junit"]);
    assert!(text.contains("<system-out>a&amp;&lt;b&gt;.yaml:"), "{text}");
    assert!(!text.contains("<b>"), "{text}");
}

#[test]
fn the_status_follows_the_severity() {
    let folder = Folder::new(&[("a.yaml", PETS), ("b.yaml", "{")]);
    let status = |arguments: &[&str]| folder.lint(arguments).status.code();
    assert_eq!(status(&["a.yaml"]), Some(0));
    assert_eq!(status(&["a.yaml", "--fail-severity", "warn"]), Some(1));
    assert_eq!(status(&["b.yaml"]), Some(1));
    assert_eq!(status(&["c.yaml"]), Some(2));
    assert_eq!(status(&["a.yaml", "--ruleset", "none.yaml"]), Some(2));
}

#[test]
fn rulesets_are_read_as_spectral_reads_them() {
    let ruleset = "
extends: [[spectral:oas, off], ./base.yaml]
aliases:
  Operations: ['$.paths[*][get,post]']
rules:
  operation-tag-defined: error
  short-paths:
    given: '$.paths[*]~'
    severity: info
    message: '{{property}}: {{error}}'
    then: {function: length, functionOptions: {max: 3}}
  described:
    given: '#Operations'
    then: {field: summary, function: truthy}
  scripted:
    given: $
    then: {function: ours}
overrides:
  - files: ['*.yaml#/paths']
    rules: {described: off}
";
    let base = "rules: {has-get: {given: \"$.paths[?(@property.match(/^.PETS/i) && @.get)]\", then: {field: get, function: falsy}}}";
    let folder = Folder::new(&[
        ("a.yaml", PETS),
        (".spectral.yaml", ruleset),
        ("base.yaml", base),
    ]);
    assert_eq!(
        folder.rules(&["a.yaml"]),
        ["short-paths", "has-get", "operation-tag-defined"]
    );
    let output = folder.lint(&["a.yaml"]);
    let warnings = String::from_utf8(output.stderr).unwrap();
    assert!(
        warnings.contains("the function `ours` of the rule `scripted`"),
        "{warnings}"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn messages_name_the_missing_member_behind_references() {
    let document = "openapi: 3.0.3
paths:
  /pets:
    get:
      parameters: [{schema: {$ref: '#/components/schemas/Id'}}]
components: {schemas: {Id: {type: string}}}
";
    let ruleset = "rules: {described: {given: '$.paths[*][*].parameters[*].schema', \
                   message: 'no {{property}}', then: {field: description, function: truthy}}}";
    let folder = Folder::new(&[("a.yaml", document), (".spectral.yaml", ruleset)]);
    let text = folder.text(&["a.yaml", "--format", "json"]);
    assert!(text.contains("no description"), "{text}");
}

#[test]
fn findings_are_suppressed_in_the_document() {
    let ignoring = PETS.replace(
        "    get:",
        "    x-lint-ignore: [operation-tag-defined]\n    get:",
    );
    let folder = Folder::new(&[("a.yaml", PETS), ("b.yaml", &ignoring)]);
    assert_eq!(
        folder.rules(&["a.yaml"]),
        ["path-keys-no-trailing-slash", "operation-tag-defined"]
    );
    assert_eq!(folder.rules(&["b.yaml"]), ["path-keys-no-trailing-slash"]);
}

#[test]
fn a_baseline_only_gets_shorter() {
    let folder = Folder::new(&[("a.yaml", PETS)]);
    let baseline = ["a.yaml", "--baseline", "known"];
    let update = ["a.yaml", "--baseline", "known", "--update-baseline"];
    assert_eq!(folder.lint(&baseline).status.code(), Some(2));
    assert_eq!(folder.rules(&update), Vec::<String>::new());
    assert_eq!(folder.rules(&baseline), Vec::<String>::new());
    let known = || {
        fs::read_to_string(folder.0.path().join("known"))
            .unwrap()
            .lines()
            .count()
    };
    assert_eq!(known(), 3);
    // One finding goes, another one comes.
    let changed = PETS
        .replace("/pets/:", "/pets:")
        .replace("description: Lists.", "summary: x");
    fs::write(folder.0.path().join("a.yaml"), changed).unwrap();
    assert_eq!(
        folder.rules(&["a.yaml"]),
        ["operation-description", "operation-tag-defined"]
    );
    // What is known of a file that is not checked is kept.
    fs::write(folder.0.path().join("b.yaml"), PETS).unwrap();
    folder.rules(&["b.yaml", "--baseline", "known", "--update-baseline"]);
    assert_eq!(known(), 3);
    folder.rules(&update);
    assert_eq!(known(), 1);
    assert_eq!(folder.rules(&["a.yaml"]).len(), 2);
}

#[test]
fn corrections_keep_comments() {
    let folder = Folder::new(&[(
        "a.yaml",
        "openapi: 3.0.3
servers:
  - url: https://pets.test/ # the root
paths:
  '/pets/': {} # all
  /cats/: {}
  /cats: {}
components:
  schemas:
    Kind:
      type: string
      enum:
        - cat
        - dog # good
        - cat # again
    Size: {type: string, enum: [s, m, s]}
",
    )]);
    folder.lint(&["a.yaml", "--fix"]);
    let fixed = fs::read_to_string(folder.0.path().join("a.yaml")).unwrap();
    assert_snapshot!(fixed, @r"
    openapi: 3.0.3
    servers:
      - url: https://pets.test # the root
    paths:
      '/pets': {} # all
      /cats/: {}
      /cats: {}
    components:
      schemas:
        Kind:
          type: string
          enum:
            - cat
            - dog # good
        Size: {type: string, enum: [s, m]}
    ");
}

#[test]
fn what_is_written_is_printed() {
    let folder = Folder::new(&[("a.yaml", PETS), ("b.yaml", PETS)]);
    let printed = folder.warnings(&["--fix", "a.yaml", "b.yaml"]);
    // The path, and the tag that is not listed.
    assert_eq!(
        printed,
        "wrote 2 fixes to `a.yaml`\nwrote 2 fixes to `b.yaml`\n"
    );
    let printed = folder.warnings(&["--fix", "a.yaml"]);
    assert_eq!(printed, "nothing to fix in `a.yaml`\n");
    let folder = Folder::new(&[("a.yaml", PETS)]);
    let update = ["a.yaml", "--baseline", "known", "--update-baseline"];
    assert_eq!(folder.warnings(&update), "wrote 2 findings to `known`\n");
    fs::write(
        folder.0.path().join("a.yaml"),
        PETS.replace("[pets, cats]", "[pets]"),
    )
    .unwrap();
    assert_eq!(
        folder.warnings(&update),
        "wrote 1 finding to `known`, 1 fewer than before\n"
    );
    // A line that is no finding stays, and a file that would be the same is not written.
    let path = folder.0.path().join("known");
    let text = fs::read_to_string(&path).unwrap() + "\n# mine\nno finding\n";
    fs::write(&path, &text).unwrap();
    assert_eq!(
        folder.warnings(&update),
        "nothing to remove from `known`: 1 finding\n"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_correction_belongs_to_a_finding() {
    let text = PETS
        .replace("[{name: pets}]", "[{name: pets}, {name: cats}]")
        .replace("/pets/:", "/pets:");
    let folder = Folder::new(&[("a.yaml", &text)]);
    // The rule about the order of tags is not one of the recommended ones.
    folder.lint(&["--fix", "a.yaml"]);
    let read = || fs::read_to_string(folder.0.path().join("a.yaml")).unwrap();
    assert_eq!(read(), text);
    folder.lint(&["--fix", "a.yaml", "--ruleset", "all"]);
    assert!(
        read().contains("[{name: cats}, {name: pets}]"),
        "{}",
        read()
    );
}

#[test]
fn explanations_are_offered_for_rules_that_have_some() {
    let ruleset = "extends: [[spectral:oas, off]]
rules:
  own: {given: $.info, severity: info, then: {field: license, function: truthy}}
  other: {given: $.info, severity: hint, then: {field: summary, function: truthy}}
";
    let one = ruleset.to_owned() + "  operation-tag-defined: warn\n";
    let folder = Folder::new(&[
        ("a.yaml", PETS),
        (".spectral.yaml", ruleset),
        ("one.yaml", &one),
    ]);
    let last = |arguments: &[&str]| folder.text(arguments).lines().last().unwrap().to_owned();
    assert_eq!(last(&["a.yaml"]), "1 info, 1 hint");
    let text = folder.text(&["a.yaml"]);
    assert!(
        text.contains("info[own]") && text.contains("hint[other]"),
        "{text}"
    );
    assert_eq!(
        last(&["a.yaml", "--ruleset", "one.yaml"]),
        "1 warning, 1 info, 1 hint; `specfirst explain operation-tag-defined` tells more"
    );
}

#[test]
fn corrections_that_would_break_a_document_are_left_out() {
    let yaml = "\u{feff}openapi: 3.0.3
paths:
  /pets/: {}
  /cats/: {}
  /dogs: {$ref: '#/paths/~1pets~1'}
components:
  schemas:
    Kind: {x-enum-varnames: [One, Two, Three], enum: [a, a, b]}
    Commented: {enum: [a, # x,
        a]}
    Objects:
      enum:
        - {x: 1}
        - {x: 1}
";
    let folded = "components:
  schemas:
    A:
      enum:
        - long text
        - >-
          y
        - \"long
          text\"
";
    let folded = format!("openapi: 3.0.3\n{folded}");
    let anchor = "openapi: 3.0.3
components:
  schemas:
    A: {enum: [x, &d x], default: *d}
";
    let json =
        r#"{"openapi":"3.0.3","servers":[{"url":"https:\/\/a.test\/"}],"paths":{"\/pets\/":{}}}"#;
    let folder = Folder::new(&[
        ("a.yaml", yaml),
        ("b.yaml", anchor),
        ("c.json", json),
        ("d.yaml", &folded),
    ]);
    let output = folder.lint(&["--fix", "a.yaml", "b.yaml", "c.json", "d.yaml"]);
    let read = |name: &str| fs::read_to_string(folder.0.path().join(name)).unwrap();
    assert_eq!(read("a.yaml"), yaml.replace("/cats/", "/cats"));
    assert_eq!(read("b.yaml"), anchor);
    assert_eq!(read("c.json"), json);
    assert_eq!(read("d.yaml"), folded);
    let warnings = String::from_utf8(output.stderr).unwrap();
    assert!(
        warnings.contains("`d.yaml` is not corrected: more than the findings"),
        "{warnings}"
    );
    assert_eq!(folder.lint(&["--fix", "-"]).status.code(), Some(2));
}

#[test]
fn findings_are_in_the_file_that_has_them() {
    let folder = Folder::new(&[
        (
            "a.yaml",
            "openapi: 3.0.3
paths:
  /pets:
    parameters: [{$ref: 'parts/page.yaml#/Page'}, {$ref: 'parts/none.yaml'}]
",
        ),
        (
            "parts/page.yaml",
            "Page: {name: page, in: query, schema: {type: integer, default: x}}\n",
        ),
    ]);
    let text = folder.text(&["a.yaml", "--format", "json"]);
    let list: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let of = |code: &str| list.iter().find(|finding| finding["code"] == code).unwrap();
    let example = of("oas3-valid-schema-example");
    assert_eq!(example["source"], "parts/page.yaml");
    assert_eq!(
        example["path"],
        serde_json::json!(["Page", "schema", "default"])
    );
    assert_eq!(of("invalid-ref")["source"], "a.yaml");
}
