use serde_json::json;

use super::*;

fn round(value: &Value) {
    let text = print(value, Format::Yaml);
    let read: Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(&read, value, "{text}");
    assert_eq!(print(&read, Format::Yaml), text);
}

/// Strings that YAML would read as something else, or that it has to escape.
const STRINGS: &[&str] = &[
    "",
    " ",
    "a",
    "no",
    "No",
    "y",
    "~",
    "null",
    "1.0",
    "1e3",
    "0x1F",
    "0o17",
    "017",
    "1_000",
    "1:20",
    ".5",
    "+1",
    "-",
    "- a",
    "?",
    "? a",
    ":",
    "a:",
    "a: b",
    "a #b",
    "#a",
    "@a",
    "%a",
    "`a",
    "!x",
    "&a",
    "*a",
    "'",
    "''",
    "\"",
    "\\",
    "\\n",
    "[a",
    "{a}",
    "a]",
    "---",
    "...",
    "--- a",
    "2020-01-01",
    "2020-01-01T00:00:00Z",
    "<<",
    "=",
    "a\nb",
    "a\nb\n",
    "a\nb\n\n\n",
    "\na",
    "\n",
    "\n\n",
    "  a\nb",
    "a\n  b\n c",
    "a \nb",
    "a\n \nb",
    "\ta\nb",
    "a\tb",
    "a\tb\nc",
    "a\r\nb",
    "a\rb",
    "a\u{85}b\nc",
    "\u{1}x",
    "\u{2028}",
    "\u{FEFF}x",
    "\u{7F}",
    "é😀",
    "😀: é",
    "a\n---\nb",
    "a\n# b\n",
    "- a\n- b\n",
    "$ref",
    "/pets/{id}",
    "#/components/schemas/A",
    "a, b",
    "key: |",
    "\u{10FFFF}",
    "\u{FFFE}",
    "trailing ",
    "a\nb ",
    " \n a",
];

#[test]
fn strings_round_trip() {
    for &text in STRINGS {
        round(&json!({ "a": text, "b": [text, [text, { "c": text }]], text: 1 }));
        round(&json!({ text: { "x": text }, "z": [{ text: text, "y": text }] }));
    }
}

#[test]
fn values_round_trip() {
    round(&json!({
        "numbers": [0, -1, u64::MAX, i64::MIN, 1.5, 1e300, 5e-324, -9223372036854776000.0, 1e16, 0.1],
        "others": [null, true, false, [], {}, [[]], [{}], {"a": {}}],
        "nested": [[[1], [2, [3]]], [{"a": [{"b": [1]}]}]],
    }));
}

#[test]
fn the_layout_is_readable() {
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "No", "version": "1.0", "description": "Several\n\n- lines\n"},
        "paths": {"/pets/{id}": {"get": {"parameters": [{"name": "on", "in": "query"}], "responses": {"200": {}}}}},
    });
    let text = "openapi: 3.0.3\ninfo:\n  title: 'No'\n  version: '1.0'\n  description: |\n    Several\n\n    - lines\n\
        paths:\n  /pets/{id}:\n    get:\n      parameters:\n        - name: 'on'\n          in: query\n      responses:\n\
        \u{20}       '200': {}\n";
    assert_eq!(print(&document, Format::Yaml), text);
}
