//! The engine for patterns, compared with `regress`, which implements ECMA-262.

use specfirst_runtime::schema::pattern::compile;
use specfirst_runtime::schema::{Budget, PatternError};

fn is_match(pattern: &str, text: &str) -> Option<bool> {
    let matcher = compile(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    matcher
        .is_match(text, &Budget::for_request(text.len()))
        .ok()
}

#[test]
fn patterns_match_as_in_javascript() {
    let cases: [(&str, &[&str], &[&str]); 35] = [
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
        (r"\Bat", &["cat", "aat"], &["at", "éat"]),
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
        (r"^[\uD83D\uDC00-\uD83D\uDFFF]$", &["🐲"], &["a", "€"]),
        (r"^[ -\uD7FF\uD800-\uDFFF]$", &["a"], &["\u{E000}", "🐲"]),
        (r"^\x41\u0042\cJ\0$", &["AB\n\0"], &["AB"]),
        (r"^\x4\u12$", &["x4u12"], &["\u{4}"]),
        (r"^x{2,3}$", &["xx", "xxx"], &["x", "x{2,3}"]),
        (r"^x{,3}$", &["x{,3}"], &["xx"]),
        (r"^(?<year>\d{4})-(?:\d{2})$", &["2024-05"], &["2024-5"]),
        (
            r"^(?=.*[a-z])(?=.*\d)(?!.*\s).{4,}$",
            &["abc1"],
            &["abcd", "a1", "ab 1"],
        ),
        // The text before a lookahead has one length, or several.
        (r"^.{2}(?=b)b?c?$", &["xyb"], &["xyc", "xb"]),
        (r"^.{1,2}(?=b).c$", &["xbc", "xybc"], &["xyc", "xbyc"]),
        (r"^(a)\1$", &["aa"], &["ab"]),
        (r"^(?<x>a|b)\k<x>1$", &["aa1", "bb1"], &["ab1"]),
        (r"^(?=a)*b", &["b"], &["a"]),
        (r"\Aabc\Z", &["AabcZ"], &["abc"]),
        (r"^[[:alpha:]]+$", &["a]", "[]]"], &["bc"]),
    ];
    for (pattern, matching, others) in cases {
        for text in matching {
            assert_eq!(is_match(pattern, text), Some(true), "{pattern} in {text:?}");
        }
        for text in others {
            assert_eq!(
                is_match(pattern, text),
                Some(false),
                "{pattern} not in {text:?}"
            );
        }
    }
}

#[test]
fn lookaround_is_exact_at_every_length() {
    let name = r"^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$";
    for (text, expected) in [
        ("octocat", true),
        ("a-b-c", true),
        ("a--b", false),
        ("-a", false),
        ("a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-", false),
        ("a-a-a-a-a-a-a-a-a-a-a--a-a-a-a-a", false),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
    ] {
        assert_eq!(is_match(name, text), Some(expected), "{text}");
    }
    let path = r"^/(?!.*\.\.)[a-z./]*$";
    for length in [1, 270, 271, 10_000, 1_000_000] {
        let rest = "a".repeat(length);
        assert_eq!(
            is_match(path, &format!("/{rest}..")),
            Some(false),
            "{length}"
        );
        assert_eq!(is_match(path, &format!("/{rest}")), Some(true), "{length}");
    }
}

#[test]
fn common_patterns_take_linear_time() {
    for pattern in [
        r"^(a+)+$",
        r"^([\w.-]+)+@x$",
        r"^(?=.*\d)(a|aa)+$",
        r"^#[0-9a-fA-F]{6}$",
        r"^\/[^\/]+\/?$",
        r"^/(?!.*\.\.)[a-z./]*$",
        r"^.{2}(?=b)bc$",
        r"^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$",
        "[^]",
        "[]",
        "^(?=a)*b",
    ] {
        assert!(compile(pattern).unwrap().is_linear(), "{pattern}");
    }
    for pattern in [r"(a)\1", "a(?=b)", "(?<=a)b", r"\B", "^(?=a)|b"] {
        assert!(!compile(pattern).unwrap().is_linear(), "{pattern}");
    }
    let text = format!("{}!", "a".repeat(100_000));
    assert_eq!(is_match("^(a+)+$", &text), Some(false));
    assert_eq!(is_match("^(?=.*!)(a+)+$", &text), Some(false));
}

#[test]
fn what_is_not_exact_is_refused() {
    for (pattern, reason) in [
        ("(", "it has an unbalanced parenthesis"),
        ("a)", "it has an unbalanced parenthesis"),
        ("[a", "it has an unbalanced bracket"),
        ("[b-a]", "it has a range that ends before it begins"),
        ("a++", "it repeats nothing"),
        ("^*", "it repeats nothing"),
        ("a{2}{3}", "it repeats nothing"),
        ("(?<=a)*", "it repeats nothing"),
        ("(?<>a)", "it has a group without a proper name"),
        (
            "a{2,1}",
            "it has a range of repetitions that ends before it begins",
        ),
        ("(?i)a", "it has a group of an unknown kind"),
        ("(?>a)", "it has a group of an unknown kind"),
        ("(?P<x>a)", "it has a group of an unknown kind"),
        (r"\p{Nope}", "it has an unknown property of characters"),
        (r"\1(a", "it has an unbalanced parenthesis"),
        (r"(a)\2", "it refers to a group that it does not have"),
        (r"\k<x>", "it refers to a group that it does not have"),
        ("a\\", "it ends with a backslash"),
        (r"\u{110000}", "it has an escape for no character"),
        (r"\01", "an octal escape is not supported"),
        (
            r"\1(a)",
            "a backreference to a group that may not have matched is not supported",
        ),
        (
            r"(a)?\1",
            "a backreference to a group that may not have matched is not supported",
        ),
        (
            r"(?:(a)|b)\1",
            "a backreference to a group that may not have matched is not supported",
        ),
        (
            r"(?!(a))\1",
            "a backreference to a group that may not have matched is not supported",
        ),
        (
            r"(?=(a))?\1",
            "a backreference to a group that may not have matched is not supported",
        ),
        (
            r"(a*)+\1",
            "a backreference to a group that may not have matched is not supported",
        ),
        (
            r"(?:(a)|\1b)+",
            "a backreference to a group that may not have matched is not supported",
        ),
        (
            r"(?<=(a)\1)b",
            "a backreference in a lookbehind is not supported",
        ),
        (r"(?:\p{L}{999}){999}", "it is too large to be compiled"),
    ] {
        let error = compile(pattern).map(|_| ()).unwrap_err();
        assert_eq!(error.to_string(), reason, "{pattern}");
    }
    assert_eq!(
        compile(&"a".repeat(16_385)).map(|_| ()).unwrap_err(),
        PatternError::TooLarge
    );
}

/// Numbers that look random and are always the same.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn pattern(&mut self, depth: usize) -> String {
        let mut out = String::new();
        for _ in 0..self.below(3) + 1 {
            let kind = self.below(if depth == 0 { 4 } else { 9 });
            let inner = match kind {
                0..=3 => String::new(),
                _ => self.pattern(depth - 1),
            };
            let piece = match kind {
                0 | 1 => self.pick(&["a", "b", "-", "é", "c"]).to_owned(),
                2 => {
                    let classes = [".", "[ab]", "[^a]", r"\w", r"\W", "[a-c]", r"\s"];
                    self.pick(&classes).to_owned()
                }
                3 => self
                    .pick(&["^", "$", r"\b", r"\B", r"\1", r"\2"])
                    .to_owned(),
                4 => format!("({inner})"),
                5 => format!("(?:{inner}|{})", self.pattern(depth - 1)),
                6 => format!("(?={inner})"),
                7 => format!("{}{inner})", self.pick(&["(?!", "(?<=", "(?<!"])),
                _ => format!("(?:{inner})"),
            };
            out.push_str(&piece);
            // `regress` loops for ever over some counted repetitions of what may be empty.
            out.push_str(match kind {
                0..=2 => self.pick(&["", "", "*", "+", "?", "{2}", "{1,2}", "*?", "{2,}"]),
                3 => "",
                _ => self.pick(&["", "", "", "*", "+", "?"]),
            });
        }
        out
    }

    fn text(&mut self) -> String {
        let length = self.below(6);
        let chars = ["a", "b", "c", "-", "é", " ", "\n"];
        (0..length)
            .map(|_| chars[self.below(chars.len())])
            .collect()
    }
}

