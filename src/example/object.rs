//! Objects.

use serde_json::{Map, Value, json};

use super::build::{room, size};
use super::facts::Facts;
use super::{Plan, Samples};
use crate::schema::SchemaId;

/// Limit on the members of an object, whatever `minProperties` is.
const MOST: usize = 1000;

/// Limit on the size of an object, in values; further members are left out.
const SIZE: usize = 20_000;

impl<'a> Samples<'a> {
    /// An object with the required members, and with those that have examples if these are requested.
    pub(super) fn object(
        &mut self,
        ids: &[SchemaId],
        facts: &Facts<'a>,
        plan: Plan,
    ) -> Map<String, Value> {
        let mut members = Map::new();
        let mut total = 0;
        let most = facts.count("maxProperties").unwrap_or(usize::MAX);
        let undeclared = facts
            .required
            .iter()
            .chain(facts.tags.keys())
            .filter(|name| !facts.properties.contains_key(*name));
        let names: Vec<&str> = facts.properties.keys().chain(undeclared).copied().collect();
        for name in names {
            let schemas = self.member(facts, name);
            let required = facts.required.contains(name);
            let tag = facts.tags.get(name);
            let wanted =
                required || tag.is_some() || self.is_wanted(facts, &schemas, plan, &members);
            if !wanted
                || self.is_hidden(&schemas, plan)
                || members.contains_key(name)
                || total > SIZE
            {
                continue;
            }
            if let Some(tag) = tag
                .map(|tag| json!(tag))
                .filter(|tag| self.accepted(&schemas, tag, plan))
            {
                members.insert(name.to_owned(), tag);
                continue;
            }
            let found = self.inner(facts, &schemas, plan);
            if required || (found.fits && members.len() < most && found.value != Value::Null) {
                total += found.size;
                members.insert(name.to_owned(), found.value.clone());
            }
        }
        let fewest = facts.count("minProperties").unwrap_or_default().min(MOST);
        if members.len() < fewest {
            self.enlarge(ids, facts, plan, fewest, &mut members);
        }
        members
    }

    /// The schemas of a member.
    pub(crate) fn member(&mut self, facts: &Facts<'a>, name: &str) -> Vec<SchemaId> {
        let mut schemas = facts.properties.get(name).cloned().unwrap_or_default();
        for (pattern, id) in &facts.pattern_properties {
            if self.validator.matches(pattern, name) {
                schemas.push(*id);
            }
        }
        if schemas.is_empty() {
            schemas.extend(facts.additional.iter().map(|(_, id)| *id));
        }
        schemas
    }

    /// Whether to include an optional member.
    fn is_wanted(
        &self,
        facts: &Facts<'a>,
        schemas: &[SchemaId],
        plan: Plan,
        members: &Map<String, Value>,
    ) -> bool {
        let has_examples = plan.examples && schemas.iter().any(|id| self.graph.is_exemplified(*id));
        (has_examples || plan.full > 0)
            && !plan.least
            && room(members)
            && !self.leads_back(facts, schemas)
    }

    /// Whether a member is not part of this direction.
    pub(crate) fn is_hidden(&self, schemas: &[SchemaId], plan: Plan) -> bool {
        let all = self.definitions.schemas();
        schemas
            .iter()
            .flat_map(|id| [*id, all.resolve(*id)])
            .any(|id| match plan.request {
                true => all[id].read_only,
                false => all[id].write_only,
            })
    }

    /// Adds members to satisfy `minProperties`.
    fn enlarge(
        &mut self,
        ids: &[SchemaId],
        facts: &Facts<'a>,
        plan: Plan,
        fewest: usize,
        members: &mut Map<String, Value>,
    ) {
        let mut names: Vec<String> = facts
            .properties
            .keys()
            .map(|name| (*name).to_owned())
            .collect();
        for (pattern, _) in &facts.pattern_properties {
            names.extend(
                super::pattern::texts(pattern, 0)
                    .into_iter()
                    .chain(super::pattern::texts(pattern, 5)),
            );
        }
        if !facts.property_names.is_empty() {
            let named = self.build(&facts.property_names.clone(), plan);
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
            let schemas = self.member(facts, &name);
            let declared = facts.properties.contains_key(name.as_str());
            if members.contains_key(&name)
                || self.is_hidden(&schemas, plan)
                || (declared && self.leads_back(facts, &schemas))
            {
                continue;
            }
            let allowed = facts.property_names.clone();
            if !self.accepted(&allowed, &json!(name), plan)
                || schemas.iter().any(|id| ids.contains(id))
            {
                continue;
            }
            let found = self.inner(facts, &schemas, plan);
            if found.fits {
                members.insert(name, found.value.clone());
            }
        }
    }
}
