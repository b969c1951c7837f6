//! Operations, wherever they stand.

use openapiv3::{Operation, Parameter, ReferenceOr, RequestBody};

use super::mark;
use super::reader::Reader;
use crate::source::Node;

impl<'a> Reader<'a> {
    pub(super) fn operation(&mut self, node: &'a Node) -> Option<Operation> {
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
        self.read_callbacks(node);
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

    pub(super) fn parameters(&mut self, node: &'a Node) -> Vec<ReferenceOr<Parameter>> {
        let mut parameters = Vec::new();
        for parameter in self.list(node, "parameters") {
            parameters.extend(self.parameter(parameter).map(ReferenceOr::Item));
        }
        parameters
    }

    fn request_body(&mut self, operation: &'a Node) -> Option<RequestBody> {
        let reference = operation.get("requestBody")?;
        let node = self.follow(reference)?;
        self.known(
            node,
            "a request body",
            &["description", "content", "required"],
        );
        Some(RequestBody {
            description: self.told(reference, node, "description"),
            content: self.content(node),
            required: self.flag(node, "required"),
            extensions: mark(node.at),
        })
    }
}
