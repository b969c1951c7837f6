//! Types that contain themselves: a box where the size would be infinite, a struct of its own where an alias would
//! be a circle.

use crate::api::{Kind, Type, TypeId, Types};

/// Makes every definition one that Rust can lay out.
pub(super) fn close(mut types: Types) -> Types {
    open_alias_circles(&mut types);
    let component = components(&types, |types, id| by_value(types, id));
    for index in 0..types.len() {
        let Some(id) = types.id(index) else { continue };
        let own = component[index];
        let inside = |ty: &mut Type| enclose(ty, own, &component);
        match &mut types.get_mut(id).kind {
            Kind::Struct(structure) => {
                structure.fields.iter_mut().for_each(|field| inside(&mut field.ty));
                structure.flattened.iter_mut().for_each(inside);
            }
            Kind::Union(union) => union.variants.iter_mut().for_each(|variant| inside(&mut variant.ty)),
            Kind::Newtype(ty) => inside(ty),
            Kind::Enum(_) | Kind::IntegerEnum(_) | Kind::Alias(_) => {}
        }
    }
    types
}

/// Boxes what lies in the same circle.
fn enclose(ty: &mut Type, own: Option<usize>, component: &[Option<usize>]) {
    match ty {
        Type::Nullable(inner) => enclose(inner, own, component),
        Type::Named(id) if own.is_some() && component[id.index()] == own => {
            *ty = Type::Boxed(Box::new(ty.clone()));
        }
        _ => {}
    }
}

/// An alias that leads back to itself becomes a struct around what it stands for; `A = A` is any value.
fn open_alias_circles(types: &mut Types) {
    let component = components(types, |types, id| match &types[id].kind {
        Kind::Alias(ty) => named(ty).into_iter().filter(|id| matches!(types[*id].kind, Kind::Alias(_))).collect(),
        _ => Vec::new(),
    });
    for (index, component) in component.iter().enumerate() {
        let Some(id) = types.id(index).filter(|_| component.is_some()) else { continue };
        let Kind::Alias(ty) = &types[id].kind else { continue };
        let bare = matches!(ty.required(), Type::Named(_));
        types.get_mut(id).kind = if bare { Kind::Alias(Type::Any) } else { Kind::Newtype(ty.clone()) };
    }
}

/// The definition that a type refers to at whatever depth; a type has one at most.
fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => named(inner),
        _ => None,
    }
}

/// The definitions whose values lie inside a definition's own.
fn by_value(types: &Types, id: TypeId) -> Vec<TypeId> {
    let held = |ty: &Type| match ty.required() {
        Type::Named(id) => Some(*id),
        _ => None,
    };
    match &types[id].kind {
        Kind::Struct(structure) => {
            structure.fields.iter().map(|field| &field.ty).chain(&structure.flattened).filter_map(held).collect()
        }
        Kind::Union(union) => union.variants.iter().filter_map(|variant| held(&variant.ty)).collect(),
        Kind::Alias(ty) | Kind::Newtype(ty) => held(ty).into_iter().collect(),
        Kind::Enum(_) | Kind::IntegerEnum(_) => Vec::new(),
    }
}

/// For each definition the circle that it lies in, if it does (Tarjan's algorithm, with a stack of its own).
fn components(types: &Types, edges: impl Fn(&Types, TypeId) -> Vec<TypeId>) -> Vec<Option<usize>> {
    let count = types.len();
    let targets: Vec<Vec<usize>> = (0..count)
        .map(|index| types.id(index).map(|id| edges(types, id)).unwrap_or_default())
        .map(|list| list.into_iter().map(TypeId::index).collect())
        .collect();
    let mut order = vec![usize::MAX; count];
    let mut low = vec![usize::MAX; count];
    let mut on_path = vec![false; count];
    let mut path = Vec::new();
    let mut component = vec![None; count];
    let (mut next, mut found) = (0, 0);
    for root in 0..count {
        if order[root] != usize::MAX {
            continue;
        }
        let mut calls = vec![(root, 0)];
        while let Some((node, edge)) = calls.pop() {
            if edge == 0 {
                (order[node], low[node]) = (next, next);
                next += 1;
                path.push(node);
                on_path[node] = true;
            } else {
                let child = targets[node][edge - 1];
                low[node] = low[node].min(low[child]);
            }
            let mut edge = edge;
            let mut descended = false;
            while let Some(&child) = targets[node].get(edge) {
                edge += 1;
                if order[child] == usize::MAX {
                    calls.push((node, edge));
                    calls.push((child, 0));
                    descended = true;
                    break;
                }
                if on_path[child] {
                    low[node] = low[node].min(order[child]);
                }
            }
            if descended || low[node] != order[node] {
                continue;
            }
            let start = path.iter().rposition(|other| *other == node).unwrap_or_default();
            let members = path.split_off(start);
            let circle = members.len() > 1 || targets[node].contains(&node);
            for member in members {
                on_path[member] = false;
                component[member] = circle.then_some(found);
            }
            found += 1;
        }
    }
    component
}
