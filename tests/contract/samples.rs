//! What a mock answers.

use serde_json::{Value, json};

use crate::{lines, operation};

/// The mock of an operation whose answer has that schema, in flow style; `$ref: '#/components/schemas/…'` can name
/// the schemas that follow.
fn mock_with(schema: &str, components: &str) -> Value {
    let read = operation(&format!(
        "      responses: {{ '200': {{ description: '', content: {{ application/json: {{ schema: {schema} }} }} }} }}\n\
         components:\n  schemas: {{ {components} }}\n"
    ));
    lines(&read)[0]["mock"]["body"].clone()
}

fn mock(schema: &str) -> Value {
    mock_with(schema, "")
}

#[test]
fn examples_come_first_where_they_satisfy_the_schema() {
    assert_eq!(mock("{ type: string, example: Kim }"), "Kim");
    assert_eq!(
        mock("{ type: string, maxLength: 2, example: Kim, default: no }"),
        "no"
    );
    assert_eq!(
        mock("{ type: [string, 'null'], examples: [null] }"),
        Value::Null
    );
    let members = "{ type: object, required: [a], properties: { a: { type: string, example: x }, b: { type: integer, example: 7 }, c: { type: integer } } }";
    assert_eq!(mock(members), json!({ "a": "x", "b": 7 }));
    assert_eq!(
        mock(&format!("{{ type: array, items: {members} }}")),
        json!([{ "a": "x", "b": 7 }])
    );
}

#[test]
fn scalars_are_within_their_bounds() {
    for (schema, expected) in [
        ("{ type: integer }", json!(0)),
        ("{ type: integer, minimum: 5, multipleOf: 4 }", json!(8)),
        ("{ type: integer, exclusiveMaximum: -3 }", json!(-4)),
        (
            "{ type: integer, minimum: 9223372036854775808 }",
            json!(9223372036854775808_u64),
        ),
        (
            "{ type: number, exclusiveMinimum: 0, exclusiveMaximum: 1 }",
            json!(0.5),
        ),
        (
            "{ type: number, minimum: 0.15, multipleOf: 0.1, maximum: 0.25 }",
            json!(0.2),
        ),
        ("{ type: string, minLength: 9 }", json!("stringstr")),
        ("{ type: string, maxLength: 3 }", json!("str")),
        (
            "{ type: string, pattern: '^[A-Z]{2}-[0-9]+$' }",
            json!("AA-0"),
        ),
        (
            "{ type: string, pattern: '^[a-z]+$', minLength: 4 }",
            json!("aaaa"),
        ),
        (
            "{ type: string, format: uuid }",
            json!("00000000-0000-4000-8000-000000000000"),
        ),
        (
            "{ type: string, format: date-time }",
            json!("2024-01-01T00:00:00Z"),
        ),
        ("{ type: string, format: time }", json!("00:00:00Z")),
        ("{ type: string, format: duration }", json!("P1D")),
        ("{ enum: [b, a] }", json!("b")),
        ("{ const: 4 }", json!(4)),
        ("{ type: [string, 'null'] }", json!("string")),
        ("{ not: { type: object } }", json!("string")),
    ] {
        assert_eq!(mock(schema), expected, "{schema}");
    }
}

#[test]
fn lists_have_what_they_must() {
    for (schema, expected) in [
        ("{ type: array, items: { type: integer } }", json!([])),
        (
            "{ type: array, minItems: 3, uniqueItems: true, items: { type: integer } }",
            json!([0, 1, 2]),
        ),
        (
            "{ type: array, minItems: 2, uniqueItems: true, items: { enum: [a, b] } }",
            json!(["a", "b"]),
        ),
        (
            "{ type: array, minItems: 2, uniqueItems: true, items: { type: integer, multipleOf: 5, maximum: 0 } }",
            json!([0, -5]),
        ),
        ("{ type: array, contains: { const: x } }", json!(["x"])),
        (
            "{ type: array, minItems: 2, prefixItems: [{ const: 1 }], items: { type: string } }",
            json!([1, "string"]),
        ),
    ] {
        assert_eq!(mock(schema), expected, "{schema}");
    }
}

#[test]
fn objects_have_what_they_must() {
    for (schema, expected) in [
        (
            "{ type: object, properties: { a: { type: string } } }",
            json!({}),
        ),
        (
            "{ type: object, required: [a], properties: { a: { type: boolean } } }",
            json!({ "a": false }),
        ),
        (
            "{ type: object, minProperties: 2, additionalProperties: { type: integer } }",
            json!({ "name1": 0, "name2": 0 }),
        ),
        (
            "{ type: object, minProperties: 1, patternProperties: { '^x-': { type: integer } }, additionalProperties: false }",
            json!({ "x-": 0 }),
        ),
        (
            "{ required: [a], dependentRequired: { a: [b] }, properties: { a: { const: 1 }, b: { const: 2 } } }",
            json!({ "a": 1, "b": 2 }),
        ),
        (
            "{ type: object, required: [a], properties: { a: { type: string, writeOnly: true } } }",
            json!({}),
        ),
        (
            "{ required: [k], properties: { k: { const: x } }, if: { properties: { k: { const: x } } }, then: { required: [y], properties: { y: { const: 1 } } } }",
            json!({ "k": "x", "y": 1 }),
        ),
    ] {
        assert_eq!(mock(schema), expected, "{schema}");
    }
}

