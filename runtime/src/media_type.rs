//! Media types and media ranges (RFC 9110, sections 8.3.1 and 12.5.1), for server and client alike.
//!
//! The parser is written here since the `mime` crate is no longer maintained, refuses keys that documents have
//! (`application/*+json`, a type without a subtype), and keeps no parameter values with quoted pairs.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};

/// A media type, or a range of them such as `image/*`.
///
/// Type, subtype, names of parameters and the value of `charset` are case-insensitive and kept in lower case; all other
/// values of parameters are case-sensitive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaType {
    kind: String,
    subtype: String,
    parameters: Vec<(String, String)>,
}

impl MediaType {
    /// Parses a media type. Of a comma-separated list it is the first; what is no parameter after a `;` is left out.
    ///
    /// Any text is accepted: one without a subtype has an empty one, and no range includes it.
    pub fn parse(text: &str) -> Self {
        let first = split_unquoted(text, ',').next().unwrap_or_default();
        let mut parts = split_unquoted(first, ';').map(str::trim);
        let essence = parts.next().unwrap_or_default();
        let (kind, subtype) = essence.split_once('/').unwrap_or((essence, ""));
        Self {
            kind: kind.trim_end().to_ascii_lowercase(),
            subtype: subtype.trim_start().to_ascii_lowercase(),
            parameters: parts.filter_map(parameter).collect(),
        }
    }

    /// Parses a comma-separated list, such as the value of `Accept`.
    pub fn parse_list(text: &str) -> impl Iterator<Item = Self> + '_ {
        let items = split_unquoted(text, ',').filter(|item| !item.trim().is_empty());
        items.map(Self::parse)
    }

    /// Whether a text is exactly this media type, in lower case and without parameters.
    pub fn is_exactly(&self, text: &str) -> bool {
        self.parameters.is_empty()
            && text.split_once('/') == Some((self.kind.as_str(), self.subtype.as_str()))
    }

    /// `type/subtype`, in lower case and without the parameters; empty where there is no media type.
    pub fn essence(&self) -> String {
        match self.subtype.as_str() {
            "" => self.kind.clone(),
            subtype => format!("{}/{subtype}", self.kind),
        }
    }

    /// The value of a parameter, by its name in lower case.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut named = self.parameters.iter().filter(|(known, _)| known == name);
        named.next().map(|(_, value)| value.as_str())
    }

    /// The charset, if it is neither UTF-8 nor US-ASCII, which is a subset of it. No other one is decoded.
    pub fn unsupported_charset(&self) -> Option<&str> {
        let charset = self.parameter("charset");
        charset.filter(|charset| !matches!(*charset, "utf-8" | "utf8" | "us-ascii"))
    }

    /// The structured syntax suffix: `json` of `application/problem+json` (RFC 6838, section 4.2.8).
    pub fn suffix(&self) -> Option<&str> {
        self.subtype.rsplit_once('+').map(|(_, suffix)| suffix)
    }

    /// Whether bodies of this media type are JSON.
    pub fn is_json(&self) -> bool {
        let has_json_type = matches!(self.kind.as_str(), "application" | "text");
        has_json_type && self.subtype == "json" || self.suffix() == Some("json")
    }

    /// Whether it is `application/x-www-form-urlencoded`.
    pub fn is_urlencoded(&self) -> bool {
        self.kind == "application" && self.subtype == "x-www-form-urlencoded"
    }

    /// Whether it is a subtype of `text`.
    pub fn is_text(&self) -> bool {
        self.kind == "text"
    }

    /// Whether it is a range, such as `image/*` or `application/*+xml`.
    pub fn is_range(&self) -> bool {
        self.subtype == "*" || self.suffix_of_range().is_some()
    }

    /// The suffix of a range such as `application/*+xml`.
    fn suffix_of_range(&self) -> Option<&str> {
        self.subtype.strip_prefix("*+")
    }

    /// Whether this media type or range includes another one, parameters aside. A range of a suffix such as `application/*+xml`
    /// also includes the type that the suffix stands for, `application/xml`.
    pub fn includes(&self, other: &Self) -> bool {
        if let Some(suffix) = self.suffix_of_range() {
            let has_suffix = other.suffix() == Some(suffix) || other.subtype == suffix;
            return has_suffix && (self.kind == "*" || self.kind == other.kind);
        }
        match (self.kind.as_str(), self.subtype.as_str()) {
            ("*", "*") => !other.subtype.is_empty(),
            (kind, "*") => kind == other.kind && !other.subtype.is_empty(),
            (kind, subtype) => kind == other.kind && subtype == other.subtype,
        }
    }

    /// Whether all parameters of another media type are parameters of this one, too.
    pub fn has_parameters_of(&self, other: &Self) -> bool {
        let mut wanted = other.parameters.iter();
        wanted.all(|parameter| self.parameters.contains(parameter))
    }

    /// Whether this one has a parameter of another media type with another value. `charset` is not compared, since it says how
    /// the text is encoded and not what it is.
    pub fn contradicts(&self, other: &Self) -> bool {
        let mut others = other.parameters.iter();
        others.any(|(name, value)| {
            let own = self.parameter(name).filter(|_| name != "charset");
            own.is_some_and(|own| own != value)
        })
    }

    /// The same without one of its parameters, by the name in lower case.
    pub fn without_parameter(mut self, name: &str) -> Self {
        self.parameters.retain(|(known, _)| known != name);
        self
    }

    /// The precedence among several that include the same media type: ranges come after types, those of a suffix before other
    /// ranges, and what has more parameters is the more specific.
    pub fn specificity(&self) -> (u8, usize) {
        let kind = match (self.kind.as_str(), self.subtype.as_str()) {
            ("*", _) => 0,
            (_, "*") => 1,
            _ if self.suffix_of_range().is_some() => 2,
            _ => 3,
        };
        (kind, self.parameters.len())
    }
}

