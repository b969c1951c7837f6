//! The URL of a request: the path template of the document with its parameters, and a query.

use http::HeaderMap;
use percent_encoding::percent_encode_byte;
use serde_json::Value;

use super::super::style::{self, Style};
use super::error::RequestError;

/// The URL of a request, while its parameters are added.
#[derive(Clone)]
pub(super) struct Address {
    /// The path template, for errors; `None` for a URL.
    template: Option<String>,
    segments: Vec<Segment>,
    /// The pairs after the `?` or `#` of the path template, by which the server selects the operation.
    fixed: Vec<String>,
    /// Whether a header may stand in for a fixed pair: those after `#`.
    or_header: bool,
    query: String,
    /// A URL without its query, in place of the base URL and a path.
    url: Option<String>,
}

/// A segment of a path.
#[derive(Clone)]
struct Segment {
    text: String,
    /// The characters outside its template expressions.
    literals: String,
    /// The last parameter that was filled in.
    parameter: Option<String>,
}

impl Address {
    /// The address of an operation, by its path template.
    pub fn new(template: &str) -> Self {
        let end = template.find(['?', '#']).unwrap_or(template.len());
        let (path, selection) = template.split_at(end);
        // `{?name}` and `{&name}` are query parameters in the notation of RFC 6570.
        let (path, selection) = match path.strip_suffix('{') {
            Some(path) => (path, ""),
            None => (path, selection),
        };
        let or_header = selection.starts_with('#');
        let pairs = selection.strip_prefix(['?', '#']).unwrap_or_default();
        let fixed = pairs
            .split(['&', '#'])
            .filter(|pair| !pair.is_empty() && (!or_header || pair.contains('=')));
        Self {
            template: Some(template.to_owned()),
            segments: path
                .strip_prefix('/')
                .unwrap_or(path)
                .split('/')
                .map(Segment::new)
                .collect(),
            fixed: fixed.map(str::to_owned).collect(),
            or_header,
            query: String::new(),
            url: None,
        }
    }

