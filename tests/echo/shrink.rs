//! Makes a difference smaller: parts of its schema and its instance are removed as long as it is still there.

use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use crate::judge::Judge;
use crate::program::{Program, Read, Through};
use crate::random::Random;
use crate::report::{Difference, What};
use crate::{differs, documents, schemas};

/// The candidates that are tried at once for each difference.
const CANDIDATES: usize = 40;

/// After what time no further round starts: each compiles a document.
const TIME: Duration = Duration::from_secs(60);

/// Makes each difference as small as time allows.
pub fn shrink(differences: &mut [Difference]) {
    let start = Instant::now();
    let mut random = Random::new(1);
    let mut open: Vec<usize> = (0..differences.len()).collect();
    while !open.is_empty() && start.elapsed() < TIME {
        let mut tried: Vec<(usize, Difference)> = Vec::new();
        for &index in &open {
            if start.elapsed() > TIME {
                return;
            }
            for (number, candidate) in candidates(&differences[index], &mut random)
                .into_iter()
                .enumerate()
            {
                let name = format!("Subject{index}Try{number}");
                let candidate = renamed(&candidate, &name);
                tried.push((index, candidate));
            }
        }
        let Some(program) = build(&mut tried) else {
            return;
        };
        open.clear();
        for (operation, (index, candidate)) in tried.into_iter().enumerate() {
            // They are sorted, so that the first that still differs is the smallest.
            if open.contains(&index) || !still_differs(&program, operation, &candidate) {
                continue;
            }
            differences[index] = smaller_instance(&program, operation, candidate);
            open.push(index);
        }
    }
}

/// A program with the schemas of the candidates; those of which none can be generated are removed.
fn build(tried: &mut Vec<(usize, Difference)>) -> Option<Program> {
    let document = |tried: &[(usize, Difference)]| {
        let components = tried.iter().flat_map(|(_, it)| it.schema.1.clone());
        let references = tried.iter().map(|(_, it)| schemas::reference(&it.schema.0));
        schemas::document("3.1.0", components.collect(), references)
    };
    let is_generated = |document: &Value| {
        let (generated, _) = documents::generate_text("echo.json", &document.to_string());
        generated.is_some()
    };
    if !is_generated(&document(tried)) {
        tried.retain(|one| {
            let components = one.1.schema.1.clone();
            let reference = schemas::reference(&one.1.schema.0);
            is_generated(&schemas::document(
                "3.1.0",
                components,
                [reference].into_iter(),
            ))
        });
    }
    Program::build(
        "specfirst-shrink",
        Through::Types,
        &[(&document(tried), tried.len())],
    )
    .ok()
}

fn still_differs(program: &Program, operation: usize, difference: &Difference) -> bool {
    let reference = schemas::reference(&difference.schema.0);
    let instance = &difference.instance;
    let Ok(judge) = Judge::new(&difference.schema.1, &reference) else {
        return false;
    };
    if !is_judged(difference) {
        return false;
    }
    let echoes = program.echo(&[(operation, instance)]);
    let read = match difference.side {
        "client" => &echoes[0].client,
        _ => &echoes[0].server,
    };
    match difference.what {
        What::Accepted => !matches!(read, Read::Invalid(_)),
        what => differs(&judge, instance, read).is_some_and(|(found, _)| found == what),
    }
}

/// The difference with the smallest instance for its schema, and with what comes back for it.
fn smaller_instance(program: &Program, operation: usize, mut difference: Difference) -> Difference {
    loop {
        let mut smaller = removals(&difference.instance);
        smaller.extend(simpler(&difference.instance));
        let smaller = smaller.into_iter().find_map(|instance| {
            let candidate = Difference {
                instance,
                ..difference.clone()
            };
            still_differs(program, operation, &candidate).then_some(candidate)
        });
        match smaller {
            Some(smaller) => difference = smaller,
            None => break,
        }
    }
    let reference = schemas::reference(&difference.schema.0);
    if let Ok(judge) = Judge::new(&difference.schema.1, &reference) {
        let echoes = program.echo(&[(operation, &difference.instance)]);
        let read = match difference.side {
            "client" => &echoes[0].client,
            _ => &echoes[0].server,
        };
        if let Some((_, detail)) = differs(&judge, &difference.instance, read) {
            difference.detail = detail;
        }
    }
    difference
}

