//! Documents that are long, deep, circular or entangled. Each is processed in bounded time, and yields a crate or a
//! diagnostic with the reason.

mod documents;

use std::fmt::Write;

use documents::generate_text;
use serde_json::{Value, json};

/// A chain of schemas, each of which contains the next one, with `last` at the end.
fn chain(length: usize, next: impl Fn(Value) -> Value, last: Value) -> Value {
    let names = (0..length).map(|index| (format!("S{index}"), next(reference(index + 1))));
    names.chain([(format!("S{length}"), last)]).collect()
}

fn reference(index: usize) -> Value {
    json!({ "$ref": format!("#/components/schemas/S{index}") })
}

/// A document with one operation, whose request and response have the schema `S0`.
fn document(schemas: Value) -> String {
    let content = json!({ "application/json": { "schema": reference(0) } });
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Limits", "version": "1" },
        "paths": { "/limits": { "post": {
            "requestBody": { "content": content },
            "responses": { "200": { "description": "Good.", "content": content } },
        } } },
        "components": { "schemas": schemas },
    });
    document.to_string()
}

fn one(schema: Value) -> String {
    document(json!({ "S0": schema }))
}

/// Asserts that a crate is generated.
#[track_caller]
fn assert_generated(text: &str) {
    let (generated, messages) = generate_text("limits.json", text);
    let generated = generated.unwrap_or_else(|| panic!("{messages:.2000}"));
    assert_eq!(generated.operations, 1);
}

/// Asserts that the document is refused, and that the first diagnostic has this code.
#[track_caller]
fn assert_refused(name: &str, text: &str, code: &str) {
    let (generated, messages) = generate_text(name, text);
    assert!(generated.is_none());
    assert!(
        messages.starts_with(&format!("error[{code}]")),
        "{messages:.2000}"
    );
    // The diagnostics fit on a screen.
    assert!(messages.len() < 4_000, "{messages:.4000}");
}

#[test]
fn deeply_nested_texts_are_refused() {
    let deep =
        |open: &str, close: &str| format!("{}1{}", open.repeat(10_000), close.repeat(10_000));
    for inner in [deep("[", "]"), deep("{\"a\":", "}")] {
        assert_refused(
            "limits.json",
            &format!("{{\"openapi\": {inner}}}"),
            "nested-too-deeply",
        );
    }
    for inner in [
        deep("[", "]"),
        deep("{a: ", "}"),
        format!("\n  {}", deep("- ", "")),
    ] {
        assert_refused(
            "limits.yaml",
            &format!("openapi: {inner}"),
            "nested-too-deeply",
        );
    }
    let mut block = "openapi:\n".to_owned();
    (1..2_000).for_each(|level| writeln!(block, "{}a:", " ".repeat(level)).unwrap());
    assert_refused("limits.yaml", &block, "nested-too-deeply");
}

#[test]
fn aliases_and_merges_are_limited() {
    let alias = |level: usize| format!("[{}]", vec![format!("*a{}", level - 1); 9].join(", "));
    let (mut aliases, mut merges) = ("a0: &a0 [x]\n".to_owned(), "a0: &a0 {x: 1}\n".to_owned());
    for level in 1..30 {
        writeln!(aliases, "a{level}: &a{level} {}", alias(level)).unwrap();
        writeln!(
            merges,
            "a{level}: &a{level}\n  <<: {}\n  k{level}: *a{}",
            alias(level),
            level - 1
        )
        .unwrap();
    }
    assert_refused("limits.yaml", &aliases, "too-large");
    assert_refused("limits.yaml", &merges, "too-large");
    assert_refused("limits.yaml", "a: &a {b: *a}", "nested-too-deeply");
}

#[test]
fn long_chains_of_references() {
    let text = json!({ "type": "string" });
    assert_generated(&document(chain(5_000, |next| next, text.clone())));
    assert_generated(&document(chain(
        1_000,
        |next| json!({ "$ref": next["$ref"], "minLength": 1 }),
        text.clone(),
    )));
    assert_generated(&document(chain(
        1_000,
        |next| json!({ "type": "array", "items": next }),
        text.clone(),
    )));
    assert_generated(&document(chain(
        1_000,
        |next| json!({ "type": "object", "required": ["next"], "properties": { "next": next } }),
        text.clone(),
    )));
    assert_generated(&document(chain(
        500,
        |next| json!({ "allOf": [next, { "type": "object", "properties": { "a": { "type": "string" } } }] }),
        json!({ "type": "object" }),
    )));
    // Nested unions: describing one must not visit all that follow.
    for keyword in ["anyOf", "oneOf"] {
        let of = |other: Value| move |next: Value| json!({ keyword: [next, other] });
        for other in [
            text.clone(),
            json!({ "type": "null" }),
            json!({ "minLength": 1 }),
        ] {
            assert_generated(&document(chain(1_000, of(other.clone()), text.clone())));
            let circle = document(chain(1_000, of(other), reference(0)));
            assert_refused("limits.json", &circle, "circular-reference");
        }
    }
    assert_generated(&document(chain(
        1_000,
        |next| json!({ "oneOf": [next, { "type": "object" }], "discriminator": { "propertyName": "a" } }),
        json!({ "type": "object", "properties": { "a": { "type": "string" } } }),
    )));
}

