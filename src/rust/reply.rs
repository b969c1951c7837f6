//! How a client's method reads its answers: one arm of a `match` for each.

use std::cmp::Reverse;

use serde::Serialize;

use super::code::{Code, literal};
use super::contents;
use super::file::File;
use crate::api::{Content, Form, Operation, Response, Status};

/// What a method gives, and how.
pub struct Replies {
    /// The type of its success.
    pub success: Code,
    pub arms: Vec<Arm>,
}

/// An arm of the `match` on the status.
#[derive(Debug, Serialize)]
pub struct Arm {
    pub pattern: Code,
    /// Behind `if`.
    pub guard: Option<Code>,
    pub value: Code,
}

/// What counts as a call's success.
#[derive(Clone, Copy, PartialEq)]
enum Success {
    /// What the only answer of success holds, by its place.
    Held(usize),
    /// The answers of success as they are.
    Whole,
    /// No answer is one by its documented status, so `default` is, where the status is.
    Default,
    /// The document has none at all: every answer is taken as it is.
    Any,
}

pub fn replies(file: &mut File, index: usize) -> Replies {
    let operation = &file.api.operations[index];
    let kind = kind(operation);
    let answers = file.operation_name(operation.tag.0, &file.names.operations[index].answers);
    let success = match kind {
        Success::Held(position) => {
            let response = &operation.responses[position];
            let body = response.contents.first().map(|content| &content.ty);
            let set = file.names.header_sets.of(index, position);
            file.payload(body, set).unwrap_or_else(|| Code::new("()"))
        }
        _ => answers.clone(),
    };
    Replies {
        success,
        arms: arms(file, index, kind, &answers),
    }
}

fn kind(operation: &Operation) -> Success {
    let successes: Vec<usize> = (0..operation.responses.len())
        .filter(|index| operation.responses[*index].status.is_success())
        .collect();
    match successes[..] {
        [only] => {
            let response = &operation.responses[only];
            let is_one = contents::variants_of(response).len() == 1
                && matches!(response.status, Status::Code(_));
            if is_one {
                Success::Held(only)
            } else {
                Success::Whole
            }
        }
        [_, _, ..] => Success::Whole,
        [] => {
            let mut statuses = operation.responses.iter().map(|response| response.status);
            match statuses.any(|status| status == Status::Default) {
                true => Success::Default,
                false => Success::Any,
            }
        }
    }
}

fn arms(file: &File, index: usize, kind: Success, answers: &Code) -> Vec<Arm> {
    let operation = &file.api.operations[index];
    let names = &file.names.operations[index];
    let streamed = super::server::streams(operation);
    // Exact codes before ranges, and `default` last, as the specification ranks them (§4.8.16).
    let mut order: Vec<usize> = (0..operation.responses.len()).collect();
    order.sort_by_key(|index| match operation.responses[*index].status {
        Status::Code(_) => 0,
        Status::Range(_) => 1,
        Status::Default => 2,
    });
    let mut arms = Vec::new();
    for position in order {
        let response = &operation.responses[position];
        let pattern = match response.status {
            Status::Code(code) => code.to_string(),
            Status::Range(range) => rest_of_range(range, &operation.responses),
            Status::Default => "_".to_owned(),
        };
        if pattern.is_empty() {
            continue;
        }
        let mut variants = contents::variants_of(response);
        variants.sort_by_key(|variant| Reverse(exactness(response.contents.get(*variant))));
        let last = variants.last().copied();
        for variant in variants {
            let content = response.contents.get(variant);
            // The last one takes what says no media type of the others.
            let media_type = content
                .filter(|_| Some(variant) != last)
                .map(|content| format!("reply.is({})", literal(&content.media_type)));
            let answer = Answer {
                constructor: format!("{answers}::{}", names.responses[position][variant]),
                content,
                headers: !response.headers.is_empty(),
                status: !matches!(response.status, Status::Code(_)),
                streamed,
            };
            let mut arm = |condition: Option<&str>, value: String| {
                let conditions: Vec<&str> =
                    condition.into_iter().chain(media_type.as_deref()).collect();
                arms.push(Arm {
                    pattern: Code::new(pattern.clone()),
                    guard: (!conditions.is_empty()).then(|| Code::new(conditions.join(" && "))),
                    value: Code::new(value),
                });
            };
            match kind {
                Success::Held(only) if only == position => arm(None, answer.held()),
                Success::Any => arm(None, answer.taken()),
                Success::Default if response.status == Status::Default => {
                    arm(Some("reply.code().is_success()"), answer.taken());
                    arm(None, answer.refused());
                }
                _ if response.status.is_success() => arm(None, answer.taken()),
                _ => arm(None, answer.refused()),
            }
        }
    }
    let takes_all = |arm: &Arm| arm.pattern.as_str() == "_" && arm.guard.is_none();
    if !arms.iter().any(takes_all) {
        let reply = if streamed {
            "reply.whole().await?"
        } else {
            "reply"
        };
        arms.push(Arm {
            pattern: Code::new("_"),
            guard: None,
            value: Code::new(format!("Err({reply}.unexpected())")),
        });
    }
    arms
}

