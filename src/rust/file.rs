//! One file of generated code: which names it has, which it brings in by `use`, and how it writes a type.

use std::collections::{BTreeMap, BTreeSet};

use super::code::Code;
use super::names::{Home, Names};
use crate::api::{Api, Integer, Kind, Type, TypeId};

/// Which file is being written: paths are relative to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    Types(Code),
    /// By the tag's index.
    Operations(usize),
    /// By the tag's index.
    Server(usize),
    /// By the tag's index.
    Client(usize),
    /// The crate's own `handlers.rs`.
    /// By the name of the library that it uses.
    Handlers(Code),
}

impl Place {
    /// The path from a file of this place to a folder of the generated module.
    fn path_to(&self, folder: &str) -> String {
        match self {
            Place::Handlers(library) => format!("{library}::api::{folder}"),
            Place::Types(_) if folder == "types" => "super".to_owned(),
            Place::Operations(_) if folder == "operations" => "super".to_owned(),
            _ => format!("super::super::{folder}"),
        }
    }
}

/// A file under construction.
#[derive(Debug)]
pub struct File<'a> {
    pub api: &'a Api,
    pub names: &'a Names,
    place: Place,
    /// Names in use, each with the path that it comes from; "" for the file's own.
    known: BTreeMap<String, String>,
    uses: BTreeMap<String, BTreeSet<String>>,
    /// What the tag's file of operations gives, by `use …::*`.
    globbed: BTreeSet<String>,
}

/// What a file brings in from one path.
#[derive(Debug)]
pub struct Import<'f> {
    pub path: &'f str,
    pub names: Vec<&'f str>,
}

impl Import<'_> {
    /// The last step of the path.
    pub fn module(&self) -> &str {
        self.path.rsplit("::").next().unwrap_or(self.path)
    }

    /// Behind one `use`.
    pub fn line(&self) -> Code {
        Code::new(match self.names[..] {
            [name] => format!("{}::{name}", self.path),
            _ => format!("{}::{{{}}}", self.path, self.names.join(", ")),
        })
    }

    /// Behind a `use` for each name.
    fn lines(&self) -> Vec<Code> {
        let line = |name: &&str| Code::new(format!("{}::{name}", self.path));
        self.names.iter().map(line).collect()
    }
}

