//! Compares the signatures of two crates.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::RustChange;
use super::roles::{Roles, roles};
use super::signatures::{Function, Item, Signatures};

/// Limit on aliases of aliases.
const DEEPEST: usize = 8;

/// Whether handlers and callers break.
type Breaks = (bool, bool);

/// What one side builds, the other reads.
const BOTH: Breaks = (true, true);
const HANDLERS: Breaks = (true, false);
const CALLERS: Breaks = (false, true);

pub(super) fn compare(old: &Signatures, new: &Signatures) -> Vec<RustChange> {
    let mut comparison = Comparison {
        old,
        new,
        roles: roles(old),
        changes: Vec::new(),
    };
    for (path, item) in &old.items {
        match new.items.get(path) {
            None => comparison.removed(path, item),
            Some(other) => comparison.both(path, item, other),
        }
    }
    for (path, item) in &new.items {
        // A program implements every trait, since the router asks for all of them.
        if matches!(item, Item::Trait { .. }) && !old.items.contains_key(path) {
            comparison.change(path, "the trait was added", HANDLERS);
        }
    }
    comparison.changes
}

struct Comparison<'a> {
    old: &'a Signatures,
    new: &'a Signatures,
    /// What the old crate's types are used for.
    roles: BTreeMap<String, Roles>,
    changes: Vec<RustChange>,
}

