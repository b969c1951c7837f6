//! Names stay: what is added to a document takes no name away from what was there.
//!
//! What can be promised: a name changes only where what was added has that very name, by its own right (a component's
//! name comes before one made of a place, a name that is Rust already before one that is spelled anew) or because it
//! comes earlier in the document.

mod documents;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use specfirst::api::{Api, Operation, Origin, TypeId};
use specfirst::check::check;
use specfirst::diagnostic::Diagnostics;
use specfirst::lower::lower;
use specfirst::normalize::normalize;
use specfirst::rust::Names;
use specfirst::source::Sources;

/// The most operations of a document that are left out one by one.
const OPERATIONS: usize = 40;

#[test]
fn an_operation_more_renames_nothing() {
    let mut renamed = 0;
    for path in documents::all() {
        let whole = tree(&path);
        let Some(after) = names(&whole) else { continue };
        for (route, method) in operations(&whole).into_iter().take(OPERATIONS) {
            let mut less = whole.clone();
            if let Some(item) = less["paths"][&route].as_object_mut() {
                item.remove(&method);
            }
            let Some(before) = names(&less) else { continue };
            let added = format!("{method} {route} in {}", path.display());
            renamed += compare(&before, &after, &added);
        }
    }
    // Where names collide some have to give way: the documents have such.
    assert!(renamed > 0);
}

/// Counts the names that changed, and sees that each is held by something that came, or gave way in turn.
fn compare(before: &Given, after: &Given, added: &str) -> usize {
    let changed: BTreeMap<&Key, &String> = before
        .iter()
        .filter(|(key, name)| after.get(*key).is_some_and(|new| new != *name))
        .collect();
    for (key, old) in &changed {
        let (scope, what) = key;
        let mut holders = after
            .iter()
            .filter(|((other, _), name)| other == scope && name == old);
        let is_taken =
            holders.any(|(holder, _)| !before.contains_key(holder) || changed.contains_key(holder));
        // What is named by its place follows it.
        let is_part = changed
            .keys()
            .any(|(_, whole)| whole != what && what.contains(whole.as_str()));
        assert!(
            is_taken || is_part,
            "{added}: {key:?} was {old}, is {}, and nothing else is",
            after[*key]
        );
    }
    changed.len()
}

/// A scope in which names differ, and what has one in it.
type Key = (String, String);

type Given = BTreeMap<Key, String>;

/// What everything is called; none where the document is wrong.
fn names(tree: &Value) -> Option<Given> {
    let mut sources = Sources::new();
    let root = sources.add("document.json", tree.to_string());
    let mut diagnostics = Diagnostics::new();
    let tree = sources.parse(root, &mut diagnostics)?;
    let (mut document, written) = normalize(&tree, &mut diagnostics)?;
    check(&mut document, &written, &mut diagnostics);
    let api = lower(&document, &mut diagnostics);
    (!diagnostics.has_errors()).then(|| given(&api, &Names::choose(&api)))
}

fn given(api: &Api, names: &Names) -> Given {
    let mut given = Given::new();
    let mut give = |scope: &str, key: String, name: String| {
        given.insert((scope.to_owned(), key), name);
    };
    for (tag, name) in api.tags.iter().zip(&names.tags) {
        let key = format!("{:?} {:?}", tag.section, tag.name);
        give("modules", key.clone(), name.module.to_string());
        give("interfaces", key, name.interface.to_string());
    }
    for (operation, name) in api.operations.iter().zip(&names.operations) {
        let key = operation_key(api, operation);
        give("methods", key.clone(), name.method.to_string());
        give("operations", key.clone(), name.response.to_string());
        give(
            "operations",
            format!("{key} params"),
            name.params.to_string(),
        );
        give("operations", format!("{key} body"), name.body.to_string());
    }
    // The same part may be there more than once.
    let mut known = BTreeSet::new();
    for (id, _) in api.types.iter() {
        let key = key(api, id);
        if known.insert(key.clone()) {
            let is_operation = key.starts_with("operation ");
            let scope = if is_operation { "operations" } else { "types" };
            give(scope, key, names.of(id).name.to_string());
        }
    }
    given
}

/// What a type is, whatever it is called.
fn key(api: &Api, id: TypeId) -> String {
    match &api.types[id].origin {
        Origin::Component { name } => format!("component {name}"),
        Origin::Input { name } => format!("component {name}, sent"),
        Origin::Part { of, name } => format!("{} / {name}", key(api, *of)),
        Origin::Operation { index, part } => {
            let operation = operation_key(api, &api.operations[*index]);
            format!("operation {operation} / {part}")
        }
    }
}

/// What an operation is; two may have one method and path.
fn operation_key(api: &Api, operation: &Operation) -> String {
    let section = api.section(operation);
    let Operation {
        method, path, id, ..
    } = operation;
    format!("{section:?} {method} {path} {id:?}")
}

fn tree(path: &Path) -> Value {
    let mut sources = Sources::new();
    let root = sources.read(path).unwrap();
    let tree = sources.parse(root, &mut Diagnostics::new());
    tree.map(|tree| tree.to_json()).unwrap_or_default()
}

/// The paths and methods of a document.
fn operations(tree: &Value) -> Vec<(String, String)> {
    let items = tree["paths"].as_object().into_iter().flatten();
    items
        .flat_map(|(path, item)| {
            let members = item.as_object().into_iter().flatten();
            members
                // Several operations go with `additionalOperations`, and come back as others.
                .filter(|(method, member)| member.is_object() && *method != "additionalOperations")
                .map(move |(method, _)| (path.clone(), method.clone()))
        })
        .collect()
}
