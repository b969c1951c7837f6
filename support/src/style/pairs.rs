//! Names with values: a query, a form, cookies.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;

#[cfg(feature = "forms")]
use super::super::schema::{Limited, Schema};
#[cfg(feature = "forms")]
use super::several::repeated;
use super::{percent, Unreadable};

/// The pairs `name=value` of a query, a form or a `Cookie` header.
#[derive(Clone, Debug, Default)]
pub struct Pairs<'a> {
    /// The names, decoded, in the order of their first values.
    names: Vec<Cow<'a, str>>,
    /// The values of each name, still encoded.
    values: HashMap<Cow<'a, str>, Vec<&'a str>>,
    code: Code,
}

/// What signs stand for others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Code {
    /// `%41` stands for `A`.
    #[default]
    Percent,
    /// And `+` for a space.
    Form,
    /// Each stands for itself.
    #[cfg(feature = "cookies")]
    Plain,
}

impl<'a> Pairs<'a> {
    /// Takes a query, without its `?`, or a form apart.
    pub fn query(raw: &'a str) -> Self {
        Self::new(raw.split('&'), Code::Form)
    }

    /// Takes a `Cookie` header apart.
    #[cfg(feature = "cookies")]
    pub fn cookies(raw: &'a str) -> Self {
        let mut all = Self::new(raw.split(';').map(str::trim), Code::Percent);
        // RFC 6265, section 4.1.1: quotes around a cookie's value may be there and mean nothing.
        for value in all.values.values_mut().flatten() {
            *value = value
                .strip_prefix('"')
                .and_then(|value| value.strip_suffix('"'))
                .unwrap_or(value);
        }
        all
    }

    /// Takes a `Cookie` header apart whose cookies are as they are, not percent-encoded.
    #[cfg(feature = "cookies")]
    pub fn plain_cookies(raw: &'a str) -> Self {
        Self::new(raw.split(';').map(str::trim), Code::Plain)
    }

    pub(super) fn new(pairs: impl Iterator<Item = &'a str>, code: Code) -> Self {
        let mut all = Self {
            code,
            ..Self::default()
        };
        for pair in pairs.filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = code.decode(name).unwrap_or(Cow::Borrowed(name));
            let values = all.values.entry(name.clone()).or_default();
            if values.is_empty() {
                all.names.push(name);
            }
            values.push(value);
        }
        all
    }

    /// The names, in the order of their first values.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    /// The values of that name, still encoded.
    pub fn raw(&self, name: &str) -> &[&'a str] {
        self.values.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// The value of a parameter with `content: application/json`; `None` if it is not there.
    pub fn json(&self, name: &str) -> Result<Option<Value>, Unreadable> {
        let Some(raw) = self.raw(name).first() else {
            return Ok(None);
        };
        parse_json(&self.text(raw, "")?).map(Some)
    }

    /// Reads all the values of that name: one for each item of an array, JSON for an object; `None` if it is not there.
    #[cfg(feature = "forms")]
    pub fn plain(
        &self,
        name: &str,
        schema: &Schema,
        schemas: Limited<'_>,
    ) -> Result<Option<Value>, Unreadable> {
        let texts = self.texts(name)?;
        if texts.is_empty() {
            Ok(None)
        } else {
            repeated(schemas, Some(schema), texts, "").map(Some)
        }
    }

    /// The names with their values, still encoded.
    #[cfg(feature = "deep-objects")]
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[&'a str])> {
        self.names().map(|name| (name, self.raw(name)))
    }

    /// The value that is meant by a text.
    pub(super) fn text<'t>(&self, raw: &'t str, pointer: &str) -> Result<Cow<'t, str>, Unreadable> {
        self.code
            .decode(raw)
            .ok_or_else(|| Unreadable::new(pointer, "must be UTF-8"))
    }

    pub(super) fn texts(&self, name: &str) -> Result<Vec<Cow<'_, str>>, Unreadable> {
        self.raw(name)
            .iter()
            .map(|raw| self.text(raw, ""))
            .collect()
    }
}

impl Code {
    fn decode(self, raw: &str) -> Option<Cow<'_, str>> {
        match self {
            Self::Percent => percent::decode(raw, false),
            Self::Form => percent::decode(raw, true),
            #[cfg(feature = "cookies")]
            Self::Plain => Some(Cow::Borrowed(raw)),
        }
    }
}

/// Reads a text that is percent-encoded.
#[cfg(feature = "whole-query")]
pub fn decode_text(raw: &str) -> Result<Value, Unreadable> {
    Ok(decoded(raw, false, "")?.into_owned().into())
}

/// Reads a path parameter with `content: application/json`: JSON, percent-encoded.
pub fn decode_json(raw: &str) -> Result<Value, Unreadable> {
    parse_json(&decoded(raw, false, "")?)
}

/// Reads a header with `content: application/json`.
pub fn parse_json(text: &str) -> Result<Value, Unreadable> {
    serde_json::from_str(text)
        .map_err(|error| Unreadable::new("", format!("must be JSON: {error}")))
}

/// The text that is meant.
pub(super) fn decoded<'t>(
    raw: &'t str,
    plus_is_space: bool,
    pointer: &str,
) -> Result<Cow<'t, str>, Unreadable> {
    percent::decode(raw, plus_is_space).ok_or_else(|| Unreadable::new(pointer, "must be UTF-8"))
}
