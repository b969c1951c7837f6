//! Samples: valid values of schemas, which are examples of the document or else small values.

mod build;
mod chosen;
mod graph;
mod list;
mod mock;
mod multipart;
mod number;
mod object;
pub(crate) mod pattern;
mod responses;
#[cfg(feature = "mock")]
mod sent;
mod text;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use serde_json::Value;
pub use specfirst_runtime::schema::Direction;
use specfirst_runtime::xml::Shapes;

pub(crate) use chosen::Chosen;
pub use responses::MockResponses;

use crate::api::TextShapes;
use crate::schema::SchemaId;
#[cfg(feature = "mock")]
use crate::schema::Type;
use crate::validator::{Definitions, Validator};
use graph::SchemaGraph;

/// Limit on the steps of one validation; the largest examples need less.
const STEPS: u64 = 1_000_000;

/// Limit on the choices between alternatives that are not the first ones.
#[cfg(feature = "mock")]
const MAX_CHOICES: usize = 20;

/// A value for a schema.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    pub value: Value,
    /// Whether the value is valid; otherwise it is the closest one found.
    pub fits: bool,
}

/// Finds samples and caches them. The result for a schema does not depend on earlier ones.
pub struct Samples<'a> {
    definitions: &'a Definitions<'a>,
    graph: SchemaGraph<'a>,
    validator: Validator<'a>,
    found: HashMap<(Vec<SchemaId>, SampleOptions), Rc<BuiltSample>>,
    /// The values under construction, where recursion ends.
    open: HashSet<(Vec<SchemaId>, SampleOptions)>,
    /// The work done for the requested value.
    work: usize,
    /// Schemas whose validation exceeded its budget, for which no value is accepted.
    over_budget: HashSet<SchemaId>,
    /// The shapes of schemas in XML.
    xml: Shapes,
    /// The shapes of forms.
    shapes: Option<&'a TextShapes>,
}

/// What value to build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct SampleOptions {
    /// Whether the value is part of a request.
    request: bool,
    /// Whether examples of the document are used, with the members that lead to them.
    examples: bool,
    /// Whether the alternative with the least value is chosen everywhere.
    least: bool,
    /// The number of levels with all known members and without empty arrays.
    full: u8,
}

/// A value, and how it was built.
#[derive(Debug)]
struct BuiltSample {
    value: Value,
    /// The number of values that it consists of.
    size: usize,
    is_valid: bool,
    /// The choices that were made between alternatives.
    choices: Vec<usize>,
}

impl BuiltSample {
    fn valid(value: Value, choices: Vec<usize>) -> BuiltSample {
        BuiltSample {
            size: build::size(&value),
            value,
            is_valid: true,
            choices,
        }
    }
}

impl SampleOptions {
    /// A value with the examples of the document.
    pub(crate) fn with_examples(direction: Direction) -> SampleOptions {
        SampleOptions {
            request: direction == Direction::Request,
            examples: true,
            least: false,
            full: 0,
        }
    }

    /// A value with required members only.
    pub(crate) fn bare(direction: Direction) -> SampleOptions {
        SampleOptions {
            examples: false,
            ..SampleOptions::with_examples(direction)
        }
    }

    fn least(self) -> SampleOptions {
        SampleOptions {
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
            graph: SchemaGraph::new(definitions.schemas()),
            validator: Validator::new(definitions, named),
            found: HashMap::new(),
            open: HashSet::new(),
            work: 0,
            over_budget: HashSet::new(),
            xml: Shapes::from_text(String::new()),
            shapes: None,
        }
    }

