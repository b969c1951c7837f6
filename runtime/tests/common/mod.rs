//! The shapes of the schemas in tests, as the generator writes them.

use serde_json::{json, Map, Value};

/// The shape of a schema. Of the combinations only those are known that tests have.
pub fn shape(schema: &Value, named: &dyn Fn(&str) -> Value) -> Value {
    let inner = |schema: &Value| shape(schema, named);
    if let Some(name) = schema["$ref"].as_str() {
        return inner(&named(name));
    }
    let mut out = Map::new();
    let combined = ["allOf", "anyOf"].into_iter();
    let combined = combined.flat_map(|keyword| schema[keyword].as_array().into_iter().flatten());
    for part in combined {
        let part = match inner(part) {
            Value::Object(part) => part,
            types => Map::from_iter([("types".to_owned(), types)]),
        };
        out.extend(part);
    }
    if let Some(properties) = schema["properties"].as_object() {
        let members = properties.iter();
        let members = members.map(|(name, schema)| (name.clone(), inner(schema)));
        out.insert("members".to_owned(), members.collect());
    }
    let others = [("additionalProperties", "additional"), ("items", "items")];
    for (keyword, member) in others {
        if let Some(schema) = schema.get(keyword).filter(|schema| **schema != false) {
            out.insert(member.to_owned(), inner(schema));
        }
    }
    let types = match (&schema["type"], schema["enum"].get(0)) {
        (Value::Null, Some(Value::Number(_))) => json!("integer"),
        (Value::Null, _) if schema.get("anyOf").is_some() => json!(["string", "array"]),
        (Value::Null, _) => json!("any"),
        (types, _) => types.clone(),
    };
    if out.is_empty() {
        return types;
    }
    if types != "any" {
        out.insert("types".to_owned(), types);
    }
    out.into()
}
