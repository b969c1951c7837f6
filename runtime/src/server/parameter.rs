//! Parameters: parsed by location and style, and validated against their schemas.

use std::borrow::Cow;
use std::cell::Cell;

use axum::http::request::Parts;
use axum::http::HeaderMap;
use serde_json::Value;

use super::super::form;
#[cfg(feature = "xml")]
use super::super::json::DuplicateMembers;
use super::super::json::{Json, Tree};
use super::super::schema::SchemaViolation;
use super::super::style::{self, Limited, Pairs, Reading, Style, Unreadable};
use super::contract::{Contract, KeyLocation, Scheme};
use super::cookie::cookie_header;
use super::operation::{Operation, Parameter};
use super::percent;
use super::problem::{Location, Violation};
use super::read::{violation, Findings};
use super::route::Captures;
#[cfg(feature = "xml")]
use super::xml::XmlShape;

/// The values of parameters.
#[derive(Default)]
pub(super) struct Values {
    /// The values of all parameters of the operation, one after the other; `null` for those that have none.
    tree: Tree,
    /// The number of the parameter that is probably asked for next, and the index of its value.
    next: Cell<(usize, usize)>,
}

impl Values {
    /// The number of a parameter of the operation.
    pub fn number(&self, operation: &Operation, location: Location, name: &str) -> Option<usize> {
        let is_one = |it: &Parameter| it.location == location && it.name == name;
        let (next, _) = self.next.get();
        match operation.parameters.get(next).is_some_and(is_one) {
            true => Some(next),
            false => operation.parameters.iter().position(is_one),
        }
    }

    /// The value of the parameter of that number; `null` if it has none.
    pub fn get(&self, number: usize) -> Json<'_> {
        let (mut before, mut index) = self.next.get();
        if before > number {
            (before, index) = (0, 0);
        }
        for _ in before..number {
            index = self.tree.at(index).end();
        }
        let value = self.tree.at(index);
        self.next.set((number + 1, value.end()));
        value
    }
}

/// Room for the strings of a request that are not in its query.
const STRING_BYTES: usize = 64;

/// The values of all parameters that are in the request or have a default.
pub(super) fn read_all(
    operation: &Operation,
    contract: &Contract,
    head: &Parts,
    captures: &Captures,
    schemas: Limited<'_>,
    findings: &mut Findings,
) -> Values {
    let query = head.uri.query().unwrap_or_default();
    let Some(decoded) = percent::decode_query(query) else {
        let mut pairs = query.split('&');
        let pair = pairs.find(|pair| !percent::is_valid(pair));
        let name = pair.and_then(|pair| pair.split('=').next());
        let name = name.unwrap_or_default();
        let message = "is not percent-encoded UTF-8";
        let violation = violation(Location::Query, name, "parse", message);
        findings.unreadable.push(violation);
        return Values::default();
    };
    let mut parameters = operation.parameters.iter();
    let has_cookies = parameters.any(|parameter| parameter.location == Location::Cookie);
    let cookies = has_cookies.then(|| cookie_header(head));
    let cookies = cookies.as_deref();
    let sources = Sources {
        head,
        captures,
        query: match decoded {
            Cow::Borrowed(query) => Pairs::plain_query(query),
            Cow::Owned(_) => Pairs::query(query),
        },
        cookies: cookies.map(Pairs::cookies).unwrap_or_default(),
        plain_cookies: cookies.map(Pairs::plain_cookies).unwrap_or_default(),
        keys: key_names(operation, contract),
    };
    let count = operation.parameters.len();
    let mut values = Values {
        tree: Tree::with_capacity(count, query.len() + STRING_BYTES),
        next: Cell::default(),
    };
    for parameter in &operation.parameters {
        match read(parameter, &sources, operation.others(parameter), schemas) {
            Ok(Some(value)) => {
                let index = match value {
                    Reading::Text(text) => values.tree.push_string(&text),
                    Reading::Value(value) => values.tree.push(&value),
                };
                let tree = &mut values.tree;
                check(parameter, index, schemas, tree, findings);
            }
            Ok(None) if parameter.required => {
                findings.invalid.push(violation(
                    parameter.location,
                    &parameter.name,
                    "required",
                    "is required",
                ));
            }
            Ok(None) => {
                let default = schemas.schemas.default(&parameter.schema);
                values.tree.push(default.unwrap_or(&Value::Null));
            }
            Err(Unreadable { pointer, message }) => {
                let violation = violation(parameter.location, &parameter.name, "parse", &message);
                findings.unreadable.push(Violation {
                    pointer,
                    ..violation
                });
            }
        }
    }
    values
}

