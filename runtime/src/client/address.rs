//! The address of a call: the document's path, with its templates filled in, and a query.

use reqwest::header::HeaderMap;
use serde_json::Value;

use super::super::style::{self, Style};
use super::error::RequestError;

/// An address in the making.
pub(super) struct Address {
    segments: Vec<Segment>,
    /// What the path's key has behind `?` or `#`: what the server tells operations apart by.
    fixed: Vec<String>,
    /// Whether a header will do as well: behind `#`.
    or_header: bool,
    query: String,
    /// A whole address, in the place of a path on the API's.
    whole: Option<String>,
}

/// What stands between two slashes of a path.
struct Segment {
    text: String,
    /// The characters that separate templates in it.
    separators: String,
}

impl Address {
    /// Starts with a path as the document has it.
    pub fn new(path: &str) -> Self {
        let end = path.find(['?', '#']).unwrap_or(path.len());
        let (path, selection) = path.split_at(end);
        // `{?name}` and `{&name}` are query parameters in RFC 6570's way.
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
            segments: path
                .strip_prefix('/')
                .unwrap_or(path)
                .split('/')
                .map(Segment::new)
                .collect(),
            fixed: fixed.map(str::to_owned).collect(),
            or_header,
            query: String::new(),
            whole: None,
        }
    }

    /// Starts with a whole address, query included.
    pub fn whole(url: &str) -> Self {
        let url = url.split('#').next().unwrap_or_default();
        let (url, query) = url.split_once('?').unwrap_or((url, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Self {
            segments: Vec::new(),
            fixed: pairs.map(str::to_owned).collect(),
            or_header: false,
            query: String::new(),
            whole: Some(url.to_owned()),
        }
    }

    /// Puts a written value in the place of a template.
    pub fn fill(&mut self, name: &str, value: &str) {
        let template = format!("{{{name}}}");
        for segment in &mut self.segments {
            segment.fill(&template, value);
        }
        for pair in &mut self.fixed {
            *pair = pair.replace(&template, value);
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

    /// Adds what is a query already.
    pub fn push_text(&mut self, text: &str) {
        if !self.query.is_empty() && !text.is_empty() {
            self.query.push('&');
        }
        self.query.push_str(text);
    }

    /// The whole address, on a base whose own path is kept, of a call that sends these headers.
    pub fn on(&self, base: &str, headers: &HeaderMap) -> Result<reqwest::Url, RequestError> {
        let refuse = |message: String| RequestError { message };
        let base = base.trim_end_matches('/').to_owned();
        let mut text = self.whole.clone().unwrap_or(base);
        for segment in &self.segments {
            if let Some(name) = segment.open_template() {
                return Err(refuse(format!("the path parameter `{name}` has no value")));
            }
            // The rules for addresses take these away, and the call would go elsewhere.
            if matches!(segment.text.as_str(), "." | "..") {
                return Err(refuse("a path parameter can't be `.` or `..`".to_owned()));
            }
            text.push('/');
            text.push_str(&segment.text);
        }
        let has = |name: &str| {
            self.query.split('&').any(|pair| name_of(pair) == name)
                || self.or_header && headers.contains_key(name)
        };
        // A parameter that isn't given.
        let is_open = |pair: &str| {
            let value = pair.split_once('=').map(|(_, value)| value);
            self.whole.is_none()
                && value.is_some_and(|value| value.starts_with('{') && value.ends_with('}'))
        };
        let fixed = self
            .fixed
            .iter()
            .filter(|pair| !has(name_of(pair)) && !is_open(pair));
        let given = Some(&self.query).filter(|query| !query.is_empty());
        for (index, piece) in fixed.chain(given).enumerate() {
            text.push(if index == 0 { '?' } else { '&' });
            text.push_str(piece);
        }
        let url = reqwest::Url::parse(&text)
            .map_err(|error| refuse(format!("`{text}` is no address: {error}")))?;
        match url.has_host() {
            true => Ok(url),
            false => Err(refuse(format!("`{text}` has no host"))),
        }
    }
}

fn name_of(pair: &str) -> &str {
    pair.split_once('=').map_or(pair, |(name, _)| name)
}

impl Segment {
    fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            separators: literals(text),
        }
    }

    /// Puts a value in the place of a template. Where that shares its segment with others, what separates
    /// them must not be taken for a part of the value.
    fn fill(&mut self, template: &str, value: &str) {
        if !self.text.contains(template) {
            return;
        }
        let mut escaped = String::with_capacity(value.len());
        let mut characters = value.chars();
        while let Some(character) = characters.next() {
            if character == '%' {
                // What is escaped already stays so.
                escaped.push(character);
                escaped.extend(characters.by_ref().take(2));
            } else if character.is_ascii() && self.separators.contains(character) {
                escaped.push_str(&format!("%{:02X}", u32::from(character)));
            } else {
                escaped.push(character);
            }
        }
        self.text = self.text.replace(template, &escaped);
    }

    /// The name of a template that has no value yet. Braces in values are escaped.
    fn open_template(&self) -> Option<&str> {
        let (_, rest) = self.text.split_once('{')?;
        rest.split_once('}').map(|(name, _)| name)
    }
}

/// What is no template in a segment.
fn literals(segment: &str) -> String {
    let mut literals = String::new();
    let mut depth = 0;
    for character in segment.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth = 0,
            _ if depth == 0 => literals.push(character),
            _ => {}
        }
    }
    literals
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_given_is_not_sent() {
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
        let called = Address::whole("http://example.com/hook?to={me}");
        assert_eq!(on(&called), "http://example.com/hook?to={me}");
    }
}
