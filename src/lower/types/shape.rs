//! The kind of definition that a schema needs, if any.

use std::collections::HashSet;

use serde_json::Value;

use super::Lowered;
use super::merged::{self, Alternatives, MergedSchema};
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
    /// Several unions of values that need not be objects: one alternative of each.
    Product,
    /// Values of several types.
    Several,
}

impl Shape {
    pub(super) fn is_definition(&self) -> bool {
        !matches!(self, Shape::Plain)
    }
}

impl<'a> Lowered<'a> {
    pub(super) fn shape(&self, ids: &[SchemaId], merged: &MergedSchema) -> Shape {
        if merged.all.is_cut_off || ids.iter().all(|id| self.schemas[*id].boolean.is_some()) {
            return Shape::Plain;
        }
        if let Some(values) = &merged.all.values {
            return enumeration(&labelled(merged, values));
        }
        if let Some(choices) = self.constants(merged) {
            return enumeration(&choices);
        }
        if let Some(shape) = extensible(merged) {
            return shape;
        }
        let types = merged.types();
        if self.is_object(merged) {
            return self.object_shape(merged);
        }
        let unions = merged.unions.iter().enumerate();
        let mut unions = unions
            .filter(|(_, union)| self.is_typed(union))
            .map(|(index, _)| index);
        match (unions.next(), unions.next()) {
            (None, _) => {}
            (Some(_), _) if self.is_beside_parts(merged) => return Shape::Plain,
            (Some(index), None) => return Shape::Union(index),
            (Some(_), Some(_)) => return Shape::Product,
        }
        match types.map(schema::TypeSet::only) {
            Some(None) if types.is_some_and(|types| !types.is_empty()) => Shape::Several,
            _ => Shape::Plain,
        }
    }

    /// Whether all values are objects, or are by the alternatives of unions.
    fn is_object(&self, merged: &MergedSchema) -> bool {
        let unions = &merged.unions;
        let is_open = merged.types().is_none() && !unions.is_empty();
        merged.is_object() || is_open && unions.iter().all(|union| self.are_objects(union))
    }

    fn object_shape(&self, merged: &MergedSchema) -> Shape {
        let all = &merged.all;
        let describes_others =
            !merged.other_members(self.schemas).is_empty() || !all.pattern_properties.is_empty();
        let is_member = |id: &SchemaId| self.has_members(*id);
        let has_members = !all.properties.is_empty() || merged.conditional.iter().any(is_member);
        let unions = merged.unions.iter().enumerate();
        let mut unions = unions
            .filter(|(_, union)| union.branches.iter().any(|branch| self.is_variant(*branch)));
        let union = match (unions.next(), unions.next()) {
            (None, _) => {
                let is_closed = merged.is_closed(self.schemas) && !describes_others;
                return if has_members || is_closed {
                    Shape::Struct
                } else {
                    Shape::Plain
                };
            }
            (Some(union), None) => union,
            (Some(_), Some(_)) => return Shape::Struct,
        };
        let (index, union) = union;
        let is_alone = !has_members && !describes_others;
        let is_union = union.discriminator.is_some() || self.is_typed(union);
        match is_alone && is_union {
            true => Shape::Union(index),
            false => Shape::Struct,
        }
    }

    /// Whether a union stands beside the parts of objects or arrays that it does not repeat.
    pub(super) fn is_beside_parts(&self, merged: &MergedSchema) -> bool {
        !merged.all.properties.is_empty() || merged.all.has_items()
    }

    /// Whether a schema of an alternative or a condition describes members.
    fn has_members(&self, id: SchemaId) -> bool {
        !merged::merge(self.schemas, &[id]).all.properties.is_empty()
    }

    /// Whether an alternative of an object has a type of its own.
    pub(super) fn is_variant(&self, id: SchemaId) -> bool {
        let merged = merged::merge(self.schemas, &[id]);
        let all = &merged.all;
        !all.properties.is_empty()
            || all.types.is_some() && merged.is_closed(self.schemas)
            || merged
                .unions
                .iter()
                .any(|union| union.branches.iter().any(|id| self.has_type(*id)))
            || is_map(self.schemas, &merged)
    }

    /// Whether each alternative of a union has a type. With one that has none, any value is possible.
    pub(super) fn is_typed(&self, union: &Alternatives) -> bool {
        union.branches.iter().all(|branch| self.has_type(*branch))
    }

    /// Whether all alternatives are objects.
    fn are_objects(&self, union: &Alternatives) -> bool {
        let mut open = union.branches.clone();
        let mut seen = HashSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(self.schemas.resolve(id)) {
                continue;
            }
            let merged = merged::merge(self.schemas, &[id]);
            if merged.is_object() {
                continue;
            }
            if merged.types().is_some() || merged.unions.is_empty() {
                return false;
            }
            open.extend(merged.unions.iter().flat_map(|union| &union.branches));
        }
        true
    }

    /// The values of a `oneOf` or `anyOf` with one constant in each alternative, which adds titles to an enum.
    fn constants(&self, merged: &MergedSchema<'a>) -> Option<Vec<Choice<&'a Value>>> {
        let [union] = &merged.unions[..] else {
            return None;
        };
        let mut choices: Vec<Choice<&Value>> = Vec::new();
        for branch in &union.branches {
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
        (same_kind && merged.all.properties.is_empty()).then_some(choices)
    }
}

/// Whether a schema describes objects without members of known names.
pub(super) fn is_map(schemas: &Schemas, merged: &MergedSchema) -> bool {
    let all = &merged.all;
    let is_open = !merged.other_members(schemas).is_empty() || !all.pattern_properties.is_empty();
    is_open && all.properties.is_empty() && merged.unions.is_empty()
}

/// The enum of `x-extensible-enum`, if all values are of the type that `type` allows.
fn extensible(merged: &MergedSchema) -> Option<Shape> {
    let kind = merged.types()?.only()?;
    let mut listed = merged.all.enum_extensions.iter().map(|it| &it.extensible);
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
        let mut labels = merged.all.enum_extensions.iter().flat_map(|it| &it.labels);
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
