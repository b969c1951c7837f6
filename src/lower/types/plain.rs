//! Types that need no definition: numbers, strings, lists, maps, and any value.

use serde_json::Value;

use super::Lowered;
use super::flat::{self, Flat};
use super::sides::Side;
use super::unnamed::element;
use crate::api::{Integer, Kind, Origin, Type, TypeId};
use crate::schema::{self, SchemaId};

/// Lists of lists of lists: the compiler gives up at some hundred levels, and people long before.
const NESTING: usize = 24;

impl Lowered<'_> {
    /// The type of a named schema that is no definition of its own kind.
    pub(super) fn plain(&mut self, id: SchemaId, flat: &Flat, side: Side, slot: TypeId) -> Type {
        if let Some((inner, nullable)) = flat::wrapped(self.schemas, id) {
            let ty = self.ty(
                inner,
                side,
                Origin::Part {
                    of: slot,
                    name: "value".to_owned(),
                },
            );
            return if nullable { ty.nullable() } else { ty };
        }
        self.plain_in(
            id,
            flat,
            side,
            Origin::Part {
                of: slot,
                name: String::new(),
            },
        )
    }

    pub(super) fn plain_in(
        &mut self,
        id: SchemaId,
        flat: &Flat,
        side: Side,
        origin: Origin,
    ) -> Type {
        if self.schemas[id].boolean.is_some() {
            return Type::Any;
        }
        if let Some(values) = &flat.enumeration {
            let ty = mixed(values);
            if ty == Type::Any {
                let reason = match values.len() {
                    1 => "the only value is an object or a list",
                    _ if values
                        .iter()
                        .all(|value| value.is_number() || value.is_null()) =>
                    {
                        "no number type holds all values of this `enum` to the last digit"
                    }
                    _ => "the values of this `enum` are of several types",
                };
                self.wider(id, reason);
            }
            return ty;
        }
        // One alternative that says a type, beside others that only constrain it.
        let types = match flat.types {
            Some(types) => types,
            None if flat.items.is_some() || !flat.prefix.is_empty() => {
                schema::Types::from_iter([schema::Type::Array])
            }
            None => return Type::Any,
        };
        let Some(kind) = types.without(schema::Type::Null).only() else {
            return Type::Null;
        };
        let ty = self.of_type(id, kind, flat, side, origin);
        if types.contains(schema::Type::Null) {
            ty.nullable()
        } else {
            ty
        }
    }

    /// The type of values of one JSON type, objects with members left out.
    pub(super) fn of_type(
        &mut self,
        id: SchemaId,
        kind: schema::Type,
        flat: &Flat,
        side: Side,
        origin: Origin,
    ) -> Type {
        match kind {
            schema::Type::Null => Type::Null,
            schema::Type::Boolean => Type::Boolean,
            schema::Type::Integer => match Integer::of(flat.format, flat.minimum, flat.maximum) {
                Some(width) => Type::Integer(width),
                None => {
                    let reason = "no integer of 64 bits holds all values between these bounds";
                    self.wider(id, reason);
                    Type::Any
                }
            },
            schema::Type::Number => Type::Float(if flat.format == Some("float") { 32 } else { 64 }),
            schema::Type::String => match flat.format {
                Some("date-time") => Type::DateTime,
                Some("date") => Type::Date,
                Some("uuid") => Type::Uuid,
                Some("byte") => Type::Bytes,
                None if flat.base64 => Type::Bytes,
                _ => Type::String,
            },
            schema::Type::Array if !flat.prefix.is_empty() => {
                let ty = self.tuple(flat, side, origin);
                self.shallow(ty, flat.prefix[0])
            }
            schema::Type::Array => match flat.items {
                Some(items) => {
                    let ty = self.ty(items, side, element(origin, "item"));
                    self.shallow(Type::List(Box::new(ty)), items)
                }
                None => Type::List(Box::new(Type::Any)),
            },
            schema::Type::Object => {
                let values = self.other_members(flat, side, element(origin, "value"));
                let ty = Type::Map(Box::new(values.unwrap_or(Type::Any)));
                match flat.additional {
                    Some(additional) => self.shallow(ty, additional),
                    None => ty,
                }
            }
        }
    }

    /// The type, or any value where it is nested too deeply by what this schema brings in.
    fn shallow(&mut self, ty: Type, inner: SchemaId) -> Type {
        let mut fuel = NESTING * NESTING;
        if self.nesting(&ty, &mut fuel) <= NESTING {
            return ty;
        }
        self.wider(inner, "this is nested too deeply for a type");
        Type::Any
    }

    /// How many lists, maps and tuples lie in each other, names that only stand for them included; more than are
    /// allowed where it takes too long to tell.
    fn nesting(&self, ty: &Type, fuel: &mut usize) -> usize {
        if *fuel == 0 {
            return NESTING + 1;
        }
        *fuel -= 1;
        match ty {
            Type::List(inner) | Type::Map(inner) => 1 + self.nesting(inner, fuel),
            Type::Tuple(parts) => {
                let parts = parts.iter().map(|part| self.nesting(part, fuel));
                1 + parts.max().unwrap_or_default()
            }
            Type::Nullable(inner) | Type::Boxed(inner) => self.nesting(inner, fuel),
            Type::Named(id) => match &self.types[*id].kind {
                Kind::Alias(inner) => self.nesting(inner, fuel),
                _ => 0,
            },
            _ => 0,
        }
    }
}

/// The type of listed values that are neither all strings nor all integers.
fn mixed(values: &[&Value]) -> Type {
    let null = values.iter().any(|value| value.is_null());
    let others: Vec<&&Value> = values.iter().filter(|value| !value.is_null()).collect();
    let ty = if others.is_empty() {
        return Type::Null;
    } else if others.iter().all(|value| value.is_boolean()) {
        Type::Boolean
    } else if others.iter().all(|value| value.is_u64()) {
        // Beyond what a signed integer holds, or they would be an enum.
        Type::Integer(Integer::U64)
    } else if others.iter().all(|value| value.is_number()) && !others.iter().any(is_large) {
        Type::Float(64)
    } else {
        return Type::Any;
    };
    if null { ty.nullable() } else { ty }
}

/// Whether a number is an integer that a floating-point number may not hold to the last digit.
fn is_large(value: &&&Value) -> bool {
    const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
    value
        .as_u64()
        .or_else(|| value.as_i64().map(i64::unsigned_abs))
        .is_some_and(|number| number > EXACT)
}
