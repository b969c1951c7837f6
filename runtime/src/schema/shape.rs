//! Queries about schemas that need no value: types and members, with references and combinations resolved.

use super::super::json::Json;
use super::rules::Schema;
use super::types::TypeSet;
use super::{Budget, Schemas};

/// Limit on the nesting of references and combinations that are followed.
const DEPTH: usize = 32;

/// Limit on the schemas that one search visits, because the number of paths may be exponential.
const BUDGET: usize = 10_000;

/// The number of characters of a value that a message prints.
const MAX_PRINTED: usize = 60;

/// The number of values that a message lists.
const MAX_LISTED: usize = 12;

impl Schemas {
    /// Whether the empty string is one of the values of an `enum` that every value must satisfy.
    pub fn lists_empty(&self, schema: &Schema) -> bool {
        self.any_unconditional_schema(schema, &mut |schema| {
            let choices = schema
                .values
                .as_ref()
                .and_then(|values| values.choices.as_ref());
            choices.is_some_and(|choices| choices.strings.iter().any(|text| text.is_empty()))
        })
    }

    /// Whether the predicate holds for a schema that every value must satisfy: this one, the targets of references, and the
    /// schemas of `allOf`.
    pub(super) fn any_unconditional_schema<'a>(
        &'a self,
        schema: &'a Schema,
        predicate: &mut dyn FnMut(&'a Schema) -> bool,
    ) -> bool {
        let mut search = Search {
            schemas: self,
            combined: Combined::All,
            budget: BUDGET,
            followed: Vec::new(),
        };
        let mut query = |schema| predicate(schema).then_some(());
        search.first(schema, &mut query, DEPTH).is_some()
    }

    /// The types of valid values, with references and combinations resolved.
    ///
    /// Without `type`, `properties` implies an object, and `items` an array.
    pub fn types(&self, schema: &Schema) -> TypeSet {
        *schema.known_types.get_or_init(|| {
            let mut budget = BUDGET;
            self.types_within(schema, DEPTH, &mut budget)
        })
    }

    fn types_within(&self, schema: &Schema, depth: usize, budget: &mut usize) -> TypeSet {
        if schema.never {
            return TypeSet::NONE;
        }
        if depth == 0 || *budget == 0 {
            return TypeSet::ALL;
        }
        *budget -= 1;
        let mut types = schema.types.unwrap_or(TypeSet::ALL);
        if let Some(values) = &schema.values {
            types = types
                & values
                    .all()
                    .map(TypeSet::of)
                    .fold(TypeSet::NONE, |all, one| all | one);
        }
        if let Some(schema) = schema.reference.as_ref().and_then(|it| self.target(it)) {
            types = types & self.types_within(schema, depth - 1, budget);
        }
        if let Some(rules) = &schema.combination {
            types = rules.all.iter().fold(types, |types, schema| {
                types & self.types_within(schema, depth - 1, budget)
            });
            for branches in [&rules.any, &rules.one]
                .into_iter()
                .filter(|branches| !branches.is_empty())
            {
                let each = branches
                    .iter()
                    .map(|schema| self.types_within(schema, depth - 1, budget));
                types = types & each.fold(TypeSet::NONE, |all, one| all | one);
            }
        }
        match types {
            TypeSet::ALL
                if schema
                    .object
                    .as_ref()
                    .is_some_and(|rules| !rules.members.is_empty()) =>
            {
                TypeSet::OBJECT
            }
            TypeSet::ALL
                if schema
                    .array
                    .as_ref()
                    .is_some_and(|rules| rules.items.is_some()) =>
            {
                TypeSet::ARRAY
            }
            types => types,
        }
    }

