use serde_json::json;

use super::*;

fn parsed(name: &str, text: &str) -> (Option<serde_json::Value>, Vec<&'static str>) {
    let mut diagnostics = Diagnostics::new();
    let node = parse(FileId(0), name, text, None, &mut diagnostics);
    let codes = diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code.name())
        .collect();
    (node.map(|node| node.to_json()), codes)
}

#[test]
fn scalars_are_those_of_yaml_1_2() {
    let text = "a: yes\nb: true\nc: 2024-01-02\nd: 0o17\ne: 1.10\nf: ~\ng:\nh: '1'\ni: 012\nj: -9223372036854776000";
    let json = json!({"a": "yes", "b": true, "c": "2024-01-02", "d": 15, "e": 1.1, "f": null, "g": null, "h": "1",
        "i": "012", "j": -9223372036854776000.0});
    assert_eq!(parsed("x.yaml", text), (Some(json), vec![]));
}

#[test]
fn keys_are_text_as_written() {
    let (tree, codes) = parsed(
        "x.yaml",
        "200: a\ntrue: b\n1.10: c\n0x10: d\n~: e\n\"q\\t\": f",
    );
    assert_eq!(
        tree,
        Some(json!({"200": "a", "true": "b", "1.10": "c", "0x10": "d", "~": "e", "q\t": "f"}))
    );
    assert!(codes.is_empty());
}

#[test]
fn merges_add_missing_members() {
    let text =
        "base: &b {x: 1, y: 2}\nother: &o {y: 3, z: 4}\nall:\n  x: 0\n  <<: [*b, *o]\n  z: 5\n";
    let (tree, codes) = parsed("x.yaml", text);
    assert_eq!(
        tree.map(|tree| tree["all"].clone()),
        Some(json!({"x": 0, "y": 2, "z": 5}))
    );
    assert!(codes.is_empty());
    assert_eq!(
        parsed("x.yaml", "a: {<<: 1}"),
        (Some(json!({"a": {"<<": 1}})), vec!["bad-merge"])
    );
    assert_eq!(
        parsed("x.json", r#"{"<<": {"a": 1}}"#),
        (Some(json!({"<<": {"a": 1}})), vec![])
    );
}

#[test]
fn tags_are_ignored() {
    let (tree, _) = parsed("x.yaml", "a: !x 1\nb: !y [2, !z {c: 3}]\nd: !!str 4\ne: !w");
    assert_eq!(
        tree,
        Some(json!({"a": 1, "b": [2, {"c": 3}], "d": "4", "e": null}))
    );
}

#[test]
fn duplicates_are_reported_in_both_formats() {
    assert_eq!(
        parsed("x.yaml", "a: 1\nb: 2\na: 3"),
        (Some(json!({"a": 3, "b": 2})), vec!["duplicate-key"])
    );
    assert_eq!(
        parsed("x.json", r#"{"a": 1, "a": 2}"#),
        (Some(json!({"a": 2})), vec!["duplicate-key"])
    );
}

#[test]
fn loose_json_is_read_with_a_warning() {
    assert_eq!(
        parsed("x.json", "{\"a\": 1,}"),
        (Some(json!({"a": 1})), vec!["loose-json"])
    );
    assert_eq!(parsed("x.yaml", "{a: 1,}"), (Some(json!({"a": 1})), vec![]));
    assert_eq!(parsed("x.json", "{\"a\": 1"), (None, vec!["syntax-error"]));
}

#[test]
fn deep_nesting_is_reported() {
    for (name, open, close) in [
        ("x.json", "[", "]"),
        ("x.json", "{\"a\":", "}"),
        ("x.yaml", "- ", ""),
    ] {
        let text = format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
        assert_eq!(
            parsed(name, &text),
            (None, vec!["nested-too-deeply"]),
            "{open}"
        );
    }
    let text = format!("a: {}1{}", "[".repeat(10_000), "]".repeat(10_000));
    assert_eq!(parsed("x.yaml", &text), (None, vec!["nested-too-deeply"]));
}

#[test]
fn alias_bombs_are_reported() {
    let mut text = "a0: &a0 [x]\n".to_owned();
    for level in 1..30 {
        let alias = format!("*a{}", level - 1);
        text.push_str(&format!(
            "a{level}: &a{level} [{}]\n",
            [alias.as_str(); 9].join(", ")
        ));
    }
    assert_eq!(parsed("x.yaml", &text), (None, vec!["too-large"]));
    assert_eq!(
        parsed("x.yaml", "a: &a [*a]"),
        (None, vec!["nested-too-deeply"])
    );
}

#[test]
fn what_is_not_a_document_is_refused() {
    assert_eq!(parsed("x", " \n\t\n"), (None, vec!["empty-document"]));
    assert_eq!(parsed("x", "# only this\n"), (None, vec!["empty-document"]));
    assert_eq!(parsed("x", "hello"), (None, vec!["not-an-object"]));
    assert_eq!(parsed("x", "[1]"), (None, vec!["not-an-object"]));
    assert_eq!(
        parsed("x", "<!doctype html>\n<p>a: b"),
        (None, vec!["foreign-document"])
    );
    assert_eq!(
        parsed("x", "a: 1\n---\nb: 2\n"),
        (Some(json!({"a": 1})), vec!["several-documents"])
    );
    assert_eq!(parsed("x.yaml", "{a: 1}\n}"), (None, vec!["syntax-error"]));
    assert_eq!(parsed("x", "? [a]\n: 1\n"), (None, vec!["bad-key"]));
    assert_eq!(
        parsed("x", "a: .inf"),
        (Some(json!({"a": ".inf"})), vec!["not-finite"])
    );
}
