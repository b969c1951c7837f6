//! Prints a document as YAML or JSON, in its order.

#[cfg(test)]
mod tests;

use std::fmt::Write;

use serde_json::Value;

/// The format of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Yaml,
    Json,
}

/// The text of a document.
pub fn print(document: &Value, format: Format) -> String {
    match format {
        Format::Json => format!("{document:#}\n"),
        Format::Yaml => {
            let mut text = String::new();
            block(document, 0, &mut text);
            // Every line begins with a line break: the first has one too many, and the last lacks one.
            text.push('\n');
            text.trim_start().to_owned()
        }
    }
}

/// A value after a key or a dash; a non-empty collection begins on the next line.
fn block(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                line(indent, out);
                scalar(key, None, out);
                out.push(':');
                after(value, indent, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                line(indent, out);
                out.push('-');
                match item {
                    // The first member or item is on the line of the dash.
                    Value::Object(parts) if !parts.is_empty() => {
                        on_the_same_line(item, indent, out)
                    }
                    Value::Array(parts) if !parts.is_empty() => on_the_same_line(item, indent, out),
                    item => after(item, indent, out),
                }
            }
        }
        value => after(value, indent, out),
    }
}

fn after(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(members) if members.is_empty() => out.push_str(" {}"),
        Value::Array(items) if items.is_empty() => out.push_str(" []"),
        Value::Object(_) | Value::Array(_) => block(value, indent + 2, out),
        Value::String(text) => {
            out.push(' ');
            scalar(text, Some(indent + 2), out);
        }
        Value::Number(number) => {
            out.push(' ');
            out.push_str(&float(&number.to_string()));
        }
        value => {
            let _ = write!(out, " {value}");
        }
    }
}

/// A number in the form of YAML 1.1, to which `1e16` is a string and `1.0e+16` a number.
fn float(number: &str) -> String {
    let Some((mantissa, exponent)) = number.split_once('e') else {
        return number.to_owned();
    };
    let point = if mantissa.contains('.') { "" } else { ".0" };
    let sign = if exponent.starts_with(['-', '+']) {
        ""
    } else {
        "+"
    };
    format!("{mantissa}{point}e{sign}{exponent}")
}

fn on_the_same_line(item: &Value, indent: usize, out: &mut String) {
    let start = out.len();
    block(item, indent + 2, out);
    // Replaces the line break and the indentation before the first part.
    out.replace_range(start..start + 1 + indent + 2, " ");
}

fn line(indent: usize, out: &mut String) {
    let _ = write!(out, "\n{:indent$}", "");
}

/// A string: plain if no YAML parser reads it as something else, literal if it has several lines, otherwise quoted.
fn scalar(text: &str, lines: Option<usize>, out: &mut String) {
    if is_plain(text) {
        out.push_str(text);
    } else if let Some(indent) = lines.filter(|_| is_literal(text)) {
        literal(text, indent, out);
    } else if text.chars().all(is_printable) {
        let _ = write!(out, "'{}'", text.replace('\'', "''"));
    } else {
        quoted(text, out);
    }
}

/// A literal block scalar; its header says how it ends.
fn literal(text: &str, indent: usize, out: &mut String) {
    let body = text.trim_end_matches('\n');
    out.push('|');
    if body.starts_with([' ', '\n']) {
        out.push('2');
    }
    match text.len() - body.len() {
        0 => out.push('-'),
        1 => {}
        _ => out.push('+'),
    }
    for part in body.split('\n') {
        match part {
            "" => out.push('\n'),
            part => {
                line(indent, out);
                out.push_str(part);
            }
        }
    }
    // The last line break is that of the next line.
    out.extend(text[body.len()..].chars().skip(1));
}

/// A double-quoted string, with the escapes of JSON and of characters that YAML does not allow.
fn quoted(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            letter if is_printable(letter) => out.push(letter),
            letter if u32::from(letter) > 0xFFFF => {
                let _ = write!(out, "\\U{:08X}", u32::from(letter));
            }
            letter => {
                let _ = write!(out, "\\u{:04X}", u32::from(letter));
            }
        }
    }
    out.push('"');
}

/// Whether a string can be a plain scalar. YAML 1.1, which many parsers implement, has more numbers, dates and booleans
/// than 1.2.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 10] = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan",
    ];
    let first = text.chars().next();
    let begins = first.is_some_and(|first| first.is_alphabetic() || "/_$(".contains(first));
    if text.split('.').count() > 2 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.')) {
        // A version number, as in every document.
        return first != Some('.');
    }
    begins
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && text.chars().all(is_printable)
        && !WORDS.contains(&text.to_ascii_lowercase().as_str())
}

/// Whether a string can be a literal block scalar.
fn is_literal(text: &str) -> bool {
    let body = text.trim_end_matches('\n');
    body.contains('\n')
        && body
            .chars()
            .all(|letter| letter == '\n' || letter == '\t' || is_printable(letter))
        // Lines of white space would be read as empty lines.
        && !body.lines().any(|line| !line.is_empty() && line.trim().is_empty())
        && !body.starts_with(['\n', '\t'])
}

/// Whether a character is allowed in YAML, and not a line break in any version.
fn is_printable(letter: char) -> bool {
    match letter {
        ' '..='~' => true,
        '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => false,
        letter => letter >= '\u{A0}',
    }
}
