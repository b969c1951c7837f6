//! The examples that documents carry, sent to generated servers whose handlers send them back: by the generated clients, and
//! by requests without their types.

use std::borrow::Cow;
use std::fmt;
use std::path::PathBuf;
use std::{env, ops};

use serde_json::Value;

use crate::compare::without_one_sided;
use crate::examples::{PENDING, Pending, Target, Tried, Wrong, least, of_corpus};
use crate::program::{Program, Through};
use crate::{differs, documents};

/// The documents that are always tried: they have most kinds of schemas.
const SPECS: [&str; 8] = [
    "specs/petstore.yaml",
    "specs/behaviour/constraints.yaml",
    "specs/behaviour/examples.yaml",
    "specs/behaviour/formats.yaml",
    "specs/behaviour/free-form.yaml",
    "specs/behaviour/nullable-optional.yaml",
    "specs/behaviour/one-of-discriminator.yaml",
    "specs/behaviour/recursion.yaml",
];

/// What comes back of the types, but not from the client.
const SOCKET_PENDING: &[Pending] = &[(
    "just-eat.co.uk.json",
    "#/components/schemas/FlowResponse",
    "a member is null and not nullable; the client omits it, and then several alternatives of a `oneOf` fit",
)];

#[test]
fn valid_examples_come_back_over_a_socket() {
    let paths: Vec<PathBuf> = match env::var("SPECFIRST_ECHO_SOCKET").as_deref() {
        Ok("all") => documents::all().chain(documents::of_files()).collect(),
        _ => SPECS.iter().map(|path| documents::folder(path)).collect(),
    };
    let all: Vec<Tried> = paths.iter().filter_map(|path| Tried::of(path)).collect();
    let mut wrong = Wrong::new(&[PENDING, SOCKET_PENDING].concat());
    let counts = echo("specfirst-socket", &all, &mut wrong);
    println!("{} documents: {counts}", all.len());
    assert!(counts.sent() > 30, "{counts}");
    assert!(wrong.messages.is_empty(), "{}", wrong.messages.join("\n"));
}

#[test]
fn valid_examples_of_the_corpus_come_back_over_a_socket() {
    let paths = of_corpus();
    if paths.is_empty() {
        eprintln!("SPECFIRST_ECHO_CORPUS is not set: there are no further documents");
        return;
    }
    let mut total = Counts::default();
    let mut wrong = Wrong::new(&[PENDING, SOCKET_PENDING].concat());
    let mut documents = 0;
    for tried in paths.iter().filter_map(|path| Tried::of(path)) {
        // One program for each, since that of all would be compiled for long.
        total += echo("specfirst-socket-corpus", &[tried], &mut wrong);
        documents += 1;
    }
    println!("{documents} documents: {total}");
    assert!(total.sent() > least(), "{total}");
    assert!(wrong.messages.is_empty(), "{}", wrong.messages.join("\n"));
}

/// The numbers of examples.
#[derive(Clone, Copy, Default)]
struct Counts {
    schemas: usize,
    invalid: usize,
    valid: usize,
    /// Sent as they are.
    complete: usize,
    /// Sent without the members that only requests or only responses have.
    stripped: usize,
    /// Sent as they are, by schemas without `readOnly` and `writeOnly`.
    unmarked: usize,
    by_client: usize,
    by_server: usize,
}

impl Counts {
    fn sent(&self) -> usize {
        self.complete + self.stripped + self.unmarked
    }
}

impl ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.schemas += other.schemas;
        self.invalid += other.invalid;
        self.valid += other.valid;
        self.complete += other.complete;
        self.stripped += other.stripped;
        self.unmarked += other.unmarked;
        self.by_client += other.by_client;
        self.by_server += other.by_server;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts {
            schemas,
            invalid,
            valid,
            complete,
            stripped,
            unmarked,
            by_client,
            by_server,
        } = self;
        write!(
            f,
            "{schemas} schemas, {valid} valid examples ({invalid} invalid); sent: {complete} as they are, {stripped} without \
            readOnly and writeOnly members, {unmarked} by schemas without these keywords; of {}, {by_client} came back from \
            the client, {by_server} from the server",
            self.sent()
        )
    }
}

