//! Building a template: the least body that satisfies the schema, with holes where a text or number is free.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::candidate::{Candidate, free_text, is_free_list, message, text_of_formats};
use super::member;
use crate::example::{Direction, Facts, Plan, Samples};
use crate::schema::{SchemaId, Type};

/// How much a template says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    /// Whether members are added that need not be there.
    pub(super) optional: bool,
    /// Whether lists of problems are.
    pub(super) lists: bool,
    /// Whether there are holes for anything but the message.
    pub(super) more: bool,
}

/// Writes a template for statuses.
pub(super) struct Builder<'s, 'a> {
    pub(super) samples: &'s mut Samples<'a>,
    pub(super) statuses: &'s [u16],
    pub(super) wish: Wish,
    /// Whether a member was met that names one of the statuses, and there are several.
    pub(super) names_status: bool,
}

/// What an object of an error body is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// The answer as a whole.
    Problem,
    /// One of the things that are wrong.
    Entry,
    /// Something beside them, such as `meta`.
    Aside,
}

impl<'a> Builder<'_, 'a> {
    /// The template of a body.
    pub(super) fn body(&mut self, ids: &[SchemaId], depth: usize) -> Value {
        let (sample, facts) = self.samples.bare(ids);
        match sample.value {
            Value::String(_) => match free_text(&facts, 1) {
                Some(text) => text.hole("detail"),
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
        let message = message(&candidates).filter(|_| subject != Subject::Aside);
        for (index, candidate) in candidates.iter().enumerate() {
            let value = match subject {
                _ if message == Some(index) => {
                    let hole = if subject == Subject::Problem {
                        "detail"
                    } else {
                        "message"
                    };
                    candidate.text.as_ref().map(|text| text.hole(hole))
                }
                _ if !self.wish.more => None,
                _ if candidate.facts.values.is_some() => self.name_of_status(candidate),
                Subject::Problem => self.of_fault(candidate, message.is_some()),
                Subject::Entry => self.of_entry(candidate),
                Subject::Aside
                    if member::is_code(candidate.name) && !candidate.is(Type::String) =>
                {
                    self.status(candidate)
                }
                Subject::Aside => None,
            };
            if members.len() < most || members.contains_key(candidate.name) {
                members.extend(value.map(|value| (candidate.name.to_owned(), value)));
            }
        }
        if subject == Subject::Problem && depth < 3 {
            self.inside(
                &candidates,
                message.is_some() || told_list(&members),
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

    /// Fills in what stands a level below: the problem, if it isn't told yet, and the status that comes with it.
    fn inside(
        &mut self,
        candidates: &[Candidate<'a>],
        told: bool,
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
                .is_some_and(|value| value.is_object() && !is_hole(value))
        };
        let mut envelope = None;
        if !told {
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
            if !self.wish.more || envelope == Some(candidate.name) || !known(&candidate, members) {
                continue;
            }
            let (sample, facts) = self.samples.bare(&candidate.ids);
            if let Value::Object(inner) = sample.value {
                let inner = self.object(&facts, inner, Subject::Aside, depth + 1);
                members.insert(candidate.name.to_owned(), inner.into());
            }
        }
    }

    /// Problem details (RFC 9457), for objects of which nothing is said.
    fn problem(&self) -> Map<String, Value> {
        let holes = ["type", "title", "status", "detail"].into_iter();
        let holes = holes.filter(|hole| self.wish.more || *hole == "detail");
        holes
            .map(|hole| (hole.to_owned(), json!({ "$": hole })))
            .collect()
    }

    /// What is known of each member that may get a hole.
    fn candidates(
        &mut self,
        facts: &Facts<'a>,
        members: &Map<String, Value>,
        subject: Subject,
    ) -> Vec<Candidate<'a>> {
        let plan = Plan::bare(Direction::Response);
        let mut candidates = Vec::new();
        for (name, ids) in &facts.properties {
            let optional = self.wish.optional
                && subject != Subject::Aside
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

    fn of_fault(&mut self, candidate: &Candidate<'a>, has_message: bool) -> Option<Value> {
        let name = candidate.name;
        if self.wish.lists && member::is_list(name) && candidate.is(Type::Array) {
            return self.list(&candidate.facts);
        }
        if member::is_code(name) {
            return self.status(candidate);
        }
        if has_message && member::is_title(name) {
            return candidate.text.as_ref().map(|text| text.hole("title"));
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

    fn of_entry(&mut self, candidate: &Candidate<'a>) -> Option<Value> {
        let name = candidate.name;
        if candidate.is(Type::Array) && member::is_way(name) {
            let facts = &candidate.facts;
            let (_, item) = self.samples.bare(&facts.items);
            let free = facts.items.is_empty()
                || free_text(&item, 0).is_some_and(|text| text.max.is_none());
            return (free && is_free_list(facts)).then(|| json!({ "$": "loc" }));
        }
        if candidate.is(Type::Object) && member::is_place(name) {
            let (sample, facts) = self.samples.bare(&candidate.ids);
            let Value::Object(members) = sample.value else {
                return None;
            };
            let place = self.object(&facts, members, Subject::Entry, 2);
            return place.values().any(is_hole).then(|| place.into());
        }
        if member::is_code(name) && !candidate.is(Type::String) || name == "status" {
            return self.status(candidate);
        }
        if name == "title" {
            return candidate.text.as_ref().map(|text| text.hole("title"));
        }
        let hole = member::entry_hole(name)?;
        // Pointers and names are empty where a whole body is meant.
        let shortest = usize::from(hole == "code");
        free_text(&candidate.facts, shortest).map(|text| text.hole(hole))
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

    /// The listed value that says what the status does.
    fn name_of_status(&mut self, candidate: &Candidate<'a>) -> Option<Value> {
        let values = candidate.facts.values.iter().flatten();
        let mut of_status = values.filter(|value| match self.statuses {
            [status] => says(value, *status),
            [first, .., last] => (*first..=*last).any(|status| says(value, status)),
            [] => false,
        });
        let value = (*of_status.next()?).clone();
        if self.statuses.len() > 1 {
            self.names_status = true;
            return None;
        }
        Some(value)
    }

    /// The list of the things that are wrong.
    fn list(&mut self, facts: &Facts<'a>) -> Option<Value> {
        if !is_free_list(facts) || facts.items.is_empty() {
            return None;
        }
        let (sample, item) = self.samples.bare(&facts.items);
        let each = match sample.value {
            Value::String(_) => free_text(&item, 1)?.hole("message"),
            Value::Object(members) => {
                let members = self.object(&item, members, Subject::Entry, 0);
                let told = members
                    .iter()
                    .any(|(name, value)| member::message_rank(name).is_some() && is_hole(value));
                if !told {
                    return None;
                }
                members.into()
            }
            _ => return None,
        };
        Some(json!({ "$": "errors", "each": each }))
    }
}

/// Whether a value is a status, as a number or in the words that HTTP has for it.
fn says(value: &Value, status: u16) -> bool {
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

/// Whether a value is a hole, for which templates have an object with `$`.
pub(super) fn is_hole(value: &Value) -> bool {
    value.get("$").is_some_and(Value::is_string)
}

fn told_list(members: &Map<String, Value>) -> bool {
    members
        .values()
        .any(|value| value.get("$") == Some(&json!("errors")))
}
