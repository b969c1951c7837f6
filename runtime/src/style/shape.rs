//! The shapes of values that a request has as text: the types, members and items that the document allows.
//!
//! The generator works them out. In the contract a shape is one of these:
//!
//! - a type, such as `"integer"`, or `"any"`;
//! - several types, such as `["integer","null"]`;
//! - `{"is":"Name"}`, the shape in the line `{"shape":"Name","is":…}`;
//! - an object with `members`, `patterns` and `additional`, the shapes of members by their names, by patterns, and of all
//!   others; `prefix` and `items`, the shapes of the first items and of all others; `types`, unless they follow from these;
//!   and `schema`, which decides whether a text is a string where it could be another value.

use std::cell::Cell;
use std::collections::HashMap;

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::super::json::Tree;
use super::super::schema::{Pattern, Schema, TypeSet};
use super::{Limited, Unreadable};

/// The types, members and items of a value.
#[derive(Debug)]
pub struct Shape {
    /// The name of the shape that stands for this one.
    name: Option<Box<str>>,
    types: TypeSet,
    /// The schema of the value, where the types alone do not tell what a text is.
    schema: Option<Box<Schema>>,
    object: Option<Box<Object>>,
    array: Option<Box<Array>>,
}

#[derive(Debug, Default)]
struct Object {
    members: HashMap<String, Shape>,
    patterns: Vec<(Pattern, Shape)>,
    additional: Option<Shape>,
}

#[derive(Debug, Default)]
struct Array {
    prefix: Vec<Shape>,
    items: Option<Shape>,
}

/// The shape of a value that may be anything.
static ANY: Shape = Shape::of(TypeSet::ALL);

/// The shapes that have a name, because they contain themselves or are used in several places.
#[derive(Debug, Default)]
pub struct Shapes {
    named: HashMap<String, Shape>,
}

impl Shapes {
    /// Adds a shape in the form of the contract.
    ///
    /// # Errors
    /// When the JSON is no shape.
    pub fn add(&mut self, name: String, json: &Value) -> Result<(), String> {
        self.named.insert(name, Shape::compile(json)?);
        Ok(())
    }

    /// The shape that another one stands for; any where its name is unknown.
    fn resolved<'a>(&'a self, shape: &'a Shape) -> &'a Shape {
        match &shape.name {
            Some(name) => self.named.get(&**name).unwrap_or(&ANY),
            None => shape,
        }
    }
}

impl Default for Shape {
    fn default() -> Self {
        Self::of(TypeSet::ALL)
    }
}

impl Shape {
    /// The shape of values of some types, whose members and items may be anything.
    pub const fn of(types: TypeSet) -> Self {
        Self {
            name: None,
            types,
            schema: None,
            object: None,
            array: None,
        }
    }

    /// The shape of an array with items of one shape.
    pub fn array(items: Self) -> Self {
        let array = Array {
            items: Some(items),
            ..Array::default()
        };
        Self {
            array: Some(Box::new(array)),
            ..Self::of(TypeSet::ARRAY)
        }
    }

    /// The shape of an object with any members of one shape.
    pub fn object(additional: Self) -> Self {
        let object = Object {
            additional: Some(additional),
            ..Object::default()
        };
        Self {
            object: Some(Box::new(object)),
            ..Self::of(TypeSet::OBJECT)
        }
    }

    /// Compiles a shape in the form of the contract.
    ///
    /// # Errors
    /// When the JSON is no shape.
    pub fn compile(json: &Value) -> Result<Self, String> {
        match json {
            Value::Object(members) => Self::composed(members),
            json => types(json).map(Self::of),
        }
    }

    fn composed(json: &Map<String, Value>) -> Result<Self, String> {
        let mut stated = None;
        let mut shape = Self::of(TypeSet::NONE);
        let (mut object, mut array) = (None::<Object>, None::<Array>);
        for (keyword, value) in json {
            let list = || list(keyword, value);
            match keyword.as_str() {
                "is" => {
                    let name = value.as_str().ok_or("the name of a shape is no string")?;
                    shape.name = Some(name.into());
                }
                "types" => stated = Some(types(value)?),
                "schema" => shape.schema = Some(Box::new(Schema::compile(value))),
                "members" => {
                    let members = keyed(keyword, value)?
                        .map(|(name, json)| Ok((name.clone(), Self::compile(json)?)));
                    object.get_or_insert_default().members =
                        members.collect::<Result<_, String>>()?;
                }
                "patterns" => {
                    let patterns = keyed(keyword, value)?
                        .map(|(pattern, json)| Ok((Pattern::new(pattern), Self::compile(json)?)));
                    object.get_or_insert_default().patterns =
                        patterns.collect::<Result<_, String>>()?;
                }
                "additional" => {
                    object.get_or_insert_default().additional = Some(Self::compile(value)?);
                }
                "prefix" => {
                    let prefix = list()?.iter().map(Self::compile);
                    array.get_or_insert_default().prefix = prefix.collect::<Result<_, _>>()?;
                }
                "items" => array.get_or_insert_default().items = Some(Self::compile(value)?),
                unknown => return Err(format!("a shape has no `{unknown}`")),
            }
        }
        let implied = [
            object.as_ref().map(|_| TypeSet::OBJECT),
            array.as_ref().map(|_| TypeSet::ARRAY),
        ];
        let implied = implied.into_iter().flatten();
        let implied = implied.reduce(|one, other| one | other);
        shape.types = stated.or(implied).unwrap_or(TypeSet::ALL);
        shape.object = object.map(Box::new);
        shape.array = array.map(Box::new);
        Ok(shape)
    }
}

