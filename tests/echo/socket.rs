//! The examples that documents carry, sent to generated servers whose handlers send them back: by the generated clients, and
//! by requests without their types.

use std::fmt;
use std::path::PathBuf;
use std::{env, ops};

use serde_json::Value;

use crate::compare::without_one_sided;
use crate::examples::{PENDING, Pending, Target, Tried, Wrong, of_corpus};
use crate::program::Through;
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
    assert!(counts.sent > 30, "{counts}");
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
    assert!(total.sent > 0, "{total}");
    assert!(wrong.messages.is_empty(), "{}", wrong.messages.join("\n"));
}

/// The numbers of examples.
#[derive(Clone, Copy, Default)]
struct Counts {
    schemas: usize,
    invalid: usize,
    valid: usize,
    /// Without the members that only requests or only responses have.
    stripped: usize,
    /// Not sent, since a member is required that only requests or only responses have.
    one_sided: usize,
    sent: usize,
    by_client: usize,
    by_server: usize,
}

impl ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.schemas += other.schemas;
        self.invalid += other.invalid;
        self.valid += other.valid;
        self.stripped += other.stripped;
        self.one_sided += other.one_sided;
        self.sent += other.sent;
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
            stripped,
            one_sided,
            sent,
            by_client,
            by_server,
        } = self;
        write!(
            f,
            "{schemas} schemas, {valid} valid examples ({invalid} invalid); {one_sided} not sent, since a required member is \
            readOnly or writeOnly; {sent} sent, {stripped} of them without such members; {by_client} came back from the \
            client, {by_server} from the server"
        )
    }
}

/// Sends the valid examples of documents, and adds what does not come back.
fn echo(package: &str, all: &[Tried], wrong: &mut Wrong) -> Counts {
    let mut counts = Counts {
        invalid: all.iter().map(|tried| tried.invalid).sum(),
        ..Counts::default()
    };
    let targets: Vec<&Target> = all.iter().flat_map(|tried| &tried.targets).collect();
    let mut instances: Vec<(usize, Value)> = Vec::new();
    // Those with an example that is sent with all its members: others may lack what is pending.
    let mut complete: Vec<&Target> = Vec::new();
    for (index, target) in targets.iter().enumerate() {
        counts.schemas += 1;
        for example in &target.examples {
            counts.valid += 1;
            let instance = without_one_sided(&target.judge, example);
            if !target.judge.accepts(&instance) {
                counts.one_sided += 1;
                continue;
            }
            match instance == *example {
                true => complete.push(*target),
                false => counts.stripped += 1,
            }
            instances.push((index, instance));
        }
    }
    let program = Tried::build(package, Through::Socket, all);
    let sent: Vec<(usize, &Value)> = instances.iter().map(|(index, it)| (*index, it)).collect();
    for ((index, instance), echo) in sent.iter().zip(program.echo(&sent)) {
        let target = targets[*index];
        counts.sent += 1;
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
