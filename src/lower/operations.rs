//! Operations, in document order.

use std::collections::hash_map::Entry;

use openapiv3::{Operation as Source, PathItem};

use super::Lowering;
use crate::api::{Operation, Tag, TagId};
use crate::diagnostic::{Code, Diagnostic};
use crate::normalize;

impl Lowering<'_> {
    pub(super) fn operations(&mut self) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, item) in self.openapi.paths.iter() {
            let Some(item) = item.as_item() else { continue };
            let mut methods: Vec<(&str, &Source)> = item.iter().collect();
            methods.sort_by_key(|(_, source)| normalize::place(&source.extensions));
            for (method, source) in methods {
                let operation = self.operation(operations.len(), path, method, item, source);
                self.unique_id(&operations, &operation);
                operations.push(operation);
            }
        }
        operations
    }

    fn operation(
        &mut self,
        index: usize,
        path: &str,
        method: &str,
        item: &PathItem,
        source: &Source,
    ) -> Operation {
        let at = normalize::at(&source.extensions);
        let tag = self.tag(source.tags.first().map(String::as_str));
        let parameters = self.parameters(index, path, at, &item.parameters, &source.parameters);
        let body = source
            .request_body
            .as_ref()
            .and_then(|body| self.body(index, body));
        let mut responses = self.responses(index, &source.responses);
        if method == "head" {
            // Its answers have no body, whatever is documented (RFC 9110 §9.3.2).
            responses
                .iter_mut()
                .for_each(|response| response.contents.clear());
        }
        let security = self.requirements(source.security.as_ref(), at);
        Operation {
            at,
            id: source.operation_id.clone(),
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            tag,
            summary: source.summary.clone(),
            description: source.description.clone(),
            deprecated: source.deprecated,
            parameters,
            body,
            responses,
            security,
        }
    }

    /// Warns of an `operationId` that another operation has: they "MUST be unique" (§4.8.10).
    fn unique_id(&mut self, before: &[Operation], operation: &Operation) {
        let route = (operation.method.clone(), unnamed_template(&operation.path));
        match self.routes.entry(route) {
            Entry::Vacant(free) => drop(free.insert(before.len())),
            Entry::Occupied(first) => {
                let first = &before[*first.get()];
                let message = format!("`{}` can't be told from `{}`", operation.path, first.path);
                self.diagnostics.push(
                    Diagnostic::warning(Code::DuplicateOperation, operation.at, message)
                        .label("a server never gets here")
                        .related(first.at, "this one answers")
                        .help("give one of them another path; names in braces don't count"),
                );
            }
        }
        let Some(id) = &operation.id else { return };
        match self.ids.entry(id.clone()) {
            Entry::Vacant(free) => drop(free.insert(before.len())),
            Entry::Occupied(first) => self.diagnostics.push(
                Diagnostic::warning(Code::DuplicateOperation, operation.at, format!("the operationId `{id}` stands here again"))
                    .related(before[*first.get()].at, "the first one")
                    .help("give each operation an id of its own; the later one gets a number behind its name"),
            ),
        }
    }

    /// The group of that name, made when its first operation comes.
    fn tag(&mut self, name: Option<&str>) -> TagId {
        if let Some(index) = self.tags.iter().position(|tag| tag.name.as_deref() == name) {
            return TagId(index);
        }
        let description = self
            .openapi
            .tags
            .iter()
            .find(|tag| Some(tag.name.as_str()) == name)
            .and_then(|tag| tag.description.clone());
        self.tags.push(Tag {
            name: name.map(str::to_owned),
            description,
        });
        TagId(self.tags.len() - 1)
    }
}

/// A template without the names of its parameters.
fn unnamed_template(path: &str) -> String {
    let mut parts = path.split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("{}");
        out.push_str(part.split_once('}').map_or(part, |(_, rest)| rest));
    }
    out
}
