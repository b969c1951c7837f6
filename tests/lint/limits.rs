//! Documents and rulesets that would take long: what is not decided is a warning, and the command ends soon.

use std::fmt::Write;
use std::time::{Duration, Instant};

use super::{Folder, PETS};

/// The warnings of a run that has to end soon.
fn warnings(folder: &Folder, arguments: &[&str]) -> String {
    let start = Instant::now();
    let warnings = folder.warnings(arguments);
    assert!(start.elapsed() < Duration::from_secs(60), "{warnings}");
    warnings
}

fn with_ruleset(ruleset: &str) -> Folder {
    Folder::new(&[("a.yaml", PETS), (".spectral.yaml", ruleset)])
}

#[test]
fn aliases_in_circles_leave_their_rules_out() {
    let folder = with_ruleset(
        "aliases: {A: ['#B'], B: ['#A'], Own: ['#Own.x']}
rules:
  circle: {given: '#A', then: {function: falsy}}
  own: {given: '#Own', then: {function: falsy}}
  good: {given: $.info, then: {function: falsy}}
",
    );
    let text = warnings(&folder, &["a.yaml"]);
    assert_eq!(text.matches("refers to itself").count(), 2, "{text}");
    assert_eq!(folder.rules(&["a.yaml"]), ["good"]);
}

#[test]
fn aliases_that_stand_for_too_many_paths_leave_their_rules_out() {
    // Ten alternatives at each of ten levels.
    let mut ruleset = "aliases:\n  A0: [$.info]\n".to_owned();
    for level in 1..10 {
        let items = vec![format!("'#A{}'", level - 1); 10];
        writeln!(ruleset, "  A{level}: [{}]", items.join(", ")).unwrap();
    }
    ruleset.push_str(
        "rules:
  many: {given: '#A9', then: {function: falsy}}
  few: {given: '#A1', then: {function: falsy}}
",
    );
    let folder = with_ruleset(&ruleset);
    let text = warnings(&folder, &["a.yaml"]);
    assert!(text.contains("the rule `many` is left out"), "{text}");
    assert!(text.contains("stand for too many paths"), "{text}");
    assert_eq!(folder.rules(&["a.yaml"]), ["few"]);
}

#[test]
fn rulesets_that_extend_each_other_are_refused() {
    let folder = Folder::new(&[
        ("a.yaml", PETS),
        ("one.yaml", "extends: [other.yaml]\n"),
        ("other.yaml", "extends: [one.yaml]\n"),
        ("own.yaml", "extends: ./own.yaml\n"),
    ]);
    for ruleset in ["one.yaml", "own.yaml"] {
        let output = folder.lint(&["a.yaml", "--ruleset", ruleset]);
        assert_eq!(output.status.code(), Some(2));
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains("extends itself"), "{text}");
    }
}

#[test]
fn a_ruleset_that_many_extend_is_read_once() {
    // Twenty levels, each of which extends the next one twice.
    let names: Vec<String> = (0..20).map(|level| format!("r{level}.yaml")).collect();
    let texts: Vec<String> = (0..20)
        .map(|level| match level {
            19 => "rules: {last: {given: $.info, then: {function: falsy}}}\n".to_owned(),
            _ => format!("extends: [r{0}.yaml, ./r{0}.yaml]\n", level + 1),
        })
        .collect();
    let mut files = vec![("a.yaml", PETS)];
    files.extend(
        names
            .iter()
            .zip(&texts)
            .map(|(name, text)| (&**name, &**text)),
    );
    let folder = Folder::new(&files);
    let arguments = ["a.yaml", "--ruleset", "r0.yaml"];
    assert_eq!(warnings(&folder, &arguments), "");
    assert_eq!(folder.rules(&arguments), ["last"]);
}

#[test]
fn the_root_has_no_parent() {
    let folder = with_ruleset(
        "rules:
  above: {given: '$^', then: {function: falsy}}
  far-above: {given: '$.info^^^^', then: {function: falsy}}
  root: {given: '$.info^', then: {function: falsy}}
",
    );
    assert_eq!(warnings(&folder, &["a.yaml"]), "");
    assert_eq!(folder.rules(&["a.yaml"]), ["root"]);
}

#[test]
fn a_regular_expression_that_takes_long_is_a_warning() {
    let folder = with_ruleset(
        "rules:
  slow:
    given: $.info.x-long
    then: {function: pattern, functionOptions: {match: '^((a+)+)+\\2b$'}}
  fast: {given: $.info, then: {function: falsy}}
",
    );
    let long = PETS.replace("{title:", &format!("{{x-long: {}, title:", "a".repeat(60)));
    std::fs::write(folder.0.path().join("a.yaml"), long).unwrap();
    let text = warnings(&folder, &["a.yaml"]);
    assert!(
        text.contains("a regular expression takes too long"),
        "{text}"
    );
    assert_eq!(folder.rules(&["a.yaml"]), ["fast"]);
}

/// A schema with levels of two alternatives, each of which is the next level; only the last one says anything.
fn levels(count: usize, keyword: &str, example: &str) -> String {
    let mut text = "components:\n  schemas:\n".to_owned();
    for level in 0..count {
        let next = format!("{{$ref: '#/components/schemas/S{}'}}", level + 1);
        writeln!(text, "    S{level}: {{{keyword}: [{next}, {next}]}}").unwrap();
    }
    writeln!(text, "    S{count}: {{type: object, required: [id]}}").unwrap();
    writeln!(
        text,
        "    Top: {{type: object, allOf: [{{$ref: '#/components/schemas/S0'}}], example: {example}}}"
    )
    .unwrap();
    format!("{PETS}{text}")
}

#[test]
fn schemas_that_fail_are_evaluated_once_for_a_value() {
    for keyword in ["anyOf", "oneOf"] {
        let folder = Folder::new(&[("a.yaml", &levels(40, keyword, "{}"))]);
        assert_eq!(warnings(&folder, &["a.yaml"]), "", "{keyword}");
        let found = folder.rules(&["a.yaml"]);
        assert!(
            found.contains(&"oas3-valid-schema-example".to_owned()),
            "{keyword}"
        );
    }
    // The same for a value that is valid.
    let folder = Folder::new(&[("a.yaml", &levels(40, "anyOf", "{id: 1}"))]);
    assert_eq!(warnings(&folder, &["a.yaml"]), "");
    let found = folder.rules(&["a.yaml"]);
    assert!(!found.contains(&"oas3-valid-schema-example".to_owned()));
}
