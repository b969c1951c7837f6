//! Types of members and items that `patternProperties`, `additionalProperties`, `items` and `prefixItems` describe
//! together.

use super::Lowered;
use super::merged::{Alternatives, MergedSchema};
use super::sides::Side;
use crate::api::{Origin, Type};
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
        let others = merged.other_members(self.schemas);
        let patterns = merged.all.pattern_properties.iter().map(|(_, id)| *id);
        let patterns: Vec<SchemaId> = patterns.collect();
        if patterns.is_empty() {
            return (!others.is_empty()).then(|| self.conjunction(&others, side, origin));
        }
        if merged.limits_others().is_none() || others.len() > 1 {
            // Members that match no pattern may have any value.
            self.wider(
                patterns[0],
                "members that match no pattern may have any value",
            );
            return Some(Type::Any);
        }
        let parts: Vec<SchemaId> = patterns.into_iter().chain(others).collect();
        Some(self.any_of(&parts, side, origin))
    }

    /// The type of an array with `prefixItems`.
    pub(super) fn tuple(&mut self, merged: &MergedSchema, side: Side, origin: Origin) -> Type {
        let all = &merged.all;
        let mut others = all.items();
        let mut is_closed = others.iter().any(|id| self.is_never(*id));
        if !all.describes_items() {
            // What one part evaluates is no longer unevaluated in the schema that includes it.
            let (never, open): (Vec<SchemaId>, Vec<SchemaId>) = all
                .unevaluated_items
                .iter()
                .partition(|id| self.is_never(**id));
            is_closed = !never.is_empty() && open.is_empty();
            others = open;
        }
        let count = all.prefix_length();
        let most = all.counts.max_items.map(|count| count.size());
        let fewest = all.counts.min_items.map(|count| count.size());
        let no_more = is_closed || most.is_some_and(|most| most <= count);
        if no_more && fewest == Some(count) && count <= LONGEST {
            let items = (0..count).map(|index| all.item(index));
            let types = items.map(|ids| {
                let origin = element(origin.clone(), "item");
                self.conjunction(&ids, side, origin)
            });
            return Type::Tuple(types.collect());
        }
        let first = all.item(0).first().copied();
        if others.is_empty() && !no_more {
            if let Some(first) = first.filter(|first| self.has_type(*first)) {
                self.wider(first, "the items behind these may have any value");
            }
            return Type::List(Box::new(Type::Any));
        }
        let mut parts: Vec<SchemaId> = Vec::new();
        for index in 0..count {
            match all.item(index)[..] {
                [only] => parts.push(only),
                // Several schemas for one item.
                _ => return Type::List(Box::new(Type::Any)),
            }
        }
        match others[..] {
            _ if is_closed => {}
            [] => {}
            [only] => parts.push(only),
            _ => return Type::List(Box::new(Type::Any)),
        }
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
        let slot = self.unnamed_slot(self.at(schema), origin);
        let nullable = distinct.iter().any(|id| self.allows_null(*id));
        let named = Type::Named(slot);
        let ty = if nullable { named.nullable() } else { named };
        self.unnamed.insert(key, ty.clone());
        distinct.retain(|id| !self.is_null(*id));
        let alternatives = Alternatives {
            branches: distinct,
            discriminator: None,
            any: true,
            null: nullable,
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
