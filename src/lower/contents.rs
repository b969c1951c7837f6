//! The representations of bodies: how each media type is read, and the type of its values.

use indexmap::IndexMap;
use openapiv3::{Content as SourceContent, Encoding as SourceEncoding, MediaType};
use serde_json::Value;

use super::Lowering;
use super::items;
use super::parameters::query_style;
use super::shapes::{describes_objects, describes_strings};
use super::xml::Root;
use crate::api::contents::texts_in_ranges;
use crate::api::{
    Content, Encoding, Example, Form, Layout, Origin, Part, ResponseForm, TextShapeId, Type,
    describes_text,
};
use crate::diagnostic::Code;
use crate::normalize;
use crate::schema::{self, SchemaId};
use crate::source::At;

/// The direction in which a body is sent, seen from the server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Request,
    Response,
}

/// The body that contents belong to.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The index of the operation.
    pub index: usize,
    /// The part of the operation, which names inline schemas.
    pub part: &'a str,
    pub direction: Direction,
}

/// The examples of a parameter or a media type, which `normalize` writes into an extension.
pub(super) fn examples(extensions: &IndexMap<String, Value>) -> Vec<Example> {
    let Some(Value::Array(examples)) = extensions.get("x-examples") else {
        return Vec::new();
    };
    let example = |example: &Value| Example {
        name: example
            .get("name")
            .and_then(Value::as_str)
            .map(str::to_owned),
        value: example.get("value").cloned().unwrap_or_default(),
    };
    examples.iter().map(example).collect()
}

