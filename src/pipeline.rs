//! The table of contents: from a document to files.

mod assemble;
mod stubs;

use std::thread::{Builder, ScopedJoinHandle};

use crate::bundle::{self, Access, Bundled};
use crate::check::check;
use crate::contract;
use crate::diagnostic::{Code, Diagnostics};
use crate::error::Error;
use crate::lower::lower;
use crate::normalize::normalize;
use crate::output::File;
use crate::render::{Renderer, Runtime};
use crate::rust::{Names, views};
use crate::source::{FileId, Sources};
use crate::upgrade::upgrade;
use crate::version;

pub use stubs::{Stub, Stubs};

/// What the caller decides.
#[derive(Clone, Debug)]
pub struct Options {
    /// The document as headers name it.
    pub spec_label: String,
    /// The command that regenerates, as headers name it.
    pub command: String,
    /// Whether there is a server.
    pub server: bool,
    /// Whether there is a client.
    pub client: bool,
    /// Where the runtime of the generated code comes from.
    pub runtime: Runtime,
    /// Where the document's references may lead.
    pub access: Access,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            spec_label: String::new(),
            command: String::new(),
            server: true,
            client: true,
            runtime: Runtime::default(),
            access: Access::default(),
        }
    }
}

/// What was made of a document.
#[derive(Debug)]
pub struct Generated {
    /// The crate's name.
    pub name: String,
    pub files: Vec<File>,
    /// How many operations there are.
    pub operations: usize,
    /// How many types have a name.
    pub types: usize,
    /// The lines of `[dependencies]` that the generated files need.
    pub dependencies: Vec<String>,
    /// What handlers.rs must have, in order.
    pub stubs: Stubs,
}

/// Makes a crate. `None`: there are errors among the diagnostics.
pub fn generate(
    sources: &mut Sources,
    root: FileId,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Generated>, Error> {
    run(sources, root, options, diagnostics, assemble::package)
}

/// Makes a module in one file, `api.rs`, for a build script. `None`: there are errors among the diagnostics.
pub fn generate_module(
    sources: &mut Sources,
    root: FileId,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Vec<File>>, Error> {
    let generated = run(sources, root, options, diagnostics, assemble::module)?;
    Ok(generated.map(|generated| generated.files))
}

/// Makes one document of a document and all files that it refers to. `None`: there are errors among the diagnostics.
pub fn bundle(
    sources: &mut Sources,
    root: FileId,
    access: &Access,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Bundled>, Error> {
    with_stack(|| {
        let bundled = load(sources, root, access, diagnostics)?;
        if let Some(Bundled { tree, .. }) = &bundled {
            // Nothing but to tell what is wrong with it: all of it where it is no document, and else what a bundle is
            // about.
            let is_document = version::declared(tree).is_some();
            let mut found = diagnostics.clone();
            normalize(&upgrade(tree, &mut found), &mut found);
            let found = found.into_iter();
            diagnostics
                .extend(found.filter(|it| !is_document || it.code == Code::UnresolvedReference));
        }
        Ok(bundled.filter(|_| !diagnostics.has_errors()))
    })
}

/// Schemas refer to each other in chains as long as the document; this is enough for thousands.
const STACK: usize = 256 << 20;

/// Runs some work on a stack of its own.
fn with_stack<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    std::thread::scope(|scope| {
        let thread = thread().spawn_scoped(scope, work);
        joined(thread.map_err(|error| Error::io("start a thread for", "specfirst", error))?)
    })
}

/// Runs some work, and some other beside it; where there can be no more threads, one after the other.
fn beside<T: Send, U>(work: impl Fn() -> T + Sync, other: impl FnOnce() -> U) -> (T, U) {
    std::thread::scope(|scope| match thread().spawn_scoped(scope, &work) {
        Ok(thread) => {
            let other = other();
            (joined(thread), other)
        }
        Err(_) => (work(), other()),
    })
}

fn thread() -> Builder {
    Builder::new().stack_size(STACK)
}

fn joined<T>(thread: ScopedJoinHandle<T>) -> T {
    let panicked = |panic| std::panic::resume_unwind(panic);
    thread.join().unwrap_or_else(panicked)
}

/// Runs all stages.
fn run(
    sources: &mut Sources,
    root: FileId,
    options: &Options,
    diagnostics: &mut Diagnostics,
    assemble: assemble::Assemble,
) -> Result<Option<Generated>, Error> {
    with_stack(|| stages(sources, root, options, diagnostics, assemble))
}

/// Reads a document and all files that it refers to.
fn load(
    sources: &mut Sources,
    root: FileId,
    access: &Access,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Bundled>, Error> {
    match sources.parse(root, diagnostics) {
        Some(tree) => bundle::bundle(tree, root, sources, access, diagnostics).map(Some),
        None => Ok(None),
    }
}

fn stages(
    sources: &mut Sources,
    root: FileId,
    options: &Options,
    diagnostics: &mut Diagnostics,
    assemble: assemble::Assemble,
) -> Result<Option<Generated>, Error> {
    let Some(Bundled { tree, .. }) = load(sources, root, &options.access, diagnostics)? else {
        return Ok(None);
    };
    let upgraded = upgrade(&tree, diagnostics);
    let Some((mut document, written)) = normalize(&upgraded, diagnostics) else {
        return Ok(None);
    };
    check(&mut document, &written, diagnostics);
    let api = lower(&document, diagnostics);
    if diagnostics.has_errors() {
        return Ok(None);
    }
    let names = Names::choose(&api);
    let keys = names.keys();
    // Neither knows of the other, and both take their time.
    let ((contract, served), mut views) = beside(
        || {
            let contract = contract::write(&api, &document.schemas, &keys);
            (contract, assemble::document(&tree.to_json()))
        },
        || views(&api, &names),
    );
    views.server.patterns = contract.parts.contains("patterns");
    views.package.uses.parts.extend(contract.parts);
    let data = assemble::Data {
        contract: contract.text,
        document: served,
    };
    let renderer = Renderer::new()?;
    let files = assemble(&renderer, &views, &data, options)?;
    Ok(Some(Generated {
        name: names.package.clone(),
        files,
        operations: api.operations.len(),
        types: api.types.len(),
        dependencies: renderer.dependencies(&views, options.runtime)?,
        stubs: Stubs::new(&api, views.handlers),
    }))
}
