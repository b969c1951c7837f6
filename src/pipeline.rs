//! Runs all stages, from a document to files.

mod assemble;
mod stubs;

use std::thread::{Builder, ScopedJoinHandle};

use serde_json::Value;

use crate::api::{Api, Section};
use crate::bundle::{self, Access, Bundled};
use crate::check::check;
use crate::contract;
use crate::diagnostic::{Code, Diagnostics};
use crate::docs::{self, Docs};
use crate::dump::{self, Stage};
use crate::error::Error;
use crate::lower::lower;
use crate::normalize::{Document, normalize};
use crate::output::File;
use crate::render::{Renderer, Runtime};
use crate::rust::{Names, Views, views};
use crate::schema::Schemas;
use crate::source::{FileId, Node, Sources};
use crate::upgrade::upgrade;
use crate::version;

pub use stubs::{AUTH, Signature, Stub, Stubs};

/// The options of a run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The document's name in headers of generated files.
    pub spec_label: String,
    /// The command that regenerates, in headers of generated files.
    pub command: String,
    /// Whether to generate a server.
    pub server: bool,
    /// Whether to generate a client.
    pub client: bool,
    /// Whether to generate the receiver of webhooks and callbacks, if the document has any.
    pub receiver: bool,
    /// Where the runtime of the generated code comes from.
    pub runtime: Runtime,
    /// The name of the crate's library, as an identifier; without one, it is after the document's title.
    pub library: Option<String>,
    /// Which files and hosts references may lead to.
    pub access: Access,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            spec_label: String::new(),
            command: String::new(),
            server: true,
            client: true,
            receiver: true,
            runtime: Runtime::default(),
            library: None,
            access: Access::default(),
        }
    }
}

/// The result of a run.
#[derive(Debug)]
pub struct Generated {
    /// The crate's name.
    pub name: String,
    /// The name of its library, as an identifier.
    pub library: String,
    pub files: Vec<File>,
    /// The number of operations that the server has.
    pub operations: usize,
    /// The number of operations of webhooks.
    pub webhooks: usize,
    /// The number of operations of callbacks.
    pub callbacks: usize,
    /// The number of named types.
    pub types: usize,
    /// The lines of `[dependencies]` that the generated files need.
    pub dependencies: Vec<String>,
    /// The methods that handlers.rs must have, in order.
    pub stubs: Stubs,
}

