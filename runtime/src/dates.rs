//! Times and durations (`format: time` and `format: duration`, RFC 3339).

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use jiff::civil::Time;
use jiff::fmt::temporal::{Pieces, SpanParser};
use jiff::tz::Offset;
use jiff::{Error, Span, SpanFieldwise};
use serde::{de, Deserialize, Deserializer, Serialize, Serializer};

/// A time of day with the offset from UTC, if it has one: RFC 3339's `full-time` or `partial-time`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct TimeOfDay {
    time: Time,
    offset: Option<Offset>,
}

impl TimeOfDay {
    /// A time of day. RFC 3339 has offsets of whole minutes, up to 23:59.
    pub const fn new(time: Time, offset: Option<Offset>) -> Self {
        Self { time, offset }
    }

    /// The local time.
    pub const fn time(self) -> Time {
        self.time
    }

    /// The offset of the local time from UTC, if it is known.
    pub const fn offset(self) -> Option<Offset> {
        self.offset
    }
}

impl From<Time> for TimeOfDay {
    fn from(time: Time) -> Self {
        Self::new(time, None)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self.time.to_string();
        match self.offset.map(Offset::seconds) {
            None => {}
            Some(0) => text.push('Z'),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                let seconds = offset.unsigned_abs();
                let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
                write!(text, "{sign}{hours:02}:{minutes:02}")?;
                if seconds % 60 != 0 {
                    write!(text, ":{:02}", seconds % 60)?;
                }
            }
        }
        f.pad(&text)
    }
}

impl FromStr for TimeOfDay {
    type Err = Error;

    /// Seconds may be missing; of a fraction the first nine digits are read, and the second 60 is read as 59.
    fn from_str(text: &str) -> Result<Self, Error> {
        // jiff also reads other formats of ISO 8601, and annotations.
        if text.as_bytes().get(2) != Some(&b':') || text.contains('[') {
            return Err(Error::from_args(format_args!("not like 09:30:00Z")));
        }
        let text = format!("1970-01-01T{}", nanoseconds(text));
        let pieces = Pieces::parse(&text)?;
        let time = pieces.time().unwrap_or_default();
        Ok(Self::new(time, pieces.to_numeric_offset()))
    }
}

/// A duration in years, months, weeks, days, hours, minutes and seconds. Durations are equal if each of these is.
///
/// RFC 3339 (appendix A) has no negative durations and no fractions of seconds. These are read and written in the format of
/// ISO 8601, but a server refuses them in requests. It has no weeks next to other units either, which are written as days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct IsoDuration(pub SpanFieldwise);

impl IsoDuration {
    /// The duration as the type that jiff calculates with.
    pub const fn span(self) -> Span {
        self.0 .0
    }
}

impl From<Span> for IsoDuration {
    fn from(span: Span) -> Self {
        Self(span.fieldwise())
    }
}

impl From<SpanFieldwise> for IsoDuration {
    fn from(span: SpanFieldwise) -> Self {
        Self(span)
    }
}

impl From<IsoDuration> for Span {
    fn from(duration: IsoDuration) -> Self {
        duration.span()
    }
}

impl From<IsoDuration> for SpanFieldwise {
    fn from(duration: IsoDuration) -> Self {
        duration.0
    }
}

impl fmt::Display for IsoDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = self.span();
        let is_whole = span.get_milliseconds() == 0
            && span.get_microseconds() == 0
            && span.get_nanoseconds() == 0;
        if span.is_negative() || !is_whole {
            return f.pad(&span.to_string());
        }
        let weeks = i64::from(span.get_weeks());
        let date = units([
            (span.get_years().into(), 'Y'),
            (span.get_months().into(), 'M'),
            (i64::from(span.get_days()) + 7 * weeks, 'D'),
        ]);
        let time = units([
            (span.get_hours().into(), 'H'),
            (span.get_minutes(), 'M'),
            (span.get_seconds(), 'S'),
        ]);
        let of_weeks = Span::new().weeks(span.get_weeks()).fieldwise();
        f.pad(&match (date.as_str(), time.as_str()) {
            ("", "") => "PT0S".to_owned(),
            _ if self.0 == of_weeks => format!("P{weeks}W"),
            (_, "") => format!("P{date}"),
            _ => format!("P{date}T{time}"),
        })
    }
}

/// The numbers with their units, from the first to the last that is not zero: RFC 3339 allows no gaps.
fn units(values: [(i64, char); 3]) -> String {
    let is_used = |(value, _): &(i64, char)| *value != 0;
    let first = values.iter().position(is_used).unwrap_or(values.len());
    let end = values.iter().rposition(is_used).map_or(first, |it| it + 1);
    let used = values.get(first..end).unwrap_or_default();
    used.iter()
        .map(|(value, unit)| format!("{value}{unit}"))
        .collect()
}

impl FromStr for IsoDuration {
    type Err = Error;

