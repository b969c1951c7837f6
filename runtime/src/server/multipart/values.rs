//! The values and files of a body, validated and converted to types.

use std::collections::{HashMap, HashSet};

use axum::http::HeaderMap;
use percent_encoding::{utf8_percent_encode, AsciiSet, NON_ALPHANUMERIC};
use serde_json::{Map, Value};

use super::super::super::form::{self, Encoding};
use super::super::super::json::{
    self, pointer, read_value, DuplicateMembers, FromJson, Mismatch, Tree,
};
use super::super::super::media_type::MediaType;
use super::super::super::multipart::streamed::StreamedFiles;
use super::super::super::multipart::{File, Files, FromFile};
use super::super::super::schema::TypeSet;
use super::super::super::style::{Limited, Style};
use super::super::input::{mismatched_kind, Input, Payload};
use super::super::operation::{BodyRule, Content, Parameter};
use super::super::parameter;
use super::super::problem::{Location, Problem, Violation};
use super::super::read::{unreadable, violation, Findings};
use super::{Collected, NamedFile, Streamed, Text};

/// All but the characters that separate the items of a list.
const IN_FORM: &AsciiSet = &NON_ALPHANUMERIC.remove(b',').remove(b'|');

/// A struct of parts, as a server reads it.
pub trait FromParts: Sized {
    /// Takes the parts.
    ///
    /// # Errors
    /// A problem when a value does not fit its type.
    fn from_parts(parts: &mut Parts) -> Result<Self, PartsError>;
}

/// Why the parts of a request do not fit their struct.
pub type PartsError = Problem;

/// The parts of a body that has been validated.
pub struct Parts {
    tree: Tree,
    files: Vec<NamedFile>,
    /// Several files of one name that are still arriving.
    arriving: Option<(String, StreamedFiles)>,
    /// The documented headers, by the names of part and header.
    headers: HashMap<(String, String), Value>,
    misfit: Option<Mismatch>,
}

impl Parts {
    /// A documented header of a part.
    ///
    /// # Errors
    /// When the value does not fit the type.
    pub fn header<T: FromJson>(
        &mut self,
        part: &str,
        name: &str,
        _: bool,
    ) -> Result<T, PartsError> {
        let header = self.headers.remove(&(part.to_owned(), name.to_owned()));
        json::from_value(&header.unwrap_or_default()).map_err(|error| {
            let message = format!("header {name}: {}", error.message);
            let problem = Problem::internal(message.clone());
            let mut misfit = Mismatch::new(message);
            misfit.pointer = pointer::member("", part);
            self.misfit = Some(misfit);
            problem
        })
    }

    /// A part that is text.
    ///
    /// # Errors
    /// When the value does not fit the type.
    pub fn text<T: FromJson>(&mut self, name: &str) -> Result<T, Problem> {
        // An empty tree is `null`.
        let absent = Tree::default();
        let value = self.tree.root().get(name);
        T::from_json(value.unwrap_or(absent.root())).map_err(|error| {
            let problem = Problem::internal(error.message.clone());
            let mut misfit = error;
            misfit.pointer = pointer::member("", name) + &misfit.pointer;
            self.misfit = Some(misfit);
            problem
        })
    }

    /// A part that is JSON.
    ///
    /// # Errors
    /// When the value does not fit the type.
    pub fn json<T: FromJson>(&mut self, name: &str) -> Result<T, Problem> {
        self.text(name)
    }

    /// Parts that are JSON, the items of an array.
    ///
    /// # Errors
    /// When a value does not fit the type.
    pub fn json_items<T: FromJson>(&mut self, name: &str) -> Result<T, Problem> {
        self.text(name)
    }

    /// An array or object that is in a style.
    ///
    /// # Errors
    /// When the value does not fit the type.
    pub fn styled<T: FromJson>(&mut self, name: &str, _: Style, _: bool) -> Result<T, Problem> {
        self.text(name)
    }

