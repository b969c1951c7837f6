//! The user's Rust files of an existing crate, and the traits of the generated server that they implement.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use specfirst::Error;
use specfirst::output::GENERATED;
use specfirst::pipeline::with_stack;
use syn::{ImplItem, Item, ItemImpl, Macro, Type, UseTree};

/// The folder of the user's files, and of the generated ones.
const SOURCES: &str = "src";

/// The files that have the handlers of a new crate, or of one in which they are a folder.
const HANDLERS: [&str; 2] = ["src/handlers.rs", "src/handlers/mod.rs"];

/// The type that implements the traits in a new crate.
const TYPE: &str = "Handlers";

/// The module of the generated crate that has the traits.
const MODULE: &str = "server";

/// Limits on what is read: the depth of folders, the number of their entries, and bytes, of a file and of all.
const DEPTH: usize = 16;
const ENTRIES: usize = 5000;
const FILE_SIZE: u64 = 1 << 20;
const TOTAL_SIZE: u64 = 64 << 20;

/// The user's files in `src`.
#[derive(Debug, Default)]
pub struct Own {
    /// Those that implement a trait, or may do so, and that of the handlers; it is the first one.
    pub sources: Vec<Source>,
    /// The modules that any file declares.
    pub modules: BTreeSet<String>,
    /// Whether there is a file of handlers.
    pub has_handlers: bool,
}

/// A file.
#[derive(Debug, Default)]
pub struct Source {
    /// The path, as it is printed.
    pub path: String,
    pub text: String,
    impls: Vec<Impl>,
    /// The functions in macros, which may be methods of any trait.
    in_macros: BTreeSet<String>,
}

/// An impl of a trait.
#[derive(Debug)]
pub struct Impl {
    trait_name: String,
    /// The last segment of the type's path.
    self_type: String,
    methods: BTreeSet<String>,
}

impl Own {
    /// Reads the files below `src`, without the generated ones. `known` are the methods of the generated traits, each as the
    /// trait and the method. What cannot be read, or exceeds the limits, is left out.
    ///
    /// # Errors
    /// If a thread cannot be started.
    pub fn read(dir: &Path, known: &[(&str, &str)]) -> Result<Own, Error> {
        let mut files = Files::default();
        files.walk(dir, SOURCES, 0);
        let is_handlers = |path: &String| !HANDLERS.contains(&path.as_str());
        files
            .found
            .sort_by_cached_key(|(path, _)| (is_handlers(path), path.clone()));
        // Code is parsed by recursion.
        with_stack(|| {
            let mut own = Own::default();
            for (path, text) in files.found {
                own.modules.extend(names_after(&text, "mod"));
                let is_handlers = HANDLERS.contains(&path.as_str());
                own.has_handlers |= is_handlers;
                if is_handlers || may_implement(&text, known) {
                    let path = dir.join(path).display().to_string();
                    own.sources.push(Source::new(path, text, known));
                }
            }
            Ok(own)
        })
    }

    /// The file that implements a trait: for the type of a new crate, or else for any.
    fn home(&self, trait_name: &str) -> Option<(&Source, &Impl)> {
        let found = self.sources.iter();
        let mut found = found.filter_map(|source| Some((source, source.impl_of(trait_name)?)));
        let first = found.next()?;
        let is_handlers = |(_, found): &(&Source, &Impl)| found.self_type == TYPE;
        match is_handlers(&first) {
            true => Some(first),
            false => found.find(is_handlers).or(Some(first)),
        }
    }

    /// Whether a trait is implemented with a method.
    pub fn has(&self, trait_name: &str, method: &str) -> bool {
        let in_macro = |source: &Source| source.in_macros.contains(method);
        let home = self.home(trait_name);
        home.is_some_and(|(_, home)| home.methods.contains(method))
            || self.sources.iter().any(in_macro)
    }

    /// The file to which methods of a trait are to be added: the one that implements it, or else that of the handlers, or
    /// else the first that implements any trait.
    pub fn place(&self, trait_name: &str) -> Option<&Source> {
        let home = self.home(trait_name).map(|(source, _)| source);
        let handlers = self.sources.first().filter(|_| self.has_handlers);
        let any = || self.sources.iter().find(|source| !source.impls.is_empty());
        home.or(handlers).or_else(any)
    }
}

