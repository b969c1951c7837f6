//! Templates of error bodies.

use serde_json::{Value, json};

use crate::{lines, operation};

/// The template for a 422 of that schema.
fn template(schema: &str) -> Value {
    let response =
        format!("{{ description: '', content: {{ application/json: {{ schema: {schema} }} }} }}");
    let read = operation(&format!(
        "      responses: {{ '204': {{ description: '' }}, '422': {response} }}\n"
    ));
    lines(&read)[0]["faults"]["422"]["body"].clone()
}

#[test]
fn the_message_goes_where_it_is_expected() {
    for (schema, expected) in [
        ("{ type: string }", json!({ "$": "detail" })),
        (
            "{ type: object, properties: { message: { type: string } } }",
            json!({ "message": { "$": "detail" } }),
        ),
        (
            "{ type: object, required: [code, message], properties: { code: { type: integer, format: int32 }, message: { type: string, maxLength: 40 } } }",
            json!({ "code": { "$": "status" }, "message": { "$": "detail", "max": 40 } }),
        ),
        (
            "{ type: object, required: [error], properties: { error: { type: object, required: [code, message], properties: { code: { type: string }, message: { type: string } } } } }",
            json!({ "error": { "code": { "$": "statusText" }, "message": { "$": "detail" } } }),
        ),
        (
            "{ type: object, properties: { timestamp: { type: string, format: date-time }, status: { type: integer }, error: { type: string }, message: { type: string }, path: { type: string } } }",
            json!({ "status": { "$": "status" }, "error": { "$": "title" }, "message": { "$": "detail" } }),
        ),
        (
            "{ type: object, properties: { type: { type: string, format: uri }, title: { type: string }, status: { type: integer, minimum: 100, maximum: 599 }, detail: { type: string } } }",
            json!({ "type": { "$": "type" }, "title": { "$": "title" }, "status": { "$": "status" }, "detail": { "$": "detail" } }),
        ),
    ] {
        assert_eq!(template(schema), expected, "{schema}");
    }
}

#[test]
fn what_is_not_free_keeps_a_valid_value() {
    for (schema, expected) in [
        (
            "{ type: object, required: [error, kind, at, ok], properties: { error: { type: string }, kind: { enum: [client] }, at: { type: string, format: date }, ok: { const: false } } }",
            json!({ "error": { "$": "detail" }, "kind": "client", "at": "2024-01-01", "ok": false }),
        ),
        (
            "{ type: object, required: [message], properties: { message: { type: string, pattern: '^E[0-9]+$' } } }",
            json!({ "message": "E0" }),
        ),
        (
            "{ type: object, required: [code, message], properties: { code: { type: integer, maximum: 99 }, message: { type: string } } }",
            json!({ "code": 0, "message": { "$": "detail" } }),
        ),
        ("{ not: {} }", Value::Null),
    ] {
        assert_eq!(template(schema), expected, "{schema}");
    }
}

#[test]
fn lists_of_faults_are_filled() {
    let fast_api = "{ type: object, properties: { detail: { type: array, items: { type: object, required: [loc, msg, type], properties: {
        loc: { type: array, items: { anyOf: [{ type: string }, { type: integer }] } }, msg: { type: string }, type: { type: string } } } } } }";
    assert_eq!(
        template(fast_api),
        json!({ "detail": { "$": "errors", "each": { "loc": { "$": "loc" }, "msg": { "$": "message" }, "type": { "$": "code" } } } })
    );
    let json_api = "{ type: object, required: [errors], properties: { errors: { type: array, minItems: 1, items: { type: object, properties: {
        status: { type: string }, title: { type: string }, detail: { type: string }, source: { type: object, properties: { pointer: { type: string } } } } } } } }";
    assert_eq!(
        template(json_api),
        json!({ "errors": { "$": "errors", "each": {
            "status": { "$": "statusText" }, "title": { "$": "title" }, "detail": { "$": "message" }, "source": { "pointer": { "$": "pointer" } }
        } } })
    );
    let texts = "{ type: object, required: [message], properties: { message: { type: string }, errors: { type: array, items: { type: string } } } }";
    assert_eq!(
        template(texts),
        json!({ "message": { "$": "detail" }, "errors": { "$": "errors", "each": { "$": "message" } } })
    );
    let bare = "{ type: array, items: { type: object, required: [field, reason], properties: { field: { type: string }, reason: { type: string } } } }";
    assert_eq!(
        template(bare),
        json!({ "$": "errors", "each": { "field": { "$": "name" }, "reason": { "$": "message" } } })
    );
    let bounded = "{ type: object, required: [errors], properties: { errors: { type: array, maxItems: 1, items: { type: string } } } }";
    assert_eq!(template(bounded), json!({ "errors": [] }));
}

#[test]
fn a_status_without_a_json_body_has_an_entry_all_the_same() {
    let read = operation(
        "      responses: { '400': { description: '' }, '404': { description: '', content: { text/plain: {} } } }\n",
    );
    assert_eq!(lines(&read)[0]["faults"], json!({ "400": {}, "404": {} }));
}
