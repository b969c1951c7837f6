//! The responses of operations.

use super::Operation;
use crate::lint::document::Step;
use crate::lint::functions::Hit;
use crate::source::Node;

const RESPONSES: Step<'static> = Step::Key("responses");

pub(super) fn created<'a>(operation: &Operation<'_, '_, 'a>) -> Vec<Hit<'a>> {
    let is_creation = operation.method == "post" && operation.has_items();
    if !is_creation || operation.has_response(&["201", "202", "2XX"]) {
        return Vec::new();
    }
    operation.hit(
        &[RESPONSES],
        format!("`{}` creates a resource: answer 201", operation.name()),
    )
}

pub(super) fn created_location<'a>(operation: &Operation<'_, '_, 'a>) -> Vec<Hit<'a>> {
    let responses = operation.responses();
    let created = responses.iter().find(|(status, _)| *status == "201");
    let Some((status, response)) = created.filter(|_| operation.method == "post") else {
        return Vec::new();
    };
    let headers = operation
        .member(response, "headers")
        .and_then(Node::as_object);
    let has_location = headers.is_some_and(|headers| {
        headers
            .keys()
            .any(|name| name.eq_ignore_ascii_case("location"))
    });
    match has_location {
        true => Vec::new(),
        false => operation.hit(
            &[RESPONSES, Step::Key(status)],
            "a 201 names the new resource in the header `Location`",
        ),
    }
}

pub(super) fn no_content<'a>(operation: &Operation<'_, '_, 'a>) -> Vec<Hit<'a>> {
    let responses = operation.responses();
    let empty = responses
        .iter()
        .find(|(status, response)| *status == "204" && !operation.contents(response).is_empty());
    match empty {
        Some((status, _)) => operation.hit(
            &[RESPONSES, Step::Key(status), Step::Key("content")],
            "a 204 has no body: remove its content, or answer 200",
        ),
        None => Vec::new(),
    }
}

pub(super) fn not_found<'a>(operation: &Operation<'_, '_, 'a>) -> Vec<Hit<'a>> {
    // A PUT may create what is not there.
    let looks_up = matches!(operation.method, "get" | "head" | "patch" | "delete");
    if !looks_up || !operation.is_item() || operation.has_response(&["404", "4XX"]) {
        return Vec::new();
    }
    operation.hit(
        &[RESPONSES],
        format!(
            "`{}` is about an item, which may be missing: describe 404",
            operation.name()
        ),
    )
}

pub(super) fn secured<'a>(operation: &Operation<'_, '_, 'a>) -> Vec<Hit<'a>> {
    let root = operation
        .context
        .view
        .get(operation.context.documents.root().root);
    let security = operation
        .member(operation.node, "security")
        .or_else(|| operation.member(root, "security"))
        .and_then(Node::as_array)
        .unwrap_or_default();
    let is_optional = security.iter().any(|requirement| {
        requirement
            .as_object()
            .is_some_and(|requirement| requirement.is_empty())
    });
    if security.is_empty() || is_optional {
        return Vec::new();
    }
    missing(operation, &["401", "403"], "needs credentials")
}

pub(super) fn body<'a>(operation: &Operation<'_, '_, 'a>) -> Vec<Hit<'a>> {
    match operation.member(operation.node, "requestBody") {
        Some(_) => missing(operation, &["415", "422"], "has a body"),
        None => Vec::new(),
    }
}

fn missing<'a>(operation: &Operation<'_, '_, 'a>, statuses: &[&str], why: &str) -> Vec<Hit<'a>> {
    let missing: Vec<&str> = statuses
        .iter()
        .filter(|status| !operation.has_response(&[status, "4XX"]))
        .copied()
        .collect();
    match missing.is_empty() {
        true => Vec::new(),
        false => operation.hit(
            &[RESPONSES],
            format!(
                "`{}` {why}: describe {}",
                operation.name(),
                missing.join(" and ")
            ),
        ),
    }
}

pub(super) fn no_method_not_allowed<'a>(operation: &Operation<'_, '_, 'a>) -> Vec<Hit<'a>> {
    let responses = operation.responses();
    match responses.iter().find(|(status, _)| *status == "405") {
        Some((status, _)) => operation.hit(
            &[RESPONSES, Step::Key(status)],
            "an operation that is documented is never answered by 405",
        ),
        None => Vec::new(),
    }
}

/// The errors of an operation have the schema that the first error of the document has.
pub(super) fn one_error_schema<'a>(operation: &Operation<'_, '_, 'a>) -> Vec<Hit<'a>> {
    let Some(first) = first_error(operation) else {
        return Vec::new();
    };
    let mut hits = Vec::new();
    for (status, response) in errors(operation.responses()) {
        for (media_type, content) in operation.contents(response) {
            let schema = operation.member(content, "schema");
            if schema
                .is_some_and(|schema| schema.at != first.at && schema.to_json() != first.to_json())
            {
                hits.extend(operation.hit(
                    &[
                        RESPONSES,
                        Step::Key(status),
                        Step::Key("content"),
                        Step::Key(media_type),
                        Step::Key("schema"),
                    ],
                    "the errors of the document have several schemas: use one for all",
                ));
            }
        }
    }
    hits
}

fn errors<'a>(responses: Vec<(&'a str, &'a Node)>) -> impl Iterator<Item = (&'a str, &'a Node)> {
    responses
        .into_iter()
        .filter(|(status, _)| status.starts_with(['4', '5']))
}

fn first_error<'a>(operation: &Operation<'_, '_, 'a>) -> Option<&'a Node> {
    let view = operation.context.view;
    let root = view.get(operation.context.documents.root().root);
    let paths = view.member(root, "paths")?.as_object()?;
    paths.iter().find_map(|(_, item)| {
        let item = view.get(&item.node).as_object()?;
        item.iter().find_map(|(_, other)| {
            let responses = view.member(&other.node, "responses")?.as_object()?;
            responses
                .iter()
                .filter(|(status, _)| status.starts_with(['4', '5']))
                .find_map(|(_, response)| {
                    let content = view.member(&response.node, "content")?.as_object()?;
                    let (_, first) = content.iter().next()?;
                    view.member(&first.node, "schema")
                })
        })
    })
}

pub(super) fn examples<'a>(operation: &Operation<'_, '_, 'a>) -> Vec<Hit<'a>> {
    let mut hits = Vec::new();
    for (status, response) in operation.responses() {
        if !status.starts_with('2') {
            continue;
        }
        for (media_type, content) in operation.contents(response) {
            let schema = operation.member(content, "schema");
            let has_example = ["example", "examples"].iter().any(|key| {
                content.get(key).is_some() || schema.is_some_and(|schema| schema.get(key).is_some())
            });
            let is_json = media_type.contains("json");
            if is_json && schema.is_some() && !has_example {
                hits.extend(operation.hit(
                    &[
                        RESPONSES,
                        Step::Key(status),
                        Step::Key("content"),
                        Step::Key(media_type),
                    ],
                    format!("the {status} of `{}` has no example", operation.name()),
                ));
            }
        }
    }
    hits
}
