//! Visits the document and the files that it refers to, and collects what is referred to.

use std::collections::{HashMap, HashSet, VecDeque};

use super::ids::Base;
use super::kind::{Kind, Object};
use super::resolve::{NodeLocation, Resolver, Unresolved, reference};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::pointer::{escape, fragment, percent_decode};
use crate::source::{At, FileId, Node, Value};

/// The references of the document and its files.
pub(super) struct References {
    /// What references refer to, by their positions; `None` if unresolved. References that stay as they are written are
    /// left out.
    pub(super) resolved: HashMap<At, Option<NodeLocation>>,
    /// The parts of other files that become components, in the order of their first use.
    pub(super) targets: Vec<Target>,
    /// The nodes of the root document that references refer to.
    pub(super) root_targets: HashMap<At, Kind>,
    /// Schemas whose `$id` no longer applies, since references in them are rewritten.
    pub(super) rebased: HashSet<At>,
}

/// A part of another file that is referred to.
pub(super) struct Target {
    pub(super) place: NodeLocation,
    pub(super) object: Object,
    /// The pointers of nodes that are only references to it.
    pub(super) aliases: Vec<String>,
}

/// A reference that is not resolved, so far.
struct Dangling {
    base: Base,
    text: String,
    at: At,
    kind: Kind,
    unresolved: Unresolved,
}

pub(super) struct Walk<'r, 's, 'd> {
    resolver: &'r mut Resolver<'s, 'd>,
    swagger: bool,
    /// The base URI of the root document.
    base: Base,
    references: References,
    by_place: HashMap<(At, Object), usize>,
    pending: VecDeque<(NodeLocation, Kind)>,
    visited: HashSet<(At, Kind)>,
    dangling: Vec<Dangling>,
    operations: Vec<(Base, String, At)>,
    /// The positions of the values of discriminators' mappings.
    mapping_values: HashSet<At>,
}

/// Visits everything that the document reaches.
pub(super) fn walk(resolver: &mut Resolver<'_, '_>, swagger: bool) -> References {
    let root = resolver.root;
    let at = resolver.files.tree(root).at;
    let start = NodeLocation {
        file: root,
        pointer: String::new(),
        at,
    };
    let mut walk = Walk {
        base: resolver.base(&start),
        references: References {
            resolved: HashMap::new(),
            targets: Vec::new(),
            root_targets: HashMap::new(),
            rebased: HashSet::new(),
        },
        swagger,
        by_place: HashMap::new(),
        pending: VecDeque::new(),
        visited: HashSet::new(),
        dangling: Vec::new(),
        operations: Vec::new(),
        mapping_values: HashSet::new(),
        resolver,
    };
    walk.pending.push_back((start, Kind::One(Object::Document)));
    loop {
        walk.reach();
        // A file read since may have the `$id` that was looked for.
        let known = walk.resolver.ids.count();
        let dangling = std::mem::take(&mut walk.dangling);
        let count = dangling.len();
        walk.resolver.forget_unresolved();
        for again in dangling {
            walk.refer(
                &again.base,
                &again.text,
                again.at,
                again.kind,
                again.unresolved,
            );
        }
        if walk.pending.is_empty()
            && walk.dangling.len() == count
            && walk.resolver.ids.count() == known
        {
            break;
        }
    }
    walk.finish()
}