/// Generates a crate. Returns `None` if the diagnostics contain errors.
///
/// # Errors
/// If a file cannot be read, or a template fails, which is a bug.
pub fn generate(
    sources: &mut Sources,
    root: FileId,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Generated>, Error> {
    run(sources, root, options, diagnostics, assemble::package)
}

/// Generates a module in one file, `api.rs`, for a build script. Returns `None` if the diagnostics contain errors.
///
/// # Errors
/// As for [`generate`].
pub fn generate_module(
    sources: &mut Sources,
    root: FileId,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Vec<File>>, Error> {
    let generated = run(sources, root, options, diagnostics, assemble::module)?;
    Ok(generated.map(|generated| generated.files))
}

/// Generates the documentation of a document, as files for a web server. Returns `None` if the diagnostics contain errors.
///
/// # Errors
/// As for [`generate`].
pub fn generate_docs(
    sources: &mut Sources,
    root: FileId,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Generated>, Error> {
    run(sources, root, options, diagnostics, assemble::site)
}

/// Bundles a document and all files that it refers to. Returns `None` if the diagnostics contain errors.
///
/// # Errors
/// If a file cannot be read.
pub fn bundle(
    sources: &mut Sources,
    root: FileId,
    access: &Access,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Bundled>, Error> {
    with_stack(|| {
        let bundled = load(sources, root, access, diagnostics)?;
        if let Some(Bundled { tree, .. }) = &bundled {
            // Only for diagnostics: unresolved references, and everything if this is not an OpenAPI document.
            let is_document = version::declared(tree).is_some();
            let mut all = diagnostics.clone();
            normalize(&upgrade(tree, &mut all), &mut all);
            let all = all.into_iter();
            diagnostics
                .extend(all.filter(|it| !is_document || it.code == Code::UnresolvedReference));
        }
        Ok(bundled.filter(|_| !diagnostics.has_errors()))
    })
}

/// What a server needs to know of a document that is not compiled.
#[derive(Debug)]
pub struct Served {
    pub api: Api,
    pub schemas: Schemas,
    /// The names of the operations, in the order of [`Api::operations`].
    pub keys: Vec<String>,
    /// The text of `contract.jsonl`.
    pub contract: String,
    /// The shapes of schemas in XML; empty if there is no XML.
    pub xml: String,
    /// The document as JSON.
    pub document: String,
    /// The texts of the page that shows it.
    pub docs: Docs,
}

/// Compiles a document for a server, without code. Returns `None` if the diagnostics contain errors.
///
/// # Errors
/// If a file cannot be read.
pub fn serve(
    sources: &mut Sources,
    root: FileId,
    access: &Access,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Served>, Error> {
    with_stack(|| {
        let Some(Bundled { tree, .. }) = load(sources, root, access, diagnostics)? else {
            return Ok(None);
        };
        let Some(document) = document(&tree, diagnostics) else {
            return Ok(None);
        };
        let api = lower(&document, diagnostics);
        if diagnostics.has_errors() {
            return Ok(None);
        }
        let names = Names::choose(&api);
        let keys = names.keys();
        let (contract, docs) = join(
            || contract::write(&api, &document.schemas, &keys),
            || page(&tree, &api, &names, &views(&api, &names)),
        );
        Ok(Some(Served {
            contract: contract.text,
            xml: contract::xml(&api),
            document: assemble::document(&tree.to_json()),
            docs,
            schemas: document.schemas,
            keys,
            api,
        }))
    })
}

/// Runs a closure on a thread of its own, which has a large stack and ends with the closure.
///
/// # Errors
/// If the thread cannot be started.
#[cfg(feature = "mock")]
pub(crate) fn spawn(work: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    thread().spawn(work).map(drop)
}

/// The data of one stage as JSON, with the positions of nodes. Returns `None` if an earlier stage found errors.
///
/// # Errors
/// If a file cannot be read.
pub fn dump(
    sources: &mut Sources,
    root: FileId,
    stage: Stage,
    access: &Access,
    diagnostics: &mut Diagnostics,
) -> Result<Option<Value>, Error> {
    with_stack(|| {
        let Some(Bundled { tree, .. }) = load(sources, root, access, diagnostics)? else {
            return Ok(None);
        };
        let dumped = document(&tree, diagnostics)
            .and_then(|document| dump::stage(stage, &document, diagnostics));
        Ok(dumped.map(|value| dump::located(value, sources)))
    })
}

/// A document that is compared with another one, and what it was read from.
#[cfg(feature = "cli")]
#[derive(Debug)]
pub struct Side<'a> {
    /// The files; those that references name are added.
    pub sources: &'a mut Sources,
    /// The document.
    pub root: FileId,
    /// Which files and hosts its references may lead to.
    pub access: &'a Access,
    /// What is wrong with it.
    pub diagnostics: &'a mut Diagnostics,
}

/// The changes from one document to another. Returns `None` if one of them is not an OpenAPI document; documents with
/// other errors are compared as far as they can be read.
///
/// # Errors
/// If a file cannot be read.
#[cfg(feature = "cli")]
pub fn compare(
    old: Side<'_>,
    new: Side<'_>,
    calendar: crate::diff::Calendar,
) -> Result<Option<Vec<crate::diff::Change>>, Error> {
    with_stack(|| {
        let (Some(old), Some(new)) = (read_side(old)?, read_side(new)?) else {
            return Ok(None);
        };
        Ok(Some(crate::diff::compare(&old, &new, calendar)))
    })
}

/// The public signatures of the crate that is generated from a document. Returns `None` if the document has errors.
///
/// # Errors
/// If a file cannot be read, or a template fails, which is a bug.
#[cfg(feature = "cli")]
pub fn signatures(side: Side<'_>) -> Result<Option<crate::diff::Signatures>, Error> {
    let options = Options {
        access: side.access.clone(),
        ..Options::default()
    };
    let generated = generate(side.sources, side.root, &options, side.diagnostics)?;
    // The code is parsed by recursion.
    with_stack(|| Ok(generated.map(|it| crate::diff::Signatures::of(&it.files))))
}

/// The bundled and upgraded tree.
#[cfg(feature = "cli")]
fn read_side(side: Side<'_>) -> Result<Option<Node>, Error> {
    let loaded = load(side.sources, side.root, side.access, side.diagnostics)?;
    let Some(Bundled { tree, .. }) = loaded else {
        return Ok(None);
    };
    // Parts of a document, without a version, are compared as well.
    let sections = ["paths", "components", "webhooks", "definitions"];
    let is_part = sections.iter().any(|section| tree.get(section).is_some());
    if version::declared(&tree).is_none() && !is_part {
        // Says what it is instead.
        normalize(&tree, side.diagnostics);
        return Ok(None);
    }
    let upgraded = match upgrade(&tree, side.diagnostics) {
        std::borrow::Cow::Borrowed(_) => None,
        std::borrow::Cow::Owned(upgraded) => Some(upgraded),
    };
    Ok(Some(upgraded.unwrap_or(tree)))
}

/// The stack size in bytes of threads that recurse into schemas: a document may nest or chain thousands of them.
const STACK: usize = 256 << 20;

/// Runs a closure on a thread with a large stack.
///
/// # Errors
/// Those of the closure, or if the thread cannot be started.
pub fn with_stack<T: Send>(work: impl FnOnce() -> Result<T, Error> + Send) -> Result<T, Error> {
    std::thread::scope(|scope| {
        let thread = thread().spawn_scoped(scope, work);
        result(thread.map_err(|error| Error::io("start a thread for", "specfirst", error))?)
    })
}

/// Runs two closures in parallel; one after the other if no thread can be started.
fn join<T: Send, U>(work: impl Fn() -> T + Sync, other: impl FnOnce() -> U) -> (T, U) {
    std::thread::scope(|scope| match thread().spawn_scoped(scope, &work) {
        Ok(thread) => {
            let other = other();
            (result(thread), other)
        }
        Err(_) => (work(), other()),
    })
}

fn thread() -> Builder {
    Builder::new().stack_size(STACK)
}

/// The result of a thread; resumes its panic.
fn result<T>(thread: ScopedJoinHandle<T>) -> T {
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

/// The document in normal form, without contradictions that have a reasonable reading.
fn document(tree: &Node, diagnostics: &mut Diagnostics) -> Option<Document> {
    let upgraded = upgrade(tree, diagnostics);
    let (mut document, written) = normalize(&upgraded, diagnostics)?;
    check(&mut document, &written, diagnostics);
    Some(document)
}

/// The texts of the page that shows a document.
fn page(tree: &Node, api: &Api, names: &Names, views: &Views) -> Docs {
    let rust = docs::names(api, names, views);
    let mut rust = assemble::lines(&serde_json::to_value(rust).unwrap_or_default(), 2);
    if tree.step("swagger").is_some() {
        // The page knows OpenAPI 3 only. The messages of this stage are reported before.
        let upgraded = upgrade(tree, &mut Diagnostics::new()).to_json();
        let document = assemble::document(&upgraded);
        rust = rust.replacen('{', &format!("{{\n\"document\":{document},"), 1);
    }
    Docs {
        names: rust,
        list: docs::list(api, names),
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
    let Some(document) = document(&tree, diagnostics) else {
        return Ok(None);
    };
    let api = lower(&document, diagnostics);
    if diagnostics.has_errors() {
        return Ok(None);
    }
    let mut names = Names::choose(&api);
    let is_identifier = |name: &&String| syn::parse_str::<syn::Ident>(name).is_ok();
    if let Some(library) = options.library.as_ref().filter(is_identifier) {
        names.library.clone_from(library);
    }
    let keys = names.keys();
    if options.receiver {
        contract::check_webhooks(&api, &document.schemas, &keys, diagnostics);
    }
    // These are independent, and both take a large part of a run.
    let ((contract, receivers, unions, xml, forms, served), mut views) = join(
        || {
            let contract = contract::write(&api, &document.schemas, &keys);
            let receivers = match options.receiver {
                true => contract::receivers(&api, &document.schemas, &keys),
                false => Vec::new(),
            };
            let unions = contract::unions(&api, &document.schemas, |id| names.of(id).name.as_str());
            (
                contract,
                receivers,
                unions,
                contract::xml(&api),
                contract::forms(&api, &document.schemas),
                assemble::document(&tree.to_json()),
            )
        },
        || views(&api, &names),
    );
    views.server.patterns = contract.parts.contains("patterns");
    views.package.uses.parts.extend(contract.parts);
    views.compiled_receiver(&receivers);
    views.package.uses.parts.extend(unions.parts);
    views.has_unions = !unions.text.is_empty();
    views.has_xml = !xml.is_empty();
    views.package.uses.parts.extend(forms.parts);
    views.has_forms = !forms.text.is_empty();
    views.server.xml = views.has_xml;
    let docs = page(&tree, &api, &names, &views);
    if let Some(receiver) = &mut views.receiver {
        receiver.xml = views.has_xml;
    }
    let receivers = receivers.into_iter();
    let data = assemble::Data {
        contract: contract.text,
        receivers: receivers.map(|(name, it)| (name, it.text)).collect(),
        unions: unions.text,
        xml,
        forms: forms.text,
        document: served,
        docs,
    };
    let renderer = Renderer::new()?;
    let files = assemble(&renderer, &views, &data, options)?;
    Ok(Some(Generated {
        name: names.package.clone(),
        library: views.package.library.to_string(),
        files,
        operations: api.served().count(),
        webhooks: api.in_section(Section::Webhooks).count(),
        callbacks: api.in_section(Section::Callbacks).count(),
        types: api.types.len(),
        dependencies: renderer.dependencies(&views, options.runtime)?,
        stubs: Stubs::new(&api, views.handlers),
    }))
}
