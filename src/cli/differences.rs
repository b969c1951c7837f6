//! What differs between handlers.rs and the generated traits: methods that a trait no longer has, or has with other
//! arguments, and imports that only such methods use.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};
use specfirst::pipeline::Signature;
use syn::spanned::Spanned;
use syn::{
    FnArg, GenericArgument, ImplItem, ImplItemFn, Item, ItemImpl, Pat, PatType, PathArguments,
    Type, UseTree, Visibility,
};

/// The module of the generated crate that has the traits to implement.
const MODULE: &str = "server";

/// A method of a trait that no longer has it.
#[derive(Debug, PartialEq, Eq)]
pub struct Gone {
    /// The method's name.
    pub method: String,
    /// The trait that it implements.
    pub trait_name: String,
    /// The trait that has a method of this name now, if any.
    pub moved_to: Option<String>,
}

/// What differs between handlers.rs and the generated traits.
#[derive(Debug, Default)]
pub struct Differences<'a> {
    /// The methods that their traits do not have.
    pub gone: Vec<Gone>,
    /// The imported names that only such methods use.
    pub unused: Vec<String>,
    /// The methods that have other arguments.
    pub changed: Vec<Changed<'a>>,
}

/// A method that has other arguments than the trait's.
#[derive(Debug)]
pub struct Changed<'a> {
    /// The method of the trait.
    pub method: &'a Signature<'a>,
    /// Whether the caller is one that it lacks.
    pub lacks_caller: bool,
}

/// Finds what differs in impls of generated traits. A text that is not Rust has no differences.
///
/// `methods` are all methods of the document's traits; `exists` returns whether the generated server still has a name: a
/// trait that is gone is known by its import from there only.
pub fn find<'a>(
    handlers: &str,
    methods: &'a [Signature<'a>],
    exists: impl Fn(&str) -> bool,
) -> Differences<'a> {
    let mut differences = Differences::default();
    let Ok(file) = syn::parse_file(handlers) else {
        return differences;
    };
    let mut imports = Imports::default();
    // Where the text is of operations that are gone, or imports.
    let (mut gone_ranges, mut use_ranges) = (Vec::new(), Vec::new());
    for item in &file.items {
        if let Item::Use(item) = item {
            let count = imports.names.len();
            use_ranges.push(item.span().byte_range());
            imports.add(&item.tree, false);
            // Other modules may use what is re-exported.
            if !matches!(item.vis, Visibility::Inherited) {
                imports.names.truncate(count);
            }
        }
    }
    for item in &file.items {
        let Item::Impl(item) = item else { continue };
        let Some(name) = generated_trait(item, &imports.server) else {
            continue;
        };
        let is_known = methods.iter().any(|known| known.trait_name == name);
        if !is_known && exists(&name) {
            continue;
        }
        if !is_known {
            // The head of the impl.
            let (start, end) = (item.impl_token.span(), item.brace_token.span.open());
            gone_ranges.push(start.byte_range().start..end.byte_range().start);
        }
        for method in item.items.iter().filter_map(as_method) {
            let word = method.sig.ident.to_string();
            let mut same = methods.iter().filter(|known| known.method == word);
            if let Some(known) = same.clone().find(|known| known.trait_name == name) {
                differences.changed.extend(changed(method, known));
                continue;
            }
            let other = same.next();
            if other.is_none() {
                gone_ranges.push(method.span().byte_range());
            }
            differences.gone.push(Gone {
                moved_to: other.map(|other| other.trait_name.to_owned()),
                trait_name: name.clone(),
                method: word,
            });
        }
    }
    let (mut gone, mut kept) = (BTreeSet::new(), BTreeSet::new());
    if let Ok(tokens) = handlers.parse::<TokenStream>() {
        let within = |ranges: &[Range<usize>], at: usize| ranges.iter().any(|it| it.contains(&at));
        each_word(tokens, &mut |word, at| match within(&gone_ranges, at) {
            true => drop(gone.insert(word)),
            false if within(&use_ranges, at) => {}
            false => drop(kept.insert(word)),
        });
    }
    let unused = imports.names.into_iter();
    let unused = unused.filter(|name| gone.contains(name) && !kept.contains(name));
    differences.unused = unused.collect();
    differences
}

