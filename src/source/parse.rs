//! Decides whether a text is JSON or YAML, and reads it.

#[cfg(test)]
mod tests;

use std::ops::Range;

use serde::de::{Deserialize, DeserializeSeed};

use super::tree::{BAD_KEY, Reader, TOO_LARGE};
use super::{FileId, Node, Value, foreign, locate, numbers, syntax};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};

/// The deepest nesting that is read. It is the limit of both parsers, and low enough for the recursion of later stages.
const DEPTH: usize = 128;

/// Parses a document, whose root must be an object. `None`: it cannot be parsed, and the diagnostics say why.
///
/// Text that begins with a bracket is JSON, whatever the extension. If it is not strictly JSON (comments, trailing
/// commas), it is parsed as YAML, which allows most of that.
pub(super) fn parse(
    file: FileId,
    name: &str,
    text: &str,
    broken: Option<usize>,
    diagnostics: &mut Diagnostics,
) -> Option<Node> {
    match read(file, name, text, broken, diagnostics) {
        // RAML is YAML with a comment that says so.
        Ok(node) if node.as_object().is_some() && !text.trim_start().starts_with("#%RAML") => {
            Some(node)
        }
        Ok(node) => {
            diagnostics.push(other_kind(file, text).unwrap_or_else(|| not_an_object(file, &node)));
            None
        }
        Err(diagnostic) => {
            diagnostics.push(other_kind(file, text).unwrap_or(*diagnostic));
            None
        }
    }
}

/// Parses a file that a document refers to, which may be any value.
pub(super) fn part(
    file: FileId,
    name: &str,
    text: &str,
    broken: Option<usize>,
    diagnostics: &mut Diagnostics,
) -> Result<Node, Box<Diagnostic>> {
    let node = read(file, name, text, broken, diagnostics);
    let is_part = node.as_ref().is_ok_and(|node| node.as_str().is_none());
    if !is_part && let Some(other) = other_kind(file, text) {
        return Err(Box::new(other));
    }
    node.map_err(|mut error| {
        if error.code == Code::EmptyDocument {
            error.message = "the file is empty".to_owned();
            error.help = Some(
                "write the content that the reference names into it, or remove the reference"
                    .to_owned(),
            );
        }
        error
    })
}

fn read(
    file: FileId,
    name: &str,
    text: &str,
    broken: Option<usize>,
    diagnostics: &mut Diagnostics,
) -> Result<Node, Box<Diagnostic>> {
    if let Some(offset) = broken {
        let place = Place::Range(file, offset..offset + '\u{FFFD}'.len_utf8());
        return Err(Box::new(
            Diagnostic::error(Code::NotUtf8, place, "the text is not UTF-8")
                .label("the first byte that is not UTF-8")
                .help("save the file as UTF-8"),
        ));
    }
    let named_yaml = [".yaml", ".yml"]
        .iter()
        .any(|ending| name.to_ascii_lowercase().ends_with(ending));
    match text.trim_start().as_bytes().first() {
        None => Err(Box::new(empty(file))),
        Some(b'{' | b'[') => match json(file, text, diagnostics) {
            Ok(node) => Ok(node),
            Err(error) if error.code == Code::SyntaxError => {
                let mut of_yaml = Diagnostics::new();
                match yaml(file, text, &mut of_yaml) {
                    Ok(node) => {
                        if !named_yaml {
                            diagnostics.push(loose_json(*error));
                        }
                        diagnostics.extend(of_yaml);
                        Ok(node)
                    }
                    Err(yaml_error) => Err(if named_yaml { yaml_error } else { error }),
                }
            }
            Err(error) => Err(error),
        },
        Some(_) if is_commented_json(text) => json(file, text, diagnostics),
        Some(_) => yaml(file, text, diagnostics),
    }
}

