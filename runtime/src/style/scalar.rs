//! Reading one text as a value of its shape.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::super::json::{DuplicateMembers, Tree};
use super::super::schema::TypeSet;
use super::{Reading, Shaped, Unreadable};

/// How many characters of a text a message shows.
const SHOWN: usize = 40;

/// 2^53: all integers up to it are exact as floats.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The types of scalars.
pub(super) const SCALARS: TypeSet = TypeSet::ALL
    .without(TypeSet::ARRAY)
    .without(TypeSet::OBJECT)
    .without(TypeSet::NULL);

/// Reads a text that is not encoded as a value of its shape, such as a body of `text/plain`.
///
/// # Errors
/// When the text does not fit the shape.
pub fn read_text(shape: Shaped<'_>, text: &str) -> Result<Value, Unreadable> {
    read(Some(shape), text.into(), "").map(Reading::into_value)
}

/// Reads one value. Without a shape every text is a string.
///
/// Where the shape allows strings and other types, the value is of another type if it would be written as exactly this
/// text. Arrays and objects are read as JSON.
pub(super) fn read<'t>(
    shape: Option<Shaped<'_>>,
    text: Cow<'t, str>,
    pointer: &str,
) -> Result<Reading<'t>, Unreadable> {
    let Some(shape) = shape else {
        return Ok(Reading::Text(text));
    };
    let types = shape.types();
    if types == TypeSet::STRING {
        return Ok(Reading::Text(text));
    }
    if !types.intersects(TypeSet::STRING) {
        let value = plain(types, &text).or_else(|| json(types, &text));
        let value = value.ok_or_else(|| unreadable(types, &text, pointer));
        return value.map(Reading::Value);
    }
    if types == TypeSet::ALL && shape.accepts(&Value::from(&*text)) {
        return Ok(Reading::Text(text));
    }
    let other = plain(types.without(TypeSet::NULL), &text).map(|value| (value.to_string(), value));
    let other = other.filter(|(written, value)| **written == *text && shape.accepts(value));
    let other = other.filter(|_| !shape.chooses_string(&text));
    Ok(other.map_or(Reading::Text(text), |(_, value)| Reading::Value(value)))
}

/// The text as a value of one of the types except strings.
fn plain(types: TypeSet, text: &str) -> Option<Value> {
    match text {
        "" => types.intersects(TypeSet::NULL).then_some(Value::Null),
        "true" if types.intersects(TypeSet::BOOLEAN) => Some(true.into()),
        "false" if types.intersects(TypeSet::BOOLEAN) => Some(false.into()),
        text => {
            let number = number(text, types)?;
            let is_one = types.contains(TypeSet::of_number(&number));
            is_one.then_some(Value::Number(number))
        }
    }
}

/// A decimal number, which is an integer if it has no fraction. An integer beyond 64 bits has no exact value here: if the
/// type is `number`, it is the nearest float, as in JSON.
fn number(text: &str, types: TypeSet) -> Option<Number> {
    if text.starts_with('+')
        || !text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
    {
        return None;
    }
    if let Ok(value) = text.parse::<i64>() {
        return Some(value.into());
    }
    if let Ok(value) = text.parse::<u64>() {
        return Some(value.into());
    }
    if is_integer(text) && !types.contains(TypeSet::NUMBER) {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    if text.ends_with(".0") && value.abs() < EXACT {
        return Some((value as i64).into());
    }
    Number::from_f64(value)
}

fn json(types: TypeSet, text: &str) -> Option<Value> {
    if !types.intersects(TypeSet::ARRAY) && !types.intersects(TypeSet::OBJECT) {
        return None;
    }
    let tree = Tree::parse(text, DuplicateMembers::Refuse).ok()?;
    let value = tree.root();
    types.contains(TypeSet::of(value)).then(|| value.to_value())
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn unreadable(types: TypeSet, text: &str, pointer: &str) -> Unreadable {
    let shown: String = text.chars().take(SHOWN).collect();
    let more = if shown.len() < text.len() { "…" } else { "" };
    let message = match text {
        "" => format!("must be {types}, is empty"),
        _ if is_integer(text) && types.intersects(TypeSet::INTEGER) => {
            format!("must be {types} of at most 64 bits, is \"{shown}{more}\"")
        }
        _ => format!("must be {types}, is \"{shown}{more}\""),
    };
    Unreadable::new(pointer, message)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_are_values_of_the_types_that_the_shape_allows() {
        let boolean = TypeSet::BOOLEAN;
        assert_eq!(plain(boolean, "true"), Some(json!(true)));
        assert_eq!(plain(boolean, "false"), Some(json!(false)));
        for text in ["true", "false"] {
            assert_eq!(plain(TypeSet::NUMBER, text), None);
        }
        assert_eq!(plain(TypeSet::NULL, ""), Some(Value::Null));
        assert_eq!(plain(boolean, ""), None);
    }

    #[test]
    fn numbers_have_digits_and_a_sign() {
        let number = |text| number(text, TypeSet::NUMBER).map(|number| number.to_string());
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(number("-12"), some("-12"));
        assert_eq!(number("1.0"), some("1"));
        assert_eq!(number("1e2"), some("100.0"));
        assert_eq!(number("9007199254740991.0"), some("9007199254740991"));
        assert_eq!(number("9007199254740992.0"), some("9007199254740992.0"));
        for text in ["+1", "inf", "NaN", "1x", "0x1", "+1.5"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn messages_show_the_beginning_of_a_long_text() {
        let message = |length| unreadable(TypeSet::BOOLEAN, &"x".repeat(length), "").message;
        assert!(message(40).ends_with(&format!("is \"{}\"", "x".repeat(40))));
        assert!(message(41).ends_with(&format!("is \"{}…\"", "x".repeat(40))));
    }
}
