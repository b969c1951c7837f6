//! Query or header parameters in the path of a document, behind `?` or `#`, that distinguish operations.

use std::borrow::Cow;

use axum::http::request::Parts;

use super::percent::decode_query;
use super::query::raw_pairs;

/// One `name=value` behind a path, as in `/?Action=Start` or `/#X-Target=Start`.
#[derive(Debug, PartialEq)]
pub(super) struct Selector {
    name: String,
    value: Expected,
    /// A fragment is never sent; documents that have one intend a query or header parameter.
    in_header: bool,
}

#[derive(Debug, PartialEq)]
enum Expected {
    Anything,
    Captured(String),
    Exactly(String),
}

impl Selector {
    /// Parses the part of a path that begins with `?` or `#`.
    pub fn parse(selection: &str) -> Vec<Self> {
        let in_header = selection.starts_with('#');
        let Some(pairs) = selection.strip_prefix(['?', '#']) else {
            return Vec::new();
        };
        // A closing brace alone is the end of RFC 6570's `{?name}`, which distinguishes nothing.
        if pairs.contains('}') && !pairs.contains('{') {
            return Vec::new();
        }
        let pairs = pairs
            .split(['&', '#'])
            .filter(|pair| !pair.is_empty() && (!in_header || pair.contains('=')));
        pairs
            .map(|pair| Self::parse_pair(pair, in_header))
            .collect()
    }

    fn parse_pair(pair: &str, in_header: bool) -> Self {
        let (name, value) = pair.split_once('=').unwrap_or((pair, "{}"));
        let value = match value
            .strip_prefix('{')
            .and_then(|value| value.strip_suffix('}'))
        {
            Some(name) if !name.is_empty() => Expected::Captured(name.to_owned()),
            _ if value.contains('{') => Expected::Anything,
            _ => Expected::Exactly(decoded_or_raw(value)),
        };
        Self {
            name: decoded_or_raw(name),
            value,
            in_header,
        }
    }

    /// Whether the request has this name with this value.
    pub fn matches(&self, request: &Parts) -> bool {
        self.is_sent(request, |value| match &self.value {
            Expected::Exactly(expected) => is(value, expected),
            _ => true,
        })
    }

    /// Whether the request has this name with any value.
    pub fn is_present(&self, request: &Parts) -> bool {
        self.is_sent(request, |_| true)
    }

    fn is_sent(&self, request: &Parts, expected: impl Fn(&str) -> bool) -> bool {
        let in_query =
            raw_pairs(request).any(|(name, value)| is(name, &self.name) && expected(value));
        let header = || {
            let mut values = request
                .headers
                .iter()
                .filter(|(name, _)| self.name.eq_ignore_ascii_case(name.as_str()));
            values.any(|(_, value)| value.to_str().is_ok_and(&expected))
        };
        in_query || self.in_header && header()
    }

    /// Name and value of a path parameter that stands here, as it was sent.
    pub fn capture(&self, request: &Parts) -> Option<(String, String)> {
        let Expected::Captured(template) = &self.value else {
            return None;
        };
        let (_, value) = raw_pairs(request).find(|(name, _)| is(name, &self.name))?;
        Some((template.clone(), value.replace('+', "%20")))
    }
}

/// Whether what was sent is this text, once it is decoded as in a query.
fn is(sent: &str, text: &str) -> bool {
    decode_query(sent).is_some_and(|sent| sent == text)
}

/// A part of a document's path, decoded if it is encoded.
fn decoded_or_raw(text: &str) -> String {
    decode_query(text).map_or_else(|| text.to_owned(), Cow::into_owned)
}
