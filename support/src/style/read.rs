//! The text of a parameter to a value.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::super::schema::{Limited, Schema, Types};
#[cfg(feature = "deep-objects")]
use super::deep;
use super::header::{elements, unquoted};
#[cfg(feature = "path-styles")]
use super::pairs::Code;
use super::pairs::{decoded, Pairs};
#[cfg(any(feature = "delimited", feature = "path-styles"))]
use super::percent;
use super::scalar::{self, SCALARS};
use super::several::{list, repeated};
use super::{below, Style, Unreadable};

type Read = Result<Value, Unreadable>;

/// How one parameter is written, and what its value can be.
#[derive(Clone, Copy, Debug)]
pub struct Parameter<'a> {
    /// The name in the query, the cookies or a matrix.
    pub name: &'a str,

    /// The layout of arrays and objects.
    pub style: Style,

    /// Whether each item and member stands for itself.
    pub explode: bool,

    /// Whether `?name` alone means something: an empty string, `true` or `null`, whichever the schema has.
    pub allow_empty: bool,

    /// The names of the other parameters. Where an exploded object may have any members, those are not its.
    pub others: &'a [String],

    /// What the value can be.
    pub schema: &'a Schema,

    /// The schemas that it refers to, and the budget of the request.
    pub schemas: Limited<'a>,
}

