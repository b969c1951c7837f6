//! Patterns of ECMA-262 in the words of the crate `regex`.

use std::fmt::Write;
use std::iter::Peekable;
use std::str::Chars;

const DIGIT: &str = "0-9";
const WORD: &str = "0-9A-Za-z_";
const SPACE: &str = r"\t\n\x0B\x0C\r\x{FEFF}\x{2028}\x{2029}\p{Zs}";

/// Every character, any number of them, and none.
const EVERY: &str = r"[\x00-\x{10FFFF}]";
const ANYTHING: &str = r"(?s:.*)";
const NONE: &str = r"[^\x00-\x{10FFFF}]";

/// What stands in a class.
enum Atom {
    One(char),
    Set(String),
}

/// The same pattern for the crate `regex`; `None` if it has no words for it. The pattern must be a right one.
pub(super) fn translate(source: &str) -> Option<String> {
    translated(source, false)
}

/// A pattern for the crate `regex` that finds all that this one does, and more: what is around is not looked at, and
/// back references are anything. `None` if it has no words for the rest either.
pub(super) fn wider(source: &str) -> Option<String> {
    translated(source, true)
}

fn translated(source: &str, wider: bool) -> Option<String> {
    let mut chars = source.chars().peekable();
    let mut out = String::with_capacity(source.len() + 8);
    while let Some(c) = chars.next() {
        match c {
            '\\' if wider && skip_escape(&mut chars, &mut out) => {}
            '(' if wider && skip_lookaround(&mut chars, &mut out)? => {}
            '\\' => escape(&mut chars, &mut out)?,
            '[' => class(&mut chars, &mut out)?,
            '(' => group(&mut chars, &mut out)?,
            '.' => out.push_str(r"[^\n\r\x{2028}\x{2029}]"),
            '{' => match quantifier(&chars) {
                Some(length) => {
                    out.push('{');
                    out.extend(chars.by_ref().take(length));
                }
                None => out.push_str(r"\{"),
            },
            ')' | '|' | '*' | '+' | '?' | '^' | '$' => out.push(c),
            c => literal(c, &mut out),
        }
    }
    Some(out)
}

/// Splits `^(?=a)(?!b)c` into what must and what must not be found: `^(?:a)`, not `^(?:b)`, `^c`.
///
/// That is how passwords are described, and it spares them the backtracking. `None` if the pattern is of another form.
pub(super) fn conjunction(source: &str) -> Option<Vec<(bool, String)>> {
    let mut rest = source.strip_prefix('^')?;
    let mut parts = Vec::new();
    while let Some(inner) = rest
        .strip_prefix("(?=")
        .or_else(|| rest.strip_prefix("(?!"))
    {
        let end = closing(inner)?;
        parts.push((
            rest.starts_with("(?="),
            format!("^(?:{})", inner.get(..end)?),
        ));
        rest = inner.get(end + 1..)?;
        if rest.starts_with(['*', '+', '?', '{']) {
            return None;
        }
    }
    if parts.is_empty() || has_alternatives(rest) {
        return None;
    }
    parts.push((true, format!("^{rest}")));
    Some(parts)
}

/// Where the parenthesis closes that stands open at the start.
fn closing(source: &str) -> Option<usize> {
    let mut depth = 1;
    outside_classes(source).find_map(|(at, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })
}

fn has_alternatives(source: &str) -> bool {
    let mut depth = 0;
    outside_classes(source).any(|(_, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        c == '|' && depth == 0
    })
}

/// The characters that are neither escaped nor in a class.
fn outside_classes(source: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let (mut escaped, mut class) = (false, false);
    source.char_indices().filter(move |(_, c)| {
        let plain = !escaped && !class;
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => class = true,
            ']' => class = false,
            _ => {}
        }
        plain && *c != '\\'
    })
}

/// How long the rest of `{2,3}` is, if that is what follows the brace.
fn quantifier(chars: &Peekable<Chars<'_>>) -> Option<usize> {
    let mut inner = String::new();
    for c in chars.clone() {
        inner.push(c);
        match c {
            '}' => break,
            '0'..='9' | ',' => {}
            _ => return None,
        }
    }
    let (least, most) = inner
        .strip_suffix('}')?
        .split_once(',')
        .unwrap_or((inner.strip_suffix('}')?, ""));
    let right = !least.is_empty() && !most.contains(',');
    right.then_some(inner.len())
}