    /// Also reads what ISO 8601 has and RFC 3339 has not: signs, fractions, and units that are left out in between.
    fn from_str(text: &str) -> Result<Self, Error> {
        let span = SpanParser::new().parse_span(nanoseconds(text).as_bytes())?;
        Ok(span.into())
    }
}

/// The text with at most nine digits in its fraction; jiff refuses more.
pub(super) fn nanoseconds(text: &str) -> Cow<'_, str> {
    let Some((whole, fraction)) = text
        .find(['.', ','])
        .and_then(|at| text.split_at_checked(at + 1))
    else {
        return text.into();
    };
    let rest = fraction.trim_start_matches(|digit: char| digit.is_ascii_digit());
    match fraction.get(..9) {
        Some(digits) if fraction.len() - rest.len() > 9 => format!("{whole}{digits}{rest}").into(),
        _ => text.into(),
    }
}

macro_rules! as_text {
    ($($type:ty),*) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }
    )*};
}

as_text!(TimeOfDay, IsoDuration);

#[cfg(test)]
mod tests {
    use jiff::civil::time;
    use jiff::ToSpan;

    use super::*;

    #[test]
    fn times_come_back_with_and_without_an_offset() {
        for (text, written) in [
            ("09:30:00", "09:30:00"),
            ("00:00:00", "00:00:00"),
            ("23:59:59.999999999", "23:59:59.999999999"),
            ("09:30:00.120", "09:30:00.12"),
            ("09:30:00Z", "09:30:00Z"),
            ("09:30:00z", "09:30:00Z"),
            ("09:30:00+00:00", "09:30:00Z"),
            ("09:30:00-00:00", "09:30:00Z"),
            ("09:30:00+05:30", "09:30:00+05:30"),
            ("09:30:00-00:01", "09:30:00-00:01"),
            ("09:30:00+23:59", "09:30:00+23:59"),
            ("09:30:00-23:59", "09:30:00-23:59"),
            ("23:59:60Z", "23:59:59Z"),
            ("00:29:60.5+00:30", "00:29:59.5+00:30"),
            ("09:30:00.1234567891Z", "09:30:00.123456789Z"),
            ("09:30", "09:30:00"),
        ] {
            let value: TimeOfDay = text.parse().unwrap();
            assert_eq!(value.to_string(), written, "{text}");
            assert_eq!(written.parse::<TimeOfDay>().unwrap(), value, "{text}");
        }
        for text in [
            "",
            "0930",
            "24:00:00",
            "09:60:00",
            "09:30:61",
            "é9:30:00",
            "2020-02-29T09:30:00Z",
            "09:30:00[UTC]",
            "09:30:00 ",
            "T09:30:00",
            "09:30:00+24:00:00:00",
            "09:30:00.",
            "now",
        ] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
        let local = TimeOfDay::from(time(9, 30, 0, 0));
        assert_eq!((local.time(), local.offset()), (time(9, 30, 0, 0), None));
        let offset = Some(Offset::constant(-3));
        assert_eq!(
            TimeOfDay::new(local.time(), offset).to_string(),
            "09:30:00-03:00"
        );
    }

    #[test]
    fn durations_are_written_without_gaps() {
        for (span, written) in [
            (Span::new(), "PT0S"),
            (1.year().days(2), "P1Y0M2D"),
            (3.weeks(), "P3W"),
            (3.weeks().days(1), "P22D"),
            (1.hour().seconds(5), "PT1H0M5S"),
            (1.month().minutes(5), "P1MT5M"),
            (
                1.year().months(2).days(3).hours(4).minutes(5).seconds(6),
                "P1Y2M3DT4H5M6S",
            ),
            (1500.milliseconds(), "PT1.5S"),
            (-1.day(), "-P1D"),
        ] {
            assert_eq!(IsoDuration::from(span).to_string(), written);
        }
    }

    #[test]
    fn durations_of_iso_8601_are_read() {
        for (text, span) in [
            ("P1D", 1.day()),
            ("p1dt1h", 1.day().hours(1)),
            ("P1Y2D", 1.year().days(2)),
            ("P1W2D", 1.week().days(2)),
            ("PT1H5S", 1.hour().seconds(5)),
            ("-PT0.5S", -500.milliseconds()),
            (
                "PT0.1234567891S",
                123.milliseconds().microseconds(456).nanoseconds(789),
            ),
        ] {
            let value: IsoDuration = text.parse().unwrap();
            assert_eq!(value, span.into(), "{text}");
        }
        for text in ["", "P", "PT", "P1", "1 day", "P1H", "P-1D", "P19999Y"] {
            assert!(text.parse::<IsoDuration>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_the_digits_of_a_fraction_are_cut() {
        for (text, cut) in [
            ("a.123456789Z", "a.123456789Z"),
            ("a.1234567890Z", "a.123456789Z"),
            ("a,12345678901", "a,123456789"),
            ("1234567890123", "1234567890123"),
            ("a.é", "a.é"),
            ("a.", "a."),
        ] {
            assert_eq!(nanoseconds(text), cut);
        }
    }
}
