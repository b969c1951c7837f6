//! From the model to views: all decisions about the generated Rust, so that templates only print.

pub mod client;
mod code;
mod construct;
mod defaults;
mod docs;
mod file;
mod headers;
mod layout;
mod multipart;
mod names;
pub mod operations;
pub mod params;
pub mod receivers;
pub mod responses;
mod scope;
pub mod senders;
pub mod server;
pub mod servers;
pub mod sharing;
mod spelling;
mod traits;
pub mod types;
mod uses;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

pub use code::{Code, literal, text_literal};
pub use docs::{docs, inner_docs};
pub use names::{MultipartName, Names};
pub use uses::Uses;

use crate::api::{Api, Form, Origin, SchemeKind, Section, TypeId};
use crate::contract::Contract;
use file::{File, FileKind, Import};
use names::TypeModule;

/// The views of all files, each with its path below `src/api`.
#[derive(Debug, Serialize)]
pub struct Views {
    pub package: PackageView,
    pub handlers: HandlersFile,
    pub types: Vec<(Code, TypesFile)>,
    pub type_modules: Modules,
    /// Whether there are unions that choose their variants by schemas.
    pub has_unions: bool,
    /// Whether some bodies or parameters are XML.
    pub has_xml: bool,
    /// Whether some responses are forms.
    pub has_forms: bool,
    pub operations: Vec<(Code, OperationsFile)>,
    pub operation_modules: Modules,
    pub server: ServerFile,
    pub interfaces: Vec<(Code, InterfaceFile)>,
    /// The module that receives webhooks and callbacks, if there are any.
    pub receiver: Option<receivers::ReceiverFile>,
    pub receiver_interfaces: Vec<(Code, InterfaceFile)>,
    pub client: ClientFile,
    pub methods: Vec<(Code, MethodsFile)>,
}

/// The view of the files at the root of the crate: manifest, library, program and tests.
#[derive(Debug, Serialize)]
pub struct PackageView {
    pub name: Code,
    /// The library's name, as an identifier.
    pub library: Code,
    /// The version requirement for the runtime crate.
    pub runtime_version: String,
    pub docs: Code,
    /// Whether types are nested more deeply than the compiler follows by default.
    pub is_deep: bool,
    /// Whether there are webhooks or callbacks to receive.
    pub receiver: bool,
    pub uses: Uses,
}

/// The modules of a folder.
#[derive(Debug, Serialize)]
pub struct Modules {
    /// Whether the rest of the crate refers to the modules themselves, not only to their items.
    pub is_public: bool,
    pub modules: Vec<Code>,
}

#[derive(Debug, Serialize)]
pub struct TypesFile {
    pub uses: Vec<Code>,
    pub items: Vec<types::TypeView>,
}

#[derive(Debug, Serialize)]
pub struct OperationsFile {
    pub uses: Vec<Code>,
    pub items: Vec<types::TypeView>,
    pub operations: Vec<operations::OperationView>,
}

#[derive(Debug, Serialize)]
pub struct ServerFile {
    pub docs: Code,
    /// The path of the first server.
    pub base_path: String,
    /// Whether the contract has patterns, which need a regular expression engine.
    pub patterns: bool,
    /// Whether some bodies or parameters are XML.
    pub xml: bool,
    /// Types of the runtime that are re-exported because users name them.
    pub exports: Vec<Code>,
    pub interfaces: Vec<ServerModule>,
    pub auth: Option<server::AuthView>,
}

#[derive(Debug, Serialize)]
pub struct ServerModule {
    pub module: Code,
    pub interface: Code,
}

#[derive(Debug, Serialize)]
pub struct InterfaceFile {
    pub uses: Vec<Code>,
    pub interface: server::InterfaceView,
    /// The names of what is received.
    pub hook_names: Option<receivers::HookNamesView>,
}

