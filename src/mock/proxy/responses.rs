//! Checking responses against those that the document describes.

use std::collections::HashMap;
use std::sync::Arc;

use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, Method, StatusCode};
use specfirst_runtime::forms::Forms;
use specfirst_runtime::items::Framing;
use specfirst_runtime::json::{DuplicateMembers, Tree};
use specfirst_runtime::media_type::MediaType;
use specfirst_runtime::schema::{Budget, Direction, Schema, SchemaViolation, Schemas, pattern};
use specfirst_runtime::style::{
    self, Limited, Parameter, Shape, Shaped, Style, parse_json, read_text,
};
use specfirst_runtime::xml;

use super::exchange::{Exchange, Finding, Place, Rule};
use super::sequence;
use crate::api::{self, Api, Form, Status, TextShapeId, describes_text};
use crate::contract::{self, ShapeWriter};
use crate::schema::SchemaId;
use crate::source::At;
use crate::validator::{Definitions, Writer};

/// Limit on the findings in one response.
const MOST_FINDINGS: usize = 100;

/// The documented responses of all operations, compiled.
pub(in crate::mock) struct ResponseChecks {
    schemas: Arc<Schemas>,
    shapes: style::Shapes,
    xml: Option<&'static xml::Shapes>,
    forms: Forms,
    /// By the names of the operations.
    operations: HashMap<String, Operation>,
}

struct Operation {
    /// `GET /pets`
    title: String,
    id: Option<String>,
    at: At,
    responses: Vec<Response>,
}

struct Response {
    at: At,
    status: Status,
    headers: Vec<Header>,
    /// The most specific first.
    contents: Vec<Content>,
}

struct Header {
    name: String,
    required: bool,
    is_json: bool,
    schema: Option<Schema>,
    shape: Shape,
}

struct Content {
    media_type: MediaType,
    form: Form,
    xml: Option<String>,
    /// The name of a form.
    response_form: Option<String>,
    /// Of a sequence it is that of an item.
    schema: Option<Arc<Schema>>,
    /// Of a text.
    shape: Shape,
    /// How items are delimited, if it is a sequence.
    framing: Option<Framing>,
}

impl ResponseChecks {
    /// Compiles the responses of a document. `keys` are the names of its operations, in order.
    pub fn new(
        api: &Api,
        schemas: &crate::schema::Schemas,
        keys: &[String],
        xml: Option<&'static xml::Shapes>,
    ) -> Self {
        let definitions = Definitions::new(api, schemas, keys);
        let mut compiler = Compiler {
            schemas,
            writer: Writer::new(&definitions),
            shapes: ShapeWriter::new(&api.shapes),
        };
        let mut operations = HashMap::new();
        for (index, operation) in api.served() {
            let responses = operation.responses.iter();
            let responses = responses.map(|it| compiler.response(it));
            let compiled = Operation {
                title: format!("{} {}", operation.method, operation.path),
                id: operation.id.clone(),
                at: operation.at,
                responses: responses.collect(),
            };
            let key = keys.get(index).cloned().unwrap_or_default();
            operations.insert(key, compiled);
        }
        let Compiler {
            mut writer,
            mut shapes,
            ..
        } = compiler;
        let mut named = style::Shapes::default();
        while let Some((name, shape)) = shapes.next_line(&mut writer) {
            // The writer makes none that is wrong.
            let _ = named.add(name, &shape);
        }
        let lines = std::iter::from_fn(|| writer.next_line());
        let lines: Vec<_> = lines
            .map(|(name, schema)| (name, schema.to_string()))
            .collect();
        Self {
            schemas: Arc::new(Schemas::new(lines).with_patterns(pattern::compile)),
            shapes: named,
            xml,
            forms: Forms::from_text(contract::forms(api, schemas).text),
            operations,
        }
    }

    /// A finding about an operation, or about a response of it.
    pub fn finding(
        &self,
        operation: &str,
        at: Option<At>,
        rule: Rule,
        place: Place,
        message: String,
    ) -> Finding {
        let known = self.operations.get(operation);
        Finding {
            rule,
            operation: known.map_or(operation, |known| &known.title).to_owned(),
            id: known.and_then(|known| known.id.clone()),
            place,
            message,
            at: at.or(known.map(|known| known.at)),
        }
    }

    /// The findings in a response. Of a body that is not complete, only the head is checked.
    pub fn response(
        &self,
        exchange: &Exchange,
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        is_complete: bool,
    ) -> Vec<Finding> {
        let Some(name) = &exchange.operation else {
            return Vec::new();
        };
        let Some(operation) = self.operations.get(name) else {
            return Vec::new();
        };
        let mut found = Found(Vec::new());
        let response = documented(&operation.responses, status);
        match response {
            None => {
                let known: Vec<String> = operation
                    .responses
                    .iter()
                    .map(|response| response.status.to_string())
                    .collect();
                let known = match known.is_empty() {
                    true => "none".to_owned(),
                    false => known.join(", "),
                };
                let message = format!("the status is not documented, only {known}");
                found.add(Rule::UndocumentedStatus, "", "", message);
            }
            Some(response) => {
                let budget = Budget::for_request(body.len());
                let limited = Limited {
                    schemas: &self.schemas,
                    shapes: &self.shapes,
                    direction: Direction::Response,
                    budget: &budget,
                };
                for header in &response.headers {
                    check_header(header, headers, limited, &mut found);
                }
                let has_body = exchange.method != Method::HEAD
                    && !matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
                if has_body {
                    self.body(response, headers, body, is_complete, limited, &mut found);
                }
            }
        }
        let at = response.map(|response| response.at);
        let of_operation = |(rule, part, pointer, message)| {
            let place = Place {
                status: Some(status.as_u16()),
                part,
                pointer,
            };
            self.finding(name, at, rule, place, message)
        };
        found.0.into_iter().map(of_operation).collect()
    }

