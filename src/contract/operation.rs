//! An operation's line.

use serde_json::{Map, Value, json};

use crate::api::{Body, Content, Encoding, Form, Layout, Operation, Parameter};
use crate::schema::{Schemas, Type};
use crate::validator::Writer;

/// What stands in the line beside what the document says directly.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// What the mock answers.
    pub mock: Option<Value>,
    /// Templates of the documented errors, by status.
    pub problems: Map<String, Value>,
}

/// The line of an operation; `key` is what generated code calls it.
pub(super) fn line(
    key: &str,
    operation: &Operation,
    answers: Answers,
    schemas: &Schemas,
    writer: &mut Writer,
) -> Value {
    let mut line = Map::new();
    line.insert("operation".to_owned(), key.into());
    line.insert("method".to_owned(), operation.method.clone().into());
    line.insert("path".to_owned(), operation.route.clone().into());
    let parameters: Vec<Value> = operation
        .parameters
        .iter()
        .map(|it| parameter(it, writer))
        .collect();
    if !parameters.is_empty() {
        line.insert("parameters".to_owned(), parameters.into());
    }
    line.extend(
        operation
            .body
            .as_ref()
            .map(|it| ("body".to_owned(), body(it, schemas, writer))),
    );
    if !operation.security.is_empty() {
        line.insert(
            "security".to_owned(),
            operation.security.iter().map(|it| json!(it)).collect(),
        );
    }
    line.insert("produces".to_owned(), produces(operation).into());
    line.extend(answers.mock.map(|mock| ("mock".to_owned(), mock)));
    if !answers.problems.is_empty() {
        line.insert("problems".to_owned(), answers.problems.into());
    }
    line.into()
}

fn parameter(parameter: &Parameter, writer: &mut Writer) -> Value {
    let mut out = Map::new();
    out.insert("name".to_owned(), parameter.name.clone().into());
    out.insert("in".to_owned(), parameter.location.name().into());
    match &parameter.content {
        Some(media_type) if parameter.whole_query || parameter.form() == Form::Json => {
            out.insert("content".to_owned(), media_type.clone().into());
        }
        _ => {
            out.insert("style".to_owned(), parameter.style.name().into());
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
    ] {
        if flag {
            out.insert(keyword.to_owned(), true.into());
        }
    }
    let schema = match parameter.schema {
        Some(schema) => writer.schema(schema),
        // Text, as its type is.
        None => json!({ "type": "string" }),
    };
    out.insert("schema".to_owned(), schema);
    out.into()
}

fn body(body: &Body, schemas: &Schemas, writer: &mut Writer) -> Value {
    let content: Map<String, Value> = body
        .contents
        .iter()
        .map(|content| {
            (
                content.media_type.clone(),
                self::content(content, schemas, writer),
            )
        })
        .collect();
    json!({ "required": body.required, "content": content })
}

fn content(content: &Content, schemas: &Schemas, writer: &mut Writer) -> Value {
    let mut out = Map::new();
    let schema = content.schema.filter(|schema| match content.form {
        Form::Json | Form::UrlEncoded | Form::Items => true,
        // XML and the like have schemas that say nothing about the text as a string.
        Form::Text => schemas[schemas.resolve(*schema)]
            .types
            .is_some_and(|types| types.contains(Type::String)),
        Form::Stream => false,
    });
    out.extend(schema.map(|schema| ("schema".to_owned(), writer.schema(schema))));
    if !content.encodings.is_empty() {
        out.insert("encoding".to_owned(), encodings(&content.encodings));
    }
    let media_type = content.media_type.to_ascii_lowercase();
    let how = match content.form {
        Form::Stream | Form::Items => Some("stream"),
        // Said only where the media type doesn't.
        Form::Text if !media_type.starts_with("text/") => Some("text"),
        Form::Json if !media_type.contains("json") => Some("json"),
        _ => None,
    };
    out.extend(how.map(|how| (how.to_owned(), true.into())));
    out.into()
}

fn encodings(encodings: &[Encoding]) -> Value {
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

/// The media types that some answer has; none where a success without a body suits everybody.
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