#[derive(Debug, Serialize)]
pub struct ClientFile {
    pub docs: Code,
    /// Types of the runtime that are re-exported because users name them.
    pub exports: Vec<Code>,
    pub url: String,
    pub url_docs: Code,
    pub modules: Vec<Code>,
    /// Whether there are operations in `paths`.
    pub has_operations: bool,
    /// Whether there are operations, webhooks or callbacks.
    pub has_calls: bool,
    pub secrets: Vec<client::SecretView>,
    pub has_api_keys: bool,
    pub servers: Vec<servers::ServerView>,
    /// Whether operations have servers of their own.
    pub operation_servers: bool,
    pub senders: Vec<senders::SenderView>,
}

#[derive(Debug, Serialize)]
pub struct MethodsFile {
    pub uses: Vec<Code>,
    /// The struct that has the methods.
    pub owner: Code,
    pub methods: Vec<client::MethodView>,
}

/// The user's `handlers.rs`.
#[derive(Debug, Serialize)]
pub struct HandlersFile {
    pub uses: Vec<Code>,
    /// The path of each imported name, for stubs that are added later.
    pub paths: BTreeMap<String, String>,
    pub auth: Option<server::AuthView>,
    pub interfaces: Vec<server::InterfaceView>,
}

impl Views {
    /// Adds what the contracts of the receiver need, one for each section. Without any there is no receiver.
    pub fn compiled_receiver(&mut self, contracts: &[(&str, Contract)]) {
        if contracts.is_empty() {
            self.receiver = None;
            self.receiver_interfaces.clear();
            self.package.receiver = false;
            self.package.uses.parts.remove("receivers");
        }
        let sections = self.receiver.iter_mut().flat_map(|it| &mut it.sections);
        for (section, (_, contract)) in sections.zip(contracts) {
            section.patterns = contract.parts.contains("patterns");
            self.package.uses.parts.extend(&contract.parts);
        }
    }
}

/// Makes the views of an API.
pub fn views(api: &Api, names: &Names) -> Views {
    let types = type_files(api, names);
    let module = |tag: usize| names.tags[tag].module.clone();
    let operations: Vec<(Code, OperationsFile)> = (0..api.tags.len())
        .map(|tag| (module(tag), operations_file(api, names, tag)))
        .collect();
    let items = types.iter().flat_map(|(_, file)| &file.items);
    let items = items.chain(operations.iter().flat_map(|(_, file)| &file.items));
    let uses = Uses::of(api, items);
    Views {
        server: server_file(api, names, &uses),
        client: client_file(api, names, &uses),
        receiver: receivers::file(api, names, signing_exports(api, &uses)),
        receiver_interfaces: receivers::interfaces(api, names),
        package: package(api, names, uses),
        handlers: handlers_file(api, names),
        type_modules: type_modules(&types),
        has_unions: false,
        has_xml: false,
        has_forms: false,
        operation_modules: Modules {
            is_public: true,
            modules: operations.iter().map(|(name, _)| name.clone()).collect(),
        },
        types,
        operations,
        interfaces: served_tags(api)
            .map(|tag| (module(tag), interface_file(api, names, tag)))
            .collect(),
        methods: (0..api.tags.len())
            .map(|tag| (module(tag), methods_file(api, names, tag)))
            .collect(),
    }
}

fn server_file(api: &Api, names: &Names, uses: &Uses) -> ServerFile {
    let interfaces = served_tags(api).map(|tag| ServerModule {
        module: names.tags[tag].module.clone(),
        interface: names.tags[tag].interface.clone(),
    });
    ServerFile {
        docs: docs([Some(api.title.as_str())]),
        base_path: servers::base_path(&api.servers),
        patterns: false,
        xml: false,
        exports: server_exports(api, uses),
        interfaces: interfaces.collect(),
        auth: server::auth(api, &names.schemes, &[Section::Paths]),
    }
}

