//! Functions about single values.

use super::{Context, Hit, Target};
use crate::lint::document::Step;
use crate::lint::pattern::Pattern;
use crate::lint::value::{is_one_of, is_truthy, printed};
use crate::source::{Node, Value};

fn one<'a>(path: &[Step<'a>], error: impl Into<String>) -> Vec<Hit<'a>> {
    vec![Hit::new(path, error)]
}

fn target_is_truthy(target: Target<'_>) -> bool {
    match target {
        Target::Node(node) => is_truthy(Some(node)),
        Target::Key(Step::Key(key)) => !key.is_empty(),
        Target::Key(Step::Index(index)) => index > 0,
        Target::Missing => false,
    }
}

pub(super) fn truthy<'a>(target: Target<'a>, path: &[Step<'a>]) -> Vec<Hit<'a>> {
    match target_is_truthy(target) {
        true => Vec::new(),
        false => one(
            path,
            target.must(
                path,
                "be there and not be null, false, zero or an empty text",
            ),
        ),
    }
}

pub(super) fn falsy<'a>(target: Target<'a>, path: &[Step<'a>]) -> Vec<Hit<'a>> {
    match target_is_truthy(target) {
        true => one(
            path,
            target.must(
                path,
                "not be there, or be null, false, zero or an empty text",
            ),
        ),
        false => Vec::new(),
    }
}

pub(super) fn defined<'a>(target: Target<'a>, path: &[Step<'a>]) -> Vec<Hit<'a>> {
    match target {
        Target::Missing => one(path, target.must(path, "be there")),
        Target::Node(_) | Target::Key(_) => Vec::new(),
    }
}

pub(super) fn undefined<'a>(target: Target<'a>, path: &[Step<'a>]) -> Vec<Hit<'a>> {
    match target {
        Target::Missing => Vec::new(),
        Target::Node(_) | Target::Key(_) => one(path, target.must(path, "not be there")),
    }
}

pub(super) fn enumeration<'a>(
    target: Target<'a>,
    allowed: &'a Node,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let values = allowed.as_array().unwrap_or_default();
    let is_allowed = match target {
        Target::Node(node) => match node.value {
            Value::Array(_) | Value::Object(_) => true,
            _ => is_one_of(context.view, node, values).unwrap_or(true),
        },
        Target::Key(Step::Key(key)) => values.iter().any(|value| value.as_str() == Some(key)),
        Target::Key(Step::Index(index)) => values
            .iter()
            .any(|value| value.as_u64() == u64::try_from(index).ok()),
        Target::Missing => true,
    };
    match is_allowed {
        true => Vec::new(),
        false => {
            let values: Vec<_> = values.iter().map(printed).collect();
            let wanted = format!("be one of {}", values.join(", "));
            one(path, target.must(path, &wanted))
        }
    }
}

pub(super) fn length<'a>(
    target: Target<'a>,
    least: Option<f64>,
    most: Option<f64>,
    path: &[Step<'a>],
) -> Vec<Hit<'a>> {
    let length = match target {
        Target::Node(node) => match &node.value {
            Value::Array(items) => items.len() as f64,
            Value::Object(object) => object.len() as f64,
            Value::String(text) => text.encode_utf16().count() as f64,
            Value::Number(number) => number.as_f64().unwrap_or_default(),
            Value::Null | Value::Bool(_) => return Vec::new(),
        },
        Target::Key(Step::Key(key)) => key.encode_utf16().count() as f64,
        Target::Key(Step::Index(index)) => index as f64,
        Target::Missing => return Vec::new(),
    };
    // The function compares numbers themselves.
    let (low, high, is) = match target {
        Target::Node(node) if node.as_number().is_some() => ("less", "more", "it is"),
        _ => ("shorter", "longer", "its length is"),
    };
    let subject = target.subject(path);
    let mut hits = Vec::new();
    if let Some(least) = least.filter(|least| length < *least) {
        let error = format!("{subject} must not be {low} than {least}; {is} {length}");
        hits.push(Hit::new(path, error));
    }
    if let Some(most) = most.filter(|most| length > *most) {
        let error = format!("{subject} must not be {high} than {most}; {is} {length}");
        hits.push(Hit::new(path, error));
    }
    hits
}

pub(super) fn pattern<'a>(
    target: Target<'a>,
    expected: Option<&Pattern>,
    forbidden: Option<&Pattern>,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let Some(text) = target.text() else {
        return Vec::new();
    };
    let matches = |pattern: &Pattern| pattern.is_match(&text, context.view.effort());
    let mut hits = Vec::new();
    if let Some(pattern) = expected.filter(|pattern| matches(pattern) == Some(false)) {
        let wanted = format!("match the pattern `{}`", pattern.text());
        hits.push(Hit::new(path, target.must(path, &wanted)));
    }
    if let Some(pattern) = forbidden.filter(|pattern| matches(pattern) == Some(true)) {
        let wanted = format!("not match the pattern `{}`", pattern.text());
        hits.push(Hit::new(path, target.must(path, &wanted)));
    }
    hits
}

/// The function `casing`.
#[derive(Debug)]
pub struct Casing {
    name: String,
    pattern: Pattern,
    /// The separator that is allowed alone.
    alone: Option<String>,
}

impl Casing {
    /// A spelling by its name, with or without digits, with a separator that may also lead.
    pub(super) fn new(
        name: &str,
        digits: bool,
        separator: Option<(&str, bool)>,
    ) -> Result<Self, String> {
        let digit = if digits { "0-9" } else { "" };
        let lower = format!("[a-z{digit}]");
        let upper = format!("[A-Z{digit}]");
        // A word of camel case: `Ab`, `1a`, or a single capital at the end.
        let words = |first: &str| match digits {
            true => format!("{first}{lower}*(?:[A-Z0-9](?:[a-z0-9]+|$))*"),
            false => format!("{first}{lower}*(?:[A-Z](?:[a-z]+|$))*"),
        };
        let word = match name {
            "flat" => format!("[a-z]{lower}*"),
            "camel" => words("[a-z]"),
            "pascal" => words("[A-Z]"),
            "kebab" => format!("[a-z]{lower}*(?:-{lower}+)*"),
            "cobol" => format!("[A-Z]{upper}*(?:-{upper}+)*"),
            "snake" => format!("[a-z]{lower}*(?:_{lower}+)*"),
            "macro" => format!("[A-Z]{upper}*(?:_{upper}+)*"),
            _ => return Err(format!("the casing `{name}` is unknown")),
        };
        let source = match separator {
            None => format!("^{word}$"),
            Some((separator, leads)) => {
                let escaped = match separator {
                    "^" | "]" | "\\" | "-" => format!("\\{separator}"),
                    _ => separator.to_owned(),
                };
                let lead = if leads {
                    format!("[{escaped}]?")
                } else {
                    String::new()
                };
                format!("^{lead}{word}(?:[{escaped}]{word})*$")
            }
        };
        Ok(Self {
            name: name.to_owned(),
            pattern: Pattern::with_flags(&source, "")?,
            alone: separator
                .filter(|(_, leads)| *leads)
                .map(|(separator, _)| separator.to_owned()),
        })
    }

    pub(super) fn check<'a>(
        &self,
        target: Target<'a>,
        path: &[Step<'a>],
        context: Context<'_, 'a>,
    ) -> Vec<Hit<'a>> {
        let Some(text) = target.text().filter(|text| !text.is_empty()) else {
            return Vec::new();
        };
        let is_alone = self.alone.as_deref() == Some(&text);
        let matches = self.pattern.is_match(&text, context.view.effort());
        let fits = is_alone || matches.unwrap_or(true);
        match fits {
            true => Vec::new(),
            false => one(
                path,
                target.must(path, &format!("be in {} case", self.name)),
            ),
        }
    }
}
