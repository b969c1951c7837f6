//! Limits how deeply types are nested, by trait objects.
//!
//! Whether a type is `Send`, and how it is dropped, rustc finds out by recursion through all types inside of it, behind
//! boxes and in lists as well. It gives up after 128 steps, and code from a build script cannot raise that limit. A trait
//! object ends the recursion: `DynBox` of the runtime is `Send` whatever it holds.

use std::collections::HashSet;

use crate::api::{Kind, Type, Types};
use crate::cycles::cycles;

/// The steps that the types of a document take at most. The rest is for what is around them, such as futures.
const LIMIT: u32 = 64;

/// A member of one definition that leads to another: the index of that one, and the number of steps to it.
type Edge = (usize, u32);

/// Puts members into trait objects, so that no path from type to type has more than [`LIMIT`] steps.
pub(super) fn limit_nesting(types: &mut Types) {
    let edges: Vec<Vec<Edge>> = types.iter().map(|(_, it)| edges(&it.kind)).collect();
    let cut = cuts(&edges);
    for index in 0..types.len() {
        let Some(id) = types.id(index) else { continue };
        let is_cut = |target: usize| cut.contains(&(index, target));
        let inside = |ty: &mut Type| enclose(ty, &is_cut);
        match &mut types.get_mut(id).kind {
            Kind::Struct(structure) => {
                let fields = structure.fields.iter_mut().map(|field| &mut field.ty);
                let others = structure.additional.iter_mut();
                fields.chain(others).for_each(inside);
                let flattened = structure.flattened.iter_mut();
                flattened.map(|it| &mut it.ty).for_each(inside);
            }
            Kind::Union(union) => {
                let variants = union.variants.iter_mut();
                variants.map(|variant| &mut variant.ty).for_each(inside);
            }
            Kind::AnyOf(any_of) => {
                let alternatives = any_of.alternatives.iter_mut();
                alternatives.map(|it| &mut it.ty).for_each(inside);
            }
            Kind::Alias(ty) | Kind::Newtype { ty, .. } => inside(ty),
            Kind::Enum(_) | Kind::IntegerEnum(_) => {}
        }
    }
}

/// Encloses the definitions that are to be in trait objects.
fn enclose(ty: &mut Type, is_cut: &dyn Fn(usize) -> bool) {
    match ty {
        Type::Named(id) if is_cut(id.index()) => *ty = Type::DynBoxed(Box::new(ty.clone())),
        Type::Boxed(inner) => match **inner {
            Type::Named(id) if is_cut(id.index()) => *ty = Type::DynBoxed(inner.clone()),
            _ => enclose(inner, is_cut),
        },
        Type::Nullable(inner) | Type::List(inner) | Type::Map(inner) | Type::JsonText(inner) => {
            enclose(inner, is_cut)
        }
        Type::Tuple(types) => types.iter_mut().for_each(|ty| enclose(ty, is_cut)),
        _ => {}
    }
}

fn edges(kind: &Kind) -> Vec<Edge> {
    let mut edges = Vec::new();
    match kind {
        Kind::Struct(structure) => {
            for field in &structure.fields {
                // The `Option` of members that may be absent.
                add_edges(&field.ty, 1 + u32::from(!field.required), &mut edges);
            }
            if let Some(ty) = &structure.additional {
                add_edges(ty, 1 + COLLECTION, &mut edges);
            }
            for flattened in &structure.flattened {
                let steps = 1 + u32::from(flattened.optional);
                add_edges(&flattened.ty, steps, &mut edges);
            }
        }
        Kind::Union(union) => {
            let variants = union.variants.iter();
            variants.for_each(|variant| add_edges(&variant.ty, 1, &mut edges));
        }
        // The `Option` of alternatives.
        Kind::AnyOf(any_of) => {
            let alternatives = any_of.alternatives.iter();
            alternatives.for_each(|it| add_edges(&it.ty, 2, &mut edges));
        }
        Kind::Alias(ty) => add_edges(ty, 0, &mut edges),
        Kind::Newtype { ty, .. } => add_edges(ty, 1, &mut edges),
        Kind::Enum(_) | Kind::IntegerEnum(_) => {}
    }
    edges
}

/// The steps through `Vec` and `BTreeMap`, to the values inside of them.
const COLLECTION: u32 = 3;

/// The steps through a `Box`.
const BOX: u32 = 2;

