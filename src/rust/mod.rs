//! Model to views: every decision about the generated Rust is made here, so that templates only print.

mod casing;
pub mod client;
mod code;
mod construct;
mod docs;
mod file;
mod layout;
mod names;
pub mod operations;
pub mod server;
pub mod types;

use serde::Serialize;

pub use code::{Code, literal, text_literal};
pub use docs::docs;
pub use names::Names;

use crate::api::{Api, Form, Kind, SchemeKind, Type};
use file::{File, Place};
use names::Home;

/// The views of all files, each with its path below `src/api`.
#[derive(Debug)]
pub struct Views {
    pub package: PackageView,
    pub handlers: HandlersFile,
    pub types: Vec<(Code, TypesFile)>,
    pub type_modules: Modules,
    pub operations: Vec<(Code, OperationsFile)>,
    pub operation_modules: Modules,
    pub server: ServerFile,
    pub interfaces: Vec<(Code, InterfaceFile)>,
    pub client: ClientFile,
    pub methods: Vec<(Code, MethodsFile)>,
}

/// What the crate's own files need to know.
#[derive(Debug, Serialize)]
pub struct PackageView {
    pub name: Code,
    /// The same as an identifier.
    pub library: Code,
    pub docs: Code,
    pub uses: Uses,
}

/// Which dependencies a document needs.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Uses {
    pub chrono: bool,
    pub uuid: bool,
    pub base64: bool,
}

/// The modules of a folder, with what each gives.
#[derive(Debug, Serialize)]
pub struct Modules {
    pub modules: Vec<ModuleView>,
}

#[derive(Debug, Serialize)]
pub struct ModuleView {
    pub name: Code,
    pub items: Vec<Code>,
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
}

#[derive(Debug, Serialize)]
pub struct ClientFile {
    pub docs: Code,
    pub url: String,
    pub url_docs: Code,
    pub modules: Vec<Code>,
    pub secrets: Vec<client::SecretView>,
    /// Whether some of them is an API key.
    pub keys: bool,
    pub servers: Vec<client::ServerView>,
}

#[derive(Debug, Serialize)]
pub struct MethodsFile {
    pub uses: Vec<Code>,
    pub methods: Vec<client::MethodView>,
}

/// The file that the user fills in.
#[derive(Debug, Serialize)]
pub struct HandlersFile {
    pub uses: Vec<Code>,
    pub auth: Option<server::AuthView>,
    pub interfaces: Vec<server::InterfaceView>,
}

/// Makes the views of a whole API.
pub fn views(api: &Api, names: &Names) -> Views {
    let types = type_files(api, names);
    let operations: Vec<(Code, OperationsFile)> = (0..api.tags.len())
        .map(|tag| {
            (
                names.tags[tag].module.clone(),
                operations_file(api, names, tag),
            )
        })
        .collect();
    Views {
        package: package(api, names),
        handlers: handlers_file(api, names),
        type_modules: type_modules(&types),
        operation_modules: Modules {
            modules: operations
                .iter()
                .map(|(name, file)| ModuleView {
                    name: name.clone(),
                    items: operation_items(file),
                })
                .collect(),
        },
        types,
        operations,
        server: ServerFile {
            docs: docs([Some(api.title.as_str())]),
            interfaces: names
                .tags
                .iter()
                .map(|tag| ServerModule {
                    module: tag.module.clone(),
                    interface: tag.interface.clone(),
                })
                .collect(),
            auth: server::auth(&api.schemes, &names.schemes),
        },
        interfaces: (0..api.tags.len())
            .map(|tag| {
                (
                    names.tags[tag].module.clone(),
                    interface_file(api, names, tag),
                )
            })
            .collect(),
        client: ClientFile {
            docs: docs([Some(api.title.as_str())]),
            url: client::default_url(&api.servers),
            url_docs: client::url_docs(&api.servers),
            modules: names.tags.iter().map(|tag| tag.module.clone()).collect(),
            secrets: client::secrets(&api.schemes, &names.schemes),
            servers: client::servers(api, names),
            keys: api
                .schemes
                .iter()
                .any(|scheme| matches!(scheme.kind, SchemeKind::ApiKey { .. })),
        },
        methods: (0..api.tags.len())
            .map(|tag| {
                (
                    names.tags[tag].module.clone(),
                    methods_file(api, names, tag),
                )
            })
            .collect(),
    }
}

