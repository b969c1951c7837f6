//! The part of the generated crate that a document's snapshot shows: its lines `# shown: …` name the items.
//!
//! | name | what is printed |
//! |---|---|
//! | `types::Pet`, `operations::ListPetsResponse` | the item, and the macro calls and empty `impl` blocks that follow it |
//! | `types::Pet::new` | the `impl` block of `Pet` with that function |
//! | `server::show_pet` | the method of the trait, or an item of the server's modules: `server::Auth` |
//! | `routes::show_pet` | how the operation is registered at the service |
//! | `client::show_pet` | the method of the client, or an item of the client's modules |
//! | `handlers::show_pet` | the method of `src/handlers.rs` |
//! | `contract::show_pet` | the line of an operation, a schema or a security scheme in the contract, as indented JSON |
//! | `receiver::new_pet` | the method of the trait that receives, or an item of the receiver's modules |
//! | `webhooks::new_pet`, `callbacks::changed` | as `contract`, in the contracts of the receiver |
//! | `Cargo.toml`, `src/api/mod.rs` | the whole file |
//! | `messages` | also the messages about undocumented responses, which nearly every document has |
//!
//! `*` is every item of `types` and `operations`, and every method of the traits of `server` and `receiver`, and of the
//! client, that belongs to an operation.

mod items;
mod json;

use std::fmt::Write;
use std::path::Path;

use items::ALL;
use serde_json::Value;
use specfirst::pipeline::Generated;

use crate::documents;

/// Selects all messages, where the document is about those.
pub const MESSAGES: &str = "messages";

/// What stands before the names in a YAML document.
const COMMENT: &str = "# shown: ";

/// The member that has the names in a JSON document.
const MEMBER: &str = "x-shown";

/// The names that a document lists.
pub fn names(path: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(path).unwrap();
    if path.extension().is_some_and(|it| it == "json") {
        let document: Value = serde_json::from_str(&text).unwrap();
        let names = document[MEMBER].as_array().into_iter().flatten();
        return names.filter_map(Value::as_str).map(str::to_owned).collect();
    }
    let lists = text.lines().filter_map(|line| line.strip_prefix(COMMENT));
    lists
        .flat_map(|list| list.split(", "))
        .map(|name| name.trim().to_owned())
        .collect()
}

/// The items with those names, each with the file that it is in.
pub fn print(generated: &Generated, names: &[String]) -> String {
    let mut out = String::new();
    let mut last = String::new();
    for item in names.iter().flat_map(|name| find(generated, name)) {
        if item.place != last {
            writeln!(out, "// ==> {}", item.place).unwrap();
        }
        writeln!(out, "{}\n", item.text.trim_end()).unwrap();
        last = item.place;
    }
    out
}

/// The names without an item.
pub fn missing(generated: &Generated, names: &[String]) -> Vec<String> {
    let names = names.iter().filter(|name| *name != MESSAGES);
    names
        .filter(|name| find(generated, name).is_empty())
        .cloned()
        .collect()
}

/// A piece of a generated file.
struct Item {
    /// The file and, within it, the trait or the type whose method it is.
    place: String,
    text: String,
}

fn find(generated: &Generated, name: &str) -> Vec<Item> {
    let files = generated.files.iter();
    let mut files = files.map(|file| (file.path(), documents::text(file)));
    let Some((kind, name)) = name.split_once("::") else {
        let file = files.find(|(path, _)| *path == name);
        let whole = |(path, text): (&str, &str)| Item {
            place: path.to_owned(),
            text: text.to_owned(),
        };
        return file.map(whole).into_iter().collect();
    };
    let folder = match kind {
        "contract" | "webhooks" | "callbacks" => format!("src/api/{kind}.jsonl"),
        "handlers" => "src/handlers.rs".to_owned(),
        "routes" => "src/api/server/".to_owned(),
        folder => format!("src/api/{folder}/"),
    };
    let mut found = Vec::new();
    let is_searched =
        |path: &str| path.starts_with(&folder) && !(name == ALL && path.ends_with("/mod.rs"));
    for (path, text) in files.filter(|(path, _)| is_searched(path)) {
        let items = match kind {
            "contract" | "webhooks" | "callbacks" => lines(text, name),
            "routes" => items::routes(text, name),
            "types" | "operations" if name == ALL => items::all_types(text),
            _ if name == ALL => items::all_methods(text),
            _ => items::named(text, name),
        };
        found.extend(items.into_iter().map(|(owner, text)| Item {
            place: match owner {
                Some(owner) => format!("{path}: {owner}"),
                None => path.to_owned(),
            },
            text,
        }));
    }
    found
}

/// The lines of the contract of that name.
fn lines(contract: &str, name: &str) -> Vec<(Option<String>, String)> {
    let mut found = Vec::new();
    for line in contract.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let key = ["operation", "schema", "shape", "scheme"]
            .iter()
            .find_map(|kind| line[*kind].as_str());
        if name == ALL || key == Some(name) {
            found.push((None, json::text(&line)));
        }
    }
    found
}
