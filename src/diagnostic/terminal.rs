//! Diagnostics for people: what rustc's look like.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};

use super::resolve::{Resolved, file, resolve};
use super::{Diagnostics, Severity};
use crate::source::{Position, Sources, Span};

/// How much of a line is shown on either side of what is marked, in characters; minified JSON is one line.
const AROUND: usize = 60;

/// A line that is only so much longer is not cut.
const MARGIN: usize = 20;

/// More than what is shown of a line before a mark or after it, in bytes.
const SEEN: usize = 1_000;

/// The longest mark, in characters.
const LONGEST: usize = 100;

/// All diagnostics in document order, with the source lines marked, and a closing line that counts them.
/// Empty if there are none.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, colours: bool) -> String {
    render_if(diagnostics, sources, colours, |_| true)
}

/// As [`render`], but only those of the severities that pass.
pub fn render_if(
    diagnostics: &Diagnostics,
    sources: &Sources,
    colours: bool,
    passes: impl Fn(Severity) -> bool,
) -> String {
    let renderer = if colours {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
    .decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    let (mut errors, mut warnings) = (0, 0);
    for found in resolve(diagnostics, sources)
        .iter()
        .filter(|found| passes(found.diagnostic.severity))
    {
        match found.diagnostic.severity {
            Severity::Error => errors += 1,
            Severity::Warning => warnings += 1,
        }
        text.push_str(&frame(found, sources, &renderer));
        text.push_str("\n\n");
    }
    let closing = count(errors, warnings);
    if !closing.is_empty() {
        text.push_str(&closing);
        text.push('\n');
    }
    text
}

/// Each diagnostic on one line, as `file:line:column: message (code)`.
pub fn lines(
    diagnostics: &Diagnostics,
    sources: &Sources,
    passes: impl Fn(Severity) -> bool,
) -> Vec<String> {
    let found = resolve(diagnostics, sources);
    let found = found
        .iter()
        .filter(|found| passes(found.diagnostic.severity));
    let line = |found: &Resolved<'_>| {
        let place = match (&found.span, file(found)) {
            (Some(Span { file, start, .. }), _) => {
                format!("{}:{}:{}: ", sources.name(*file), start.line, start.column)
            }
            (None, Some(file)) => format!("{}: ", sources.name(file)),
            (None, None) => String::new(),
        };
        let diagnostic = found.diagnostic;
        let help = diagnostic
            .help
            .as_ref()
            .map(|help| format!("; {help}"))
            .unwrap_or_default();
        // A line break would end the line, and a control character reach the terminal.
        let line = format!("{place}{} ({}){help}", diagnostic.message, diagnostic.code);
        line.chars()
            .map(|character| {
                if character.is_control() {
                    ' '
                } else {
                    character
                }
            })
            .collect()
    };
    found.map(line).collect()
}

/// "2 errors, 1 warning"; empty for none.
pub fn count(errors: usize, warnings: usize) -> String {
    let count = |number: usize, word: &str| match number {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{number} {word}s")),
    };
    [count(errors, "error"), count(warnings, "warning")]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

fn frame(found: &Resolved<'_>, sources: &Sources, renderer: &Renderer) -> String {
    let diagnostic = found.diagnostic;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(
        level
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.code.name()),
    );
    let mut origins = Vec::new();
    let primary = found.span.as_ref().map(|span| Mark {
        span,
        label: &diagnostic.label,
        kind: AnnotationKind::Primary,
    });
    if primary.is_none()
        && let Some(file) = file(found)
    {
        group = group.element(Origin::path(sources.name(file)));
    }
    let related = found.related.iter().zip(&diagnostic.related);
    let related = related.filter_map(|(place, (_, label))| {
        Some(Mark {
            span: place.as_ref()?,
            label,
            kind: AnnotationKind::Context,
        })
    });
    for frame in frames(primary.into_iter().chain(related).collect()) {
        group = excerpt(group, &frame, sources, &mut origins);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
    }
    // Of a line that was cut the renderer knows only the columns of what is left.
    origins
        .into_iter()
        .fold(renderer.render(&[group]), |text, (cut, whole)| {
            text.replacen(&cut, &whole, 1)
        })
}

/// A part of a text to be marked, and with what words.
struct Mark<'d> {
    span: &'d Span,
    label: &'d str,
    kind: AnnotationKind,
}

/// Puts the marks of a file together, but no two on one line; the first one, the primary, is in the first frame.
fn frames(marks: Vec<Mark<'_>>) -> Vec<Vec<Mark<'_>>> {
    let mut frames: Vec<Vec<Mark<'_>>> = Vec::new();
    for mark in marks {
        let beside = |other: &Mark<'_>| {
            other.span.file == mark.span.file && other.span.start.line != mark.span.start.line
        };
        match frames.iter_mut().find(|frame| frame.iter().all(beside)) {
            Some(frame) => frame.push(mark),
            None => frames.push(vec![mark]),
        }
    }
    frames
}

