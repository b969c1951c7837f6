//! Collections and their items.

use super::Operation;
use crate::lint::document::Step;
use crate::lint::functions::Hit;
use crate::source::Node;

/// The names of parameters that select a page.
const PAGES: [&str; 18] = [
    "page",
    "per_page",
    "perpage",
    "pagesize",
    "page_size",
    "page-size",
    "limit",
    "offset",
    "cursor",
    "after",
    "before",
    "first",
    "last",
    "size",
    "start",
    "count",
    "page_token",
    "pagetoken",
];

pub(super) fn pages<'a>(operation: &Operation<'_, '_, 'a>) -> Vec<Hit<'a>> {
    if operation.method != "get" || operation.is_item() || !answers_list(operation) {
        return Vec::new();
    }
    let root = operation
        .context
        .view
        .get(operation.context.documents.root().root);
    let item = operation
        .member(root, "paths")
        .and_then(|paths| operation.member(paths, operation.template));
    let has_pages = [Some(operation.node), item]
        .into_iter()
        .flatten()
        .any(|owner| {
            let list = operation
                .member(owner, "parameters")
                .and_then(Node::as_array);
            list.unwrap_or_default().iter().any(|parameter| {
                let name = operation.member(parameter, "name").and_then(Node::as_str);
                name.is_some_and(|name| {
                    let name = name.to_lowercase();
                    PAGES.contains(&name.as_str())
                        || name.contains("page")
                        || name.contains("cursor")
                })
            })
        });
    match has_pages {
        true => Vec::new(),
        false => operation.hit(
            &[],
            format!(
                "`{}` answers a whole collection: add parameters for pages, such as `page` and `per_page`",
                operation.name()
            ),
        ),
    }
}

/// Whether a response for success has a list.
fn answers_list(operation: &Operation<'_, '_, '_>) -> bool {
    operation.responses().into_iter().any(|(status, response)| {
        status.starts_with('2')
            && operation
                .contents(response)
                .into_iter()
                .any(|(_, content)| {
                    let schema = operation.member(content, "schema");
                    let kind = schema.and_then(|schema| operation.member(schema, "type"));
                    kind.and_then(Node::as_str) == Some("array")
                })
    })
}

pub(super) fn e_tag<'a>(operation: &Operation<'_, '_, 'a>) -> Vec<Hit<'a>> {
    if operation.method != "get" || !operation.is_item() {
        return Vec::new();
    }
    let responses = operation.responses();
    let success = responses.iter().find(|(status, _)| *status == "200");
    let Some((status, response)) = success else {
        return Vec::new();
    };
    let headers = operation
        .member(response, "headers")
        .and_then(Node::as_object);
    let has_e_tag =
        headers.is_some_and(|headers| headers.keys().any(|name| name.eq_ignore_ascii_case("etag")));
    let has_304 = responses.iter().any(|(status, _)| *status == "304");
    match (has_e_tag, has_304) {
        (true, true) => Vec::new(),
        (true, false) => operation.hit(
            &[Step::Key("responses")],
            format!("`{}` has an `ETag`: describe 304 as well", operation.name()),
        ),
        (false, _) => operation.hit(
            &[Step::Key("responses"), Step::Key(status)],
            format!(
                "`{}` has no `ETag`, by which clients could keep it",
                operation.name()
            ),
        ),
    }
}