impl Source {
    /// Finds the impls in a text. In one that cannot be parsed they are found as words.
    pub fn new(path: impl Into<String>, text: impl Into<String>, known: &[(&str, &str)]) -> Source {
        let mut source = Source {
            path: path.into(),
            text: text.into(),
            ..Source::default()
        };
        match syn::parse_file(&source.text) {
            Ok(file) => {
                let mut imported = BTreeMap::new();
                source.add(&file.items, known, &mut imported);
            }
            Err(_) => source.add_words(known),
        }
        source
    }

    /// The first impl of a trait, that for the type of a new crate before others.
    pub fn impl_of(&self, trait_name: &str) -> Option<&Impl> {
        let impls = || self.impls.iter().filter(|it| it.trait_name == trait_name);
        let handlers = impls().find(|it| it.self_type == TYPE);
        handlers.or_else(|| impls().next())
    }

    fn add(
        &mut self,
        items: &[Item],
        known: &[(&str, &str)],
        renamed: &mut BTreeMap<String, String>,
    ) {
        for item in items {
            if let Item::Use(item) = item {
                add_renamed(&item.tree, renamed);
            }
        }
        for item in items {
            match item {
                Item::Impl(item) => self.add_impl(item, known, renamed),
                Item::Macro(item) => self.add_macro(&item.mac),
                Item::Mod(module) => {
                    let inner = module.content.as_ref().map(|(_, items)| items);
                    self.add(inner.map_or(&[], |items| &items[..]), known, renamed);
                }
                _ => {}
            }
        }
    }

    fn add_impl(
        &mut self,
        item: &ItemImpl,
        known: &[(&str, &str)],
        renamed: &BTreeMap<String, String>,
    ) {
        let path = item.trait_.as_ref().map(|(path, ..)| path);
        let Some(last) = path.and_then(|path| path.segments.last()) else {
            return;
        };
        // The traits have no parameters.
        if !last.arguments.is_empty() {
            return;
        }
        let name = last.ident.to_string();
        let trait_name = renamed.get(&name).cloned().unwrap_or(name);
        let mut methods = BTreeSet::new();
        for item in &item.items {
            match item {
                ImplItem::Fn(method) => drop(methods.insert(method.sig.ident.to_string())),
                ImplItem::Macro(item) => self.add_macro(&item.mac),
                _ => {}
            }
        }
        // A trait of that name may be another one, unless the file names the module of the generated ones.
        let mut own = known
            .iter()
            .filter(|(name, _)| *name == trait_name)
            .peekable();
        let is_known = own.peek().is_some();
        let is_generated = own.any(|(_, method)| methods.contains(*method));
        if is_known && (is_generated || self.text.contains(MODULE)) {
            let self_type = match &*item.self_ty {
                Type::Path(path) => path.path.segments.last(),
                _ => None,
            };
            self.impls.push(Impl {
                trait_name,
                self_type: self_type.map(|it| it.ident.to_string()).unwrap_or_default(),
                methods,
            });
        }
    }

    fn add_macro(&mut self, item: &Macro) {
        self.in_macros
            .extend(names_after(&item.tokens.to_string(), "fn"));
    }

    fn add_words(&mut self, known: &[(&str, &str)]) {
        let methods = names_after(&self.text, "fn");
        let traits: BTreeSet<&str> = known.iter().map(|(name, _)| *name).collect();
        for name in traits {
            if self.text.contains(&format!("impl {name} for")) {
                self.impls.push(Impl {
                    trait_name: name.to_owned(),
                    self_type: String::new(),
                    methods: methods.clone(),
                });
            }
        }
    }
}

/// Adds the names of `use … as …`, each with the original one.
fn add_renamed(tree: &UseTree, renamed: &mut BTreeMap<String, String>) {
    match tree {
        UseTree::Path(path) => add_renamed(&path.tree, renamed),
        UseTree::Group(group) => group.items.iter().for_each(|it| add_renamed(it, renamed)),
        UseTree::Rename(it) => drop(renamed.insert(it.rename.to_string(), it.ident.to_string())),
        UseTree::Name(_) | UseTree::Glob(_) => {}
    }
}

/// Whether a text may have an impl of a generated trait, since few files do and parsing takes time.
fn may_implement(text: &str, known: &[(&str, &str)]) -> bool {
    let mut traits: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    traits.dedup();
    let is_named = |name: &&str| text.contains(&format!("{name} for "));
    text.contains("impl") && (text.contains(MODULE) || traits.iter().any(is_named))
}

