//! Universally unique identifiers (`format: uuid`, RFC 9562).

use uuid::Uuid;

use super::{fit, FromJson, Json, Mismatch};

impl FromJson for Uuid {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        let uuid: Self = value
            .string()?
            .parse()
            .map_err(|error| Mismatch::new(format!("expected a UUID: {error}")))?;
        fit::keep_string(value, || uuid.to_string());
        Ok(uuid)
    }
}
