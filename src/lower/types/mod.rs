//! Lowers schemas to types. Equal schemas share a type.

mod defaults;
mod merged;
mod overlaps;
mod parts;
mod plain;
mod several_alternatives;
mod shape;
mod sharing;
mod sides;
mod structs;
mod subschemas;
mod unions;
mod unnamed;

use std::collections::HashMap;

use crate::api::{Definition, Kind, Origin, Type, TypeId, Types};
use crate::resolve::Tags;
use crate::schema::{SchemaId, Schemas};
use crate::source::At;
use merged::MergedSchema;
use shape::Shape;
use sharing::Sharing;
use sides::Side;

/// The types made so far.
pub(super) struct Lowered<'a> {
    schemas: &'a Schemas,
    sided: Vec<bool>,
    determines_type: Vec<bool>,
    /// For each schema, whether types that are made of it read values that it does not allow.
    is_loose: Vec<bool>,
    tags: Tags<'a>,
    sharing: Sharing<'a>,
    known: HashMap<Key, Type>,
    /// The unions of schemas that are not alternatives of one `oneOf` or `anyOf`, by the numbers of the schemas.
    unnamed: HashMap<Key, Type>,
    /// Aliases of shared types, by the place that each is named for.
    aliases: HashMap<(TypeId, Origin), TypeId>,
    types: Types,
    depth: usize,
    /// The number of types of several schemas so far.
    conjunctions: usize,
    /// Positions of schemas that their types do not express in full, with the reasons.
    wider: Vec<(At, &'static str)>,
}

/// Limit on the recursion, so that a chain of schemas cannot exhaust the stack.
const DEPTH: usize = 2_000;

/// Limit on the types of several schemas, of which recursive schemas may have exponentially many.
const CONJUNCTIONS: usize = 20_000;

/// The numbers of the schemas that a type is for, and its side.
type Key = (Vec<u32>, Side);

