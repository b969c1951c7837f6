//! Path items and operations.

use openapiv3::{Operation, Parameter, PathItem, ReferenceOr, RequestBody};
use serde_json::json;

use super::reader::Reader;
use super::{PLACE, mark};
use crate::source::{At, Node};

/// The methods that a path item can have.
pub(super) const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

impl<'a> Reader<'a> {
    /// The path item that stands at a node. So many members of it come before those here.
    pub(super) fn path_item(&mut self, at: At, item: &'a Node, before: usize) -> PathItem {
        let mut known = vec!["summary", "description", "servers", "parameters"];
        known.extend(METHODS);
        self.known(item, "a path item", &known);
        let parameters = self.parameters(item);
        let mut methods = METHODS.map(|method| {
            let mut operation = self.operation(item.get(method)?)?;
            let place = item.as_object()?.keys().position(|key| key == method);
            let place = json!(before + place.unwrap_or_default());
            operation.extensions.insert(PLACE.to_owned(), place);
            Some(operation)
        });
        let mut take = |method: &str| {
            METHODS
                .iter()
                .position(|known| *known == method)
                .and_then(|index| methods[index].take())
        };
        PathItem {
            get: take("get"),
            put: take("put"),
            post: take("post"),
            delete: take("delete"),
            options: take("options"),
            head: take("head"),
            patch: take("patch"),
            trace: take("trace"),
            parameters,
            extensions: mark(at),
            ..PathItem::default()
        }
    }

    fn operation(&mut self, node: &'a Node) -> Option<Operation> {
        if node.as_object().is_none() {
            self.wrong_type(node, "operation", "an object");
            return None;
        }
        self.known(
            node,
            "an operation",
            &[
                "tags",
                "summary",
                "description",
                "externalDocs",
                "operationId",
                "parameters",
                "requestBody",
                "responses",
                "callbacks",
                "deprecated",
                "security",
                "servers",
            ],
        );
        Some(Operation {
            tags: self.strings(node, "tags"),
            summary: self.string(node, "summary"),
            description: self.string(node, "description"),
            operation_id: self.string(node, "operationId"),
            parameters: self.parameters(node),
            request_body: self.request_body(node).map(ReferenceOr::Item),
            responses: self.responses(node),
            deprecated: self.flag(node, "deprecated"),
            security: self.security(node),
            servers: self.servers(node),
            extensions: mark(node.at),
            ..Operation::default()
        })
    }

    fn parameters(&mut self, node: &'a Node) -> Vec<ReferenceOr<Parameter>> {
        let mut parameters = Vec::new();
        for parameter in self.list(node, "parameters") {
            parameters.extend(self.parameter(parameter).map(ReferenceOr::Item));
        }
        parameters
    }

    fn request_body(&mut self, operation: &'a Node) -> Option<RequestBody> {
        let node = operation.get("requestBody")?;
        let node = self.follow(node)?;
        self.known(
            node,
            "a request body",
            &["description", "content", "required"],
        );
        Some(RequestBody {
            description: self.string(node, "description"),
            content: self.content(node),
            required: self.flag(node, "required"),
            extensions: mark(node.at),
        })
    }
}
