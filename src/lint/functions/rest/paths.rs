//! The names of resources.

use std::collections::BTreeMap;

use super::Operation;
use super::words::{case, plural, verb, words};
use crate::lint::document::Step;
use crate::lint::functions::{Context, Hit};
use crate::source::Node;

/// The most levels of a path.
const LEVELS: usize = 3;

/// The methods of operations.
const METHODS: [&str; 9] = [
    "get", "head", "post", "put", "patch", "delete", "options", "trace", "query",
];

fn keys(paths: &Node) -> impl Iterator<Item = &str> {
    paths
        .as_object()
        .into_iter()
        .flat_map(|paths| paths.keys())
        .filter(|path| path.starts_with('/'))
}

/// The segments of a path without parameters and versions.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| {
        !segment.is_empty() && !segment.contains('{') && !is_version(segment) && *segment != "api"
    })
}

fn is_version(segment: &str) -> bool {
    segment
        .strip_prefix('v')
        .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()))
}

pub(super) fn no_verbs<'a>(
    paths: &'a Node,
    place: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let mut hits = Vec::new();
    for path in keys(paths) {
        let found = segments(path).find_map(|segment| Some((segment, verb(segment)?)));
        let Some((segment, verb)) = found else {
            continue;
        };
        let better: Vec<&str> = path
            .split('/')
            .filter_map(|part| match part == segment {
                true => verb.rest.as_deref(),
                false => Some(part),
            })
            .collect();
        let better = match better.join("/") {
            path if path.starts_with('/') => path,
            path => format!("/{path}"),
        };
        let item = context.view.member(paths, path);
        let methods: Vec<&str> = METHODS
            .into_iter()
            .filter(|method| item.is_some_and(|item| item.get(method).is_some()))
            .collect();
        let method = match methods.as_slice() {
            [only] => only.to_uppercase(),
            _ => verb.method.to_owned(),
        };
        // The method that the verb stands for, unless that of the operation says the same.
        let better_method = match (method.as_str(), verb.method) {
            ("POST", "GET" | "POST") => verb.method,
            // What is read, stays so, and PUT and PATCH both change something.
            ("GET" | "HEAD", _) | ("PUT" | "PATCH", "PUT" | "PATCH") => method.as_str(),
            (_, method) => method,
        };
        hits.push(Hit::below(
            place,
            [Step::Key(path)],
            format!(
                "`{method} {path}` has the verb `{}`: write `{better_method} {better}`",
                verb.word
            ),
        ));
    }
    hits
}

pub(super) fn plural_nouns<'a>(paths: &'a Node, place: &[Step<'a>]) -> Vec<Hit<'a>> {
    let mut hits = Vec::new();
    for path in keys(paths) {
        let parts: Vec<&str> = path.split('/').collect();
        let found = parts.windows(2).find_map(|pair| {
            let is_collection = pair[1].starts_with('{') && pair[1].ends_with('}');
            let name = segments(pair[0]).next().filter(|_| is_collection)?;
            Some((name, plural(name)?))
        });
        if let Some((name, plural)) = found {
            hits.push(Hit::below(
                place,
                [Step::Key(path)],
                format!("the collection `{name}` has a singular name: write `{plural}`"),
            ));
        }
    }
    hits
}

pub(super) fn one_case<'a>(paths: &'a Node, place: &[Step<'a>]) -> Vec<Hit<'a>> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for segment in keys(paths).flat_map(segments) {
        if let Some(case) = case(segment) {
            *counts.entry(case).or_default() += 1;
        }
    }
    // The most frequent one; among equals the first by name, which prefers the one that URLs usually have.
    let most = counts
        .iter()
        .max_by_key(|(name, count)| (**count, **name == "kebab-case", std::cmp::Reverse(**name)));
    let Some((common, _)) = most.filter(|_| counts.len() > 1) else {
        return Vec::new();
    };
    keys(paths)
        .filter_map(|path| {
            let (segment, other) = segments(path)
                .filter_map(|segment| Some((segment, case(segment)?)))
                .find(|(_, case)| case != common)?;
            Some(Hit::below(
                place,
                [Step::Key(path)],
                format!("`{segment}` is written in {other}, most other paths in {common}"),
            ))
        })
        .collect()
}

pub(super) fn nesting<'a>(paths: &'a Node, place: &[Step<'a>]) -> Vec<Hit<'a>> {
    keys(paths)
        .filter_map(|path| {
            let levels = segments(path).count();
            (levels > LEVELS).then(|| {
                Hit::below(
                    place,
                    [Step::Key(path)],
                    format!("the path has {levels} levels, more than {LEVELS}"),
                )
            })
        })
        .collect()
}

/// Words by which a summary says that something changes.
const CHANGES: [&str; 12] = [
    "create", "creates", "add", "adds", "update", "updates", "delete", "deletes", "remove",
    "removes", "modify", "modifies",
];

pub(super) fn safe_methods<'a>(operation: &Operation<'_, '_, 'a>) -> Vec<Hit<'a>> {
    if !matches!(operation.method, "get" | "head" | "options") {
        return Vec::new();
    }
    for key in ["summary", "operationId"] {
        let text = operation.member(operation.node, key).and_then(Node::as_str);
        let first = text
            .and_then(|text| text.split_whitespace().next())
            .and_then(|word| words(word).into_iter().next());
        if let Some(word) = first.filter(|word| CHANGES.contains(&word.to_lowercase().as_str())) {
            return operation.hit(
                &[Step::Key(key)],
                format!(
                    "`{}` is safe by its method, but its `{key}` says that it changes something (`{word}`)",
                    operation.name()
                ),
            );
        }
    }
    Vec::new()
}
