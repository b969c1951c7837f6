//! The compiled document: operations, security schemes and schemas, one JSON object a line.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;
use serde_json::Value;

use super::super::schema::line::{named_line, schema_line, string};
use super::super::schema::{CompilePattern, Schemas};
use super::super::style::Shapes;
use super::operation::Operation;

/// The document as a server needs it, parsed from `contract.jsonl`.
///
/// At start only the first members of each line are parsed; the rest is parsed at first use, so that a server with
/// thousands of operations starts at once.
pub struct Contract {
    pub(super) entries: Vec<Entry>,
    pub(super) schemes: HashMap<String, Scheme>,
    pub(super) schemas: Schemas,
    pub(super) shapes: Shapes,
    /// How XML is read.
    #[cfg(feature = "xml")]
    pub(super) xml: Option<&'static super::super::xml::Shapes>,
}

/// The line of an operation, and what its route is made from.
pub(super) struct Entry {
    pub name: String,
    pub method: String,
    pub path: String,
    line: Cow<'static, str>,
    operation: OnceLock<Option<Arc<Operation>>>,
}

/// A security scheme: where its credentials are in a request.
#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "type")]
pub(super) enum Scheme {
    #[serde(rename = "apiKey")]
    ApiKey {
        #[serde(rename = "in")]
        location: KeyLocation,
        name: String,
    },
    #[serde(rename = "http")]
    Http {
        #[serde(rename = "http")]
        scheme: String,
    },
    /// A certificate, which the listener or layer that terminates TLS adds to the request's extensions.
    #[serde(rename = "mutualTLS")]
    MutualTls,
    #[serde(rename = "oauth2", alias = "openIdConnect")]
    Token,
    #[serde(other)]
    Unknown,
}

/// The part of a request that has an API key.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
pub(super) enum KeyLocation {
    Header,
    Query,
    Cookie,
}

impl From<&'static str> for Contract {
    fn from(text: &'static str) -> Self {
        Self::from_lines(text.lines().map(Cow::Borrowed))
    }
}

impl From<String> for Contract {
    fn from(text: String) -> Self {
        Self::from_lines(text.lines().map(|line| Cow::Owned(line.to_owned())))
    }
}

impl Contract {
    fn from_lines(lines: impl Iterator<Item = Cow<'static, str>>) -> Self {
        let mut entries = Vec::new();
        let mut schemes = HashMap::new();
        let mut schemas = Vec::new();
        let mut shapes = Shapes::default();
        for line in lines.filter(|line| !line.trim().is_empty()) {
            if let Some((name, text)) = schema_line(&line) {
                schemas.push((name, text));
                continue;
            }
            if let Some((name, json)) = named_line(&line, r#"{"shape":"#) {
                add_shape(&mut shapes, name, &json);
                continue;
            }
            if let Some((name, scheme)) = scheme(&line) {
                schemes.insert(name, scheme);
                continue;
            }
            if let Some([name, method, path]) = operation(&line) {
                entries.push(Entry {
                    name,
                    method,
                    path,
                    line,
                    operation: OnceLock::new(),
                });
            } else {
                tracing::error!(%line, "a line of the contract cannot be parsed");
            }
        }
        Self {
            entries,
            schemes,
            schemas: Schemas::new(schemas),
            shapes,
            #[cfg(feature = "xml")]
            xml: None,
        }
    }

    /// Sets the engine for patterns. Without one, strings that have to match a pattern are refused.
    #[must_use]
    pub fn with_patterns(mut self, compile: CompilePattern) -> Self {
        self.schemas = self.schemas.with_patterns(compile);
        self
    }

    /// The operation of that number, parsed at first use; none if its line cannot be parsed.
    pub(super) fn operation(&self, index: usize) -> Option<&Arc<Operation>> {
        let entry = self.entries.get(index)?;
        let operation = entry.operation.get_or_init(|| {
            let parsed = serde_json::from_str::<Operation>(&entry.line);
            #[cfg(feature = "xml")]
            let parsed = parsed.map(|operation| operation.with_shapes(self.xml));
            match parsed {
                Ok(operation) => Some(Arc::new(operation)),
                Err(error) => {
                    tracing::error!(operation = entry.name, %error, "the contract of an operation cannot be parsed");
                    None
                }
            }
        });
        operation.as_ref()
    }
}

/// Adds a named shape. One that cannot be parsed is missing, so that its values may be anything and are left to their schema.
fn add_shape(shapes: &mut Shapes, name: String, json: &str) {
    let parsed = serde_json::from_str::<Value>(json).map_err(|error| error.to_string());
    let added = parsed.and_then(|json| shapes.add(name.clone(), &json));
    if let Err(error) = added {
        tracing::error!(name, %error, "a shape of the contract cannot be parsed");
    }
}

fn scheme(line: &str) -> Option<(String, Scheme)> {
    let (name, _) = string(line.strip_prefix(r#"{"scheme":"#)?)?;
    let scheme = serde_json::from_str(line).unwrap_or_else(|error| {
        tracing::error!(name, %error, "a security scheme cannot be parsed; requests that need it are refused");
        Scheme::Unknown
    });
    Some((name, scheme))
}

fn operation(line: &str) -> Option<[String; 3]> {
    head(line).or_else(|| {
        let whole: Value = serde_json::from_str(line).ok()?;
        let member = |name| Some(whole.get(name)?.as_str()?.to_owned());
        Some([member("operation")?, member("method")?, member("path")?])
    })
}

/// The first three members of an operation's line, in the order of the generator.
fn head(line: &str) -> Option<[String; 3]> {
    let (name, rest) = string(line.strip_prefix(r#"{"operation":"#)?)?;
    let (method, rest) = string(rest.strip_prefix(r#","method":"#)?)?;
    let (path, _) = string(rest.strip_prefix(r#","path":"#)?)?;
    Some([name, method, path])
}
