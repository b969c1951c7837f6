//! Types without definitions: numbers, strings, lists, maps, any value.

use serde_json::Value;

use super::Lowered;
use super::merged::MergedSchema;
use super::sides::Side;
use super::unnamed::element;
use crate::api::{Integer, Kind, Origin, Type};
use crate::resolve::Bound;
use crate::schema::{self, SchemaId};

/// Limit on nested lists, maps and tuples, since the compiler fails at some hundreds.
const NESTING: usize = 24;

impl Lowered<'_> {
    /// A type without definition.
    pub(super) fn plain(
        &mut self,
        ids: &[SchemaId],
        merged: &MergedSchema,
        side: Side,
        origin: Origin,
    ) -> Type {
        let id = ids[0];
        let all = &merged.all;
        if ids.iter().all(|id| self.schemas[*id].boolean.is_some()) {
            return Type::Any;
        }
        if all.is_cut_off {
            self.wider(id, "this consists of too many schemas for a type");
            return Type::Any;
        }
        if let Some(values) = &all.values {
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
        let is_union = merged.unions.iter().any(|union| self.is_typed(union));
        if is_union && self.is_beside_parts(merged) {
            self.wider(id, "a union stands beside members or items");
            return Type::Any;
        }
        // Other schemas than those with a type allow any value.
        let Some(types) = merged.types() else {
            return Type::Any;
        };
        let Some(kind) = types.only() else {
            return Type::Null;
        };
        let ty = self.of_type(ids, kind, merged, side, origin);
        match merged.allows_null(self.schemas) {
            true => ty.nullable(),
            false => ty,
        }
    }

    /// The type of values of one JSON type; objects become maps.
    pub(super) fn of_type(
        &mut self,
        ids: &[SchemaId],
        kind: schema::Type,
        merged: &MergedSchema,
        side: Side,
        origin: Origin,
    ) -> Type {
        let all = &merged.all;
        let format = all.formats.last().copied();
        match kind {
            schema::Type::Null => Type::Null,
            schema::Type::Boolean => Type::Boolean,
            schema::Type::Integer => {
                let bound = |bound: Option<Bound>| bound.map(|bound| bound.float());
                match Integer::of(format, bound(all.minimum), bound(all.maximum)) {
                    Some(width) => Type::Integer(width),
                    None => {
                        let reason = "no integer of 64 bits holds all values between these bounds";
                        self.wider(ids[0], reason);
                        Type::Any
                    }
                }
            }
            schema::Type::Number => Type::Float(if format == Some("float") { 32 } else { 64 }),
            schema::Type::String => match format {
                Some("date-time") => Type::DateTime,
                Some("date") => Type::Date,
                Some("time") => Type::Time,
                Some("duration") => Type::Duration,
                Some("uuid") => Type::Uuid,
                Some("password") => Type::Password,
                Some("byte") => Type::Bytes,
                None if all.base64 => Type::Bytes,
                _ if !all.contents.is_empty() => {
                    let inner = self.conjunction(&all.contents, side, element(origin, "content"));
                    self.shallow(Type::JsonText(Box::new(inner)), ids[0])
                }
                _ => Type::String,
            },
            schema::Type::Array if all.prefix_length() > 0 => {
                let ty = self.tuple(merged, side, origin);
                self.shallow(ty, ids[0])
            }
            schema::Type::Array => {
                let mut items = all.items();
                if items.is_empty() {
                    items.extend(&all.unevaluated_items);
                }
                let item = match items[..] {
                    [] => Type::Any,
                    _ => self.conjunction(&items, side, element(origin, "item")),
                };
                self.shallow(Type::List(Box::new(item)), ids[0])
            }
            schema::Type::Object => {
                let values = self.other_members(merged, side, element(origin, "value"));
                let ty = Type::Map(Box::new(values.unwrap_or(Type::Any)));
                self.shallow(ty, ids[0])
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
            Type::List(inner) | Type::Map(inner) | Type::JsonText(inner) => {
                1 + self.nesting(inner, fuel)
            }
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