fn client_file(api: &Api, names: &Names, uses: &Uses) -> ClientFile {
    ClientFile {
        docs: docs([Some(api.title.as_str())]),
        exports: client_exports(api, uses),
        has_operations: api.served().next().is_some(),
        has_calls: !api.operations.is_empty(),
        url: servers::default_url(&api.servers),
        url_docs: servers::url_docs(&api.servers),
        modules: names.tags.iter().map(|tag| tag.module.clone()).collect(),
        secrets: client::secrets(&api.schemes, &names.schemes),
        servers: servers::servers(api, names),
        operation_servers: senders::has_operation_servers(api),
        senders: senders::senders(api, names),
        has_api_keys: api
            .schemes
            .iter()
            .any(|scheme| matches!(scheme.kind, SchemeKind::ApiKey { .. })),
    }
}

/// The types of the runtime that users name, as paths from `server` and `client`.
fn exports(api: &Api, uses: &Uses) -> Vec<Code> {
    let contents = api.operations.iter().flat_map(|operation| {
        let bodies = operation.body.iter().flat_map(|body| &body.contents);
        let responses = operation.responses.iter();
        bodies.chain(responses.flat_map(|response| &response.contents))
    });
    let has = |form| contents.clone().any(|content| content.form == form);
    let mut responses = api.operations.iter().flat_map(|it| &it.responses);
    let has_headers = responses.any(|it| !it.headers.is_empty());
    let exports = [
        ("headers::HeaderError", has_headers),
        ("headers::WithHeaders", has_headers),
        (
            "items::ItemStream",
            has(Form::Items) || has(Form::EventData),
        ),
        (
            "stream::ByteStream",
            has(Form::Stream) || has(Form::Multipart) || has(Form::RawMultipart),
        ),
    ];
    let exports = exports.into_iter().filter(|(_, is_used)| *is_used);
    let mut paths: Vec<&str> = exports.map(|(path, _)| path).collect();
    paths.extend(&uses.values);
    paths.sort_unstable();
    paths
        .into_iter()
        .map(|path| Code::new(format!("super::runtime::{path}")))
        .collect()
}

/// The same for `server`, which has a helper for parts of bodies, too.
fn server_exports(api: &Api, uses: &Uses) -> Vec<Code> {
    let mut exports = exports(api, uses);
    if uses.parts.contains("ranges") {
        let names = "{Representation, Selected}";
        exports.push(Code::new(format!("super::runtime::server::{names}")));
    }
    exports
}

/// The same for what sends and what receives webhooks: also the secrets by which they are signed.
fn signing_exports(api: &Api, uses: &Uses) -> Vec<Code> {
    let mut exports = exports(api, uses);
    if uses.parts.contains("signatures") {
        let names = "{SecretError, SignatureError, SigningSecrets}";
        exports.push(Code::new(format!("super::runtime::signature::{names}")));
    }
    exports
}

/// The same for `client`, which has helpers for headers, too.
fn client_exports(api: &Api, uses: &Uses) -> Vec<Code> {
    let mut exports = signing_exports(api, uses);
    for (part, names) in [
        ("links", "{Link, Links, resolve}"),
        ("retry-after", "RetryAfter"),
    ] {
        if uses.parts.contains(part) {
            exports.push(Code::new(format!("super::runtime::client::{names}")));
        }
    }
    exports
}

/// The tags of the operations in `paths`, which the server handles.
fn served_tags(api: &Api) -> impl Iterator<Item = usize> {
    (0..api.tags.len()).filter(|tag| api.tags[*tag].section == Section::Paths)
}

/// The modules of types, by name. In the order of their first use, a new operation could reorder them.
fn type_modules(types: &[(Code, TypesFile)]) -> Modules {
    Modules {
        is_public: false,
        modules: types.iter().map(|(name, _)| name.clone()).collect(),
    }
}

