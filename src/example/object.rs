//! Objects.

use serde_json::{Map, Value, json};

use super::build::{has_room, size};
use super::chosen::Chosen;
use super::{SampleOptions, Samples};
use crate::resolve::Count;
use crate::schema::SchemaId;

/// Limit on the members of an object, whatever `minProperties` is.
const MAX: usize = 1000;

/// Limit on the size of an object, in values; further members are left out.
const SIZE: usize = 20_000;

impl<'a> Samples<'a> {
    /// An object with the required members, and with those that have examples if these are requested.
    pub(super) fn object(
        &mut self,
        ids: &[SchemaId],
        constraints: &Chosen<'a>,
        options: SampleOptions,
    ) -> Map<String, Value> {
        let mut members = Map::new();
        let mut total = 0;
        let most = constraints
            .counts
            .max_properties
            .map(Count::size)
            .unwrap_or(usize::MAX);
        let undeclared = constraints
            .required
            .iter()
            .chain(constraints.tags.keys())
            .filter(|name| !constraints.properties.contains_key(*name));
        let names: Vec<&str> = constraints
            .properties
            .keys()
            .chain(undeclared)
            .copied()
            .collect();
        for name in names {
            let schemas = self.member(constraints, name);
            let required = constraints.required.contains(name);
            let tag = constraints.tags.get(name);
            let wanted = required
                || tag.is_some()
                || self.is_wanted(constraints, &schemas, options, &members);
            if !wanted
                || self.is_hidden(&schemas, options)
                || members.contains_key(name)
                || total > SIZE
            {
                continue;
            }
            if let Some(tag) = tag
                .map(|tag| json!(tag))
                .filter(|tag| self.accepted(&schemas, tag, options))
            {
                members.insert(name.to_owned(), tag);
                continue;
            }
            let found = self.inner(constraints, &schemas, options);
            if required || (found.is_valid && members.len() < most && found.value != Value::Null) {
                total += found.size;
                members.insert(name.to_owned(), found.value.clone());
            }
        }
        let fewest = constraints
            .counts
            .min_properties
            .map(Count::size)
            .unwrap_or_default()
            .min(MAX);
        if members.len() < fewest {
            self.enlarge(ids, constraints, options, fewest, &mut members);
        }
        members
    }

    /// The schemas of a member.
    pub(crate) fn member(&mut self, constraints: &Chosen<'a>, name: &str) -> Vec<SchemaId> {
        let mut schemas = constraints
            .properties
            .get(name)
            .cloned()
            .unwrap_or_default();
        for (pattern, id) in &constraints.pattern_properties {
            if self.validator.matches(pattern, name) {
                schemas.push(*id);
            }
        }
        if schemas.is_empty() {
            let others = constraints
                .additional
                .iter()
                .chain(&constraints.unevaluated);
            schemas.extend(others.map(|(_, id)| *id));
        }
        schemas
    }

    /// Whether to include an optional member.
    fn is_wanted(
        &self,
        constraints: &Chosen<'a>,
        schemas: &[SchemaId],
        options: SampleOptions,
        members: &Map<String, Value>,
    ) -> bool {
        let has_examples =
            options.examples && schemas.iter().any(|id| self.graph.is_exemplified(*id));
        (has_examples || options.full > 0)
            && !options.least
            && has_room(members)
            && !self.leads_back(constraints, schemas)
    }

    /// Whether a member is not part of this direction.
    pub(crate) fn is_hidden(&self, schemas: &[SchemaId], options: SampleOptions) -> bool {
        let all = self.definitions.schemas();
        schemas
            .iter()
            .flat_map(|id| [*id, all.resolve(*id)])
            .any(|id| match options.request {
                true => all[id].read_only,
                false => all[id].write_only,
            })
    }

    /// Adds members to satisfy `minProperties`.
    fn enlarge(
        &mut self,
        ids: &[SchemaId],
        constraints: &Chosen<'a>,
        options: SampleOptions,
        fewest: usize,
        members: &mut Map<String, Value>,
    ) {
        let mut names: Vec<String> = constraints
            .properties
            .keys()
            .map(|name| (*name).to_owned())
            .collect();
        for (pattern, _) in &constraints.pattern_properties {
            names.extend(
                super::pattern::texts(pattern, 0)
                    .into_iter()
                    .chain(super::pattern::texts(pattern, 5)),
            );
        }
        if !constraints.property_names.is_empty() {
            let named = self.build(&constraints.property_names.clone(), options);
            names.extend(named.value.as_str().map(str::to_owned));
            let more =
                (1..=fewest as i64).filter_map(|number| super::list::vary(&named.value, number));
            names.extend(more.filter_map(|name| name.as_str().map(str::to_owned)));
        }
        names.extend((1..=fewest).map(|number| format!("name{number}")));
        for name in names {
            if members.len() >= fewest || members.values().map(size).sum::<usize>() > SIZE {
                break;
            }
            let schemas = self.member(constraints, &name);
            let declared = constraints.properties.contains_key(name.as_str());
            if members.contains_key(&name)
                || self.is_hidden(&schemas, options)
                || (declared && self.leads_back(constraints, &schemas))
            {
                continue;
            }
            let allowed = constraints.property_names.clone();
            if !self.accepted(&allowed, &json!(name), options)
                || schemas.iter().any(|id| ids.contains(id))
            {
                continue;
            }
            let found = self.inner(constraints, &schemas, options);
            if found.is_valid {
                members.insert(name, found.value.clone());
            }
        }
    }
}
