//! Bodies of the type `application/x-www-form-urlencoded`, written and read.

mod common;

use serde_json::{json, Value};
use specfirst_runtime::form::{self, encode, Encoding};
use specfirst_runtime::json::Tree;
use specfirst_runtime::schema::{pattern, Budget, Direction, Schema, Schemas};
use specfirst_runtime::style::{Limited, Shape, Shaped, Shapes, Style, Unreadable};

fn order() -> Value {
    json!({
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "count": {"type": "integer"},
            "gift": {"type": "boolean"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}, "n": {"type": "integer"}}}},
            "address": {"type": "object", "properties": {"street": {"type": "string"}, "zip": {"type": "integer"}}}
        }
    })
}

fn decode(
    text: &str,
    schema: &Value,
    encodings: &[(String, Encoding)],
) -> Result<Value, Unreadable> {
    let shape = Shape::compile(&common::shape(schema, &|_| Value::Null)).unwrap();
    let (schema, schemas) = (Schema::compile(schema), Schemas::default());
    let (shapes, budget) = (Shapes::default(), Budget::for_request(text.len()));
    let limited = Limited {
        schemas: &schemas,
        shapes: &shapes,
        direction: Direction::Request,
        budget: &budget,
    };
    form::decode(text, Shaped::new(&shape, &schema, limited), encodings)
}

fn styled(name: &str, style: Style, explode: bool) -> (String, Encoding) {
    (
        name.to_owned(),
        Encoding::Styled {
            style,
            explode,
            allow_reserved: false,
        },
    )
}

#[test]
fn what_is_written_is_read_the_same() {
    let value = json!({
        "name": "Ä & b=c+d 100%",
        "count": 3,
        "gift": true,
        "tags": ["a,b", "", "c|d e"],
        "lines": [{"sku": "x", "n": 1}, {"sku": "y&z", "n": 2}],
        "address": {"street": "a b", "zip": 12345}
    });
    let encodings = [
        vec![],
        vec![
            styled("address", Style::DeepObject, true),
            styled("lines", Style::DeepObject, true),
        ],
        vec![
            styled("address", Style::Form, true),
            styled("tags", Style::Form, false),
        ],
        vec![
            styled("address", Style::PipeDelimited, false),
            styled("tags", Style::SpaceDelimited, false),
        ],
        vec![
            ("tags".to_owned(), Encoding::Json),
            ("name".to_owned(), Encoding::Json),
        ],
    ];
    for encodings in encodings {
        let form = encode(&value, &encodings).unwrap();
        let found = decode(&form, &order(), &encodings);
        assert_eq!(found.as_ref(), Ok(&value), "{form}");
    }
    assert_eq!(
        encode(&json!({"a": [1, "b c"], "n": null, "o": {"k": 1}}), &[]).unwrap(),
        "a=1&a=b%20c&o=%7B%22k%22%3A1%7D"
    );
    let encodings = [
        ("a".to_owned(), Encoding::Json),
        styled("b", Style::PipeDelimited, false),
    ];
    assert_eq!(
        encode(&json!({"a": [1, 2], "b": [1, 2], "c": [1, 2]}), &encodings).unwrap(),
        "a=%5B1%2C2%5D&b=1%7C2&c=1&c=2"
    );
}

#[test]
fn a_value_that_is_no_object_is_not_written() {
    for (value, found) in [
        (json!(["a"]), "an array"),
        (json!("a"), "a string"),
        (json!(1.5), "a number"),
        (json!(null), "null"),
    ] {
        let error = encode(&value, &[]).unwrap_err();
        let expected = format!("a form must be an object, is {found}");
        assert_eq!(error.to_string(), expected);
    }
    assert_eq!(encode(&json!({}), &[]).unwrap(), "");
}