/// The method, if it has other arguments than the trait's: another number of them, or one of another kind. Types are not
/// compared, since they have many spellings.
fn changed<'a>(method: &ImplItemFn, known: &'a Signature<'a>) -> Option<Changed<'a>> {
    let arguments = method.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(argument) => Some(kind(argument)),
        FnArg::Receiver(_) => None,
    });
    let arguments: Vec<Option<Kind>> = arguments.collect();
    let expected = known.arguments.iter().map(|text| {
        let argument = syn::parse_str::<FnArg>(text);
        match argument {
            Ok(FnArg::Typed(argument)) => kind(&argument),
            _ => None,
        }
    });
    let expected: Vec<Option<Kind>> = expected.collect();
    let mut pairs = arguments.iter().zip(&expected);
    let is_changed = arguments.len() != expected.len()
        || pairs.any(|(argument, expected)| argument.is_some() && argument != expected);
    is_changed.then(|| Changed {
        method: known,
        lacks_caller: known.takes_caller && !arguments.contains(&Some(Kind::Caller)),
    })
}

/// What an argument is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Caller,
    Params,
    Body,
}

/// What an argument is, by its name, or by a type such as `Self::Caller`; `None` if neither says so.
fn kind(argument: &PatType) -> Option<Kind> {
    let name = match &*argument.pat {
        Pat::Ident(name) => name.ident.to_string(),
        _ => String::new(),
    };
    match name.trim_start_matches('_') {
        _ if is_caller(&argument.ty) => Some(Kind::Caller),
        "caller" => Some(Kind::Caller),
        "params" => Some(Kind::Params),
        "body" => Some(Kind::Body),
        _ => None,
    }
}

/// Whether a type is `Caller` of some path, or `Option` of that.
fn is_caller(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let Some(last) = path.path.segments.last() else {
        return false;
    };
    let inner = match &last.arguments {
        PathArguments::AngleBracketed(generic) => generic.args.first(),
        _ => None,
    };
    last.ident.to_string().ends_with("Caller")
        || matches!(inner, Some(GenericArgument::Type(inner)) if is_caller(inner))
}

/// Calls a function for each identifier, with its place in the text.
fn each_word(tokens: TokenStream, visit: &mut impl FnMut(String, usize)) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                let at = ident.span().byte_range().start;
                visit(ident.to_string(), at);
            }
            TokenTree::Group(group) => each_word(group.stream(), visit),
            _ => {}
        }
    }
}

fn as_method(item: &ImplItem) -> Option<&ImplItemFn> {
    match item {
        ImplItem::Fn(method) => Some(method),
        _ => None,
    }
}

/// The name that a trait has in the generated server, if it is imported from there or named by a path through it.
fn generated_trait(item: &ItemImpl, imported: &BTreeMap<String, String>) -> Option<String> {
    let path = &item.trait_.as_ref()?.0;
    let last = path.segments.last()?.ident.to_string();
    let mut modules = path.segments.iter().rev().skip(1);
    match path.segments.len() {
        1 => imported.get(&last).cloned(),
        _ => modules.any(|module| module.ident == MODULE).then_some(last),
    }
}

/// The names that a file imports.
#[derive(Default)]
struct Imports {
    /// Those of the module of the traits, each with the name that it has there.
    server: BTreeMap<String, String>,
    /// All of them, in order.
    names: Vec<String>,
}

