//! The values of texts, by the types that they may have.

use serde_json::Number;

use super::shape::Scalars;

/// What a text is.
#[derive(Debug, PartialEq)]
pub(super) enum Scalar {
    Null,
    Bool(bool),
    Number(Number),
    /// The text itself: also where it is none of the types, so that the schema refuses it.
    String,
}

/// The value of a text. Where it may be a string as well, only the text that JSON has for another value is that value.
pub(super) fn scalar(text: &str, types: Scalars) -> Scalar {
    // White space belongs to strings only (XML Schema 1.1, Part 2, section 4.3.6).
    let trimmed = match types.string {
        true => text,
        false => text.trim_matches([' ', '\t', '\n', '\r']),
    };
    if types.integer || types.number {
        let number = match types.string {
            true => canonical(trimmed),
            false => number(trimmed),
        };
        if let Some(number) = number {
            return Scalar::Number(number);
        }
    }
    match trimmed {
        "true" if types.boolean => Scalar::Bool(true),
        "false" if types.boolean => Scalar::Bool(false),
        // XML Schema has digits for them, too.
        "1" if types.boolean && !types.string => Scalar::Bool(true),
        "0" if types.boolean && !types.string => Scalar::Bool(false),
        "" if types.null && !types.string => Scalar::Null,
        _ => Scalar::String,
    }
}

/// A number that is written exactly as this text.
fn canonical(text: &str) -> Option<Number> {
    let number: Number = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// A number of XML Schema, which may have a plus sign, leading zeros, and no digits on one side of the point.
fn number(text: &str) -> Option<Number> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match digits.find(['e', 'E']) {
        Some(at) => digits.split_at(at),
        None => (digits, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    let mut digits = whole.bytes().chain(fraction.bytes());
    if !has_digits || !digits.all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let fraction = match fraction {
        "" => String::new(),
        fraction => format!(".{fraction}"),
    };
    format!("{sign}{whole}{fraction}{exponent}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Scalars = Scalars {
        string: false,
        integer: false,
        number: false,
        boolean: false,
        null: false,
    };

    fn shown(text: &str, types: Scalars) -> String {
        match scalar(text, types) {
            Scalar::Null => "null".to_owned(),
            Scalar::Bool(flag) => flag.to_string(),
            Scalar::Number(number) => number.to_string(),
            Scalar::String => format!("{text:?}"),
        }
    }

    #[test]
    fn numbers_are_those_of_xml_schema() {
        let numbers = Scalars {
            number: true,
            ..NONE
        };
        let cases = [
            ("1", "1"),
            (" -1.5\n", "-1.5"),
            ("+007", "7"),
            (".5", "0.5"),
            ("1.", "1"),
            ("1e3", "1000.0"),
            ("-0", "-0.0"),
            ("18446744073709551615", "18446744073709551615"),
            ("INF", "\"INF\""),
            ("", "\"\""),
            ("1 2", "\"1 2\""),
            ("--1", "\"--1\""),
            ("+-1", "\"+-1\""),
            ("0x1", "\"0x1\""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text, numbers), expected, "{text}");
        }
    }

    #[test]
    fn beside_strings_only_the_text_of_json_is_another_value() {
        let all = Scalars::ALL;
        let cases = [
            ("1", "1"),
            ("1.10", "\"1.10\""),
            ("007", "\"007\""),
            (" 1", "\" 1\""),
            ("true", "true"),
            ("0", "0"),
            ("", "\"\""),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text, all), expected, "{text}");
        }
    }

    #[test]
    fn booleans_may_be_digits_and_null_is_empty() {
        let types = Scalars {
            boolean: true,
            null: true,
            ..NONE
        };
        for (text, expected) in [
            ("1", "true"),
            ("0", "false"),
            (" true ", "true"),
            ("", "null"),
            ("yes", "\"yes\""),
        ] {
            assert_eq!(shown(text, types), expected, "{text}");
        }
    }
}
