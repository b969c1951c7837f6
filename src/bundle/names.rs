//! Chooses the component names of parts of other files.

use std::collections::{HashMap, HashSet};

use super::files::Files;
use super::resolve::{NodeLocation, is_only_reference, reference};
use super::walk::{References, Target};
use crate::source::pointer::{escape, unescape};
use crate::source::{At, FileId, Node, Object};

/// Limit on the depth of nested references around components.
const DEPTH: usize = 100;

/// The names and pointers of components, in the order of [`References::targets`].
///
/// A component of the root document that is only a reference to the target gives its name. Otherwise the name is the
/// last token of the target's pointer; for a whole file it is that of the first alias, or the name of the file. A name
/// that is taken gets a number.
pub(super) fn choose(
    references: &References,
    files: &Files<'_>,
    root: FileId,
    swagger: bool,
) -> Vec<Component> {
    let mut homes = HashMap::new();
    let mut taken: HashMap<&[&str], Scope> = HashMap::new();
    let targets = references.targets.iter();
    for container in targets.filter_map(|target| target.object.container(swagger)) {
        if taken.contains_key(container) {
            continue;
        }
        let mut scope = Scope::default();
        for (name, at) in entries(container, references, files, root) {
            scope.names.insert(name.clone());
            homes.entry((at, container)).or_insert(name);
        }
        taken.insert(container, scope);
    }
    let mut components = Vec::new();
    for target in &references.targets {
        let container = target.object.container(swagger).unwrap_or_default();
        let home = homes.get(&(target.place.at, container));
        let name = match home {
            Some(name) => name.clone(),
            None => {
                let name = plain(&name(target, files.name(target.place.file)));
                taken.entry(container).or_default().claim(name)
            }
        };
        let pointer = format!("/{}/{}", container.join("/"), escape(&name));
        components.push(Component {
            container,
            name,
            pointer,
            is_new: home.is_none(),
        });
    }
    components
}

/// A component made of a part of another file.
pub(super) struct Component {
    pub(super) container: &'static [&'static str],
    pub(super) name: String,
    pub(super) pointer: String,
    /// Whether it is added, and not the root document's own component that refers to the part.
    pub(super) is_new: bool,
}

/// The components of the root document, with the positions of their contents: their own, or of the part that they only
/// refer to.
fn entries(
    container: &[&str],
    references: &References,
    files: &Files<'_>,
    root: FileId,
) -> Vec<(String, At)> {
    let mut place = (root, String::new());
    for key in container {
        match step(place, key, references, files) {
            Some(next) => place = next,
            None => return Vec::new(),
        }
    }
    let mut entries = Vec::new();
    // The map of components may be a reference itself.
    let mut next = Some(place);
    for _ in 0..DEPTH {
        let Some((file, pointer)) = next else { break };
        let tree = files.tree(file);
        let node = tree.pointer(&pointer);
        let members = node.and_then(Node::as_object);
        for (name, entry) in members.into_iter().flat_map(Object::iter) {
            let named = link(&entry.node, references).filter(|_| is_only_reference(&entry.node));
            let at = named.map_or(entry.node.at, |place| place.at);
            entries.push((name.to_owned(), at));
        }
        let named = node.and_then(|node| link(node, references));
        next = named.map(|place| (place.file, place.pointer.clone()));
    }
    entries
}

/// The location of a member, be it a sibling of a reference or in what that refers to.
fn step(
    place: (FileId, String),
    key: &str,
    references: &References,
    files: &Files<'_>,
) -> Option<(FileId, String)> {
    let (mut file, mut pointer) = place;
    for _ in 0..DEPTH {
        let tree = files.tree(file);
        let node = tree.pointer(&pointer)?;
        if node.get(key).is_some() {
            return Some((file, format!("{pointer}/{}", escape(key))));
        }
        let named = link(node, references)?;
        (file, pointer) = (named.file, named.pointer.clone());
    }
    None
}

/// What a node refers to, if it is a reference.
fn link<'f>(node: &Node, references: &'f References) -> Option<&'f NodeLocation> {
    let (link, _) = reference(node)?;
    references.resolved.get(&link.at)?.as_ref()
}

/// A name for a part of a file.
fn name(target: &Target, file: &str) -> String {
    let pointers = std::iter::once(&target.place.pointer).chain(&target.aliases);
    if let Some(name) = pointers.filter_map(|pointer| last(pointer)).next() {
        return name;
    }
    of_file(file)
}

/// A name for a whole file: its own without the extension, or that of the folder if it is an index.
pub(super) fn of_file(file: &str) -> String {
    let mut parts = file.rsplit(['/', '\\']);
    let stem = |name: &str| match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => name.to_owned(),
    };
    let own = stem(parts.next().unwrap_or_default());
    match parts.next() {
        // An index is named after its folder.
        Some(folder) if own == "index" && !matches!(folder, "" | "." | "..") => folder.to_owned(),
        _ => own,
    }
}

/// The last token of a pointer, with the one before it if it has no letters.
fn last(pointer: &str) -> Option<String> {
    let mut tokens = pointer.rsplit('/');
    let last = unescape(tokens.next().filter(|token| !token.is_empty())?).into_owned();
    if last.contains(char::is_alphabetic) {
        return Some(last);
    }
    match tokens.next().filter(|token| !token.is_empty()) {
        Some(before) => Some(format!("{}-{last}", unescape(before))),
        None => Some(last),
    }
}

/// Replaces the characters that a component name must not have (OpenAPI 3.1.1 §4.8.7).
fn plain(name: &str) -> String {
    let name = deunicode::deunicode(name);
    let name = name.trim_matches(|edge: char| !edge.is_ascii_alphanumeric() && edge != '_');
    let legal = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let name: String = name
        .chars()
        .map(|letter| if legal(letter) { letter } else { '_' })
        .collect();
    if name.is_empty() {
        "part".to_owned()
    } else {
        name
    }
}

/// The names that are taken.
#[derive(Default)]
struct Scope {
    names: HashSet<String>,
    /// The last number given, by name.
    numbers: HashMap<String, u32>,
}

impl Scope {
    fn claim(&mut self, name: String) -> String {
        if self.names.insert(name.clone()) {
            return name;
        }
        let separator = match name.ends_with(|last: char| last.is_ascii_digit()) {
            true => "_",
            false => "",
        };
        let number = self.numbers.entry(name.clone()).or_insert(1);
        loop {
            *number += 1;
            let numbered = format!("{name}{separator}{number}");
            if self.names.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_components_may_have() {
        assert_eq!(last("/definitions/Pet"), Some("Pet".to_owned()));
        assert_eq!(last("/allOf/0"), Some("allOf-0".to_owned()));
        assert_eq!(last("/paths/~1pets"), Some("/pets".to_owned()));
        assert_eq!(last(""), None);
        assert_eq!(plain("/pets/{id}"), "pets__id");
        assert_eq!(plain("größe x"), "grosse_x");
        assert_eq!(plain("/"), "part");
    }

    #[test]
    fn later_ones_get_numbers() {
        let mut scope = Scope::default();
        let names = ["Pet", "Pet", "Pet", "v1", "v1"].map(|name| scope.claim(name.to_owned()));
        assert_eq!(names, ["Pet", "Pet2", "Pet3", "v1", "v1_2"]);
    }
}
