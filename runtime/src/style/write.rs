//! Values to the text of a parameter.

use serde_json::Value;

#[cfg(feature = "deep-objects")]
use super::deep;
use super::header::quoted;
use super::percent::{self, is_unreserved};
use super::Style;

/// A value as the styles see it, the texts not yet encoded.
enum Parts {
    One(String),
    List(Vec<String>),
    Members(Vec<(String, String)>),
}

impl Parts {
    fn of(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.iter().map(text).collect()),
            Value::Object(members) => {
                let texts = members.iter().flat_map(|(name, value)| {
                    let texts = match value {
                        Value::Null => Vec::new(),
                        Value::Array(items) => items.iter().map(text).collect(),
                        value => vec![text(value)],
                    };
                    texts.into_iter().map(|text| (name.clone(), text))
                });
                Self::Members(texts.collect())
            }
            value => Self::One(text(value)),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::One(_) => false,
            Self::List(items) => items.is_empty(),
            Self::Members(members) => members.is_empty(),
        }
    }

    /// The values, and the names before theirs, each encoded.
    fn flat(&self, encode: &dyn Fn(&str) -> String) -> Vec<String> {
        match self {
            Self::One(text) => vec![encode(text)],
            Self::List(items) => items.iter().map(|item| encode(item)).collect(),
            Self::Members(members) => members
                .iter()
                .flat_map(|(name, value)| [encode(name), encode(value)])
                .collect(),
        }
    }

    /// The values, each behind its name, or all behind that one.
    fn named(&self, name: &str, encode: &dyn Fn(&str) -> String) -> Vec<String> {
        match self {
            Self::One(text) => vec![format!("{name}={}", encode(text))],
            Self::List(items) => items
                .iter()
                .map(|item| format!("{name}={}", encode(item)))
                .collect(),
            Self::Members(_) => self.assigned(encode),
        }
    }

    /// The values, those of an object as `name=value`.
    fn assigned(&self, encode: &dyn Fn(&str) -> String) -> Vec<String> {
        match self {
            Self::Members(members) => members
                .iter()
                .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
                .collect(),
            other => other.flat(encode),
        }
    }
}

/// A value that is no array and no object, or one inside of another.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// The text that takes the place of a path's `{name}`, percent-encoded. `allow_reserved` keeps the reserved characters
/// that mean nothing in a path segment or the style.
pub fn encode_path(
    style: Style,
    explode: bool,
    name: &str,
    value: &Value,
    allow_reserved: bool,
) -> String {
    let parts = Parts::of(value);
    let keep = |byte: u8| match byte {
        // What separates exploded labels must not stand for itself, though nothing else ever encodes it.
        #[cfg(feature = "path-styles")]
        b'.' => style != Style::Label || matches!(parts, Parts::One(_)),
        b'!' | b'$' | b'&' | b'\'' | b'(' | b')' | b'*' | b'+' | b':' | b'@' => allow_reserved,
        byte => is_unreserved(byte),
    };
    let encode = |text: &str| encoded(text, keep);
    // Only a matrix says the name.
    #[cfg(not(feature = "path-styles"))]
    let _ = name;
    match style {
        #[cfg(feature = "path-styles")]
        Style::Label if explode => format!(".{}", parts.assigned(&encode).join(".")),
        #[cfg(feature = "path-styles")]
        Style::Label => format!(".{}", parts.flat(&encode).join(",")),
        #[cfg(feature = "path-styles")]
        Style::Matrix => matrix(&parts, explode, &encode(name), &encode),
        _ if explode => parts.assigned(&encode).join(","),
        _ => parts.flat(&encode).join(","),
    }
}

#[cfg(feature = "path-styles")]
fn matrix(parts: &Parts, explode: bool, name: &str, encode: &dyn Fn(&str) -> String) -> String {
    let empty = matches!(parts, Parts::One(text) if text.is_empty());
    if empty || parts.is_empty() {
        return format!(";{name}");
    }
    if explode {
        return parts
            .named(name, encode)
            .iter()
            .map(|part| format!(";{part}"))
            .collect();
    }
    format!(";{name}={}", parts.flat(encode).join(","))
}

