//! Headers: those of responses, and which may not be described at all.

use openapiv3::Header as SourceHeader;
use specfirst_runtime::headers::is_connection_header;

use super::Lowering;
use crate::api::{Form, Header, Origin, Type};
use crate::diagnostic::{Code, Diagnostic};
use crate::normalize;
use crate::source::At;

impl Lowering<'_> {
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
        let (schema, content) = self.schema_or_content(&source.format);
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
        let is_json =
            content.is_some_and(|media_type| self.form(&media_type, schema) == Form::Json);
        let shape = schema.filter(|_| !is_json).map(|schema| {
            let path = format!("{} {part} {name}", self.location);
            self.shapes.root(self.schemas, schema, &path)
        });
        Some(Header {
            name: name.to_owned(),
            description: source.description.clone(),
            required: source.required,
            schema,
            shape,
            ty,
            is_json,
            example: source.example.clone(),
        })
    }

    /// Whether a parameter's header is to be ignored, since `content` or `security` describes it (§4.8.12.1) or HTTP
    /// itself sets it.
    pub(super) fn is_ignored_parameter(&mut self, name: &str, at: At) -> bool {
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

    /// The same for a header of a response (§4.8.17).
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

    /// Whether a header frames a message or concerns one connection (RFC 9110 §7.6.1, RFC 9112 §6). The HTTP library
    /// sets these, and another value would contradict it.
    fn is_of_the_connection(&mut self, name: &str, at: At) -> bool {
        if !is_connection_header(name) {
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

    /// Whether a name is a valid header name (RFC 9110 §5.1); reports one that is not.
    pub(super) fn is_header(&mut self, name: &str, at: At) -> bool {
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
}
