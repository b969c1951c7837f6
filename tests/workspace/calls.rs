//! Rust that calls every operation of a generated crate: its client, with sample arguments, against its mock server.

use std::collections::HashSet;
use std::fmt::Write;

use serde_json::{Value, json};
use specfirst::api::contents::{distinct, variants_of};
use specfirst::api::{
    Api, Content, Example, Form, Operation, Parameter, Part, PartForm, SchemeKind, SecurityScheme,
    Status, Type,
};
use specfirst::check::check;
use specfirst::diagnostic::Diagnostics;
use specfirst::example::{Direction, Samples};
use specfirst::lower::lower;
use specfirst::normalize::normalize;
use specfirst::rust::client::MethodView;
use specfirst::rust::server::AuthView;
use specfirst::rust::sharing::{params_fields, path_arguments};
use specfirst::rust::{MultipartName, Names, Views, views};
use specfirst::schema::{SchemaId, Schemas};
use specfirst::source::Sources;
use specfirst::upgrade::upgrade;
use specfirst::validator::Definitions;

/// A module with a test for each operation of a document.
pub fn module(text: &str) -> String {
    let mut sources = Sources::new();
    let root = sources.add("openapi.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let tree = sources.parse(root, &mut diagnostics).unwrap();
    let upgraded = upgrade(&tree, &mut diagnostics);
    let (mut document, written) = normalize(&upgraded, &mut diagnostics).unwrap();
    check(&mut document, &written, &mut diagnostics);
    let api = lower(&document, &mut diagnostics);
    let names = Names::choose(&api);
    let definitions = Definitions::new(&api, &document.schemas, &names.keys());
    let views = views(&api, &names);
    let samples = Samples::new(&definitions);
    let mut calls = Calls {
        api: &api,
        names: &names,
        views: &views,
        schemas: &document.schemas,
        samples,
        contradictory: false,
    };
    let mut out = calls.setup();
    let mut routes = HashSet::new();
    for (index, operation) in api.served() {
        // The first operation of a method and path answers for those behind it, whatever they call the parameters.
        if routes.insert((&operation.method, unnamed(&operation.route))) {
            calls.test(index, &mut out);
        }
    }
    out
}

/// A path with `{}` for every parameter.
fn unnamed(path: &str) -> String {
    let mut pieces = path.split('{');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |out, piece| {
        let rest = piece.split_once('}').map_or(piece, |(_, rest)| rest);
        out + "{}" + rest
    })
}

struct Calls<'a> {
    api: &'a Api,
    names: &'a Names,
    views: &'a Views,
    schemas: &'a Schemas,
    samples: Samples<'a>,
    /// Whether a value of the operation at hand is right by no schema: then nothing can be said of the answer.
    contradictory: bool,
}

