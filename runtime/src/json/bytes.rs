//! Bytes, which are base64 strings in JSON (`format: byte`).

use super::super::base64::Base64;
use super::{fit, FromJson, Json, Mismatch};

impl FromJson for Base64 {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let bytes: Self = value
            .string()?
            .parse()
            .map_err(|error| Mismatch::new(format!("expected base64: {error}")))?;
        fit::keep_string(value, || bytes.to_string());
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::from_value;
    use super::*;

    #[test]
    fn bytes_are_read_from_base64() {
        let bytes: Base64 = from_value(&json!("/+8=")).unwrap();
        assert_eq!(bytes.0, [0xFF, 0xEF]);
        for value in [json!("/+8"), json!("_-8="), json!(5), json!(null)] {
            assert!(from_value::<Base64>(&value).is_err(), "{value}");
        }
    }
}