    /// A file, or an `Option` of one.
    ///
    /// # Errors
    /// When a file that is required is absent.
    pub fn file<T: FromFile>(&mut self, name: &str) -> Result<T, Problem> {
        let at = self.files.iter().position(|file| file.name == name);
        let file = at.map(|at| self.files.remove(at).file);
        T::from_file(file).ok_or_else(|| mismatched_kind("a file"))
    }

    /// Any number of files, in the order of the body.
    ///
    /// # Errors
    /// None.
    pub fn files(&mut self, name: &str) -> Result<Files, Problem> {
        let (named, others) = std::mem::take(&mut self.files)
            .into_iter()
            .partition(|file| file.name == name);
        self.files = others;
        let named: Vec<NamedFile> = named;
        let kept = named.into_iter().map(|file| file.file).collect();
        let arriving = self.arriving.take_if(|(of, _)| of == name);
        Ok(Files::received(kept, arriving.map(|(_, files)| files)))
    }
}

impl Input {
    /// A body of parts. It can be taken once.
    ///
    /// # Errors
    /// A problem (422) when a part does not fit its type.
    pub fn multipart<T: FromParts>(&self) -> Result<T, Problem> {
        let body = self.optional_multipart()?;
        body.ok_or_else(|| mismatched_kind("parts"))
    }

    /// A body of parts, or none if it is absent.
    ///
    /// # Errors
    /// A problem (422) when a part does not fit its type.
    pub fn optional_multipart<T: FromParts>(&self) -> Result<Option<T>, Problem> {
        // Declared before the values, and so released after they are dropped.
        let _permit = self.parser.take();
        let mut parts = match self.body.take() {
            Payload::Absent => return Ok(None),
            Payload::Parts(parts) => parts,
            _ => return Err(mismatched_kind("parts")),
        };
        let value = T::from_parts(&mut parts);
        match parts.misfit.take() {
            Some(misfit) => Err(self.misfit(Location::Body, "", misfit)),
            None => value.map(Some),
        }
    }
}

impl Collected {
    /// Parses and validates the parts.
    pub fn parse(
        self,
        content: &Content,
        duplicates: DuplicateMembers,
        schemas: Limited<'_>,
        findings: &mut Findings,
    ) -> Box<Parts> {
        let rule = &content.body;
        let is_readable = findings.unreadable.len();
        let mut members = values(rule, &self.texts, duplicates, schemas, findings);
        add_files(rule, &self.files, &mut members, schemas, findings);
        if let Some(Streamed::Files(name, _)) = &self.streamed {
            let none = Value::Array(Vec::new());
            members.entry(name.as_str()).or_insert(none);
        }
        let headers = self.headers(rule, schemas, findings);
        let mut tree = Tree::from(&Value::Object(members));
        if findings.unreadable.len() == is_readable {
            let mut violations: Vec<Violation> = schemas
                .check(&rule.schema, tree.root())
                .into_iter()
                .map(Violation::of_body)
                .collect();
            if let Some(streamed) = &self.streamed {
                adjust_to_stream(streamed, &mut violations);
            }
            if violations.is_empty() {
                let filled = schemas.fill_defaults(&rule.schema, &mut tree, 0);
                violations.extend(filled.err().map(Violation::of_body));
            }
            findings.invalid.extend(violations);
        }
        Box::new(Parts {
            tree,
            files: self.files,
            arriving: match self.streamed {
                Some(Streamed::Files(name, files)) => Some((name, files)),
                _ => None,
            },
            headers,
            misfit: None,
        })
    }

