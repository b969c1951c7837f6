//! The variants of a union for values that satisfy several alternatives.

use super::Lowered;
use super::merged;
use super::unnamed::element;
use crate::api::{Alternative, AnyOf, Kind, Origin, Type, TypeId, Variant};
use crate::schema::{self, SchemaId};

/// Limit on the alternatives that a value is read as together. Each takes steps, of which the runtime allows a number
/// for each part of a value.
const ALTERNATIVES: usize = 100;

/// With more alternatives, each is in a box. In place, they would take as much memory as all of them together, in every
/// value of the union and on the stack.
const INLINE: usize = 4;

/// Limit on lists inside of lists.
pub(super) const DEPTH: usize = 3;

/// One of several alternatives that may hold together, or the items of one.
struct Part {
    name: String,
    /// The schemas that determine its type.
    ids: Vec<SchemaId>,
    /// The schemas of its values.
    alternative: Alternative,
    ty: Type,
}

/// What values that satisfy several alternatives are.
enum Several {
    /// Objects, or values of other types than lists.
    Merged(Vec<Part>),
    /// Lists whose items satisfy the schemas of several items.
    List {
        items: Box<Several>,
        /// Whether items may be null.
        null: bool,
    },
}

impl Lowered<'_> {
    /// The variants for values that satisfy several alternatives of an `anyOf`, where one alternative would not hold all of
    /// them.
    pub(super) fn several_alternatives(
        &mut self,
        slot: TypeId,
        variants: &[Variant],
        schemas: &[Vec<SchemaId>],
    ) -> Vec<Variant> {
        let first: Vec<SchemaId> = schemas.iter().map(|ids| ids[0]).collect();
        let overlapping = self.overlapping(&first);
        let parts = overlapping.iter().map(|index| Part {
            name: variants[*index].name.clone(),
            ids: vec![first[*index]],
            alternative: Alternative::any_of(&schemas[*index]),
            ty: variants[*index].ty.clone(),
        });
        let (lists, others): (Vec<Part>, Vec<Part>) = parts.partition(|part| self.is_list(part));
        let list_name = match others.is_empty() {
            true => "several",
            false => "several list",
        };
        let groups = [("several", others), (list_name, lists)].into_iter();
        let groups = groups.filter(|(_, parts)| !parts.is_empty());
        let groups: Option<Vec<(&str, Several)>> = groups
            .map(|(name, parts)| Some((name, self.several_of(parts, 0)?)))
            .collect();
        let variant = |name: &str, ty: Type| Variant {
            name: name.to_owned(),
            tags: Vec::new(),
            ty,
        };
        let Some(groups) = groups else {
            let at = self.types[slot].at;
            self.wider
                .push((at, "several alternatives may hold for one value"));
            return vec![variant("several", Type::Any)];
        };
        let groups = groups.into_iter().map(|(name, several)| {
            let origin = Origin::Part {
                of: slot,
                name: name.to_owned(),
            };
            variant(name, self.several_type(slot, several, origin))
        });
        groups.collect()
    }

    /// `None` where no type holds all that the alternatives describe.
    fn several_of(&self, parts: Vec<Part>, depth: usize) -> Option<Several> {
        if parts.len() > ALTERNATIVES || depth > DEPTH {
            return None;
        }
        if !parts.iter().all(|part| self.is_list(part)) {
            // Lists are not merged item by item if these are unions.
            let types = parts.iter().map(|part| self.types_of(part));
            let mut types =
                types.map(|types| types.is_some_and(|it| !it.contains(schema::Type::Array)));
            return types.all(|it| it).then_some(Several::Merged(parts));
        }
        let mut null = true;
        let mut items = Vec::new();
        for part in parts {
            let merged = merged::merge(self.schemas, &part.ids);
            let ids = merged.all.items();
            if merged.all.prefix_length() > 0 || !merged.unions.is_empty() || ids.is_empty() {
                return None;
            }
            // Items are null only if all alternatives allow it.
            null &= merged::merge(self.schemas, &ids).allows_null(self.schemas);
            items.push(Part {
                name: self.variant_name(ids[0], 0),
                alternative: Alternative::Of(vec![ids.clone()]),
                ids,
                ty: self.item_type(&part.ty)?,
            });
        }
        let items = Box::new(self.several_of(items, depth + 1)?);
        Some(Several::List { items, null })
    }

    fn several_type(&mut self, slot: TypeId, several: Several, origin: Origin) -> Type {
        let parts = match several {
            Several::List { items, null } => {
                let item = self.several_type(slot, *items, element(origin, "item"));
                let item = if null { item.nullable() } else { item };
                return Type::List(Box::new(item));
            }
            Several::Merged(parts) => parts,
        };
        let is_inline = parts.len() <= INLINE;
        let mut alternatives = Vec::new();
        let mut schemas = Vec::new();
        for part in parts {
            let ty = match is_inline {
                true => part.ty,
                false => Type::Boxed(Box::new(part.ty)),
            };
            alternatives.push(Variant {
                name: part.name,
                tags: Vec::new(),
                ty,
            });
            schemas.push(part.alternative);
        }
        let any_of = AnyOf {
            alternatives,
            subschemas: self.subschemas(schemas),
        };
        let several = self.unnamed_slot(self.types[slot].at, origin);
        self.define_as(several, Kind::AnyOf(any_of));
        Type::Named(several)
    }

    fn types_of(&self, part: &Part) -> Option<schema::TypeSet> {
        merged::merge(self.schemas, &part.ids).value_types(self.schemas)
    }

    fn is_list(&self, part: &Part) -> bool {
        let types = self.types_of(part);
        types.and_then(schema::TypeSet::only) == Some(schema::Type::Array)
    }

    /// The type of the items of a list; `None` for other types.
    fn item_type(&self, ty: &Type) -> Option<Type> {
        let mut target = self.target(ty);
        if let Type::Named(id) = target
            && let Kind::Alias(ty) = &self.types[id].kind
        {
            target = ty.required().clone();
        }
        match target {
            Type::List(item) => Some(item.required().clone()),
            _ => None,
        }
    }
}
