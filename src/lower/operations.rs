//! Operations in document order: those of paths, then webhooks, then callbacks.

use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3::Operation as Source;
use serde_json::Value;

use super::route::{Route, template, without_pairs};
use super::{Lowering, servers};
use crate::api::{Callback, Location, Operation, Parameter, Section};
use crate::diagnostic::{Code, Diagnostic};
use crate::normalize::{self, PathItem, SIGNED};
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
            // Operations of callbacks may have callbacks, which follow them.
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
        self.location = format!("{method} {}", item.key);
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
            // Responses to `HEAD` have no body (RFC 9110 §9.3.2).
            responses
                .iter_mut()
                .for_each(|response| response.contents.clear());
        }
        let security = match section {
            Section::Paths => self.requirements(source.security.as_ref()),
            Section::Webhooks | Section::Callbacks => {
                self.sent_requirements(source.security.as_ref())
            }
        };
        Operation {
            at,
            id: source.operation_id.clone(),
            method: method.to_owned(),
            path: item.key.clone(),
            route: match section {
                Section::Paths => self.route(&item.key, &parameters),
                Section::Webhooks | Section::Callbacks => item.key.clone(),
            },
            callback: None,
            tag,
            summary: source.summary.clone(),
            description: source.description.clone(),
            deprecated: source.deprecated,
            parameters,
            body,
            responses,
            security,
            signed: section != Section::Paths && self.is_signed(item, source),
            servers: match (section, source.servers.is_empty()) {
                (Section::Paths, false) => servers(&source.servers),
                (Section::Paths, true) => servers(&item.servers),
                // The sender knows the whole address.
                _ => Vec::new(),
            },
        }
    }

    /// Whether a webhook or callback is signed: what it says itself, else its path item, else the document.
    fn is_signed(&self, item: &PathItem, operation: &Source) -> bool {
        let own = |extensions: &IndexMap<String, Value>| extensions.get(SIGNED)?.as_bool();
        let own_or_item = own(&operation.extensions).or(item.signed);
        own_or_item
            .or(own(&self.openapi.extensions))
            .unwrap_or_default()
    }

    /// The path template for routing and requests. Parameters in its query are left out where they select no operation;
    /// their own definitions tell whether they are sent.
    fn route(&self, path: &str, parameters: &[Parameter]) -> String {
        let paths_like_it = || self.templates.get(&template(path)).copied();
        if !path.contains('?') || paths_like_it() != Some(1) {
            return path.to_owned();
        }
        let is_parameter = |key: &str| {
            parameters
                .iter()
                .any(|parameter| parameter.location == Location::Query && parameter.name == key)
        };
        without_pairs(path, is_parameter)
    }

    /// Warns of an operation that no request reaches, since another one matches first.
    fn unique_route(&mut self, before: &[Operation], operation: &Operation) {
        let route = Route::parse(&operation.path);
        let key = (operation.method.clone(), route.template.clone());
        let known = self.routes.entry(key).or_default();
        let Some((hiding, first)) = known.iter().find(|(first, _)| first.hides(&route)) else {
            known.push((route, before.len()));
            return;
        };
        let is_narrower = !route.hides(hiding);
        let first = &before[*first];
        let message = format!(
            "`{}` cannot be distinguished from `{}`",
            operation.path, first.path
        );
        let help = match operation.path.contains(['?', '#']) {
            _ if is_narrower => "write it before the other one, which takes every value",
            false => "give one of them another path; names in braces don't count",
            true => {
                "give one of them another path; behind `?` or `#` only `name=value` counts, and no names in braces"
            }
        };
        self.diagnostics.push(
            Diagnostic::warning(Code::DuplicateOperation, operation.at, message)
                .label("a server never gets here")
                .related(first.at, "this one answers")
                .help(help),
        );
    }
}