impl Calls<'_> {
    /// Starts the mock, and makes a client with credentials for every scheme.
    fn setup(&self) -> String {
        let library = &self.views.package.library;
        let mut secrets = String::new();
        let sent = |scheme: &&SecurityScheme| scheme.kind != SchemeKind::MutualTls;
        let schemes = self.api.schemes.iter().filter(sent);
        for (secret, scheme) in self.views.client.secrets.iter().zip(schemes) {
            let arguments = match &scheme.kind {
                SchemeKind::Basic => "\"ada\", \"pass:word\"".to_owned(),
                SchemeKind::Http { scheme } => format!("\"{scheme} abc\""),
                _ => "\"abc\"".to_owned(),
            };
            write!(secrets, ".{}({arguments})", secret.name).unwrap();
        }
        let is_certificate = |auth: &AuthView| {
            auth.types
                .iter()
                .any(|ty| ty.as_str() == "ClientCertificate")
        };
        let layer = match &self.views.server.auth {
            Some(auth) if is_certificate(auth) => {
                ".layer(axum::Extension(server::ClientCertificate::new(\"abc\")))"
            }
            _ => "",
        };
        format!(
            "#![allow(dead_code, deprecated, unused_imports)]

use {library}::api::{{client::Error, operations, runtime}};

mod setup {{
    use {library}::api::{{client::Client, server}};

    pub async fn client() -> Client {{
        let address = crate::serve(server::mock().router(){layer}).await;
        Client::new(address){secrets}
    }}
}}
"
        )
    }

    /// The test of an operation: a call for each kind of body, and one without all that may be left out.
    fn test(&mut self, index: usize, out: &mut String) {
        let (api, names, views) = (self.api, self.names, self.views);
        let operation = &api.operations[index];
        let name = &names.operations[index].method;
        let methods = views.methods.iter().flat_map(|(_, file)| &file.methods);
        let method = methods
            .into_iter()
            .find(|method| method.name.as_str() == name.as_str())
            .unwrap();
        let expected = self.expected(index, method);
        let answers = operation.responses.iter();
        let contents = answers.flat_map(|response| &response.contents);
        let headers = operation
            .responses
            .iter()
            .flat_map(|response| &response.headers);
        let schemas = contents.filter_map(|content| content.schema);
        self.contradictory = schemas
            .chain(headers.filter_map(|header| header.schema))
            .any(|schema| !self.samples.sample(schema, Direction::Response).fits);
        let calls = self.calls(index, method);
        let ignored = match self.contradictory {
            true => "\n#[ignore = \"no value is right\"]",
            false => "",
        };
        writeln!(
            out,
            "\n/// `{} {}`\n#[tokio::test]{ignored}",
            operation.method, operation.path
        )
        .unwrap();
        writeln!(
            out,
            "async fn {name}() {{\n    let client = setup::client().await;"
        )
        .unwrap();
        for arguments in calls {
            writeln!(
                out,
                "    let response = client.{name}({}).await;",
                arguments.join(", ")
            )
            .unwrap();
            writeln!(
                out,
                "    assert!(matches!(&response, {expected}), \"{{response:?}}\");"
            )
            .unwrap();
        }
        out.push_str("}\n");
    }

    /// The arguments of each call.
    fn calls(&mut self, index: usize, method: &MethodView) -> Vec<Vec<String>> {
        let operation = &self.api.operations[index];
        let names = &self.names.operations[index];
        let mut path = Vec::new();
        for (parameter, argument) in path_arguments(operation).into_iter().zip(&method.arguments) {
            let value = self.value(&operation.parameters[parameter]);
            path.push(match argument.ty.as_str() {
                ty if ty.starts_with('&') => borrowed(ty, &value),
                _ => format!("crate::read({value})"),
            });
        }
        let fields = params_fields(operation);
        let optional = fields
            .iter()
            .any(|field| is_optional(&operation.parameters[*field]));
        let (mut full, mut sparse) = (path.clone(), path);
        if !fields.is_empty() {
            let mut params = |only_required: bool| {
                let fields = fields.iter().map(|field| {
                    let parameter = &operation.parameters[*field];
                    match only_required && is_optional(parameter) {
                        true => format!("{}: None", names.parameters[*field]),
                        false => format!(
                            "{}: crate::read({})",
                            names.parameters[*field],
                            self.value(parameter)
                        ),
                    }
                });
                format!(
                    "&operations::{} {{ {} }}",
                    names.params,
                    fields.collect::<Vec<_>>().join(", ")
                )
            };
            full.push(params(false));
            sparse.push(params(true));
        }
        let Some(body) = &operation.body else {
            return if optional {
                vec![full, sparse]
            } else {
                vec![full]
            };
        };
        let contents = distinct(&body.contents);
        let several = contents.len() > 1;
        let mut calls: Vec<Vec<String>> = Vec::new();
        for content in &contents {
            let alone = method.arguments.last().filter(|_| !several);
            let alone = alone.map(|argument| argument.ty.as_str());
            let multipart = &names.multiparts[*content];
            let mut value = self.body(&body.contents[*content], multipart, alone);
            if several {
                value = format!(
                    "operations::{}::{}({value})",
                    names.body, names.contents[*content]
                );
            }
            if !body.required {
                value = format!("Some({value})");
            }
            calls.push(full.iter().cloned().chain([value]).collect());
        }
        if !body.required {
            calls.push(sparse.into_iter().chain(["None".to_owned()]).collect());
        } else if optional && let Some(value) = calls[0].last().cloned() {
            calls.push(sparse.into_iter().chain([value]).collect());
        }
        calls
    }

    /// The JSON text of a parameter's value, as a literal. An empty list is not told from none in most styles, so that
    /// it becomes a list of one.
    fn value(&mut self, parameter: &Parameter) -> String {
        let Some(schema) = parameter.schema else {
            return literal(&"text".into());
        };
        let value = match self.sample(Some(schema), &parameter.examples) {
            Value::Array(items) if items.is_empty() => {
                let schemas = self.schemas;
                let item = schemas[schemas.resolve(schema)]
                    .items
                    .map(|item| self.sample(Some(item), &[]));
                item.into_iter().collect()
            }
            value => value,
        };
        literal(&value)
    }

    /// The expression of a body; of what type its argument is, where there is one kind only.
    fn body(&mut self, content: &Content, names: &MultipartName, alone: Option<&str>) -> String {
        match content.form {
            Form::Json | Form::UrlEncoded | Form::Xml => {
                let value = literal(&self.sample(content.schema, &content.examples));
                match alone {
                    Some(ty) => borrowed(ty, &value),
                    None => format!("crate::read({value})"),
                }
            }
            Form::Text => {
                let text = literal(&self.sample(content.schema, &content.examples));
                match content.ty {
                    Type::MediaText => {
                        format!("runtime::media_text::MediaText::from(crate::text({text}))")
                    }
                    _ => format!("crate::text({text})"),
                }
            }
            Form::Items | Form::EventData => {
                let value = literal(&self.sample(content.schema, &content.examples));
                format!("runtime::items::ItemStream::from(vec![crate::read({value})])")
            }
            Form::Multipart => self.multipart(names, content),
            Form::RawMultipart => {
                let media_type = content.media_type.replace('*', "mixed");
                let media_type = format!("{media_type}; boundary=b");
                format!("runtime::multipart::RawMultipart::new({media_type:?}, \"--b--\\r\\n\")")
            }
            Form::Stream => {
                "runtime::stream::ByteStream::from(b\"\\0\\xff bytes\".to_vec())".to_owned()
            }
        }
    }

    /// The struct of a multipart body.
    fn multipart(&mut self, names: &MultipartName, content: &Content) -> String {
        let sample = self.sample(content.schema, &content.examples);
        let positions = content.positions;
        let value_of = |position: usize, part: &Part| match positions {
            Some(positions) if position < positions => sample[position].clone(),
            Some(positions) => {
                let items = sample.as_array().and_then(|items| items.get(positions..));
                items.map(<[Value]>::to_vec).unwrap_or_default().into()
            }
            None => sample[&part.name].clone(),
        };
        let fields = content.parts.iter().zip(&names.fields).enumerate();
        let fields = fields.map(|(position, (part, name))| {
            let media_type = part.media_types.first().map(String::as_str);
            let media_type = media_type.unwrap_or("image/png").replace('*', "png");
            let file =
                format!("runtime::multipart::File::new(\"bytes\").with_media_type({media_type:?})");
            let value = match part.form {
                PartForm::File if part.required => file,
                PartForm::File => format!("Some({file})"),
                PartForm::Files => {
                    let count = part.counts.0.max(1) as usize;
                    format!("[{}].into()", vec![file; count].join(", "))
                }
                _ => format!("crate::read({})", literal(&value_of(position, part))),
            };
            format!("{name}: {value}")
        });
        let headers = content.parts.iter().zip(&names.headers);
        let headers = headers.flat_map(|(part, names)| {
            part.headers
                .iter()
                .zip(names)
                .map(|(header, name)| (part, header, name))
                .collect::<Vec<_>>()
        });
        let mut fields: Vec<String> = fields.collect();
        for (part, header, name) in headers {
            let sample = literal(&self.sample(header.schema, &[]));
            let is_required = part.required && header.required;
            let some = if is_required { "" } else { "Some" };
            fields.push(format!("{name}: {some}(crate::read({sample}))"));
        }
        let fields = fields.join(", ");
        format!("operations::{} {{ {fields} }}", names.name)
    }

    fn sample(&mut self, schema: Option<SchemaId>, examples: &[Example]) -> Value {
        let mut examples = examples.iter().map(|example| &example.value);
        let Some(schema) = schema else {
            return examples.next().cloned().unwrap_or_else(|| json!({}));
        };
        let mut accepts =
            |example: &&Value| self.samples.accepts(schema, example, Direction::Request);
        match examples.find(&mut accepts) {
            Some(example) => example.clone(),
            None => {
                let sample = self.samples.sample(schema, Direction::Request);
                self.contradictory |= !sample.fits;
                sample.value
            }
        }
    }

    /// The pattern of what a call ends in, given what the mock answers.
    fn expected(&mut self, index: usize, method: &MethodView) -> String {
        let operation = &self.api.operations[index];
        let status = self.samples.mock(operation).first["status"]
            .as_u64()
            .unwrap() as u16;
        let rank = |status_of: Status| match status_of {
            Status::Code(code) => (code == status).then_some(0),
            Status::Range(range) => (u16::from(range) == status / 100).then_some(1),
            Status::Default => Some(2),
        };
        let documented = operation
            .responses
            .iter()
            .zip(&self.names.operations[index].responses);
        let Some((response, names)) = documented
            .filter(|(response, _)| rank(response.status).is_some())
            .min_by_key(|(response, _)| rank(response.status))
        else {
            return "Err(Error::Unexpected(_))".to_owned();
        };
        let variants = variants_of(response)
            .into_iter()
            .map(|content| &names[content]);
        let patterns: Vec<String> = variants
            .map(|variant| format!("operations::{}::{variant} {{ .. }}", method.response))
            .collect();
        let whole = method.success == method.response;
        let mut statuses = operation.responses.iter().map(|response| response.status);
        let none_by_status = !statuses.clone().any(Status::is_success);
        let any = none_by_status && !statuses.any(|status| status == Status::Default);
        let success = response.status.is_success()
            || any
            || none_by_status && response.status == Status::Default && status / 100 == 2;
        match (whole, success) {
            _ if !can_be_sent(operation) => "Ok(_) | Err(Error::Request(_))".to_owned(),
            (false, true) => "Ok(_)".to_owned(),
            (true, true) => format!("Ok({})", patterns.join(" | ")),
            (_, false) => format!(
                "Err(Error::Response(error)) if matches!(error.body, {})",
                patterns.join(" | ")
            ),
        }
    }
}

/// Whether there can be such a request: no address that is sent has a `..` left.
fn can_be_sent(operation: &Operation) -> bool {
    operation
        .path
        .split('/')
        .all(|segment| ![".", ".."].contains(&segment))
}

/// The expression of a value that is borrowed, as an argument of that type is.
fn borrowed(ty: &str, value: &str) -> String {
    let owner = match ty {
        _ if ty.contains("&str") => "::<String>",
        _ if ty.contains("&[") => "::<Vec<_>>",
        _ => "",
    };
    format!("&crate::read{owner}({value})")
}

/// Whether a parameter's field may be `None`.
fn is_optional(parameter: &Parameter) -> bool {
    !parameter.required && parameter.default.is_none()
}

/// The text of a value as a Rust literal.
fn literal(value: &Value) -> String {
    format!("{:?}", value.to_string())
}
