//! Checks come to an end, however deep, long or circular schemas and values are.

use std::time::Instant;

use serde_json::{json, Value};
use specfirst_runtime::schema::{Direction, Schema, Schemas};

use super::{run, schemas};

#[test]
fn the_list_of_violations_ends() {
    let schema = Schema::compile(&json!({"items": {"type": "string"}}));
    let found = schemas().check(&schema, &json!(vec![1; 1000]), Direction::Request);
    assert_eq!(found.len(), 100);
}

#[test]
fn references_in_circles_end() {
    run(vec![
        (json!({"$ref": "Loop"}), vec![json!(1), json!({})], vec![]),
        (
            json!({"$ref": "Ring"}),
            vec![json!({})],
            vec![(json!(1), vec![" type"])],
        ),
        (json!({"$ref": "Wide"}), vec![json!({})], vec![]),
    ]);
    let schemas = schemas();
    for name in ["Loop", "Ring", "Wide", "Gnir"] {
        let schema = schemas.get(name).unwrap();
        schemas.types(schema);
        schemas.fill_defaults(schema, &mut json!({"a": [1]}));
    }
}

#[test]
fn deep_schemas_do_not_overflow_a_small_stack() {
    let check = || {
        let node = json!({"allOf": [{"anyOf": [{"oneOf": [{"if": true, "then": {"properties": {"a": {"$ref": "Node"}}}}]}]}]});
        let schemas = Schemas::new([("Node", node.to_string())]);
        let schema = Schema::compile(&json!({"$ref": "Node"}));
        let mut value = deep(r#"{"a":"#, "}", 120);
        assert_eq!(
            schemas.check(&schema, &value, Direction::Request)[0].code,
            "depth"
        );
        schemas.fill_defaults(&schema, &mut value);
        assert_eq!(
            schemas.check(&schema, &deep(r#"{"a":"#, "}", 20), Direction::Request),
            []
        );
    };
    std::thread::Builder::new()
        .stack_size(1 << 20)
        .spawn(check)
        .unwrap()
        .join()
        .unwrap();
}

/// The deepest value that `serde_json` reads.
fn deep(open: &str, close: &str, depth: usize) -> Value {
    serde_json::from_str(&format!("{}1{}", open.repeat(depth), close.repeat(depth))).unwrap()
}

#[test]
fn deep_values_neither_overflow_nor_hang() {
    let schemas = schemas();
    let tree = Schema::compile(&json!({"$ref": "Tree"}));
    let value = deep(r#"{"left":"#, "}", 120);
    assert_eq!(
        schemas.check(&tree, &value, Direction::Request)[0].code,
        "type"
    );

    // Both branches start with what contains the other filters, and only `op` tells them apart.
    let start = Instant::now();
    let filter = Schema::compile(&json!({"$ref": "Filter"}));
    let value = deep(r#"{"args":["#, r#"],"op":"and"}"#, 60);
    assert!(!schemas.accepts(&filter, &value, Direction::Request));
    assert!(!schemas
        .check(&filter, &value, Direction::Request)
        .is_empty());
    let right = deep(r#"{"args":["#, r#"],"op":"and"}"#, 60)
        .to_string()
        .replace("[1]", r#"["x"]"#);
    assert!(schemas.accepts(
        &filter,
        &serde_json::from_str(&right).unwrap(),
        Direction::Request
    ));
    assert!(start.elapsed().as_secs() < 5, "took {:?}", start.elapsed());
}

#[test]
fn checks_that_would_not_end_are_given_up() {
    let branch = json!({"properties": {"a": {"$ref": "Either"}}, "not": {"required": ["b"]}});
    let schemas = Schemas::new([(
        "Either",
        json!({"oneOf": [branch.clone(), branch]}).to_string(),
    )]);
    let schema = Schema::compile(&json!({"$ref": "Either"}));
    let found = schemas.check(&schema, &deep(r#"{"a":"#, "}", 100), Direction::Request);
    assert_eq!(found.last().map(|one| one.code), Some("depth"));
}

#[test]
fn schemas_are_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Schemas>();
    shared::<Schema>();
}

#[test]
fn long_arrays_are_unique_in_good_time() {
    let schema = Schema::compile(&json!({"uniqueItems": true}));
    let items: Vec<_> = (0..200_000).map(|n| json!([n])).collect();
    assert!(schemas().accepts(&schema, &Value::Array(items), Direction::Request));
}
