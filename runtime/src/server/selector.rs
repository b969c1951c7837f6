//! Query or header parameters in the path of a document, behind `?` or `#`, that distinguish operations.

use std::borrow::Cow;
use std::sync::Arc;

use axum::http::request::Parts;
use percent_encoding::{utf8_percent_encode, NON_ALPHANUMERIC};

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
    Captured(Arc<str>),
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
            Some(name) if !name.is_empty() => Expected::Captured(name.into()),
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
        let mut values = self.values(request);
        match &self.value {
            Expected::Exactly(expected) => values.any(|value| is(&value, expected)),
            _ => values.next().is_some(),
        }
    }

    /// Whether the request has this name with any value.
    pub fn is_present(&self, request: &Parts) -> bool {
        self.values(request).next().is_some()
    }

    /// The path parameter that stands here.
    pub fn capture(&self, request: &Parts) -> Option<(Arc<str>, String)> {
        let Expected::Captured(template) = &self.value else {
            return None;
        };
        let value = self.values(request).next()?;
        Some((Arc::clone(template), value))
    }

    /// The values that the request has under this name, percent-encoded.
    fn values<'a>(&'a self, request: &'a Parts) -> impl Iterator<Item = String> + 'a {
        let in_query = raw_pairs(request)
            .filter(|(name, _)| is(name, &self.name))
            .map(|(_, value)| value.replace('+', "%20"));
        let headers = request
            .headers
            .iter()
            .filter(|(name, _)| self.in_header && self.name.eq_ignore_ascii_case(name.as_str()));
        let headers = headers.filter_map(|(_, value)| value.to_str().ok());
        let in_headers =
            headers.map(|value| utf8_percent_encode(value, NON_ALPHANUMERIC).to_string());
        in_query.chain(in_headers)
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
