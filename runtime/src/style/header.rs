//! Lists in headers, whose elements may contain commas.

use std::borrow::Cow;

/// Whether an element of a list has to be in quotes.
fn needs_quotes(text: &str) -> bool {
    text.contains([',', '"', '\\']) || text.trim() != text
}

/// The element, in quotes if necessary (RFC 9110, section 5.6.4).
pub(super) fn quoted(text: &str) -> String {
    if !needs_quotes(text) {
        return text.to_owned();
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The elements of a list (RFC 9110, section 5.6.1), with their quotes.
pub(super) fn elements(text: &str) -> Vec<&str> {
    let (mut quoted, mut escaped, mut before) = (false, false, ',');
    let parts = text.split(|c: char| {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if quoted || matches!(before, ',' | '=') => quoted = !quoted,
            _ => {}
        }
        if !c.is_whitespace() {
            before = c;
        }
        c == ',' && !quoted
    });
    parts.map(str::trim).collect()
}

/// The element without quotes that were necessary. Other quotes, like those of an `ETag`, belong to the value.
pub(super) fn unquoted(element: &str) -> Cow<'_, str> {
    let Some(inner) = element
        .strip_prefix('"')
        .and_then(|element| element.strip_suffix('"'))
    else {
        return element.into();
    };
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        text.push(if c == '\\' {
            chars.next().unwrap_or('\\')
        } else {
            c
        });
    }
    if needs_quotes(&text) {
        text.into()
    } else {
        element.into()
    }
}
