//! Loads rulesets with all that they extend.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};

use super::glob::matches;
use super::read::{aliases, list, severity, texts};
use super::{Enabled, Ruleset, members};
use crate::bundle::{self, Access, Network, uri};
use crate::diagnostic::Diagnostics;
use crate::source::{At, Node, Sources, Value};

/// The most rulesets that extend one another.
const DEPTH: usize = 20;

/// The files that are rulesets by their name.
const NAMES: [&str; 4] = [
    ".spectral.yaml",
    ".spectral.yml",
    ".spectral.json",
    ".spectral.js",
];

/// Which rules apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// A ruleset that specfirst has: `spectral:oas`, `rest` or `all`.
    Named(String),
    /// A file.
    File(PathBuf),
    /// An `http:` or `https:` address.
    Url(String),
}

impl Selection {
    /// The selection that a text names.
    pub fn new(text: &str) -> Self {
        match text {
            "oas" | "spectral:oas" | "all" | "rest" => Self::Named(text.to_owned()),
            _ if is_url(text) => Self::Url(text.to_owned()),
            _ => Self::File(PathBuf::from(text)),
        }
    }

    /// The ruleset in one of the folders, if there is one.
    pub fn in_folders<'p>(folders: impl IntoIterator<Item = &'p Path>) -> Option<Self> {
        folders.into_iter().find_map(|folder| {
            NAMES[..3]
                .iter()
                .map(|name| folder.join(name))
                .find(|path| path.is_file())
                .map(Self::File)
        })
    }
}

/// Why a ruleset cannot be loaded.
#[derive(Debug)]
pub struct LoadError(String);

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for LoadError {}

/// Loads rulesets. `document` is the path of the document, for rules that apply to some files; `access` has the hosts that
/// rulesets may be fetched from.
///
/// # Errors
/// When a file cannot be read, or is no ruleset.
pub fn load(
    selections: &[Selection],
    document: Option<&Path>,
    access: &Access,
) -> Result<Ruleset, LoadError> {
    let mut loaded = Ruleset::default();
    let mut loader = Loader {
        document,
        access,
        known: HashMap::new(),
    };
    for selection in selections {
        loaded.merge(match selection {
            Selection::Named(name) => named(name)?,
            Selection::File(path) => loader.load(&Location::File(path.clone()), 0)?,
            Selection::Url(url) if access.network == Network::Denied => {
                return Err(LoadError(not_fetched(url)));
            }
            Selection::Url(url) => loader.load(&Location::Url(url.clone()), 0)?,
        });
    }
    Ok(loaded)
}

/// What a path may have been meant to be, if it is no file: a ruleset that specfirst has.
fn built_in_names(path: &Path) -> &'static str {
    match path.exists() {
        true => "",
        false => {
            "; the rulesets of specfirst are `oas`, `all` and `rest`, any other name is a file or a URL"
        }
    }
}

fn is_url(text: &str) -> bool {
    matches!(uri::scheme(text).as_deref(), Some("http" | "https"))
}

fn not_fetched(url: &str) -> String {
    format!(
        "the ruleset `{url}` is on the network, from which nothing is fetched by default: `--allow-network` allows it"
    )
}

fn named(name: &str) -> Result<Ruleset, LoadError> {
    let (name, enabled) = match name {
        "all" => ("oas", Enabled::All),
        "spectral:oas" => ("oas", Enabled::Recommended),
        name => (name, Enabled::Recommended),
    };
    Ruleset::built_in(name, enabled)
        .ok_or_else(|| LoadError(format!("there is no ruleset `{name}`")))
}

/// Where a ruleset is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Location {
    File(PathBuf),
    Url(String),
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Url(url) => f.write_str(url),
        }
    }
}

struct Loader<'l> {
    document: Option<&'l Path>,
    access: &'l Access,
    /// The rulesets that were loaded: several may extend the same one.
    known: HashMap<Location, Ruleset>,
}

