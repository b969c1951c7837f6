//! The naming pass: chooses all names of the generated code, from the model only.
//!
//! It cannot fail: text that is no identifier is spelled as one, and of two equal names the later one gets a number.
//! Components are named before inline schemas, so that an addition at the end of a document renames nothing.

mod operations;

use std::collections::{HashMap, HashSet};

use heck::ToKebabCase;

use super::code::Code;
use super::scope::{
    DEPENDENCIES, RESERVED_FILES, RESERVED_INTERFACES, RESERVED_METHODS, RESERVED_PACKAGES,
    RESERVED_TAG_MODULES, RESERVED_TYPE_MODULES, RESERVED_TYPES, Scope,
};
use super::sharing::{SameHeaders, same_accepts, same_headers, same_params, same_responses};
use super::spelling::{KEYWORDS, limit, pascal, snake, spell, value_name};
use super::traits::{self, Traits};
use crate::api::hooks::RECEIVED;
use crate::api::{self, Api, Choice, Kind, Origin, Section, SecurityScheme, Server, TypeId};

/// The names of the generated code.
#[derive(Debug)]
pub struct Names {
    /// The crate's name, in kebab-case.
    pub package: String,
    /// The name of the crate's library, as an identifier.
    pub library: String,
    /// By [`TypeId`].
    pub types: Vec<TypeName>,
    /// The traits that each type implements, by [`TypeId`].
    pub traits: Vec<Traits>,
    /// The types of each module, in order.
    pub types_by_module: HashMap<TypeModule, Vec<TypeId>>,
    /// The operations of each tag, in order, as indices of [`Api::operations`].
    pub by_tag: Vec<Vec<usize>>,
    /// By [`crate::api::TagId`].
    pub tags: Vec<TagName>,
    /// In the order of [`Api::operations`].
    pub operations: Vec<OperationName>,
    /// For each operation, the first other one with an equal struct of parameters.
    pub same_params: Vec<Option<usize>>,
    /// For each operation, the first other one with an equal response enum.
    pub same_responses: Vec<Option<usize>>,
    /// For each operation, the first other one with an equal enum of contents to choose among.
    pub same_accepts: Vec<Option<usize>>,
    /// The responses whose headers equal those of an earlier response.
    pub same_headers: SameHeaders,
    /// The variants for webhooks and callbacks, by the names of [`crate::api::hooks::Hook`].
    pub hooks: HashMap<(Section, String), Code>,
    /// In the order of [`Api::schemes`].
    pub schemes: Vec<Code>,
    /// In the order of [`Api::servers`].
    pub servers: Vec<ServerName>,
}

#[derive(Debug)]
pub struct ServerName {
    pub function: Code,
    /// In the order of the server's variables.
    pub variables: Vec<Code>,
}

/// The name of a definition, and the module that contains it.
#[derive(Debug)]
pub struct TypeName {
    pub name: Code,
    pub module: TypeModule,
    /// The names of an enum's or a union's variants, in order; of an enum, followed by that for unlisted values.
    pub variants: Vec<Code>,
    /// The names of a struct's fields, in order, followed by those for additional properties and for flattened unions.
    pub fields: Vec<Code>,
}

/// The module that contains a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TypeModule {
    /// A module of `types`.
    Types(Code),
    /// The module of `operations` for the tag at this index.
    Operations(usize),
}

#[derive(Debug)]
pub struct TagName {
    pub module: Code,
    /// The trait of its handlers; for webhooks and callbacks, the client's struct.
    pub interface: Code,
}

