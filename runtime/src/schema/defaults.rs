//! Filling in what the schema says of absent members.

use serde_json::{Map, Value};

#[cfg(feature = "combinations")]
use super::rules::Combination;
use super::rules::{Objects, Schema};
use super::types::Types;
use super::{number, Direction, Schemas};

/// How many schemas may lie around each other; beyond it values stay as they are.
const DEPTH: usize = 400;

/// How many of them may concern one and the same value.
const SAME: usize = 32;

/// How many values are looked at in all, each as often as schemas concern it.
const STEPS: usize = 10_000_000;

/// Completes the value.
pub(super) fn fill(schemas: &Schemas, schema: &Schema, value: &mut Value) {
    Filler {
        schemas,
        depth: 0,
        steps: 0,
    }
    .fill(schema, value, 0);
}

struct Filler<'s> {
    schemas: &'s Schemas,
    depth: usize,
    steps: usize,
}

impl Filler<'_> {
    fn fill(&mut self, schema: &Schema, value: &mut Value, same: usize) {
        if same > SAME || self.depth > DEPTH || self.steps > STEPS {
            return;
        }
        self.depth += 1;
        self.steps += 1;
        if schema
            .types
            .is_some_and(|types| types & Types::NUMBER == Types::INTEGER)
        {
            make_integer(value);
        }
        if let (Some(rules), Value::Object(members)) = (&schema.object, &mut *value) {
            self.members(rules, members);
        }
        if let (Some(rules), Value::Array(items)) = (&schema.array, &mut *value) {
            for (index, item) in items.iter_mut().enumerate() {
                if let Some(schema) = rules.prefix.get(index).or(rules.items.as_ref()) {
                    self.fill(schema, item, 0);
                }
            }
        }
        if let Some(schema) = schema
            .reference
            .as_ref()
            .and_then(|name| self.schemas.get(name))
        {
            self.fill(schema, value, same + 1);
        }
        #[cfg(feature = "combinations")]
        if let Some(rules) = &schema.combination {
            self.combination(rules, value, same + 1);
        }
        self.depth -= 1;
    }

    fn members(&mut self, rules: &Objects, members: &mut Map<String, Value>) {
        for (name, value) in members.iter_mut() {
            let declared = rules.member(name).and_then(|member| member.schema.as_ref());
            let mut known = false;
            if let Some(schema) = declared {
                known = true;
                self.fill(schema, value, 0);
            }
            #[cfg(feature = "patterns")]
            for (pattern, schema) in &rules.patterns {
                if pattern.is_in(name) {
                    known = true;
                    self.fill(schema, value, 0);
                }
            }
            if let Some(schema) = rules.additional.as_ref().filter(|_| !known) {
                self.fill(schema, value, 0);
            }
        }
        for member in &rules.members {
            let absent = !members.contains_key(&*member.name);
            let schema = member.schema.as_ref().filter(|_| absent);
            let schema =
                schema.filter(|schema| !self.schemas.is_barred(schema, Direction::Request));
            if let Some(default) = schema.and_then(|schema| self.schemas.default(schema)) {
                members.insert(member.name.to_string(), default.clone());
            }
        }
    }

    #[cfg(feature = "combinations")]
    fn combination(&mut self, rules: &Combination, value: &mut Value, same: usize) {
        for schema in &rules.all {
            self.fill(schema, value, same);
        }
        for branches in [&rules.any, &rules.one] {
            let picked = rules
                .discriminator
                .as_ref()
                .and_then(|discriminator| discriminator.pick(branches, value));
            let picked = picked.filter(|branch| self.accepts(branch, value));
            if let Some(branch) =
                picked.or_else(|| branches.iter().find(|branch| self.accepts(branch, value)))
            {
                self.fill(branch, value, same);
            }
        }
        if let Some(condition) = &rules.condition {
            let next = if self.accepts(condition, value) {
                &rules.then
            } else {
                &rules.otherwise
            };
            if let Some(schema) = next {
                self.fill(schema, value, same);
            }
        }
    }

    #[cfg(feature = "combinations")]
    fn accepts(&self, schema: &Schema, value: &Value) -> bool {
        self.schemas.accepts(schema, value, Direction::Request)
    }
}

impl Schemas {
    /// The schema's `default`, which may stand behind a reference or in an `allOf`.
    pub(crate) fn default<'a>(&'a self, schema: &'a Schema) -> Option<&'a Value> {
        let mut default = None;
        self.any_in_force(schema, &mut |schema| {
            default = schema.default.as_deref();
            default.is_some()
        });
        default
    }
}

fn make_integer(value: &mut Value) {
    let integer = match value {
        // A float of -2^63 may have been a lesser integer, which serde_json has rounded.
        Value::Number(number) if number.is_f64() => {
            number::integer(number).filter(|integer| *integer > i64::MIN.into())
        }
        _ => None,
    };
    if let Some(integer) = integer {
        if let Ok(integer) = i64::try_from(integer) {
            *value = integer.into();
        } else if let Ok(integer) = u64::try_from(integer) {
            *value = integer.into();
        }
    }
}
