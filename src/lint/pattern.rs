//! Regular expressions of JavaScript, by the engine of the runtime.

use specfirst_runtime::schema::{Matcher, pattern};

use super::effort::{Effort, Work};

/// A compiled regular expression.
#[derive(Debug)]
pub struct Pattern {
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
            return Self::with_flags(source, flags);
        }
        Self::with_flags(text, "")
    }

    /// Compiles an expression with flags. Of these, `i` is supported, and `g`, `m`, `u` and `y` are ignored.
    ///
    /// # Errors
    /// When it is none.
    pub fn with_flags(source: &str, flags: &str) -> Result<Self, String> {
        let folded;
        let source = match flags.contains('i') {
            true => {
                folded = ignore_case(source);
                &folded
            }
            false => source,
        };
        pattern::compile(source)
            .map(|matcher| Self { matcher })
            .map_err(|error| format!("the regular expression `{source}` cannot be read: {error}"))
    }

    /// Whether the expression matches anywhere in a text; `None` if that takes too long.
    pub fn is_match(&self, text: &str, effort: &Effort) -> Option<bool> {
        effort.limited(Work::Pattern, |budget| self.matcher.is_match(text, budget))
    }
}

/// The expression that also matches the other case of each letter.
fn ignore_case(source: &str) -> String {
    let mut folded = String::with_capacity(source.len() * 2);
    let mut in_class = false;
    let mut characters = source.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' => {
                folded.push(character);
                if let Some(escaped) = characters.next() {
                    folded.push(escaped);
                    // The digits and names of longer escapes are no letters of the text.
                    let length = match escaped {
                        'x' => 2,
                        'u' => 4,
                        'c' => 1,
                        _ => 0,
                    };
                    for _ in 0..length {
                        folded.extend(characters.next());
                    }
                }
            }
            '[' if !in_class => {
                in_class = true;
                folded.push(character);
            }
            ']' if in_class => {
                in_class = false;
                folded.push(character);
            }
            '(' if !in_class && characters.peek() == Some(&'?') => {
                // The name of a group.
                folded.push(character);
                let mut rest = characters.clone();
                rest.next();
                let is_name = rest.next() == Some('<') && !matches!(rest.peek(), Some('=' | '!'));
                if is_name {
                    for next in characters.by_ref() {
                        folded.push(next);
                        if next == '>' {
                            break;
                        }
                    }
                }
            }
            _ if in_class && character.is_ascii_alphabetic() => {
                let mut end = None;
                if characters.peek() == Some(&'-') {
                    let mut rest = characters.clone();
                    rest.next();
                    end = rest.next().filter(|end| end.is_ascii_alphabetic());
                }
                match end {
                    Some(end) if character.is_ascii_lowercase() == end.is_ascii_lowercase() => {
                        characters.next();
                        characters.next();
                        for change in [char::to_ascii_lowercase, char::to_ascii_uppercase] {
                            folded.extend([change(&character), '-', change(&end)]);
                        }
                    }
                    Some(_) => folded.push(character),
                    None => folded.extend([
                        character.to_ascii_lowercase(),
                        character.to_ascii_uppercase(),
                    ]),
                }
            }
            _ if character.is_ascii_alphabetic() => {
                folded.push('[');
                folded.extend([
                    character.to_ascii_lowercase(),
                    character.to_ascii_uppercase(),
                ]);
                folded.push(']');
            }
            _ => folded.push(character),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_match(pattern: &Pattern, text: &str) -> bool {
        pattern.is_match(text, &Effort::default()).unwrap()
    }

    #[test]
    fn the_flag_i_ignores_case() {
        for (source, text) in [
            ("^(Local|prod)$", "LOCAL"),
            ("^[a-c]x\\d$", "BX1"),
            ("^[_x-]+$", "X_-"),
            ("^(?<name>a)\\x41$", "AA"),
        ] {
            let pattern = Pattern::with_flags(source, "i").unwrap();
            assert!(is_match(&pattern, text), "{source} {text}");
        }
        assert!(!is_match(&Pattern::new("/^a$/").unwrap(), "A"));
        assert!(is_match(&Pattern::new("/^a$/i").unwrap(), "A"));
    }
}
