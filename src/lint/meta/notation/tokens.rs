//! Splits a text in the notation of schemas into tokens.

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name, such as `title`, `$ref` or `x-`.
    Name(String),
    /// A text in quotation marks.
    Text(String),
    /// A regular expression between slashes.
    Pattern(String),
    /// A number.
    Number(u64),
    /// A version such as `@3.1`; whether later versions are included, as in `@3.1+`.
    Version(String, bool),
    /// `...`
    Dots,
    /// Any other character.
    Sign(char),
}

/// The tokens of a text, without comments, or what is wrong with it.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, after) = match first {
            '#' => {
                let end = rest.find('\n').unwrap_or(rest.len());
                rest = rest[end..].trim_start();
                continue;
            }
            '"' => {
                let (inner, after) = quoted(rest, '"')?;
                (Token::Text(inner), after)
            }
            '/' => {
                let (inner, after) = quoted(rest, '/')?;
                // Only here does a slash have to be escaped.
                (Token::Pattern(inner.replace("\\/", "/")), after)
            }
            '@' => {
                let (version, after) =
                    split(&rest[1..], |character| matches!(character, '0'..='9' | '.'));
                match after.strip_prefix('+') {
                    Some(after) => (Token::Version(version, true), after),
                    None => (Token::Version(version, false), after),
                }
            }
            '0'..='9' => {
                let (digits, after) = split(rest, |character| character.is_ascii_digit());
                let number = digits
                    .parse()
                    .map_err(|_| format!("`{digits}` is no number"))?;
                (Token::Number(number), after)
            }
            '.' => match rest.strip_prefix("...") {
                Some(after) => (Token::Dots, after),
                None => return Err("a dot stands alone".to_owned()),
            },
            'a'..='z' | 'A'..='Z' | '$' => {
                let (name, after) = split(rest, |character| {
                    character.is_ascii_alphanumeric() || matches!(character, '$' | '-')
                });
                (Token::Name(name), after)
            }
            sign => (Token::Sign(sign), &rest[sign.len_utf8()..]),
        };
        found.push(token);
        rest = after.trim_start();
    }
    Ok(found)
}

/// Splits a text after the characters that belong to a token.
fn split(text: &str, belongs: impl Fn(char) -> bool) -> (String, &str) {
    let end = text
        .find(|character| !belongs(character))
        .unwrap_or(text.len());
    (text[..end].to_owned(), &text[end..])
}

/// What stands between two quotation marks, where a backslash and the character after it are taken as they are.
fn quoted(text: &str, mark: char) -> Result<(String, &str), String> {
    let mut is_escaped = false;
    for (index, character) in text.char_indices().skip(1) {
        if character == mark && !is_escaped {
            return Ok((text[1..index].to_owned(), &text[index + 1..]));
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    Err(format!("`{mark}` is not closed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_texts_patterns_numbers_and_versions_are_tokens() {
        let found = tokens("$ref! /^\\/\"x/ \"a\" @3.1+ 12 ...x- # no token").unwrap();
        assert_eq!(
            found,
            [
                Token::Name("$ref".to_owned()),
                Token::Sign('!'),
                Token::Pattern("^/\"x".to_owned()),
                Token::Text("a".to_owned()),
                Token::Version("3.1".to_owned(), true),
                Token::Number(12),
                Token::Dots,
                Token::Name("x-".to_owned()),
            ]
        );
    }

    #[test]
    fn what_is_not_closed_is_an_error() {
        assert_eq!(tokens("a /b"), Err("`/` is not closed".to_owned()));
        assert_eq!(tokens("a.b"), Err("a dot stands alone".to_owned()));
    }
}
