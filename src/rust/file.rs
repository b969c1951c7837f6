//! A file of generated code: the names in its scope, its imports, and the Rust types as it spells them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::code::Code;
use super::defaults;
use super::names::{Names, TypeModule};
use super::traits;
use crate::api::{Api, Form, Integer, Kind, Type, TypeId};

/// Which file is generated; paths depend on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileKind {
    Types(Code),
    /// By the tag's index.
    Operations(usize),
    /// By the tag's index.
    Server(usize),
    /// By the tag's index.
    Client(usize),
    /// A trait of the receiver.
    Receiver,
    /// The user's `handlers.rs`, by the name of the library that it imports.
    Handlers(Code),
}

impl FileKind {
    /// The path from the file to a folder of the generated module.
    fn path_to(&self, folder: &str) -> String {
        match self {
            FileKind::Handlers(library) => format!("{library}::api::{folder}"),
            FileKind::Types(_) if folder == "types" => "super".to_owned(),
            FileKind::Operations(_) if folder == "operations" => "super".to_owned(),
            _ => format!("super::super::{folder}"),
        }
    }
}

/// A file under construction.
#[derive(Debug)]
pub struct File<'a> {
    pub api: &'a Api,
    pub names: &'a Names,
    kind: FileKind,
    /// The names in scope, each with the path that it is imported from; empty for items of the file.
    known: BTreeMap<String, String>,
    uses: BTreeMap<String, BTreeSet<String>>,
    /// Names that `use …::*` of the tag's operations brings into scope.
    globbed: BTreeSet<String>,
    /// The defaults of members, as far as they are written.
    pub defaults: HashMap<defaults::Member, Option<defaults::Expression>>,
}

/// The names that a file imports from one path.
#[derive(Debug)]
pub struct Import<'f> {
    pub path: &'f str,
    pub names: Vec<&'f str>,
}

impl Import<'_> {
    /// The last segment of the path.
    pub fn module(&self) -> &str {
        self.path.rsplit("::").next().unwrap_or(self.path)
    }

    /// The tree of one `use` item for all names.
    pub fn line(&self) -> Code {
        Code::new(match self.names[..] {
            [name] => format!("{}::{name}", self.path),
            _ => format!("{}::{{{}}}", self.path, self.names.join(", ")),
        })
    }

    /// The trees of one `use` item for each name.
    fn lines(&self) -> Vec<Code> {
        let line = |name: &&str| Code::new(format!("{}::{name}", self.path));
        self.names.iter().map(line).collect()
    }
}

