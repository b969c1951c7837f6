//! The model of an API: what a document says, without a word of its version or of Rust.

mod types;

use indexmap::IndexMap;
use serde_json::Value;

pub use types::*;

use crate::schema::SchemaId;
use crate::source::At;

/// A whole API.
#[derive(Debug)]
pub struct Api {
    pub title: String,
    pub version: String,
    pub summary: Option<String>,
    pub description: Option<String>,
    /// `servers`, with their variables; never empty.
    pub servers: Vec<Server>,
    /// The groups of operations, in document order: one for each first tag, and one for operations without. Webhooks
    /// and callbacks have groups of their own.
    pub tags: Vec<Tag>,
    /// In document order: those of `paths`, then webhooks, then callbacks.
    pub operations: Vec<Operation>,
    /// The schemes that a security requirement names.
    pub schemes: Vec<SecurityScheme>,
    pub types: Types,
}

impl Api {
    /// Which part of the document an operation stands in.
    pub fn section(&self, operation: &Operation) -> Section {
        self.tags[operation.tag.0].section
    }

    /// What a type is once aliases are followed.
    pub fn resolved<'t>(&'t self, mut ty: &'t Type) -> &'t Type {
        // Each alias is passed once at most.
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

    /// The operations that clients call and the server answers, with their places in [`Api::operations`].
    pub fn served(&self) -> impl Iterator<Item = (usize, &Operation)> {
        let operations = self.operations.iter().enumerate();
        operations.filter(|(_, operation)| self.section(operation) == Section::Paths)
    }
}

/// A group of operations (Tag Object, OpenAPI 3.2.0 §4.22).
#[derive(Debug)]
pub struct Tag {
    pub section: Section,
    /// `None` for the operations without a tag.
    pub name: Option<String>,
    pub summary: Option<String>,
    pub description: Option<String>,
    /// The name of the tag that this one is a part of.
    pub parent: Option<String>,
}

/// The part of the document that operations stand in, and so who calls whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// Clients call, the server answers.
    Paths,
    /// The API's provider calls those that have registered with it in some other way.
    Webhooks,
    /// The API's provider calls an address that follows from an earlier call.
    Callbacks,
}

/// Stands for a tag in [`Api::tags`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TagId(pub usize);

/// A base URL (Server Object, §4.8.5).
#[derive(Debug)]
pub struct Server {
    /// With `{variables}`.
    pub url: String,
    pub name: Option<String>,
    pub description: Option<String>,
    pub variables: Vec<ServerVariable>,
}

/// A part of a server's URL that a client may choose.
#[derive(Debug)]
pub struct ServerVariable {
    pub name: String,
    pub default: String,
    pub description: Option<String>,
}

/// One operation: a method on a path (Operation Object, §4.8.10).
#[derive(Debug)]
pub struct Operation {
    pub at: At,
    /// `operationId`.
    pub id: Option<String>,
    /// As it is sent, which is mostly in upper case.
    pub method: String,
    /// The template as it stands in the document, `?…` and `#…` included; a webhook's name; the expression of a
    /// callback's address.
    pub path: String,
    /// The path without the parameters in its `?…` that tell no operations apart: what a server tells requests by, and
    /// where the client sends them.
    pub route: String,
    /// What a callback is, beside an operation.
    pub callback: Option<Callback>,
    pub tag: TagId,
    pub summary: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// In document order, `default` last.
    pub responses: Vec<Response>,
    /// Alternatives; empty when the operation is open to all.
    pub security: Vec<Requirement>,
    /// Its own servers or its path's, in the place of the API's; mostly there are none.
    pub servers: Vec<Server>,
}

/// Which calls lead to a callback (Callback Object, §4.18).
#[derive(Clone, Debug)]
pub struct Callback {
    pub name: String,
    /// Whether it stands under `components`, by that name.
    pub is_component: bool,
    /// The places of the operations that lead to it in [`Api::operations`].
    pub of: Vec<usize>,
}