/// Checks the last value of the tree, and fills in its defaults.
fn check(
    parameter: &Parameter,
    index: usize,
    schemas: Limited<'_>,
    tree: &mut Tree,
    findings: &mut Findings,
) {
    let mut violations = schemas.check(&parameter.schema, tree.at(index));
    if violations.is_empty() {
        let filled = schemas.fill_defaults(&parameter.schema, tree, index);
        violations.extend(filled.err());
    }
    if violations.is_empty() {
        return;
    }
    let violations = violations.into_iter();
    let violations = violations.map(|violation| parameter_violation(parameter, violation));
    #[cfg(feature = "xml")]
    let violations = violations.map(|violation| violation.placed(parameter.xml.as_ref()));
    findings.invalid.extend(violations);
}

fn parameter_violation(parameter: &Parameter, violation: SchemaViolation) -> Violation {
    let SchemaViolation {
        pointer,
        code,
        message,
    } = violation;
    Violation {
        location: parameter.location,
        name: parameter.name.clone(),
        pointer,
        code: code.to_owned(),
        message,
    }
}

/// The parts of the request that have parameters, split once for all of them.
struct Sources<'a> {
    head: &'a Parts,
    captures: &'a Captures,
    query: Pairs<'a>,
    cookies: Pairs<'a>,
    plain_cookies: Pairs<'a>,
    /// The names of credentials in the query.
    keys: Vec<&'a str>,
}

fn key_names<'a>(operation: &'a Operation, contract: &'a Contract) -> Vec<&'a str> {
    let schemes = operation.security.iter().flat_map(|all| &all.0);
    let names = schemes.filter_map(|(scheme, _)| match contract.schemes.get(scheme)? {
        Scheme::ApiKey {
            location: KeyLocation::Query,
            name,
        } => Some(name.as_str()),
        _ => None,
    });
    names.collect()
}

/// A parameter whose value is the whole query without credentials; none if there is no query.
fn read_query(
    parameter: &Parameter,
    sources: &Sources<'_>,
    schemas: Limited<'_>,
) -> Result<Option<Value>, Unreadable> {
    let query = sources.head.uri.query().unwrap_or_default();
    let pairs = query.split('&');
    let pairs = pairs.filter(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        let is_key = |name: Cow<'_, str>| sources.keys.contains(&&*name);
        !percent::decode_query(name).is_some_and(is_key)
    });
    let query = pairs.collect::<Vec<_>>().join("&");
    if query.is_empty() {
        return Ok(None);
    }
    let content = parameter.content.as_ref();
    match content {
        Some(content) if content.is_json() => style::decode_json(&query),
        Some(content) if !content.is_urlencoded() => style::decode_text(&query),
        _ => form::decode(&query, parameter.shaped(schemas), &parameter.encoding),
    }
    .map(Some)
}

/// A parameter whose value is XML.
#[cfg(feature = "xml")]
fn read_xml(
    parameter: &Parameter,
    shape: &XmlShape,
    sources: &Sources<'_>,
) -> Result<Option<Value>, Unreadable> {
    let name = parameter.name.as_str();
    let text = match parameter.location {
        Location::Path => match sources.captures.get(name) {
            Some(raw) => Some(style::decode_text(raw)?),
            None => None,
        },
        Location::Query => sources.query.one_text(name)?,
        Location::Cookie => sources.cookies.one_text(name)?,
        _ => {
            let mut lines = sources.head.headers.get_all(name).iter();
            let line = lines
                .next()
                .map(|line| std::str::from_utf8(line.as_bytes()));
            if lines.next().is_some() {
                return Err(Unreadable::given_several_times(""));
            }
            line.transpose().map_err(|_| not_utf8())?.map(Value::from)
        }
    };
    let Some(Value::String(text)) = text else {
        return Ok(None);
    };
    match shape.read(text.into_bytes(), DuplicateMembers::Refuse) {
        Ok(tree) => Ok(Some(tree.root().to_value())),
        Err(error) => Err(Unreadable {
            message: match error.place.as_str() {
                "" => format!("must be XML: {}", error.message),
                _ => error.message,
            },
            pointer: error.place,
        }),
    }
}

