//! Whether an OpenAPI 3 document has members of Swagger 2.0; documents without any are not upgraded.

use super::operations::METHODS;
use super::parameters::{KEYWORDS, is_part};
use super::references::reference_of;
use crate::source::{Node, Value};

/// Members of the document that OpenAPI 3 does not have.
const DOCUMENT: [&str; 10] = [
    "swagger",
    "host",
    "basePath",
    "schemes",
    "consumes",
    "produces",
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
];

pub(super) fn has_version_two_members(root: &Node) -> bool {
    let below = |key: &str| root.get("components").and_then(|all| all.get(key));
    DOCUMENT.iter().any(|word| root.get(word).is_some())
        || any(below("parameters"), parameter)
        || any(below("headers"), with_schema)
        || any(below("responses"), response)
        || any(below("pathItems"), path_item)
        || any(root.get("paths"), path_item)
        || any(root.get("webhooks"), path_item)
        || has_version_two_references(root)
}

/// Whether any reference has the prefix of a 2.0 component.
fn has_version_two_references(root: &Node) -> bool {
    let begins = |text: &str| {
        ["#/definitions/", "#/parameters/", "#/responses/"]
            .iter()
            .any(|folder| text.starts_with(folder))
    };
    let mut pending = vec![root];
    while let Some(node) = pending.pop() {
        match &node.value {
            Value::Object(object) => {
                if reference_of(node)
                    .and_then(Node::as_str)
                    .is_some_and(begins)
                {
                    return true;
                }
                pending.extend(object.iter().map(|(_, entry)| &entry.node));
            }
            Value::Array(items) => pending.extend(items),
            _ => {}
        }
    }
    false
}

/// Whether a predicate holds for a member of an object or an item of an array.
fn any(node: Option<&Node>, is: fn(&Node) -> bool) -> bool {
    match node.map(|node| &node.value) {
        Some(Value::Object(object)) => object.iter().any(|(_, entry)| is(&entry.node)),
        Some(Value::Array(items)) => items.iter().any(is),
        _ => false,
    }
}

fn path_item(node: &Node) -> bool {
    node.get("parameters").is_some_and(parameters)
        || METHODS
            .iter()
            .any(|method| node.get(method).is_some_and(operation))
        || any(node.get("additionalOperations"), operation)
}

fn operation(node: &Node) -> bool {
    ["consumes", "produces", "schemes"]
        .iter()
        .any(|word| node.get(word).is_some())
        || node.get("parameters").is_some_and(parameters)
        || any(node.get("responses"), response)
        || any(node.get("callbacks"), |callback| {
            any(Some(callback), path_item)
        })
}

/// Whether an array has such a parameter; a single one may be without the array.
fn parameters(node: &Node) -> bool {
    match &node.value {
        Value::Array(items) => items.iter().any(parameter),
        _ => parameter(node),
    }
}

fn parameter(node: &Node) -> bool {
    is_part(node) || node.get("collectionFormat").is_some() || with_schema(node)
}

/// Whether a parameter or a header has the keywords of its schema in itself.
fn with_schema(node: &Node) -> bool {
    node.get("schema").is_none()
        && node.get("content").is_none()
        && node
            .as_object()
            .is_some_and(|members| members.keys().any(|key| KEYWORDS.contains(&key)))
}

fn response(node: &Node) -> bool {
    (node.get("schema").is_some() && node.get("content").is_none())
        || any(node.get("headers"), with_schema)
}
