//! The keywords: which values satisfy them, and the violations of the others.

use serde_json::json;
use specfirst_runtime::json::Tree;
use specfirst_runtime::schema::{Budget, Direction, Schema};

use super::{check, fill, from_json, run, schemas};

#[test]
fn any_type() {
    run(vec![
        (json!(true), vec![json!(null), json!({})], vec![]),
        (json!(false), vec![], vec![(json!(1), vec![" false"])]),
        (json!({}), vec![json!(1)], vec![]),
        (
            json!({"$ref": "Unknown", "type": "string"}),
            vec![],
            vec![(json!(1), vec![" type"]), (json!("x"), vec![" $ref"])],
        ),
        (
            json!({"$ref": "Name", "minLength": 2}),
            vec![json!("ab")],
            vec![
                (json!("a"), vec![" minLength"]),
                (json!("abcdef"), vec![" maxLength"]),
                (json!(null), vec![" type"]),
            ],
        ),
        (
            json!({"$ref": "Never"}),
            vec![],
            vec![(json!(1), vec![" false"])],
        ),
        (json!({"$ref": "Broken"}), vec![json!({}), json!(1)], vec![]),
        (
            json!({"type": "integer"}),
            vec![json!(1), json!(1.0), json!(1e300), json!(u64::MAX)],
            vec![
                (json!(1.5), vec![" type"]),
                (json!("1"), vec![" type"]),
                (json!(true), vec![" type"]),
            ],
        ),
        (
            json!({"type": ["string", "null"]}),
            vec![json!(null), json!("")],
            vec![(json!(0), vec![" type"])],
        ),
        (
            json!({"type": "file"}),
            vec![json!(null), json!("")],
            vec![],
        ),
        (
            json!({"enum": ["a", 1, null, [2]]}),
            vec![json!("a"), json!(1.0), json!(null), json!([2.0])],
            vec![
                (json!("b"), vec![" enum"]),
                (json!(true), vec![" enum"]),
                (json!([1, 2]), vec![" enum"]),
            ],
        ),
        (
            json!({"const": {"a": [1]}}),
            vec![json!({"a": [1.0]})],
            vec![(json!({"a": [true]}), vec![" const"])],
        ),
        (
            json!({"const": 9007199254740993u64}),
            vec![json!(9007199254740993u64)],
            vec![(json!(9007199254740992u64), vec![" const"])],
        ),
    ]);
}

#[test]
fn numbers() {
    run(vec![
        (
            json!({"minimum": 1.5, "maximum": 3}),
            vec![json!(1.5), json!(3.0), json!("0")],
            vec![
                (json!(1), vec![" minimum"]),
                (json!(3.01), vec![" maximum"]),
            ],
        ),
        (
            json!({"exclusiveMinimum": 0, "exclusiveMaximum": 9223372036854775807u64}),
            vec![json!(1e-300)],
            vec![
                (json!(0), vec![" exclusiveMinimum"]),
                (json!(-0.0), vec![" exclusiveMinimum"]),
                (json!(9223372036854775807u64), vec![" exclusiveMaximum"]),
                (json!(1e300), vec![" exclusiveMaximum"]),
            ],
        ),
        (
            json!({"multipleOf": 0.01}),
            vec![
                json!(0.07),
                json!(19.99),
                json!(4.35),
                json!(1e22),
                json!(0),
            ],
            vec![(json!(0.075), vec![" multipleOf"])],
        ),
        (json!({"multipleOf": 0}), vec![json!(1)], vec![]),
        (
            json!({"type": "integer", "format": "int32"}),
            vec![json!(2147483647), json!(-2147483648i64)],
            vec![
                (json!(2147483648u64), vec![" format"]),
                (json!(1e300), vec![" format"]),
            ],
        ),
        (
            json!({"format": "int64"}),
            vec![json!(i64::MIN), json!("x")],
            vec![
                (json!(u64::MAX), vec![" format"]),
                (json!(1.5), vec![" format"]),
                // -2^63 - 1 as serde_json reads it.
                (json!(-9223372036854775808.0), vec![" format"]),
            ],
        ),
        (
            json!({"format": "uint8"}),
            vec![json!(255)],
            vec![(json!(-1), vec![" format"]), (json!(256), vec![" format"])],
        ),
        (
            json!({"format": "double", "minimum": 1}),
            vec![json!(1.5)],
            vec![(json!(0), vec![" minimum"])],
        ),
    ]);
}

