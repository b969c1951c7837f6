//! Numbers.

use serde_json::Number;

use super::{fit, FromJson, Json, Mismatch};

macro_rules! integers {
    ($($ty:ty),*) => {
        $(impl FromJson for $ty {
            fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
                let number = value.as_number();
                let integer = number.and_then(integer).and_then(|integer| integer.try_into().ok());
                if number.is_some_and(|number| !number.is_f64()) {
                    fit::keep(value);
                }
                integer.ok_or_else(|| Mismatch::expected(concat!("an integer (", stringify!($ty), ")"), value))
            }
        })*
    };
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64);

/// The number as an integer, if it is one of 64 bits. To JSON Schema `1.0` is an integer, too.
///
/// serde_json reads integers beyond 64 bits as floats, which are rounded: -2^63 may have been a lesser number.
fn integer(number: &Number) -> Option<i128> {
    let float = || {
        let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
        (float > -(2_f64.powi(63)) && float < 2_f64.powi(64)).then_some(float as i128)
    };
    let integer = number.as_i64().map(i128::from);
    integer
        .or_else(|| number.as_u64().map(i128::from))
        .or_else(float)
}

impl FromJson for f64 {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let number = value.as_number();
        if number.is_some_and(Number::is_f64) {
            fit::keep(value);
        }
        let float = number.and_then(Number::as_f64);
        float.ok_or_else(|| Mismatch::expected("a number", value))
    }
}

impl FromJson for f32 {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let number = value.as_number();
        let float = number.and_then(Number::as_f64).map(|float| float as Self);
        let float = float.filter(|float| float.is_finite());
        if number.is_some_and(|number| number.is_f64() && number.as_f64() == float.map(f64::from)) {
            fit::keep(value);
        }
        float.ok_or_else(|| Mismatch::expected("a number (f32)", value))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, Value};

    use super::super::{from_value, read_value, DuplicateMembers, Tree};
    use super::*;

    fn parsed(text: &str) -> Value {
        read_value(text.as_bytes(), DuplicateMembers::Refuse).unwrap()
    }

    #[test]
    fn integers_are_those_of_json_schema() {
        assert_eq!(from_value::<i64>(&json!(1.0)), Ok(1));
        assert_eq!(from_value::<u64>(&json!(u64::MAX)), Ok(u64::MAX));
        assert_eq!(from_value::<i8>(&json!(-128)), Ok(-128));
        for (value, found) in [
            (json!(1.5), "the number 1.5"),
            (json!(128), "the number 128"),
            (json!(1e30), "the number 1e+30"),
            (json!("1"), "a string"),
        ] {
            let message = format!("expected an integer (i8), found {found}");
            assert_eq!(from_value::<i8>(&value), Err(Mismatch::new(message)));
        }
    }

    #[test]
    fn integers_at_their_limits_are_exact_and_beyond_them_errors() {
        for text in ["-9223372036854775808", "9223372036854775807"] {
            assert_eq!(from_value(&parsed(text)), Ok(text.parse::<i64>().unwrap()));
            assert_eq!(parsed(text).to_string(), text);
        }
        let most = "18446744073709551615";
        assert_eq!(from_value(&parsed(most)), Ok(u64::MAX));
        assert_eq!(parsed(most).to_string(), most);
        for text in [
            "-9223372036854775809",
            "-9223372036854775808.0",
            "-9223372036854776000",
            "9223372036854775808",
            "9223372036854775808.0",
            "18446744073709551615",
            "18446744073709551616",
            "1e19",
            "-1e19",
        ] {
            assert!(from_value::<i64>(&parsed(text)).is_err(), "{text}");
        }
        for text in ["-1", "18446744073709551616", "1e20"] {
            assert!(from_value::<u64>(&parsed(text)).is_err(), "{text}");
        }
    }

    /// Numbers that look random, the same ones each time (splitmix64).
    fn pseudo_random() -> impl Iterator<Item = u64> {
        (1_u64..).map(|n| {
            let mut bits = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            bits ^ (bits >> 31)
        })
    }

    #[test]
    fn floats_are_the_same_to_the_last_bit() {
        let doubles = pseudo_random().map(f64::from_bits);
        for double in doubles.filter(|double| double.is_finite()).take(100_000) {
            let text = serde_json::to_string(&double).unwrap();
            let tree: Tree = serde_json::from_str(&text).unwrap();
            let read = f64::from_json(tree.root()).unwrap();
            assert_eq!(read.to_bits(), double.to_bits(), "{text}");
            let value = parsed(&text);
            assert_eq!(value.as_f64().map(f64::to_bits), Some(double.to_bits()));
            assert_eq!(value.to_string(), text);
        }
        let floats = pseudo_random().map(|bits| f32::from_bits(bits as u32));
        for float in floats.filter(|float| float.is_finite()).take(100_000) {
            let text = serde_json::to_string(&float).unwrap();
            let read: f32 = from_value(&parsed(&text)).unwrap();
            assert_eq!(read.to_bits(), float.to_bits(), "{text}");
        }
    }
}
