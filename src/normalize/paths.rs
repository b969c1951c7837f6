//! Path items of paths, webhooks and callbacks, with their operations.

use openapiv3::{Operation, Parameter, ReferenceOr, Server};
use serde::Serialize;

use super::SIGNED;
use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{At, Node, Object};

/// A path item (OpenAPI 3.2.0 §4.9). openapiv3's has a fixed set of eight methods.
#[derive(Debug, Default, Serialize)]
pub struct PathItem {
    pub at: At,
    /// The path, the name of a webhook, or the expression of a callback's address.
    pub key: String,
    pub parameters: Vec<ReferenceOr<Parameter>>,
    /// The servers of all of its operations.
    pub servers: Vec<Server>,
    /// Whether its operations are signed, if it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<bool>,
    /// In document order, each with its method in upper case.
    pub operations: Vec<(String, Operation)>,
}

/// A callback (Callback Object, §4.18).
#[derive(Debug, Serialize)]
pub struct Callback {
    pub name: String,
    /// Whether it is defined under `components`, with that name.
    pub is_component: bool,
    /// The positions of the operations that refer to it.
    pub of: Vec<At>,
    pub items: Vec<PathItem>,
}

/// The methods with a member of their own in path items.
const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

impl<'a> Reader<'a, '_> {
    /// The path items of a member such as `paths`.
    pub(super) fn path_items(&mut self, node: &'a Node, key: &str) -> Vec<PathItem> {
        let is_path = key == "paths";
        let lost = node
            .get(key)
            .filter(|it| is_path && it.as_object().is_none() && !it.is_null());
        if let Some(lost) = lost {
            let message = format!("`paths` should be an object, not {}", lost.kind());
            let help = "write each path as a key: `/pets: {get: …}`";
            self.error(Code::WrongType, lost.at, message, help);
            return Vec::new();
        }
        let mut members = self.members(node, key);
        members.retain(|(name, _, item)| {
            item.as_object().is_some() || !self.is_security_in(node, key, name)
        });
        self.calls_out = !is_path;
        let mut items = self.items(members);
        if let Some(all) = node.get(key) {
            self.all_signed(all, &mut items);
        }
        self.calls_out = false;
        for item in items.iter_mut().filter(|_| is_path) {
            item.key = self.path(&item.key, item.at);
            self.separate_repeated_names(item);
        }
        items
    }

    fn items(&mut self, members: Vec<(&'a str, At, &'a Node)>) -> Vec<PathItem> {
        let mut items = Vec::new();
        for (key, at, item) in members {
            if item.as_object().is_none() {
                self.no_path_item(key, item);
                continue;
            }
            let template = (!self.calls_out).then_some(key);
            let outer = std::mem::replace(&mut self.template, template);
            // Siblings of a reference extend its target (OpenAPI 3.1.1 §4.8.9).
            let named = item.get("$ref").and_then(|_| self.follow(item));
            let own = self.path_item(key, at, item);
            items.push(match named {
                Some(named) => over(own, self.path_item(key, at, named)),
                None => own,
            });
            self.template = outer;
        }
        items
    }

    /// Warns of a value that is no path item.
    fn no_path_item(&mut self, key: &str, item: &Node) {
        let message = format!("`{key}` should be an object, not {}", item.kind());
        let label = match item.is_null() {
            true => "read as absent",
            false => "its operations are lost",
        };
        self.diagnostics.push(
            Diagnostic::warning(Code::WrongType, item.at, message)
                .label(label)
                .help(format!(
                    "write an object of operations here, as `get: {{…}}`, or leave `{key}` out"
                )),
        );
    }

    fn path_item(&mut self, key: &str, at: At, item: &'a Node) -> PathItem {
        let mut known = vec!["$ref", "summary", "description", "servers", "parameters"];
        known.extend(METHODS);
        known.push("additionalOperations");
        let members = || item.as_object().into_iter().flat_map(Object::iter);
        for (key, entry) in members() {
            known.extend(self.is_in_capitals(item, key, entry.key_at).then_some(key));
        }
        self.known(item, "a path item", &known);
        self.not_signed(item);
        let signed = self.optional_flag(item, SIGNED);
        let parameters = self.parameters(item);
        let mut operations = Vec::new();
        for (key, entry) in members() {
            if METHODS.contains(&key) || known.contains(&key) && is_method_in_capitals(key) {
                let operation = self.operation(&entry.node);
                operations.extend(operation.map(|it| (key.to_ascii_uppercase(), it)));
            } else if key == "additionalOperations" {
                self.additional_operations(item, &mut operations);
            }
        }
        PathItem {
            at,
            key: key.to_owned(),
            parameters,
            servers: self.servers(item),
            signed,
            operations,
        }
    }

    /// Whether a member is a method in upper case, and there is none in lower case.
    fn is_in_capitals(&mut self, item: &Node, key: &str, at: At) -> bool {
        let method = key.to_ascii_lowercase();
        if !is_method_in_capitals(key) || item.get(&method).is_some() {
            return false;
        }
        let message = format!("a path item has no member `{key}`");
        self.diagnostics.push(
            Diagnostic::warning(Code::UnknownMember, at, message)
                .label(format!("read as `{method}`"))
                .help("methods are written in lower case"),
        );
        true
    }

    fn additional_operations(&mut self, item: &'a Node, operations: &mut Vec<(String, Operation)>) {
        for (method, at, node) in self.entries(item, "additionalOperations") {
            if self.is_method(method, at) {
                let operation = self.operation(node);
                operations.extend(operation.map(|it| (method.to_owned(), it)));
            }
        }
    }

    /// Whether a method is a token, as HTTP requires (RFC 9110 §9.1).
    fn is_method(&mut self, method: &str, at: At) -> bool {
        if http::Method::from_bytes(method.as_bytes()).is_err() {
            self.error(
                Code::WrongValue,
                at,
                format!("no request can have the method `{method}`"),
                "a method consists of letters, digits and a few signs, without spaces",
            );
            return false;
        }
        let own = METHODS
            .into_iter()
            .find(|known| known.to_ascii_uppercase() == method);
        if let Some(own) = own {
            self.warn(
                Code::WrongValue,
                at,
                format!("`{method}` has a member of its own in a path item"),
                format!("write it as `{own}`, beside `additionalOperations`"),
            );
        }
        true
    }

    /// Reads the callbacks of an operation.
    pub(super) fn read_callbacks(&mut self, operation: &'a Node) {
        for (name, _, node) in self.members(operation, "callbacks") {
            let Some(target) = self.follow(node) else {
                continue;
            };
            let component = node
                .get("$ref")
                .and_then(Node::as_str)
                .and_then(|reference| reference.strip_prefix("#/components/callbacks/"));
            let known = !target.at.is_none();
            if let Some(index) = self.callbacks_at.get(&target.at).filter(|_| known) {
                self.callbacks[*index].of.push(operation.at);
                continue;
            }
            // Registered before it is read, since its operations may refer to it.
            let index = self.callbacks.len();
            self.callbacks_at.insert(target.at, index);
            self.callbacks.push(Callback {
                name: component.unwrap_or(name).to_owned(),
                is_component: component.is_some(),
                of: vec![operation.at],
                items: Vec::new(),
            });
            let outer = std::mem::replace(&mut self.calls_out, true);
            self.callbacks[index].items = self.callback_items(name, target);
            self.calls_out = outer;
        }
    }

    fn callback_items(&mut self, name: &str, callback: &'a Node) -> Vec<PathItem> {
        let Some(object) = callback.as_object() else {
            self.wrong_type(callback, name, "an object");
            return Vec::new();
        };
        let is_item = |key: &str| METHODS.contains(&key);
        if object.iter().any(|(key, _)| is_item(key)) {
            self.warn(
                Code::MissingMember,
                callback.at,
                "a callback needs the address that is called, before the method",
                "write an expression such as `{$request.body#/callbackUrl}` as the key, and the methods below it",
            );
            return vec![self.path_item("", callback.at, callback)];
        }
        let members = object
            .iter()
            .filter(|(key, _)| !key.starts_with("x-"))
            .map(|(key, entry)| (key, entry.key_at, &entry.node));
        let mut items = self.items(members.collect());
        self.all_signed(callback, &mut items);
        items
    }

    /// What the object that has these path items says of their signatures.
    fn all_signed(&mut self, node: &Node, items: &mut [PathItem]) {
        self.not_signed(node);
        let signed = self.optional_flag(node, SIGNED);
        items
            .iter_mut()
            .for_each(|item| item.signed = item.signed.or(signed));
    }
}

fn is_method_in_capitals(key: &str) -> bool {
    let method = key.to_ascii_lowercase();
    method != key && METHODS.contains(&method.as_str())
}

/// Combines a path item with the target of its reference.
fn over(own: PathItem, named: PathItem) -> PathItem {
    let mut operations = own.operations;
    for (method, operation) in named.operations {
        if operations.iter().all(|(known, _)| *known != method) {
            operations.push((method, operation));
        }
    }
    PathItem {
        operations,
        // Later ones replace earlier ones.
        parameters: named.parameters.into_iter().chain(own.parameters).collect(),
        servers: match own.servers.is_empty() {
            true => named.servers,
            false => own.servers,
        },
        signed: own.signed.or(named.signed),
        ..named
    }
}