impl Comparison<'_> {
    fn change(&mut self, path: &str, text: impl Into<String>, breaks: Breaks) {
        self.changes.push(RustChange {
            item: path.to_owned(),
            text: text.into(),
            breaks_handlers: breaks.0,
            breaks_callers: breaks.1,
        });
    }

    fn roles(&self, path: &str) -> Roles {
        self.roles.get(path).copied().unwrap_or_default()
    }

    /// Who uses an item at all.
    fn users(&self, path: &str) -> Breaks {
        match path.split("::").next() {
            Some("server") => HANDLERS,
            Some("client") => CALLERS,
            _ => BOTH,
        }
    }

    fn removed(&mut self, path: &str, item: &Item) {
        let text = match item {
            Item::Trait { .. } => "the trait was removed",
            Item::Function(_) => "the function was removed",
            Item::Name => "the name was removed",
            _ => "the type was removed",
        };
        let breaks = match item {
            Item::Function(_) if is_constructor(path) => self.roles(owner(path)).build(),
            _ => self.users(path),
        };
        self.change(path, text, breaks);
    }

    fn both(&mut self, path: &str, old: &Item, new: &Item) {
        match (old, new) {
            (Item::Alias(before), Item::Alias(after)) if self.is_same_type(before, after) => {}
            (Item::Alias(_), _) | (_, Item::Alias(_)) => {
                match (self.old.resolve(old), self.new.resolve(new)) {
                    // A name for another type of the same shape is used in the same way.
                    (Some(before), Some(after)) if !matches!(before, Item::Alias(_)) => {
                        self.both(path, before, after);
                    }
                    _ => {
                        let breaks = self.users(path);
                        self.change(path, "it is another type", breaks);
                    }
                }
            }
            (
                Item::Struct {
                    fields: before,
                    derives: had,
                },
                Item::Struct {
                    fields: after,
                    derives: has,
                },
            ) => {
                self.fields(path, before, after);
                self.derives(path, had.difference(has));
            }
            (
                Item::Enum {
                    variants: before,
                    derives: had,
                    ..
                },
                Item::Enum {
                    variants: after,
                    derives: has,
                    is_non_exhaustive,
                },
            ) => {
                self.variants(path, before, after, *is_non_exhaustive);
                self.derives(path, had.difference(has));
            }
            (
                Item::Trait {
                    methods: before,
                    supertraits: had,
                },
                Item::Trait {
                    methods: after,
                    supertraits: has,
                },
            ) => {
                self.methods(path, before, after);
                if let Some(added) = has.iter().find(|name| !had.contains(name)) {
                    self.change(path, format!("it needs `{added}`"), HANDLERS);
                }
            }
            (Item::Function(before), Item::Function(after)) => self.function(path, before, after),
            (Item::Name, Item::Name) => {}
            _ => {
                let breaks = self.users(path);
                self.change(path, "it is another kind of item", breaks);
            }
        }
    }

    fn is_same_type(&self, before: &str, after: &str) -> bool {
        before == after || self.old.expand(before, DEEPEST) == self.new.expand(after, DEEPEST)
    }

    fn fields(
        &mut self,
        path: &str,
        before: &IndexMap<String, String>,
        after: &IndexMap<String, String>,
    ) {
        let roles = self.roles(path);
        for (name, ty) in before {
            match after.get(name) {
                None => self.change(path, format!("the field `{name}` was removed"), BOTH),
                Some(other) if !self.is_same_type(ty, other) => {
                    let text = format!("the field `{name}` was `{ty}` and is `{other}`");
                    self.change(path, text, BOTH);
                }
                Some(_) => {}
            }
        }
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            let text = format!("the field `{name}` was added, which literals lack");
            self.change(path, text, roles.build());
        }
    }

    fn variants(
        &mut self,
        path: &str,
        before: &IndexMap<String, Vec<String>>,
        after: &IndexMap<String, Vec<String>>,
        is_non_exhaustive: bool,
    ) {
        let roles = self.roles(path);
        for (name, types) in before {
            match after.get(name) {
                None => self.change(path, format!("the variant `{name}` was removed"), BOTH),
                Some(others) => {
                    let is_same = types.len() == others.len()
                        && types
                            .iter()
                            .zip(others)
                            .all(|(one, other)| self.is_same_type(one, other));
                    if !is_same {
                        let text = format!(
                            "the variant `{name}` had `({})` and has `({})`",
                            types.join(", "),
                            others.join(", ")
                        );
                        self.change(path, text, BOTH);
                    }
                }
            }
        }
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            let text = format!("the variant `{name}` was added, which a match lacks");
            let breaks = match is_non_exhaustive {
                true => (false, false),
                false => roles.read(),
            };
            self.change(path, text, breaks);
        }
    }

    fn derives<'d>(&mut self, path: &str, lost: impl Iterator<Item = &'d String>) {
        for name in lost {
            self.change(path, format!("it is not `{name}` any more"), BOTH);
        }
    }

    fn methods(
        &mut self,
        path: &str,
        before: &IndexMap<String, Function>,
        after: &IndexMap<String, Function>,
    ) {
        for (name, method) in before {
            match after.get(name) {
                None => self.change(path, format!("the method `{name}` was removed"), HANDLERS),
                Some(other) => {
                    if let Some(text) = self.difference(method, other) {
                        self.change(path, format!("the method `{name}`: {text}"), HANDLERS);
                    }
                }
            }
        }
        for (name, method) in after {
            if !before.contains_key(name) {
                let breaks = (!method.has_default, false);
                self.change(path, format!("the method `{name}` was added"), breaks);
            }
        }
    }

    fn function(&mut self, path: &str, before: &Function, after: &Function) {
        // Their bounds name the traits, which are compared themselves.
        if path.starts_with("server::") {
            return;
        }
        if let Some(text) = self.difference(before, after) {
            let breaks = match is_constructor(path) {
                true if !path.starts_with("client::") => self.roles(owner(path)).build(),
                _ => self.users(path),
            };
            self.change(path, text, breaks);
        }
    }

    fn difference(&self, before: &Function, after: &Function) -> Option<String> {
        let (old, new) = (&before.parameters, &after.parameters);
        if old.len() != new.len() {
            return Some(format!(
                "it took ({}) and takes ({})",
                old.join(", "),
                new.join(", ")
            ));
        }
        let changed = old
            .iter()
            .zip(new)
            .find(|(old, new)| !self.is_same_type(old, new));
        if let Some((old, new)) = changed {
            return Some(format!("it took `{old}` and takes `{new}`"));
        }
        let (old, new) = (&before.output, &after.output);
        let is_same = self.is_same_type(old, new);
        (!is_same).then(|| format!("it returned `{old}` and returns `{new}`"))
    }
}

/// The type that an associated function belongs to; any other item itself.
fn owner(path: &str) -> &str {
    match path.match_indices("::").nth(1) {
        Some((end, _)) => &path[..end],
        None => path,
    }
}

fn is_constructor(path: &str) -> bool {
    path.ends_with("::new")
}
