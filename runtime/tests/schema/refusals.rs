//! What cannot be checked is refused, and the reason is reported.

use serde_json::json;
use specfirst_runtime::json::Tree;
use specfirst_runtime::schema::{
    pattern, Budget, Direction, PatternError, Schema, SchemaError, Schemas,
};
use specfirst_runtime::style::{Limited, Shapes};

use super::{accepts, check};

#[test]
fn text_that_is_not_json_refuses_everything() {
    for text in ["{", "", "[1]", "\"true\""] {
        let schemas = Schemas::new([("Broken", text)]);
        let inner = json!({"$ref": "Broken"});
        for schema in [
            inner.clone(),
            json!({"not": inner}),
            json!({"anyOf": [inner, true]}),
        ] {
            let schema = Schema::compile(&schema);
            assert!(!accepts(&schemas, &schema, &json!(1)), "{text}");
            assert_eq!(
                check(&schemas, &schema, &json!(1))[0].code,
                "$ref",
                "{text}"
            );
        }
    }
    let schemas = Schemas::new([("Broken", "{")]);
    schemas.get("Broken");
    schemas.get("Broken");
    let errors = schemas.take_errors();
    assert!(
        matches!(&errors[..], [SchemaError::NotJson { name, .. }] if name == "Broken"),
        "{errors:?}"
    );
    assert_eq!(schemas.take_errors(), []);
}

#[test]
fn an_unknown_reference_refuses_everything() {
    let schemas = Schemas::new([("Known", r#"{"properties":{"a":{"$ref":"Unknown"}}}"#)]);
    let known = Schema::compile(&json!({"$ref": "Known"}));
    assert!(accepts(&schemas, &known, &json!({"b": 1})));
    assert_eq!(schemas.take_errors(), []);
    let found = check(&schemas, &known, &json!({"a": 1}));
    assert_eq!((found[0].pointer.as_str(), found[0].code), ("/a", "$ref"));
    let not = Schema::compile(&json!({"not": {"$ref": "Unknown"}}));
    assert!(!accepts(&schemas, &not, &json!(1)));
    let unknown = SchemaError::UnknownReference {
        name: "Unknown".to_owned(),
    };
    assert_eq!(schemas.take_errors(), [unknown]);
}

#[test]
fn strings_are_refused_without_an_engine() {
    let schema = Schema::compile(&json!({"pattern": "^a"}));
    let schemas = Schemas::default();
    assert!(accepts(&schemas, &schema, &json!(1)));
    let found = check(&schemas, &schema, &json!("a"));
    assert_eq!(found[0].code, "pattern");
    let error = SchemaError::Pattern {
        pattern: "^a".to_owned(),
        error: PatternError::NoEngine,
    };
    assert_eq!(schemas.take_errors(), [error]);
}

#[test]
fn patterns_that_cannot_be_compiled_refuse_every_string() {
    let long = "a".repeat(20_000);
    let large = r"\p{L}{9999}{99}".to_owned();
    for pattern in ["(", r"^(a)?\1$", "a++", "(?i)a", &long, &large] {
        for keyword in [
            json!({"pattern": pattern}),
            json!({"not": {"pattern": pattern}}),
            json!({"anyOf": [{"pattern": pattern}, {"maxLength": 0}]}),
        ] {
            let schemas = Schemas::default().with_patterns(pattern::compile);
            let schema = Schema::compile(&keyword);
            assert!(!accepts(&schemas, &schema, &json!("a")));
            assert_eq!(check(&schemas, &schema, &json!("a"))[0].code, "pattern");
            assert_eq!(schemas.take_errors().len(), 1);
        }
        let schemas = Schemas::default().with_patterns(pattern::compile);
        let schema = Schema::compile(&json!({"patternProperties": {pattern: true}}));
        assert!(!accepts(&schemas, &schema, &json!({"a": 1})));
        assert!(accepts(&schemas, &schema, &json!({})));
    }
}

#[test]
fn one_budget_is_shared_by_all_checks_of_a_request() {
    let schemas = Schemas::default().with_patterns(pattern::compile);
    let schema = Schema::compile(&json!({"pattern": "^(?:a|b(?!c))*$"}));
    let budget = Budget::of_steps(20_000);
    let text = json!("ab".repeat(20));
    let accepted = (0..1_000)
        .map(|_| {
            schemas.accepts(
                &schema,
                Tree::from(&text).root(),
                Direction::Request,
                &budget,
            )
        })
        .take_while(|verdict| *verdict == Ok(true))
        .count();
    assert!((1..100).contains(&accepted), "{accepted}");
}

#[test]
fn patterns_unions_and_defaults_spend_the_budget_of_the_request() {
    let schemas = Schemas::default().with_patterns(pattern::compile);
    let compile = |json| Schema::compile(&json);
    let pattern = compile(json!({"pattern": "^(?:a|b(?!c))*$"}));
    let any = compile(json!(true));
    let union = compile(json!({"anyOf": [{"type": "integer"}, {"type": "object"}]}));
    let default = compile(json!({"properties": {"a": {"default": 1}}}));
    let budget = Budget::for_request(100);
    let shapes = Shapes::default();
    let limited = Limited {
        schemas: &schemas,
        shapes: &shapes,
        direction: Direction::Request,
        budget: &budget,
    };
    let mut left = budget.left();
    let mut spent = || {
        let before = std::mem::replace(&mut left, budget.left());
        before - left
    };
    assert!(limited.accepts(&any, Tree::from(&json!("ab")).root()));
    let alone = spent();
    assert!(alone > 0);
    assert!(limited.accepts(&pattern, Tree::from(&json!("ab")).root()));
    assert!(spent() > alone);
    assert_eq!(limited.check(&pattern, Tree::from(&json!("ab")).root()), []);
    assert!(spent() > alone);
    assert!(limited.accepts(&union, Tree::from(&json!({})).root()));
    assert!(spent() > alone);
    let mut tree = Tree::from(&json!({}));
    assert_eq!(limited.fill_defaults(&default, &mut tree, 0), Ok(()));
    assert_eq!(tree.root().to_value(), json!({"a": 1}));
    assert!(spent() > 0);
}