impl<'a> File<'a> {
    /// Starts a file; `own` are the names of its items, and of imports in its template.
    pub fn new(
        api: &'a Api,
        names: &'a Names,
        kind: FileKind,
        own: impl IntoIterator<Item = String>,
    ) -> File<'a> {
        let mut known: BTreeMap<String, String> =
            own.into_iter().map(|name| (name, String::new())).collect();
        let module = match &kind {
            FileKind::Types(module) => Some(TypeModule::Types(module.clone())),
            FileKind::Operations(tag) => Some(TypeModule::Operations(*tag)),
            _ => None,
        };
        for name in module.iter().flat_map(|module| names.types_in(module)) {
            known.insert(name.to_string(), String::new());
        }
        File {
            api,
            names,
            kind,
            known,
            uses: BTreeMap::new(),
            globbed: BTreeSet::new(),
            defaults: HashMap::new(),
        }
    }

    /// Brings the names of a tag's operations into scope, except those that are in scope with another meaning.
    pub fn globs(&mut self, tag: usize, names: impl IntoIterator<Item = String>) {
        let path = self.kind.path_to("operations");
        let path = format!("{path}::{}", self.names.tags[tag].module);
        for name in names {
            if !self.known.contains_key(&name) {
                self.known.insert(name.clone(), path.clone());
                self.globbed.insert(name);
            }
        }
    }

    /// Imports a name. Returns the name, or its path if the name is in scope with another meaning.
    pub fn import(&mut self, path: &str, name: &str) -> String {
        match self.known.get(name) {
            Some(known) if known == path => name.to_owned(),
            Some(_) => format!("{path}::{name}"),
            None => {
                self.known.insert(name.to_owned(), path.to_owned());
                self.uses
                    .entry(path.to_owned())
                    .or_default()
                    .insert(name.to_owned());
                name.to_owned()
            }
        }
    }

    /// Imports a name of a module of `runtime`.
    pub fn runtime(&mut self, module: &str, name: &str) -> String {
        let path = match self.kind {
            // `server` re-exports the runtime's types that users name.
            FileKind::Handlers(_) => self.kind.path_to("server"),
            _ => format!("{}::{module}", self.kind.path_to("runtime")),
        };
        self.import(&path, name)
    }

    /// The shapes of schemas in XML, which the root of the generated module has.
    pub fn xml(&mut self) -> String {
        let root = self.kind.path_to("XML");
        let root = root.trim_end_matches("::XML").to_owned();
        self.import(&root, "XML")
    }

    /// The same for the client only: in files of operations a path, because without the client an import would be unused.
    pub fn xml_for_client(&mut self) -> String {
        match self.kind {
            FileKind::Operations(_) => self.kind.path_to("XML"),
            _ => self.xml(),
        }
    }

    /// A name of `runtime` that a macro call uses only for the client. In files of operations it is a path, because without
    /// the client an import would be unused.
    pub fn client_only(&mut self, module: &str, name: &str) -> String {
        match self.kind {
            FileKind::Operations(_) => format!("operation::{name}"),
            _ => self.runtime(module, name),
        }
    }

    /// A name that a tag's file of operations defines.
    pub fn operation_name(&mut self, tag: usize, name: &Code) -> Code {
        match self.kind {
            FileKind::Operations(own) if own == tag => return name.clone(),
            FileKind::Server(own) | FileKind::Client(own) if own == tag => {
                let path = self.kind.path_to("operations");
                let module = format!("{path}::{}", self.names.tags[tag].module);
                if self.globbed.contains(name.as_str()) {
                    self.uses.entry(module).or_default().insert("*".to_owned());
                    return name.clone();
                }
            }
            _ => {}
        }
        let path = self.kind.path_to("operations");
        Code::new(self.import(&path, name.as_str()))
    }

    /// The struct of a response's headers.
    pub fn headers(&mut self, operation: usize, response: usize) -> Code {
        let names = self.names;
        let tag = self.api.operations[operation].tag.0;
        self.operation_name(tag, &names.operations[operation].headers[response].name)
    }

    /// The type in a variant of a response enum, for its body, by the number of its content, and headers; `None` if it has neither.
    pub fn payload(
        &mut self,
        operation: usize,
        response: usize,
        content: Option<usize>,
    ) -> Option<Code> {
        let (api, names) = (self.api, self.names);
        let source = &api.operations[operation].responses[response];
        let has_headers = !source.headers.is_empty();
        let content = content.and_then(|content| Some((content, source.contents.get(content)?)));
        let body = content.map(|(number, content)| match content.form {
            Form::Multipart => {
                let name = &names.operations[operation].response_multiparts[response][number];
                self.operation_name(api.operations[operation].tag.0, &name.name)
            }
            _ => self.ty(&content.ty),
        });
        if !has_headers {
            return body;
        }
        let wrapper = self.runtime("headers", "WithHeaders");
        let headers = self.headers(operation, response);
        Some(Code::new(match body {
            Some(body) => format!("{wrapper}<{headers}, {body}>"),
            None => format!("{wrapper}<{headers}>"),
        }))
    }

    /// The type of a content of an operation's request body.
    pub fn body_type(&mut self, operation: usize, content: usize) -> Code {
        let (api, names) = (self.api, self.names);
        let operation_names = &names.operations[operation];
        let operation = &api.operations[operation];
        let name = operation_names.multiparts.get(content);
        match name.filter(|multipart| !multipart.name.as_str().is_empty()) {
            Some(multipart) => self.operation_name(operation.tag.0, &multipart.name),
            None => {
                let contents = operation.body.iter().flat_map(|body| &body.contents);
                let ty = contents.map(|content| &content.ty).nth(content);
                self.ty(ty.unwrap_or(&Type::Stream))
            }
        }
    }

    /// The name of a definition, as this file spells it.
    pub fn named(&mut self, id: TypeId) -> Code {
        let name = self.names.of(id);
        if is_defined_in(&name.module, &self.kind) {
            return name.name.clone();
        }
        match &name.module {
            TypeModule::Types(_) => {
                let path = self.kind.path_to("types");
                Code::new(self.import(&path, name.name.as_str()))
            }
            TypeModule::Operations(tag) => self.operation_name(*tag, &name.name),
        }
    }

    /// A type, as this file spells it.
    pub fn ty(&mut self, ty: &Type) -> Code {
        let text = match ty {
            Type::Any => "serde_json::Value".to_owned(),
            Type::Null => "()".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Integer(width) => integer(*width).to_owned(),
            Type::Float(32) => "f32".to_owned(),
            Type::Float(_) => "f64".to_owned(),
            Type::String => "String".to_owned(),
            Type::Password => self.runtime("secret", "SecretString"),
            Type::DateTime => self.import("jiff", "Timestamp"),
            Type::Date => self.import("jiff::civil", "Date"),
            Type::Time => self.runtime("dates", "TimeOfDay"),
            Type::Duration => self.runtime("dates", "IsoDuration"),
            Type::Uuid => self.import("uuid", "Uuid"),
            Type::Bytes => self.runtime("base64", "Base64"),
            Type::MediaText => self.runtime("media_text", "MediaText"),
            Type::Stream => self.runtime("stream", "ByteStream"),
            Type::RawMultipart => self.runtime("multipart", "RawMultipart"),
            Type::Items(inner) => {
                let stream = self.runtime("items", "ItemStream");
                format!("{stream}<{}>", self.ty(inner))
            }
            Type::JsonText(inner) => {
                let wrapper = self.runtime("json_text", "JsonText");
                format!("{wrapper}<{}>", self.ty(inner))
            }
            Type::List(inner) => format!("Vec<{}>", self.ty(inner)),
            Type::Tuple(types) => {
                let types = types.iter().map(|ty| format!("{},", self.ty(ty)));
                format!("({})", types.collect::<String>())
            }
            Type::Map(inner) => match **inner {
                Type::Any => "serde_json::Map<String, serde_json::Value>".to_owned(),
                _ => format!(
                    "{}<String, {}>",
                    self.import("std::collections", "BTreeMap"),
                    self.ty(inner)
                ),
            },
            Type::Nullable(inner) => format!("Option<{}>", self.ty(inner)),
            Type::DynBoxed(inner) => {
                let wrapper = self.runtime("dyn_box", "DynBox");
                format!("{wrapper}<{}>", self.ty(inner))
            }
            Type::Boxed(inner) => format!("Box<{}>", self.ty(inner)),
            Type::Named(id) => self.named(*id).to_string(),
        };
        Code::new(text)
    }

    /// The imports by path: the standard library, then other crates, then the generated module.
    pub fn imports(&self) -> Vec<Import<'_>> {
        let api = self.kind.path_to("");
        let rank = |path: &str| match path {
            _ if path.starts_with("std::") => 0,
            _ if path.starts_with("super") || path.starts_with(&api) => 2,
            _ => 1,
        };
        let imports = self.uses.iter().map(|(path, names)| Import {
            path,
            names: names.iter().map(String::as_str).collect(),
        });
        let mut imports: Vec<Import> = imports.collect();
        imports.sort_by_key(|import| (rank(import.path), import.path));
        imports
    }

    /// The `use` items of a generated file.
    pub fn uses(&self) -> Vec<Code> {
        // Modules of the runtime have a `use` item each.
        let lines = |import: Import| match import.module() {
            "runtime" => import.lines(),
            _ => vec![import.line()],
        };
        self.imports().into_iter().flat_map(lines).collect()
    }

    /// Whether `null` is a value of a type.
    pub fn is_nullable(&self, ty: &Type) -> bool {
        match ty {
            Type::Nullable(_) | Type::Any | Type::Null => true,
            Type::Boxed(inner) | Type::DynBoxed(inner) => self.is_nullable(inner),
            Type::Named(id) => match &self.api.types[*id].kind {
                Kind::Alias(ty) | Kind::Newtype { ty, .. } => self.is_nullable(ty),
                _ => false,
            },
            _ => false,
        }
    }

    /// The type, with aliases followed.
    pub fn resolved<'t>(&'t self, ty: &'t Type) -> &'t Type {
        self.api.resolved(ty)
    }

    /// Whether a type is `Copy`.
    pub fn is_copy(&self, ty: &Type) -> bool {
        traits::of(ty, &self.names.traits).copy
    }
}

fn is_defined_in(module: &TypeModule, kind: &FileKind) -> bool {
    match (module, kind) {
        (TypeModule::Types(module), FileKind::Types(file)) => module == file,
        (TypeModule::Operations(module), FileKind::Operations(file)) => module == file,
        _ => false,
    }
}

pub(super) fn integer(width: Integer) -> &'static str {
    match width {
        Integer::I8 => "i8",
        Integer::I16 => "i16",
        Integer::I32 => "i32",
        Integer::I64 => "i64",
        Integer::U8 => "u8",
        Integer::U16 => "u16",
        Integer::U32 => "u32",
        Integer::U64 => "u64",
    }
}
