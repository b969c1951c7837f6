//! Evaluates schemas.

mod any;
mod arrays;
mod messages;
mod objects;
mod scalars;
mod unevaluated;

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::check::Dialect;
use super::{Cache, Mode, Violation, formats};
use crate::lint::document::{Step, View};
use crate::lint::pattern::{NoPattern, Pattern};
use crate::source::{Node, Object, Value};

/// The deepest nesting of schemas that is followed.
const DEPTH: usize = 300;

/// Evaluates a schema that was checked.
pub(super) fn evaluate<'a>(
    cache: &Cache,
    schemas: View<'_, 'a>,
    values: View<'_, 'a>,
    schema: &'a Node,
    value: &'a Node,
    mode: Mode,
) -> Vec<Violation<'a>> {
    let mut evaluation = Evaluation {
        cache,
        schemas,
        values,
        root: schemas.get(schema),
        mode,
        relaxed: true,
        is_alternative: false,
        depth: 0,
        path: Vec::new(),
        found: Vec::new(),
        known: HashMap::new(),
        valid: HashSet::new(),
        invalid: HashMap::new(),
        is_undecided: Cell::new(false),
    };
    evaluation.schema(schema, value);
    match evaluation.is_undecided.get() {
        true => Vec::new(),
        false => evaluation.found,
    }
}

/// The number of schemas from which on it is noted what a schema that contains them says about a value.
const NOTED: u64 = 32;

/// What a violation counts, in evaluated schemas: so many are kept only.
const VIOLATION: u64 = 100;

/// A schema and a value, and whether members may be missing.
type Pair = (*const Node, *const Node, bool);

/// A pair, whether all violations are looked for, and whether this is an alternative.
type Question = (Pair, bool, bool);

struct Evaluation<'c, 'v, 'a> {
    cache: &'c Cache,
    schemas: View<'v, 'a>,
    values: View<'v, 'a>,
    /// The root of the schema, for references in it.
    root: &'a Node,
    mode: Mode,
    /// Whether required members may be missing: not inside of `not`.
    relaxed: bool,
    /// Whether this is an alternative of `anyOf` or `oneOf`, all of whose violations are kept.
    is_alternative: bool,
    depth: usize,
    path: Vec<Step<'a>>,
    found: Vec<Violation<'a>>,
    /// Whether a schema holds for a value, where that was asked before.
    known: HashMap<(*const Node, *const Node), bool>,
    /// The schemas that hold for a value, where finding that out took long; by whether members may be missing.
    valid: HashSet<Pair>,
    /// The violations of schemas that took long to evaluate and do not hold, with paths from the value.
    invalid: HashMap<Question, Rc<[Violation<'a>]>>,
    /// Whether something could not be decided within the limits: then there is nothing to say.
    is_undecided: Cell<bool>,
}

/// The keywords about one type, in the order in which they are evaluated. Those without a type precede the ones about
/// arrays and objects.
const GROUPS: [(Option<&str>, &[&str]); 5] = [
    (
        Some("number"),
        &[
            "maximum",
            "minimum",
            "exclusiveMaximum",
            "exclusiveMinimum",
            "multipleOf",
            "format",
        ],
    ),
    (
        Some("string"),
        &["maxLength", "minLength", "pattern", "format"],
    ),
    (
        None,
        &[
            "$ref",
            "$dynamicRef",
            "const",
            "enum",
            "not",
            "anyOf",
            "oneOf",
            "allOf",
            "if",
        ],
    ),
    (
        Some("array"),
        &[
            "maxItems",
            "minItems",
            "prefixItems",
            "additionalItems",
            "items",
            "contains",
            "uniqueItems",
        ],
    ),
    (
        Some("object"),
        &[
            "maxProperties",
            "minProperties",
            "required",
            "propertyNames",
            "additionalProperties",
            "dependencies",
            "properties",
            "patternProperties",
            "dependentRequired",
            "dependentSchemas",
        ],
    ),
];

impl<'a> Evaluation<'_, '_, 'a> {
    fn is_keyword(&self, key: &str) -> bool {
        let dialect = self.mode.dialect;
        match key {
            "dependentRequired" | "dependentSchemas" => dialect >= Dialect::Draft2019,
            "prefixItems" | "$dynamicRef" => dialect == Dialect::Draft2020,
            "additionalItems" => dialect != Dialect::Draft2020,
            "exclusiveMaximum" | "exclusiveMinimum" => dialect != Dialect::Draft4,
            _ => true,
        }
    }

