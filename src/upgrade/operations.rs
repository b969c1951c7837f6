//! Path items and operations.

use super::references::{Followed, Kind, reference_of};
use super::{Upgrade, Version, member_tables};
use crate::diagnostic::member;
use crate::source::{At, Entry, Node, Object, Value};

/// The methods of a path item, in any version.
pub(super) const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

impl<'a> Upgrade<'a> {
    /// `paths`, or another map of path items.
    pub(super) fn path_items(&mut self, node: &'a Node) -> Node {
        let outer = self.template;
        let mut keys = node.as_object().into_iter().flat_map(Object::iter);
        let mut paths = self.each(node, |upgrade, item| {
            upgrade.template = keys.next().map_or("", |(key, _)| key);
            upgrade.path_item(item)
        });
        self.template = outer;
        if let Some(object) = paths
            .as_object_mut()
            .filter(|_| self.version == Version::Two)
        {
            object.retain(|key, _| !key.starts_with("x-"));
        }
        paths
    }

    pub(super) fn path_item(&mut self, node: &'a Node) -> Node {
        self.built(node);
        if node.as_object().is_none() {
            return node.clone();
        }
        let mut out = Object::default();
        let mut inherited = Vec::new();
        if let Some(entry) = node.as_object().and_then(|item| item.entry("parameters")) {
            let parameters;
            (parameters, inherited) = self.split(&entry.node);
            out.insert("parameters", entry.with(parameters));
        }
        for (key, entry) in self.members(node, &member_tables::PATH_ITEM) {
            let value = match key {
                "parameters" => continue,
                "$ref" => match self.reference(&entry.node, Kind::PathItem) {
                    Some(reference) => reference,
                    None => continue,
                },
                "additionalOperations" => self.each(&entry.node, |upgrade, operation| {
                    upgrade.operation(operation, &inherited)
                }),
                key if METHODS.contains(&key) => self.operation(&entry.node, &inherited),
                _ => entry.node.clone(),
            };
            out.insert(key, entry.with(value));
        }
        Node::new(node.at, Value::Object(out))
    }

    /// An operation, with the body parts of its path item: in OpenAPI 3 a path item has no body.
    pub(super) fn operation(&mut self, node: &'a Node, inherited: &[&'a Node]) -> Node {
        if reference_of(node).is_some() {
            return self.referring_operation(node, inherited);
        }
        self.built(node);
        self.operation_at(node.at, node, inherited)
    }

    /// An operation that is a reference. With a body of its path item it differs from the target, and is written out.
    fn referring_operation(&mut self, node: &'a Node, inherited: &[&'a Node]) -> Node {
        if !inherited.is_empty()
            && let Followed::To(target) = self.follow(node, Kind::Operation)
            && self.fits_limit(target, 1)
        {
            for sibling in member::operation_siblings(node) {
                self.report(sibling);
            }
            return self.operation_at(node.at, target, inherited);
        }
        let referring = self.referring(node, Kind::Operation);
        referring.unwrap_or_else(|| node.clone())
    }

    fn operation_at(&mut self, at: At, node: &'a Node, inherited: &[&'a Node]) -> Node {
        let Some(object) = node.as_object() else {
            return node.clone();
        };
        let consumes = self.of_operation(node, "consumes");
        let produces = self.of_operation(node, "produces");
        let mut parts = inherited.to_vec();
        let mut out = Object::default();
        for (key, entry) in self.members(node, &member_tables::OPERATION) {
            let value = match key {
                "consumes" | "produces" => continue,
                "schemes" => match self.operation_servers(node) {
                    Some(servers) => {
                        out.insert("servers", entry.with(servers));
                        continue;
                    }
                    None => continue,
                },
                "parameters" => {
                    let (parameters, own) = self.split(&entry.node);
                    parts = self.overridden(&parts, own);
                    parameters
                }
                "requestBody" => self.request_body(&entry.node),
                "responses" => self.responses(&entry.node, &produces),
                "callbacks" => self.each(&entry.node, |upgrade, callback| {
                    upgrade.path_items(callback)
                }),
                _ => entry.node.clone(),
            };
            out.insert(key, entry.with(value));
        }
        if let Some(own) = object.entry("requestBody") {
            self.two_bodies(&parts, own.key_at);
        } else if let Some(body) = self.body(node, &parts, &consumes) {
            let key_at = body.at;
            out.insert("requestBody", Entry { key_at, node: body });
        }
        Node::new(at, Value::Object(out))
    }

    /// Splits a list of parameters into those that stay parameters, and the parts of a body.
    fn split(&mut self, list: &'a Node) -> (Node, Vec<&'a Node>) {
        let Some(items) = list.as_array() else {
            return (list.clone(), Vec::new());
        };
        let (mut parameters, mut parts) = (Vec::new(), Vec::new());
        for item in items {
            match self.follow(item, Kind::Parameter) {
                Followed::To(target) if self.becomes_body(target) => parts.push(target),
                Followed::To(_) => parameters.extend(self.parameter_or_reference(item)),
                Followed::Outside => parameters.push(item.clone()),
                Followed::Nowhere => {}
            }
        }
        (Node::new(list.at, Value::Array(parameters)), parts)
    }
}
