//! Universally unique identifiers (`format: uuid`, RFC 9562).

use uuid::Uuid;

use super::{fit, FromJson, Json, Mismatch};

impl FromJson for Uuid {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let uuid: Self = value
            .string()?
            .parse()
            .map_err(|error| Mismatch::new(format!("expected a UUID: {error}")))?;
        fit::keep_string(value, || uuid.to_string());
        Ok(uuid)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::from_value;
    use super::*;

    #[test]
    fn uuids_are_read_from_strings() {
        let text = "2eb8aa08-aa98-11ea-b4aa-73b441d16380";
        let uuid: Uuid = from_value(&json!(text)).unwrap();
        assert_eq!(uuid.to_string(), text);
        for value in [json!("2eb8aa08"), json!(5), json!(null)] {
            assert!(from_value::<Uuid>(&value).is_err(), "{value}");
        }
    }
}
