//! Corrections of the tags of a document.

use std::fs;

use super::Folder;

/// A document with operations that have these tags, and something at the end.
fn document(tags: &str, end: &str) -> String {
    format!(
        "openapi: 3.0.3
paths:
  /a: {{get: {{tags: {tags}, responses: {{'200': {{description: ok}}}}}}}}
{end}"
    )
}

/// Corrects a file by all rules; the result is why something was not corrected.
fn fix(folder: &Folder, name: &str) -> String {
    let printed = folder.warnings(&[name, "--fix", "--ruleset", "all"]);
    let lines = printed.split_inclusive('\n');
    lines.filter(|line| line.starts_with("warning")).collect()
}

/// The end of a document after corrections by all rules, and what was not corrected.
fn fixed(text: &str) -> (String, String) {
    let folder = Folder::new(&[("a", text)]);
    let warnings = fix(&folder, "a");
    let fixed = fs::read_to_string(folder.0.path().join("a")).unwrap();
    let end = fixed.find("\ntags:").or(fixed.find("\"tags\": [{\"name\""));
    let end = end.map_or("", |at| &fixed[at..]);
    (end.to_owned(), warnings)
}

#[test]
fn tags_are_sorted_with_all_that_is_in_them() {
    let text = document(
        "[dogs]",
        "tags: # all
  - name: dogs
    description: Barking. # loud
    externalDocs:
      url: https://dogs.test
  - {name: cats}
  - description: |
      Birds.

      And bats.
    name: birds
x-end: 1
",
    );
    let (end, warnings) = fixed(&text);
    assert_eq!(warnings, "");
    insta::assert_snapshot!(end.trim_start(), @r#"
    tags: # all
      - description: |
          Birds.

          And bats.
        name: birds
      - {name: cats}
      - name: dogs
        description: Barking. # loud
        externalDocs:
          url: https://dogs.test
    x-end: 1
    "#);
}

#[test]
fn tags_with_comments_between_them_are_not_sorted() {
    for list in [
        "tags:\n  # loud ones\n  - name: dogs\n  - name: cats\n",
        "tags:\n  - name: dogs\n  # quiet ones\n  - name: cats\n",
        "tags: [{name: dogs}, # loud\n  {name: cats}]\n",
    ] {
        let (end, _) = fixed(&document("[dogs]", list));
        assert_eq!(end.trim_start(), list);
    }
}

#[test]
fn tags_that_only_operations_have_are_added() {
    for (tags, list, expected) in [
        // By the indentation of the list, with quotes where they are needed.
        (
            "[users, dogs, 'no', 'a: b']",
            "tags:\n- name: cats # quiet\nx-end: 1\n",
            "tags:\n- name: \"a: b\"\n- name: cats # quiet\n- name: dogs\n- name: \"no\"\n- name: users\nx-end: 1\n",
        ),
        // Where it is sorted, it stays sorted.
        (
            "[users, birds]",
            "tags:\n  - name: cats\n    description: Quiet.\n  - name: dogs\n",
            "tags:\n  - name: birds\n  - name: cats\n    description: Quiet.\n  - name: dogs\n  - name: users\n",
        ),
        (
            "[users]",
            "tags: [{name: cats}]\n",
            "tags: [{name: cats}, {name: users}]\n",
        ),
        ("[users]", "", "tags:\n  - name: users\n"),
        // Perhaps these are misspelled.
        (
            "[cat, Dogs, do-gs]",
            "tags: [{name: cats}, {name: dogs}]\n",
            "tags: [{name: cats}, {name: dogs}]\n",
        ),
        ("[user, users]", "", ""),
    ] {
        let (end, warnings) = fixed(&document(tags, list));
        assert_eq!((end.trim_start(), &*warnings), (expected, ""), "{tags}");
    }
}

#[test]
fn other_corrections_are_made_where_tags_cannot_be_corrected() {
    for end in [
        // What is added would be behind the end of the document.
        "x-end: 1\n...\n",
        // The alias would be before its anchor.
        "tags: [{name: dogs, description: &a Loud.}, {name: cats, description: *a}]\n",
    ] {
        let text = document(
            "[birds, dogs]",
            &format!("servers: [{{url: 'https://a.test/'}}]\n{end}"),
        );
        let folder = Folder::new(&[("a", &text)]);
        folder.lint(&["a", "--fix", "--ruleset", "all"]);
        let fixed = fs::read_to_string(folder.0.path().join("a")).unwrap();
        assert_eq!(fixed, text.replace("a.test/", "a.test"));
    }
}

#[test]
fn a_list_that_need_not_be_sorted_keeps_its_order() {
    let list = "tags:\n  - name: dogs\n  # quiet\n  - name: cats\n";
    let folder = Folder::new(&[("a", &document("[birds]", list))]);
    folder.lint(&["a", "--fix", "--ruleset", "oas"]);
    let fixed = fs::read_to_string(folder.0.path().join("a")).unwrap();
    assert!(
        fixed.ends_with(&format!("{list}  - name: birds\n")),
        "{fixed}"
    );
}

#[test]
fn tags_are_added_and_sorted_in_json() {
    let document = |members: &str| {
        format!(
            r##"{{
  "openapi": "3.0.3",
  "paths": {{"/a": {{"get": {{"tags": ["users"], "responses": {{"200": {{"$ref": "#/x"}}}}}}}}}}{members}
}}
"##
        )
    };
    for (members, expected) in [
        (
            ", \"tags\": [{\"name\": \"cats\"}], \"x-a\": \"#\"",
            "\"tags\": [{\"name\": \"cats\"}, {\"name\": \"users\"}], \"x-a\": \"#\"\n}\n",
        ),
        (
            ", \"tags\": [{\"name\": \"users\"}, {\"name\": \"cats\", \"x-a\": \"}'\"}], \"x-a\": \"#\"",
            "\"tags\": [{\"name\": \"cats\", \"x-a\": \"}'\"}, {\"name\": \"users\"}], \"x-a\": \"#\"\n}\n",
        ),
        ("", "\"tags\": [\n    {\"name\": \"users\"}\n  ]\n}\n"),
    ] {
        assert_eq!(json(&document(members)), expected);
    }
    let line = r#"{"openapi":"3.0.3","paths":{"/a":{"get":{"tags":["b","a"],"responses":{}}}}}"#;
    // Names of one letter are not told from misspelled ones.
    assert_eq!(json(line), "");
    let line = line.replace(r#"["b","a"]"#, r#"["dogs","cats"]"#);
    assert_eq!(
        json(&line),
        r#""tags": [{"name": "cats"}, {"name": "dogs"}]}"#
    );
}

/// The end of a document in JSON from its list of tags on, after corrections, which have to be possible.
fn json(text: &str) -> String {
    let folder = Folder::new(&[("a.json", text)]);
    let warnings = fix(&folder, "a.json");
    assert_eq!(warnings, "");
    let fixed = fs::read_to_string(folder.0.path().join("a.json")).unwrap();
    let list = fixed.find("\"tags\": [{").or(fixed.find("\"tags\": [\n"));
    list.map_or(String::new(), |at| fixed[at..].to_owned())
}