impl Loader<'_> {
    fn load(&mut self, location: &Location, depth: usize) -> Result<Ruleset, LoadError> {
        if let Some(known) = self.known.get(location) {
            return Ok(known.clone());
        }
        if depth > DEPTH {
            return Err(LoadError(format!(
                "the ruleset `{location}` extends itself"
            )));
        }
        if is_program(location) {
            return Err(LoadError(format!(
                "the ruleset `{location}` is a program in JavaScript, which is not run"
            )));
        }
        let mut sources = Sources::new();
        let read = match location {
            Location::File(path) => sources
                .read(path)
                .map_err(|error| format!("{error}{}", built_in_names(path))),
            Location::Url(url) => bundle::fetch(url, &mut sources, self.access)
                .map_err(|error| format!("the ruleset `{url}` cannot be fetched: {error}")),
        };
        let id = read.map_err(LoadError)?;
        let mut diagnostics = Diagnostics::new();
        let root = sources.parse(id, &mut diagnostics).ok_or_else(|| {
            let reason = diagnostics
                .iter()
                .next()
                .map_or_else(String::new, |diagnostic| diagnostic.message.clone());
            LoadError(format!("the ruleset `{location}` cannot be read: {reason}"))
        })?;
        if !["rules", "extends", "overrides", "aliases"]
            .iter()
            .any(|member| root.get(member).is_some())
        {
            return Err(LoadError(format!(
                "`{location}` is no ruleset: it has neither `rules` nor `extends` nor `overrides`"
            )));
        }
        let mut ruleset = Ruleset::default();
        self.extend(&mut ruleset, &root, location, depth)?;
        members::check_ruleset(&root, &mut ruleset.notes);
        ruleset.aliases.extend(aliases(root.get("aliases")));
        let formats = root.get("formats").map(|node| texts(Some(node)));
        apply(&mut ruleset, root.get("rules"), formats.as_deref());
        let document = self.document.map(|document| relative(document, location));
        if let Some(document) = document {
            overrides(&mut ruleset, &root, &document, formats.as_deref());
            exceptions(&mut ruleset, &root, &document);
        }
        add_warnings(&mut ruleset, &sources);
        self.known.insert(location.clone(), ruleset.clone());
        Ok(ruleset)
    }

    fn extend(
        &mut self,
        ruleset: &mut Ruleset,
        node: &Node,
        location: &Location,
        depth: usize,
    ) -> Result<(), LoadError> {
        let extends = node.get("extends");
        // `extends: [name, all]` is one ruleset, unless `all` is a file.
        let single = extends.filter(|node| {
            node.as_array().is_some_and(|items| {
                items.len() == 2
                    && items[1]
                        .as_str()
                        .is_some_and(|text| Enabled::named(text).is_some())
            })
        });
        let items = match single {
            Some(single) => std::slice::from_ref(single),
            None => list(extends),
        };
        for item in items {
            let (name, selected) = match &item.value {
                Value::Array(pair) => (pair.first().and_then(Node::as_str), pair.get(1)),
                _ => (item.as_str(), None),
            };
            let enabled = selected.and_then(|node| {
                let enabled = node.as_str().and_then(Enabled::named);
                if enabled.is_none() {
                    let note = "which rules of the ruleset apply is `all`, `recommended` or `off`: this is ignored";
                    ruleset.notes.push((node.at, note.to_owned()));
                }
                enabled
            });
            let Some(name) = name else {
                return Err(LoadError(format!(
                    "`extends` in `{location}` must have names of rulesets"
                )));
            };
            let mut extended = self.extended(ruleset, name, item.at, location, depth)?;
            if let Some(enabled) = enabled {
                for rule in extended.rules.values_mut() {
                    rule.is_enabled = enabled.allows(rule);
                }
            }
            ruleset.merge(extended);
        }
        Ok(())
    }

    fn extended(
        &mut self,
        ruleset: &mut Ruleset,
        name: &str,
        at: At,
        location: &Location,
        depth: usize,
    ) -> Result<Ruleset, LoadError> {
        match name {
            "spectral:oas" | "rest" | "specfirst:rest" => {
                return named(name.strip_prefix("specfirst:").unwrap_or(name));
            }
            "spectral:asyncapi" | "spectral:arazzo" => return Ok(Ruleset::default()),
            _ => {}
        }
        let found = match location {
            _ if is_url(name) => Location::Url(name.to_owned()),
            Location::Url(base) => Location::Url(uri::join(base, name)),
            Location::File(path) => Location::File(file_or_package(name, path)?),
        };
        if let Location::Url(url) = &found
            && self.access.network == Network::Denied
        {
            let note = format!("{}; it is left out", not_fetched(url));
            ruleset.notes.push((at, note));
            return Ok(Ruleset::default());
        }
        if is_program(&found) {
            let note = format!("the ruleset `{found}` is a program in JavaScript, and is left out");
            ruleset.notes.push((at, note));
            return Ok(Ruleset::default());
        }
        self.load(&found, depth + 1)
    }
}

/// Adds the notes of a ruleset to its warnings, each with its place.
fn add_warnings(ruleset: &mut Ruleset, sources: &Sources) {
    let notes = std::mem::take(&mut ruleset.notes);
    let places: Vec<At> = notes.iter().map(|(at, _)| *at).collect();
    let spans = sources.locate_all(&places);
    for (at, note) in notes {
        let warning = match spans.get(&at) {
            Some(span) => format!(
                "{}:{}:{}: {note}",
                sources.name(at.file),
                span.start.line,
                span.start.column
            ),
            None => note,
        };
        if !ruleset.warnings.contains(&warning) {
            ruleset.warnings.push(warning);
        }
    }
}

