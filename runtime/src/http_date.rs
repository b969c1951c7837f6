//! Dates in headers (RFC 9110, section 5.6.7).

use std::time::{Duration, SystemTime};

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// From the day of 1970-01-01.
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// A date of HTTP (RFC 9110, section 5.6.7). The day of the week is not checked.
pub fn parse(text: &str) -> Option<SystemTime> {
    let parts = text.split([' ', ',', '-']).filter(|part| !part.is_empty());
    let parts: Vec<_> = parts.collect();
    let (year, month, day, time) = match parts.as_slice() {
        // Sun, 06 Nov 1994 08:49:37 GMT; Sunday, 06-Nov-94 08:49:37 GMT
        [_, day, month, year, time, "GMT"] => (*year, *month, *day, *time),
        // Sun Nov  6 08:49:37 1994
        [_, month, day, time, year] => (*year, *month, *day, *time),
        _ => return None,
    };
    let years = match (year.len(), number(year)?) {
        // A year of two digits is one of the 100 around now.
        (2, year @ 0..70) => 2000 + year,
        (2, year) => 1900 + year,
        (_, year) => year,
    };
    let month = MONTHS.iter().position(|name| *name == month)?;
    let days = days_until(years, u64::try_from(month).ok()?, number(day)?)?;
    let mut clock = time.split(':').map(number);
    let (hours, minutes, seconds) = (clock.next()??, clock.next()??, clock.next()??);
    if clock.next().is_some() || hours > 23 || minutes > 59 || seconds > 60 {
        return None;
    }
    let seconds = days * 86_400 + hours * 3600 + minutes * 60 + seconds;
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(seconds))
}

/// The date in the format that HTTP prefers: `Sun, 06 Nov 1994 08:49:37 GMT`. Fractions of a second are left out.
pub fn format(date: SystemTime) -> String {
    let since = date.duration_since(SystemTime::UNIX_EPOCH);
    let seconds = since.unwrap_or_default().as_secs();
    let (days, clock) = (seconds / 86_400, seconds % 86_400);
    let weekday = usize::try_from(days % 7).unwrap_or_default();
    let mut year = 1970;
    let mut day = days;
    while let Some(rest) = day.checked_sub(days_of_year(year)) {
        (year, day) = (year + 1, rest);
    }
    let mut month = 0;
    while let Some(rest) = day.checked_sub(days_of_month(year, month)) {
        (month, day) = (month + 1, rest);
    }
    let name = usize::try_from(month).ok().and_then(|it| MONTHS.get(it));
    format!(
        "{}, {:02} {} {year:04} {:02}:{:02}:{:02} GMT",
        WEEKDAYS.get(weekday).unwrap_or(&WEEKDAYS[0]),
        day + 1,
        name.unwrap_or(&MONTHS[0]),
        clock / 3600,
        clock / 60 % 60,
        clock % 60,
    )
}

fn number(text: &str) -> Option<u64> {
    let is_number = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// The days from 1970 to a day; months are from 0, days from 1.
fn days_until(year: u64, month: u64, day: u64) -> Option<u64> {
    if year < 1970 || day == 0 || day > days_of_month(year, month) {
        return None;
    }
    let years: u64 = (1970..year).map(days_of_year).sum();
    let months: u64 = (0..month).map(|month| days_of_month(year, month)).sum();
    Some(years + months + day - 1)
}

fn days_of_year(year: u64) -> u64 {
    365 + u64::from(is_leap(year))
}

/// Months are from 0.
fn days_of_month(year: u64, month: u64) -> u64 {
    match month {
        1 if is_leap(year) => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    }
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_read_as_it_was_written() {
        for (seconds, text) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"),
            (1_735_689_599, "Tue, 31 Dec 2024 23:59:59 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        ] {
            let date = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(format(date), text);
            assert_eq!(parse(text), Some(date));
        }
    }
}
