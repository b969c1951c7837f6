//! Parameters: what the path item says and what the operation says; what the path asks for is in `path.rs`.

use openapiv3::{
    Header as SourceHeader, Parameter as Source, ParameterData, ParameterSchemaOrContent,
    PathStyle, QueryStyle, ReferenceOr,
};

use super::Lowering;
use crate::api::{Header, Location, Origin, Parameter, Style, Type};
use crate::diagnostic::{Code, Diagnostic};
use crate::normalize::{self, QUERY_STRING, STYLE};
use crate::schema::SchemaId;
use crate::source::At;

impl Lowering<'_> {
    pub(super) fn parameters(
        &mut self,
        index: usize,
        shared: &[ReferenceOr<Source>],
        own: &[ReferenceOr<Source>],
    ) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut is_own: Vec<bool> = Vec::new();
        let shared = shared.iter().map(|source| (source, false));
        for (source, own) in shared.chain(own.iter().map(|source| (source, true))) {
            let parameter = source
                .as_item()
                .and_then(|source| self.parameter(index, source));
            let Some(parameter) = parameter else { continue };
            let same = parameters
                .iter()
                .position(|other| is_same(other, &parameter));
            let Some(same) = same else {
                parameters.push(parameter);
                is_own.push(own);
                continue;
            };
            // An operation's parameter takes the place of its path's (§4.8.10); two on one level are one too many.
            if is_own[same] == own {
                let location = parameter.location.name();
                let message = format!(
                    "the {location} parameter `{}` stands here twice",
                    parameter.name
                );
                self.diagnostics.push(
                    Diagnostic::warning(Code::DuplicateParameter, parameter.at, message)
                        .related(parameters[same].at, "the first one")
                        .help("remove one of the two; the later one is used"),
                );
            }
            parameters[same] = parameter;
            is_own[same] = own;
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
        if location == Location::Header && self.is_spoken_for(&data.name, at) {
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

    /// Whether a header is said by `content` or `security`, and to be ignored elsewhere (§4.8.12.1, §4.8.17).
    fn is_spoken_for(&mut self, name: &str, at: At) -> bool {
        let help = match name.to_ascii_lowercase().as_str() {
            "accept" => "list the media types of responses under their `content`",
            "content-type" => "name the media type under `content`",
            "authorization" => {
                "describe it under `components/securitySchemes`, and name the scheme under `security`"
            }
            _ => return false,
        };
        let message = format!("the header `{name}` is decided elsewhere");
        self.diagnostics.push(
            Diagnostic::warning(Code::IgnoredHeader, at, message)
                .label("this is ignored, as the specification says")
                .help(help),
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
        let is_content_type = name.eq_ignore_ascii_case("content-type");
        if is_content_type && self.is_spoken_for(name, at) || !self.is_header(name, at) {
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
