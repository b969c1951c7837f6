//! Parameters, written and read.

mod common;

use serde_json::{json, Value};
use specfirst_runtime::schema::{Budget, Direction, Schema, Schemas};
use specfirst_runtime::style::*;

const STYLES: [Style; 7] = [
    Style::Simple,
    Style::Label,
    Style::Matrix,
    Style::Form,
    Style::SpaceDelimited,
    Style::PipeDelimited,
    Style::DeepObject,
];

fn named(name: &str) -> Value {
    match name {
        "Ids" => json!({"type": "array", "items": {"type": "integer"}}),
        "Colors" => json!({"type": "array", "items": {"$ref": "Color"}}),
        _ => json!({"type": "string", "enum": ["blue", "black"]}),
    }
}

fn schemas() -> Schemas {
    Schemas::new(["Ids", "Colors", "Color"].map(|name| (name, named(name).to_string())))
}

fn shape(schema: &Value) -> Shape {
    Shape::compile(&common::shape(schema, &named)).unwrap()
}

/// What a parameter is read from.
enum Text<'a> {
    Path(&'a str),
    Query(&'a str),
    Header(&'a [&'a str]),
    Cookie(&'a str),
}

fn read(
    style: Style,
    explode: bool,
    json: &Value,
    text: Text<'_>,
) -> Result<Option<Value>, Unreadable> {
    let (schema, schemas) = (Schema::compile(json), schemas());
    let (shape, shapes) = (shape(json), Shapes::default());
    let others = ["page".to_owned()];
    let budget = Budget::for_request(1_000);
    let parameter = Parameter {
        name: "color",
        style,
        explode,
        allow_empty: false,
        others: &others,
        shape: Shaped::new(
            &shape,
            &schema,
            Limited {
                schemas: &schemas,
                shapes: &shapes,
                direction: Direction::Request,
                budget: &budget,
            },
        ),
    };
    let read = match text {
        Text::Path(raw) => parameter.read_path(raw).map(Some),
        Text::Query(raw) => parameter.read_pairs(&Pairs::query(raw)),
        Text::Header(lines) => parameter.read_header(lines.iter().copied()),
        Text::Cookie(raw) => parameter.read_pairs(&Pairs::cookies(raw)),
    };
    Ok(read?.map(Reading::into_value))
}

fn query(style: Style, explode: bool, value: &Value) -> String {
    let mut query = String::new();
    encode_query(&mut query, style, explode, "color", value, false);
    query
}

#[test]
fn the_table_of_the_specification() {
    let (empty, string, array) = (json!(""), json!("blue"), json!(["blue", "black", "brown"]));
    let object = json!({"R": 100, "G": 200, "B": 150});
    let paths = [
        (
            Style::Matrix,
            false,
            [
                ";color",
                ";color=blue",
                ";color=blue,black,brown",
                ";color=R,100,G,200,B,150",
            ],
        ),
        (
            Style::Matrix,
            true,
            [
                ";color",
                ";color=blue",
                ";color=blue;color=black;color=brown",
                ";R=100;G=200;B=150",
            ],
        ),
        (
            Style::Label,
            false,
            [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
        ),
        (
            Style::Label,
            true,
            [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
        ),
        (
            Style::Simple,
            false,
            ["", "blue", "blue,black,brown", "R,100,G,200,B,150"],
        ),
        (
            Style::Simple,
            true,
            ["", "blue", "blue,black,brown", "R=100,G=200,B=150"],
        ),
    ];
    for (style, explode, texts) in paths {
        for (value, text) in [&empty, &string, &array, &object].into_iter().zip(texts) {
            assert_eq!(encode_path(style, explode, "color", value, false), text);
        }
    }
    let queries = [
        (
            Style::Form,
            false,
            [
                "color=",
                "color=blue",
                "color=blue,black,brown",
                "color=R,100,G,200,B,150",
            ],
        ),
        (
            Style::Form,
            true,
            [
                "color=",
                "color=blue",
                "color=blue&color=black&color=brown",
                "R=100&G=200&B=150",
            ],
        ),
        (
            Style::SpaceDelimited,
            false,
            [
                "color=",
                "color=blue",
                "color=blue%20black%20brown",
                "color=R%20100%20G%20200%20B%20150",
            ],
        ),
        (
            Style::PipeDelimited,
            false,
            [
                "color=",
                "color=blue",
                "color=blue%7Cblack%7Cbrown",
                "color=R%7C100%7CG%7C200%7CB%7C150",
            ],
        ),
        (
            Style::DeepObject,
            true,
            [
                "color=",
                "color=blue",
                "color=blue&color=black&color=brown",
                "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
            ],
        ),
    ];
    for (style, explode, texts) in queries {
        for (value, text) in [&empty, &string, &array, &object].into_iter().zip(texts) {
            assert_eq!(query(style, explode, value), text);
        }
    }
    assert_eq!(encode_header(false, &array).unwrap(), "blue,black,brown");
    assert_eq!(encode_header(false, &object).unwrap(), "R,100,G,200,B,150");
    assert_eq!(encode_header(true, &object).unwrap(), "R=100,G=200,B=150");
    let mut cookies = String::new();
    encode_cookie(&mut cookies, true, "session", &json!("a b;c"));
    encode_cookie(&mut cookies, false, "color", &array);
    assert_eq!(cookies, "session=a%20b%3Bc; color=blue,black,brown");
}

/// Texts that mean something to one style or another.
const TEXTS: [&str; 24] = [
    "blue",
    "",
    "a b",
    " a ",
    "#",
    "100%",
    "%20",
    "%7C",
    "%2520",
    "a/b",
    "1+1=2",
    "a,b",
    ",",
    "a|b",
    ";x",
    "k=v&k=w",
    "1.5",
    "..a",
    "é字🐲",
    "\"q\"",
    "back\\slash",
    "?[x]@!$'()*:",
    "true",
    "null",
];

fn values() -> Vec<(Value, Value)> {
    let strings = json!({"type": "array", "items": {"type": "string"}});
    let members = json!({"type": "object", "additionalProperties": {"type": "string"}});
    let mut values = vec![
        (json!({"type": "integer"}), json!(-42)),
        (json!({"type": "integer"}), json!(u64::MAX)),
        (json!({"type": "number"}), json!(1.5e-7)),
        (json!({"type": "boolean"}), json!(true)),
        (json!({"$ref": "Ids"}), json!([1, -2, 3])),
        (
            json!({"type": "array", "items": {"type": "boolean"}}),
            json!([true, false]),
        ),
        (strings.clone(), json!(TEXTS)),
        (strings.clone(), json!(["", ""])),
        (
            json!({"type": "object", "properties": {"R": {"type": "integer"}, "on": {"type": "boolean"}}}),
            json!({"R": 100, "on": false}),
        ),
    ];
    for (at, text) in TEXTS.iter().enumerate() {
        let next = TEXTS[(at + 1) % TEXTS.len()];
        values.push((json!({"type": "string"}), json!(text)));
        values.push((strings.clone(), json!([text])));
        values.push((strings.clone(), json!([text, next])));
        values.push((members.clone(), json!({"R": text, "a-b": next})));
    }
    for name in ["#", "a b", "a.b", "é", "%", "a&b;c|d", "a/b~c"] {
        values.push((members.clone(), json!({name: "x", "y": ""})));
    }
    values
}

#[test]
fn what_is_written_is_read_the_same() {
    for (schema, value) in values() {
        for style in STYLES {
            for explode in [false, true] {
                for reserved in [false, true] {
                    let text = encode_path(style, explode, "color", &value, reserved);
                    let found = read(style, explode, &schema, Text::Path(&text));
                    // The styles of queries are not for paths; they are written there as `simple`.
                    assert_eq!(
                        found,
                        Ok(Some(value.clone())),
                        "path {style:?} {explode} {text}"
                    );
                    assert!(!text.contains(['/', '?', '#', ' ']), "{text}");

                    let mut text = "page=1".to_owned();
                    encode_query(&mut text, style, explode, "color", &value, reserved);
                    let found = read(style, explode, &schema, Text::Query(&text));
                    assert_eq!(
                        found,
                        Ok(Some(value.clone())),
                        "query {style:?} {explode} {text}"
                    );
                    assert!(!text.contains(['#', ' ', '+']), "{text}");
                }
            }
        }
        for explode in [false, true] {
            let mut text = "page=1".to_owned();
            encode_cookie(&mut text, explode, "color", &value);
            let found = read(Style::Form, explode, &schema, Text::Cookie(&text));
            assert_eq!(found, Ok(Some(value.clone())), "cookie {explode} {text}");

            let text = encode_header(explode, &value).unwrap();
            let text = text.trim();
            let found = read(Style::Simple, explode, &schema, Text::Header(&[text]));
            if value.as_str().is_none_or(|value| value.trim() == value) {
                assert_eq!(found, Ok(Some(value.clone())), "header {explode} {text}");
            }
        }
        assert_eq!(decode_json(&encode_json(&value)), Ok(value));
    }
}

#[test]
fn nested_values_survive_where_the_style_has_room() {
    let filter = json!({"type": "object", "properties": {
        "price": {"type": "object", "properties": {"min": {"type": "integer"}, "max": {"type": "number"}}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "sort": {"type": "array", "items": {"type": "object", "properties": {"by": {"type": "string"}, "up": {"type": "boolean"}}}}
    }});
    let value = json!({"price": {"min": 1, "max": 2.5}, "tags": ["a&b", ""], "sort": [{"by": "x", "up": true}, {"by": "y"}]});
    for style in STYLES
        .into_iter()
        .filter(|style| !matches!(style, Style::Simple | Style::Label | Style::Matrix))
    {
        for explode in [false, true] {
            let text = query(style, explode, &value);
            assert_eq!(
                read(style, explode, &filter, Text::Query(&text)),
                Ok(Some(value.clone())),
                "{text}"
            );
        }
    }
    let text = query(
        Style::DeepObject,
        true,
        &json!({"price": {"min": 1}, "tags": ["a", "b"]}),
    );
    assert_eq!(
        text,
        "color%5Bprice%5D%5Bmin%5D=1&color%5Btags%5D=a&color%5Btags%5D=b"
    );
}

#[test]
fn absent_values() {
    for style in STYLES {
        for value in [json!(null), json!([]), json!({})] {
            assert_eq!(query(style, false, &value), "");
            assert_eq!(query(style, true, &value), "");
            assert_eq!(encode_header(true, &value), None);
        }
        for schema in [
            json!({"type": "string"}),
            json!({"$ref": "Ids"}),
            json!({"type": "object", "properties": {"R": {}}}),
        ] {
            for explode in [false, true] {
                assert_eq!(
                    read(style, explode, &schema, Text::Query("x=1&page=2")),
                    Ok(None)
                );
                assert_eq!(read(style, explode, &schema, Text::Cookie("x=1")), Ok(None));
            }
        }
    }
    assert_eq!(
        read(
            Style::Simple,
            false,
            &json!({"$ref": "Ids"}),
            Text::Header(&[])
        ),
        Ok(None)
    );
}

#[test]
fn other_ways_to_write_are_read_too() {
    let ids = json!({"$ref": "Ids"});
    let strings = json!({"type": "array", "items": {"type": "string"}});
    let deep =
        json!({"type": "object", "properties": {"b": {"$ref": "Ids"}, "c": {"type": "string"}}});
    let nullable = json!({"type": ["integer", "null"]});
    let either = json!({"anyOf": [{"type": "string"}, {"$ref": "Ids"}]});
    let cases = [
        (Style::Form, true, &ids, "color=1", json!([1])),
        (Style::Form, true, &ids, "color=1,2", json!([1, 2])),
        (Style::Form, false, &ids, "color=1%2C2", json!([1, 2])),
        (
            Style::Form,
            false,
            &ids,
            "color=1&color=2,3",
            json!([1, 2, 3]),
        ),
        (Style::Form, false, &ids, "color=", json!([])),
        (
            Style::Form,
            false,
            &strings,
            "color=a%2Cb,c",
            json!(["a,b", "c"]),
        ),
        (Style::Form, false, &strings, "color=", json!([""])),
        (
            Style::SpaceDelimited,
            false,
            &ids,
            "color=1+2%203",
            json!([1, 2, 3]),
        ),
        (
            Style::PipeDelimited,
            false,
            &ids,
            "color=1|2%7c3%7C4",
            json!([1, 2, 3, 4]),
        ),
        (
            Style::DeepObject,
            true,
            &deep,
            "color[b]=1&color[c]=x+y",
            json!({"b": [1], "c": "x y"}),
        ),
        (
            Style::DeepObject,
            true,
            &deep,
            "color[b][]=1&color%5Bb%5D%5B%5D=2",
            json!({"b": [1, 2]}),
        ),
        (
            Style::DeepObject,
            true,
            &deep,
            "color[b][1]=1&color[b][0]=2",
            json!({"b": [2, 1]}),
        ),
        (
            Style::Form,
            true,
            &json!({"type": "string"}),
            "color=a+b%2Bc",
            json!("a b+c"),
        ),
        (
            Style::Form,
            true,
            &json!({"type": "string"}),
            "color",
            json!(""),
        ),
        (
            Style::Form,
            true,
            &json!({"type": "string"}),
            "color=a=b",
            json!("a=b"),
        ),
        (
            Style::Form,
            true,
            &json!({"type": "string"}),
            "%63olor=100%25",
            json!("100%"),
        ),
        (Style::Form, true, &nullable, "color=", json!(null)),
        (
            Style::Form,
            true,
            &json!({"type": ["string", "null"]}),
            "color=",
            json!(""),
        ),
        (
            Style::Form,
            true,
            &json!({"type": "integer"}),
            "color=3.0",
            json!(3),
        ),
        (
            Style::Form,
            true,
            &json!({"type": "number"}),
            "color=3",
            json!(3),
        ),
        (
            Style::Form,
            true,
            &json!({"type": "integer"}),
            "color=18446744073709551615",
            json!(u64::MAX),
        ),
        (
            Style::Form,
            true,
            &json!({"type": "integer"}),
            "color=-9223372036854775808",
            json!(i64::MIN),
        ),
        (
            Style::Form,
            true,
            &json!({"type": "number"}),
            "color=18446744073709551616",
            json!(18446744073709551616.0),
        ),
        (
            Style::Form,
            true,
            &json!({"type": ["integer", "string"]}),
            "color=18446744073709551616",
            json!("18446744073709551616"),
        ),
        (
            Style::Form,
            true,
            &json!({"type": ["integer", "string"]}),
            "color=007",
            json!("007"),
        ),
        (
            Style::Form,
            true,
            &json!({"type": ["integer", "string"]}),
            "color=7",
            json!(7),
        ),
        (Style::Form, true, &json!({}), "color=7", json!("7")),
        (
            Style::Form,
            true,
            &json!({"enum": [1, 2]}),
            "color=1",
            json!(1),
        ),
        (Style::Form, false, &either, "color=x", json!("x")),
        (Style::Form, false, &either, "color=1,2", json!([1, 2])),
        (
            Style::Form,
            true,
            &json!({"allOf": [{"type": "object"}, {"properties": {"R": {"type": "integer"}}}]}),
            "R=1&page=2&z=3",
            json!({"R": 1}),
        ),
        (
            Style::Form,
            true,
            &json!({"type": "object"}),
            "R=1&page=2&z=3",
            json!({"R": "1", "z": "3"}),
        ),
    ];
    for (style, explode, schema, text, value) in cases {
        assert_eq!(
            read(style, explode, schema, Text::Query(text)),
            Ok(Some(value)),
            "{schema} {text}"
        );
    }
    let header = |schema: &Value, lines: &[&str]| {
        read(Style::Simple, false, schema, Text::Header(lines))
            .unwrap()
            .unwrap()
    };
    assert_eq!(header(&ids, &["1, 2", " 3"]), json!([1, 2, 3]));
    assert_eq!(
        header(&strings, &[r#""a", W/"b,c""#, r#"x"y"#]),
        json!([r#""a""#, r#"W/"b"#, r#"c""#, r#"x"y"#])
    );
    assert_eq!(
        header(&json!({"type": "string"}), &["a, \"b\""]),
        json!("a, \"b\"")
    );
    assert_eq!(
        read(
            Style::Form,
            true,
            &ids,
            Text::Cookie("a=1; color=\"1\"; color=2")
        ),
        Ok(Some(json!([1, 2])))
    );
}

#[test]
fn texts_that_cannot_be_read() {
    let ids = json!({"$ref": "Ids"});
    let object = json!({"type": "object", "properties": {"a/b": {"type": "integer"}}});
    let objects = json!({"type": "array", "items": {"type": "object"}});
    let cases = [
        (
            Style::Form,
            true,
            &json!({"type": "integer"}),
            "color=abc",
            "",
            "must be an integer, is \"abc\"",
        ),
        (
            Style::Form,
            true,
            &json!({"type": "integer"}),
            "color=1.5",
            "",
            "must be an integer, is \"1.5\"",
        ),
        (
            Style::Form,
            true,
            &json!({"type": "integer"}),
            "color=",
            "",
            "must be an integer, is empty",
        ),
        (
            Style::Form,
            true,
            &json!({"type": "number"}),
            "color=NaN",
            "",
            "must be a number, is \"NaN\"",
        ),
        (
            Style::Form,
            true,
            &json!({"type": "number"}),
            "color=1e999",
            "",
            "must be a number, is \"1e999\"",
        ),
        (
            Style::Form,
            true,
            &json!({"type": ["boolean", "null"]}),
            "color=yes",
            "",
            "must be a boolean or null, is \"yes\"",
        ),
        (
            Style::Form,
            true,
            &json!({"type": "integer"}),
            "color=1&color=2",
            "",
            "must be given once",
        ),
        (
            Style::Form,
            true,
            &json!({"type": "string"}),
            "color=%FF",
            "",
            "must be UTF-8",
        ),
        (
            Style::Form,
            true,
            &json!({"type": "string"}),
            "color=100%",
            "",
            "must be percent-encoded, has `%`",
        ),
        (
            Style::Form,
            false,
            &ids,
            "color=1,%zz",
            "",
            "must be percent-encoded, has `%zz`",
        ),
        (
            Style::SpaceDelimited,
            false,
            &ids,
            "color=1%20%2",
            "",
            "must be percent-encoded, has `%2`",
        ),
        (
            Style::Form,
            true,
            &json!({"type": "object"}),
            "a=1&%zz=2",
            "",
            "has a malformed name, which must be percent-encoded, has `%zz`",
        ),
        (
            Style::DeepObject,
            true,
            &object,
            "color[%zz]=1",
            "",
            "has a malformed name, which must be percent-encoded, has `%zz`",
        ),
        (
            Style::Form,
            true,
            &json!({"type": "integer"}),
            "color=18446744073709551616",
            "",
            "must be an integer of at most 64 bits, is \"18446744073709551616\"",
        ),
        (
            Style::Form,
            true,
            &ids,
            "color=1&color=-9223372036854775809",
            "/1",
            "must be an integer of at most 64 bits, is \"-9223372036854775809\"",
        ),
        (
            Style::Form,
            true,
            &ids,
            "color=1&color=x",
            "/1",
            "must be an integer, is \"x\"",
        ),
        (
            Style::Form,
            false,
            &object,
            "color=a/b,x",
            "/a~1b",
            "must be an integer, is \"x\"",
        ),
        (
            Style::Form,
            false,
            &object,
            "color=a/b",
            "",
            "must be alternating names and values, has a name without a value",
        ),
        (
            Style::DeepObject,
            true,
            &object,
            "color[a/b]=x",
            "/a~1b",
            "must be an integer, is \"x\"",
        ),
        (
            Style::DeepObject,
            true,
            &object,
            "color[a/b][c]=1",
            "/a~1b",
            "must be an integer, has members in brackets",
        ),
        (
            Style::DeepObject,
            true,
            &object,
            "color=1&color[c]=1",
            "",
            "is given both with and without brackets",
        ),
        (
            Style::Form,
            true,
            &objects,
            r#"color={"b":1}&color={"b":1,"b":2}"#,
            "/1",
            r#"must be an object, is "{"b":1,"b":2}""#,
        ),
    ];
    for (style, explode, schema, text, pointer, message) in cases {
        let error = Unreadable {
            pointer: pointer.to_owned(),
            message: message.to_owned(),
        };
        assert_eq!(
            read(style, explode, schema, Text::Query(text)),
            Err(error),
            "{text}"
        );
    }
    for (style, text) in [
        (Style::Simple, "1,%"),
        (Style::Label, ".%zz"),
        (Style::Matrix, ";color=%F"),
    ] {
        let error = read(style, false, &ids, Text::Path(text)).unwrap_err();
        assert!(
            error.message.starts_with("must be percent-encoded"),
            "{error}"
        );
    }
    let cookie = read(Style::Form, true, &ids, Text::Cookie("a%z=1; color=%zz"));
    assert!(cookie.is_err());
    let others = read(Style::Form, true, &ids, Text::Cookie("a%z=%zz; color=1"));
    assert_eq!(others, Ok(Some(json!([1]))));
    let error = decode_json("{%22a%22:{%22b%22:1,%22b%22:2}}").unwrap_err();
    assert_eq!(error.pointer, "/a/b");
    assert!(read(Style::Label, false, &ids, Text::Path("1")).is_err());
    assert!(read(Style::Matrix, false, &ids, Text::Path(";colour=1")).is_err());
    assert!(decode_json("%7B").is_err());
    let brackets = format!("color{}=1", "[a]".repeat(10_000));
    assert!(read(
        Style::DeepObject,
        true,
        &json!({"type": "object"}),
        Text::Query(&brackets)
    )
    .is_err());
}

#[test]
fn empty_values_where_they_are_allowed() {
    let (schemas, budget) = (schemas(), Budget::for_request(1_000));
    for (json, value) in [
        (json!({"type": "boolean"}), Some(json!(true))),
        (json!({"type": "string"}), Some(json!(""))),
        (json!({"type": ["integer", "null"]}), Some(json!(null))),
        (json!({"$ref": "Ids"}), Some(json!([]))),
        (json!({"type": "integer"}), None),
    ] {
        let schema = Schema::compile(&json);
        let (shape, shapes) = (shape(&json), Shapes::default());
        let parameter = Parameter {
            name: "flag",
            style: Style::Form,
            explode: true,
            allow_empty: true,
            others: &[],
            shape: Shaped::new(
                &shape,
                &schema,
                Limited {
                    schemas: &schemas,
                    shapes: &shapes,
                    direction: Direction::Request,
                    budget: &budget,
                },
            ),
        };
        for query in ["flag", "flag=", "a=1&flag&b=2"] {
            let pairs = Pairs::query(query);
            let read = parameter.read_pairs(&pairs).unwrap();
            assert_eq!(read.map(Reading::into_value), value, "{json} {query}");
        }
    }
}

#[test]
fn reserved_characters_may_be_kept() {
    let mut text = String::new();
    encode_query(
        &mut text,
        Style::Form,
        true,
        "color",
        &json!("/a?b=c:d,e;f@g&h#i+j%"),
        true,
    );
    assert_eq!(text, "color=/a?b%3Dc:d,e;f@g%26h%23i%2Bj%25");
    assert_eq!(
        encode_path(Style::Simple, false, "color", &json!("a:b@c/d"), true),
        "a:b@c%2Fd"
    );
}

#[test]
fn styles_by_name() {
    let names = [
        "simple",
        "label",
        "matrix",
        "form",
        "spaceDelimited",
        "pipeDelimited",
        "deepObject",
    ];
    assert_eq!(names.map(Style::named), STYLES.map(Some));
    assert_eq!(Style::named("cookie"), Some(Style::Cookie));
    assert_eq!(Style::named("Form"), None);
}

#[test]
fn plain_cookies_are_not_encoded_and_must_fit() {
    let write = |explode, value: Value| {
        let mut cookies = "first=1".to_owned();
        encode_plain_cookie(&mut cookies, explode, "c", &value).map(|()| cookies)
    };
    assert_eq!(write(true, json!("a%b/c")).unwrap(), "first=1; c=a%b/c");
    assert_eq!(write(true, json!(["a", 2])).unwrap(), "first=1; c=a; c=2");
    assert_eq!(write(true, json!(null)).unwrap(), "first=1");
    assert_eq!(write(true, json!([])).unwrap(), "first=1");
    for wrong in ["a;b", "a b", "a,b", "ä", "a\"b", "a\nb"] {
        assert!(write(true, json!(wrong)).is_err(), "{wrong:?}");
    }
    assert!(write(true, json!(["a", "b;c"])).is_err());
}

#[test]
fn a_text_is_a_number_where_the_schema_accepts_that_number() {
    let schema = json!({"type": ["integer", "string"], "maximum": 9});
    for (text, value) in [("color=7", json!(7)), ("color=70", json!("70"))] {
        let found = read(Style::Form, true, &schema, Text::Query(text));
        assert_eq!(found, Ok(Some(value)), "{text}");
    }
}

#[test]
fn an_exploded_object_has_other_members_where_the_schema_describes_them() {
    let integer = json!({"type": "integer"});
    let mut schema = json!({"type": "object", "properties": {"a": integer}});
    let text = || Text::Query("a=1&b=2&page=3");
    let found = read(Style::Form, true, &schema, text());
    assert_eq!(found, Ok(Some(json!({"a": 1}))));
    schema["additionalProperties"] = integer;
    let found = read(Style::Form, true, &schema, text());
    assert_eq!(found, Ok(Some(json!({"a": 1, "b": 2}))));
}

#[test]
fn a_path_of_pairs_is_an_object_where_an_array_is_possible_as_well() {
    let object = json!({"type": "object"});
    let either = json!({"type": ["array", "object"]});
    for (schema, text, value) in [
        (&either, "a=1,b=2", json!({"a": "1", "b": "2"})),
        (&either, "a,b", json!(["a", "b"])),
        (&object, "a,b=2", json!({"a": "", "b": "2"})),
    ] {
        let found = read(Style::Simple, true, schema, Text::Path(text));
        assert_eq!(found, Ok(Some(value)), "{schema} {text}");
    }
}

#[test]
fn labels_of_openapi_3_0_are_read_with_dots_and_with_commas() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    let number = json!({"type": "number"});
    let object = json!({"type": "object", "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}}});
    let read =
        |style, schema, text| read(style, false, schema, Text::Path(text)).map(Option::unwrap);
    for (schema, text, value) in [
        (
            &list,
            ".blue.black.brown",
            json!(["blue", "black", "brown"]),
        ),
        (
            &list,
            ".blue,black,brown",
            json!(["blue", "black", "brown"]),
        ),
        (&list, ".blue", json!(["blue"])),
        (&list, ".a%2Eb.c", json!(["a.b", "c"])),
        (&list, ".a.b,c", json!(["a.b", "c"])),
        (&object, ".R.100.G.200", json!({"R": 100, "G": 200})),
        (&object, ".R,100,G,200", json!({"R": 100, "G": 200})),
        (&number, ".1.5", json!(1.5)),
    ] {
        assert_eq!(read(Style::DottedLabel, schema, text), Ok(value), "{text}");
    }
    // Later versions separate items by commas only.
    let later = read(Style::Label, &list, ".blue.black.brown");
    assert_eq!(later, Ok(json!(["blue.black.brown"])));
    assert!(read(Style::DottedLabel, &list, "blue.black").is_err());
}

#[test]
fn exploded_cookies_are_read_with_semicolons_and_with_ampersands() {
    let ids = json!({"$ref": "Ids"});
    let object = json!({"type": "object", "properties": {"R": {"type": "integer"}, "G": {"type": "string"}}});
    let open = json!({"type": "object", "additionalProperties": {"type": "string"}});
    for (schema, text, value) in [
        (&ids, "color=1; color=2", json!([1, 2])),
        (&ids, "color=1;color=2", json!([1, 2])),
        (&ids, "x=3; color=1&color=2; y=4", json!([1, 2])),
        (&ids, "color=1&color=2; color=3", json!([1, 2, 3])),
        (&object, "R=1; G=a", json!({"R": 1, "G": "a"})),
        (&object, "R=1&G=a", json!({"R": 1, "G": "a"})),
        (&object, "G=a&b&R=1", json!({"G": "a&b", "R": 1})),
        (&object, "G=a&B=1", json!({"G": "a&B=1"})),
        (&object, "G=a%26R=1", json!({"G": "a&R=1"})),
        // Another cookie is no part of the object, whatever is in it.
        (&object, "G=a; session=b&R=1", json!({"G": "a"})),
        (&open, "a=1&b=2&page=3", json!({"a": "1", "b": "2&page=3"})),
        (&open, "a=1; b=2", json!({"a": "1", "b": "2"})),
    ] {
        let found = read(Style::Form, true, schema, Text::Cookie(text));
        assert_eq!(found, Ok(Some(value)), "{text}");
    }
    // A single value may have ampersands.
    let string = json!({"type": "string"});
    let found = read(Style::Form, true, &string, Text::Cookie("color=a&color=b"));
    assert_eq!(found, Ok(Some(json!("a&color=b"))));
    // Without `explode`, items are separated by commas.
    let list = json!({"type": "array", "items": {"type": "string"}});
    let found = read(Style::Form, false, &list, Text::Cookie("color=a&color=b,c"));
    assert_eq!(found, Ok(Some(json!(["a&color=b", "c"]))));
}

#[test]
fn ampersands_in_exploded_cookies_are_encoded() {
    let list = json!({"type": "array", "items": {"type": "string"}});
    let value = json!(["a&color=b", "c"]);
    let mut text = String::new();
    encode_cookie(&mut text, true, "color", &value);
    assert_eq!(text, "color=a%26color=b; color=c");
    let found = read(Style::Form, true, &list, Text::Cookie(&text));
    assert_eq!(found, Ok(Some(value)));
    let object = json!({"type": "object", "additionalProperties": {"type": "string"}});
    let value = json!({"a&b": "c&d=e"});
    let mut text = String::new();
    encode_cookie(&mut text, true, "color", &value);
    let found = read(Style::Form, true, &object, Text::Cookie(&text));
    assert_eq!(found, Ok(Some(value)), "{text}");
    // A single value keeps them, for readers that do not decode cookies.
    let mut text = String::new();
    encode_cookie(&mut text, true, "color", &json!("a&b"));
    assert_eq!(text, "color=a&b");
}
