//! Checks end, and no stack overflows, however deep, long or circular schemas and values are.

use serde_json::{json, Value};
use specfirst_runtime::json::Tree;
use specfirst_runtime::schema::{pattern, Budget, Direction, Schema, Schemas};

use super::{accepts, check, fill, from_json, run, schemas};

/// Runs on the stack of a worker thread of tokio.
fn on_worker_stack(test: impl FnOnce() + Send) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        thread.spawn_scoped(scope, test).unwrap().join().unwrap();
    });
}

/// A value in which something is nested: `serde_json` reads up to 127 levels.
fn deep(open: &str, inner: &str, close: &str, depth: usize) -> Value {
    let text = format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
    serde_json::from_str(&text).unwrap()
}

#[test]
fn the_list_of_violations_ends() {
    let schema = Schema::compile(&json!({"items": {"type": "string"}}));
    assert_eq!(check(&schemas(), &schema, &json!(vec![1; 1000])).len(), 100);
}

#[test]
fn circular_references_end() {
    run(vec![
        (json!({"$ref": "Loop"}), vec![json!(1), json!({})], vec![]),
        (json!({"$ref": "Wide"}), vec![json!({})], vec![]),
        (
            json!({"$ref": "Ring"}),
            vec![],
            vec![(json!(1), vec![" type"])],
        ),
    ]);
    let schemas = schemas();
    for name in ["Loop", "Ring", "Wide", "Gnir"] {
        let schema = schemas.get(name).unwrap();
        // The message for values that fit no alternative names the types of these.
        let union = Schema::compile(&json!({"anyOf": [{"$ref": name}, {"type": "boolean"}]}));
        check(&schemas, &union, &json!("x"));
        let budget = Budget::for_request(7);
        let filled = fill(&schemas, schema, &mut json!({"a": [1]}), &budget);
        assert_eq!(filled, Ok(()), "{name}");
    }
}

#[test]
fn a_branch_that_leads_back_to_its_union_accepts_nothing() {
    let schemas = from_json(&json!({
        "Value": {"anyOf": [{"type": "string"}, {"$ref": "ValueOrList"}]},
        "ValueOrList": {"anyOf": [{"type": "array", "items": {"$ref": "Value"}}, {"$ref": "Value"}]}
    }));
    let schema = Schema::compile(&json!({"$ref": "Value"}));
    for value in [
        json!("a"),
        json!(["a", ["b"]]),
        deep("[", "\"a\"", "]", 100),
    ] {
        assert!(accepts(&schemas, &schema, &value), "{value}");
    }
    for value in [json!(1), json!(["a", [1]])] {
        assert!(!accepts(&schemas, &schema, &value), "{value}");
        assert_ne!(check(&schemas, &schema, &value), [], "{value}");
    }
}

#[test]
fn a_member_that_is_read_only_in_one_place_is_required_in_another() {
    // The same schema for the same value, once beside a schema that excludes the member.
    let required =
        json!({"allOf": [{"required": ["id"], "properties": {"tags": {"maxItems": 9}}}]});
    let schemas = from_json(&json!({
        "Required": required,
        "ReadOnlyId": {"allOf": [{"$ref": "Required"}], "properties": {"id": {"readOnly": true}}}
    }));
    let tags: Vec<_> = (0..9).collect();
    let value = json!({"tags": tags});
    for (schema, accepted) in [
        (json!({"$ref": "ReadOnlyId"}), true),
        (json!({"$ref": "Required"}), false),
        (
            json!({"anyOf": [{"$ref": "Required"}, {"$ref": "ReadOnlyId"}]}),
            true,
        ),
        (
            json!({"oneOf": [{"$ref": "ReadOnlyId"}, {"$ref": "Required"}]}),
            true,
        ),
    ] {
        let found = accepts(&schemas, &Schema::compile(&schema), &value);
        assert_eq!(found, accepted, "{schema}");
    }
}

