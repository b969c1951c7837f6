//! Diagnostics for people: what rustc's look like.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};
use indexmap::IndexMap;

use super::resolve::{Resolved, file, resolve};
use super::{Code, Diagnostic, Diagnostics, Severity};
use crate::source::{Position, Sources, Span};

/// How much of a line is shown on either side of what is marked, in characters; minified JSON is one line.
const AROUND: usize = 60;

/// A line that is only so much longer is not cut.
const MARGIN: usize = 20;

/// More than what is shown of a line before a mark or after it, in bytes.
const SEEN: usize = 1_000;

/// The longest mark, in characters.
const LONGEST: usize = 100;

/// How many of one kind are shown at most: who has read so many knows what the others say.
const WARNINGS: usize = 10;
const ERRORS: usize = 100;

/// What of the diagnostics is shown, and how.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    pub colours: bool,
    /// Warnings beside errors.
    pub warnings: bool,
    /// Every diagnostic, where there are many of a kind.
    pub all: bool,
    /// At the end, how to ask the command line for more.
    pub hint: bool,
}

impl Default for Shown {
    fn default() -> Self {
        Self {
            colours: false,
            warnings: true,
            all: false,
            hint: false,
        }
    }
}

impl Shown {
    fn passes(self, severity: Severity) -> bool {
        self.warnings || severity == Severity::Error
    }

    /// How many of one kind are shown.
    fn most(self, severity: Severity) -> usize {
        match severity {
            _ if self.all => usize::MAX,
            Severity::Error => ERRORS,
            Severity::Warning => WARNINGS,
        }
    }
}

/// The diagnostics in document order, with the source lines marked, and closing lines that count them. Empty if there
/// are none.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, shown: Shown) -> String {
    let renderer = if shown.colours {
        Renderer::styled()
    } else {
        Renderer::plain()
    }
    .decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    let mut counts = Counts::default();
    let resolved = resolve(diagnostics, sources);
    for found in resolved
        .iter()
        .filter(|found| shown.passes(found.diagnostic.severity))
    {
        if counts.add(found.diagnostic) <= shown.most(found.diagnostic.severity) {
            text.push_str(&frame(found, sources, &renderer));
            text.push_str("\n\n");
        }
    }
    text.push_str(&counts.closing(shown));
    text
}

/// How many diagnostics there are of each kind, in the order in which the kinds were met.
#[derive(Default)]
struct Counts(IndexMap<(Severity, Code), usize>);

impl Counts {
    /// Counts one more; tells how many of its kind there are now.
    fn add(&mut self, diagnostic: &Diagnostic) -> usize {
        let count = self
            .0
            .entry((diagnostic.severity, diagnostic.code))
            .or_default();
        *count += 1;
        *count
    }

    fn of(&self, severity: Severity) -> usize {
        let counts = self.0.iter().filter(|((found, _), _)| *found == severity);
        counts.map(|(_, count)| count).sum()
    }

    /// What is not shown, how many there are, and how to learn more.
    fn closing(&self, shown: Shown) -> String {
        let mut text = String::new();
        let hidden = self.hidden(|severity| shown.most(severity));
        if !hidden.is_empty() {
            text.push_str("not shown:\n");
        }
        for line in &hidden {
            text.push_str(&format!("    {line}\n"));
        }
        let counted = count(self.of(Severity::Error), self.of(Severity::Warning));
        text.push_str(&counted);
        // An error is what one asks about first.
        let Some(((_, code), _)) = self.0.iter().min_by_key(|((severity, _), _)| *severity) else {
            return text;
        };
        if shown.hint && !hidden.is_empty() {
            text.push_str("; `--verbose` shows all");
        }
        if shown.hint {
            text.push_str(&format!("; `specfirst explain {code}` tells more"));
        }
        text.push('\n');
        text
    }

