//! Which kind of definition a schema needs, if any.

use serde_json::Value;

use super::Lowered;
use super::flat::{self, Flat};
use crate::api::Choice;
use crate::schema::{self, SchemaId, Schemas};

/// What kind of definition a schema needs.
pub(super) enum Shape {
    /// None: Rust has a type for it.
    Plain,
    Enum(Vec<Choice<String>>),
    IntegerEnum(Vec<Choice<i64>>),
    Struct,
    /// The union at this place of [`Flat::unions`].
    Union(usize),
    /// Values of several types.
    Several,
}

impl Shape {
    pub(super) fn is_definition(&self) -> bool {
        !matches!(self, Shape::Plain)
    }
}

impl<'a> Lowered<'a> {
    pub(super) fn shape(&self, id: SchemaId, flat: &Flat) -> Shape {
        if self.schemas[id].boolean.is_some() {
            return Shape::Plain;
        }
        if let Some(values) = &flat.enumeration {
            let choices: Vec<Choice<&Value>> =
                values.iter().map(|value| Choice::bare(*value)).collect();
            return enumeration(&choices);
        }
        if let Some(choices) = self.constants(flat) {
            return enumeration(&choices);
        }
        let union = flat.unions.iter().position(|union| {
            union
                .branches
                .iter()
                .filter(|branch| self.says_type(**branch))
                .count()
                > 1
        });
        if let Some(union) = union.filter(|_| flat.properties.is_empty()) {
            return Shape::Union(union);
        }
        let types = flat.types.map(|types| types.without(schema::Type::Null));
        match types.map(schema::Types::only) {
            Some(Some(schema::Type::Object)) => {}
            // Only `null`, or several types.
            Some(None) => {
                return match types.is_some_and(schema::Types::is_empty) {
                    true => Shape::Plain,
                    false => Shape::Several,
                };
            }
            Some(_) => return Shape::Plain,
            None if flat.properties.is_empty() => return Shape::Plain,
            None => {}
        }
        let closed = flat.additional.is_some_and(|id| self.is_never(id));
        if flat.properties.is_empty() && (!closed || !flat.patterns.is_empty()) {
            Shape::Plain
        } else {
            Shape::Struct
        }
    }

    /// The values of a `oneOf` or `anyOf` that lists one constant for each branch, which is how enums are written
    /// whose values have titles.
    fn constants(&self, flat: &Flat) -> Option<Vec<Choice<&'a Value>>> {
        let [union] = &flat.unions[..] else {
            return None;
        };
        let branches = union.branches.iter();
        let branches = branches.filter(|branch| !flat::is_null(self.schemas, **branch));
        let mut choices: Vec<Choice<&Value>> = Vec::new();
        for branch in branches {
            let schema = &self.schemas[*branch];
            let [value] = schema.enumeration.as_deref()? else {
                return None;
            };
            // What refers to other schemas is a type of its own.
            if schema.children().next().is_some() || !(value.is_string() || value.is_i64()) {
                return None;
            }
            if choices.iter().all(|choice| choice.value != value) {
                choices.push(Choice {
                    value,
                    title: schema.title.clone(),
                    description: schema.description.clone(),
                });
            }
        }
        let same_kind = choices
            .windows(2)
            .all(|pair| pair[0].value.is_string() == pair[1].value.is_string());
        (same_kind && flat.properties.is_empty()).then_some(choices)
    }
}

/// Whether `null` is allowed beside other values.
pub(super) fn is_nullable(schemas: &Schemas, flat: &Flat) -> bool {
    match flat.types {
        Some(types) => types.contains(schema::Type::Null),
        None => {
            let listed = flat
                .enumeration
                .as_ref()
                .is_some_and(|values| values.contains(&&Value::Null));
            listed
                || flat.unions.iter().any(|union| {
                    union
                        .branches
                        .iter()
                        .any(|branch| flat::allows_null(schemas, *branch))
                })
        }
    }
}

fn enumeration(choices: &[Choice<&Value>]) -> Shape {
    let choices: Vec<&Choice<&Value>> = choices
        .iter()
        .filter(|choice| !choice.value.is_null())
        .collect();
    if choices.is_empty() {
        return Shape::Plain;
    }
    if let Some(strings) = all(&choices, |value| value.as_str().map(str::to_owned)) {
        return Shape::Enum(strings);
    }
    match all(&choices, Value::as_i64) {
        Some(integers) => Shape::IntegerEnum(integers),
        None => Shape::Plain,
    }
}

/// The choices, where all are of one kind.
fn all<T>(
    choices: &[&Choice<&Value>],
    kind: impl Fn(&Value) -> Option<T>,
) -> Option<Vec<Choice<T>>> {
    choices
        .iter()
        .map(|choice| {
            Some(Choice {
                value: kind(choice.value)?,
                title: choice.title.clone(),
                description: choice.description.clone(),
            })
        })
        .collect()
}
