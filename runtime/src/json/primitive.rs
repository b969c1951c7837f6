//! Types for null, booleans, strings, and any value.

use serde_json::Value;

use super::{fit, FromJson, Json, Kind, Mismatch};

impl FromJson for Value {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        fit::keep_all(value);
        Ok(value.to_value())
    }
}

impl FromJson for () {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        match value.kind() {
            Kind::Null => {
                fit::keep(value);
                Ok(())
            }
            _ => Err(Mismatch::expected("null", value)),
        }
    }
}

impl FromJson for bool {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        match value.kind() {
            Kind::Bool(flag) => {
                fit::keep(value);
                Ok(flag)
            }
            _ => Err(Mismatch::expected("a boolean", value)),
        }
    }
}

impl FromJson for String {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let text = value.string()?;
        fit::keep(value);
        Ok(text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::from_value;
    use super::*;

    #[test]
    fn each_type_is_read_from_its_own_values_only() {
        assert_eq!(from_value(&json!(null)), Ok(()));
        assert_eq!(from_value(&json!(true)), Ok(true));
        assert_eq!(from_value(&json!("a")), Ok("a".to_owned()));
        let found = |found: &str| Mismatch::new(format!("expected {found}"));
        let number = json!(0);
        assert_eq!(
            from_value::<()>(&number),
            Err(found("null, found the number 0"))
        );
        assert_eq!(
            from_value::<bool>(&number),
            Err(found("a boolean, found the number 0"))
        );
        assert_eq!(
            from_value::<String>(&number),
            Err(found("a string, found the number 0"))
        );
        assert_eq!(from_value::<Value>(&number), Ok(number));
    }
}
