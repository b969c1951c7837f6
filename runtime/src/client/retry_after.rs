//! The header `Retry-After`: a number of seconds, or a date (RFC 9110, section 10.2.3).

use std::time::{Duration, SystemTime};

use http::header::RETRY_AFTER;
use http::HeaderMap;
use serde_json::Value;

use super::super::headers::HeaderError;
use super::super::http_date;
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
        http_date::parse(text).map(Self::Date)
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
