//! Parameters: parsed by location and style, and validated against their schemas.

use std::borrow::Cow;

use axum::http::request::Parts;
use serde_json::Value;

use super::super::form;
use super::super::json::{DuplicateMembers, Json, Tree};
use super::super::schema::{Limited, SchemaViolation};
use super::super::style::{self, Pairs, Style, Unreadable};
use super::contract::{Contract, KeyLocation, Scheme};
use super::cookie::cookie_header;
use super::operation::{Operation, Parameter};
use super::percent;
use super::problem::{Location, Violation};
use super::read::{violation, Findings};
use super::route::Capture;

/// The values of parameters.
#[derive(Default)]
pub(super) struct Values {
    tree: Tree,
    /// The numbers of the parameters among those of the operation, and the indices of their values in the tree.
    indices: Vec<(usize, usize)>,
}

impl Values {
    /// The value of the parameter of that number; `null` if it has none.
    pub fn get(&self, number: usize) -> Json<'_> {
        let mut indices = self.indices.iter();
        let found = indices.find(|(known, _)| *known == number);
        // No value is at the index after the last one.
        self.tree.at(found.map_or(usize::MAX, |(_, index)| *index))
    }
}

/// Room for the strings of a request that are not in its query.
const STRING_BYTES: usize = 64;

/// The values of all parameters that are in the request or have a default.
pub(super) fn read_all(
    operation: &Operation,
    contract: &Contract,
    head: &Parts,
    captures: &[Capture],
    schemas: Limited<'_>,
    findings: &mut Findings,
) -> Values {
    let query = head.uri.query().unwrap_or_default();
    if !percent::is_valid(query) {
        let mut pairs = query.split('&');
        let pair = pairs.find(|pair| !percent::is_valid(pair));
        let name = pair.and_then(|pair| pair.split('=').next());
        let name = name.unwrap_or_default();
        let message = "is not percent-encoded UTF-8";
        let violation = violation(Location::Query, name, "parse", message);
        findings.unreadable.push(violation);
        return Values::default();
    }
    let mut parameters = operation.parameters.iter();
    let has_cookies = parameters.any(|parameter| parameter.location == Location::Cookie);
    let cookies = has_cookies.then(|| cookie_header(head));
    let cookies = cookies.as_deref();
    let sources = Sources {
        head,
        captures,
        query: Pairs::query(query),
        cookies: cookies.map(Pairs::cookies).unwrap_or_default(),
        plain_cookies: cookies.map(Pairs::plain_cookies).unwrap_or_default(),
        keys: key_names(operation, contract),
        contract,
    };
    let count = operation.parameters.len();
    let mut values = Values {
        tree: Tree::with_capacity(count, query.len() + STRING_BYTES),
        indices: Vec::with_capacity(count),
    };
    for (number, parameter) in operation.parameters.iter().enumerate() {
        let index = match read(parameter, &sources, operation.others(parameter), schemas) {
            Ok(Some(value)) => {
                let tree = &mut values.tree;
                check(parameter, &value, contract, schemas, tree, findings)
            }
            Ok(None) if parameter.required => {
                findings.invalid.push(violation(
                    parameter.location,
                    &parameter.name,
                    "required",
                    "is required",
                ));
                None
            }
            Ok(None) => {
                let default = schemas.schemas.default(&parameter.schema);
                default.map(|default| values.tree.push(default))
            }
            Err(Unreadable { pointer, message }) => {
                let violation = violation(parameter.location, &parameter.name, "parse", &message);
                findings.unreadable.push(Violation {
                    pointer,
                    ..violation
                });
                None
            }
        };
        values.indices.extend(index.map(|index| (number, index)));
    }
    values
}

