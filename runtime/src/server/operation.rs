//! One operation of the contract: its parameters, bodies, security and documented error responses.

use std::collections::HashMap;
use std::fmt;
use std::sync::OnceLock;

use axum::http::StatusCode;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::super::form::{self, Encoding};
use super::super::media_type::MediaType;
use super::super::schema::Schema;
use super::super::style::{Limited, Shape, Shaped, Style};
use super::paired::RequestExample;
use super::problem::Location;
#[cfg(feature = "xml")]
use super::xml::XmlShape;

/// An operation's line of the contract.
#[derive(Deserialize)]
pub(super) struct Operation {
    #[serde(rename = "operation")]
    pub name: String,
    /// The first tag.
    pub tag: Option<String>,
    /// The name of a webhook or callback, by which its path is chosen.
    #[cfg(feature = "receivers")]
    pub hook: Option<String>,
    /// What the document puts behind the address of a callback.
    #[serde(default)]
    #[cfg(feature = "receivers")]
    pub suffix: String,
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    pub body: Option<RequestBody>,
    #[serde(default)]
    pub security: Vec<Requirement>,
    #[serde(default)]
    pub produces: Vec<MediaType>,
    /// Whether the media type of the response depends on the header `Accept`.
    #[serde(default)]
    pub negotiates: bool,
    pub mock: Option<Mock>,
    /// Those for the other documented statuses.
    #[serde(default)]
    pub responses: Vec<Mock>,
    /// The examples of requests that examples of responses belong to.
    #[serde(default)]
    pub requests: Vec<RequestExample>,
    #[serde(default)]
    pub deprecated: bool,
    #[serde(default)]
    pub problems: HashMap<String, DocumentedProblem>,
}

/// A parameter, with its schema compiled.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameter {
    pub name: String,
    #[serde(rename = "in")]
    pub location: Location,
    #[serde(default, deserialize_with = "style")]
    pub style: Option<Style>,
    #[serde(default)]
    pub explode: bool,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub allow_empty_value: bool,
    /// The media type of its value, where it has `content` instead of a style.
    pub content: Option<MediaType>,
    /// The shape of a value that is XML.
    #[cfg(feature = "xml")]
    pub xml: Option<XmlShape>,
    /// Whether the whole query is its value.
    #[serde(default)]
    pub whole_query: bool,
    /// The `encoding` of the members of a form.
    #[serde(default, deserialize_with = "form::encodings")]
    pub encoding: Vec<(String, Encoding)>,
    #[serde(default = "any", deserialize_with = "schema")]
    pub schema: Schema,
    /// The shape of a value that is no JSON.
    #[serde(default)]
    pub shape: Shape,
    /// Whether an `enum` lists the empty string.
    #[serde(default)]
    pub lists_empty: bool,
    /// The names of the other parameters in the same location; determined at first use.
    #[serde(skip)]
    others: OnceLock<Vec<String>>,
}

/// The bodies that an operation takes.
#[derive(Deserialize)]
pub(super) struct RequestBody {
    #[serde(default)]
    pub required: bool,
    #[serde(deserialize_with = "contents")]
    pub content: Vec<Content>,
}

/// One media type of a body.
pub(super) struct Content {
    /// The key in the document.
    pub key: String,
    pub media_type: MediaType,
    pub body: BodyRule,
}

