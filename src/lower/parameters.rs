//! Parameters: what the path item says and what the operation says; what the path asks for is in `path.rs`.

use openapiv3::{
    Header as SourceHeader, Parameter as Source, ParameterData, ParameterSchemaOrContent,
    PathStyle, QueryStyle, ReferenceOr,
};

use super::Lowering;
use crate::api::{Header, Location, Origin, Parameter, Style, Type};
use crate::diagnostic::{Code, Diagnostic};
use crate::normalize::{self, QUERY_STRING, STYLE};
use crate::schema::{self, SchemaId};
use crate::source::At;

/// Headers that frame a message or concern one connection, in lower case.
const OF_THE_CONNECTION: [&str; 10] = [
    "connection",
    "content-length",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

impl Lowering<'_> {
    pub(super) fn parameters(
        &mut self,
        index: usize,
        shared: &[ReferenceOr<Source>],
        own: &[ReferenceOr<Source>],
    ) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        // Whether the operation itself has the parameter, and where the list has it.
        let mut entries: Vec<(bool, At)> = Vec::new();
        let shared = shared.iter().map(|source| (source, false));
        for (source, own) in shared.chain(own.iter().map(|source| (source, true))) {
            let Some(source) = source.as_item() else {
                continue;
            };
            let Some(parameter) = self.parameter(index, source) else {
                continue;
            };
            let at = normalize::used_at(&source.parameter_data_ref().extensions);
            let same = parameters
                .iter()
                .position(|other| is_same(other, &parameter));
            let Some(same) = same else {
                parameters.push(parameter);
                entries.push((own, at));
                continue;
            };
            // An operation's parameter takes the place of its path's (§4.8.10); two on one level are one too many.
            if entries[same].0 == own {
                let location = parameter.location.name();
                let message = format!(
                    "the {location} parameter `{}` stands here twice",
                    parameter.name
                );
                self.diagnostics.push(
                    Diagnostic::warning(Code::DuplicateParameter, at, message)
                        .related(entries[same].1, "the first one")
                        .help("remove one of the two; the later one is used"),
                );
            }
            parameters[same] = parameter;
            entries[same] = (own, at);
        }
        parameters
    }

    fn parameter(&mut self, index: usize, source: &Source) -> Option<Parameter> {
        let data = source.parameter_data_ref();
        let (location, style, allow_reserved, allow_empty_value) = match source {
            Source::Query {
                style,
                allow_reserved,
                allow_empty_value,
                ..
            } => (
                Location::Query,
                query_style(style),
                *allow_reserved,
                allow_empty_value.unwrap_or_default(),
            ),
            Source::Header { .. } => (Location::Header, Style::Simple, false, false),
            Source::Path { style, .. } => {
                let style = match style {
                    PathStyle::Simple => Style::Simple,
                    PathStyle::Label => Style::Label,
                    PathStyle::Matrix => Style::Matrix,
                };
                (Location::Path, style, false, false)
            }
            Source::Cookie { .. } => {
                let style = match data.extensions.contains_key(STYLE) {
                    true => Style::Cookie,
                    false => Style::Form,
                };
                (Location::Cookie, style, false, false)
            }
        };
        let at = normalize::at(&data.extensions);
        if location == Location::Header && self.is_ignored_parameter(&data.name, at) {
            return None;
        }
        if location == Location::Header && !self.is_header(&data.name, at) {
            return None;
        }
        let (schema, mut content) = self.schema_or_content(&data.format);
        let whole_query = data.extensions.contains_key(QUERY_STRING);
        if whole_query && content.is_none() {
            content = Some("application/x-www-form-urlencoded".to_owned());
        }
        let encodings = match &data.format {
            ParameterSchemaOrContent::Content(content) if whole_query => content
                .first()
                .map(|(_, media)| super::bodies::encodings(&media.encoding))
                .unwrap_or_default(),
            _ => Vec::new(),
        };
        let schema = match &content {
            Some(media_type) => schema.filter(|_| !self.is_opaque(media_type, schema, at)),
            None => schema,
        };
        let required = data.required || location == Location::Path;
        let ty = self.value_type(index, &data.name, schema);
        let default = schema
            .filter(|_| !required)
            .and_then(|schema| self.default(schema, &ty));
        Some(Parameter {
            at: normalize::at(&data.extensions),
            name: data.name.clone(),
            location,
            description: data.description.clone(),
            deprecated: data.deprecated.unwrap_or_default(),
            required,
            style,
            explode: explode(data, style),
            allow_reserved,
            allow_empty_value,
            content,
            whole_query,
            encodings,
            schema,
            ty,
            default,
            example: data.example.clone(),
        })
    }

    /// Whether a parameter's media type is none whose values are read, so that the value is text (§4.8.12.4).
    fn is_opaque(&mut self, media_type: &str, schema: Option<SchemaId>, at: At) -> bool {
        let essence = super::bodies::essence(media_type);
        let is_text = essence.starts_with("text/") && essence != "text/xml";
        let is_scalar = |schema: SchemaId| {
            let types = self.schemas[self.schemas.resolve(schema)].types;
            types.is_some_and(|types| {
                !types.contains(schema::Type::Array) && !types.contains(schema::Type::Object)
            })
        };
        if essence.contains("json")
            || essence == "application/x-www-form-urlencoded"
            || schema.is_none_or(|schema| is_text && is_scalar(schema))
        {
            return false;
        }
        self.warn(
            Code::WiderType,
            at,
            format!("values of `{media_type}` are not read in parameters"),
            "the handler and the client get the text as it is; use `application/json` where that will do",
        );
        true
    }

    fn schema_or_content(
        &self,
        format: &ParameterSchemaOrContent,
    ) -> (Option<SchemaId>, Option<String>) {
        match format {
            ParameterSchemaOrContent::Schema(schema) => {
                (normalize::schema_id(schema, self.schemas), None)
            }
            ParameterSchemaOrContent::Content(content) => match content.first() {
                Some((name, media)) => {
                    let schema = media.schema.as_ref();
                    (
                        schema.and_then(|schema| normalize::schema_id(schema, self.schemas)),
                        Some(name.clone()),
                    )
                }
                None => (None, None),
            },
        }
    }

    /// Whether a parameter's header is to be ignored, since `content` or `security` describes it (§4.8.12.1) or HTTP
    /// itself sets it.
    fn is_ignored_parameter(&mut self, name: &str, at: At) -> bool {
        let help = match name.to_ascii_lowercase().as_str() {
            "accept" => "list the media types of responses under their `content`",
            "content-type" => "name the media type under `content`",
            "authorization" => {
                "describe it under `components/securitySchemes`, and name the scheme under `security`"
            }
            _ => return self.is_of_the_connection(name, at),
        };
        self.described_elsewhere(name, at, help);
        true
    }

    /// The same of a response's header (§4.8.17).
    fn is_ignored_header(&mut self, name: &str, at: At) -> bool {
        if !name.eq_ignore_ascii_case("content-type") {
            return self.is_of_the_connection(name, at);
        }
        self.described_elsewhere(name, at, "name the media type under `content`");
        true
    }

    fn described_elsewhere(&mut self, name: &str, at: At, help: &str) {
        let message = format!("the header `{name}` is decided elsewhere");
        self.diagnostics.push(
            Diagnostic::warning(Code::IgnoredHeader, at, message)
                .label("this is ignored, as the specification says")
                .help(help),
        );
    }

    /// Whether a header frames a message or concerns one connection (RFC 9110 §7.6.1, RFC 9112 §6): sent by a handler or
    /// by a caller it would contradict what the HTTP library sends.
    fn is_of_the_connection(&mut self, name: &str, at: At) -> bool {
        if !OF_THE_CONNECTION.contains(&name.to_ascii_lowercase().as_str()) {
            return false;
        }
        let message = format!("the header `{name}` is set by the HTTP library");
        self.diagnostics.push(
            Diagnostic::warning(Code::IgnoredHeader, at, message)
                .label("this is ignored")
                .help("leave it out: it frames the message or concerns the connection, and is no part of an API"),
        );
        true
    }

    /// Whether a header can have that name (RFC 9110 §5.1).
    fn is_header(&mut self, name: &str, at: At) -> bool {
        let is_header = http::HeaderName::from_bytes(name.as_bytes()).is_ok();
        if !is_header {
            let message = format!("no header can be called `{name}`");
            self.warn(
                Code::HeaderName,
                at,
                message,
                "use letters, digits and `-` only; it is left out",
            );
        }
        is_header
    }

    /// The type of a parameter or header; text where no schema says otherwise.
    fn value_type(&mut self, index: usize, part: &str, schema: Option<SchemaId>) -> Type {
        let Some(schema) = schema else {
            return Type::String;
        };
        let origin = Origin::Operation {
            index,
            part: part.to_owned(),
        };
        self.types.input(schema, origin)
    }

    /// The schema's default, when it is of the schema's type.
    pub(super) fn default(&mut self, schema: SchemaId, ty: &Type) -> Option<serde_json::Value> {
        self.types.default(schema, ty)
    }

    pub(super) fn header(
        &mut self,
        index: usize,
        part: &str,
        name: &str,
        source: &SourceHeader,
    ) -> Option<Header> {
        let at = normalize::at(&source.extensions);
        if self.is_ignored_header(name, at) || !self.is_header(name, at) {
            return None;
        }
        let (schema, _) = self.schema_or_content(&source.format);
        let ty = match schema {
            Some(schema) => {
                let origin = Origin::Operation {
                    index,
                    part: format!("{part} {name}"),
                };
                self.types.output(schema, origin)
            }
            None => Type::String,
        };
        Some(Header {
            name: name.to_owned(),
            description: source.description.clone(),
            required: source.required,
            schema,
            ty,
            example: source.example.clone(),
        })
    }
}

/// Whether two parameters are one; the case of a header's name says nothing (RFC 9110 §5.1).
fn is_same(one: &Parameter, other: &Parameter) -> bool {
    let same_name = match one.location {
        Location::Header => one.name.eq_ignore_ascii_case(&other.name),
        _ => one.name == other.name,
    };
    same_name && one.location == other.location
}

pub(super) fn query_style(style: &QueryStyle) -> Style {
    match style {
        QueryStyle::Form => Style::Form,
        QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        QueryStyle::PipeDelimited => Style::PipeDelimited,
        QueryStyle::DeepObject => Style::DeepObject,
    }
}

/// `explode`, whose default depends on the style (§4.8.12.2).
fn explode(data: &ParameterData, style: Style) -> bool {
    data.explode.unwrap_or(matches!(
        style,
        Style::Form | Style::DeepObject | Style::Cookie
    ))
}
