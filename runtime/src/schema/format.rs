//! The formats that are asserted (JSON Schema 2020-12 Validation §7, OpenAPI Format Registry).

/// A `format` that is asserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    DateTime,
    Date,
    Time,
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

    /// Whether a string has the format.
    pub(super) fn accepts(self, text: &str) -> bool {
        match self {
            Self::DateTime => date_time(text.as_bytes()),
            Self::Date => date(text.as_bytes()),
            Self::Time => time(text.as_bytes()),
            Self::Uuid => uuid(text.as_bytes()),
            Self::Byte => base64(text.as_bytes()),
            Self::Integer(..) => true,
        }
    }

    /// The expected value, for messages.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::DateTime => "a date and time like 2024-05-17T09:30:00Z",
            Self::Date => "a date like 2024-05-17",
            Self::Time => "a time like 09:30:00Z",
            Self::Uuid => "a UUID",
            Self::Byte => "base64",
            Self::Integer(_, _, name) => name,
        }
    }
}

/// RFC 3339, section 5.6, `date-time`.
fn date_time(text: &[u8]) -> bool {
    matches!(text.split_at_checked(10), Some((day, [b'T' | b't', rest @ ..])) if date(day) && time(rest))
}

/// RFC 3339, section 5.6, `full-date`.
fn date(text: &[u8]) -> bool {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return false;
    };
    let (Some(century), Some(years), Some(month), Some(day)) =
        (two(*y1, *y2), two(*y3, *y4), two(*m1, *m2), two(*d1, *d2))
    else {
        return false;
    };
    let year = century * 100 + years;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// RFC 3339, section 5.6, `full-time`. A leap second is valid only at the end of a day in UTC.
fn time(text: &[u8]) -> bool {
    let [h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = text else {
        return false;
    };
    let (Some(hour), Some(minute), Some(second)) = (two(*h1, *h2), two(*m1, *m2), two(*s1, *s2))
    else {
        return false;
    };
    let zone = match rest {
        [b'.', digits @ ..] => {
            let length = digits
                .iter()
                .take_while(|digit| digit.is_ascii_digit())
                .count();
            if length == 0 {
                return false;
            }
            digits.get(length..).unwrap_or_default()
        }
        zone => zone,
    };
    let Some(offset) = offset(zone) else {
        return false;
    };
    let utc = (i64::from(hour) * 60 + i64::from(minute) - offset).rem_euclid(24 * 60);
    hour < 24 && minute < 60 && (second < 60 || (second == 60 && utc == 24 * 60 - 1))
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

    #[test]
    fn formats_accept_valid_strings_only() {
        let right = [
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
            ("uuid", "2EB8AA08-aa98-11ea-b4aa-73b441d16380"),
            ("byte", ""),
            ("byte", "aGk="),
            ("byte", "aA=="),
            ("byte", "aGkh"),
        ];
        for (format, text) in right {
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
}