/// The schema of a body, and how its bytes are read.
#[derive(Deserialize)]
pub(super) struct BodyRule {
    #[serde(default = "any", deserialize_with = "schema")]
    pub schema: Schema,
    /// The shape of a form or a text.
    #[serde(default)]
    pub shape: Shape,
    #[serde(default)]
    pub stream: bool,
    /// The body is text, even if its media type does not say so.
    #[serde(default)]
    pub text: bool,
    /// The body is JSON, even if its media type does not say so.
    #[serde(default)]
    pub json: bool,
    /// The shape of a body that is XML.
    #[cfg(feature = "xml")]
    pub xml: Option<XmlShape>,
    /// The `encoding` of the members of a form.
    #[serde(default, deserialize_with = "form::encodings")]
    pub encoding: Vec<(String, Encoding)>,
    /// The parts of a multipart body; the media types of those that are files, any where the list is empty.
    #[cfg(feature = "multipart")]
    pub parts: Option<HashMap<String, Option<Vec<MediaType>>>>,
    /// The least and the greatest number of bytes of files.
    #[serde(default)]
    #[cfg(feature = "multipart")]
    pub lengths: HashMap<String, (usize, Option<usize>)>,
    /// The parts that are any number of files: the least and the greatest number.
    #[serde(default)]
    #[cfg(feature = "multipart")]
    pub lists: HashMap<String, (usize, Option<usize>)>,
    /// The number of positional parts, whose names are their positions; further parts are named `items`.
    #[cfg(feature = "multipart")]
    pub positions: Option<usize>,
    /// The documented headers of parts.
    #[serde(default)]
    #[cfg(feature = "multipart")]
    pub headers: HashMap<String, Vec<Parameter>>,
}

impl Parameter {
    /// The shape of the value, with what it refers to.
    pub fn shaped<'a>(&'a self, limited: Limited<'a>) -> Shaped<'a> {
        Shaped::new(&self.shape, &self.schema, limited)
    }
}

impl BodyRule {
    /// The shape of the body, with what it refers to.
    pub fn shaped<'a>(&'a self, limited: Limited<'a>) -> Shaped<'a> {
        Shaped::new(&self.shape, &self.schema, limited)
    }

    /// The media types of a file of a multipart body; `None` for a part that is no file.
    #[cfg(feature = "multipart")]
    pub fn file(&self, name: &str) -> Option<&[MediaType]> {
        self.parts.as_ref()?.get(name)?.as_deref()
    }
}

/// How the bytes of a body are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    UrlEncoded,
    #[cfg(feature = "multipart")]
    Multipart,
    #[cfg(feature = "xml")]
    Xml,
    Text,
    Stream,
}

impl Content {
    /// By the contract, else by the media type.
    pub fn form(&self) -> Form {
        match &self.body {
            BodyRule { stream: true, .. } => Form::Stream,
            BodyRule { text: true, .. } => Form::Text,
            BodyRule { json: true, .. } => Form::Json,
            #[cfg(feature = "multipart")]
            BodyRule { parts: Some(_), .. } => Form::Multipart,
            #[cfg(feature = "xml")]
            BodyRule { xml: Some(_), .. } => Form::Xml,
            _ if self.media_type.is_json() => Form::Json,
            _ if self.media_type.is_urlencoded() => Form::UrlEncoded,
            _ if self.media_type.is_text() => Form::Text,
            _ => Form::Stream,
        }
    }
}

/// Schemes that must all be satisfied, in the order of the document, each with its required scopes.
#[derive(Debug, PartialEq)]
pub(super) struct Requirement(pub Vec<(String, Vec<String>)>);

/// A response of the mock.
#[derive(Deserialize)]
pub(super) struct Mock {
    pub status: u16,
    /// The key in the document where it is no code: a range such as `4XX`, or `default`.
    #[serde(rename = "for")]
    pub key: Option<String>,
    #[serde(default)]
    pub headers: Map<String, Value>,
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    /// Absent and null are different bodies.
    #[serde(default, deserialize_with = "present")]
    pub body: Option<Value>,
    /// The body is a string with a code point for each byte, U+0000 to U+00FF.
    #[serde(default)]
    pub binary: bool,
    /// The name of the example that is the body.
    pub example: Option<String>,
    /// The bodies of the other named examples.
    #[serde(default)]
    pub examples: Map<String, Value>,
    /// Further contents, for requests that prefer one of them.
    #[serde(default)]
    pub others: Vec<MockContent>,
}