/// A parameter (Parameter Object, §4.8.12).
#[derive(Debug)]
pub struct Parameter {
    pub at: At,
    pub name: String,
    pub location: Location,
    pub description: Option<String>,
    pub deprecated: bool,
    pub required: bool,
    pub style: Style,
    pub explode: bool,
    pub allow_reserved: bool,
    pub allow_empty_value: bool,
    /// The media type, where the value is serialized by `content` and not by `style`.
    pub content: Option<String>,
    /// Whether its value is the whole query, as that of `in: querystring` is.
    pub whole_query: bool,
    /// How members of a form in the query are written, where it is not as usual.
    pub encodings: Vec<Encoding>,
    pub schema: Option<SchemaId>,
    pub ty: Type,
    /// The default, where the document has one that fits.
    pub default: Option<Value>,
    /// `example` or the first of `examples`.
    pub example: Option<Value>,
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// How a parameter's value becomes text (§4.8.12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    /// As `form`, but as it is: cookies are not percent-encoded.
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

/// What a request carries (Request Body Object, §4.8.13).
#[derive(Debug)]
pub struct Body {
    pub at: At,
    pub description: Option<String>,
    pub required: bool,
    /// In document order; never empty.
    pub contents: Vec<Content>,
}

/// One representation of a body (Media Type Object, §4.8.14).
#[derive(Debug, Clone)]
pub struct Content {
    pub at: At,
    /// As the document has it, parameters included.
    pub media_type: String,
    pub form: Form,
    pub schema: Option<SchemaId>,
    pub ty: Type,
    pub examples: Vec<Value>,
    /// How members of a form are written, where it is not as usual.
    pub encodings: Vec<Encoding>,
}

impl Parameter {
    /// How the text of its value is read; by its style if it is no JSON and no form.
    pub fn form(&self) -> Form {
        let content = self.content.as_deref().unwrap_or_default();
        match content.split(';').next().unwrap_or_default().trim() {
            "application/x-www-form-urlencoded" => Form::UrlEncoded,
            content if content.contains("json") => Form::Json,
            _ => Form::Text,
        }
    }
}

impl Content {
    /// The media type that it is sent as: its own, or of a range such as `image/*` the one that is most usual.
    pub fn sent_as(&self) -> String {
        if !self.media_type.contains('*') && self.media_type.contains('/') {
            return self.media_type.clone();
        }
        let main = self.media_type.split('/').next().unwrap_or_default();
        let usual = match (main, self.form) {
            (_, Form::Json) => "application/json",
            (_, Form::UrlEncoded) => "application/x-www-form-urlencoded",
            (_, Form::Text) => "text/plain",
            ("image", _) => "image/png",
            ("audio", _) => "audio/mpeg",
            ("video", _) => "video/mp4",
            _ => "application/octet-stream",
        };
        usual.to_owned()
    }
}

/// How a member of a form is written (Encoding Object, §4.8.15).
#[derive(Debug, Clone)]
pub struct Encoding {
    pub member: String,
    pub layout: Layout,
}

#[derive(Debug, Clone, Copy)]
pub enum Layout {
    Styled {
        style: Style,
        explode: bool,
    },
    /// As JSON text.
    Json,
}

/// How the bytes of a body are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    Json,
    /// `application/x-www-form-urlencoded`.
    UrlEncoded,
    /// Text, as one string.
    Text,
    /// Bytes that pass through as they come.
    Stream,
    /// Values one after another, each of the content's schema.
    Items,
}

/// One documented answer (Response Object, §4.8.17).
#[derive(Debug)]
pub struct Response {
    pub at: At,
    pub status: Status,
    pub summary: Option<String>,
    pub description: String,
    pub headers: Vec<Header>,
    /// Empty where the answer has no body.
    pub contents: Vec<Content>,
    pub links: Vec<Link>,
}

/// An operation that can be called next (Link Object, §4.20).
#[derive(Debug)]
pub struct Link {
    pub name: String,
    /// The operation's id, or the reference to it.
    pub to: String,
    pub description: Option<String>,
    /// Parameters, each with the value or the expression that it gets.
    pub parameters: Vec<(String, String)>,
}

/// Which status codes a response is for (§4.8.16).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    Code(u16),
    /// `4XX` is `Range(4)`.
    Range(u8),
    Default,
}

impl Status {
    /// Whether the answer is the operation's success, given that others are documented beside it.
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
#[derive(Debug)]
pub struct Header {
    pub name: String,
    pub description: Option<String>,
    pub required: bool,
    pub schema: Option<SchemaId>,
    pub ty: Type,
    pub example: Option<Value>,
}

/// A way to say who calls (Security Scheme Object, §4.8.27).
#[derive(Debug)]
pub struct SecurityScheme {
    pub at: At,
    /// Its key under `securitySchemes`.
    pub name: String,
    pub description: Option<String>,
    pub kind: SchemeKind,
    pub deprecated: bool,
    /// Whether some requirement asks it for scopes.
    pub scoped: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// A certificate of the caller's, shown when the connection was made.
    MutualTls,
}

/// Schemes that must all be satisfied, each with its scopes; none at all where callers may stay unknown (§4.8.30).
pub type Requirement = IndexMap<String, Vec<String>>;
