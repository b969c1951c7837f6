//! Parses a path.

use super::{JsonPath, Segment, Selector, script};

/// Parses a path.
///
/// # Errors
/// When it is not a path; the text says why.
pub fn parse(text: &str) -> Result<JsonPath, String> {
    let text = text.trim();
    let mut rest = text
        .strip_prefix('$')
        .ok_or_else(|| format!("the path `{text}` does not begin with `$`"))?;
    let mut segments = Vec::new();
    while !rest.is_empty() {
        let mut deep = false;
        if let Some(after) = rest.strip_prefix("..") {
            deep = true;
            rest = after.trim_start_matches('.');
        } else if let Some(after) = rest.strip_prefix('.') {
            rest = after;
        }
        let (selector, after) = selector(rest, deep)
            .map_err(|reason| format!("the path `{text}` cannot be read: {reason}"))?;
        segments.push(Segment { deep, selector });
        rest = after;
    }
    Ok(JsonPath { segments })
}

fn selector(rest: &str, deep: bool) -> Result<(Selector, &str), String> {
    if let Some(after) = rest.strip_prefix('[') {
        return bracket(after);
    }
    if let Some(after) = rest.strip_prefix('~') {
        return Ok((Selector::Key, after));
    }
    if let Some(after) = rest.strip_prefix('^') {
        return Ok((Selector::Parent, after));
    }
    if let Some(after) = rest.strip_prefix('*') {
        return Ok((Selector::Wildcard, after));
    }
    let end = rest.find(['.', '[', '~', '^']).unwrap_or(rest.len());
    let (name, after) = rest.split_at(end);
    match (name.is_empty(), deep, after.is_empty()) {
        (false, ..) => Ok((Selector::Names(vec![name.to_owned()]), after)),
        (true, true, true) => Ok((Selector::Itself, after)),
        // A trailing or a repeated dot selects nothing else.
        (true, false, true) => Ok((Selector::Itself, after)),
        (true, ..) => Err(format!("a name is expected before `{after}`")),
    }
}

/// The selector in brackets; `rest` begins behind the opening one.
fn bracket(rest: &str) -> Result<(Selector, &str), String> {
    let trimmed = rest.trim_start();
    if trimmed.starts_with("?(") || trimmed.starts_with('?') {
        let start = &trimmed[1..];
        let (inner, after) = until_bracket(start)?;
        let expression = script::parse(inner.trim())?;
        return Ok((Selector::Filter(expression), after));
    }
    let (inner, after) = until_bracket(rest)?;
    let inner = inner.trim();
    if inner == "*" {
        return Ok((Selector::Wildcard, after));
    }
    if let Some(slice) = slice(inner) {
        return Ok((slice, after));
    }
    let names = names(inner);
    if names.is_empty() {
        return Err("there is nothing between the brackets".to_owned());
    }
    Ok((Selector::Names(names), after))
}

fn slice(inner: &str) -> Option<Selector> {
    if !inner.contains(':') || inner.contains(['\'', '"']) {
        return None;
    }
    let mut parts = inner.split(':').map(str::trim);
    let mut number = || match parts.next() {
        None | Some("") => Some(None),
        Some(part) => part.parse::<i64>().ok().map(Some),
    };
    let (start, end, step) = (number()?, number()?, number()?);
    Some(Selector::Slice(start, end, step.unwrap_or(1).max(1)))
}

/// Names that are separated by commas, with or without quotes.
fn names(inner: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = inner.trim();
    while !rest.is_empty() {
        let quote = rest
            .chars()
            .next()
            .filter(|first| matches!(first, '\'' | '"'));
        let (name, after) = match quote {
            Some(quote) => quoted(&rest[1..], quote),
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                (rest[..end].trim().to_owned(), &rest[end..])
            }
        };
        names.push(name);
        rest = after.trim_start();
        rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    }
    names
}

/// A quoted text up to its closing quote, and what follows.
pub(super) fn quoted(rest: &str, quote: char) -> (String, &str) {
    let mut text = String::new();
    let mut characters = rest.char_indices();
    while let Some((index, character)) = characters.next() {
        if character == quote {
            return (text, &rest[index + character.len_utf8()..]);
        }
        match character {
            '\\' => match characters.next() {
                Some((_, 'n')) => text.push('\n'),
                Some((_, 't')) => text.push('\t'),
                Some((_, escaped)) => text.push(escaped),
                None => {}
            },
            _ => text.push(character),
        }
    }
    (text, "")
}

/// What precedes the closing bracket, and what follows it. Brackets in quotes, in regular expressions and in pairs
/// don't count.
fn until_bracket(text: &str) -> Result<(&str, &str), String> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut previous = ' ';
    let mut characters = text.char_indices();
    while let Some((index, character)) = characters.next() {
        match (quote, character) {
            (Some(_), '\\') => {
                characters.next();
            }
            (Some(open), _) if character == open => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(character),
            (None, '/') if matches!(previous, '(' | ',' | '=' | '!' | '&' | '|') => {
                quote = Some('/');
            }
            (None, '[') => depth += 1,
            (None, ']') if depth == 0 => return Ok((&text[..index], &text[index + 1..])),
            (None, ']') => depth -= 1,
            _ => {}
        }
        if !character.is_whitespace() {
            previous = character;
        }
    }
    Err("a bracket is not closed".to_owned())
}
