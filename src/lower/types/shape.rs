//! The kind of definition that a schema needs, if any.

use serde_json::Value;

use super::Lowered;
use super::merged::{self, MergedSchema};
use crate::api::Choice;
use crate::schema::{self, SchemaId, Schemas};

/// What kind of definition a schema needs.
pub(super) enum Shape {
    /// No definition.
    Plain,
    Enum(Vec<Choice<String>>),
    IntegerEnum(Vec<Choice<i64>>),
    Struct,
    /// The union at this index of [`MergedSchema::unions`].
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
    pub(super) fn shape(&self, id: SchemaId, merged: &MergedSchema) -> Shape {
        if self.schemas[id].boolean.is_some() {
            return Shape::Plain;
        }
        if let Some(values) = &merged.enumeration {
            return enumeration(&labelled(merged, values));
        }
        if let Some(choices) = self.constants(merged) {
            return enumeration(&choices);
        }
        if let Some(shape) = extensible(merged) {
            return shape;
        }
        let union = merged.unions.iter().position(|union| {
            union
                .branches
                .iter()
                .filter(|branch| self.has_type(**branch))
                .count()
                > 1
        });
        if let Some(union) = union.filter(|_| merged.properties.is_empty()) {
            return Shape::Union(union);
        }
        let types = merged.types.map(|types| types.without(schema::Type::Null));
        match types.map(schema::TypeSet::only) {
            Some(Some(schema::Type::Object)) => {}
            // `null` only, or several types.
            Some(None) => {
                return match types.is_some_and(schema::TypeSet::is_empty) {
                    true => Shape::Plain,
                    false => Shape::Several,
                };
            }
            Some(_) => return Shape::Plain,
            None if merged.properties.is_empty() => return Shape::Plain,
            None => {}
        }
        let additional_properties_false = merged.additional.is_some_and(|id| self.is_never(id));
        if merged.properties.is_empty()
            && (!additional_properties_false || !merged.patterns.is_empty())
        {
            Shape::Plain
        } else {
            Shape::Struct
        }
    }

    /// The values of a `oneOf` or `anyOf` with one constant in each alternative, which adds titles to an enum.
    fn constants(&self, merged: &MergedSchema) -> Option<Vec<Choice<&'a Value>>> {
        let [union] = &merged.unions[..] else {
            return None;
        };
        let branches = union.branches.iter();
        let branches = branches.filter(|branch| !merged::is_null(self.schemas, **branch));
        let mut choices: Vec<Choice<&Value>> = Vec::new();
        for branch in branches {
            let schema = &self.schemas[*branch];
            let [value] = schema.enumeration.as_deref()? else {
                return None;
            };
            // A schema with subschemas is a type of its own.
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
        (same_kind && merged.properties.is_empty()).then_some(choices)
    }
}

/// Whether `null` is allowed besides other values.
pub(super) fn is_nullable(schemas: &Schemas, merged: &MergedSchema) -> bool {
    match merged.types {
        Some(types) => types.contains(schema::Type::Null),
        None => {
            let listed = merged
                .enumeration
                .as_ref()
                .is_some_and(|values| values.contains(&&Value::Null));
            listed
                || merged.unions.iter().any(|union| {
                    union
                        .branches
                        .iter()
                        .any(|branch| merged::allows_null(schemas, *branch))
                })
        }
    }
}

/// The enum of `x-extensible-enum`, if all values are of the type that `type` allows.
fn extensible(merged: &MergedSchema) -> Option<Shape> {
    let kind = merged.types?.without(schema::Type::Null).only()?;
    let mut listed = merged.enum_extensions.iter().map(|it| &it.extensible);
    let values: Vec<&Value> = listed.rfind(|values| !values.is_empty())?.iter().collect();
    let shape = enumeration(&labelled(merged, &values));
    match (kind, &shape) {
        (schema::Type::String, Shape::Enum(_)) => Some(shape),
        (schema::Type::Integer, Shape::IntegerEnum(_)) => Some(shape),
        _ => None,
    }
}

/// The values with the names and descriptions that extensions give them.
fn labelled<'a>(merged: &MergedSchema<'a>, values: &[&'a Value]) -> Vec<Choice<&'a Value>> {
    let choice = |value: &&'a Value| {
        let mut labels = merged.enum_extensions.iter().flat_map(|it| &it.labels);
        let label = labels.rfind(|label| label.value == **value);
        Choice {
            value: *value,
            title: label.and_then(|label| label.name.clone()),
            description: label.and_then(|label| label.description.clone()),
        }
    };
    values.iter().map(choice).collect()
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

/// The choices, if all have the same type.
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
