//! Suggestions for misspelled names.

use crate::source::{Node, Value};

/// Limit on the work for suggestions in a run: a document may have thousands of unresolved references, each to an object
/// with thousands of names.
const BUDGET: u32 = 1_000_000;

/// The cost of comparing two names; visiting a name costs 1.
const COMPARISON: u32 = 20;

/// The length in bytes of the longest name that is compared.
const MAX_LENGTH: usize = 100;

/// Finds names similar to a misspelled one, until its budget is spent.
#[derive(Debug)]
pub(crate) struct Nearest {
    left: u32,
}

impl Default for Nearest {
    fn default() -> Self {
        Nearest { left: BUDGET }
    }
}

impl Nearest {
    /// The most similar candidate, if it is similar enough.
    pub(crate) fn find<'n>(
        &mut self,
        name: &str,
        candidates: impl Iterator<Item = &'n str>,
    ) -> Option<&'n str> {
        let limit = limit(name);
        let mut nearest: Option<(usize, &str)> = None;
        for candidate in candidates {
            self.left = self.left.checked_sub(1)?;
            if name.len() > MAX_LENGTH || candidate.len().abs_diff(name.len()) > limit {
                continue;
            }
            self.left = self.left.checked_sub(COMPARISON)?;
            let distance = strsim::damerau_levenshtein(candidate, name);
            if distance <= limit && nearest.is_none_or(|known| (distance, candidate) < known) {
                nearest = Some((distance, candidate));
            }
        }
        nearest.map(|(_, candidate)| candidate)
    }

    /// The member of `node` with the name most similar to `name`, if `rest`, the remaining pointer of the reference, resolves
    /// in it.
    pub(crate) fn member<'n>(&mut self, node: &'n Node, name: &str, rest: &str) -> Option<&'n str> {
        let members = node.as_object()?;
        let is_container = |node: &Node| match &node.value {
            Value::Object(_) => true,
            Value::Array(_) => !rest.is_empty(),
            _ => false,
        };
        let candidates = members
            .iter()
            .filter(|(_, entry)| is_container(&entry.node));
        let near = self.find(name, candidates.map(|(key, _)| key))?;
        members.get(near)?.pointer(rest).map(|_| near)
    }
}

/// The edit distance up to which names are similar: 1 for short names, else a third of the length plus 1.
fn limit(name: &str) -> usize {
    match name.chars().count() {
        0 | 1 => 0,
        2..=4 => 1,
        letters => 1 + letters / 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_most_similar_name() {
        let mut nearest = Nearest::default();
        let names = ["Pet", "Pets", "Owner", "größe"];
        assert_eq!(nearest.find("Petz", names.into_iter()), Some("Pet"));
        assert_eq!(nearest.find("grosse", names.into_iter()), Some("größe"));
        assert_eq!(nearest.find("Visit", names.into_iter()), None);
        assert_eq!(nearest.find("Cat", names.into_iter()), None);
        assert_eq!(nearest.find("nope", ["type"].into_iter()), None);
    }

    #[test]
    fn cost_is_bounded() {
        let mut nearest = Nearest::default();
        let names: Vec<String> = (0..10_000)
            .map(|number| format!("Schema{number}"))
            .collect();
        let found = (0..10_000)
            .filter(|_| {
                nearest
                    .find("Schema_", names.iter().map(String::as_str))
                    .is_some()
            })
            .count();
        assert!((1..100).contains(&found), "{found}");
    }
}
