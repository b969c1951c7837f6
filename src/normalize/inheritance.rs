//! Inheritance by `allOf` from a schema with a discriminator (OpenAPI 3.1.1 §4.8.25.3): a value of the base is a value
//! of one of the schemas that include it, so the base becomes a union of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::discriminators::{Allowed, Alternative};
use super::nullable::null;
use super::reader::Reader;
use super::references::reference;
use crate::schema::{Discriminator, Schema, SchemaId, Type};
use crate::source::Node;
use crate::source::pointer::{fragment_part, part_name};

/// The components with the components that include them by `allOf` or as a reference with siblings.
struct Components<'a> {
    nodes: Vec<(&'a str, &'a Node)>,
    subtypes: Vec<Vec<usize>>,
}

impl<'a> Components<'a> {
    fn of(root: &'a Node) -> Components<'a> {
        let section = root.get("components").and_then(|node| node.get("schemas"));
        let members = section.and_then(Node::as_object).into_iter();
        let nodes: Vec<(&str, &Node)> = members
            .flat_map(|members| members.iter())
            .map(|(name, entry)| (name, &entry.node))
            .collect();
        let names = nodes.iter().enumerate();
        let names: HashMap<&str, usize> = names.map(|(index, (name, _))| (*name, index)).collect();
        let mut subtypes = vec![Vec::new(); nodes.len()];
        for (index, (_, node)) in nodes.iter().enumerate() {
            for base in included(node).filter_map(|name| names.get(name.as_str())) {
                if *base != index && subtypes[*base].last() != Some(&index) {
                    subtypes[*base].push(index);
                }
            }
        }
        Components { nodes, subtypes }
    }

    /// The components that include one, directly or not, in the order of the document.
    fn descendants(&self, base: usize) -> Vec<usize> {
        let mut seen = HashSet::from([base]);
        let mut open = vec![base];
        while let Some(index) = open.pop() {
            let new = self.subtypes[index].iter();
            open.extend(new.filter(|index| seen.insert(**index)));
        }
        seen.remove(&base);
        let mut descendants: Vec<usize> = seen.into_iter().collect();
        descendants.sort_unstable();
        descendants
    }
}

/// The names of the components that a schema includes.
fn included(node: &Node) -> impl Iterator<Item = String> {
    let parts = node.get("allOf").and_then(Node::as_array);
    // Without other keywords, a reference is another name of its target.
    let is_extended = ["allOf", "properties", "required"];
    let is_extended = is_extended.iter().any(|key| node.get(key).is_some());
    let nodes = parts
        .into_iter()
        .flatten()
        .chain(Some(node).filter(|_| is_extended));
    nodes.filter_map(reference).map(|text| {
        let name = text.strip_prefix("#/components/schemas/");
        part_name(name.unwrap_or(text))
    })
}

/// Whether a schema has a discriminator for the schemas that include it.
fn is_base(node: &Node) -> bool {
    let has = |key| {
        node.get(key)
            .and_then(Node::as_array)
            .is_some_and(|list| !list.is_empty())
    };
    node.get("discriminator").is_some() && !has("oneOf") && !has("anyOf")
}

impl<'a> Reader<'a, '_> {
    /// Turns each base that was read into a union, and reads the schemas that include it.
    pub(super) fn inheritance(&mut self) {
        let components = Components::of(self.root);
        let bases: Vec<usize> = (0..components.nodes.len())
            .filter(|index| is_base(components.nodes[*index].1))
            .collect();
        let mut families: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        // Descendants may lead to further bases.
        loop {
            let known = families.len();
            for base in &bases {
                if families.contains_key(base) || !self.is_unresolved(components.nodes[*base].1) {
                    continue;
                }
                let descendants = components.descendants(*base);
                for index in &descendants {
                    let (name, node) = components.nodes[*index];
                    self.named(
                        &format!("#/components/schemas/{}", fragment_part(name)),
                        node,
                    );
                    self.read_pending();
                }
                families.insert(*base, descendants);
            }
            if families.len() == known {
                break;
            }
        }
        // Those that others descend from come first, since what includes them is rewritten.
        let depth = |base: &usize| families.values().filter(|it| it.contains(base)).count();
        let mut order: Vec<(usize, usize)> =
            families.keys().map(|base| (depth(base), *base)).collect();
        order.sort_unstable();
        for (_, base) in order {
            self.base_as_union(&components, base, &families[&base]);
        }
    }

    /// Whether a base was read, and is no union yet.
    fn is_unresolved(&self, node: &Node) -> bool {
        let id = self.schemas_at.get(&node.at);
        id.is_some_and(|id| {
            self.schemas[*id]
                .discriminator
                .as_ref()
                .is_some_and(|it| !it.inherited)
        })
    }

