//! The shapes of parameters, forms and texts in the contract.

use std::fmt::Write;

use serde_json::{Value, json};
use specfirst::source::Sources;
use specfirst_runtime::style::Shape;

use crate::{lines, operation, read};

/// The lines of an operation with a query parameter of that schema, and of what it needs.
fn lines_with(schema: &str, components: &str) -> Vec<Value> {
    lines(&operation(&format!(
        "      parameters: [{{ name: q, in: query, style: deepObject, schema: {schema} }}]\n      \
         responses: {{ '204': {{ description: '' }} }}\ncomponents:\n  schemas: {{ {components} }}\n"
    )))
}

fn shape(schema: &str) -> Value {
    lines_with(
        schema,
        "A: { type: integer, maximum: 3 }, B: { enum: [b, null] }",
    )[0]["parameters"][0]["shape"]
        .clone()
}

#[test]
fn a_scalar_has_the_types_of_its_valid_values() {
    for (schema, expected) in [
        ("{ type: string }", json!("string")),
        ("{ type: [integer, 'null'] }", json!(["null", "integer"])),
        ("{ $ref: '#/components/schemas/A' }", json!("integer")),
        (
            "{ $ref: '#/components/schemas/B' }",
            json!(["null", "string"]),
        ),
        ("{ enum: [1, 2.5] }", json!(["integer", "number"])),
        ("{ const: true }", json!("boolean")),
        ("{ type: number, enum: [1, 2] }", json!("integer")),
        (
            "{ allOf: [{ type: [string, integer] }, { type: [number, boolean] }] }",
            json!("integer"),
        ),
        (
            "{ oneOf: [{ type: integer }, { $ref: '#/components/schemas/B' }] }",
            json!(["null", "integer", "string"]),
        ),
        // Each of the two unions narrows the types.
        (
            "{ allOf: [{ anyOf: [{ type: string }, { type: integer }] }, { oneOf: [{ type: integer }, { type: boolean }] }] }",
            json!("integer"),
        ),
        ("false", json!([])),
        // Any value, which is not written.
        ("{}", Value::Null),
        ("true", Value::Null),
        ("{ maxLength: 3 }", Value::Null),
        ("{ anyOf: [{ type: integer }, {}] }", Value::Null),
        ("{ not: { type: integer } }", Value::Null),
    ] {
        assert_eq!(shape(schema), expected, "{schema}");
    }
}

#[test]
fn members_and_items_have_shapes() {
    for (schema, expected) in [
        ("{ type: object }", json!("object")),
        ("{ type: array }", json!("array")),
        (
            "{ items: { type: boolean } }",
            json!({ "items": "boolean" }),
        ),
        (
            "{ prefixItems: [{ type: integer }, {}], items: { type: string } }",
            json!({ "prefix": ["integer", "any"], "items": "string" }),
        ),
        (
            "{ prefixItems: [{ type: integer }], items: false }",
            json!({ "prefix": ["integer"], "items": [] }),
        ),
        (
            "{ properties: { a: { $ref: '#/components/schemas/A' }, b: {} }, additionalProperties: false }",
            json!({ "members": { "a": "integer", "b": "any" } }),
        ),
        (
            "{ type: object, additionalProperties: true }",
            json!({ "additional": "any" }),
        ),
        (
            "{ type: object, patternProperties: { '^x': { type: integer } }, additionalProperties: { type: boolean } }",
            json!({ "patterns": { "^x": "integer" }, "additional": "boolean" }),
        ),
        (
            "{ type: object, unevaluatedProperties: { type: integer } }",
            json!({ "additional": "integer" }),
        ),
        (
            "{ type: [object, 'null'], properties: { a: { type: integer } } }",
            json!({ "types": ["null", "object"], "members": { "a": "integer" } }),
        ),
        (
            "{ type: object, allOf: [{ properties: { a: { type: number } } }, { properties: { a: { type: integer }, b: {} } }] }",
            json!({ "members": { "a": "integer", "b": "any" } }),
        ),
        (
            "{ type: object, if: { required: [a] }, then: { properties: { b: { type: integer } } } }",
            json!({ "members": { "b": "integer" } }),
        ),
        // What arrays and objects would have is of no use to other types.
        (
            "{ type: string, properties: { a: {} }, items: {} }",
            json!("string"),
        ),
    ] {
        assert_eq!(shape(schema), expected, "{schema}");
    }
}

