//! Operations, in document order.

use openapiv3::{Operation as Source, PathItem};

use super::Lowering;
use crate::api::{Operation, Tag, TagId};
use crate::normalize;

impl Lowering<'_> {
    pub(super) fn operations(&mut self) -> Vec<Operation> {
        let mut operations = Vec::new();
        for (path, item) in self.openapi.paths.iter() {
            let Some(item) = item.as_item() else { continue };
            let mut methods: Vec<(&str, &Source)> = item.iter().collect();
            methods.sort_by_key(|(_, source)| normalize::at(&source.extensions));
            for (method, source) in methods {
                let operation = self.operation(operations.len(), path, method, item, source);
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