#[test]
fn integer_formats_are_ranges() {
    let formats: [(&str, i128, i128, &str); 8] = [
        ("int8", i8::MIN.into(), i8::MAX.into(), "an 8-bit integer"),
        (
            "int16",
            i16::MIN.into(),
            i16::MAX.into(),
            "a 16-bit integer",
        ),
        (
            "int32",
            i32::MIN.into(),
            i32::MAX.into(),
            "a 32-bit integer",
        ),
        (
            "int64",
            i64::MIN.into(),
            i64::MAX.into(),
            "a 64-bit integer",
        ),
        ("uint8", 0, u8::MAX.into(), "an unsigned 8-bit integer"),
        ("uint16", 0, u16::MAX.into(), "an unsigned 16-bit integer"),
        ("uint32", 0, u32::MAX.into(), "an unsigned 32-bit integer"),
        ("uint64", 0, u64::MAX.into(), "an unsigned 64-bit integer"),
    ];
    for (format, least, greatest, name) in formats {
        let schema = Schema::compile(&json!({ "format": format }));
        for (number, is_valid) in [
            (least - 1, false),
            (least, true),
            (greatest, true),
            (greatest + 1, false),
        ] {
            let value: serde_json::Value = serde_json::from_str(&number.to_string()).unwrap();
            let found = check(&schemas(), &schema, &value);
            let messages: Vec<_> = found.into_iter().map(|one| one.message).collect();
            let expected = match is_valid {
                true => vec![],
                false => vec![format!("must be {name}, is {value}")],
            };
            assert_eq!(messages, expected, "{format} {number}");
        }
    }
}

#[test]
fn strings() {
    run(vec![
        (
            json!({"minLength": 2.0, "maxLength": 3}),
            vec![json!("ab"), json!("🐲é字"), json!(1)],
            vec![
                (json!("🐲"), vec![" minLength"]),
                (json!("abcd"), vec![" maxLength"]),
                (json!(""), vec![" minLength"]),
            ],
        ),
        (
            json!({"pattern": "^a", "maxLength": 1}),
            vec![json!("a")],
            vec![(json!("ba"), vec![" maxLength", " pattern"])],
        ),
        (
            json!({"pattern": "("}),
            vec![],
            vec![(json!("a"), vec![" pattern"])],
        ),
        (
            json!({"format": "date"}),
            vec![json!("2024-02-29"), json!(1)],
            vec![(json!("2023-02-29"), vec![" format"])],
        ),
        (
            json!({"format": "uuid"}),
            vec![json!("2eb8aa08-aa98-11ea-b4aa-73b441d16380")],
            vec![(json!("2eb8aa08"), vec![" format"])],
        ),
        (json!({"format": "email"}), vec![json!("no mail")], vec![]),
    ]);
}