    /// The documented headers of the parts.
    fn headers(
        &self,
        rule: &BodyRule,
        schemas: Limited<'_>,
        findings: &mut Findings,
    ) -> HashMap<(String, String), Value> {
        let mut values = HashMap::new();
        let texts = self.texts.iter().map(|part| (&part.name, &part.headers));
        let files = self.files.iter().map(|file| (&file.name, &file.headers));
        for (part, headers) in texts.chain(files) {
            for header in rule.headers.get(part).into_iter().flatten() {
                if let Some(value) = read_header(part, header, headers, schemas, findings) {
                    values.insert((part.clone(), header.name.clone()), value);
                }
            }
        }
        values
    }
}

/// The valid value of a header of a part; none if it is absent.
fn read_header(
    part: &str,
    header: &Parameter,
    headers: &HeaderMap,
    schemas: Limited<'_>,
    findings: &mut Findings,
) -> Option<Value> {
    let place = pointer::member("", part);
    let name = &header.name;
    let violation = |code: &str, message: &str| Violation {
        pointer: place.clone(),
        ..violation(
            Location::Body,
            "",
            code,
            &format!("header {name}: {message}"),
        )
    };
    match parameter::read_header(header, headers, schemas) {
        Ok(Some(value)) => {
            let mut tree = Tree::from(&value.into_value());
            let violations = schemas.check(&header.schema, tree.root());
            let found = violations.iter();
            let found = found.map(|it| violation(it.code, &it.message));
            findings.invalid.extend(found);
            let filled = schemas.fill_defaults(&header.schema, &mut tree, 0);
            filled.ok().map(|()| tree.root().to_value())
        }
        Ok(None) if header.required => {
            findings.invalid.push(violation("required", "is required"));
            None
        }
        Ok(None) => schemas.schemas.default(&header.schema).cloned(),
        Err(error) => {
            findings.unreadable.push(violation("parse", &error.message));
            None
        }
    }
}

/// The values of the parts that are no files.
fn values(
    rule: &BodyRule,
    texts: &[Text],
    duplicates: DuplicateMembers,
    schemas: Limited<'_>,
    findings: &mut Findings,
) -> Map<String, Value> {
    let mut form = String::new();
    let mut json: Vec<(&str, Vec<Value>)> = Vec::new();
    for part in texts {
        let unreadable = |message: String, inner: &str| Violation {
            pointer: pointer::member("", &part.name) + inner,
            ..unreadable(message)
        };
        let media_type = part.media_type.as_ref();
        if let Some(charset) = media_type.and_then(|it| it.unsupported_charset()) {
            let message = format!("is in the charset {charset}; it must be UTF-8");
            findings.unreadable.push(unreadable(message, ""));
            continue;
        }
        if is_json(rule, part, schemas) {
            match read_value(&part.bytes, duplicates) {
                Ok(value) => match json.iter_mut().find(|(name, _)| *name == part.name) {
                    Some((_, values)) => values.push(value),
                    None => json.push((&part.name, vec![value])),
                },
                Err(error) => {
                    let message = format!("is not JSON: {}", error.message);
                    let violation = unreadable(message, &error.pointer);
                    findings.unreadable.push(violation);
                }
            }
            continue;
        }
        match std::str::from_utf8(&part.bytes) {
            Ok(text) => {
                let name = utf8_percent_encode(&part.name, NON_ALPHANUMERIC);
                let text = utf8_percent_encode(text, IN_FORM);
                form.push_str(&format!("&{name}={text}"));
            }
            Err(error) => {
                let message = format!("is not UTF-8: {error}");
                findings.unreadable.push(unreadable(message, ""));
            }
        }
    }
    let mut members = match form::decode_part(&form, rule.shaped(schemas), &rule.encoding) {
        Ok(Value::Object(members)) => members,
        Ok(_) => Map::new(),
        Err(error) => {
            findings.unreadable.push(Violation {
                pointer: error.pointer,
                ..unreadable(error.message)
            });
            Map::new()
        }
    };
    for (name, mut values) in json {
        let is_list = is_list(rule, name, schemas);
        let is_whole = rule.positions.is_none();
        let value = match values.pop() {
            // A part for each item, or one for all of them.
            Some(only) if values.is_empty() && (!is_list || is_whole && only.is_array()) => only,
            Some(last) => {
                values.push(last);
                Value::Array(values)
            }
            None => continue,
        };
        members.insert(name.to_owned(), value);
    }
    members
}

