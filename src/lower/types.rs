//! Schemas to types.

use std::collections::HashMap;

use serde_json::Value;

use super::flat::{self, Alternatives, Flat};
use super::sharing::Sharing;
use super::sides::{self, Side};
use crate::api::{
    Choice, Definition, Field, Integer, Kind, Origin, Struct, Type, TypeId, Types, Union, Variant,
};
use crate::schema::{self, SchemaId, Schemas};
use crate::source::At;

/// The types made so far.
pub(super) struct Lowered<'a> {
    schemas: &'a Schemas,
    sided: Vec<bool>,
    saying_type: Vec<bool>,
    sharing: Sharing<'a>,
    known: HashMap<(u32, Side), Type>,
    /// Names of a shared type at other places than the first.
    aliases: HashMap<(TypeId, Origin), TypeId>,
    types: Types,
    depth: usize,
    /// Where schemas say more than a type can, and what.
    wider: Vec<(At, &'static str)>,
}

/// A chain of schemas longer than this ends in any value: a limit for the stack, far beyond what documents hold.
const DEPTH: usize = 2_000;

/// Lists of lists of lists: the compiler gives up at some hundred levels, and people long before.
const NESTING: usize = 24;

impl<'a> Lowered<'a> {
    pub(super) fn new(schemas: &'a Schemas) -> Lowered<'a> {
        Lowered {
            schemas,
            sided: sides::sided(schemas),
            saying_type: flat::saying_type(schemas),
            sharing: Sharing::new(schemas),
            known: HashMap::new(),
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

    pub(super) fn ty(&mut self, id: SchemaId, side: Side, origin: Origin) -> Type {
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
    pub(super) fn is_never(&self, id: SchemaId) -> bool {
        self.schemas[id].boolean == Some(false)
    }

    pub(super) fn is_null(&self, id: SchemaId) -> bool {
        flat::is_null(self.schemas, id)
    }

    pub(super) fn allows_null(&self, id: SchemaId) -> bool {
        flat::allows_null(self.schemas, id)
    }

    /// Whether two schemas say the same.
    pub(super) fn is_same(&mut self, one: SchemaId, other: SchemaId) -> bool {
        let (one, other) = (self.schemas.resolve(one), self.schemas.resolve(other));
        self.sharing.number(one) == self.sharing.number(other)
    }

    pub(super) fn at(&self, id: SchemaId) -> At {
        self.schemas[id].at
    }

    pub(super) fn push(&mut self, definition: Definition) -> TypeId {
        self.types.push(definition)
    }

    pub(super) fn define_as(&mut self, slot: TypeId, kind: Kind) {
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

    fn shape(&self, id: SchemaId, flat: &Flat) -> Shape {
        if self.schemas[id].boolean.is_some() {
            return Shape::Plain;
        }
        if let Some(values) = &flat.enumeration {
            let choices: Vec<Choice<&Value>> =
                values.iter().map(|value| Choice::bare(*value)).collect();
            return enumeration(&choices);
        }
        if let Some(choices) = self.constants(flat) {
            return enumeration(&choices);
        }
        let union = flat.unions.iter().position(|union| {
            union
                .branches
                .iter()
                .filter(|branch| self.says_type(**branch))
                .count()
                > 1
        });
        if let Some(union) = union.filter(|_| flat.properties.is_empty()) {
            return Shape::Union(union);
        }
        let types = flat.types.map(|types| types.without(schema::Type::Null));
        match types.map(schema::Types::only) {
            Some(Some(schema::Type::Object)) => {}
            // Only `null`, or several types.
            Some(None) => {
                return match types.is_some_and(schema::Types::is_empty) {
                    true => Shape::Plain,
                    false => Shape::Several,
                };
            }
            Some(_) => return Shape::Plain,
            None if flat.properties.is_empty() => return Shape::Plain,
            None => {}
        }
        let closed = flat.additional.is_some_and(|id| self.is_never(id));
        if flat.properties.is_empty() && (!closed || !flat.patterns.is_empty()) {
            Shape::Plain
        } else {
            Shape::Struct
        }
    }

    /// The values of a `oneOf` or `anyOf` that lists one constant for each branch, which is how enums are written
    /// whose values have titles.
    fn constants(&self, flat: &Flat) -> Option<Vec<Choice<&'a Value>>> {
        let [union] = &flat.unions[..] else {
            return None;
        };
        let branches = union.branches.iter();
        let branches = branches.filter(|branch| !flat::is_null(self.schemas, **branch));
        let mut choices: Vec<Choice<&Value>> = Vec::new();
        for branch in branches {
            let schema = &self.schemas[*branch];
            let [value] = schema.enumeration.as_deref()? else {
                return None;
            };
            // What refers to other schemas is a type of its own.
            if schema.children().next().is_some() || !(value.is_string() || value.is_i64()) {
                return None;
            }
            if choices.iter().all(|choice| choice.value != value) {
                choices.push(Choice {
                    value,
                    title: schema.title.clone(),
                    description: schema.description.clone(),
                });
            }
        }
        let same_kind = choices
            .windows(2)
            .all(|pair| pair[0].value.is_string() == pair[1].value.is_string());
        (same_kind && flat.properties.is_empty()).then_some(choices)
    }

    /// Whether a branch of a union says what type its values have, and does not only constrain them.
    pub(super) fn says_type(&self, id: SchemaId) -> bool {
        self.saying_type[id.index()]
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

    fn structure(&mut self, slot: TypeId, flat: &Flat, side: Side) -> Struct {
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

    pub(super) fn union(&mut self, slot: TypeId, union: &Alternatives, side: Side) -> Kind {
        let mut variants: Vec<Variant> = Vec::new();
        let mut tagged = union.discriminator.is_some();
        let mut default = None;
        for branch in &union.branches {
            if flat::is_null(self.schemas, *branch) {
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
            let tags: Vec<String> = match union.discriminator {
                Some(discriminator) => {
                    let mapped = discriminator
                        .mapping
                        .iter()
                        .filter(|(_, id)| self.schemas.resolve(*id) == target);
                    let mut tags: Vec<String> = mapped.map(|(value, _)| value.clone()).collect();
                    if tags.is_empty() {
                        tags.extend(self.schemas[target].name.clone());
                    }
                    tags
                }
                None => Vec::new(),
            };
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

    /// A union's variant for each of several types.
    fn several(&mut self, slot: TypeId, flat: &Flat, side: Side) -> Kind {
        let types = flat.types.unwrap_or_default().without(schema::Type::Null);
        let mut variants = Vec::new();
        for kind in types.iter() {
            let origin = Origin::Part {
                of: slot,
                name: kind.name().to_owned(),
            };
            let ty = match kind {
                schema::Type::Object if !flat.properties.is_empty() => {
                    let inner = self.slot(self.types[slot].schema, origin);
                    let structure = self.structure(inner, flat, side);
                    self.types.get_mut(inner).kind = Kind::Struct(structure);
                    Type::Named(inner)
                }
                _ => self.of_type(kind, flat, side, origin),
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
        // The value that tells it from the others, as `kind: {const: circle}`.
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
        if let Some((inner, _)) = flat::wrapped(self.schemas, self.schemas.resolve(id)) {
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

    /// The type of a named schema that is no definition of its own kind.
    fn plain(&mut self, id: SchemaId, flat: &Flat, side: Side, slot: TypeId) -> Type {
        if let Some((inner, nullable)) = flat::wrapped(self.schemas, id) {
            let ty = self.ty(
                inner,
                side,
                Origin::Part {
                    of: slot,
                    name: "value".to_owned(),
                },
            );
            return if nullable { ty.nullable() } else { ty };
        }
        self.plain_in(
            id,
            flat,
            side,
            Origin::Part {
                of: slot,
                name: String::new(),
            },
        )
    }

    fn plain_in(&mut self, id: SchemaId, flat: &Flat, side: Side, origin: Origin) -> Type {
        if self.schemas[id].boolean.is_some() {
            return Type::Any;
        }
        if let Some(values) = &flat.enumeration {
            let ty = mixed(values);
            if ty == Type::Any {
                let reason = match values.len() {
                    1 => "the only value is an object or a list",
                    _ => "the values of this `enum` are of several types",
                };
                self.wider(id, reason);
            }
            return ty;
        }
        // One alternative that says a type, beside others that only constrain it.
        let types = match flat.types {
            Some(types) => types,
            None if flat.items.is_some() || !flat.prefix.is_empty() => {
                schema::Types::from_iter([schema::Type::Array])
            }
            None => return Type::Any,
        };
        let Some(kind) = types.without(schema::Type::Null).only() else {
            return Type::Null;
        };
        let ty = self.of_type(kind, flat, side, origin);
        if types.contains(schema::Type::Null) {
            ty.nullable()
        } else {
            ty
        }
    }

    fn wider(&mut self, id: SchemaId, reason: &'static str) {
        self.wider.push((self.schemas[id].at, reason));
    }

    /// The type of values of one JSON type, objects with members left out.
    fn of_type(&mut self, kind: schema::Type, flat: &Flat, side: Side, origin: Origin) -> Type {
        match kind {
            schema::Type::Null => Type::Null,
            schema::Type::Boolean => Type::Boolean,
            schema::Type::Integer => Type::Integer(integer(flat)),
            schema::Type::Number => Type::Float(if flat.format == Some("float") { 32 } else { 64 }),
            schema::Type::String => match flat.format {
                Some("date-time") => Type::DateTime,
                Some("date") => Type::Date,
                Some("uuid") => Type::Uuid,
                Some("byte") => Type::Bytes,
                None if flat.base64 => Type::Bytes,
                _ => Type::String,
            },
            schema::Type::Array if !flat.prefix.is_empty() => {
                let ty = self.tuple(flat, side, origin);
                self.shallow(ty, flat.prefix[0])
            }
            schema::Type::Array => match flat.items {
                Some(items) => {
                    let ty = self.ty(items, side, element(origin, "item"));
                    self.shallow(Type::List(Box::new(ty)), items)
                }
                None => Type::List(Box::new(Type::Any)),
            },
            schema::Type::Object => {
                let values = self.other_members(flat, side, element(origin, "value"));
                let ty = Type::Map(Box::new(values.unwrap_or(Type::Any)));
                match flat.additional {
                    Some(additional) => self.shallow(ty, additional),
                    None => ty,
                }
            }
        }
    }

    /// The type, or any value where it is nested too deeply by what this schema brings in.
    fn shallow(&mut self, ty: Type, inner: SchemaId) -> Type {
        let mut fuel = NESTING * NESTING;
        if self.nesting(&ty, &mut fuel) <= NESTING {
            return ty;
        }
        self.wider(inner, "this is nested too deeply for a type");
        Type::Any
    }

    /// How many lists, maps and tuples lie in each other, names that only stand for them included; more than are
    /// allowed where it takes too long to tell.
    fn nesting(&self, ty: &Type, fuel: &mut usize) -> usize {
        if *fuel == 0 {
            return NESTING + 1;
        }
        *fuel -= 1;
        match ty {
            Type::List(inner) | Type::Map(inner) => 1 + self.nesting(inner, fuel),
            Type::Tuple(parts) => {
                let parts = parts.iter().map(|part| self.nesting(part, fuel));
                1 + parts.max().unwrap_or_default()
            }
            Type::Nullable(inner) | Type::Boxed(inner) => self.nesting(inner, fuel),
            Type::Named(id) => match &self.types[*id].kind {
                Kind::Alias(inner) => self.nesting(inner, fuel),
                _ => 0,
            },
            _ => 0,
        }
    }

    /// A schema's default, where it is a value of its type.
    pub(super) fn default(&self, id: SchemaId, ty: &Type) -> Option<Value> {
        let own = self.schemas[id].default.as_ref();
        let value = own.or_else(|| self.schemas[self.schemas.resolve(id)].default.as_ref())?;
        self.fits(value, ty).then(|| value.clone())
    }

    /// Whether a value that needs no more than a literal is of a type.
    fn fits(&self, value: &Value, ty: &Type) -> bool {
        match &self.target(ty) {
            Type::Boolean => value.is_boolean(),
            Type::Integer(width) => value.as_i64().is_some_and(|number| match width {
                Integer::I8 => i8::try_from(number).is_ok(),
                Integer::I16 => i16::try_from(number).is_ok(),
                Integer::I32 => i32::try_from(number).is_ok(),
                Integer::I64 => true,
                Integer::U8 => u8::try_from(number).is_ok(),
                Integer::U16 => u16::try_from(number).is_ok(),
                Integer::U32 => u32::try_from(number).is_ok(),
                Integer::U64 => u64::try_from(number).is_ok(),
            }),
            Type::Float(_) => value.is_number(),
            Type::String => value.is_string(),
            Type::Named(id) => match &self.types[*id].kind {
                Kind::Enum(choices) => value
                    .as_str()
                    .is_some_and(|text| choices.iter().any(|choice| choice.value == text)),
                Kind::IntegerEnum(choices) => value
                    .as_i64()
                    .is_some_and(|number| choices.iter().any(|choice| choice.value == number)),
                _ => false,
            },
            _ => false,
        }
    }
}

/// What kind of definition a schema needs.
enum Shape {
    /// None: Rust has a type for it.
    Plain,
    Enum(Vec<Choice<String>>),
    IntegerEnum(Vec<Choice<i64>>),
    Struct,
    /// The union at this place of [`Flat::unions`].
    Union(usize),
    /// Values of several types.
    Several,
}

impl Shape {
    fn is_definition(&self) -> bool {
        !matches!(self, Shape::Plain)
    }
}

/// Whether `null` is allowed beside other values.
fn is_nullable(schemas: &Schemas, flat: &Flat) -> bool {
    match flat.types {
        Some(types) => types.contains(schema::Type::Null),
        None => {
            let listed = flat
                .enumeration
                .as_ref()
                .is_some_and(|values| values.contains(&&Value::Null));
            listed
                || flat.unions.iter().any(|union| {
                    union
                        .branches
                        .iter()
                        .any(|branch| flat::allows_null(schemas, *branch))
                })
        }
    }
}

fn enumeration(choices: &[Choice<&Value>]) -> Shape {
    let choices: Vec<&Choice<&Value>> = choices
        .iter()
        .filter(|choice| !choice.value.is_null())
        .collect();
    if choices.is_empty() {
        return Shape::Plain;
    }
    if let Some(strings) = all(&choices, |value| value.as_str().map(str::to_owned)) {
        return Shape::Enum(strings);
    }
    match all(&choices, Value::as_i64) {
        Some(integers) => Shape::IntegerEnum(integers),
        None => Shape::Plain,
    }
}

/// The choices, where all are of one kind.
fn all<T>(
    choices: &[&Choice<&Value>],
    kind: impl Fn(&Value) -> Option<T>,
) -> Option<Vec<Choice<T>>> {
    choices
        .iter()
        .map(|choice| {
            Some(Choice {
                value: kind(choice.value)?,
                title: choice.title.clone(),
                description: choice.description.clone(),
            })
        })
        .collect()
}

/// The type of listed values that are neither all strings nor all integers.
fn mixed(values: &[&Value]) -> Type {
    let null = values.iter().any(|value| value.is_null());
    let others: Vec<&&Value> = values.iter().filter(|value| !value.is_null()).collect();
    let ty = if others.is_empty() {
        return Type::Null;
    } else if others.iter().all(|value| value.is_boolean()) {
        Type::Boolean
    } else if others.iter().all(|value| value.is_number()) {
        Type::Float(64)
    } else {
        return Type::Any;
    };
    if null { ty.nullable() } else { ty }
}

fn integer(flat: &Flat) -> Integer {
    match flat.format {
        Some("int8") => Integer::I8,
        Some("int16") => Integer::I16,
        Some("int32") => Integer::I32,
        Some("uint8") => Integer::U8,
        Some("uint16") => Integer::U16,
        Some("uint32") => Integer::U32,
        Some("uint64") => Integer::U64,
        _ => match (flat.minimum, flat.maximum) {
            // Beyond what a signed integer holds.
            (Some(minimum), Some(maximum)) if minimum >= 0.0 && maximum > i64::MAX as f64 => {
                Integer::U64
            }
            _ => Integer::I64,
        },
    }
}

/// The origin of what a list or map holds: a part of the same thing, in the singular where it has a name.
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

/// `faults` is one `fault`; `None` where a word is no plural that one can tell.
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
