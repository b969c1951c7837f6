//! Functions about operations, and about the tags of the document.

use super::operations;
use crate::lint::document::Step;
use crate::lint::functions::{Context, Hit};
use crate::lint::value::{is_equal, text_number};
use crate::source::Node;

pub(super) fn success<'a>(
    responses: &'a Node,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let Some(responses) = responses.as_object() else {
        return Vec::new();
    };
    let has_success = responses.keys().any(|status| {
        let number = text_number(status);
        (200.0..400.0).contains(&number)
            || !context.formats.is_2() && matches!(status, "2XX" | "3XX")
    });
    match has_success {
        true => Vec::new(),
        false => vec![Hit::new(path, "there is no response for success")],
    }
}

pub(super) fn unique_ids<'a>(
    paths: &'a Node,
    _path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let mut seen = std::collections::HashSet::new();
    let mut others: Vec<&Node> = Vec::new();
    let mut hits = Vec::new();
    for operation in operations(context.view, paths) {
        let Some(id) = context.view.member(operation.node, "operationId") else {
            continue;
        };
        let is_new = match id.as_str() {
            Some(id) => seen.insert(id),
            None => {
                let known = others
                    .iter()
                    .any(|other| is_equal(context.view, other, id) == Some(true));
                others.push(id);
                !known
            }
        };
        if !is_new {
            hits.push(Hit {
                path: operation.step([Step::Key("operationId")]),
                error: "another operation has this `operationId`".to_owned(),
            });
        }
    }
    hits
}

pub(super) fn parameters<'a>(
    parameters: &'a Node,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let items = parameters.as_array().unwrap_or_default();
    let mut hits = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let (mut bodies, mut forms) = (Vec::new(), 0);
    if items.len() < 2 {
        return hits;
    }
    for (index, item) in items.iter().enumerate() {
        let item = context.view.get(item);
        if item
            .as_object()
            .is_none_or(|object| object.contains("$ref"))
        {
            continue;
        }
        let text = |key: &str| {
            let value = context.view.member(item, key);
            value.map_or("undefined".to_owned(), |value| match value.as_str() {
                Some(text) => text.to_owned(),
                None => value.to_json().to_string(),
            })
        };
        if !seen.insert((text("in"), text("name"))) {
            hits.push(Hit::below(
                path,
                [Step::Index(index)],
                "another parameter has the same `name` and `in`",
            ));
        }
        match item.get("in").and_then(Node::as_str) {
            Some("body") => bodies.push(index),
            Some("formData") => forms += 1,
            _ => {}
        }
    }
    if !bodies.is_empty() && forms > 0 {
        hits.push(Hit::new(
            path,
            "there must not be parameters in `body` and in `formData`",
        ));
    }
    for index in bodies.into_iter().skip(1) {
        hits.push(Hit::below(
            path,
            [Step::Index(index)],
            "there must not be several parameters in `body`",
        ));
    }
    hits
}

pub(super) fn form_data<'a>(
    operation: &'a Node,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let list = |key: &str| context.view.member(operation, key)?.as_array();
    let (Some(consumes), Some(parameters)) = (list("consumes"), list("parameters")) else {
        return Vec::new();
    };
    let has_form = parameters.iter().any(|parameter| {
        context.view.member(parameter, "in").and_then(Node::as_str) == Some("formData")
    });
    let has_media_type = consumes.iter().filter_map(Node::as_str).any(|media_type| {
        media_type.contains("application/x-www-form-urlencoded")
            || media_type.contains("multipart/form-data")
    });
    match has_form && !has_media_type {
        true => vec![Hit::new(path, "`consumes` has no media type for forms")],
        false => Vec::new(),
    }
}

pub(super) fn tags<'a>(
    root: &'a Node,
    _path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let view = context.view;
    let known: std::collections::HashSet<&str> = view
        .member(root, "tags")
        .and_then(Node::as_array)
        .unwrap_or_default()
        .iter()
        .filter_map(|tag| view.member(tag, "name")?.as_str())
        .collect();
    let Some(paths) = view.member(root, "paths") else {
        return Vec::new();
    };
    let mut hits = Vec::new();
    for operation in operations(view, paths) {
        let tags = view.member(operation.node, "tags").and_then(Node::as_array);
        for (index, tag) in tags.unwrap_or_default().iter().enumerate() {
            let tag = view.get(tag).as_str();
            if tag.is_none_or(|tag| !known.contains(tag)) {
                hits.push(Hit {
                    path: operation.step([Step::Key("tags"), Step::Index(index)]),
                    error: "the tag is not in the `tags` of the document".to_owned(),
                });
            }
        }
    }
    hits
}

pub(super) fn unique_tags<'a>(
    tags: &'a Node,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let items = tags.as_array().unwrap_or_default();
    let names: Option<Vec<&str>> = items
        .iter()
        .map(|tag| context.view.member(tag, "name")?.as_str())
        .collect();
    let Some(names) = names else {
        return Vec::new();
    };
    let mut seen = std::collections::HashSet::new();
    let mut hits = Vec::new();
    for (index, name) in names.into_iter().enumerate() {
        if !seen.insert(name) {
            hits.push(Hit::below(
                path,
                [Step::Index(index), Step::Key("name")],
                format!("another tag is named \"{name}\""),
            ));
        }
    }
    hits
}