    fn violation(&mut self, keyword: &'static str, message: impl Into<String>) {
        if !self.schemas.effort().evaluates(VIOLATION) {
            self.is_undecided.set(true);
        }
        self.found.push(Violation {
            keyword,
            path: self.path.clone(),
            message: message.into(),
            member: None,
            allowed: Vec::new(),
        });
    }

    /// Evaluates a schema for a value; whether it holds.
    fn schema(&mut self, schema: &'a Node, value: &'a Node) -> bool {
        let effort = self.schemas.effort();
        if self.depth > DEPTH {
            effort.warn("schemas are nested too deeply: not all values are checked");
            self.is_undecided.set(true);
            return true;
        }
        if !effort.evaluates(1) {
            self.is_undecided.set(true);
            return true;
        }
        let key = (
            std::ptr::from_ref(self.schemas.get(schema)),
            std::ptr::from_ref(self.values.get(value)),
            self.relaxed,
        );
        if self.valid.contains(&key) {
            return true;
        }
        let question = (key, self.mode.all, self.is_alternative);
        if let Some(known) = self.invalid.get(&question).cloned() {
            self.repeat(&known);
            return false;
        }
        let before = effort.schemas_left();
        let start = self.found.len();
        self.depth += 1;
        let holds = self.evaluate(schema, value);
        self.depth -= 1;
        let cost = before - effort.schemas_left();
        if holds && cost >= NOTED {
            self.valid.insert(key);
        }
        let violations = self.found.get(start..).unwrap_or_default();
        let count = violations.len() as u64;
        if !holds && cost.saturating_sub(count * VIOLATION) >= NOTED && effort.evaluates(count) {
            let from_value = violations.iter().map(|violation| Violation {
                path: violation
                    .path
                    .get(self.path.len()..)
                    .unwrap_or_default()
                    .to_vec(),
                ..violation.clone()
            });
            self.invalid.insert(question, from_value.collect());
        }
        holds
    }

