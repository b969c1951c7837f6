//! The receiving side of webhooks and callbacks: the traits of their handlers, and the services that are made of them.

use serde::Serialize;

use super::code::Code;
use super::docs::{code_span, docs};
use super::file::{File, FileKind};
use super::names::Names;
use super::server::{self, InterfaceView};
use super::{InterfaceFile, server_imports};
use crate::api::hooks::{Hook, RECEIVED, hooks};
use crate::api::{Api, Operation, Section};

/// The view of the receiver's module.
#[derive(Debug, Serialize)]
pub struct ReceiverFile {
    /// Whether some bodies or parameters are XML.
    pub xml: bool,
    /// Types of the runtime that are re-exported because users name them.
    pub exports: Vec<Code>,
    pub auth: Option<server::AuthView>,
    pub sections: Vec<SectionView>,
}

/// The webhooks, or the callbacks.
#[derive(Debug, Serialize)]
pub struct SectionView {
    pub is_callbacks: bool,
    /// The module of the trait, and the function that makes a service of it.
    pub module: Code,
    pub interface: Code,
    /// The constant that has the contract.
    pub constant: Code,
    /// The path of the contract.
    pub file: String,
    /// Whether the contract has patterns, which need a regular expression engine.
    pub patterns: bool,
    /// The names in the contract of the operations that are signed.
    pub signed: Vec<String>,
}

/// The receiver, if the document has webhooks or callbacks.
pub fn file(api: &Api, names: &Names, exports: Vec<Code>) -> Option<ReceiverFile> {
    let sections: Vec<SectionView> = RECEIVED
        .iter()
        .filter(|(section, _)| api.in_section(*section).next().is_some())
        .map(|(section, name)| section_view(api, names, *section, name))
        .collect();
    (!sections.is_empty()).then(|| ReceiverFile {
        xml: false,
        exports,
        auth: server::auth(
            api,
            &names.schemes,
            &[Section::Webhooks, Section::Callbacks],
        ),
        sections,
    })
}

fn section_view(api: &Api, names: &Names, section: Section, name: &str) -> SectionView {
    let signed: Vec<String> = api
        .in_section(section)
        .filter(|(_, operation)| operation.signed)
        .map(|(index, _)| names.operations[index].method.bare().to_owned())
        .collect();
    SectionView {
        is_callbacks: section == Section::Callbacks,
        module: Code::new(name),
        interface: interface_name(api, names, section),
        constant: Code::new(name.to_ascii_uppercase()),
        file: format!("../{name}.jsonl"),
        patterns: false,
        signed,
    }
}

/// The name of a section's trait, which is that of the client's struct that sends.
fn interface_name(api: &Api, names: &Names, section: Section) -> Code {
    let mut tags = api.tags.iter().zip(&names.tags);
    let names = tags.find(|(tag, _)| tag.section == section);
    names.map_or_else(Code::default, |(_, names)| names.interface.clone())
}

/// The files of the traits, each after the name of its module.
pub fn interfaces(api: &Api, names: &Names) -> Vec<(Code, InterfaceFile)> {
    let hooks = hooks(api, &names.keys());
    let mut files = Vec::new();
    for (section, module) in RECEIVED {
        let indices: Vec<usize> = api.in_section(section).map(|(index, _)| index).collect();
        if indices.is_empty() {
            continue;
        }
        let name = interface_name(api, names, section);
        let mut file = File::new(api, names, FileKind::Receiver, [name.to_string()]);
        server_imports(&mut file, &indices);
        let interface = interface(&mut file, section, name, &indices, &hooks);
        files.push((
            Code::new(module),
            InterfaceFile {
                uses: file.uses(),
                interface,
            },
        ));
    }
    files
}

fn interface(
    file: &mut File,
    section: Section,
    name: Code,
    indices: &[usize],
    hooks: &[Option<Hook>],
) -> InterfaceView {
    let what = match section {
        Section::Callbacks => "Handlers of callbacks.",
        _ => "Handlers of webhooks.",
    };
    let mut handlers = Vec::new();
    for index in indices {
        let mut handler = server::handler(file, *index);
        let hook = hooks.get(*index).and_then(Option::as_ref);
        let place = hook.map(received_at);
        handler.docs =
            server::operation_docs(file.api, &file.api.operations[*index], place.as_deref());
        handlers.push(handler);
    }
    InterfaceView {
        docs: docs([Some(what)]),
        name,
        secured: handlers.iter().any(|handler| handler.takes_caller),
        handlers,
    }
}

/// The sentence about where a webhook or callback is received.
fn received_at(hook: &Hook) -> String {
    format!(
        "Received at {}; its name for `Service::path` is {}.",
        code_span(&hook.path()),
        code_span(&hook.name)
    )
}

/// The sentence about the signature of an operation, if it has one.
pub fn signature_docs(operation: &Operation) -> Option<&'static str> {
    operation
        .signed
        .then_some("Signed as Standard Webhooks defines it.")
}