#[derive(Debug)]
pub struct OperationName {
    pub method: Code,
    /// The prefix of the names of its types.
    pub base: Code,
    /// The enum of its responses.
    pub response: Code,
    /// The enum of the contents that a request can choose among; empty if there is no choice.
    pub accept: Code,
    /// The struct of its parameters; empty if it has none.
    pub params: Code,
    /// The enum of its bodies; empty if it has none.
    pub body: Code,
    /// The structs of multipart bodies, one for each content; empty names for the others.
    pub multiparts: Vec<MultipartName>,
    /// The same for the contents of each response.
    pub response_multiparts: Vec<Vec<MultipartName>>,
    /// The structs of headers, in the order of the responses; empty names for responses without headers.
    pub headers: Vec<HeadersName>,
    /// In the order of the parameters.
    pub parameters: Vec<Code>,
    /// The variants of `body`, one for each content.
    pub contents: Vec<Code>,
    /// The variants of `response`, for each response and content.
    pub responses: Vec<Vec<Code>>,
}

impl OperationName {
    /// The operation's name in the contract.
    fn key(&self) -> String {
        self.method.bare().to_owned()
    }

    /// The names of its types, except those of inline schemas.
    pub fn types(&self) -> impl Iterator<Item = &Code> {
        let headers = self.headers.iter().map(|headers| &headers.name);
        let own = [&self.response, &self.params, &self.body].into_iter();
        let of_responses = self.response_multiparts.iter().flatten();
        let multiparts = self.multiparts.iter().chain(of_responses);
        let multiparts = multiparts.map(|multipart| &multipart.name);
        let all = own.chain(multiparts).chain(headers);
        all.filter(|name| !name.as_str().is_empty())
    }

    /// Whether clippy's `wrong_self_convention` would reject the method's name, because such methods take no `&self`.
    pub fn is_conversion(&self) -> bool {
        let name = self.method.bare();
        name.starts_with("from_") || name.starts_with("into_")
    }
}

/// The struct of a multipart body.
#[derive(Debug, Default)]
pub struct MultipartName {
    pub name: Code,
    /// In the order of the parts.
    pub fields: Vec<Code>,
    /// The fields of the headers of each part.
    pub headers: Vec<Vec<Code>>,
}

/// A struct of headers.
#[derive(Debug, Default)]
pub struct HeadersName {
    pub name: Code,
    /// In the order of the headers.
    pub fields: Vec<Code>,
}

impl Names {
    /// Chooses all names.
    pub fn choose(api: &Api) -> Names {
        let tags = tags(api);
        let schemes = schemes(api);
        let operations = operations::operations(api, &schemes);
        let types = types(api, &operations);
        let mut types_by_module: HashMap<TypeModule, Vec<TypeId>> = HashMap::new();
        for (id, _) in api.types.iter() {
            types_by_module
                .entry(types[id.index()].module.clone())
                .or_default()
                .push(id);
        }
        let mut by_tag = vec![Vec::new(); api.tags.len()];
        for (index, operation) in api.operations.iter().enumerate() {
            by_tag[operation.tag.0].push(index);
        }
        let parameters: Vec<&[Code]> = operations
            .iter()
            .map(|names| &names.parameters[..])
            .collect();
        let responses: Vec<&[Vec<Code>]> = operations
            .iter()
            .map(|names| &names.responses[..])
            .collect();
        let keys: Vec<String> = operations.iter().map(OperationName::key).collect();
        let package = package(&api.title);
        Names {
            library: package.replace('-', "_"),
            package,
            hooks: hooks(api, &keys),
            types,
            traits: traits::definitions(&api.types),
            types_by_module,
            by_tag,
            tags,
            same_params: same_params(api, &parameters),
            same_accepts: same_accepts(api, &responses),
            same_responses: same_responses(api, &responses),
            same_headers: same_headers(api),
            operations,
            schemes,
            servers: servers(api),
        }
    }

    /// The operations' names in the contract.
    pub fn keys(&self) -> Vec<String> {
        self.operations.iter().map(OperationName::key).collect()
    }

    /// The names of the types in a module.
    pub fn types_in(&self, module: &TypeModule) -> impl Iterator<Item = &Code> {
        let ids = self.types_by_module.get(module).into_iter().flatten();
        ids.map(|id| &self.of(*id).name)
    }

