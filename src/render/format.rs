//! Formats Rust source. prettyplease drops blank lines, so a marker stands for them until it is done.

use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Field, File, ImplItem, Item, TraitItem, Variant, parse_quote};

use super::line::BLANK_LINE;
use super::{calls, imports, join};

/// The text of the doc comment that is printed as [`BLANK_LINE`].
const BLANK: &str = BLANK_LINE.split_at("///".len()).1;

/// Formats a file.
///
/// # Errors
/// A message with the position, if the text is not valid Rust.
pub fn format(text: &str) -> Result<String, String> {
    let mut file = syn::parse_file(text).map_err(|error| {
        let start = error.span().start();
        format!(
            "{error} at line {}, column {}",
            start.line,
            start.column + 1
        )
    })?;
    Spacing.visit_file_mut(&mut file);
    let printed = prettyplease::unparse(&file);
    Ok(join::join(&calls::lay_out(&imports::lay_out(&printed))))
}

/// Inserts markers for blank lines.
struct Spacing;

impl VisitMut for Spacing {
    fn visit_file_mut(&mut self, file: &mut File) {
        space_items(&mut file.items);
        if let Some(first) = file
            .items
            .first_mut()
            .filter(|_| !file.attrs.is_empty())
            .and_then(attributes)
        {
            mark(first);
        }
        visit_mut::visit_file_mut(self, file);
    }

    fn visit_item_mod_mut(&mut self, module: &mut syn::ItemMod) {
        if let Some((_, items)) = &mut module.content {
            space_items(items);
        }
        visit_mut::visit_item_mod_mut(self, module);
    }

    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        space(
            item.fields
                .iter_mut()
                .map(|field: &mut Field| &mut field.attrs),
            has_long_docs,
        );
    }

    fn visit_item_enum_mut(&mut self, item: &mut syn::ItemEnum) {
        space(
            item.variants
                .iter_mut()
                .map(|variant: &mut Variant| &mut variant.attrs),
            has_long_docs,
        );
    }

    fn visit_item_trait_mut(&mut self, item: &mut syn::ItemTrait) {
        let attributes = item.items.iter_mut().filter_map(|item| match item {
            TraitItem::Fn(function) => Some(&mut function.attrs),
            TraitItem::Type(alias) => Some(&mut alias.attrs),
            _ => None,
        });
        space(attributes, |_| true);
    }

    fn visit_item_impl_mut(&mut self, item: &mut syn::ItemImpl) {
        let attributes = item.items.iter_mut().filter_map(|item| match item {
            ImplItem::Fn(function) => Some(&mut function.attrs),
            ImplItem::Type(alias) => Some(&mut alias.attrs),
            _ => None,
        });
        space(attributes, |_| true);
    }
}

fn documented(attributes: &[Attribute]) -> bool {
    lines_of_docs(attributes) > 0
}

/// Whether there are several lines of docs. Such members are set off by blank lines.
fn has_long_docs(attributes: &[Attribute]) -> bool {
    lines_of_docs(attributes) > 1
}

fn lines_of_docs(attributes: &[Attribute]) -> usize {
    let docs = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("doc"));
    docs.count()
}

fn mark(attributes: &mut Vec<Attribute>) {
    attributes.insert(0, parse_quote!(#[doc = #BLANK]));
}

/// Puts a blank line between two members if one of them is to be set off.
fn space<'a>(
    all: impl Iterator<Item = &'a mut Vec<Attribute>>,
    is_set_off: impl Fn(&[Attribute]) -> bool,
) {
    let mut before = None;
    for attributes in all {
        let set_off = is_set_off(attributes);
        if before.is_some_and(|before| before || set_off) {
            mark(attributes);
        }
        before = Some(set_off);
    }
}

/// Puts blank lines between items, except between imports from one origin, between `mod` declarations, and before the macro
/// call that belongs to a type.
fn space_items(items: &mut [Item]) {
    let mut before = None;
    for item in items {
        let group = match item {
            Item::Mod(module) if module.content.is_none() => 1,
            Item::Type(alias) if !documented(&alias.attrs) => 2,
            Item::Const(item) if !documented(&item.attrs) => 3,
            Item::Use(item) if matches!(item.vis, syn::Visibility::Inherited) => origin(item),
            Item::Use(_) => 7,
            _ => 0,
        };
        let is_of_type = matches!(item, Item::Macro(item) if item.mac.path.segments.len() > 1);
        let apart = before.is_some_and(|before| before != group || group == 0) && !is_of_type;
        if let Some(attributes) = attributes(item).filter(|_| apart) {
            mark(attributes);
        }
        before = Some(group);
    }
}

/// The group of an import: the standard library, other crates, or the own crate.
fn origin(item: &syn::ItemUse) -> u8 {
    let syn::UseTree::Path(path) = &item.tree else {
        return 5;
    };
    match path.ident.to_string().as_str() {
        "std" => 4,
        "crate" | "self" | "super" => 6,
        _ => 5,
    }
}

fn attributes(item: &mut Item) -> Option<&mut Vec<Attribute>> {
    Some(match item {
        Item::Const(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Fn(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        Item::Macro(item) => &mut item.attrs,
        Item::Mod(item) => &mut item.attrs,
        Item::Static(item) => &mut item.attrs,
        Item::Struct(item) => &mut item.attrs,
        Item::Trait(item) => &mut item.attrs,
        Item::Type(item) => &mut item.attrs,
        Item::Use(item) => &mut item.attrs,
        _ => return None,
    })
}
