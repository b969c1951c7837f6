use serde_json::{Value as Json, json};

use crate::diagnostic::Diagnostics;
use crate::source::{At, FileId, Node, Sources, Value};

/// Every node of the tree, with its number and pointer.
fn walk(node: &Node, pointer: String, seen: &mut Vec<(At, String, Option<Json>)>) {
    let scalar = !matches!(node.value, Value::Array(_) | Value::Object(_));
    seen.push((node.at, pointer.clone(), scalar.then(|| node.to_json())));
    match &node.value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, format!("{pointer}/{index}"), seen);
            }
        }
        Value::Object(object) => {
            for (key, entry) in object.iter() {
                let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                seen.push((
                    entry.key_at,
                    pointer.clone(),
                    Some(Json::String(key.to_owned())),
                ));
                walk(&entry.node, pointer, seen);
            }
        }
        _ => {}
    }
}

/// Asserts that every node is found at its pointer, and that the text at its position parses as its value.
fn check(name: &str, text: &str) {
    let mut sources = Sources::new();
    let file = sources.add(name, text);
    let mut diagnostics = Diagnostics::new();
    let tree = sources.parse(file, &mut diagnostics);
    assert!(!diagnostics.has_errors(), "{diagnostics:?}\n{text}");
    let mut seen = Vec::new();
    walk(tree.as_ref().unwrap(), String::new(), &mut seen);
    let places: Vec<_> = seen.iter().map(|(at, ..)| *at).collect();
    let spans = sources.locate_all(&places);
    for (at, pointer, scalar) in seen {
        let span = spans
            .get(&at)
            .unwrap_or_else(|| panic!("{at:?} {pointer} is not found in\n{text}"));
        assert_eq!(span.pointer, pointer, "{text}");
        assert_eq!(
            sources.locate(at).as_ref(),
            Some(span),
            "alone and with others: {text}"
        );
        let marked = &text[span.range.clone()];
        let Some(scalar) = scalar else { continue };
        let read: Option<Json> = serde_json::from_str(marked)
            .ok()
            .or_else(|| serde_yaml::from_str(marked).ok());
        let same = read.as_ref() == Some(&scalar)
            || scalar.as_str().is_some_and(|text| marked == text)
            || scalar.is_null() && pointer.rsplit('/').next() == Some(marked)
            || marked.starts_with(['|', '>']);
        assert!(same, "{pointer}: `{marked}` for {scalar} in\n{text}");
    }
}

/// A pseudo-random sequence, the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % limit
    }

    fn text(&mut self) -> String {
        let texts = [
            "a",
            "",
            "é",
            "a b",
            "x: y",
            "- z",
            "200",
            "true",
            "null",
            "#1",
            "\"",
            "'",
            "\\",
            "a/b~c",
            "{p}",
            "😀",
            "\t",
            "\u{2028}x",
            "*s",
            "&s",
            "long text with , and : and # in it",
            "\u{7f}",
            "<<",
            "end:",
            "@at",
            "|",
            "!t",
            "%d",
        ];
        texts[self.below(texts.len())].to_owned()
    }

    fn json(&mut self, depth: usize) -> Json {
        match self.below(if depth == 0 { 5 } else { 9 }) {
            0 => Json::Null,
            1 => Json::Bool(self.below(2) == 0),
            2 => json!(self.below(1000) as i64 - 500),
            3 => json!(self.below(1000) as f64 / 8.0),
            4 => Json::String(self.text()),
            5 | 6 => (0..self.below(4)).map(|_| self.json(depth - 1)).collect(),
            _ => self.object(depth - 1),
        }
    }

    fn object(&mut self, depth: usize) -> Json {
        let members = (0..self.below(5))
            .map(|_| (self.text(), self.json(depth)))
            .filter(|(key, _)| key != "<<");
        Json::Object(members.collect())
    }
}

#[test]
fn any_document_is_counted_alike_both_times() {
    let mut chance = Chance(1);
    for _ in 0..300 {
        let json = chance.object(4);
        check("x.json", &json.to_string());
        check("x.json", &serde_json::to_string_pretty(&json).unwrap());
        if json.as_object().is_some_and(|members| !members.is_empty()) {
            check("x.yaml", &serde_yaml::to_string(&json).unwrap());
        }
    }
}