/// Sends the valid examples of documents, and adds what does not come back.
///
/// An example with members that only requests or only responses have is sent twice: without them, if it is valid then, and
/// complete, by schemas without these keywords.
fn echo(package: &str, all: &[Tried], wrong: &mut Wrong) -> Counts {
    let mut counts = Counts {
        invalid: all.iter().map(|tried| tried.invalid).sum(),
        ..Counts::default()
    };
    let mut documents: Vec<(Cow<'_, Value>, usize)> = Vec::new();
    // One for each operation of all documents.
    let mut targets: Vec<&Target> = Vec::new();
    let mut instances: Vec<(usize, Cow<'_, Value>)> = Vec::new();
    // Those that have an example with all its members: others may lack what is pending.
    let mut complete: Vec<&Target> = Vec::new();
    for tried in all {
        let first = targets.len();
        let mut one_sided: Vec<(usize, &Value)> = Vec::new();
        for (index, target) in tried.targets.iter().enumerate() {
            counts.schemas += 1;
            complete.push(target);
            for example in &target.examples {
                counts.valid += 1;
                let stripped = without_one_sided(&target.judge, example);
                if stripped == *example {
                    counts.complete += 1;
                    instances.push((first + index, Cow::Borrowed(example)));
                    continue;
                }
                one_sided.push((index, example));
                if target.judge.accepts(&stripped) {
                    counts.stripped += 1;
                    instances.push((first + index, Cow::Owned(stripped)));
                }
            }
        }
        documents.push((Cow::Borrowed(&tried.echo), tried.targets.len()));
        targets.extend(&tried.targets);
        if one_sided.is_empty() {
            continue;
        }
        counts.unmarked += one_sided.len();
        let first = targets.len();
        let complete = one_sided.into_iter();
        instances.extend(complete.map(|(index, it)| (first + index, Cow::Borrowed(it))));
        documents.push((Cow::Owned(unmarked(&tried.echo)), tried.targets.len()));
        targets.extend(&tried.targets);
    }
    let documents: Vec<(&Value, usize)> = documents.iter().map(|(it, n)| (&**it, *n)).collect();
    let program = Program::build(package, Through::Socket, &documents)
        .unwrap_or_else(|error| panic!("{error}"));
    let sent: Vec<(usize, &Value)> = instances
        .iter()
        .map(|(index, it)| (*index, &**it))
        .collect();
    assert_eq!(sent.len(), counts.sent());
    for ((index, instance), echo) in sent.iter().zip(program.echo(&sent)) {
        let target = targets[*index];
        let found = [("client", &echo.client), ("server", &echo.server)]
            .map(|(side, read)| (side, differs(&target.judge, instance, read)));
        counts.by_client += usize::from(found[0].1.is_none());
        counts.by_server += usize::from(found[1].1.is_none());
        for (side, found) in found {
            if let Some((_, detail)) = found {
                wrong.add(target, instance, &format!("{side}: {detail}"));
            }
        }
    }
    wrong.finish(complete.into_iter());
    let names: Vec<&str> = all.iter().map(|tried| tried.name.as_str()).collect();
    println!("{}: {counts}", names.join(", "));
    counts
}

/// A document without `readOnly` and `writeOnly`, which are members of either side then.
fn unmarked(document: &Value) -> Value {
    match document {
        Value::Object(members) => {
            let is_mark = |name: &str, value: &Value| {
                ["readOnly", "writeOnly"].contains(&name) && value.is_boolean()
            };
            let kept = members.iter().filter(|(name, value)| !is_mark(name, value));
            kept.map(|(name, value)| (name.clone(), unmarked(value)))
                .collect()
        }
        Value::Array(items) => items.iter().map(unmarked).collect(),
        _ => document.clone(),
    }
}
