//! What a document's path says behind `?` or `#`, where that tells operations apart.

use axum::http::request::Parts;

use super::query::{raw_pairs, unplussed};

/// One `name=value` behind a path, as in `/?Action=Start` or `/#X-Target=Start`.
#[derive(Debug, PartialEq)]
pub(super) struct Selector {
    name: String,
    value: Expected,
    /// What stands behind `#` is never sent as such; documents that use it mean a query or header parameter.
    in_header: bool,
}

#[derive(Debug, PartialEq)]
enum Expected {
    Anything,
    Captured(String),
    Exactly(String),
}

impl Selector {
    /// Reads the part of a path from its `?` or `#` on.
    pub fn parse(selection: &str) -> Vec<Self> {
        let in_header = selection.starts_with('#');
        let Some(pairs) = selection.strip_prefix(['?', '#']) else {
            return Vec::new();
        };
        // A closing brace alone is RFC 6570's `{?name}`, which selects nothing.
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
            _ => Expected::Exactly(unplussed(value)),
        };
        Self {
            name: unplussed(name),
            value,
            in_header,
        }
    }

    pub fn fits(&self, request: &Parts) -> bool {
        self.is_sent(request, |value| match &self.value {
            Expected::Exactly(expected) => unplussed(value) == *expected,
            _ => true,
        })
    }

    /// Whether the request has this name, with whatever value.
    pub fn is_said(&self, request: &Parts) -> bool {
        self.is_sent(request, |_| true)
    }

    fn is_sent(&self, request: &Parts, expected: impl Fn(&str) -> bool) -> bool {
        let in_query =
            raw_pairs(request).any(|(name, value)| unplussed(name) == self.name && expected(value));
        let header = || {
            let mut values = request
                .headers
                .iter()
                .filter(|(name, _)| self.name.eq_ignore_ascii_case(name.as_str()));
            values.any(|(_, value)| value.to_str().is_ok_and(&expected))
        };
        in_query || self.in_header && header()
    }

    /// The value of a template in this place, as it was sent.
    pub fn capture(&self, request: &Parts) -> Option<(String, String)> {
        let Expected::Captured(template) = &self.value else {
            return None;
        };
        let (_, value) = raw_pairs(request).find(|(name, _)| unplussed(name) == self.name)?;
        Some((template.clone(), value.replace('+', "%20")))
    }
}
