//! Parameters of path items and operations. How they match the path template is in `path.rs`.

use openapiv3::{
    Parameter as Source, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle,
    ReferenceOr,
};

use super::Lowering;
use super::contents::examples;
use super::shapes::lists_empty;
use crate::api::{Form, Location, Origin, Parameter, Style, Type};
use crate::diagnostic::{Code, Diagnostic};
use crate::normalize::{self, DOTTED, QUERY_STRING, STYLE};
use crate::schema::{self, SchemaId};
use crate::source::At;

impl Lowering<'_> {
    pub(super) fn parameters(
        &mut self,
        index: usize,
        shared: &[ReferenceOr<Source>],
        own: &[ReferenceOr<Source>],
    ) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        // Whether the operation has the parameter itself, and its position in the list.
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
            // A parameter of the operation overrides one of the path (§4.8.10); within one list they have to be unique.
            if entries[same].0 == own {
                let location = parameter.location.name();
                let message = format!(
                    "the {location} parameter `{}` is listed twice",
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
        let (location, style) = location_and_style(source);
        let at = normalize::at(&data.extensions);
        let is_header = location == Location::Header;
        if is_header
            && (self.is_ignored_parameter(&data.name, at) || !self.is_header(&data.name, at))
        {
            return None;
        }
        let (allow_reserved, allow_empty_value) = match source {
            Source::Query {
                allow_reserved,
                allow_empty_value,
                ..
            } => (*allow_reserved, allow_empty_value.unwrap_or_default()),
            _ => (false, false),
        };
        let (schema, mut content) = self.schema_or_content(&data.format);
        let whole_query = data.extensions.contains_key(QUERY_STRING);
        if whole_query && content.is_none() {
            content = Some("application/x-www-form-urlencoded".to_owned());
        }
        let encodings = match &data.format {
            ParameterSchemaOrContent::Content(content) if whole_query => content
                .first()
                .map(|(_, media)| super::contents::encodings(&media.encoding))
                .unwrap_or_default(),
            _ => Vec::new(),
        };
        let xml = match (&content, schema) {
            (Some(media_type), Some(schema)) if !whole_query => {
                let part = format!("{} {}", location.name(), data.name);
                self.xml_parameter(&part, media_type, schema, at)
            }
            _ => None,
        };
        let (xml, problem) = match xml.transpose() {
            Ok(xml) => (xml, String::new()),
            Err(problem) => (None, format!(": {problem}")),
        };
        let schema = match &content {
            Some(media_type) if xml.is_none() => {
                schema.filter(|_| !self.is_opaque(media_type, schema, &problem, at))
            }
            _ => schema,
        };
        let is_json = content.as_deref().is_some_and(|it| it.contains("json"));
        let shape = schema.filter(|_| xml.is_none() && !is_json).map(|schema| {
            let path = format!("{} {} {}", self.location, location.name(), data.name);
            self.shapes.root(self.schemas, schema, &path)
        });
        let may_be_empty = |schema| lists_empty(self.schemas, schema);
        let required = data.required || location == Location::Path;
        let ty = self.value_type(index, &data.name, schema);
        let default = schema
            .filter(|_| !required)
            .and_then(|schema| self.types.default(&[schema]));
        Some(Parameter {
            at,
            name: data.name.clone(),
            location,
            description: data.description.clone(),
            deprecated: data.deprecated.unwrap_or_default(),
            required,
            style,
            explode: explode(data, style),
            is_dotted: data.extensions.contains_key(DOTTED),
            allow_reserved,
            allow_empty_value,
            content,
            xml,
            whole_query,
            encodings,
            schema,
            shape,
            lists_empty: location == Location::Path && schema.is_some_and(may_be_empty),
            ty,
            default,
            examples: examples(&data.extensions),
        })
    }

    /// The name of a parameter's shape, if its values are XML of a schema; or why XML cannot notate them.
    fn xml_parameter(
        &mut self,
        part: &str,
        media_type: &str,
        schema: SchemaId,
        at: At,
    ) -> Option<Result<String, String>> {
        if self.form(media_type, Some(schema)) != Form::Xml {
            return None;
        }
        let location = format!("{} {part}", self.location);
        let root = self.xml.root(self.schemas, schema, &location);
        let name = |root| self.named_root(root, media_type, at);
        root.map(|root| root.map(name)).transpose()
    }

    /// Whether values of a media type are not parsed in parameters, so that the value is text (§4.8.12.4).
    fn is_opaque(
        &mut self,
        media_type: &str,
        schema: Option<SchemaId>,
        problem: &str,
        at: At,
    ) -> bool {
        let essence = super::contents::essence(media_type);
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
            format!("values of `{media_type}` are not read in parameters{problem}"),
            "the handler and the client get the text as it is; use `application/json` where that will do",
        );
        true
    }

    pub(super) fn schema_or_content(
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

    /// The type of a parameter; a string if it has no schema.
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
}

/// Whether two parameters have the same location and name; names of headers are case-insensitive (RFC 9110 §5.1).
fn is_same(one: &Parameter, other: &Parameter) -> bool {
    let same_name = match one.location {
        Location::Header => one.name.eq_ignore_ascii_case(&other.name),
        _ => one.name == other.name,
    };
    same_name && one.location == other.location
}

fn location_and_style(source: &Source) -> (Location, Style) {
    match source {
        Source::Query { style, .. } => (Location::Query, query_style(style)),
        Source::Header { .. } => (Location::Header, Style::Simple),
        Source::Path { style, .. } => {
            let style = match style {
                PathStyle::Simple => Style::Simple,
                PathStyle::Label => Style::Label,
                PathStyle::Matrix => Style::Matrix,
            };
            (Location::Path, style)
        }
        Source::Cookie { parameter_data, .. } => {
            let style = match parameter_data.extensions.contains_key(STYLE) {
                true => Style::Cookie,
                false => Style::Form,
            };
            (Location::Cookie, style)
        }
    }
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