#[test]
fn alternatives_exclude_each_other() {
    let optional = "{ oneOf: [{ type: object, properties: { a: { type: integer } } }, { type: object, properties: { a: { type: string } } }] }";
    assert_eq!(mock(optional), json!({ "a": 0 }));
    let all = "{ allOf: [{ type: object, required: [a], properties: { a: { type: integer } } }, { required: [b], properties: { a: { minimum: 3 }, b: { const: x } } }] }";
    assert_eq!(mock(all), json!({ "a": 3, "b": "x" }));
}

#[test]
fn discriminators_name_the_branch() {
    let pet = "Pet: { oneOf: [{ $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' }], discriminator: { propertyName: kind, mapping: { kitty: '#/components/schemas/Cat' } } },
        Cat: { type: object, required: [kind], properties: { kind: { type: string } } },
        Dog: { type: object, required: [kind, bark], properties: { kind: { type: string }, bark: { type: boolean } } }";
    assert_eq!(
        mock_with("{ $ref: '#/components/schemas/Pet' }", pet),
        json!({ "kind": "kitty" })
    );
    let base = "Base: { type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind } },
        Fish: { allOf: [{ $ref: '#/components/schemas/Base' }, { type: object }] }";
    assert_eq!(
        mock_with("{ $ref: '#/components/schemas/Fish' }", base),
        json!({ "kind": "Fish" })
    );
}

#[test]
fn what_contains_itself_comes_to_an_end() {
    let tree = "Tree: { type: object, required: [children, name], properties: { name: { type: string, example: oak }, children: { type: array, items: { $ref: '#/components/schemas/Tree' } } } }";
    assert_eq!(
        mock_with("{ $ref: '#/components/schemas/Tree' }", tree),
        json!({ "name": "oak", "children": [] })
    );
    let list = "List: { type: object, required: [next], properties: { next: { oneOf: [{ $ref: '#/components/schemas/List' }, { type: 'null' }] } } }";
    assert_eq!(
        mock_with("{ $ref: '#/components/schemas/List' }", list),
        json!({ "next": null })
    );
    // No value satisfies this one; there is an answer all the same.
    let endless =
        "A: { type: object, required: [a], properties: { a: { $ref: '#/components/schemas/A' } } }";
    assert!(mock_with("{ $ref: '#/components/schemas/A' }", endless).is_object());
}

/// Numbers and patterns from strangers are as large as they like.
#[test]
fn excessive_limits_are_survived() {
    for schema in [
        "{ type: integer, exclusiveMinimum: 1.0e+300, exclusiveMaximum: -1.0e+300, multipleOf: 1.0e+300 }",
        "{ type: number, minimum: 1.0e+308, multipleOf: 1.0e-300 }",
        "{ type: string, minLength: 4000000000 }",
        "{ type: string, pattern: '^((a{999}){999}){999}$' }",
        "{ type: string, pattern: '^(((^{999}){999}){999})$' }",
        "{ type: array, minItems: 4000000000, uniqueItems: true, items: { type: boolean } }",
        "{ type: object, minProperties: 4000000000 }",
        "{ type: array, contains: { type: integer }, minContains: 4000000000 }",
    ] {
        // A search for a value that has no limit would not end.
        mock(schema);
    }
}

/// Hundreds of schemas that all refer to each other are no reason to take long, or much room.
#[test]
fn entangled_schemas_take_little_time() {
    let reference = |index: usize| format!("{{ $ref: '#/components/schemas/S{index}' }}");
    let schema = |index: usize| {
        let members = (0..150)
            .map(|other| format!("m{other}: {}", reference(other)))
            .collect::<Vec<_>>()
            .join(", ");
        let required = if index + 1 < 150 {
            format!("m{}", index + 1)
        } else {
            String::new()
        };
        format!(
            "S{index}: {{ type: object, example: {{ wrong: 1 }}, required: [{required}], properties: {{ {members} }}, additionalProperties: false }}"
        )
    };
    let components = (0..150).map(schema).collect::<Vec<_>>().join(", ");
    // A value for each path between the schemas would have no end.
    let body = mock_with(&reference(100), &components);
    assert!(body["m101"]["m102"].is_object());
}

#[test]
fn responses_of_every_kind_are_mocked() {
    let of = |responses: &str| {
        lines(&operation(&format!("      responses: {responses}\n")))[0]["mock"].clone()
    };
    assert_eq!(
        of("{ '404': { description: '' }, '204': { description: '' } }"),
        json!({ "status": 204 })
    );
    assert_eq!(
        of("{ default: { description: '' }, '404': { description: '' } }"),
        json!({ "status": 200, "for": "default" })
    );
    assert_eq!(
        of(
            "{ '201': { description: '', headers: { Location: { required: true, schema: { type: string, format: uri-reference } }, ETag: { schema: { type: string } }, X-Ids: { example: [1, 2], schema: { type: array, items: { type: integer } } } } } }"
        ),
        json!({ "status": 201, "headers": { "Location": "/", "X-Ids": "1,2" } })
    );
    assert_eq!(
        of("{ 2XX: { description: '', content: { text/csv: { example: 'a,b' }, '*/*': {} } } }"),
        json!({
            "status": 200,
            "for": "2XX",
            "type": "text/csv",
            "body": "a,b",
            "others": [{
                "type": "application/octet-stream",
                "body": "\0\u{1}\u{2}\u{3}",
                "binary": true,
            }],
        })
    );
    assert_eq!(
        of("{ '200': { description: '', content: { image/*: {} } } }"),
        json!({ "status": 200, "type": "image/png", "body": "\0\u{1}\u{2}\u{3}", "binary": true })
    );
    assert_eq!(
        of(
            "{ '200': { description: '', content: { application/json: { schema: { type: integer }, example: '7' } } } }"
        )["body"],
        json!(7)
    );
}
