//! The comparison of schemas by what they accept, in the direction in which values are sent.
//!
//! A pair of schemas is compared once ([`compare`]), however many operations use it; pairs refer to the pairs of their
//! subschemas ([`graph`]). So recursive schemas end, and the cost is that of the distinct pairs. An operation's changes are
//! those of the pairs that can be reached from its bodies and parameters ([`graph::Graph::report`]).

mod applicators;
mod compare;
mod equality;
pub(super) mod form;
mod graph;
mod limits;
mod merged;
mod nullable;
mod objects;
mod types;
mod unions;
mod values;

use std::borrow::Cow;

pub(super) use graph::{Found, Graph, PairId};
pub(super) use merged::Parts;
pub(super) use types::Carrier;

use super::checks::{Direction, Effect};
use crate::source::At;

/// How values of a pair are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Mode {
    pub direction: Direction,
    pub carrier: Carrier,
    /// Whether the values are parameters, whose objects may be text or JSON.
    pub is_parameter: bool,
    /// Whether the value may be left out, so that its default counts.
    pub has_default: bool,
    /// Whether they are separated by `&`, so that a list of one item is that item.
    pub is_exploded: bool,
}

/// A change of one schema, without the place at which an operation uses it.
#[derive(Clone, Debug)]
pub(super) struct Local {
    /// The action in the table of checks.
    pub action: Cow<'static, str>,
    /// The property that it is about; `None` if it is about the schema itself.
    pub property: Option<String>,
    /// The effect, where it is not that of the action.
    pub effect: Option<Effect>,
    /// What changed, after the name of the place.
    pub text: String,
    pub old: At,
    pub new: At,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::diff::{Calendar, Change, compare};
    use crate::source::{At, Node};

    /// The changes of the schema of a request.
    fn changes(old: Value, new: Value, components: &Value) -> Vec<Change> {
        let document = |schema: Value| {
            let value = json!({
                "openapi": "3.1.0",
                "paths": {"/a": {"post": {
                    "requestBody": {"content": {"application/json": {"schema": schema}}},
                    "responses": {},
                }}},
                "components": {"schemas": components},
            });
            Node::from_json(At::NONE, value)
        };
        compare(&document(old), &document(new), Calendar::new(0, 0))
    }

    fn ids(old: Value, new: Value) -> Vec<String> {
        let changes = changes(old, new, &json!({}));
        changes.into_iter().map(|change| change.id).collect()
    }

    /// A schema of many parts with the same property.
    fn parts(count: usize, last: Value) -> Value {
        let mut parts = vec![json!({"properties": {"a": {"type": "string"}}}); count];
        parts.push(json!({"properties": {"a": last}}));
        json!({ "allOf": parts })
    }

    #[test]
    fn many_parts_are_compared_and_too_many_are_reported() {
        let last = json!({"maxLength": 5});
        assert_eq!(
            ids(parts(20, json!({})), parts(20, last.clone())),
            ["request-property-max-length-set"]
        );
        let changes = changes(parts(80, json!({})), parts(80, last), &json!({}));
        assert_eq!(changes[0].id, "request-property-not-compared");
        assert!(changes[0].is_breaking());
    }

    #[test]
    fn unions_in_unions_beyond_the_limit_are_not_taken_for_compatible() {
        let mut schemas = json!({"A20": {"type": "string"}});
        for index in 0..20 {
            let next = format!("#/components/schemas/A{}", index + 1);
            let integer = json!({"type": "integer", "minimum": index});
            schemas[format!("A{index}")] = json!({"oneOf": [{"$ref": next}, integer]});
        }
        let old = json!({"$ref": "#/components/schemas/A0"});
        let changes = changes(old, json!({}), &schemas);
        assert!(changes.iter().any(Change::breaks_clients), "{changes:?}");
    }

    #[test]
    fn all_patterns_and_constants_of_all_of_count() {
        let all_of = |schemas: Value| json!({ "allOf": schemas });
        assert_eq!(
            ids(
                all_of(json!([{"pattern": "a"}, {"pattern": "b"}])),
                all_of(json!([{"pattern": "b"}]))
            ),
            ["request-body-pattern-removed"]
        );
        assert_eq!(
            ids(
                all_of(json!([{"const": 1}])),
                all_of(json!([{"const": 2}, {"const": 1.0}]))
            ),
            ["request-body-const-added"]
        );
        assert_eq!(
            ids(
                all_of(json!([{"multipleOf": 12}])),
                all_of(json!([{"multipleOf": 4}, {"multipleOf": 6}]))
            ),
            Vec::<String>::new()
        );
    }

    #[test]
    fn an_implied_type_may_be_written_out() {
        let none = Vec::<String>::new();
        let open = json!({"properties": {"a": {}}});
        let typed = json!({"type": "object", "properties": {"a": {}}});
        assert_eq!(ids(open.clone(), typed.clone()), none);
        assert_eq!(ids(typed, open.clone()), none);
        // Any other type refuses what is not of it.
        for types in [json!(["object", "null"]), json!(["object", "string"])] {
            let listed = json!({"type": types, "properties": {"a": {}}});
            assert_eq!(
                ids(open.clone(), listed.clone()),
                ["request-body-type-changed"]
            );
            let changes = changes(listed, open.clone(), &json!({}));
            assert!(!changes.iter().any(Change::breaks_clients), "{changes:?}");
        }
        let flagged = json!({"nullable": true, "properties": {"a": {}}});
        let typed = json!({"type": "object", "nullable": true, "properties": {"a": {}}});
        assert_eq!(ids(flagged, typed), none);
        // An `enum` has all values, whatever their type.
        let listed = json!({"enum": ["a", "b"]});
        let typed = json!({"type": "string", "enum": ["a", "b"]});
        assert_eq!(ids(listed, typed), Vec::<String>::new());
    }

    #[test]
    fn numbers_are_compared_by_value_at_any_depth_and_exactly() {
        assert_eq!(
            ids(json!({"const": {"a": [1.0]}}), json!({"const": {"a": [1]}})),
            Vec::<String>::new()
        );
        assert_eq!(
            ids(
                json!({"maximum": 9_007_199_254_740_993_u64}),
                json!({"maximum": 9_007_199_254_740_992_u64})
            ),
            ["request-body-max-decreased"]
        );
    }
}