    /// The names that `types` exports.
    pub fn in_types(&self) -> impl Iterator<Item = &str> {
        let is_there = |name: &&TypeName| matches!(name.module, TypeModule::Types(_));
        self.types
            .iter()
            .filter(is_there)
            .map(|name| name.name.as_str())
    }

    /// The names that `operations` exports.
    pub fn in_operations(&self) -> impl Iterator<Item = &str> {
        let is_there = |name: &&TypeName| matches!(name.module, TypeModule::Operations(_));
        let types = self.types.iter().filter(is_there).map(|name| &name.name);
        let operations = self.operations.iter();
        let own = operations.flat_map(OperationName::types);
        types.chain(own).map(Code::as_str)
    }

    pub fn of(&self, id: TypeId) -> &TypeName {
        &self.types[id.index()]
    }
}

fn package(title: &str) -> String {
    let name = limit(&spell(title)).to_kebab_case();
    let is_reserved = [KEYWORDS, RESERVED_PACKAGES, DEPENDENCIES]
        .iter()
        .any(|names| names.contains(&name.as_str()));
    match name.chars().next() {
        None => "api".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("api-{name}"),
        Some(_) if is_reserved => format!("{name}-api"),
        Some(_) => name,
    }
}

fn tags(api: &Api) -> Vec<TagName> {
    let mut modules = Scope::with(&[RESERVED_TAG_MODULES, RESERVED_FILES].concat()).noun("tag");
    let mut interfaces = Scope::with(RESERVED_INTERFACES).noun("api");
    api.tags
        .iter()
        .map(|tag| {
            let sender = match tag.section {
                Section::Paths => {
                    let name = tag.name.as_deref().unwrap_or("api");
                    return TagName {
                        module: modules.snake(name),
                        interface: interfaces.pascal(name),
                    };
                }
                Section::Webhooks => "webhooks",
                Section::Callbacks => "callbacks",
            };
            let name = tag.name.as_deref().unwrap_or_default();
            let module = match snake(name).ends_with(sender) {
                true => name.to_owned(),
                false => format!("{name} {sender}"),
            };
            TagName {
                module: modules.snake(&module),
                interface: Code::new(pascal(sender)),
            }
        })
        .collect()
}

/// The variants for the names of webhooks and callbacks.
fn hooks(api: &Api, keys: &[String]) -> HashMap<(Section, String), Code> {
    let hooks = api::hooks::hooks(api, keys);
    let mut names = HashMap::new();
    for (section, _) in RECEIVED {
        let numbers = api.in_section(section).map(|(number, _)| number);
        let texts = numbers.filter_map(|number| hooks.get(number)?.as_ref());
        let mut known = HashSet::new();
        let texts: Vec<&str> = texts
            .map(|hook| hook.name.as_str())
            .filter(|name| known.insert(*name))
            .collect();
        let variants = Scope::default().noun("hook").all(&texts, pascal);
        let texts = texts.iter().map(|text| (section, (*text).to_owned()));
        names.extend(texts.zip(variants));
    }
    names
}

fn types(api: &Api, operations: &[OperationName]) -> Vec<TypeName> {
    let mut in_types = Scope::with(RESERVED_TYPES).noun("schema");
    // The names of operations are chosen before.
    let mut in_operations = Scope::with(RESERVED_TYPES).noun("schema");
    for operation in operations {
        let own = operation.types().map(Code::to_string);
        in_operations.assigned.extend(own);
    }
    let mut names = components(api, &mut in_types);
    for (id, definition) in api.types.iter() {
        let chosen = match &definition.origin {
            Origin::Component { .. } | Origin::Input { .. } => continue,
            Origin::Part { of, name } => {
                let (parent, module) = names[of.index()].clone().unwrap_or_default();
                let scope = match module {
                    TypeModule::Types(_) => &mut in_types,
                    TypeModule::Operations(_) => &mut in_operations,
                };
                (
                    scope.pascal(&format!("{parent} {}", limit(&spell(name)))),
                    module,
                )
            }
            Origin::Operation { index, part } => {
                let parent = &operations[*index].base;
                let name = in_operations.pascal(&format!("{parent} {}", limit(&spell(part))));
                (name, TypeModule::Operations(api.operations[*index].tag.0))
            }
        };
        names[id.index()] = Some(chosen);
    }
    names
        .into_iter()
        .zip(api.types.iter())
        .map(|(name, (_, definition))| {
            let (name, module) = name.unwrap_or_default();
            let (variants, fields) = members(&definition.kind);
            TypeName {
                name,
                module,
                variants,
                fields,
            }
        })
        .collect()
}