/// The names after a keyword in a text.
fn names_after(text: &str, keyword: &str) -> BTreeSet<String> {
    let is_word = |character: char| character.is_alphanumeric() || matches!(character, '_' | '#');
    let mut names = BTreeSet::new();
    for (at, _) in text.match_indices(keyword) {
        let rest = &text[at + keyword.len()..];
        let name = rest.trim_start();
        if !text[..at].ends_with(is_word) && name.len() < rest.len() {
            let name = name.split(|character| !is_word(character)).next();
            names.insert(name.unwrap_or_default().to_owned());
        }
    }
    names
}

/// The files of a folder, within the limits.
#[derive(Default)]
struct Files {
    /// Each with its path inside the crate and its text.
    found: Vec<(String, String)>,
    entries: usize,
    size: u64,
}

impl Files {
    /// Adds the Rust files below a folder. Symbolic links are not followed.
    fn walk(&mut self, dir: &Path, folder: &str, depth: usize) {
        let Ok(entries) = fs::read_dir(dir.join(folder)) else {
            return;
        };
        let left = ENTRIES.saturating_sub(self.entries);
        let mut entries: Vec<_> = entries.flatten().take(left).collect();
        self.entries += entries.len();
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let (Ok(name), Ok(found)) = (entry.file_name().into_string(), entry.metadata()) else {
                continue;
            };
            let path = format!("{folder}/{name}");
            let is_small = found.len() <= FILE_SIZE && self.size + found.len() <= TOTAL_SIZE;
            if found.is_dir() && path != GENERATED && depth < DEPTH {
                self.walk(dir, &path, depth + 1);
            } else if found.is_file() && name.ends_with(".rs") && is_small {
                self.size += found.len();
                // A text that is not UTF-8 is no Rust.
                let text = fs::read_to_string(entry.path());
                self.found.extend(text.ok().map(|text| (path, text)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [(&str, &str); 3] = [("Auth", "key"), ("Pets", "list_pets"), ("Pets", "add_pet")];

    fn methods(text: &str, trait_name: &str) -> Option<Vec<String>> {
        let source = Source::new("x.rs", text, &KNOWN);
        let found = source.impl_of(trait_name)?;
        Some(found.methods.iter().cloned().collect())
    }

    #[test]
    fn impls_are_found_in_many_forms() {
        let list = Some(vec!["list_pets".to_owned()]);
        for text in [
            "impl Pets for Handlers { async fn list_pets(&self) {} }",
            "impl<T: Send> crate::api::server::Pets for Handlers<T> { fn list_pets(&self) {} }",
            "use api::server::{Pets as Animals}; impl Animals for H { fn list_pets(&self) {} }",
            "mod inner { impl super::Pets for &H { fn list_pets(&self) {} } }",
            "impl Pets for Fake { fn add_pet() {} } impl Pets for Handlers { fn list_pets(&self) {} }",
            // Not parsed.
            "<<<<<<< HEAD\nimpl Pets for H { fn list_pets(&self) {} }",
        ] {
            assert_eq!(methods(text, "Pets"), list, "{text}");
        }
        for text in [
            "impl Pets<u8> for Handlers { fn list_pets(&self) {} }",
            "impl Pets for Shop { fn count(&self) {} }",
            "impl Handlers { fn list_pets(&self) {} }",
            "// impl Pets for Handlers { fn list_pets(&self) {} }",
        ] {
            assert_eq!(methods(text, "Pets"), None, "{text}");
        }
        let emptied = "use x::server::Pets; impl Pets for Handlers {}";
        assert_eq!(methods(emptied, "Pets"), Some(Vec::new()));
    }

    #[test]
    fn functions_in_macros_may_be_methods() {
        let text = "macro_rules! pets { () => { impl Pets for H { async fn list_pets(&self) {} } } }\n\
            fn add_pet() {}";
        let own = Own {
            sources: vec![Source::new("x.rs", text, &KNOWN)],
            ..Own::default()
        };
        assert!(own.has("Pets", "list_pets") && !own.has("Pets", "add_pet"));
    }

    #[test]
    fn names_are_found_as_words() {
        let text = "impl Pets for Api { async fn  show_pet(&self) {} fn r#type<T>() {} }";
        let names = ["r#type", "show_pet"].map(str::to_owned);
        assert_eq!(names_after(text, "fn"), BTreeSet::from(names));
        assert!(names_after("not_fn show, fnshow()", "fn").is_empty());
    }
}
