//! Media types and ranges of them: what a request has, and what its sender accepts.

use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::operation::{Content, Operation};
use super::problem::Problem;

/// A media type or a range of them, in lower case; `*` stands for any.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "String")]
pub(super) struct MediaType {
    main: String,
    sub: String,
    parameters: Vec<(String, String)>,
}

impl From<String> for MediaType {
    fn from(text: String) -> Self {
        Self::parse(&text)
    }
}

impl MediaType {
    pub fn parse(text: &str) -> Self {
        let mut parts = text.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
        let (main, sub) = essence.split_once('/').unwrap_or((&essence, ""));
        let parameters = parts.filter_map(|part| {
            let (name, value) = part.split_once('=')?;
            Some((
                name.trim().to_ascii_lowercase(),
                value.trim().trim_matches('"').to_ascii_lowercase(),
            ))
        });
        Self {
            main: main.to_owned(),
            sub: sub.to_owned(),
            parameters: parameters.collect(),
        }
    }

    /// How much a range says; the larger, the more exact.
    pub fn weight(&self) -> (u8, usize) {
        let kind = match (self.main.as_str(), self.sub.as_str()) {
            ("*", _) => 0,
            (_, "*") => 1,
            _ => 2,
        };
        (kind, self.parameters.len())
    }

    /// Whether a media type lies in this range, parameters aside.
    fn covers(&self, other: &Self) -> bool {
        let fits = |range: &str, part: &str| range == "*" || range == part;
        fits(&self.main, &other.main) && fits(&self.sub, &other.sub)
    }

    fn has_parameters_of(&self, other: &Self) -> bool {
        other
            .parameters
            .iter()
            .all(|parameter| self.parameters.contains(parameter))
    }

    pub fn is_json(&self) -> bool {
        self.sub == "json" && matches!(self.main.as_str(), "application" | "text")
            || self.sub.ends_with("+json")
    }

    pub fn is_urlencoded(&self) -> bool {
        self.main == "application" && self.sub == "x-www-form-urlencoded"
    }

    pub fn is_text(&self) -> bool {
        self.main == "text"
    }
}

/// Refuses a request that accepts none of the documented media types (RFC 9110, section 12.5.1).
pub(super) fn check_accept(operation: &Operation, headers: &HeaderMap) -> Result<(), Problem> {
    let ranges: Vec<(MediaType, bool)> = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter(|range| !range.trim().is_empty())
        .map(|range| (MediaType::parse(range), !refuses(range)))
        .collect();
    let produces = &operation.produces;
    if ranges.is_empty()
        || produces.is_empty()
        || produces.iter().any(|offered| accepts(&ranges, offered))
    {
        return Ok(());
    }
    let offered: Vec<_> = produces
        .iter()
        .map(|offered| format!("{}/{}", offered.main, offered.sub))
        .collect();
    let detail = format!(
        "The answer can only be {}, which the Accept header excludes.",
        offered.join(" or ")
    );
    Err(Problem::new(StatusCode::NOT_ACCEPTABLE, detail))
}

/// Whether the most exact of the ranges that fit says yes.
fn accepts(ranges: &[(MediaType, bool)], offered: &MediaType) -> bool {
    let fitting = ranges
        .iter()
        .filter(|(range, _)| range.covers(offered) || offered.covers(range));
    fitting
        .max_by_key(|(range, wanted)| (range.weight().0, *wanted))
        .is_some_and(|(_, wanted)| *wanted)
}

/// Whether a range has the quality zero.
fn refuses(range: &str) -> bool {
    let mut parameters = range
        .split(';')
        .skip(1)
        .filter_map(|part| part.split_once('='));
    let quality = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    quality.is_some_and(|(_, quality)| quality.trim().parse() == Ok(0.0))
}

/// The documented content that a request's body is of.
///
/// # Errors
/// A problem (415) when the document has none for the media type.
pub(super) fn find_content<'a>(
    contents: &'a [Content],
    headers: &HeaderMap,
) -> Result<&'a Content, Problem> {
    let sent = headers
        .get(CONTENT_TYPE)
        .map(|value| String::from_utf8_lossy(value.as_bytes()));
    let media_type = sent.as_deref().map_or_else(
        || MediaType::parse("application/octet-stream"),
        MediaType::parse,
    );
    let covering = || {
        contents
            .iter()
            .filter(|content| content.media_type.covers(&media_type))
    };
    let found = covering().find(|content| media_type.has_parameters_of(&content.media_type));
    found.or_else(|| covering().next()).ok_or_else(|| {
        let documented = contents
            .iter()
            .map(|content| content.key.as_str())
            .collect::<Vec<_>>()
            .join(" or ");
        let detail = match sent {
            Some(sent) => format!("The body is {sent}; it must be {documented}."),
            None => format!("The body has no Content-Type; it must be {documented}."),
        };
        Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
    })
}
