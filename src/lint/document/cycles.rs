//! References that are part of a cycle.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use super::{Step, step_is};

/// Which targets lead to which. A reference is part of a cycle when its target leads back to an object that contains the
/// reference.
pub(super) struct Cycles {
    numbers: HashMap<String, u32>,
    /// By target: the targets from which references lead to it.
    sources: Vec<Vec<u32>>,
    /// By target: the number of its strongly connected component.
    components: Vec<u32>,
    /// By target: all targets that lead to it, where that was asked.
    reaching: RefCell<Reaching>,
}

#[derive(Default)]
struct Reaching {
    sets: HashMap<u32, HashSet<u32>>,
    /// The sizes of all sets together.
    size: usize,
}

/// How many targets are kept in [`Reaching`].
const KEPT: usize = 1_000_000;

fn key_of<'s>(tokens: impl Iterator<Item = &'s str>) -> String {
    let mut key = String::new();
    for token in tokens {
        key.push('/');
        key.push_str(token);
    }
    key
}

impl Cycles {
    pub(super) fn new<'r, 'a: 'r>(
        references: impl Iterator<Item = (&'r [Step<'a>], &'r [String])> + Clone,
    ) -> Self {
        let mut numbers = HashMap::new();
        for (_, target) in references.clone() {
            let next = numbers.len();
            numbers
                .entry(key_of(target.iter().map(String::as_str)))
                .or_insert(next as u32);
        }
        let mut edges: Vec<HashSet<u32>> = vec![HashSet::new(); numbers.len()];
        for (path, target) in references {
            let Some(&to) = numbers.get(&key_of(target.iter().map(String::as_str))) else {
                continue;
            };
            // From all targets that contain the reference, except for those that contain its target as well.
            for (length, number) in prefixes(&numbers, path) {
                if length < path.len() && !contains(length, path, target) {
                    edges[number as usize].insert(to);
                }
            }
        }
        let mut sources = vec![Vec::new(); edges.len()];
        let edges: Vec<Vec<u32>> = edges.into_iter().map(Vec::from_iter).collect();
        for (from, targets) in edges.iter().enumerate() {
            for to in targets {
                sources[*to as usize].push(from as u32);
            }
        }
        Self {
            numbers,
            components: components(&edges, &sources),
            sources,
            reaching: RefCell::default(),
        }
    }

    pub(super) fn has(&self, path: &[Step<'_>], target: &[String]) -> bool {
        let Some(&number) = self.numbers.get(&key_of(target.iter().map(String::as_str))) else {
            return false;
        };
        prefixes(&self.numbers, path).any(|(length, container)| {
            let component = |number: u32| self.components[number as usize];
            if container != number && component(container) == component(number) {
                return true;
            }
            // Where the container leads to the target, it would be in the same component.
            let is_edge = length < path.len() && !contains(length, path, target);
            !is_edge && self.leads(number, container)
        })
    }

    /// Whether a target leads to another one.
    fn leads(&self, from: u32, to: u32) -> bool {
        let mut known = self.reaching.borrow_mut();
        if let Some(reaching) = known.sets.get(&to) {
            return reaching.contains(&from);
        }
        let mut reaching = HashSet::new();
        let mut stack = vec![to];
        while let Some(number) = stack.pop() {
            for source in &self.sources[number as usize] {
                if reaching.insert(*source) {
                    stack.push(*source);
                }
            }
        }
        let leads = reaching.contains(&from);
        if known.size > KEPT {
            *known = Reaching::default();
        }
        known.size += reaching.len();
        known.sets.insert(to, reaching);
        leads
    }
}

/// Whether the first steps of a path lead to an object that contains a target.
fn contains(length: usize, path: &[Step<'_>], target: &[String]) -> bool {
    length <= target.len()
        && path
            .iter()
            .zip(target)
            .take(length)
            .all(|(step, token)| step_is(step, token))
}

/// The beginnings of a path that are targets: their lengths and numbers.
fn prefixes<'n>(
    numbers: &'n HashMap<String, u32>,
    path: &[Step<'_>],
) -> impl Iterator<Item = (usize, u32)> + 'n {
    let mut key = String::new();
    let mut found = Vec::new();
    for (index, step) in path.iter().enumerate() {
        key.push('/');
        match step {
            Step::Key(name) => key.push_str(name),
            Step::Index(index) => key.push_str(&index.to_string()),
        }
        if let Some(&number) = numbers.get(&key) {
            found.push((index + 1, number));
        }
    }
    found.into_iter()
}

/// The strongly connected component of each node: a search in the order in which an earlier search left the nodes, against
/// the edges.
fn components(edges: &[Vec<u32>], sources: &[Vec<u32>]) -> Vec<u32> {
    let mut is_visited = vec![false; edges.len()];
    let mut left = Vec::with_capacity(edges.len());
    for start in 0..edges.len() {
        let mut stack = Vec::new();
        if !std::mem::replace(&mut is_visited[start], true) {
            stack.push((start, 0));
        }
        while let Some((node, next)) = stack.pop() {
            match edges[node].get(next) {
                None => left.push(node),
                Some(&to) => {
                    stack.push((node, next + 1));
                    if !std::mem::replace(&mut is_visited[to as usize], true) {
                        stack.push((to as usize, 0));
                    }
                }
            }
        }
    }
    const NONE: u32 = u32::MAX;
    let mut components = vec![NONE; edges.len()];
    for (number, start) in left.into_iter().rev().enumerate() {
        let mut stack = vec![start];
        while let Some(node) = stack.pop() {
            if components[node] == NONE {
                components[node] = number as u32;
                stack.extend(sources[node].iter().map(|source| *source as usize));
            }
        }
    }
    components
}
