//! The formats that are asserted (JSON Schema 2020-12 Validation §7, OpenAPI Format Registry).

/// A `format` that is asserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    DateTime,
    Date,
    Time,
    Duration,
    Uuid,
    Byte,
    /// A range of integers: minimum, maximum, and the description in messages.
    Integer(i128, i128, &'static str),
}

impl Format {
    /// The string format of that name.
    pub(super) fn of_strings(name: &str) -> Option<Self> {
        match name {
            "date-time" => Some(Self::DateTime),
            "date" => Some(Self::Date),
            "time" => Some(Self::Time),
            "duration" => Some(Self::Duration),
            "uuid" => Some(Self::Uuid),
            "byte" => Some(Self::Byte),
            _ => None,
        }
    }

    /// The number format of that name.
    pub(super) fn of_numbers(name: &str) -> Option<Self> {
        match name {
            "int8" => Some(Self::Integer(
                i8::MIN.into(),
                i8::MAX.into(),
                "an 8-bit integer",
            )),
            "int16" => Some(Self::Integer(
                i16::MIN.into(),
                i16::MAX.into(),
                "a 16-bit integer",
            )),
            "int32" => Some(Self::Integer(
                i32::MIN.into(),
                i32::MAX.into(),
                "a 32-bit integer",
            )),
            "int64" => Some(Self::Integer(
                i64::MIN.into(),
                i64::MAX.into(),
                "a 64-bit integer",
            )),
            "uint8" => Some(Self::Integer(
                0,
                u8::MAX.into(),
                "an unsigned 8-bit integer",
            )),
            "uint16" => Some(Self::Integer(
                0,
                u16::MAX.into(),
                "an unsigned 16-bit integer",
            )),
            "uint32" => Some(Self::Integer(
                0,
                u32::MAX.into(),
                "an unsigned 32-bit integer",
            )),
            "uint64" => Some(Self::Integer(
                0,
                u64::MAX.into(),
                "an unsigned 64-bit integer",
            )),
            _ => None,
        }
    }

    /// Whether a string has the format, and the type for the format holds it.
    pub(super) fn accepts(self, text: &str) -> bool {
        self.check(text) == Verdict::Valid
    }

    fn check(self, text: &str) -> Verdict {
        let text = text.as_bytes();
        let is_valid = match self {
            Self::DateTime => return date_time(text),
            Self::Duration => return duration(text),
            Self::Date => date(text).is_some(),
            Self::Time => time(text).is_some(),
            Self::Uuid => uuid(text),
            Self::Byte => base64(text),
            Self::Integer(..) => true,
        };
        Verdict::of(is_valid)
    }

    /// The expected value in place of a string that is not accepted, for messages.
    pub(super) fn expected(self, text: &str) -> &'static str {
        match (self, self.check(text)) {
            (Self::DateTime, Verdict::OutOfRange) => {
                "a date and time from 0000-01-01T00:00:00Z to 9999-12-30T22:00:00Z"
            }
            (Self::DateTime, _) => "a date and time like 2024-05-17T09:30:00Z",
            (Self::Date, _) => "a date like 2024-05-17",
            (Self::Time, _) => "a time like 09:30:00 or 09:30:00Z",
            (Self::Duration, Verdict::OutOfRange) => {
                "a duration of at most 19998 years, 239976 months, 1043497 weeks, 7304484 days, 175307616 hours, \
                10518456960 minutes or 631107417600 seconds"
            }
            (Self::Duration, _) => "a duration like P1DT12H",
            (Self::Uuid, _) => "a UUID",
            (Self::Byte, _) => "base64",
            (Self::Integer(_, _, name), _) => name,
        }
    }
}

/// Whether a string is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Invalid,
    /// The syntax is valid, but the type for the format does not hold the value.
    OutOfRange,
    Valid,
}

impl Verdict {
    fn of(is_valid: bool) -> Self {
        if is_valid {
            Self::Valid
        } else {
            Self::Invalid
        }
    }
}

/// RFC 3339, section 5.6, `date-time`. The range is that of jiff's `Timestamp`, from the year 0 on, because `Timestamp`s are
/// written in UTC and RFC 3339 has no negative years.
fn date_time(text: &[u8]) -> Verdict {
    let Some((day, [b'T' | b't', rest @ ..])) = text.split_at_checked(10) else {
        return Verdict::Invalid;
    };
    let (Some((year, month, day)), Some((second, Some(offset)))) = (date(day), time(rest)) else {
        return Verdict::Invalid;
    };
    let second = i64::from(day) * DAY + second - offset * 60;
    match (year, month) {
        (0, 1) if second < DAY => Verdict::OutOfRange,
        (9999, 12) if second > 30 * DAY + 22 * 60 * 60 => Verdict::OutOfRange,
        _ => Verdict::Valid,
    }
}

