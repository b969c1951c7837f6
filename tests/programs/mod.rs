//! Programs that use all of a generated crate: handlers and a client. They are written from the crate's files, so that they
//! compile with it, and show what no longer does with another one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use specfirst::pipeline::Generated;
use syn::spanned::Spanned;

use crate::documents;

/// The public types of a crate, and what its files import.
#[derive(Default)]
struct Types {
    structs: BTreeMap<String, Vec<(String, String)>>,
    enums: BTreeMap<String, Vec<(String, Vec<String>)>>,
    aliases: BTreeMap<String, String>,
    imports: BTreeMap<String, String>,
    /// Parameters and results of the traits' methods.
    served: Vec<(Vec<String>, String)>,
    /// Name, parameters and result of the client's methods; those without a future have no result.
    called: Vec<(String, Vec<String>, Option<String>)>,
}

/// The source texts of the handlers and of a client, as programs that use the crate `library`.
pub fn programs(generated: &Generated, library: &str) -> (String, String) {
    let types = Types::of(generated);
    let sent = types.reach(types.served.iter().flat_map(|(sent, _)| sent));
    let returned = types.reach(types.served.iter().map(|(_, returned)| returned));
    let handlers = generated
        .files
        .iter()
        .find(|file| file.path() == "src/handlers.rs");
    let own = generated.name.replace('-', "_");
    let stubs =
        documents::text(handlers.unwrap()).replace(&format!("{own}::"), &format!("{library}::"));
    let imports = types.imports(library);
    let server = format!(
        "{stubs}\nfn main() {{\n    let _ = {library}::api::server::router(Handlers::default());\n}}\n\
        mod uses {{\n{imports}{}}}\n",
        types.uses(&returned, &sent)
    );
    let client = format!(
        "#![allow(unused)]\nfn main() {{}}\n{imports}use {library}::api::client::{{self, Client}};\n{}{}",
        types.uses(&sent, &returned),
        types.calls()
    );
    (format!("#![allow(unused)]\n{server}"), client)
}

fn text(node: &impl Spanned) -> String {
    node.span().source_text().unwrap()
}

impl Types {
    fn of(generated: &Generated) -> Types {
        let mut types = Types::default();
        for file in &generated.files {
            let Some(path) = file.path().strip_prefix("src/api/") else {
                continue;
            };
            let module = path.split('/').next().unwrap();
            if !["types", "operations", "server", "client"].contains(&module) {
                continue;
            }
            let parsed = syn::parse_file(documents::text(file)).unwrap();
            for item in &parsed.items {
                types.add(module, item);
            }
        }
        types
    }

    fn add(&mut self, module: &str, item: &syn::Item) {
        match item {
            syn::Item::Struct(item) if module != "server" && module != "client" => {
                let fields = item.fields.iter().filter(|field| {
                    matches!(field.vis, syn::Visibility::Public(_)) && field.ident.is_some()
                });
                let fields = fields
                    .map(|field| (field.ident.as_ref().unwrap().to_string(), text(&field.ty)))
                    .collect::<Vec<_>>();
                if fields.len() == item.fields.len() {
                    self.structs.insert(item.ident.to_string(), fields);
                }
            }
            syn::Item::Enum(item) if module != "server" && module != "client" => {
                let variants = item.variants.iter().map(|variant| {
                    let types = variant.fields.iter().map(|field| text(&field.ty));
                    (variant.ident.to_string(), types.collect())
                });
                self.enums
                    .insert(item.ident.to_string(), variants.collect());
            }
            syn::Item::Type(item) => {
                self.aliases.insert(item.ident.to_string(), text(&*item.ty));
            }
            syn::Item::Trait(item) => {
                for member in &item.items {
                    if let syn::TraitItem::Fn(method) = member {
                        let (parameters, result) = signature(&method.sig);
                        self.served.push((parameters, result));
                    }
                }
            }
            syn::Item::Impl(item)
                if item.trait_.is_none()
                    && module == "client"
                    && text(&*item.self_ty) == "Client" =>
            {
                for member in &item.items {
                    if let syn::ImplItem::Fn(method) = member
                        && matches!(method.vis, syn::Visibility::Public(_))
                        && method.sig.receiver().is_some()
                    {
                        let (parameters, result) = signature(&method.sig);
                        let result = method.sig.asyncness.map(|_| result);
                        self.called
                            .push((method.sig.ident.to_string(), parameters, result));
                    }
                }
            }
            syn::Item::Use(item) => self.import(&item.tree, String::new()),
            _ => {}
        }
    }

