//! Operations of paths, webhooks and callbacks.

use openapiv3::{Operation, Parameter, ParameterData, ReferenceOr, RequestBody};

use super::reader::Reader;
use super::{Extensions, REFERENCE_AT, SIGNED, mark, position};
use crate::diagnostic::{Code, Diagnostic, member};
use crate::source::Node;

impl<'a> Reader<'a, '_> {
    /// Reads an operation. References to operations are followed: the specification has none, and documents contain
    /// them.
    pub(super) fn operation(&mut self, reference: &'a Node) -> Option<Operation> {
        let node = self.follow(reference)?;
        if !std::ptr::eq(node, reference) {
            for sibling in member::operation_siblings(reference) {
                self.has_lost_security |= sibling.code == Code::UndefinedSecurity;
                self.diagnostics.push(sibling);
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
        self.not_signed(node);
        self.read_callbacks(node);
        if let Some(docs) = node.get("externalDocs") {
            self.known(docs, "`externalDocs`", &["description", "url"]);
        }
        self.keep_id(node);
        // A value that is no object is an operation without members.
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
            extensions: self.signed(node),
            ..Operation::default()
        })
    }

    /// Extensions with a position, and whether webhooks and callbacks are signed where the object says so.
    pub(super) fn signed(&mut self, node: &Node) -> Extensions {
        let mut extensions = mark(node.at);
        let signed = self.optional_flag(node, SIGNED);
        extensions.extend(signed.map(|signed| (SIGNED.to_owned(), signed.into())));
        extensions
    }

    /// Warns of an operation or path item of `paths` that is said to be signed.
    pub(super) fn not_signed(&mut self, node: &Node) {
        let Some(member) = node.get(SIGNED).filter(|_| !self.calls_out) else {
            return;
        };
        let message = format!("`{SIGNED}` is for webhooks and callbacks");
        let help = "write it there or at the root; requests of `paths` need a security scheme";
        self.diagnostics.push(
            Diagnostic::warning(Code::WrongValue, member.at, message)
                .label("not read: the server verifies no signature here")
                .help(help),
        );
    }

    /// Records an `operationId` and its position.
    fn keep_id(&mut self, operation: &'a Node) {
        let node = operation.get("operationId");
        if let Some((node, id)) = node.and_then(|node| Some((node, node.as_str()?))) {
            self.ids.entry(id).or_default().push(node.at);
        }
    }

    /// Warns of each `operationId` that several operations have, which "MUST be unique" (§4.8.10). Called when all are
    /// read, since a callback may come before the id of its own operation.
    pub(super) fn unique_ids(&mut self) {
        for (id, places) in &mut self.ids {
            places.sort_unstable();
            for pair in places.windows(2) {
                let (first, at) = (places[0], pair[1]);
                let warning = |message| Diagnostic::warning(Code::DuplicateOperation, at, message);
                self.diagnostics.push(match pair[0] == at {
                    false => warning(format!("the operationId `{id}` is used again"))
                        .related(first, "the first one")
                        .help("give each operation an id of its own; one of them gets a number behind its name"),
                    true => warning(format!("the operationId `{id}` is that of several operations"))
                        .label("more than one place refers to this")
                        .help("write the operations out, or leave the id out; the later one gets a number behind its name"),
                });
            }
        }
    }

    /// Warns of links to operations that the document does not have. Called when all operations are read.
    pub(super) fn unknown_links(&mut self) {
        for (id, at) in std::mem::take(&mut self.linked) {
            if self.ids.contains_key(id.as_str()) {
                continue;
            }
            let near = self
                .ids
                .keys()
                .map(|known| (strsim::damerau_levenshtein(known, &id), *known))
                .min()
                .filter(|(distance, _)| *distance <= 1 + id.len() / 3);
            let help = match near {
                Some((_, near)) => format!("did you mean `{near}`?"),
                None => "name the `operationId` of an operation of this document".to_owned(),
            };
            let message = format!("no operation has the operationId `{id}`");
            self.diagnostics.push(
                Diagnostic::warning(Code::UnresolvedReference, at, message)
                    .label("the link leads nowhere")
                    .help(help),
            );
        }
    }

    pub(super) fn parameters(&mut self, node: &'a Node) -> Vec<ReferenceOr<Parameter>> {
        let mut parameters = Vec::new();
        for reference in self.list(node, "parameters") {
            let Some(mut parameter) = self.parameter(reference) else {
                continue;
            };
            if let Some(link) = reference.get("$ref") {
                let extensions = &mut data_of(&mut parameter).extensions;
                extensions.insert(REFERENCE_AT.to_owned(), position(link.at));
            }
            parameters.push(ReferenceOr::Item(parameter));
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
                .label("read as absent")
                .help(help),
            );
        }
        Some(RequestBody {
            description: self.own_or_target_string(reference, node, "description"),
            content,
            required: self.flag(node, "required"),
            extensions: mark(node.at),
        })
    }
}

fn data_of(parameter: &mut Parameter) -> &mut ParameterData {
    match parameter {
        Parameter::Query { parameter_data, .. }
        | Parameter::Header { parameter_data, .. }
        | Parameter::Path { parameter_data, .. }
        | Parameter::Cookie { parameter_data, .. } => parameter_data,
    }
}

fn is_absent(member: Option<&Node>) -> bool {
    member.is_none_or(Node::is_null)
}
