//! Reads lines `index<TAB>JSON`, and writes for each what the type of that index made of it: read with serde_json, and read
//! as the server reads a request. A result is `=` and JSON, or `!` and an error, or `-` and the violations of the schema.

mod types;

use std::io::{self, BufRead, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use specfirst_runtime::json::{self, DuplicateMembers, FromJson, Json, Tree};
use specfirst_runtime::schema::{Budget, Direction, Schema, Schemas, pattern};
use serde_json::Value;

/// What a type makes of a JSON text, or of a value.
type Echo = fn(Input<'_>) -> Result<String, String>;

enum Input<'a> {
    Text(&'a str),
    Value(Json<'a>),
}

/// Reads and writes the type that a response has.
fn echo<T, R>(_: fn(T) -> R, input: Input<'_>) -> Result<String, String>
where
    T: FromJson + json::Serialize + for<'de> json::Deserialize<'de>,
{
    let read: T = match input {
        Input::Text(text) => serde_json::from_str(text).map_err(|error| error.to_string())?,
        Input::Value(value) => T::from_json(value).map_err(|error| error.to_string())?,
    };
    serde_json::to_string(&read).map_err(|error| format!("cannot be written: {error}"))
}

/// A document's schemas, and those of all bodies.
struct Contract {
    named: Vec<Schemas>,
    /// Each with the index of its document.
    bodies: Vec<(usize, Schema)>,
}

impl Contract {
    fn new() -> Self {
        let mut contract = Self {
            named: Vec::new(),
            bodies: Vec::new(),
        };
        for (document, text) in types::CONTRACTS.iter().enumerate() {
            let mut named = Vec::new();
            for line in text.lines() {
                let line: Value = serde_json::from_str(line).unwrap();
                if let Some(name) = line["schema"].as_str() {
                    named.push((name.to_owned(), line["is"].to_string()));
                } else if line.get("path").is_some() {
                    let body = &line["body"]["content"]["application/json"]["schema"];
                    contract.bodies.push((document, Schema::compile(body)));
                }
            }
            let named = Schemas::new(named).with_patterns(pattern::compile);
            contract.named.push(named);
        }
        contract
    }

    /// A request's value as the server converts it.
    fn read(&self, index: usize, text: &str) -> Result<Tree, String> {
        let mut tree = Tree::parse(text, DuplicateMembers::Refuse)
            .map_err(|error| format!("!{error}"))?;
        let budget = Budget::for_request(text.len());
        let (document, schema) = &self.bodies[index];
        let named = &self.named[*document];
        let violations = named.check(schema, tree.root(), Direction::Request, &budget);
        if !violations.is_empty() {
            let messages = violations.iter().map(|it| format!("{} {}", it.pointer, it.message));
            return Err(format!("-{}", messages.collect::<Vec<_>>().join("; ")));
        }
        let filled = named.fill_defaults(schema, &mut tree, 0, &budget);
        filled.map_err(|violation| format!("!{}", violation.message))?;
        Ok(tree)
    }
}

fn main() {
    let contract = Contract::new();
    let mut output = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let line = line.unwrap();
        let (index, text) = line.split_once('\t').unwrap();
        let index: usize = index.parse().unwrap();
        let client = caught(|| types::ECHOES[index](Input::Text(text)));
        let server = match contract.read(index, text) {
            Ok(tree) => caught(|| types::ECHOES[index](Input::Value(tree.root()))),
            Err(error) => one_line(&error),
        };
        writeln!(output, "{client}\t{server}").unwrap();
    }
}

fn caught(work: impl FnOnce() -> Result<String, String>) -> String {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(text)) => format!("={text}"),
        Ok(Err(error)) => format!("!{}", one_line(&error)),
        Err(_) => "!panicked".to_owned(),
    }
}

fn one_line(text: &str) -> String {
    text.replace(['\n', '\t'], " ")
}
