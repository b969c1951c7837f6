//! Validation of values: what is accepted, and which violations are reported.

mod cost;
mod jsonschema_oracle;
mod keywords;
mod limits;
mod patterns;
mod refusals;

use serde_json::{json, Value};
use specfirst_runtime::json::Tree;
use specfirst_runtime::schema::{pattern, Budget, Direction, Schema, SchemaViolation, Schemas};

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
    from_json(&Value::Object(named))
}

/// Named schemas with the engine for patterns.
fn from_json(named: &Value) -> Schemas {
    let named = named.as_object().unwrap().iter();
    Schemas::new(named.map(|(name, schema)| (name.clone(), schema.to_string())))
        .with_patterns(pattern::compile)
}

/// The violations of a request's value, which is as large as its text.
fn check(schemas: &Schemas, schema: &Schema, value: &Value) -> Vec<SchemaViolation> {
    let budget = Budget::for_request(value.to_string().len());
    schemas.check(
        schema,
        Tree::from(value).root(),
        Direction::Request,
        &budget,
    )
}

/// Fills the defaults of a value in.
fn fill(
    schemas: &Schemas,
    schema: &Schema,
    value: &mut Value,
    budget: &Budget,
) -> Result<(), SchemaViolation> {
    let mut tree = Tree::from(&*value);
    let filled = schemas.fill_defaults(schema, &mut tree, 0, budget);
    *value = tree.root().to_value();
    filled
}

/// Whether a request's value is certain to be valid.
fn accepts(schemas: &Schemas, schema: &Schema, value: &Value) -> bool {
    let budget = Budget::for_request(value.to_string().len());
    let accepts = schemas.accepts(
        schema,
        Tree::from(value).root(),
        Direction::Request,
        &budget,
    );
    accepts.unwrap_or(false)
}

fn run(cases: Vec<Case>) {
    let schemas = schemas();
    for (json, right, wrong) in cases {
        let schema = Schema::compile(&json);
        for value in right {
            assert_eq!(
                check(&schemas, &schema, &value),
                [],
                "{json} accepts {value}"
            );
            assert!(accepts(&schemas, &schema, &value), "{json} accepts {value}");
        }
        for (value, expected) in wrong {
            let found = check(&schemas, &schema, &value);
            let found: Vec<_> = found
                .iter()
                .map(|one| format!("{} {}", one.pointer, one.code))
                .collect();
            assert_eq!(found, expected, "{json} refuses {value}");
            assert!(
                !accepts(&schemas, &schema, &value),
                "{json} refuses {value}"
            );
        }
    }
}
