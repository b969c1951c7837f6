//! Writes for each line what the type of that index made of it: read with serde_json, and read as the server reads a request.

mod lines;
mod types;

use lines::Failure;
use serde_json::Value;
use specfirst_runtime::json::{self, DuplicateMembers, FromJson, Json, Tree};
use specfirst_runtime::schema::{Budget, Direction, Schema, Schemas, pattern};

/// What a type makes of a JSON text, or of a value.
type Echo = fn(Input<'_>) -> lines::Echo;

enum Input<'a> {
    Text(&'a str),
    Value(Json<'a>),
}

/// Reads and writes the type that a response has.
fn echo<T, R>(_: fn(T) -> R, input: Input<'_>) -> lines::Echo
where
    T: FromJson + json::Serialize + for<'de> json::Deserialize<'de>,
{
    let read: T = match input {
        Input::Text(text) => {
            serde_json::from_str(text).map_err(|error| Failure::Error(error.to_string()))?
        }
        Input::Value(value) => {
            T::from_json(value).map_err(|error| Failure::Error(error.to_string()))?
        }
    };
    serde_json::to_string(&read)
        .map_err(|error| Failure::Error(format!("cannot be written: {error}")))
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
    fn read(&self, index: usize, text: &str) -> Result<Tree, Failure> {
        let mut tree = Tree::parse(text, DuplicateMembers::Refuse)
            .map_err(|error| Failure::Error(error.to_string()))?;
        let budget = Budget::for_request(text.len());
        let (document, schema) = &self.bodies[index];
        let named = &self.named[*document];
        let violations = named.check(schema, tree.root(), Direction::Request, &budget);
        if !violations.is_empty() {
            let messages = violations.iter().map(|it| format!("{} {}", it.pointer, it.message));
            return Err(Failure::Invalid(messages.collect::<Vec<_>>().join("; ")));
        }
        let filled = named.fill_defaults(schema, &mut tree, 0, &budget);
        filled.map_err(|violation| Failure::Error(violation.message))?;
        Ok(tree)
    }
}

fn main() {
    let contract = Contract::new();
    let client = |index: usize, text: &str| types::ECHOES[index](Input::Text(text));
    let server = |index: usize, text: &str| {
        let tree = contract.read(index, text)?;
        types::ECHOES[index](Input::Value(tree.root()))
    };
    lines::answer(client, server);
}
