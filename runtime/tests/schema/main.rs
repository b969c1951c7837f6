//! Values against schemas: what is accepted, and what is said of the rest.

mod keywords;
mod limits;

use serde_json::{json, Value};
use specfirst_runtime::schema::{Direction, Schema, Schemas};

/// A schema, values that it accepts, and values that it does not, each with its violations as `pointer code`.
type Case = (Value, Vec<Value>, Vec<(Value, Vec<&'static str>)>);

/// The schemas that the cases refer to.
fn schemas() -> Schemas {
    let named = json!({
        "Name": {"type": "string", "maxLength": 5},
        "Loop": {"$ref": "Loop"},
        "Ring": {"allOf": [{"$ref": "Ring"}, {"$ref": "Gnir"}], "type": "object"},
        "Gnir": {"anyOf": [{"$ref": "Ring"}, {"$ref": "Gnir"}]},
        "Tree": {"type": "object", "properties": {"left": {"$ref": "Tree"}, "n": {"type": "integer"}}, "unevaluatedProperties": false},
        "Cat": {"type": "object", "required": ["kind", "lives"], "properties": {"kind": {"type": "string"}, "lives": {"type": "integer", "maximum": 9}}},
        "Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "tricks": {"type": "array", "items": {"$ref": "Name"}}}},
        "Id": {"type": "integer", "readOnly": true},
        "Entity": {"type": "object", "properties": {"id": {"$ref": "Id"}, "secret": {"type": "string", "writeOnly": true}}},
        "Never": false,
        "Filter": {"oneOf": [
            {"type": "object", "required": ["args", "op"], "properties": {"args": {"type": "array", "items": {"$ref": "Filter"}}, "op": {"const": "and"}}},
            {"type": "object", "required": ["args", "op"], "properties": {"args": {"type": "array", "items": {"$ref": "Filter"}}, "op": {"const": "or"}}},
            {"type": "string"}
        ]},
        "Wide": {"allOf": [{"$ref": "Wide"}, {"$ref": "Wide2"}, {"$ref": "Wide3"}]},
        "Wide2": {"allOf": [{"$ref": "Wide"}, {"$ref": "Wide2"}, {"$ref": "Wide3"}]},
        "Wide3": {"allOf": [{"$ref": "Wide"}, {"$ref": "Wide2"}, {"$ref": "Wide3"}]},
        "Broken": {"type": ["object", 5], "required": "x", "minLength": -1, "properties": [], "allOf": {}}
    });
    let named = named.as_object().unwrap().clone();
    Schemas::new(
        named
            .into_iter()
            .map(|(name, schema)| (name, schema.to_string())),
    )
}

fn run(cases: Vec<Case>) {
    let schemas = schemas();
    for (json, right, wrong) in cases {
        let schema = Schema::compile(&json);
        for value in right {
            assert_eq!(
                schemas.check(&schema, &value, Direction::Request),
                [],
                "{json} accepts {value}"
            );
            assert!(
                schemas.accepts(&schema, &value, Direction::Request),
                "{json} accepts {value}"
            );
        }
        for (value, expected) in wrong {
            let found = schemas.check(&schema, &value, Direction::Request);
            let found: Vec<_> = found
                .iter()
                .map(|one| format!("{} {}", one.pointer, one.code))
                .collect();
            assert_eq!(found, expected, "{json} refuses {value}");
            assert!(
                !schemas.accepts(&schema, &value, Direction::Request),
                "{json} refuses {value}"
            );
        }
    }
}
