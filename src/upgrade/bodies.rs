//! Request bodies: `in: body` and `in: formData`.

use std::collections::{HashMap, HashSet};

use super::media::{self, Media, MediaTypes};
use super::parameters::{KEYWORDS, is_body, x_example};
use super::{Upgrade, member_tables};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{At, Node, Object, Value};

impl<'a> Upgrade<'a> {
    /// The request body made of the parameters that are not parameters in OpenAPI 3.
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
            self.report_body_part(part);
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
            self.report(
                Diagnostic::warning(Code::WrongValue, form.at, message)
                    .label("read as another media type of the body")
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
        has_form: bool,
        content: &mut Object,
    ) {
        self.members(body, &member_tables::PARAMETER);
        if !self.fits_limit(body, consumes.list.len().max(1)) {
            return;
        }
        let schema = self.body_schema(body);
        let is_binary = schema
            .as_ref()
            .is_some_and(|schema| schema.get("format").and_then(Node::as_str) == Some("binary"));
        let mut list = consumes.list.clone();
        list.retain(|media| !(has_form && media.is_form()));
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

    /// A body's schema; some documents have its keywords in the parameter itself, as for other parameters.
    fn body_schema(&mut self, body: &'a Node) -> Option<Node> {
        let inline_schema = body.as_object().and_then(|object| {
            let mut members = object.iter().filter(|(key, _)| !key.starts_with("x-"));
            members.find(|(key, _)| KEYWORDS.contains(key))
        });
        if let Some(schema) = body.get("schema").filter(|schema| !schema.is_null()) {
            if let Some((key, entry)) = inline_schema {
                let message = format!("`{key}` is a sibling of `schema`, which describes the body");
                let help = "move it into the schema, or remove it";
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
        let (key, entry) = inline_schema?;
        let message = format!("the keyword `{key}` of a body belongs in its `schema`");
        let help = format!("write `schema: {{ {key}: … }}`");
        self.warn(
            Code::UnknownMember,
            entry.key_at,
            message,
            "read as part of the schema",
            &help,
        );
        Some(self.inline_schema(body))
    }

    /// A `requestBody`, with its schemas upgraded.
    pub(super) fn request_body(&mut self, node: &'a Node) -> Node {
        let mut body = node.clone();
        let content = node.get("content").map(|content| self.content(content));
        if let (Some(content), Some(member)) = (content, body.get_mut("content")) {
            *member = content;
        }
        body
    }

    /// The body parts of an operation, overriding those of its path item.
    pub(super) fn overridden(
        &mut self,
        inherited: &[&'a Node],
        own: Vec<&'a Node>,
    ) -> Vec<&'a Node> {
        // Bodies override each other, whatever their names; form parameters do if their names are equal.
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
                    "the form parameter `{}` occurs twice",
                    part.get("name").map(name).unwrap_or_default()
                ),
            };
            self.report(
                Diagnostic::warning(Code::DuplicateParameter, part.at, message)
                    .related(first.at, "the first one")
                    .help("remove one of the two; the later one is used"),
            );
        }
        parts.extend(own);
        parts
    }

    /// Reports a body in the form of both versions.
    pub(super) fn two_bodies(&mut self, parts: &[&'a Node], body: At) {
        let Some(part) = parts.first() else {
            return;
        };
        let message = "the operation has a `requestBody` as well as this body parameter";
        self.report(
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

/// The example for a media type, or the one for all.
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
