//! Structs: the members of objects.

use std::collections::HashMap;

use serde_json::Value;

use super::Lowered;
use super::merged::{self, Alternatives, MergedSchema};
use super::shape::is_map;
use super::sides::Side;
use crate::api::{Field, Flattened, Kind, Origin, Struct, Type, TypeId};
use crate::resolve::Constraints;
use crate::schema::SchemaId;

impl Lowered<'_> {
    pub(super) fn structure(
        &mut self,
        slot: TypeId,
        ids: &[SchemaId],
        merged: &MergedSchema,
        side: Side,
    ) -> Struct {
        let all = &merged.all;
        let mut fields = Vec::new();
        for (name, schemas) in &all.properties {
            let required = all.required.contains(name);
            let mut schemas = schemas.clone();
            schemas.extend(self.others_for(merged, &schemas, name));
            let mut field = self.field(slot, name, &schemas, required, side);
            if let Some(field) = field.as_mut().filter(|field| field.required) {
                field.constant = self.constant(ids, name, &schemas, &field.ty);
            }
            fields.extend(field);
        }
        self.widen(ids, merged, &mut fields);
        let names = merged.names(self.schemas);
        // Required members that no schema describes may have any value.
        if merged.limits_others().is_none() {
            let undescribed = all.required.iter().filter(|name| !names.contains(**name));
            fields.extend(undescribed.map(|name| any_field(name, true)));
        }
        let conditional = self.conditional_names(merged);
        if !conditional.is_empty() {
            self.wider(ids[0], "some members are described under a condition only");
        }
        fields.extend(conditional.iter().map(|name| any_field(name, false)));
        let part = |name: &str| Origin::Part {
            of: slot,
            name: name.to_owned(),
        };
        let mut additional = self.other_members(merged, side, part("additional"));
        let mut flattened = Vec::new();
        for union in &merged.unions {
            let found = self.flattened(slot, merged, union, side);
            flattened.extend(found.types);
            if found.has_map {
                additional = Some(Type::Any);
            }
        }
        let is_unevaluated = all.additional.is_empty();
        let is_typed = additional.as_ref().is_some_and(|ty| *ty != Type::Any);
        if is_unevaluated && is_typed && !flattened.is_empty() {
            // The map is read from the members of the alternatives as well.
            let reason = "unevaluated properties stand beside those of alternatives";
            self.wider(ids[0], reason);
            additional = Some(Type::Any);
        }
        Struct {
            fields,
            additional,
            flattened,
        }
    }

    /// The only value of a required member: that of its schema, or the discriminator's value for the object.
    fn constant(
        &self,
        ids: &[SchemaId],
        name: &str,
        member: &[SchemaId],
        ty: &Type,
    ) -> Option<Value> {
        let values = Constraints::of(self.schemas, member).values;
        if let Some([only]) = values.as_deref() {
            return Some((*only).clone());
        }
        let tag = self.tags.only(*ids.first()?, name)?;
        let is_text = match self.target(ty) {
            Type::String => true,
            Type::Named(id) => matches!(self.types[id].kind, Kind::Enum(_)),
            _ => false,
        };
        is_text.then(|| tag.into())
    }

    /// What `additionalProperties` in other parts than those that list a property say about it.
    fn others_for(&self, merged: &MergedSchema, known: &[SchemaId], name: &str) -> Vec<SchemaId> {
        let additional = merged.all.additional.iter();
        let additional = additional.filter(|(part, other)| {
            let part = &self.schemas[*part];
            let says_something = self.has_type(*other);
            says_something && !part.properties.contains_key(name)
        });
        let additional = additional.map(|(_, other)| *other);
        additional.filter(|other| !known.contains(other)).collect()
    }

    /// The field of a property; `None` where it is not part of this side.
    fn field(
        &mut self,
        slot: TypeId,
        name: &str,
        ids: &[SchemaId],
        required: bool,
        side: Side,
    ) -> Option<Field> {
        let schemas = self.schemas;
        let both = ids.iter().flat_map(|id| [*id, schemas.resolve(*id)]);
        let hidden = both.clone().any(|id| match side {
            Side::Input => schemas[id].read_only,
            // Types without such members are the same on both sides.
            Side::Output => schemas[id].write_only,
        });
        if hidden {
            return None;
        }
        let origin = Origin::Part {
            of: slot,
            name: name.to_owned(),
        };
        let ty = self.conjunction(ids, side, origin);
        let default = match required {
            true => None,
            false => self.default(ids),
        };
        // The last part is the one that includes the others.
        let described = ids.iter().rev().flat_map(|id| [*id, schemas.resolve(*id)]);
        let description = described
            .filter_map(|id| schemas[id].description.clone())
            .next();
        Some(Field {
            name: name.to_owned(),
            description,
            deprecated: both.clone().any(|id| schemas[id].deprecated),
            required,
            ty,
            default,
            constant: None,
        })
    }

    /// The names of the members that only conditions such as `then` list, those of alternatives without other members
    /// included.
    fn conditional_names(&self, merged: &MergedSchema) -> Vec<String> {
        let branches = merged.unions.iter().flat_map(|union| &union.branches);
        let branches = branches.filter(|branch| !self.is_variant(**branch));
        let inner = branches.map(|branch| merged::merge(self.schemas, &[*branch]));
        let mut conditional = merged.conditional.clone();
        conditional.extend(inner.flat_map(|inner| inner.conditional));
        let mut names: Vec<String> = Vec::new();
        for inner in merged::in_place(self.schemas, conditional) {
            for name in inner.all.properties.keys() {
                let known = merged.all.properties.contains_key(name);
                if !known && names.iter().all(|known| known != name) {
                    names.push((*name).to_owned());
                }
            }
        }
        names
    }

    /// Gives a member any value where an alternative or a condition says more about what is in it.
    fn widen(&mut self, ids: &[SchemaId], merged: &MergedSchema, fields: &mut [Field]) {
        let fields = fields.iter_mut();
        let mut fields: HashMap<String, &mut Field> =
            fields.map(|field| (field.name.clone(), field)).collect();
        for inner in merged.in_place(self.schemas) {
            for (name, schemas) in &inner.all.properties {
                let Some(field) = fields.get_mut(*name) else {
                    continue;
                };
                let own = &merged.all.properties[name];
                let is_known = schemas.iter().all(|id| self.is_covered(*id, own));
                if !holds_any(&field.ty) && !is_known {
                    field.ty = Type::Any;
                    field.default = None;
                    let reason =
                        "an alternative or a condition describes further parts of a member";
                    self.wider(ids[0], reason);
                }
            }
        }
    }

    /// Whether a type of other schemas holds everything that a schema describes.
    pub(super) fn is_covered(&self, id: SchemaId, others: &[SchemaId]) -> bool {
        let own = merged::merge(self.schemas, &[id]);
        let others = merged::merge(self.schemas, others);
        let has_parts = |merged: &MergedSchema| {
            let all = &merged.all;
            let members = !all.properties.is_empty() || !all.pattern_properties.is_empty();
            members
                || all.has_items()
                || !merged.unions.is_empty()
                || !merged.other_members(self.schemas).is_empty()
        };
        !has_parts(&own)
            || own
                .all
                .parts
                .iter()
                .all(|part| others.all.parts.contains(part))
            || (others.all.types.is_none() && !has_parts(&others))
    }

    /// The types of a union whose members are part of the same object.
    fn flattened(
        &mut self,
        slot: TypeId,
        merged: &MergedSchema,
        union: &Alternatives,
        side: Side,
    ) -> FlattenedUnion {
        let mut found = FlattenedUnion::default();
        let mut branches = Vec::new();
        let mut optional = false;
        for branch in &union.branches {
            let inner = merged::merge(self.schemas, &[*branch]);
            if is_map(self.schemas, &inner) {
                found.has_map = true;
                optional = true;
            } else if self.is_variant(*branch) && !self.repeats(&inner, merged) {
                branches.push(*branch);
            } else {
                optional = true;
            }
        }
        let part = |name: String| Origin::Part { of: slot, name };
        let (ty, name) = match branches[..] {
            [] => return found,
            [only] => {
                let name = self.variant_name(only, 0);
                let ty = self.ty(only, side, part(name.clone()));
                (ty.required().clone(), name)
            }
            _ => {
                let name = "variant".to_owned();
                let inner = self.unnamed_slot(self.types[slot].at, part(name.clone()));
                let union = Alternatives {
                    branches,
                    ..union.clone()
                };
                let kind = self.union(inner, &union, side);
                self.define_as(inner, kind);
                (Type::Named(inner), name)
            }
        };
        found.types = Some(Flattened { name, ty, optional });
        found
    }

    /// Whether an alternative describes no member that the object itself does not describe.
    fn repeats(&self, inner: &MergedSchema, outer: &MergedSchema) -> bool {
        inner.unions.is_empty()
            && inner.other_members(self.schemas).is_empty()
            && inner.all.pattern_properties.is_empty()
            && inner.conditional.is_empty()
            && inner
                .all
                .properties
                .keys()
                .all(|name| outer.all.properties.contains_key(name))
    }
}

/// What a union adds to the object that it is part of.
#[derive(Default)]
struct FlattenedUnion {
    types: Option<Flattened>,
    /// Whether an alternative has members of any name.
    has_map: bool,
}

/// Whether a type holds everything that there may be in an object or an array.
fn holds_any(ty: &Type) -> bool {
    match ty.required() {
        Type::Any => true,
        Type::Map(inner) | Type::List(inner) => **inner == Type::Any,
        _ => false,
    }
}

/// A member with any value.
fn any_field(name: &str, required: bool) -> Field {
    Field {
        name: name.to_owned(),
        description: None,
        deprecated: false,
        required,
        ty: Type::Any,
        default: None,
        constant: None,
    }
}
