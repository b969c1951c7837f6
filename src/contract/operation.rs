//! An operation's line.

use serde_json::{Map, Value, json};

use crate::api::contents;
use crate::api::hooks::Hook;
use crate::api::{
    Body, Content, Encoding, Form, Layout, Operation, Parameter, Part, PartForm, PartHeader,
    TextShapeId, describes_text,
};
use crate::example::MockResponses;
use crate::schema::Schemas;
use crate::validator::Writer;

use super::combined;
use super::shapes::ShapeWriter;

/// The responses that the runtime creates, without a handler.
#[derive(Clone, Debug, Default)]
pub struct OwnResponses {
    /// The responses of the mock.
    pub mock: Option<MockResponses>,
    /// Templates of the documented errors, by status.
    pub problems: Map<String, Value>,
}

/// What writes the schemas and shapes of operations, and collects those that they refer to.
pub(super) struct Writers<'a> {
    pub schemas: Writer<'a>,
    pub shapes: ShapeWriter<'a>,
}

/// What an operation is called, and where it is.
pub(super) struct Head<'a> {
    /// Its name in generated code.
    pub(super) key: &'a str,
    pub(super) tag: Option<&'a str>,
    /// The place of a webhook or callback.
    pub(super) hook: Option<&'a Hook>,
}

/// The line of an operation.
pub(super) fn line(
    head: Head,
    operation: &Operation,
    own: OwnResponses,
    schemas: &Schemas,
    writers: &mut Writers,
) -> Value {
    let mut line = Map::new();
    let route = head
        .hook
        .map_or_else(|| operation.route.clone(), Hook::path);
    line.insert("operation".to_owned(), head.key.into());
    line.insert("method".to_owned(), operation.method.clone().into());
    line.insert("path".to_owned(), route.into());
    line.extend(head.tag.map(|tag| ("tag".to_owned(), tag.into())));
    if let Some(hook) = head.hook {
        line.insert("hook".to_owned(), hook.name.clone().into());
        if !hook.suffix.is_empty() {
            line.insert("suffix".to_owned(), hook.suffix.clone().into());
        }
    }
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .map(|it| parameter(it, writers))
        .collect();
    if !parameters.is_empty() {
        line.insert("parameters".to_owned(), parameters.into());
    }
    line.extend(
        operation
            .body
            .as_ref()
            .map(|it| ("body".to_owned(), body(it, schemas, writers))),
    );
    if !operation.security.is_empty() {
        line.insert(
            "security".to_owned(),
            operation.security.iter().map(|it| json!(it)).collect(),
        );
    }
    line.insert("produces".to_owned(), produces(operation).into());
    if contents::negotiated(operation).is_some() {
        line.insert("negotiates".to_owned(), true.into());
    }
    if operation.deprecated {
        line.insert("deprecated".to_owned(), true.into());
    }
    if let Some(mock) = own.mock {
        line.insert("mock".to_owned(), mock.first);
        if !mock.others.is_empty() {
            line.insert("responses".to_owned(), mock.others.into());
        }
        if !mock.requests.is_empty() {
            line.insert("requests".to_owned(), mock.requests.into());
        }
    }
    if !own.problems.is_empty() {
        line.insert("problems".to_owned(), own.problems.into());
    }
    line.into()
}

fn parameter(parameter: &Parameter, writers: &mut Writers) -> Value {
    let mut out = Map::new();
    out.insert("name".to_owned(), parameter.name.clone().into());
    out.insert("in".to_owned(), parameter.location.name().into());
    match &parameter.content {
        Some(media_type)
            if parameter.whole_query || matches!(parameter.form(), Form::Json | Form::Xml) =>
        {
            out.insert("content".to_owned(), media_type.clone().into());
            out.extend(
                parameter
                    .xml
                    .clone()
                    .map(|xml| ("xml".to_owned(), xml.into())),
            );
        }
        _ => {
            let style = match parameter.is_dotted && !parameter.explode {
                true => "dottedLabel",
                false => parameter.style.name(),
            };
            out.insert("style".to_owned(), style.into());
            out.insert("explode".to_owned(), parameter.explode.into());
        }
    }
    if !parameter.encodings.is_empty() {
        out.insert("encoding".to_owned(), encodings(&parameter.encodings));
    }
    for (keyword, flag) in [
        ("allowReserved", parameter.allow_reserved),
        ("allowEmptyValue", parameter.allow_empty_value),
        ("required", parameter.required),
        ("wholeQuery", parameter.whole_query),
        ("listsEmpty", parameter.lists_empty),
    ] {
        if flag {
            out.insert(keyword.to_owned(), true.into());
        }
    }
    let schema = match parameter.schema {
        Some(schema) => writers.schemas.schema(schema),
        // Without a schema the parameter is a string, as in generated code.
        None => json!({ "type": "string" }),
    };
    out.insert("schema".to_owned(), schema);
    let is_string = parameter.schema.is_none() && !out.contains_key("content");
    out.extend(shape(parameter.shape, is_string, writers));
    out.into()
}

