//! The formats that are asserted.

use super::Cache;
use crate::lint::effort::Effort;

/// Whether a text has a format. Unknown formats have no effect.
pub(super) fn is_text(cache: &Cache, effort: &Effort, format: &str, text: &str) -> bool {
    let matches = |pattern: &str| {
        cache.pattern(pattern).map_or(true, |pattern| {
            pattern.is_match(text, effort) != Some(false)
        })
    };
    match format {
        "date" => is_date(text),
        "time" => is_time(text, true),
        "iso-time" => is_time(text, false),
        "date-time" => is_date_time(text, true),
        "iso-date-time" => is_date_time(text, false),
        "duration" => is_duration(text),
        "uri" => has_scheme(text) && is_uri_text(text),
        "uri-reference" => is_uri_text(text),
        "email" => is_email(text),
        "hostname" => is_hostname(text),
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "uuid" => {
            let uuid = text
                .get(..9)
                .filter(|prefix| prefix.eq_ignore_ascii_case("urn:uuid:"))
                .map_or(text, |_| &text[9..]);
            is_uuid(uuid)
        }
        "regex" => !text.contains("\\Z") && cache.is_expression(text),
        "json-pointer" => matches("^(?:/(?:[^~/]|~0|~1)*)*$"),
        "relative-json-pointer" => matches("^(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~0|~1)*)*)$"),
        "uri-template" => matches(
            "^(?:[^\\x00-\\x20\"'<>%\\\\^`{|}]|%[0-9a-fA-F]{2}|\\{[+#./;?&=,!@|]?(?:[A-Za-z0-9_]|%[0-9a-fA-F]{2})+(?:\\.?(?:[A-Za-z0-9_]|%[0-9a-fA-F]{2})+)*(?::[1-9][0-9]{0,3}|\\*)?(?:,(?:[A-Za-z0-9_]|%[0-9a-fA-F]{2})+(?:\\.?(?:[A-Za-z0-9_]|%[0-9a-fA-F]{2})+)*(?::[1-9][0-9]{0,3}|\\*)?)*\\})*$",
        ),
        "url" => matches("^(?:https?|ftp)://[^\\s/?#]+(?:[/?#]\\S*)?$"),
        "byte" => matches("^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"),
        _ => true,
    }
}

/// Whether a number has a format.
pub(super) fn is_number(format: &str, number: f64) -> bool {
    match format {
        "int32" => {
            number.trunc() == number
                && (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number)
        }
        "int64" => number.trunc() == number,
        _ => true,
    }
}

fn digits(text: &str, range: std::ops::Range<usize>) -> Option<u32> {
    let digits = text.get(range)?;
    match digits.bytes().all(|byte| byte.is_ascii_digit()) {
        true => digits.parse().ok(),
        false => None,
    }
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
    let parts = (digits(text, 0..4), digits(text, 5..7), digits(text, 8..10));
    let (true, (Some(year), Some(month), Some(day))) = (shape, parts) else {
        return false;
    };
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return false,
    };
    (1..=last).contains(&day)
}

fn is_time(text: &str, needs_offset: bool) -> bool {
    let shape = text.as_bytes().get(2) == Some(&b':') && text.as_bytes().get(5) == Some(&b':');
    let parts = (digits(text, 0..2), digits(text, 3..5), digits(text, 6..8));
    let (true, (Some(hour), Some(minute), Some(second))) = (shape, parts) else {
        return false;
    };
    let mut rest = &text[8..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if length == 0 {
            return false;
        }
        rest = &fraction[length..];
    }
    let (offset_hour, offset_minute, sign) = match rest {
        "" => match needs_offset {
            true => return false,
            false => (0, 0, 1),
        },
        "Z" | "z" => (0, 0, 1),
        _ => {
            let sign = if rest.starts_with('-') { -1 } else { 1 };
            let Some(offset) = rest.strip_prefix(['+', '-']) else {
                return false;
            };
            let Some(hour) = digits(offset, 0..2) else {
                return false;
            };
            let minutes = offset[2..].trim_start_matches(':');
            let minute = match (offset.len(), minutes.is_empty()) {
                (2, true) => Some(0),
                _ if minutes.len() == 2 && offset[2..].len() <= 3 => digits(minutes, 0..2),
                _ => None,
            };
            let Some(minute) = minute else { return false };
            (hour as i32, minute as i32, sign)
        }
    };
    if offset_hour > 23 || offset_minute > 59 {
        return false;
    }
    if hour <= 23 && minute <= 59 && second < 60 {
        return true;
    }
    // A leap second is the last one of a day in UTC.
    let minutes = minute as i32 - offset_minute * sign;
    let hours = hour as i32 - offset_hour * sign - i32::from(minutes < 0);
    (hours == 23 || hours == -1) && (minutes == 59 || minutes == -1) && second < 61
}

fn is_date_time(text: &str, needs_offset: bool) -> bool {
    let mut parts = text.splitn(2, |character: char| {
        matches!(character, 'T' | 't') || character.is_whitespace()
    });
    let (Some(date), Some(time)) = (parts.next(), parts.next()) else {
        return false;
    };
    is_date(date) && is_time(time, needs_offset)
}

fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (rest, None),
    };
    // Numbers with units, each unit at most once and in order.
    let has_units = |mut text: &str, units: &str| {
        let mut units = units.chars();
        while !text.is_empty() {
            let length = text.bytes().take_while(u8::is_ascii_digit).count();
            let Some(unit) = text[length..].chars().next() else {
                return false;
            };
            if length == 0 || !units.any(|known| known == unit) {
                return false;
            }
            text = &text[length + unit.len_utf8()..];
        }
        true
    };
    if let Some(weeks) = date.strip_suffix('W') {
        return time.is_none()
            && !weeks.is_empty()
            && weeks.bytes().all(|byte| byte.is_ascii_digit());
    }
    let has_time = match time {
        Some(time) => !time.is_empty() && has_units(time, "HMS"),
        None => !date.is_empty(),
    };
    has_time && has_units(date, "YMD")
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(index, byte)| match index {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else {
        return false;
    };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// Whether a text has only characters of URIs, with `%` in escapes only.
fn is_uri_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
    if fragment.contains('#') || before.contains(['[', ']']) && !before.contains("//[") {
        return false;
    }
    bytes.iter().enumerate().all(|(index, byte)| match byte {
        b'%' => bytes
            .get(index + 1..index + 3)
            .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)),
        b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' => false,
        0x21..=0x7e => true,
        _ => false,
    })
}

fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let is_atom = |atom: &str| {
        !atom.is_empty()
            && atom
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte))
    };
    let labels: Vec<_> = domain.split('.').collect();
    local.split('.').all(is_atom)
        && labels.len() > 1
        && labels.iter().all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}

fn is_hostname(text: &str) -> bool {
    let name = text.strip_suffix('.').unwrap_or(text);
    !name.is_empty()
        && name.len() <= 253
        && name.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        })
}
