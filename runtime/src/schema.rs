//! JSON Schema 2020-12, as OpenAPI uses it: checking values and filling defaults.
//!
//! A [`Schema`] is compiled once and checks any number of values; [`Schemas`] holds the named ones that
//! `{"$ref": "Name"}` refers to. Checking allocates nothing as long as the value is right, except where
//! `unevaluatedProperties` or `unevaluatedItems` must remember what was looked at.

mod access;
mod array;
mod check;
#[cfg(feature = "combinations")]
mod combine;
mod compile;
mod defaults;
#[cfg(feature = "patterns")]
mod effort;
mod equal;
#[cfg(feature = "combinations")]
mod explain;
#[cfg(feature = "formats")]
mod format;
#[cfg(feature = "patterns")]
mod linear;
mod number;
mod object;
#[cfg(feature = "patterns")]
mod pattern;
mod place;
mod rules;
mod scalar;
mod shape;
mod types;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value;

pub use self::rules::Schema;
pub use self::types::Types;

/// Which way a value travels. It decides whose members `readOnly` and `writeOnly` excuse from being required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the client to the server: `readOnly` members need not be there.
    Request,

    /// From the server to the client: `writeOnly` members need not be there.
    Response,
}

/// One way in which a value departs from its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Where the value at fault stands, as a JSON Pointer (RFC 6901). For a missing member, where it should be.
    pub pointer: String,

    /// The keyword of the schema that is not met, e.g. `maxLength`.
    pub code: &'static str,

    /// What was expected and what was found, e.g. `must be at most 100 characters long, has 132`.
    pub message: String,
}

/// The schemas that have a name.
///
/// Each one is compiled when it is first needed, so that a large contract costs little at the start.
#[derive(Debug, Default)]
pub struct Schemas {
    named: HashMap<String, Named>,
}

#[derive(Debug)]
struct Named {
    text: Cow<'static, str>,
    schema: OnceLock<Schema>,
}

impl Schemas {
    /// Takes each schema's name and its JSON text. A text that is no JSON accepts every value.
    pub fn new<N, T>(schemas: impl IntoIterator<Item = (N, T)>) -> Self
    where
        N: Into<String>,
        T: Into<Cow<'static, str>>,
    {
        let named = schemas.into_iter().map(|(name, text)| {
            let named = Named {
                text: text.into(),
                schema: OnceLock::new(),
            };
            (name.into(), named)
        });
        Self {
            named: named.collect(),
        }
    }

    /// The schema of that name.
    pub fn get(&self, name: &str) -> Option<&Schema> {
        let named = self.named.get(name)?;
        Some(named.schema.get_or_init(|| {
            let json = serde_json::from_str(&named.text).unwrap_or(Value::Bool(true));
            Schema::compile(&json)
        }))
    }

    /// Every violation, at most a hundred, in the order of the value; none if the value is right.
    ///
    /// References to unknown names accept every value. A value nested so deeply, or a schema so entangled,
    /// that checking would not end in reasonable time is refused with the code `depth`.
    pub fn check(&self, schema: &Schema, value: &Value, direction: Direction) -> Vec<Violation> {
        check::violations(self, schema, value, direction)
    }

    /// Whether [`check`](Self::check) would find nothing; it stops at the first violation.
    pub fn accepts(&self, schema: &Schema, value: &Value, direction: Direction) -> bool {
        check::accepts(self, schema, value, direction)
    }

    /// As [`accepts`](Self::accepts), but undecided after so many steps, each of which is a value held against a schema.
    pub fn accepts_within(
        &self,
        steps: usize,
        schema: &Schema,
        value: &Value,
        direction: Direction,
    ) -> Option<bool> {
        check::accepts_within(steps, self, schema, value, direction)
    }

    /// Completes a value that came in and has been checked, to what a handler should see.
    ///
    /// Members that are absent and have a `default` get it, at every depth, except `readOnly` ones, which are
    /// not the client's to set. Where the schema wants an integer, `1.0` becomes `1`.
    pub fn fill_defaults(&self, schema: &Schema, value: &mut Value) {
        defaults::fill(self, schema, value);
    }
}
