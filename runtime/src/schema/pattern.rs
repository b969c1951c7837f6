//! The `pattern` keyword: regular expressions of ECMA-262, searched for anywhere in the text.
//!
//! Where the crate `regex` can express a pattern it does the search, in time linear in the text whatever the
//! pattern is. What is left (back references, and lookaround other than at the start) goes to `regress`, which
//! backtracks as JavaScript does, and with some patterns would for years: where a text is long enough for that, its
//! lookaround and back references are left out, and what remains decides.

use std::sync::OnceLock;

use super::{effort, linear};

/// The most memory, in bytes, that one pattern may take in linear form.
const SIZE: usize = 4 << 20;

/// The longest pattern that is compiled, in bytes: nobody wrote a longer one.
const LONGEST: usize = 16 << 10;

/// A regular expression, compiled when it is first needed.
#[derive(Debug)]
pub(super) struct Pattern {
    source: Box<str>,
    matcher: OnceLock<Matcher>,
}

#[derive(Debug)]
enum Matcher {
    /// What cannot be compiled, or is too long to be, forbids nothing.
    Anything,
    /// Every one of these must be found, or not be found where the flag is false.
    Linear(Vec<(bool, regex::Regex)>),
    Backtracking(Box<Backtracking>),
}

#[derive(Debug)]
struct Backtracking {
    regex: regress::Regex,
    /// Finds all that the pattern does, and more.
    wider: Option<regex::Regex>,
    /// The pattern itself is looked for in texts shorter than this, in bytes.
    length: usize,
}

impl Pattern {
    pub(super) fn new(source: &str) -> Self {
        Self {
            source: source.into(),
            matcher: OnceLock::new(),
        }
    }

    /// The pattern as the document has it.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Whether the pattern is found in the text.
    pub(super) fn is_in(&self, text: &str) -> bool {
        match self.matcher.get_or_init(|| Matcher::compile(&self.source)) {
            Matcher::Anything => true,
            Matcher::Linear(all) => all
                .iter()
                .all(|(wanted, one)| one.is_match(text) == *wanted),
            Matcher::Backtracking(found) => {
                let wider = found.wider.as_ref();
                wider.is_none_or(|wider| wider.is_match(text))
                    && (text.len() >= found.length || found.regex.find(text).is_some())
            }
        }
    }
}

impl Matcher {
    /// JSON Schema wants the flag `u`; patterns that are only right without it are common. A `\p{L}` in those means
    /// letters all the same, though JavaScript would look for `p{L}`.
    fn compile(source: &str) -> Self {
        if source.len() > LONGEST {
            return Self::Anything;
        }
        let strict = regress::Regex::with_flags(source, "u");
        let Ok(regex) = strict.or_else(|_| regress::Regex::new(source)) else {
            return Self::Anything;
        };
        match Self::linear(source) {
            Some(all) => Self::Linear(all),
            None => Self::Backtracking(Box::new(Backtracking {
                regex,
                wider: linear::wider(source).and_then(|source| Self::bounded(&source)),
                length: effort::length(source),
            })),
        }
    }

    fn linear(source: &str) -> Option<Vec<(bool, regex::Regex)>> {
        let parts = linear::conjunction(source).unwrap_or_else(|| vec![(true, source.to_owned())]);
        let parts = parts.into_iter().map(|(wanted, part)| {
            let translated = linear::translate(&part)?;
            Some((wanted, Self::bounded(&translated)?))
        });
        parts.collect()
    }