    fn import(&mut self, tree: &syn::UseTree, path: String) {
        match tree {
            syn::UseTree::Path(segment) => {
                self.import(&segment.tree, format!("{path}{}::", segment.ident));
            }
            syn::UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, path.clone());
                }
            }
            syn::UseTree::Name(name) => {
                let name = name.ident.to_string();
                let path = match path.split_once("runtime::") {
                    Some((_, rest)) => format!("specfirst_runtime::{rest}"),
                    None if path.starts_with("super") || path.is_empty() => return,
                    None => path,
                };
                let is_type = name.starts_with(char::is_uppercase);
                if is_type && !path.starts_with("specfirst_runtime::client") {
                    self.imports.insert(name.clone(), format!("{path}{name}"));
                }
            }
            _ => {}
        }
    }

    /// The imports of a program, of those names that types use.
    fn imports(&self, library: &str) -> String {
        let mut used = BTreeSet::new();
        let fields = self.structs.values().flatten().map(|(_, ty)| ty);
        let variants = self.enums.values().flatten().flat_map(|(_, types)| types);
        let called = self
            .called
            .iter()
            .flat_map(|(_, parameters, result)| parameters.iter().chain(result));
        for ty in fields
            .chain(variants)
            .chain(called)
            .chain(self.aliases.values())
        {
            used.extend(names(ty).map(str::to_owned));
        }
        let mut text = format!("use {library}::api::{{operations::*, types::*}};\n");
        for (name, path) in &self.imports {
            let is_own = self.structs.contains_key(name)
                || self.enums.contains_key(name)
                || self.aliases.contains_key(name);
            if used.contains(name) && !is_own {
                writeln!(text, "use {path};").unwrap();
            }
        }
        text
    }

    /// The names of types that these types have in them.
    fn reach<'a>(&'a self, types: impl Iterator<Item = &'a String>) -> BTreeSet<&'a str> {
        let mut open: Vec<&str> = types.map(String::as_str).collect();
        let mut found = BTreeSet::new();
        while let Some(ty) = open.pop() {
            for name in names(ty) {
                let parts: Vec<&str> = match (self.structs.get(name), self.enums.get(name)) {
                    (Some(fields), _) => fields.iter().map(|(_, ty)| ty.as_str()).collect(),
                    (_, Some(variants)) => variants
                        .iter()
                        .flat_map(|(_, types)| types)
                        .map(String::as_str)
                        .collect(),
                    _ => match self.aliases.get(name) {
                        Some(target) => vec![target],
                        None => continue,
                    },
                };
                if found.insert(name) {
                    open.extend(parts);
                }
            }
        }
        found
    }

    /// Functions that build values of some types, and that read all of others.
    fn uses(&self, built: &BTreeSet<&str>, read: &BTreeSet<&str>) -> String {
        let mut out = String::new();
        for (name, fields) in &self.structs {
            let list = |with_types: bool| {
                let parts = fields.iter().map(|(field, ty)| match with_types {
                    true => format!("{field}: {ty}"),
                    false => field.clone(),
                });
                parts.collect::<Vec<_>>().join(", ")
            };
            let (typed, plain) = (list(true), list(false));
            if built.contains(name.as_str()) {
                writeln!(
                    out,
                    "fn build_{name}({typed}) -> {name} {{ {name} {{ {plain} }} }}"
                )
                .unwrap();
            }
            if read.contains(name.as_str()) {
                let types: String = fields.iter().map(|(_, ty)| format!("{ty}, ")).collect();
                let values: String = fields
                    .iter()
                    .map(|(field, _)| format!("value.{field}, "))
                    .collect();
                writeln!(
                    out,
                    "fn read_{name}(value: {name}) -> ({types}) {{ ({values}) }}"
                )
                .unwrap();
            }
        }
        for (name, variants) in &self.enums {
            if built.contains(name.as_str()) {
                for (variant, types) in variants {
                    let parameters = types
                        .iter()
                        .enumerate()
                        .map(|(index, ty)| format!("a{index}: {ty}"));
                    let parameters: Vec<String> = parameters.collect();
                    let value = format!("{name}::{variant}{}", payload(types));
                    let parameters = parameters.join(", ");
                    writeln!(
                        out,
                        "fn build_{name}_{variant}({parameters}) -> {name} {{ {value} }}"
                    )
                    .unwrap();
                }
            }
            if read.contains(name.as_str()) {
                let arms = variants.iter().map(|(variant, types)| {
                    let checks = types
                        .iter()
                        .enumerate()
                        .map(|(index, ty)| format!("let _: {ty} = a{index};"));
                    let checks: String = checks.collect();
                    format!("{name}::{variant}{} => {{ {checks} }} ", payload(types))
                });
                let arms: String = arms.collect();
                writeln!(
                    out,
                    "fn read_{name}(value: {name}) {{ match value {{ {arms} }} }}"
                )
                .unwrap();
            }
        }
        for name in self.aliases.keys() {
            if built.contains(name.as_str()) || read.contains(name.as_str()) {
                // A name for a type that is nobody's own is used as that type.
                let target = &self.aliases[name];
                let mut parts = names(target);
                let is_own = parts.any(|part| {
                    self.structs.contains_key(part)
                        || self.enums.contains_key(part)
                        || self.aliases.contains_key(part)
                });
                let check = if is_own {
                    String::new()
                } else {
                    format!("let _: {target} = value;")
                };
                writeln!(out, "fn name_{name}(value: {name}) {{ {check} }}").unwrap();
            }
        }
        out
    }

    /// A function for each call of the client.
    fn calls(&self) -> String {
        let mut out = String::new();
        for (name, parameters, result) in &self.called {
            let typed = parameters
                .iter()
                .enumerate()
                .map(|(index, ty)| format!(", a{index}: {ty}"));
            let typed: String = typed.collect();
            let values = (0..parameters.len()).map(|index| format!("a{index}"));
            let values = values.collect::<Vec<_>>().join(", ");
            match result {
                Some(result) => {
                    let result = result.replace(" Error<", " client::Error<");
                    writeln!(
                        out,
                        "async fn call_{name}(client: Client{typed}) {{ let _: {result} = client.{name}({values}).await; }}"
                    )
                }
                None if typed.contains("super::") => Ok(()),
                None => writeln!(out, "fn call_{name}(client: Client{typed}) {{ let _ = client.{name}({values}); }}"),
            }
            .unwrap();
        }
        out.replace(": Duration", ": std::time::Duration")
            .replace("<Duration", "<std::time::Duration")
            .replace("<Option<Duration", "<Option<std::time::Duration")
    }
}

/// The values of a variant, as an expression and as a pattern.
fn payload(types: &[String]) -> String {
    match types.len() {
        0 => String::new(),
        length => {
            let values = (0..length).map(|index| format!("a{index}"));
            format!("({})", values.collect::<Vec<_>>().join(", "))
        }
    }
}

/// The types of parameters, and the result.
fn signature(signature: &syn::Signature) -> (Vec<String>, String) {
    let parameters = signature.inputs.iter().filter_map(|input| match input {
        syn::FnArg::Typed(typed) => Some(text(&*typed.ty)),
        syn::FnArg::Receiver(_) => None,
    });
    let result = match &signature.output {
        syn::ReturnType::Default => "()".to_owned(),
        syn::ReturnType::Type(_, ty) => {
            text(&**ty).split_whitespace().collect::<Vec<_>>().join(" ")
        }
    };
    (parameters.collect(), result)
}

/// The identifiers of a type.
fn names(ty: &str) -> impl Iterator<Item = &str> {
    ty.split(|character: char| !character.is_alphanumeric() && character != '_')
        .filter(|word| !word.is_empty())
}