#[test]
fn deep_values_and_schemas_fit_the_stack_of_a_worker() {
    on_worker_stack(|| {
        let node = json!({"allOf": [{"anyOf": [{"oneOf": [
            {"if": true, "then": {"properties": {"a": {"$ref": "Node"}, "b": {"default": 1}}}}
        ]}]}]});
        let schemas = from_json(&json!({"Node": node}));
        let schema = Schema::compile(&json!({"$ref": "Node"}));
        let mut value = deep(r#"{"a":"#, "{}", "}", 120);
        assert_eq!(check(&schemas, &schema, &value), []);
        let budget = Budget::for_request(1_000);
        assert_eq!(fill(&schemas, &schema, &mut value, &budget), Ok(()));
        assert_eq!(value["b"], 1);
        assert_eq!(value["a"]["a"]["a"]["b"], 1);
    });
}

#[test]
fn chains_of_references_fit_the_stack_of_a_worker() {
    on_worker_stack(|| {
        let link = |n: usize| (format!("S{n}"), format!(r#"{{"$ref":"S{}"}}"#, n + 1));
        for (length, code) in [(1_500, " type"), (5_000, " depth")] {
            let end = (format!("S{length}"), r#"{"type":"integer"}"#.to_owned());
            let schemas = Schemas::new((0..length).map(link).chain([end]));
            let schema = Schema::compile(&json!({"$ref": "S0"}));
            let found = check(&schemas, &schema, &json!("x"));
            assert_eq!(format!("{} {}", found[0].pointer, found[0].code), code);
            assert!(!accepts(&schemas, &schema, &json!("x")));
            let union = Schema::compile(&json!({"anyOf": [{"$ref": "S0"}, {"type": "boolean"}]}));
            assert_ne!(check(&schemas, &union, &json!("x")), []);
        }
    });
}

#[test]
fn deep_schemas_compile_on_the_stack_of_a_worker() {
    on_worker_stack(|| {
        let text = r#"{"properties":{"a":"#.repeat(60) + "{}" + &"}}".repeat(60);
        let nested = format!("{}a{}", "(?:".repeat(49), ")".repeat(49));
        let schemas = Schemas::new([("Deep", text)]).with_patterns(pattern::compile);
        let schema = Schema::compile(&json!({"$ref": "Deep"}));
        assert!(accepts(&schemas, &schema, &json!({"a": {}})));
        let schema = Schema::compile(&json!({"pattern": format!("{nested}(?<!b)")}));
        assert!(accepts(&schemas, &schema, &json!("a")));
        let nested = format!("{}a{}", "(?:".repeat(4_000), ")".repeat(4_000));
        let schema = Schema::compile(&json!({"pattern": nested}));
        assert_eq!(check(&schemas, &schema, &json!("a"))[0].code, "pattern");
    });
}

#[test]
fn deep_unions_are_read() {
    let schemas = from_json(&json!({
        "Filter": {"oneOf": [
            {"type": "object", "required": ["args", "op"], "properties": {"args": {"type": "array", "items": {"$ref": "Filter"}}, "op": {"const": "and"}}},
            {"type": "object", "required": ["args", "op"], "properties": {"args": {"type": "array", "items": {"$ref": "Filter"}}, "op": {"const": "or"}}},
            {"type": "string"}
        ]},
        "Same": {"oneOf": [
            {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "Same"}}, "not": {"required": ["b"]}},
            {"type": "object", "required": ["a", "b"], "properties": {"a": {"$ref": "Same"}}},
            {"type": "integer"}
        ]}
    }));
    let filter = Schema::compile(&json!({"$ref": "Filter"}));
    let valid = deep(r#"{"args":["#, "\"x\"", r#"],"op":"and"}"#, 63);
    assert_eq!(check(&schemas, &filter, &valid), []);
    let invalid = deep(r#"{"args":["#, "1", r#"],"op":"and"}"#, 63);
    let found = check(&schemas, &filter, &invalid);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].pointer, "/args/0".repeat(63));
    let same = Schema::compile(&json!({"$ref": "Same"}));
    assert_eq!(check(&schemas, &same, &deep(r#"{"a":"#, "1", "}", 126)), []);
    assert!(!accepts(
        &schemas,
        &same,
        &deep(r#"{"a":"#, "null", "}", 126)
    ));
}

#[test]
fn the_budget_ends_a_check_and_says_so() {
    let schema = Schema::compile(&json!({"items": {"type": "integer"}}));
    let value = json!(vec![1; 1_000]);
    let budget = Budget::of_steps(100);
    let found = schemas().check(
        &schema,
        Tree::from(&value).root(),
        Direction::Request,
        &budget,
    );
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, "budget");
    assert_eq!(
        found[0].message,
        "takes more steps to check than a request of this size may"
    );
    assert!(budget.is_exhausted());
    // Nothing is accepted afterwards, not even by the schema `true`.
    let any = Schema::compile(&json!(true));
    let verdict = schemas().accepts(
        &any,
        Tree::from(&json!(1)).root(),
        Direction::Request,
        &budget,
    );
    assert_eq!(verdict.map_err(|violation| violation.code), Err("budget"));
}

#[test]
fn schemas_are_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Schemas>();
    shared::<Schema>();
    shared::<Budget>();
}

#[test]
fn long_arrays_are_compared_within_the_budget() {
    let schema = Schema::compile(&json!({"uniqueItems": true}));
    let mut items: Vec<_> = (0..200_000).map(|n| json!([n])).collect();
    assert!(accepts(&schemas(), &schema, &Value::Array(items.clone())));
    items.push(json!([17.0]));
    let found = check(&schemas(), &schema, &Value::Array(items));
    assert_eq!(found[0].message, "must not repeat item 17");
    let choices: Vec<_> = (0..2_000).map(|n| json!([n])).collect();
    let schema = Schema::compile(&json!({"items": {"enum": choices}}));
    let found = check(&schemas(), &schema, &json!(vec![json!([1_999]); 100_000]));
    assert_eq!(found.last().unwrap().code, "budget");
}

#[test]
fn defaults_are_limited_by_the_size_of_the_request() {
    let members: serde_json::Map<_, _> = (0..20)
        .map(|number| (format!("member{number}"), json!({"default": ["text"]})))
        .collect();
    let schema = Schema::compile(&json!({"items": {"properties": members}}));
    let schemas = Schemas::default();
    for (length, is_filled) in [(500, true), (50_000, false)] {
        let mut value = json!(vec![json!({}); length]);
        let budget = Budget::for_request(3 * length);
        let filled = fill(&schemas, &schema, &mut value, &budget);
        assert_eq!(filled.is_ok(), is_filled, "{length}");
        let members = value[length - 1].as_object().unwrap().len();
        assert_eq!(members, if is_filled { 20 } else { 0 });
    }
}

#[test]
fn comparisons_with_many_numbers_are_limited_by_the_size_of_the_request() {
    let schemas = Schemas::default();
    for (choices, accepted) in [(20, true), (2_000, false)] {
        let choices: Vec<_> = (0..choices).collect();
        let schema = Schema::compile(&json!({"items": {"enum": choices}}));
        let last = choices.len() - 1;
        let value = json!(vec![last; 50_000]);
        let budget = Budget::for_request(100_000);
        let violations = schemas.check(
            &schema,
            Tree::from(&value).root(),
            Direction::Request,
            &budget,
        );
        assert_eq!(violations.is_empty(), accepted, "{violations:?}");
    }
}

#[test]
fn defaults_are_filled_as_deep_as_values_are_checked() {
    on_worker_stack(|| {
        // Twenty schemas for each level of the value.
        let link = |n: usize| (format!("S{n}"), json!({"$ref": format!("S{}", n + 1)}));
        let node = json!({"items": {"$ref": "S0"}, "properties": {"a": {"default": 1}}});
        let named = (0..18).map(link).chain([("S18".to_owned(), node)]);
        let schemas = from_json(&named.collect());
        let schema = schemas.get("S0").unwrap();
        for (depth, filled) in [(150, Ok(())), (250, Err("depth"))] {
            let mut value = json!({});
            for _ in 0..depth {
                value = Value::Array(vec![value]);
            }
            let budget = Budget::for_request(2 * depth);
            let found = fill(&schemas, schema, &mut value, &budget);
            assert_eq!(found.map_err(|violation| violation.code), filled);
            let default = value.pointer(&("/0".repeat(depth) + "/a"));
            assert_eq!(default.is_some(), filled.is_ok(), "{depth}");
        }
    });
}

#[test]
fn a_branch_takes_a_step_for_each_32_items_whose_evaluation_it_tracks() {
    let branches: Vec<_> = (0..50).map(|_| json!({"maxItems": 0})).collect();
    let schema = json!({"not": {"anyOf": branches, "unevaluatedItems": false}});
    let schema = Schema::compile(&schema);
    let value = json!(vec![0; 64_000]);
    // 50 branches with 2 000 steps each, and as many again for everything else.
    let budget = Budget::of_steps(200_000);
    let found = schemas().check(
        &schema,
        Tree::from(&value).root(),
        Direction::Request,
        &budget,
    );
    assert_eq!(found, []);
}
