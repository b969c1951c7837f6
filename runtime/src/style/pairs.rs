//! The `name=value` pairs of a query, a form or a `Cookie` header.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::Value;

use super::super::json::{read_value, DuplicateMembers};
use super::repeated::repeated;
use super::{percent, Shaped, Unreadable};

/// The pairs `name=value` of a query, a form or a `Cookie` header.
#[derive(Clone, Debug, Default)]
pub struct Pairs<'a> {
    /// In the order of their first values.
    named: Vec<Named<'a>>,
    /// The position of each name, if there are many.
    index: Option<HashMap<Cow<'a, str>, usize>>,
    /// The names that cannot be decoded, still encoded.
    malformed: Vec<&'a str>,
    code: Code,
    /// Of several values of a single-valued name the first counts, instead of none: a client sends the cookies of more specific
    /// paths first (RFC 6265, section 5.4).
    pub(super) first_counts: bool,
}

/// The values of a name.
#[derive(Clone, Debug)]
struct Named<'a> {
    /// Decoded.
    name: Cow<'a, str>,
    /// Still encoded.
    values: Values<'a>,
}

/// Most names have one value, which needs no allocation.
#[derive(Clone, Debug)]
enum Values<'a> {
    One(&'a str),
    Several(Vec<&'a str>),
}

/// The room for names that is made at first.
const FEW: usize = 4;

/// From so many names on, they have an index.
const MANY: usize = 16;

/// How characters are encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Code {
    /// Percent-encoding.
    #[default]
    Percent,
    /// Percent-encoding, and `+` for a space.
    Form,
    /// None.
    Plain,
}

impl<'a> Pairs<'a> {
    /// The pairs of a query, without its `?`, or of a form.
    pub fn query(raw: &'a str) -> Self {
        match percent::has_escape(raw, true) {
            true => Self::split(raw, Code::Form),
            false => Self::plain_query(raw),
        }
    }

    /// The pairs of a query or a form that has neither `%` nor `+`.
    pub fn plain_query(raw: &'a str) -> Self {
        Self::split(raw, Code::Plain)
    }

    fn split(raw: &'a str, code: Code) -> Self {
        let mut all = Self {
            code,
            named: Vec::with_capacity(FEW),
            ..Self::default()
        };
        let mut rest = Some(raw);
        while let Some(pairs) = rest {
            // Faster than `split`, which is meant for long texts.
            let (pair, next) = cut(pairs, b'&');
            all.add_pair(pair);
            rest = next;
        }
        all
    }

    /// The pairs of a `Cookie` header.
    pub fn cookies(raw: &'a str) -> Self {
        let mut all = Self::new(raw.split(';').map(str::trim), Code::Percent);
        all.first_counts = true;
        // RFC 6265, section 4.1.1: a cookie's value may be in quotes, which do not belong to it.
        let values = all
            .named
            .iter_mut()
            .map(|named| named.values.as_mut_slice());
        for value in values.flatten() {
            *value = value
                .strip_prefix('"')
                .and_then(|value| value.strip_suffix('"'))
                .unwrap_or(value);
        }
        all
    }

    /// The pairs of a `Cookie` header whose cookies are not percent-encoded.
    pub fn plain_cookies(raw: &'a str) -> Self {
        let mut all = Self::new(raw.split(';').map(str::trim), Code::Plain);
        all.first_counts = true;
        all
    }

    pub(super) fn new(pairs: impl Iterator<Item = &'a str>, code: Code) -> Self {
        let mut all = Self {
            code,
            ..Self::default()
        };
        pairs.for_each(|pair| all.add_pair(pair));
        all
    }

    /// Whether a value has an ampersand.
    pub(super) fn has_ampersand(&self) -> bool {
        let mut values = self.named.iter().flat_map(|it| it.values.as_slice());
        values.any(|value| value.contains('&'))
    }

    /// The same, where each `&name=` in a value begins another pair, if it is one of these names.
    pub(super) fn split_at_ampersands(&self, is_name: impl Fn(&str) -> bool) -> Self {
        let mut all = Self {
            malformed: self.malformed.clone(),
            code: self.code,
            first_counts: self.first_counts,
            ..Self::default()
        };
        for named in &self.named {
            for value in named.values.as_slice() {
                all.add_split(named.name.clone(), value, &is_name);
            }
        }
        all
    }

    fn add_split(&mut self, name: Cow<'a, str>, value: &'a str, is_name: &impl Fn(&str) -> bool) {
        let (mut name, mut value) = (name, value);
        while is_name(&name) {
            let next = value.match_indices('&').find_map(|(at, _)| {
                let (before, behind) = (value.get(..at)?, value.get(at + 1..)?);
                let (next, rest) = behind.split_once('=')?;
                let next = self.code.decode(next, "").ok()?;
                is_name(&next).then_some((before, next, rest))
            });
            let Some((before, next, rest)) = next else {
                break;
            };
            self.add(name, before);
            (name, value) = (next, rest);
        }
        self.add(name, value);
    }

    /// Adds `name=value` or a name alone, unless it is empty.
    fn add_pair(&mut self, pair: &'a str) {
        if pair.is_empty() {
            return;
        }
        let (name, value) = cut(pair, b'=');
        match self.code.decode(name, "") {
            Ok(name) => self.add(name, value.unwrap_or_default()),
            Err(_) => self.malformed.push(name),
        }
    }

    fn add(&mut self, name: Cow<'a, str>, value: &'a str) {
        let position = self.position(&name);
        match position.and_then(|position| self.named.get_mut(position)) {
            Some(named) => named.values.push(value),
            None => {
                if let Some(index) = &mut self.index {
                    index.insert(name.clone(), self.named.len());
                }
                let values = Values::One(value);
                self.named.push(Named { name, values });
                if self.index.is_none() && self.named.len() > MANY {
                    let names = self.named.iter().enumerate();
                    let index = names.map(|(position, named)| (named.name.clone(), position));
                    self.index = Some(index.collect());
                }
            }
        }
    }

