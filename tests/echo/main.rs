//! Generated types lose nothing: random schemas, random instances that are valid against them, and the examples of real
//! documents are read into the types and written again.
//!
//! The judge of validity is the crate `jsonschema`; the validator of generated servers has to agree with it.
//!
//! - `SPECFIRST_ECHO_INSTANCES=100000` tries more instances, of more schemas, in several documents.
//! - `SPECFIRST_ECHO_SEED=7` is the seed of the first document, as a failure prints it.
//! - `SPECFIRST_ECHO_KINDS=all`, or names of kinds with commas between, chooses the kinds of schemas; without it, those that
//!   are not [`PENDING`].
//! - `SPECFIRST_ECHO_CORPUS` names a folder with further documents whose examples are tried.
//! - `SPECFIRST_ECHO_DOCUMENTS` names the documents of that folder, with commas between; without it, it is a fixed list.
//! - `SPECFIRST_ECHO_SOCKET=all` sends the examples of all documents of `specs/` over a socket, not only those of a few.

mod compare;
#[path = "../documents/mod.rs"]
mod documents;
mod examples;
mod instances;
mod judge;
mod kinds;
mod program;
#[path = "../mutate/random.rs"]
mod random;
mod report;
mod schemas;
mod shrink;
mod socket;
#[path = "../workspace/mod.rs"]
mod workspace;

use std::env;

use judge::Judge;
use kinds::Kind;
use program::{Program, Read, Through};
use random::Random;
use report::{Difference, Report, What};
use schemas::Subject;
use serde_json::{Map, Value};

/// The kinds that do not pass yet, and why. Remove a line when its kind passes.
const PENDING: &[(Kind, &str)] = &[
    (
        Kind::FormatSpellings,
        "`date-time` and `uuid` are written in one spelling, in UTC",
    ),
    (Kind::LargeIntegers, "`integer` is an `i64`"),
    (
        Kind::LargeNumbers,
        "`number` is an `f64`, which rounds large integers",
    ),
];

/// The schemas of a document, and the instances of each.
const SCHEMAS: usize = 60;
const INSTANCES: usize = 50;

#[test]
fn types_hold_every_valid_instance_of_random_schemas() {
    let kinds = kinds();
    let documents = number("SPECFIRST_ECHO_INSTANCES")
        .unwrap_or(3000)
        .div_ceil((SCHEMAS * INSTANCES) as u64);
    let first = number("SPECFIRST_ECHO_SEED").unwrap_or(1);
    let mut report = Report::default();
    for seed in first..first + documents {
        try_document(seed, &kinds, &mut report);
    }
    report.choose_shortest();
    shrink::shrink(&mut report.shown);
    println!("{report}");
    assert!(
        report.instances() > 1000 || kinds.len() < 5,
        "few instances are valid"
    );
    assert!(
        report.differences.is_empty(),
        "{} instances differ",
        report.differences.len()
    );
}

/// The kinds of this run.
fn kinds() -> Vec<Kind> {
    let is_pending = |kind: &Kind| PENDING.iter().any(|(pending, _)| pending == kind);
    match env::var("SPECFIRST_ECHO_KINDS").as_deref() {
        Err(_) => Kind::ALL
            .iter()
            .copied()
            .filter(|kind| !is_pending(kind))
            .collect(),
        Ok("all") => Kind::ALL.to_vec(),
        Ok(names) => {
            let named = |name| Kind::named(name).unwrap_or_else(|| panic!("no kind {name}"));
            names.split(',').map(named).collect()
        }
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{variable} is a number")),
    )
}

/// A subject, its judge and its instances.
struct Tried {
    subject: Subject,
    judge: Judge,
    valid: Vec<Value>,
    invalid: Vec<Value>,
}

/// Sends the instances of one document's schemas through their types.
fn try_document(seed: u64, kinds: &[Kind], report: &mut Report) {
    let mut random = Random::new(seed);
    let mut components = Map::new();
    let mut tried: Vec<Tried> = Vec::new();
    while tried.len() < SCHEMAS {
        // Each kind once, then some by weight.
        let kind = match kinds.get(tried.len()) {
            Some(kind) if kinds.len() <= SCHEMAS => *kind,
            _ => Kind::pick(&mut random, kinds),
        };
        let name = format!("Subject{}", tried.len());
        let subject = schemas::subject(kind, kinds, name, &mut random);
        match with_instances(subject, &mut random) {
            Some(one) => {
                components.extend(one.subject.components.clone());
                tried.push(one);
            }
            None => report.replaced += 1,
        }
    }
    let references = tried
        .iter()
        .map(|one| schemas::reference(&one.subject.name));
    let document = schemas::document("3.1.0", components, references);
    let program = Program::build(
        "specfirst-echo",
        Through::Types,
        &[(&document, tried.len())],
    )
    .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    let sent: Vec<(usize, bool, &Value)> = tried
        .iter()
        .enumerate()
        .flat_map(|(index, one)| {
            let valid = one
                .valid
                .iter()
                .map(move |instance| (index, true, instance));
            valid.chain(
                one.invalid
                    .iter()
                    .map(move |instance| (index, false, instance)),
            )
        })
        .collect();
    let lines: Vec<(usize, &Value)> = sent.iter().map(|(index, _, it)| (*index, *it)).collect();
    for ((index, is_valid, instance), echo) in sent.iter().zip(program.echo(&lines)) {
        let Tried { subject, judge, .. } = &tried[*index];
        let found = match is_valid {
            true => vec![
                differs(judge, instance, &echo.client).map(|what| ("client", what)),
                differs(judge, instance, &echo.server).map(|what| ("server", what)),
            ],
            false => match &echo.server {
                Read::Invalid(_) => vec![],
                _ => vec![Some((
                    "server",
                    (What::Accepted, "invalid, but accepted".to_owned()),
                ))],
            },
        };
        report.add(subject.kind, *is_valid, (seed, *index));
        for (side, (what, detail)) in found.into_iter().flatten() {
            report.differences.push(Difference {
                seed,
                kind: subject.kind,
                schema: (subject.name.clone(), subject.components.clone()),
                instance: (*instance).clone(),
                side,
                what,
                detail,
            });
        }
    }
}

/// Finds instances of a subject: valid ones, and ones that are changed until they are invalid.
fn with_instances(subject: Subject, random: &mut Random) -> Option<Tried> {
    let judge = Judge::new(&subject.components, &schemas::reference(&subject.name))
        .unwrap_or_else(|error| panic!("{:?}: {error}", subject.components));
    let mut valid = Vec::new();
    let mut invalid = Vec::new();
    for _ in 0..INSTANCES {
        let Some(instance) = instances::valid(&judge, random) else {
            break;
        };
        let changed = instances::changed(&instance, random);
        valid.push(instance);
        if judge.refuses(&changed) {
            invalid.push(changed);
        }
    }
    (valid.len() == INSTANCES).then_some(Tried {
        subject,
        judge,
        valid,
        invalid,
    })
}

/// What is wrong with what came back for a valid instance.
pub fn differs(judge: &Judge, sent: &Value, read: &Read) -> Option<(What, String)> {
    match read {
        Read::Written(value) => {
            let difference = compare::difference(judge, sent, value)?;
            let what = match difference.rsplit(' ').next() {
                Some("lost") => What::Lost,
                Some("added") => What::Added,
                _ => What::Changed,
            };
            Some((what, format!("{difference}; came back as {value}")))
        }
        Read::Error(error) => Some((What::Unread, error.clone())),
        Read::Invalid(violations) => Some((What::Refused, violations.clone())),
    }
}