/// The files of types by name, and in each file the components by name, followed by the types of their parts. In the order
/// of their first use, a new operation could reorder them.
fn type_files(api: &Api, names: &Names) -> Vec<(Code, TypesFile)> {
    let mut modules: BTreeMap<&str, Vec<(&str, TypeId)>> = BTreeMap::new();
    for (id, _) in api.types.iter() {
        if let TypeModule::Types(module) = &names.of(id).module {
            let component = names.of(component(api, id)).name.as_str();
            let ids = modules.entry(module.as_str()).or_default();
            ids.push((component, id));
        }
    }
    let file = |(module, mut ids): (&str, Vec<(&str, TypeId)>)| {
        ids.sort();
        let module = Code::new(module);
        let mut file = File::new(api, names, FileKind::Types(module.clone()), []);
        let items: Vec<types::TypeView> = ids
            .into_iter()
            .map(|(_, id)| types::view(&mut file, id))
            .collect();
        import_for_types(&mut file, &items);
        let uses = file.uses();
        (module, TypesFile { uses, items })
    };
    modules.into_iter().map(file).collect()
}

/// The component or operation that a type is part of.
fn component(api: &Api, id: TypeId) -> TypeId {
    let mut id = id;
    while let Origin::Part { of, .. } = &api.types[id].origin {
        id = *of;
    }
    id
}

/// Imports what the templates of types use.
fn import_for_types(file: &mut File, items: &[types::TypeView]) {
    let is_alias = |item: &types::TypeView| matches!(item.kind, types::KindView::Alias { .. });
    if !items.iter().all(is_alias) {
        file.import("super::super::runtime", "json");
    }
}

fn operations_file(api: &Api, names: &Names, tag: usize) -> OperationsFile {
    let mut file = File::new(api, names, FileKind::Operations(tag), own_names(names, tag));
    let indices = names.by_tag[tag].iter();
    let operations: Vec<operations::OperationView> = indices
        .map(|index| operations::view(&mut file, *index))
        .collect();
    let ids = names
        .types_by_module
        .get(&TypeModule::Operations(tag))
        .into_iter()
        .flatten();
    let items: Vec<types::TypeView> = ids.map(|id| types::view(&mut file, *id)).collect();
    let status = operations.iter().any(|operation| {
        operation
            .response
            .variants
            .iter()
            .any(|variant| variant.status)
    });
    if status {
        file.import("http", "StatusCode");
    }
    import_for_types(&mut file, &items);
    let is_own = |operation: &operations::OperationView| {
        let params = operation.params.as_ref();
        operation.response.same_as.is_none() || params.is_some_and(|it| it.same_as.is_none())
    };
    if operations.iter().any(is_own) {
        file.import("super::super::runtime", "operation");
    }
    OperationsFile {
        uses: file.uses(),
        items,
        operations,
    }
}

/// The names of the items in a tag's file of operations, except types of inline schemas.
fn own_names(names: &Names, tag: usize) -> impl Iterator<Item = String> {
    let own = names.by_tag[tag]
        .iter()
        .map(|index| &names.operations[*index]);
    own.flat_map(|names| names.types().map(Code::to_string))
}

fn interface_file(api: &Api, names: &Names, tag: usize) -> InterfaceFile {
    let mut file = File::new(
        api,
        names,
        FileKind::Server(tag),
        [names.tags[tag].interface.to_string()],
    );
    server_imports(&mut file, &names.by_tag[tag]);
    file.globs(tag, tag_names(names, tag));
    let interface = server::interface(&mut file, tag);
    InterfaceFile {
        uses: file.uses(),
        interface,
        hook_names: None,
    }
}

/// Imports what the template of a trait of handlers uses.
fn server_imports(file: &mut File, operations: &[usize]) {
    for name in ["HandlerError", "Service"] {
        file.runtime("server", name);
    }
    file.import("std::future", "Future");
    let secured = |index: &usize| !file.api.operations[*index].security.is_empty();
    if operations.iter().any(secured) {
        file.import("super", "Auth");
        file.import("super", "Authenticator");
    }
}

