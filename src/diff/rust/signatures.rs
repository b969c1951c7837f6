//! The public items of a generated crate.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use syn::spanned::Spanned;
use syn::{FnArg, ImplItem, ReturnType, TraitItem, UseTree, Visibility};

use crate::output::File;

/// The public items of the module `api`, by their paths as users write them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signatures {
    pub(super) items: BTreeMap<String, Item>,
}

/// A public item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Struct {
        fields: IndexMap<String, String>,
        derives: BTreeSet<String>,
    },
    Enum {
        /// The types of each variant's fields.
        variants: IndexMap<String, Vec<String>>,
        is_non_exhaustive: bool,
        derives: BTreeSet<String>,
    },
    Alias(String),
    Trait {
        methods: IndexMap<String, Function>,
        supertraits: Vec<String>,
    },
    Function(Function),
    /// A constant, a module or an item of the runtime: it is there or not.
    Name,
}

/// The types of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Function {
    pub parameters: Vec<String>,
    pub output: String,
    /// Whether implementations may leave it out.
    pub has_default: bool,
}

impl Signatures {
    /// Reads the files of a generated crate. A file that is not Rust is left out.
    pub fn of(files: &[File]) -> Self {
        let mut signatures = Signatures::default();
        for file in files {
            let Some(path) = file.path().strip_prefix("src/api/") else {
                continue;
            };
            let module = path.split('/').next().unwrap_or_default();
            if !["types", "operations", "server", "client"].contains(&module) {
                continue;
            }
            let text = String::from_utf8_lossy(file.contents());
            if let Ok(parsed) = syn::parse_file(&text) {
                signatures.add(module, parsed.items);
            }
        }
        signatures
    }

    fn add(&mut self, module: &str, items: Vec<syn::Item>) {
        for item in items {
            match item {
                syn::Item::Struct(item) if is_public(&item.vis) => {
                    self.insert(module, &item.ident, structure(&item));
                }
                syn::Item::Enum(item) if is_public(&item.vis) => {
                    self.insert(module, &item.ident, enumeration(&item));
                }
                syn::Item::Type(item) if is_public(&item.vis) => {
                    self.insert(module, &item.ident, Item::Alias(text(&*item.ty)));
                }
                syn::Item::Trait(item) if is_public(&item.vis) => {
                    self.insert(module, &item.ident, interface(&item));
                }
                syn::Item::Fn(item) if is_public(&item.vis) => {
                    let found = Item::Function(function(&item.sig));
                    self.insert(module, &item.sig.ident, found);
                }
                syn::Item::Const(item) if is_public(&item.vis) => {
                    self.insert(module, &item.ident, Item::Name);
                }
                syn::Item::Mod(item) if is_public(&item.vis) => {
                    if let Some((_, items)) = item.content {
                        self.add(&format!("{module}::{}", item.ident), items);
                    }
                }
                // The methods of traits are known from their traits.
                syn::Item::Impl(item) if item.trait_.is_none() => self.add_functions(module, &item),
                syn::Item::Use(item) if is_public(&item.vis) => self.add_use(module, &item.tree),
                _ => {}
            }
        }
    }

    /// Adds the functions of a type.
    fn add_functions(&mut self, module: &str, item: &syn::ItemImpl) {
        let path = format!("{module}::{}", text(&*item.self_ty));
        for member in &item.items {
            if let ImplItem::Fn(method) = member
                && is_public(&method.vis)
            {
                let found = Item::Function(function(&method.sig));
                self.insert(&path, &method.sig.ident, found);
            }
        }
    }