/// The types in the name of one or a list of names.
fn types(json: &Value) -> Result<TypeSet, String> {
    let named = |name: &Value| {
        let types = name.as_str().and_then(|name| match name {
            "any" => Some(TypeSet::ALL),
            name => TypeSet::from_name(name),
        });
        types.ok_or_else(|| format!("there is no type {name}"))
    };
    match json {
        Value::Array(names) => {
            let mut types = TypeSet::NONE;
            for name in names {
                types = types | named(name)?;
            }
            Ok(types)
        }
        name => named(name),
    }
}

fn keyed<'j>(
    keyword: &str,
    json: &'j Value,
) -> Result<impl Iterator<Item = (&'j String, &'j Value)>, String> {
    let members = json.as_object().map(Map::iter);
    members.ok_or_else(|| format!("`{keyword}` of a shape is no object"))
}

fn list<'j>(keyword: &str, json: &'j Value) -> Result<&'j Vec<Value>, String> {
    let items = json.as_array();
    items.ok_or_else(|| format!("`{keyword}` of a shape is no array"))
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Value::deserialize(deserializer)?;
        Self::compile(&json).map_err(D::Error::custom)
    }
}

/// The number of texts in a value for which all choices are tried.
const MOST_CHOICES: u32 = 4;

/// The choices for texts in a value that may be a string and another value, as far as their own schemas tell: whether they are
/// depends on the alternative that holds for the whole value.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    /// A bit for each of these texts, in their order: whether it is a string.
    strings: Cell<u32>,
    /// The number of these texts so far.
    seen: Cell<u32>,
}

impl Choices {
    /// Reads a value with other choices until it is accepted; if it never is, the value is that of the first choices.
    pub fn settle<T>(
        &self,
        read: impl Fn() -> Result<T, Unreadable>,
        accepts: impl Fn(&T) -> bool,
    ) -> Result<T, Unreadable> {
        let first = read()?;
        let count = self.seen.get().min(MOST_CHOICES);
        if count == 0 || accepts(&first) {
            return Ok(first);
        }
        for strings in 1..1_u32 << count {
            self.strings.set(strings);
            self.seen.set(0);
            if let Some(other) = read().ok().filter(&accepts) {
                return Ok(other);
            }
        }
        Ok(first)
    }

    /// The choice for the next text.
    fn next(&self) -> bool {
        let number = self.seen.get();
        self.seen.set(number.saturating_add(1));
        number < MOST_CHOICES && self.strings.get() & (1 << number) != 0
    }
}

/// The shape of a value that is being read, with what it refers to.
#[derive(Clone, Copy, Debug)]
pub struct Shaped<'a> {
    shape: &'a Shape,
    schema: Option<&'a Schema>,
    limited: Limited<'a>,
    /// The choices for texts in the value of which this is a part.
    choices: Option<&'a Choices>,
}

impl<'a> Shaped<'a> {
    /// The shape of a parameter or body, whose schema is known.
    pub fn new(shape: &'a Shape, schema: &'a Schema, limited: Limited<'a>) -> Self {
        Self {
            shape: limited.shapes.resolved(shape),
            schema: Some(schema),
            limited,
            choices: None,
        }
    }

    /// A shape that needs no schema.
    pub fn without_schema(shape: &'a Shape, limited: Limited<'a>) -> Self {
        let shape = limited.shapes.resolved(shape);
        Self {
            shape,
            schema: shape.schema.as_deref(),
            limited,
            choices: None,
        }
    }

    /// The shape of a member or item.
    fn inner(self, shape: &'a Shape) -> Self {
        Self {
            choices: self.choices,
            ..Self::without_schema(shape, self.limited)
        }
    }

    /// The same, with choices for the texts in the value, if there are some and it is not itself in a value that has them.
    pub(crate) fn with_choices(self, choices: &'a Choices) -> Self {
        Self {
            choices: self.choices.or(Some(choices).filter(|_| self.has_parts())),
            ..self
        }
    }

    /// Whether values may have members or items, as far as the document describes them.
    pub(super) fn has_parts(self) -> bool {
        self.shape.object.is_some() || self.shape.array.is_some()
    }

    /// Whether a text that could be another value as well is a string.
    pub(super) fn chooses_string(self, text: &str) -> bool {
        let is_part = self.choices.filter(|_| self.accepts(&Value::from(text)));
        is_part.is_some_and(Choices::next)
    }

