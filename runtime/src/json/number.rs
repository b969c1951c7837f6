//! Numbers.

use serde_json::Number;

use super::{FromJson, Json, Mismatch};

macro_rules! integers {
    ($($ty:ty),*) => {
        $(impl FromJson for $ty {
            fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
                let number = value.as_number().and_then(integral);
                let fitting = number.and_then(|number| number.try_into().ok());
                fitting.ok_or_else(|| Mismatch::expected(concat!("an integer (", stringify!($ty), ")"), value))
            }
        })*
    };
}

integers!(i8, i16, i32, i64, u8, u16, u32, u64);

/// An integer that some type has room for. To JSON Schema 1.0 is one, too.
fn integral(number: &Number) -> Option<i128> {
    let float = || {
        let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
        // Beyond 2^64 no type of ours has room for it.
        (float.abs() < 2f64.powi(64)).then_some(float as i128)
    };
    let integer = number.as_i64().map(i128::from);
    integer
        .or_else(|| number.as_u64().map(i128::from))
        .or_else(float)
}

impl FromJson for f64 {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        let number = value.as_number().and_then(Number::as_f64);
        number.ok_or_else(|| Mismatch::expected("a number", value))
    }
}

impl FromJson for f32 {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        let number = f64::from_json(value)? as f32;
        match number.is_finite() {
            true => Ok(number),
            false => Err(Mismatch::expected("a number (f32)", value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::from_value;
    use super::*;

    #[test]
    fn integers_are_what_json_schema_takes_for_such() {
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
}
