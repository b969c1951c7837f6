//! Request bodies: `in: body`.

use std::collections::{HashMap, HashSet};

use super::media::{self, Media, MediaTypes};
use super::parameters::{KEYWORDS, is_body, x_example};
use super::{Upgrade, vocabulary};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{At, Node, Object, Value};

impl<'a> Upgrade<'a> {
    /// The request body that the parameters make which are no parameters of 3.x.
    pub(super) fn body(
        &mut self,
        operation: &'a Node,
        parts: &[&'a Node],
        consumes: &MediaTypes,
    ) -> Option<Node> {
        let body = parts.iter().copied().rfind(|part| is_body(part));
        let forms: Vec<&'a Node> = parts
            .iter()
            .copied()
            .filter(|part| !is_body(part))
            .collect();
        let first = body.or(forms.first().copied())?;
        for part in parts {
            self.tell_of_part(part);
        }
        let mut content = Object::default();
        if let Some(body) = body {
            self.add_body(body, consumes, !forms.is_empty(), &mut content);
        }
        if !forms.is_empty() {
            self.add_form(operation, &forms, consumes, body.is_some(), &mut content);
        }
        if let (Some(body), Some(form)) = (body, forms.first()) {
            let message = "an operation has a body or a form, not both";
            self.tell(
                Diagnostic::warning(Code::WrongValue, form.at, message)
                    .label("read as another way to send the body")
                    .related(body.at, "the body")
                    .help("remove one of the two"),
            );
        }
        let is_required = |part: &&Node| part.get("required").and_then(Node::as_bool) == Some(true);
        let required = match body {
            Some(body) => is_required(&body),
            None => forms.iter().any(is_required),
        };
        let mut members = vec![
            ("content", Node::new(first.at, Value::Object(content))),
            ("required", Node::new(first.at, Value::Bool(required))),
        ];
        let description = body.and_then(|body| body.get("description"));
        members.extend(description.map(|text| ("description", text.clone())));
        Some(Node::object(first.at, members))
    }

    /// Adds the body in each of its media types.
    fn add_body(
        &mut self,
        body: &'a Node,
        consumes: &MediaTypes,
        beside_a_form: bool,
        content: &mut Object,
    ) {
        self.members(body, &vocabulary::PARAMETER);
        if !self.affords(body, consumes.list.len().max(1)) {
            return;
        }
        let schema = self.body_schema(body);
        let is_binary = schema
            .as_ref()
            .is_some_and(|schema| schema.get("format").and_then(Node::as_str) == Some("binary"));
        let mut list = consumes.list.clone();
        list.retain(|media| !(beside_a_form && media.is_form()));
        if list.is_empty() {
            let name = if is_binary {
                "application/octet-stream"
            } else {
                "application/json"
            };
            list.push(Media::new(name, body.at));
        }
        for media in &list {
            let mut members = Vec::new();
            members.extend(schema.clone().map(|schema| ("schema", schema)));
            members.extend(body_example(body, media).map(|example| ("example", example)));
            media::add(content, media, Node::object(body.at, members));
        }
    }

    /// A body's schema; some say it in the parameter itself, as elsewhere.
    fn body_schema(&mut self, body: &'a Node) -> Option<Node> {
        let direct = body.as_object().and_then(|object| {
            let mut members = object.iter().filter(|(key, _)| !key.starts_with("x-"));
            members.find(|(key, _)| KEYWORDS.contains(key))
        });
        if let Some(schema) = body.get("schema").filter(|schema| !schema.is_null()) {
            if let Some((key, entry)) = direct {
                let message = format!("`{key}` stands beside `schema`, which says what a body is");
                let help = "write it into the schema, or remove it";
                self.warn(
                    Code::UnknownMember,
                    entry.key_at,
                    message,
                    "this is ignored",
                    help,
                );
            }
            return Some(self.schema(schema));
        }
        let (key, entry) = direct?;
        let message = format!("a body has `{key}` in its `schema`");
        let help = format!("write `schema: {{ {key}: … }}`");
        self.warn(
            Code::UnknownMember,
            entry.key_at,
            message,
            "read as if it were there",
            &help,
        );
        Some(self.direct(body))
    }

    /// 3.x's way to say it, with the schemas upgraded.
    pub(super) fn request_body(&mut self, node: &'a Node) -> Node {
        let mut body = node.clone();
        let content = node.get("content").map(|content| self.content(content));
        if let (Some(content), Some(member)) = (content, body.get_mut("content")) {
            *member = content;
        }
        body
    }

    /// An operation's parts of a body, laid over those of its path item.
    pub(super) fn overridden(
        &mut self,
        inherited: &[&'a Node],
        own: Vec<&'a Node>,
    ) -> Vec<&'a Node> {
        // There is one body, whatever it is called, and one form parameter of a name.
        let key = |part: &&'a Node| (!is_body(part)).then(|| part.get("name").map(name));
        let names: HashSet<_> = own.iter().map(key).collect();
        let mut parts: Vec<&'a Node> = inherited.to_vec();
        parts.retain(|part| !names.contains(&key(part)));
        let mut firsts: HashMap<_, &Node> = HashMap::new();
        for part in &own {
            let Some(first) = firsts.get(&key(part)).copied() else {
                firsts.insert(key(part), *part);
                continue;
            };
            let message = match is_body(part) {
                true => "an operation can have one body only".to_owned(),
                false => format!(
                    "the form parameter `{}` stands here twice",
                    part.get("name").map(name).unwrap_or_default()
                ),
            };
            self.tell(
                Diagnostic::warning(Code::DuplicateParameter, part.at, message)
                    .related(first.at, "the first one")
                    .help("remove one of the two; the later one is used"),
            );
        }
        parts.extend(own);
        parts
    }

    /// Tells that a body is described in the ways of both versions.
    pub(super) fn two_bodies(&mut self, parts: &[&'a Node], body: At) {
        let Some(part) = parts.first() else {
            return;
        };
        let message = "the operation has a `requestBody` beside this part of a body";
        self.tell(
            Diagnostic::warning(Code::OtherVersion, part.at, message)
                .label("this is ignored")
                .related(body, "this is used")
                .help("remove one of the two"),
        );
    }
}

fn name(node: &Node) -> &str {
    node.as_str().unwrap_or_default()
}

/// An example of a body: one for the media type, or one for all.
fn body_example(body: &Node, media: &Media) -> Option<Node> {
    let examples = body.get("x-examples").and_then(Node::as_object);
    let of_media = examples.and_then(|examples| {
        let same = |key: &str| media::essence(key) == media.essence();
        let found = examples.iter().find(|(key, _)| same(key))?;
        Some(found.1.node.clone())
    });
    let example = || body.get("example").cloned();
    of_media
        .or_else(example)
        .or_else(|| x_example(body).map(|entry| entry.node))
}