/// Passes over a back reference, which is anything, or `\B`, which is nothing; tells whether that is what stood there.
fn skip_escape(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> bool {
    match chars.peek() {
        Some('B') => {
            chars.next();
            out.push_str("(?:)");
        }
        Some('k') => {
            chars.find(|c| *c == '>');
            out.push_str(ANYTHING);
        }
        Some('1'..='9') => {
            while chars.next_if(char::is_ascii_digit).is_some() {}
            out.push_str(ANYTHING);
        }
        _ => return false,
    }
    true
}

/// Passes over a group that looks ahead or back; tells whether that is what stood there.
fn skip_lookaround(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Option<bool> {
    let rest: String = chars.clone().collect();
    let looks = ["?=", "?!", "?<=", "?<!"];
    if !looks.iter().any(|look| rest.starts_with(look)) {
        return Some(false);
    }
    let length = rest.get(..closing(&rest)?)?.chars().count();
    chars.nth(length);
    out.push_str("(?:)");
    Some(true)
}

/// Groups capture nothing here: only back references would need it, and those there are none.
fn group(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Option<()> {
    out.push_str("(?:");
    if chars.next_if_eq(&'?').is_none() {
        return Some(());
    }
    match chars.next()? {
        ':' => Some(()),
        '<' if !matches!(chars.peek(), Some('=' | '!')) => chars.find(|c| *c == '>').map(|_| ()),
        _ => None,
    }
}

fn escape(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Option<()> {
    match chars.peek()? {
        'b' => {
            chars.next();
            out.push_str(r"(?-u:\b)");
        }
        'B' | 'k' | '1'..='9' => return None,
        _ => match atom(chars)? {
            Atom::One(c) => literal(c, out),
            Atom::Set(set) => {
                let _ = write!(out, "[{set}]");
            }
        },
    }
    Some(())
}

fn class(chars: &mut Peekable<Chars<'_>>, out: &mut String) -> Option<()> {
    let negated = chars.next_if_eq(&'^').is_some();
    let mut set = String::new();
    loop {
        let first = match chars.next()? {
            ']' => break,
            c => member(c, chars)?,
        };
        let mut after = chars.clone();
        let range = after.next() == Some('-') && after.next().is_some_and(|c| c != ']');
        if !range {
            push(first, &mut set);
            continue;
        }
        chars.next();
        let c = chars.next()?;
        match (first, member(c, chars)?) {
            (Atom::One(first), Atom::One(last)) => {
                let _ = write!(
                    set,
                    r"\x{{{:X}}}-\x{{{:X}}}",
                    u32::from(first),
                    u32::from(last)
                );
            }
            (first, last) => [first, Atom::One('-'), last]
                .into_iter()
                .for_each(|atom| push(atom, &mut set)),
        }
    }
    match (set.is_empty(), negated) {
        (true, true) => out.push_str(EVERY),
        (true, false) => out.push_str(NONE),
        (false, true) => drop(write!(out, "[^{set}]")),
        (false, false) => drop(write!(out, "[{set}]")),
    }
    Some(())
}

fn member(c: char, chars: &mut Peekable<Chars<'_>>) -> Option<Atom> {
    match (c, chars.peek()) {
        ('\\', Some('b')) => {
            chars.next();
            Some(Atom::One('\u{8}'))
        }
        ('\\', Some('B' | 'k' | '1'..='9')) => None,
        ('\\', _) => atom(chars),
        (c, _) => Some(Atom::One(c)),
    }
}

fn push(atom: Atom, set: &mut String) {
    let _ = match atom {
        Atom::One(c) => write!(set, r"\x{{{:X}}}", u32::from(c)),
        Atom::Set(inner) => write!(set, "[{inner}]"),
    };
}

/// What an escape stands for.
fn atom(chars: &mut Peekable<Chars<'_>>) -> Option<Atom> {
    let c = chars.next()?;
    Some(match c {
        'd' => Atom::Set(DIGIT.to_owned()),
        'D' => Atom::Set(format!("^{DIGIT}")),
        'w' => Atom::Set(WORD.to_owned()),
        'W' => Atom::Set(format!("^{WORD}")),
        's' => Atom::Set(SPACE.to_owned()),
        'S' => Atom::Set(format!("^{SPACE}")),
        'p' | 'P' if chars.peek() == Some(&'{') => {
            let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
            Atom::Set(format!(r"\{c}{name}}}"))
        }
        'f' => Atom::One('\u{C}'),
        'n' => Atom::One('\n'),
        'r' => Atom::One('\r'),
        't' => Atom::One('\t'),
        'v' => Atom::One('\u{B}'),
        '0' if !chars.peek().is_some_and(char::is_ascii_digit) => Atom::One('\0'),
        'c' => match chars.next()? {
            letter if letter.is_ascii_alphabetic() => {
                Atom::One(char::from_u32(u32::from(letter) % 32)?)
            }
            _ => return None,
        },
        'x' => Atom::One(char::from_u32(hex(chars, 2)?)?),
        'u' => Atom::One(unicode(chars)?),
        c if c.is_ascii_alphanumeric() => return None,
        c => Atom::One(c),
    })
}

/// The rest of `\u0041`, `\u{41}` or `\uD83D\uDC32`.
fn unicode(chars: &mut Peekable<Chars<'_>>) -> Option<char> {
    if chars.next_if_eq(&'{').is_some() {
        let digits: String = chars.by_ref().take_while(|c| *c != '}').collect();
        return char::from_u32(u32::from_str_radix(&digits, 16).ok()?);
    }
    let high = hex(chars, 4)?;
    if !(0xD800..0xDC00).contains(&high) {
        return char::from_u32(high);
    }
    let (Some('\\'), Some('u')) = (chars.next(), chars.next()) else {
        return None;
    };
    let low = hex(chars, 4)?.checked_sub(0xDC00)?;
    char::from_u32(0x10000 + ((high - 0xD800) << 10) + low)
}

fn hex(chars: &mut Peekable<Chars<'_>>, digits: usize) -> Option<u32> {
    let digits: String = chars.by_ref().take(digits).collect();
    u32::from_str_radix(&digits, 16).ok()
}

fn literal(c: char, out: &mut String) {
    if matches!(
        c,
        '\\' | '.'
            | '+'
            | '*'
            | '?'
            | '('
            | ')'
            | '|'
            | '['
            | ']'
            | '{'
            | '}'
            | '^'
            | '$'
            | '#'
            | '&'
            | '-'
            | '~'
    ) {
        out.push('\\');
    }
    out.push(c);
}
