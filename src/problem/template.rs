//! Building a template: the smallest body that satisfies the schema, with placeholders where any text or number is allowed.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::candidate::{Candidate, free_text, is_free_list, message, text_of_formats};
use super::member;
use crate::example::{Direction, Facts, Plan, Samples};
use crate::schema::{SchemaId, Type};

/// How detailed a template is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Detail {
    /// Whether optional members are added.
    pub(super) optional: bool,
    /// Whether lists of violations are.
    pub(super) lists: bool,
    /// Whether there are placeholders for more than the message.
    pub(super) more: bool,
}

/// Writes a template for statuses.
pub(super) struct Builder<'s, 'a> {
    pub(super) samples: &'s mut Samples<'a>,
    pub(super) statuses: &'s [u16],
    pub(super) detail: Detail,
    /// Whether a member was met that names one of the statuses, and there are several.
    pub(super) names_status: bool,
}

/// What an object of an error body is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// The problem.
    Problem,
    /// A violation.
    Violation,
    /// Something else, such as `meta`.
    Other,
}

impl<'a> Builder<'_, 'a> {
    /// The template of a body.
    pub(super) fn body(&mut self, ids: &[SchemaId], depth: usize) -> Value {
        let (sample, facts) = self.samples.bare(ids);
        match sample.value {
            Value::String(_) => match free_text(&facts, 1) {
                Some(text) => text.placeholder("detail"),
                None => sample.value,
            },
            Value::Array(_) => match self.list(&facts) {
                Some(list) => list,
                None => sample.value,
            },
            Value::Object(members) => {
                Value::Object(self.object(&facts, members, Subject::Problem, depth))
            }
            other => other,
        }
    }

    fn object(
        &mut self,
        facts: &Facts<'a>,
        mut members: Map<String, Value>,
        subject: Subject,
        depth: usize,
    ) -> Map<String, Value> {
        let candidates = self.candidates(facts, &members, subject);
        let most = facts.count("maxProperties").unwrap_or(usize::MAX);
        let message = message(&candidates).filter(|_| subject != Subject::Other);
        for (index, candidate) in candidates.iter().enumerate() {
            let value = match subject {
                _ if message == Some(index) => {
                    let placeholder = if subject == Subject::Problem {
                        "detail"
                    } else {
                        "message"
                    };
                    candidate
                        .text
                        .as_ref()
                        .map(|text| text.placeholder(placeholder))
                }
                _ if !self.detail.more => None,
                _ if candidate.facts.values.is_some() => self.name_of_status(candidate),
                Subject::Problem => self.problem_member(candidate, message.is_some()),
                Subject::Violation => self.violation_member(candidate),
                Subject::Other
                    if member::is_code(candidate.name) && !candidate.is(Type::String) =>
                {
                    self.status(candidate)
                }
                Subject::Other => None,
            };
            if members.len() < most || members.contains_key(candidate.name) {
                members.extend(value.map(|value| (candidate.name.to_owned(), value)));
            }
        }
        if subject == Subject::Problem && depth < 3 {
            self.nested(
                &candidates,
                message.is_some() || has_list(&members),
                depth,
                &mut members,
            );
        }
        if subject == Subject::Problem
            && depth == 0
            && facts.properties.is_empty()
            && members.is_empty()
        {
            return self.problem();
        }
        members
    }

    /// Fills the objects among the members: the problem, unless this level has its message, and a status elsewhere.
    fn nested(
        &mut self,
        candidates: &[Candidate<'a>],
        has_message: bool,
        depth: usize,
        members: &mut Map<String, Value>,
    ) {
        let objects = || {
            candidates
                .iter()
                .filter(|candidate| candidate.is(Type::Object))
        };
        let known = |candidate: &&Candidate, members: &Map<String, Value>| {
            members
                .get(candidate.name)
                .is_some_and(|value| value.is_object() && !is_placeholder(value))
        };
        let mut envelope = None;
        if !has_message {
            envelope = objects()
                .find(|candidate| known(candidate, members) || member::is_envelope(candidate.name));
        }
        if let Some(candidate) = envelope
            && let Value::Object(inner) = self.body(&candidate.ids, depth + 1)
            && (known(&candidate, members) || inner.values().any(Value::is_object))
        {
            members.insert(candidate.name.to_owned(), inner.into());
        }
        let envelope = envelope.map(|candidate| candidate.name);
        for candidate in objects() {
            if !self.detail.more || envelope == Some(candidate.name) || !known(&candidate, members)
            {
                continue;
            }
            let (sample, facts) = self.samples.bare(&candidate.ids);
            if let Value::Object(inner) = sample.value {
                let inner = self.object(&facts, inner, Subject::Other, depth + 1);
                members.insert(candidate.name.to_owned(), inner.into());
            }
        }
    }

    /// Problem details (RFC 9457), for objects without documented members.
    fn problem(&self) -> Map<String, Value> {
        let placeholders = ["type", "title", "status", "detail"].into_iter();
        let placeholders =
            placeholders.filter(|placeholder| self.detail.more || *placeholder == "detail");
        placeholders
            .map(|placeholder| (placeholder.to_owned(), json!({ "$": placeholder })))
            .collect()
    }

    /// The members that may get a placeholder.
    fn candidates(
        &mut self,
        facts: &Facts<'a>,
        members: &Map<String, Value>,
        subject: Subject,
    ) -> Vec<Candidate<'a>> {
        let plan = Plan::bare(Direction::Response);
        let mut candidates = Vec::new();
        for (name, ids) in &facts.properties {
            let optional = self.detail.optional
                && subject != Subject::Other
                && !self.samples.is_hidden(ids, plan);
            if !members.contains_key(*name) && !optional {
                continue;
            }
            let ids = self.samples.member(facts, name);
            let (_, inner) = self.samples.bare(&ids);
            candidates.push(Candidate {
                name,
                ids,
                text: free_text(&inner, 1),
                facts: inner,
            });
        }
        candidates
    }

    fn problem_member(&mut self, candidate: &Candidate<'a>, has_message: bool) -> Option<Value> {
        let name = candidate.name;
        if self.detail.lists && member::is_list(name) && candidate.is(Type::Array) {
            return self.list(&candidate.facts);
        }
        if member::is_code(name) {
            return self.status(candidate);
        }
        if has_message && member::is_title(name) {
            return candidate
                .text
                .as_ref()
                .map(|text| text.placeholder("title"));
        }
        let uri = candidate
            .facts
            .formats
            .iter()
            .all(|format| matches!(*format, "uri" | "uri-reference"));
        if has_message && name == "type" && uri {
            return text_of_formats(&candidate.facts, 1, true)
                .filter(|text| text.max.is_none())
                .map(|_| json!({ "$": "type" }));
        }
        None
    }

    fn violation_member(&mut self, candidate: &Candidate<'a>) -> Option<Value> {
        let name = candidate.name;
        if candidate.is(Type::Array) && member::is_path(name) {
            let facts = &candidate.facts;
            let (_, item) = self.samples.bare(&facts.items);
            let free = facts.items.is_empty()
                || free_text(&item, 0).is_some_and(|text| text.max.is_none());
            return (free && is_free_list(facts)).then(|| json!({ "$": "loc" }));
        }
        if candidate.is(Type::Object) && member::is_location(name) {
            let (sample, facts) = self.samples.bare(&candidate.ids);
            let Value::Object(members) = sample.value else {
                return None;
            };
            let location = self.object(&facts, members, Subject::Violation, 2);
            return location
                .values()
                .any(is_placeholder)
                .then(|| location.into());
        }
        if member::is_code(name) && !candidate.is(Type::String) || name == "status" {
            return self.status(candidate);
        }
        if name == "title" {
            return candidate
                .text
                .as_ref()
                .map(|text| text.placeholder("title"));
        }
        let placeholder = member::violation_placeholder(name)?;
        // Pointers and names are empty where the whole body is invalid.
        let shortest = usize::from(placeholder == "code");
        free_text(&candidate.facts, shortest).map(|text| text.placeholder(placeholder))
    }

    /// The status as a number or as a text.
    fn status(&mut self, candidate: &Candidate<'a>) -> Option<Value> {
        let plan = Plan::bare(Direction::Response);
        if candidate.is(Type::Integer) || candidate.is(Type::Number) {
            let statuses = self.statuses.iter();
            let all = statuses
                .copied()
                .all(|status| self.samples.accepted(&candidate.ids, &json!(status), plan));
            return (all && candidate.facts.values.is_none()).then(|| json!({ "$": "status" }));
        }
        let text = candidate.text.as_ref()?;
        text.max
            .is_none_or(|max| max >= 3)
            .then(|| json!({ "$": "statusText" }))
    }

    /// The enum value that is the number or the reason phrase of the status.
    fn name_of_status(&mut self, candidate: &Candidate<'a>) -> Option<Value> {
        let values = candidate.facts.values.iter().flatten();
        let mut of_status = values.filter(|value| match self.statuses {
            [status] => is_name_of(value, *status),
            [first, .., last] => (*first..=*last).any(|status| is_name_of(value, status)),
            [] => false,
        });
        let value = (*of_status.next()?).clone();
        if self.statuses.len() > 1 {
            self.names_status = true;
            return None;
        }
        Some(value)
    }

    /// The list of violations.
    fn list(&mut self, facts: &Facts<'a>) -> Option<Value> {
        if !is_free_list(facts) || facts.items.is_empty() {
            return None;
        }
        let (sample, item) = self.samples.bare(&facts.items);
        let each = match sample.value {
            Value::String(_) => free_text(&item, 1)?.placeholder("message"),
            Value::Object(members) => {
                let members = self.object(&item, members, Subject::Violation, 0);
                let has_message = members.iter().any(|(name, value)| {
                    member::message_rank(name).is_some() && is_placeholder(value)
                });
                if !has_message {
                    return None;
                }
                members.into()
            }
            _ => return None,
        };
        Some(json!({ "$": "errors", "each": each }))
    }
}

/// Whether a value is a status: its number or its reason phrase.
fn is_name_of(value: &Value, status: u16) -> bool {
    let words = |text: &str| -> String {
        let letters = text.chars().filter(|character| character.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let reason = StatusCode::from_u16(status).ok();
    let reason = reason.and_then(|status| status.canonical_reason());
    match value {
        Value::Number(number) => number.as_u64() == Some(status.into()),
        Value::String(text) => {
            *text == status.to_string() || reason.is_some_and(|reason| words(reason) == words(text))
        }
        _ => false,
    }
}

/// Whether a value is a placeholder: an object with the member `$`.
pub(super) fn is_placeholder(value: &Value) -> bool {
    value.get("$").is_some_and(Value::is_string)
}

fn has_list(members: &Map<String, Value>) -> bool {
    members
        .values()
        .any(|value| value.get("$") == Some(&json!("errors")))
}
