//! Choosing the variant of a union by the schemas of its alternatives, where their types do not tell values apart.

/// The schemas of a union's alternatives, if there is a text of them.
#[macro_export]
#[doc(hidden)]
macro_rules! subschemas {
    () => {
        None
    };
    ($text:literal) => {{
        static SUBSCHEMAS: json::Subschemas = json::Subschemas::new($text);
        Some(&SUBSCHEMAS)
    }};
}

use std::sync::OnceLock;

use serde_json::Value;

use super::super::schema::{Budget, Direction, Schema, Schemas};
use super::{stack, Json, Mismatch};

pub use subschemas;

/// The schemas of the alternatives of a union.
#[derive(Debug)]
pub struct Subschemas {
    text: &'static str,
    compiled: OnceLock<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    named: Schemas,
    /// `None` is for values that satisfy several of the others.
    alternatives: Vec<Option<Schema>>,
}

impl Subschemas {
    /// Takes a text of JSON: an array of the schemas under `alternatives`, in the order of the variants, and the named
    /// schemas that they refer to under `schemas`.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }

    /// Whether the value satisfies each alternative. If it satisfies none, which a server has refused and a client need not
    /// refuse, its type decides: all of them are `true`.
    ///
    /// # Errors
    /// When that takes more steps than there are for reading the value.
    pub(super) fn satisfied(&self, value: Json<'_>) -> Result<Vec<bool>, Mismatch> {
        let compiled = self.compiled.get_or_init(|| Compiled::new(self.text));
        let budget = Budget::of_steps(stack::steps_for_schemas());
        let accepts = |schema: &Schema| {
            let accepts = |direction| compiled.named.accepts(schema, value, direction, &budget);
            // It is not known here which way the value goes.
            Ok(accepts(Direction::Request)? || accepts(Direction::Response)?)
        };
        let alternatives = compiled.alternatives.iter();
        let verdicts = alternatives.map(|schema| schema.as_ref().map(accepts).transpose());
        let verdicts: Vec<Option<bool>> = verdicts.collect::<Result<_, _>>().map_err(
            |undecided: super::super::schema::SchemaViolation| Mismatch::new(undecided.message),
        )?;
        stack::set_steps_for_schemas(budget.left());
        let count = verdicts.iter().filter(|verdict| **verdict == Some(true));
        let (is_any, is_several) = match count.count() {
            0 => (false, false),
            count => (true, count > 1),
        };
        let verdicts = verdicts.into_iter();
        Ok(verdicts
            .map(|verdict| !is_any || verdict.unwrap_or(is_several))
            .collect())
    }
}

impl Compiled {
    fn new(text: &str) -> Self {
        let mut text: Value = serde_json::from_str(text).unwrap_or_default();
        let alternatives = text.get("alternatives").and_then(Value::as_array);
        let alternatives = alternatives.into_iter().flatten();
        let alternatives = alternatives
            .map(|schema| (!schema.is_null()).then(|| Schema::compile(schema)))
            .collect();
        let named = text.get_mut("schemas").and_then(Value::as_object_mut);
        let named = named.map(std::mem::take).unwrap_or_default().into_iter();
        let named = Schemas::new(named.map(|(name, schema)| (name, schema.to_string())));
        #[cfg(feature = "patterns")]
        let named = named.with_patterns(super::super::schema::pattern::compile);
        Self {
            named,
            alternatives,
        }
    }
}