#[test]
fn arrays() {
    run(vec![
        (
            json!({"items": {"type": "integer"}, "minItems": 1, "maxItems": 3}),
            vec![json!([1]), json!({})],
            vec![
                (json!([]), vec![" minItems"]),
                (
                    json!(["a", 1, null, 2]),
                    vec![" maxItems", "/0 type", "/2 type"],
                ),
            ],
        ),
        (
            json!({"prefixItems": [{"type": "string"}, true], "items": false}),
            vec![json!([]), json!(["a"]), json!(["a", 1])],
            vec![(json!([1, 1, 1, 1]), vec!["/0 type", "/2 items", "/3 items"])],
        ),
        (
            json!({"uniqueItems": true}),
            vec![json!([1, "1", true, [1], {"a": 1}]), json!([[0], [false]])],
            vec![
                (json!([1, 2, 1.0]), vec!["/2 uniqueItems"]),
                (
                    json!([{"a": 1, "b": 2}, {"b": 2, "a": 1}]),
                    vec!["/1 uniqueItems"],
                ),
            ],
        ),
        (
            json!({"contains": {"minimum": 5}, "maxContains": 2}),
            vec![json!([1, 5]), json!([5, 6])],
            vec![
                (json!([]), vec![" contains"]),
                (json!([5, 6, 7]), vec![" maxContains"]),
            ],
        ),
        (
            json!({"contains": {"minimum": 5}, "minContains": 2}),
            vec![json!([5, 6])],
            vec![(json!([5]), vec![" minContains"])],
        ),
        (
            json!({"contains": false, "minContains": 0}),
            vec![json!([5, 6])],
            vec![],
        ),
        (
            json!({"maxContains": 0, "minContains": 3}),
            vec![json!([5, 6])],
            vec![],
        ),
    ]);
}

#[test]
fn objects() {
    run(vec![
        (
            json!({"properties": {"a": {"type": "string"}, "b": {"maximum": 3}}, "required": ["a", "c"]}),
            vec![json!({"a": "", "c": 1}), json!(1)],
            vec![
                (
                    json!({"b": 4, "a": 1}),
                    vec!["/b maximum", "/a type", "/c required"],
                ),
                (json!({}), vec!["/a required", "/c required"]),
            ],
        ),
        (
            json!({"properties": {"a/b~": {"type": "string"}}, "patternProperties": {"^x": {"type": "integer"}}, "additionalProperties": false}),
            vec![json!({"a/b~": "", "x1": 1})],
            vec![(
                json!({"y": 1, "a/b~": 1, "x": "1"}),
                vec!["/y additionalProperties", "/a~1b~0 type", "/x type"],
            )],
        ),
        (
            json!({"properties": {"a": false}, "additionalProperties": {"type": "integer"}}),
            vec![json!({"b": 1})],
            vec![(json!({"a": 1, "b": ""}), vec!["/a false", "/b type"])],
        ),
        (
            json!({"propertyNames": {"maxLength": 2}, "minProperties": 1, "maxProperties": 2}),
            vec![json!({"ab": 1})],
            vec![
                (json!({}), vec![" minProperties"]),
                (
                    json!({"a": 1, "abc": 1, "b": 1}),
                    vec![" maxProperties", "/abc propertyNames"],
                ),
            ],
        ),
        (
            json!({"dependentRequired": {"card": ["zip", "name"]}, "dependentSchemas": {"zip": {"required": ["city"]}}}),
            vec![json!({}), json!({"name": 1})],
            vec![
                (
                    json!({"card": 1, "name": 1}),
                    vec!["/zip dependentRequired"],
                ),
                (json!({"zip": 1}), vec!["/city required"]),
            ],
        ),
    ]);
}

