//! Documents changed by chance are compared: nothing panics, a document has no changes from itself, and there are changes in one
//! direction if there are in the other.

mod documents;
mod mutate;

use std::fs;

use mutate::{Random, mutate};
use serde_json::Value;
use specfirst::bundle::Access;
use specfirst::diagnostic::Diagnostics;
use specfirst::diff::{Calendar, Change};
use specfirst::pipeline::{self, Side};
use specfirst::source::Sources;

/// How many mutants each document has.
const MUTANTS: u64 = 4;

/// 2026-01-01.
const TODAY: i64 = 20_454;

/// The changes; `None` if one of the documents is no OpenAPI document.
fn compare(old: &str, new: &str) -> Option<Vec<Change>> {
    let access = Access::default();
    let read = |text: &str| {
        let mut sources = Sources::new();
        let root = sources.add("openapi.json", text);
        (sources, root)
    };
    let ((mut old, old_root), (mut new, new_root)) = (read(old), read(new));
    let (mut one, mut other) = (Diagnostics::new(), Diagnostics::new());
    let old = Side {
        sources: &mut old,
        root: old_root,
        access: &access,
        diagnostics: &mut one,
    };
    let new = Side {
        sources: &mut new,
        root: new_root,
        access: &access,
        diagnostics: &mut other,
    };
    pipeline::compare(old, new, Calendar::new(TODAY, 30)).unwrap()
}

#[test]
fn mutants_are_compared_in_both_directions() {
    let mut compared = 0;
    let mut changed = 0;
    for (index, path) in documents::all().enumerate() {
        let text = fs::read_to_string(&path).unwrap();
        // What is no YAML to this reader is no document to compare.
        let Ok(document) = serde_yaml::from_str::<Value>(&text) else {
            continue;
        };
        let old = document.to_string();
        for seed in 0..MUTANTS {
            let mut mutant = document.clone();
            mutate(&mut mutant, &mut Random::new(seed + 1000 * index as u64));
            let new = mutant.to_string();
            let name = format!("{} {seed}", path.display());
            let Some(forth) = compare(&old, &new) else {
                continue;
            };
            let back = compare(&new, &old).unwrap();
            let differs = |changes: &[Change]| {
                let is_about_versions =
                    |it: &Change| it.id.starts_with("api-") && it.id.contains("version");
                changes.iter().any(|it| !is_about_versions(it))
            };
            assert_eq!(
                differs(&forth),
                differs(&back),
                "{name}\n{forth:#?}\n{back:#?}"
            );
            assert_eq!(compare(&new, &new), Some(Vec::new()), "{name}");
            assert_eq!(compare(&old, &new), Some(forth.clone()), "{name}");
            compared += 1;
            changed += usize::from(differs(&forth));
        }
    }
    assert!(
        compared > 500 && changed > compared / 10,
        "{compared}, {changed}"
    );
}
