//! Structs: the members of objects.

use super::Lowered;
use super::merged::{self, Alternatives, MergedSchema};
use super::sides::Side;
use crate::api::{Definition, Field, Kind, Origin, Struct, Type, TypeId};
use crate::schema::SchemaId;

impl Lowered<'_> {
    pub(super) fn structure(&mut self, slot: TypeId, merged: &MergedSchema, side: Side) -> Struct {
        let mut fields = Vec::new();
        for (name, id) in &merged.properties {
            let required = merged.required.contains(name);
            fields.extend(self.field(slot, name, *id, required, side));
        }
        // Required members that no schema describes may have any value.
        if merged.additional.is_none() && merged.unions.is_empty() {
            let undescribed = merged.required.iter();
            let undescribed = undescribed.filter(|name| !merged.properties.contains_key(*name));
            fields.extend(undescribed.map(|name| any_field(name, true)));
        }
        fields.extend(merged.conditional.iter().map(|name| any_field(name, false)));
        let origin = Origin::Part {
            of: slot,
            name: "additional".to_owned(),
        };
        let additional = self.other_members(merged, side, origin);
        let mut flattened = Vec::new();
        for union in &merged.unions {
            if union.branches.iter().all(|branch| self.is_object(*branch)) {
                flattened.push(self.flattened(slot, union, side));
            }
        }
        Struct {
            fields,
            additional,
            flattened,
        }
    }

    /// The field of a property; `None` where it is not part of this side.
    fn field(
        &mut self,
        slot: TypeId,
        name: &str,
        id: SchemaId,
        required: bool,
        side: Side,
    ) -> Option<Field> {
        let (schema, target) = (&self.schemas[id], &self.schemas[self.schemas.resolve(id)]);
        let hidden = match side {
            Side::Input => schema.read_only || target.read_only,
            // Types without such members are the same on both sides.
            Side::Output => schema.write_only || target.write_only,
        };
        if hidden {
            return None;
        }
        let origin = Origin::Part {
            of: slot,
            name: name.to_owned(),
        };
        let ty = self.ty(id, side, origin);
        let default = match required {
            true => None,
            false => self.default(id, &ty),
        };
        let description = schema.description.as_ref().or(target.description.as_ref());
        Some(Field {
            name: name.to_owned(),
            description: description.cloned(),
            deprecated: schema.deprecated || target.deprecated,
            required,
            ty,
            default,
        })
    }

    /// The type of a union whose members are part of the same object.
    fn flattened(&mut self, slot: TypeId, union: &Alternatives, side: Side) -> Type {
        let inner = self.types.push(Definition {
            at: self.types[slot].at,
            origin: Origin::Part {
                of: slot,
                name: "variant".to_owned(),
            },
            schema: self.types[slot].schema,
            title: None,
            description: None,
            deprecated: false,
            kind: Kind::Alias(Type::Any),
        });
        let kind = self.union(inner, union, side);
        self.types.get_mut(inner).kind = kind;
        Type::Named(inner)
    }

    /// Whether an alternative is an object with properties and without unions.
    fn is_object(&self, id: SchemaId) -> bool {
        let merged = merged::merge(self.schemas, id);
        !merged.properties.is_empty() && merged.unions.is_empty()
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
    }
}
