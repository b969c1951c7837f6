//! Templates of the documented error bodies, with which a generated server responds when it refuses a request itself.
//!
//! A template is a JSON value in which an object with the member `$` is a placeholder. The body satisfies the schema whatever
//! replaces the placeholders: each template is checked with sample problems, and one that fails is replaced by a simpler one.

mod error_member;
mod fill;
mod member_names;
mod template;

use std::collections::HashMap;

use serde_json::{Map, Value};

pub use fill::{SampleProblem, SampleViolation, fill};

use crate::api::{Content, Form, Operation, Status};
use crate::example::{Direction, Samples};
use crate::schema::SchemaId;
use template::{Builder, Detail, is_placeholder};

/// The body of an error response, with placeholders.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    body: Value,
    /// Whether there is a member that names the status, and the statuses are several.
    names_status: bool,
}

/// From the most detailed template to the simplest.
const DETAILS: [Detail; 5] = [
    Detail {
        optional: true,
        lists: true,
        more: true,
    },
    Detail {
        optional: true,
        lists: false,
        more: true,
    },
    Detail {
        optional: false,
        lists: true,
        more: true,
    },
    Detail {
        optional: false,
        lists: false,
        more: true,
    },
    Detail {
        optional: false,
        lists: false,
        more: false,
    },
];

/// The statuses of problems that the runtime creates. Of the first two, it uses the only documented one.
const OWN: [u16; 13] = [
    400, 422, 401, 403, 404, 405, 406, 408, 413, 415, 500, 501, 503,
];

/// Creates the templates of error bodies, and caches them for one `Samples`.
#[derive(Debug, Default)]
pub struct Templates {
    /// By schema and statuses.
    known: HashMap<(SchemaId, Vec<u16>), Option<Template>>,
}

impl Templates {
    /// The contract's `problems` of an operation: the documented error responses by status. An entry has no `body` if there is
    /// no template for a body of JSON or XML. One of JSON has that of XML in `others`, where the document has both. That for 401
    /// has the document's example, for the mock.
    ///
    /// If a response for several statuses has a member that names the status, statuses of the runtime whose bodies differ
    /// have entries of their own.
    pub fn of(&mut self, samples: &mut Samples, operation: &Operation) -> Map<String, Value> {
        let mut problems = Map::new();
        let mut named = Vec::new();
        for response in &operation.responses {
            let Some(statuses) = statuses(response.status) else {
                continue;
            };
            let of = |form| response.contents.iter().filter(move |it| it.form == form);
            // Of each form the first that there is a template for; XML behind JSON.
            let mut found = Vec::new();
            for form in [Form::Json, Form::Xml] {
                found.extend(of(form).find_map(|content| {
                    let schema = content.schema?;
                    Some((content, schema, self.template(samples, schema, &statuses)?))
                }));
            }
            if found.iter().any(|(.., template)| template.names_status) {
                let contents = found.iter().map(|(content, schema, _)| (*content, *schema));
                named.push((response.status, contents.collect()));
            }
            let is_mocked = response.status == Status::Code(401) && !operation.security.is_empty();
            let mut example_of = |content| {
                let example = samples
                    .json_example(content, Direction::Response)
                    .filter(|_| is_mocked);
                let entry = example.map(|example| entry(content, "example", example));
                entry.unwrap_or_default()
            };
            let mut entries: Vec<Map<String, Value>> = Vec::new();
            if found.is_empty()
                && let Some(content) = of(Form::Json).chain(of(Form::Xml)).next()
            {
                entries.push(example_of(content));
            }
            for (content, _, template) in found {
                let mut problem = entry(content, "body", template.body);
                problem.extend(example_of(content));
                entries.push(problem);
            }
            problems.insert(response.status.to_string(), with_others(entries).into());
        }
        self.add_named(samples, named, &mut problems);
        problems
    }

