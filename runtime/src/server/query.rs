//! The query of a request, as pairs.

use axum::http::request::Parts;

use super::segment::decoded;

/// The pairs of the query, decoded.
pub(super) fn pairs(request: &Parts) -> impl Iterator<Item = (String, String)> + '_ {
    raw_pairs(request).map(|(name, value)| (unplussed(name), unplussed(value)))
}

/// The pairs of the query, as they were sent.
pub(super) fn raw_pairs(request: &Parts) -> impl Iterator<Item = (&str, &str)> {
    let pairs = request.uri.query().unwrap_or_default().split('&');
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// A part of a query, decoded.
pub(super) fn unplussed(text: &str) -> String {
    let text = text.replace('+', " ");
    decoded(&text).map_or_else(|| text.clone(), |text| text.into_owned())
}