impl Lowering<'_> {
    pub(super) fn contents(
        &mut self,
        index: usize,
        part: &str,
        source: &SourceContent,
        direction: Direction,
    ) -> Vec<Content> {
        let place = Place {
            index,
            part,
            direction,
        };
        let contents = source.iter();
        let contents = contents.map(|(media_type, media)| self.content(place, media_type, media));
        let mut contents: Vec<Content> = contents.collect();
        for index in texts_in_ranges(&contents) {
            contents[index].ty = Type::MediaText;
        }
        contents
    }

    fn content(&mut self, place: Place, media_type: &str, media: &MediaType) -> Content {
        let at = normalize::at(&media.extensions);
        // Each body has a boundary of its own.
        let without_boundary = without_boundary(media_type);
        let media_type = without_boundary.as_str();
        let schema = media.schema.as_ref();
        let schema = schema.and_then(|schema| normalize::schema_id(schema, self.schemas));
        let item = normalize::item_schema(media, self.schemas);
        let sequence = items::of(self.schemas, &essence(media_type), media, schema);
        let item = match sequence {
            Some(sequence) => sequence.item,
            None => item,
        };
        let (form, schema) = match sequence {
            Some(sequence) => (sequence.form, sequence.item),
            None => (self.form(media_type, schema), schema),
        };
        let is_multipart = form == Form::Stream && essence(media_type).starts_with("multipart/");
        let parts = schema.filter(|_| is_multipart && has_named_parts(&essence(media_type)));
        let parts = parts.and_then(|schema| self.parts(place, schema, &media.encoding));
        let positional = match &parts {
            None if is_multipart && has_places(&essence(media_type)) => {
                self.positional_parts(place, schema, item, &media.encoding)
            }
            _ => None,
        };
        let positions = positional.as_ref().map(|(positions, _)| *positions);
        let parts = parts.or(positional.map(|(_, parts)| parts));
        let form = match &parts {
            Some(_) => Form::Multipart,
            None if is_multipart => Form::RawMultipart,
            None => form,
        };
        let xml = match (form, schema) {
            (Form::Xml, Some(schema)) => self.xml(place, media_type, schema, at),
            _ => None,
        };
        let form = match (form, &xml) {
            (Form::Xml, None) => Form::Text,
            _ => form,
        };
        if !normalize::is_whole(media) {
            self.warn_of_wider_body(media_type, form, schema, item, at);
        }
        // The type of the items is generated even where they are not separated.
        let item_part = format!("{} item", place.part);
        let item = item.filter(|_| form != Form::Multipart);
        let item = item.map(|item| self.content_type(place, &item_part, item));
        let ty = match (form, schema) {
            (Form::Items | Form::EventData, _) => Type::Items(Box::new(item.unwrap_or(Type::Any))),
            (Form::Text, _) => Type::String,
            (Form::Stream | Form::Multipart, _) => Type::Stream,
            (Form::RawMultipart, _) => Type::RawMultipart,
            (_, None) => Type::Any,
            (_, Some(schema)) => self.content_type(place, place.part, schema),
        };
        let examples = examples(&media.extensions);
        let encodings = match form {
            Form::UrlEncoded => encodings(&media.encoding),
            _ => Vec::new(),
        };
        let parts = parts.unwrap_or_default();
        // Clients read the parts of a multipart body by their types.
        let is_read = place.direction == Direction::Request || form != Form::Multipart;
        let shape = is_read.then(|| self.shape(place, media_type, form, schema, positions, &parts));
        let shape = shape.flatten();
        let response_form = match (form, place.direction) {
            (Form::UrlEncoded, Direction::Response) => {
                self.response_form(place, schema, shape, &encodings)
            }
            _ => None,
        };
        Content {
            at,
            media_type: media_type.to_owned(),
            form,
            schema,
            shape,
            ty,
            examples,
            encodings,
            parts,
            xml,
            response_form,
            positions,
        }
    }

    /// The shape of a form or a text.
    fn shape(
        &mut self,
        place: Place,
        media_type: &str,
        form: Form,
        schema: Option<SchemaId>,
        positions: Option<usize>,
        parts: &[Part],
    ) -> Option<TextShapeId> {
        let path = format!("{} {}", self.location, place.part);
        if let Some(positions) = positions {
            let parts = parts.iter().enumerate();
            let parts = parts.map(|(position, part)| {
                (part.name.as_str(), &part.schemas[..], position >= positions)
            });
            return Some(self.shapes.parts(self.schemas, parts, &path));
        }
        let schema = schema.filter(|schema| match form {
            Form::UrlEncoded | Form::Multipart => true,
            Form::Text => describes_text(media_type, *schema, self.schemas),
            _ => false,
        })?;
        Some(self.shapes.root(self.schemas, schema, &path))
    }

    /// The name of a form of a response: that of its component, or its location.
    fn response_form(
        &mut self,
        place: Place,
        schema: Option<SchemaId>,
        shape: Option<TextShapeId>,
        encodings: &[Encoding],
    ) -> Option<String> {
        let (schema, shape) = schema.zip(shape)?;
        let is_same = |form: &&ResponseForm| form.shape == shape && form.encodings == encodings;
        if let Some(known) = self.forms.iter().find(is_same) {
            return Some(known.name.clone());
        }
        let component = self.schemas[self.schemas.resolve(schema)].name.clone();
        let base = component.unwrap_or_else(|| format!("{} {}", self.location, place.part));
        let numbered = (2..).map(|number| format!("{base} {number}"));
        let mut names = std::iter::once(base.clone()).chain(numbered);
        let is_free = |name: &String| self.forms.iter().all(|form| form.name != *name);
        let name = names.find(is_free)?;
        self.forms.push(ResponseForm {
            name: name.clone(),
            schema,
            shape,
            encodings: encodings.to_vec(),
        });
        Some(name)
    }

    /// The name of a body's shape in XML; `None` with a warning where XML cannot notate its values.
    fn xml(&mut self, place: Place, media_type: &str, schema: SchemaId, at: At) -> Option<String> {
        let location = format!("{} {}", self.location, place.part);
        match self.xml.root(self.schemas, schema, &location) {
            Ok(root) => root.map(|root| self.named_root(root, media_type, at)),
            Err(problem) => {
                self.warn(
                    Code::WiderBody,
                    at,
                    format!("`{media_type}` bodies are not parsed: {problem}"),
                    "the handler and the client get the body as it is; `xml: {name: …}` gives a member another name in XML",
                );
                None
            }
        }
    }

    /// The name of a shape, with a warning where the document has no name for its element.
    pub(super) fn named_root(&mut self, root: Root, media_type: &str, at: At) -> String {
        if root.is_unnamed {
            self.warn(
                Code::MissingMember,
                at,
                format!("the root element of `{media_type}` has no name"),
                "name it: `xml: {name: …}` in the schema; until then it is called `root`, and any name is read",
            );
        }
        root.name
    }

    fn content_type(&mut self, place: Place, part: &str, schema: SchemaId) -> Type {
        let origin = Origin::Operation {
            index: place.index,
            part: part.to_owned(),
        };
        match place.direction {
            Direction::Request => self.types.input(schema, origin),
            Direction::Response => self.types.output(schema, origin),
        }
    }

    /// Warns of a body that is passed on without being parsed or checked as its schema says.
    fn warn_of_wider_body(
        &mut self,
        media_type: &str,
        form: Form,
        schema: Option<SchemaId>,
        item: Option<SchemaId>,
        at: At,
    ) {
        let essence = essence(media_type);
        // It is told why an XML body is passed on.
        let (message, help) = if is_xml(&essence) {
            return;
        } else if form == Form::RawMultipart {
            (
                format!("the parts of `{media_type}` bodies have no types"),
                "the handler and the client get a `RawMultipart`, which has the media type with the boundary, and the parts one after the other; for a struct, the schema has to be an object that lists them as `properties`",
            )
        } else if item.is_some() && !form.is_sequence() && form != Form::Multipart {
            (
                format!("the values in `{media_type}` bodies are not separated"),
                "`itemSchema` is for sequences such as application/jsonl and text/event-stream",
            )
        } else if self.is_list_of_places(&essence, form, schema) {
            (
                format!("the values in `{media_type}` bodies are not separated"),
                "describe all items by `items`, or the item by `x-item-schema`",
            )
        } else if self.is_unread_form(&essence, form, schema) {
            (
                format!(
                    "`{media_type}` bodies are not read as forms: not all values of this schema are objects"
                ),
                "the handler and the client get the body as it is; describe the members by `type: object`",
            )
        } else if self.is_unchecked_text(&essence, form, schema) {
            (
                format!("`{media_type}` bodies are not checked against this schema"),
                "the handler and the client get the body as it is; describe text with `type: string`, or by another scalar in `text/plain`",
            )
        } else if form == Form::Stream && self.describes_no_text(schema) {
            (
                format!(
                    "`{media_type}` bodies are not parsed, and not checked against this schema"
                ),
                "the handler and the client get the bytes as they are; leave the schema out, or describe the value in JSON",
            )
        } else {
            return;
        };
        self.warn(Code::WiderBody, at, message, help);
    }

    /// Whether a body is a sequence of items, and its schema describes none of them alone.
    fn is_list_of_places(&self, essence: &str, form: Form, schema: Option<SchemaId>) -> bool {
        let types = schema.and_then(|id| self.schemas[self.schemas.resolve_inclusions(id)].types);
        items::is_sequence(essence)
            && form == Form::Stream
            && types.is_some_and(|types| types.contains(schema::Type::Array))
    }

    /// Whether a form is text, since its schema also allows values that have no members. A schema of strings describes the text.
    fn is_unread_form(&self, essence: &str, form: Form, schema: Option<SchemaId>) -> bool {
        essence == "application/x-www-form-urlencoded"
            && form == Form::Text
            && schema.is_some_and(|schema| !describes_strings(self.schemas, schema))
    }

    /// Whether a body is text or a sequence of events, and its schema describes something other than a string.
    fn is_unchecked_text(&self, essence: &str, form: Form, schema: Option<SchemaId>) -> bool {
        let is_text = essence.starts_with("text/") || essence.ends_with("yaml");
        let is_passed_on = matches!(form, Form::Text | Form::Stream);
        is_text
            && is_passed_on
            && schema.is_some_and(|schema| {
                if form == Form::Text && describes_text(essence, schema, self.schemas) {
                    return false;
                }
                self.describes_no_text(Some(schema))
            })
    }

    /// Whether a schema says that values have a type, and excludes strings.
    fn describes_no_text(&self, schema: Option<SchemaId>) -> bool {
        let types = schema.and_then(|id| self.schemas[self.schemas.resolve_inclusions(id)].types);
        types.is_some_and(|types| !types.contains(schema::Type::String))
    }

    /// The representation of a body of this media type.
    pub(super) fn form(&self, media_type: &str, schema: Option<SchemaId>) -> Form {
        let essence = essence(media_type);
        let types = schema.and_then(|schema| self.schemas[self.schemas.resolve(schema)].types);
        let text = types.is_some_and(|types| types.contains(schema::Type::String));
        let binary = schema.is_some_and(|schema| {
            let schema = &self.schemas[self.schemas.resolve(schema)];
            text && schema.format.as_deref() == Some("binary")
        });
        let essence = essence.as_str();
        match essence {
            // A sequence of documents.
            _ if media_type.contains("stream=") => Form::Stream,
            // Arbitrary bytes, which JSON could not contain.
            _ if binary && !essence.starts_with("application/x-www-form") => Form::Stream,
            "application/json" | "text/json" => Form::Json,
            _ if essence.ends_with("+json") => Form::Json,
            "application/x-www-form-urlencoded" => match schema {
                Some(schema) if describes_objects(self.schemas, schema) => Form::UrlEncoded,
                _ => Form::Text,
            },
            "text/event-stream" => Form::Stream,
            _ if is_xml(essence) => match schema {
                Some(schema) if !self.is_raw_xml(schema) => Form::Xml,
                _ => Form::Text,
            },
            _ if essence.starts_with("text/") => Form::Text,
            "application/yaml" | "application/x-yaml" => Form::Text,
            // Any media type: the schema decides.
            "*/*" | "application/*" | "" => match schema {
                Some(_) if binary => Form::Stream,
                Some(_) if text => Form::Text,
                Some(_) => Form::Json,
                None => Form::Stream,
            },
            _ => Form::Stream,
        }
    }
}