/// The modules of types, by name: in which order operations lead to them would change with the operations.
fn type_modules(types: &[(Code, TypesFile)]) -> Modules {
    let module = |(name, file): &(Code, TypesFile)| ModuleView {
        name: name.clone(),
        items: file.items.iter().map(|item| item.name.clone()).collect(),
    };
    let mut modules: Vec<ModuleView> = types.iter().map(module).collect();
    modules.sort_by(|one, other| one.name.as_str().cmp(other.name.as_str()));
    Modules { modules }
}

fn type_files(api: &Api, names: &Names) -> Vec<(Code, TypesFile)> {
    let mut modules: Vec<(Code, Vec<crate::api::TypeId>)> = Vec::new();
    for (id, _) in api.types.iter() {
        let Home::Types(module) = &names.of(id).home else {
            continue;
        };
        match modules.iter_mut().find(|(name, _)| name == module) {
            Some((_, ids)) => ids.push(id),
            None => modules.push((module.clone(), vec![id])),
        }
    }
    modules
        .into_iter()
        .map(|(module, ids)| {
            let mut file = File::new(api, names, Place::Types(module.clone()), []);
            let items: Vec<types::TypeView> = ids
                .into_iter()
                .map(|id| types::view(&mut file, id))
                .collect();
            import_for_types(&mut file, &items);
            (
                module,
                TypesFile {
                    uses: file.uses(),
                    items,
                },
            )
        })
        .collect()
}

/// Brings in what the templates of types use.
fn import_for_types(file: &mut File, items: &[types::TypeView]) {
    use types::KindView;
    for item in items {
        let names: &[&str] = match &item.kind {
            KindView::Alias { .. } => &[],
            KindView::Union(union) if union.tag.is_some() => {
                &["Deserialize", "Deserializer", "Serialize", "Serializer"]
            }
            KindView::Union(_) => &["Deserialize", "Deserializer", "Serialize"],
            _ => &["Deserialize", "Serialize"],
        };
        for name in names {
            file.import("serde", name);
        }
        if matches!(item.kind, KindView::Union(_)) {
            file.import("super::super::support", "union");
        }
    }
}

fn operations_file(api: &Api, names: &Names, tag: usize) -> OperationsFile {
    let own = api
        .operations
        .iter()
        .zip(&names.operations)
        .filter(|(operation, _)| operation.tag.0 == tag);
    let own = own.flat_map(|(_, names)| {
        let payloads = names
            .responses
            .iter()
            .flatten()
            .map(|answer| answer.payload.to_string());
        [&names.answers, &names.params, &names.body]
            .map(Code::to_string)
            .into_iter()
            .chain(payloads)
    });
    let own = own.filter(|name| !name.is_empty());
    let mut file = File::new(api, names, Place::Operations(tag), own);
    let operations: Vec<operations::OperationView> = (0..api.operations.len())
        .filter(|index| api.operations[*index].tag.0 == tag)
        .map(|index| operations::view(&mut file, index))
        .collect();
    let items: Vec<types::TypeView> = api
        .types
        .iter()
        .filter(|(id, _)| names.of(*id).home == Home::Operations(tag))
        .map(|(id, _)| types::view(&mut file, id))
        .collect();
    let status = operations.iter().any(|operation| {
        operation
            .answers
            .variants
            .iter()
            .any(|variant| variant.status)
    });
    if status {
        file.import("http", "StatusCode");
    }
    import_for_types(&mut file, &items);
    OperationsFile {
        uses: file.uses(),
        items,
        operations,
    }
}

/// The names that a tag's file of operations gives.
fn operation_items(file: &OperationsFile) -> Vec<Code> {
    let mut items: Vec<Code> = Vec::new();
    for operation in &file.operations {
        items.push(operation.answers.name.clone());
        items.extend(
            operation
                .payloads
                .iter()
                .map(|payload| payload.name.clone()),
        );
        items.extend(operation.params.iter().map(|params| params.name.clone()));
        items.extend(operation.body.iter().map(|body| body.name.clone()));
    }
    items.extend(file.items.iter().map(|item| item.name.clone()));
    items
}