    /// The schema of the value, if it is known.
    pub(crate) fn schema(self) -> Option<&'a Schema> {
        self.schema
    }

    /// The schemas and the budget by which the value is read.
    pub(crate) fn limited(self) -> Limited<'a> {
        self.limited
    }

    /// The types that valid values have.
    pub(crate) fn types(self) -> TypeSet {
        self.shape.types
    }

    /// Whether the value satisfies its schema.
    pub(crate) fn accepts(self, value: &Value) -> bool {
        let accepts = |schema| self.limited.accepts(schema, Tree::from(value).root());
        self.schema.is_none_or(accepts)
    }

    /// The shape of the member of that name: as it is declared, by a pattern, or as all others.
    pub(crate) fn member(self, name: &str) -> Option<Self> {
        let object = self.shape.object.as_ref()?;
        let matching = || {
            let mut patterns = object.patterns.iter();
            patterns.find(|(pattern, _)| self.limited.matches(pattern, name))
        };
        let member = object.members.get(name);
        let member = member.or_else(|| matching().map(|(_, shape)| shape));
        let member = member.or(object.additional.as_ref())?;
        Some(self.inner(member))
    }

    /// The names of the declared members.
    pub(crate) fn member_names(self) -> impl Iterator<Item = &'a str> {
        let object = self.shape.object.iter();
        object.flat_map(|object| object.members.keys().map(String::as_str))
    }

    /// Whether the member is declared.
    pub(crate) fn declares(self, name: &str) -> bool {
        let object = self.shape.object.as_ref();
        object.is_some_and(|object| object.members.contains_key(name))
    }

    /// Whether there may be members of any name: they have a shape, or none is described.
    pub(super) fn is_open(self) -> bool {
        let object = self.shape.object.as_ref();
        object.is_none_or(|object| {
            object.additional.is_some() || object.members.is_empty() && object.patterns.is_empty()
        })
    }

    /// The shape of the item at an index.
    pub(crate) fn item(self, index: usize) -> Option<Self> {
        let array = self.shape.array.as_ref()?;
        let item = array.prefix.get(index).or(array.items.as_ref())?;
        Some(self.inner(item))
    }

    /// A value of the same request that may be anything.
    pub(crate) fn any(self) -> Self {
        self.inner(&ANY)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::schema::{Budget, Direction, Schemas};
    use super::*;

    #[test]
    fn json_that_is_no_shape_is_an_error() {
        for (json, error) in [
            (json!(null), "there is no type null"),
            (json!(7), "there is no type 7"),
            (json!("text"), "there is no type \"text\""),
            (json!(["string", []]), "there is no type []"),
            (json!({"is": 7}), "the name of a shape is no string"),
            (json!({"members": []}), "`members` of a shape is no object"),
            (json!({"members": {"a": {"b": 1}}}), "a shape has no `b`"),
            (
                json!({"patterns": "x"}),
                "`patterns` of a shape is no object",
            ),
            (json!({"prefix": {}}), "`prefix` of a shape is no array"),
            (json!({"items": null}), "there is no type null"),
            (json!({"type": "string"}), "a shape has no `type`"),
        ] {
            assert_eq!(Shape::compile(&json).unwrap_err(), error, "{json}");
        }
    }

    #[test]
    fn types_follow_from_members_and_items_unless_they_are_stated() {
        for (json, types) in [
            (json!("any"), TypeSet::ALL),
            (json!([]), TypeSet::NONE),
            (json!(["null", "integer"]), TypeSet::NULL | TypeSet::INTEGER),
            (json!({}), TypeSet::ALL),
            (json!({"schema": {"maxLength": 1}}), TypeSet::ALL),
            (json!({"items": "string"}), TypeSet::ARRAY),
            (
                json!({"patterns": {}, "prefix": []}),
                TypeSet::OBJECT | TypeSet::ARRAY,
            ),
            (
                json!({"types": "string", "additional": "any"}),
                TypeSet::STRING,
            ),
        ] {
            assert_eq!(Shape::compile(&json).unwrap().types, types, "{json}");
        }
    }

    #[test]
    fn names_are_looked_up_and_unknown_ones_may_be_anything() {
        let mut shapes = Shapes::default();
        let tree = json!({"members": {"value": "integer", "next": {"is": "Tree"}}, "additional": {"is": "?"}});
        shapes.add("Tree".to_owned(), &tree).unwrap();
        assert!(shapes.add("Wrong".to_owned(), &json!({"is": 1})).is_err());
        let schemas: Schemas = Default::default();
        let budget = Budget::for_request(0);
        let limited = Limited {
            schemas: &schemas,
            shapes: &shapes,
            direction: Direction::Request,
            budget: &budget,
        };
        let named = Shape::compile(&json!({"is": "Tree"})).unwrap();
        let mut shape = Shaped::without_schema(&named, limited);
        for _ in 0..1_000 {
            shape = shape.member("next").unwrap();
        }
        assert_eq!(shape.types(), TypeSet::OBJECT);
        assert_eq!(shape.member("value").unwrap().types(), TypeSet::INTEGER);
        let unknown = shape.member("other").unwrap();
        assert_eq!(unknown.types(), TypeSet::ALL);
        assert!(unknown.member("a").is_none() && unknown.item(0).is_none());
    }
}
