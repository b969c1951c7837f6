//! The header `Retry-After`: a number of seconds, or a date (RFC 9110, section 10.2.3).

use std::time::{Duration, SystemTime};

use http::header::RETRY_AFTER;
use http::HeaderMap;
use serde_json::Value;

use super::super::headers::HeaderError;
use super::super::json::{self, FromJson};
use super::header::ResponseHeaders;

/// When a request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RetryAfter {
    /// After this time, from the response on.
    Delay(Duration),

    /// At this time.
    Date(SystemTime),
}

impl RetryAfter {
    /// Parses the value of the header: seconds, or a date in one of the three formats of HTTP.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Delay(Duration::from_secs(text.parse().ok()?)));
        }
        http_date(text).map(Self::Date)
    }

    /// That of a response, such as one of an error.
    pub fn of_headers(headers: &HeaderMap) -> Option<Self> {
        Self::parse(headers.get(RETRY_AFTER)?.to_str().ok()?)
    }

    /// How long to wait from now on; nothing if the date is past.
    pub fn delay(self) -> Duration {
        match self {
            Self::Delay(delay) => delay,
            Self::Date(date) => {
                let wait = date.duration_since(SystemTime::now());
                wait.unwrap_or_default()
            }
        }
    }
}

impl ResponseHeaders<'_> {
    /// Reads a header that is documented as a number of seconds. A server, or a proxy in front of it, may send a date as well,
    /// which is read as the seconds until then.
    ///
    /// # Errors
    /// Those of [`ResponseHeaders::get`].
    pub fn seconds<T: FromJson>(&self, name: &str) -> Result<T, HeaderError> {
        let text = self.0.get(name).and_then(|value| value.to_str().ok());
        let Some(date @ RetryAfter::Date(_)) = text.and_then(RetryAfter::parse) else {
            return self.get(name);
        };
        let wait = date.delay();
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        json::from_value(&Value::from(seconds))
            .map_err(|error| HeaderError::new(name, format!("does not fit its schema: {error}")))
    }
}

/// A date of HTTP (RFC 9110, section 5.6.7). The day of the week is not checked.
fn http_date(text: &str) -> Option<SystemTime> {
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
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
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

fn number(text: &str) -> Option<u64> {
    let is_number = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

/// The days from 1970 to a day; months are from 0, days from 1.
fn days_until(year: u64, month: u64, day: u64) -> Option<u64> {
    let is_leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let length = |month| match month {
        1 if is_leap(year) => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    };
    if year < 1970 || day == 0 || day > length(month) {
        return None;
    }
    let years: u64 = (1970..year)
        .map(|year| 365 + u64::from(is_leap(year)))
        .sum();
    let months: u64 = (0..month).map(length).sum();
    Some(years + months + day - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Option<u64> {
        match RetryAfter::parse(text)? {
            RetryAfter::Date(date) => {
                let since = date.duration_since(SystemTime::UNIX_EPOCH);
                Some(since.unwrap().as_secs())
            }
            RetryAfter::Delay(_) => None,
        }
    }

    #[test]
    fn a_number_is_a_delay() {
        let delay = RetryAfter::parse(" 120 ").unwrap();
        assert_eq!(delay, RetryAfter::Delay(Duration::from_secs(120)));
        assert_eq!(delay.delay(), Duration::from_secs(120));
        for text in ["", "-1", "1.5", "soon", "99999999999999999999999"] {
            assert_eq!(RetryAfter::parse(text), None, "{text}");
        }
    }

    #[test]
    fn dates_have_the_three_formats_of_http() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
        ] {
            assert_eq!(date(text), Some(784_111_777), "{text}");
        }
        assert_eq!(date("Thu, 29 Feb 2024 23:59:59 GMT"), Some(1_709_251_199));
        assert_eq!(date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
    }

    #[test]
    fn dates_that_do_not_exist_are_none() {
        for text in [
            "Sun, 29 Feb 2023 00:00:00 GMT",
            "Sun, 00 Jan 2023 00:00:00 GMT",
            "Sun, 31 Apr 2023 00:00:00 GMT",
            "Sun, 01 Foo 2023 00:00:00 GMT",
            "Sun, 01 Jan 2023 24:00:00 GMT",
            "Sun, 01 Jan 2023 00:00 GMT",
            "Sun, 01 Jan 2023 00:00:00 CET",
            "Sun, 01 Jan 1969 00:00:00 GMT",
        ] {
            assert_eq!(RetryAfter::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_past_date_is_no_delay() {
        let past = RetryAfter::parse("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(past.delay(), Duration::ZERO);
    }
}
