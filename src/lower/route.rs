//! How the server selects an operation by path and query, as `server/route.rs` and `server/selector.rs` of the runtime
//! do.

use crate::source::pointer::percent_decode;

/// What selects an operation among those with the same method.
pub(super) struct Route {
    /// The path template without names.
    pub(super) template: String,
    /// Conditions on the query.
    selectors: Vec<Selector>,
}

/// A condition `name=value` behind `?` or `#`.
struct Selector {
    name: String,
    /// The value; `None` matches any.
    value: Option<String>,
    /// Whether a header of that name will do as well.
    in_header: bool,
}

impl Route {
    /// Parses a path template.
    pub(super) fn parse(path: &str) -> Self {
        let (_, selection) = split(path);
        Self {
            template: template(path),
            selectors: selectors(selection),
        }
    }

    /// Whether requests for another route, which comes after this one, all match this one.
    pub(super) fn hides(&self, other: &Self) -> bool {
        let is_said = |own: &Selector| other.selectors.iter().any(|said| own.fits(said));
        self.selectors.len() >= other.selectors.len() && self.selectors.iter().all(is_said)
    }
}

impl Selector {
    /// Whether whatever matches the other condition matches this one.
    fn fits(&self, other: &Self) -> bool {
        self.name == other.name
            && (self.value.is_none() || self.value == other.value)
            && (self.in_header || !other.in_header)
    }
}

/// Splits a path template at its `?` or `#`.
pub(super) fn split(path: &str) -> (&str, &str) {
    path.split_at(path.find(['?', '#']).unwrap_or(path.len()))
}

/// The path template without names and without `?` and `#`, which routes that differ only in these have in common.
pub(super) fn template(path: &str) -> String {
    let (path, _) = split(path);
    unnamed(path.strip_suffix('{').unwrap_or(path))
}

/// A path without those `key={name}` behind its `?` whose key is a parameter.
pub(super) fn without_pairs(path: &str, is_parameter: impl Fn(&str) -> bool) -> String {
    let (before, selection) = split(path);
    let Some(pairs) = selection.strip_prefix('?') else {
        return path.to_owned();
    };
    let is_said = |pair: &&str| named(pair).is_none_or(|(key, _)| !is_parameter(key));
    let pairs: Vec<&str> = pairs.split('&').filter(is_said).collect();
    match pairs.is_empty() {
        true => before.to_owned(),
        false => format!("{before}?{}", pairs.join("&")),
    }
}

/// The key and the name of `key={name}`.
pub(super) fn named(pair: &str) -> Option<(&str, &str)> {
    let (key, value) = pair.split_once('=')?;
    Some((key, value.strip_prefix('{')?.strip_suffix('}')?))
}

/// A path template without names, percent-decoded.
fn unnamed(path: &str) -> String {
    let mut parts = path.split('{');
    let mut out = decoded(parts.next().unwrap_or_default());
    for part in parts {
        out.push_str("{}");
        out.push_str(&decoded(
            part.split_once('}').map_or(part, |(_, rest)| rest),
        ));
    }
    out
}

fn selectors(selection: &str) -> Vec<Selector> {
    let in_header = selection.starts_with('#');
    let pairs = selection.strip_prefix(['?', '#']).unwrap_or_default();
    // The expression `{?name}` of RFC 6570, whose brace `template` has removed.
    if pairs.contains('}') && !pairs.contains('{') {
        return Vec::new();
    }
    let pairs = pairs
        .split(['&', '#'])
        .filter(|pair| !pair.is_empty() && (!in_header || pair.contains('=')));
    let selector = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, "{}"));
        Selector {
            name: decoded(&name.replace('+', " ")),
            value: (!value.contains('{')).then(|| decoded(&value.replace('+', " "))),
            in_header,
        }
    };
    pairs.map(selector).collect()
}

fn decoded(text: &str) -> String {
    percent_decode(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_left_out() {
        let left = |path: &str| without_pairs(path, |key| key == "x");
        assert_eq!(left("/a?x={x}"), "/a");
        assert_eq!(left("/a?b=1&x={name}&c={c}"), "/a?b=1&c={c}");
        assert_eq!(left("/a?x=1"), "/a?x=1");
        assert_eq!(left("/a?x"), "/a?x");
        assert_eq!(left("/a#x={x}"), "/a#x={x}");
    }

    #[test]
    fn what_is_hidden() {
        let hides = |first: &str, later: &str| {
            let (first, later) = (Route::parse(first), Route::parse(later));
            first.template == later.template && first.hides(&later)
        };
        assert!(hides("/a/{id}", "/a/{name}") && hides("/a", "/a#part") && hides("/a", "/a{?x}"));
        assert!(hides("/a%20b", "/a b") && hides("/a?x=1&y=2", "/a?y=2&x=1"));
        assert!(hides("/a?x={x}", "/a?x=1") && hides("/a#x=1", "/a?x=1"));
        assert!(!hides("/a", "/a?x=1") && !hides("/a?x=1", "/a") && !hides("/a?x=1", "/a#x=1"));
        assert!(!hides("/a?x=1", "/a?x=2") && !hides("/a?x=1", "/a?x={x}") && !hides("/a", "/b"));
    }
}
