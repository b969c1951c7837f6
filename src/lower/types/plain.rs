//! Types without definitions: numbers, strings, lists, maps, any value.

use serde_json::Value;

use super::Lowered;
use super::merged::{self, MergedSchema};
use super::sides::Side;
use super::unnamed::element;
use crate::api::{Integer, Kind, Origin, Type, TypeId};
use crate::schema::{self, SchemaId};

/// Limit on nested lists, maps and tuples, since the compiler fails at some hundreds.
const NESTING: usize = 24;

impl Lowered<'_> {
    /// The type that a named schema is an alias of.
    pub(super) fn plain(
        &mut self,
        id: SchemaId,
        merged: &MergedSchema,
        side: Side,
        slot: TypeId,
    ) -> Type {
        if let Some((inner, nullable)) = merged::wrapped(self.schemas, id) {
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
            merged,
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
        merged: &MergedSchema,
        side: Side,
        origin: Origin,
    ) -> Type {
        if self.schemas[id].boolean.is_some() {
            return Type::Any;
        }
        if let Some(values) = &merged.enumeration {
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
        // Other schemas than those with a type allow any value.
        let types = match merged.types {
            Some(types) => types,
            None if merged.items.is_some() || !merged.prefix.is_empty() => {
                schema::TypeSet::from_iter([schema::Type::Array])
            }
            None => return Type::Any,
        };
        let Some(kind) = types.without(schema::Type::Null).only() else {
            return Type::Null;
        };
        let ty = self.of_type(id, kind, merged, side, origin);
        if types.contains(schema::Type::Null) {
            ty.nullable()
        } else {
            ty
        }
    }

    /// The type of values of one JSON type; objects become maps.
    pub(super) fn of_type(
        &mut self,
        id: SchemaId,
        kind: schema::Type,
        merged: &MergedSchema,
        side: Side,
        origin: Origin,
    ) -> Type {
        match kind {
            schema::Type::Null => Type::Null,
            schema::Type::Boolean => Type::Boolean,
            schema::Type::Integer => {
                match Integer::of(merged.format, merged.minimum, merged.maximum) {
                    Some(width) => Type::Integer(width),
                    None => {
                        let reason = "no integer of 64 bits holds all values between these bounds";
                        self.wider(id, reason);
                        Type::Any
                    }
                }
            }
            schema::Type::Number => Type::Float(if merged.format == Some("float") {
                32
            } else {
                64
            }),
            schema::Type::String => match merged.format {
                Some("date-time") => Type::DateTime,
                Some("date") => Type::Date,
                Some("uuid") => Type::Uuid,
                Some("password") => Type::Password,
                Some("byte") => Type::Bytes,
                None if merged.base64 => Type::Bytes,
                _ => Type::String,
            },
            schema::Type::Array if !merged.prefix.is_empty() => {
                let ty = self.tuple(merged, side, origin);
                self.shallow(ty, merged.prefix[0])
            }
            schema::Type::Array => match merged.items {
                Some(items) => {
                    let ty = self.ty(items, side, element(origin, "item"));
                    self.shallow(Type::List(Box::new(ty)), items)
                }
                None => Type::List(Box::new(Type::Any)),
            },
            schema::Type::Object => {
                let values = self.other_members(merged, side, element(origin, "value"));
                let ty = Type::Map(Box::new(values.unwrap_or(Type::Any)));
                match merged.additional {
                    Some(additional) => self.shallow(ty, additional),
                    None => ty,
                }
            }
        }
    }

    /// The type, or any value if it is nested too deeply.
    fn shallow(&mut self, ty: Type, inner: SchemaId) -> Type {
        let mut fuel = NESTING * NESTING;
        if self.nesting(&ty, &mut fuel) <= NESTING {
            return ty;
        }
        self.wider(inner, "this is nested too deeply for a type");
        Type::Any
    }

    /// The number of nested lists, maps and tuples, aliases included; more than the limit when the fuel is used up.
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
            Type::Nullable(inner) | Type::Boxed(inner) | Type::DynBoxed(inner) => {
                self.nesting(inner, fuel)
            }
            Type::Named(id) => match &self.types[*id].kind {
                Kind::Alias(inner) => self.nesting(inner, fuel),
                _ => 0,
            },
            _ => 0,
        }
    }
}

/// The type of an `enum` whose values are not all strings or all integers of 64 bits with a sign.
fn mixed(values: &[&Value]) -> Type {
    let null = values.iter().any(|value| value.is_null());
    let others: Vec<&&Value> = values.iter().filter(|value| !value.is_null()).collect();
    let ty = if others.is_empty() {
        return Type::Null;
    } else if others.iter().all(|value| value.is_boolean()) {
        Type::Boolean
    } else if others.iter().all(|value| value.is_u64()) {
        // Some exceed `i64`, or this would be an enum.
        Type::Integer(Integer::U64)
    } else if others.iter().all(|value| value.is_number()) && !others.iter().any(is_large) {
        Type::Float(64)
    } else {
        return Type::Any;
    };
    if null { ty.nullable() } else { ty }
}

/// Whether a number is an integer beyond those that `f64` holds exactly.
fn is_large(value: &&&Value) -> bool {
    const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
    value
        .as_u64()
        .or_else(|| value.as_i64().map(i64::unsigned_abs))
        .is_some_and(|number| number > EXACT)
}
