//! Arrays.

use serde_json::{Number, Value};

use super::build::size;
use super::chosen::{self, Chosen};
use super::{SampleOptions, Samples};
use crate::resolve::Count;
use crate::schema::SchemaId;

/// Limit on the items of an array, whatever `minItems` is.
const MAX: usize = 1000;

/// Limit on the size of an array, in values.
const SIZE: usize = 20_000;

impl<'a> Samples<'a> {
    /// An array with the least number of items, or with one if there is an example.
    pub(super) fn list(
        &mut self,
        ids: &[SchemaId],
        constraints: &Chosen<'a>,
        options: SampleOptions,
    ) -> Vec<Value> {
        let most = constraints
            .counts
            .max_items
            .map(Count::size)
            .unwrap_or(usize::MAX)
            .min(MAX);
        let fewest = self.fewest_items(constraints, options);
        let mut items: Vec<Value> = Vec::new();
        let mut total = 0;
        // Items for `contains` follow those with schemas of their own.
        let contained = constraints.contains.iter().flat_map(|contains| {
            let fewest = usize::try_from(contains.fewest).unwrap_or(MAX);
            std::iter::repeat_n(contains.schema, fewest.min(MAX))
        });
        let mut contained: Vec<SchemaId> = contained.collect();
        contained.reverse();
        let rest = constraints.items();
        let free = if rest.is_empty() {
            constraints.prefix_length()
        } else {
            0
        };
        while items.len() < most && total < SIZE {
            let index = items.len();
            let is_prefix = index < constraints.prefix_length();
            let needed = items.len() < fewest
                || !contained.is_empty()
                || (options.full > 0 && items.len() < free);
            if !needed {
                break;
            }
            let mut schemas = constraints.item(index);
            let extra = contained.last().copied();
            schemas.extend(extra);
            let mut found = self.inner(constraints, &schemas, options);
            if extra.is_some() {
                if found.is_valid || !is_prefix {
                    contained.pop();
                } else {
                    schemas.pop();
                    found = self.inner(constraints, &schemas, options);
                }
            }
            let mut value = found.value.clone();
            if constraints.unique_items && items.contains(&value) {
                let Some(other) = self.other(&schemas, &value, &items, options) else {
                    break;
                };
                value = other;
            }
            if schemas.iter().any(|id| ids.contains(id)) && items.len() >= fewest {
                break;
            }
            total += size(&value);
            items.push(value);
        }
        items
    }

    /// `minItems`; at least 1 if there is an example of an item, or if empty arrays are to be avoided.
    fn fewest_items(&self, constraints: &Chosen<'a>, options: SampleOptions) -> usize {
        let fewest = constraints
            .counts
            .min_items
            .map(Count::size)
            .unwrap_or_default();
        let schemas = constraints.items();
        let mut items = schemas.iter();
        let has_examples = options.examples && items.any(|id| self.graph.is_exemplified(*id));
        let needs_item = (has_examples || options.full > 0)
            && !options.least
            && !schemas.is_empty()
            && !self.leads_back(constraints, &schemas);
        fewest.max(usize::from(needs_item))
    }

    /// A valid value that differs from the given ones.
    fn other(
        &mut self,
        schemas: &[SchemaId],
        value: &Value,
        items: &[Value],
        options: SampleOptions,
    ) -> Option<Value> {
        let all = self.definitions.schemas();
        let listed = schemas
            .iter()
            .filter_map(|id| all[all.resolve(*id)].enumeration.as_ref())
            .flatten()
            .cloned();
        let listed: Vec<Value> = listed
            .chain([false.into(), true.into(), Value::Null])
            .collect();
        let step = chosen::choose(all, &self.graph, schemas, &[], options.least);
        let step = step
            .multiples
            .iter()
            .filter_map(|multiple| multiple.as_f64())
            .fold(1.0, f64::max);
        // The first candidates are usually those of the previous items.
        let next = items.len().saturating_sub(1)..=items.len() + 8;
        let distance = move |number: usize, sign: f64| (number as f64 * step * sign) as i64;
        let distances = |sign: f64| (1..=items.len()).map(move |number| distance(number, sign));
        let varied = next
            .map(|number| distance(number, 1.0))
            .chain(distances(1.0))
            .chain(distances(-1.0))
            .filter_map(|distance| vary(value, distance));
        let candidates = varied.chain(listed);
        candidates.take(2 * MAX).find(|candidate| {
            !items.contains(candidate) && self.accepted(schemas, candidate, options)
        })
    }
}

/// A variation of a value by a distance or a number.
pub(super) fn vary(value: &Value, number: i64) -> Option<Value> {
    match value {
        Value::Number(base) => match base.as_i64() {
            Some(base) => Some(base.checked_add(number)?.into()),
            None => Number::from_f64(base.as_f64()? + number as f64).map(Value::Number),
        },
        // The number replaces the last characters, which keeps the length.
        Value::String(text) => {
            let number = number.unsigned_abs().to_string();
            let kept = text.chars().count().checked_sub(number.len());
            let kept: String = text.chars().take(kept.unwrap_or_default()).collect();
            Some(format!("{kept}{number}").into())
        }
        Value::Array(items) => {
            let mut items = items.clone();
            let last = items.last_mut()?;
            *last = vary(last, number)?;
            Some(items.into())
        }
        Value::Object(members) => {
            let mut members = members.clone();
            let (name, other) = members
                .iter()
                .rev()
                .find_map(|(name, value)| Some((name.clone(), vary(value, number)?)))?;
            members.insert(name, other);
            Some(members.into())
        }
        Value::Bool(_) | Value::Null => None,
    }
}
