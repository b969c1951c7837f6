//! How serde gets from Rust's names to the document's: one rule for the whole, exceptions one by one.

use super::code::{Code, literal};

/// Rules of `#[serde(rename_all = "…")]`.
const FIELD_RULES: &[&str] = &[
    "camelCase",
    "PascalCase",
    "kebab-case",
    "SCREAMING_SNAKE_CASE",
    "SCREAMING-KEBAB-CASE",
    "UPPERCASE",
];
const VARIANT_RULES: &[&str] = &[
    "lowercase",
    "UPPERCASE",
    "snake_case",
    "SCREAMING_SNAKE_CASE",
    "camelCase",
    "kebab-case",
    "SCREAMING-KEBAB-CASE",
];

/// The rule for a whole type, and for each name whether it needs its own.
pub struct Casing {
    pub rule: Option<&'static str>,
    pub renames: Vec<Option<Code>>,
}

/// For fields: (Rust name, name in JSON).
pub fn fields(names: &[(&str, &str)]) -> Casing {
    casing(names, FIELD_RULES, field)
}

/// For variants.
pub fn variants(names: &[(&str, &str)]) -> Casing {
    casing(names, VARIANT_RULES, variant)
}

/// The rule is chosen by the first name that needs one, so that adding a name at the end changes nothing above it.
fn casing(
    names: &[(&str, &str)],
    rules: &[&'static str],
    apply: fn(&str, &str) -> String,
) -> Casing {
    let first = names.iter().find(|(rust, json)| bare(rust) != *json);
    let rule = first.and_then(|(rust, json)| {
        rules
            .iter()
            .copied()
            .find(|rule| apply(rule, bare(rust)) == *json)
    });
    let renames = names
        .iter()
        .map(|(rust, json)| {
            let plain = rule.map_or_else(|| bare(rust).to_owned(), |rule| apply(rule, bare(rust)));
            (plain != *json).then(|| literal(json))
        })
        .collect();
    Casing { rule, renames }
}

/// serde knows a raw identifier by the name behind `r#`.
fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// What serde makes of a field's name.
fn field(rule: &str, name: &str) -> String {
    let pascal = || -> String {
        let mut upper = true;
        let mut out = String::new();
        for character in name.chars() {
            if character == '_' {
                upper = true;
            } else if std::mem::take(&mut upper) {
                out.push(character.to_ascii_uppercase());
            } else {
                out.push(character);
            }
        }
        out
    };
    match rule {
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => name.to_ascii_uppercase(),
        "kebab-case" => name.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => name.to_ascii_uppercase().replace('_', "-"),
        "PascalCase" => pascal(),
        _ => {
            let pascal = pascal();
            let (head, tail) = pascal.split_at(pascal.len().min(1));
            head.to_ascii_lowercase() + tail
        }
    }
}

/// What serde makes of a variant's name.
fn variant(rule: &str, name: &str) -> String {
    let snake = || -> String {
        let mut out = String::new();
        for (index, character) in name.char_indices() {
            if index > 0 && character.is_uppercase() {
                out.push('_');
            }
            out.push(character.to_ascii_lowercase());
        }
        out
    };
    match rule {
        "lowercase" => name.to_ascii_lowercase(),
        "UPPERCASE" => name.to_ascii_uppercase(),
        "camelCase" => {
            let (head, tail) = name.split_at(name.len().min(1));
            head.to_ascii_lowercase() + tail
        }
        "snake_case" => snake(),
        "SCREAMING_SNAKE_CASE" => snake().to_ascii_uppercase(),
        "kebab-case" => snake().replace('_', "-"),
        _ => snake().to_ascii_uppercase().replace('_', "-"),
    }
}
