//! The receiving side of webhooks and callbacks: the traits of their handlers, and the services that are made of them.

use std::collections::HashSet;

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
    /// The enum of names.
    pub names: Code,
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
        names: Code::new(names_enum(section)),
        constant: Code::new(name.to_ascii_uppercase()),
        file: format!("../{name}.jsonl"),
        patterns: false,
        signed,
    }
}

/// The names of the webhooks, or of the callbacks, for choosing their paths.
#[derive(Debug, Serialize)]
pub struct HookNamesView {
    pub docs: Code,
    pub name: Code,
    pub variants: Vec<HookNameView>,
}

#[derive(Debug, Serialize)]
pub struct HookNameView {
    pub docs: Code,
    pub name: Code,
    /// The name in the contract.
    pub text: String,
}

/// The name of the enum of a section's names.
fn names_enum(section: Section) -> &'static str {
    match section {
        Section::Callbacks => "CallbackName",
        _ => "WebhookName",
    }
}

fn hook_names(
    file: &File,
    section: Section,
    indices: &[usize],
    hooks: &[Option<Hook>],
) -> HookNamesView {
    let mut variants: Vec<HookNameView> = Vec::new();
    let mut known = HashSet::new();
    for hook in indices
        .iter()
        .filter_map(|index| hooks.get(*index)?.as_ref())
    {
        let Some(name) = file.names.hooks.get(&(section, hook.name.clone())) else {
            continue;
        };
        if known.insert(&hook.name) {
            variants.push(HookNameView {
                docs: docs([Some(code_span(&hook.name).as_str())]),
                name: name.clone(),
                text: hook.name.clone(),
            });
        }
    }
    let what = match section {
        Section::Callbacks => "The callbacks of the document, for `Service::path`.",
        _ => "The webhooks of the document, for `Service::path`.",
    };
    HookNamesView {
        docs: docs([Some(what)]),
        name: Code::new(names_enum(section)),
        variants,
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
        let own = [name.to_string(), names_enum(section).to_owned()];
        let mut file = File::new(api, names, FileKind::Receiver, own);
        server_imports(&mut file, &indices);
        file.runtime("server", "HookName");
        let interface = interface(&mut file, section, name, &indices, &hooks);
        files.push((
            Code::new(module),
            InterfaceFile {
                uses: file.uses(),
                interface,
                hook_names: Some(hook_names(&file, section, &indices, &hooks)),
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
        let place = hook.map(|hook| received_at(file.names, section, hook));
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
fn received_at(names: &Names, section: Section, hook: &Hook) -> String {
    let variant = names.hooks.get(&(section, hook.name.clone()));
    let variant = variant.map_or("", Code::as_str);
    format!(
        "Received at {}; its name for `Service::path` is `{}::{variant}`.",
        code_span(&hook.path()),
        names_enum(section),
    )
}

/// The sentence about the signature of an operation, if it has one.
pub fn signature_docs(operation: &Operation) -> Option<&'static str> {
    operation
        .signed
        .then_some("Signed as Standard Webhooks defines it.")
}