/// The difference with less of a schema, the smallest first: without one part, or without several at once.
fn candidates(difference: &Difference, random: &mut Random) -> Vec<Difference> {
    let (name, components) = &difference.schema;
    let mut smaller = removals(&Value::Object(components.clone()));
    for _ in 0..CANDIDATES {
        let mut whole = Value::Object(components.clone());
        for _ in 0..2 + random.below(5) {
            let fewer = removals(&whole);
            if !fewer.is_empty() {
                whole = random.pick(&fewer).clone();
            }
        }
        smaller.push(whole);
    }
    let smaller = smaller.into_iter().filter_map(|smaller| {
        let smaller = Difference {
            schema: (name.clone(), smaller.as_object()?.clone()),
            ..difference.clone()
        };
        (smaller.schema.1.contains_key(name) && is_judged(&smaller)).then_some(smaller)
    });
    let mut found: Vec<Difference> = smaller.collect();
    found.sort_by_key(Difference::length);
    found.truncate(CANDIDATES);
    found
}

/// Whether the instance is valid, or invalid, as it was.
fn is_judged(difference: &Difference) -> bool {
    let (name, components) = &difference.schema;
    let judge = Judge::new(components, &schemas::reference(name));
    judge.is_ok_and(|judge| match difference.what {
        What::Accepted => judge.refuses(&difference.instance),
        _ => judge.accepts(&difference.instance),
    })
}

/// The difference with other names of its components.
fn renamed(difference: &Difference, name: &str) -> Difference {
    let old = &difference.schema.0;
    let rename = |value: &Value| -> Value {
        serde_json::from_str(&value.to_string().replace(old.as_str(), name)).unwrap()
    };
    let components: Map<String, Value> = difference
        .schema
        .1
        .iter()
        .map(|(key, value)| (key.replace(old.as_str(), name), rename(value)))
        .collect();
    Difference {
        schema: (name.to_owned(), components),
        instance: rename(&difference.instance),
        ..difference.clone()
    }
}

/// The value without one of its members or items, at any depth.
fn removals(value: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                // The generator would take an untyped schema to have a type, and the judge would not.
                if name == "type" && !member.is_object() {
                    continue;
                }
                let mut fewer = members.clone();
                fewer.shift_remove(name);
                found.push(fewer.into());
                for smaller in removals(member) {
                    let mut changed = members.clone();
                    changed.insert(name.clone(), smaller);
                    found.push(changed.into());
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let mut fewer = items.clone();
                fewer.remove(index);
                found.push(fewer.into());
                for smaller in removals(item) {
                    let mut changed = items.clone();
                    changed[index] = smaller;
                    found.push(changed.into());
                }
            }
        }
        _ => {}
    }
    found
}

/// The value with one of its texts shorter.
fn simpler(value: &Value) -> Vec<Value> {
    match value {
        Value::String(text) if text.chars().count() > 1 => {
            vec!["".into(), "a".into()]
        }
        Value::Object(members) => {
            let changed = members.iter().flat_map(|(name, member)| {
                simpler(member).into_iter().map(|simpler| {
                    let mut members = members.clone();
                    members.insert(name.clone(), simpler);
                    members.into()
                })
            });
            changed.collect()
        }
        Value::Array(items) => {
            let changed = items.iter().enumerate().flat_map(|(index, item)| {
                simpler(item).into_iter().map(move |simpler| {
                    let mut items = items.clone();
                    items[index] = simpler;
                    items.into()
                })
            });
            changed.collect()
        }
        _ => Vec::new(),
    }
}