#[test]
fn forms_as_others_write_them() {
    let order = order();
    let cases = [
        ("", json!({})),
        ("name=a+b&count=2", json!({"name": "a b", "count": 2})),
        ("tags[]=a&tags[]=b", json!({"tags": ["a", "b"]})),
        ("tags=a", json!({"tags": ["a"]})),
        (
            "address[street]=x&address%5Bzip%5D=1",
            json!({"address": {"street": "x", "zip": 1}}),
        ),
        (
            "lines[0][sku]=x&lines[1][sku]=y&lines[0][n]=1",
            json!({"lines": [{"sku": "x", "n": 1}, {"sku": "y"}]}),
        ),
        (
            "other=1&name=x&another=2&another=3&a[b]=4",
            json!({"other": "1", "name": "x", "another": ["2", "3"], "a[b]": "4"}),
        ),
    ];
    for (form, value) in cases {
        assert_eq!(decode(form, &order, &[]), Ok(value), "{form}");
    }
    let map = json!({"type": "object", "additionalProperties": {"type": "integer"}});
    assert_eq!(
        decode("a=1&b[c]=2", &map, &[]),
        Ok(json!({"a": 1, "b[c]": 2}))
    );
    assert_eq!(
        decode("a=1&b=2", &json!(true), &[]),
        Ok(json!({"a": "1", "b": "2"}))
    );
}

#[test]
fn required_members_that_a_form_does_not_show_are_empty() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    let inner = json!({"type": "object", "required": ["tags", "note"], "properties": {
        "tags": list, "note": {"type": ["string", "null"]}, "more": list,
    }});
    let schema = json!({"type": "object", "required": ["tags", "name", "inner", "maybe", "few", "any", "id"], "properties": {
        "tags": list, "more": list, "name": {"type": "string"}, "inner": inner, "any": {},
        "maybe": {"type": ["array", "null"], "items": {"type": "string"}},
        "few": {"type": ["array", "null"], "items": {"type": "string"}, "minItems": 1},
        "id": {"type": "array", "items": {"type": "string"}, "readOnly": true},
    }});
    let empty = json!({"tags": [], "note": null});
    // Of a list or null, it is the list unless the schema excludes it. A string, and what may be anything, stays missing, as
    // does what a request does not have.
    let read = json!({"tags": [], "inner": empty, "maybe": [], "few": null});
    let encodings = [styled("inner", Style::DeepObject, true)];
    assert_eq!(decode("", &schema, &encodings), Ok(read.clone()));
    let exploded = [styled("inner", Style::Form, true)];
    let schema_of_inner =
        json!({"type": "object", "required": ["inner"], "properties": {"inner": inner}});
    assert_eq!(
        decode("", &schema_of_inner, &exploded),
        Ok(json!({"inner": empty}))
    );
    let more = json!({"inner": {"more": ["a"], "tags": [], "note": null}});
    for (text, encodings) in [
        ("inner[more]=a", &encodings[..]),
        ("inner[more]=a", &[]),
        ("more=a", &exploded),
    ] {
        assert_eq!(
            decode(text, &schema_of_inner, encodings),
            Ok(more.clone()),
            "{text}"
        );
    }
    // JSON shows empty values.
    let json = decode("inner={}", &schema_of_inner, &[]);
    assert_eq!(json, Ok(json!({"inner": {}})));
    let lines = json!({"properties": {"lines": {"type": "array", "items": inner}}});
    let read = decode("lines[0][note]=a&lines[1][tags]=b", &lines, &[]);
    let expected = json!({"lines": [{"note": "a", "tags": []}, {"tags": ["b"], "note": null}]});
    assert_eq!(read, Ok(expected));
}

#[test]
fn members_that_an_alternative_requires_are_empty() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    let alternative = |kind: &str, name: &str| json!({"type": "object", "required": ["kind", name], "properties": {"kind": {"const": kind}, name: list}});
    let schema = json!({
        "oneOf": [alternative("a", "tags"), alternative("b", "names")],
        "if": {"required": ["extra"]}, "then": {"required": ["more"], "properties": {"more": list}},
    });
    let shape = json!({"members": {
        "kind": "string", "extra": "string", "tags": {"items": "string"}, "names": {"items": "string"}, "more": {"items": "string"},
    }});
    let (shape, schema) = (Shape::compile(&shape).unwrap(), Schema::compile(&schema));
    let (schemas, shapes): (Schemas, _) = (Default::default(), Shapes::default());
    let budget = Budget::for_request(100);
    let limited = Limited {
        schemas: &schemas,
        shapes: &shapes,
        direction: Direction::Request,
        budget: &budget,
    };
    for (text, expected) in [
        ("kind=a", json!({"kind": "a", "tags": []})),
        ("kind=b", json!({"kind": "b", "names": []})),
        ("kind=b&names=x", json!({"kind": "b", "names": ["x"]})),
        (
            "kind=a&extra=",
            json!({"kind": "a", "extra": "", "tags": [], "more": []}),
        ),
        ("kind=c", json!({"kind": "c"})),
    ] {
        let read = form::decode(text, Shaped::new(&shape, &schema, limited), &[]);
        assert_eq!(read, Ok(expected), "{text}");
    }
}

