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
    lines(&read)[0]["problems"]["422"]["body"].clone()
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
fn lists_of_violations_are_filled() {
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
    assert_eq!(lines(&read)[0]["problems"], json!({ "400": {}, "404": {} }));
}

#[test]
fn a_response_of_json_and_xml_has_a_template_for_each() {
    let schema =
        "{ type: object, properties: { code: { type: integer }, message: { type: string } } }";
    let of = |contents: &str| {
        let read = operation(&format!(
            "      responses: {{ '204': {{ description: '' }}, 4XX: {{ description: '', content: {{ {contents} }} }} }}\n"
        ));
        lines(&read)[0]["problems"].clone()
    };
    let body = |status: Value| json!({ "code": status, "message": { "$": "detail" } });
    let status = json!({ "$": "status" });
    let json = format!("application/json: {{ schema: {schema} }}");
    let xml = format!("application/xml: {{ schema: {schema} }}");
    let both = of(&format!("{xml}, {json}"))["4XX"].clone();
    assert_eq!(both["type"], "application/json");
    assert_eq!(both["body"], body(status.clone()));
    assert_eq!(both["others"][0]["type"], "application/xml");
    assert_eq!(both["others"][0]["body"], body(status));
    assert!(both["others"][0]["xml"].is_string(), "{both}");
    assert_eq!(of(&json)["4XX"]["others"], Value::Null);
    assert_eq!(of(&xml)["4XX"]["type"], "application/xml");
}

#[test]
fn the_status_is_named_where_its_name_is_listed() {
    let schema = "{ type: object, required: [code, message], properties: {
        code: { type: string, enum: [bad_request, unauthorized, NotFound] }, message: { type: string } } }";
    let response = |status: &str| {
        format!(
            "'{status}': {{ description: '', content: {{ application/json: {{ schema: {schema} }} }} }}"
        )
    };
    let problems = |statuses: &[&str]| {
        let responses: Vec<_> = statuses.iter().map(|status| response(status)).collect();
        let read = operation(&format!(
            "      responses: {{ {} }}\n",
            responses.join(", ")
        ));
        lines(&read)[0]["problems"].clone()
    };
    let exact = problems(&["401", "404", "409"]);
    let code = |problems: &Value, status: &str| problems[status]["body"]["code"].clone();
    assert_eq!(code(&exact, "401"), "unauthorized");
    assert_eq!(code(&exact, "404"), "NotFound");
    assert_eq!(code(&exact, "409"), "bad_request");

    // One of 400 and 422 alone would be taken for the one that is documented.
    let all = problems(&["default"]);
    assert_eq!(code(&all, "401"), "unauthorized");
    assert_eq!(code(&all, "default"), "bad_request");
    assert!(all.get("400").is_some() && all.get("422").is_some());
    let one = problems(&["400", "4XX"]);
    assert_eq!(code(&one, "404"), "NotFound");
    assert!(one.get("422").is_none() && one.get("500").is_none());
}
