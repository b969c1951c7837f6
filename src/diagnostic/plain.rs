//! Diagnostics as plain text, for build scripts: without colours, and without a printer's dependencies.

use super::counts::{Counts, limit};
use super::cut::cut;
use super::resolve::{Resolved, file, resolve};
use super::{Diagnostics, Severity};
use crate::source::{Sources, Span};

/// The warnings and notes, each on one line, as `file:line:column: message (code)`; the first ones of each code.
pub fn warnings(diagnostics: &Diagnostics, sources: &Sources) -> Vec<String> {
    let found = resolve(diagnostics, sources);
    let mut counts = Counts::default();
    let printed: Vec<_> = found
        .iter()
        .filter(|found| found.diagnostic.severity != Severity::Error)
        .filter(|found| counts.add(found.diagnostic) <= limit(found.diagnostic.severity))
        .collect();
    let line = |found: &Resolved<'_>| {
        let place = place(found, sources).map_or_else(String::new, |place| format!("{place}: "));
        let diagnostic = found.diagnostic;
        let help = diagnostic
            .help
            .as_ref()
            .map(|help| format!("; {help}"))
            .unwrap_or_default();
        printable(&format!(
            "{place}{} ({}){help}",
            diagnostic.message, diagnostic.code
        ))
    };
    let lines = printed.into_iter().map(line);
    lines.chain(counts.omitted(limit)).collect()
}

/// The errors, and the warnings if they are errors as well, each with the source line and a mark below it, followed by
/// their number.
pub fn report(diagnostics: &Diagnostics, sources: &Sources, warnings: bool) -> String {
    let least = match warnings {
        true => Severity::Warning,
        false => Severity::Error,
    };
    let mut counts = Counts::default();
    let mut text = String::new();
    for found in resolve(diagnostics, sources) {
        let severity = found.diagnostic.severity;
        if severity <= least && counts.add(found.diagnostic) <= limit(severity) {
            text.push_str(&block(&found, sources));
        }
    }
    for line in counts.omitted(limit) {
        text.push_str(&format!("{line}\n"));
    }
    format!("{text}{}\n", counts.total())
}

/// A diagnostic on several lines.
fn block(found: &Resolved<'_>, sources: &Sources) -> String {
    let diagnostic = found.diagnostic;
    let severity = diagnostic.severity.name();
    let message = printable(&diagnostic.message);
    let mut text = format!("{severity}[{}]: {message}\n", diagnostic.code);
    if let Some(place) = place(found, sources) {
        text.push_str(&format!(" --> {place}\n"));
    }
    if let Some(span) = &found.span {
        text.push_str(&excerpt(span, &diagnostic.label, sources));
    }
    for (span, (_, label)) in found.related.iter().zip(&diagnostic.related) {
        if let Some(Span { file, start, .. }) = span {
            let name = sources.name(*file);
            let label = printable(label);
            text.push_str(&format!(
                "  = {name}:{}:{}: {label}\n",
                start.line, start.column
            ));
        }
    }
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("  = help: {}\n", printable(help)));
    }
    text.push('\n');
    text
}

/// The line of a span, and a mark with a label below it.
fn excerpt(span: &Span, label: &str, sources: &Sources) -> String {
    let text = sources.text(span.file);
    let before = text.get(..span.range.start).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..).and_then(|rest| rest.lines().next());
    let line = line.unwrap_or_default();
    let end = span.range.end.min(start + line.len()).max(span.range.start);
    let (line, marked) = cut(line, span.range.start - start..end - start);
    let number = span.start.line.to_string();
    let margin = " ".repeat(number.len());
    let indentation = " ".repeat(line[..marked.start].chars().count());
    let mark = "^".repeat(line[marked].chars().count().max(1));
    let below = format!("{margin} | {indentation}{mark} {}", printable(label));
    format!("{number} | {}\n{}\n", printable(&line), below.trim_end())
}

/// `file:line:column`, or the file alone.
fn place(found: &Resolved<'_>, sources: &Sources) -> Option<String> {
    match (&found.span, file(found)) {
        (Some(Span { file, start, .. }), _) => Some(format!(
            "{}:{}:{}",
            sources.name(*file),
            start.line,
            start.column
        )),
        (None, Some(file)) => Some(sources.name(file).to_owned()),
        (None, None) => None,
    }
}

/// A text on one line, without characters that control a terminal.
fn printable(text: &str) -> String {
    let character = |character: char| match character.is_control() {
        true => ' ',
        false => character,
    };
    text.chars().map(character).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic, Place};

    #[test]
    fn errors_show_their_line() {
        let mut sources = Sources::new();
        let file = sources.add("x.yaml", "a: 1\nbé: \u{1b}2\n");
        let mut diagnostics = Diagnostics::new();
        let place = |start: usize, end: usize| Place::Range(file, start..end);
        diagnostics.push(Diagnostic::warning(
            Code::BadKey,
            place(0, 1),
            "not reported",
        ));
        let error = Diagnostic::error(Code::BadKey, place(5, 8), "bad\nkey");
        let error = error
            .label("this")
            .related(place(0, 1), "as here")
            .help("rename it");
        diagnostics.push(error);
        let report = report(&diagnostics, &sources, false);
        let expected = "error[bad-key]: bad key\n --> x.yaml:2:1\n2 | bé:  2\n  | ^^ this\n  = x.yaml:1:1: as here\n  = help: rename it\n\n1 error\n";
        assert_eq!(report, expected);
    }
}
