//! Preconditions of requests (RFC 9110, section 13): whether the client has the version that it expects, and whether it has the
//! current one already.

use std::time::{Duration, SystemTime};

use axum::http::header::{
    HeaderName, HeaderValue, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE,
    IF_UNMODIFIED_SINCE,
};
use axum::http::{HeaderMap, Method, StatusCode};

use super::super::http_date;
use super::problem::Problem;

/// What tells one version of a representation from another (RFC 9110, section 8.8).
#[derive(Debug, Default)]
pub(super) struct Validators {
    /// The entity tag, with its quotes.
    pub etag: Option<String>,
    /// The time of the last change, in whole seconds.
    pub modified: Option<SystemTime>,
}

impl Validators {
    /// The header `ETag`.
    ///
    /// # Errors
    /// A problem (500) when the tag is not one.
    pub fn etag(&self) -> Result<Option<HeaderValue>, Problem> {
        self.etag.as_deref().map(header_of_tag).transpose()
    }

    /// The header `Last-Modified`.
    pub fn last_modified(&self) -> Option<HeaderValue> {
        HeaderValue::try_from(http_date::format(self.modified?)).ok()
    }

    /// Whether the client has this version: the steps of RFC 9110, section 13.2.2, without ranges.
    ///
    /// # Errors
    /// A problem (412) when it expects another version.
    pub fn is_not_modified(&self, method: &Method, headers: &HeaderMap) -> Result<bool, Problem> {
        let is_read = matches!(*method, Method::GET | Method::HEAD);
        let has_expected = match tags(headers, &IF_MATCH) {
            Some(tags) => tags == "*" || self.has_tag(&tags, is_strongly_equal),
            None => match date(headers, &IF_UNMODIFIED_SINCE) {
                Some(date) => self.modified.is_none_or(|modified| modified <= date),
                None => true,
            },
        };
        if !has_expected {
            return Err(changed());
        }
        let has_it = match tags(headers, &IF_NONE_MATCH) {
            Some(tags) => tags == "*" || self.has_tag(&tags, is_weakly_equal),
            None => match (date(headers, &IF_MODIFIED_SINCE), self.modified) {
                (Some(date), Some(modified)) if is_read => modified <= date,
                _ => false,
            },
        };
        match has_it && !is_read {
            true => Err(changed()),
            false => Ok(has_it),
        }
    }

    /// Whether a list of entity tags has the own one.
    fn has_tag(&self, tags: &str, is_equal: fn(&str, &str) -> bool) -> bool {
        let own = self.etag.as_deref();
        own.is_some_and(|own| split(tags).any(|tag| is_equal(own, tag)))
    }

    /// Whether the client may combine a part with what it has, by `If-Range`.
    pub fn allow_part(&self, headers: &HeaderMap) -> bool {
        let Some(value) = headers.get(IF_RANGE) else {
            return true;
        };
        let value = value.to_str().unwrap_or_default().trim();
        if value.ends_with('"') {
            let own = self.etag.as_deref();
            return own.is_some_and(|own| is_strongly_equal(own, value));
        }
        // A date tells versions apart only if it is over: there may be another change in the same second.
        let is_over = |modified: &SystemTime| {
            let since = SystemTime::now().duration_since(*modified);
            since.is_ok_and(|since| since >= Duration::from_secs(1))
        };
        let modified = self.modified.filter(is_over);
        modified.is_some() && modified == http_date::parse(value)
    }
}

/// The problem when the client expects another version.
fn changed() -> Problem {
    let detail = "This is not the version that the request expects.";
    Problem::new(StatusCode::PRECONDITION_FAILED, detail)
}

/// An entity tag as a header.
fn header_of_tag(tag: &str) -> Result<HeaderValue, Problem> {
    let opaque = tag.strip_prefix("W/").unwrap_or(tag);
    let opaque = opaque.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let is_valid = |opaque: &str| {
        opaque
            .bytes()
            .all(|byte| byte == 0x21 || (0x23..=0x7e).contains(&byte) || byte >= 0x80)
    };
    let value = HeaderValue::from_bytes(tag.as_bytes()).ok();
    value
        .filter(|_| opaque.is_some_and(is_valid))
        .ok_or_else(|| Problem::internal(format!("`{tag}` is not an entity tag")))
}

/// The values of all headers of a name, as one list; `None` if there are none.
fn tags(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let values = headers.get_all(name).iter();
    let texts = values.map(|value| String::from_utf8_lossy(value.as_bytes()));
    let texts: Vec<_> = texts.collect();
    (!texts.is_empty()).then(|| texts.join(",").trim().to_owned())
}

/// The entity tags of a list. Their texts may contain commas.
fn split(list: &str) -> impl Iterator<Item = &str> {
    let mut rest = list;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches([',', ' ', '\t']);
        let start = rest.find('"')?;
        let length = rest.get(start + 1..)?.find('"')?;
        let (tag, after) = rest.split_at_checked(start + length + 2)?;
        rest = after;
        Some(tag)
    })
}

fn is_weakly_equal(one: &str, other: &str) -> bool {
    let opaque = |tag: &str| tag.strip_prefix("W/").unwrap_or(tag).to_owned();
    opaque(one) == opaque(other)
}

fn is_strongly_equal(one: &str, other: &str) -> bool {
    one == other && !one.starts_with("W/")
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    http_date::parse(headers.get(name)?.to_str().ok()?.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_tag_that_is_none_is_refused() {
        assert_eq!(header_of_tag("\"a\u{fc}\"").unwrap(), "\"a\u{fc}\"");
        for tag in ["\"a b\"", "\"a\"b\"", "\"a\nb\"", "w/\"a\"", "a\""] {
            assert!(header_of_tag(tag).is_err(), "{tag}");
        }
    }
}