    fn body(
        &self,
        response: &Response,
        headers: &HeaderMap,
        body: &[u8],
        is_complete: bool,
        limited: Limited<'_>,
        found: &mut Found,
    ) {
        if body.is_empty() && is_complete && response.contents.is_empty() {
            return;
        }
        if response.contents.is_empty() {
            let message = "the document describes no body for this response".to_owned();
            return found.add(Rule::ResponseBody, "body", "", message);
        }
        let sent = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let Some(sent) = sent else {
            let message = match body.is_empty() && is_complete {
                true => "there is no body, and the document describes one",
                false => "there is no Content-Type",
            };
            return found.add(Rule::ResponseMediaType, "", "", message.to_owned());
        };
        let media_type = MediaType::parse(sent);
        let fits = |content: &&Content| {
            content.media_type.includes(&media_type) && !content.media_type.contradicts(&media_type)
        };
        let Some(content) = response.contents.iter().find(fits) else {
            let known = response.contents.iter();
            let known: Vec<String> = known.map(|it| it.media_type.essence()).collect();
            let message = format!("{sent} is not documented, only {}", known.join(", "));
            return found.add(Rule::ResponseMediaType, "header content-type", "", message);
        };
        let encoding = headers
            .get(CONTENT_ENCODING)
            .and_then(|it| it.to_str().ok());
        let encoding = encoding.filter(|encoding| *encoding != "identity");
        let unchecked = match (is_complete, encoding, media_type.unsupported_charset()) {
            // What has arrived of a sequence is checked: some have no end.
            (false, ..) if content.framing.is_none() => {
                Some("the body was not received as a whole, or is too long".to_owned())
            }
            (_, Some(encoding), _) => Some(format!("the body has the encoding {encoding}")),
            (_, _, Some(charset)) => Some(format!("the text has the charset {charset}")),
            _ => None,
        };
        match unchecked {
            None if content.form == Form::Multipart => {
                let message = "the parts of the body are not checked".to_owned();
                found.add(Rule::Unchecked, "body", "", message);
            }
            Some(_) if content.schema.is_none() && content.form != Form::Multipart => {}
            Some(message) => found.add(Rule::Unchecked, "body", "", message),
            None => self.value(content, body, is_complete, limited, found),
        }
    }

    /// Checks the value of a body that can be read.
    fn value(
        &self,
        content: &Content,
        body: &[u8],
        is_complete: bool,
        limited: Limited<'_>,
        found: &mut Found,
    ) {
        let Some(schema) = &content.schema else {
            return;
        };
        if let Some(framing) = content.framing {
            let schemas = &self.schemas;
            let most = MOST_FINDINGS;
            for violation in sequence::violations(body, framing, is_complete, schemas, schema, most)
            {
                found.violation(Rule::ResponseBody, "body", violation);
            }
            return;
        }
        let tree = match content.form {
            Form::Json => Tree::parse_bytes(body.to_vec(), DuplicateMembers::Refuse)
                .map_err(|error| (error.pointer, format!("is not JSON: {}", error.message))),
            Form::Text => match std::str::from_utf8(body) {
                Ok(text) => {
                    let value = read_text(Shaped::new(&content.shape, schema, limited), text);
                    value
                        .map(|value| Tree::from(&value))
                        .map_err(|error| (error.pointer, error.message))
                }
                Err(_) => Err((String::new(), "is not UTF-8".to_owned())),
            },
            Form::Xml => match (self.xml, &content.xml) {
                (Some(shapes), Some(name)) => shapes
                    .shape(name)
                    .read(body.to_vec(), DuplicateMembers::Refuse)
                    .map_err(|error| (String::new(), format!("is not as documented: {error}"))),
                _ => return,
            },
            Form::UrlEncoded => {
                let name = content.response_form.as_deref().unwrap_or_default();
                let value = self.forms.form(name).read(body);
                value
                    .map(|value| Tree::from(&value))
                    .map_err(|error| (error.pointer, error.message))
            }
            _ => return,
        };
        let tree = match tree {
            Ok(tree) => tree,
            Err((pointer, message)) => {
                return found.add(Rule::ResponseBody, "body", &pointer, message);
            }
        };
        let violations =
            self.schemas
                .check(schema, tree.root(), Direction::Response, limited.budget);
        for mut violation in violations {
            if let (Form::Xml, Some(shapes), Some(name)) = (content.form, self.xml, &content.xml) {
                violation.pointer = shapes.shape(name).place(&violation.pointer);
            }
            found.violation(Rule::ResponseBody, "body", violation);
        }
    }
}

