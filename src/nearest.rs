//! Finds what somebody may have meant.

/// What a run may spend on suggestions: a document may have thousands of references that lead nowhere, each beside
/// thousands of names.
const BUDGET: u32 = 1_000_000;

/// What it costs to compare two names, where looking at one costs 1.
const COMPARISON: u32 = 20;

/// The longest name, in bytes, that is compared.
const LONGEST: usize = 100;

/// Finds names that are nearly right, until its time is spent.
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
    /// The candidate that differs least from a name, if it does so in a third of its letters at most.
    pub(crate) fn find<'n>(
        &mut self,
        name: &str,
        candidates: impl Iterator<Item = &'n str>,
    ) -> Option<&'n str> {
        // Names that have no letter in common are not near, however short.
        let limit = (1 + name.len() / 3).min(name.chars().count().saturating_sub(1));
        let mut nearest: Option<(usize, &str)> = None;
        for candidate in candidates {
            self.left = self.left.checked_sub(1)?;
            if name.len() > LONGEST || candidate.len().abs_diff(name.len()) > limit {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_found() {
        let mut nearest = Nearest::default();
        let names = ["Pet", "Pets", "Owner", "größe"];
        assert_eq!(nearest.find("Petz", names.into_iter()), Some("Pet"));
        assert_eq!(nearest.find("grosse", names.into_iter()), Some("größe"));
        assert_eq!(nearest.find("Visit", names.into_iter()), None);
    }

    #[test]
    fn time_is_bounded() {
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
