//! Operations, in document order: those of paths, then webhooks, then callbacks.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use openapiv3::Operation as Source;

use super::{Lowering, servers};
use crate::api::{Callback, Operation, Section};
use crate::diagnostic::{Code, Diagnostic};
use crate::normalize::{self, PathItem};
use crate::source::At;

impl Lowering<'_> {
    pub(super) fn operations(&mut self) -> Vec<Operation> {
        let document = self.document;
        let mut operations = Vec::new();
        for item in &document.paths {
            self.item(Section::Paths, item, None, &mut operations);
        }
        for item in &document.webhooks {
            self.item(Section::Webhooks, item, None, &mut operations);
        }
        if document.callbacks.is_empty() {
            return operations;
        }
        let mut places: HashMap<At, Vec<usize>> = HashMap::new();
        let mut placed = 0;
        for source in &document.callbacks {
            // Operations of callbacks may lead to further ones, which come behind them.
            for (index, operation) in operations.iter().enumerate().skip(placed) {
                places.entry(operation.at).or_default().push(index);
            }
            placed = operations.len();
            let mut of: Vec<usize> = source
                .of
                .iter()
                .filter_map(|at| places.get(at))
                .flatten()
                .copied()
                .collect();
            of.sort_unstable();
            of.dedup();
            for item in &source.items {
                let callback = Callback {
                    name: source.name.clone(),
                    is_component: source.is_component,
                    of: of.clone(),
                };
                self.item(Section::Callbacks, item, Some(callback), &mut operations);
            }
        }
        operations
    }

    /// The operations of a path item.
    fn item(
        &mut self,
        section: Section,
        item: &PathItem,
        callback: Option<Callback>,
        operations: &mut Vec<Operation>,
    ) {
        for (method, source) in &item.operations {
            let mut operation = self.operation(operations.len(), section, method, item, source);
            operation.callback = callback.clone();
            if section == Section::Paths {
                self.unique_route(operations, &operation);
            }
            operations.push(operation);
        }
    }

    fn operation(
        &mut self,
        index: usize,
        section: Section,
        method: &str,
        item: &PathItem,
        source: &Source,
    ) -> Operation {
        let at = normalize::at(&source.extensions);
        let tag = self.tag(section, &source.tags);
        let mut parameters = self.parameters(index, &item.parameters, &source.parameters);
        match section {
            Section::Paths => self.match_template(&item.key, at, &mut parameters),
            Section::Webhooks | Section::Callbacks => self.leave_address(&mut parameters),
        }
        let body = source
            .request_body
            .as_ref()
            .and_then(|body| self.body(index, body));
        let mut responses = self.responses(index, &source.responses);
        if method == "HEAD" {
            // Its answers have no body, whatever is documented (RFC 9110 §9.3.2).
            responses
                .iter_mut()
                .for_each(|response| response.contents.clear());
        }
        let security = match section {
            Section::Paths => self.requirements(source.security.as_ref()),
            Section::Webhooks | Section::Callbacks => self.shown(source.security.as_ref()),
        };
        Operation {
            at,
            id: source.operation_id.clone(),
            method: method.to_owned(),
            path: item.key.clone(),
            callback: None,
            tag,
            summary: source.summary.clone(),
            description: source.description.clone(),
            deprecated: source.deprecated,
            parameters,
            body,
            responses,
            security,
            servers: match (section, source.servers.is_empty()) {
                (Section::Paths, false) => servers(&source.servers),
                (Section::Paths, true) => servers(&item.servers),
                // Who calls knows the whole address.
                _ => Vec::new(),
            },
        }
    }

    /// Warns of an operation that another one is always taken for.
    fn unique_route(&mut self, before: &[Operation], operation: &Operation) {
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