#[test]
fn a_member_has_the_types_of_all_alternatives_that_declare_it() {
    let schema = "{ anyOf: [{ properties: { a: { type: integer }, b: { type: boolean } } }, { properties: { a: { type: string, maxLength: 2 } } }] }";
    let schemas = json!([{ "type": "integer" }, { "type": "string", "maxLength": 2 }]);
    assert_eq!(
        shape(schema),
        json!({ "members": {
            "a": { "types": ["integer", "string"], "schema": { "anyOf": schemas } },
            "b": "boolean",
        } })
    );
}

#[test]
fn a_schema_decides_where_a_text_may_be_a_string_and_another_value() {
    for (schema, expected) in [
        // The types alone decide.
        ("{ type: [string, integer] }", json!(["integer", "string"])),
        // No text is read as these.
        (
            "{ type: [string, 'null', array], maxLength: 1 }",
            json!(["null", "string", "array"]),
        ),
        (
            "{ type: [string, integer], maximum: 3 }",
            json!({ "types": ["integer", "string"], "schema": { "type": ["integer", "string"], "maximum": 3 } }),
        ),
        ("{ maxLength: 3 }", json!({ "schema": { "maxLength": 3 } })),
        (
            "{ anyOf: [{ $ref: '#/components/schemas/A' }, { type: string }] }",
            json!({ "types": ["integer", "string"], "schema": { "anyOf": [{ "$ref": "A" }, { "type": "string" }] } }),
        ),
    ] {
        let items = shape(&format!("{{ items: {schema} }}"));
        assert_eq!(items["items"], expected, "{schema}");
    }
}

#[test]
fn shapes_of_components_and_recursive_ones_have_lines() {
    let components = "Tree: { type: object, properties: { value: { type: integer }, next: { $ref: '#/components/schemas/Tree' }, all: { type: array, items: { $ref: '#/components/schemas/Tree' } } } }, \
         Loop: { type: array, items: { $ref: '#/components/schemas/Loop' } }, Ids: { type: array, items: { type: integer } }";
    let named = |schema: &str| {
        let lines = lines_with(schema, components);
        let is_shape = |line: &&Value| line.get("shape").is_some();
        let named: Vec<Value> = lines.iter().filter(is_shape).cloned().collect();
        (lines[0]["parameters"][0]["shape"].clone(), named)
    };
    let (shape, lines) = named("{ $ref: '#/components/schemas/Tree' }");
    assert_eq!(shape, json!({ "is": "Tree" }));
    let tree = json!({ "value": "integer", "next": { "is": "Tree" }, "all": { "items": { "is": "Tree" } } });
    assert_eq!(
        lines,
        [json!({ "shape": "Tree", "is": { "members": tree } })]
    );
    let (shape, lines) = named("{ $ref: '#/components/schemas/Loop' }");
    assert_eq!(shape, json!({ "is": "Loop" }));
    assert_eq!(
        lines,
        [json!({ "shape": "Loop", "is": { "items": { "is": "Loop" } } })]
    );
    // As short as its name.
    let (shape, lines) = named("{ $ref: '#/components/schemas/Ids' }");
    assert_eq!((shape, lines), (json!({ "items": "integer" }), vec![]));
}