/// Whether a part is JSON: by the document, or as the client says. A string is the text, whatever it holds.
fn is_json(rule: &BodyRule, part: &Text, schemas: Limited<'_>) -> bool {
    let member = rule.shaped(schemas).member(&part.name);
    if member.is_some_and(|member| member.types().without(TypeSet::NULL) == TypeSet::STRING) {
        return false;
    }
    let mut encodings = rule.encoding.iter();
    let encoding = encodings.find(|(name, _)| *name == part.name);
    match encoding {
        Some((_, encoding)) => *encoding == Encoding::Json,
        None => part.media_type.as_ref().is_some_and(|it| it.is_json()),
    }
}

fn is_list(rule: &BodyRule, name: &str, schemas: Limited<'_>) -> bool {
    let member = rule.shaped(schemas).member(name);
    member.is_some_and(|member| member.types().without(TypeSet::NULL) == TypeSet::ARRAY)
}

/// Adds a string for each file, of its length, so that the object can be validated.
fn add_files(
    rule: &BodyRule,
    files: &[NamedFile],
    members: &mut Map<String, Value>,
    schemas: Limited<'_>,
    findings: &mut Findings,
) {
    let mut names = HashSet::new();
    for file in files {
        let name = file.name.as_str();
        let place = pointer::member("", name);
        let content = Value::from("x".repeat(file.length));
        let at = if is_list(rule, name, schemas) {
            let list = members
                .entry(name)
                .or_insert_with(|| Value::Array(Vec::new()));
            let list = list.as_array_mut().map(|list| {
                list.push(content);
                list.len() - 1
            });
            format!("{place}/{}", list.unwrap_or_default())
        } else {
            members.insert(name.to_owned(), content);
            if !names.insert(name) {
                findings.unreadable.push(Violation {
                    pointer: place.clone(),
                    ..unreadable("is given several times".to_owned())
                });
            }
            place
        };
        let documented = rule.file(name).unwrap_or_default();
        if let Some(message) = wrong_media_type(&file.file, documented) {
            findings.invalid.push(Violation {
                pointer: at,
                ..violation(Location::Body, "", "contentType", &message)
            });
        }
    }
}

/// Why the media type of a file is none of the documented ones.
pub(super) fn wrong_media_type(file: &File, documented: &[MediaType]) -> Option<String> {
    let sent = file.media_type.as_deref();
    let media_type = MediaType::parse(sent.unwrap_or_default());
    if documented.is_empty() || documented.iter().any(|it| it.includes(&media_type)) {
        return None;
    }
    let documented: Vec<_> = documented.iter().map(MediaType::essence).collect();
    let documented = documented.join(" or ");
    Some(match sent {
        Some(sent) => format!("is {sent}; it must be {documented}"),
        None => format!("has no Content-Type; it must be {documented}"),
    })
}

/// Leaves out what is unknown of what is streamed, lengths and numbers, and says what has to come before it.
fn adjust_to_stream(streamed: &Streamed, violations: &mut Vec<Violation>) {
    let (Streamed::File(name) | Streamed::Files(name, _)) = streamed;
    let place = pointer::member("", name);
    violations.retain(|violation| match streamed {
        // What is there of it may be too long already.
        Streamed::File(_) => violation.pointer != place || violation.code == "maxLength",
        Streamed::Files(..) => violation.pointer != place || violation.code != "minItems",
    });
    for violation in violations {
        let is_part = violation.pointer.matches('/').count() == 1;
        if violation.code == "required" && is_part {
            violation.message =
                format!("is required before the file {name:?}, which is too long to be kept");
        }
    }
}
