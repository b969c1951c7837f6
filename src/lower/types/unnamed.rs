//! Types of members and items that `patternProperties`, `additionalProperties`, `items` and `prefixItems` describe
//! together.

use super::Lowered;
use super::merged::{Alternatives, MergedSchema};
use super::sides::Side;
use crate::api::{Definition, Kind, Origin, Type};
use crate::schema::SchemaId;

/// Longer tuples become lists, since serde implements no more.
const LONGEST: usize = 12;

impl Lowered<'_> {
    /// The type of members that are not listed; `None` where there may be none, or nothing describes them.
    pub(super) fn other_members(
        &mut self,
        merged: &MergedSchema,
        side: Side,
        origin: Origin,
    ) -> Option<Type> {
        let rest = merged.additional.or(merged.unevaluated);
        let open = rest.filter(|id| !self.is_never(*id));
        if merged.patterns.is_empty() {
            return open.map(|id| self.ty(id, side, origin));
        }
        if rest.is_none() {
            // Members that match no pattern may have any value.
            return Some(Type::Any);
        }
        let parts: Vec<SchemaId> = merged.patterns.iter().copied().chain(open).collect();
        Some(self.any_of(&parts, side, origin))
    }

    /// The type of an array with `prefixItems`.
    pub(super) fn tuple(&mut self, merged: &MergedSchema, side: Side, origin: Origin) -> Type {
        let rest = merged.items.or(merged.unevaluated_items);
        let open = rest.filter(|id| !self.is_never(*id));
        let count = merged.prefix.len();
        let other_items_false = rest.is_some() && open.is_none();
        let no_more =
            other_items_false || merged.max_items.is_some_and(|most| most <= count as u64);
        if no_more && merged.min_items == Some(count as u64) && count <= LONGEST {
            let types = merged.prefix.iter();
            let types = types.map(|id| self.ty(*id, side, element(origin.clone(), "item")));
            return Type::Tuple(types.collect());
        }
        if rest.is_none() && !no_more {
            return Type::List(Box::new(Type::Any));
        }
        let parts: Vec<SchemaId> = merged.prefix.iter().copied().chain(open).collect();
        Type::List(Box::new(self.any_of(&parts, side, element(origin, "item"))))
    }

    /// The union of several schemas.
    fn any_of(&mut self, parts: &[SchemaId], side: Side, origin: Origin) -> Type {
        if parts
            .iter()
            .any(|id| !self.has_type(*id) && !self.is_null(*id))
        {
            return Type::Any;
        }
        let mut distinct: Vec<SchemaId> = Vec::new();
        for part in parts {
            if !distinct.iter().any(|other| self.is_same(*other, *part)) {
                distinct.push(*part);
            }
        }
        if let [only] = distinct[..] {
            return self.ty(only, side, origin);
        }
        let numbers = distinct.iter().map(|id| self.sharing.number(*id)).collect();
        let key = (numbers, side);
        if let Some(known) = self.unnamed.get(&key) {
            return self.here(known.clone(), origin);
        }
        let schema = distinct[0];
        let slot = self.push(Definition {
            at: self.at(schema),
            origin,
            schema,
            title: None,
            description: None,
            deprecated: false,
            kind: Kind::Alias(Type::Any),
        });
        let nullable = distinct.iter().any(|id| self.allows_null(*id));
        let named = Type::Named(slot);
        let ty = if nullable { named.nullable() } else { named };
        self.unnamed.insert(key, ty.clone());
        let alternatives = Alternatives {
            branches: distinct,
            discriminator: None,
        };
        let kind = self.union(slot, &alternatives, side);
        self.define_as(slot, kind);
        ty
    }
}

/// The origin of the items of a list or the values of a map, in the singular where there is a name.
pub(super) fn element(origin: Origin, kind: &str) -> Origin {
    let name = |name: String| match (name.as_str(), singular(&name)) {
        ("", _) => kind.to_owned(),
        (_, Some(singular)) => singular,
        (_, None) => format!("{name} {kind}"),
    };
    match origin {
        Origin::Part { of, name: part } => Origin::Part {
            of,
            name: name(part),
        },
        Origin::Operation { index, part } => Origin::Operation {
            index,
            part: name(part),
        },
        other => other,
    }
}

/// The singular of an English plural; `None` if the word is no known one.
fn singular(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    if lower.ends_with("ies") && lower.len() > 4 {
        return Some(format!("{}y", &name[..name.len() - 3]));
    }
    if ["sses", "xes", "ches", "shes", "uses"]
        .iter()
        .any(|ending| lower.ends_with(ending))
    {
        return Some(name[..name.len() - 2].to_owned());
    }
    let plural = lower.ends_with('s')
        && !["ss", "us", "is"]
            .iter()
            .any(|ending| lower.ends_with(ending));
    (plural && lower.len() > 3).then(|| name[..name.len() - 1].to_owned())
}