/// The shape of a value; that of a string if it has no schema.
fn shape(
    id: Option<TextShapeId>,
    is_string: bool,
    writers: &mut Writers,
) -> Option<(String, Value)> {
    let shape = match id {
        Some(id) => writers.shapes.root(id, &mut writers.schemas)?,
        None if is_string => "string".into(),
        None => return None,
    };
    Some(("shape".to_owned(), shape))
}

fn body(body: &Body, schemas: &Schemas, writers: &mut Writers) -> Value {
    let content: Map<String, Value> = body
        .contents
        .iter()
        .map(|content| {
            (
                content.media_type.clone(),
                self::content(content, schemas, writers),
            )
        })
        .collect();
    json!({ "required": body.required, "content": content })
}

fn content(content: &Content, schemas: &Schemas, writers: &mut Writers) -> Value {
    let mut out = Map::new();
    let schema = content.schema.filter(|schema| match content.form {
        Form::Json
        | Form::UrlEncoded
        | Form::Multipart
        | Form::Xml
        | Form::Items
        | Form::EventData => true,
        // A schema for XML that is not parsed describes the elements, not the text.
        Form::Text => describes_text(&content.media_type, *schema, schemas),
        Form::Stream | Form::RawMultipart => false,
    });
    let schema = match content.positions {
        Some(positions) => {
            out.insert("positions".to_owned(), positions.into());
            Some(positional_schema(content, positions, &mut writers.schemas))
        }
        None => schema.map(|schema| writers.schemas.schema(schema)),
    };
    out.extend(schema.map(|schema| ("schema".to_owned(), schema)));
    out.extend(shape(content.shape, false, writers));
    if !content.encodings.is_empty() {
        out.insert("encoding".to_owned(), encodings(&content.encodings));
    }
    if content.form == Form::Multipart {
        let encoding = parts_encoding(&content.parts);
        out.extend(encoding.map(|encoding| ("encoding".to_owned(), encoding)));
        out.insert("parts".to_owned(), parts(&content.parts));
        let lengths = lengths(&content.parts);
        if !lengths.is_empty() {
            out.insert("lengths".to_owned(), lengths.into());
        }
        let lists = lists(&content.parts);
        if !lists.is_empty() {
            out.insert("lists".to_owned(), lists.into());
        }
        let headers = part_headers(&content.parts, writers);
        if !headers.is_empty() {
            out.insert("headers".to_owned(), headers.into());
        }
    }
    out.extend(
        content
            .xml
            .clone()
            .map(|xml| ("xml".to_owned(), xml.into())),
    );
    let media_type = content.media_type.to_ascii_lowercase();
    let kind = match content.form {
        Form::Stream | Form::RawMultipart | Form::Items | Form::EventData => Some("stream"),
        // The runtime recognizes other media types by name.
        Form::Text if !media_type.starts_with("text/") => Some("text"),
        Form::Json if !is_json(&media_type) => Some("json"),
        _ => None,
    };
    out.extend(kind.map(|kind| (kind.to_owned(), true.into())));
    out.into()
}

/// Whether the runtime recognizes a media type as JSON, unlike `application/json-patch`.
fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    matches!(essence, "application/json" | "text/json") || essence.ends_with("+json")
}

/// The media types of each file; those of a part that is no file are `null`.
fn parts(parts: &[Part]) -> Value {
    let media_types = |part: &Part| match part.is_file() {
        true => part.media_types.clone().into(),
        false => Value::Null,
    };
    let parts = parts
        .iter()
        .map(|part| (part.name.clone(), media_types(part)));
    parts.collect::<Map<_, _>>().into()
}

