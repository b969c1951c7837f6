//! Regular expressions of JavaScript, by the engine of the runtime.

mod flags;

use specfirst_runtime::schema::{Matcher, PatternError, pattern};

use super::effort::{Effort, Work};

/// Why there is no compiled expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPattern {
    /// The text is no regular expression.
    Syntax,
    /// It is one, but too large, or has something that the engine does not decide exactly.
    Unsupported,
}

/// A compiled regular expression.
#[derive(Debug)]
pub struct Pattern {
    /// As it is written.
    text: String,
    matcher: Box<dyn Matcher>,
}

impl Pattern {
    /// Compiles an expression, written as `/source/flags` or as its source alone.
    ///
    /// # Errors
    /// When it is none.
    pub fn new(text: &str) -> Result<Self, String> {
        if let Some(rest) = text.strip_prefix('/')
            && let Some((source, flags)) = rest.rsplit_once('/')
            && !source.is_empty()
            && flags.bytes().all(|flag| flag.is_ascii_lowercase())
        {
            return Self::compiled(text, source, flags);
        }
        Self::compiled(text, text, "")
    }

    /// Compiles an expression with flags. Of these, `i`, `m`, `s` and `u` have a meaning; `g` and `y` are about positions.
    ///
    /// # Errors
    /// When it is none.
    pub fn with_flags(source: &str, flags: &str) -> Result<Self, String> {
        Self::compiled(source, source, flags)
    }

    fn compiled(text: &str, source: &str, flags: &str) -> Result<Self, String> {
        let rewritten = flags::without_flags(source, flags);
        pattern::compile(&rewritten)
            .map(|matcher| Self {
                text: text.to_owned(),
                matcher,
            })
            .map_err(|error| format!("the regular expression `{source}` cannot be read: {error}"))
    }

    /// Compiles an expression that has no flags.
    ///
    /// # Errors
    /// When it is none, or cannot be compiled.
    pub fn without_flags(source: &str) -> Result<Self, NoPattern> {
        pattern::compile(source)
            .map(|matcher| Self {
                text: source.to_owned(),
                matcher,
            })
            .map_err(|error| match error {
                PatternError::Syntax(_) => NoPattern::Syntax,
                PatternError::Unsupported(_) | PatternError::TooLarge | PatternError::NoEngine => {
                    NoPattern::Unsupported
                }
            })
    }

    /// The expression as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the expression matches anywhere in a text; `None` if that takes too long.
    pub fn is_match(&self, text: &str, effort: &Effort) -> Option<bool> {
        effort.limited(Work::Pattern, |budget| self.matcher.is_match(text, budget))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_match(pattern: &Pattern, text: &str) -> bool {
        pattern.is_match(text, &Effort::default()).unwrap()
    }

    fn with(source: &str, flags: &str) -> Pattern {
        Pattern::with_flags(source, flags).unwrap()
    }

    #[test]
    fn the_flag_i_ignores_case() {
        for (source, text) in [
            ("^(Local|prod)$", "LOCAL"),
            ("^[a-c]x\\d$", "BX1"),
            ("^[_x-]+$", "X_-"),
            ("^[-x]+$", "X-"),
            ("^(?<name>a)\\x41$", "aA"),
            ("^\\x41\\u0062[\\u{63}-e]$", "aBD"),
            ("^é[à-ü]$", "ÉÖ"),
            ("^[A-z]$", "_"),
            ("^[\\]a]{2}$", "A]"),
            // A hyphen behind a set is itself, and so is what follows.
            ("^[\\w-.]+$", "a-B."),
            ("^[\\d-_]+$", "1-_"),
            ("^[\\d-a-z]+$", "1-AZ"),
            ("^[\\d-]+$", "1-"),
            // Escapes of one character are ends of ranges.
            ("^[!-\\/a]+$", "%A"),
            ("^[\\t-\\r]$", "\n"),
            ("^[\\.-z]$", "B"),
        ] {
            assert!(is_match(&with(source, "i"), text), "{source} {text}");
        }
        for (source, text) in [
            ("^[^a-c]$", "B"),
            ("^\\d\\W$", "1A"),
            ("^[]$", "a"),
            ("^[\\d-a-c]+$", "b"),
        ] {
            assert!(!is_match(&with(source, "i"), text), "{source} {text}");
        }
        assert!(!is_match(&Pattern::new("/^a$/").unwrap(), "A"));
        assert!(is_match(&Pattern::new("/^a$/i").unwrap(), "A"));
    }

    #[test]
    fn with_the_flag_u_properties_ignore_case_as_well() {
        for (source, text, expected) in [
            ("^\\p{Lu}+$", "aÉ", true),
            ("^[\\p{Lu}_]+$", "a_é", true),
            // The characters that are no capitals, in any case.
            ("^\\P{Lu}$", "A", true),
            ("^[^\\p{Lu}]$", "a", false),
            ("^\\p{Nd}$", "a", false),
            // The Kelvin sign has the lower case `k`.
            ("^k$", "\u{212a}", true),
        ] {
            assert_eq!(
                is_match(&with(source, "iu"), text),
                expected,
                "{source} {text}"
            );
        }
        assert!(!is_match(&with("^k$", "i"), "\u{212a}"));
    }

    #[test]
    fn with_the_flag_m_lines_begin_and_end_as_texts() {
        for (flags, expected) in [("m", true), ("", false), ("g", false)] {
            for (source, text) in [
                ("^b$", "a\nb\nc"),
                ("a$", "a\u{2028}b"),
                ("^(?:b|c)", "a\rc"),
            ] {
                assert_eq!(is_match(&with(source, flags), text), expected, "{source}");
            }
        }
        assert!(is_match(&with("^a[$^]$", "m"), "a$"));
        assert!(!is_match(&with("^b", "m"), "ab"));
        assert!(is_match(&with("a.b", "s"), "a\nb"));
        assert!(!is_match(&with("a.b", ""), "a\nb"));
    }
}
