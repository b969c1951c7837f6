//! Reading a parameter's text as a value.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::super::json::pointer;
use super::super::schema::TypeSet;
use super::header::{elements, unquoted};
use super::pairs::{Code, Pairs};
use super::percent::decode;
use super::repeated::{list, repeated};
use super::scalar::{self, SCALARS};
use super::{deep_object, delimited, Choices, Reading, Shaped, Style, Unreadable};

type Read<'t> = Result<Reading<'t>, Unreadable>;

/// How a parameter is serialized, and the shape of its value.
#[derive(Clone, Copy, Debug)]
pub struct Parameter<'a> {
    /// The name in the query, in the cookies or in the style `matrix`.
    pub name: &'a str,

    /// The style of arrays and objects.
    pub style: Style,

    /// Whether each item and member has its own `name=value`.
    pub explode: bool,

    /// Whether `?name` without a value is one: an empty string, `true` or `null`, whichever the shape allows.
    pub allow_empty: bool,

    /// The names of the other parameters. They are not members of an exploded object that may have any.
    pub others: &'a [String],

    /// The shape of the value.
    pub shape: Shaped<'a>,
}

impl Parameter<'_> {
    /// Reads the percent-encoded text in the place of a path's `{name}`.
    ///
    /// # Errors
    /// When the percent-encoding is malformed, or the text does not fit the shape.
    pub fn read_path<'t>(&self, raw: &'t str) -> Read<'t> {
        if !self.shape.has_parts() {
            return self.path(raw);
        }
        let choices = Choices::default();
        let parameter = self.with_choices(&choices);
        choices.settle(|| parameter.path(raw), |found| self.accepts(found))
    }

    fn path<'t>(&self, raw: &'t str) -> Read<'t> {
        match self.style {
            Style::Label | Style::DottedLabel => {
                let raw = raw
                    .strip_prefix('.')
                    .ok_or_else(|| Unreadable::new("", "must start with a dot"))?;
                let is_dotted = self.style == Style::DottedLabel && !raw.contains(',');
                let is_dotted = self.explode || is_dotted;
                return self.segment(raw, if is_dotted { '.' } else { ',' });
            }
            Style::Matrix => return self.matrix(raw),
            _ => {}
        }
        self.segment(raw, ',')
    }

    fn segment<'t>(&self, raw: &'t str, delimiter: char) -> Read<'t> {
        let types = self.types();
        if !self.is_composed(types, true) {
            return self.scalar(decode(raw, false, "")?);
        }
        let assigned = self.explode && types.intersects(TypeSet::OBJECT) && raw.contains('=');
        let several = types != TypeSet::ALL && (assigned || raw.contains(delimiter));
        if !self.is_composed(types, several) {
            return self.scalar(decode(raw, false, "")?);
        }
        let parts = raw.split(delimiter);
        if self.explode && (assigned || !types.intersects(TypeSet::ARRAY)) {
            let parts = parts.filter(|part| !part.is_empty());
            let pairs = parts.map(|part| {
                let (name, value) = part.split_once('=').unwrap_or((part, ""));
                Ok((decode(name, false, "")?, decode(value, false, "")?))
            });
            return self.members(pairs.collect::<Result<_, _>>()?);
        }
        self.flat(
            parts
                .map(|part| decode(part, false, ""))
                .collect::<Result<_, _>>()?,
        )
    }

    fn matrix<'t>(&self, raw: &'t str) -> Read<'t> {
        let raw = raw
            .strip_prefix(';')
            .ok_or_else(|| Unreadable::new("", "must start with a semicolon"))?;
        let bare = decode(raw, false, "").is_ok_and(|raw| raw == self.name);
        let pairs = Pairs::new(raw.split(';'), Code::Percent);
        let types = self.types();
        if bare && types.intersects(TypeSet::ARRAY) && !types.intersects(SCALARS) {
            return Ok(Value::Array(Vec::new()).into());
        }
        let value = if bare && types.intersects(TypeSet::OBJECT) && !types.intersects(SCALARS) {
            Some(Value::Object(Map::new()).into())
        } else {
            self.pairs(&pairs)?
        };
        value.ok_or_else(|| Unreadable::new("", format!("must be given as ;{}=…", self.name)))
    }

    /// Reads the parameter from a query, a form or cookies; `None` if it is absent.
    ///
    /// # Errors
    /// When the percent-encoding is malformed, or the text does not fit the shape.
    pub fn read_pairs<'t>(&self, pairs: &Pairs<'t>) -> Result<Option<Reading<'t>>, Unreadable> {
        if !self.shape.has_parts() {
            return self.pairs(pairs);
        }
        let choices = Choices::default();
        let parameter = self.with_choices(&choices);
        let accepts = |found: &Option<Reading<'_>>| found.iter().all(|it| self.accepts(it));
        choices.settle(|| parameter.pairs(pairs), accepts)
    }

    fn pairs<'t>(&self, pairs: &Pairs<'t>) -> Result<Option<Reading<'t>>, Unreadable> {
        if self.style == Style::DeepObject {
            let value = deep_object::read(self.shape, self.name, pairs)?;
            return Ok(value.map(Reading::Value));
        }
        let split = self.split_cookies(pairs);
        let pairs = split.as_ref().unwrap_or(pairs);
        let types = self.types();
        let raw = pairs.raw(self.name);
        if self.explode
            && types.intersects(TypeSet::OBJECT)
            && !types.intersects(SCALARS)
            && (raw.is_empty() || !types.intersects(TypeSet::ARRAY))
        {
            return self.exploded(pairs);
        }
        let Some(first) = raw.first() else {
            return Ok(None);
        };
        if self.allow_empty && first.is_empty() && raw.len() == 1 {
            return Ok(self.empty(types).map(Reading::Value));
        }
        if self.explode
            || !self.is_composed(types, self.has_delimiter(first) && types != TypeSet::ALL)
        {
            if let ([only], false) = (raw, types.intersects(TypeSet::ARRAY)) {
                return self.scalar(pairs.text(only, "")?).map(Some);
            }
            let mut texts = pairs.texts(self.name)?;
            if pairs.first_counts && !types.intersects(TypeSet::ARRAY) {
                texts.truncate(1);
            }
            let value = repeated(Some(self.shape), texts, "")?;
            return Ok(Some(Reading::Value(value)));
        }
        let mut parts = Vec::new();
        for raw in raw {
            parts.extend(self.split(raw, pairs)?);
        }
        self.flat(parts).map(Some)
    }

    /// The cookies of an exploded array or object, of which other clients write `a=1&b=2` as OpenAPI 3.0 shows it.
    fn split_cookies<'p>(&self, pairs: &Pairs<'p>) -> Option<Pairs<'p>> {
        let types = self.types();
        let is_exploded = self.explode && self.style == Style::Form && pairs.first_counts;
        if !is_exploded || !self.is_composed(types, false) || !pairs.has_ampersand() {
            return None;
        }
        if types.intersects(TypeSet::ARRAY) {
            return Some(pairs.split_at_ampersands(|name| name == self.name));
        }
        Some(pairs.split_at_ampersands(|name| self.is_member(name)))
    }

    /// Reads the parameter from the lines of a header; `None` if there is none.
    ///
    /// # Errors
    /// When the text does not fit the shape.
    pub fn read_header<'h>(
        &self,
        lines: impl IntoIterator<Item = &'h str>,
    ) -> Result<Option<Reading<'h>>, Unreadable> {
        let lines: Vec<_> = lines.into_iter().map(str::trim).collect();
        let choices = Choices::default();
        let parameter = self.with_choices(&choices);
        let accepts = |found: &Option<Reading<'_>>| found.iter().all(|it| self.accepts(it));
        choices.settle(|| parameter.header(&lines), accepts)
    }

    fn header<'h>(&self, lines: &[&'h str]) -> Result<Option<Reading<'h>>, Unreadable> {
        if lines.is_empty() {
            return Ok(None);
        }
        let types = self.types();
        let text = match lines {
            [line] => Cow::Borrowed(*line),
            lines => Cow::Owned(lines.join(",")),
        };
        if !self.is_composed(types, types != TypeSet::ALL && text.contains(',')) {
            return self.scalar(text).map(Some);
        }
        let parts = elements(&text);
        if self.explode && types.intersects(TypeSet::OBJECT) && !types.intersects(TypeSet::ARRAY) {
            let parts = parts.iter().filter(|part| !part.is_empty());
            let pairs = parts.map(|part| part.split_once('=').unwrap_or((part, "")));
            let pairs = pairs.map(|(name, value)| (name.trim().into(), unquoted(value.trim())));
            return self.members(pairs.collect()).map(Some);
        }
        self.flat(parts.into_iter().map(unquoted).collect())
            .map(Some)
    }

    /// The parameter with choices for texts in its value.
    fn with_choices<'c>(&'c self, choices: &'c Choices) -> Parameter<'c> {
        Parameter {
            shape: self.shape.with_choices(choices),
            ..*self
        }
    }

    fn accepts(&self, found: &Reading<'_>) -> bool {
        match found {
            Reading::Value(value) => self.shape.accepts(value),
            Reading::Text(_) => true,
        }
    }

    fn types(&self) -> TypeSet {
        self.shape.types()
    }

    fn scalar<'t>(&self, text: Cow<'t, str>) -> Read<'t> {
        scalar::read(Some(self.shape), text, "")
    }

    /// Whether the text is an array or an object; where the shape allows a scalar as well, delimiters decide.
    fn is_composed(&self, types: TypeSet, delimited: bool) -> bool {
        let composed = types.intersects(TypeSet::ARRAY) || types.intersects(TypeSet::OBJECT);
        composed && (delimited || !types.intersects(SCALARS))
    }

    fn has_delimiter(&self, raw: &str) -> bool {
        match self.style {
            Style::SpaceDelimited => return raw.contains([' ', '+']) || raw.contains("%20"),
            Style::PipeDelimited => {
                return raw.contains('|') || raw.contains("%7C") || raw.contains("%7c");
            }
            _ => {}
        }
        raw.contains(',')
    }

    /// The elements of an array or object that is not exploded.
    fn split<'r>(&self, raw: &'r str, pairs: &Pairs<'_>) -> Result<Vec<Cow<'r, str>>, Unreadable> {
        match self.style {
            Style::SpaceDelimited => {
                let raw = raw.replace("%20", " ").replace('+', " ");
                return delimited::items(&raw, ' ', pairs);
            }
            Style::PipeDelimited => {
                let raw = raw.replace("%7C", "|").replace("%7c", "|");
                return delimited::items(&raw, '|', pairs);
            }
            _ => {}
        }
        raw.split(',').map(|part| pairs.text(part, "")).collect()
    }

    /// The members of an exploded object: those that the shape declares, and others where it has a shape for them.
    fn exploded<'t>(&self, pairs: &Pairs<'t>) -> Result<Option<Reading<'t>>, Unreadable> {
        if self.shape.is_open() {
            pairs.check_names("")?;
        }
        let mut given = Vec::new();
        for name in pairs.names() {
            if self.is_member(name) {
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

    /// Whether a name is that of a member of an exploded object.
    fn is_member(&self, name: &str) -> bool {
        let is_other = || self.others.iter().any(|other| other == name);
        let may_be_other = || self.shape.is_open() || self.shape.member(name).is_some();
        self.shape.declares(name) || (may_be_other() && !is_other())
    }

    /// The value of `?name`.
    fn empty(&self, types: TypeSet) -> Option<Value> {
        let values = [
            (TypeSet::STRING, Value::from("")),
            (TypeSet::BOOLEAN, Value::from(true)),
            (TypeSet::NULL, Value::Null),
            (TypeSet::ARRAY, Value::Array(Vec::new())),
        ];
        values
            .into_iter()
            .find(|(one, _)| types.intersects(*one))
            .map(|(_, value)| value)
    }

    /// An array, or an object whose names and values alternate.
    fn flat<'t>(&self, parts: Vec<Cow<'_, str>>) -> Read<'t> {
        if self.types().intersects(TypeSet::ARRAY) {
            return list(self.shape, parts, "").map(Reading::Value);
        }
        let is_empty = matches!(&parts[..], [only] if only.is_empty());
        let mut parts = parts.into_iter().filter(|_| !is_empty);
        let mut pairs = Vec::new();
        while let Some(name) = parts.next() {
            let Some(value) = parts.next() else {
                return Err(Unreadable::new(
                    "",
                    "must be alternating names and values, has a name without a value",
                ));
            };
            pairs.push((name, value));
        }
        self.members(pairs)
    }

    fn members<'t>(&self, pairs: Vec<(Cow<'_, str>, Cow<'_, str>)>) -> Read<'t> {
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
            let shape = self.shape.member(name);
            let texts = grouped.remove(name).unwrap_or_default();
            Ok((
                name.to_owned(),
                repeated(shape, texts, &pointer::member("", name))?,
            ))
        });
        let members: Map<_, _> = members.collect::<Result<_, _>>()?;
        Ok(Value::Object(members).into())
    }
}
