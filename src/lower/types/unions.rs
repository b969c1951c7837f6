//! Unions with a variant for each alternative or for each JSON type, and the names of variants.

use serde_json::Value;

use super::Lowered;
use super::merged::{self, Alternatives, MergedSchema};
use super::sides::Side;
use crate::api::{Kind, Origin, Type, TypeId, Union, Variant};
use crate::schema::{self, Discriminator, SchemaId};

impl Lowered<'_> {
    pub(super) fn union(&mut self, slot: TypeId, union: &Alternatives, side: Side) -> Kind {
        let mut variants: Vec<Variant> = Vec::new();
        let mut tagged = union.discriminator.is_some();
        let mut default = None;
        for branch in &union.branches {
            if merged::is_null(self.schemas, *branch) {
                continue;
            }
            let name = self.variant_name(*branch, 0);
            let ty = self.ty(
                *branch,
                side,
                Origin::Part {
                    of: slot,
                    name: name.clone(),
                },
            );
            let ty = ty.required().clone();
            let target = self.schemas.resolve(*branch);
            let tags = self.tags(union.discriminator, target);
            tagged &= !tags.is_empty() && matches!(ty, Type::Named(_));
            let same = variants
                .iter()
                .position(|variant| self.target(&variant.ty) == self.target(&ty));
            let index = same.unwrap_or(variants.len());
            match same {
                Some(same) => variants[same].tags.extend(tags),
                None => variants.push(Variant { name, tags, ty }),
            }
            let is_default = union
                .discriminator
                .and_then(|discriminator| discriminator.default)
                .is_some_and(|id| self.schemas.resolve(id) == target);
            if is_default {
                default = Some(index);
            }
        }
        if variants.len() == 1 {
            return Kind::Alias(variants.remove(0).ty);
        }
        let tag = union
            .discriminator
            .filter(|_| tagged)
            .map(|discriminator| discriminator.property.clone());
        Kind::Union(Union {
            default: default.filter(|_| tag.is_some()),
            variants,
            tag,
        })
    }

    /// The values of a discriminator that select a schema: those that are mapped to it, or else its name.
    fn tags(&self, discriminator: Option<&Discriminator>, target: SchemaId) -> Vec<String> {
        let Some(discriminator) = discriminator else {
            return Vec::new();
        };
        let mapped = discriminator.mapping.iter();
        let mapped = mapped.filter(|(_, id)| self.schemas.resolve(*id) == target);
        let mut tags: Vec<String> = mapped.map(|(value, _)| value.clone()).collect();
        if tags.is_empty() {
            tags.extend(self.schemas[target].name.clone());
        }
        tags
    }

    /// A union with a variant for each JSON type.
    pub(super) fn several(&mut self, slot: TypeId, merged: &MergedSchema, side: Side) -> Kind {
        let types = merged.types.unwrap_or_default().without(schema::Type::Null);
        let id = self.types[slot].schema;
        let mut variants = Vec::new();
        for kind in types.iter() {
            let origin = Origin::Part {
                of: slot,
                name: kind.name().to_owned(),
            };
            let ty = match kind {
                schema::Type::Object if !merged.properties.is_empty() => {
                    let inner = self.slot(self.types[slot].schema, origin);
                    let structure = self.structure(inner, merged, side);
                    self.types.get_mut(inner).kind = Kind::Struct(structure);
                    Type::Named(inner)
                }
                _ => self.of_type(id, kind, merged, side, origin),
            };
            variants.push(Variant {
                name: kind.name().to_owned(),
                tags: Vec::new(),
                ty,
            });
        }
        Kind::Union(Union {
            variants,
            tag: None,
            default: None,
        })
    }

    fn variant_name(&self, id: SchemaId, depth: usize) -> String {
        if depth > 10 {
            return "value".to_owned();
        }
        let schema = &self.schemas[self.schemas.resolve(id)];
        if let Some(name) = schema.name.as_ref().or(schema.title.as_ref()) {
            return name.clone();
        }
        // The discriminating constant, as in `kind: {const: cycle}`.
        let marker = schema.properties.values().find_map(|property| {
            match self.schemas[self.schemas.resolve(*property)]
                .enumeration
                .as_deref()
            {
                Some([Value::String(only)]) => Some(only.clone()),
                _ => None,
            }
        });
        if let Some(marker) = marker {
            return marker;
        }
        if let Some((inner, _)) = merged::wrapped(self.schemas, self.schemas.resolve(id)) {
            return self.variant_name(inner, depth + 1);
        }
        if let [part, ..] = schema.all_of[..] {
            return self.variant_name(part, depth + 1);
        }
        if schema.enumeration.is_some() {
            return "known".to_owned();
        }
        let kind = schema
            .types
            .and_then(|types| types.without(schema::Type::Null).only());
        match (kind, &schema.format, schema.properties.is_empty()) {
            (Some(schema::Type::String), Some(format), _) => format.clone(),
            (Some(schema::Type::Array), ..) => match schema.items {
                Some(items) => format!("{} list", self.variant_name(items, depth + 1)),
                None => "list".to_owned(),
            },
            (Some(kind), ..) => kind.name().to_owned(),
            (None, _, false) => "object".to_owned(),
            (None, ..) => "value".to_owned(),
        }
    }
}
