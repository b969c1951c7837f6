//! What handlers and callers do with each type.

use std::collections::{BTreeMap, BTreeSet};

use super::signatures::{Function, Item, Signatures, words};

/// Who builds values of a type, and who reads them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Roles {
    /// Callers build it and handlers read it.
    pub is_sent: bool,
    /// Handlers build it and callers read it.
    pub is_returned: bool,
}

impl Roles {
    /// Whether handlers and callers build values.
    pub fn build(self) -> (bool, bool) {
        (self.is_returned, self.is_sent)
    }

    /// Whether handlers and callers read values.
    pub fn read(self) -> (bool, bool) {
        (self.is_sent, self.is_returned)
    }
}

/// The roles of the types, by path.
pub(super) fn roles(signatures: &Signatures) -> BTreeMap<String, Roles> {
    let mut roles = BTreeMap::new();
    let functions = functions(signatures);
    let sent = functions.iter().flat_map(|function| &function.parameters);
    for path in reach(signatures, sent) {
        roles.entry(path).or_insert(Roles::default()).is_sent = true;
    }
    let returned = functions.iter().map(|function| &function.output);
    for path in reach(signatures, returned) {
        roles.entry(path).or_insert(Roles::default()).is_returned = true;
    }
    roles
}

/// The methods of traits and of the client.
fn functions(signatures: &Signatures) -> Vec<&Function> {
    let mut functions = Vec::new();
    for (path, item) in &signatures.items {
        match item {
            Item::Trait { methods, .. } => functions.extend(methods.values()),
            Item::Function(function) if path.starts_with("client::") => functions.push(function),
            _ => {}
        }
    }
    functions
}

/// The types that these types name, and those in their fields.
fn reach<'a>(
    signatures: &'a Signatures,
    types: impl Iterator<Item = &'a String>,
) -> BTreeSet<String> {
    let mut open: Vec<&str> = types.map(String::as_str).collect();
    let mut found = BTreeSet::new();
    while let Some(ty) = open.pop() {
        for word in words(ty) {
            let Some((path, item)) = signatures.named(word) else {
                continue;
            };
            if !found.insert(path) {
                continue;
            }
            match item {
                Item::Struct { fields, .. } => open.extend(fields.values().map(String::as_str)),
                Item::Enum { variants, .. } => {
                    open.extend(variants.values().flatten().map(String::as_str));
                }
                Item::Alias(target) => open.push(target),
                _ => {}
            }
        }
    }
    found
}