    /// The schema of a member: from `properties`, `patternProperties` or `additionalProperties`, in this order.
    pub(crate) fn member<'a>(
        &'a self,
        schema: &'a Schema,
        name: &str,
        budget: &Budget,
    ) -> Option<&'a Schema> {
        let declared = self.find(schema, budget, &mut |schema| {
            let rules = schema.object.as_ref()?;
            rules.member(name).and_then(|member| member.schema.as_ref())
        });
        declared
            .or_else(|| self.matching(schema, name, budget))
            .or_else(|| self.additional(schema, budget))
    }

    /// The schema of a pattern in `patternProperties` that matches the name. A pattern that cannot be evaluated does not
    /// match: the result only decides how the member is parsed, and validation reports the pattern.
    fn matching<'a>(
        &'a self,
        schema: &'a Schema,
        name: &str,
        budget: &Budget,
    ) -> Option<&'a Schema> {
        self.find(schema, budget, &mut |schema| {
            let mut patterns = schema.object.as_ref()?.patterns.iter();
            let found = patterns
                .find(|(pattern, _)| matches!(pattern.is_match(name, self, budget), Ok(true)));
            found.map(|(_, schema)| schema)
        })
    }

    /// The schema of `additionalProperties`, unless it is `false`.
    pub(crate) fn additional<'a>(
        &'a self,
        schema: &'a Schema,
        budget: &Budget,
    ) -> Option<&'a Schema> {
        self.find(schema, budget, &mut |schema| {
            schema
                .object
                .as_ref()?
                .additional
                .as_ref()
                .filter(|schema| !schema.never)
        })
    }

    /// The schema of the item at an index.
    pub(crate) fn item<'a>(
        &'a self,
        schema: &'a Schema,
        index: usize,
        budget: &Budget,
    ) -> Option<&'a Schema> {
        self.find(schema, budget, &mut |schema| {
            let rules = schema.array.as_ref()?;
            rules.prefix.get(index).or(rules.items.as_ref())
        })
    }

    /// The names in `properties`, including those of referenced and combined schemas.
    pub(crate) fn member_names<'a>(&'a self, schema: &'a Schema, budget: &Budget) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        self.find(schema, budget, &mut |schema| {
            for member in schema.object.iter().flat_map(|rules| &rules.members) {
                if !names.contains(&&*member.name) {
                    names.push(&member.name);
                }
            }
            None::<()>
        });
        names
    }

    /// The first result for the schema, those that it refers to, and those that it combines.
    ///
    /// Each of them takes a step of the request's budget, since there is a search for each name and item of a request. None
    /// when the budget runs out: then the value is refused when it is checked.
    fn find<'a, T>(
        &'a self,
        schema: &'a Schema,
        budget: &Budget,
        query: &mut dyn FnMut(&'a Schema) -> Option<T>,
    ) -> Option<T> {
        if budget.is_exhausted() {
            return None;
        }
        let mut search = Search {
            schemas: self,
            combined: Combined::AllAnyOne,
            budget: BUDGET,
            followed: Vec::new(),
        };
        let found = search.first(schema, query, DEPTH);
        let steps = u64::try_from(BUDGET - search.budget).unwrap_or(u64::MAX);
        budget.spend(steps).ok()?;
        found
    }
}

/// A depth-first search through a schema, and through referenced and combined schemas.
struct Search<'a> {
    schemas: &'a Schemas,
    combined: Combined,
    budget: usize,
    /// The targets of references that are visited.
    followed: Vec<&'a Schema>,
}

impl<'a> Search<'a> {
    fn first<T>(
        &mut self,
        schema: &'a Schema,
        query: &mut dyn FnMut(&'a Schema) -> Option<T>,
        depth: usize,
    ) -> Option<T> {
        if depth == 0 || self.budget == 0 {
            return None;
        }
        self.budget -= 1;
        if let Some(found) = query(schema) {
            return Some(found);
        }
        if let Some(target) = self.unfollowed(schema) {
            let found = self.first(target, query, depth - 1);
            if found.is_some() {
                return found;
            }
        }
        let mut parts = self.combined.parts(schema);
        parts.find_map(|schema| self.first(schema, query, depth - 1))
    }

    /// The target of the schema's reference, unless it is visited.
    fn unfollowed(&mut self, schema: &Schema) -> Option<&'a Schema> {
        let target = self.schemas.target(schema.reference.as_ref()?)?;
        let is_followed = self
            .followed
            .iter()
            .any(|other| std::ptr::eq(*other, target));
        (!is_followed).then(|| {
            self.followed.push(target);
            target
        })
    }
}

/// The combinations that a search follows.
#[derive(Clone, Copy)]
enum Combined {
    /// `allOf`.
    All,
    /// `allOf`, `anyOf` and `oneOf`.
    AllAnyOne,
}

impl Combined {
    fn parts(self, schema: &Schema) -> impl Iterator<Item = &Schema> {
        schema.combination.iter().flat_map(move |rules| {
            let choices = rules
                .any
                .iter()
                .chain(&rules.one)
                .filter(move |_| matches!(self, Self::AllAnyOne));
            rules.all.iter().chain(choices)
        })
    }
}

/// The value as a message prints it, truncated.
pub(super) fn printed(value: Json<'_>) -> String {
    // A character takes one to four bytes.
    let text = value.text_up_to(4 * (MAX_PRINTED + 1));
    match text.char_indices().nth(MAX_PRINTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// The values as a message lists them.
pub(super) fn listed<'t>(mut values: impl Iterator<Item = Json<'t>>) -> String {
    let mut words: Vec<_> = values.by_ref().take(MAX_LISTED).map(printed).collect();
    let more = values.count();
    if more > 0 {
        words.push(format!("one of {more} more"));
    }
    match words.split_last() {
        None => "absent".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}
