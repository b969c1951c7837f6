//! Items of a Rust file by their names, cut out of its text as they are.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, ImplItem, Item, Lit, Stmt, TraitItem, Type};

/// Every name.
pub const ALL: &str = "*";

/// A piece of text, and the head of the trait or `impl` block that it is from.
type Piece = (Option<String>, String);

/// The items and methods of a name. `Type::function` is the `impl` block with that function.
pub fn named(text: &str, name: &str) -> Vec<Piece> {
    let file = syn::parse_file(text).unwrap();
    if let Some((ty, function)) = name.split_once("::") {
        let items = file.items.iter();
        return items
            .filter(|item| is_impl_with(item, ty, function))
            .map(|item| (None, cut(text, item.span(), item.span())))
            .collect();
    }
    let methods = file.items.iter().flat_map(|item| methods(text, item, name));
    types(text, &file, name)
        .into_iter()
        .chain(methods)
        .collect()
}

/// Every item that has a name, without the functions of its `impl` blocks.
pub fn all_types(text: &str) -> Vec<Piece> {
    types(text, &syn::parse_file(text).unwrap(), ALL)
}

/// Every method of the traits and `impl` blocks.
pub fn all_methods(text: &str) -> Vec<Piece> {
    let file = syn::parse_file(text).unwrap();
    file.items
        .iter()
        .flat_map(|item| methods(text, item, ALL))
        .collect()
}

/// The items of a name, each with the macro call behind it, which says what it is in JSON or HTTP, and traits without
/// functions.
fn types(text: &str, file: &syn::File, name: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut items = file.items.iter().peekable();
    while let Some(item) = items.next() {
        if ident(item).is_some_and(|ident| matches(&ident, name)) {
            let mut last = item.span();
            while let Some(next) = items.next_if(|next| is_part(next)) {
                last = next.span();
            }
            found.push((None, cut(text, item.span(), last)));
        }
    }
    found
}

/// The statements that register an operation at the service.
pub fn routes(text: &str, name: &str) -> Vec<Piece> {
    let file = syn::parse_file(text).unwrap();
    let mut found = Vec::new();
    for item in &file.items {
        let Item::Fn(function) = item else { continue };
        for statement in &function.block.stmts {
            let Stmt::Expr(Expr::MethodCall(call), _) = statement else {
                continue;
            };
            let Some(Expr::Lit(key)) = call.args.first() else {
                continue;
            };
            if matches!(&key.lit, Lit::Str(key) if matches(&key.value(), name)) {
                let head = format!("fn {}", function.sig.ident);
                found.push((Some(head), cut(text, statement.span(), statement.span())));
            }
        }
    }
    found
}

/// Whether an item says more about the one before.
fn is_part(item: &Item) -> bool {
    match item {
        Item::Macro(_) => true,
        Item::Impl(item) => item.items.is_empty(),
        _ => false,
    }
}

fn matches(ident: &str, name: &str) -> bool {
    name == ALL || ident.strip_prefix("r#").unwrap_or(ident) == name
}

/// The name of an item that is found by it.
fn ident(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Mod(item) if item.content.is_some() => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Trait(item) if item.ident == "Auth" => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

/// The methods of a trait or an `impl` block that have the name.
fn methods(text: &str, item: &Item, name: &str) -> Vec<Piece> {
    let (head, methods): (_, Vec<_>) = match item {
        Item::Trait(it) => {
            let functions = it.items.iter().filter_map(|item| match item {
                TraitItem::Fn(function) => Some((&function.sig.ident, function.span())),
                _ => None,
            });
            (format!("trait {}", it.ident), functions.collect())
        }
        Item::Impl(it) => {
            let functions = it.items.iter().filter_map(|item| match item {
                ImplItem::Fn(function) => Some((&function.sig.ident, function.span())),
                _ => None,
            });
            (head(text, it), functions.collect())
        }
        _ => return Vec::new(),
    };
    let named = methods
        .into_iter()
        .filter(|(ident, _)| matches(&ident.to_string(), name));
    named
        .map(|(_, span)| (Some(head.clone()), cut(text, span, span)))
        .collect()
}

/// The line with which an `impl` block starts, without its brace.
fn head(text: &str, item: &syn::ItemImpl) -> String {
    let line = item.impl_token.span().start().line;
    let line = text.lines().nth(line - 1).unwrap_or_default();
    line.trim_end_matches(['{', ' ']).to_owned()
}

fn is_impl_with(item: &Item, ty: &str, function: &str) -> bool {
    let Item::Impl(item) = item else { return false };
    let is_of = matches!(&*item.self_ty, Type::Path(path) if path.path.is_ident(ty));
    is_of
        && item
            .items
            .iter()
            .any(|item| matches!(item, ImplItem::Fn(it) if it.sig.ident == function))
}

/// The lines from the first to the last span, without the indentation of the first.
fn cut(text: &str, first: Span, last: Span) -> String {
    let (start, end) = (first.start(), last.end());
    let lines = text
        .lines()
        .skip(start.line - 1)
        .take(end.line + 1 - start.line);
    let indentation = " ".repeat(start.column);
    lines
        .map(|line| format!("{}\n", line.strip_prefix(&indentation).unwrap_or(line)))
        .collect()
}