/// The seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// RFC 3339, section 5.6, `full-date`: the year, month and day.
fn date(text: &[u8]) -> Option<(u32, u32, u32)> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return None;
    };
    let year = two(*y1, *y2)? * 100 + two(*y3, *y4)?;
    let (month, day) = (two(*m1, *m2)?, two(*d1, *d2)?);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day).then_some((year, month, day))
}

/// RFC 3339, section 5.6, `full-time` or `partial-time`: the second of the day, and the offset from UTC in minutes. A leap
/// second is valid only at the end of a day in UTC, where the offset is known.
fn time(text: &[u8]) -> Option<(i64, Option<i64>)> {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = text else {
        return None;
    };
    let [hour, minute, second] = [two(*h1, *h2)?, two(*m1, *m2)?, two(*s1, *s2)?].map(i64::from);
    let zone = match rest {
        [b'.', digits @ ..] => {
            let length = digits
                .iter()
                .take_while(|digit| digit.is_ascii_digit())
                .count();
            digits.get(length..).filter(|_| length > 0)?
        }
        zone => zone,
    };
    let offset = match zone {
        [] => None,
        zone => Some(offset(zone)?),
    };
    let is_last = offset.is_none_or(|offset| {
        let utc = (hour * 60 + minute - offset).rem_euclid(24 * 60);
        utc == 24 * 60 - 1
    });
    let is_valid = hour < 24 && minute < 60 && (second < 60 || (second == 60 && is_last));
    is_valid.then_some((hour * 60 * 60 + minute * 60 + second, offset))
}

/// The offset of a time zone from UTC, in minutes.
fn offset(zone: &[u8]) -> Option<i64> {
    match zone {
        b"Z" | b"z" => Some(0),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two(*h1, *h2)?, two(*m1, *m2)?);
            let offset = i64::from(hours * 60 + minutes);
            (hours < 24 && minutes < 60).then_some(if *sign == b'-' { -offset } else { offset })
        }
        _ => None,
    }
}

/// RFC 3339, appendix A, `duration`. As in all of RFC 5234, letters may be lower case. The range is that of jiff's `Span`.
fn duration(text: &[u8]) -> Verdict {
    const WEEKS: [(u8, u64); 1] = [(b'W', 1_043_497)];
    const DATE: [(u8, u64); 3] = [(b'Y', 19_998), (b'M', 239_976), (b'D', 7_304_484)];
    const TIME: [(u8, u64); 3] = [
        (b'H', 175_307_616),
        (b'M', 10_518_456_960),
        (b'S', 631_107_417_600),
    ];
    let [b'P' | b'p', text @ ..] = text else {
        return Verdict::Invalid;
    };
    let mut parts = text.splitn(2, |byte| matches!(byte, b'T' | b't'));
    match (parts.next().unwrap_or_default(), parts.next()) {
        (weeks @ [.., b'W' | b'w'], None) => units(weeks, &WEEKS),
        (date, None) => units(date, &DATE),
        ([], Some(time)) => units(time, &TIME),
        (date, Some(time)) => units(date, &DATE).min(units(time, &TIME)),
    }
}

/// Numbers, each with one of the units and its greatest value: one number or more, and none left out in between.
fn units(mut text: &[u8], units: &[(u8, u64)]) -> Verdict {
    let mut verdict = Verdict::Valid;
    let mut next = None;
    while !text.is_empty() || next.is_none() {
        let length = text
            .iter()
            .take_while(|digit| digit.is_ascii_digit())
            .count();
        let (digits, [unit, rest @ ..]) = text.split_at(length) else {
            return Verdict::Invalid;
        };
        let is_unit = |(name, _): &(u8, u64)| unit.eq_ignore_ascii_case(name);
        let Some(index) = units.iter().position(is_unit) else {
            return Verdict::Invalid;
        };
        if digits.is_empty() || next.is_some_and(|next| next != index) {
            return Verdict::Invalid;
        }
        let number = digits.iter().fold(0_u64, |number, digit| {
            number
                .saturating_mul(10)
                .saturating_add(u64::from(digit - b'0'))
        });
        // jiff reads no more than 20 digits, leading zeros included.
        if length > 20
            || units
                .get(index)
                .is_none_or(|(_, greatest)| number > *greatest)
        {
            verdict = Verdict::OutOfRange;
        }
        next = Some(index + 1);
        text = rest;
    }
    verdict
}