impl Lowering<'_> {
    /// Whether a schema describes the text of an XML document as such, or says nothing about it.
    fn is_raw_xml(&self, schema: SchemaId) -> bool {
        let schema = &self.schemas[self.schemas.resolve_inclusions(schema)];
        let is_string = |types: schema::TypeSet| types.contains(schema::Type::String);
        schema.boolean.is_some() || schema.types.is_some_and(is_string)
    }
}

/// Whether a media type is XML (RFC 7303 §4.2).
pub(super) fn is_xml(essence: &str) -> bool {
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

pub(super) fn encodings(source: &IndexMap<String, SourceEncoding>) -> Vec<Encoding> {
    let layout = |encoding: &SourceEncoding| match &encoding.style {
        Some(style) => Some(Layout::Styled {
            style: query_style(style),
            explode: encoding.explode,
        }),
        None => encoding
            .content_type
            .as_ref()
            .filter(|media_type| media_type.contains("json"))
            .map(|_| Layout::Json),
    };
    let encodings = source
        .iter()
        .filter_map(|(member, encoding)| Some((member, layout(encoding)?)));
    encodings
        .map(|(member, layout)| Encoding {
            member: member.clone(),
            layout,
        })
        .collect()
}

/// A media type without the parameter `boundary`.
fn without_boundary(media_type: &str) -> String {
    let is_boundary = |parameter: &str| {
        let parameter = parameter.trim().to_ascii_lowercase();
        media_type.starts_with("multipart/") && parameter.starts_with("boundary=")
    };
    let parameters = media_type.split(';');
    let kept: Vec<&str> = parameters.filter(|it| !is_boundary(it)).collect();
    kept.join(";")
}

/// Whether the parts of a multipart media type are told apart by their names, and not by their order or place
/// (RFC 2387, RFC 9110 §14.6).
fn has_named_parts(essence: &str) -> bool {
    !matches!(
        essence,
        "multipart/related" | "multipart/byteranges" | "multipart/x-mixed-replace"
    )
}

/// Whether the parts of a multipart media type are told apart by their order, where the schema is an array.
fn has_places(essence: &str) -> bool {
    !matches!(
        essence,
        "multipart/form-data" | "multipart/byteranges" | "multipart/x-mixed-replace"
    )
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}
