//! The naming pass: every name of the generated code is chosen here, in one go, from the model alone.
//!
//! It never fails: what is no identifier is spelled as one, and where two things would have one name, the later gets
//! a number. Schemas come before what is named by its place, so that adding one thing at the end renames no other.

mod operations;

use std::collections::HashMap;

use heck::ToKebabCase;

use super::code::Code;
use super::scope::{
    DEPENDENCIES, Scope, TAKEN_FILES, TAKEN_INTERFACES, TAKEN_METHODS, TAKEN_PACKAGES,
    TAKEN_TAG_MODULES, TAKEN_TYPE_MODULES, TAKEN_TYPES,
};
use super::sharing::{SameHeaders, same_headers, same_params, same_responses};
use super::spelling::{KEYWORDS, limit, pascal, snake, spell, value_name};
use crate::api::{Api, Choice, Kind, Origin, Section, SecurityScheme, Server, TypeId};

/// All names.
#[derive(Debug)]
pub struct Names {
    /// The crate's, in kebab-case.
    pub package: String,
    /// By [`TypeId`].
    pub types: Vec<TypeName>,
    /// The types of each file, in order.
    pub homes: HashMap<Home, Vec<TypeId>>,
    /// The operations of each tag, in order, by their places in [`Api::operations`].
    pub by_tag: Vec<Vec<usize>>,
    /// By [`crate::api::TagId`].
    pub tags: Vec<TagName>,
    /// In the order of [`Api::operations`].
    pub operations: Vec<OperationName>,
    /// For each operation, the first one whose struct of parameters is the same, if that is another.
    pub same_params: Vec<Option<usize>>,
    /// For each operation, the first one whose answers are the same, if that is another.
    pub same_responses: Vec<Option<usize>>,
    /// Which responses have the same headers.
    pub same_headers: SameHeaders,
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

/// What a definition is called, and the file that it stands in.
#[derive(Debug)]
pub struct TypeName {
    pub name: Code,
    pub home: Home,
    /// Of an enum's or a union's variants, in order.
    pub variants: Vec<Code>,
    /// Of a struct's fields, in order; then of what its other members and alternatives are kept in.
    pub fields: Vec<Code>,
}

/// The file of a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// A module of `types`.
    Types(Code),
    /// The module of `operations` for the tag at this index.
    Operations(usize),
}

#[derive(Debug)]
pub struct TagName {
    pub module: Code,
    /// The trait of its handlers.
    pub interface: Code,
}

#[derive(Debug)]
pub struct OperationName {
    pub method: Code,
    /// What the names of its types begin with.
    pub base: Code,
    /// The enum of its responses.
    pub response: Code,
    /// The struct of its parameters outside of the path; empty where there are none.
    pub params: Code,
    /// The enum of its bodies; empty where they are of one kind.
    pub body: Code,
    /// The structs of headers, in the order of the responses; empty names where there are none.
    pub headers: Vec<HeadersName>,
    /// In the order of the parameters.
    pub parameters: Vec<Code>,
    /// The variants of `body`, one for each content.
    pub contents: Vec<Code>,
    /// The variant for each response and content of it.
    pub responses: Vec<Vec<Code>>,
}

impl OperationName {
    /// The names of its types, but for those of inline schemas.
    pub fn types(&self) -> impl Iterator<Item = &Code> {
        let headers = self.headers.iter().map(|headers| &headers.name);
        let own = [&self.response, &self.params, &self.body].into_iter();
        own.chain(headers).filter(|name| !name.as_str().is_empty())
    }

    /// Whether the method is called as conversions are, which take no `&self`.
    pub fn is_conversion(&self) -> bool {
        let name = self.method.bare();
        name.starts_with("from_") || name.starts_with("into_")
    }
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
        let mut homes: HashMap<Home, Vec<TypeId>> = HashMap::new();
        for (id, _) in api.types.iter() {
            homes
                .entry(types[id.index()].home.clone())
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
        Names {
            package: package(&api.title),
            types,
            homes,
            by_tag,
            tags,
            same_params: same_params(api, &parameters),
            same_responses: same_responses(api, &responses),
            same_headers: same_headers(api),
            operations,
            schemes,
            servers: servers(api),
        }
    }

    /// What the contract calls each operation.
    pub fn keys(&self) -> Vec<String> {
        self.operations
            .iter()
            .map(|names| names.method.bare().to_owned())
            .collect()
    }

    /// What the types of a file are called.
    pub fn at_home(&self, home: &Home) -> impl Iterator<Item = &Code> {
        let ids = self.homes.get(home).into_iter().flatten();
        ids.map(|id| &self.of(*id).name)
    }

    /// What `types` gives.
    pub fn in_types(&self) -> impl Iterator<Item = &str> {
        let is_there = |name: &&TypeName| matches!(name.home, Home::Types(_));
        self.types
            .iter()
            .filter(is_there)
            .map(|name| name.name.as_str())
    }

