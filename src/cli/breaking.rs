//! The breaking changes of the document since the last run of `generate`, by the copy of it that the crate has.

use std::fs;
use std::path::Path;

use serde_json::json;
use specfirst::bundle;
use specfirst::diagnostic::Diagnostics;
use specfirst::diff::{Calendar, Change};
use specfirst::output::File;
use specfirst::pipeline::{self, Side};
use specfirst::source::{FileId, Sources};

use super::diff::{sentence, today};
use super::generate::{Generate, counted};

/// The file of a crate with its document: bundled, in the document's own version.
const DOCUMENT: &str = "src/api/openapi.json";

/// How many changes are printed as text, unless `--verbose` asks for all.
const MOST: usize = 20;

/// The breaking changes from the document that the crate in a folder was generated from. Whatever cannot be read or
/// compared has none: the crate is generated all the same.
pub(super) fn changes(dir: &Path, files: &[File]) -> Vec<Change> {
    let new = files.iter().find(|file| file.path() == DOCUMENT);
    let new = new.and_then(|file| std::str::from_utf8(file.contents()).ok());
    let (Some(new), Ok(old)) = (new, fs::read_to_string(dir.join(DOCUMENT))) else {
        return Vec::new();
    };
    // Most runs follow a change of something else, and a comparison takes a while.
    if old == new {
        return Vec::new();
    }
    compared(&old, new)
}

fn compared(old: &str, new: &str) -> Vec<Change> {
    let access = bundle::Access::default();
    let read = |text: &str| -> (Sources, FileId) {
        let mut sources = Sources::new();
        let root = sources.add(DOCUMENT, text);
        (sources, root)
    };
    let ((mut old, old_root), (mut new, new_root)) = (read(old), read(new));
    // What is wrong with the new document is reported when it is generated.
    let (mut old_diagnostics, mut new_diagnostics) = (Diagnostics::new(), Diagnostics::new());
    let changes = pipeline::compare(
        Side {
            sources: &mut old,
            root: old_root,
            access: &access,
            diagnostics: &mut old_diagnostics,
        },
        Side {
            sources: &mut new,
            root: new_root,
            access: &access,
            diagnostics: &mut new_diagnostics,
        },
        Calendar::new(today(), 0),
    );
    let mut changes = changes.ok().flatten().unwrap_or_default();
    changes.retain(Change::is_breaking);
    changes
}

impl Generate {
    /// Prints the changes, a line for each.
    pub(super) fn report_breaking(&self, changes: &[Change]) {
        let most = match self.messages.is_verbose() {
            true => usize::MAX,
            false => MOST,
        };
        for change in changes.iter().take(most) {
            let sentence = sentence(change);
            self.messages
                .print_text(&format_args!("breaking[{}]: {sentence}", change.id));
        }
        if let Some(more @ 1..) = changes.len().checked_sub(most) {
            let more = counted(more, "breaking change");
            self.messages
                .print_text(&format_args!("and {more} more; --verbose prints all"));
        }
        for change in changes {
            self.messages.print_json(json!({
                "type": "breaking",
                "id": change.id,
                "operation": change.operation,
                "subject": change.subject,
                "text": change.text,
                "fingerprint": change.fingerprint,
            }));
        }
    }
}
