//! Diagnostics for syntax errors: the parser's message with its position, and what to do.

use std::ops::Range;

use super::FileId;
use crate::diagnostic::{Code, Diagnostic, Place};

/// The help where a text ends too early: in a file that is being written, or in a part of a download.
const INCOMPLETE: &str = "the file is incomplete: finish it, or download it again";

/// The diagnostic for a text that is not JSON.
pub(super) fn json(error: &serde_json::Error, file: FileId, text: &str) -> Diagnostic {
    let range = json_range(error, text);
    let reason = error.to_string();
    let reason = reason
        .rsplit_once(" at line ")
        .map_or(reason.as_str(), |(reason, _)| reason);
    if error.is_eof() {
        let cut = Diagnostic::error(
            Code::SyntaxError,
            Place::Range(file, range),
            "the JSON ends too early",
        )
        .label("the text ends here")
        .help(INCOMPLETE);
        return match unclosed(text, text.len()) {
            Some(offset) => cut.related(
                Place::Range(file, offset..offset + 1),
                format!("this `{}` is never closed", &text[offset..offset + 1]),
            ),
            None => cut,
        };
    }
    let rest = text.get(range.start..).unwrap_or_default();
    let (label, help) = match rest.as_bytes() {
        [b'/', b'/' | b'*', ..] => ("a comment", Some("JSON has no comments: remove it")),
        [b'\'', ..] => (
            "a single quote",
            Some("JSON strings have double quotes: use `\"`"),
        ),
        [b'}' | b']', ..] if reason.contains("trailing comma") => {
            ("", Some("remove the comma before this"))
        }
        [b'"', ..] if reason.contains("expected `,`") => ("", Some("add a comma before this")),
        _ if reason.contains("control character") => (
            "",
            Some("write a line break in a string as `\\n`, a tab as `\\t`"),
        ),
        _ => ("", None),
    };
    let mut diagnostic = Diagnostic::error(
        Code::SyntaxError,
        Place::Range(file, range.clone()),
        format!("the JSON cannot be read: {reason}"),
    )
    .label(label);
    if let Some(quote) = unclosed(text, range.start)
        && rest.starts_with(['\r', '\n'])
        && text[quote..].starts_with('"')
    {
        let place = Place::Range(file, quote..quote + 1);
        diagnostic = diagnostic.related(place, "this `\"` is not closed on its line");
    }
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// The byte at which the JSON parser stopped.
pub(super) fn json_range(error: &serde_json::Error, text: &str) -> Range<usize> {
    if error.is_eof() {
        return mark(text, text.trim_end().len().saturating_sub(1));
    }
    let line: usize = text
        .split_inclusive('\n')
        .take(error.line().saturating_sub(1))
        .map(str::len)
        .sum();
    // serde_json counts lines and bytes from 1; column 0 of a line is the line break before it.
    mark(text, (line + error.column()).saturating_sub(1))
}

/// The quote or the innermost bracket that is open at an offset.
fn unclosed(text: &str, end: usize) -> Option<usize> {
    let mut open = Vec::new();
    let mut quote = None;
    let mut bytes = text.bytes().take(end).enumerate();
    while let Some((offset, byte)) = bytes.next() {
        match byte {
            b'\\' if quote.is_some() => drop(bytes.next()),
            b'"' => quote = quote.is_none().then_some(offset),
            _ if quote.is_some() => {}
            b'{' | b'[' => open.push(offset),
            b'}' | b']' => drop(open.pop()),
            _ => {}
        }
    }
    quote.or(open.pop())
}

/// What to do about the most frequent messages of libyaml.
const HINTS: &[(&str, &str)] = &[
    (
        "mapping values are not allowed",
        "quote a value that contains `: `, or check the indentation of this line",
    ),
    (
        "did not find expected key",
        "check the indentation: this line does not line up with those before it",
    ),
    (
        "did not find expected '-' indicator",
        "check the indentation: this line does not line up with the list before it",
    ),
    (
        "cannot start any token",
        "quote a value that begins with `@`, a backtick or `%`; indent with spaces, not tabs",
    ),
    (
        "could not find expected ':'",
        "a key is followed by `: `, and a string of several lines is preceded by `|`",
    ),
    (
        "did not find expected ',' or",
        "a bracket is not closed, or a value inside has to be quoted",
    ),
    (
        "unexpected end of stream",
        "a quote or a bracket is not closed",
    ),
    (
        "did not find expected <document start>",
        "the document ends before this: remove it, or check the brackets and the indentation",
    ),
    (
        "unknown anchor",
        "an alias `*name` needs an anchor `&name` before it; quote a string that begins with `*`",
    ),
    (
        "did not find expected alphabetic",
        "quote a value that begins with `*` or `&`",
    ),
    (
        "unknown escape character",
        "in double quotes write `\\\\` for a backslash, or use single quotes",
    ),
    (
        "block sequence entries are not allowed",
        "begin the list on a new line",
    ),
    (
        "control characters are not allowed",
        "remove the character, or write it as an escape in double quotes",
    ),
    ("found a tab character", "indent with spaces, not tabs"),
];

/// The diagnostic for a text that is not YAML.
pub(super) fn yaml(error: &serde_yaml::Error, file: FileId, text: &str) -> Diagnostic {
    let said = error.to_string();
    let (problem, context) = match said.split_once(", while ") {
        Some((problem, context)) => (problem, Some(context)),
        None => (said.as_str(), None),
    };
    let reason = problem.split(" at line ").next().unwrap_or(problem);
    let reason = reason.split(" at position ").next().unwrap_or(reason);
    let place = yaml_place(error, file, text);
    let mut diagnostic = Diagnostic::error(
        Code::SyntaxError,
        place,
        format!("the YAML cannot be read: {reason}"),
    );
    if let Some((activity, position)) = context.and_then(|context| context.split_once(" at line "))
        && let Some((line, column)) = position.split_once(" column ")
        && let (Ok(line), Ok(column)) = (line.parse(), column.parse())
    {
        let offset = offset_of(text, line, column);
        diagnostic = diagnostic.related(
            Place::Range(file, mark(text, offset)),
            format!("while {activity}"),
        );
    }
    let hint = HINTS.iter().find(|(words, _)| reason.contains(words));
    let mut hint = hint.map(|(_, help)| *help);
    let range = match &diagnostic.place {
        Place::Range(_, range) => range.clone(),
        _ => text.len()..text.len(),
    };
    let marked = &text[range.clone()];
    if marked == "\t" {
        diagnostic.label = "a tab".to_owned();
        hint = Some("indent with spaces, not tabs");
    } else if let Some(quote) = quote_before(text, range.start)
        && reason.contains("expected key")
    {
        hint = Some(
            "a quoted string ends before this: close the one above it, or use the other kind of quotes",
        );
        diagnostic.related = vec![(
            Place::Range(file, quote..quote + 1),
            "the quoted string begins here".to_owned(),
        )];
    }
    let is_end = range.end >= text.trim_end().len();
    match (hint, is_end) {
        // Not where there is too much text.
        (Some(help), true) if !help.contains("ends before this: remove") && marked != "\t" => {
            diagnostic.help(format!("{help}; or {INCOMPLETE}"))
        }
        (None, true) => diagnostic.help(INCOMPLETE),
        (Some(help), _) => diagnostic.help(help),
        (None, false) => diagnostic,
    }
}

/// The opening quote of a string that ends right before an offset.
fn quote_before(text: &str, offset: usize) -> Option<usize> {
    let before = text.get(..offset)?;
    let inside = before
        .strip_suffix('"')
        .map(|inside| inside.rfind('"'))
        .or_else(|| before.strip_suffix('\'').map(|inside| inside.rfind('\'')));
    inside.flatten()
}

/// The position at which the YAML parser stopped.
pub(super) fn yaml_place(error: &serde_yaml::Error, file: FileId, text: &str) -> Place {
    // For a character that YAML does not allow at all, libyaml knows only the byte.
    let said = error.to_string();
    let position = said
        .split_once(" at position ")
        .and_then(|(_, rest)| rest.split(',').next()?.parse().ok());
    match (position, error.location()) {
        (Some(offset), _) => Place::Range(file, mark(text, offset)),
        (None, Some(at)) => Place::Range(file, mark(text, offset_of(text, at.line(), at.column()))),
        (None, None) => Place::File(file),
    }
}

/// The byte at a line and a column of libyaml: columns count characters from 1, and lines have the line breaks of YAML
/// 1.1.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = super::locate::line_starts(text)
        .get(line.saturating_sub(1))
        .copied()
        .unwrap_or(text.len());
    super::locate::offset_in_line(text, start, column)
}

/// The range of the character at an offset; at the end of the text, of the last one that is not white space.
fn mark(text: &str, offset: usize) -> Range<usize> {
    let offset = offset.min(text.len());
    let at_break = text
        .get(offset..)
        .is_none_or(|rest| rest.trim_start_matches(['\r', '\n']).is_empty());
    let mut start = if at_break {
        text.trim_end().len().saturating_sub(1)
    } else {
        offset
    };
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let length = text[start..].chars().next().map_or(0, char::len_utf8);
    start..start + length
}
