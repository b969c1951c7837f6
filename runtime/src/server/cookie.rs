//! The cookies of a request.

use axum::http::header::COOKIE;
use axum::http::request::Parts;

/// The `Cookie` header as one text; HTTP/2 may send it in pieces (RFC 9113, section 8.2.3).
pub(super) fn cookie_header(head: &Parts) -> String {
    let lines = head
        .headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| std::str::from_utf8(line.as_bytes()).ok());
    lines.collect::<Vec<_>>().join("; ")
}

/// The value of a cookie, as it was sent (RFC 6265, section 4.2). If there are several of the name, it is the first.
pub(super) fn cookie(head: &Parts, name: &str) -> Option<String> {
    let cookies = cookie_header(head);
    let pairs = cookies.split(';').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.trim(), value.trim()))
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned())
}
