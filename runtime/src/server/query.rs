//! The query of a request, as pairs.

use std::borrow::Cow;

use axum::http::request::Parts;

use super::percent::decode_query;

/// The pairs of the query, decoded. Those that are not percent-encoded UTF-8 are left out.
pub(super) fn pairs(request: &Parts) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    raw_pairs(request).filter_map(|(name, value)| Some((decode_query(name)?, decode_query(value)?)))
}

/// The pairs of the query, as they were sent.
pub(super) fn raw_pairs(request: &Parts) -> impl Iterator<Item = (&str, &str)> {
    let pairs = request.uri.query().unwrap_or_default().split('&');
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}