fn add_edges(ty: &Type, steps: u32, edges: &mut Vec<Edge>) {
    match ty {
        Type::Named(id) => edges.push((id.index(), steps)),
        Type::Nullable(inner) => add_edges(inner, steps + 1, edges),
        Type::Boxed(inner) => add_edges(inner, steps + BOX, edges),
        Type::List(inner) | Type::Map(inner) => add_edges(inner, steps + COLLECTION, edges),
        // The `Result` and the `Box` in it.
        Type::JsonText(inner) => add_edges(inner, steps + BOX + 2, edges),
        Type::Tuple(types) => types.iter().for_each(|ty| add_edges(ty, steps + 1, edges)),
        _ => {}
    }
}

/// The pairs of a definition and one of its members' definitions between which there have to be trait objects.
fn cuts(edges: &[Vec<Edge>]) -> HashSet<(usize, usize)> {
    let mut cut = HashSet::new();
    let targets: Vec<Vec<usize>> = edges
        .iter()
        .map(|list| list.iter().map(|(target, _)| *target).collect())
        .collect();
    let cycles = cycles(&targets);
    let groups = groups(edges, &cycles, &mut cut);
    let mut heights = vec![0; edges.len()];
    for members in order(edges, &groups, &cut) {
        let own = groups.of[members[0]];
        let mut height = groups.steps[own];
        for node in members {
            for (target, steps) in &edges[node] {
                if groups.of[*target] == own && groups.steps[own] > 0 {
                    continue;
                }
                // A path through a cycle has the steps of all its members at most, this edge included.
                let used = groups.steps[own].max(*steps);
                let through = used + heights[groups.of[*target]];
                if through > LIMIT {
                    cut.insert((node, *target));
                }
                let is_cut = cut.contains(&(node, *target));
                height = height.max(if is_cut { used } else { through });
            }
        }
        heights[own] = height;
    }
    cut
}

/// Definitions in groups: those of a short cycle together, every other one alone.
struct Groups {
    /// The group of each definition: the index of its first member.
    of: Vec<usize>,
    /// The steps that a path through the members of a cycle takes at most, the one that leaves it included, by the index of
    /// the group; 0 for other groups.
    steps: Vec<u32>,
}

/// Groups definitions. Cycles that are too long are cut, so that they are none any more.
fn groups(
    edges: &[Vec<Edge>],
    cycles: &[Option<usize>],
    cut: &mut HashSet<(usize, usize)>,
) -> Groups {
    let count = cycles.iter().flatten().max().map_or(0, |last| last + 1);
    let mut steps = vec![0; count];
    for (node, cycle) in cycles.iter().enumerate() {
        let Some(cycle) = cycle else { continue };
        let longest = edges[node].iter().map(|(_, steps)| *steps).max();
        steps[*cycle] += longest.unwrap_or_default();
    }
    let is_long = |node: usize| cycles[node].is_some_and(|cycle| steps[cycle] > LIMIT);
    cut_back_edges(edges, &|node| is_long(node), cut);
    let mut first: Vec<Option<usize>> = vec![None; count];
    let mut groups = Groups {
        of: (0..edges.len()).collect(),
        steps: vec![0; edges.len()],
    };
    for (node, cycle) in cycles.iter().enumerate() {
        if let Some(cycle) = cycle.filter(|_| !is_long(node)) {
            let group = *first[cycle].get_or_insert(node);
            groups.of[node] = group;
            groups.steps[group] = steps[cycle];
        }
    }
    groups
}

/// Cuts the edges that lead back to a definition on the path to them, among those definitions.
fn cut_back_edges(
    edges: &[Vec<Edge>],
    is_among: &dyn Fn(usize) -> bool,
    cut: &mut HashSet<(usize, usize)>,
) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        OnPath,
        Done,
    }
    let mut states = vec![State::New; edges.len()];
    for root in (0..edges.len()).filter(|node| is_among(*node)) {
        if states[root] != State::New {
            continue;
        }
        let mut path = vec![(root, 0)];
        states[root] = State::OnPath;
        while let Some((node, next)) = path.pop() {
            let Some((target, _)) = edges[node].get(next) else {
                states[node] = State::Done;
                continue;
            };
            path.push((node, next + 1));
            match states[*target] {
                State::OnPath => drop(cut.insert((node, *target))),
                State::New if is_among(*target) => {
                    states[*target] = State::OnPath;
                    path.push((*target, 0));
                }
                _ => {}
            }
        }
    }
}

