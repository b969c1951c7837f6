//! Rust source text, the only values that templates print verbatim. They print plain strings as string literals.

use std::fmt;

use minijinja::Value;
use serde::{Serialize, Serializer};

/// A fragment of Rust source. Only this stage creates it, from names of the naming pass, types and literals.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(String);

impl Code {
    /// Marks text as Rust source. Text from a document has to pass [`literal`], [`docs`](mod@super::docs) or the naming pass
    /// first.
    pub(super) fn new(text: impl Into<String>) -> Code {
        Code(text.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// An identifier without the prefix `r#`.
    pub fn bare(&self) -> &str {
        self.0.trim_start_matches("r#")
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from_safe_string(self.0.clone()).serialize(serializer)
    }
}

/// A string literal with this value.
pub fn literal(text: &str) -> Code {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // rustc rejects characters that change the direction of text.
            _ if character.is_control() || is_invisible(character) => {
                out.push_str(&format!("\\u{{{:x}}}", character as u32));
            }
            _ => out.push(character),
        }
    }
    out.push('"');
    Code(out)
}

/// A raw string literal with this value; an ordinary one if the text has characters that a raw one cannot contain.
pub fn text_literal(text: &str) -> Code {
    // One more than the longest run of hashes after a quote. rustc allows 255.
    let hashes = text
        .split('"')
        .skip(1)
        .map(|rest| rest.len() - rest.trim_start_matches('#').len() + 1)
        .max()
        .unwrap_or(0);
    let needs_escape =
        |character: char| character != '\n' && (character.is_control() || is_invisible(character));
    if hashes > 255 || text.contains(needs_escape) {
        return literal(text);
    }
    let hashes = "#".repeat(hashes);
    Code(format!("r{hashes}\"{text}\"{hashes}"))
}

/// Whether a character is invisible or changes the direction of text.
pub(super) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}' | '\u{ad}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_literals_keep_the_value() {
        let many = format!("\"{}", "#".repeat(255));
        let texts = [
            "",
            "a\nb\\n",
            "say \"hi\"",
            "\"#\"##",
            "\u{202e}gpj",
            "a\rb",
            "\t",
            &many,
        ];
        for text in texts {
            let code = text_literal(text);
            let read: syn::LitStr = syn::parse_str(code.as_str()).unwrap();
            assert_eq!(read.value(), text, "{code}");
        }
        assert_eq!(text_literal("{\n\"a\"\n}").as_str(), "r#\"{\n\"a\"\n}\"#");
    }
}
