//! Schemas and examples as the rules see them.

use super::{Folder, PETS};

/// The rules about schemas with the places of what they find, each once.
fn found(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let text = folder.text(&[arguments, &["--format", "json"]].concat());
    let list: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let mut found: Vec<_> = list
        .iter()
        .map(|finding| {
            let path = finding["path"].as_array().unwrap().iter();
            let path: Vec<_> = path.map(|key| key.as_str().unwrap()).collect();
            format!(
                "{} at {}",
                finding["code"].as_str().unwrap(),
                path.join(" ")
            )
        })
        .filter(|line| {
            let rule = line.split(' ').next().unwrap_or_default();
            rule.contains("schema")
        })
        .collect();
    found.dedup();
    found
}

#[test]
fn keywords_of_later_drafts_apply_to_examples_of_3_0() {
    let document = PETS.to_owned()
        + "components:
  schemas:
    Kind: {type: string, const: cat, example: dog}
    Named: {type: object, propertyNames: {maxLength: 3}, example: {long: 1}}
    Size: {type: integer, if: {minimum: 10}, then: {multipleOf: 5}, example: 12}
    List: {type: array, items: {}, contains: {type: string}, example: [1]}
    Good: {type: string, const: cat, example: cat}
";
    let folder = Folder::new(&[("a.yaml", &document)]);
    let found = found(&folder, &["a.yaml"]);
    let examples: Vec<_> = found
        .iter()
        .filter_map(|line| line.strip_prefix("oas3-valid-schema-example at components schemas "))
        .collect();
    assert_eq!(
        examples,
        [
            "Kind example",
            "Named example",
            "Size example",
            "List example"
        ]
    );
}

#[test]
fn a_pattern_that_is_not_compiled_is_one_all_the_same() {
    let document = PETS.to_owned()
        + "components:
  schemas:
    Large: {type: string, pattern: '^(?:\\p{L}{999}){999}$', example: a}
    Reference: {type: string, pattern: '^(a)?\\1$', example: a}
    Wrong: {type: string, pattern: '^(a', example: a}
";
    let folder = Folder::new(&[("a.yaml", &document)]);
    assert_eq!(
        found(&folder, &["a.yaml"]),
        [
            "oas3-schema at components schemas Wrong pattern",
            "oas3-valid-schema-example at components schemas Wrong example",
        ]
    );
    let warnings = folder.warnings(&["a.yaml"]);
    assert!(
        warnings.contains("the pattern `^(a)?\\1$` is too large or not supported"),
        "{warnings}"
    );
}

#[test]
fn a_reference_that_is_no_text_makes_a_schema_invalid() {
    let document = PETS.replace("3.0.3", "3.1.0")
        + "components: {schemas: {Wrong: {type: array, items: {$ref: null}, example: [1]}}}\n";
    let folder = Folder::new(&[("a.yaml", &document)]);
    let found = found(&folder, &["a.yaml"]);
    assert!(
        found.contains(&"oas3-valid-schema-example at components schemas Wrong example".to_owned()),
        "{found:?}"
    );
}

#[test]
fn a_version_in_a_list_names_the_rules() {
    let folder = Folder::new(&[("a.yaml", "swagger: ['2.0']\npaths: {}\n")]);
    assert!(
        found(&folder, &["a.yaml"]).contains(&"oas2-schema at swagger".to_owned()),
        "{:?}",
        folder.text(&["a.yaml"])
    );
}

#[test]
fn references_in_a_schema_of_a_rule_lead_into_that_schema() {
    let ruleset = "rules:
  text:
    given: $.info.*
    then:
      function: schema
      functionOptions: {schema: {$ref: '#/definitions/short', definitions: {short: {maxLength: 3}}}}
  schema-of-nothing:
    given: $.info
    then: {function: schema, functionOptions: {schema: {$ref: '#/definitions/none'}}}
";
    let folder = Folder::new(&[("a.yaml", PETS), (".spectral.yaml", ruleset)]);
    assert_eq!(folder.rules(&["a.yaml"]), ["text", "text"]);
    let warnings = folder.warnings(&["a.yaml"]);
    let expected =
        "the rule `schema-of-nothing` is left out: its schema has no part `#/definitions/none`";
    assert!(warnings.contains(expected), "{warnings}");
}

