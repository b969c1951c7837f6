//! Structs: the members of objects.

use super::Lowered;
use super::flat::{self, Flat};
use super::sides::Side;
use crate::api::{Definition, Field, Kind, Origin, Struct, Type, TypeId};
use crate::schema::SchemaId;

impl Lowered<'_> {
    pub(super) fn structure(&mut self, slot: TypeId, flat: &Flat, side: Side) -> Struct {
        let mut fields = Vec::new();
        for (name, id) in &flat.properties {
            let (schema, target) = (&self.schemas[*id], &self.schemas[self.schemas.resolve(*id)]);
            let hidden = match side {
                Side::Input => schema.read_only || target.read_only,
                // Where nothing is hidden, both sides share this one.
                Side::Output => schema.write_only || target.write_only,
            };
            if hidden {
                continue;
            }
            let required = flat.required.contains(name);
            let ty = self.ty(
                *id,
                side,
                Origin::Part {
                    of: slot,
                    name: (*name).to_owned(),
                },
            );
            let default = if required {
                None
            } else {
                self.default(*id, &ty)
            };
            fields.push(Field {
                name: (*name).to_owned(),
                description: schema
                    .description
                    .clone()
                    .or_else(|| target.description.clone()),
                deprecated: schema.deprecated || target.deprecated,
                required,
                ty,
                default,
            });
        }
        // What is required and nowhere described can be anything.
        if flat.additional.is_none() && flat.unions.is_empty() {
            let bare = flat
                .required
                .iter()
                .filter(|name| !flat.properties.contains_key(*name));
            fields.extend(bare.map(|name| Field {
                name: (*name).to_owned(),
                description: None,
                deprecated: false,
                required: true,
                ty: Type::Any,
                default: None,
            }));
        }
        fields.extend(flat.conditional.iter().map(|name| Field {
            name: (*name).to_owned(),
            description: None,
            deprecated: false,
            required: false,
            ty: Type::Any,
            default: None,
        }));
        let part = Origin::Part {
            of: slot,
            name: "additional".to_owned(),
        };
        let additional = self.other_members(flat, side, part);
        let unions: Vec<usize> = (0..flat.unions.len())
            .filter(|index| {
                flat.unions[*index]
                    .branches
                    .iter()
                    .all(|branch| self.is_object(*branch))
            })
            .collect();
        let mut flattened = Vec::new();
        for index in unions {
            let origin = Origin::Part {
                of: slot,
                name: "variant".to_owned(),
            };
            let inner = self.types.push(Definition {
                at: self.types[slot].at,
                origin,
                schema: self.types[slot].schema,
                title: None,
                description: None,
                deprecated: false,
                kind: Kind::Alias(Type::Any),
            });
            let kind = self.union(inner, &flat.unions[index], side);
            self.types.get_mut(inner).kind = kind;
            flattened.push(Type::Named(inner));
        }
        Struct {
            fields,
            additional,
            flattened,
        }
    }

    /// Whether a branch is an object with members of its own.
    fn is_object(&self, id: SchemaId) -> bool {
        let flat = flat::flatten(self.schemas, id);
        !flat.properties.is_empty() && flat.unions.is_empty()
    }
}
