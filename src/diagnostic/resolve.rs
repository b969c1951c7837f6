//! From the places of diagnostics to lines and columns, all of them in one pass over each file.

use std::collections::{HashMap, HashSet};

use super::{Diagnostic, Diagnostics, Place};
use crate::source::{At, FileId, Sources, Span};

/// A diagnostic and where its places stand in the text.
pub(super) struct Resolved<'d> {
    pub diagnostic: &'d Diagnostic,
    pub span: Option<Span>,
    /// As many as the diagnostic has related places.
    pub related: Vec<Option<Span>>,
}

/// The diagnostics in the order of the documents, the same thing said about the same place once only.
pub(super) fn resolve<'d>(diagnostics: &'d Diagnostics, sources: &Sources) -> Vec<Resolved<'d>> {
    let places: Vec<At> = diagnostics
        .iter()
        .flat_map(|diagnostic| {
            std::iter::once(&diagnostic.place)
                .chain(diagnostic.related.iter().map(|(place, _)| place))
        })
        .filter_map(|place| match place {
            Place::At(at) => Some(*at),
            _ => None,
        })
        .collect();
    let spans = sources.locate_all(&places);
    let find = |place: &Place| find(place, sources, &spans);

    let mut seen = HashSet::new();
    let mut resolved: Vec<Resolved<'d>> = diagnostics
        .iter()
        .map(|diagnostic| Resolved {
            diagnostic,
            span: find(&diagnostic.place),
            related: diagnostic
                .related
                .iter()
                .map(|(place, _)| find(place))
                .collect(),
        })
        .filter(|found| {
            let range = found
                .span
                .as_ref()
                .map(|span| (span.file, span.range.start, span.range.end));
            seen.insert((
                found.diagnostic.code,
                file(found),
                range,
                found.diagnostic.message.as_str(),
            ))
        })
        .collect();
    // What concerns a file as a whole comes before what stands in it, what concerns no file comes last.
    resolved.sort_by_key(|found| {
        (
            file(found).unwrap_or(FileId(u32::MAX)),
            found.span.as_ref().map(|span| span.range.start),
        )
    });
    resolved
}

/// The file that a diagnostic is about.
pub(super) fn file(found: &Resolved<'_>) -> Option<FileId> {
    match &found.diagnostic.place {
        // The place may be in a copy of the file.
        Place::At(at) => Some(found.span.as_ref().map_or(at.file, |span| span.file)),
        Place::Range(file, _) | Place::File(file) => Some(*file),
        Place::Nowhere => None,
    }
}

fn find(place: &Place, sources: &Sources, spans: &HashMap<At, Span>) -> Option<Span> {
    match place {
        Place::At(at) => spans.get(at).cloned(),
        Place::Range(file, range) => Some(sources.span(*file, range.clone())),
        Place::File(_) | Place::Nowhere => None,
    }
}
