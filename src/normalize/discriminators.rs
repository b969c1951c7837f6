//! The values of discriminators, all of which `mapping` lists afterwards (OpenAPI 3.1.1 §4.8.25).

use std::collections::HashMap;

use serde_json::Value as Json;

use super::reader::Reader;
use super::references::reference;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::Constraints;
use crate::schema::{Discriminator, SchemaId, Type};
use crate::source::pointer::part_name;

/// One of the schemas that a discriminator selects from.
pub(super) struct Alternative {
    /// The schema that the document names.
    pub(super) named: SchemaId,
    /// The schema that its values satisfy.
    pub(super) schema: SchemaId,
    /// The name that selects it where neither `mapping` nor a constant says another one.
    pub(super) implicit: Option<String>,
    /// Whether it is the schema that the others include.
    pub(super) is_base: bool,
}

impl Reader<'_, '_> {
    /// Completes the mapping of each union with a discriminator.
    pub(super) fn discriminators(&mut self) {
        for id in self.schemas.ids() {
            let schema = &self.schemas[id];
            let Some(discriminator) = schema.discriminator.as_deref().filter(|it| !it.inherited)
            else {
                continue;
            };
            let discriminator = discriminator.clone();
            let branches = schema.one_of.iter().chain(&schema.any_of);
            let alternatives: Vec<Alternative> = branches
                .map(|branch| Alternative {
                    named: self.schemas.resolve(*branch),
                    schema: self.schemas[*branch].reference.unwrap_or(*branch),
                    implicit: self.implicit_value(*branch),
                    is_base: false,
                })
                .collect();
            if alternatives.is_empty() {
                continue;
            }
            let mapping = self.mapping(id, &discriminator, &alternatives, &mut HashMap::new());
            let mut schema = self.schemas[id].clone();
            schema.discriminator = mapping.map(|mapping| {
                Box::new(Discriminator {
                    mapping,
                    ..discriminator
                })
            });
            self.schemas.set(id, schema);
        }
    }

    /// The name by which an alternative is referred to.
    fn implicit_value(&self, branch: SchemaId) -> Option<String> {
        let node = self.nodes.get(branch.index()).copied().flatten();
        let referred = node.and_then(reference);
        let last = referred.and_then(|text| text.rsplit('/').next());
        last.map(part_name)
            .or_else(|| self.schemas[branch].name.clone())
    }