#[test]
fn combinations() {
    run(vec![
        (
            json!({"allOf": [{"minimum": 2}, {"maximum": 4}, {"multipleOf": 2}]}),
            vec![json!(4)],
            vec![(json!(5), vec![" maximum", " multipleOf"])],
        ),
        (
            json!({"not": {"type": "integer"}}),
            vec![json!("")],
            vec![(json!(1), vec![" not"])],
        ),
        (
            json!({"if": {"type": "integer"}, "then": {"minimum": 1}, "else": {"type": "string"}}),
            vec![json!(1), json!("")],
            vec![(json!(0), vec![" minimum"]), (json!(null), vec![" type"])],
        ),
        (
            json!({"then": false, "else": false}),
            vec![json!(1)],
            vec![],
        ),
        (
            json!({"oneOf": [{"minimum": 2}, {"multipleOf": 2}]}),
            vec![json!(3), json!(0)],
            vec![(json!(4), vec![" oneOf"]), (json!(1), vec![" oneOf"])],
        ),
        // The one that has the value's type is meant.
        (
            json!({"anyOf": [{"$ref": "Name"}, {"type": "null"}]}),
            vec![json!(null), json!("a")],
            vec![
                (json!("abcdef"), vec![" maxLength"]),
                (json!(1), vec![" anyOf"]),
            ],
        ),
        // The one whose constants agree is meant.
        (
            json!({"oneOf": [
                {"type": "object", "properties": {"t": {"const": "a"}, "n": {"type": "integer"}}, "required": ["t", "n"]},
                {"type": "object", "properties": {"t": {"enum": ["b", "c"]}, "s": {"type": "string"}}, "required": ["t", "s"]}
            ]}),
            vec![json!({"t": "a", "n": 1})],
            vec![
                (json!({"t": "a", "n": "1"}), vec!["/n type"]),
                (json!({"t": "c"}), vec!["/s required"]),
                (json!({"t": "d"}), vec![" oneOf"]),
            ],
        ),
        // The one whose required members are there is meant.
        (
            json!({"anyOf": [
                {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
                {"type": "object", "properties": {"b": {"type": "integer"}}, "required": ["b"]}
            ]}),
            vec![json!({"a": 1})],
            vec![
                (json!({"b": ""}), vec!["/b type"]),
                (json!({}), vec![" anyOf"]),
            ],
        ),
    ]);
}

#[test]
fn discriminators() {
    let pets = |keyword: &str| json!({keyword: [{"$ref": "Cat"}, {"$ref": "Dog"}], "discriminator": {"propertyName": "kind", "mapping": {"feline": "Cat"}}});
    run(vec![
        // A cat is also a dog to JSON Schema; the discriminator says that it is a cat.
        (
            pets("oneOf"),
            vec![
                json!({"kind": "feline", "lives": 9}),
                json!({"kind": "Dog", "tricks": []}),
            ],
            vec![
                (
                    json!({"kind": "feline", "lives": 10, "tricks": 1}),
                    vec!["/lives maximum"],
                ),
                (
                    json!({"kind": "Dog", "tricks": ["sit", "rollover"]}),
                    vec!["/tricks/1 maxLength"],
                ),
                (json!({"kind": "Cow", "lives": 9}), vec![" oneOf"]),
            ],
        ),
        // Wrongly picked, but exactly one fits.
        (pets("oneOf"), vec![json!({"kind": "Cat"})], vec![]),
        (
            pets("anyOf"),
            vec![json!({"kind": "Cow", "lives": 9})],
            vec![
                (
                    json!({"kind": "feline", "lives": 10, "tricks": 1}),
                    vec!["/lives maximum"],
                ),
                (json!({"lives": 9}), vec![" anyOf"]),
            ],
        ),
    ]);
}

#[test]
fn unevaluated() {
    run(vec![
        (
            json!({
                "properties": {"a": true},
                "allOf": [{"properties": {"b": true}}, {"$ref": "Entity"}],
                "anyOf": [{"properties": {"c": {"type": "integer"}}}, {"properties": {"d": {"type": "integer"}}, "required": ["d"]}],
                "if": {"properties": {"e": {"const": 1}}, "required": ["e"]},
                "then": {"properties": {"f": true}},
                "dependentSchemas": {"a": {"properties": {"g": true}}},
                "not": {"not": {"properties": {"h": true}}},
                "unevaluatedProperties": false
            }),
            vec![json!({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "id": 1})],
            vec![
                (json!({"c": "", "d": 1}), vec!["/c unevaluatedProperties"]),
                (
                    json!({"c": 1, "f": 1, "g": 1, "h": 1}),
                    vec![
                        "/f unevaluatedProperties",
                        "/g unevaluatedProperties",
                        "/h unevaluatedProperties",
                    ],
                ),
            ],
        ),
        (
            json!({"allOf": [{"unevaluatedProperties": true}], "unevaluatedProperties": false}),
            vec![json!({"a": 1})],
            vec![],
        ),
        (
            json!({"allOf": [{"properties": {"a": true}, "unevaluatedProperties": false}], "properties": {"b": true}}),
            vec![json!({"a": 1})],
            vec![(json!({"b": 1}), vec!["/b unevaluatedProperties"])],
        ),
        (
            json!({"unevaluatedProperties": {"type": "integer"}}),
            vec![json!({"a": 1})],
            vec![(json!({"a": ""}), vec!["/a type"])],
        ),
        (
            json!({"prefixItems": [true], "contains": {"type": "string"}, "unevaluatedItems": false}),
            vec![json!([1, "a"])],
            vec![(json!([1, "a", 2]), vec!["/2 unevaluatedItems"])],
        ),
        (
            json!({"oneOf": [{"prefixItems": [true, {"const": 1}]}, {"prefixItems": [true, {"const": 2}, true]}], "unevaluatedItems": false}),
            vec![json!([1, 2, 3])],
            vec![(json!([1, 1, 3]), vec!["/2 unevaluatedItems"])],
        ),
        (
            json!({"$ref": "Tree"}),
            vec![json!({"left": {"left": {"n": 1}}})],
            vec![(
                json!({"left": {"left": {"m": 1}}}),
                vec!["/left/left/m unevaluatedProperties"],
            )],
        ),
    ]);
}

#[test]
fn members_that_travel_one_way_are_not_required_the_other_way() {
    let schemas = schemas();
    let inline = json!({
        "properties": {"id": {"allOf": [{"$ref": "Id"}]}, "secret": {"writeOnly": true}, "name": {}},
        "required": ["id", "secret", "name"]
    });
    let composed = json!({"allOf": [{"$ref": "Entity"}, {"required": ["id", "secret", "name"]}]});
    let sibling = json!({"$ref": "Entity", "required": ["id", "secret", "name"]});
    for json in [inline, composed, sibling] {
        let schema = Schema::compile(&json);
        let missing = |direction| -> Vec<_> {
            schemas
                .check(
                    &schema,
                    Tree::from(&json!({})).root(),
                    direction,
                    &Budget::for_request(2),
                )
                .into_iter()
                .map(|one| one.pointer)
                .collect()
        };
        assert_eq!(missing(Direction::Request), ["/secret", "/name"], "{json}");
        assert_eq!(missing(Direction::Response), ["/id", "/name"], "{json}");
    }
}

#[test]
fn messages_name_what_was_expected_and_found() {
    let cases = [
        (
            json!({"maxLength": 100}),
            json!("x".repeat(132)),
            "must be at most 100 characters long, has 132",
        ),
        (
            json!({"type": ["string", "null"]}),
            json!(5),
            "must be a string or null, is an integer",
        ),
        (
            json!({"type": "integer"}),
            json!(5.5),
            "must be an integer, is a number",
        ),
        (
            json!({"minimum": 1.5}),
            json!(1),
            "must be at least 1.5, is 1",
        ),
        (
            json!({"enum": ["a", "b", 3]}),
            json!("c"),
            r#"must be "a", "b" or 3, is "c""#,
        ),
        (
            json!({"minItems": 1}),
            json!([]),
            "must have at least 1 item, has 0",
        ),
        (
            json!({"propertyNames": {"pattern": "^[a-z]+$"}}),
            json!({"A": 1}),
            "has a name that must match the pattern ^[a-z]+$",
        ),
        (
            json!({"oneOf": [{"type": "string"}, {"type": "integer"}]}),
            json!([]),
            "must be a string or an integer, is an array",
        ),
        (
            json!({"anyOf": [{"$ref": "Cat"}, {"$ref": "Cat"}], "discriminator": {"propertyName": "kind"}}),
            json!({"kind": "Cow"}),
            r#"has an unknown kind: "Cow""#,
        ),
        (
            json!({"format": "int32"}),
            json!(3_000_000_000u64),
            "must be a 32-bit integer, is 3000000000",
        ),
        (
            json!({"format": "date-time"}),
            json!("now"),
            "must be a date and time like 2024-05-17T09:30:00Z",
        ),
        (
            json!({"format": "date"}),
            json!("now"),
            "must be a date like 2024-05-17",
        ),
        (
            json!({"format": "time"}),
            json!("now"),
            "must be a time like 09:30:00 or 09:30:00Z",
        ),
        (
            json!({"format": "duration"}),
            json!("P1Y2D"),
            "must be a duration like P1DT12H",
        ),
        (
            json!({"format": "date-time"}),
            json!("9999-12-31T23:59:59Z"),
            "must be a date and time from 0000-01-01T00:00:00Z to 9999-12-30T22:00:00Z",
        ),
        (json!({"format": "uuid"}), json!("now"), "must be a UUID"),
        (json!({"format": "byte"}), json!("now"), "must be base64"),
    ];
    for (json, value, message) in cases {
        let found = check(&schemas(), &Schema::compile(&json), &value);
        assert_eq!(
            found
                .iter()
                .map(|one| one.message.as_str())
                .collect::<Vec<_>>(),
            [message]
        );
    }
}

#[test]
fn defaults_are_filled_in() {
    let named = json!({
        "Limit": {"type": "integer", "default": 20},
        "A": {"type": "object", "required": ["t"], "properties": {"t": {"const": "a"}, "x": {"default": 1}}},
        "B": {"type": "object", "required": ["t"], "properties": {"t": {"const": "b"}, "y": {"default": 2}}},
        "Node": {"type": "object", "properties": {"next": {"$ref": "Node"}, "color": {"default": "red"}}}
    });
    let schemas = from_json(&named);
    let cases = [
        (
            json!({"properties": {"limit": {"$ref": "Limit"}, "id": {"readOnly": true, "default": 1}}}),
            json!({}),
            json!({"limit": 20}),
        ),
        (
            json!({"properties": {"limit": {"$ref": "Limit", "default": 5}}}),
            json!({}),
            json!({"limit": 5}),
        ),
        (
            json!({"properties": {"limit": {"$ref": "Limit"}}}),
            json!({"limit": null}),
            json!({"limit": null}),
        ),
        (
            json!({"items": {"allOf": [{"properties": {"a": {"default": []}}}, {"properties": {"b": {"default": null}}}]}}),
            json!([{}, 1]),
            json!([{"a": [], "b": null}, 1]),
        ),
        (
            json!({"oneOf": [{"$ref": "A"}, {"$ref": "B"}]}),
            json!({"t": "b"}),
            json!({"t": "b", "y": 2}),
        ),
        (
            json!({"anyOf": [{"$ref": "A"}, {"$ref": "B"}]}),
            json!({"t": "c"}),
            json!({"t": "c"}),
        ),
        (
            json!({"$ref": "Node"}),
            json!({"next": {"next": {}}}),
            json!({"next": {"next": {"color": "red"}, "color": "red"}, "color": "red"}),
        ),
        (
            json!({"additionalProperties": {"$ref": "A"}}),
            json!({"k": {"t": "a"}}),
            json!({"k": {"t": "a", "x": 1}}),
        ),
        (
            json!({"properties": {"n": {"type": "integer"}, "m": {"type": "number"}}}),
            json!({"n": 3.0, "m": 3.0}),
            json!({"n": 3, "m": 3.0}),
        ),
    ];
    for (json, mut value, filled) in cases {
        let budget = Budget::for_request(0);
        let filled_in = fill(&schemas, &Schema::compile(&json), &mut value, &budget);
        assert_eq!(filled_in, Ok(()), "{json}");
        assert_eq!(value, filled, "{json}");
    }
}

#[test]
fn a_value_has_the_violations_of_combined_and_referenced_schemas_as_well() {
    run(vec![
        (
            json!({"minLength": 9, "enum": ["abc"]}),
            vec![],
            vec![(json!("abcdef"), vec![" enum", " minLength"])],
        ),
        (
            json!({"minLength": 9, "$ref": "Name"}),
            vec![],
            vec![(json!("abcdef"), vec![" minLength", " maxLength"])],
        ),
        (
            json!({"minLength": 9, "allOf": [{"maxLength": 5}]}),
            vec![],
            vec![(json!("abcdef"), vec![" minLength", " maxLength"])],
        ),
    ]);
}
