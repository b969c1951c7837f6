//! The model of an API, independent of the version of the document and of Rust.

pub mod contents;
pub mod hooks;
mod text;
mod types;
mod xml;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

pub use text::*;
pub use types::*;
pub use xml::*;

use crate::schema::{self, SchemaId, Schemas};
use crate::source::At;

/// An API.
#[derive(Debug, Serialize)]
pub struct Api {
    pub title: String,
    pub version: String,
    pub summary: Option<String>,
    pub description: Option<String>,
    /// `servers`, with their variables; never empty.
    pub servers: Vec<Server>,
    /// The groups of operations in document order: one for each first tag, and one for operations without tags.
    /// Webhooks and callbacks have groups of their own.
    pub tags: Vec<Tag>,
    /// In document order: those of `paths`, then webhooks, then callbacks.
    pub operations: Vec<Operation>,
    /// The schemes that security requirements name.
    pub schemes: Vec<SecurityScheme>,
    /// The other schemes of the document, for which no code is generated.
    #[serde(skip)]
    pub other_schemes: Vec<SecurityScheme>,
    pub types: Types,
    /// The shapes of schemas in XML, by their names.
    pub xml: Vec<XmlSchema>,
    /// The forms of responses, in the order of their first use.
    pub forms: Vec<ResponseForm>,
    /// The shapes of parameters, forms and texts.
    pub shapes: TextShapes,
}

impl Api {
    /// The part of the document in which an operation is defined.
    pub fn section(&self, operation: &Operation) -> Section {
        self.tags[operation.tag.0].section
    }

    /// Follows aliases to a type that is none.
    pub fn resolved<'t>(&'t self, mut ty: &'t Type) -> &'t Type {
        // Each alias is followed at most once, so that circular ones end.
        for _ in 0..=self.types.len() {
            match ty {
                Type::Named(id) => match &self.types[*id].kind {
                    Kind::Alias(next) => ty = next,
                    _ => return ty,
                },
                _ => return ty,
            }
        }
        ty
    }

    /// The operations that the server implements, with their indices in [`Api::operations`].
    pub fn served(&self) -> impl Iterator<Item = (usize, &Operation)> {
        self.in_section(Section::Paths)
    }

    /// The operations that a part of the document defines, with their indices in [`Api::operations`].
    pub fn in_section(&self, section: Section) -> impl Iterator<Item = (usize, &Operation)> {
        let operations = self.operations.iter().enumerate();
        operations.filter(move |(_, operation)| self.section(operation) == section)
    }
}

/// A group of operations (Tag Object, OpenAPI 3.2.0 §4.22).
#[derive(Debug, Serialize)]
pub struct Tag {
    pub section: Section,
    /// `None` for the operations without a tag.
    pub name: Option<String>,
    pub summary: Option<String>,
    pub description: Option<String>,
    /// The name of the parent tag.
    pub parent: Option<String>,
}

/// The part of the document in which operations are defined, which determines who sends the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Section {
    /// Clients send requests to the server.
    Paths,
    /// The provider of the API sends requests to receivers that registered by other means.
    Webhooks,
    /// The provider of the API sends requests to an address that an earlier request contained.
    Callbacks,
}

/// Index of a tag in [`Api::tags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TagId(pub usize);

/// A base URL (Server Object, §4.8.5).
#[derive(Debug, Serialize)]
pub struct Server {
    /// The template, with variables in braces.
    pub url: String,
    pub name: Option<String>,
    pub description: Option<String>,
    pub variables: Vec<ServerVariable>,
}

/// A variable of a server's URL template.
#[derive(Debug, Serialize)]
pub struct ServerVariable {
    pub name: String,
    pub default: String,
    pub description: Option<String>,
}

