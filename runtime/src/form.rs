//! Bodies of the type `application/x-www-form-urlencoded`.
//!
//! Members are serialized like query parameters. A member without an Encoding Object is written once for each item if it
//! is an array, and as JSON if it is an object (OpenAPI 3.1.1, section 4.8.15.1.1); it is also read from brackets, as in
//! `price[min]=1`.

mod unshown;

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::json::{pointer, Tree};
use super::media_type::MediaType;
use super::schema::TypeSet;
use super::stream::BoxError;
use super::style::{encode_query, Choices, Pairs, Parameter, Reading, Shaped, Style, Unreadable};

/// How a member is serialized, where the document has an Encoding Object for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// In a style, as in a query.
    Styled {
        /// The style of arrays and objects.
        style: Style,

        /// Whether each item and member has its own `name=value`.
        explode: bool,

        /// Whether reserved characters are not percent-encoded.
        allow_reserved: bool,
    },

    /// As JSON.
    Json,
}

/// Reads the `encoding` object of a form: a member with a style, or with a media type that is JSON.
///
/// # Errors
/// When it is no such object.
pub fn encodings<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<(String, Encoding)>, D::Error> {
    let members = HashMap::<String, MemberEncoding>::deserialize(deserializer)?;
    let members = members.into_iter();
    let encodings = members.filter_map(|(name, member)| Some((name, member.encoding()?)));
    Ok(encodings.collect())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MemberEncoding {
    style: Option<String>,
    #[serde(default)]
    explode: bool,
    content_type: Option<MediaType>,
}

impl MemberEncoding {
    fn encoding(self) -> Option<Encoding> {
        match self.style.as_deref().and_then(Style::named) {
            Some(style) => Some(Encoding::Styled {
                style,
                explode: self.explode,
                allow_reserved: false,
            }),
            None => {
                let json = self.content_type.filter(MediaType::is_json);
                json.map(|_| Encoding::Json)
            }
        }
    }
}

/// Writes the members of an object.
///
/// # Errors
/// When the value is no object, since only members have names.
pub fn encode(value: &Value, encodings: &[(String, Encoding)]) -> Result<String, BoxError> {
    let Value::Object(members) = value else {
        let found = TypeSet::of(Tree::from(value).root());
        return Err(format!("a form must be an object, is {found}").into());
    };
    let mut form = String::new();
    for (name, value) in members {
        match encoding(encodings, name) {
            Some(Encoding::Styled {
                style,
                explode,
                allow_reserved,
            }) => {
                encode_query(&mut form, style, explode, name, value, allow_reserved);
            }
            None if !value.is_object() => {
                encode_query(&mut form, Style::Form, true, name, value, false)
            }
            None | Some(Encoding::Json) => {
                encode_query(
                    &mut form,
                    Style::Form,
                    true,
                    name,
                    &Value::String(value.to_string()),
                    false,
                );
            }
        }
    }
    Ok(form)
}

/// Reads a form as an object of that shape. Members that the shape does not declare are strings. Required members that are not
/// there are the empty list, the empty object or `null`, which a form does not show, if they may be one of these.
///
/// # Errors
/// When the percent-encoding is malformed, or a text does not fit the shape of its member.
pub fn decode(
    body: &str,
    shape: Shaped<'_>,
    encodings: &[(String, Encoding)],
) -> Result<Value, Unreadable> {
    let pairs = Pairs::query(body);
    let is_styled = |name: &str, is_there: bool| match encoding(encodings, name) {
        Some(Encoding::Styled { .. }) => true,
        Some(Encoding::Json) => false,
        // Others write objects in brackets.
        None => is_there && pairs.raw(name).is_empty(),
    };
    settled(&pairs, shape, |shape| {
        let mut form = members(&pairs, shape, encodings)?;
        unshown::add(&mut form, shape, &is_styled);
        Ok(form)
    })
}

/// As [`decode`], for a part of an object: members that are not there may be elsewhere.
///
/// # Errors
/// When the percent-encoding is malformed, or a text does not fit the shape of its member.
pub fn decode_part(
    body: &str,
    shape: Shaped<'_>,
    encodings: &[(String, Encoding)],
) -> Result<Value, Unreadable> {
    let pairs = Pairs::query(body);
    settled(&pairs, shape, |shape| members(&pairs, shape, encodings))
}

/// Reads with the choices for texts by which the form is valid.
fn settled<'a>(
    pairs: &Pairs<'_>,
    shape: Shaped<'a>,
    read: impl Fn(Shaped<'_>) -> Result<Value, Unreadable>,
) -> Result<Value, Unreadable> {
    pairs.check_names("")?;
    let choices = Choices::default();
    let with_choices = shape.with_choices(&choices);
    choices.settle(|| read(with_choices), |form| shape.accepts(form))
}

fn members(
    pairs: &Pairs<'_>,
    shape: Shaped<'_>,
    encodings: &[(String, Encoding)],
) -> Result<Value, Unreadable> {
    let mut form = Map::new();
    let mut taken = HashSet::new();
    for (name, member, style) in exploded(shape, encodings) {
        let value = parameter(name, style, true, member).read_pairs(pairs);
        form.extend(at(name, owned(value))?.map(|value| (name.to_owned(), value)));
        taken.extend(member.member_names());
    }
    for name in pairs.names() {
        // `price[min]` belongs to the member `price`, if the shape has no member of the whole name.
        let base = name.split('[').next().unwrap_or(name);
        let name = if !shape.declares(name) && shape.declares(base) {
            base
        } else {
            name
        };
        if taken.insert(name) {
            let member = shape.member(name).unwrap_or(shape.any());
            let value = read(name, member, encoding(encodings, name), pairs);
            form.extend(at(name, value)?.map(|value| (name.to_owned(), value)));
        }
    }
    Ok(Value::Object(form))
}

fn owned(reading: Result<Option<Reading<'_>>, Unreadable>) -> Result<Option<Value>, Unreadable> {
    Ok(reading?.map(Reading::into_value))
}

fn read(
    name: &str,
    shape: Shaped<'_>,
    encoding: Option<Encoding>,
    pairs: &Pairs<'_>,
) -> Result<Option<Value>, Unreadable> {
    match encoding {
        Some(Encoding::Json) => pairs.json(name),
        Some(Encoding::Styled { style, explode, .. }) => {
            owned(parameter(name, style, explode, shape).read_pairs(pairs))
        }
        None if pairs.raw(name).is_empty() => {
            owned(parameter(name, Style::DeepObject, true, shape).read_pairs(pairs))
        }
        None => pairs.plain(name, shape),
    }
}

/// The exploded objects, whose members are in the form under their own names.
fn exploded<'a>(
    shape: Shaped<'a>,
    encodings: &'a [(String, Encoding)],
) -> impl Iterator<Item = (&'a str, Shaped<'a>, Style)> {
    encodings.iter().filter_map(move |(name, encoding)| {
        let Encoding::Styled {
            style,
            explode: true,
            ..
        } = *encoding
        else {
            return None;
        };
        let member = shape.member(name)?;
        let is_object = member.types().without(TypeSet::NULL) == TypeSet::OBJECT;
        (style != Style::DeepObject && is_object).then_some((name.as_str(), member, style))
    })
}

fn parameter<'a>(name: &'a str, style: Style, explode: bool, shape: Shaped<'a>) -> Parameter<'a> {
    Parameter {
        name,
        style,
        explode,
        allow_empty: false,
        others: &[],
        shape,
    }
}

fn encoding(encodings: &[(String, Encoding)], name: &str) -> Option<Encoding> {
    encodings
        .iter()
        .find(|(of, _)| of == name)
        .map(|(_, encoding)| *encoding)
}

/// Adds the member of the form to the pointer of an error.
fn at<T>(name: &str, value: Result<T, Unreadable>) -> Result<T, Unreadable> {
    value.map_err(|error| Unreadable {
        pointer: pointer::member("", name) + &error.pointer,
        ..error
    })
}
