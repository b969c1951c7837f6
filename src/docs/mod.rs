//! The texts that the page at `/docs` and readers other than browsers need beside the document: the names of the operations
//! in Rust (`rust.json`), and a list of the operations in Markdown (`llms.txt`).

mod list;
mod names;

pub use list::list;
pub use names::names;

/// The texts beside the document.
#[derive(Clone, Debug)]
pub struct Docs {
    /// `rust.json`.
    pub names: String,
    /// `llms.txt`.
    pub list: String,
}