    fn base_as_union(&mut self, components: &Components<'a>, base: usize, descendants: &[usize]) {
        let indices = [base].into_iter().chain(descendants.iter().copied());
        let members: Vec<(usize, SchemaId)> = indices
            .filter_map(|index| {
                let at = components.nodes[index].1.at;
                Some((index, *self.schemas_at.get(&at)?))
            })
            .collect();
        let Some((_, base)) = members.first().copied() else {
            return;
        };
        let Some(discriminator) = self.schemas[base].discriminator.as_deref().cloned() else {
            return;
        };
        // Schemas that the mapping names and that do not include the base.
        let mapped = discriminator.mapping.iter().map(|(_, id)| *id);
        let mut others: Vec<SchemaId> = Vec::new();
        for id in mapped.map(|id| self.schemas.resolve(id)) {
            if members.iter().all(|(_, member)| *member != id) && !others.contains(&id) {
                others.push(id);
            }
        }
        let unions: Vec<(usize, SchemaId)> = members
            .iter()
            .filter(|(index, id)| {
                let has_own = self.schemas[*id].discriminator.is_some();
                let is_included = !components.subtypes[*index].is_empty();
                match *id == base {
                    true => is_included || !others.is_empty(),
                    false => is_included && !has_own,
                }
            })
            .copied()
            .collect();
        let mut own: HashMap<SchemaId, SchemaId> = HashMap::new();
        for (_, id) in &unions {
            let mut schema = self.schemas[*id].clone();
            schema.discriminator = None;
            schema.variant = schema.name.clone();
            schema.name = schema.name.map(|name| format!("{name}Base"));
            schema.default = None;
            schema.examples.clear();
            own.insert(*id, self.push_copy(*id, schema));
        }
        let included = members
            .iter()
            .map(|(_, id)| *id)
            .chain(own.values().copied());
        for id in included.collect::<Vec<_>>() {
            self.include_own(id, &own);
        }
        let mut allowed = HashMap::new();
        for (index, id) in unions {
            let descendants: HashSet<usize> = components.descendants(index).into_iter().collect();
            let subtypes = members
                .iter()
                .filter(|(index, _)| descendants.contains(index));
            let subtypes = subtypes.map(|(_, id)| *id).chain([id]);
            let mut alternatives: Vec<Alternative> = subtypes
                .map(|named| Alternative {
                    named,
                    schema: own.get(&named).copied().unwrap_or(named),
                    implicit: self.schemas[named].name.clone(),
                    is_base: named == base,
                })
                .collect();
            if id == base {
                for other in &others {
                    let all_of = vec![*other, own[&id]];
                    let at = self.schemas[*other].at;
                    let schema = self.schemas.push(Schema {
                        at,
                        all_of,
                        ..Schema::default()
                    });
                    let named = self.schemas.resolve(*other);
                    alternatives.push(Alternative {
                        named,
                        schema,
                        implicit: None,
                        is_base: false,
                    });
                }
            }
            self.union_of(id, &discriminator, alternatives, &mut allowed);
        }
    }

    /// Lets a schema include those of `own` without their unions.
    fn include_own(&mut self, id: SchemaId, own: &HashMap<SchemaId, SchemaId>) {
        let target = |reader: &Self, id: SchemaId| own.get(&reader.schemas.resolve(id)).copied();
        let mut schema = self.schemas[id].clone();
        if let Some(replacement) = schema.reference.and_then(|id| target(self, id)) {
            schema.reference = Some(replacement);
        }
        for part in &mut schema.all_of {
            if let Some(replacement) = target(self, *part) {
                *part = replacement;
            } else if let Some(reference) = self.schemas[*part].reference
                && let Some(replacement) = target(self, reference)
            {
                // A reference with siblings.
                let mut inner = self.schemas[*part].clone();
                inner.reference = Some(replacement);
                self.schemas.set(*part, inner);
            }
        }
        self.schemas.set(id, schema);
    }

    /// Makes a schema the union of alternatives.
    fn union_of(
        &mut self,
        id: SchemaId,
        discriminator: &Discriminator,
        alternatives: Vec<Alternative>,
        allowed: &mut HashMap<SchemaId, Allowed>,
    ) {
        let schema = self.schemas[id].clone();
        let mapping = self.mapping(id, discriminator, &alternatives, allowed);
        let default = discriminator.default.and_then(|default| {
            let default = self.schemas.resolve(default);
            let found = alternatives.iter().find(|it| it.named == default);
            found.map(|alternative| alternative.schema)
        });
        let (mut one_of, mut any_of) = (Vec::new(), Vec::new());
        match &mapping {
            Some(mapping) => {
                let schemas = alternatives.iter().map(|alternative| alternative.schema);
                let has_tag = |schema: &SchemaId| {
                    mapping.iter().any(|(_, id)| id == schema) || default == Some(*schema)
                };
                one_of.extend(schemas.filter(has_tag));
            }
            None => any_of.extend(alternatives.iter().map(|alternative| alternative.schema)),
        }
        if schema.types.is_some_and(|types| types.contains(Type::Null)) {
            let null = self.schemas.push(null());
            let list = if mapping.is_some() {
                &mut one_of
            } else {
                &mut any_of
            };
            list.push(null);
        }
        let discriminator = mapping.map(|mapping| {
            Box::new(Discriminator {
                property: discriminator.property.clone(),
                mapping,
                default,
                inherited: true,
            })
        });
        let union = Schema {
            at: schema.at,
            name: schema.name,
            title: schema.title,
            description: schema.description,
            deprecated: schema.deprecated,
            read_only: schema.read_only,
            write_only: schema.write_only,
            default: schema.default,
            examples: schema.examples,
            one_of,
            any_of,
            discriminator,
            ..Schema::default()
        };
        self.schemas.set(id, union);
    }
}
