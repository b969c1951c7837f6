//! Writing a value as a parameter's text.

use serde_json::Value;

use super::header::quoted;
use super::percent::{
    encode, IN_COOKIE, IN_COOKIE_NAME, IN_COOKIE_PAIR, IN_LABEL, IN_PATH, IN_QUERY, IN_QUERY_LIST,
    LABEL, RESERVED,
};
use super::{deep_object, delimited, Style};

/// The parts of a value that the styles arrange, not yet encoded.
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

    /// The encoded values; those of an object each after its name.
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

    /// The encoded values as `name=value`: with their own names in an object, else with this one.
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

    /// The encoded values; those of an object as `name=value`.
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

/// The text of a scalar; arrays and objects inside of others are written as JSON.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        value => value.to_string(),
    }
}

/// The percent-encoded text for a path's `{name}`. `allow_reserved` keeps the reserved characters that neither end a path
/// segment nor are delimiters of the style.
pub fn encode_path(
    style: Style,
    explode: bool,
    name: &str,
    value: &Value,
    allow_reserved: bool,
) -> String {
    let parts = Parts::of(value);
    // The dot that separates an exploded label is encoded nowhere else.
    let is_label = matches!(style, Style::Label | Style::DottedLabel);
    let has_dots = is_label && !matches!(parts, Parts::One(_));
    let set = match (has_dots, allow_reserved) {
        (false, false) => RESERVED,
        (false, true) => IN_PATH,
        (true, false) => LABEL,
        (true, true) => IN_LABEL,
    };
    let encode = |text: &str| encode(text, set);
    match style {
        Style::Label | Style::DottedLabel if explode => {
            format!(".{}", parts.assigned(&encode).join("."))
        }
        Style::Label | Style::DottedLabel => format!(".{}", parts.flat(&encode).join(",")),
        Style::Matrix => matrix(&parts, explode, &encode(name), &encode),
        _ if explode => parts.assigned(&encode).join(","),
        _ => parts.flat(&encode).join(","),
    }
}

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
    let set = match (allow_reserved, single) {
        (false, _) => RESERVED,
        (true, true) => IN_QUERY,
        (true, false) => IN_QUERY_LIST,
    };
    let name = &encode(name, RESERVED);
    let encode = |text: &str| encode(text, set);
    let delimited = |delimiter: char, code: &str| {
        let encode = |text: &str| encode(&delimited::escape(text, delimiter));
        format!("{name}={}", parts.flat(&encode).join(code))
    };
    let pairs = match style {
        Style::DeepObject => deep_object::pairs(name, value, &encode),
        _ if single => parts.named(name, &encode),
        Style::SpaceDelimited => vec![delimited(' ', "%20")],
        Style::PipeDelimited => vec![delimited('|', "%7C")],
        _ => vec![format!("{name}={}", parts.flat(&encode).join(","))],
    };
    append(query, &pairs, "&");
}

/// The value of a header (style `simple`); `None` if there is nothing to send.
///
/// Headers are not percent-encoded. Items and members that contain a delimiter are put in quotes (RFC 9110, section
/// 5.6.4).
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

/// Appends the parameter to a `Cookie` header (style `form`). Characters that a cookie cannot hold are percent-encoded.
///
/// `null` and empty arrays and objects append nothing.
pub fn encode_cookie(cookies: &mut String, explode: bool, name: &str, value: &Value) {
    let parts = Parts::of(value);
    if value.is_null() || parts.is_empty() {
        return;
    }
    // What is exploded may be separated by ampersands, too.
    let set = match parts {
        Parts::List(_) | Parts::Members(_) if explode => IN_COOKIE_PAIR,
        _ => IN_COOKIE,
    };
    let in_name = |text: &str| encode(text, IN_COOKIE_NAME);
    let encode = |text: &str| encode(text, set);
    append(
        cookies,
        &cookie_pairs(&parts, explode, name, &encode, &in_name),
        "; ",
    );
}

/// Appends the parameter to a `Cookie` header (style `cookie`), where nothing is encoded.
///
/// # Errors
/// When a value or a name has a character that a cookie cannot hold; the caller has to escape it.
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
            "the cookie `{name}` has a character that a cookie cannot hold"
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
fn is_cookie_octet(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b',' | b';' | b'\\')
}

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

/// The percent-encoded JSON of a parameter with `content: application/json` in a path, a query or a cookie.
pub fn encode_json(value: &Value) -> String {
    encode(&value.to_string(), RESERVED)
}

/// A percent-encoded text.
pub fn encode_text(value: &Value) -> String {
    encode(&text(value), RESERVED)
}

fn append(out: &mut String, pairs: &[String], separator: &str) {
    for pair in pairs {
        if !out.is_empty() {
            out.push_str(separator);
        }
        out.push_str(pair);
    }
}