/// A further content of a response of the mock; its members are as those of [`Mock`].
#[derive(Deserialize)]
pub(super) struct MockContent {
    #[serde(rename = "type")]
    pub media_type: String,
    pub body: Value,
    #[serde(default)]
    pub binary: bool,
    pub example: Option<String>,
    #[serde(default)]
    pub examples: Map<String, Value>,
}

impl Mock {
    /// Its key in the document: `200`, `4XX` or `default`.
    pub fn key(&self) -> String {
        self.key.clone().unwrap_or_else(|| self.status.to_string())
    }
}

/// The documented error response of a status, of a range of them, or of all others.
#[derive(Deserialize)]
pub(super) struct DocumentedProblem {
    #[serde(rename = "type")]
    media_type: Option<String>,
    /// The shape of a body that is XML.
    #[cfg(feature = "xml")]
    pub xml: Option<XmlShape>,
    /// A template; none where the document has no body of JSON or XML for the status.
    #[serde(default, deserialize_with = "present")]
    pub body: Option<Value>,
    /// The document's example, for the mock.
    #[serde(default, deserialize_with = "present")]
    pub example: Option<Value>,
    /// Further contents, for requests that prefer one of them.
    #[serde(default)]
    pub others: Vec<DocumentedProblem>,
}

impl Operation {
    /// The documented error response for a status: its own, else that of its range, else the default.
    pub fn problem(&self, status: StatusCode) -> Option<&DocumentedProblem> {
        let range = format!("{}XX", status.as_u16() / 100);
        let keys = [status.as_str(), &range, "default"];
        keys.iter().find_map(|key| self.problems.get(*key))
    }

    /// Whether the document has an error response for exactly this status.
    pub fn documents(&self, status: StatusCode) -> bool {
        self.problems.contains_key(status.as_str())
    }

    /// Whether requests without credentials are refused.
    pub fn requires_credentials(&self) -> bool {
        !self.security.is_empty()
            && self
                .security
                .iter()
                .all(|requirement| !requirement.0.is_empty())
    }

    /// The content of a body, by its number.
    pub fn content(&self, number: usize) -> Option<&Content> {
        self.body.as_ref()?.content.get(number)
    }

    /// The names of the other parameters in the same location.
    pub fn others<'a>(&self, one: &'a Parameter) -> &'a [String] {
        one.others.get_or_init(|| {
            let others = self.parameters.iter();
            let others =
                others.filter(|other| other.location == one.location && other.name != one.name);
            others.map(|other| other.name.clone()).collect()
        })
    }
}

impl DocumentedProblem {
    pub fn media_type(&self) -> &str {
        self.media_type.as_deref().unwrap_or("application/json")
    }
}

impl<'de> Deserialize<'de> for Requirement {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Requirement;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object from schemes to scopes")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Requirement, A::Error> {
                let mut schemes = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    schemes.push(entry);
                }
                Ok(Requirement(schemes))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

fn any() -> Schema {
    Schema::compile(&Value::Bool(true))
}

fn schema<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Schema, D::Error> {
    Value::deserialize(deserializer).map(|schema| Schema::compile(&schema))
}

/// The name of a style; an unknown one is read as the default of the location.
fn style<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Style>, D::Error> {
    let name = Option::<String>::deserialize(deserializer)?;
    Ok(name.and_then(|name| Style::named(&name)))
}

fn contents<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Content>, D::Error> {
    let contents = HashMap::<String, BodyRule>::deserialize(deserializer)?;
    let mut contents: Vec<_> = contents
        .into_iter()
        .map(|(key, body)| Content {
            media_type: MediaType::parse(&key),
            key,
            body,
        })
        .collect();
    // The most specific first, so that the first that includes a media type is the one to use.
    contents.sort_by(|a, b| {
        b.media_type
            .specificity()
            .cmp(&a.media_type.specificity())
            .then_with(|| a.key.cmp(&b.key))
    });
    Ok(contents)
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}