#[test]
fn shapes_are_not_nested_deeply() {
    // Each step adds a schema that has no name.
    let mut components = String::new();
    for number in 0..200 {
        write!(
            components,
            "S{number}: {{ type: object, properties: {{ a: {{ allOf: [{{ $ref: '#/components/schemas/S{}' }}, {{ minProperties: 1 }}] }} }} }}, ",
            number + 1
        )
        .unwrap();
    }
    components.push_str("S200: { type: integer }");
    let lines = lines_with("{ $ref: '#/components/schemas/S0' }", &components);
    fn depth(value: &Value) -> usize {
        match value {
            Value::Array(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
            Value::Object(members) => 1 + members.values().map(depth).max().unwrap_or_default(),
            _ => 0,
        }
    }
    let shapes = lines.iter().filter(|line| line.get("shape").is_some());
    let depths: Vec<usize> = shapes.map(depth).collect();
    assert!(
        depths.len() > 1 && depths.iter().all(|depth| *depth < 50),
        "{depths:?}"
    );
}

#[test]
fn beyond_a_thousand_ways_a_value_may_be_anything() {
    let branches = |count: usize| {
        let branches = (0..count)
            .map(|number| format!("{{ properties: {{ p{number}: {{ type: integer }} }} }}"));
        format!(
            "{{ type: object, oneOf: [{}] }}",
            branches.collect::<Vec<_>>().join(", ")
        )
    };
    assert_eq!(shape(&branches(900))["members"]["p899"], "integer");
    assert_eq!(shape(&branches(1_100)), Value::Null);
}

#[test]
fn forms_parts_headers_and_texts_have_shapes_and_json_has_none() {
    let read = operation(
        "      parameters:\n      \
           - { name: json, in: query, content: { application/json: { schema: { type: integer } } } }\n      \
           - { name: text, in: query, content: { text/plain: { schema: { type: integer } } } }\n      \
           - { name: any, in: header, schema: {} }\n      \
           - { name: none, in: header, content: { text/plain: {} } }\n      \
         requestBody:\n        content:\n          \
             application/json: { schema: { type: object, properties: { a: { type: integer } } } }\n          \
             application/x-www-form-urlencoded: { schema: { type: object, properties: { b: { type: integer } } } }\n          \
             text/plain: { schema: { type: boolean } }\n          \
             text/csv: { schema: { type: array, items: { type: integer } } }\n          \
             multipart/form-data:\n            \
               schema: { type: object, properties: { c: { type: integer }, d: { type: string, format: binary } } }\n            \
               encoding: { d: { headers: { X-A: { schema: { type: integer } }, X-B: { content: { application/json: { schema: { type: integer } } } } } } }\n          \
             multipart/mixed: { schema: { type: array, prefixItems: [{ type: integer }], items: { type: boolean } } }\n      \
         responses: { '204': { description: '' } }\n",
    );
    let line = &lines(&read)[0];
    let parameters = line["parameters"].as_array().unwrap().iter();
    let shapes: Vec<&Value> = parameters.map(|parameter| &parameter["shape"]).collect();
    assert_eq!(
        shapes,
        [
            &Value::Null,
            &json!("integer"),
            &Value::Null,
            &json!("string")
        ]
    );
    let contents = &line["body"]["content"];
    for (media_type, expected) in [
        ("application/json", Value::Null),
        (
            "application/x-www-form-urlencoded",
            json!({ "members": { "b": "integer" } }),
        ),
        ("text/plain", json!("boolean")),
        ("text/csv", Value::Null),
        (
            "multipart/form-data",
            json!({ "members": { "c": "integer", "d": "string" } }),
        ),
        (
            "multipart/mixed",
            json!({ "members": { "0": "integer", "items": { "items": "boolean" } } }),
        ),
    ] {
        assert_eq!(contents[media_type]["shape"], expected, "{media_type}");
    }
    let headers = &contents["multipart/form-data"]["headers"]["d"];
    assert_eq!(headers[0]["shape"], "integer");
    assert_eq!(headers[1]["shape"], Value::Null);
}

#[test]
fn a_parameter_of_the_path_may_be_empty_where_an_enum_says_so() {
    let lists_empty = |location: &str, schema: &str| {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a/{{q}}:\n    get:\n      parameters: [{{ name: q, in: {location}, required: true, schema: {schema} }}]\n      responses: {{ '204': {{ description: '' }} }}\n"
        );
        let mut sources = Sources::new();
        let file = sources.add("test.yaml", text.as_str());
        let read = read(&mut sources, file).unwrap();
        let parameters = &lines(&read)[0]["parameters"];
        parameters[0]["listsEmpty"] == true
    };
    assert!(lists_empty("path", "{ type: string, enum: ['', left] }"));
    assert!(lists_empty(
        "path",
        "{ allOf: [{ enum: ['', left] }, { type: string }] }"
    ));
    assert!(!lists_empty("path", "{ type: string }"));
    assert!(!lists_empty(
        "path",
        "{ allOf: [{ enum: ['', left] }, { enum: [left] }] }"
    ));
    assert!(!lists_empty("query", "{ type: string, enum: ['', left] }"));
}

#[test]
fn the_runtime_reads_the_shapes() {
    let components = "Shirt: { anyOf: [{ type: object, properties: { a: { type: integer } }, patternProperties: { '^x': {} } }, { type: array, prefixItems: [{ maximum: 3 }], items: true }] }";
    for line in lines_with("{ $ref: '#/components/schemas/Shirt' }", components) {
        let parameter = &line["parameters"][0];
        for json in [&parameter["shape"], &line["is"]] {
            if !json.is_null() && line.get("schema").is_none() {
                assert!(Shape::compile(json).is_ok(), "{json}");
            }
        }
    }
}