    /// Adds the violations of a schema that was evaluated for this value before. Those that are found already are not added
    /// again: with alternatives in alternatives, they would double at each level. One is, as it says that there are some.
    fn repeat(&mut self, known: &[Violation<'a>]) {
        for (index, violation) in known.iter().enumerate() {
            let violation = Violation {
                path: [self.path.as_slice(), &violation.path].concat(),
                ..violation.clone()
            };
            // As many comparisons as the evaluation of a schema takes.
            let comparisons = self.found.len() as u64 / 16;
            let is_new = !self.found.contains(&violation);
            let cost = comparisons + if is_new { VIOLATION } else { 1 };
            if !self.schemas.effort().evaluates(cost) {
                self.is_undecided.set(true);
                return;
            }
            if is_new || index == 0 {
                self.found.push(violation);
            }
        }
    }

    /// A result; what is not decided counts as valid for now, and the evaluation finds nothing.
    fn decided(&self, result: Option<bool>) -> bool {
        if result.is_none() {
            self.is_undecided.set(true);
        }
        result.unwrap_or(true)
    }

    fn matches(&self, pattern: &Pattern, text: &str) -> bool {
        self.decided(pattern.is_match(text, self.schemas.effort()))
    }

    /// Whether a text matches a pattern of a schema. One that cannot be compiled counts as matched.
    fn matches_source(&self, source: &str, text: &str) -> bool {
        self.compared(source, text).unwrap_or(true)
    }

    /// Whether a text matches a pattern of a schema; `None` if that cannot be compiled. If it is a regular expression all
    /// the same, a warning says so.
    fn compared(&self, source: &str, text: &str) -> Option<bool> {
        match self.cache.pattern(source) {
            Ok(pattern) => Some(self.matches(&pattern, text)),
            Err(NoPattern::Syntax) => None,
            Err(NoPattern::Unsupported) => {
                self.schemas.effort().warn(format!(
                    "the pattern `{source}` is too large or not supported: values are not checked by it"
                ));
                None
            }
        }
    }

    fn has_format(&self, format: &str, text: &str) -> bool {
        formats::is_text(self.cache, self.schemas.effort(), format, text)
    }

    /// Evaluates a schema for a part of the value.
    fn part(&mut self, schema: &'a Node, step: Step<'a>, value: &'a Node) -> bool {
        self.path.push(step);
        let holds = self.schema(schema, value);
        self.path.pop();
        holds
    }

    /// Whether a schema holds, without a violation if it does not.
    fn holds(&mut self, schema: &'a Node, value: &'a Node) -> bool {
        // What is asked in the course of `not` may differ.
        let key = (std::ptr::from_ref(schema), std::ptr::from_ref(value));
        if self.relaxed
            && let Some(known) = self.known.get(&key)
        {
            return *known;
        }
        let before = self.found.len();
        let all = std::mem::replace(&mut self.mode.all, false);
        let holds = self.schema(schema, value);
        self.mode.all = all;
        self.found.truncate(before);
        if self.relaxed {
            self.known.insert(key, holds);
        }
        holds
    }

    fn evaluate(&mut self, schema: &'a Node, value: &'a Node) -> bool {
        let schema = self.schemas.get(schema);
        let value = self.values.get(value);
        let object = match &schema.value {
            Value::Object(object) => object,
            Value::Bool(false) => {
                self.violation("false schema", "is not allowed");
                return false;
            }
            _ => return true,
        };
        let before = self.found.len();
        let types = self.types(object);
        let checks_first = match types.as_slice() {
            [] => false,
            [only] => !GROUPS.iter().any(|(group, keywords)| {
                *group == Some(if *only == "integer" { "integer" } else { only })
                    && keywords
                        .iter()
                        .any(|key| self.is_keyword(key) && object.contains(key))
            }),
            _ => true,
        };
        if checks_first && !has_type(&types, value) {
            self.wrong_type(&types);
        }
        for (group, keywords) in GROUPS {
            let applies = keywords
                .iter()
                .any(|key| self.is_keyword(key) && object.contains(key));
            if !applies {
                continue;
            }
            let fits = match group {
                None => true,
                Some(name) => is_type(name, value),
            };
            if fits {
                for key in keywords {
                    if !self.is_keyword(key) {
                        continue;
                    }
                    let Some(rule) = object.get(key) else {
                        continue;
                    };
                    let holds = self.keyword(key, object, rule, value);
                    if !holds && !self.mode.all {
                        break;
                    }
                }
            } else if !checks_first && types.len() == 1 && group == types.first().copied() {
                self.wrong_type(&types);
            }
            if self.found.len() > before && !self.mode.all {
                break;
            }
        }
        if self.mode.dialect >= Dialect::Draft2019
            && (self.found.len() == before || self.mode.all)
            && let Some(rule) = object.get("unevaluatedProperties")
        {
            self.unevaluated(schema, rule, value);
        }
        if let Some(messages) = object.get("errorMessage") {
            self.replace(before, messages);
        }
        self.found.len() == before
    }

    fn types(&self, object: &'a Object) -> Vec<&'a str> {
        let mut types = match object.get("type").map(|node| &node.value) {
            Some(Value::String(name)) => vec![name.as_str()],
            Some(Value::Array(names)) => names.iter().filter_map(Node::as_str).collect(),
            _ => return Vec::new(),
        };
        let is_nullable = object
            .get(self.mode.nullable)
            .or_else(|| object.get("nullable"))
            .and_then(Node::as_bool);
        if is_nullable == Some(true) {
            types.push("null");
        }
        types
    }

    fn wrong_type(&mut self, types: &[&str]) {
        self.violation("type", format!("must be {}", types.join(" or ")));
    }

    fn keyword(&mut self, key: &str, object: &'a Object, rule: &'a Node, value: &'a Node) -> bool {
        let rule = self.schemas.get(rule);
        match &value.value {
            Value::Number(_) if self.is_about(key, "number") => {
                self.number(key, object, rule, value)
            }
            Value::String(text) if self.is_about(key, "string") => self.text(key, rule, text),
            Value::Array(items) if self.is_about(key, "array") => {
                self.array(key, object, rule, items, value)
            }
            Value::Object(members) if self.is_about(key, "object") => {
                self.object(key, object, rule, members, value)
            }
            _ => self.any(key, object, rule, value),
        }
    }

    fn is_about(&self, key: &str, group: &str) -> bool {
        GROUPS
            .iter()
            .any(|(name, keywords)| *name == Some(group) && keywords.contains(&key))
    }
}

/// Whether it depends on the value which members a schema describes.
fn has_conditions(schema: &Node) -> bool {
    schema.as_object().is_some_and(|object| {
        [
            "if",
            "anyOf",
            "oneOf",
            "allOf",
            "$ref",
            "dependentSchemas",
            "patternProperties",
        ]
        .iter()
        .any(|key| object.contains(key))
    })
}

fn has_type(types: &[&str], value: &Node) -> bool {
    types.iter().any(|name| is_type(name, value))
}

fn is_type(name: &str, value: &Node) -> bool {
    match (name, &value.value) {
        ("null", Value::Null)
        | ("boolean", Value::Bool(_))
        | ("number", Value::Number(_))
        | ("string", Value::String(_))
        | ("array", Value::Array(_))
        | ("object", Value::Object(_)) => true,
        ("integer", Value::Number(number)) => number
            .as_f64()
            .is_some_and(|number| number.trunc() == number),
        _ => false,
    }
}
