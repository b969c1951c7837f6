//! Characters and names of XML 1.0 (fifth edition), and how texts are escaped.

use std::fmt::Write;

use super::WriteError;

/// Whether XML has a character at all (production 2).
pub(super) fn is_char(character: char) -> bool {
    !matches!(character, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a text is a name without a colon (Namespaces in XML 1.0, production 4).
pub fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(is_name_start)
        && characters.all(|character| {
            is_name_start(character)
                || matches!(character, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
        })
}

fn is_name_start(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// Adds a text to the content of an element.
pub(super) fn push_text(out: &mut String, text: &str) -> Result<(), WriteError> {
    // A carriage return would be read as a line feed.
    push(out, text, &['\r'])
}

/// Adds a text to the value of an attribute, where white space would be read as spaces.
pub(super) fn push_attribute(out: &mut String, text: &str) -> Result<(), WriteError> {
    push(out, text, &['\r', '\n', '\t'])
}

/// Adds a text as a CDATA section; as several where it contains the end of one.
pub(super) fn push_cdata(out: &mut String, text: &str) -> Result<(), WriteError> {
    // A section has no references, which a carriage return needs.
    if text.contains('\r') {
        return push_text(out, text);
    }
    check(text)?;
    out.push_str("<![CDATA[");
    out.push_str(&text.replace("]]>", "]]]]><![CDATA[>"));
    out.push_str("]]>");
    Ok(())
}

fn push(out: &mut String, text: &str, references: &[char]) -> Result<(), WriteError> {
    check(text)?;
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other if references.contains(&other) => {
                let written = write!(out, "&#{};", u32::from(other));
                written.map_err(|error| WriteError(error.to_string()))?;
            }
            other => out.push(other),
        }
    }
    Ok(())
}

fn check(text: &str) -> Result<(), WriteError> {
    match text.chars().find(|character| !is_char(*character)) {
        None => Ok(()),
        Some(character) => Err(WriteError(format!(
            "XML cannot contain the character {}",
            character.escape_unicode()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_xml_without_a_colon() {
        for name in ["a", "_1", "é-ü.1", "名"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "1", "-a", "a:b", "a b", "a<", "$ref", "@id"] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn a_section_that_contains_the_end_of_one_is_split() {
        let mut out = String::new();
        push_cdata(&mut out, "a]]>b").unwrap();
        assert_eq!(out, "<![CDATA[a]]]]><![CDATA[>b]]>");
    }
}
