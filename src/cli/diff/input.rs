//! The two documents: files, standard input, URLs, and files of a revision in git.

use std::path::Path;

use specfirst::bundle::Access;
use specfirst::source::{FileId, Sources};

/// A document, not parsed yet.
pub(super) struct Input {
    pub sources: Sources,
    pub root: FileId,
    pub access: Access,
}

impl Input {
    pub fn read(name: &str, access: &Access) -> Result<Self, String> {
        let mut sources = Sources::new();
        let root = super::super::read(Path::new(name), &mut sources);
        Ok(Input {
            root: root.map_err(|error| error.to_string())?,
            sources,
            access: access.clone(),
        })
    }
}
