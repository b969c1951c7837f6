//! Which shapes have lines of their own in the contract, and the names of these.

use std::collections::HashSet;

/// How deep shapes without a line are nested in one another, since readers of JSON have a limit.
const NESTED: usize = 16;

/// A shape that refers to others by their indices.
pub(in crate::lower) trait Graph {
    /// The shapes that it refers to, one for each reference.
    fn children(&self) -> Vec<usize>;

    /// Whether it is about as short as a name, and so has no line. It leads to no other shapes that are not.
    fn is_short(&self, nodes: &[Self]) -> bool
    where
        Self: Sized;

    /// Whether it is that of a component, which has a line wherever it is used.
    fn is_component(&self) -> bool;

    /// The name of a component, or the path to another shape.
    fn path(&self) -> &str;
}

/// The names of the shapes that have lines: of those roots that have a name, of components, of shapes that are used more than
/// once, and of those that are nested too deeply. `roots` are the indices of all roots, with their names.
pub(in crate::lower) fn names<'r>(
    nodes: &[impl Graph],
    roots: impl Iterator<Item = (usize, Option<&'r str>)> + Clone,
) -> Vec<Option<String>> {
    let uses = uses(nodes, roots.clone().map(|(node, _)| node));
    let mut taken: HashSet<String> = HashSet::new();
    let mut names = vec![None; nodes.len()];
    for (node, name) in roots.clone() {
        if let Some(name) = name {
            taken.insert(name.to_owned());
            names[node].get_or_insert_with(|| name.to_owned());
        }
    }
    let is_line = |index: usize| {
        let node = &nodes[index];
        !node.is_short(nodes) && (uses[index] > 1 || uses[index] == 1 && node.is_component())
    };
    let mut lines: Vec<bool> = (0..nodes.len()).map(is_line).collect();
    limit_nesting(nodes, roots.map(|(node, _)| node), &mut lines);
    for (index, node) in nodes.iter().enumerate() {
        if names[index].is_some() || !lines[index] {
            continue;
        }
        let path = node.path();
        let others = (2..).map(|number| format!("{path} {number}"));
        let mut candidates = std::iter::once(path.to_owned()).chain(others);
        names[index] = candidates.find(|name| taken.insert(name.clone()));
    }
    names
}

/// How often each shape is used by roots, and by other shapes that they lead to.
fn uses(nodes: &[impl Graph], roots: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut uses = vec![0_usize; nodes.len()];
    let mut open: Vec<usize> = roots.collect();
    while let Some(index) = open.pop() {
        uses[index] += 1;
        if uses[index] == 1 {
            open.extend(nodes[index].children());
        }
    }
    uses
}

/// Gives lines to shapes that would be nested too deeply.
fn limit_nesting(nodes: &[impl Graph], roots: impl Iterator<Item = usize>, lines: &mut [bool]) {
    let mut seen = vec![false; nodes.len()];
    let mut open: Vec<(usize, usize)> = roots.map(|index| (index, 0)).collect();
    while let Some((index, depth)) = open.pop() {
        if std::mem::replace(&mut seen[index], true) {
            continue;
        }
        lines[index] |= depth == NESTED && !nodes[index].is_short(nodes);
        let inner = if lines[index] { 1 } else { depth + 1 };
        open.extend(
            nodes[index]
                .children()
                .into_iter()
                .map(|child| (child, inner)),
        );
    }
}