/// Whether a text is JSON after leading comments, which the JSON parser then reports.
fn is_commented_json(text: &str) -> bool {
    let mut rest = text.trim_start();
    loop {
        let end = match rest.as_bytes() {
            [b'/', b'/', ..] => "\n",
            [b'/', b'*', ..] => "*/",
            [b'{' | b'[', ..] => return rest.len() < text.trim_start().len(),
            _ => return false,
        };
        let Some((_, after)) = rest.split_once(end) else {
            return false;
        };
        rest = after.trim_start();
    }
}

/// Whether [`parse`] parses a text as JSON.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

fn json(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Result<Node, Box<Diagnostic>> {
    match json_tree(file, text, text, diagnostics) {
        Err(error) if error.message.contains("number out of range") => {
            json_tree(file, text, &numbers::bounded_json(text), diagnostics)
        }
        read => read,
    }
}

/// The tree of `parsed`: the text itself, or the text with its numbers bounded.
fn json_tree(
    file: FileId,
    text: &str,
    parsed: &str,
    diagnostics: &mut Diagnostics,
) -> Result<Node, Box<Diagnostic>> {
    let mut found = Diagnostics::new();
    let mut reader = Reader {
        file,
        merges: false,
        diagnostics: &mut found,
        count: 0,
        large: Vec::new(),
        overflowing: Vec::new(),
        failed: Vec::new(),
    };
    let mut deserializer = serde_json::Deserializer::from_str(parsed);
    let mut node = reader
        .deserialize(&mut deserializer)
        .and_then(|node| deserializer.end().map(|()| node))
        .map_err(|error| {
            let message = error.to_string();
            let range = syntax::json_range(&error, text);
            if message.contains("recursion limit") {
                Box::new(too_deep(Place::Range(file, range)))
            } else if message.contains(TOO_LARGE) {
                Box::new(too_large(file))
            } else {
                Box::new(syntax::json(&error, file, text))
            }
        })?;
    let inexact = reader.large;
    numbers::bound(&mut node, text, &inexact);
    diagnostics.extend(found);
    numbers::warn_inexact(file, text, inexact, diagnostics);
    Ok(node)
}

fn yaml(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> Result<Node, Box<Diagnostic>> {
    let mut documents = serde_yaml::Deserializer::from_str(text);
    let Some(document) = documents.next() else {
        return Err(Box::new(empty(file)));
    };
    let mut reader = Reader {
        file,
        merges: true,
        diagnostics,
        count: 0,
        large: Vec::new(),
        overflowing: Vec::new(),
        failed: Vec::new(),
    };
    let mut node = reader.deserialize(document).map_err(|error| {
        let message = error.to_string();
        let place = syntax::yaml_place(&error, file, text);
        Box::new(if message.contains("recursion limit") {
            match text.contains('&') && text.contains('*') {
                true => too_deep(place).help(
                    "refer to the inner parts with `$ref`; an alias inside its own anchor has no end",
                ),
                false => too_deep(place),
            }
        } else if message.contains("repetition limit") || message.contains(TOO_LARGE) {
            match alias_above(text, &reader.failed) {
                Some(alias) => too_large(Place::Range(file, alias)).label("the limit is exceeded here"),
                None => too_large(file),
            }
        } else if message.contains(BAD_KEY) {
            bad_key(place)
        } else {
            syntax::yaml(&error, file, text)
        })
    })?;
    let mut inexact = reader.large;
    inexact.extend(numbers::bound(&mut node, text, &reader.overflowing));
    numbers::warn_inexact(file, text, inexact, diagnostics);
    let next = documents.next().map(serde::de::IgnoredAny::deserialize);
    if let Some(Err(error)) = &next
        && error.to_string().contains("document start")
    {
        // Not another document, but text that does not belong to this one.
        return Err(Box::new(syntax::yaml(error, file, text)));
    }
    if node.is_null() {
        return Err(Box::new(empty(file)));
    }
    if next.is_some() {
        diagnostics.push(several_documents(file, text));
    }
    Ok(node)
}

fn empty(file: FileId) -> Diagnostic {
    Diagnostic::error(Code::EmptyDocument, file, "the document is empty")
        .help("an OpenAPI document has at least `openapi`, `info` and `paths`")
}

/// The diagnostic for a text in another format.
fn other_kind(file: FileId, text: &str) -> Option<Diagnostic> {
    let ((what, help), range) = foreign::of_text(text)?;
    let message = format!("this is {what}, not an OpenAPI document");
    let place = Place::Range(file, range);
    Some(Diagnostic::error(Code::ForeignDocument, place, message).help(help))
}

fn not_an_object(file: FileId, root: &Node) -> Diagnostic {
    let place = match root.value {
        Value::String(_) => Place::File(file),
        _ => Place::At(root.at),
    };
    let message = format!("the document is {}, not an object", root.kind());
    Diagnostic::error(Code::NotAnObject, place, message)
        .help("an OpenAPI document is an object with `openapi`, `info` and `paths`")
}

fn loose_json(error: Diagnostic) -> Diagnostic {
    let message = error
        .message
        .replacen("the JSON cannot be read", "this is not strictly JSON", 1);
    let warning = Diagnostic::warning(Code::LooseJson, error.place, message).label(error.label);
    warning.help("it was read as YAML; correct it, since other tools will refuse it")
}

fn too_deep(place: Place) -> Diagnostic {
    Diagnostic::error(
        Code::NestedTooDeeply,
        place,
        format!("the document is nested more than {DEPTH} levels deep"),
    )
    .help("move the inner parts to `components` and refer to them with `$ref`")
}

/// The alias in whose contents parsing failed. `keys` are the keys above the failure, the innermost first.
fn alias_above(text: &str, keys: &[u32]) -> Option<Range<usize>> {
    let found = locate::locate(text, keys.to_vec());
    // An anchor precedes its aliases: a key whose position is before that of its parent is in the contents of an alias.
    let mut last = 0..0;
    for key in keys.iter().rev() {
        let Some(key) = found.get(key).filter(|key| key.range.start >= last.end) else {
            break;
        };
        last = key.range.clone();
    }
    // `key: *name`, or the first item of a list of aliases.
    let rest = text.get(last.end..)?;
    let mut value = rest
        .trim_start_matches(['"', '\''])
        .trim_start()
        .strip_prefix(':')?
        .trim_start();
    if value.starts_with('&') {
        value = value.trim_start_matches(|character: char| !character.is_whitespace());
    }
    let value = value.trim_start();
    let value = value.strip_prefix(['[', '-']).unwrap_or(value).trim_start();
    if !value.starts_with('*') {
        return None;
    }
    let begin = text.len() - value.len();
    let length = text[begin..]
        .find(|character: char| character.is_whitespace() || ",[]{}".contains(character))
        .unwrap_or(text.len() - begin);
    Some(begin..begin + length)
}

fn too_large(place: impl Into<Place>) -> Diagnostic {
    Diagnostic::error(
        Code::TooLarge,
        place,
        "the document is too large once its aliases are expanded",
    )
    .help("use `$ref` instead of aliases: it is not expanded")
}

fn bad_key(place: Place) -> Diagnostic {
    Diagnostic::error(
        Code::BadKey,
        place,
        "a key must be text, not an object or a list",
    )
    .help("quote a key that begins with `{` or `[`")
}

fn several_documents(file: FileId, text: &str) -> Diagnostic {
    let mut content = false;
    let mut offset = 0;
    let mut place = Place::File(file);
    for line in text.split_inclusive('\n') {
        let marker = line.trim_end() == "---" || line.starts_with("--- ");
        if marker && content {
            place = Place::Range(file, offset..offset + 3);
            break;
        }
        content |= !marker && !line.trim().is_empty() && !line.starts_with(['#', '%']);
        offset += line.len();
    }
    Diagnostic::warning(
        Code::SeveralDocuments,
        place,
        "the file contains several YAML documents",
    )
    .label("everything from here on is ignored")
    .help("move each document into a file of its own")
}
