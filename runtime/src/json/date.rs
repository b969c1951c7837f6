//! Dates, times and durations (RFC 3339).
//!
//! Every string that the validator accepts as one of these formats is read. What RFC 3339 does not have is read as well
//! where it can only mean one thing, because clients do not validate.

use std::fmt::Display;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::Timestamp;

use super::super::dates::{nanoseconds, IsoDuration, TimeOfDay};
use super::{fit, FromJson, Json, Mismatch};

impl FromJson for Timestamp {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let time = parsed(&nanoseconds(value.string()?), "date and time")?;
        keep_time(value, &time);
        Ok(time)
    }
}

impl FromJson for Date {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let text = value.string()?;
        // jiff also reads the date of a date and time.
        if text.len() != "2024-05-17".len() {
            return Err(Mismatch::new("expected a date like 2024-05-17"));
        }
        let date: Self = parsed(text, "date")?;
        fit::keep_string(value, || date.to_string());
        Ok(date)
    }
}

impl FromJson for TimeOfDay {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let time = parsed(value.string()?, "time")?;
        keep_time(value, &time);
        Ok(time)
    }
}

impl FromJson for IsoDuration {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let duration: Self = parsed(value.string()?, "duration")?;
        fit::keep_string(value, || duration.to_string());
        Ok(duration)
    }
}

fn parsed<T: FromStr<Err = jiff::Error>>(text: &str, kind: &str) -> Result<T, Mismatch> {
    text.parse()
        .map_err(|error| Mismatch::new(format!("expected a {kind}: {error}")))
}

/// Reports that a time is kept. Zeros at the end of a fraction, which many programs write, do not count.
fn keep_time(value: Json<'_>, time: &impl Display) {
    fit::keep_string_if(value, |text| {
        let written = time.to_string();
        match text.split_once('.') {
            None => text == written,
            Some((whole, fraction)) => {
                let zone = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
                let digits = fraction.strip_suffix(zone).unwrap_or_default();
                let digits = digits.trim_end_matches('0');
                let point = if digits.is_empty() { "" } else { "." };
                written == format!("{whole}{point}{digits}{zone}")
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::from_value;
    use super::*;

    /// What is read of a text, as it is written.
    fn read<T: FromJson + serde::Serialize>(text: &str) -> Option<String> {
        let value = from_value::<T>(&json!(text)).ok()?;
        json!(value).as_str().map(str::to_owned)
    }

    #[test]
    fn dates_and_times_keep_the_instant() {
        for (text, written) in [
            ("2020-02-29T12:00:00.5+02:00", "2020-02-29T10:00:00.5Z"),
            ("2020-02-29t12:00:00z", "2020-02-29T12:00:00Z"),
            ("2020-02-29T12:00:00-00:00", "2020-02-29T12:00:00Z"),
            ("2020-02-29T12:00:00+23:59", "2020-02-28T12:01:00Z"),
            ("1998-12-31T15:59:60.123-08:00", "1998-12-31T23:59:59.123Z"),
            (
                "2020-02-29T12:00:00.1234567899Z",
                "2020-02-29T12:00:00.123456789Z",
            ),
            ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
            (
                "9999-12-30T22:00:00.999999999Z",
                "9999-12-30T22:00:00.999999999Z",
            ),
            ("2020-02-29 12:00Z", "2020-02-29T12:00:00Z"),
        ] {
            assert_eq!(read::<Timestamp>(text).as_deref(), Some(written), "{text}");
        }
        for text in [
            "2021-02-29T12:00:00Z",
            "2020-02-29T12:00:00",
            "2020-02-29",
            "today",
        ] {
            assert_eq!(read::<Timestamp>(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_no_dates_and_times() {
        for text in ["2020-02-29", "0000-01-01", "9999-12-31"] {
            assert_eq!(read::<Date>(text).as_deref(), Some(text));
        }
        for text in ["2021-02-29", "2020-02-29T12:00:00", "20200229", "today"] {
            assert_eq!(read::<Date>(text), None, "{text}");
        }
    }

    #[test]
    fn times_and_durations_are_strings() {
        assert_eq!(read::<TimeOfDay>("09:30:00").as_deref(), Some("09:30:00"));
        assert_eq!(read::<IsoDuration>("P1D").as_deref(), Some("P1D"));
        let error = from_value::<IsoDuration>(&json!("P19999Y")).unwrap_err();
        assert!(
            error.message.starts_with("expected a duration: "),
            "{error}"
        );
        let number = json!(930);
        assert!(from_value::<Timestamp>(&number).is_err());
        assert!(from_value::<Date>(&number).is_err());
        assert!(from_value::<TimeOfDay>(&number).is_err());
        assert!(from_value::<IsoDuration>(&number).is_err());
    }
}