/// The names and modules of components. Those whose names need no respelling are named first.
fn components(api: &Api, scope: &mut Scope) -> Vec<Option<(Code, TypeModule)>> {
    let mut names: Vec<Option<(Code, TypeModule)>> = vec![None; api.types.len()];
    for is_exact in [true, false] {
        for (id, definition) in api.types.iter() {
            let name = match &definition.origin {
                Origin::Component { name } => name.clone(),
                Origin::Input { name } => format!("{name} input"),
                _ => continue,
            };
            let needs_no_respelling =
                matches!(definition.origin, Origin::Component { .. }) && pascal(&name) == name;
            if needs_no_respelling != is_exact || names[id.index()].is_some() {
                continue;
            }
            names[id.index()] = Some((scope.pascal(&name), TypeModule::default()));
        }
    }
    let named = names.iter().flatten();
    let named: Vec<&str> = named.map(|(name, _)| name.as_str()).collect();
    let mut modules = modules(&named).into_iter();
    for (_, module) in names.iter_mut().flatten() {
        *module = TypeModule::Types(modules.next().unwrap_or_default());
    }
    names
}

/// The modules for components of these names: one for each first word; where that would make a module too large, one for
/// each first two words, and so on.
fn modules(names: &[&str]) -> Vec<Code> {
    const MAX: usize = 30;
    let words: Vec<Vec<String>> = names
        .iter()
        .map(|name| {
            let name = snake(name);
            let bare = name.strip_prefix("r#").unwrap_or(&name);
            let bare = bare.trim_matches('_');
            bare.split('_').map(str::to_owned).collect()
        })
        .collect();
    let mut depths = vec![1; names.len()];
    loop {
        let mut sizes: HashMap<&[String], usize> = HashMap::new();
        let start = |index: usize, depth: usize| &words[index][..depth.min(words[index].len())];
        for (index, depth) in depths.iter().enumerate() {
            *sizes.entry(start(index, *depth)).or_default() += 1;
        }
        let deeper: Vec<usize> = (0..names.len())
            .filter(|index| sizes[start(*index, depths[*index])] > MAX)
            .filter(|index| words[*index].len() > depths[*index])
            .collect();
        if deeper.is_empty() {
            break;
        }
        deeper.into_iter().for_each(|index| depths[index] += 1);
    }
    let name = |(words, depth): (&Vec<String>, usize)| {
        let name = words[..depth.min(words.len())].join("_");
        let spelled = snake(&name);
        let mut reserved = RESERVED_TYPE_MODULES.iter().chain(RESERVED_FILES);
        Code::new(if spelled.starts_with('_') {
            snake(&format!("schema {name}"))
        } else if reserved.any(|name| *name == spelled) {
            snake(&format!("{name} schema"))
        } else {
            spelled
        })
    };
    words.iter().zip(depths).map(name).collect()
}

impl Default for TypeModule {
    fn default() -> TypeModule {
        TypeModule::Operations(0)
    }
}

