//! A name that is given several times, and lists.

use std::borrow::Cow;

use serde_json::Value;

use super::super::schema::TypeSet;
use super::scalar::{self, SCALARS};
use super::{Reading, Shaped, Unreadable};

/// The value of a name that occurs once or several times.
pub(super) fn repeated(
    shape: Option<Shaped<'_>>,
    texts: Vec<Cow<'_, str>>,
    pointer: &str,
) -> Result<Value, Unreadable> {
    let types = shape.map_or(TypeSet::ALL, Shaped::types);
    let several = texts.len() > 1;
    match (shape, &texts[..]) {
        (Some(shape), _)
            if types.intersects(TypeSet::ARRAY) && (several || !types.intersects(SCALARS)) =>
        {
            list(shape, texts, pointer)
        }
        (shape, [text]) => {
            scalar::read(shape, Cow::Borrowed(text), pointer).map(Reading::into_value)
        }
        (None, _) => Ok(texts.into_iter().map(Cow::into_owned).collect()),
        _ => Err(Unreadable::given_several_times(pointer)),
    }
}

/// An array of the elements.
///
/// An empty array and an array of one empty element have the same text: it is an empty string if the items may be strings.
/// An encoded comma belongs to an item that is a string; other items are separated by it, too.
pub(super) fn list(
    shape: Shaped<'_>,
    mut texts: Vec<Cow<'_, str>>,
    pointer: &str,
) -> Result<Value, Unreadable> {
    let types = shape.item(0).map_or(TypeSet::ALL, Shaped::types);
    let alone = texts.first().filter(|_| texts.len() == 1).cloned();
    if let Some(only) = alone.filter(|_| !types.intersects(TypeSet::STRING)) {
        if only.is_empty() && !types.intersects(TypeSet::NULL) {
            texts.clear();
        } else if only.contains(',') && types.intersects(SCALARS) {
            texts = only
                .split(',')
                .map(|text| Cow::Owned(text.trim().to_owned()))
                .collect();
        }
    }
    let items = texts.iter().enumerate();
    let items = items.map(|(index, text)| {
        let pointer = format!("{pointer}/{index}");
        scalar::read(shape.item(index), Cow::Borrowed(text), &pointer).map(Reading::into_value)
    });
    items.collect::<Result<Vec<_>, _>>().map(Value::Array)
}
