//! Makes recursive types representable: boxes where their size would be infinite, structs in place of circular aliases.

use crate::api::{Kind, Limits, Type, TypeId, Types};
use crate::cycles::cycles;
use crate::resolve::{Constraints, Count};
use crate::schema::{SchemaId, Schemas};

/// Boxes and wraps types so that each definition has a finite size.
pub(super) fn break_cycles(mut types: Types, schemas: &Schemas) -> Types {
    open_alias_cycles(&mut types, schemas);
    let component = components(&types, by_value);
    for index in 0..types.len() {
        let Some(id) = types.id(index) else { continue };
        let own = component[index];
        let inside = |ty: &mut Type| enclose(ty, own, &component);
        match &mut types.get_mut(id).kind {
            Kind::Struct(structure) => {
                structure
                    .fields
                    .iter_mut()
                    .for_each(|field| inside(&mut field.ty));
                let flattened = structure.flattened.iter_mut();
                flattened.for_each(|flattened| inside(&mut flattened.ty));
            }
            Kind::Union(union) => union
                .variants
                .iter_mut()
                .for_each(|variant| inside(&mut variant.ty)),
            Kind::AnyOf(any_of) => any_of
                .alternatives
                .iter_mut()
                .for_each(|part| inside(&mut part.ty)),
            Kind::Newtype { ty, .. } => inside(ty),
            Kind::Enum(_) | Kind::IntegerEnum(_) | Kind::Alias(_) => {}
        }
    }
    types
}

/// Boxes references to definitions in the same cycle.
fn enclose(ty: &mut Type, own: Option<usize>, component: &[Option<usize>]) {
    match ty {
        Type::Nullable(inner) => enclose(inner, own, component),
        Type::Tuple(types) => {
            let types = types.iter_mut();
            types.for_each(|ty| enclose(ty, own, component));
        }
        Type::Named(id) if own.is_some() && component[id.index()] == own => {
            *ty = Type::Boxed(Box::new(ty.clone()));
        }
        _ => {}
    }
}

/// Turns an alias that leads back to itself into a newtype; `A = A` becomes any value.
fn open_alias_cycles(types: &mut Types, schemas: &Schemas) {
    let component = components(types, |types, id| match &types[id].kind {
        Kind::Alias(ty) => ty
            .named()
            .into_iter()
            .filter(|id| matches!(types[*id].kind, Kind::Alias(_)))
            .collect(),
        _ => Vec::new(),
    });
    for (index, component) in component.iter().enumerate() {
        let Some(id) = types.id(index).filter(|_| component.is_some()) else {
            continue;
        };
        let Kind::Alias(ty) = &types[id].kind else {
            continue;
        };
        let bare = matches!(ty.required(), Type::Named(_));
        types.get_mut(id).kind = if bare {
            Kind::Alias(Type::Any)
        } else {
            Kind::Newtype {
                ty: ty.clone(),
                limits: limits(schemas, types[id].schema, ty),
            }
        };
    }
}

/// The limits of a list or a map: those of its schema, and of the schemas that this one includes.
fn limits(schemas: &Schemas, id: Option<SchemaId>, ty: &Type) -> Limits {
    let Some(id) = id else {
        return Limits::default();
    };
    let constraints = Constraints::of(schemas, &[id]);
    let number = |count: Option<Count>| count.map(|count| count.number);
    let counts = &constraints.counts;
    match ty.required() {
        Type::List(_) => Limits {
            min: number(counts.min_items),
            max: number(counts.max_items),
            is_unique: constraints.unique_items,
        },
        Type::Map(_) => Limits {
            min: number(counts.min_properties),
            max: number(counts.max_properties),
            is_unique: false,
        },
        _ => Limits::default(),
    }
}

/// The definitions whose values are stored inside a value of the type.
fn held(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::Nullable(inner) => held(inner),
        Type::Tuple(types) => types.iter().flat_map(held).collect(),
        _ => Vec::new(),
    }
}

/// The definitions whose values are stored inside a value of a definition.
fn by_value(types: &Types, id: TypeId) -> Vec<TypeId> {
    match &types[id].kind {
        Kind::Struct(structure) => structure
            .fields
            .iter()
            .map(|field| &field.ty)
            .chain(structure.flattened.iter().map(|flattened| &flattened.ty))
            .flat_map(held)
            .collect(),
        Kind::Union(union) => union
            .variants
            .iter()
            .flat_map(|variant| held(&variant.ty))
            .collect(),
        Kind::AnyOf(any_of) => any_of
            .alternatives
            .iter()
            .flat_map(|part| held(&part.ty))
            .collect(),
        Kind::Alias(ty) | Kind::Newtype { ty, .. } => held(ty),
        Kind::Enum(_) | Kind::IntegerEnum(_) => Vec::new(),
    }
}

/// For each definition the cycle that it is part of, if any.
fn components(types: &Types, edges: impl Fn(&Types, TypeId) -> Vec<TypeId>) -> Vec<Option<usize>> {
    let targets: Vec<Vec<usize>> = (0..types.len())
        .map(|index| {
            types
                .id(index)
                .map(|id| edges(types, id))
                .unwrap_or_default()
        })
        .map(|list| list.into_iter().map(TypeId::index).collect())
        .collect();
    cycles(&targets)
}
