//! Short texts that match a pattern.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Texts of at least some length that a pattern (ECMA-262) probably matches; empty if it cannot be parsed. They have to
/// be checked, since the regular expressions of Rust differ and lookaround is ignored.
pub(crate) fn texts(pattern: &str, shortest: usize) -> Vec<String> {
    const VARIANTS: usize = 4;
    let Some(hir) = parse(pattern) else {
        return Vec::new();
    };
    let mut texts = Vec::new();
    for variant in 0..VARIANTS {
        for spare in [0, shortest] {
            let mut text = String::new();
            let mut writer = Writer { variant, spare };
            writer.write(&hir, &mut text, 0);
            let length = text.chars().count();
            if spare > length {
                // Tried again with only the missing length, since repetitions often exceed what was requested.
                let mut exact = String::new();
                let mut writer = Writer {
                    variant,
                    spare: shortest - length.min(shortest),
                };
                writer.write(&hir, &mut exact, 0);
                push(&mut texts, exact);
            }
            push(&mut texts, text.clone());
            if length < shortest && shortest < MAX {
                let filler = "a".repeat(shortest - length);
                push(&mut texts, format!("{text}{filler}"));
                push(&mut texts, format!("{filler}{text}"));
            }
        }
    }
    texts
}

/// Limit on the length of texts, in characters, and of patterns.
pub(super) const MAX: usize = 10_000;

fn push(texts: &mut Vec<String>, text: String) {
    if !texts.contains(&text) {
        texts.push(text);
    }
}

fn parse(pattern: &str) -> Option<Hir> {
    if pattern.len() > MAX {
        return None;
    }
    let pattern = without_lookaround(pattern);
    // ECMA-262 allows to escape characters that this parser rejects.
    let mut translated = String::with_capacity(pattern.len());
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        match (character, character == '\\') {
            (_, true) => match characters.next() {
                Some('d') => translated.push_str("[0-9]"),
                Some(
                    next @ ('/' | '"' | '\'' | '`' | '@' | ',' | ':' | ';' | '=' | '<' | '>' | '!'
                    | '%' | '_'),
                ) => {
                    translated.push(next);
                }
                Some(next) => {
                    translated.push('\\');
                    translated.push(next);
                }
                None => translated.push('\\'),
            },
            _ => translated.push(character),
        }
    }
    regex_syntax::Parser::new().parse(&translated).ok()
}

/// Removes lookaround groups.
fn without_lookaround(pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(start) = ["(?=", "(?!", "(?<=", "(?<!"]
        .iter()
        .filter_map(|group| rest.find(group))
        .min()
    {
        out.push_str(&rest[..start]);
        let (mut depth, mut escaped, mut end) = (0_usize, false, rest.len());
        for (index, character) in rest.char_indices().skip_while(|(index, _)| *index < start) {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                end = index + character.len_utf8();
                break;
            }
        }
        rest = &rest[end..];
    }
    out + rest
}

struct Writer {
    /// The alternative to choose.
    variant: usize,
    /// The number of characters that repetitions may add.
    spare: usize,
}

impl Writer {
    fn write(&mut self, hir: &Hir, out: &mut String, depth: usize) {
        if depth > 100 || out.len() > MAX {
            return;
        }
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => out.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(class) => out.extend(self.member(class)),
            HirKind::Capture(capture) => self.write(&capture.sub, out, depth + 1),
            HirKind::Concat(parts) => parts
                .iter()
                .for_each(|part| self.write(part, out, depth + 1)),
            HirKind::Alternation(branches) => {
                if let Some(branch) = branches.get(self.variant % branches.len().max(1)) {
                    self.write(branch, out, depth + 1);
                }
            }
            HirKind::Repetition(repetition) => {
                let least = usize::try_from(repetition.min).unwrap_or_default();
                let most = repetition
                    .max
                    .map_or(usize::MAX, |max| usize::try_from(max).unwrap_or(usize::MAX));
                let length = repetition
                    .sub
                    .properties()
                    .minimum_len()
                    .unwrap_or(1)
                    .max(1);
                let more = (self.spare / length).min(most.saturating_sub(least));
                self.spare -= more * length;
                for _ in 0..least.saturating_add(more).min(MAX) {
                    let length = out.len();
                    self.write(&repetition.sub, out, depth + 1);
                    if out.len() == length || length > MAX {
                        break;
                    }
                }
            }
        }
    }

    /// The most common character of a class.
    fn member(&self, class: &Class) -> Option<char> {
        const ORDINARY: [&str; 2] = ["aA0bB1-_. ", "0Aa1Bb-_. "];
        let ranges: Vec<(char, char)> = match class {
            Class::Unicode(class) => class
                .iter()
                .map(|range| (range.start(), range.end()))
                .collect(),
            Class::Bytes(class) => class
                .iter()
                .map(|range| (range.start().into(), range.end().into()))
                .collect(),
        };
        let holds = |character: char| {
            ranges
                .iter()
                .any(|(start, end)| (*start..=*end).contains(&character))
        };
        let ordinary = ORDINARY[self.variant % 2]
            .chars()
            .find(|character| holds(*character));
        let printable = || (' '..='~').find(|character| holds(*character));
        ordinary
            .or_else(printable)
            .or_else(|| ranges.first().map(|(start, _)| *start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_text_comes_first() {
        for (pattern, shortest, expected) in [
            ("^[A-Z]{2}[0-9]{3}$", 0, "AA000"),
            (r"^\d{3}-\d{4}$", 0, "000-0000"),
            (r"^\/v[1-9]\/(?:cats|dogs)$", 0, "/v1/cats"),
            ("^(?=.*[a-z])[a-z]+$", 0, "a"),
            ("^[a-z]+$", 4, "a"),
            (r"^(red|#[0-9a-f]{6})$", 0, "red"),
        ] {
            assert_eq!(
                texts(pattern, shortest).first().map(String::as_str),
                Some(expected),
                "{pattern}"
            );
        }
        assert!(texts("^[a-z]+$", 4).contains(&"aaaa".to_owned()));
        assert!(texts("^(?:ab)+$", 5).iter().any(|text| text.len() >= 5));
    }

    #[test]
    fn unsupported_patterns_have_no_texts() {
        assert!(texts(r"^(a)\1$", 0).is_empty());
        assert!(texts("(", 0).is_empty());
    }
}
