//! Forms: the parameters with `in: formData` become the properties of an object.

use super::lists::{Layout, ValueLocation, string_schema};
use super::media::{self, Media, MediaTypes};
use super::parameters::x_example;
use super::schemas::is_file;
use super::{Upgrade, member_tables};
use crate::diagnostic::Code;
use crate::source::{At, Entry, Node, Object, Value};

impl<'a> Upgrade<'a> {
    /// Adds the form in each of its media types.
    pub(super) fn add_form(
        &mut self,
        operation: &'a Node,
        parts: &[&'a Node],
        consumes: &MediaTypes,
        has_body: bool,
        content: &mut Object,
    ) {
        let times = consumes.list.len().max(1);
        if !parts.iter().all(|part| self.fits_limit(part, times)) {
            return;
        }
        let mut properties = Object::default();
        let mut encoding = Object::default();
        let mut required = Vec::new();
        for part in parts {
            let Some(name) = self.field_name(part) else {
                continue;
            };
            let (schema, layout) = self.field(part);
            if let Layout::Styled { style, explode } = layout {
                let at = part.get("collectionFormat").unwrap_or(part).at;
                let members = [
                    ("style", Node::string(at, style)),
                    ("explode", Node::new(at, Value::Bool(explode))),
                ];
                let node = Node::object(at, members);
                encoding.insert(name, Entry { key_at: at, node });
            }
            if part.get("required").and_then(Node::as_bool) == Some(true) {
                required.push(Node::string(part.at, name));
            }
            properties.insert(
                name,
                Entry {
                    key_at: part.at,
                    node: schema,
                },
            );
        }
        // The position of the operation, since positions of schemas must be unique, and no schema has this one.
        let at = operation.at;
        let mut members = vec![
            ("type", Node::string(at, "object")),
            ("properties", Node::new(at, Value::Object(properties))),
        ];
        if !required.is_empty() {
            members.push(("required", Node::new(at, Value::Array(required))));
        }
        let mut members = vec![("schema", Node::object(at, members))];
        if !encoding.is_empty() {
            members.push(("encoding", Node::new(at, Value::Object(encoding))));
        }
        let form = Node::object(at, members);
        for media in self.form_media(parts, consumes, has_body) {
            media::add(content, &media, form.clone());
        }
    }

    /// The media types of a form: those of the operation that can represent one.
    fn form_media(
        &mut self,
        parts: &[&'a Node],
        consumes: &MediaTypes,
        has_body: bool,
    ) -> Vec<Media> {
        let (mut forms, others): (Vec<Media>, Vec<Media>) =
            consumes.list.iter().cloned().partition(Media::is_form);
        if forms.is_empty() {
            let has_file = parts.iter().any(|part| holds_file(part));
            let name = match has_file {
                true => "multipart/form-data",
                false => "application/x-www-form-urlencoded",
            };
            let at = parts.first().map_or(At::NONE, |part| part.at);
            forms.push(Media::new(name, at));
        }
        if consumes.own && !has_body {
            for other in others {
                let message = format!("a form can't be sent as `{}`", other.name);
                let help =
                    "forms are sent as application/x-www-form-urlencoded or multipart/form-data";
                let used = forms.first().map_or("", |form| &form.name);
                let label = format!("`{used}` is used");
                self.warn(Code::WrongValue, other.at, message, &label, help);
            }
        }
        forms
    }

    fn field_name(&mut self, part: &'a Node) -> Option<&'a str> {
        let name = self.text(part, "name");
        if name.is_none() {
            let message = "a form parameter needs a `name`";
            self.error(Code::MissingMember, part.at, message, "add its `name`");
        }
        name
    }

    /// A property of a form: its schema and its encoding.
    fn field(&mut self, part: &'a Node) -> (Node, Layout) {
        self.members(part, &member_tables::PARAMETER);
        let layout = self.layout(part, ValueLocation::Form);
        let mut schema = match (part.get("schema"), &layout) {
            (Some(schema), _) if part.get("type").is_none() => {
                return (self.schema(schema), layout);
            }
            (_, Layout::SingleString) => string_schema(part),
            _ => self.inline_schema(part),
        };
        let more = |key| {
            part.as_object()
                .and_then(|object| object.entry(key).cloned())
        };
        let members = [
            ("description", more("description")),
            ("example", more("example").or_else(|| x_example(part))),
        ];
        if let Some(out) = schema.as_object_mut() {
            let given = members.into_iter();
            out.extend(given.filter_map(|(key, entry)| Some((key, entry?))));
        }
        (schema, layout)
    }
}

/// Whether a parameter is a file, or an array of files.
fn holds_file(part: &Node) -> bool {
    is_file(part) || part.get("items").is_some_and(is_file)
}
