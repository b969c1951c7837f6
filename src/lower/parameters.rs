//! Parameters: what the path item says, what the operation says, and what the path's template asks for.

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

    /// Of what is called at an address that the caller knows as a whole, nothing is left to fill in.
    pub(super) fn leave_address(&mut self, parameters: &mut Vec<Parameter>) {
        parameters.retain(|parameter| {
            let in_path = parameter.location == Location::Path;
            if in_path {
                let message = format!(
                    "`{}` is a part of the address, which the caller gives as a whole",
                    parameter.name
                );
                self.diagnostics.push(
                    Diagnostic::warning(Code::PathParameter, parameter.at, message)
                        .label("this is left out")
                        .help("send it in the query, in a header or in the body"),
                );
            }
            !in_path
        });
    }

    /// Brings path parameters in line with the template: each name in braces has one, in this order, and no others.
    pub(super) fn match_template(&mut self, path: &str, at: At, parameters: &mut Vec<Parameter>) {
        let names = template_names(path);
        self.move_to_query(path, &names, parameters);
        self.respell(path, &names, parameters);
        parameters.retain(|parameter| {
            let stray = is_stray(parameter, &names);
            if stray {
                let message = format!("`{path}` has no `{{{}}}`", parameter.name);
                let colon = format!(":{}", parameter.name);
                let help = match path.split('/').any(|segment| segment == colon) {
                    true => format!(
                        "write `{{{}}}`, not `{colon}`; it is left out",
                        parameter.name
                    ),
                    false => {
                        "add it to the path, or remove the parameter; it is left out".to_owned()
                    }
                };
                self.diagnostics.push(
                    Diagnostic::warning(Code::PathParameter, parameter.at, message).help(help),
                );
            }
            !stray
        });
        for name in &names {
            if is_declared(parameters, name) {
                continue;
            }
            // What has no name can't be declared, as was told.
            if name.is_empty() {
                parameters.push(undeclared(at, name));
                continue;
            }
            self.warn(
                Code::PathParameter,
                at,
                format!("`{{{name}}}` in `{path}` is not among the operation's parameters"),
                format!("add a parameter `{name}` with `in: path`; it is taken for a string"),
            );
            parameters.push(undeclared(at, name));
        }
        self.declare_in_query(path, at, parameters);
        let position = |parameter: &Parameter| match parameter.location {
            Location::Path => names
                .iter()
                .position(|name| *name == parameter.name)
                .unwrap_or_default(),
            _ => names.len(),
        };
        parameters.sort_by_key(position);
    }

    /// A path parameter that is spelled in other letters than the template's is that one all the same.
    fn respell(&mut self, path: &str, names: &[&str], parameters: &mut [Parameter]) {
        for name in names {
            if is_declared(parameters, name) {
                continue;
            }
            let stray = parameters.iter_mut().find(|parameter| {
                is_stray(parameter, names) && parameter.name.eq_ignore_ascii_case(name)
            });
            let Some(parameter) = stray else { continue };
            let message = format!(
                "`{path}` has `{{{name}}}`, and here is `{}`",
                parameter.name
            );
            self.diagnostics.push(
                Diagnostic::warning(Code::PathParameter, parameter.at, message)
                    .label(format!("taken for `{name}`"))
                    .help("spell both in the same letters"),
            );
            parameter.name = (*name).to_owned();
        }
    }

    /// Path parameters whose names stand behind `?` or `#`, as in `/pets?kind={kind}`, are of the query.
    fn move_to_query(&mut self, path: &str, names: &[&str], parameters: &mut Vec<Parameter>) {
        for (pair, key, name) in query_names(path) {
            let is_one =
                |parameter: &Parameter| is_stray(parameter, names) && parameter.name == name;
            let is_there = parameters
                .iter()
                .any(|other| other.location == Location::Query && other.name == key);
            let Some(index) = parameters.iter().position(is_one) else {
                continue;
            };
            let message = format!("`{name}` stands in the query of `{path}`");
            let warning = Diagnostic::warning(Code::PathParameter, parameters[index].at, message);
            if is_there {
                parameters.remove(index);
                self.diagnostics.push(
                    warning
                        .label("this is left out")
                        .help(format!("remove it; there is the query parameter `{key}`")),
                );
                continue;
            }
            let unless = match pair.starts_with('{') {
                true => "",
                false => " unless it tells operations apart",
            };
            self.diagnostics.push(
                warning
                    .label(format!("taken for the query parameter `{key}`"))
                    .help(format!(
                        "write `in: query`, and leave `{pair}` out of the path{unless}"
                    )),
            );
            let stray = &mut parameters[index];
            stray.location = Location::Query;
            stray.name = key.to_owned();
            stray.style = Style::Form;
            stray.explode = true;
        }
    }

    /// What stands in the path's query with a name in braces is a parameter, whether or not it is said to be.
    fn declare_in_query(&mut self, path: &str, at: At, parameters: &mut Vec<Parameter>) {
        for (pair, key, name) in query_names(path) {
            let is_one = |parameter: &Parameter| match parameter.location {
                Location::Query => parameter.name == key,
                Location::Header => parameter.name.eq_ignore_ascii_case(key),
                Location::Path => parameter.name == name,
                Location::Cookie => false,
            };
            if key.is_empty() || parameters.iter().any(is_one) {
                continue;
            }
            self.warn(
                Code::PathParameter,
                at,
                format!("`{key}` in `{path}` is not among the operation's parameters"),
                format!("add a parameter `{key}` with `in: query`; it is taken for a string"),
            );
            parameters.push(Parameter {
                location: Location::Query,
                // RFC 6570 leaves out what isn't given (§3.2.8).
                required: !pair.starts_with('{'),
                style: Style::Form,
                explode: true,
                ..undeclared(at, key)
            });
        }
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

/// A parameter of the path that only its template knows.
fn undeclared(at: At, name: &str) -> Parameter {
    Parameter {
        at,
        name: name.to_owned(),
        location: Location::Path,
        description: None,
        deprecated: false,
        required: true,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        allow_empty_value: false,
        content: None,
        whole_query: false,
        encodings: Vec::new(),
        schema: None,
        ty: Type::String,
        default: None,
        example: None,
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

/// What stands in a path's query with a name in braces for its value: as it is written, the key, and the name.
fn query_names(path: &str) -> Vec<(&str, &str, &str)> {
    let start = path.find(['?', '#']).unwrap_or(path.len());
    let (before, query) = path.split_at(start);
    // `{?kind,size}` and `{&kind}` are RFC 6570's way to say it.
    if let Some(before) = before.strip_suffix('{')
        && let Some((names, _)) = query.split_once('}')
    {
        let written = &path[before.len()..start + names.len() + 1];
        let names = names.trim_start_matches(['?', '#', '&']).split(',');
        let names = names.map(|name| name.trim_end_matches('*'));
        return names.map(|name| (written, name, name)).collect();
    }
    let pairs = query.split(['?', '&', '#']).filter_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        let name = value.strip_prefix('{')?.strip_suffix('}')?;
        Some((pair, key, name))
    });
    pairs.collect()
}

/// Whether a name of the template has its path parameter.
fn is_declared(parameters: &[Parameter], name: &str) -> bool {
    let mut of_path = parameters
        .iter()
        .filter(|parameter| parameter.location == Location::Path);
    of_path.any(|parameter| parameter.name == name)
}

/// Whether a path parameter is none of the template's names.
fn is_stray(parameter: &Parameter, names: &[&str]) -> bool {
    parameter.location == Location::Path && !names.contains(&parameter.name.as_str())
}

/// The names in braces, each once, in order.
pub(crate) fn template_names(path: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = path.split(['?', '#']).next().unwrap_or_default();
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !names.contains(&name) {
            names.push(name);
        }
        rest = after;
    }
    names
}