impl Imports {
    fn add(&mut self, tree: &UseTree, is_inside: bool) {
        let (name, original) = match tree {
            UseTree::Path(path) => return self.add(&path.tree, is_inside || path.ident == MODULE),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add(tree, is_inside);
                }
                return;
            }
            UseTree::Name(name) => (&name.ident, &name.ident),
            UseTree::Rename(rename) => (&rename.rename, &rename.ident),
            UseTree::Glob(_) => return,
        };
        if is_inside {
            self.server.insert(name.to_string(), original.to_string());
        }
        // `use module::{self}` is a module, and `use Trait as _` has no name.
        if *name != "self" && *name != "_" {
            self.names.push(name.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn methods() -> [Signature<'static>; 2] {
        let signature = |trait_name, method, arguments: &[&str]| Signature {
            trait_name,
            method,
            arguments: arguments.iter().map(|it| (*it).to_owned()).collect(),
            takes_caller: arguments.first().is_some_and(|it| it.contains("Caller")),
        };
        [
            signature("Pets", "list_pets", &["caller: Self::Caller", "id: i64"]),
            signature("Orders", "list_orders", &[]),
        ]
    }

    fn found(handlers: &str) -> Vec<(String, String, Option<String>)> {
        let methods = methods();
        let gone = find(handlers, &methods, |name| name == "Auth").gone;
        gone.into_iter()
            .map(|gone| (gone.trait_name, gone.method, gone.moved_to))
            .collect()
    }

    #[test]
    fn imports_are_unused_where_only_methods_that_are_gone_have_them() {
        let methods = methods();
        let unused = |handlers: &str| find(handlers, &methods, |name| name == "Auth").unused;
        let handlers = "use crate::api::{server::{Pets, Store as Shop}, types::{Pet, Kind, Order as O}};\n\
            use std::{fmt::Write, fs};\n\
            impl Pets for Handlers { fn list_pets(&self) -> Pet {} fn show_pet(&self) -> Vec<Pet> { a::<Kind>(fs) } }\n\
            impl Shop for Handlers { fn list_orders(&self) {} fn pay(&self, x: O) { vec![Kind, Write] } }";
        assert_eq!(unused(handlers), ["Shop", "Kind", "O", "Write", "fs"]);
        // A glob has no names.
        assert!(
            unused("use a::*; impl server::Pets for H { fn show_pet(&self, x: X) {} }").is_empty()
        );
    }

    #[test]
    fn methods_are_changed_if_they_have_other_arguments() {
        let methods = methods();
        let changed = |arguments: &str| {
            let text =
                format!("impl server::Pets for H {{ fn list_pets(&self, {arguments}) {{}} }}");
            let changed = find(&text, &methods, |_| true).changed;
            changed.first().map(|changed| changed.lacks_caller)
        };
        assert_eq!(changed("id: i64"), Some(true));
        assert_eq!(changed("_caller: ()"), Some(false));
        assert_eq!(changed("who: Self::Caller"), Some(false));
        assert_eq!(changed("_: Option<server::Caller>"), Some(false));
        assert_eq!(changed("user: User, id: i64"), None);
        // As many arguments, but others.
        assert_eq!(changed("id: i64, body: Pet"), Some(true));
        assert_eq!(changed("params: ListPetsParams, id: i64"), Some(true));
        assert_eq!(changed("id: i64, who: Self::Caller"), Some(false));
        assert_eq!(changed("caller: User, number: u8"), None);
    }

    #[test]
    fn re_exports_are_used_elsewhere() {
        let methods = methods();
        let text = "pub use api::types::Pet; pub(crate) use api::{server::Pets, types::Kind};\n\
            impl Pets for H { fn show_pet(&self, pet: Pet) -> Kind {} }";
        let differences = find(text, &methods, |_| true);
        assert_eq!(differences.gone.len(), 1);
        assert!(differences.unused.is_empty());
    }

    #[test]
    fn methods_are_gone_from_traits_that_stay() {
        let handlers = "use crate::api::{server::{Auth, Pets as Animals}, types::*};\n\
            impl Animals for Handlers { async fn list_pets(&self) {} async fn show_pet(&self) {} }\n\
            impl Auth for Handlers { async fn token(&self) {} }\n\
            impl std::fmt::Display for Handlers { fn fmt(&self) {} }";
        assert_eq!(
            found(handlers),
            [("Pets".to_owned(), "show_pet".to_owned(), None)]
        );
    }

    #[test]
    fn traits_are_gone_with_their_methods() {
        let handlers =
            "impl crate::api::server::Store for Handlers { fn list_orders() {} fn pay() {} }";
        let store = || "Store".to_owned();
        assert_eq!(
            found(handlers),
            [
                (store(), "list_orders".to_owned(), Some("Orders".to_owned())),
                (store(), "pay".to_owned(), None),
            ]
        );
    }

    #[test]
    fn text_that_is_not_rust_has_no_methods() {
        assert_eq!(found("impl Pets for {"), []);
    }
}
