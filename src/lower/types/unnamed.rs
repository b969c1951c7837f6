//! Members and items that have no names of their own: what `patternProperties`, `additionalProperties`, `items` and
//! `prefixItems` say of them, as one type.

use super::Lowered;
use super::flat::{Alternatives, Flat};
use super::sides::Side;
use crate::api::{Definition, Kind, Origin, Type};
use crate::schema::SchemaId;

/// Tuples of more elements are lists: serde has no longer ones, and nobody reads them.
const LONGEST: usize = 12;

impl Lowered<'_> {
    /// The type of members that are not listed, where such may be there and something is said of them.
    pub(super) fn other_members(
        &mut self,
        flat: &Flat,
        side: Side,
        origin: Origin,
    ) -> Option<Type> {
        let rest = flat.additional.or(flat.unevaluated);
        let open = rest.filter(|id| !self.is_never(*id));
        if flat.patterns.is_empty() {
            return open.map(|id| self.ty(id, side, origin));
        }
        if rest.is_none() {
            // Whatever fits no pattern.
            return Some(Type::Any);
        }
        let parts: Vec<SchemaId> = flat.patterns.iter().copied().chain(open).collect();
        Some(self.any_of(&parts, side, origin))
    }

    /// The type of a list whose first elements have schemas of their own.
    pub(super) fn tuple(&mut self, flat: &Flat, side: Side, origin: Origin) -> Type {
        let rest = flat.items.or(flat.unevaluated_items);
        let open = rest.filter(|id| !self.is_never(*id));
        let count = flat.prefix.len();
        let closed = rest.is_some() && open.is_none();
        let no_more = closed || flat.max_items.is_some_and(|most| most <= count as u64);
        if no_more && flat.min_items == Some(count as u64) && count <= LONGEST {
            let types = flat.prefix.iter();
            let types = types.map(|id| self.ty(*id, side, element(origin.clone(), "item")));
            return Type::Tuple(types.collect());
        }
        if rest.is_none() && !no_more {
            return Type::List(Box::new(Type::Any));
        }
        let parts: Vec<SchemaId> = flat.prefix.iter().copied().chain(open).collect();
        Type::List(Box::new(self.any_of(&parts, side, element(origin, "item"))))
    }

    /// The type of a value that is of one of these schemas.
    fn any_of(&mut self, parts: &[SchemaId], side: Side, origin: Origin) -> Type {
        if parts
            .iter()
            .any(|id| !self.says_type(*id) && !self.is_null(*id))
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

/// The origin of what a list or map holds: a part of the same thing, in the singular where it has a name.
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

/// `faults` is one `fault`; `None` where a word is no plural that one can tell.
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
