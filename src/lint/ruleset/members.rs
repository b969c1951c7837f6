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

/// The formats of OpenAPI documents.
const FORMATS: [&str; 5] = ["oas2", "oas3", "oas3.0", "oas3.1", "oas3.2"];

/// How formats of other documents begin, whose rules never apply here.
const OTHER_FORMATS: [&str; 4] = ["aas", "arazzo", "asyncapi", "json-schema"];

/// Notes the unknown members of a ruleset.
pub(super) fn check_ruleset(root: &Node, notes: &mut Vec<Note>) {
    check(root, &RULESET, "the ruleset", "member", notes);
    if let Some(formats) = root.get("formats") {
        check_formats("the ruleset", formats, notes);
    }
    for item in super::read::list(root.get("overrides")) {
        check(item, &OVERRIDE, "the override", "member", notes);
    }
}

/// Notes the formats that there are not: a rule that has no other one would never apply.
pub(super) fn check_formats(subject: &str, formats: &Node, notes: &mut Vec<Note>) {
    for node in super::read::list(Some(formats)) {
        let name = node.as_str().unwrap_or_default().replace('_', ".");
        let is_other = OTHER_FORMATS
            .into_iter()
            .any(|family| name.starts_with(family));
        if is_other || FORMATS.contains(&name.as_str()) {
            continue;
        }
        let near = Nearest::default().find(&name, FORMATS.into_iter());
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let note = format!("{subject} has an unknown format `{name}`{hint}");
        notes.push((node.at, note));
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
