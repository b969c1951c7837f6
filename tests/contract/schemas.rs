//! Schemas, parameters and bodies in the contract.

use serde_json::{Value, json};

use crate::{lines, operation};

/// The lines of an operation that takes that schema, and of the schemas that it needs.
fn lines_with(schema: &str, components: &str) -> Vec<Value> {
    lines(&operation(&format!(
        "      requestBody: {{ content: {{ application/json: {{ schema: {schema} }} }} }}\n      \
         responses: {{ '204': {{ description: '' }} }}\ncomponents:\n  schemas: {{ {components} }}\n"
    )))
}

fn written(schema: &str) -> Value {
    lines_with(schema, "")[0]["body"]["content"]["application/json"]["schema"].clone()
}

#[test]
fn keywords_come_in_a_fixed_order() {
    let schema = "{ default: a, maxLength: 3, description: A text., title: T, example: b, minLength: 1, type: [string, 'null'] }";
    let expected = r#"{"type":["null","string"],"minLength":1,"maxLength":3,"default":"a"}"#;
    assert_eq!(written(schema).to_string(), expected);
    assert_eq!(
        written("{ type: number, maximum: 1.50, exclusiveMinimum: -9007199254740993 }").to_string(),
        r#"{"type":"number","exclusiveMinimum":-9007199254740993,"maximum":1.5}"#
    );
}

#[test]
fn formats_stand_only_where_they_are_asserted() {
    for (schema, format) in [
        ("{ type: string, format: date-time }", json!("date-time")),
        ("{ type: string, format: time }", json!("time")),
        ("{ type: string, format: duration }", json!("duration")),
        ("{ type: [string, 'null'], format: uuid }", json!("uuid")),
        ("{ type: integer, format: int32 }", json!("int32")),
        ("{ type: string, format: email }", Value::Null),
        ("{ type: number, format: int32 }", Value::Null),
        ("{ format: date-time }", Value::Null),
    ] {
        assert_eq!(written(schema)["format"], format, "{schema}");
    }
}

#[test]
fn types_are_understood_where_people_mean_them() {
    assert_eq!(
        written("{ properties: { a: { items: {} } } }"),
        json!({ "type": "object", "properties": { "a": { "type": "array", "items": {} } } })
    );
    // The parts of an untyped schema say the type; those of a typed one add to it.
    assert_eq!(
        written("{ oneOf: [{ properties: { a: {} } }] }")["oneOf"][0]["type"],
        "object"
    );
    assert_eq!(
        written("{ type: [object, 'null'], oneOf: [{ properties: { a: {} } }] }")["oneOf"][0]["type"],
        Value::Null
    );
    // A condition would mean something else.
    assert_eq!(
        written("{ not: { properties: { a: false } } }"),
        json!({ "not": { "properties": { "a": false } } })
    );
    let condition =
        written("{ if: { properties: { a: { const: 1 } } }, then: { properties: { b: {} } } }");
    assert_eq!(condition["if"]["type"], Value::Null);
    assert_eq!(condition["then"]["type"], Value::Null);
}

#[test]
fn named_schemas_that_are_reached_have_lines_by_name() {
    let components = "B: { type: object, properties: { a: { $ref: '#/components/schemas/A' } } }, A: { type: string }, C: { type: string }";
    let lines = lines_with("{ $ref: '#/components/schemas/B' }", components);
    assert_eq!(
        lines[0]["body"]["content"]["application/json"]["schema"],
        json!({ "$ref": "B" })
    );
    let schemas: Vec<String> = lines[1..].iter().map(Value::to_string).collect();
    assert_eq!(
        schemas,
        [
            r#"{"schema":"A","is":{"type":"string"}}"#,
            r#"{"schema":"B","is":{"type":"object","properties":{"a":{"$ref":"A"}}}}"#,
        ]
    );
}

#[test]
fn nameless_schemas_that_contain_themselves_get_a_name() {
    let components = "A: { properties: { next: { properties: { next: { $ref: '#/components/schemas/A/properties/next' } } } } }";
    let lines = lines_with("{ $ref: '#/components/schemas/A' }", components);
    let next = json!({ "$ref": "A/next" });
    assert_eq!(
        lines[1],
        json!({ "schema": "A", "is": { "type": "object", "properties": { "next": next } } })
    );
    assert_eq!(
        lines[2],
        json!({ "schema": "A/next", "is": { "type": "object", "properties": { "next": next } } })
    );
}

#[test]
fn discriminators_refer_to_names() {
    let components = "A: { oneOf: [{ $ref: '#/components/schemas/B' }], discriminator: { propertyName: k, mapping: { b: '#/components/schemas/B' } } }, B: { properties: { k: {} } }";
    let lines = lines_with("{ $ref: '#/components/schemas/A' }", components);
    assert_eq!(
        lines[1]["is"]["discriminator"],
        json!({ "propertyName": "k", "mapping": { "b": "B" } })
    );
}

#[test]
fn operations_say_what_they_take_and_give() {
    let read = operation(
        "      parameters:\n        \
           - { name: q, in: query, schema: { type: array, items: { type: string } } }\n        \
           - { name: c, in: header, required: true, content: { application/json: { schema: { type: integer } } } }\n      \
         requestBody: { required: true, content: { text/plain: {}, application/yaml: {}, image/png: {} } }\n      \
         security: [{ key: [] }, { token: [read] }]\n      \
         responses: { '200': { description: '', content: { application/json: {} } }, '404': { description: '', content: { text/plain: {} } } }\n\
         components:\n  securitySchemes:\n    key: { type: apiKey, in: header, name: X-Key }\n    token: { type: http, scheme: bearer }\n",
    );
    let lines = lines(&read);
    let line = &lines[0];
    assert_eq!(
        (&line["operation"], &line["method"], &line["path"]),
        (&json!("operation0"), &json!("POST"), &json!("/"))
    );
    assert_eq!(
        line["parameters"],
        json!([
            { "name": "q", "in": "query", "style": "form", "explode": true, "schema": { "type": "array", "items": { "type": "string" } }, "shape": { "items": "string" } },
            { "name": "c", "in": "header", "content": "application/json", "required": true, "schema": { "type": "integer" } },
        ])
    );
    assert_eq!(
        line["body"],
        json!({ "required": true, "content": {
        "text/plain": {}, "application/yaml": { "text": true }, "image/png": { "stream": true },
    } })
    );
    assert_eq!(
        line["security"],
        json!([{ "key": [] }, { "token": ["read"] }])
    );
    assert_eq!(line["produces"], json!(["application/json", "text/plain"]));
    assert_eq!(
        lines[1],
        json!({ "scheme": "key", "type": "apiKey", "in": "header", "name": "X-Key" })
    );
    assert_eq!(
        lines[2],
        json!({ "scheme": "token", "type": "http", "http": "bearer" })
    );
}
