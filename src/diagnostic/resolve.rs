//! Resolves the positions of diagnostics to lines and columns, in one pass over each file.

use std::collections::{HashMap, HashSet};

use super::{Diagnostic, Diagnostics, Place};
use crate::source::{At, FileId, Sources, Span};

/// A diagnostic with its spans.
pub(super) struct Resolved<'d> {
    pub diagnostic: &'d Diagnostic,
    pub span: Option<Span>,
    /// One for each related position.
    pub related: Vec<Option<Span>>,
}

/// The diagnostics in document order, without duplicates at the same span.
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
    // A diagnostic about a whole file precedes those within it; one without a file comes last.
    resolved.sort_by_key(|found| {
        (
            file(found).unwrap_or(FileId(u32::MAX)),
            found.span.as_ref().map(|span| span.range.start),
        )
    });
    resolved
}

/// The file of a diagnostic.
pub(super) fn file(found: &Resolved<'_>) -> Option<FileId> {
    match &found.diagnostic.place {
        // The position may be in a further number of the file.
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
