//! Dates and times (RFC 3339).

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

use super::{fit, FromJson, Json, Mismatch};

impl FromJson for DateTime<Utc> {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        let time: Self = value
            .string()?
            .parse()
            .map_err(|error| Mismatch::new(format!("expected a date and time: {error}")))?;
        fit::keep_string(value, || time.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        Ok(time)
    }
}

impl FromJson for NaiveDate {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        let date: Self = value
            .string()?
            .parse()
            .map_err(|error| Mismatch::new(format!("expected a date: {error}")))?;
        fit::keep_string(value, || date.to_string());
        Ok(date)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::from_value;
    use super::*;

    #[test]
    fn dates_and_times_of_rfc_3339() {
        let time = from_value::<DateTime<Utc>>(&json!("2020-02-29T12:00:00.5+02:00")).unwrap();
        assert_eq!(json!(time), json!("2020-02-29T10:00:00.500Z"));
        let date = from_value::<NaiveDate>(&json!("2020-02-29")).unwrap();
        assert_eq!(json!(date), json!("2020-02-29"));
        for wrong in [json!("2021-02-29"), json!("today"), json!(20200229)] {
            assert!(from_value::<NaiveDate>(&wrong).is_err(), "{wrong}");
            assert!(from_value::<DateTime<Utc>>(&wrong).is_err(), "{wrong}");
        }
    }
}
