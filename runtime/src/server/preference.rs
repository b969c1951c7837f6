//! What a request prefers of the mock: `Prefer: code=404, example=NAME, dynamic=true, seed=1` (RFC 7240), or the query
//! parameters `__code`, `__example`, `__dynamic` and `__seed`, for clients that cannot send headers.

use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};

use super::current::CurrentRequest;
use super::percent::decode_query;

pub(super) const PREFER: HeaderName = HeaderName::from_static("prefer");
const PREFERENCE_APPLIED: HeaderName = HeaderName::from_static("preference-applied");

/// The query parameters, and the preferences that they stand for.
const PARAMETERS: [(&str, &str); 4] = [
    ("__code", "code"),
    ("__example", "example"),
    ("__dynamic", "dynamic"),
    ("__seed", "seed"),
];

/// Which response of the mock a request prefers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preference {
    /// The status code.
    pub code: Option<String>,
    /// The name of an example of the document.
    pub example: Option<String>,
    /// Whether the body is to be generated from its schema. Examples are sent where this is absent, unless the mock has
    /// another default.
    pub dynamic: Option<bool>,
    /// A text; generated values are others for another one.
    pub seed: Option<String>,
}

impl Preference {
    /// That of a request: its header has precedence over its query.
    pub(super) fn of(request: &CurrentRequest) -> Self {
        let mut preference = Self::default();
        preference.add_header(request.headers());
        let query = request.extension::<Self>().cloned().unwrap_or_default();
        Self {
            code: preference.code.or(query.code),
            example: preference.example.or(query.example),
            dynamic: preference.dynamic.or(query.dynamic),
            seed: preference.seed.or(query.seed),
        }
    }

    fn add_header(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(PREFER) {
            let line = String::from_utf8_lossy(line.as_bytes());
            for (name, value) in preferences(&line) {
                self.set(&name, value);
            }
        }
    }

    /// Sets a preference. The first of a name counts (RFC 7240, section 2), and others than these are ignored.
    fn set(&mut self, name: &str, value: String) {
        match name {
            "code" => self.code = self.code.take().or(Some(value)),
            "example" => self.example = self.example.take().or(Some(value)),
            "dynamic" => self.dynamic = self.dynamic.or(Some(value != "false")),
            "seed" => self.seed = self.seed.take().or(Some(value)),
            _ => {}
        }
    }

    /// Takes the preferences out of the query of a request, which then has only what the document describes.
    pub(super) fn take_from_query(head: &mut Parts) {
        let query = head.uri.query().unwrap_or_default();
        if !query.contains("__") {
            return;
        }
        let mut preference = Self::default();
        let mut rest = Vec::new();
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let known = PARAMETERS.iter().find(|(parameter, _)| *parameter == name);
            match known.zip(decode_query(value)) {
                Some(((_, name), value)) => preference.set(name, value.into_owned()),
                None => rest.push(pair),
            }
        }
        if preference == Self::default() {
            return;
        }
        if let Some(uri) = with_query(&head.uri, &rest.join("&")) {
            head.uri = uri;
        }
        head.extensions.insert(preference);
    }

    /// The response header that names the preferences which have been applied.
    pub(super) fn applied(&self, is_dynamic: bool) -> Option<(HeaderName, HeaderValue)> {
        let code = self.code.as_deref().map(|code| ("code", code));
        let example = self.example.as_deref().map(|name| ("example", name));
        let dynamic = (is_dynamic && self.dynamic == Some(true)).then_some(("dynamic", "true"));
        let seed = self.seed.as_deref().filter(|_| is_dynamic);
        let seed = seed.map(|seed| ("seed", seed));
        let applied = [code, example, dynamic, seed].into_iter().flatten();
        let applied: Vec<_> = applied
            .map(|(name, value)| format!("{name}={}", token_or_quoted(value)))
            .collect();
        if applied.is_empty() {
            return None;
        }
        let value = HeaderValue::from_bytes(applied.join(", ").as_bytes()).ok()?;
        Some((PREFERENCE_APPLIED, value))
    }
}