/// The pattern of a range behind the arms of single codes, without those at its ends: such an overlap reads like a
/// mistake, also to clippy. Empty if each code has an arm of its own.
fn rest_of_range(range: u8, responses: &[Response]) -> String {
    let is_named = |code: u16| {
        let mut statuses = responses.iter().map(|response| response.status);
        statuses.any(|status| status == Status::Code(code))
    };
    let codes = u16::from(range) * 100..u16::from(range) * 100 + 100;
    let first = codes.clone().find(|code| !is_named(*code));
    let last = codes.rev().find(|code| !is_named(*code));
    match (first, last) {
        (Some(first), Some(last)) => format!("{first}..={last}"),
        _ => String::new(),
    }
}

/// How much a media type says, ranges little: what fits several is the most exact of them (§4.8.17).
fn exactness(content: Option<&Content>) -> (u8, usize) {
    let media_type = content.map_or("", |content| content.media_type.as_str());
    let kind = match media_type.split(';').next().unwrap_or_default().trim() {
        "*/*" => 0,
        range if range.ends_with("/*") => 1,
        _ => 2,
    };
    (kind, media_type.matches(';').count())
}

/// The method that reads a body.
fn method(content: &Content) -> &'static str {
    match content.form {
        Form::Json | Form::UrlEncoded => "json",
        Form::Text => "text",
        Form::Stream => "stream",
        Form::Items => "items",
    }
}

/// One documented answer, as it is read from `reply`.
struct Answer<'a> {
    /// The path of its variant.
    constructor: String,
    content: Option<&'a Content>,
    headers: bool,
    /// Whether the variant holds the status.
    status: bool,
    /// Whether `reply` still has its body to come.
    streamed: bool,
}

impl Answer<'_> {
    /// What the variant holds, as a success: an expression of a `Result`.
    fn held(&self) -> String {
        match self.read() {
            Some(read) => self.whole(read),
            None => "Ok(())".to_owned(),
        }
    }

    /// The variant, as a success.
    fn taken(&self) -> String {
        match (self.read(), self.is_stream()) {
            (Some(read), false) => self.whole(format!("{read}.map({})", self.make())),
            (Some(_), true) if self.headers => {
                let body = self.content.map_or("stream", method);
                format!("reply.{body}_with_headers().map({})", self.make())
            }
            _ => format!("Ok({})", self.value()),
        }
    }

    /// The variant, as an error.
    fn refused(&self) -> String {
        match (self.read(), self.is_stream()) {
            (Some(read), false) => self.whole(self.error(&read)),
            (Some(read), true) if self.headers => self.error(&read),
            _ => format!("Err(Error::answer({}))", self.value()),
        }
    }

    /// The error made of what was read.
    fn error(&self, read: &str) -> String {
        let constructor = &self.constructor;
        match self.status {
            true => format!("Error::of_status(reply.code(), {read}, {constructor})"),
            false => format!("Error::of({read}, {constructor})"),
        }
    }

    fn is_stream(&self) -> bool {
        self.content.is_some_and(|content| content.ty.is_stream())
    }

    /// The expression that reads what the variant holds beside the status; `None` for nothing.
    fn read(&self) -> Option<String> {
        let body = self.content.map(method);
        Some(match (body, self.headers) {
            (Some(body), false) if self.is_stream() => format!("Ok(reply.{body}())"),
            (Some(body), false) => format!("reply.{body}()"),
            (Some(body), true) => format!("reply.{body}_with_headers()"),
            (None, true) => "reply.only_headers()".to_owned(),
            (None, false) => return None,
        })
    }

    /// The function that makes the variant of what was read.
    fn make(&self) -> String {
        match self.status {
            true => format!("|answer| {}(reply.code(), answer)", self.constructor),
            false => self.constructor.clone(),
        }
    }

    /// The variant itself, where nothing has to be read, or a stream.
    fn value(&self) -> String {
        let stream = self.content.filter(|_| self.is_stream());
        let stream = stream.map(|content| format!("reply.{}()", method(content)));
        let status = self.status.then(|| "reply.code()".to_owned());
        let holds: Vec<String> = status.into_iter().chain(stream).collect();
        match holds.is_empty() {
            true => self.constructor.clone(),
            false => format!("{}({})", self.constructor, holds.join(", ")),
        }
    }

    /// The expression, where need be with the body awaited before.
    fn whole(&self, read: String) -> String {
        let needs_body = self.streamed && self.content.is_some() && !self.is_stream();
        match needs_body {
            false => read,
            true if read.matches("reply").count() == 1 => {
                read.replacen("reply", "reply.whole().await?", 1)
            }
            true => format!("{{ let reply = reply.whole().await?; {read} }}"),
        }
    }
}