#[test]
fn cycles_of_references() {
    for length in [0, 5_000] {
        let circle = document(chain(length, |next| next, reference(0)));
        assert_refused("limits.json", &circle, "circular-reference");
    }
    // Nothing follows a reference to itself.
    let a = "#/components/schemas/S0/properties/a";
    let properties = json!({ "a": { "$ref": a }, "b": { "$ref": format!("{a}/type") } });
    let behind = one(json!({ "type": "object", "properties": properties }));
    assert_refused("limits.json", &behind, "circular-reference");
    for target in [
        "#",
        "#/paths",
        "#/paths/~1limits/post",
        "#/components/schemas/S0",
    ] {
        assert_generated(&one(
            json!({ "type": "object", "properties": { "a": { "$ref": target } } }),
        ));
    }
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let circle = |index| json!({ keyword: [reference(index), { "type": "object", "properties": { "a": reference(0) } }] });
        let circles = document(json!({ "S0": circle(1), "S1": circle(0), "S2": circle(2) }));
        assert_refused("limits.json", &circles, "circular-reference");
    }
    let required = json!({ "type": "object", "required": ["a", "b"], "properties": { "a": reference(0), "b": reference(0) } });
    assert_generated(&one(required));
}

/// Schemas each of which has members of six others, in all combinations.
fn entangled() -> Value {
    let schemas = (0..20).map(|index| {
        let of = |offset: usize| reference((index + offset) % 20);
        // Below properties, since schemas must not lead back to themselves without any.
        let part = |name: &str, offset: usize| json!({ "required": [name], "properties": { name: of(offset) } });
        let schema = json!({
            "allOf": [part("a", 1)], "oneOf": [part("b", 2), part("c", 3)], "anyOf": [part("d", 4), part("q", 5)],
            "type": "object", "required": ["p"], "properties": { "p": of(6) },
        });
        (format!("S{index}"), schema)
    });
    schemas.collect()
}

/// Schemas that each refer to the next one twice: there are 2^60 paths to the last.
#[test]
fn lattices_of_references() {
    let last = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    for keyword in ["allOf", "anyOf", "oneOf"] {
        assert_generated(&document(chain(
            60,
            |next| json!({ keyword: [next, next] }),
            last.clone(),
        )));
        let member = |name: &str, next: &Value| json!({ "type": "object", "required": [name], "properties": { name: next } });
        assert_generated(&document(chain(
            60,
            |next| json!({ keyword: [member("x", &next), member("y", &next)] }),
            last.clone(),
        )));
    }
    assert_generated(&document(chain(
        60,
        |next| json!({ "not": { "not": next }, "if": next, "then": next, "else": next }),
        last.clone(),
    )));
    assert_generated(&document(chain(
        40,
        |next| json!({ "allOf": [next, next], "unevaluatedProperties": false }),
        last.clone(),
    )));
    assert_generated(&document(entangled()));
}

/// What a text may be is worked out from all alternatives, and members of alternatives have many combinations.
#[test]
fn forms_of_long_and_entangled_schemas() {
    let form = |schemas: Value| {
        let text = document(schemas);
        assert_generated(&text.replace("application/json", "application/x-www-form-urlencoded"));
    };
    let last = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
    form(entangled());
    form(chain(5_000, |next| next, last.clone()));
    for keyword in ["allOf", "anyOf", "oneOf"] {
        form(chain(
            60,
            |next| json!({ keyword: [next, next] }),
            last.clone(),
        ));
        // No value satisfies any of the alternatives.
        form(chain(
            60,
            |next| json!({ keyword: [next, next] }),
            json!(false),
        ));
        form(chain(
            500,
            |next| json!({ "type": "object", keyword: [next, { "properties": { "a": next } }] }),
            last.clone(),
        ));
    }
}

#[test]
fn large_schemas() {
    let many =
        |count: usize, part: &dyn Fn(usize) -> Value| (0..count).map(part).collect::<Value>();
    let names = many(5_000, &|index| json!(format!("p{index}")));
    let properties: Value = (0..5_000)
        .map(|index| (format!("p{index}"), json!({ "type": "string" })))
        .collect();
    assert_generated(&one(
        json!({ "type": "object", "required": names, "properties": properties }),
    ));
    assert_generated(&one(
        json!({ "type": "string", "enum": many(20_000, &|index| json!(format!("v{index}"))) }),
    ));
    assert_generated(&one(
        json!({ "type": "integer", "enum": many(5_000, &|index| json!(index)) }),
    ));
    // All of them have the same Rust spelling.
    assert_generated(&one(
        json!({ "type": "string", "enum": many(3_000, &|index| json!(format!("v{}", "-".repeat(index)))) }),
    ));
    let object = |index: usize| json!({ "type": "object", "required": [format!("p{index}")], "properties": { format!("p{index}"): {} } });
    assert_generated(&one(json!({ "oneOf": many(500, &object) })));
    assert_generated(&one(json!({ "allOf": many(2_000, &object) })));
}

