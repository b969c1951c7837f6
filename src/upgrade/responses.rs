//! Responses: a schema, with the media types that the operation produces, becomes `content`.

use super::media::{self, Media, MediaTypes};
use super::references::{Followed, Kind, reference_of};
use super::schemas::is_file;
use super::{Upgrade, Version, member_tables};
use crate::diagnostic::Code;
use crate::source::{Entry, Node, Object, Value};

impl<'a> Upgrade<'a> {
    pub(super) fn responses(&mut self, node: &'a Node, produces: &MediaTypes) -> Node {
        let Some(object) = node.as_object() else {
            return node.clone();
        };
        let mut out = Object::default();
        for (status, entry) in object
            .iter()
            .filter(|(status, _)| !status.starts_with("x-"))
        {
            let response = match reference_of(&entry.node) {
                Some(_) => self.referred_response(&entry.node, status, produces),
                None => Some(self.operation_response(&entry.node, status, produces)),
            };
            if let Some(response) = response {
                out.insert(status, entry.with(response));
            }
        }
        Node::new(node.at, Value::Object(out))
    }

    /// A response that an operation refers to; it is written out if the operation has its own media types.
    fn referred_response(
        &mut self,
        node: &'a Node,
        status: &str,
        produces: &MediaTypes,
    ) -> Option<Node> {
        match self.follow(node, Kind::Response) {
            Followed::To(target) if produces.own && target.get("schema").is_some() => {
                Some(self.operation_response(target, status, produces))
            }
            Followed::To(_) => self.referring(node, Kind::Response),
            Followed::Outside => Some(node.clone()),
            Followed::Nowhere => None,
        }
    }

    fn operation_response(&mut self, node: &'a Node, status: &str, produces: &MediaTypes) -> Node {
        let is_failure = !status.starts_with(['1', '2', '3']);
        match node.get("schema").filter(|_| is_failure) {
            Some(schema) if self.is_object(schema) => self.response(node, &produces.of_objects()),
            _ => self.response(node, produces),
        }
    }

    /// Whether a schema is that of an object or an array, by its own `type` or its target's.
    fn is_object(&self, schema: &'a Node) -> bool {
        let mut schema = schema;
        for _ in 0..100 {
            let reference = reference_of(schema).and_then(Node::as_str);
            let fragment = reference.and_then(|reference| reference.strip_prefix('#'));
            match fragment.and_then(|fragment| self.root.fragment(fragment)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        match schema.get("type").and_then(Node::as_str) {
            Some(kind) => ["object", "array"].contains(&kind),
            None => ["properties", "items", "allOf"]
                .iter()
                .any(|key| schema.get(key).is_some()),
        }
    }

    /// A response component, with the top-level `produces` of the document, since it belongs to no operation. None if it is
    /// a reference that cannot be resolved.
    pub(super) fn shared_response(&mut self, node: &'a Node) -> Option<Node> {
        if reference_of(node).is_some() {
            return self.referring(node, Kind::Response);
        }
        let produces = MediaTypes {
            list: self.produces.clone(),
            own: false,
        };
        Some(self.response(node, &produces))
    }

    fn response(&mut self, node: &'a Node, produces: &MediaTypes) -> Node {
        self.built(node);
        if node.as_object().is_none() {
            return node.clone();
        }
        let has_content = node.get("content").is_some();
        let mut out = Object::default();
        for (key, entry) in self.members(node, &member_tables::RESPONSE) {
            let value = match key {
                "schema" | "examples" => continue,
                "content" => self.content(&entry.node),
                "headers" => self.each(&entry.node, Self::header),
                _ => entry.node.clone(),
            };
            out.insert(key, entry.with(value));
        }
        if !(has_content && self.version == Version::Three) {
            self.add_content(node, produces, &mut out);
        }
        Node::new(node.at, Value::Object(out))
    }

    /// Adds the `content` for a response's schema and examples.
    fn add_content(&mut self, node: &'a Node, produces: &MediaTypes, out: &mut Object) {
        let schema = node.get("schema").filter(|schema| !schema.is_null());
        let examples = node.get("examples").and_then(Node::as_object);
        let examples = examples.filter(|examples| !examples.is_empty());
        if schema.is_none() && examples.is_none() {
            return;
        }
        let list = response_media(node, schema, examples, produces);
        if !self.fits_limit(node, list.len()) {
            return;
        }
        let upgraded = schema.map(|schema| self.schema(schema));
        let mut content = Object::default();
        let mut used = Vec::new();
        for media in list {
            let example = examples.and_then(|examples| example(examples, &media));
            let mut members = Vec::new();
            members.extend(upgraded.clone().map(|schema| ("schema", schema)));
            if let Some((key, entry)) = example {
                used.push(key);
                members.push(("example", entry.node.clone()));
            }
            media::add(&mut content, &media, Node::object(node.at, members));
        }
        let unused = examples.into_iter().flat_map(|examples| examples.iter());
        for (key, entry) in unused.filter(|(key, _)| !used.contains(key) && !key.starts_with("x-"))
        {
            let message = format!("`{key}` is not a media type that the operation produces");
            let help = "the keys of `examples` are media types; add this one to `produces`";
            self.warn(
                Code::WrongValue,
                entry.key_at,
                message,
                "this example is ignored",
                help,
            );
        }
        let at = node.at;
        let key_at = schema.map_or(at, |schema| schema.at);
        if let Some(own) = out.get_mut("content").and_then(Node::as_object_mut) {
            for (name, entry) in content.iter() {
                if !own.contains(name) {
                    own.insert(name, entry.clone());
                }
            }
            return;
        }
        let node = Node::new(at, Value::Object(content));
        out.insert("content", Entry { key_at, node });
    }
}

/// The media types of a response: the operation's; otherwise those of its examples; otherwise by its schema.
fn response_media(
    node: &Node,
    schema: Option<&Node>,
    examples: Option<&Object>,
    produces: &MediaTypes,
) -> Vec<Media> {
    let file = schema.is_some_and(is_file);
    // A file "should be accompanied by a relevant" media type (2.0, Response Object), which the document's are not if
    // everything else is JSON.
    let irrelevant = file
        && !produces.own
        && produces
            .list
            .iter()
            .all(|media| media.is_json() || media.is_xml());
    if !produces.list.is_empty() && !irrelevant {
        return produces.list.clone();
    }
    let examples = examples.into_iter().flat_map(|examples| examples.iter());
    let named: Vec<Media> = examples
        .filter(|(key, _)| key.contains('/') && !key.contains(char::is_whitespace))
        .map(|(key, entry)| Media::new(key, entry.key_at))
        .collect();
    if !named.is_empty() {
        return named;
    }
    let name = if file {
        "application/octet-stream"
    } else {
        "application/json"
    };
    vec![Media::new(name, node.at)]
}

/// The example for a media type; for JSON also that of another JSON media type.
fn example<'a>(examples: &'a Object, media: &Media) -> Option<(&'a str, &'a Entry)> {
    let exact = examples.iter().find(|(key, _)| *key == media.name);
    let same = || {
        examples
            .iter()
            .find(|(key, _)| media::essence(key) == media.essence())
    };
    let alike = || {
        examples
            .iter()
            .find(|(key, _)| media.is_json() && media::is_json(key))
    };
    exact.or_else(same).or_else(alike)
}