#[test]
fn json_with_every_escape() {
    check(
        "x.json",
        "{\t\"a\\/b\": \"\\ud83d\\ude00\\\"\\\\\", \"\\u00e9\":\r\n[1e5 ,-0.5,{}\t, [] ], \"k\\\\\":{\"n\":null}}",
    );
}

#[test]
fn yaml_as_people_write_it() {
    check(
        "x.yaml",
        "# comment\nopenapi: 3.0.0\ninfo: {title: 'it''s', version: 1.10}\npaths:\n  /a:\n    get: &op\n      tags: [a, \"b\\\"c\", ~]\n      text: |\n        several\n        lines\n      more: >-\n        folded\n      parameters:\n      - name: x\n        in: query\n      -   - nested\n          - {}\n      - []\n    put: *op\n",
    );
    check("x.yaml", "a: {\n  \"b\": 1,\n  c: [ x, y ]\n}\nd: 2\n");
    check(
        "x.yaml",
        "a: !tag text\nb: &x !t 5\nc: *x\nd: 0x10\ne: 'é' # c\nf: \"é\"\ng:\nh: ~\n200: null\n",
    );
}

#[test]
fn one_line_holds_a_whole_document() {
    check(
        "x.yaml",
        "{é: &a {b: [1, 'é', \"ü\"], c: ~}, d: *a, e: 1.10, f: [*a, {g: é h}], i: {}}",
    );
}

#[test]
fn a_text_of_several_lines_is_marked_on_its_first() {
    for (text, first) in [
        ("a: \"b \\\n  c\"\n", "\"b \\"),
        ("a: 'b\r\n  c'\n", "'b"),
        ("a: b\n  c\n", "b"),
        ("a: >-  \n  c\n", ">-"),
    ] {
        let mut sources = Sources::new();
        let file = sources.add("x.yaml", text);
        let tree = sources.parse(file, &mut Diagnostics::new()).unwrap();
        let at = tree.pointer("/a").unwrap().at;
        assert_eq!(sources.verbatim(at), Some(first), "{text}");
    }
}

#[test]
fn what_aliases_bring_in_stands_where_it_is_written() {
    let mut sources = Sources::new();
    let file = sources.add("x.yaml", "a: &a\n  b: 1\nc: *a\nd: 2\n");
    let tree = sources.parse(file, &mut Diagnostics::new()).unwrap();
    let line = |pointer: &str| {
        sources
            .locate(tree.pointer(pointer).unwrap().at)
            .unwrap()
            .start
            .line
    };
    assert_eq!((line("/a/b"), line("/c/b"), line("/d")), (2, 2, 4));
}

#[test]
fn objects_are_marked_by_their_keys() {
    for (name, text) in [
        (
            "x.yaml",
            "paths:\n  /a:\n    get: {}\nlist:\n- one: 1\n- {}\n",
        ),
        (
            "x.json",
            "{\"paths\": {\"/a\": {\"get\": {}}}, \"list\": [{\"one\": 1}, {}]}",
        ),
    ] {
        let mut sources = Sources::new();
        let file = sources.add(name, text);
        let tree = sources.parse(file, &mut Diagnostics::new()).unwrap();
        let marked = |pointer: &str| {
            sources
                .verbatim(tree.pointer(pointer).unwrap().at)
                .unwrap()
                .trim_matches('"')
        };
        assert_eq!(
            (
                marked("/paths"),
                marked("/paths/~1a"),
                marked("/paths/~1a/get")
            ),
            ("paths", "/a", "get")
        );
        let items = if name == "x.json" {
            ("{", "{")
        } else {
            ("one", "list")
        };
        assert_eq!((marked("/list/0"), marked("/list/1")), items);
    }
}

#[test]
fn numbers_that_no_node_has_are_not_found() {
    let mut sources = Sources::new();
    let file = sources.add("x.yaml", "a: 1\n");
    let nowhere = [
        At { file, node: 3 },
        At {
            file: FileId(7),
            node: 0,
        },
        At::NONE,
    ];
    assert!(sources.locate_all(&nowhere).is_empty());
}
