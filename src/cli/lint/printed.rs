//! Findings as they are printed, with names of files, lines and columns.

use std::rc::Rc;

use serde_json::json;
use specfirst::diagnostic::{self, Code, Diagnostics, Place};
use specfirst::lint::{Finding, Report, Severity};
use specfirst::report::{self, Item, Level, Region};
use specfirst::source::{FileId, Node, Sources, Span};

/// The name that Spectral gives to what its parsers find.
const PARSER: &str = "parser";

/// A finding as it is printed.
pub(super) struct Printed {
    pub severity: Severity,
    pub item: Item,
    /// How much of the path Spectral reports.
    pub reported: usize,
}

/// A document that was checked.
pub(super) struct Checked {
    pub root: FileId,
    pub sources: Sources,
    /// The trees of the files; none if the document cannot be parsed.
    pub trees: Vec<(FileId, Rc<Node>)>,
    pub report: Report,
    /// Where files cannot be parsed, and why.
    pub parser: Vec<(Span, String)>,
}

impl Checked {
    /// A document that cannot be parsed.
    pub fn unparsed(root: FileId, sources: Sources, diagnostics: &Diagnostics) -> Self {
        let mut parser = errors(diagnostics, &sources, true);
        if parser.is_empty() {
            let reason = "the document cannot be parsed".to_owned();
            parser.push((sources.span(root, 0..0), reason));
        }
        Self {
            root,
            sources,
            trees: Vec::new(),
            report: Report::default(),
            parser,
        }
    }

    /// The names of the files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let others = self.trees.iter().map(|(file, _)| *file);
        let others = others.filter(|file| *file != self.root);
        let files = std::iter::once(self.root).chain(others);
        files.map(|file| self.sources.name(file))
    }

    /// The findings, those of the parser first.
    pub fn printed(self) -> Vec<Printed> {
        let places: Vec<_> = self
            .report
            .findings
            .iter()
            .map(|finding| finding.at)
            .collect();
        let spans = self.sources.locate_all(&places);
        let of_parser = self.parser.into_iter().map(|(span, message)| {
            let finding = Finding {
                file: span.file,
                at: specfirst::source::At::NONE,
                code: PARSER.to_owned(),
                path: Vec::new(),
                reported: 0,
                message,
                severity: Severity::Error,
                url: None,
            };
            printed(finding, Some(&span), &self.sources)
        });
        let findings = self.report.findings.into_iter().map(|finding| {
            let span = spans.get(&finding.at);
            printed(finding, span, &self.sources)
        });
        of_parser.chain(findings).collect()
    }
}

fn printed(finding: Finding, span: Option<&Span>, sources: &Sources) -> Printed {
    let file = sources.name(finding.file).to_owned();
    let region = span.map(|span| {
        let (text, marked) = sources.line_of(span);
        Region {
            line: span.start.line,
            column: span.start.column,
            end_line: span.end.line,
            end_column: span.end.column,
            text,
            marked,
        }
    });
    let path = finding.path.join("/");
    Printed {
        severity: finding.severity,
        reported: finding.reported,
        item: Item {
            fingerprint: report::fingerprint([
                finding.code.as_str(),
                &file,
                &path,
                &finding.message,
            ]),
            rule: finding.code,
            level: match finding.severity {
                Severity::Error => Level::Error,
                Severity::Warning => Level::Warning,
                Severity::Information => Level::Info,
                Severity::Hint => Level::Hint,
            },
            message: finding.message,
            file,
            region,
            path: finding.path,
            help_uri: finding.url,
        },
    }
}

/// Why files that the document refers to cannot be parsed, with the place.
pub(super) fn syntax_errors(diagnostics: &Diagnostics, sources: &Sources) -> Vec<(Span, String)> {
    errors(diagnostics, sources, false)
}

fn errors(diagnostics: &Diagnostics, sources: &Sources, at_nodes: bool) -> Vec<(Span, String)> {
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity == diagnostic::Severity::Error)
        .filter_map(|diagnostic| {
            let span = match &diagnostic.place {
                Place::Range(file, range) => sources.span(*file, range.clone()),
                Place::File(file) => sources.span(*file, 0..0),
                Place::At(at) if at_nodes => {
                    let located = sources.locate(*at);
                    located.unwrap_or_else(|| sources.span(at.file, 0..0))
                }
                // What is wrong at a node of a file that was parsed.
                Place::At(_) | Place::Nowhere => return None,
            };
            Some((span, diagnostic.message.clone()))
        })
        .collect()
}

/// Members that are there twice, which Spectral's parser reports.
pub(super) fn duplicates(diagnostics: &Diagnostics, sources: &Sources) -> Vec<Finding> {
    let duplicates: Vec<_> = diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.code == Code::DuplicateKey)
        .filter_map(|diagnostic| match diagnostic.place {
            Place::At(at) => Some((at, diagnostic)),
            _ => None,
        })
        .collect();
    let places: Vec<_> = duplicates.iter().map(|(at, _)| *at).collect();
    let spans = sources.locate_all(&places);
    duplicates
        .into_iter()
        .filter_map(|(at, diagnostic)| {
            let path: Vec<String> = spans
                .get(&at)?
                .pointer
                .split('/')
                .skip(1)
                .map(|token| specfirst::source::pointer::unescape(token).into_owned())
                .collect();
            Some(Finding {
                file: at.file,
                at,
                code: PARSER.to_owned(),
                reported: path.len(),
                path,
                message: diagnostic.message.clone(),
                severity: Severity::Error,
                url: None,
            })
        })
        .collect()
}

/// The list that Spectral prints: lines and characters count from 0.
pub(super) fn json_text(found: &[Printed]) -> String {
    let list: Vec<_> = found
        .iter()
        .map(|printed| {
            let item = &printed.item;
            let position = |line: usize, column: usize| {
                json!({ "line": line.saturating_sub(1), "character": column.saturating_sub(1) })
            };
            let (start, end) = match &item.region {
                Some(region) => (
                    position(region.line, region.column),
                    position(region.end_line, region.end_column),
                ),
                None => (position(1, 1), position(1, 1)),
            };
            json!({
                "code": item.rule,
                "path": item.path[..printed.reported],
                "message": item.message,
                "severity": printed.severity.number(),
                "source": item.file,
                "range": { "start": start, "end": end },
                "fingerprint": item.fingerprint,
            })
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&list).unwrap_or_default();
    text.push('\n');
    text
}