/// The names of variants, and of fields.
fn members(kind: &Kind) -> (Vec<Code>, Vec<Code>) {
    let mut scope = match kind {
        Kind::Struct(_) | Kind::AnyOf(_) => Scope::default().noun("field"),
        _ => Scope::default(),
    };
    match kind {
        Kind::Enum(choices) => (enum_variants(&mut scope, choices), Vec::new()),
        Kind::IntegerEnum(choices) => (enum_variants(&mut scope, choices), Vec::new()),
        Kind::Union(union) => {
            let variants: Vec<&String> = union.variants.iter().map(|it| &it.name).collect();
            (scope.all(&variants, pascal), Vec::new())
        }
        Kind::Struct(structure) => {
            let fields: Vec<&String> = structure.fields.iter().map(|it| &it.name).collect();
            let mut fields = scope.all(&fields, snake);
            fields.extend(
                structure
                    .additional
                    .iter()
                    .map(|_| scope.snake("additional properties")),
            );
            let flattened = structure.flattened.iter();
            fields.extend(flattened.map(|it| scope.snake(&it.name)));
            (Vec::new(), fields)
        }
        Kind::AnyOf(any_of) => {
            let alternatives = any_of.alternatives.iter();
            let names: Vec<&String> = alternatives.map(|it| &it.name).collect();
            (Vec::new(), scope.all(&names, snake))
        }
        Kind::Alias(_) | Kind::Newtype { .. } => (Vec::new(), Vec::new()),
    }
}

fn schemes(api: &Api) -> Vec<Code> {
    let mut scope = Scope::with(RESERVED_METHODS).noun("scheme");
    scope.reserved.insert("authenticate".to_owned());
    let name = |scheme: &SecurityScheme| {
        let method = format!("with_{}", snake(&scheme.name));
        match RESERVED_METHODS.contains(&method.as_str()) {
            true => scope.snake(&format!("{} credentials", scheme.name)),
            false => scope.snake(&scheme.name),
        }
    };
    api.schemes.iter().map(name).collect()
}

fn servers(api: &Api) -> Vec<ServerName> {
    let mut functions = Scope::default().noun("server");
    let mut name = |server: &Server| {
        // A long description is not suitable as a name.
        let description = server
            .description
            .as_deref()
            .filter(|text| text.split_whitespace().count() <= 4);
        let address = server.url.split("://").last().unwrap_or_default();
        let name = server
            .name
            .as_deref()
            .or(description)
            .filter(|text| !spell(text).is_empty())
            .unwrap_or(address);
        functions.snake(if spell(name).is_empty() { "root" } else { name })
    };
    let variables = |server: &Server| {
        let mut scope = Scope::default().noun("variable");
        server
            .variables
            .iter()
            .map(|variable| scope.snake(&variable.name))
            .collect()
    };
    api.servers
        .iter()
        .map(|server| ServerName {
            function: name(server),
            variables: variables(server),
        })
        .collect()
}

/// The names of an enum's variants: of its values, then that for unlisted ones.
fn enum_variants<T: ToString>(scope: &mut Scope, choices: &[Choice<T>]) -> Vec<Code> {
    let mut names = scope.all(&choice_names(choices), pascal);
    names.push(scope.pascal("unknown"));
    names
}

/// The names of an enum's values before respelling: their titles, or else the values.
fn choice_names<T: ToString>(choices: &[Choice<T>]) -> Vec<String> {
    let name = |choice: &Choice<T>| {
        let title = choice.title.as_deref();
        let title =
            title.filter(|title| !spell(title).is_empty() && title.len() <= MAX_TITLE_LENGTH);
        match title {
            Some(title) => title.to_owned(),
            None => value_name(&choice.value.to_string()),
        }
    };
    choices.iter().map(name).collect()
}

/// The length of titles that are used as names. Longer ones are sentences.
const MAX_TITLE_LENGTH: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_have_names_that_cargo_accepts() {
        for (title, name) in [
            ("Pet Store", "pet-store"),
            ("Self", "self-api"),
            ("Super", "super-api"),
            ("Crate", "crate-api"),
            ("Test", "test-api"),
            ("Type", "type-api"),
            ("Serde JSON", "serde-json-api"),
            ("3D", "api-3d"),
            ("!", "api"),
        ] {
            assert_eq!(package(title), name);
        }
    }
}