/// One operation: a method on a path (Operation Object, §4.8.10).
#[derive(Debug, Serialize)]
pub struct Operation {
    pub at: At,
    /// `operationId`.
    pub id: Option<String>,
    /// The method as it is sent; upper case for those that OpenAPI has members for.
    pub method: String,
    /// The path template in the document, `?…` and `#…` included; for webhooks the name, for callbacks the expression
    /// of the address.
    pub path: String,
    /// The path template for routing and for requests: without those parameters in its `?…` that select no operation.
    pub route: String,
    /// The callback that the operation belongs to.
    pub callback: Option<Callback>,
    pub tag: TagId,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// In document order, `default` last.
    pub responses: Vec<Response>,
    /// Alternative requirements; empty when no credentials are needed.
    pub security: Vec<Requirement>,
    /// Whether requests have a signature of Standard Webhooks. Only those of webhooks and callbacks may have one.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub signed: bool,
    /// The servers of the operation or of its path; empty where those of the API apply.
    pub servers: Vec<Server>,
}

/// The callback of an operation (Callback Object, §4.18).
#[derive(Clone, Debug, Serialize)]
pub struct Callback {
    pub name: String,
    /// Whether it is defined under `components`, with that name.
    pub is_component: bool,
    /// Indices in [`Api::operations`] of the operations that declare it.
    pub of: Vec<usize>,
}

/// A parameter (Parameter Object, §4.8.12).
#[derive(Debug, Serialize)]
pub struct Parameter {
    pub at: At,
    pub name: String,
    pub location: Location,
    pub description: Option<String>,
    pub deprecated: bool,
    pub required: bool,
    pub style: Style,
    pub explode: bool,
    /// Whether items of a label that is not exploded may be separated by dots as well.
    pub is_dotted: bool,
    pub allow_reserved: bool,
    pub allow_empty_value: bool,
    /// The media type of `content`; `None` where `style` applies.
    pub content: Option<String>,
    /// The name of the shape in [`Api::xml`], where the value is XML.
    pub xml: Option<String>,
    /// Whether the value is the whole query (`in: querystring`).
    pub whole_query: bool,
    /// How members of a form in the query are serialized, where that is not the default.
    pub encodings: Vec<Encoding>,
    pub schema: Option<SchemaId>,
    /// The shape in [`Api::shapes`] of a value that is no JSON or XML.
    pub shape: Option<TextShapeId>,
    /// Whether the value may be an empty segment of the path, because an `enum` lists the empty string.
    pub lists_empty: bool,
    pub ty: Type,
    /// The default, if it is valid and its type has a literal.
    pub default: Option<Value>,
    pub examples: Vec<Example>,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    /// The value of `in`.
    pub fn name(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "header",
            Location::Cookie => "cookie",
        }
    }
}

/// The serialization of a parameter (§4.8.12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// Like `form`, without percent-encoding.
    Cookie,
}

impl Style {
    /// The value of `style`.
    pub fn name(self) -> &'static str {
        match self {
            Style::Simple => "simple",
            Style::Label => "label",
            Style::Matrix => "matrix",
            Style::Form => "form",
            Style::SpaceDelimited => "spaceDelimited",
            Style::PipeDelimited => "pipeDelimited",
            Style::DeepObject => "deepObject",
            Style::Cookie => "cookie",
        }
    }
}

/// A request body (Request Body Object, §4.8.13).
#[derive(Debug, Serialize)]
pub struct Body {
    pub at: At,
    pub description: Option<String>,
    pub required: bool,
    /// In document order; never empty.
    pub contents: Vec<Content>,
}

/// One representation of a body (Media Type Object, §4.8.14).
#[derive(Debug, Clone, Serialize)]
pub struct Content {
    pub at: At,
    /// The media type or range in the document, with its parameters.
    pub media_type: String,
    pub form: Form,
    pub schema: Option<SchemaId>,
    /// The shape in [`Api::shapes`] of a text or form, and of the parts of a request.
    pub shape: Option<TextShapeId>,
    pub ty: Type,
    pub examples: Vec<Example>,
    /// How members of a form are serialized, where that is not the default.
    pub encodings: Vec<Encoding>,
    /// The parts of a multipart body, in document order.
    pub parts: Vec<Part>,
    /// The name of the shape in [`Api::xml`], for XML.
    pub xml: Option<String>,
    /// The name in [`Api::forms`], for a form of a response.
    pub response_form: Option<String>,
    /// The number of positional parts of a multipart body; further ones are items. None if parts have names.
    pub positions: Option<usize>,
}

