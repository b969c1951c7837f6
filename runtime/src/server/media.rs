//! Content negotiation: the media type that a request has, and those that its sender accepts.

use std::borrow::Cow;

use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};

use super::super::media_type::MediaType;
use super::operation::{Content, Operation};
use super::problem::Problem;

/// Refuses a request that accepts none of the documented media types (RFC 9110, section 12.5.1).
pub(super) fn check_accept(operation: &Operation, headers: &HeaderMap) -> Result<(), Problem> {
    let produces = &operation.produces;
    let accept = headers.get_all(ACCEPT);
    let lines = || accept.iter().filter_map(|value| value.to_str().ok());
    // What most clients send, without parsing it.
    let is_produced = |line: &str| produces.iter().any(|produced| produced.is_exactly(line));
    if accept.iter().all(|line| line == "*/*") || lines().any(is_produced) {
        return Ok(());
    }
    let ranges: Vec<MediaType> = lines().flat_map(MediaType::parse_list).collect();
    if ranges.is_empty()
        || produces.is_empty()
        || produces.iter().any(|produced| accepts(&ranges, produced))
    {
        return Ok(());
    }
    let produced: Vec<_> = produces.iter().map(MediaType::essence).collect();
    let detail = format!(
        "The response can only be {}, which the Accept header excludes.",
        produced.join(" or ")
    );
    Err(Problem::refusal(StatusCode::NOT_ACCEPTABLE, detail))
}

/// Which of some media types the request prefers: the one with the highest quality, of equal ones the first; none if all have
/// the quality zero or are not accepted (RFC 9110, section 12.5.1).
pub(super) fn preferred<'m>(headers: &HeaderMap, offered: &[&'m str]) -> Option<&'m str> {
    let accept = headers.get_all(ACCEPT).iter();
    let lines = accept.filter_map(|value| value.to_str().ok());
    let ranges: Vec<MediaType> = lines.flat_map(MediaType::parse_list).collect();
    if ranges.is_empty() {
        return offered.first().copied();
    }
    let mut best: Option<(f64, &'m str)> = None;
    for media_type in offered {
        let quality = quality(&ranges, &MediaType::parse(media_type));
        if quality > best.map_or(0.0, |(best, _)| best) {
            best = Some((quality, media_type));
        }
    }
    best.map(|(_, media_type)| media_type)
}

/// The quality of a media type: that of the most specific range that includes it; 0 if there is none.
fn quality(ranges: &[MediaType], media_type: &MediaType) -> f64 {
    let including = ranges.iter().filter(|range| {
        let plain = (*range).clone().without_parameter("q");
        plain.includes(media_type) && media_type.has_parameters_of(&plain)
    });
    let range = including.max_by_key(|range| {
        let plain = (*range).clone().without_parameter("q");
        plain.specificity()
    });
    let quality = range.map(|range| range.parameter("q").unwrap_or("1"));
    // A quality that is no number is none.
    let quality = quality.and_then(|quality| quality.parse::<f64>().ok());
    quality.filter(|quality| quality.is_finite()).unwrap_or(0.0)
}

/// Whether the most specific of the ranges that match has a quality above zero.
fn accepts(ranges: &[MediaType], produced: &MediaType) -> bool {
    let matching = ranges.iter().filter(|range| {
        (range.includes(produced) || produced.includes(range)) && !range.contradicts(produced)
    });
    matching
        .max_by_key(|range| (range.specificity().0, !is_excluded(range)))
        .is_some_and(|range| !is_excluded(range))
}

/// Whether a range has the quality zero.
fn is_excluded(range: &MediaType) -> bool {
    range
        .parameter("q")
        .is_some_and(|quality| quality.parse() == Ok(0.0))
}

/// The number of the documented content for the media type of a request's body, and that media type.
///
/// # Errors
/// A problem: 400 when there are several media types, 415 when none is documented for this one.
pub(super) fn find_content<'a>(
    contents: &'a [Content],
    headers: &HeaderMap,
) -> Result<(usize, Cow<'a, MediaType>), Problem> {
    let sent = content_type(headers)?;
    // What most clients send, without parsing it.
    let first = contents.first().zip(sent.as_ref());
    if let Some((first, _)) = first.filter(|(first, sent)| first.media_type.is_exactly(sent)) {
        return Ok((0, Cow::Borrowed(&first.media_type)));
    }
    let media_type = match &sent {
        Some(sent) => MediaType::parse(sent),
        None => MediaType::parse("application/octet-stream"),
    };
    let including = || {
        contents
            .iter()
            .enumerate()
            .filter(|(_, content)| content.media_type.includes(&media_type))
    };
    let found = including().find(|(_, content)| media_type.has_parameters_of(&content.media_type));
    // A parameter may be left out, but its value is not another one: `version=3` is not read as `version=2`.
    let found =
        found.or_else(|| including().find(|(_, it)| !media_type.contradicts(&it.media_type)));
    if let Some((number, _)) = found {
        return Ok((number, Cow::Owned(media_type)));
    }
    let documented = contents
        .iter()
        .map(|content| content.key.as_str())
        .collect::<Vec<_>>()
        .join(" or ");
    let detail = match sent {
        Some(sent) if !sent.is_empty() => format!("The body is {sent}; it must be {documented}."),
        _ => format!("The body has no Content-Type; it must be {documented}."),
    };
    Err(Problem::refusal(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail))
}

/// Refuses text in an encoding other than UTF-8, which JSON has to have between systems (RFC 8259, section 8.1).
///
/// # Errors
/// A problem (415) when `charset` is neither `utf-8` nor its subset `us-ascii`.
pub(super) fn check_charset(media_type: &MediaType) -> Result<(), Problem> {
    match media_type.unsupported_charset() {
        None => Ok(()),
        Some(charset) => Err(Problem::refusal(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            format!("The charset {charset} is not supported; the body must be UTF-8."),
        )),
    }
}

/// The value of `Content-Type`, which must not be sent twice or be a list: readers would differ in which one they take.
fn content_type(headers: &HeaderMap) -> Result<Option<Cow<'_, str>>, Problem> {
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let value = values
        .next()
        .map(|value| String::from_utf8_lossy(value.as_bytes()));
    let is_list =
        |value: &Cow<str>| value.contains(',') && MediaType::parse_list(value).nth(1).is_some();
    if values.next().is_some() || value.as_ref().is_some_and(is_list) {
        let detail = "The request has more than one Content-Type.";
        return Err(Problem::refusal(StatusCode::BAD_REQUEST, detail));
    }
    Ok(value)
}