/// Appends the parameter to a query, percent-encoded; a space becomes `%20`.
///
/// `null` and empty arrays and objects append nothing. `allow_reserved` keeps the reserved characters that do not
/// end the value.
pub fn encode_query(
    query: &mut String,
    style: Style,
    explode: bool,
    name: &str,
    value: &Value,
    allow_reserved: bool,
) {
    let parts = Parts::of(value);
    if value.is_null() || parts.is_empty() {
        return;
    }
    let single = explode || matches!(parts, Parts::One(_));
    let keep = |byte: u8| match byte {
        b':' | b'/' | b'?' | b'[' | b']' | b'@' | b'!' | b'$' | b'\'' | b'(' | b')' | b'*'
        | b';' => allow_reserved,
        b',' => allow_reserved && single,
        byte => is_unreserved(byte),
    };
    let encode = |text: &str| encoded(text, keep);
    let name = &encoded(name, is_unreserved);
    #[cfg(feature = "delimited")]
    let delimited = |delimiter: char, code: &str| {
        let encode = |text: &str| encode(&percent::escape(text, delimiter));
        format!("{name}={}", parts.flat(&encode).join(code))
    };
    let pairs = match style {
        #[cfg(feature = "deep-objects")]
        Style::DeepObject => deep::pairs(name, value, &encode),
        _ if single => parts.named(name, &encode),
        #[cfg(feature = "delimited")]
        Style::SpaceDelimited => vec![delimited(' ', "%20")],
        #[cfg(feature = "delimited")]
        Style::PipeDelimited => vec![delimited('|', "%7C")],
        _ => vec![format!("{name}={}", parts.flat(&encode).join(","))],
    };
    append(query, &pairs, "&");
}

/// The value of a header (style `simple`); `None` if there is nothing to send.
///
/// Headers are not percent-encoded. What would fall apart in an array or object is put in quotes (RFC 9110, section 5.6.4).
pub fn encode_header(explode: bool, value: &Value) -> Option<String> {
    let parts = Parts::of(value);
    if value.is_null() || parts.is_empty() {
        return None;
    }
    Some(match &parts {
        Parts::One(text) => text.clone(),
        Parts::Members(members) if explode => {
            let pairs: Vec<_> = members
                .iter()
                .map(|(name, value)| format!("{name}={}", quoted(value)))
                .collect();
            pairs.join(",")
        }
        parts => parts.flat(&quoted).join(","),
    })
}

/// Appends the parameter to a `Cookie` header (style `form`), percent-encoded where a cookie cannot hold a character.
///
/// `null` and empty arrays and objects append nothing.
#[cfg(feature = "cookies")]
pub fn encode_cookie(cookies: &mut String, explode: bool, name: &str, value: &Value) {
    let parts = Parts::of(value);
    if value.is_null() || parts.is_empty() {
        return;
    }
    // The sign that encodes the others can't stand for itself.
    let keep = |byte: u8| is_cookie_octet(byte) && byte != b'%';
    let encode = |text: &str| encoded(text, keep);
    let in_name = |text: &str| encoded(text, |byte| keep(byte) && byte != b'=');
    append(
        cookies,
        &cookie_pairs(&parts, explode, name, &encode, &in_name),
        "; ",
    );
}

/// Appends the parameter to a `Cookie` header (style `cookie`), as it is: nothing is escaped.
///
/// # Errors
/// When a value or a name has a character that no cookie may have; whoever gives it has to escape it.
#[cfg(feature = "cookies")]
pub fn encode_plain_cookie(
    cookies: &mut String,
    explode: bool,
    name: &str,
    value: &Value,
) -> Result<(), String> {
    let parts = Parts::of(value);
    if value.is_null() || parts.is_empty() {
        return Ok(());
    }
    let plain = str::to_owned;
    let texts = parts.flat(&plain);
    let is_fit = |text: &String| text.bytes().all(is_cookie_octet);
    if !texts.iter().all(is_fit) {
        return Err(format!(
            "the cookie `{name}` has a character that no cookie may have"
        ));
    }
    append(
        cookies,
        &cookie_pairs(&parts, explode, name, &plain, &plain),
        "; ",
    );
    Ok(())
}

/// RFC 6265, section 4.1.1, `cookie-octet`.
#[cfg(feature = "cookies")]
fn is_cookie_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

#[cfg(feature = "cookies")]
fn cookie_pairs(
    parts: &Parts,
    explode: bool,
    name: &str,
    encode: &dyn Fn(&str) -> String,
    in_name: &dyn Fn(&str) -> String,
) -> Vec<String> {
    match parts {
        Parts::Members(members) if explode => members
            .iter()
            .map(|(name, value)| format!("{}={}", in_name(name), encode(value)))
            .collect(),
        parts if explode => parts.named(&in_name(name), encode),
        parts => vec![format!(
            "{}={}",
            in_name(name),
            parts.flat(encode).join(",")
        )],
    }
}

/// The value of a parameter with `content: application/json` in a path, a query or a cookie: JSON, percent-encoded.
pub fn encode_json(value: &Value) -> String {
    encoded(&value.to_string(), is_unreserved)
}

/// A text that is percent-encoded as a whole.
#[cfg(feature = "whole-query")]
pub fn encode_text(value: &Value) -> String {
    encoded(&text(value), is_unreserved)
}

fn encoded(text: &str, keep: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    percent::encode(text, keep, &mut out);
    out
}

fn append(out: &mut String, pairs: &[String], separator: &str) {
    for pair in pairs {
        if !out.is_empty() {
            out.push_str(separator);
        }
        out.push_str(pair);
    }
}