/// An example of a body or a parameter (Example Object, §4.8.19).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Example {
    /// The key under `examples`; `None` for the one under `example`.
    pub name: Option<String>,
    pub value: Value,
}

/// A part of a multipart body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part {
    pub name: String,
    pub description: Option<String>,
    pub deprecated: bool,
    pub required: bool,
    pub form: PartForm,
    /// The type of the value; that of a file is a stream.
    pub ty: Type,
    /// The media types of its Encoding Object.
    pub media_types: Vec<String>,
    /// The headers of its Encoding Object; none of a part that may be there several times.
    pub headers: Vec<PartHeader>,
    /// The least and the greatest number of bytes, if it is a file or several.
    pub lengths: (u64, Option<u64>),
    /// The least and the greatest number of files, if it is several.
    pub counts: (u64, Option<u64>),
    /// The schemas of the value, or of each of the items that are parts.
    pub schemas: Vec<SchemaId>,
}

/// A header of a part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PartHeader {
    pub name: String,
    pub description: Option<String>,
    pub required: bool,
    pub schema: Option<SchemaId>,
    /// The shape in [`Api::shapes`] of the value in a request, if it is no JSON.
    pub shape: Option<TextShapeId>,
    pub ty: Type,
    pub is_json: bool,
    pub explode: bool,
}

/// The representation of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum PartForm {
    /// Text; an array is a part for each item.
    Text,
    Json,
    /// An array, with a part of JSON for each item.
    JsonItems,
    Styled {
        style: Style,
        explode: bool,
    },
    File,
    /// Any number of files.
    Files,
}

impl Part {
    pub fn is_file(&self) -> bool {
        matches!(self.form, PartForm::File | PartForm::Files)
    }
}

impl Parameter {
    /// How the text of the value is parsed; `Text` means by `style`.
    pub fn form(&self) -> Form {
        let content = self.content.as_deref().unwrap_or_default();
        match content.split(';').next().unwrap_or_default().trim() {
            _ if self.xml.is_some() => Form::Xml,
            "application/x-www-form-urlencoded" => Form::UrlEncoded,
            content if content.contains("json") => Form::Json,
            _ => Form::Text,
        }
    }
}

/// Whether a schema describes the texts of a media type, not what they contain: strings, and in `text/plain` also numbers
/// and other scalars, as they are written in parameters.
pub fn describes_text(media_type: &str, schema: SchemaId, schemas: &Schemas) -> bool {
    let types = schemas[schemas.resolve_inclusions(schema)].types;
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    match types {
        None => essence.eq_ignore_ascii_case("text/plain"),
        Some(types) if essence.eq_ignore_ascii_case("text/plain") => types
            .iter()
            .any(|it| !matches!(it, schema::Type::Array | schema::Type::Object)),
        Some(types) => types.contains(schema::Type::String),
    }
}

impl Content {
    /// The media type to send: the documented one unless it is a range; for a range a usual one of its form and main type,
    /// or else `application/octet-stream`.
    pub fn sent_as(&self) -> String {
        if !self.media_type.contains('*') && self.media_type.contains('/') {
            return self.media_type.clone();
        }
        let main = self.media_type.split('/').next().unwrap_or_default();
        let usual = match (main, self.form) {
            (_, Form::Json) => "application/json",
            (_, Form::UrlEncoded) => "application/x-www-form-urlencoded",
            (_, Form::Xml) => "application/xml",
            (_, Form::Text) if self.media_type.to_ascii_lowercase().contains("*+xml") => {
                "application/xml"
            }
            ("application", Form::Text) => "application/octet-stream",
            (_, Form::Text) => "text/plain",
            ("multipart", Form::Multipart) => "multipart/mixed",
            // The body brings its own media type.
            ("multipart", _) => return "multipart/*".to_owned(),
            ("image", _) => "image/png",
            ("audio", _) => "audio/mpeg",
            ("video", _) => "video/mp4",
            _ => "application/octet-stream",
        };
        usual.to_owned()
    }