    fn position(&self, name: &str) -> Option<usize> {
        match &self.index {
            Some(index) => index.get(name).copied(),
            None => self.named.iter().position(|named| named.name == name),
        }
    }

    /// The names, in the order of their first values.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.named.iter().map(|named| &*named.name)
    }

    /// Checks that all names that begin with this text can be decoded, for values whose names are not known beforehand.
    ///
    /// # Errors
    /// When one of the names is malformed. It is not among the [`names`](Self::names).
    pub fn check_names(&self, start: &str) -> Result<(), Unreadable> {
        let mut names = self.malformed.iter().filter(|name| name.starts_with(start));
        names.try_for_each(|name| match self.code.decode(name, "") {
            Ok(_) => Ok(()),
            Err(error) => {
                let message = format!("has a malformed name, which {}", error.message);
                Err(Unreadable { message, ..error })
            }
        })
    }

    /// The values of a name, still encoded.
    pub fn raw(&self, name: &str) -> &[&'a str] {
        let named = self.position(name).and_then(|it| self.named.get(it));
        named
            .map(|named| named.values.as_slice())
            .unwrap_or_default()
    }

    /// The value of a parameter with `content: application/json`; `None` if it is absent.
    ///
    /// # Errors
    /// When the text is malformed or has duplicate members, or there are several values, of which none can be preferred.
    pub fn json(&self, name: &str) -> Result<Option<Value>, Unreadable> {
        match self.raw(name) {
            [] => Ok(None),
            [_, _, ..] if !self.first_counts => Err(Unreadable::given_several_times("")),
            [raw, ..] => parse_json(&self.text(raw, "")?).map(Some),
        }
    }

    /// The text of a parameter that is one value.
    ///
    /// # Errors
    /// When the text is malformed, or there are several values, of which none can be preferred.
    #[cfg(feature = "xml")]
    pub fn one_text(&self, name: &str) -> Result<Option<Value>, Unreadable> {
        match self.raw(name) {
            [] => Ok(None),
            [_, _, ..] if !self.first_counts => Err(Unreadable::given_several_times("")),
            [raw, ..] => Ok(Some(self.text(raw, "")?.into_owned().into())),
        }
    }

    /// All values of a name, in the default encoding of a form: one value for each item of an array, JSON for an object;
    /// `None` if there is none.
    ///
    /// # Errors
    /// When the text does not fit the shape.
    pub fn plain(&self, name: &str, shape: Shaped<'_>) -> Result<Option<Value>, Unreadable> {
        let texts = self.texts(name)?;
        if texts.is_empty() {
            Ok(None)
        } else {
            repeated(Some(shape), texts, "").map(Some)
        }
    }

    /// The names with their values, still encoded.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[&'a str])> {
        let named = self.named.iter();
        named.map(|named| (&*named.name, named.values.as_slice()))
    }

    /// The decoded text of a value.
    pub(super) fn text<'t>(&self, raw: &'t str, pointer: &str) -> Result<Cow<'t, str>, Unreadable> {
        self.code.decode(raw, pointer)
    }

    pub(super) fn texts(&self, name: &str) -> Result<Vec<Cow<'_, str>>, Unreadable> {
        self.raw(name)
            .iter()
            .map(|raw| self.text(raw, ""))
            .collect()
    }
}

/// The text before a byte of ASCII and the text after it.
fn cut(text: &str, byte: u8) -> (&str, Option<&str>) {
    let at = text.bytes().position(|known| known == byte);
    let parts = at.and_then(|at| Some((text.get(..at)?, text.get(at + 1..)?)));
    parts.map_or((text, None), |(before, after)| (before, Some(after)))
}

impl<'a> Values<'a> {
    fn push(&mut self, value: &'a str) {
        match self {
            Self::One(first) => *self = Self::Several(vec![first, value]),
            Self::Several(values) => values.push(value),
        }
    }

    fn as_slice(&self) -> &[&'a str] {
        match self {
            Self::One(value) => std::slice::from_ref(value),
            Self::Several(values) => values,
        }
    }

    fn as_mut_slice(&mut self) -> &mut [&'a str] {
        match self {
            Self::One(value) => std::slice::from_mut(value),
            Self::Several(values) => values,
        }
    }
}

impl Code {
    fn decode<'t>(self, raw: &'t str, pointer: &str) -> Result<Cow<'t, str>, Unreadable> {
        match self {
            Self::Percent => percent::decode(raw, false, pointer),
            Self::Form => percent::decode(raw, true, pointer),
            Self::Plain => Ok(Cow::Borrowed(raw)),
        }
    }
}

/// Reads a percent-encoded text.
///
/// # Errors
/// When the percent-encoding is malformed.
pub fn decode_text(raw: &str) -> Result<Value, Unreadable> {
    Ok(percent::decode(raw, false, "")?.into_owned().into())
}

/// Reads a path parameter with `content: application/json`: percent-encoded JSON.
///
/// # Errors
/// When the text is malformed, or has duplicate members.
pub fn decode_json(raw: &str) -> Result<Value, Unreadable> {
    parse_json(&percent::decode(raw, false, "")?)
}

/// Reads a header with `content: application/json`.
///
/// # Errors
/// When the text is malformed, or has duplicate members.
pub fn parse_json(text: &str) -> Result<Value, Unreadable> {
    read_value(text.as_bytes(), DuplicateMembers::Refuse).map_err(|error| {
        Unreadable::new(&error.pointer, format!("must be JSON: {}", error.message))
    })
}
