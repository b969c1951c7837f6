//! The cookies of a request.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

/// Names and values, as they were sent (RFC 6265, section 4.2).
pub(super) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let headers = headers.get_all(COOKIE).iter().filter_map(|header| std::str::from_utf8(header.as_bytes()).ok());
    let pairs = headers.flat_map(|header| header.split(';')).filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (name.trim(), value.trim()))
}
