//! Character classes and escapes.

use std::fmt::Write;

use super::super::PatternError;
use super::syntax::{syntax, Source};

const DIGIT: &str = "0-9";
pub(super) const WORD: &str = "0-9A-Za-z_";
const SPACE: &str = r"\t\n\x0B\x0C\r\x{FEFF}\x{2028}\x{2029}\p{Zs}";
const LINE_ENDS: &str = r"\n\r\x{2028}\x{2029}";

/// The code points that are halves of surrogate pairs.
const SURROGATES: std::ops::RangeInclusive<u32> = 0xD800..=0xDFFF;

/// A set of characters.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Class {
    pub(super) is_negated: bool,
    /// The content of brackets in the syntax of the crate `regex`; empty for the empty set.
    pub(super) set: String,
}

/// What an escape stands for.
pub(super) enum Escape {
    /// A code point, which may be half of a surrogate pair.
    Char(u32),
    /// The content of brackets in the syntax of the crate `regex`.
    Set(String),
}

/// `.`
pub(super) fn any_but_line_ends() -> Class {
    Class {
        is_negated: true,
        set: LINE_ENDS.to_owned(),
    }
}

/// The empty set.
pub(super) fn none() -> Class {
    Class {
        is_negated: false,
        set: String::new(),
    }
}

/// The rest of a class in brackets.
pub(super) fn parse(chars: &mut Source<'_>) -> Result<Class, PatternError> {
    let is_negated = chars.next_if_eq(&'^').is_some();
    let mut set = String::new();
    loop {
        let first = match chars.next() {
            None => return Err(syntax("it has an unbalanced bracket")),
            Some(']') => break,
            Some(c) => member(c, chars)?,
        };
        let mut after = chars.clone();
        let is_range = after.next() == Some('-') && after.next().is_some_and(|c| c != ']');
        if !is_range {
            push(first, &mut set);
            continue;
        }
        chars.next();
        let Some(c) = chars.next() else {
            return Err(syntax("it has an unbalanced bracket"));
        };
        match (first, member(c, chars)?) {
            (Escape::Char(first), Escape::Char(last)) if first > last => {
                return Err(syntax("it has a range that ends before it begins"));
            }
            (Escape::Char(first), Escape::Char(last)) => push_range(first, last, &mut set),
            (first, last) => [first, Escape::Char('-'.into()), last]
                .into_iter()
                .for_each(|member| push(member, &mut set)),
        }
    }
    Ok(Class { is_negated, set })
}

fn member(c: char, chars: &mut Source<'_>) -> Result<Escape, PatternError> {
    match (c, chars.peek()) {
        ('\\', Some('b')) => {
            chars.next();
            Ok(Escape::Char(8))
        }
        ('\\', Some('1'..='9')) => Err(PatternError::Unsupported("an octal escape")),
        ('\\', _) => escape(chars),
        (c, _) => Ok(Escape::Char(c.into())),
    }
}

fn push(member: Escape, set: &mut String) {
    match member {
        Escape::Char(c) => push_range(c, c, set),
        Escape::Set(inner) => drop(write!(set, "[{inner}]")),
    }
}

/// Adds a range without the halves of surrogate pairs, which no text contains.
fn push_range(first: u32, last: u32, set: &mut String) {
    let parts = [
        (first, last.min(SURROGATES.start() - 1)),
        (first.max(SURROGATES.end() + 1), last),
    ];
    for (first, last) in parts.into_iter().filter(|(first, last)| first <= last) {
        let _ = write!(set, r"\x{{{first:X}}}-\x{{{last:X}}}");
    }
}

/// The character or set behind a backslash.
pub(super) fn escape(chars: &mut Source<'_>) -> Result<Escape, PatternError> {
    let Some(c) = chars.next() else {
        return Err(syntax("it ends with a backslash"));
    };
    let set = |set: &str| Ok(Escape::Set(set.to_owned()));
    let char = |c: char| Ok(Escape::Char(c.into()));
    match c {
        'd' => set(DIGIT),
        'D' => set(&format!("^{DIGIT}")),
        'w' => set(WORD),
        'W' => set(&format!("^{WORD}")),
        's' => set(SPACE),
        'S' => set(&format!("^{SPACE}")),
        'p' | 'P' if chars.peek() == Some(&'{') => property(c, chars),
        'f' => char('\u{C}'),
        'n' => char('\n'),
        'r' => char('\r'),
        't' => char('\t'),
        'v' => char('\u{B}'),
        '0' if chars.peek().is_some_and(char::is_ascii_digit) => {
            Err(PatternError::Unsupported("an octal escape"))
        }
        '0' => char('\0'),
        'c' => match chars.next_if(char::is_ascii_alphabetic) {
            Some(letter) => Ok(Escape::Char(u32::from(letter) % 32)),
            None => Err(syntax("it has `\\c` without a letter")),
        },
        'x' => Ok(Escape::Char(hex(chars, 2).unwrap_or('x'.into()))),
        'u' => unicode(chars),
        c => char(c),
    }
}

/// The rest of `\p{L}`.
fn property(c: char, chars: &mut Source<'_>) -> Result<Escape, PatternError> {
    chars.next();
    let mut name = String::new();
    loop {
        match chars.next() {
            Some('}') if !name.is_empty() => break,
            Some(c) if c.is_ascii_alphanumeric() || matches!(c, '_' | '=') => name.push(c),
            _ => return Err(syntax("it has a property of characters without a name")),
        }
    }
    Ok(Escape::Set(format!(r"\{c}{{{name}}}")))
}

/// The rest of `\u0041`, `\u{41}` or `\uD83D\uDC32`.
fn unicode(chars: &mut Source<'_>) -> Result<Escape, PatternError> {
    if chars.next_if_eq(&'{').is_some() {
        let mut digits = String::new();
        while let Some(digit) = chars.next_if(char::is_ascii_hexdigit) {
            digits.push(digit);
        }
        let c = u32::from_str_radix(&digits, 16).ok();
        let c = c.filter(|c| chars.next() == Some('}') && *c <= u32::from(char::MAX));
        return c
            .map(Escape::Char)
            .ok_or_else(|| syntax("it has an escape for no character"));
    }
    let Some(high) = hex(chars, 4) else {
        return Ok(Escape::Char('u'.into()));
    };
    let mut ahead = chars.clone();
    let is_escape =
        (0xD800..0xDC00).contains(&high) && ahead.next() == Some('\\') && ahead.next() == Some('u');
    let low = hex(&mut ahead, 4).filter(|low| is_escape && (0xDC00..0xE000).contains(low));
    let Some(low) = low else {
        return Ok(Escape::Char(high));
    };
    *chars = ahead;
    Ok(Escape::Char(
        0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00),
    ))
}

/// A number of so many digits; if there are fewer, nothing is read.
fn hex(chars: &mut Source<'_>, digits: usize) -> Option<u32> {
    let mut ahead = chars.clone();
    let text: String = ahead.by_ref().take(digits).collect();
    let is_number = text.len() == digits && text.bytes().all(|digit| digit.is_ascii_hexdigit());
    let number = u32::from_str_radix(&text, 16).ok().filter(|_| is_number)?;
    *chars = ahead;
    Some(number)
}
