//! A value of a schema, made from a seed.

use fake::rand::rngs::Xoshiro256PlusPlus;
use fake::rand::{RngExt, SeedableRng};
use serde_json::{Map, Number, Value};

use super::realistic;
use crate::example::{Chosen, Direction, Samples};
use crate::resolve::Count;
use crate::schema::{SchemaId, Type};

/// How often a value is tried, with other choices, until it is valid.
const TRIES: usize = 5;

/// The tries after which optional members are left out.
const FULL_TRIES: usize = 3;

/// Limit on the depth of values; below it are the document's examples.
const DEPTH: usize = 12;

/// Limit on the number of values that are tried for one body.
const WORK: usize = 5_000;

/// Limit on the items that `minItems` asks for.
const ITEMS: usize = 100;

/// The generator of one body.
pub(super) struct Generated<'s, 'a> {
    samples: &'s mut Samples<'a>,
    random: Xoshiro256PlusPlus,
    work: usize,
}

impl<'s, 'a> Generated<'s, 'a> {
    pub fn new(samples: &'s mut Samples<'a>, seed: u64) -> Self {
        Self {
            samples,
            random: Xoshiro256PlusPlus::seed_from_u64(seed),
            work: 0,
        }
    }

    /// The body of a response, which is valid; none if no valid one was found.
    pub fn body(mut self, schema: SchemaId) -> Option<Value> {
        self.value("", &[schema], DEPTH)
    }

    /// A value that satisfies schemas, or else the document's example of them.
    fn value(&mut self, name: &str, ids: &[SchemaId], depth: usize) -> Option<Value> {
        for attempt in 0..TRIES {
            self.work += 1;
            if depth == 0 || self.work > WORK {
                break;
            }
            let random = &mut self.random;
            let chosen = self.samples.chosen(ids, |alternatives| {
                random.random_range(0..alternatives.max(1))
            });
            let Some(value) = self.candidate(name, &chosen, depth - 1, attempt) else {
                continue;
            };
            // Null is a value of nullable members, but rarely a useful example.
            let is_wanted = !value.is_null() || attempt + 1 == TRIES;
            if is_wanted && self.is_valid(ids, &value) {
                return Some(value);
            }
        }
        self.samples.sample_of(ids, Direction::Response)
    }

    fn is_valid(&mut self, ids: &[SchemaId], value: &Value) -> bool {
        let mut ids = ids.iter();
        ids.all(|id| self.samples.accepts(*id, value, Direction::Response))
    }

    fn candidate(
        &mut self,
        name: &str,
        chosen: &Chosen<'a>,
        depth: usize,
        attempt: usize,
    ) -> Option<Value> {
        if let Some(values) = &chosen.values {
            return self.pick(values).map(|value| (*value).clone());
        }
        match self.kind(chosen)? {
            Type::Null => Some(Value::Null),
            Type::Boolean => Some(self.random.random_bool(0.5).into()),
            Type::Integer => self.integer(name, chosen).map(Value::from),
            Type::Number => self.number(name, chosen),
            Type::String => self.text(name, chosen).map(Value::String),
            Type::Array => self.list(name, chosen, depth),
            Type::Object => Some(self.object(name, chosen, depth, attempt).into()),
        }
    }

