//! Parses a path.

use super::{JsonPath, Segment, Selector, script};

/// The most segments of a path.
const SEGMENTS: usize = 100;

/// Parses a path.
///
/// # Errors
/// When it is not a path; the text says why.
pub fn parse(text: &str) -> Result<JsonPath, String> {
    let text = text.trim();
    let mut rest = text
        .strip_prefix('$')
        .ok_or_else(|| format!("the path `{text}` does not begin with `$`"))?;
    let mut parsed = Vec::new();
    let mut is_plain = !text.contains("...");
    while !rest.is_empty() {
        let mut deep = false;
        let mut dot = false;
        if let Some(after) = rest.strip_prefix("..") {
            deep = true;
            rest = after.trim_start_matches('.');
        } else if let Some(after) = rest.strip_prefix('.') {
            dot = true;
            rest = after;
        }
        let is_bracket = rest.starts_with('[');
        let (selector, after) = selector(rest, deep)
            .map_err(|reason| format!("the path `{}` cannot be read: {reason}", shortened(text)))?;
        is_plain &= is_bracket || !has_unusual_name(&selector);
        if parsed.len() == SEGMENTS {
            return Err(format!("the path has more than {SEGMENTS} segments"));
        }
        parsed.push((deep, dot && is_bracket, selector));
        rest = after;
    }
    Ok(JsonPath {
        segments: segments(parsed, is_plain),
    })
}

/// The beginning of a text, for a message.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn has_unusual_name(selector: &Selector) -> bool {
    let Selector::Names(names) = selector else {
        return false;
    };
    let is_usual = |character: char| character.is_ascii_alphanumeric() || "_-$".contains(character);
    !names.iter().all(|name| name.chars().all(is_usual))
}

/// Makes segments of what was parsed: whether it is deep, whether it is a bracket behind a single dot, and the selector.
///
/// Spectral searches by two libraries. The one for most paths reads `.[…]` as `..[…]`, and leaves out a `..*` that is
/// not at the end; the other one, for what the first does not support, does neither.
fn segments(parsed: Vec<(bool, bool, Selector)>, is_plain: bool) -> Vec<Segment> {
    let is_modifier = |selector: &Selector| matches!(selector, Selector::Key | Selector::Parent);
    let end = parsed
        .iter()
        .rposition(|(.., selector)| !is_modifier(selector))
        .map_or(0, |last| last + 1);
    let is_plain = is_plain
        && !parsed[..end]
            .iter()
            .any(|(.., selector)| is_modifier(selector));
    let kinds: Vec<(bool, Kind)> = parsed[..end]
        .iter()
        .map(|(deep, dot, selector)| (*deep || *dot, Kind::of(selector)))
        .collect();
    let kinds = without_wildcards(&kinds);
    let is_first_library = is_plain && !is_unsupported(&kinds);
    let mut segments: Vec<Segment> = Vec::new();
    let mut carried = false;
    for (index, (deep, dot, selector)) in parsed.into_iter().enumerate() {
        let deep = deep || dot && is_first_library || std::mem::take(&mut carried);
        let is_left_out =
            deep && is_first_library && index + 1 < end && matches!(selector, Selector::Wildcard);
        match is_left_out {
            true => carried = true,
            false => segments.push(Segment { deep, selector }),
        }
    }
    segments
}

/// The kinds of segments that the libraries tell apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Name,
    Wildcard,
    Other,
}

impl Kind {
    fn of(selector: &Selector) -> Self {
        match selector {
            Selector::Names(names) if names.len() == 1 => Self::Name,
            Selector::Wildcard => Self::Wildcard,
            _ => Self::Other,
        }
    }
}

fn without_wildcards(kinds: &[(bool, Kind)]) -> Vec<(bool, Kind)> {
    let mut kept: Vec<(bool, Kind)> = Vec::new();
    let mut carried = false;
    for (index, (deep, kind)) in kinds.iter().enumerate() {
        let deep = *deep || std::mem::take(&mut carried);
        match deep && *kind == Kind::Wildcard && index + 1 < kinds.len() {
            true => carried = true,
            false => kept.push((deep, *kind)),
        }
    }
    kept
}

