//! Lowers schemas to types. Equal schemas share a type.

mod defaults;
mod merged;
mod plain;
mod shape;
mod sharing;
mod sides;
mod structs;
mod unions;
mod unnamed;

use std::collections::HashMap;

use crate::api::{Definition, Kind, Origin, Type, TypeId, Types};
use crate::schema::{SchemaId, Schemas};
use crate::source::At;
use merged::MergedSchema;
use shape::{Shape, is_nullable};
use sharing::Sharing;
use sides::Side;

/// The types made so far.
pub(super) struct Lowered<'a> {
    schemas: &'a Schemas,
    sided: Vec<bool>,
    determines_type: Vec<bool>,
    sharing: Sharing<'a>,
    known: HashMap<(u32, Side), Type>,
    /// The unions of schemas that are not alternatives of one `oneOf` or `anyOf`, by the numbers of the schemas.
    unnamed: HashMap<(Vec<u32>, Side), Type>,
    /// Aliases of shared types, by the place that each is named for.
    aliases: HashMap<(TypeId, Origin), TypeId>,
    types: Types,
    depth: usize,
    /// Positions of schemas that their types do not express in full, with the reasons.
    wider: Vec<(At, &'static str)>,
}

/// Limit on the recursion, so that a chain of schemas cannot exhaust the stack.
const DEPTH: usize = 2_000;
impl<'a> Lowered<'a> {
    pub(super) fn new(schemas: &'a Schemas) -> Lowered<'a> {
        Lowered {
            schemas,
            sided: sides::sided(schemas),
            determines_type: merged::determines_type(schemas),
            sharing: Sharing::new(schemas),
            known: HashMap::new(),
            unnamed: HashMap::new(),
            aliases: HashMap::new(),
            types: Types::default(),
            depth: 0,
            wider: Vec::new(),
        }
    }

    /// The types, and the positions of schemas that they do not express in full, with the reasons.
    pub(super) fn finish(self) -> (Types, Vec<(At, &'static str)>) {
        (self.types, self.wider)
    }

    /// The type of a schema in requests.
    pub(super) fn input(&mut self, id: SchemaId, origin: Origin) -> Type {
        self.ty(id, Side::Input, origin)
    }

    /// The type of a schema in responses.
    pub(super) fn output(&mut self, id: SchemaId, origin: Origin) -> Type {
        self.ty(id, Side::Output, origin)
    }

    fn ty(&mut self, id: SchemaId, side: Side, origin: Origin) -> Type {
        let id = self.schemas.resolve(id);
        let side = if self.sided[id.index()] {
            side
        } else {
            Side::Output
        };
        let key = (self.sharing.number(id), side);
        if let Some(known) = self.known.get(&key) {
            return self.here(known.clone(), origin);
        }
        if self.depth > DEPTH {
            self.wider(id, "this is nested too deeply for a type");
            return Type::Any;
        }
        self.depth += 1;
        let ty = match &self.schemas[id].name {
            Some(name) => {
                let name = name.clone();
                let origin = if side == Side::Input {
                    Origin::Input { name }
                } else {
                    Origin::Component { name }
                };
                self.named(id, side, key, origin)
            }
            None => self.inline(id, side, key, origin),
        };
        self.depth -= 1;
        ty
    }

    /// A shared type under a name of this place, so that another place that shares it renames nothing.
    fn here(&mut self, ty: Type, origin: Origin) -> Type {
        let (Type::Named(id), nullable) = (ty.required(), matches!(ty, Type::Nullable(_))) else {
            return ty;
        };
        let definition = &self.types[*id];
        let inline = matches!(
            definition.origin,
            Origin::Part { .. } | Origin::Operation { .. }
        );
        if !inline || definition.origin == origin {
            return ty;
        }
        let shared = *id;
        let alias = match self.aliases.get(&(shared, origin.clone())) {
            Some(alias) => *alias,
            None => {
                let definition = Definition {
                    at: definition.at,
                    origin: origin.clone(),
                    schema: definition.schema,
                    title: None,
                    description: None,
                    deprecated: false,
                    kind: Kind::Alias(Type::Named(shared)),
                };
                let alias = self.types.push(definition);
                self.aliases.insert((shared, origin), alias);
                alias
            }
        };
        let named = Type::Named(alias);
        if nullable { named.nullable() } else { named }
    }

    /// Whether a schema is `false`.
    fn is_never(&self, id: SchemaId) -> bool {
        self.schemas[id].boolean == Some(false)
    }

    fn is_null(&self, id: SchemaId) -> bool {
        merged::is_null(self.schemas, id)
    }

    fn allows_null(&self, id: SchemaId) -> bool {
        merged::allows_null(self.schemas, id)
    }

    /// Whether a schema determines a type, and does not only constrain values.
    fn has_type(&self, id: SchemaId) -> bool {
        self.determines_type[id.index()]
    }

    /// Whether two schemas are equal.
    fn is_same(&mut self, one: SchemaId, other: SchemaId) -> bool {
        let (one, other) = (self.schemas.resolve(one), self.schemas.resolve(other));
        self.sharing.number(one) == self.sharing.number(other)
    }

    fn at(&self, id: SchemaId) -> At {
        self.schemas[id].at
    }

    fn push(&mut self, definition: Definition) -> TypeId {
        self.types.push(definition)
    }

    fn define_as(&mut self, slot: TypeId, kind: Kind) {
        self.types.get_mut(slot).kind = kind;
    }

    /// Follows aliases of definitions.
    fn target(&self, ty: &Type) -> Type {
        let mut ty = ty;
        // Aliases may be circular until `recursion` has run.
        for _ in 0..self.types.len() {
            let Type::Named(id) = ty else { break };
            let Kind::Alias(next @ Type::Named(_)) = &self.types[*id].kind else {
                break;
            };
            ty = next;
        }
        ty.clone()
    }

    /// A named schema always has a definition, which may be an alias.
    fn named(&mut self, id: SchemaId, side: Side, key: (u32, Side), origin: Origin) -> Type {
        let slot = self.slot(id, origin);
        let merged = merged::merge(self.schemas, id);
        let shape = self.shape(id, &merged);
        let nullable = shape.is_definition() && is_nullable(self.schemas, &merged);
        let named = Type::Named(slot);
        let ty = if nullable { named.nullable() } else { named };
        self.known.insert(key, ty.clone());
        let kind = match self.define(slot, shape, &merged, side) {
            Some(kind) => kind,
            None => Kind::Alias(self.plain(id, &merged, side, slot)),
        };
        self.types.get_mut(slot).kind = kind;
        ty
    }

    /// An unnamed schema has a definition only where Rust needs one.
    fn inline(&mut self, id: SchemaId, side: Side, key: (u32, Side), origin: Origin) -> Type {
        if let Some((inner, nullable)) = merged::wrapped(self.schemas, id) {
            let ty = self.ty(inner, side, origin);
            let ty = if nullable { ty.nullable() } else { ty };
            self.known.insert(key, ty.clone());
            return ty;
        }
        let merged = merged::merge(self.schemas, id);
        let shape = self.shape(id, &merged);
        if !shape.is_definition() {
            // The parts of a type without definition are named by its place.
            let ty = self.plain_in(id, &merged, side, origin);
            self.known.insert(key, ty.clone());
            return ty;
        }
        let slot = self.slot(id, origin);
        let named = Type::Named(slot);
        let ty = if is_nullable(self.schemas, &merged) {
            named.nullable()
        } else {
            named
        };
        self.known.insert(key, ty.clone());
        if let Some(kind) = self.define(slot, shape, &merged, side) {
            self.types.get_mut(slot).kind = kind;
        }
        ty
    }

    /// Adds a definition to be filled in later, so that its parts can refer to it.
    fn slot(&mut self, id: SchemaId, origin: Origin) -> TypeId {
        let schema = &self.schemas[id];
        self.types.push(Definition {
            at: schema.at,
            origin,
            schema: id,
            title: schema.title.clone(),
            description: schema.description.clone(),
            deprecated: schema.deprecated,
            kind: Kind::Alias(Type::Any),
        })
    }

    /// The content of a definition; `None` when none is needed.
    fn define(
        &mut self,
        slot: TypeId,
        shape: Shape,
        merged: &MergedSchema,
        side: Side,
    ) -> Option<Kind> {
        match shape {
            Shape::Plain => None,
            Shape::Enum(values) => Some(Kind::Enum(values)),
            Shape::IntegerEnum(values) => Some(Kind::IntegerEnum(values)),
            Shape::Struct => Some(Kind::Struct(self.structure(slot, merged, side))),
            Shape::Union(index) => Some(self.union(slot, &merged.unions[index], side)),
            Shape::Several => Some(self.several(slot, merged, side)),
        }
    }

    fn wider(&mut self, id: SchemaId, reason: &'static str) {
        self.wider.push((self.schemas[id].at, reason));
    }
}
