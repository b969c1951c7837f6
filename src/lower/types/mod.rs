//! Schemas to types: each schema once, and what shares a type. What kinds of types hold stands in a file of their own.

mod defaults;
mod flat;
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
use flat::Flat;
use shape::{Shape, is_nullable};
use sharing::Sharing;
use sides::Side;

/// The types made so far.
pub(super) struct Lowered<'a> {
    schemas: &'a Schemas,
    sided: Vec<bool>,
    saying_type: Vec<bool>,
    sharing: Sharing<'a>,
    known: HashMap<(u32, Side), Type>,
    /// The types of values of one of several schemas that stand nowhere together as alternatives.
    unnamed: HashMap<(Vec<u32>, Side), Type>,
    /// Names of a shared type at other places than the first.
    aliases: HashMap<(TypeId, Origin), TypeId>,
    types: Types,
    depth: usize,
    /// Where schemas say more than a type can, and what.
    wider: Vec<(At, &'static str)>,
}

/// A chain of schemas longer than this ends in any value: a limit for the stack, far beyond what documents hold.
const DEPTH: usize = 2_000;
impl<'a> Lowered<'a> {
    pub(super) fn new(schemas: &'a Schemas) -> Lowered<'a> {
        Lowered {
            schemas,
            sided: sides::sided(schemas),
            saying_type: flat::saying_type(schemas),
            sharing: Sharing::new(schemas),
            known: HashMap::new(),
            unnamed: HashMap::new(),
            aliases: HashMap::new(),
            types: Types::default(),
            depth: 0,
            wider: Vec::new(),
        }
    }

    /// The types, and where schemas got one that says less than they do, and why.
    pub(super) fn finish(self) -> (Types, Vec<(At, &'static str)>) {
        (self.types, self.wider)
    }

    /// The type of a value that clients send.
    pub(super) fn input(&mut self, id: SchemaId, origin: Origin) -> Type {
        self.ty(id, Side::Input, origin)
    }

    /// The type of a value that the server sends.
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

    /// A type that is shared with another place, under a name that belongs to this one: adding a place that shares it
    /// changes no name.
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

    /// Whether no value satisfies a schema.
    fn is_never(&self, id: SchemaId) -> bool {
        self.schemas[id].boolean == Some(false)
    }

    fn is_null(&self, id: SchemaId) -> bool {
        flat::is_null(self.schemas, id)
    }

    fn allows_null(&self, id: SchemaId) -> bool {
        flat::allows_null(self.schemas, id)
    }

    /// Whether a branch of a union says what type its values have, and does not only constrain them.
    fn says_type(&self, id: SchemaId) -> bool {
        self.saying_type[id.index()]
    }

    /// Whether two schemas say the same.
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

    /// The type behind names that only stand for another.
    fn target(&self, ty: &Type) -> Type {
        let mut ty = ty;
        // Names may stand for each other in a circle, until `recursion` opens it.
        for _ in 0..self.types.len() {
            let Type::Named(id) = ty else { break };
            let Kind::Alias(next @ Type::Named(_)) = &self.types[*id].kind else {
                break;
            };
            ty = next;
        }
        ty.clone()
    }

    /// A schema with a name always has a definition, if only another name for its type.
    fn named(&mut self, id: SchemaId, side: Side, key: (u32, Side), origin: Origin) -> Type {
        let slot = self.slot(id, origin);
        let flat = flat::flatten(self.schemas, id);
        let shape = self.shape(id, &flat);
        let nullable = shape.is_definition() && is_nullable(self.schemas, &flat);
        let named = Type::Named(slot);
        let ty = if nullable { named.nullable() } else { named };
        self.known.insert(key, ty.clone());
        let kind = match self.define(slot, shape, &flat, side) {
            Some(kind) => kind,
            None => Kind::Alias(self.plain(id, &flat, side, slot)),
        };
        self.types.get_mut(slot).kind = kind;
        ty
    }

    /// A schema without a name has a definition only where Rust needs one.
    fn inline(&mut self, id: SchemaId, side: Side, key: (u32, Side), origin: Origin) -> Type {
        if let Some((inner, nullable)) = flat::wrapped(self.schemas, id) {
            let ty = self.ty(inner, side, origin);
            let ty = if nullable { ty.nullable() } else { ty };
            self.known.insert(key, ty.clone());
            return ty;
        }
        let flat = flat::flatten(self.schemas, id);
        let shape = self.shape(id, &flat);
        if !shape.is_definition() {
            // What a plain type holds is named as a part of whatever holds it.
            let ty = self.plain_in(id, &flat, side, origin);
            self.known.insert(key, ty.clone());
            return ty;
        }
        let slot = self.slot(id, origin);
        let named = Type::Named(slot);
        let ty = if is_nullable(self.schemas, &flat) {
            named.nullable()
        } else {
            named
        };
        self.known.insert(key, ty.clone());
        if let Some(kind) = self.define(slot, shape, &flat, side) {
            self.types.get_mut(slot).kind = kind;
        }
        ty
    }

    /// Keeps a place for a definition, so that what it holds can refer to it.
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

    /// What a definition of this shape holds; `None` when the shape needs none.
    fn define(&mut self, slot: TypeId, shape: Shape, flat: &Flat, side: Side) -> Option<Kind> {
        match shape {
            Shape::Plain => None,
            Shape::Enum(values) => Some(Kind::Enum(values)),
            Shape::IntegerEnum(values) => Some(Kind::IntegerEnum(values)),
            Shape::Struct => Some(Kind::Struct(self.structure(slot, flat, side))),
            Shape::Union(index) => Some(self.union(slot, &flat.unions[index], side)),
            Shape::Several => Some(self.several(slot, flat, side)),
        }
    }

    fn wider(&mut self, id: SchemaId, reason: &'static str) {
        self.wider.push((self.schemas[id].at, reason));
    }
}