fn read<'a>(
    parameter: &Parameter,
    sources: &Sources<'a>,
    others: &[String],
    schemas: Limited<'_>,
) -> Result<Option<Reading<'a>>, Unreadable> {
    #[cfg(feature = "xml")]
    if let Some(shape) = &parameter.xml {
        return Ok(read_xml(parameter, shape, sources)?.map(Reading::Value));
    }
    let name = parameter.name.as_str();
    let is_json = parameter.content.is_some();
    let rule = rule(parameter, others, schemas);
    match parameter.location {
        Location::Path => match sources.captures.get(name) {
            Some(raw) if is_json => some(style::decode_json(raw)),
            Some(raw) => rule.read_path(raw).map(Some),
            None => Ok(None),
        },
        Location::Query if parameter.whole_query => {
            Ok(read_query(parameter, sources, schemas)?.map(Reading::Value))
        }
        Location::Query if is_json => Ok(sources.query.json(name)?.map(Reading::Value)),
        Location::Query => rule.read_pairs(&sources.query),
        Location::Cookie if is_json => Ok(sources.cookies.json(name)?.map(Reading::Value)),
        Location::Cookie if parameter.style == Some(Style::Cookie) => {
            rule.read_pairs(&sources.plain_cookies)
        }
        Location::Cookie => rule.read_pairs(&sources.cookies),
        Location::Header => read_header(parameter, &sources.head.headers, schemas),
        _ => Ok(None),
    }
}

/// The value of a header; none if it is absent.
pub(super) fn read_header<'a>(
    parameter: &Parameter,
    headers: &'a HeaderMap,
    schemas: Limited<'_>,
) -> Result<Option<Reading<'a>>, Unreadable> {
    let is_json = parameter.content.is_some();
    let lines = headers.get_all(&parameter.name).iter();
    let lines = lines.map(|line| std::str::from_utf8(line.as_bytes()));
    let lines: Vec<_> = lines.collect::<Result<_, _>>().map_err(|_| not_utf8())?;
    match lines.as_slice() {
        [] => Ok(None),
        [line] if is_json => some(style::parse_json(line)),
        _ if is_json => Err(Unreadable::given_several_times("")),
        _ => rule(parameter, &[], schemas).read_header(lines),
    }
}

fn some<'a>(value: Result<Value, Unreadable>) -> Result<Option<Reading<'a>>, Unreadable> {
    value.map(|value| Some(Reading::Value(value)))
}

fn rule<'a>(
    parameter: &'a Parameter,
    others: &'a [String],
    schemas: Limited<'a>,
) -> style::Parameter<'a> {
    let default = match parameter.location {
        Location::Query | Location::Cookie => Style::Form,
        _ => Style::Simple,
    };
    style::Parameter {
        name: &parameter.name,
        style: parameter.style.unwrap_or(default),
        explode: parameter.explode,
        allow_empty: parameter.allow_empty_value,
        others,
        shape: parameter.shaped(schemas),
    }
}

fn not_utf8() -> Unreadable {
    Unreadable {
        pointer: String::new(),
        message: "must be UTF-8".to_owned(),
    }
}

/// Whether values that are a whole segment of the path may be empty, where they are: an empty segment is a value only if
/// the schema of the parameter lists it.
pub(super) fn may_be_empty(operation: &Operation, path: &str, captures: &Captures) -> bool {
    let is_whole = |name: &str| {
        let template = format!("{{{name}}}");
        path.split('/').any(|segment| segment == template)
    };
    let mut empty = captures.iter().filter(|(_, value)| value.is_empty());
    empty.all(|(name, _)| {
        let mut parameters = operation.parameters.iter();
        let parameter = parameters.find(|it| it.location == Location::Path && it.name == *name);
        !is_whole(name) || parameter.is_some_and(|parameter| parameter.lists_empty)
    })
}