fn with_query(uri: &Uri, query: &str) -> Option<Uri> {
    let separator = if query.is_empty() { "" } else { "?" };
    let text = format!("{}{separator}{query}", uri.path());
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
    Uri::from_parts(parts).ok()
}

/// The preferences of a header's value, names in lower case. Parameters, which follow a semicolon, are read as further
/// preferences, since clients separate these by semicolons as well.
fn preferences(line: &str) -> Vec<(String, String)> {
    let mut preferences = Vec::new();
    let (mut item, mut is_quoted, mut is_escaped) = (String::new(), false, false);
    for character in line.chars().chain([',']) {
        match character {
            ',' | ';' if !is_quoted => {
                let item = std::mem::take(&mut item);
                let (name, value) = item.split_once('=').unwrap_or((&item, ""));
                let (name, value) = (name.trim().to_ascii_lowercase(), value.trim().to_owned());
                preferences.push((name, value));
            }
            '"' if !is_escaped => is_quoted = !is_quoted,
            '\\' if is_quoted && !is_escaped => {
                is_escaped = true;
                continue;
            }
            character => item.push(character),
        }
        is_escaped = false;
    }
    preferences
}

fn token_or_quoted(text: &str) -> String {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if !text.is_empty() && text.bytes().all(is_token) {
        return text.to_owned();
    }
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preference(lines: &[&str]) -> Preference {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(PREFER, HeaderValue::from_str(line).unwrap());
        }
        let mut preference = Preference::default();
        preference.add_header(&headers);
        preference
    }

    #[test]
    fn preferences_are_tokens_or_quoted_and_the_first_of_a_name_counts() {
        let read = preference(&[
            "return=minimal, Code = 404;foo",
            r#"example="a, \"b\"", code=200"#,
        ]);
        assert_eq!(read.code.as_deref(), Some("404"));
        assert_eq!(read.example.as_deref(), Some("a, \"b\""));
        assert_eq!(read.dynamic, None);
        assert_eq!(preference(&["dynamic=true; code=200"]).dynamic, Some(true));
        assert_eq!(preference(&["dynamic"]).dynamic, Some(true));
        assert_eq!(preference(&["dynamic=false"]).dynamic, Some(false));
        // A quote without an end is no reason to fail.
        assert_eq!(preference(&["code=\"4,"]), Preference::default());
    }

    #[test]
    fn applied_preferences_are_quoted_where_they_are_no_tokens() {
        let applied = preference(&[r#"code=404, example="a \"b\"", dynamic=true"#]);
        let (_, value) = applied.applied(true).unwrap();
        assert_eq!(value, r#"code=404, example="a \"b\"", dynamic=true"#);
        let (_, value) = applied.applied(false).unwrap();
        assert_eq!(value, r#"code=404, example="a \"b\"""#);
        assert_eq!(Preference::default().applied(true), None);
    }

    #[test]
    fn preferences_are_taken_out_of_the_query() {
        let taken = |uri: &str| {
            let request = axum::http::Request::get(uri).body(()).unwrap();
            let (mut head, ()) = request.into_parts();
            Preference::take_from_query(&mut head);
            let preference = head.extensions.get::<Preference>().cloned();
            (head.uri.to_string(), preference.unwrap_or_default())
        };
        let (uri, preference) = taken("/pets?limit=1&__code=404&__example=a%20b&b=%5F");
        assert_eq!(uri, "/pets?limit=1&b=%5F");
        assert_eq!(preference.code.as_deref(), Some("404"));
        assert_eq!(preference.example.as_deref(), Some("a b"));
        let (uri, preference) = taken("/pets?__dynamic=true");
        assert_eq!((uri.as_str(), preference.dynamic), ("/pets", Some(true)));
        let (uri, preference) = taken("/pets?a__b=1&__other=2");
        assert_eq!(uri, "/pets?a__b=1&__other=2");
        assert_eq!(preference, Preference::default());
    }
}
