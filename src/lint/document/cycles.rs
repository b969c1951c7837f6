//! References that are part of a cycle.

use std::collections::{HashMap, HashSet};

use super::{Step, step_is};

/// The targets that each target leads to. A reference is part of a cycle when its target leads back to an object that
/// contains the reference.
pub(super) struct Cycles {
    numbers: HashMap<String, usize>,
    /// By target: the targets that it leads to, sorted.
    reach: Vec<Vec<u32>>,
}

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
                .or_insert(next);
        }
        let mut edges: Vec<HashSet<u32>> = vec![HashSet::new(); numbers.len()];
        for (path, target) in references {
            let Some(&to) = numbers.get(&key_of(target.iter().map(String::as_str))) else {
                continue;
            };
            // From all targets that contain the reference, except for those that contain its target as well.
            for (length, number) in prefixes(&numbers, path) {
                let contains_target = length <= target.len()
                    && path
                        .iter()
                        .zip(target)
                        .take(length)
                        .all(|(step, token)| step_is(step, token));
                if length < path.len() && !contains_target {
                    edges[number].insert(to as u32);
                }
            }
        }
        let reach = close(&edges);
        Self { numbers, reach }
    }

    pub(super) fn has(&self, path: &[Step<'_>], target: &[String]) -> bool {
        let Some(&number) = self.numbers.get(&key_of(target.iter().map(String::as_str))) else {
            return false;
        };
        prefixes(&self.numbers, path).any(|(_, number_of_prefix)| {
            self.reach[number]
                .binary_search(&(number_of_prefix as u32))
                .is_ok()
        })
    }
}

/// The beginnings of a path that are targets: their lengths and numbers.
fn prefixes<'n>(
    numbers: &'n HashMap<String, usize>,
    path: &[Step<'_>],
) -> impl Iterator<Item = (usize, usize)> + 'n {
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

/// The transitive closure of a graph, by a search from each node.
fn close(edges: &[HashSet<u32>]) -> Vec<Vec<u32>> {
    let mut marks = vec![u32::MAX; edges.len()];
    let mut stack = Vec::new();
    (0..edges.len())
        .map(|start| {
            let mark = start as u32;
            let mut reached = Vec::new();
            stack.extend(edges[start].iter().copied());
            while let Some(node) = stack.pop() {
                if std::mem::replace(&mut marks[node as usize], mark) != mark {
                    reached.push(node);
                    stack.extend(edges[node as usize].iter().copied());
                }
            }
            reached.sort_unstable();
            reached
        })
        .collect()
}
