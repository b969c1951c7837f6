//! Bodies of the type `application/x-www-form-urlencoded`.
//!
//! Members are serialized like query parameters. A member without an Encoding Object is written once for each item if it
//! is an array, and as JSON if it is an object (OpenAPI 3.1.1, section 4.8.15.1.1); it is also read from brackets, as in
//! `price[min]=1`.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::json::pointer;
use super::schema::{Limited, Schema, TypeSet};
use super::style::{encode_query, Pairs, Parameter, Reading, Style, Unreadable};

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

/// Writes the members of an object; for other values the text is empty.
pub fn encode(value: &Value, encodings: &[(String, Encoding)]) -> String {
    let mut form = String::new();
    for (name, value) in value.as_object().into_iter().flatten() {
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
    form
}

/// Reads a form as the object that the schema describes. Members that the schema does not declare are strings.
///
/// # Errors
/// When the percent-encoding is malformed, or a text does not fit the schema of its member.
pub fn decode(
    body: &str,
    schema: &Schema,
    schemas: Limited<'_>,
    encodings: &[(String, Encoding)],
) -> Result<Value, Unreadable> {
    let pairs = Pairs::query(body);
    pairs.check_names("")?;
    let any = Schema::compile(&Value::Bool(true));
    let declared: HashSet<_> = schemas.member_names(schema).into_iter().collect();
    let mut form = Map::new();
    let mut taken = HashSet::new();
    for (name, member, style) in exploded(schema, schemas, encodings) {
        let value = parameter(name, style, true, member, schemas).read_pairs(&pairs);
        form.extend(at(name, owned(value))?.map(|value| (name.to_owned(), value)));
        taken.extend(schemas.member_names(member));
    }
    for name in pairs.names() {
        // `price[min]` belongs to the member `price`, if the schema has no member of the whole name.
        let base = name.split('[').next().unwrap_or(name);
        let name = if !declared.contains(name) && declared.contains(base) {
            base
        } else {
            name
        };
        if taken.insert(name) {
            let member = schemas.member(schema, name).unwrap_or(&any);
            let value = read(name, member, schemas, encoding(encodings, name), &pairs);
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
    schema: &Schema,
    schemas: Limited<'_>,
    encoding: Option<Encoding>,
    pairs: &Pairs<'_>,
) -> Result<Option<Value>, Unreadable> {
    match encoding {
        Some(Encoding::Json) => pairs.json(name),
        Some(Encoding::Styled { style, explode, .. }) => {
            owned(parameter(name, style, explode, schema, schemas).read_pairs(pairs))
        }
        None if pairs.raw(name).is_empty() => {
            owned(parameter(name, Style::DeepObject, true, schema, schemas).read_pairs(pairs))
        }
        None => pairs.plain(name, schema, schemas),
    }
}

/// The exploded objects, whose members are in the form under their own names.
fn exploded<'a>(
    schema: &'a Schema,
    schemas: Limited<'a>,
    encodings: &'a [(String, Encoding)],
) -> impl Iterator<Item = (&'a str, &'a Schema, Style)> {
    encodings.iter().filter_map(move |(name, encoding)| {
        let Encoding::Styled {
            style,
            explode: true,
            ..
        } = *encoding
        else {
            return None;
        };
        let member = schemas.member(schema, name)?;
        let is_object = schemas.types(member).without(TypeSet::NULL) == TypeSet::OBJECT;
        (style != Style::DeepObject && is_object).then_some((name.as_str(), member, style))
    })
}

fn parameter<'a>(
    name: &'a str,
    style: Style,
    explode: bool,
    schema: &'a Schema,
    schemas: Limited<'a>,
) -> Parameter<'a> {
    Parameter {
        name,
        style,
        explode,
        allow_empty: false,
        others: &[],
        schema,
        schemas,
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