#[test]
fn forms_that_cannot_be_read() {
    let order = order();
    let cases = [
        ("count=x", "/count", "must be an integer, is \"x\""),
        (
            "address[zip]=x",
            "/address/zip",
            "must be an integer, is \"x\"",
        ),
        ("address=x", "/address", "must be an object, is \"x\""),
        ("count=1&count=2", "/count", "must be given once"),
        ("name=%zz", "/name", "must be percent-encoded, has `%zz`"),
        (
            "count=1&na%me=x",
            "",
            "has a malformed name, which must be percent-encoded, has `%me`",
        ),
    ];
    for (form, pointer, message) in cases {
        let error = Unreadable {
            pointer: pointer.to_owned(),
            message: message.to_owned(),
        };
        assert_eq!(decode(form, &order, &[]), Err(error), "{form}");
    }
}

#[test]
fn large_forms_take_linear_time() {
    let form: Vec<_> = (0..100_000).map(|n| format!("k{n}[x]={n}")).collect();
    let value = decode(&form.join("&"), &order(), &[]).unwrap();
    assert_eq!(
        value.as_object().map(|members| members.len()),
        Some(100_000)
    );
}

#[test]
fn patterns_of_names_spend_the_budget() {
    let pattern = "^(?:a|b(?!c))*$";
    let schema = json!({"type": "object", "patternProperties": {pattern: {"type": "integer"}}});
    let shape = Shape::compile(&json!({"patterns": {pattern: "integer"}})).unwrap();
    let schema = Schema::compile(&schema);
    let schemas = Schemas::default().with_patterns(pattern::compile);
    let shapes = Shapes::default();
    for (steps, expected) in [
        (100_000, json!({"aa": 1, "x": "1"})),
        (0, json!({"aa": "1", "x": "1"})),
    ] {
        let budget = Budget::of_steps(steps);
        let limited = Limited {
            schemas: &schemas,
            shapes: &shapes,
            direction: Direction::Request,
            budget: &budget,
        };
        let read = form::decode("aa=1&x=1", Shaped::new(&shape, &schema, limited), &[]).unwrap();
        assert_eq!(read, expected);
        // So a value is refused of which only a part was read by its shape.
        let violations = limited.check(&schema, Tree::from(&read).root());
        assert_eq!(violations.is_empty(), steps > 0, "{violations:?}");
    }
}

#[test]
fn a_text_is_what_the_alternative_says_that_the_whole_form_satisfies() {
    let alternative = |kind: &str, a: &str, b: &str| json!({"type": "object", "required": ["kind"], "properties": {"kind": {"const": kind}, "a": {"type": a}, "b": {"type": b}}});
    let schema = json!({"oneOf": [
        alternative("texts", "string", "string"),
        alternative("numbers", "integer", "integer"),
        alternative("mixed", "string", "integer"),
    ]});
    let either = json!(["integer", "string"]);
    let shape = Shape::compile(&json!({"members": {"kind": "string", "a": either, "b": either}}));
    let (shape, schema) = (shape.unwrap(), Schema::compile(&schema));
    let (schemas, shapes): (Schemas, _) = (Default::default(), Shapes::default());
    let budget = Budget::for_request(10_000);
    let limited = Limited {
        schemas: &schemas,
        shapes: &shapes,
        direction: Direction::Request,
        budget: &budget,
    };
    for (kind, a, b) in [
        ("texts", json!("1"), json!("2")),
        ("numbers", json!(1), json!(2)),
        ("mixed", json!("1"), json!(2)),
        // What satisfies nothing is read as the types tell.
        ("others", json!(1), json!(2)),
    ] {
        let text = format!("b=2&kind={kind}&a=1");
        let read = form::decode(&text, Shaped::new(&shape, &schema, limited), &[]);
        assert_eq!(read, Ok(json!({"b": b, "kind": kind, "a": a})), "{kind}");
    }
}