    fn pick<'v, T>(&mut self, values: &'v [T]) -> Option<&'v T> {
        match values.len() {
            0 => None,
            length => values.get(self.random.random_range(0..length)),
        }
    }

    /// One of the types, or the likeliest one where the schemas do not say.
    fn kind(&mut self, chosen: &Chosen<'a>) -> Option<Type> {
        let kinds = Samples::types(chosen);
        if chosen.types.is_none() {
            return kinds.first().copied();
        }
        let concrete: Vec<Type> = kinds
            .iter()
            .copied()
            .filter(|kind| *kind != Type::Null)
            .collect();
        match concrete.is_empty() {
            true => kinds.first().copied(),
            false => self.pick(&concrete).copied(),
        }
    }

    /// A number between the bounds, near those that are usual for the name.
    fn between(&mut self, name: &str, chosen: &Chosen<'a>, step: f64) -> f64 {
        let lowest = chosen.minimum.as_ref().map(|bound| {
            let number = bound.float();
            if bound.exclusive {
                number + step
            } else {
                number
            }
        });
        let highest = chosen.maximum.as_ref().map(|bound| {
            let number = bound.float();
            if bound.exclusive {
                number - step
            } else {
                number
            }
        });
        let (usual_lowest, usual_highest) = realistic::range(name);
        let width = usual_highest - usual_lowest;
        let (from, to) = match (lowest, highest) {
            (None, None) => (usual_lowest, usual_highest),
            (Some(lowest), None) => {
                let from = lowest.max(usual_lowest);
                (from, usual_highest.max(from + width))
            }
            (None, Some(highest)) => {
                let to = highest.min(usual_highest);
                (usual_lowest.min(to - width), to)
            }
            (Some(lowest), Some(highest)) => {
                let (from, to) = (lowest.max(usual_lowest), highest.min(usual_highest));
                if from <= to {
                    (from, to)
                } else {
                    (lowest, highest)
                }
            }
        };
        from + (to - from) * self.random.random_range(0.0..=1.0)
    }

    fn integer(&mut self, name: &str, chosen: &Chosen<'a>) -> Option<i64> {
        let number = self.between(name, chosen, 1.0);
        let number = match chosen.multiples.first().and_then(|it| it.as_f64()) {
            Some(multiple) if multiple > 0.0 => (number / multiple).round() * multiple,
            _ => number.round(),
        };
        // A cast saturates; the result is validated.
        number.is_finite().then_some(number as i64)
    }

    fn number(&mut self, name: &str, chosen: &Chosen<'a>) -> Option<Value> {
        let number = self.between(name, chosen, 0.01);
        let number = match chosen.multiples.first().and_then(|it| it.as_f64()) {
            Some(multiple) if multiple > 0.0 => (number / multiple).round() * multiple,
            _ => (number * 100.0).round() / 100.0,
        };
        Number::from_f64(number).map(Value::Number)
    }

    fn text(&mut self, name: &str, chosen: &Chosen<'a>) -> Option<String> {
        // JSON in a string is left to the examples, and so is what has to match several patterns.
        if !chosen.contents.is_empty() || chosen.patterns.len() > 1 {
            return None;
        }
        let length = |count: Option<Count>| count.map(Count::size);
        let shortest = length(chosen.counts.min_length).unwrap_or_default();
        if let Some(pattern) = chosen.patterns.first() {
            let texts = crate::example::pattern::texts(pattern, shortest);
            let realistic = realistic::text(name, &mut self.random);
            let is_match = self.samples.matches(pattern, &realistic);
            return match is_match {
                true => Some(realistic),
                false => self.pick(&texts).cloned(),
            };
        }
        let formats = chosen.formats.iter();
        let mut formatted =
            formats.filter_map(|format| realistic::of_format(format, &mut self.random));
        if let Some(text) = formatted.next() {
            return Some(text);
        }
        if chosen.base64 {
            return Some("c2FtcGxl".to_owned());
        }
        let mut text = realistic::text(name, &mut self.random);
        for _ in 0..1_000 {
            if text.chars().count() >= shortest {
                break;
            }
            text = format!("{text} {}", realistic::word(&mut self.random));
        }
        match length(chosen.counts.max_length) {
            Some(longest) if text.chars().count() > longest => {
                let cut: String = text.chars().take(longest).collect();
                // Not with a space at its end, unless it is too short without.
                let trimmed = cut.trim_end();
                match trimmed.chars().count() >= shortest {
                    true => Some(trimmed.to_owned()),
                    false => Some(cut),
                }
            }
            _ => Some(text),
        }
    }

    fn list(&mut self, name: &str, chosen: &Chosen<'a>, depth: usize) -> Option<Value> {
        let counts = &chosen.counts;
        let fewest = counts.min_items.map(Count::size).unwrap_or_default();
        let most = counts.max_items.map(Count::size).unwrap_or(usize::MAX);
        if fewest > ITEMS {
            return None;
        }
        let usual = self.random.random_range(1..=3_usize);
        let is_recursive = (0..=chosen.prefix_length())
            .any(|index| self.samples.leads_back(chosen, &chosen.item(index)));
        let length = match is_recursive {
            true => fewest,
            false => usual.max(chosen.prefix_length()).max(fewest).min(most),
        };
        let singular = realistic::singular(name);
        let mut items = Vec::new();
        for index in 0..length {
            let item = self.value(&singular, &chosen.item(index), depth);
            match item {
                Some(item) if chosen.unique_items && items.contains(&item) => {}
                Some(item) => items.push(item),
                None => break,
            }
        }
        Some(items.into())
    }

    /// An object with the required members and most of the others.
    fn object(
        &mut self,
        owner: &str,
        chosen: &Chosen<'a>,
        depth: usize,
        attempt: usize,
    ) -> Map<String, Value> {
        // The name of the schema says more than that of the member, if it has one.
        let owner = self.samples.name(chosen).unwrap_or(owner).to_owned();
        let most = chosen.counts.max_properties.map(Count::size);
        let most = most.unwrap_or(usize::MAX);
        let undeclared = chosen.required.iter().chain(chosen.tags.keys());
        let undeclared = undeclared.filter(|name| !chosen.properties.contains_key(*name));
        let names: Vec<&str> = chosen
            .properties
            .keys()
            .chain(undeclared)
            .copied()
            .collect();
        let mut members = Map::new();
        for name in &names {
            let ids = self.samples.member(chosen, name);
            let tag = chosen.tags.get(name);
            let is_needed = chosen.required.contains(name) || tag.is_some();
            let is_left_out = || members.len() >= most || attempt >= FULL_TRIES;
            if members.contains_key(*name)
                || self.samples.is_hidden_in_responses(&ids)
                || !is_needed && (is_left_out() || self.samples.leads_back(chosen, &ids))
            {
                continue;
            }
            if !is_needed && self.random.random_bool(0.1) {
                continue;
            }
            let value = match tag {
                Some(tag) => Some(Value::from(*tag)),
                None => self.value(&realistic::full_name(&owner, name), &ids, depth),
            };
            members.extend(value.map(|value| ((*name).to_owned(), value)));
        }
        let fewest = chosen.counts.min_properties.map(Count::size);
        let fewest = fewest.unwrap_or_default().min(ITEMS);
        let wanted = if names.is_empty() {
            fewest.max(2)
        } else {
            fewest
        };
        let others = chosen.additional.last().map(|(_, id)| *id);
        for _ in 0..2 * wanted {
            let Some(id) = others.filter(|_| members.len() < wanted.min(most)) else {
                break;
            };
            let name = realistic::word(&mut self.random);
            if let Some(value) = self.value(&name, &[id], depth) {
                members.insert(name, value);
            }
        }
        members
    }
}
