//! Bytes, which are base64 strings in JSON (`format: byte`).

use super::super::base64::Base64;
use super::{fit, FromJson, Json, Mismatch};

impl FromJson for Base64 {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        let bytes: Self = value
            .string()?
            .parse()
            .map_err(|error| Mismatch::new(format!("expected base64: {error}")))?;
        fit::keep_string(value, || bytes.to_string());
        Ok(bytes)
    }
}
