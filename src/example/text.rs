//! Strings.

use super::chosen::Chosen;
use super::pattern;
use crate::resolve::Count;

/// Candidates for a string, the likeliest first.
pub(super) fn candidates(constraints: &Chosen, plain: &str) -> Vec<String> {
    let shortest = constraints
        .counts
        .min_length
        .map(Count::size)
        .unwrap_or_default();
    let longest = constraints
        .counts
        .max_length
        .map(Count::size)
        .unwrap_or(usize::MAX);
    let mut texts: Vec<String> = constraints
        .formats
        .iter()
        .filter_map(|format| of_format(format))
        .map(str::to_owned)
        .collect();
    for source in &constraints.patterns {
        texts.extend(pattern::texts(source, shortest));
    }
    texts.push(sized(plain, shortest, longest));
    texts.push(sized("string", shortest, longest));
    texts.push(sized("0", shortest, longest));
    texts
}

/// A string of a format (JSON Schema 2020-12 Validation §7.3, and OpenAPI's registry).
pub(crate) fn of_format(format: &str) -> Option<&'static str> {
    let text = match format {
        "date-time" => "2024-01-01T00:00:00Z",
        "date" => "2024-01-01",
        "time" => "00:00:00Z",
        "duration" => "P1D",
        "uuid" => "00000000-0000-4000-8000-000000000000",
        "email" | "idn-email" => "user@example.com",
        "hostname" | "idn-hostname" => "example.com",
        "ipv4" | "ip" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "uri" | "url" | "iri" => "https://example.com/",
        "uri-reference" | "iri-reference" | "uri-template" => "/",
        "json-pointer" => "/a",
        "relative-json-pointer" => "0",
        "regex" => ".*",
        "byte" => "AAAA",
        "decimal" => "0",
        _ => return None,
    };
    Some(text)
}

/// Repeats or cuts a text to a length in characters.
fn sized(text: &str, shortest: usize, longest: usize) -> String {
    let length = text
        .chars()
        .count()
        .max(shortest)
        .min(longest)
        .min(pattern::MAX);
    let text = if text.is_empty() { "a" } else { text };
    text.chars().cycle().take(length).collect()
}