#[test]
fn xml_with_a_thousand_alternatives_is_not_parsed() {
    let member = |name: String| json!({ "required": [name], "properties": { name.as_str(): { "type": "string" } } });
    let messages = |alternatives: u32| {
        let inner = |outer| (0..alternatives).map(move |index| member(format!("m{outer}_{index}")));
        let outer = (0..40).map(|index| json!({ "oneOf": inner(index).collect::<Value>() }));
        let text = one(json!({ "type": "object", "oneOf": outer.collect::<Value>() }));
        let (generated, messages) = generate_text(
            "limits.json",
            &text.replace("application/json", "application/xml"),
        );
        assert!(generated.is_some(), "{messages:.2000}");
        messages
    };
    let reason = "have more than 1000 combinations";
    assert!(!messages(2).contains(reason));
    assert!(messages(30).contains(reason));
}

#[test]
fn long_names_and_texts() {
    let long = "name ".repeat(200_000);
    assert_generated(&document(
        json!({ long.as_str(): { "type": "string", "enum": [long] }, "S0": { "$ref": format!("#/components/schemas/{long}") } }),
    ));
    for part in ["word ", "[a](", "* [", "`", "http://a ", "<a "] {
        assert_generated(&one(
            json!({ "type": "object", "description": part.repeat(20_000) }),
        ));
    }
}

#[test]
fn sizes_of_examples_are_limited() {
    const MANY: u64 = 1_000_000_000;
    for schema in [
        json!({ "type": "array", "minItems": MANY, "items": { "type": "string" } }),
        json!({ "type": "array", "minItems": MANY, "uniqueItems": true, "items": { "type": "string", "minLength": 9_000 } }),
        json!({ "type": "array", "contains": { "type": "integer" }, "minContains": MANY }),
        json!({ "type": "string", "minLength": MANY, "pattern": "^a+$" }),
        json!({ "type": "object", "minProperties": MANY, "additionalProperties": { "type": "string" } }),
        json!({ "type": "number", "minimum": 1e300, "multipleOf": 1e-300 }),
        json!({ "type": "number", "minimum": 0.1, "maximum": 0.2, "multipleOf": 1e-300 }),
    ] {
        assert_generated(&one(
            json!({ "type": "object", "required": ["a"], "properties": { "a": schema } }),
        ));
    }
    assert_generated(&document(chain(
        10,
        |next| json!({ "type": "array", "minItems": 1_000, "items": next }),
        json!({ "type": "string" }),
    )));
    assert_generated(&one(json!({ "minimum": 0 })).replace("\"minimum\":0", "\"minimum\":1e400"));
}

#[test]
fn examples_for_patterns_are_limited() {
    let long = [
        "(?=a)".repeat(20_000),
        format!("{}a{}", "(".repeat(5_000), ")".repeat(5_000)),
        "a".repeat(100_000),
        "[".repeat(1_000),
    ];
    let short = [
        "^(((((a?){999}){999}){999}){999}$",
        "^(a+)+$",
        "(x+x+)+y\\1",
        "^(\\w+\\s?)*\\1$",
        "^((a{0,99}){0,99}){0,99}$",
        "(?=a)(a?){4294967295}",
        "(?<=(a+)+)b\\1",
        "^.{1000000000}$",
    ];
    for pattern in long.into_iter().chain(short.map(str::to_owned)) {
        let text = json!({ "type": "string", "pattern": pattern, "default": format!("{}!", "a".repeat(200)) });
        let longer = json!({ "type": "string", "pattern": pattern, "minLength": 5_000, "example": "a".repeat(5_000) });
        assert_generated(&one(json!({
            "type": "object", "required": ["a", "b"], "properties": { "a": text, "b": longer },
            "patternProperties": { pattern: {} }, "minProperties": 4,
        })));
    }
}

#[test]
fn thousands_of_diagnostics() {
    let missing = (1..5_000).map(|index| (format!("p{index}"), reference(index)));
    let text = one(json!({ "type": "object", "properties": missing.collect::<Value>() }));
    let (generated, messages) = generate_text("limits.json", &text);
    assert!(generated.is_none());
    assert!(
        messages.ends_with("4999 errors\n"),
        "{}",
        &messages[messages.len() - 200..]
    ); // All on one line, which counting columns goes through once.
    let members = (0..5_000).map(|index| format!("x{index}: {{type: strin, b: [1, \"é\"]}}"));
    let members = members.collect::<Vec<_>>().join(", ");
    let text = format!(
        "{{openapi: 3.1.0, info: {{title: t, version: v}}, paths: {{}}, components: {{schemas: {{{members}}}}}}}"
    );
    let (_, messages) = generate_text("limits.yaml", &text);
    assert!(
        messages.ends_with("5000 warnings\n"),
        "{}",
        &messages[messages.len() - 200..]
    );
}
