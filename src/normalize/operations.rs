//! Operations, wherever they stand.

use openapiv3::{Operation, Parameter, ReferenceOr, RequestBody};

use super::mark;
use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic, member};
use crate::source::Node;

impl<'a> Reader<'a, '_> {
    /// An operation; one that a reference names is that one (the specification has none here, and people write them).
    pub(super) fn operation(&mut self, reference: &'a Node) -> Option<Operation> {
        let node = self.follow(reference)?;
        if !std::ptr::eq(node, reference) {
            for beside in member::operation_siblings(reference) {
                self.has_lost_security |= beside.code == Code::UndefinedSecurity;
                self.diagnostics.push(beside);
            }
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
        if let Some(docs) = node.get("externalDocs") {
            self.known(docs, "`externalDocs`", &["description", "url"]);
        }
        self.keep_id(node);
        // What is no object is generated all the same, with nothing in it.
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

    /// Keeps an `operationId`, and where it stands.
    fn keep_id(&mut self, operation: &'a Node) {
        let node = operation.get("operationId");
        if let Some((node, id)) = node.and_then(|node| Some((node, node.as_str()?))) {
            self.ids.entry(id).or_default().push(node.at);
        }
    }

    /// Warns of each `operationId` that several operations have: they "MUST be unique" (§4.8.10). Done when all are
    /// read, since what an operation calls back may stand before its own id.
    pub(super) fn unique_ids(&mut self) {
        for (id, mut places) in std::mem::take(&mut self.ids) {
            places.sort_unstable();
            for pair in places.windows(2) {
                let (first, at) = (places[0], pair[1]);
                let warning = |message| Diagnostic::warning(Code::DuplicateOperation, at, message);
                self.diagnostics.push(match pair[0] == at {
                    false => warning(format!("the operationId `{id}` stands here again"))
                        .related(first, "the first one")
                        .help("give each operation an id of its own; one of them gets a number behind its name"),
                    true => warning(format!("the operationId `{id}` is that of several operations"))
                        .label("more than one place refers to this")
                        .help("write the operations out, or leave the id out; the later one gets a number behind its name"),
                });
            }
        }
    }

    pub(super) fn parameters(&mut self, node: &'a Node) -> Vec<ReferenceOr<Parameter>> {
        let mut parameters = Vec::new();
        for parameter in self.list(node, "parameters") {
            parameters.extend(self.parameter(parameter).map(ReferenceOr::Item));
        }
        parameters
    }

    fn request_body(&mut self, operation: &'a Node) -> Option<RequestBody> {
        let node = operation.get("requestBody")?;
        self.body(node)
    }

    pub(super) fn body(&mut self, reference: &'a Node) -> Option<RequestBody> {
        let node = self.follow_to(reference, "a request body")?;
        let known = ["description", "content", "required"];
        let content = self.content_or_bare(node, "a request body", &known);
        if content.is_empty() && node.as_object().is_some() && is_absent(node.get("content")) {
            let help = "say what is sent: `content: {application/json: {schema: …}}`";
            self.diagnostics.push(
                Diagnostic::warning(
                    Code::MissingMember,
                    node.at,
                    "a request body has no `content`",
                )
                .label("taken for absent")
                .help(help),
            );
        }
        Some(RequestBody {
            description: self.told(reference, node, "description"),
            content,
            required: self.flag(node, "required"),
            extensions: mark(node.at),
        })
    }
}

fn is_absent(member: Option<&Node>) -> bool {
    member.is_none_or(Node::is_null)
}