/// The findings of a response: rule, part, pointer and message.
struct Found(Vec<(Rule, String, String, String)>);

impl Found {
    fn add(&mut self, rule: Rule, part: &str, pointer: &str, message: String) {
        if self.0.len() < MOST_FINDINGS {
            let (part, pointer) = (part.to_owned(), pointer.to_owned());
            self.0.push((rule, part, pointer, message));
        }
    }

    fn violation(&mut self, rule: Rule, part: &str, violation: SchemaViolation) {
        let rule = match violation.code {
            "budget" | "depth" => Rule::Unchecked,
            _ => rule,
        };
        self.add(rule, part, &violation.pointer, violation.message);
    }
}

/// The response for a status: its own, else that of its range, else the default.
fn documented(responses: &[Response], status: StatusCode) -> Option<&Response> {
    let code = status.as_u16();
    let range = u8::try_from(code / 100).unwrap_or_default();
    let wanted = [Status::Code(code), Status::Range(range), Status::Default];
    let mut wanted = wanted.iter();
    wanted.find_map(|status| responses.iter().find(|it| it.status == *status))
}

fn check_header(header: &Header, headers: &HeaderMap, limited: Limited<'_>, found: &mut Found) {
    let part = format!("header {}", header.name);
    if !headers.contains_key(&header.name) {
        if header.required {
            found.add(Rule::ResponseHeader, &part, "", "is required".to_owned());
        }
        return;
    }
    let Some(schema) = &header.schema else {
        return;
    };
    let lines = headers.get_all(&header.name).iter();
    let lines: Result<Vec<&str>, _> = lines.map(|line| line.to_str()).collect();
    let Ok(lines) = lines else {
        let message = "the value has characters beyond ASCII".to_owned();
        return found.add(Rule::Unchecked, &part, "", message);
    };
    let read = match (header.is_json, lines.as_slice()) {
        (true, [line]) => parse_json(line).map(Some),
        _ => {
            let parameter = Parameter {
                name: &header.name,
                style: Style::Simple,
                explode: false,
                allow_empty: false,
                others: &[],
                shape: Shaped::new(&header.shape, schema, limited),
            };
            let read = parameter.read_header(lines.iter().copied());
            read.map(|reading| reading.map(|reading| reading.into_value()))
        }
    };
    match read {
        Ok(None) => {}
        Ok(Some(value)) => {
            let tree = Tree::from(&value);
            let check =
                limited
                    .schemas
                    .check(schema, tree.root(), Direction::Response, limited.budget);
            for violation in check {
                found.violation(Rule::ResponseHeader, &part, violation);
            }
        }
        Err(error) => found.add(Rule::ResponseHeader, &part, &error.pointer, error.message),
    }
}

/// Compiles responses.
struct Compiler<'a> {
    schemas: &'a crate::schema::Schemas,
    writer: Writer<'a>,
    shapes: ShapeWriter<'a>,
}

impl Compiler<'_> {
    fn response(&mut self, response: &api::Response) -> Response {
        let headers = response.headers.iter();
        // The media type is that of the content (OpenAPI 3.1.1, section 4.8.17).
        let headers = headers.filter(|header| !header.name.eq_ignore_ascii_case("content-type"));
        let headers = headers.map(|header| Header {
            name: header.name.to_ascii_lowercase(),
            required: header.required,
            is_json: header.is_json,
            schema: header.schema.map(|id| self.schema(id)),
            shape: self.shape(header.shape),
        });
        let headers = headers.collect();
        let contents = response.contents.iter();
        let mut contents: Vec<Content> = contents.map(|content| self.content(content)).collect();
        contents.sort_by_key(|content| std::cmp::Reverse(content.media_type.specificity()));
        Response {
            at: response.at,
            status: response.status,
            headers,
            contents,
        }
    }

    fn content(&mut self, content: &api::Content) -> Content {
        let schema = content.schema.filter(|id| match content.form {
            Form::Text => describes_text(&content.media_type, *id, self.schemas),
            form => form.is_sequence() || matches!(form, Form::Json | Form::Xml | Form::UrlEncoded),
        });
        Content {
            media_type: MediaType::parse(&content.media_type),
            form: content.form,
            xml: content.xml.clone(),
            response_form: content.response_form.clone(),
            schema: schema.map(|id| Arc::new(self.schema(id))),
            shape: self.shape(content.shape),
            framing: match content.form {
                Form::EventData => Some(Framing::EventData),
                Form::Items => Some(Framing::of(&content.media_type)),
                _ => None,
            },
        }
    }

    fn schema(&mut self, id: SchemaId) -> Schema {
        Schema::compile(&self.writer.schema(id))
    }

    fn shape(&mut self, id: Option<TextShapeId>) -> Shape {
        let shape = id.and_then(|id| self.shapes.root(id, &mut self.writer));
        let shape = shape.and_then(|shape| Shape::compile(&shape).ok());
        shape.unwrap_or_default()
    }
}