/// Whether the first library does not support a path: one with several deep segments, in most cases.
fn is_unsupported(kinds: &[(bool, Kind)]) -> bool {
    let Some(first) = kinds.iter().position(|(deep, _)| *deep) else {
        return false;
    };
    if kinds[first].1 != Kind::Name {
        return kinds[first + 1..].iter().any(|(deep, _)| *deep);
    }
    let rest = &kinds[first + 1..];
    let Some((last, middle)) = rest.split_last() else {
        return false;
    };
    let (mut has_flat, mut deep_segments) = (false, 1);
    for (deep, kind) in middle {
        match (deep, kind) {
            (false, kind) => has_flat |= *kind != Kind::Other,
            (true, Kind::Other) => return true,
            (true, _) if has_flat => return true,
            (true, _) => deep_segments += 1,
        }
    }
    match last {
        (true, kind) => has_flat || *kind == Kind::Wildcard,
        (false, _) => deep_segments > 1,
    }
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
    if let Some(script) = inner.strip_prefix('(') {
        let script = script.strip_suffix(')');
        let selector = script
            .and_then(from_end)
            .ok_or_else(|| format!("`[{inner}]` is not supported"))?;
        return Ok((selector, after));
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

/// The item that `@.length - 1` selects, the only script in brackets that paths have.
fn from_end(script: &str) -> Option<Selector> {
    let distance = script
        .trim()
        .strip_prefix("@.length")?
        .trim_start()
        .strip_prefix('-')?;
    let distance = distance
        .trim()
        .parse::<i64>()
        .ok()
        .filter(|number| *number > 0)?;
    let end = (distance > 1).then_some(1 - distance);
    Some(Selector::Slice(Some(-distance), end, 1))
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
        // A name that is repeated selects nothing else.
        if !names.contains(&name) {
            names.push(name);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Which segments are deep.
    fn deep(path: &str) -> Vec<bool> {
        let path = parse(path).unwrap();
        path.segments.iter().map(|segment| segment.deep).collect()
    }

    #[test]
    fn a_bracket_behind_a_dot_is_deep_where_spectral_reads_it_so() {
        assert_eq!(deep("$.paths.[?(@.x)]"), [false, true]);
        assert_eq!(deep("$.paths.[*].requestBody"), [false, true]);
        assert_eq!(deep("$.a[b]"), [false, false]);
        // Paths of the other library.
        assert_eq!(deep("$..parameters.[?(@.in)].name"), [true, false, false]);
        assert_eq!(deep("$.a.[b]^.c"), [false, false, false, false]);
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for path in [
            "a",
            "$.a[",
            "$[?(@.)]",
            "$[?(x)]",
            "$.a[]",
            "$[?(@.a ==)]",
            "$[(@.a)]",
            "$[(@.length)]",
            "$[(@.length-1]",
            "$[(@.length-1)))]",
        ] {
            assert!(parse(path).is_err(), "{path}");
        }
    }

    #[test]
    fn an_item_is_selected_from_the_end() {
        for (path, start, end) in [
            ("$.a[(@.length-1)]", -1, None),
            ("$.a[(@.length - 2)]", -2, Some(-1)),
        ] {
            let parsed = parse(path).unwrap();
            let selector = &parsed.segments.last().unwrap().selector;
            assert!(
                matches!(selector, Selector::Slice(from, to, 1) if *from == Some(start) && *to == end),
                "{selector:?}"
            );
        }
    }

    #[test]
    fn paths_and_filters_have_limits() {
        let filter = |inner: String| format!("$[?({inner})]");
        for path in [
            "$".to_owned() + &".a".repeat(10_000),
            filter("@.a".to_owned() + &" || @.a".repeat(10_000)),
            filter("@".to_owned() + &".a".repeat(10_000)),
            filter("!".repeat(10_000) + "@.a"),
            filter("(".repeat(10_000)),
        ] {
            assert!(parse(&path).is_err(), "{}", &path[..20]);
        }
        assert!(parse(&filter("@.a".to_owned() + &" || @.a".repeat(100))).is_ok());
    }
}
