//! Defaults and examples that their own schema forbids.

use std::collections::HashSet;

use serde_json::Value;
use specfirst_support::schema::{Direction, SchemaViolation};

use super::View;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::SchemaId;
use crate::source::{At, Node};
use crate::validator::{Definitions, STEPS, Validator};

/// Tells all that don't fit, and answers the schemas whose defaults don't.
pub(super) fn check(view: View, diagnostics: &mut Diagnostics) -> Vec<SchemaId> {
    let schemas = &view.schemas;
    let with_values = schemas.ids().filter(|id| {
        let schema = &schemas[*id];
        schema.default.is_some() || !schema.examples.is_empty()
    });
    let with_values: Vec<SchemaId> = with_values.collect();
    let beside = view.written.examples.iter().map(|(id, _)| *id);
    let definitions = Definitions::of(schemas);
    let mut check = Check {
        validator: Validator::new(&definitions, with_values.iter().copied().chain(beside)),
        diagnostics,
        seen: HashSet::new(),
    };
    let mut misfits = Vec::new();
    for id in with_values {
        let schema = &schemas[id];
        if let (Some(value), Some(node)) = (&schema.default, view.keyword(id, "default"))
            && !check.default(id, value, node)
        {
            misfits.push(id);
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
    misfits
}

struct Check<'a, 'd> {
    validator: Validator<'a>,
    diagnostics: &'d mut Diagnostics,
    /// Examples that were looked at: what is referred to in many places is noted in each.
    seen: HashSet<(SchemaId, At)>,
}

impl Check<'_, '_> {
    fn default(&mut self, id: SchemaId, value: &Value, node: &Node) -> bool {
        let Some(violation) = self.violation(id, value) else {
            return true;
        };
        // Generators write this for members without a default.
        if !value.is_null() {
            self.tell(Code::InvalidDefault, "default", node, violation);
        }
        false
    }

    fn example(&mut self, id: SchemaId, value: &Value, node: &Node) {
        if value.is_null() || !self.seen.insert((id, node.at)) {
            return;
        }
        // JSON in quotes is served without them.
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

    /// The first thing that is wrong with a value, whichever way it goes.
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
                .help("mend the default or its schema"),
            _ => found
                .label("does not fit its schema")
                .help("mend the example or its schema"),
        });
    }
}

/// The part of a value that a pointer leads to, as far as there is one.
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
