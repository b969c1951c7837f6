//! The methods of handlers.rs whose operations the document no longer has.

use std::collections::BTreeMap;

use syn::{ImplItem, Item, ItemImpl, UseTree};

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

/// Finds the methods in impls of generated traits that those traits do not have. A text that is not Rust has none.
///
/// `methods` are all pairs of a trait and a method of the document; `exists` returns whether the generated
/// server still has a name: a trait that is gone is known by its import from there only.
pub fn find(handlers: &str, methods: &[(&str, &str)], exists: impl Fn(&str) -> bool) -> Vec<Gone> {
    let Ok(file) = syn::parse_file(handlers) else {
        return Vec::new();
    };
    let mut imported = BTreeMap::new();
    for item in &file.items {
        if let Item::Use(item) = item {
            collect(&item.tree, false, &mut imported);
        }
    }
    let mut gone = Vec::new();
    for item in &file.items {
        let Item::Impl(item) = item else { continue };
        let Some(name) = generated_trait(item, &imported) else {
            continue;
        };
        let is_known = methods.iter().any(|(known, _)| *known == name);
        if !is_known && exists(&name) {
            continue;
        }
        for method in item.items.iter().filter_map(method_name) {
            if methods.contains(&(name.as_str(), method.as_str())) {
                continue;
            }
            let other = methods.iter().find(|(_, known)| *known == method);
            gone.push(Gone {
                moved_to: other.map(|(other, _)| (*other).to_owned()),
                trait_name: name.clone(),
                method,
            });
        }
    }
    gone
}

fn method_name(item: &ImplItem) -> Option<String> {
    match item {
        ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
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

/// Adds the names that a `use` brings in from the module, each with the name that it has there.
fn collect(tree: &UseTree, is_inside: bool, imported: &mut BTreeMap<String, String>) {
    match tree {
        UseTree::Path(path) => {
            collect(&path.tree, is_inside || path.ident == MODULE, imported);
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                collect(tree, is_inside, imported);
            }
        }
        UseTree::Name(name) if is_inside => {
            imported.insert(name.ident.to_string(), name.ident.to_string());
        }
        UseTree::Rename(rename) if is_inside => {
            imported.insert(rename.rename.to_string(), rename.ident.to_string());
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const METHODS: [(&str, &str); 2] = [("Pets", "list_pets"), ("Orders", "list_orders")];

    fn found(handlers: &str) -> Vec<(String, String, Option<String>)> {
        let gone = find(handlers, &METHODS, |name| name == "Auth");
        gone.into_iter()
            .map(|gone| (gone.trait_name, gone.method, gone.moved_to))
            .collect()
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
