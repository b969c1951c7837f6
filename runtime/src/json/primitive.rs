//! Types for null, booleans, strings, and any value.

use serde_json::Value;

use super::{fit, FromJson, Json, Mismatch};

impl FromJson for Value {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        fit::keep_all(value);
        Ok(Self::from(value))
    }
}

impl FromJson for () {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        match value {
            Json::Null => {
                fit::keep(value);
                Ok(())
            }
            _ => Err(Mismatch::expected("null", value)),
        }
    }
}

impl FromJson for bool {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        match value {
            Json::Bool(flag) => {
                fit::keep(value);
                Ok(*flag)
            }
            _ => Err(Mismatch::expected("a boolean", value)),
        }
    }
}

impl FromJson for String {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        let text = value.string()?;
        fit::keep(value);
        Ok(text.to_owned())
    }
}