impl Walk<'_, '_, '_> {
    /// Visits all pending nodes.
    fn reach(&mut self) {
        while let Some((place, kind)) = self.pending.pop_front() {
            let tree = self.resolver.files.tree(place.file);
            if let Some(node) = tree.pointer(&place.pointer) {
                let base = self.resolver.base(&place);
                self.visit(node, kind, &base, &mut place.pointer.clone());
            }
        }
    }

    fn visit(&mut self, node: &Node, kind: Kind, base: &Base, pointer: &mut String) {
        let length = pointer.len();
        match &node.value {
            Value::Object(object) => {
                if kind == Kind::Data || !self.visited.insert((node.at, kind)) {
                    return;
                }
                let own = match kind {
                    Kind::One(Object::Schema) => base.within(node, pointer),
                    _ => None,
                };
                let base = own.as_ref().unwrap_or(base);
                let link = reference(node).filter(|_| kind.has_references());
                if let Some((link, text)) = link {
                    self.refer(base, text, link.at, kind, None);
                }
                for (key, entry) in object.iter() {
                    let kind = match key {
                        "$ref" if link.is_some() => Kind::Data,
                        key => kind.member(key),
                    };
                    if kind != Kind::Data {
                        pointer.push('/');
                        pointer.push_str(&escape(key));
                        self.visit(&entry.node, kind, base, pointer);
                        pointer.truncate(length);
                    }
                }
            }
            Value::Array(items) if kind.item() != Kind::Data => {
                for (index, item) in items.iter().enumerate() {
                    pointer.push_str(&format!("/{index}"));
                    self.visit(item, kind.item(), base, pointer);
                    pointer.truncate(length);
                }
            }
            Value::String(text) if kind == Kind::SchemaName => self.schema_name(node, text, base),
            Value::String(text) if kind == Kind::DynamicRef => self.dynamic(node, text, base),
            Value::String(text) if kind == Kind::OperationRef => self.operation(node, text, base),
            _ => {}
        }
    }

    /// Records what a reference refers to. `before` is the error of an earlier attempt.
    fn refer(&mut self, base: &Base, text: &str, at: At, kind: Kind, before: Unresolved) {
        // Some documents have the bare name of a schema.
        let bare = kind == Kind::One(Object::Schema) && !text.contains(['#', '/', '.', ':']);
        let own = at.file == self.resolver.root;
        let named = if bare { self.component(text) } else { None };
        if named.is_some() {
            self.warn_of_name(text, at);
        }
        let resolved = match named {
            Some(_) if own => return,
            Some(place) => Ok(place),
            None => self.resolver.resolve(base, text, at),
        };
        let ended = resolved.and_then(|place| {
            let first = place.pointer.clone();
            let (end, mut aliases) = self.resolver.follow(place)?;
            aliases.insert(0, first);
            Ok((end, aliases))
        });
        match ended {
            Ok((place, aliases)) => self.link(base, text, at, kind, place, aliases),
            // No schema has the name; `normalize` reports it.
            Err(_) if bare && own => {}
            Err(unresolved) => self.dangling.push(Dangling {
                base: base.clone(),
                text: text.to_owned(),
                at,
                kind,
                unresolved: before.or(unresolved),
            }),
        }
    }

    /// Warns of a `$ref` that is the bare name of one of the document's schemas.
    fn warn_of_name(&mut self, name: &str, at: At) {
        let container = Object::Schema.container(self.swagger).unwrap_or_default();
        let pointer = fragment(&format!("/{}/{}", container.join("/"), escape(name)));
        let root = self.resolver.root;
        let reference = match at.file == root {
            true => pointer,
            false => format!("{}{pointer}", self.resolver.files.name(root)),
        };
        let message = format!("`{name}` is a name, not a reference");
        self.resolver.diagnostics.push(
            Diagnostic::warning(Code::LooseReference, at, message)
                .label(format!("read as `{reference}`"))
                .help(format!("write `{reference}`")),
        );
    }

    fn link(
        &mut self,
        base: &Base,
        text: &str,
        at: At,
        kind: Kind,
        place: NodeLocation,
        aliases: Vec<String>,
    ) {
        let root = self.resolver.root;
        self.pending.push_back((place.clone(), kind));
        if place.file == root {
            self.references.root_targets.insert(place.at, kind);
        }
        if at.file == root {
            // References within the root document stay as they are.
            let own = text.strip_prefix('#').map(percent_decode);
            if place.file == root && own.is_some_and(|own| own == place.pointer) {
                return;
            }
            self.references.rebased.insert(base.at);
        }
        let object = kind.object().filter(|_| place.file != root);
        if let Some(object) = object.filter(|object| object.container(self.swagger).is_some()) {
            let targets = &mut self.references.targets;
            let index = *self.by_place.entry((place.at, object)).or_insert_with(|| {
                targets.push(Target {
                    place: place.clone(),
                    object,
                    aliases: Vec::new(),
                });
                targets.len() - 1
            });
            if let Some(target) = targets.get_mut(index) {
                let aliases = aliases.into_iter();
                let aliases = aliases.filter(|alias| *alias != place.pointer);
                target.aliases.extend(aliases);
            }
        }
        self.references.resolved.insert(at, Some(place));
    }

    /// A value of a discriminator's mapping: the name of a schema, or a reference to one.
    fn schema_name(&mut self, node: &Node, text: &str, base: &Base) {
        const SCHEMA: Kind = Kind::One(Object::Schema);
        self.mapping_values.insert(node.at);
        if text.starts_with('#') {
            return self.refer(base, text, node.at, SCHEMA, None);
        }
        let root = self.resolver.root;
        let sibling = self.sibling(base.file, text);
        if let Some(pointer) = sibling.filter(|_| base.file != root) {
            self.refer(base, &fragment(&pointer), node.at, SCHEMA, None);
        } else if let Some(own) = self.component(text) {
            if base.file != root {
                self.link(base, text, node.at, SCHEMA, own, Vec::new());
            }
        } else if text.contains(['.', '/']) {
            self.refer(base, text, node.at, SCHEMA, None);
        }
    }

    /// A `$dynamicRef`. Its target depends on the schemas that lead to it; here it is the one that it would have as a
    /// `$ref`.
    fn dynamic(&mut self, node: &Node, text: &str, base: &Base) {
        // An anchor in the root document: `normalize` resolves it.
        let is_name = text.starts_with('#') && !text.starts_with("#/") && text != "#";
        let is_own = base.file == self.resolver.root && base.resource.is_empty();
        if !(is_own && is_name) {
            self.refer(base, text, node.at, Kind::One(Object::Schema), None);
        }
    }

    /// The pointer of a file's own schema of a name.
    fn sibling(&self, file: FileId, name: &str) -> Option<String> {
        let tree = self.resolver.files.tree(file);
        let folders = ["/components/schemas", "/definitions", "/$defs", ""];
        let mut pointers = folders
            .map(|folder| format!("{folder}/{}", escape(name)))
            .into_iter();
        pointers.find(|pointer| {
            let node = tree.pointer(pointer);
            node.is_some_and(|node| node.as_object().is_some())
        })
    }

    /// The root document's schema of a name.
    fn component(&mut self, name: &str) -> Option<NodeLocation> {
        let container = Object::Schema.container(self.swagger)?;
        let pointer = fragment(&format!("/{}/{}", container.join("/"), escape(name)));
        let base = self.base.clone();
        let place = self.resolver.find(&base, &pointer, base.at).ok()?;
        match place.file == base.file {
            true => Some(place),
            false => self.resolver.follow(place).ok().map(|(end, _)| end),
        }
    }

    /// A reference to an operation, maybe of another API: no file is read for it.
    fn operation(&mut self, node: &Node, text: &str, base: &Base) {
        let own = base.file == self.resolver.root && text.starts_with('#');
        if !own {
            self.operations
                .push((base.clone(), text.to_owned(), node.at));
        }
    }

    /// Reports the references that are still unresolved.
    fn finish(mut self) -> References {
        for Dangling {
            text,
            at,
            unresolved,
            ..
        } in self.dangling
        {
            let own = at.file == self.resolver.root && text.starts_with('#');
            match unresolved {
                // `normalize` reports it.
                None if own => continue,
                None => {}
                Some(unresolved) => {
                    let is_mapping = self.mapping_values.contains(&at);
                    let diagnostic = match is_mapping && is_missing(unresolved.code) {
                        true => ignored_mapping(*unresolved),
                        false => *unresolved,
                    };
                    self.resolver.diagnostics.push(diagnostic);
                }
            }
            self.references.resolved.insert(at, None);
        }
        self.resolver.files.close();
        for (base, text, at) in self.operations {
            if let Ok(place) = self.resolver.find(&base, &text, at) {
                self.references.resolved.insert(at, Some(place));
            }
        }
        self.references
    }
}

/// Whether a diagnostic is about a file, or a part of one, that does not exist.
fn is_missing(code: Code) -> bool {
    matches!(code, Code::FileMissing | Code::UnresolvedReference)
}

/// The diagnostic for an unresolved value of a discriminator's mapping: the other values still hold.
fn ignored_mapping(error: Diagnostic) -> Diagnostic {
    Diagnostic {
        severity: Severity::Warning,
        ..error.label("this entry of the mapping is ignored")
    }
}