    /// Sets the shapes of schemas in XML.
    #[must_use]
    pub fn with_xml(mut self, lines: String) -> Samples<'a> {
        self.xml = Shapes::from_text(lines);
        self
    }

    /// Sets the shapes of forms.
    #[must_use]
    pub fn with_shapes(mut self, shapes: &'a TextShapes) -> Samples<'a> {
        self.shapes = Some(shapes);
        self
    }

    /// The example of a schema if it is valid, or else a small valid value.
    pub fn sample(&mut self, id: SchemaId, direction: Direction) -> Sample {
        let found = self.build(&[id], SampleOptions::with_examples(direction));
        Sample {
            value: found.value.clone(),
            fits: found.is_valid,
        }
    }

    /// Whether a value is valid against a schema.
    pub fn accepts(&mut self, id: SchemaId, value: &Value, direction: Direction) -> bool {
        if self.over_budget.contains(&id) {
            return false;
        }
        // If validation exceeds the limit for one schema, it usually does for those around it.
        let steps = STEPS >> self.over_budget.len().min(8);
        let accepted = self.validator.accepts_within(steps, id, value, direction);
        if accepted
            .as_ref()
            .is_err_and(|undecided| matches!(undecided.code, "budget" | "depth"))
        {
            self.over_budget.insert(id);
        }
        accepted == Ok(true)
    }

    /// The example of schemas that apply to one value, if it is valid, or else a small valid value.
    #[cfg(feature = "mock")]
    pub(crate) fn sample_of(&mut self, ids: &[SchemaId], direction: Direction) -> Option<Value> {
        let found = self.build(ids, SampleOptions::with_examples(direction));
        found.is_valid.then(|| found.value.clone())
    }

    /// The constraints on a value. `pick` chooses one of so many alternatives, at each point where there are several.
    #[cfg(feature = "mock")]
    pub(crate) fn chosen(
        &self,
        ids: &[SchemaId],
        mut pick: impl FnMut(usize) -> usize,
    ) -> Chosen<'a> {
        let schemas = self.definitions.schemas();
        let mut choices = Vec::new();
        loop {
            let chosen = chosen::choose(schemas, &self.graph, ids, &choices, false);
            match chosen.alternatives.get(choices.len()) {
                // A choice may bring further ones.
                Some(alternatives) if choices.len() < MAX_CHOICES => {
                    choices.push(pick(*alternatives));
                }
                _ => return chosen,
            }
        }
    }

    /// Whether a member of responses is not sent, since it is for requests only.
    #[cfg(feature = "mock")]
    pub(crate) fn is_hidden_in_responses(&self, schemas: &[SchemaId]) -> bool {
        self.is_hidden(schemas, SampleOptions::bare(Direction::Response))
    }

    /// The name of the component that describes a value, or of the last one that does.
    #[cfg(feature = "mock")]
    pub(crate) fn name(&self, constraints: &Chosen) -> Option<&'a str> {
        let schemas = self.definitions.schemas();
        let mut parts = constraints.parts.iter().rev();
        parts.find_map(|part| schemas[*part].name.as_deref())
    }

    /// Whether a pattern matches in a text.
    #[cfg(feature = "mock")]
    pub(crate) fn matches(&mut self, pattern: &str, text: &str) -> bool {
        self.validator.matches(pattern, text)
    }

    /// The types of a value to try in order.
    #[cfg(feature = "mock")]
    pub(crate) fn types(constraints: &Chosen) -> Vec<Type> {
        build::kinds(constraints, SampleOptions::bare(Direction::Response))
    }

    pub(crate) fn accepted(
        &mut self,
        ids: &[SchemaId],
        value: &Value,
        options: SampleOptions,
    ) -> bool {
        ids.iter()
            .all(|id| self.accepts(*id, value, options.direction()))
    }

    /// A value with required members only, and the merged constraints for it.
    pub(crate) fn bare(&mut self, ids: &[SchemaId]) -> (Sample, Chosen<'a>) {
        let options = SampleOptions::bare(Direction::Response);
        let found = self.build(ids, options);
        let constraints = chosen::choose(
            self.definitions.schemas(),
            &self.graph,
            ids,
            &found.choices,
            false,
        );
        (
            Sample {
                value: found.value.clone(),
                fits: found.is_valid,
            },
            constraints,
        )
    }
}