#[test]
fn random_patterns_match_as_in_regress() {
    let mut random = Random(7);
    let (mut compared, mut backtracking) = (0, 0);
    while compared < 3_000 {
        let pattern = random.pattern(2);
        let Ok(oracle) =
            regress::Regex::with_flags(&pattern, "u").or_else(|_| regress::Regex::new(&pattern))
        else {
            // What JavaScript refuses is refused.
            assert!(compile(&pattern).is_err(), "{pattern}");
            continue;
        };
        let Ok(matcher) = compile(&pattern) else {
            continue;
        };
        backtracking += usize::from(!matcher.is_linear());
        for _ in 0..10 {
            let text = random.text();
            if let Ok(found) = matcher.is_match(&text, &Budget::for_request(text.len())) {
                assert_eq!(found, oracle.find(&text).is_some(), "{pattern} in {text:?}");
                compared += 1;
            }
        }
    }
    assert!(backtracking > 100, "{backtracking}");
}

#[test]
fn a_search_takes_more_steps_where_many_positions_are_possible_at_once() {
    let steps = |pattern: &str| {
        let budget = Budget::for_request(1);
        let before = budget.left();
        compile(pattern).unwrap().is_match("a", &budget).unwrap();
        before - budget.left()
    };
    let few = steps("a");
    for pattern in [
        "^a{100}",
        "^(?:a|[a-z]{100})",
        "(^a{100})",
        "(?:^a{100}|^b)",
        "a{20}",
        "[a-z]{20}",
        r"\p{L}{10}",
        "a{63}",
        &"ab".repeat(100),
    ] {
        assert_eq!(steps(pattern), few, "{pattern}");
    }
    for pattern in [
        "a{100}",
        "[a-z]{100}",
        "^a?[a-z]{100}",
        "^(?:a*|b)[a-z]{100}",
        "(?:^a|b{100})",
        "(a{100})",
        "a{64}",
        // A class with properties stands for several positions.
        r"\p{L}{20}",
        r"[\p{L}-]{20}",
        r"\P{L}{20}",
    ] {
        assert!(steps(pattern) > few, "{pattern}");
    }
}
