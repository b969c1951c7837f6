//! Building a template: the smallest body that satisfies the schema, with placeholders where any text or number is allowed.

use http::StatusCode;
use serde_json::{Map, Value, json};

use super::error_member::{ErrorMember, free_text, is_free_list, message, text_of_formats};
use super::member_names;
use crate::example::{Chosen, Direction, SampleOptions, Samples};
use crate::resolve::Count;
use crate::schema::{SchemaId, Type};

/// How detailed a template is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Detail {
    /// Whether optional members are added.
    pub(super) optional: bool,
    /// Whether lists of violations are added.
    pub(super) lists: bool,
    /// Whether there are placeholders for more than the message.
    pub(super) more: bool,
}

/// Writes a template for statuses.
pub(super) struct Builder<'s, 'a> {
    pub(super) samples: &'s mut Samples<'a>,
    pub(super) statuses: &'s [u16],
    pub(super) detail: Detail,
    /// Whether a member names one of the statuses, and there are several.
    pub(super) names_status: bool,
}

/// What an object of an error body describes.
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
        let (sample, constraints) = self.samples.bare(ids);
        match sample.value {
            Value::String(_) => match free_text(&constraints, 1) {
                Some(text) => text.placeholder("detail"),
                None => sample.value,
            },
            Value::Array(_) => match self.list(&constraints) {
                Some(list) => list,
                None => sample.value,
            },
            Value::Object(members) => {
                Value::Object(self.object(&constraints, members, Subject::Problem, depth))
            }
            other => other,
        }
    }

    fn object(
        &mut self,
        constraints: &Chosen<'a>,
        mut members: Map<String, Value>,
        subject: Subject,
        depth: usize,
    ) -> Map<String, Value> {
        let documented = self.documented(constraints, &members, subject);
        let most = constraints
            .counts
            .max_properties
            .map(Count::size)
            .unwrap_or(usize::MAX);
        let message = message(&documented).filter(|_| subject != Subject::Other);
        for (index, member) in documented.iter().enumerate() {
            let value = match subject {
                _ if message == Some(index) => {
                    let placeholder = if subject == Subject::Problem {
                        "detail"
                    } else {
                        "message"
                    };
                    member
                        .text
                        .as_ref()
                        .map(|text| text.placeholder(placeholder))
                }
                _ if !self.detail.more => None,
                _ if member.constraints.values.is_some() => self.name_of_status(member),
                Subject::Problem => self.problem_member(member, message.is_some()),
                Subject::Violation => self.violation_member(member),
                Subject::Other
                    if member_names::is_code(member.name) && !member.is(Type::String) =>
                {
                    self.status(member)
                }
                Subject::Other => None,
            };
            if members.len() < most || members.contains_key(member.name) {
                members.extend(value.map(|value| (member.name.to_owned(), value)));
            }
        }
        if subject == Subject::Problem && depth < 3 {
            self.nested(
                &documented,
                message.is_some() || has_list(&members),
                depth,
                &mut members,
            );
        }
        if subject == Subject::Problem
            && depth == 0
            && constraints.properties.is_empty()
            && members.is_empty()
        {
            return self.problem();
        }
        members
    }

    /// Fills the objects among the members: the problem, unless this level has its message, and a status elsewhere.
    fn nested(
        &mut self,
        documented: &[ErrorMember<'a>],
        has_message: bool,
        depth: usize,
        members: &mut Map<String, Value>,
    ) {
        let objects = || documented.iter().filter(|member| member.is(Type::Object));
        let known = |member: &&ErrorMember, members: &Map<String, Value>| {
            members
                .get(member.name)
                .is_some_and(|value| value.is_object() && !is_placeholder(value))
        };
        let mut envelope = None;
        if !has_message {
            envelope = objects()
                .find(|member| known(member, members) || member_names::is_envelope(member.name));
        }
        if let Some(member) = envelope
            && let Value::Object(inner) = self.body(&member.ids, depth + 1)
            && (known(&member, members) || inner.values().any(Value::is_object))
        {
            members.insert(member.name.to_owned(), inner.into());
        }
        let envelope = envelope.map(|member| member.name);
        for member in objects() {
            if !self.detail.more || envelope == Some(member.name) || !known(&member, members) {
                continue;
            }
            let (sample, constraints) = self.samples.bare(&member.ids);
            if let Value::Object(inner) = sample.value {
                let inner = self.object(&constraints, inner, Subject::Other, depth + 1);
                members.insert(member.name.to_owned(), inner.into());
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
    fn documented(
        &mut self,
        constraints: &Chosen<'a>,
        members: &Map<String, Value>,
        subject: Subject,
    ) -> Vec<ErrorMember<'a>> {
        let options = SampleOptions::bare(Direction::Response);
        let mut documented = Vec::new();
        for (name, ids) in &constraints.properties {
            let optional = self.detail.optional
                && subject != Subject::Other
                && !self.samples.is_hidden(ids, options);
            if !members.contains_key(*name) && !optional {
                continue;
            }
            let ids = self.samples.member(constraints, name);
            let (_, inner) = self.samples.bare(&ids);
            documented.push(ErrorMember {
                name,
                ids,
                text: free_text(&inner, 1),
                constraints: inner,
            });
        }
        documented
    }

    fn problem_member(&mut self, member: &ErrorMember<'a>, has_message: bool) -> Option<Value> {
        let name = member.name;
        if self.detail.lists && member_names::is_list(name) && member.is(Type::Array) {
            return self.list(&member.constraints);
        }
        if member_names::is_code(name) {
            return self.status(member);
        }
        if has_message && member_names::is_title(name) {
            return member.text.as_ref().map(|text| text.placeholder("title"));
        }
        let uri = member
            .constraints
            .formats
            .iter()
            .all(|format| matches!(*format, "uri" | "uri-reference"));
        if has_message && name == "type" && uri {
            return text_of_formats(&member.constraints, 1, true)
                .filter(|text| text.max.is_none())
                .map(|_| json!({ "$": "type" }));
        }
        None
    }

    fn violation_member(&mut self, member: &ErrorMember<'a>) -> Option<Value> {
        let name = member.name;
        if member.is(Type::Array) && member_names::is_path(name) {
            let constraints = &member.constraints;
            let (_, item) = self.samples.bare(&constraints.items());
            let free = constraints.items().is_empty()
                || free_text(&item, 0).is_some_and(|text| text.max.is_none());
            return (free && is_free_list(constraints)).then(|| json!({ "$": "loc" }));
        }
        if member.is(Type::Object) && member_names::is_location(name) {
            let (sample, constraints) = self.samples.bare(&member.ids);
            let Value::Object(members) = sample.value else {
                return None;
            };
            let location = self.object(&constraints, members, Subject::Violation, 2);
            return location
                .values()
                .any(is_placeholder)
                .then(|| location.into());
        }
        if member_names::is_code(name) && !member.is(Type::String) || name == "status" {
            return self.status(member);
        }
        if name == "title" {
            return member.text.as_ref().map(|text| text.placeholder("title"));
        }
        let placeholder = member_names::violation_placeholder(name)?;
        // Pointers and names are empty where the whole body is invalid.
        let shortest = usize::from(placeholder == "code");
        free_text(&member.constraints, shortest).map(|text| text.placeholder(placeholder))
    }

    /// The status as a number or as a text.
    fn status(&mut self, member: &ErrorMember<'a>) -> Option<Value> {
        let options = SampleOptions::bare(Direction::Response);
        if member.is(Type::Integer) || member.is(Type::Number) {
            let statuses = self.statuses.iter();
            let all = statuses
                .copied()
                .all(|status| self.samples.accepted(&member.ids, &json!(status), options));
            return (all && member.constraints.values.is_none()).then(|| json!({ "$": "status" }));
        }
        let text = member.text.as_ref()?;
        text.max
            .is_none_or(|max| max >= 3)
            .then(|| json!({ "$": "statusText" }))
    }

    /// The enum value that is the number or the reason phrase of the status.
    fn name_of_status(&mut self, member: &ErrorMember<'a>) -> Option<Value> {
        let values = member.constraints.values.iter().flatten();
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
    fn list(&mut self, constraints: &Chosen<'a>) -> Option<Value> {
        if !is_free_list(constraints) || constraints.items().is_empty() {
            return None;
        }
        let (sample, item) = self.samples.bare(&constraints.items());
        let each = match sample.value {
            Value::String(_) => free_text(&item, 1)?.placeholder("message"),
            Value::Object(members) => {
                let members = self.object(&item, members, Subject::Violation, 0);
                let has_message = members.iter().any(|(name, value)| {
                    member_names::message_rank(name).is_some() && is_placeholder(value)
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
