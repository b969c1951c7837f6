//! Building a template: the least body that satisfies the schema, with holes where a text or number is free.

use serde_json::{Map, Value, json};

use super::member;
use crate::example::{Direction, Facts, Plan, Samples};
use crate::schema::{SchemaId, Type};

/// How much a template says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    /// Whether members are added that need not be there.
    pub(super) optional: bool,
    /// Whether lists of faults are.
    pub(super) lists: bool,
    /// Whether there are holes for anything but the message.
    pub(super) more: bool,
}

/// Writes a template for statuses.
pub(super) struct Builder<'s, 'a> {
    pub(super) samples: &'s mut Samples<'a>,
    pub(super) statuses: &'s [u16],
    pub(super) wish: Wish,
}

/// What an object of an error body is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// The answer as a whole.
    Fault,
    /// One of the things that are wrong.
    Entry,
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
            Value::Object(members) => Value::Object(self.object(&facts, members, Subject::Fault, depth)),
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
        let candidates = self.candidates(facts, &members);
        let message = message(&candidates);
        for (index, candidate) in candidates.iter().enumerate() {
            let value = match subject {
                _ if message == Some(index) => {
                    let hole = if subject == Subject::Fault { "detail" } else { "message" };
                    candidate.text.as_ref().map(|text| text.hole(hole))
                }
                _ if !self.wish.more => None,
                Subject::Fault => self.of_fault(candidate, message.is_some()),
                Subject::Entry => self.of_entry(candidate),
            };
            members.extend(value.map(|value| (candidate.name.to_owned(), value)));
        }
        let told = |members: &Map<String, Value>| members.values().any(is_hole);
        if subject == Subject::Fault && message.is_none() && depth < 3 && !told_list(&members) {
            let envelope = candidates.iter().find(|candidate| {
                candidate.is(Type::Object) && (members.contains_key(candidate.name) || member::is_envelope(candidate.name))
            });
            if let Some(envelope) = envelope
                && let Value::Object(inner) = self.body(&envelope.ids, depth + 1)
                && (members.contains_key(envelope.name) || told(&inner) || inner.values().any(Value::is_object))
            {
                members.insert(envelope.name.to_owned(), inner.into());
            }
        }
        members
    }

    /// What is known of each member that may get a hole.
    fn candidates(&mut self, facts: &Facts<'a>, members: &Map<String, Value>) -> Vec<Candidate<'a>> {
        let plan = Plan::bare(Direction::Response);
        let mut candidates = Vec::new();
        for (name, ids) in &facts.properties {
            let optional = self.wish.optional && !self.samples.is_hidden(ids, plan);
            if !members.contains_key(*name) && !optional {
                continue;
            }
            let ids = self.samples.member(facts, name);
            let (_, inner) = self.samples.bare(&ids);
            candidates.push(Candidate { name, ids, text: free_text(&inner, 1), facts: inner });
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
        let uri = candidate.facts.formats.iter().all(|format| matches!(*format, "uri" | "uri-reference"));
        if has_message && name == "type" && uri {
            return text_of_formats(&candidate.facts, 1, true).filter(|text| text.max.is_none()).map(|_| json!({ "$": "type" }));
        }
        None
    }

    fn of_entry(&mut self, candidate: &Candidate<'a>) -> Option<Value> {
        let name = candidate.name;
        if candidate.is(Type::Array) && member::is_way(name) {
            let facts = &candidate.facts;
            let (_, item) = self.samples.bare(&facts.items);
            let free = facts.items.is_empty() || free_text(&item, 0).is_some_and(|text| text.max.is_none());
            return (free && is_free_list(facts)).then(|| json!({ "$": "loc" }));
        }
        if candidate.is(Type::Object) && member::is_place(name) {
            let (sample, facts) = self.samples.bare(&candidate.ids);
            let Value::Object(members) = sample.value else { return None };
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
            let all = statuses.copied().all(|status| self.samples.accepted(&candidate.ids, &json!(status), plan));
            return (all && candidate.facts.values.is_none()).then(|| json!({ "$": "status" }));
        }
        let text = candidate.text.as_ref()?;
        text.max.is_none_or(|max| max >= 3).then(|| json!({ "$": "statusText" }))
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
                let told = members.iter().any(|(name, value)| member::message_rank(name).is_some() && is_hole(value));
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

/// A member that may get a hole.
struct Candidate<'a> {
    name: &'a str,
    ids: Vec<SchemaId>,
    facts: Facts<'a>,
    /// The texts that it takes, if it takes any.
    text: Option<Text>,
}

impl Candidate<'_> {
    fn is(&self, kind: Type) -> bool {
        let implied = match kind {
            Type::Object => !self.facts.properties.is_empty(),
            Type::Array => !self.facts.items.is_empty(),
            _ => false,
        };
        self.facts.types.map_or(implied, |types| types.contains(kind))
    }
}

/// Any text, up to a length in characters.
#[derive(Clone, Copy)]
struct Text {
    max: Option<usize>,
}

impl Text {
    fn hole(self, name: &str) -> Value {
        match self.max {
            Some(max) => json!({ "$": name, "max": max }),
            None => json!({ "$": name }),
        }
    }
}

/// Which member is the message.
fn message(candidates: &[Candidate]) -> Option<usize> {
    let ranked = candidates.iter().enumerate().filter(|(_, candidate)| candidate.text.is_some());
    let ranked = ranked.filter_map(|(index, candidate)| Some((member::message_rank(candidate.name)?, index)));
    ranked.min().map(|(_, index)| index)
}

/// The texts that are allowed, if these are all but very short ones.
fn free_text(facts: &Facts, shortest: usize) -> Option<Text> {
    text_of_formats(facts, shortest, facts.formats.is_empty())
}

fn text_of_formats(facts: &Facts, shortest: usize, allowed: bool) -> Option<Text> {
    let text = facts.types.is_some_and(|types| types.contains(Type::String));
    let free = facts.values.is_none()
        && facts.patterns.is_empty()
        && facts.count("minLength").unwrap_or_default() <= shortest
        && facts.count("maxLength") != Some(0);
    (text && free && allowed).then(|| Text { max: facts.count("maxLength") })
}

/// Whether a list takes any number of items, one at least.
fn is_free_list(facts: &Facts) -> bool {
    facts.count("maxItems").is_none()
        && facts.count("uniqueItems").is_none()
        && facts.count("minItems").unwrap_or_default() <= 1
        && facts.prefix_items.is_empty()
        && facts.contains.is_empty()
}

/// Whether a value is a hole, for which templates have an object with `$`.
pub(super) fn is_hole(value: &Value) -> bool {
    value.get("$").is_some_and(Value::is_string)
}

fn told_list(members: &Map<String, Value>) -> bool {
    members.values().any(|value| value.get("$") == Some(&json!("errors")))
}