fn apply(ruleset: &mut Ruleset, rules: Option<&Node>, formats: Option<&[String]>) {
    for (name, entry) in rules
        .and_then(Node::as_object)
        .into_iter()
        .flat_map(|rules| rules.iter())
    {
        ruleset.set_rule(name, &entry.node, formats);
    }
}

/// Whether a ruleset is written in JavaScript.
fn is_program(location: &Location) -> bool {
    let name = match location {
        Location::File(path) => path.to_string_lossy(),
        Location::Url(url) => url.split(['?', '#']).next().unwrap_or_default().into(),
    };
    [".js", ".mjs", ".cjs"]
        .iter()
        .any(|extension| name.ends_with(extension))
}

/// The file of a ruleset that another one in a file extends.
fn file_or_package(name: &str, path: &Path) -> Result<PathBuf, LoadError> {
    let folder = path.parent().unwrap_or(Path::new(""));
    let own = folder.join(name);
    file_of(&own)
        .or_else(|| package(name, folder))
        .ok_or_else(|| {
            LoadError(format!(
                "`{}` extends the ruleset `{name}`, which is neither a file nor a package in node_modules",
                path.display()
            ))
        })
}

fn file_of(path: &Path) -> Option<PathBuf> {
    let with = |extension: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(extension);
        PathBuf::from(name)
    };
    [path.to_owned(), with(".yaml"), with(".yml"), with(".json")]
        .into_iter()
        .find(|path| path.is_file())
}

/// The ruleset of a package in the nearest `node_modules` that has it.
fn package(name: &str, folder: &Path) -> Option<PathBuf> {
    let folder = folder
        .canonicalize()
        .or_else(|_| std::env::current_dir())
        .ok()?;
    folder.ancestors().find_map(|ancestor| {
        let package = ancestor.join("node_modules").join(name);
        if let Some(file) = file_of(&package) {
            return Some(file);
        }
        let manifest = std::fs::read_to_string(package.join("package.json")).ok()?;
        let manifest: serde_json::Value = serde_json::from_str(&manifest).ok()?;
        let main = manifest.get("main").and_then(serde_json::Value::as_str);
        let names = main
            .into_iter()
            .chain(["ruleset.yaml", "ruleset.yml", "ruleset.json"]);
        let names = names.chain(NAMES);
        names
            .map(|name| package.join(name))
            .find_map(|path| file_of(&path))
    })
}

/// The path of the document as rulesets name it: relative to the folder of the ruleset, or to the current one if the
/// ruleset is on the network.
fn relative(document: &Path, ruleset: &Location) -> String {
    let folder = match ruleset {
        Location::File(path) => path.parent().unwrap_or(Path::new("")),
        Location::Url(_) => Path::new(""),
    };
    let full = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = match folder.as_os_str().is_empty() {
        true => full(Path::new(".")),
        false => full(folder),
    };
    let document = full(document);
    let relative = document.strip_prefix(&folder).unwrap_or(&document);
    relative.to_string_lossy().replace('\\', "/")
}

fn overrides(ruleset: &mut Ruleset, root: &Node, document: &str, formats: Option<&[String]>) {
    for item in list(root.get("overrides")) {
        for file in texts(item.get("files")) {
            let (glob, pointer) = match file.split_once('#') {
                Some((glob, pointer)) => (glob, Some(pointer)),
                None => (file.as_str(), None),
            };
            let glob = if glob.is_empty() { "**" } else { glob };
            if !matches(glob, document) {
                continue;
            }
            let Some(pointer) = pointer else {
                ruleset.aliases.extend(aliases(item.get("aliases")));
                apply(ruleset, item.get("rules"), formats);
                continue;
            };
            let rules = item.get("rules").and_then(Node::as_object);
            for (name, entry) in rules.into_iter().flat_map(|rules| rules.iter()) {
                let severity = match entry.node.as_bool() {
                    Some(false) => Ok(None),
                    _ => severity(&entry.node),
                };
                if let (Some(rule), Ok(severity)) = (ruleset.rules.get_mut(name), severity) {
                    rule.overrides.push((pointer.to_owned(), severity));
                }
            }
        }
    }
}

/// `except`, the old form of overrides: rules that are off at a place.
fn exceptions(ruleset: &mut Ruleset, root: &Node, document: &str) {
    let except = root.get("except").and_then(Node::as_object);
    for (place, entry) in except.into_iter().flat_map(|except| except.iter()) {
        let (file, pointer) = place.split_once('#').unwrap_or((place, ""));
        if !file.is_empty() && !matches(file.trim_start_matches("./"), document) {
            continue;
        }
        for name in texts(Some(&entry.node)) {
            if let Some(rule) = ruleset.rules.get_mut(&name) {
                rule.overrides.push((pointer.to_owned(), None));
            }
        }
    }
}