/// The least and the greatest number of bytes of each file that has such limits, for those that are streamed.
fn lengths(parts: &[Part]) -> Map<String, Value> {
    let limited = parts.iter().filter(|part| part.lengths != (0, None));
    limited
        .map(|part| (part.name.clone(), json!(part.lengths)))
        .collect()
}

/// The schema of an object that has the parts of a body without names, which the runtime makes of it.
fn positional_schema(content: &Content, positions: usize, writer: &mut Writer) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (position, part) in content.parts.iter().enumerate() {
        let schemas = part.schemas.iter().map(|id| writer.schema(*id));
        let mut schema = combined("allOf", schemas);
        if position >= positions {
            let (min, max) = part.counts;
            schema = json!({ "type": "array", "minItems": min, "items": schema });
            if let (Some(max), Value::Object(schema)) = (max, &mut schema) {
                schema.insert("maxItems".to_owned(), max.into());
            }
        }
        if part.required {
            required.push(part.name.clone());
        }
        properties.insert(part.name.clone(), schema);
    }
    // Further parts are called `items` by the runtime.
    let is_closed = content.parts.len() <= positions;
    let mut schema = json!({ "type": "object", "properties": properties, "required": required });
    if let (true, Value::Object(schema)) = (is_closed, &mut schema) {
        schema.insert("additionalProperties".to_owned(), false.into());
    }
    schema
}

/// The least and the greatest number of the files of each part that is several.
fn lists(parts: &[Part]) -> Map<String, Value> {
    let lists = parts.iter().filter(|part| part.form == PartForm::Files);
    lists
        .map(|part| (part.name.clone(), json!(part.counts)))
        .collect()
}

/// The headers of each part that has some, as parameters.
fn part_headers(parts: &[Part], writers: &mut Writers) -> Map<String, Value> {
    let mut header = |header: &PartHeader| {
        let mut out = Map::new();
        out.insert("name".to_owned(), header.name.clone().into());
        out.insert("in".to_owned(), "header".into());
        if header.is_json {
            out.insert("content".to_owned(), "application/json".into());
        } else if header.explode {
            out.insert("explode".to_owned(), true.into());
        }
        if header.required {
            out.insert("required".to_owned(), true.into());
        }
        let schema = match header.schema {
            Some(schema) => writers.schemas.schema(schema),
            None => json!({ "type": "string" }),
        };
        out.insert("schema".to_owned(), schema);
        let is_string = header.schema.is_none() && !header.is_json;
        out.extend(shape(header.shape, is_string, writers));
        Value::Object(out)
    };
    let with_headers = parts.iter().filter(|part| !part.headers.is_empty());
    with_headers
        .map(|part| {
            let headers = part.headers.iter().map(&mut header);
            (part.name.clone(), headers.collect())
        })
        .collect()
}

fn parts_encoding(parts: &[Part]) -> Option<Value> {
    let layout = |part: &Part| match part.form {
        PartForm::Styled { style, explode } => Some(Layout::Styled { style, explode }),
        PartForm::Json | PartForm::JsonItems => Some(Layout::Json),
        PartForm::Text | PartForm::File | PartForm::Files => None,
    };
    let encoded = parts.iter().filter_map(|part| {
        let layout = layout(part)?;
        let member = part.name.clone();
        Some(Encoding { member, layout })
    });
    let encoded: Vec<Encoding> = encoded.collect();
    (!encoded.is_empty()).then(|| encodings(&encoded))
}

/// The `encoding` object of a form.
pub(super) fn encodings(encodings: &[Encoding]) -> Value {
    let layout = |layout: &Layout| match layout {
        Layout::Styled { style, explode } => json!({ "style": style.name(), "explode": explode }),
        Layout::Json => json!({ "contentType": "application/json" }),
    };
    encodings
        .iter()
        .map(|encoding| (encoding.member.clone(), layout(&encoding.layout)))
        .collect::<Map<_, _>>()
        .into()
}

/// The media types of all responses; none where a success has no body, which satisfies every `Accept` header.
fn produces(operation: &Operation) -> Vec<String> {
    let bodiless = operation
        .responses
        .iter()
        .any(|response| response.status.is_success() && response.contents.is_empty());
    let mut types: Vec<String> = Vec::new();
    if bodiless {
        return types;
    }
    for content in operation
        .responses
        .iter()
        .flat_map(|response| &response.contents)
    {
        if !types.contains(&content.media_type) {
            types.push(content.media_type.clone());
        }
    }
    types
}