    fn bounded(translated: &str) -> Option<regex::Regex> {
        let mut builder = regex::RegexBuilder::new(translated);
        builder.size_limit(SIZE).build().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_linear(source: &str) -> bool {
        matches!(Matcher::compile(source), Matcher::Linear(_))
    }

    #[test]
    fn patterns_match_as_in_javascript() {
        let cases: [(&str, &[&str], &[&str]); 26] = [
            ("^a*$", &["", "aaa"], &["ab", "a\n"]),
            ("a+", &["xxaayy"], &["b"]),
            (r"^\d+$", &["123"], &["১২৩", ""]),
            (r"^\w$", &["_", "a"], &["é", "-"]),
            (r"^\W$", &["é"], &["a"]),
            (
                r"^\s$",
                &[" ", "\u{a0}", "\u{feff}", "\u{2028}", "\u{b}"],
                &["\u{85}", "\u{200b}"],
            ),
            (r"^\S$", &["\u{85}"], &["\u{a0}"]),
            (r"\bcat\b", &["a cat", "écaté"], &["cats"]),
            (r"^.$", &["x", "🐲"], &["\n", "\r", "\u{2028}", ""]),
            (r"^\p{L}+$", &["é", "字"], &["1"]),
            (r"^\p{Script=Greek}$", &["λ"], &["l"]),
            (r"^[\p{L}\_]+$", &["é_"], &["p{L}"]),
            (r"^[\w-.]+$", &["a-b.c"], &["a b"]),
            (r"^[a-z\-\_\.]+$", &["a-_."], &["A"]),
            (r"^[[a&&b~~-]+$", &["[", "&&", "~", "-", "a", "b"], &["c"]),
            (r"^[^]$", &["\n", "x"], &[""]),
            (r"[]", &[], &["", "x"]),
            (r"^\u{1F432}*$", &["🐲", ""], &["a"]),
            (r"^\uD83D\uDC32$", &["🐲"], &["a"]),
            (r"^\x41\u0042\cJ\0$", &["AB\n\0"], &["AB"]),
            (r"^x{2,3}$", &["xx", "xxx"], &["x", "x{2,3}"]),
            (r"^x{,3}$", &["x{,3}"], &["xx"]),
            (r"^(?<year>\d{4})-(?:\d{2})$", &["2024-05"], &["2024-5"]),
            (
                r"^(?=.*[a-z])(?=.*\d)(?!.*\s).{4,}$",
                &["abc1"],
                &["abcd", "a1", "ab 1"],
            ),
            (r"^(a)\1$", &["aa"], &["ab"]),
            ("(", &["anything"], &[]),
        ];
        for (source, found, missing) in cases {
            let pattern = Pattern::new(source);
            found
                .iter()
                .for_each(|text| assert!(pattern.is_in(text), "{source} in {text:?}"));
            missing
                .iter()
                .for_each(|text| assert!(!pattern.is_in(text), "{source} not in {text:?}"));
        }
    }

    #[test]
    fn common_patterns_take_linear_time() {
        for source in [
            r"^(a+)+$",
            r"^([\w.-]+)+@x$",
            r"^(?=.*\d)(a|aa)+$",
            r"^#[0-9a-fA-F]{6}$",
            r"^\/[^\/]+\/?$",
            "[^]",
            "[]",
        ] {
            assert!(is_linear(source), "{source}");
        }
        for source in [
            r"(a)\1",
            r"a(?=b)",
            r"(?<=a)b",
            r"\B",
            r"^(?=a)|b",
            r"^(?=a)*b",
        ] {
            assert!(!is_linear(source), "{source}");
        }
        // Neither do others, though these are then taken for more than they say.
        let text = "a".repeat(1_000);
        assert!(!Pattern::new(r"^(\w+\s?)*(?<!b)$").is_in(&format!("{text}!")));
        assert!(Pattern::new(r"^(\w+\s?)*(?<!a)$").is_in(&text));
        assert!(!Pattern::new(r"^(\w+\s?)*(?<!a)$").is_in("aaa"));
        assert!(Pattern::new(r"^(a+)+\1!$").is_in(&format!("{text}!")));
        assert!(Pattern::new(r"(?=a)(a?){4294967295}").is_in("a"));
        let text = format!("{}!", "a".repeat(100_000));
        assert!(!Pattern::new("^(a+)+$").is_in(&text));
        assert!(!Pattern::new("^(?=.*!)(a+)+$").is_in(&text));
    }
}