impl<'a> File<'a> {
    /// Starts a file; `own` are the names that are its own, or that every file of its kind brings in.
    pub fn new(
        api: &'a Api,
        names: &'a Names,
        place: Place,
        own: impl IntoIterator<Item = String>,
    ) -> File<'a> {
        let mut known: BTreeMap<String, String> =
            own.into_iter().map(|name| (name, String::new())).collect();
        let home = match &place {
            Place::Types(module) => Some(Home::Types(module.clone())),
            Place::Operations(tag) => Some(Home::Operations(*tag)),
            _ => None,
        };
        for name in home.iter().flat_map(|home| names.at_home(home)) {
            known.insert(name.to_string(), String::new());
        }
        File {
            api,
            names,
            place,
            known,
            uses: BTreeMap::new(),
            globbed: BTreeSet::new(),
        }
    }

    /// Lets a tag's names be used as they are, but for those that mean something else here by now.
    pub fn globs(&mut self, tag: usize, names: impl IntoIterator<Item = String>) {
        let path = self.place.path_to("operations");
        let path = format!("{path}::{}", self.names.tags[tag].module);
        for name in names {
            if !self.known.contains_key(&name) {
                self.known.insert(name.clone(), path.clone());
                self.globbed.insert(name);
            }
        }
    }

    /// Brings a name in, or spells its path out where the name means something else here.
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

    /// Brings in a name of `runtime`.
    pub fn runtime(&mut self, module: &str, name: &str) -> String {
        let path = match self.place {
            // What users name is in `server`, so that they need not look into the runtime.
            Place::Handlers(_) => self.place.path_to("server"),
            _ => format!("{}::{module}", self.place.path_to("runtime")),
        };
        self.import(&path, name)
    }

    /// A name of `runtime` that only the client's half of a macro's call uses: without a client, nobody would use what is
    /// brought in for it, so it is named by its path there.
    pub fn of_client(&mut self, module: &str, name: &str) -> String {
        match self.place {
            Place::Operations(_) => format!("operation::{name}"),
            _ => self.runtime(module, name),
        }
    }

    /// A name of the operations at a tag.
    pub fn operation_name(&mut self, tag: usize, name: &Code) -> Code {
        match self.place {
            Place::Operations(own) if own == tag => return name.clone(),
            Place::Server(own) | Place::Client(own) if own == tag => {
                let path = self.place.path_to("operations");
                let module = format!("{path}::{}", self.names.tags[tag].module);
                if self.globbed.contains(name.as_str()) {
                    self.uses.entry(module).or_default().insert("*".to_owned());
                    return name.clone();
                }
            }
            _ => {}
        }
        let path = self.place.path_to("operations");
        Code::new(self.import(&path, name.as_str()))
    }

    /// The struct of a response's headers.
    pub fn headers(&mut self, operation: usize, response: usize) -> Code {
        let names = self.names;
        let tag = self.api.operations[operation].tag.0;
        self.operation_name(tag, &names.operations[operation].headers[response].name)
    }

    /// What a variant of a response enum holds: a body, headers, both, or nothing.
    pub fn payload(
        &mut self,
        operation: usize,
        response: usize,
        body: Option<&Type>,
    ) -> Option<Code> {
        let has_headers = !self.api.operations[operation].responses[response]
            .headers
            .is_empty();
        let body = body.map(|ty| self.ty(ty));
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

    /// The name of a definition, as this file writes it.
    pub fn named(&mut self, id: TypeId) -> Code {
        let name = self.names.of(id);
        if is_home(&name.home, &self.place) {
            return name.name.clone();
        }
        match &name.home {
            Home::Types(_) => {
                let path = self.place.path_to("types");
                Code::new(self.import(&path, name.name.as_str()))
            }
            Home::Operations(tag) => self.operation_name(*tag, &name.name),
        }
    }

    /// A type.
    pub fn ty(&mut self, ty: &Type) -> Code {
        let text = match ty {
            Type::Any => "serde_json::Value".to_owned(),
            Type::Null => "()".to_owned(),
            Type::Boolean => "bool".to_owned(),
            Type::Integer(width) => integer(*width).to_owned(),
            Type::Float(32) => "f32".to_owned(),
            Type::Float(_) => "f64".to_owned(),
            Type::String => "String".to_owned(),
            Type::DateTime => format!(
                "{}<{}>",
                self.import("chrono", "DateTime"),
                self.import("chrono", "Utc")
            ),
            Type::Date => self.import("chrono", "NaiveDate"),
            Type::Uuid => self.import("uuid", "Uuid"),
            Type::Bytes => self.runtime("base64", "Base64"),
            Type::Stream => self.runtime("stream", "ByteStream"),
            Type::Items(inner) => {
                let stream = self.runtime("items", "ItemStream");
                format!("{stream}<{}>", self.ty(inner))
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
            Type::Boxed(inner) => format!("Box<{}>", self.ty(inner)),
            Type::Named(id) => self.named(*id).to_string(),
        };
        Code::new(text)
    }

    /// What all this brings in, path by path: the standard library's first, then other crates', then our own.
    pub fn imports(&self) -> Vec<Import<'_>> {
        let api = self.place.path_to("");
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
        // Modules of the runtime have a line each.
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
            Type::Named(id) => match &self.api.types[*id].kind {
                Kind::Alias(ty) => self.is_nullable(ty),
                _ => false,
            },
            _ => false,
        }
    }

    /// What a type is once aliases are followed.
    pub fn resolved<'t>(&'t self, ty: &'t Type) -> &'t Type {
        self.api.resolved(ty)
    }

    /// Whether a value is passed by copying it.
    pub fn is_copy(&self, ty: &Type) -> bool {
        match self.resolved(ty) {
            Type::Boolean
            | Type::Integer(_)
            | Type::Float(_)
            | Type::DateTime
            | Type::Date
            | Type::Uuid
            | Type::Null => true,
            Type::Named(id) => matches!(
                self.api.types[*id].kind,
                Kind::Enum(_) | Kind::IntegerEnum(_)
            ),
            _ => false,
        }
    }
}

fn is_home(home: &Home, place: &Place) -> bool {
    match (home, place) {
        (Home::Types(home), Place::Types(place)) => home == place,
        (Home::Operations(home), Place::Operations(place)) => home == place,
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