/// The value of two digits.
fn two(tens: u8, ones: u8) -> Option<u32> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
}

/// RFC 4122, section 3.
fn uuid(text: &[u8]) -> bool {
    text.len() == 36
        && text.iter().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => *byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// RFC 4648, section 4, with padding and without line breaks.
fn base64(text: &[u8]) -> bool {
    if !text.len().is_multiple_of(4) {
        return false;
    }
    let digits = match text {
        [digits @ .., b'=', b'='] | [digits @ .., b'='] => digits,
        digits => digits,
    };
    // The unused bits of the last digit must be zero, because decoders disagree on other values.
    let last = digits.last().copied().unwrap_or(b'A');
    let clean = match digits.len() % 4 {
        2 => b"AQgw".contains(&last),
        3 => b"AEIMQUYcgkosw048".contains(&last),
        _ => true,
    };
    clean
        && digits
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALID: &[(&str, &str)] = &[
        ("date-time", "2024-02-29T23:59:59Z"),
        ("date-time", "2024-05-17t09:30:00.123456+05:30"),
        ("date-time", "1998-12-31T15:59:60.123-08:00"),
        ("date", "2000-02-29"),
        ("date", "1904-02-29"),
        ("date", "0004-02-29"),
        ("date", "2023-01-31"),
        ("date", "2023-11-30"),
        ("date", "2023-12-31"),
        ("time", "23:59:59Z"),
        ("time", "00:00:00z"),
        ("time", "00:29:60+00:30"),
        ("time", "08:30:06-23:59"),
        ("time", "08:30:06.283185Z"),
        ("time", "09:30:00"),
        ("time", "23:59:59.999999999999"),
        ("time", "23:59:60"),
        ("time", "23:59:60Z"),
        ("time", "09:30:00-00:00"),
        ("time", "09:30:00+23:59"),
        ("date-time", "1998-12-31t23:59:60z"),
        ("date-time", "2024-05-17T09:30:00.12345678901234567890Z"),
        ("date-time", "2024-05-17T09:30:00-00:00"),
        ("date-time", "2024-05-17T09:30:00+23:59"),
        ("date-time", "2024-05-17T09:30:00-23:59"),
        ("date-time", "0000-01-01T00:00:00Z"),
        ("date-time", "0000-01-01T23:59:00+23:59"),
        ("date-time", "9999-12-30T22:00:00.999999999Z"),
        ("date-time", "9999-12-31T21:59:00.999999999+23:59"),
        ("date-time", "9999-12-29T22:01:00-23:59"),
        ("date", "0000-01-01"),
        ("date", "9999-12-31"),
        ("duration", "P1Y2M3DT4H5M6S"),
        ("duration", "P1Y0M2D"),
        ("duration", "P1D"),
        ("duration", "P3W"),
        ("duration", "PT0S"),
        ("duration", "PT36H"),
        ("duration", "PT1M30S"),
        ("duration", "p1yt1s"),
        (
            "duration",
            "P19998Y239976M7304484DT175307616H10518456960M631107417600S",
        ),
        ("duration", "P1043497W"),
        ("duration", "PT00000000000000000005S"),
        ("uuid", "2EB8AA08-aa98-11ea-b4aa-73b441d16380"),
        ("byte", ""),
        ("byte", "aGk="),
        ("byte", "aA=="),
        ("byte", "aGkh"),
    ];

    #[test]
    fn formats_accept_valid_strings_only() {
        for (format, text) in VALID {
            assert!(
                Format::of_strings(format).unwrap().accepts(text),
                "{format} {text}"
            );
        }
        let wrong = [
            ("date-time", "2024-02-29 23:59:59Z"),
            ("date-time", "2024-02-29T23:59:59"),
            ("date-time", "1998-12-31T22:59:60Z"),
            ("date-time", "é024-02-29T23:59:59Z"),
            ("date", "2023-02-29"),
            ("date", "1900-02-29"),
            ("date", "2023-0:-01"),
            ("date", "2000-02-30"),
            ("date", "2023-02-00"),
            ("date", "2023-00-01"),
            ("date", "2023-04-31"),
            ("date", "2023-12-32"),
            ("date", "2023-13-01"),
            ("date", "2023-1-01"),
            ("date", "২০২৩-01-01"),
            ("date-time", "2024-05-17T09:30Z"),
            ("date-time", "2024-05-17T09:30:00+24:00"),
            ("date-time", "0000-01-01T00:00:00+00:01"),
            ("date-time", "9999-12-30T22:00:01Z"),
            ("date-time", "9999-12-31T23:59:59Z"),
            ("date-time", "9999-12-29T22:01:01-23:59"),
            ("date-time", "10000-01-01T00:00:00Z"),
            ("date-time", "-0001-01-01T00:00:00Z"),
            ("time", "09:30"),
            ("time", "09:30:00,5"),
            ("time", "23:59:61"),
            ("time", "24:00:00"),
            ("time", "09:30:00 "),
            ("time", "09:30:00+05"),
            ("duration", ""),
            ("duration", "P"),
            ("duration", "PT"),
            ("duration", "P1"),
            ("duration", "PD"),
            ("duration", "P1DT"),
            ("duration", "P1H"),
            ("duration", "PT1D"),
            ("duration", "P1D2Y"),
            ("duration", "P1D2D"),
            ("duration", "P1Y2D"),
            ("duration", "PT1H5S"),
            ("duration", "P1Y2W"),
            ("duration", "P2WT1H"),
            ("duration", "PT0.5S"),
            ("duration", "-P1D"),
            ("duration", "P-1D"),
            ("duration", "P1DT1HT1M"),
            ("duration", "P১D"),
            ("duration", "1 day"),
            ("duration", "P19999Y"),
            ("duration", "P239977M"),
            ("duration", "P1043498W"),
            ("duration", "P7304485D"),
            ("duration", "PT175307617H"),
            ("duration", "PT10518456961M"),
            ("duration", "PT631107417601S"),
            ("duration", "P99999999999999999999999D"),
            ("duration", "PT000000000000000000005S"),
            ("time", "24:00:00Z"),
            ("time", "23:60:00Z"),
            ("time", "23:59:61Z"),
            ("time", "23:58:60Z"),
            ("time", "00:29:60-00:30"),
            ("time", "08:30:06+00:60"),
            ("time", "08:30:06.Z"),
            ("time", "08:30:06+24:00"),
            ("uuid", "2eb8aa08aa9811eab4aa73b441d16380"),
            ("uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d1638g"),
            ("byte", "aGk"),
            ("byte", "aGl="),
            ("byte", "aB=="),
            ("byte", "a==="),
            ("byte", "aG k"),
        ];
        for (format, text) in wrong {
            assert!(
                !Format::of_strings(format).unwrap().accepts(text),
                "{format} {text}"
            );
        }
    }
    #[cfg(feature = "dates")]
    #[test]
    fn types_read_every_string_that_their_format_accepts() {
        use super::super::super::dates::{IsoDuration, TimeOfDay};
        use super::super::super::json::{from_value, FromJson};

        fn written<T: FromJson + serde::Serialize>(text: &str) -> String {
            let value: T = from_value(&text.into()).unwrap_or_else(|it| panic!("{text}: {it}"));
            serde_json::to_value(value)
                .unwrap()
                .as_str()
                .unwrap()
                .to_owned()
        }

        let mut read = 0;
        for (format, text) in VALID {
            let written = match *format {
                "date-time" => written::<jiff::Timestamp>(text),
                "date" => written::<jiff::civil::Date>(text),
                "time" => written::<TimeOfDay>(text),
                "duration" => written::<IsoDuration>(text),
                _ => continue,
            };
            assert!(
                Format::of_strings(format).unwrap().accepts(&written),
                "{text} is written as {written}"
            );
            read += 1;
        }
        assert!(read > 40, "{read}");
    }

    #[test]
    fn a_message_about_a_value_out_of_range_names_the_range() {
        let expected = |format, text| Format::of_strings(format).unwrap().expected(text);
        assert_eq!(
            expected("date-time", "9999-12-31T23:59:59Z"),
            "a date and time from 0000-01-01T00:00:00Z to 9999-12-30T22:00:00Z"
        );
        let range = expected("duration", "P19999YT1S");
        assert!(
            range.starts_with("a duration of at most 19998 years, "),
            "{range}"
        );
        assert!(range.ends_with("s or 631107417600 seconds"), "{range}");
        assert!(!range.contains("  "), "{range}");
        assert_eq!(
            expected("duration", "P19999YT1D"),
            "a duration like P1DT12H"
        );
    }
}