    /// The address of a webhook or a callback, by its URL.
    pub fn of_url(url: &str) -> Self {
        let url = url.split('#').next().unwrap_or_default();
        let (url, query) = url.split_once('?').unwrap_or((url, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Self {
            template: None,
            segments: Vec::new(),
            fixed: pairs.map(str::to_owned).collect(),
            or_header: false,
            query: String::new(),
            url: Some(url.to_owned()),
        }
    }

    /// The path template; `None` for a URL.
    pub fn template(&self) -> Option<&str> {
        self.template.as_deref()
    }

    /// Replaces a template expression with an encoded value.
    pub fn fill(&mut self, name: &str, value: &str) {
        let expression = format!("{{{name}}}");
        for segment in &mut self.segments {
            segment.fill(name, &expression, value);
        }
        for pair in &mut self.fixed {
            *pair = pair.replace(&expression, value);
        }
    }

    /// Adds a parameter to the query.
    pub fn push_query(
        &mut self,
        style: Style,
        explode: bool,
        name: &str,
        value: &Value,
        allow_reserved: bool,
    ) {
        style::encode_query(&mut self.query, style, explode, name, value, allow_reserved);
    }

    /// Adds an encoded query.
    pub fn push_text(&mut self, text: &str) {
        if !self.query.is_empty() && !text.is_empty() {
            self.query.push('&');
        }
        self.query.push_str(text);
    }

    /// The URL on a base URL, whose path is kept. The headers are those of the request.
    pub fn on(&self, base: &str, headers: &HeaderMap) -> Result<reqwest::Url, RequestError> {
        let base = self.url.as_deref().unwrap_or(base);
        let mut text = base.trim_end_matches('/').to_owned();
        if self.url.is_some() {
            text = base.to_owned();
        }
        for segment in &self.segments {
            segment.check()?;
            text.push('/');
            text.push_str(&segment.text);
        }
        let pairs = self.fixed.iter().filter(|pair| self.is_sent(pair, headers));
        let query = Some(&self.query).filter(|query| !query.is_empty());
        for (index, piece) in pairs.chain(query).enumerate() {
            text.push(if index == 0 { '?' } else { '&' });
            text.push_str(piece);
        }
        // The URL itself may have credentials, so the errors do not show it.
        let which = match self.url {
            Some(_) => "the URL of the call",
            None => "the base URL of the client",
        };
        let url = reqwest::Url::parse(&text)
            .map_err(|error| RequestError::with_source(format!("{which} is not valid"), error))?;
        match url.has_host() && matches!(url.scheme(), "http" | "https") {
            true => Ok(url),
            false => Err(RequestError::new(format!(
                "{which} is not an http or https URL with a host"
            ))),
        }
    }

    /// Whether a fixed pair is part of the query: unless its parameter is given otherwise, or its value is a template
    /// expression that was not filled in.
    fn is_sent(&self, pair: &str, headers: &HeaderMap) -> bool {
        let name = name_of(pair);
        let is_given = self.query.split('&').any(|pair| name_of(pair) == name)
            || self.or_header && headers.contains_key(name);
        let is_open = self.url.is_none()
            && pair
                .split_once('=')
                .is_some_and(|(_, value)| value.starts_with('{') && value.ends_with('}'));
        !is_given && !is_open
    }
}

fn name_of(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

impl Segment {
    fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            literals: literals(text),
            parameter: None,
        }
    }

    /// Replaces a template expression with a value. Characters of the value that also separate it from another expression of
    /// the segment are percent-encoded, so that the server splits the segment where the template does.
    fn fill(&mut self, name: &str, expression: &str, value: &str) {
        if !self.text.contains(expression) {
            return;
        }
        let mut escaped = String::with_capacity(value.len());
        let mut characters = value.chars();
        while let Some(character) = characters.next() {
            if character == '%' {
                // An escape is kept as it is.
                escaped.push(character);
                escaped.extend(characters.by_ref().take(2));
                continue;
            }
            match u8::try_from(character) {
                Ok(byte) if byte.is_ascii() && self.literals.contains(character) => {
                    escaped.push_str(percent_encode_byte(byte));
                }
                _ => escaped.push(character),
            }
        }
        self.text = self.text.replace(expression, &escaped);
        self.parameter = Some(name.to_owned());
    }

    /// Checks that the segment is complete, and that the URL would keep it.
    fn check(&self) -> Result<(), RequestError> {
        if let Some(name) = self.open_expression() {
            return Err(RequestError::new(format!(
                "the path parameter `{name}` has no value"
            )));
        }
        match (self.text.as_str(), &self.parameter) {
            // Parsing a URL removes these segments (RFC 3986, section 5.2.4).
            ("." | "..", _) => Err(RequestError::new(
                "a segment of the path is `.` or `..`, so the URL would be that of another resource",
            )),
            // `/pets/` is not `/pets/{petId}`.
            ("", Some(name)) => Err(RequestError::new(format!(
                "the path parameter `{name}` is empty, so the URL would be that of another resource"
            ))),
            _ => Ok(()),
        }
    }

    /// The name of a template expression without a value. Braces in values are percent-encoded.
    fn open_expression(&self) -> Option<&str> {
        let (_, rest) = self.text.split_once('{')?;
        rest.split_once('}').map(|(name, _)| name)
    }
}

/// The characters outside the template expressions of a segment.
fn literals(segment: &str) -> String {
    let mut literals = String::new();
    let mut is_expression = false;
    for character in segment.chars() {
        match character {
            '{' => is_expression = true,
            '}' => is_expression = false,
            _ if !is_expression => literals.push(character),
            _ => {}
        }
    }
    literals
}

/// A URL for logs: without its user information, query and fragment.
pub(super) fn redacted(url: &str) -> String {
    let parsed = reqwest::Url::parse(url).ok();
    let Some(mut parsed) = parsed.filter(reqwest::Url::has_host) else {
        // It is unclear where the user information of an invalid URL ends.
        return match url.contains('@') {
            true => "***".to_owned(),
            false => url.split(['?', '#']).next().unwrap_or_default().to_owned(),
        };
    };
    parsed.set_query(None);
    parsed.set_fragment(None);
    if !parsed.username().is_empty() || parsed.password().is_some() {
        // These only fail for URLs without a host.
        let _ = parsed.set_username("***");
        let _ = parsed.set_password(None);
    }
    parsed.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_pairs_without_a_value_are_left_out() {
        let toys = || Address::new("/toys?size={size}&kind=all");
        let on = |address: &Address| {
            let url = address.on("http://example.com", &HeaderMap::new()).unwrap();
            url.to_string()
        };
        assert_eq!(on(&toys()), "http://example.com/toys?kind=all");
        let mut filled = toys();
        filled.fill("size", "1");
        assert_eq!(on(&filled), "http://example.com/toys?size=1&kind=all");
        let mut given = toys();
        given.push_query(Style::Form, true, "size", &Value::from(2), false);
        assert_eq!(on(&given), "http://example.com/toys?kind=all&size=2");
        let called = Address::of_url("http://example.com/hook?to={me}");
        assert_eq!(on(&called), "http://example.com/hook?to={me}");
    }

    #[test]
    fn a_query_that_is_one_parameter_may_follow_a_key() {
        for (text, expected) in [("a=1", "?key=k&a=1"), ("", "?key=k")] {
            let mut address = Address::new("/find");
            address.push_query(Style::Form, true, "key", &Value::from("k"), false);
            address.push_text(text);
            let url = address.on("http://example.com", &HeaderMap::new()).unwrap();
            assert_eq!(url.as_str(), format!("http://example.com/find{expected}"));
        }
    }

    #[test]
    fn redacted_urls_have_no_credentials() {
        for (url, expected) in [
            (
                "https://ann:pass@example.com/v1?key=k#f",
                "https://***@example.com/v1",
            ),
            ("https://:pass@example.com", "https://***@example.com/"),
            ("https://example.com/v1/@me", "https://example.com/v1/@me"),
            ("https://ann:pa/ss@example.com", "***"),
            ("//ann:pass@example.com", "***"),
            ("ann:pass@example.com", "***"),
            ("/v1?key=k", "/v1"),
            ("", ""),
        ] {
            assert_eq!(redacted(url), expected);
        }
    }
}
