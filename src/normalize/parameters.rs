//! Parameters and headers.

use openapiv3::{
    CookieStyle, Header, HeaderStyle, Parameter, ParameterData, ParameterSchemaOrContent,
    PathStyle, QueryStyle, ReferenceOr,
};
use serde_json::Value;

use super::reader::Reader;
use super::{QUERY_STRING, STYLE, mark};
use crate::diagnostic::Code;
use crate::source::Node;

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

impl<'a> Reader<'a> {
    pub(super) fn parameter(&mut self, node: &'a Node) -> Option<Parameter> {
        let reference = node;
        let node = self.follow(node)?;
        self.known(node, "a parameter", KEYS);
        let name = self.string(node, "name");
        let location = self.string(node, "in");
        let (Some(name), Some(location)) = (name, location) else {
            self.error(
                Code::MissingMember,
                node.at,
                "a parameter needs `name` and `in`",
                "say what it is called and whether it is in path, query, header or cookie",
            );
            return None;
        };
        let style = self.string(node, "style").unwrap_or_default();
        let mut extensions = mark(node.at);
        match (location.as_str(), style.as_str()) {
            ("querystring", _) => drop(extensions.insert(QUERY_STRING.to_owned(), true.into())),
            ("cookie", "cookie") => {
                drop(extensions.insert(STYLE.to_owned(), style.as_str().into()));
            }
            _ => {}
        }
        let parameter_data = ParameterData {
            name,
            description: self.told(reference, node, "description"),
            required: self.flag(node, "required"),
            deprecated: self.optional_flag(node, "deprecated"),
            format: self.format(node),
            example: self.example(node),
            examples: Default::default(),
            explode: self.optional_flag(node, "explode"),
            extensions,
        };
        match location.as_str() {
            "query" => Some(Parameter::Query {
                parameter_data,
                allow_reserved: self.flag(node, "allowReserved"),
                style: match style.as_str() {
                    "spaceDelimited" => QueryStyle::SpaceDelimited,
                    "pipeDelimited" => QueryStyle::PipeDelimited,
                    "deepObject" => QueryStyle::DeepObject,
                    other => {
                        self.known_style(
                            node,
                            other,
                            &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
                        );
                        QueryStyle::Form
                    }
                },
                allow_empty_value: self.optional_flag(node, "allowEmptyValue"),
            }),
            // openapiv3 has no such place.
            "querystring" => {
                if node.get("content").is_none() {
                    self.warn(
                        Code::MissingMember,
                        node.at,
                        "a parameter that is the whole query needs `content`",
                        "say how it is written, such as `application/x-www-form-urlencoded`, which it is taken for",
                    );
                }
                Some(Parameter::Query {
                    parameter_data,
                    allow_reserved: false,
                    style: QueryStyle::Form,
                    allow_empty_value: None,
                })
            }
            "path" => Some(Parameter::Path {
                parameter_data,
                style: match style.as_str() {
                    "matrix" => PathStyle::Matrix,
                    "label" => PathStyle::Label,
                    other => {
                        self.known_style(node, other, &["simple", "label", "matrix"]);
                        PathStyle::Simple
                    }
                },
            }),
            "header" => {
                self.known_style(node, &style, &["simple"]);
                Some(Parameter::Header {
                    parameter_data,
                    style: HeaderStyle::Simple,
                })
            }
            "cookie" => {
                self.known_style(node, &style, &["form", "cookie"]);
                Some(Parameter::Cookie {
                    parameter_data,
                    style: CookieStyle::Form,
                })
            }
            other => {
                self.error(
                    Code::WrongValue,
                    node.get("in").map_or(node.at, |node| node.at),
                    format!("a parameter can't be in `{other}`"),
                    "it can be in path, query, querystring, header or cookie",
                );
                None
            }
        }
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

    fn format(&mut self, node: &'a Node) -> ParameterSchemaOrContent {
        if let Some(schema) = node.get("schema") {
            return ParameterSchemaOrContent::Schema(self.schema_reference(schema));
        }
        if node.get("content").is_some() {
            return ParameterSchemaOrContent::Content(self.content(node));
        }
        // Neither: any value, as an empty schema says.
        ParameterSchemaOrContent::Schema(ReferenceOr::Reference {
            reference: String::new(),
        })
    }

    /// `example`, or the value of the first of `examples`.
    pub(super) fn example(&mut self, node: &'a Node) -> Option<Value> {
        self.examples(node).into_iter().next()
    }

    /// `example` and the values of `examples`, in this order.
    pub(super) fn examples(&mut self, node: &'a Node) -> Vec<Value> {
        let mut examples: Vec<Value> = node.get("example").map(Node::to_json).into_iter().collect();
        if node
            .get("examples")
            .is_some_and(|examples| examples.as_object().is_some())
        {
            for (_, _, example) in self.entries(node, "examples") {
                let Some(example) = self.follow(example) else {
                    continue;
                };
                let value = example.get("value").or(example.get("dataValue"));
                match value.map(Node::to_json) {
                    Some(value) => examples.push(value),
                    None => examples.extend(self.serialized(example)),
                }
            }
        }
        examples
    }

    /// The value of an example that only says how it is written: JSON where it is that, else text.
    fn serialized(&mut self, example: &'a Node) -> Option<Value> {
        let text = self.string(example, "serializedValue")?;
        let value = serde_json::from_str(&text).ok();
        Some(value.unwrap_or(Value::String(text)))
    }

    pub(super) fn header(&mut self, node: &'a Node) -> Option<Header> {
        let reference = node;
        let node = self.follow(node)?;
        self.known(node, "a header", KEYS);
        Some(Header {
            description: self.told(reference, node, "description"),
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
