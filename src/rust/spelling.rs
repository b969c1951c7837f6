//! Spells any text as an identifier. [`super::scope`] makes identifiers unique.

use heck::{ToSnakeCase, ToUpperCamelCase};

/// The name of an enum's value before respelling. Signs are spelled out if there are no letters or digits, or at the start.
pub(super) fn value_name(value: &str) -> String {
    if value.is_empty() {
        return "empty".to_owned();
    }
    let only_signs = !value.chars().any(char::is_alphanumeric);
    let front = value
        .chars()
        .take_while(|character| !character.is_alphanumeric())
        .count();
    let mut words = String::new();
    for (index, character) in value.chars().enumerate() {
        match sign(character, index)
            .filter(|_| only_signs || index < front && "-+<>=!".contains(character))
        {
            Some(word) => words.push_str(&format!(" {word} ")),
            None => words.push(character),
        }
    }
    words
}

fn sign(character: char, index: usize) -> Option<&'static str> {
    Some(match character {
        '+' => "plus",
        '-' if index == 0 => "minus",
        '-' => "dash",
        '*' => "star",
        '<' => "less",
        '>' => "greater",
        '=' => "equal",
        '!' => "not",
        '/' => "slash",
        '.' => "dot",
        ',' => "comma",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '#' => "hash",
        '$' => "dollar",
        '@' => "at",
        '?' => "question",
        ':' => "colon",
        '~' => "tilde",
        '^' => "caret",
        ' ' => "space",
        _ => return None,
    })
}

/// Text transliterated to ASCII letters, digits and spaces: `naïve` is `naive`, `漢字` is `Han Zi`.
pub(super) fn spell(text: &str) -> String {
    let ascii = if text.is_ascii() {
        text.to_owned()
    } else {
        deunicode::deunicode(text)
    };
    ascii
        .replace('\'', "")
        .chars()
        .map(|character| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                ' '
            }
        })
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Truncates a name of ASCII characters, between words if possible.
pub(super) fn limit(text: &str) -> String {
    const MAX: usize = 80;
    if text.len() <= MAX {
        return text.to_owned();
    }
    let cut = &text[..MAX];
    cut.rsplit_once(' ')
        .map_or(cut, |(head, _)| head)
        .to_owned()
}

/// A type or variant name. A name that begins with a digit gets an underscore.
pub(super) fn pascal(text: &str) -> String {
    let name = limit(&spell(text)).to_upper_camel_case();
    match name.chars().next() {
        None => "Unnamed".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{name}"),
        Some(_) if name == "Self" => "Self_".to_owned(),
        Some(_) => name,
    }
}

/// A function, field or module name. A name that begins with a digit gets an underscore.
pub(super) fn snake(text: &str) -> String {
    let name = limit(&spell(text)).to_snake_case();
    match name.chars().next() {
        None => "unnamed".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{name}"),
        Some(_) if ["self", "super", "crate"].contains(&name.as_str()) => format!("{name}_"),
        Some(_) if KEYWORDS.contains(&name.as_str()) => format!("r#{name}"),
        Some(_) => name,
    }
}

/// The strict and reserved keywords of all editions (Rust Reference, Keywords).
pub(super) const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];