impl Parameter<'_> {
    /// Reads the text, still percent-encoded, that stands in the place of a path's `{name}`.
    pub fn read_path(&self, raw: &str) -> Read {
        #[cfg(feature = "path-styles")]
        match self.style {
            Style::Label => {
                let raw = raw
                    .strip_prefix('.')
                    .ok_or_else(|| Unreadable::new("", "must start with a dot"))?;
                return self.segment(raw, if self.explode { '.' } else { ',' });
            }
            Style::Matrix => return self.matrix(raw),
            _ => {}
        }
        self.segment(raw, ',')
    }

    fn segment(&self, raw: &str, delimiter: char) -> Read {
        let types = self.types();
        let assigned = self.explode && types.meets(Types::OBJECT) && raw.contains('=');
        let several = types != Types::ALL && (assigned || raw.contains(delimiter));
        if !self.is_composed(types, several) {
            return self.scalar(&decoded(raw, false, "")?);
        }
        let parts = raw.split(delimiter);
        if self.explode && (assigned || !types.meets(Types::ARRAY)) {
            let parts = parts.filter(|part| !part.is_empty());
            let pairs = parts.map(|part| {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                Ok((decoded(name, false, "")?, decoded(value, false, "")?))
            });
            return self.members(pairs.collect::<Result<_, _>>()?);
        }
        self.flat(
            parts
                .map(|part| decoded(part, false, ""))
                .collect::<Result<_, _>>()?,
        )
    }

    #[cfg(feature = "path-styles")]
    fn matrix(&self, raw: &str) -> Read {
        let raw = raw
            .strip_prefix(';')
            .ok_or_else(|| Unreadable::new("", "must start with a semicolon"))?;
        let bare = percent::decode(raw, false).is_some_and(|raw| raw == self.name);
        let pairs = Pairs::new(raw.split(';'), Code::Percent);
        let types = self.types();
        if bare && types.meets(Types::ARRAY) && !types.meets(SCALARS) {
            return Ok(Value::Array(Vec::new()));
        }
        let value = if bare && types.meets(Types::OBJECT) && !types.meets(SCALARS) {
            Some(Value::Object(Map::new()))
        } else {
            Parameter {
                style: Style::Form,
                ..*self
            }
            .read_pairs(&pairs)?
        };
        value.ok_or_else(|| Unreadable::new("", format!("must be given as ;{}=…", self.name)))
    }

    /// Reads the parameter out of a query, a form or cookies; `None` if it is not there.
    pub fn read_pairs(&self, pairs: &Pairs<'_>) -> Result<Option<Value>, Unreadable> {
        #[cfg(feature = "deep-objects")]
        if self.style == Style::DeepObject {
            return deep::read(self.schemas, self.schema, self.name, pairs);
        }
        let types = self.types();
        let raw = pairs.raw(self.name);
        if self.explode
            && types.meets(Types::OBJECT)
            && !types.meets(SCALARS)
            && (raw.is_empty() || !types.meets(Types::ARRAY))
        {
            return self.exploded(pairs);
        }
        let Some(first) = raw.first() else {
            return Ok(None);
        };
        if self.allow_empty && first.is_empty() && raw.len() == 1 {
            return Ok(self.empty(types));
        }
        if self.explode
            || !self.is_composed(types, self.has_delimiter(first) && types != Types::ALL)
        {
            return repeated(self.schemas, Some(self.schema), pairs.texts(self.name)?, "")
                .map(Some);
        }
        let mut parts = Vec::new();
        for raw in raw {
            parts.extend(self.split(raw, pairs)?);
        }
        self.flat(parts).map(Some)
    }

    /// Reads the lines of a header; `None` if there is none.
    pub fn read_header<'h>(
        &self,
        lines: impl IntoIterator<Item = &'h str>,
    ) -> Result<Option<Value>, Unreadable> {
        let lines: Vec<_> = lines.into_iter().map(str::trim).collect();
        if lines.is_empty() {
            return Ok(None);
        }
        let types = self.types();
        let text = lines.join(",");
        if !self.is_composed(types, types != Types::ALL && text.contains(',')) {
            return self.scalar(&text).map(Some);
        }
        let parts = elements(&text);
        if self.explode && types.meets(Types::OBJECT) && !types.meets(Types::ARRAY) {
            let parts = parts.iter().filter(|part| !part.is_empty());
            let pairs = parts.map(|part| part.split_once('=').unwrap_or((part, "")));
            let pairs = pairs.map(|(name, value)| (name.trim().into(), unquoted(value.trim())));
            return self.members(pairs.collect()).map(Some);
        }
        self.flat(parts.into_iter().map(unquoted).collect())
            .map(Some)
    }

    fn types(&self) -> Types {
        self.schemas.types(self.schema)
    }

    fn scalar(&self, text: &str) -> Read {
        scalar::read(self.schemas, Some(self.schema), text, "")
    }

    /// Whether an array or an object is meant; where the schema leaves it open, it shows in the delimiters.
    fn is_composed(&self, types: Types, delimited: bool) -> bool {
        let composed = types.meets(Types::ARRAY) || types.meets(Types::OBJECT);
        composed && (delimited || !types.meets(SCALARS))
    }

    fn has_delimiter(&self, raw: &str) -> bool {
        #[cfg(feature = "delimited")]
        match self.style {
            Style::SpaceDelimited => return raw.contains([' ', '+']) || raw.contains("%20"),
            Style::PipeDelimited => {
                return raw.contains('|') || raw.contains("%7C") || raw.contains("%7c");
            }
            _ => {}
        }
        raw.contains(',')
    }

    /// Takes the elements apart.
    fn split<'r>(&self, raw: &'r str, pairs: &Pairs<'_>) -> Result<Vec<Cow<'r, str>>, Unreadable> {
        #[cfg(feature = "delimited")]
        match self.style {
            Style::SpaceDelimited => {
                let raw = raw.replace("%20", " ").replace('+', " ");
                return delimited(&raw, ' ', pairs);
            }
            Style::PipeDelimited => {
                let raw = raw.replace("%7C", "|").replace("%7c", "|");
                return delimited(&raw, '|', pairs);
            }
            _ => {}
        }
        raw.split(',').map(|part| pairs.text(part, "")).collect()
    }

    /// The members, each under its own name: those that the schema declares, and others where it says what they are.
    fn exploded(&self, pairs: &Pairs<'_>) -> Result<Option<Value>, Unreadable> {
        let declared = self.schemas.member_names(self.schema);
        let open = declared.is_empty() || self.schemas.additional(self.schema).is_some();
        let mut given = Vec::new();
        for name in pairs.names() {
            if declared.contains(&name) || (open && !self.others.iter().any(|other| other == name))
            {
                given.extend(
                    pairs
                        .texts(name)?
                        .into_iter()
                        .map(|text| (Cow::Borrowed(name), text)),
                );
            }
        }
        if given.is_empty() {
            Ok(None)
        } else {
            self.members(given).map(Some)
        }
    }

    /// What `?name` alone means.
    fn empty(&self, types: Types) -> Option<Value> {
        let meanings = [
            (Types::STRING, Value::from("")),
            (Types::BOOLEAN, Value::from(true)),
            (Types::NULL, Value::Null),
            (Types::ARRAY, Value::Array(Vec::new())),
        ];
        meanings
            .into_iter()
            .find(|(one, _)| types.meets(*one))
            .map(|(_, value)| value)
    }

    /// An array, or an object whose names and values take turns.
    fn flat(&self, parts: Vec<Cow<'_, str>>) -> Read {
        if self.types().meets(Types::ARRAY) {
            return list(self.schemas, self.schema, parts, "");
        }
        let is_empty = matches!(&parts[..], [only] if only.is_empty());
        let mut parts = parts.into_iter().filter(|_| !is_empty);
        let mut pairs = Vec::new();
        while let Some(name) = parts.next() {
            let Some(value) = parts.next() else {
                return Err(Unreadable::new(
                    "",
                    "must be names and values in turns, has a name without a value",
                ));
            };
            pairs.push((name, value));
        }
        self.members(pairs)
    }

    fn members(&self, pairs: Vec<(Cow<'_, str>, Cow<'_, str>)>) -> Read {
        let mut grouped: HashMap<&str, Vec<Cow<'_, str>>> = HashMap::new();
        let mut names = Vec::new();
        for (name, text) in &pairs {
            let texts = grouped.entry(name).or_default();
            if texts.is_empty() {
                names.push(&**name);
            }
            texts.push(Cow::Borrowed(text));
        }
        let members = names.into_iter().map(|name| {
            let schema = self.schemas.member(self.schema, name);
            let texts = grouped.remove(name).unwrap_or_default();
            Ok((
                name.to_owned(),
                repeated(self.schemas, schema, texts, &below("", name))?,
            ))
        });
        members.collect::<Result<Map<_, _>, _>>().map(Value::Object)
    }
}

/// The elements between delimiters, in whatever way those were written.
#[cfg(feature = "delimited")]
fn delimited<'r>(
    raw: &str,
    delimiter: char,
    pairs: &Pairs<'_>,
) -> Result<Vec<Cow<'r, str>>, Unreadable> {
    let parts = raw.split(delimiter).map(|part| {
        let text = pairs.text(part, "")?;
        Ok(percent::unescape(&text, delimiter).into())
    });
    parts.collect()
}
