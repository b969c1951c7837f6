//! Keeps the values of discriminators when schemas are renamed.
//!
//! Without a `mapping` entry, the value for an alternative of `oneOf` or `anyOf` is the name by which the document refers
//! to its schema (OpenAPI 3.1.1 §4.8.25). Where the schema is a component of another name in the bundled document, the
//! entry is written.

use super::assemble::{Assembly, entry};
use super::kind::Object;
use super::names;
use super::resolve::{NodeLocation, reference};
use super::uri;
use crate::source::pointer::part_name;
use crate::source::{At, Node, Object as Members, Value};

impl Assembly<'_> {
    /// Adds the mapping entries of renamed alternatives to `members`, which were made of the schema `schema`.
    pub(super) fn keep_discriminator_values(&self, schema: &Node, members: &mut Members) {
        let alternatives = ["oneOf", "anyOf"]
            .into_iter()
            .filter_map(|key| schema.get(key));
        let alternatives = alternatives.filter_map(Node::as_array).flatten();
        let renamed: Vec<_> = alternatives
            .filter_map(|item| self.renamed_to(item))
            .collect();
        let discriminator = members.get_mut("discriminator");
        let Some(discriminator) = discriminator.and_then(Node::as_object_mut) else {
            return;
        };
        for (value, new) in renamed {
            let empty = Node::new(At::NONE, Value::Object(Members::default()));
            let mapping = discriminator.get_or_insert("mapping", entry(At::NONE, empty));
            let Some(mapping) = mapping.as_object_mut() else {
                return;
            };
            let name = part_name(new.rsplit('/').next().unwrap_or_default());
            let is_mapped = mapping.iter().any(|(_, entry)| {
                let target = entry.node.as_str();
                target.is_some_and(|target| target == new || target == name)
            });
            if !is_mapped && !mapping.contains(&value) {
                mapping.insert(value, entry(At::NONE, Node::string(At::NONE, new)));
            }
        }
    }

    /// The name by which an alternative is referred to, and its new reference, if that has another name.
    fn renamed_to(&self, alternative: &Node) -> Option<(String, String)> {
        let (link, text) = reference(alternative)?;
        let place = self.references.resolved.get(&link.at)?.as_ref()?;
        let new = self.name(place, Object::Schema)?;
        let value = self.implicit_value(text, place);
        let is_renamed = part_name(new.rsplit('/').next()?) != value;
        is_renamed.then_some((value, new))
    }

    /// The discriminator's value for a reference: the last token of its pointer, or the name of the whole file.
    fn implicit_value(&self, text: &str, place: &NodeLocation) -> String {
        let (_, pointer) = uri::split(text);
        match pointer.rsplit_once('/') {
            Some((_, last)) if !last.is_empty() => part_name(last),
            _ if !pointer.is_empty() => part_name(pointer),
            _ => names::of_file(self.files.name(place.file)),
        }
    }
}