/// The index of a valid value in the tree.
fn check(
    parameter: &Parameter,
    value: &Value,
    contract: &Contract,
    schemas: Limited<'_>,
    tree: &mut Tree,
    findings: &mut Findings,
) -> Option<usize> {
    let index = tree.push(value);
    let shape = parameter.xml.as_deref();
    let mut violations = schemas.check(&parameter.schema, tree.at(index));
    if violations.is_empty() {
        let filled = schemas.fill_defaults(&parameter.schema, tree, index);
        violations.extend(filled.err());
    }
    if !violations.is_empty() {
        findings.invalid.extend(
            violations
                .into_iter()
                .map(|violation| parameter_violation(parameter, violation))
                .map(|violation| Violation {
                    pointer: contract.place(shape, violation.pointer),
                    ..violation
                }),
        );
        return None;
    }
    Some(index)
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
    captures: &'a [Capture],
    query: Pairs<'a>,
    cookies: Pairs<'a>,
    plain_cookies: Pairs<'a>,
    /// The names of credentials in the query.
    keys: Vec<&'a str>,
    contract: &'a Contract,
}

impl Sources<'_> {
    /// The value of a path parameter. Of several with one name it is the last.
    fn captured(&self, name: &str) -> Option<&str> {
        let mut captures = self.captures.iter().rev();
        let (_, value) = captures.find(|(known, _)| **known == *name)?;
        Some(value)
    }
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
        _ => form::decode(&query, &parameter.schema, schemas, &parameter.encoding),
    }
    .map(Some)
}

/// A parameter whose value is XML.
fn read_xml(
    parameter: &Parameter,
    shape: &str,
    sources: &Sources<'_>,
) -> Result<Option<Value>, Unreadable> {
    let name = parameter.name.as_str();
    let text = match parameter.location {
        Location::Path => match sources.captured(name) {
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
    let duplicates = DuplicateMembers::Refuse;
    let read = sources
        .contract
        .read_xml(shape, text.into_bytes(), duplicates);
    match read {
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

fn read(
    parameter: &Parameter,
    sources: &Sources<'_>,
    others: &[String],
    schemas: Limited<'_>,
) -> Result<Option<Value>, Unreadable> {
    if let Some(shape) = &parameter.xml {
        return read_xml(parameter, shape, sources);
    }
    let name = parameter.name.as_str();
    let is_json = parameter.content.is_some();
    let rule = rule(parameter, others, schemas);
    match parameter.location {
        Location::Path => match sources.captured(name) {
            Some(raw) if is_json => style::decode_json(raw).map(Some),
            Some(raw) => rule.read_path(raw).map(Some),
            None => Ok(None),
        },
        Location::Query if parameter.whole_query => read_query(parameter, sources, schemas),
        Location::Query if is_json => sources.query.json(name),
        Location::Query => rule.read_pairs(&sources.query),
        Location::Cookie if is_json => sources.cookies.json(name),
        Location::Cookie if parameter.style == Some(Style::Cookie) => {
            rule.read_pairs(&sources.plain_cookies)
        }
        Location::Cookie => rule.read_pairs(&sources.cookies),
        Location::Header => {
            let lines = sources
                .head
                .headers
                .get_all(name)
                .iter()
                .map(|line| std::str::from_utf8(line.as_bytes()));
            let lines: Vec<_> = lines.collect::<Result<_, _>>().map_err(|_| not_utf8())?;
            match lines.as_slice() {
                [] => Ok(None),
                [line] if is_json => style::parse_json(line).map(Some),
                _ if is_json => Err(Unreadable::given_several_times("")),
                _ => rule.read_header(lines),
            }
        }
        _ => Ok(None),
    }
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
        schema: &parameter.schema,
        schemas,
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
pub(super) fn may_be_empty(
    operation: &Operation,
    contract: &Contract,
    path: &str,
    captures: &[Capture],
) -> bool {
    let is_whole = |name: &str| {
        let template = format!("{{{name}}}");
        path.split('/').any(|segment| segment == template)
    };
    let mut empty = captures.iter().filter(|(_, value)| value.is_empty());
    empty.all(|(name, _)| {
        let mut parameters = operation.parameters.iter();
        let parameter = parameters.find(|it| it.location == Location::Path && it.name == **name);
        !is_whole(name)
            || parameter.is_some_and(|parameter| contract.schemas.lists_empty(&parameter.schema))
    })
}
