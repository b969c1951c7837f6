//! Secret strings (`format: password`).

use super::super::secret::SecretString;
use super::{fit, FromJson, Json, Mismatch};

impl FromJson for SecretString {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let text = value.string()?;
        fit::keep(value);
        Ok(text.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::from_value;
    use super::*;

    #[test]
    fn secrets_are_read_from_strings() {
        assert_eq!(
            from_value(&json!("a")),
            Ok(SecretString::from("a".to_owned()))
        );
        assert!(from_value::<SecretString>(&json!(1)).is_err());
    }
}
