//! Strings that hold JSON (`contentSchema`).

use super::super::json_text::JsonText;
use super::{fit, FromJson, Json, Mismatch};

impl<T: FromJson> FromJson for JsonText<T> {
    /// Any string fits. While a union tries its variants, the text is not parsed, since it would be for each of them.
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let text = value.string()?;
        if fit::is_counting() {
            fit::keep(value);
            return Err(Mismatch::postponed());
        }
        let read = fit::in_own_tree(|| Self::from_text(text));
        if read.value().is_err() {
            fit::lack_json();
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super as json;
    use super::*;

    #[derive(Debug, PartialEq)]
    enum Number {
        Integer(i64),
        Text(String),
    }

    json::union!(Number { Integer, Text });

    #[derive(Debug, PartialEq)]
    enum Event {
        Added(Added),
        Removed(Removed),
        Many(Vec<Event>),
    }

    json::union!(Event {
        Added,
        Removed,
        Many
    });

    #[derive(Debug, PartialEq)]
    struct Added {
        data: JsonText<Number>,
        id: i64,
    }

    json::object!(Added { data = required("data"), id = required("id") });

    #[derive(Debug, PartialEq)]
    struct Removed {
        data: JsonText<Box<Event>>,
        reason: String,
    }

    json::object!(Removed { data = required("data"), reason = required("reason") });

    #[test]
    fn only_strings_are_read() {
        let text = json::from_value::<JsonText<Vec<i64>>>(&json!("[1]")).unwrap();
        assert_eq!(text.into_value(), Ok(vec![1]));
        assert!(json::from_value::<JsonText<i64>>(&json!(1)).is_err());
        assert!(json::from_value::<JsonText<Option<i64>>>(&json!(null)).is_err());
    }

    /// The trees of two texts have the same indices, by which a union knows its choices.
    #[test]
    fn texts_in_unions_and_unions_in_texts_are_read() {
        let numbers: Vec<_> = (0..100)
            .map(|number| match number % 2 {
                0 => json!(number),
                _ => json!(number.to_string()),
            })
            .collect();
        let added: Vec<_> = numbers
            .iter()
            .map(|number| json!({"data": number.to_string(), "id": 1}))
            .collect();
        let Ok(Event::Many(events)) = json::from_value::<Event>(&json!(added)) else {
            panic!("not read");
        };
        for (event, number) in events.iter().zip(&numbers) {
            let Event::Added(added) = event else {
                panic!("{event:?}");
            };
            assert_eq!(&json!(added.data.value().unwrap()), number);
        }
        assert_eq!(json!(events), json!(added));
        let removed = json!({"data": added[1].to_string(), "reason": "a"});
        let Ok(Event::Removed(event)) = json::from_value::<Event>(&removed) else {
            panic!("not read");
        };
        assert_eq!(json!(event.data.value().unwrap()), added[1]);
    }
}
