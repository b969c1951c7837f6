//! Defaults and examples that are invalid against their schema.

use std::collections::HashSet;

use serde_json::Value;
use specfirst_runtime::schema::{Direction, SchemaViolation};

use super::View;
use crate::api::Integer;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resolve::Constraints;
use crate::schema::{Schema, SchemaId, Schemas, Type, TypeSet};
use crate::source::{At, Node};
use crate::validator::{Definitions, STEPS, Validator};

/// Reports invalid defaults and examples, and returns the schemas with invalid defaults.
pub(super) fn check(view: View, diagnostics: &mut Diagnostics) -> Vec<SchemaId> {
    let schemas = view.schemas;
    let with_values = schemas.ids().filter(|id| {
        let schema = &schemas[*id];
        schema.default.is_some() || !schema.examples.is_empty()
    });
    let with_values: Vec<SchemaId> = with_values.collect();
    let sibling_examples = view.written.examples.iter().map(|(id, _)| *id);
    let definitions = Definitions::of(schemas);
    let mut check = Check {
        schemas,
        validator: Validator::new(
            &definitions,
            with_values.iter().copied().chain(sibling_examples),
        ),
        diagnostics,
        seen: HashSet::new(),
    };
    let mut invalid = Vec::new();
    for id in with_values {
        let schema = &schemas[id];
        if let (Some(value), Some(node)) = (&schema.default, view.keyword(id, "default"))
            && (!check.default(id, value, node) || !check.is_held(id, schema, value, node))
        {
            invalid.push(id);
        }
        let example = view.keyword(id, "example").into_iter();
        let examples = view.keyword(id, "examples").and_then(Node::as_array);
        let nodes = example.chain(examples.into_iter().flatten());
        for (value, node) in schema.examples.iter().zip(nodes) {
            check.example(id, value, node);
        }
    }
    for (id, node) in &view.written.examples {
        check.example(*id, &node.to_json(), node);
    }
    invalid
}

struct Check<'a, 'd> {
    schemas: &'a Schemas,
    validator: Validator<'a>,
    diagnostics: &'d mut Diagnostics,
    /// Examples that were checked; those behind references are listed once for each use.
    seen: HashSet<(SchemaId, At)>,
}

impl Check<'_, '_> {
    fn default(&mut self, id: SchemaId, value: &Value, node: &Node) -> bool {
        let Some(violation) = self.violation(id, value) else {
            return true;
        };
        // Some generators write `null` for members without a default.
        if !value.is_null() {
            self.tell(Code::InvalidDefault, "default", node, violation);
        }
        false
    }

    /// Whether the integer type of a schema can hold its default.
    fn is_held(&mut self, id: SchemaId, schema: &Schema, value: &Value, node: &Node) -> bool {
        if schema.types.and_then(TypeSet::only) != Some(Type::Integer) || !value.is_number() {
            return true;
        }
        let constraints = Constraints::of(self.schemas, &[id]);
        let is_held = Integer::of(
            schema.format.as_deref(),
            constraints.minimum.map(|bound| bound.float()),
            constraints.maximum.map(|bound| bound.float()),
        )
        .is_none_or(|width| width.holds(value) || value.as_f64().is_some_and(is_small));
        if !is_held {
            let message = "the default is no value of the integer type that the schema gets";
            self.diagnostics.push(
                Diagnostic::warning(Code::InvalidDefault, node.at, message)
                    .label("not filled in")
                    .help(
                        "correct the default, or write `format: uint64` where no value is negative",
                    ),
            );
        }
        is_held
    }

    fn example(&mut self, id: SchemaId, value: &Value, node: &Node) {
        if value.is_null() || !self.seen.insert((id, node.at)) {
            return;
        }
        // JSON in a string is served as the JSON that it contains.
        let inner = value
            .as_str()
            .and_then(|text| serde_json::from_str(text).ok());
        if inner.is_some_and(|inner: Value| self.violation(id, &inner).is_none()) {
            return;
        }
        if let Some(violation) = self.violation(id, value) {
            self.tell(Code::InvalidExample, "example", node, violation);
        }
    }

    /// The first violation, if the value is valid neither in requests nor in responses.
    fn violation(&mut self, id: SchemaId, value: &Value) -> Option<SchemaViolation> {
        // A value that cannot be checked to the end is not known to be invalid.
        let response = Direction::Response;
        if self.validator.accepts_within(STEPS, id, value, response) != Ok(false)
            || self.validator.accepts(id, value, Direction::Request)
        {
            return None;
        }
        let violations = self.validator.violations(id, value, response);
        violations
            .into_iter()
            .next()
            .filter(|first| !matches!(first.code, "budget" | "depth"))
    }

    fn tell(&mut self, code: Code, what: &str, node: &Node, violation: SchemaViolation) {
        let SchemaViolation {
            pointer,
            code: keyword,
            message,
        } = violation;
        let message = match keyword {
            "required" => "is required, and missing".to_owned(),
            _ => message,
        };
        let part = match pointer.is_empty() {
            true => format!("the {what}"),
            false => format!("`{}` in the {what}", pointer.trim_start_matches('/')),
        };
        let found = Diagnostic::warning(
            code,
            innermost(node, &pointer).at,
            format!("{part} {message}"),
        );
        self.diagnostics.push(match code {
            Code::InvalidDefault => found
                .label("not filled in")
                .help("correct the default or its schema"),
            _ => found
                .label("does not fit its schema")
                .help("correct the example or its schema"),
        });
    }
}

/// Whether a number is small enough for any 64-bit integer; `1.0` is read as `1`.
fn is_small(number: f64) -> bool {
    number.abs() < (1_u64 << f64::MANTISSA_DIGITS) as f64
}

/// The innermost node that exists on the way along a pointer.
fn innermost<'t>(node: &'t Node, pointer: &str) -> &'t Node {
    let mut found = node;
    for (end, _) in pointer
        .match_indices('/')
        .skip(1)
        .chain([(pointer.len(), "")])
    {
        found = node.pointer(&pointer[..end]).unwrap_or(found);
    }
    found
}
