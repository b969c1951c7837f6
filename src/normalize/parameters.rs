//! Parameters and headers.

use openapiv3::{
    CookieStyle, Header, HeaderStyle, Parameter, ParameterData, ParameterSchemaOrContent,
    PathStyle, QueryStyle, ReferenceOr,
};

use serde_json::json;

use super::reader::Reader;
use super::{DOTTED, QUERY_STRING, STYLE, mark, path};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Node, Object, Value};

const KEYS: &[&str] = &[
    "name",
    "in",
    "description",
    "required",
    "deprecated",
    "allowEmptyValue",
    "style",
    "explode",
    "allowReserved",
    "schema",
    "example",
    "examples",
    "content",
];

impl<'a> Reader<'a, '_> {
    /// The name of `in: querystring` is never sent, so a missing one is no error (§4.12.2 of 3.2.0).
    fn name_of_query_string(&mut self, node: &Node) -> String {
        let message = "a parameter that is the whole query has no `name`";
        let help = "give it a name: it is what code calls it, and is never sent";
        self.warn(Code::MissingMember, node.at, message, help);
        "query".to_owned()
    }

    pub(super) fn parameter(&mut self, node: &'a Node) -> Option<Parameter> {
        let reference = node;
        let node = self.follow_to(node, "a parameter")?;
        if node.as_object().is_none() {
            let message = format!("a parameter is an object, not {}", node.kind());
            let help = "write `{name: …, in: …, schema: …}`";
            self.error(Code::WrongType, node.at, message, help);
            return None;
        }
        self.known_or_bare(node, "a parameter");
        let (name, location) = self.name_and_location(node)?;
        let style = self.string(node, "style").unwrap_or_default();
        let mut extensions = mark(node.at);
        match (location.as_str(), style.as_str()) {
            ("querystring", _) => drop(extensions.insert(QUERY_STRING.to_owned(), true.into())),
            ("cookie", "cookie") => {
                drop(extensions.insert(STYLE.to_owned(), style.as_str().into()));
            }
            ("path", "label") if self.has_dotted_labels() => {
                drop(extensions.insert(DOTTED.to_owned(), true.into()));
            }
            _ => {}
        }
        let examples = self.named_examples(node).into_iter();
        let examples = examples.map(|(name, value)| json!({ "name": name, "value": value }));
        extensions.insert("x-examples".to_owned(), examples.collect());
        let parameter_data = ParameterData {
            name,
            description: self.own_or_target_string(reference, node, "description"),
            required: self.flag(node, "required"),
            deprecated: self.optional_flag(node, "deprecated"),
            format: self.format(node),
            example: None,
            examples: Default::default(),
            explode: self.optional_flag(node, "explode"),
            extensions,
        };
        self.located(node, &location, &style, parameter_data)
    }

    /// Whether labels that are not exploded are `.blue.black`, as in the examples of 3.0.0 to 3.0.3 (§4.7.12.4).
    fn has_dotted_labels(&self) -> bool {
        let version = self.root.get("openapi").map(|declared| &declared.value);
        match version {
            Some(Value::String(text)) => {
                matches!(text.trim(), "3.0.0" | "3.0.1" | "3.0.2" | "3.0.3")
            }
            _ => false,
        }
    }

    /// The name and the location of a parameter; reports missing ones.
    fn name_and_location(&mut self, node: &Node) -> Option<(String, String)> {
        let location = self.string(node, "in");
        let location = location.or_else(|| self.location_by_name(node));
        let name = match location.as_deref() {
            Some("querystring") if node.get("name").is_none() => {
                Some(self.name_of_query_string(node))
            }
            _ => self.string(node, "name"),
        };
        let (Some(name), Some(location)) = (name, location) else {
            // Reported where it is used.
            if self.template.is_none() && self.of_path.contains(&node.at) {
                return None;
            }
            let missing = match (node.get("name"), node.get("in")) {
                (None, Some(_)) => "has no `name`",
                (Some(_), None) => "has no `in`",
                _ => "needs `name` and `in`",
            };
            self.error(
                Code::MissingMember,
                node.at,
                format!("a parameter {missing}"),
                "say what it is called and whether it is in path, query, header or cookie",
            );
            return None;
        };
        Some((name, self.location(node, location)))
    }

    /// A parameter in one of the locations, with a style that it can have there.
    fn located(
        &mut self,
        node: &Node,
        location: &str,
        style: &str,
        parameter_data: ParameterData,
    ) -> Option<Parameter> {
        match location {
            "query" => Some(Parameter::Query {
                parameter_data,
                allow_reserved: self.flag(node, "allowReserved"),
                style: self.query_style(node, style),
                allow_empty_value: self.optional_flag(node, "allowEmptyValue"),
            }),
            // openapiv3 has no `querystring`.
            "querystring" => Some(self.query_string(node, parameter_data)),
            "path" => Some(Parameter::Path {
                parameter_data: self.always_required(node, parameter_data),
                style: match style {
                    "matrix" => PathStyle::Matrix,
                    "label" => PathStyle::Label,
                    other => {
                        self.known_style(node, other, &["simple", "label", "matrix"]);
                        PathStyle::Simple
                    }
                },
            }),
            "header" => {
                self.known_style(node, style, &["simple"]);
                Some(Parameter::Header {
                    parameter_data,
                    style: HeaderStyle::Simple,
                })
            }
            "cookie" => {
                self.known_style(node, style, &["form", "cookie"]);
                Some(Parameter::Cookie {
                    parameter_data,
                    style: CookieStyle::Form,
                })
            }
            other => {
                let help = match other {
                    "body" | "formData" => "write a `requestBody` beside the parameters instead",
                    _ => "it can be in path, query, querystring, header or cookie",
                };
                self.error(
                    Code::WrongValue,
                    node.get("in").map_or(node.at, |node| node.at),
                    format!("a parameter can't be in `{other}`"),
                    help,
                );
                None
            }
        }
    }

    fn query_style(&mut self, node: &Node, style: &str) -> QueryStyle {
        match style {
            "spaceDelimited" => QueryStyle::SpaceDelimited,
            "pipeDelimited" => QueryStyle::PipeDelimited,
            "deepObject" => QueryStyle::DeepObject,
            other => {
                let known = ["form", "spaceDelimited", "pipeDelimited", "deepObject"];
                self.known_style(node, other, &known);
                QueryStyle::Form
            }
        }
    }

    /// A parameter with `in: querystring`, which an extension marks.
    fn query_string(&mut self, node: &Node, parameter_data: ParameterData) -> Parameter {
        if node.get("content").is_none() {
            self.warn(
                Code::MissingMember,
                node.at,
                "a parameter that is the whole query needs `content`",
                "say how it is written, such as `application/x-www-form-urlencoded`, as which it is read",
            );
        }
        Parameter::Query {
            parameter_data,
            allow_reserved: false,
            style: QueryStyle::Form,
            allow_empty_value: None,
        }
    }

    /// The location of a parameter without `in`: the path, if the template has its name.
    fn location_by_name(&mut self, node: &Node) -> Option<String> {
        let name = node.get("name")?.as_str()?;
        let has_place = node.get("in").is_some_and(|place| !place.is_null());
        let template = self.template.filter(|_| !has_place)?;
        if !path::has_name(template, name) {
            return None;
        }
        self.of_path.insert(node.at);
        let message = format!("the parameter `{name}` has no `in`");
        self.diagnostics.push(
            Diagnostic::warning(Code::MissingMember, node.at, message)
                .label("its name is in the path: read as `path`")
                .help("write `in: path`"),
        );
        Some("path".to_owned())
    }

    fn known_style(&mut self, node: &Node, style: &str, known: &[&str]) {
        if style.is_empty() || known.contains(&style) {
            return;
        }
        let at = node.get("style").map_or(node.at, |node| node.at);
        self.warn(
            Code::WrongValue,
            at,
            format!("there is no style `{style}` here"),
            format!("`{}` is used; there can be: {}", known[0], known.join(", ")),
        );
    }

    /// The value of `in`, in lower case.
    fn location(&mut self, node: &Node, written: String) -> String {
        let location = written.trim().to_ascii_lowercase();
        let is_known =
            ["path", "query", "querystring", "header", "cookie"].contains(&location.as_str());
        if !is_known || location == written {
            return written;
        }
        let at = node.get("in").map_or(node.at, |node| node.at);
        let message = format!("a parameter can't be in `{written}`");
        self.diagnostics.push(
            Diagnostic::warning(Code::WrongValue, at, message)
                .label(format!("read as `{location}`"))
                .help(format!("write `in: {location}`")),
        );
        location
    }

    /// Path parameters are required, whatever the document says.
    fn always_required(&mut self, node: &Node, data: ParameterData) -> ParameterData {
        if !data.required {
            let message = format!(
                "the path parameter `{}` is not said to be required",
                data.name
            );
            let at = node.get("required").map_or(node.at, |node| node.at);
            let help = "write `required: true`: a path without it is another path";
            self.diagnostics.push(
                Diagnostic::warning(Code::PathParameter, at, message)
                    .label("required all the same")
                    .help(help),
            );
        }
        ParameterData {
            required: true,
            ..data
        }
    }

    /// Warns of unknown members. Some documents write the keywords of a schema without `schema`, as in Swagger 2.0;
    /// these get one warning.
    fn known_or_bare(&mut self, node: &Node, what: &str) {
        if !is_bare(node) {
            self.known(node, what, KEYS);
            return;
        }
        let keywords = node.as_object().into_iter().flat_map(Object::iter);
        let mut keywords = keywords.filter(|(key, _)| BARE.contains(key));
        if let Some((key, entry)) = keywords.next() {
            let message = format!("{what} has no member `{key}`");
            self.diagnostics.push(
                Diagnostic::warning(Code::UnknownMember, entry.key_at, message)
                    .label("read as if it stood under `schema`")
                    .help(format!("put it under `schema`: `schema: {{{key}: …}}`")),
            );
        }
        let known: Vec<&str> = KEYS.iter().chain(BARE).copied().collect();
        self.known(node, what, &known);
    }

    fn format(&mut self, node: &'a Node) -> ParameterSchemaOrContent {
        let schema = match node.get("schema") {
            None if is_bare(node) => Some(node),
            schema => schema,
        };
        if let Some(schema) = schema {
            self.ignored_content(node);
            let id = self.schema(schema);
            self.read_pending();
            self.exemplify(id, node);
            return ParameterSchemaOrContent::Schema(ReferenceOr::Reference {
                reference: id.index().to_string(),
            });
        }
        if node.get("content").is_some() {
            return ParameterSchemaOrContent::Content(self.content(node));
        }
        // Without either, any value is allowed, as with an empty schema.
        ParameterSchemaOrContent::Schema(ReferenceOr::Reference {
            reference: String::new(),
        })
    }

    /// Warns of a parameter or header with `content` as well as `schema`, of which it must have one (§4.8.12.2).
    fn ignored_content(&mut self, node: &'a Node) {
        let Some(content) = node.get("content") else {
            return;
        };
        let message = "`content` is a sibling of `schema`, and only one of the two may be there";
        let mut warning = Diagnostic::warning(Code::Contradiction, content.at, message)
            .label("this is ignored")
            .help(
                "leave `schema` out where the value is written in a media type, or else `content`",
            );
        if let Some(schema) = node.get("schema") {
            warning = warning.related(schema.at, "this is read");
        }
        self.diagnostics.push(warning);
    }

    pub(super) fn header(&mut self, node: &'a Node) -> Option<Header> {
        let reference = node;
        let node = self.follow_to(node, "a header")?;
        self.known_or_bare(node, "a header");
        Some(Header {
            description: self.own_or_target_string(reference, node, "description"),
            style: HeaderStyle::Simple,
            required: self.flag(node, "required"),
            deprecated: self.optional_flag(node, "deprecated"),
            format: self.format(node),
            example: self.example(node),
            examples: Default::default(),
            extensions: mark(node.at),
        })
    }
}

/// Keywords of schemas that parameters do not have.
const BARE: &[&str] = &[
    "type",
    "format",
    "items",
    "enum",
    "default",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
    "multipleOf",
    "collectionFormat",
    "nullable",
];

/// Whether a parameter or header has the keywords of a schema in place of `schema`.
pub(super) fn is_bare(node: &Node) -> bool {
    let says_type = node.get("type").is_some() || node.get("enum").is_some();
    says_type && node.get("schema").is_none() && node.get("content").is_none()
}
