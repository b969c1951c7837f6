//! Requests that once kept a worker busy for seconds.

use serde_json::{json, Value};
use specfirst_runtime::json::Tree;
use specfirst_runtime::schema::{Budget, Direction, Schema, SchemaViolation, Schemas};

use super::{check, fill, from_json, schemas};

/// The violations that are found in so many steps.
fn check_in(steps: u64, schemas: &Schemas, schema: &Value, value: &Value) -> Vec<SchemaViolation> {
    let budget = Budget::of_steps(steps);
    let found = schemas.check(
        &Schema::compile(schema),
        Tree::from(value).root(),
        Direction::Request,
        &budget,
    );
    assert!(!budget.is_exhausted(), "{found:?}");
    found
}

#[test]
fn backtracking_is_limited() {
    let schema = json!({"items": {"pattern": "^(a+)+(?<!a)$"}});
    let value = json!(vec!["a".repeat(23); 20]);
    let found = check(&schemas(), &Schema::compile(&schema), &value);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].pointer.as_str(), found[0].code),
        ("/0", "pattern")
    );
    assert_eq!(
        found[0].message,
        "is too long to be checked against the pattern ^(a+)+(?<!a)$"
    );
}

#[test]
fn nested_unions_are_checked_once_for_each_value() {
    let mut named: serde_json::Map<_, _> = (0..40)
        .map(|n| {
            let next = json!({"$ref": format!("S{}", n + 1)});
            (format!("S{n}"), json!({"anyOf": [next, next]}))
        })
        .collect();
    named.insert("S40".to_owned(), json!({"type": "string"}));
    let schemas = from_json(&Value::Object(named));
    let schema = json!({"$ref": "S0"});
    let limit = 10_000;
    let found = check_in(limit, &schemas, &schema, &json!({}));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "anyOf");
    assert_eq!(
        found[0].message,
        "fits none of the 2 schemas that are allowed"
    );
    assert_eq!(check_in(limit, &schemas, &schema, &json!("x")), []);
}

#[test]
fn nested_conjunctions_are_checked_once_for_each_value() {
    let all = |n: usize| {
        let next = json!({"$ref": format!("S{}", n + 1)});
        (format!("S{n}"), json!({"allOf": [next, next]}))
    };
    let mut named: serde_json::Map<_, _> = (0..40).map(all).collect();
    named.insert("S40".to_owned(), json!({"type": "string"}));
    let schemas = from_json(&Value::Object(named));
    let schema = json!({"$ref": "S0"});
    let limit = 10_000;
    assert_eq!(check_in(limit, &schemas, &schema, &json!("x")), []);
    assert_ne!(check_in(limit, &schemas, &schema, &json!({})), []);
}

#[test]
fn recursive_unions_are_filled_in_linear_time() {
    let schemas = from_json(&json!({
        "R": {"oneOf": [
            {"type": "integer"},
            {"type": "array", "items": {"$ref": "R"}},
            {"type": "object", "properties": {"a": {"default": 1}}}
        ]}
    }));
    let text = format!(
        "{}{}{{}}{}",
        "[".repeat(100),
        "1,".repeat(20_000),
        "]".repeat(100)
    );
    let mut value: Value = serde_json::from_str(&text).unwrap();
    let schema = Schema::compile(&json!({"$ref": "R"}));
    let budget = Budget::of_steps(10 * text.len() as u64);
    assert_eq!(
        schemas.check(
            &schema,
            Tree::from(&value).root(),
            Direction::Request,
            &budget
        ),
        []
    );
    assert_eq!(fill(&schemas, &schema, &mut value, &budget), Ok(()));
    assert!(value.to_string().contains(r#"{"a":1}"#));
}

#[test]
fn a_schema_without_defaults_is_not_filled() {
    let schemas = from_json(&json!({
        "R": {"anyOf": [{"type": "number"}, {"type": "array", "items": {"$ref": "R"}}]}
    }));
    let schema = Schema::compile(&json!({"$ref": "R"}));
    let budget = Budget::of_steps(0);
    let mut value = json!([1.0, [2.0]]);
    assert_eq!(fill(&schemas, &schema, &mut value, &budget), Ok(()));
}

/// A search for each member would take minutes.
#[test]
fn wide_objects_are_checked_against_wide_schemas() {
    let names = |count: usize| (0..count).map(|n| format!("name{n}"));
    let branches: Vec<Value> = (0..20)
        .map(|branch| {
            let required: Vec<_> = names(300).chain([format!("own{branch}")]).collect();
            let properties: serde_json::Map<_, _> = required
                .iter()
                .map(|name| (name.clone(), json!({"type": "integer"})))
                .collect();
            json!({"type": "object", "required": required, "properties": properties})
        })
        .collect();
    let schema = json!({"anyOf": branches});
    let small: serde_json::Map<_, _> = names(31).map(|name| (name, json!(1))).collect();
    let wide: serde_json::Map<_, _> = names(50_000).map(|name| (name, json!(1))).collect();
    for value in [json!(vec![small; 1_000]), json!([wide])] {
        let schema = Schema::compile(&json!({"items": schema}));
        assert!(!check(&schemas(), &schema, &value).is_empty());
    }
}

#[test]
fn large_values_are_not_printed_in_full() {
    let schemas = from_json(&json!({"R": {"enum": [1], "items": {"$ref": "R"}}}));
    let text = format!(
        "{}{}{}",
        "[".repeat(90),
        "1,".repeat(300_000) + "1",
        "]".repeat(90)
    );
    let tree = Tree::parse(text, specfirst_runtime::json::DuplicateMembers::Refuse).unwrap();
    let budget = Budget::for_request(600_000);
    let schema = Schema::compile(&json!({"$ref": "R"}));
    let found = schemas.check(&schema, tree.root(), Direction::Request, &budget);
    assert!(found[0].message.ends_with('…'), "{}", found[0].message);
}

/// Comparing each with all others would take minutes.
#[test]
fn many_duplicate_members_are_read() {
    let members = (0..50_000).map(|n| format!(r#""n{n}":0"#));
    let again = std::iter::repeat_n(r#""n49999":1"#.to_owned(), 50_000);
    let text = members.chain(again).collect::<Vec<_>>().join(",");
    let tree = Tree::parse(
        format!("{{{text}}}"),
        specfirst_runtime::json::DuplicateMembers::KeepLast,
    );
    let tree = tree.unwrap();
    assert_eq!(tree.root().as_object().unwrap().len(), 50_000);
    assert_eq!(tree.root().get("n49999").unwrap().to_value(), json!(1));
}
