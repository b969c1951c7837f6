//! The narrowest bounds of several schemas, with the schemas that they are from.

use serde_json::Number;

use crate::schema::{Assertions, SchemaId};

/// A lower or upper bound of a number.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    pub number: &'a Number,
    /// Whether the bound itself is excluded.
    pub exclusive: bool,
    pub from: SchemaId,
}

impl<'a> Bound<'a> {
    /// The bound as the nearest float.
    pub fn float(&self) -> f64 {
        self.number.as_f64().unwrap_or_default()
    }

    /// The higher of two bounds; of equal ones an exclusive one.
    pub(super) fn highest(one: Option<Bound<'a>>, other: Option<Bound<'a>>) -> Option<Bound<'a>> {
        narrower(one, other, |one, other| other > one)
    }

    /// The lower of two bounds; of equal ones an exclusive one.
    pub(super) fn lowest(one: Option<Bound<'a>>, other: Option<Bound<'a>>) -> Option<Bound<'a>> {
        narrower(one, other, |one, other| other < one)
    }
}

fn narrower<'a>(
    one: Option<Bound<'a>>,
    other: Option<Bound<'a>>,
    is_narrower: impl Fn(f64, f64) -> bool,
) -> Option<Bound<'a>> {
    let (Some(known), Some(new)) = (one, other) else {
        return one.or(other);
    };
    let (from, to) = (known.float(), new.float());
    // Of equal ones the later, which belongs to the schema that includes the other.
    let replaces = is_narrower(from, to) || from == to && new.exclusive >= known.exclusive;
    Some(if replaces { new } else { known })
}

/// A limit on a length or a number of items or members.
#[derive(Clone, Copy, Debug)]
pub struct Count {
    pub number: u64,
    pub from: SchemaId,
}

impl Count {
    /// The number as a size in memory.
    pub fn size(self) -> usize {
        usize::try_from(self.number).unwrap_or(usize::MAX)
    }
}

/// The narrowest limits on lengths and numbers of items and members.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub min_length: Option<Count>,
    pub max_length: Option<Count>,
    pub min_items: Option<Count>,
    pub max_items: Option<Count>,
    pub min_properties: Option<Count>,
    pub max_properties: Option<Count>,
}

impl Counts {
    pub(super) fn merge(&mut self, assertions: &Assertions, from: SchemaId) {
        raise(&mut self.min_length, assertions.min_length, from);
        lower(&mut self.max_length, assertions.max_length, from);
        raise(&mut self.min_items, assertions.min_items, from);
        lower(&mut self.max_items, assertions.max_items, from);
        raise(&mut self.min_properties, assertions.min_properties, from);
        lower(&mut self.max_properties, assertions.max_properties, from);
    }
}

fn raise(known: &mut Option<Count>, number: Option<u64>, from: SchemaId) {
    let new = number.filter(|number| known.is_none_or(|known| *number >= known.number));
    *known = new.map(|number| Count { number, from }).or(*known);
}

fn lower(known: &mut Option<Count>, number: Option<u64>, from: SchemaId) {
    let new = number.filter(|number| known.is_none_or(|known| *number <= known.number));
    *known = new.map(|number| Count { number, from }).or(*known);
}