/// The members of all groups, each group after those that its members lead to.
fn order(edges: &[Vec<Edge>], groups: &Groups, cut: &HashSet<(usize, usize)>) -> Vec<Vec<usize>> {
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    for (node, group) in groups.of.iter().enumerate() {
        members[*group].push(node);
    }
    let targets = |group: usize| -> Vec<usize> {
        let of = |node: &usize| {
            let node = *node;
            let targets = edges[node].iter().map(|(target, _)| *target);
            let targets = targets.filter(move |target| !cut.contains(&(node, *target)));
            targets.map(|target| groups.of[target])
        };
        members[group].iter().flat_map(of).collect()
    };
    let mut is_seen = vec![false; edges.len()];
    let mut order = Vec::new();
    for root in 0..edges.len() {
        if groups.of[root] != root || std::mem::replace(&mut is_seen[root], true) {
            continue;
        }
        let mut path = vec![(root, targets(root), 0)];
        while let Some((group, targets_of_group, next)) = path.pop() {
            let Some(target) = targets_of_group.get(next).copied() else {
                order.push(members[group].clone());
                continue;
            };
            path.push((group, targets_of_group, next + 1));
            if !std::mem::replace(&mut is_seen[target], true) {
                path.push((target, targets(target), 0));
            }
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The longest path that does not visit a node twice and has no cut, by trying all.
    fn longest(edges: &[Vec<Edge>], cut: &HashSet<(usize, usize)>) -> u32 {
        fn from(
            node: usize,
            edges: &[Vec<Edge>],
            cut: &HashSet<(usize, usize)>,
            path: &mut Vec<usize>,
        ) -> u32 {
            path.push(node);
            let mut longest = 0;
            for (target, steps) in &edges[node] {
                let rest = match cut.contains(&(node, *target)) || path.contains(target) {
                    true => 0,
                    false => from(*target, edges, cut, path),
                };
                longest = longest.max(steps + rest);
            }
            path.pop();
            longest
        }
        let nodes = 0..edges.len();
        nodes
            .map(|node| from(node, edges, cut, &mut Vec::new()))
            .max()
            .unwrap_or_default()
    }

    /// Definitions each of which leads to the next one.
    fn chain(length: usize, steps: u32) -> Vec<Vec<Edge>> {
        let next = |next: usize| vec![(next, steps)];
        let last = std::iter::once(Vec::new());
        (1..=length).map(next).chain(last).collect()
    }

    #[test]
    fn short_chains_and_cycles_are_left_alone() {
        assert!(cuts(&chain(16, 4)).is_empty());
        let cycle = |length: usize| -> Vec<Vec<Edge>> {
            (1..=length).map(|next| vec![(next % length, 4)]).collect()
        };
        assert!(cuts(&cycle(16)).is_empty());
        assert!(cuts(&cycle(1)).is_empty());
        // Without the edge that closes the cycle it is a chain, which is too long by the steps to the trait object.
        assert_eq!(cuts(&cycle(17)), HashSet::from([(16, 0), (0, 1)]));
    }

    #[test]
    fn long_chains_are_cut_where_they_have_to_be() {
        assert_eq!(cuts(&chain(65, 1)), HashSet::from([(0, 1)]));
        let long = chain(130, 1);
        let cut = cuts(&long);
        assert_eq!(cut.len(), 2);
        assert!(longest(&long, &cut) <= LIMIT);
    }

    #[test]
    fn no_path_has_more_steps_than_the_limit() {
        // A small generator of graphs, with cycles and without.
        let mut state = 1_u64;
        let mut random = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            ((state >> 33) % below) as usize
        };
        for round in 0..300 {
            let count = 4 + random(8);
            let edges: Vec<Vec<Edge>> = (0..count)
                .map(|node| {
                    let targets = 0..random(4);
                    let target = |_| match round % 2 {
                        0 => random(count as u64),
                        _ => (node + 1 + random(3)).min(count - 1),
                    };
                    let targets: Vec<usize> = targets.map(target).collect();
                    let is_acyclic = round % 2 == 1;
                    let targets = targets.into_iter();
                    let targets = targets.filter(|target| !is_acyclic || *target > node);
                    targets
                        .map(|target| (target, 1 + random(30) as u32))
                        .collect()
                })
                .collect();
            let cut = cuts(&edges);
            assert!(longest(&edges, &cut) <= LIMIT, "{edges:?} {cut:?}");
        }
    }
}