    /// Adds the names that a module has from the runtime.
    fn add_use(&mut self, module: &str, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.add_use(module, &path.tree),
            UseTree::Name(name) => {
                let path = format!("{module}::{}", name.ident);
                self.items.entry(path).or_insert(Item::Name);
            }
            UseTree::Rename(rename) => {
                let path = format!("{module}::{}", rename.rename);
                self.items.entry(path).or_insert(Item::Name);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_use(module, tree);
                }
            }
            UseTree::Glob(_) => {}
        }
    }

    fn insert(&mut self, module: &str, name: &syn::Ident, item: Item) {
        self.items.insert(format!("{module}::{name}"), item);
    }

    /// The item that a name in a type stands for: one of `types` or `operations`.
    pub(super) fn named(&self, name: &str) -> Option<(String, &Item)> {
        ["types", "operations"].iter().find_map(|module| {
            let path = format!("{module}::{name}");
            let item = self.items.get(&path)?;
            Some((path, item))
        })
    }

    /// The item at the end of a chain of aliases; `None` if it is a type of another crate.
    pub(super) fn resolve<'a>(&'a self, item: &'a Item) -> Option<&'a Item> {
        let mut item = item;
        for _ in 0..self.items.len().max(1) {
            match item {
                Item::Alias(target) => item = self.named(target)?.1,
                other => return Some(other),
            }
        }
        None
    }

    /// A type with aliases replaced by what they stand for, so that types of the same text are the same.
    pub(super) fn expand(&self, ty: &str, depth: usize) -> String {
        let mut expanded = String::new();
        for word in words(ty) {
            let alias = match self.named(word) {
                Some((_, Item::Alias(target))) if depth > 0 => Some(target),
                _ => None,
            };
            match alias {
                Some(target) => expanded.push_str(&self.expand(target, depth - 1)),
                None => expanded.push_str(word),
            }
        }
        expanded
    }
}

/// The identifiers of a text and what is between them.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let kind = is_word(first);
        let end = rest
            .find(|character| is_word(character) != kind)
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        Some(word)
    })
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// The text of a type as it is written, without spaces that mean nothing.
fn text(node: &impl Spanned) -> String {
    let text = node.span().source_text().unwrap_or_default();
    let mut plain = String::new();
    for word in text.split_whitespace() {
        let is_word = |character: Option<char>| character.is_some_and(char::is_alphanumeric);
        if is_word(plain.chars().last()) && is_word(word.chars().next()) {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain.replace(",>", ">").replace(",)", ")")
}

fn structure(item: &syn::ItemStruct) -> Item {
    let fields = item.fields.iter().enumerate();
    let fields = fields.filter(|(_, field)| is_public(&field.vis));
    let fields = fields.map(|(index, field)| {
        let name = field.ident.as_ref().map(ToString::to_string);
        (name.unwrap_or_else(|| index.to_string()), text(&field.ty))
    });
    Item::Struct {
        fields: fields.collect(),
        derives: derives(&item.attrs),
    }
}

fn enumeration(item: &syn::ItemEnum) -> Item {
    let variants = item.variants.iter().map(|variant| {
        let types = variant.fields.iter().map(|field| text(&field.ty));
        (variant.ident.to_string(), types.collect())
    });
    let mut attributes = item.attrs.iter();
    Item::Enum {
        variants: variants.collect(),
        is_non_exhaustive: attributes.any(|it| it.path().is_ident("non_exhaustive")),
        derives: derives(&item.attrs),
    }
}

fn interface(item: &syn::ItemTrait) -> Item {
    let methods = item.items.iter().filter_map(|item| match item {
        TraitItem::Fn(method) => {
            let mut function = function(&method.sig);
            function.has_default = method.default.is_some();
            Some((method.sig.ident.to_string(), function))
        }
        _ => None,
    });
    Item::Trait {
        methods: methods.collect(),
        supertraits: item.supertraits.iter().map(text).collect(),
    }
}

fn function(signature: &syn::Signature) -> Function {
    let parameters = signature.inputs.iter().map(|input| match input {
        FnArg::Receiver(receiver) => text(receiver),
        FnArg::Typed(typed) => text(&*typed.ty),
    });
    Function {
        parameters: parameters.collect(),
        output: match &signature.output {
            ReturnType::Default => String::new(),
            ReturnType::Type(_, ty) => text(&**ty),
        },
        has_default: false,
    }
}

/// The traits that a type derives and whose loss breaks code.
fn derives(attributes: &[syn::Attribute]) -> BTreeSet<String> {
    let mut derives = BTreeSet::new();
    for attribute in attributes.iter().filter(|it| it.path().is_ident("derive")) {
        // A derive that cannot be parsed is not compared.
        let _ = attribute.parse_nested_meta(|meta| {
            if let Some(name) = meta.path.get_ident() {
                derives.insert(name.to_string());
            }
            Ok(())
        });
    }
    derives.retain(|name| name == "Copy");
    derives
}
