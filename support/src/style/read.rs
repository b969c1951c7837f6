//! The text of a parameter to a value.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::super::schema::{Schema, Schemas, Types};
use super::scalar::{self, SCALARS};
use super::write::needs_quotes;
use super::{Style, Unreadable, below, deep, percent};

type Read = Result<Value, Unreadable>;

/// The pairs `name=value` of a query, a form or a `Cookie` header.
#[derive(Clone, Debug, Default)]
pub struct Pairs<'a> {
    /// The names, decoded, in the order of their first values.
    names: Vec<Cow<'a, str>>,
    /// The values of each name, still encoded.
    values: HashMap<Cow<'a, str>, Vec<&'a str>>,
    plus_is_space: bool,
}

impl<'a> Pairs<'a> {
    /// Takes a query, without its `?`, or a form apart.
    pub fn query(raw: &'a str) -> Self {
        Self::new(raw.split('&'), true)
    }

    /// Takes a `Cookie` header apart.
    pub fn cookies(raw: &'a str) -> Self {
        let mut all = Self::new(raw.split(';').map(str::trim), false);
        // RFC 6265, section 4.1.1: quotes around a cookie's value may be there and mean nothing.
        for value in all.values.values_mut().flatten() {
            *value = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
        }
        all
    }

    fn new(pairs: impl Iterator<Item = &'a str>, plus_is_space: bool) -> Self {
        let mut all = Self { plus_is_space, ..Self::default() };
        for pair in pairs.filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = percent::decode(name, plus_is_space).unwrap_or(Cow::Borrowed(name));
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
        let Some(raw) = self.raw(name).first() else { return Ok(None) };
        parse_json(&self.text(raw, "")?).map(Some)
    }

    /// Reads all the values of that name: one for each item of an array, JSON for an object; `None` if it is not there.
    pub fn plain(&self, name: &str, schema: &Schema, schemas: &Schemas) -> Result<Option<Value>, Unreadable> {
        let texts = self.texts(name)?;
        if texts.is_empty() { Ok(None) } else { repeated(schemas, Some(schema), texts, "").map(Some) }
    }

    /// The names with their values, still encoded.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &[&'a str])> {
        self.names().map(|name| (name, self.raw(name)))
    }

    /// The value that is meant by a text.
    pub(super) fn text<'t>(&self, raw: &'t str, pointer: &str) -> Result<Cow<'t, str>, Unreadable> {
        decoded(raw, self.plus_is_space, pointer)
    }

    fn texts(&self, name: &str) -> Result<Vec<Cow<'_, str>>, Unreadable> {
        self.raw(name).iter().map(|raw| self.text(raw, "")).collect()
    }
}

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

    /// What the schema refers to.
    pub schemas: &'a Schemas,
}

impl Parameter<'_> {
    /// Reads the text, still percent-encoded, that stands in the place of a path's `{name}`.
    pub fn from_path(&self, raw: &str) -> Read {
        match self.style {
            Style::Label => {
                let raw = raw.strip_prefix('.').ok_or_else(|| Unreadable::new("", "must start with a dot"))?;
                self.segment(raw, if self.explode { '.' } else { ',' })
            }
            Style::Matrix => self.matrix(raw),
            _ => self.segment(raw, ','),
        }
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
        self.flat(parts.map(|part| decoded(part, false, "")).collect::<Result<_, _>>()?)
    }

    fn matrix(&self, raw: &str) -> Read {
        let raw = raw.strip_prefix(';').ok_or_else(|| Unreadable::new("", "must start with a semicolon"))?;
        let bare = percent::decode(raw, false).is_some_and(|raw| raw == self.name);
        let pairs = Pairs::new(raw.split(';'), false);
        let types = self.types();
        if bare && types.meets(Types::ARRAY) && !types.meets(SCALARS) {
            return Ok(Value::Array(Vec::new()));
        }
        let value = if bare && types.meets(Types::OBJECT) && !types.meets(SCALARS) {
            Some(Value::Object(Map::new()))
        } else {
            Parameter { style: Style::Form, ..*self }.from_pairs(&pairs)?
        };
        value.ok_or_else(|| Unreadable::new("", format!("must be given as ;{}=…", self.name)))
    }

    /// Reads the parameter out of a query, a form or cookies; `None` if it is not there.
    pub fn from_pairs(&self, pairs: &Pairs<'_>) -> Result<Option<Value>, Unreadable> {
        if self.style == Style::DeepObject {
            return deep::read(self.schemas, self.schema, self.name, pairs);
        }
        let types = self.types();
        let raw = pairs.raw(self.name);
        if self.explode && types.meets(Types::OBJECT) && !types.meets(SCALARS) && (raw.is_empty() || !types.meets(Types::ARRAY)) {
            return self.exploded(pairs);
        }
        let Some(first) = raw.first() else { return Ok(None) };
        if self.allow_empty && first.is_empty() && raw.len() == 1 {
            return Ok(self.empty(types));
        }
        if self.explode || !self.is_composed(types, self.has_delimiter(first) && types != Types::ALL) {
            return repeated(self.schemas, Some(self.schema), pairs.texts(self.name)?, "").map(Some);
        }
        let mut parts = Vec::new();
        for raw in raw {
            parts.extend(self.split(raw, pairs)?);
        }
        self.flat(parts).map(Some)
    }

    /// Reads the lines of a header; `None` if there is none.
    pub fn from_header<'h>(&self, lines: impl IntoIterator<Item = &'h str>) -> Result<Option<Value>, Unreadable> {
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
        self.flat(parts.into_iter().map(unquoted).collect()).map(Some)
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
        match self.style {
            Style::SpaceDelimited => raw.contains([' ', '+']) || raw.contains("%20"),
            Style::PipeDelimited => raw.contains('|') || raw.contains("%7C") || raw.contains("%7c"),
            _ => raw.contains(','),
        }
    }

    /// Takes the elements apart. Space and `|` are delimiters in whatever way they are written.
    fn split<'r>(&self, raw: &'r str, pairs: &Pairs<'_>) -> Result<Vec<Cow<'r, str>>, Unreadable> {
        let (delimiter, raw) = match self.style {
            Style::SpaceDelimited => (' ', raw.replace("%20", " ").replace('+', " ")),
            Style::PipeDelimited => ('|', raw.replace("%7C", "|").replace("%7c", "|")),
            _ => return raw.split(',').map(|part| pairs.text(part, "")).collect(),
        };
        let parts = raw.split(delimiter).map(|part| {
            let text = pairs.text(part, "")?;
            Ok(percent::unescape(&text, delimiter).into())
        });
        parts.collect()
    }

    /// The members, each under its own name: those that the schema declares, and others where it says what they are.
    fn exploded(&self, pairs: &Pairs<'_>) -> Result<Option<Value>, Unreadable> {
        let declared = self.schemas.member_names(self.schema);
        let open = declared.is_empty() || self.schemas.additional(self.schema).is_some();
        let mut given = Vec::new();
        for name in pairs.names() {
            if declared.contains(&name) || (open && !self.others.iter().any(|other| other == name)) {
                given.extend(pairs.texts(name)?.into_iter().map(|text| (Cow::Borrowed(name), text)));
            }
        }
        if given.is_empty() { Ok(None) } else { self.members(given).map(Some) }
    }

    /// What `?name` alone means.
    fn empty(&self, types: Types) -> Option<Value> {
        let meanings = [
            (Types::STRING, Value::from("")),
            (Types::BOOLEAN, Value::from(true)),
            (Types::NULL, Value::Null),
            (Types::ARRAY, Value::Array(Vec::new())),
        ];
        meanings.into_iter().find(|(one, _)| types.meets(*one)).map(|(_, value)| value)
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
                return Err(Unreadable::new("", "must be names and values in turns, has a name without a value"));
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
            Ok((name.to_owned(), repeated(self.schemas, schema, texts, &below("", name))?))
        });
        members.collect::<Result<Map<_, _>, _>>().map(Value::Object)
    }
}

