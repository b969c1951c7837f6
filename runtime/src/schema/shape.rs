//! What can be told of a schema without holding a value against it.

use serde_json::Value;

use super::rules::{Schema, Values};
use super::types::Types;
use super::Schemas;

/// How far references and combinations are followed.
const DEPTH: usize = 32;

/// How many schemas are looked at in one question, so that entangled references end.
const BUDGET: usize = 10_000;

/// The longest text of a value that a message shows, in characters.
const SHOWN: usize = 60;

/// The most values that a message lists.
const LISTED: usize = 12;

impl Values {
    /// The values that are listed.
    pub(super) fn all(&self) -> impl Iterator<Item = &Value> {
        let choices = self.choices.iter().filter(|_| self.constant.is_none());
        self.constant
            .iter()
            .chain(choices.flat_map(|choices| &choices.listed))
    }
}

impl Schemas {
    /// Whether one of the schemas answers yes that a value has to meet in any case: this one, those that it
    /// refers to, and their `allOf`.
    pub(super) fn any_in_force<'a>(
        &'a self,
        schema: &'a Schema,
        ask: &mut dyn FnMut(&'a Schema) -> bool,
    ) -> bool {
        let mut search = Search {
            schemas: self,
            #[cfg(feature = "combinations")]
            combined: Combined::All,
            budget: BUDGET,
        };
        let mut ask = |schema| ask(schema).then_some(());
        search.first(schema, &mut ask, DEPTH).is_some()
    }

    /// The types that values of the schema can have, seen through references and combinations.
    ///
    /// A schema that has `properties` and no type is taken for an object, one that has `items` for an array.
    pub fn types(&self, schema: &Schema) -> Types {
        let mut budget = BUDGET;
        self.types_within(schema, DEPTH, &mut budget)
    }

    fn types_within(&self, schema: &Schema, depth: usize, budget: &mut usize) -> Types {
        if schema.never {
            return Types::NONE;
        }
        if depth == 0 || *budget == 0 {
            return Types::ALL;
        }
        *budget -= 1;
        let mut types = schema.types.unwrap_or(Types::ALL);
        if let Some(values) = &schema.values {
            types = types
                & values
                    .all()
                    .map(Types::of)
                    .fold(Types::NONE, |all, one| all | one);
        }
        if let Some(schema) = schema.reference.as_ref().and_then(|name| self.get(name)) {
            types = types & self.types_within(schema, depth - 1, budget);
        }
        #[cfg(feature = "combinations")]
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
                types = types & each.fold(Types::NONE, |all, one| all | one);
            }
        }
        match types {
            Types::ALL
                if schema
                    .object
                    .as_ref()
                    .is_some_and(|rules| !rules.members.is_empty()) =>
            {
                Types::OBJECT
            }
            Types::ALL
                if schema
                    .array
                    .as_ref()
                    .is_some_and(|rules| rules.items.is_some()) =>
            {
                Types::ARRAY
            }
            types => types,
        }
    }

    /// The schema of the member of that name, if one stands anywhere in the schema, its references and combinations.
    pub(crate) fn member<'a>(&'a self, schema: &'a Schema, name: &str) -> Option<&'a Schema> {
        let declared = self.find(schema, &mut |schema| {
            let rules = schema.object.as_ref()?;
            rules.member(name).and_then(|member| member.schema.as_ref())
        });
        #[cfg(feature = "patterns")]
        let declared = declared.or_else(|| self.matching(schema, name));
        declared.or_else(|| self.additional(schema))
    }

    /// The schema of a pattern in `patternProperties` that is found in the name.
    #[cfg(feature = "patterns")]
    fn matching<'a>(&'a self, schema: &'a Schema, name: &str) -> Option<&'a Schema> {
        self.find(schema, &mut |schema| {
            let mut patterns = schema.object.as_ref()?.patterns.iter();
            let found = patterns.find(|(pattern, _)| pattern.is_in(name));
            found.map(|(_, schema)| schema)
        })
    }

    /// The schema of the members that `properties` does not name, if the document gives one.
    pub(crate) fn additional<'a>(&'a self, schema: &'a Schema) -> Option<&'a Schema> {
        self.find(schema, &mut |schema| {
            schema
                .object
                .as_ref()?
                .additional
                .as_ref()
                .filter(|schema| !schema.never)
        })
    }

    /// The schema of the item at that position.
    pub(crate) fn item<'a>(&'a self, schema: &'a Schema, index: usize) -> Option<&'a Schema> {
        self.find(schema, &mut |schema| {
            let rules = schema.array.as_ref()?;
            rules.prefix.get(index).or(rules.items.as_ref())
        })
    }

    /// The names in `properties`, wherever they stand.
    pub(crate) fn member_names<'a>(&'a self, schema: &'a Schema) -> Vec<&'a str> {
        let mut names: Vec<&str> = Vec::new();
        self.find(schema, &mut |schema| {
            for member in schema.object.iter().flat_map(|rules| &rules.members) {
                if !names.contains(&&*member.name) {
                    names.push(&member.name);
                }
            }
            None::<()>
        });
        names
    }

    /// The first answer of the schema, of those it refers to, and of those it combines.
    fn find<'a, T>(
        &'a self,
        schema: &'a Schema,
        ask: &mut dyn FnMut(&'a Schema) -> Option<T>,
    ) -> Option<T> {
        let mut search = Search {
            schemas: self,
            #[cfg(feature = "combinations")]
            combined: Combined::AllAnyOne,
            budget: BUDGET,
        };
        search.first(schema, ask, DEPTH)
    }
}

/// A search through a schema, those it refers to, and those it combines.
struct Search<'a> {
    schemas: &'a Schemas,
    #[cfg(feature = "combinations")]
    combined: Combined,
    budget: usize,
}

impl<'a> Search<'a> {
    fn first<T>(
        &mut self,
        schema: &'a Schema,
        ask: &mut dyn FnMut(&'a Schema) -> Option<T>,
        depth: usize,
    ) -> Option<T> {
        if depth == 0 || self.budget == 0 {
            return None;
        }
        self.budget -= 1;
        let name = schema.reference.as_ref();
        let others = name.and_then(|name| self.schemas.get(name)).into_iter();
        #[cfg(feature = "combinations")]
        let others = others.chain(self.combined.parts(schema));
        ask(schema).or_else(|| {
            let mut others = others;
            others.find_map(|schema| self.first(schema, ask, depth - 1))
        })
    }
}

/// Which combinations a search goes into.
#[cfg(feature = "combinations")]
#[derive(Clone, Copy)]
enum Combined {
    /// Those that hold in any case: `allOf`.
    All,
    /// Also those that may hold: `anyOf` and `oneOf`.
    AllAnyOne,
}

#[cfg(feature = "combinations")]
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

/// The value as a message shows it.
pub(super) fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// The values as a message lists them.
pub(super) fn listed(values: &[Value]) -> String {
    let mut words: Vec<_> = values.iter().take(LISTED).map(shown).collect();
    if values.len() > LISTED {
        words.push(format!("one of {} more", values.len() - LISTED));
    }
    match words.split_last() {
        None => "absent".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}
