//! The schemas by which a union chooses its variant, where the types of the variants do not tell values apart.

use serde_json::Value;

use super::Lowered;
use super::merged::{self, MergedSchema};
use crate::api::Alternative;
use crate::resolve::Constraints;
use crate::schema::{Schema, Schemas, Type};

impl Lowered<'_> {
    /// The schemas of the variants; `None` if types tell their values apart.
    pub(super) fn subschemas(&self, alternatives: Vec<Alternative>) -> Option<Vec<Alternative>> {
        let is_unclear = alternatives.iter().enumerate().any(|(index, one)| {
            let mut others = alternatives.iter().skip(index + 1);
            others.any(|other| self.is_unclear(one, other))
        });
        is_unclear.then_some(alternatives)
    }

    /// Whether a value may be read as both alternatives although its schemas allow only one.
    fn is_unclear(&self, one: &Alternative, other: &Alternative) -> bool {
        let mut ids = [one, other].into_iter().flat_map(|it| it.lists().concat());
        if !ids.any(|id| self.is_loose[id.index()]) {
            return false;
        }
        one.lists().iter().any(|one| {
            let one = merged::merge(self.schemas, one);
            other.lists().iter().any(|other| {
                let other = merged::merge(self.schemas, other);
                self.may_overlap(&one, &other)
            })
        })
    }

    fn may_overlap(&self, one: &MergedSchema, other: &MergedSchema) -> bool {
        let types = match (one.types(), other.types()) {
            (Some(one), Some(other)) => one.intersect(other),
            (Some(types), None) | (None, Some(types)) => types,
            (None, None) => return true,
        };
        match types.only() {
            Some(Type::Object) => !self.are_told_apart(one, other),
            _ => !types.is_empty(),
        }
    }

    /// Whether a member that both objects require has types or listed strings by which its type tells them apart.
    fn are_told_apart(&self, one: &MergedSchema, other: &MergedSchema) -> bool {
        let member = |merged: &MergedSchema, name: &str| {
            let schemas = merged.all.properties.get(name)?;
            Some(Constraints::of(self.schemas, schemas))
        };
        let both = one.all.required.iter();
        let mut both = both.filter(|name| other.all.required.contains(*name));
        both.any(|name| {
            let members = member(one, name).zip(member(other, name));
            members.is_some_and(|(one, other)| {
                let types = one.types.zip(other.types);
                let values = one.values.zip(other.values);
                let is_disjoint = |(one, other): (Vec<&Value>, Vec<&Value>)| {
                    let mut all = one.iter().chain(&other);
                    all.all(|value| value.is_string() || value.is_i64())
                        && !one.iter().any(|value| other.contains(value))
                };
                types.is_some_and(|(one, other)| one.intersect(other).is_empty())
                    || values.is_some_and(is_disjoint)
            })
        })
    }
}

/// For each schema, whether types that are made of it read values that it does not allow.
pub(super) fn loose(schemas: &Schemas) -> Vec<bool> {
    schemas.leading_to(
        |id| is_loose(&schemas[id]),
        |id| schemas[id].children().collect(),
    )
}

fn is_loose(schema: &Schema) -> bool {
    // Only enums of strings and of integers have types of their own.
    let is_enum = |values: &Vec<Value>| {
        let mut values = values.iter().filter(|value| !value.is_null()).peekable();
        let is_text = values.peek().is_some_and(|value| value.is_string());
        values.all(|value| {
            if is_text {
                value.is_string()
            } else {
                value.is_i64()
            }
        })
    };
    let values = schema.enumeration.as_ref();
    !schema.assertions.is_empty()
        || !schema.applicators.is_empty()
        || values.is_some_and(|values| !is_enum(values))
        || schema
            .format
            .as_deref()
            .is_some_and(|format| !is_typed(schema, format))
}

/// Whether a format asserts nothing, or the type that it makes refuses what is not of the format.
fn is_typed(schema: &Schema, format: &str) -> bool {
    let is_integer = || {
        let types = schema.types.map(|types| types.without(Type::Null));
        types.and_then(|types| types.only()) == Some(Type::Integer)
    };
    match format {
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" => {
            is_integer()
        }
        "float" | "double" | "binary" | "password" => true,
        "date" | "date-time" | "time" | "duration" | "uuid" | "byte" => true,
        _ => false,
    }
}