    /// "240 more of invalid-example", for each kind that there are more of than are shown.
    fn hidden(&self, most: impl Fn(Severity) -> usize) -> Vec<String> {
        let more = |((severity, code), count): (&(Severity, Code), &usize)| {
            let more = count.saturating_sub(most(*severity));
            (more > 0).then(|| format!("{more} more of {code}"))
        };
        self.0.iter().filter_map(more).collect()
    }
}

/// Warnings, each on one line, as `file:line:column: message (code)`; of many of a kind the first ones.
pub fn warnings(diagnostics: &Diagnostics, sources: &Sources) -> Vec<String> {
    let found = resolve(diagnostics, sources);
    let mut counts = Counts::default();
    let shown: Vec<_> = found
        .iter()
        .filter(|found| found.diagnostic.severity == Severity::Warning)
        .filter(|found| counts.add(found.diagnostic) <= WARNINGS)
        .collect();
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
    let lines = shown.into_iter().map(line);
    lines.chain(counts.hidden(|_| WARNINGS)).collect()
}

/// "2 errors, 1 warning"; empty for none.
fn count(errors: usize, warnings: usize) -> String {
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

    let mut offset = start;
    let lines = text[start..end].split('\n').map(|line| {
        let whole = offset..=offset + line.len();
        offset += line.len() + 1;
        let mark = marks
            .iter()
            .find(|mark| whole.contains(&mark.span.range.start));
        (line, whole, mark)
    });
    let mut shown = String::new();
    let mut annotations = Vec::new();
    let mut lines = lines.peekable();
    let mut is_behind_mark = false;
    while let Some((line, whole, mark)) = lines.next() {
        if let Some(mark) = mark {
            let offset = *whole.start();
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
        } else if is_behind_mark && lines.peek().is_some_and(|(_, _, next)| next.is_some()) {
            // A single line is not folded.
            shown.push_str(&cut(line, 0..0).0);
        }
        shown.push('\n');
        is_behind_mark = mark.is_some();
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
    // White space at the end goes, unless it is what is marked.
    let line = line.trim_end_matches('\r');
    let line = &line[..line.trim_end().len().max(marked.end.min(line.len()))];
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
    use crate::diagnostic::Place;

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
        let shown = render(&diagnostics, &sources, Shown::default());
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
        assert!(!render(&diagnostics, &sources, Shown::default()).contains(['\u{1b}', '\u{7}']));
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
        let shown = render(&diagnostics, &sources, Shown::default());
        let places: Vec<_> = shown
            .lines()
            .filter(|line| line.contains("-->"))
            .map(str::trim)
            .collect();
        assert_eq!(places, ["--> x.yaml:1:1", "--> x.yaml:2:1"]);
        assert!(shown.ends_with("2 warnings\n"), "{shown}");
    }

    #[test]
    fn many_of_a_kind_are_counted() {
        let mut sources = Sources::new();
        let file = sources.add("x.yaml", "x".repeat(3000));
        let mut diagnostics = Diagnostics::new();
        for offset in 0..3000 {
            let place = Place::Range(file, offset..offset + 1);
            diagnostics.push(Diagnostic::warning(Code::BadKey, place, "m"));
        }
        diagnostics.push(Diagnostic::error(Code::BadMerge, file, "e"));
        let shown = |all| {
            let shown = Shown {
                all,
                hint: true,
                ..Shown::default()
            };
            render(&diagnostics, &sources, shown)
        };
        let text = shown(false);
        assert_eq!(text.matches("warning[bad-key]").count(), WARNINGS);
        let closing = "not shown:\n    2990 more of bad-key\n1 error, 3000 warnings; `--verbose` shows all; \
            `specfirst explain bad-merge` tells more\n";
        assert!(text.ends_with(closing), "{text}");
        let text = shown(true);
        assert_eq!(text.matches("warning[bad-key]").count(), 3000);
        assert_eq!(warnings(&diagnostics, &sources).len(), WARNINGS + 1);
    }
}
