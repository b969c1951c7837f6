//! Responses that are forms: which members they have, and how these are serialized.
//!
//! A request is read by the contract, which a client does not have. These are the same rules for responses, for both sides.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::form::{self, Encoding};
use super::json::{self, FromJson};
use super::schema::line::{named_line, schema_line};
use super::schema::{Budget, CompilePattern, Direction, Schema, Schemas};
use super::stream::BoxError;
use super::style::{decode, Limited, Shape, Shaped, Shapes, Unreadable};

/// The engine for patterns, in APIs that have them.
#[cfg(feature = "patterns")]
const ENGINE: Option<CompilePattern> = Some(super::schema::pattern::compile);
#[cfg(not(feature = "patterns"))]
const ENGINE: Option<CompilePattern> = None;

/// The forms of all responses of a document.
#[derive(Debug)]
pub struct Forms {
    text: Cow<'static, str>,
    compiled: OnceLock<Compiled>,
}

/// One of these forms.
#[derive(Clone, Copy, Debug)]
pub struct Form<'f> {
    all: &'f Compiled,
    rule: &'f Rule,
}

#[derive(Debug, Default)]
struct Compiled {
    schemas: Schemas,
    shapes: Shapes,
    forms: HashMap<String, Rule>,
    /// The rule of a form that has none.
    any: Rule,
}

/// The line of a form.
#[derive(Debug, Default, Deserialize)]
struct Rule {
    #[serde(default)]
    schema: Value,
    #[serde(skip)]
    compiled: OnceLock<Schema>,
    #[serde(default)]
    shape: Shape,
    #[serde(default, deserialize_with = "form::encodings")]
    encoding: Vec<(String, Encoding)>,
}

impl Forms {
    /// Takes JSON Lines: `{"form":"Name","is":{…}}` with the `schema`, the `shape` and the `encoding` of a form, and the schemas
    /// and shapes that they refer to, as in the contract.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            compiled: OnceLock::new(),
        }
    }

    /// As [`Forms::new`], of a text that was made at run time.
    pub fn from_text(text: String) -> Self {
        Self {
            text: Cow::Owned(text),
            compiled: OnceLock::new(),
        }
    }

    /// The form of that name. Without one, members are strings and may have any name.
    pub fn form(&self, name: &str) -> Form<'_> {
        let all = self.compiled.get_or_init(|| Compiled::of(&self.text));
        let rule = all.forms.get(name).unwrap_or(&all.any);
        Form { all, rule }
    }
}

impl Compiled {
    fn of(text: &str) -> Self {
        let lines = || text.lines().map(|line| Cow::Owned(line.to_owned()));
        let schemas = Schemas::new(lines().filter_map(|line| schema_line(&line)));
        let mut shapes = Shapes::default();
        for (name, json) in lines().filter_map(|line| named_line(&line, r#"{"shape":"#)) {
            // Values of a shape that is missing may be anything.
            if let Ok(shape) = serde_json::from_str(&json) {
                let _ = shapes.add(name, &shape);
            }
        }
        let forms = lines().filter_map(|line| named_line(&line, r#"{"form":"#));
        let forms =
            forms.filter_map(|(name, json)| Some((name, serde_json::from_str(&json).ok()?)));
        Self {
            schemas: match ENGINE {
                Some(compile) => schemas.with_patterns(compile),
                None => schemas,
            },
            shapes,
            forms: forms.collect(),
            any: Rule::default(),
        }
    }
}

impl Form<'_> {
    /// Writes the members of an object.
    ///
    /// # Errors
    /// When the value is no object.
    pub fn write(self, value: &Value) -> Result<String, BoxError> {
        form::encode(value, &self.rule.encoding)
    }

    /// Writes the value of a type.
    ///
    /// # Errors
    /// When it is no object in JSON.
    pub fn write_type<T: Serialize + ?Sized>(self, value: &T) -> Result<String, BoxError> {
        self.write(&serde_json::to_value(value)?)
    }

    /// Reads the form of a response as an object, as [`form::decode`] does.
    ///
    /// # Errors
    /// As those of [`read_as`](Self::read_as).
    pub fn read(self, body: &[u8]) -> Result<Value, Unreadable> {
        self.read_as(body, Direction::Response)
    }

    /// Reads a form that is sent in this direction.
    ///
    /// # Errors
    /// When it is not percent-encoded UTF-8, or a text does not fit the member that it belongs to.
    pub fn read_as(self, body: &[u8], direction: Direction) -> Result<Value, Unreadable> {
        let malformed = |message: String| Unreadable {
            pointer: String::new(),
            message,
        };
        let text = std::str::from_utf8(body);
        let text = text.map_err(|error| malformed(format!("is not UTF-8: {error}")))?;
        if decode(text, false, "").is_err() {
            return Err(malformed("is not percent-encoded UTF-8".to_owned()));
        }
        let Rule {
            schema,
            compiled,
            shape,
            encoding,
        } = self.rule;
        let compile = || match schema {
            Value::Null => Schema::compile(&Value::Bool(true)),
            schema => Schema::compile(schema),
        };
        let budget = Budget::for_request(body.len());
        let limited = Limited {
            schemas: &self.all.schemas,
            shapes: &self.all.shapes,
            direction,
            budget: &budget,
        };
        let schema = compiled.get_or_init(compile);
        let shape = Shaped::new(shape, schema, limited);
        form::decode(text, shape, encoding)
    }

    /// Reads a type from a form.
    ///
    /// # Errors
    /// When the form is not read, or does not fit the type.
    pub fn read_type<T: FromJson>(self, body: &[u8]) -> Result<T, BoxError> {
        let value = self.read(body).map_err(|error| match &*error.pointer {
            "" => error.message,
            pointer => format!("{pointer}: {}", error.message),
        })?;
        json::from_value(&value).map_err(BoxError::from)
    }
}
