//! Deprecation, sunset dates and stability levels.

use crate::date::Date;
use crate::source::Node;

impl Date {
    /// Reads `YYYY-MM-DD`, or the date of a date and time.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, rest) = text.split_at_checked(10)?;
        if !(rest.is_empty() || rest.starts_with(['T', 't', ' '])) {
            return None;
        }
        let mut parts = date.split('-');
        let mut number = |length: usize| {
            let part = parts.next()?;
            let is_plain = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u16>().ok().filter(|_| is_plain)
        };
        let (year, month, day) = (number(4)?, number(2)?, number(2)?);
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            2 if is_leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        (1..=days).contains(&day).then_some(Date {
            year: i64::from(year),
            month: month as u8,
            day: day as u8,
        })
    }
}

/// The days that decide about deprecated things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// Today.
    pub today: Date,
    /// The first day that a sunset may be at.
    pub(super) earliest: Date,
    /// Whether something deprecated needs a sunset.
    pub(super) needs_sunset: bool,
}

impl Calendar {
    /// The day that is so many days after 1970-01-01, and how many days a sunset has to be away. With 0 days, a sunset may be left
    /// out.
    pub fn new(today: i64, sunset_days: u32) -> Self {
        Calendar {
            today: Date::from_days(today),
            earliest: Date::from_days(today.saturating_add(i64::from(sunset_days))),
            needs_sunset: sunset_days > 0,
        }
    }
}

/// The value of `x-sunset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sunset {
    None,
    Invalid,
    Date(Date),
}

pub(super) fn sunset(node: Option<&Node>) -> Sunset {
    match node {
        None => Sunset::None,
        Some(node) => match node.as_str().and_then(Date::parse) {
            Some(date) => Sunset::Date(date),
            None => Sunset::Invalid,
        },
    }
}

/// The value of `x-stability-level`; without one an API is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stability {
    Draft,
    Alpha,
    Beta,
    Stable,
}

impl Stability {
    /// The level; an error is what was written instead.
    pub fn of(node: Option<&Node>) -> Result<Self, String> {
        let Some(node) = node else {
            return Ok(Stability::Stable);
        };
        match node.as_str() {
            Some("draft") => Ok(Stability::Draft),
            Some("alpha") => Ok(Stability::Alpha),
            Some("beta") => Ok(Stability::Beta),
            Some("stable") => Ok(Stability::Stable),
            _ => Err(super::tree::printed(node)),
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Stability::Draft => "draft",
            Stability::Alpha => "alpha",
            Stability::Beta => "beta",
            Stability::Stable => "stable",
        }
    }

    /// Whether it promises nothing.
    pub fn is_unstable(self) -> bool {
        self < Stability::Beta
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        for (days, date) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (20_785, "2026-11-28"),
        ] {
            assert_eq!(Date::from_days(days).to_string(), date);
            assert_eq!(Date::parse(date), Some(Date::from_days(days)));
        }
    }

    #[test]
    fn a_date_may_have_a_time_but_no_other_text() {
        assert!(Date::parse("2026-02-28T00:00:00Z").is_some());
        for text in [
            "2026-02-29",
            "2026-13-01",
            "2026-1-1",
            "2026-01-01x",
            "soon",
            "+026-01-01",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
    }
}
