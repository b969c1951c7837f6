//! Diagnostics for people, in the style of rustc.

#[cfg(test)]
mod tests;

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};

use super::counts::{self, Counts};
use super::cut::cut;
use super::resolve::{Resolved, file, resolve};
use super::{Diagnostics, Severity};
use crate::source::{Position, Sources, Span};

/// Upper bound, in bytes, on what is printed of a line before or after a mark.
const CONTEXT_BYTES: usize = 1_000;

/// What is printed, and how.
#[derive(Clone, Copy, Debug)]
pub struct RenderOptions {
    pub colours: bool,
    /// The least severe of the printed diagnostics.
    pub least: Severity,
    /// Every diagnostic, however many there are of a code.
    pub all: bool,
    /// At the end, the flags and commands that tell more.
    pub hint: bool,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            colours: false,
            least: Severity::Note,
            all: false,
            hint: false,
        }
    }
}

impl RenderOptions {
    fn passes(self, severity: Severity) -> bool {
        severity <= self.least
    }

    /// The number of printed diagnostics of one code.
    fn limit(self, severity: Severity) -> usize {
        match severity {
            _ if self.all => usize::MAX,
            severity => counts::limit(severity),
        }
    }
}

/// The diagnostics in document order, with the source lines marked, followed by their number. Empty if there are none.
pub fn render(diagnostics: &Diagnostics, sources: &Sources, options: RenderOptions) -> String {
    let renderer = if options.colours {
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
        .filter(|found| options.passes(found.diagnostic.severity))
    {
        if counts.add(found.diagnostic) <= options.limit(found.diagnostic.severity) {
            text.push_str(&render_one(found, sources, &renderer));
            text.push_str("\n\n");
        }
    }
    text.push_str(&summary(&counts, options));
    text
}

/// What is not printed, the totals, and how to learn more.
fn summary(counts: &Counts, options: RenderOptions) -> String {
    let mut text = String::new();
    let omitted = counts.omitted(|severity| options.limit(severity));
    if !omitted.is_empty() {
        text.push_str("not printed:\n");
    }
    for line in &omitted {
        text.push_str(&format!("    {line}\n"));
    }
    text.push_str(&counts.total());
    if counts.is_empty() {
        return text;
    }
    if options.hint && !omitted.is_empty() {
        text.push_str("; `--verbose` shows all");
    }
    if options.hint {
        text.push_str(&match counts.only_code() {
            Some(code) => format!("; `specfirst explain {code}` tells more"),
            None => "; `specfirst explain CODE` tells more about a code in brackets".to_owned(),
        });
    }
    text.push('\n');
    text
}

fn render_one(found: &Resolved<'_>, sources: &Sources, renderer: &Renderer) -> String {
    let diagnostic = found.diagnostic;
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
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
    for render_one in groups(primary.into_iter().chain(related).collect()) {
        group = excerpt(group, &render_one, sources, &mut origins);
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
    }
    // The renderer knows only the columns of a cut line.
    origins
        .into_iter()
        .fold(renderer.render(&[group]), |text, (cut, whole)| {
            text.replacen(&cut, &whole, 1)
        })
}

/// A marked span with its label.
struct Mark<'d> {
    span: &'d Span,
    label: &'d str,
    kind: AnnotationKind,
}

/// Groups the marks by file, each on a line of its own; the primary mark is in the first group.
fn groups(marks: Vec<Mark<'_>>) -> Vec<Vec<Mark<'_>>> {
    let mut groups: Vec<Vec<Mark<'_>>> = Vec::new();
    for mark in marks {
        let is_on_another_line = |other: &Mark<'_>| {
            other.span.file == mark.span.file && other.span.start.line != mark.span.start.line
        };
        match groups
            .iter_mut()
            .find(|render_one| render_one.iter().all(is_on_another_line))
        {
            Some(render_one) => render_one.push(mark),
            None => groups.push(vec![mark]),
        }
    }
    groups
}

/// Adds the lines of some marks to a group, each cut to the surroundings of its mark.
///
/// The renderer gets only the lines from the first mark to the last, and empty ones in place of those without a mark,
/// which it folds: it would scan the whole text for every diagnostic.
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
    let shown = lines_around(text, &first.span.range, &last.span.range);
    let mut offset = shown.start;
    let lines = text[shown].split('\n').map(|line| {
        let whole = offset..=offset + line.len();
        offset += line.len() + 1;
        let mut marks = marks.iter();
        let mark = marks.find(|mark| whole.contains(&mark.span.range.start));
        (line, whole, mark)
    });
    let mut printed = String::new();
    let mut annotations = Vec::new();
    let mut lines = lines.peekable();
    let mut is_after_mark = false;
    while let Some((line, whole, mark)) = lines.next() {
        if let Some(mark) = mark {
            let offset = *whole.start();
            let marked =
                mark.span.range.start - offset..mark.span.range.end.min(*whole.end()) - offset;
            let (cut, marked) = cut(line, marked);
            origins.extend(cut_origin(mark, &cut[..marked.start], sources));
            let label = (!mark.label.is_empty()).then(|| normalize_untrusted_str(mark.label));
            let marked = printed.len() + marked.start..printed.len() + marked.end;
            annotations.push(mark.kind.span(marked).label(label));
            printed.push_str(&cut);
        } else if is_after_mark && lines.peek().is_some_and(|(_, _, next)| next.is_some()) {
            // A single line is not folded.
            printed.push_str(&cut(line, 0..0).0);
        }
        printed.push('\n');
        is_after_mark = mark.is_some();
    }
    let snippet = Snippet::source(printed)
        .line_start(first.span.start.line)
        .path(sources.name(primary.span.file));
    group.element(snippet.annotations(annotations))
}

/// The range from the beginning of the line of `first` to the end of that of `last`. Of a long line it has
/// `CONTEXT_BYTES` at most on either side, since the whole text may be one line.
fn lines_around(text: &str, first: &Range<usize>, last: &Range<usize>) -> Range<usize> {
    let least = char_boundary(text, first.start.saturating_sub(CONTEXT_BYTES));
    let start = text[least..first.start]
        .rfind('\n')
        .map_or(least, |before| least + before + 1);
    let most = char_boundary(text, last.end + CONTEXT_BYTES);
    let end = text[last.start..most]
        .find('\n')
        .map_or(most, |after| last.start + after);
    start..end
}

/// The position of a mark as the renderer prints it, and the right one, if they differ: `before` is what is left of the
/// line before the mark.
fn cut_origin(mark: &Mark<'_>, before: &str, sources: &Sources) -> Option<(String, String)> {
    let Position { line, column } = mark.span.start;
    let place = format!("{}:{line}", sources.name(mark.span.file));
    let cut_column = before.chars().count() + 1;
    (cut_column != column).then(|| (format!("{place}:{cut_column}"), format!("{place}:{column}")))
}

/// The offset, moved back to the beginning of its character, and no further than the end of the text.
fn char_boundary(text: &str, offset: usize) -> usize {
    let offsets = (0..=offset.min(text.len())).rev();
    offsets
        .into_iter()
        .find(|offset| text.is_char_boundary(*offset))
        .unwrap_or_default()
}