/// As [`MediaType::parse`].
impl<'de> Deserialize<'de> for MediaType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Ok(Self::parse(&text))
    }
}

/// The first media type of a comma-separated list, as it is written.
pub(super) fn first(list: &str) -> &str {
    split_unquoted(list, ',').next().unwrap_or_default().trim()
}

/// The media type that a body has itself, if the document has a range. The documented ones are a comma-separated list.
///
/// # Errors
/// When it is not one of these.
pub(super) fn within<'a>(
    own: Option<&'a str>,
    documented: &str,
) -> Result<Option<&'a str>, String> {
    let Some(own) = own.filter(|_| documented.contains('*')) else {
        return Ok(None);
    };
    let parsed = MediaType::parse(own);
    let mut ranges = MediaType::parse_list(documented);
    match !parsed.is_range() && ranges.any(|range| range.includes(&parsed)) {
        true => Ok(Some(own)),
        false => Err(format!(
            "the body is {own}, which is not one of {documented}"
        )),
    }
}

/// Reads `name=value`, where the value is a token or a quoted string.
fn parameter(text: &str) -> Option<(String, String)> {
    let (name, value) = text.split_once('=')?;
    let name = name.trim().to_ascii_lowercase();
    let value = unquote(value.trim());
    let value = match name.as_str() {
        "charset" => value.to_ascii_lowercase(),
        _ => value,
    };
    Some((name, value))
}

/// The content of a quoted string, its quoted pairs replaced by what they stand for (RFC 9110, section 5.6.4).
fn unquote(value: &str) -> String {
    let Some(quoted) = value.strip_prefix('"') else {
        return value.to_owned();
    };
    let mut content = String::with_capacity(quoted.len());
    let mut characters = quoted.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => content.extend(characters.next()),
            character => content.push(character),
        }
    }
    content
}

/// Splits at a delimiter, except within quoted strings.
fn split_unquoted(text: &str, delimiter: char) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    let mut is_escaped = false;
    text.split(move |character: char| {
        let escaped = std::mem::take(&mut is_escaped);
        match character {
            '"' if !escaped => is_quoted = !is_quoted,
            '\\' if is_quoted && !escaped => is_escaped = true,
            _ => {}
        }
        character == delimiter && !is_quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_strings_hold_delimiters() {
        let parsed = MediaType::parse(r#"Text/Plain; A="x;y, \"z\\"; Charset="UTF-8";b=C"#);
        assert_eq!(parsed.essence(), "text/plain");
        assert_eq!(parsed.parameter("a"), Some(r#"x;y, "z\"#));
        assert_eq!(parsed.parameter("charset"), Some("utf-8"));
        assert_eq!(parsed.parameter("b"), Some("C"));
        let listed: Vec<_> = MediaType::parse_list(r#"a/b;c="d,e", , f/*;q=0"#).collect();
        assert_eq!(listed.len(), 2);
        assert_eq!(listed[0].parameter("c"), Some("d,e"));
        assert_eq!(listed[1].parameter("q"), Some("0"));
    }

    #[test]
    fn values_of_parameters_are_case_sensitive_but_for_charset() {
        let has = |sent: &str, wanted: &str| {
            MediaType::parse(sent).has_parameters_of(&MediaType::parse(wanted))
        };
        assert!(has("a/b;V=x;w=y", "a/b;v=x"));
        assert!(!has("a/b;v=X", "a/b;v=x"));
        assert!(has("a/b;charset=UTF-8", r#"a/b; CHARSET="utf-8""#));
        assert!(!has("a/b", "a/b;v=x"));
    }

    #[test]
    fn ranges_include_types() {
        let includes =
            |range: &str, other: &str| MediaType::parse(range).includes(&MediaType::parse(other));
        assert!(includes("*/*", "a/b") && includes("a/*", "A/b;c=d") && includes("a/b", "a/B"));
        for other in ["a/b+xml", "a/xml", "A/*+XML"] {
            assert!(includes("a/*+xml", other) && includes("*/*+xml", other));
        }
        for other in ["b/b+xml", "a/b+json", "a/bxml", "a/xml+b", "a"] {
            assert!(!includes("a/*+xml", other), "{other}");
        }
        assert!(!includes("a/*", "b/b") && !includes("a/b", "a/*") && !includes("*/*", "a"));
    }

    #[test]
    fn a_text_is_exactly_a_media_type_in_lower_case_and_without_parameters() {
        let is = |known: &str, text: &str| MediaType::parse(known).is_exactly(text);
        assert!(is("A/B", "a/b") && is("a/*", "a/*"));
        for text in ["a/B", "a/b ", "a/b;q=0", "a/b,a/b", "a/bc", "a"] {
            assert!(!is("a/b", text), "{text}");
        }
        assert!(!is("a/b;c=d", "a/b") && !is("a", "a"));
    }

    #[test]
    fn json_is_recognized_by_subtype_and_suffix() {
        let is_json = |text: &str| MediaType::parse(text).is_json();
        assert!(is_json("application/json;a=b") && is_json("application/vnd.x+JSON"));
        assert!(!is_json("application/jsonl") && !is_json("application/json-seq"));
        let range = MediaType::parse("a/*;x=y;z=1");
        assert_eq!(range.specificity(), (1, 2));
        let kind = |text: &str| MediaType::parse(text).specificity().0;
        assert!(kind("a/*") < kind("a/*+b") && kind("a/*+b") < kind("a/c+b"));
        assert_eq!(range.without_parameter("x").specificity(), (1, 1));
        assert_eq!(MediaType::parse("").essence(), "");
    }
}