    /// What `operations` gives.
    pub fn in_operations(&self) -> impl Iterator<Item = &str> {
        let is_there = |name: &&TypeName| matches!(name.home, Home::Operations(_));
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
    let is_taken = [KEYWORDS, TAKEN_PACKAGES, DEPENDENCIES]
        .iter()
        .any(|taken| taken.contains(&name.as_str()));
    match name.chars().next() {
        None => "api".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("api-{name}"),
        Some(_) if is_taken => format!("{name}-api"),
        Some(_) => name,
    }
}

fn tags(api: &Api) -> Vec<TagName> {
    let mut modules = Scope::with(&[TAKEN_TAG_MODULES, TAKEN_FILES].concat()).noun("tag");
    let mut interfaces = Scope::with(TAKEN_INTERFACES).noun("api");
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

fn types(api: &Api, operations: &[OperationName]) -> Vec<TypeName> {
    let mut in_types = Scope::with(TAKEN_TYPES).noun("schema");
    // What operations have named already.
    let mut in_operations = Scope::with(TAKEN_TYPES).noun("schema");
    for operation in operations {
        let own = operation.types().map(Code::to_string);
        in_operations.given.extend(own);
    }
    let mut names: Vec<Option<(Code, Home)>> = vec![None; api.types.len()];
    // Schemas whose names are Rust names already, then the others, then what is named by its place.
    for exact in [true, false] {
        for (id, definition) in api.types.iter() {
            let name = match &definition.origin {
                Origin::Component { name } => name.clone(),
                Origin::Input { name } => format!("{name} input"),
                _ => continue,
            };
            let plain =
                matches!(definition.origin, Origin::Component { .. }) && pascal(&name) == name;
            if plain != exact || names[id.index()].is_some() {
                continue;
            }
            let chosen = in_types.pascal(&name);
            names[id.index()] = Some((chosen, Home::default()));
        }
    }
    let chosen: Vec<&str> = names
        .iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect();
    let mut modules = modules(&chosen).into_iter();
    for (_, home) in names.iter_mut().flatten() {
        *home = Home::Types(modules.next().unwrap_or_default());
    }
    for (id, definition) in api.types.iter() {
        let chosen = match &definition.origin {
            Origin::Component { .. } | Origin::Input { .. } => continue,
            Origin::Part { of, name } => {
                let (parent, home) = names[of.index()].clone().unwrap_or_default();
                let scope = match home {
                    Home::Types(_) => &mut in_types,
                    Home::Operations(_) => &mut in_operations,
                };
                (
                    scope.pascal(&format!("{parent} {}", limit(&spell(name)))),
                    home,
                )
            }
            Origin::Operation { index, part } => {
                let parent = &operations[*index].base;
                let name = in_operations.pascal(&format!("{parent} {}", limit(&spell(part))));
                (name, Home::Operations(api.operations[*index].tag.0))
            }
        };
        names[id.index()] = Some(chosen);
    }
    names
        .into_iter()
        .zip(api.types.iter())
        .map(|(name, (_, definition))| {
            let (name, home) = name.unwrap_or_default();
            let (variants, fields) = members(&definition.kind);
            TypeName {
                name,
                home,
                variants,
                fields,
            }
        })
        .collect()
}

/// The modules for schemas of these names: what begins with the same word stands together, as long as it is not too
/// much for one file; then what begins with the same two words does.
fn modules(names: &[&str]) -> Vec<Code> {
    const MOST: usize = 30;
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
            .filter(|index| sizes[start(*index, depths[*index])] > MOST)
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
        let mut taken = TAKEN_TYPE_MODULES.iter().chain(TAKEN_FILES);
        Code::new(if spelled.starts_with('_') {
            snake(&format!("schema {name}"))
        } else if taken.any(|taken| *taken == spelled) {
            snake(&format!("{name} schema"))
        } else {
            spelled
        })
    };
    words.iter().zip(depths).map(name).collect()
}

impl Default for Home {
    fn default() -> Home {
        Home::Operations(0)
    }
}

/// The names of variants and fields.
fn members(kind: &Kind) -> (Vec<Code>, Vec<Code>) {
    let mut scope = match kind {
        Kind::Struct(_) => Scope::default().noun("field"),
        _ => Scope::default(),
    };
    match kind {
        Kind::Enum(choices) => (scope.all(&choice_names(choices), pascal), Vec::new()),
        Kind::IntegerEnum(choices) => (scope.all(&choice_names(choices), pascal), Vec::new()),
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
            fields.extend(structure.flattened.iter().map(|_| scope.snake("variant")));
            (Vec::new(), fields)
        }
        Kind::Alias(_) | Kind::Newtype(_) => (Vec::new(), Vec::new()),
    }
}

fn schemes(api: &Api) -> Vec<Code> {
    let mut scope = Scope::with(TAKEN_METHODS).noun("scheme");
    scope.taken.insert("authenticate".to_owned());
    let name = |scheme: &SecurityScheme| {
        let method = format!("with_{}", snake(&scheme.name));
        match TAKEN_METHODS.contains(&method.as_str()) {
            true => scope.snake(&format!("{} credentials", scheme.name)),
            false => scope.snake(&scheme.name),
        }
    };
    api.schemes.iter().map(name).collect()
}

fn servers(api: &Api) -> Vec<ServerName> {
    let mut functions = Scope::default().noun("server");
    let mut name = |server: &Server| {
        // A short description is a name; a long one is not, and then the address is.
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

/// What the values of an enum are called: each by its title, else by the value itself.
fn choice_names<T: ToString>(choices: &[Choice<T>]) -> Vec<String> {
    let name = |choice: &Choice<T>| {
        let title = choice.title.as_deref();
        let title = title.filter(|title| !spell(title).is_empty() && title.len() <= LONGEST_TITLE);
        match title {
            Some(title) => title.to_owned(),
            None => value_name(&choice.value.to_string()),
        }
    };
    choices.iter().map(name).collect()
}

/// A title longer than this is a sentence and no name.
const LONGEST_TITLE: usize = 40;
