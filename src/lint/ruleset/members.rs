//! Members that rulesets, rules and options of functions do not have: a misspelled one would be ignored silently.

use crate::nearest::Nearest;
use crate::source::{At, Node};

/// A finding about a place.
type Note = (At, String);

const RULESET: [&str; 11] = [
    "aliases",
    "description",
    "documentationUrl",
    "except",
    "extends",
    "formats",
    "functions",
    "functionsDir",
    "overrides",
    "parserOptions",
    "rules",
];

const OVERRIDE: [&str; 6] = [
    "aliases",
    "extends",
    "files",
    "formats",
    "parserOptions",
    "rules",
];

/// Those that Spectral reads, and those that its rules may have for people and other programs.
const RULE: [&str; 15] = [
    "description",
    "documentationUrl",
    "enabled",
    "extensions",
    "formats",
    "given",
    "message",
    "name",
    "recommended",
    "resolved",
    "severity",
    "summary",
    "tags",
    "then",
    "type",
];

const THEN: [&str; 3] = ["field", "function", "functionOptions"];

/// The options of functions.
const OPTIONS: [(&str, &[&str]); 12] = [
    ("alphabetical", &["keyedBy"]),
    ("casing", &["type", "disallowDigits", "separator"]),
    ("enumeration", &["values"]),
    ("length", &["min", "max"]),
    ("or", &["properties"]),
    ("xor", &["properties"]),
    ("pattern", &["match", "notMatch"]),
    (
        "schema",
        &["schema", "dialect", "allErrors", "prepareResults"],
    ),
    ("oasSchema", &["schema"]),
    ("oasOpSecurityDefined", &["schemesPath"]),
    ("serverVariables", &["checkSubstitutions", "requireDefault"]),
    ("unreferencedReusableObject", &["reusableObjectsLocation"]),
];

/// Notes the unknown members of a ruleset.
pub(super) fn check_ruleset(root: &Node, notes: &mut Vec<Note>) {
    check(root, &RULESET, "the ruleset", "member", notes);
    for item in super::read::list(root.get("overrides")) {
        check(item, &OVERRIDE, "the override", "member", notes);
    }
}

/// Notes the unknown members of a rule.
pub(super) fn check_rule(rule: &str, node: &Node, notes: &mut Vec<Note>) {
    check(node, &RULE, &format!("the rule `{rule}`"), "member", notes);
}

/// Notes the unknown members of a `then`, and the unknown options of its function.
pub(super) fn check_then(rule: &str, function: &str, node: &Node, notes: &mut Vec<Note>) {
    let subject = format!("a `then` of the rule `{rule}`");
    check(node, &THEN, &subject, "member", notes);
    let known = OPTIONS.iter().find(|(name, _)| *name == function);
    let known = known.map_or(&[][..], |(_, options)| *options);
    if let Some(options) = node.get("functionOptions") {
        let subject = format!("the function `{function}` of the rule `{rule}`");
        check(options, known, &subject, "option", notes);
        if let Some(separator) = options.get("separator").filter(|_| function == "casing") {
            let known = ["char", "allowLeading"];
            check(separator, &known, &subject, "option", notes);
        }
    }
}

fn check(node: &Node, known: &[&str], subject: &str, kind: &str, notes: &mut Vec<Note>) {
    let Some(object) = node.as_object() else {
        return;
    };
    for (key, entry) in object.iter() {
        // Extensions, and `$schema` or `$id`.
        if known.contains(&key) || key.starts_with("x-") || key.starts_with('$') {
            continue;
        }
        let near = Nearest::default().find(key, known.iter().copied());
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let note = format!("{subject} has no {kind} `{key}`, and it is ignored{hint}");
        notes.push((entry.key_at, note));
    }
}