/// Shows the lines of some marks, each cut to what is around its mark.
///
/// Only the lines from the first to the last mark are handed over, and of those without a mark nothing, which the
/// renderer folds: it would go through the whole text for every message.
fn excerpt<'g>(
    group: Group<'g>,
    marks: &[Mark<'g>],
    sources: &'g Sources,
    origins: &mut Vec<(String, String)>,
) -> Group<'g> {
    let (Some(primary), Some(first), Some(last)) = (
        marks.first(),
        marks.iter().min_by_key(|mark| mark.span.range.start),
        marks.iter().max_by_key(|mark| mark.span.range.start),
    ) else {
        return group;
    };
    let text = sources.text(primary.span.file);
    // Of a long line no more than what is shown, at least: all lines together may be one.
    let least = floor(text, first.span.range.start.saturating_sub(SEEN));
    let start = text[least..first.span.range.start]
        .rfind('\n')
        .map_or(least, |before| least + before + 1);
    let most = floor(text, last.span.range.end + SEEN);
    let end = text[last.span.range.start..most]
        .find('\n')
        .map_or(most, |after| last.span.range.start + after);

    let mut shown = String::new();
    let mut annotations = Vec::new();
    let mut offset = start;
    for line in text[start..end].split('\n') {
        let whole = offset..=offset + line.len();
        if let Some(mark) = marks
            .iter()
            .find(|mark| whole.contains(&mark.span.range.start))
        {
            let marked =
                mark.span.range.start - offset..mark.span.range.end.min(*whole.end()) - offset;
            let (cut, marked) = cut(line, marked);
            let Position { line, column } = mark.span.start;
            let place = format!("{}:{line}", sources.name(mark.span.file));
            let cut_column = cut[..marked.start].chars().count() + 1;
            if cut_column != column {
                origins.push((format!("{place}:{cut_column}"), format!("{place}:{column}")));
            }
            let label = (!mark.label.is_empty()).then(|| normalize_untrusted_str(mark.label));
            annotations.push(
                mark.kind
                    .span(shown.len() + marked.start..shown.len() + marked.end)
                    .label(label),
            );
            shown.push_str(&cut);
        }
        shown.push('\n');
        offset += line.len() + 1;
    }
    let snippet = Snippet::source(shown)
        .line_start(first.span.start.line)
        .path(sources.name(primary.span.file));
    group.element(snippet.annotations(annotations))
}

/// The offset, or the beginning of the character that it is in, or the end of the text.
fn floor(text: &str, offset: usize) -> usize {
    let offsets = (0..=offset.min(text.len())).rev();
    offsets
        .into_iter()
        .find(|offset| text.is_char_boundary(*offset))
        .unwrap_or_default()
}

/// Takes out of a line what is far from the marked bytes, and tells where these are now.
fn cut(line: &str, marked: Range<usize>) -> (String, Range<usize>) {
    let line = line.trim_end();
    let (before, rest) = line.split_at(marked.start.min(line.len()));
    let (mark, after) = rest.split_at(marked.len().min(rest.len()));

    let mut cut = String::new();
    match before.char_indices().rev().nth(AROUND) {
        Some((far, _)) if before.chars().rev().nth(AROUND + MARGIN).is_some() => {
            cut.push('…');
            cut.extend(before[far..].chars().skip(1));
        }
        _ => cut.push_str(before),
    }
    let start = cut.len();
    cut.extend(mark.chars().take(LONGEST));
    let end = cut.len();
    if mark.chars().nth(LONGEST).is_some() {
        cut.push('…');
    } else if after.chars().nth(AROUND + MARGIN).is_some() {
        cut.extend(after.chars().take(AROUND));
        cut.push('…');
    } else {
        cut.push_str(after);
    }
    (cut, start..end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Diagnostic, Place};

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let long = "é".repeat(500_000);
        let text = format!("{{\"{long}\": \"here\", \"{long}\": 1}}");
        let at = text.find("\"here\"").unwrap();
        let mut sources = Sources::new();
        let file = sources.add("x.json", &text);
        let mut diagnostics = Diagnostics::new();
        diagnostics
            .push(Diagnostic::error(Code::BadKey, Place::Range(file, at..at + 6), "m").label("l"));
        let shown = render(&diagnostics, &sources, false);
        assert!(shown.len() < 1000, "{shown}");
        assert!(shown.contains("x.json:1:500006"), "{shown}");
        assert!(shown.contains("…") && shown.contains("\"here\""), "{shown}");
    }

    #[test]
    fn what_the_document_says_reaches_no_terminal_as_a_command() {
        let mut sources = Sources::new();
        let file = sources.add("x.yaml", "a: \u{1b}[31m\n");
        let mut diagnostics = Diagnostics::new();
        let place = Place::Range(file, 0..1);
        let evil = "\u{1b}]0;owned\u{7}";
        diagnostics.push(
            Diagnostic::error(Code::BadKey, place.clone(), evil)
                .label(evil)
                .related(place, evil)
                .help(evil),
        );
        assert!(!render(&diagnostics, &sources, false).contains(['\u{1b}', '\u{7}']));
    }

    #[test]
    fn the_same_is_said_once_and_in_order() {
        let mut sources = Sources::new();
        let file = sources.add("x.yaml", "a: 1\nb: 2\n");
        let mut diagnostics = Diagnostics::new();
        for (start, message) in [(5, "second"), (0, "first"), (5, "second")] {
            diagnostics.push(Diagnostic::warning(
                Code::BadKey,
                Place::Range(file, start..start + 1),
                message,
            ));
        }
        let shown = render(&diagnostics, &sources, false);
        let places: Vec<_> = shown
            .lines()
            .filter(|line| line.contains("-->"))
            .map(str::trim)
            .collect();
        assert_eq!(places, ["--> x.yaml:1:1", "--> x.yaml:2:1"]);
        assert!(shown.ends_with("2 warnings\n"), "{shown}");
    }
}
