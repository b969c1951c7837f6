//! Values that satisfy schemas: the document's own examples, or the least that will do.

mod build;
mod facts;
mod list;
mod mock;
mod number;
mod object;
mod pattern;
mod reach;
mod text;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;
pub use specfirst_support::schema::Direction;

pub(crate) use facts::Facts;

use crate::schema::SchemaId;
use crate::validator::{Definitions, Validator};
use reach::Reach;

/// How many steps a check may take: more than the largest examples need.
const STEPS: u64 = 1_000_000;

/// A value for a schema.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    pub value: Value,
    /// Whether the value satisfies the schema; if not, it is the nearest that was found.
    pub fits: bool,
}

/// Finds samples, and remembers them. The same schema always gets the same sample, whatever was asked before.
pub struct Samples<'a> {
    definitions: &'a Definitions<'a>,
    reach: Reach,
    validator: Validator<'a>,
    found: HashMap<(Vec<SchemaId>, Plan), Rc<Found>>,
    /// What is being built, so that nothing is built inside itself.
    open: HashSet<(Vec<SchemaId>, Plan)>,
    /// How much was tried for the value that is asked for.
    work: usize,
    /// Schemas that a value can't be held against in reasonable time: nothing is known to satisfy them.
    entangled: HashSet<SchemaId>,
}

/// What kind of value is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Plan {
    /// Whether the value comes in a request.
    request: bool,
    /// Whether the document's examples count, and what they are in is filled in.
    examples: bool,
    /// Whether the way that ends soonest is taken everywhere.
    least: bool,
    /// For how many levels all known members are to be there, and lists not empty.
    full: u8,
}

/// A sample, with what it took.
#[derive(Debug)]
struct Found {
    value: Value,
    /// How many values it consists of.
    size: usize,
    fits: bool,
    /// Which ways were taken where there were several.
    picks: Vec<usize>,
}

impl Plan {
    /// A value that shows what the document's author had in mind.
    pub(crate) fn shown(direction: Direction) -> Plan {
        Plan {
            request: direction == Direction::Request,
            examples: true,
            least: false,
            full: 0,
        }
    }

    /// A value with what is required and no more.
    pub(crate) fn bare(direction: Direction) -> Plan {
        Plan {
            examples: false,
            ..Plan::shown(direction)
        }
    }

    fn least(self) -> Plan {
        Plan {
            least: true,
            full: 0,
            ..self
        }
    }

    pub(crate) fn direction(self) -> Direction {
        if self.request {
            Direction::Request
        } else {
            Direction::Response
        }
    }
}

impl<'a> Samples<'a> {
    pub fn new(definitions: &'a Definitions<'a>) -> Samples<'a> {
        let named = definitions.schemas().ids();
        let named = named.filter(|id| definitions.name(*id).is_some());
        Samples {
            definitions,
            reach: Reach::new(definitions.schemas()),
            validator: Validator::new(definitions, named),
            found: HashMap::new(),
            open: HashSet::new(),
            work: 0,
            entangled: HashSet::new(),
        }
    }

    /// The document's example of a schema where it satisfies the schema, else a small value that does.
    pub fn sample(&mut self, id: SchemaId, direction: Direction) -> Sample {
        let found = self.build(&[id], Plan::shown(direction));
        Sample {
            value: found.value.clone(),
            fits: found.fits,
        }
    }

    /// Whether a value satisfies a schema.
    pub fn accepts(&mut self, id: SchemaId, value: &Value, direction: Direction) -> bool {
        if self.entangled.contains(&id) {
            return false;
        }
        // Where one schema is entangled, those around it mostly are, and each would cost its time.
        let steps = STEPS >> self.entangled.len().min(8);
        let accepted = self.validator.accepts_within(steps, id, value, direction);
        if accepted
            .as_ref()
            .is_err_and(|undecided| matches!(undecided.code, "budget" | "depth"))
        {
            self.entangled.insert(id);
        }
        accepted == Ok(true)
    }

    pub(crate) fn accepted(&mut self, ids: &[SchemaId], value: &Value, plan: Plan) -> bool {
        ids.iter()
            .all(|id| self.accepts(*id, value, plan.direction()))
    }

    /// The value with what is required and no more, and what was put together for it.
    pub(crate) fn bare(&mut self, ids: &[SchemaId]) -> (Sample, Facts<'a>) {
        let plan = Plan::bare(Direction::Response);
        let found = self.build(ids, plan);
        let facts = facts::gather(
            self.definitions.schemas(),
            &self.reach,
            ids,
            &found.picks,
            false,
        );
        (
            Sample {
                value: found.value.clone(),
                fits: found.fits,
            },
            facts,
        )
    }
}