    /// The values that select each alternative. `None`, with a warning, where no value can. `known` has what is found out about
    /// the schemas, for further unions of them.
    pub(super) fn mapping(
        &mut self,
        id: SchemaId,
        discriminator: &Discriminator,
        alternatives: &[Alternative],
        known: &mut HashMap<SchemaId, Allowed>,
    ) -> Option<Vec<(String, SchemaId)>> {
        let property = discriminator.property.as_str();
        let allowed: Vec<Allowed> = alternatives
            .iter()
            .map(|alternative| {
                let id = alternative.schema;
                let allowed = known.entry(id);
                allowed
                    .or_insert_with(|| self.allowed(id, property))
                    .clone()
            })
            .collect();
        let mapped: Vec<Vec<&str>> = alternatives
            .iter()
            .map(|alternative| {
                let mapping = discriminator.mapping.iter();
                let mapping =
                    mapping.filter(|(_, id)| self.schemas.resolve(*id) == alternative.named);
                mapping.map(|(value, _)| value.as_str()).collect()
            })
            .collect();
        // The constants of an alternative, if no other alternative has one of them.
        let constants = |index: usize| {
            let Allowed::Only(values) = &allowed[index] else {
                return None;
            };
            let is_own = |value: &String| {
                (0..alternatives.len())
                    .filter(|other| *other != index && !alternatives[*other].is_base)
                    .all(|other| {
                        let only = match &allowed[other] {
                            Allowed::Only(values) => values.contains(value),
                            _ => false,
                        };
                        !only && !mapped[other].contains(&value.as_str())
                    })
            };
            values.iter().all(is_own).then_some(values)
        };
        let mut mapping = Vec::new();
        let mut contradictory = None;
        for (index, alternative) in alternatives.iter().enumerate() {
            let is_possible = |value: &str| match &allowed[index] {
                Allowed::None => false,
                Allowed::Any => true,
                Allowed::Only(values) => values.iter().any(|known| known == value),
            };
            let implicit = alternative.implicit.clone().filter(|_| {
                // With a mapping that leaves it out, the base is only what the others have in common.
                !alternative.is_base || discriminator.mapping.is_empty()
            });
            let mut tags: Vec<String> = mapped[index].iter().map(|tag| (*tag).to_owned()).collect();
            if matches!(allowed[index], Allowed::None) {
                // No member of a value that is no object can select it.
                tags.clear();
            } else if tags.iter().any(|tag| is_possible(tag)) {
                tags.retain(|tag| is_possible(tag));
                // Values that the mapping leaves out select the only alternative that allows them.
                let others = constants(index).into_iter().flatten();
                let others = others.filter(|value| !tags.contains(value));
                tags.extend(others.cloned().collect::<Vec<_>>());
            } else if let Some(constants) = constants(index).filter(|_| !alternative.is_base) {
                contradictory = contradictory.or(tags.first().cloned().map(|tag| (tag, true)));
                tags.clone_from(constants);
            } else if !tags.is_empty() {
                contradictory = Some((tags[0].clone(), false));
            } else if let Some(implicit) = implicit {
                match is_possible(&implicit) {
                    true => tags.push(implicit),
                    false if !alternative.is_base => contradictory = Some((implicit, false)),
                    false => {}
                }
            }
            mapping.extend(tags.into_iter().map(|tag| (tag, alternative.schema)));
        }
        let Some((tag, is_resolved)) = contradictory else {
            return Some(mapping);
        };
        let node = self.nodes.get(id.index()).copied().flatten();
        let node = node.and_then(|node| node.get("discriminator"));
        let at = node.map_or(self.schemas[id].at, |node| node.at);
        let message = format!(
            "the value `{tag}` of the discriminator is none that the schema it selects allows for `{property}`"
        );
        let label = match is_resolved {
            true => "the schema's own values select it",
            false => "the alternatives are told apart by their other members",
        };
        let help = format!("let `{property}` allow `{tag}` there, or correct `mapping`");
        self.diagnostics.push(
            Diagnostic::warning(Code::Contradiction, at, message)
                .label(label)
                .help(help),
        );
        is_resolved.then_some(mapping)
    }

    /// The values that a schema allows for its discriminating member.
    fn allowed(&self, id: SchemaId, property: &str) -> Allowed {
        let constraints = Constraints::of(&self.schemas, &[id]);
        if constraints
            .types
            .is_some_and(|types| !types.contains(Type::Object))
        {
            return Allowed::None;
        }
        let Some(member) = constraints.properties.get(property) else {
            let others: Vec<SchemaId> = constraints.additional.iter().map(|(_, id)| *id).collect();
            let others = Constraints::of(&self.schemas, &others);
            let is_text = others
                .types
                .is_none_or(|types| types.contains(Type::String));
            return match is_text && !others.never {
                true => Allowed::Any,
                false => Allowed::None,
            };
        };
        let values = Constraints::of(&self.schemas, member).values;
        let Some(values) = values.filter(|values| !values.is_empty()) else {
            return Allowed::Any;
        };
        let texts = values.into_iter().map(|value| match value {
            Json::String(text) => Some(text.clone()),
            Json::Number(_) | Json::Bool(_) => Some(value.to_string()),
            _ => None,
        });
        texts
            .collect::<Option<Vec<String>>>()
            .map_or(Allowed::Any, Allowed::Only)
    }
}

/// The values that the discriminating member of an alternative may have.
#[derive(Clone)]
pub(super) enum Allowed {
    /// The alternative is no object.
    None,
    Any,
    Only(Vec<String>),
}