    /// Whether it is a stream of events.
    pub fn is_event_stream(&self) -> bool {
        let essence = self.media_type.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("text/event-stream")
    }
}

/// A form that responses have: what both sides need to write and read it.
#[derive(Debug, Clone, Serialize)]
pub struct ResponseForm {
    /// The name by which contents refer to it: that of a component, or a location.
    pub name: String,
    pub schema: SchemaId,
    pub shape: TextShapeId,
    pub encodings: Vec<Encoding>,
}

/// The serialization of a member of a form (Encoding Object, §4.8.15).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Encoding {
    pub member: String,
    pub layout: Layout,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub enum Layout {
    Styled {
        style: Style,
        explode: bool,
    },
    /// JSON text.
    Json,
}

/// The representation of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Form {
    Json,
    /// `application/x-www-form-urlencoded`.
    UrlEncoded,
    /// A multipart body whose parts are known; the type of the content is a stream.
    Multipart,
    /// XML whose elements are known.
    Xml,
    /// Any other multipart body, as it is.
    RawMultipart,
    /// Text in one string.
    Text,
    /// Bytes that are not buffered or parsed.
    Stream,
    /// A sequence of values, each of the content's schema.
    Items,
    /// A sequence of events (`text/event-stream`), whose data is JSON of the content's schema.
    EventData,
}

impl Form {
    /// Whether it is a sequence of values.
    pub fn is_sequence(self) -> bool {
        matches!(self, Self::Items | Self::EventData)
    }
}

/// A documented response (Response Object, §4.8.17).
#[derive(Debug, Serialize)]
pub struct Response {
    pub at: At,
    pub status: Status,
    pub summary: Option<String>,
    pub description: String,
    pub headers: Vec<Header>,
    /// Empty for a response without a body.
    pub contents: Vec<Content>,
    pub links: Vec<Link>,
}

/// A link to a follow-up operation (Link Object, §4.20).
#[derive(Debug, Serialize)]
pub struct Link {
    pub name: String,
    /// The `operationId` or `operationRef`.
    pub to: String,
    pub description: Option<String>,
    /// The parameters, each with a value or a runtime expression.
    pub parameters: Vec<(String, String)>,
}

/// The status codes of a response (§4.8.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Status {
    Code(u16),
    /// `4XX` is `Range(4)`.
    Range(u8),
    Default,
}

impl Status {
    /// Whether it stands for success, given other responses.
    pub fn is_success(self) -> bool {
        matches!(self, Status::Code(200..=299) | Status::Range(2))
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Status::Code(code) => write!(f, "{code}"),
            Status::Range(range) => write!(f, "{range}XX"),
            Status::Default => f.write_str("default"),
        }
    }
}

/// A header of a response (Header Object, §4.8.21).
#[derive(Debug, Serialize)]
pub struct Header {
    pub name: String,
    pub description: Option<String>,
    pub required: bool,
    pub schema: Option<SchemaId>,
    /// The shape in [`Api::shapes`] of a value that is no JSON.
    pub shape: Option<TextShapeId>,
    pub ty: Type,
    /// Whether the value is JSON: `content` instead of a style.
    pub is_json: bool,
    pub example: Option<Value>,
}

/// A security scheme (Security Scheme Object, §4.8.27).
#[derive(Debug, Serialize)]
pub struct SecurityScheme {
    pub at: At,
    /// The key under `securitySchemes`.
    pub name: String,
    pub description: Option<String>,
    pub kind: SchemeKind,
    pub deprecated: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum SchemeKind {
    ApiKey {
        location: Location,
        name: String,
    },
    /// `http` with `scheme: basic`.
    Basic,
    /// `http` with `scheme: bearer`, `oauth2` and `openIdConnect`.
    Bearer,
    /// `http` with any other scheme, by its name.
    Http {
        scheme: String,
    },
    /// A client certificate of the TLS connection.
    MutualTls,
}

/// Schemes that are all required, each with its scopes; empty where anonymous requests are allowed (§4.8.30).
pub type Requirement = IndexMap<String, Vec<String>>;