#[test]
fn references_in_a_schema_of_a_rule_name_its_parts() {
    for (reference, part) in [
        ("#n", "$anchor: n"),
        ("#n", "$id: '#n'"),
        ("https://x.test/n", "$id: https://x.test/n"),
        ("https://x.test/n.json#", "$id: https://x.test/n.json"),
    ] {
        for schema in [
            format!("$ref: '{reference}', definitions: {{s: {{{part}, maxLength: 3}}}}"),
            format!(
                "allOf: [{{$ref: '{reference}'}}], $defs: {{a: {{items: {{{part}, maxLength: 3}}}}}}"
            ),
        ] {
            let ruleset = format!(
                "rules:\n  text:\n    given: $.info.title\n    then:\n      function: schema\n      functionOptions: {{schema: {{{schema}}}}}\n"
            );
            let folder = Folder::new(&[("a.yaml", PETS), (".spectral.yaml", &ruleset)]);
            assert_eq!(folder.rules(&["a.yaml"]), ["text"], "{schema}");
        }
        let ruleset = format!(
            "rules:\n  text:\n    given: $.info.title\n    then:\n      function: schema\n      functionOptions: {{schema: {{allOf: [{{not: {{$ref: '{reference}'}}}}]}}}}\n"
        );
        let folder = Folder::new(&[("a.yaml", PETS), (".spectral.yaml", &ruleset)]);
        let warnings = folder.warnings(&["a.yaml"]);
        assert!(
            warnings.contains("the rule `text` is left out"),
            "{warnings}"
        );
    }
}

#[test]
fn members_that_an_unsupported_pattern_may_describe_are_not_reported() {
    let document = PETS.to_owned()
        + "components:
  schemas:
    Named:
      type: object
      patternProperties: {'^(a)?\\1x$': {type: string}}
      additionalProperties: false
      example: {aax: 1}
";
    let folder = Folder::new(&[("a.yaml", &document)]);
    let found = found(&folder, &["a.yaml"]);
    let of_example = found.iter().filter(|line| line.contains("Named example"));
    assert_eq!(of_example.count(), 0, "{found:?}");
    let warnings = folder.warnings(&["a.yaml"]);
    assert!(
        warnings.contains("is too large or not supported"),
        "{warnings}"
    );
}

#[test]
fn references_name_schemas_by_their_anchors() {
    let document = PETS.replace("3.0.3", "3.1.0")
        + "components:
  schemas:
    Pet: {type: object, properties: {age: {$anchor: age, type: integer}}}
    Age: {type: array, items: {$ref: '#age'}, example: [x]}
    None: {$ref: '#none'}
";
    let folder = Folder::new(&[("a.yaml", &document)]);
    let text = folder.text(&["a.yaml"]);
    assert!(!text.contains("`#age` leads nowhere"), "{text}");
    assert!(text.contains("`#none` leads nowhere"), "{text}");
    // The schema is seen through the reference.
    assert_eq!(
        found(&folder, &["a.yaml"]),
        ["oas3-valid-schema-example at components schemas Age example 0"]
    );
}

#[test]
fn examples_in_a_list_are_examples() {
    let document = PETS.replace(
        "{description: ok}",
        "{description: ok, content: {a/b: {schema: {type: string}, examples: [{value: 1}, {value: x}, {}]}}}",
    );
    let folder = Folder::new(&[("a.yaml", &document)]);
    let found = found(&folder, &["a.yaml"]);
    let examples = found
        .iter()
        .filter(|line| line.starts_with("oas3-schema") || line.contains("examples"));
    assert_eq!(examples.count(), 1, "{found:?}");
    let media = folder.rules(&["a.yaml"]);
    let media = media
        .iter()
        .filter(|rule| *rule == "oas3-valid-media-example");
    assert_eq!(media.count(), 2);
}
