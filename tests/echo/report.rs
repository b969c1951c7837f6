//! The result of a run: a table of the kinds, and an instance of each difference.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value};

use crate::kinds::Kind;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// The type cannot be read from the instance.
    Unread,
    /// A member is not written.
    Lost,
    /// A member is written that was not read.
    Added,
    /// A value is another.
    Changed,
    /// The validator refuses a valid instance.
    Refused,
    /// The validator accepts an invalid instance.
    Accepted,
}

impl What {
    const ALL: [What; 6] = [
        What::Unread,
        What::Lost,
        What::Added,
        What::Changed,
        What::Refused,
        What::Accepted,
    ];
}

/// An instance that does not come back as it was sent.
#[derive(Clone)]
pub struct Difference {
    pub seed: u64,
    pub kind: Kind,
    /// The name of the component, and those that it consists of.
    pub schema: (String, Map<String, Value>),
    pub instance: Value,
    /// `client` or `server`.
    pub side: &'static str,
    pub what: What,
    pub detail: String,
}

impl Difference {
    /// How much there is to read.
    pub fn length(&self) -> usize {
        Value::from(self.schema.1.clone()).to_string().len() + 2 * self.instance.to_string().len()
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} {:?} ({}), seed {}",
            self.kind, self.what, self.side, self.seed
        )?;
        for (name, schema) in &self.schema.1 {
            writeln!(f, "  {name}: {schema}")?;
        }
        writeln!(f, "  instance of {}: {}", self.schema.0, self.instance)?;
        writeln!(f, "  {}", self.detail)
    }
}

#[derive(Default)]
struct Row {
    schemas: BTreeSet<(u64, usize)>,
    valid: usize,
    invalid: usize,
}

/// The result of a run.
#[derive(Default)]
pub struct Report {
    rows: BTreeMap<Kind, Row>,
    /// Schemas for which there were not enough instances.
    pub replaced: usize,
    pub differences: Vec<Difference>,
    /// The differences that are printed.
    pub shown: Vec<Difference>,
}

impl Report {
    /// Counts an instance of a schema, given by the seed and its index.
    pub fn add(&mut self, kind: Kind, is_valid: bool, schema: (u64, usize)) {
        let row = self.rows.entry(kind).or_default();
        row.schemas.insert(schema);
        match is_valid {
            true => row.valid += 1,
            false => row.invalid += 1,
        }
    }

    /// Chooses the differences that are printed: the shortest of each kind and sort.
    pub fn choose_shortest(&mut self) {
        let mut shortest: BTreeMap<(Kind, What), &Difference> = BTreeMap::new();
        for found in &self.differences {
            let best = shortest.entry((found.kind, found.what)).or_insert(found);
            if found.length() < best.length() {
                *best = found;
            }
        }
        self.shown = shortest.into_values().cloned().collect();
    }

    /// The number of valid instances.
    pub fn instances(&self) -> usize {
        self.rows.values().map(|row| row.valid).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:22}{:>8}{:>8}{:>9} ",
            "kind", "schemas", "valid", "invalid"
        )?;
        for what in What::ALL {
            write!(f, "{:>9}", format!("{what:?}"))?;
        }
        writeln!(f)?;
        for (kind, row) in &self.rows {
            write!(
                f,
                "{kind:22}{:>8}{:>8}{:>9} ",
                row.schemas.len(),
                row.valid,
                row.invalid
            )?;
            for what in What::ALL {
                let found = self.differences.iter();
                let found = found.filter(|it| it.kind == *kind && it.what == what);
                write!(f, "{:>9}", found.count())?;
            }
            writeln!(f)?;
        }
        writeln!(
            f,
            "{} valid instances, {} schemas replaced that had too few\n",
            self.instances(),
            self.replaced
        )?;
        self.shown
            .iter()
            .try_for_each(|found| writeln!(f, "{found}"))
    }
}