    /// Adds entries for statuses of the runtime whose bodies differ from the common one of a range or of the default.
    fn add_named(
        &mut self,
        samples: &mut Samples,
        mut named: Vec<(Status, Vec<(&Content, SchemaId)>)>,
        problems: &mut Map<String, Value>,
    ) {
        // A range is more specific than the default.
        named.sort_by_key(|(status, _)| *status == Status::Default);
        for (status, contents) in named {
            let is_free = |code: &u16| match status {
                Status::Range(range) => code / 100 == u16::from(range),
                _ => !problems.contains_key(&format!("{}XX", code / 100)),
            };
            let is_documented = |code: &u16| problems.contains_key(&code.to_string());
            let either = OWN[..2].iter().any(is_documented);
            let own = OWN.iter().enumerate();
            let own = own.filter(|(index, code)| {
                is_free(code) && !is_documented(code) && (*index > 1 || !either)
            });
            let own: Vec<u16> = own.map(|(_, code)| *code).collect();
            let common = problems[&status.to_string()].clone();
            for code in own {
                let entries = contents.iter().filter_map(|(content, schema)| {
                    let template = self.template(samples, *schema, &[code])?;
                    Some(entry(content, "body", template.body))
                });
                let entries: Vec<_> = entries.collect();
                if entries.is_empty() {
                    continue;
                }
                let problem = Value::from(with_others(entries));
                if problem != common || OWN[..2].contains(&code) {
                    problems.insert(code.to_string(), problem);
                }
            }
        }
    }

    /// The template of a schema, with as many placeholders as the schema allows; `None` if no body satisfies it.
    fn template(
        &mut self,
        samples: &mut Samples,
        schema: SchemaId,
        statuses: &[u16],
    ) -> Option<Template> {
        let key = (schema, statuses.to_vec());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let mut found = None;
        for detail in DETAILS {
            let mut builder = Builder {
                samples,
                statuses,
                detail,
                names_status: false,
            };
            let body = builder.body(&[schema], 0);
            let names_status = builder.names_status;
            if is_always_valid(samples, schema, &body, statuses) {
                found = Some(Template { body, names_status });
                break;
            }
        }
        let found = found.or_else(|| {
            let (sample, _) = samples.bare(&[schema]);
            let body = Some(sample.value).filter(|value| sample.fits && !has_placeholder(value));
            body.map(|body| Template {
                body,
                names_status: false,
            })
        });
        self.known.insert(key, found.clone());
        found
    }
}

/// The first and last status of an error response; `None` for other responses.
pub fn statuses(status: Status) -> Option<Vec<u16>> {
    match status {
        Status::Code(code @ 400..=599) => Some(vec![code]),
        Status::Range(range @ 4..=5) => {
            Some(vec![u16::from(range) * 100, u16::from(range) * 100 + 99])
        }
        Status::Default => Some(vec![400, 599]),
        _ => None,
    }
}

/// Whether the bodies that a template makes of all sample problems satisfy the schema.
fn is_always_valid(
    samples: &mut Samples,
    schema: SchemaId,
    template: &Value,
    statuses: &[u16],
) -> bool {
    let problems = statuses
        .iter()
        .flat_map(|status| SampleProblem::all(*status));
    problems
        .map(|problem| fill(template, &problem))
        .all(|body| samples.accepts(schema, &body, Direction::Response))
}

/// Whether a body contains a member `$`, and would be read as a template.
fn has_placeholder(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_placeholder),
        Value::Object(members) => is_placeholder(value) || members.values().any(has_placeholder),
        _ => false,
    }
}

/// The members of an error response with a value, which is written as XML where that is the content.
fn entry(content: &Content, member: &str, value: Value) -> Map<String, Value> {
    let members = [
        ("type", Some(media_type(content).into())),
        ("xml", content.xml.clone().map(Value::from)),
        (member, Some(value)),
    ];
    let members = members.into_iter();
    members
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}

/// The first entry, with the further ones, for requests that prefer them.
fn with_others(entries: Vec<Map<String, Value>>) -> Map<String, Value> {
    let mut entries = entries.into_iter();
    let mut first = entries.next().unwrap_or_default();
    let others: Vec<Value> = entries.map(Value::from).collect();
    if !others.is_empty() {
        first.insert("others".to_owned(), others.into());
    }
    first
}

/// The media type that is sent for a content, which may be a range.
fn media_type(content: &Content) -> &str {
    if content.media_type.contains('*') {
        "application/json"
    } else {
        &content.media_type
    }
}