/// Reads a path parameter with `content: application/json`: JSON, percent-encoded.
pub fn decode_json(raw: &str) -> Result<Value, Unreadable> {
    parse_json(&decoded(raw, false, "")?)
}

/// Reads a header with `content: application/json`.
pub fn parse_json(text: &str) -> Result<Value, Unreadable> {
    serde_json::from_str(text).map_err(|error| Unreadable::new("", format!("must be JSON: {error}")))
}

/// What a name that occurs once or more often stands for.
pub(super) fn repeated(schemas: &Schemas, schema: Option<&Schema>, texts: Vec<Cow<'_, str>>, pointer: &str) -> Read {
    let types = schema.map_or(Types::ALL, |schema| schemas.types(schema));
    let several = texts.len() > 1;
    match (schema, &texts[..]) {
        (Some(schema), _) if types.meets(Types::ARRAY) && (several || !types.meets(SCALARS)) => {
            list(schemas, schema, texts, pointer)
        }
        (schema, [text]) => scalar::read(schemas, schema, text, pointer),
        (None, _) => Ok(texts.into_iter().map(Cow::into_owned).collect()),
        _ => Err(Unreadable::new(pointer, "must be given once")),
    }
}

/// An array of the elements.
///
/// No element can be told from one empty one: it is an empty string where the items may be strings. A comma that
/// was encoded belongs to a string; where there are none, it separates all the same.
fn list(schemas: &Schemas, schema: &Schema, mut texts: Vec<Cow<'_, str>>, pointer: &str) -> Read {
    let item = |index| schemas.item(schema, index);
    let types = item(0).map_or(Types::ALL, |item| schemas.types(item));
    if let [only] = &texts[..]
        && !types.meets(Types::STRING)
    {
        if only.is_empty() && !types.meets(Types::NULL) {
            texts.clear();
        } else if only.contains(',') && types.meets(SCALARS) {
            texts = only.split(',').map(|text| Cow::Owned(text.trim().to_owned())).collect();
        }
    }
    let items = texts.iter().enumerate();
    let items = items.map(|(index, text)| scalar::read(schemas, item(index), text, &format!("{pointer}/{index}")));
    items.collect::<Result<Vec<_>, _>>().map(Value::Array)
}

fn decoded<'t>(raw: &'t str, plus_is_space: bool, pointer: &str) -> Result<Cow<'t, str>, Unreadable> {
    percent::decode(raw, plus_is_space).ok_or_else(|| Unreadable::new(pointer, "must be UTF-8"))
}

/// The elements of a header's list (RFC 9110, section 5.6.1), those in quotes with their quotes.
fn elements(text: &str) -> Vec<&str> {
    let (mut quoted, mut escaped, mut before) = (false, false, ',');
    let parts = text.split(|c: char| {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if quoted || matches!(before, ',' | '=') => quoted = !quoted,
            _ => {}
        }
        if !c.is_whitespace() {
            before = c;
        }
        c == ',' && !quoted
    });
    parts.map(str::trim).collect()
}

/// The text in the quotes, if it had to be in quotes. Others, like those of an `ETag`, belong to the value.
fn unquoted(element: &str) -> Cow<'_, str> {
    let Some(inner) = element.strip_prefix('"').and_then(|element| element.strip_suffix('"')) else {
        return element.into();
    };
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        text.push(if c == '\\' { chars.next().unwrap_or('\\') } else { c });
    }
    if needs_quotes(&text) { text.into() } else { element.into() }
}
