//! Unions with a variant for each alternative or for each JSON type, and the names of variants.

use serde_json::Value;

use super::Lowered;
use super::merged::{self, Alternatives, MergedSchema};
use super::sides::Side;
use crate::api::{Alternative, Kind, Origin, Type, TypeId, Union, Variant};
use crate::resolve::Constraints;
use crate::schema::{self, SchemaId};

/// Limit on the variants of several unions that hold together.
const COMBINATIONS: usize = 16;

impl Lowered<'_> {
    pub(super) fn union(&mut self, slot: TypeId, union: &Alternatives, side: Side) -> Kind {
        let mut variants: Vec<Variant> = Vec::new();
        // The alternatives of each variant.
        let mut schemas: Vec<Vec<SchemaId>> = Vec::new();
        let mut is_tagged = union.discriminator.is_some();
        let mut default = None;
        for branch in &union.branches {
            let name = self.variant_name(*branch, 0);
            let origin = Origin::Part {
                of: slot,
                name: name.clone(),
            };
            let ty = self.ty(*branch, side, origin).required().clone();
            let discriminator = union.discriminator.into_iter();
            let tags = discriminator.flat_map(|it| it.tags(self.schemas, *branch));
            let tags: Vec<String> = tags.map(str::to_owned).collect();
            let is_default = union.discriminator.is_some_and(|discriminator| {
                let target = self.schemas.resolve(*branch);
                let default = discriminator.default.map(|id| self.schemas.resolve(id));
                default == Some(target)
            });
            is_tagged &= !tags.is_empty() || is_default || !self.may_be_object(*branch);
            let same = variants
                .iter()
                .position(|variant| self.target(&variant.ty) == self.target(&ty));
            let index = same.unwrap_or(variants.len());
            match same {
                Some(same) => {
                    let known = &mut variants[same].tags;
                    known.extend(
                        tags.into_iter()
                            .filter(|tag| !known.contains(tag))
                            .collect::<Vec<_>>(),
                    );
                    schemas[same].push(*branch);
                }
                None => {
                    variants.push(Variant { name, tags, ty });
                    schemas.push(vec![*branch]);
                }
            }
            if is_default {
                default = Some(index);
            }
        }
        let is_inherited = union.discriminator.is_some_and(|it| it.inherited);
        if variants.len() == 1 && !is_inherited {
            return Kind::Alias(variants.remove(0).ty);
        }
        let tag = union.discriminator.filter(|_| is_tagged);
        let several = match union.any && tag.is_none() {
            true => self.several_alternatives(slot, &variants, &schemas),
            false => Vec::new(),
        };
        let mut alternatives: Vec<Alternative> =
            schemas.iter().map(|ids| Alternative::any_of(ids)).collect();
        alternatives.extend(several.iter().map(|_| Alternative::Several));
        variants.extend(several);
        let subschemas = match tag {
            Some(_) => None,
            None => self.subschemas(alternatives),
        };
        let unknown = tag.is_some_and(|tag| tag.inherited && default.is_none());
        let unknown = unknown.then(|| {
            variants.push(Variant {
                name: "unknown".to_owned(),
                tags: Vec::new(),
                ty: Type::Any,
            });
            variants.len() - 1
        });
        Kind::Union(Union {
            default: default.filter(|_| tag.is_some()),
            variants,
            tag: tag.map(|discriminator| discriminator.property.clone()),
            unknown,
            subschemas,
        })
    }

    fn may_be_object(&self, id: SchemaId) -> bool {
        let types = merged::merge(self.schemas, &[id]).value_types(self.schemas);
        types.is_none_or(|types| types.contains(schema::Type::Object))
    }

    /// The union for several unions that hold together: a variant for each combination of their alternatives.
    pub(super) fn product(&mut self, slot: TypeId, merged: &MergedSchema, side: Side) -> Kind {
        let mut combinations: Vec<Vec<SchemaId>> = vec![Vec::new()];
        for union in merged.unions.iter().filter(|union| self.is_typed(union)) {
            let longer = combinations.iter().flat_map(|combination| {
                let branches = union.branches.iter();
                branches.map(|branch| [combination.as_slice(), &[*branch]].concat())
            });
            combinations = longer
                .filter(|ids| {
                    let types = Constraints::of(self.schemas, ids).types;
                    types.is_none_or(|types| !types.is_empty())
                })
                .take(COMBINATIONS + 1)
                .collect();
        }
        if combinations.len() > COMBINATIONS || combinations.is_empty() {
            let at = self.types[slot].at;
            self.wider.push((at, "several unions hold for one value"));
            return Kind::Alias(Type::Any);
        }
        let mut variants: Vec<Variant> = Vec::new();
        let mut alternatives: Vec<Vec<Vec<SchemaId>>> = Vec::new();
        for ids in combinations {
            let names: Vec<String> = ids.iter().map(|id| self.variant_name(*id, 0)).collect();
            let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
            names.dedup();
            let name = names.join(" ");
            let origin = Origin::Part {
                of: slot,
                name: name.clone(),
            };
            let ty = self.conjunction(&ids, side, origin).required().clone();
            let same = variants
                .iter()
                .position(|variant| self.target(&variant.ty) == self.target(&ty));
            match same {
                Some(same) => alternatives[same].push(ids),
                None => {
                    let tags = Vec::new();
                    variants.push(Variant { name, tags, ty });
                    alternatives.push(vec![ids]);
                }
            }
        }
        if variants.len() == 1 {
            return Kind::Alias(variants.remove(0).ty);
        }
        let alternatives = alternatives.into_iter().map(Alternative::Of);
        let subschemas = self.subschemas(alternatives.collect());
        Kind::Union(Union {
            variants,
            tag: None,
            default: None,
            unknown: None,
            subschemas,
        })
    }

    /// A union with a variant for each JSON type.
    pub(super) fn several(
        &mut self,
        slot: TypeId,
        ids: &[SchemaId],
        merged: &MergedSchema,
        side: Side,
    ) -> Kind {
        let types = merged.types().unwrap_or_default();
        let mut variants = Vec::new();
        for kind in types.iter() {
            let origin = Origin::Part {
                of: slot,
                name: kind.name().to_owned(),
            };
            let ty = match kind {
                schema::Type::Object if !merged.all.properties.is_empty() => {
                    let inner = self.slot(ids[0], origin);
                    let structure = self.structure(inner, ids, merged, side);
                    self.define_as(inner, Kind::Struct(structure));
                    Type::Named(inner)
                }
                _ => self.of_type(ids, kind, merged, side, origin),
            };
            variants.push(Variant {
                name: kind.name().to_owned(),
                tags: Vec::new(),
                ty,
            });
        }
        // Types of JSON exclude each other.
        Kind::Union(Union {
            variants,
            tag: None,
            default: None,
            unknown: None,
            subschemas: None,
        })
    }

    pub(super) fn variant_name(&self, id: SchemaId, depth: usize) -> String {
        if depth > 10 {
            return "value".to_owned();
        }
        let schema = &self.schemas[self.schemas.resolve(id)];
        let name = schema.variant.as_ref().or(schema.name.as_ref());
        if let Some(name) = name.or(schema.title.as_ref()) {
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
        let branches = schema.one_of.iter().chain(&schema.any_of);
        let mut branches = branches.filter(|branch| !merged::is_null(self.schemas, **branch));
        if let (Some(only), None, None) = (branches.next(), branches.next(), schema.types) {
            return self.variant_name(*only, depth + 1);
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