fn methods_file(api: &Api, names: &Names, tag: usize) -> MethodsFile {
    let mut file = File::new(api, names, FileKind::Client(tag), []);
    file.runtime("client", "Error");
    let owner = match api.tags[tag].section {
        Section::Paths => file.import("super", "Client"),
        Section::Webhooks | Section::Callbacks => {
            file.import("super", names.tags[tag].interface.as_str())
        }
    };
    file.globs(tag, tag_names(names, tag));
    let methods = client::methods(&mut file, tag);
    MethodsFile {
        uses: file.uses(),
        owner: Code::new(owner),
        methods,
    }
}

/// The names of all items in a tag's file of operations.
fn tag_names(names: &Names, tag: usize) -> Vec<String> {
    let module = TypeModule::Operations(tag);
    let types = names.types_in(&module).map(Code::to_string);
    own_names(names, tag).chain(types).collect()
}

fn handlers_file(api: &Api, names: &Names) -> HandlersFile {
    let library = library(names);
    let server = format!("{library}::api::server");
    let mut file = File::new(
        api,
        names,
        FileKind::Handlers(library),
        ["Handlers".to_owned()],
    );
    for tag in served_tags(api) {
        file.import(&server, names.tags[tag].interface.as_str());
    }
    if served_tags(api).next().is_some() {
        file.import(&server, "HandlerError");
    }
    let auth = server::auth(api, &names.schemes, &[Section::Paths]);
    if let Some(auth) = &auth {
        file.import(&server, "Auth");
        file.import(&server, "AuthError");
        for scheme in &auth.schemes {
            file.import(&server, scheme.ty.as_str());
            if scheme.scoped {
                file.import(&server, "Authenticated");
            }
        }
    }
    let interfaces = served_tags(api)
        .map(|tag| server::interface(&mut file, tag))
        .collect();
    let imports = file.imports();
    let paths = imports.iter().flat_map(|import| {
        let path = |name: &&str| (name.to_string(), format!("{}::{name}", import.path));
        import.names.iter().map(path)
    });
    HandlersFile {
        uses: whole_modules(names, &imports),
        paths: paths.collect(),
        auth,
        interfaces,
    }
}

/// The imports of handlers.rs, with a glob for a module from which very many names are imported. Names that two glob imports
/// would make ambiguous are imported by name as well.
fn whole_modules(names: &Names, imports: &[Import]) -> Vec<Code> {
    const MANY: usize = 30;
    let in_types: BTreeSet<&str> = names.in_types().collect();
    let in_operations: BTreeSet<&str> = names.in_operations().collect();
    let lines = |import: &Import| {
        let is_large =
            import.names.len() >= MANY && ["operations", "types"].contains(&import.module());
        if !is_large {
            return vec![import.line()];
        }
        let is_in_both = |name: &&str| in_types.contains(name) && in_operations.contains(name);
        let both = Import {
            path: import.path,
            names: import.names.iter().copied().filter(is_in_both).collect(),
        };
        let all = Code::new(format!("{}::*", import.path));
        match both.names.is_empty() {
            true => vec![all],
            false => vec![both.line(), all],
        }
    };
    imports.iter().flat_map(lines).collect()
}

fn package(api: &Api, names: &Names, uses: Uses) -> PackageView {
    PackageView {
        name: Code::new(names.package.clone()),
        library: library(names),
        runtime_version: RUNTIME_VERSION.to_owned(),
        docs: inner_docs([
            Some(api.title.as_str()),
            api.summary.as_deref(),
            api.description.as_deref(),
        ]),
        is_deep: uses.parts.contains("dyn-boxes"),
        receiver: uses.parts.contains("receivers"),
        uses,
    }
}

/// The name of the crate's library, as an identifier.
fn library(names: &Names) -> Code {
    Code::new(names.library.clone())
}

/// The version requirement of generated manifests for the runtime crate.
const RUNTIME_VERSION: &str = "0.1";