fn interface_file(api: &Api, names: &Names, tag: usize) -> InterfaceFile {
    let mut file = File::new(
        api,
        names,
        Place::Server,
        [names.tags[tag].interface.to_string()],
    );
    file.import("std::future", "Future");
    file.import("std::sync", "Arc");
    for name in ["Answer", "Call", "Failure", "Fault", "Respond", "Service"] {
        file.support("server", name);
    }
    let secured = |operation: &crate::api::Operation| {
        operation.tag.0 == tag && !operation.security.is_empty()
    };
    if api.operations.iter().any(secured) {
        file.import("super", "Auth");
        file.import("super", "Guard");
    }
    let interface = server::interface(&mut file, tag);
    InterfaceFile {
        uses: file.uses(),
        interface,
    }
}

fn methods_file(api: &Api, names: &Names, tag: usize) -> MethodsFile {
    let mut file = File::new(api, names, Place::Client, []);
    for name in ["Client", "Documented", "Error", "Method", "Reply"] {
        file.support("client", name);
    }
    let methods = client::methods(&mut file, tag);
    MethodsFile {
        uses: file.uses(),
        methods,
    }
}

fn handlers_file(api: &Api, names: &Names) -> HandlersFile {
    let mut file = File::new(api, names, Place::Handlers, ["Handlers".to_owned()]);
    for tag in &names.tags {
        file.import("crate::api::server", tag.interface.as_str());
    }
    if !names.tags.is_empty() {
        file.import("crate::api::server", "Failure");
    }
    let auth = server::auth(&api.schemes, &names.schemes);
    if let Some(auth) = &auth {
        file.import("crate::api::server", "Auth");
        file.import("crate::api::server", "Denied");
        for scheme in &auth.schemes {
            file.import("crate::api::server", scheme.ty.as_str());
            if scheme.scoped {
                file.import("crate::api::server", "Grant");
            }
        }
    }
    let interfaces = (0..api.tags.len())
        .map(|tag| server::interface(&mut file, tag))
        .collect();
    HandlersFile {
        uses: file.uses(),
        auth,
        interfaces,
    }
}

fn package(api: &Api, names: &Names) -> PackageView {
    PackageView {
        name: Code::new(names.package.clone()),
        library: Code::new(names.package.replace('-', "_")),
        docs: docs([Some(api.title.as_str()), api.description.as_deref()]),
        uses: uses(api),
    }
}

fn uses(api: &Api) -> Uses {
    let mut uses = Uses::default();
    let mut see = |ty: &Type| {
        let mut ty = ty;
        loop {
            match ty {
                Type::List(inner)
                | Type::Map(inner)
                | Type::Nullable(inner)
                | Type::Boxed(inner) => ty = inner,
                Type::DateTime | Type::Date => return uses.chrono = true,
                Type::Uuid => return uses.uuid = true,
                Type::Bytes => return uses.base64 = true,
                _ => return,
            }
        }
    };
    for (_, definition) in api.types.iter() {
        match &definition.kind {
            Kind::Struct(structure) => {
                structure.fields.iter().for_each(|field| see(&field.ty));
                structure.additional.iter().for_each(&mut see);
            }
            Kind::Union(union) => union.variants.iter().for_each(|variant| see(&variant.ty)),
            Kind::Alias(ty) | Kind::Newtype(ty) => see(ty),
            Kind::Enum(_) | Kind::IntegerEnum(_) => {}
        }
    }
    for operation in &api.operations {
        operation
            .parameters
            .iter()
            .for_each(|parameter| see(&parameter.ty));
        let bodies = operation.body.iter().flat_map(|body| &body.contents);
        let answers = operation
            .responses
            .iter()
            .flat_map(|response| &response.contents);
        bodies
            .chain(answers)
            .filter(|content| content.form != Form::Stream)
            .for_each(|content| see(&content.ty));
        operation
            .responses
            .iter()
            .flat_map(|response| &response.headers)
            .for_each(|header| see(&header.ty));
    }
    uses
}