impl<'a> Lowered<'a> {
    pub(super) fn new(schemas: &'a Schemas) -> Lowered<'a> {
        Lowered {
            schemas,
            sided: sides::sided(schemas),
            determines_type: merged::determines_type(schemas),
            is_loose: subschemas::loose(schemas),
            tags: Tags::of(schemas),
            sharing: Sharing::new(schemas),
            known: HashMap::new(),
            unnamed: HashMap::new(),
            aliases: HashMap::new(),
            types: Types::default(),
            depth: 0,
            conjunctions: 0,
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

    /// The type in requests of values that satisfy several schemas.
    pub(super) fn input_of(&mut self, ids: &[SchemaId], origin: Origin) -> Type {
        self.conjunction(ids, Side::Input, origin)
    }

    /// The type in responses of values that satisfy several schemas.
    pub(super) fn output_of(&mut self, ids: &[SchemaId], origin: Origin) -> Type {
        self.conjunction(ids, Side::Output, origin)
    }

    /// The type of a schema in responses.
    pub(super) fn output(&mut self, id: SchemaId, origin: Origin) -> Type {
        self.ty(id, Side::Output, origin)
    }

    fn ty(&mut self, id: SchemaId, side: Side, origin: Origin) -> Type {
        self.conjunction(&[id], side, origin)
    }

    /// The type of values that satisfy several schemas.
    fn conjunction(&mut self, ids: &[SchemaId], side: Side, origin: Origin) -> Type {
        let ids = self.essential(ids);
        let Some(first) = ids.first().copied() else {
            return Type::Any;
        };
        let is_sided = ids.iter().any(|id| self.sided[id.index()]);
        let side = if is_sided { side } else { Side::Output };
        let numbers = ids.iter().map(|id| self.sharing.number(*id)).collect();
        let key = (numbers, side);
        if let Some(known) = self.known.get(&key) {
            return self.here(known.clone(), origin);
        }
        if self.depth > DEPTH || ids.len() > 1 && self.conjunctions > CONJUNCTIONS {
            self.wider(first, "this is nested too deeply for a type");
            return Type::Any;
        }
        self.depth += 1;
        let name = self.schemas[first].name.clone().filter(|_| ids.len() == 1);
        let ty = match name {
            Some(name) => {
                let origin = match side {
                    Side::Input => Origin::Input { name },
                    Side::Output => Origin::Component { name },
                };
                self.named(first, side, key, origin)
            }
            None => {
                self.conjunctions += usize::from(ids.len() > 1);
                self.inline(&ids, side, key, origin)
            }
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
        let (shared, at) = (*id, definition.at);
        let alias = match self.aliases.get(&(shared, origin.clone())) {
            Some(alias) => *alias,
            None => {
                let alias = self.unnamed_slot(at, origin.clone());
                self.define_as(alias, Kind::Alias(Type::Named(shared)));
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
    fn named(&mut self, id: SchemaId, side: Side, key: Key, origin: Origin) -> Type {
        let slot = self.slot(id, origin);
        let merged = merged::merge(self.schemas, &[id]);
        let shape = self.shape(&[id], &merged);
        // A schema that includes another one is a struct of its own name.
        let has_own = shape.is_definition() && self.schemas[id].included().next().is_some();
        let wrapped = self.wrapped(id).filter(|_| !has_own);
        let is_definition = shape.is_definition() && wrapped.is_none();
        let named = Type::Named(slot);
        let ty = match is_definition && merged.allows_null(self.schemas) {
            true => named.nullable(),
            false => named,
        };
        self.known.insert(key, ty.clone());
        let part = |name: &str| Origin::Part {
            of: slot,
            name: name.to_owned(),
        };
        let kind = match wrapped {
            Some((inner, null)) => {
                let ty = self.ty(inner, side, part("value"));
                Kind::Alias(if null { ty.nullable() } else { ty })
            }
            None => match self.define(slot, shape, &[id], &merged, side) {
                Some(kind) => kind,
                None => Kind::Alias(self.plain(&[id], &merged, side, part(""))),
            },
        };
        self.define_as(slot, kind);
        ty
    }

    /// An unnamed schema has a definition only where Rust needs one.
    fn inline(&mut self, ids: &[SchemaId], side: Side, key: Key, origin: Origin) -> Type {
        if let [id] = ids
            && let Some((inner, nullable)) = self.wrapped(*id)
        {
            let ty = self.ty(inner, side, origin);
            let ty = if nullable { ty.nullable() } else { ty };
            self.known.insert(key, ty.clone());
            return ty;
        }
        let merged = merged::merge(self.schemas, ids);
        let shape = self.shape(ids, &merged);
        if !shape.is_definition() {
            // The parts of a type without definition are named by its place.
            let ty = self.plain(ids, &merged, side, origin);
            self.known.insert(key, ty.clone());
            return ty;
        }
        let slot = self.slot(ids[0], origin);
        let named = Type::Named(slot);
        let ty = match merged.allows_null(self.schemas) {
            true => named.nullable(),
            false => named,
        };
        self.known.insert(key, ty.clone());
        if let Some(kind) = self.define(slot, shape, ids, &merged, side) {
            self.define_as(slot, kind);
        }
        ty
    }

    /// Adds a definition to be filled in later, so that its parts can refer to it.
    fn slot(&mut self, id: SchemaId, origin: Origin) -> TypeId {
        let schema = &self.schemas[id];
        self.types.push(Definition {
            at: schema.at,
            origin,
            schema: Some(id),
            title: schema.title.clone(),
            description: schema.description.clone(),
            deprecated: schema.deprecated,
            kind: Kind::Alias(Type::Any),
        })
    }

    /// A definition of a part that the document has no schema of its own for.
    fn unnamed_slot(&mut self, at: At, origin: Origin) -> TypeId {
        self.types.push(Definition {
            at,
            origin,
            schema: None,
            title: None,
            description: None,
            deprecated: false,
            kind: Kind::Alias(Type::Any),
        })
    }

    /// The content of a definition; `None` when none is needed.
    fn define(
        &mut self,
        slot: TypeId,
        shape: Shape,
        ids: &[SchemaId],
        merged: &MergedSchema,
        side: Side,
    ) -> Option<Kind> {
        match shape {
            Shape::Plain => None,
            Shape::Enum(values) => Some(Kind::Enum(values)),
            Shape::IntegerEnum(values) => Some(Kind::IntegerEnum(values)),
            Shape::Struct => Some(Kind::Struct(self.structure(slot, ids, merged, side))),
            Shape::Union(index) => Some(self.union(slot, &merged.unions[index], side)),
            Shape::Product => Some(self.product(slot, merged, side)),
            Shape::Several => Some(self.several(slot, ids, merged, side)),
        }
    }

    fn wider(&mut self, id: SchemaId, reason: &'static str) {
        self.wider.push((self.schemas[id].at, reason));
    }
}
