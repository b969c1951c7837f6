//! Whether a schema is one: keywords have values of the right type, and references lead somewhere.

use std::rc::Rc;

use super::{Cache, Mode};
use crate::lint::document::{View, reference};
use crate::lint::value::are_unique;
use crate::source::{Node, Value};

/// A version of JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Dialect {
    /// Draft 4, and OpenAPI 2.0 and 3.0.
    Draft4,
    /// Drafts 6 and 7.
    Draft7,
    /// Draft 2019-09.
    Draft2019,
    /// Draft 2020-12, and OpenAPI 3.1 on.
    Draft2020,
}

impl Dialect {
    /// The dialect with a name such as `draft7` or `draft2020-12`.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "draft4" => Self::Draft4,
            "draft6" | "draft7" => Self::Draft7,
            "draft2019-09" => Self::Draft2019,
            "draft2020-12" => Self::Draft2020,
            _ => return None,
        })
    }

    /// The dialect with a URI, as in `$schema`.
    pub fn of_uri(uri: &str) -> Option<Self> {
        let rest = uri.strip_prefix("http")?;
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        let name = rest
            .strip_prefix("://json-schema.org/")?
            .trim_end_matches('#');
        let (draft, _) = name.rsplit_once('/')?;
        Some(match draft {
            "draft-04" => Self::Draft4,
            "draft-06" | "draft-07" => Self::Draft7,
            "draft/2019-09" => Self::Draft2019,
            "draft/2020-12" => Self::Draft2020,
            _ => return None,
        })
    }
}

/// The result for a schema.
#[derive(Debug)]
pub(super) enum Checked {
    Valid,
    /// A reference in it leads nowhere, or back to it.
    Unresolved,
    Invalid(String),
}

/// The deepest nesting of schemas.
const DEPTH: usize = 200;

/// Checks a schema and all that it contains.
pub(super) fn check<'a>(
    cache: &Cache,
    view: View<'_, 'a>,
    schema: &'a Node,
    mode: Mode,
) -> Rc<Checked> {
    let schema = view.get(schema);
    let mut check = Check {
        cache,
        view,
        root: schema,
        mode,
        depth: 0,
    };
    if mode.ignores_required
        && schema
            .get("required")
            .is_some_and(|node| node.as_bool().is_some())
    {
        return Rc::new(check.uncached(schema, true));
    }
    check.schema(schema)
}

struct Check<'c, 'v, 'a> {
    cache: &'c Cache,
    view: View<'v, 'a>,
    /// The root of the schema, for references in it.
    root: &'a Node,
    mode: Mode,
    depth: usize,
}

impl<'a> Check<'_, '_, 'a> {
    fn schema(&mut self, schema: &'a Node) -> Rc<Checked> {
        let schema = self.view.get(schema);
        let key = (std::ptr::from_ref(schema), self.mode.dialect);
        if let Some(known) = self.cache.schemas.borrow().get(&key) {
            return Rc::clone(known);
        }
        self.depth += 1;
        let checked = Rc::new(match self.depth > DEPTH {
            true => Checked::Unresolved,
            false => self.uncached(schema, false),
        });
        self.depth -= 1;
        self.cache
            .schemas
            .borrow_mut()
            .insert(key, Rc::clone(&checked));
        checked
    }

    fn uncached(&mut self, schema: &'a Node, ignores_required: bool) -> Checked {
        let is_bool = schema.as_bool().is_some();
        let Some(object) = schema.as_object() else {
            return match is_bool && self.mode.dialect != Dialect::Draft4 {
                true => Checked::Valid,
                false => Checked::Invalid(format!("a schema is {}", schema.kind())),
            };
        };
        let mut unresolved = reference(schema).is_some_and(|text| !self.is_inside(text));
        let mut invalid = None;
        for (key, entry) in object.iter() {
            if ignores_required && key == "required" {
                continue;
            }
            let value = self.view.get(&entry.node);
            if let Some(reason) = self.wrong(key, value) {
                invalid.get_or_insert_with(|| format!("the keyword `{key}` {reason}"));
            }
            for inner in subschemas(key, value, self.mode.dialect) {
                match self.schema(inner).as_ref() {
                    Checked::Valid => {}
                    Checked::Unresolved => unresolved = true,
                    Checked::Invalid(reason) => {
                        invalid.get_or_insert_with(|| reason.clone());
                    }
                }
            }
        }
        let is_nullable = object.contains("nullable")
            || object.get(self.mode.nullable).and_then(Node::as_bool) == Some(true);
        if is_nullable && !object.contains("type") && !unresolved && invalid.is_none() {
            invalid = Some("`nullable` stands without `type`".to_owned());
        }
        if self.mode.dialect == Dialect::Draft4 && invalid.is_none() {
            let pairs = [
                ("exclusiveMaximum", "maximum"),
                ("exclusiveMinimum", "minimum"),
            ];
            let lacks =
                |(key, limit): &(&str, &str)| object.contains(key) && !object.contains(limit);
            let alone = pairs.into_iter().find(lacks);
            invalid = alone.map(|(key, limit)| format!("`{key}` stands without `{limit}`"));
        }
        match (invalid, unresolved) {
            (Some(reason), _) => Checked::Invalid(reason),
            (None, true) => Checked::Unresolved,
            (None, false) => Checked::Valid,
        }
    }

    /// Whether a reference leads to a part of the schema itself. Only schemas of rulesets have such references: those of
    /// documents are relative to the document.
    fn is_inside(&self, text: &str) -> bool {
        let pointer = text.strip_prefix('#');
        let pointer = pointer.filter(|pointer| pointer.is_empty() || pointer.starts_with('/'));
        !self.view.is_resolved
            && pointer.is_some_and(|pointer| self.root.fragment(pointer).is_some())
    }

    /// What is wrong with the value of a keyword.
    fn wrong(&self, key: &str, value: &'a Node) -> Option<&'static str> {
        let dialect = self.mode.dialect;
        let is = |holds: bool, reason| (!holds).then_some(reason);
        let is_string = value.as_str().is_some();
        let is_array = value.as_array().is_some();
        match key {
            "title" | "description" | "$schema" | "$comment" | "$ref" => {
                is(is_string, "is no text")
            }
            "id" if dialect == Dialect::Draft4 => is(is_string, "is no text"),
            "$id" | "$anchor" | "$dynamicAnchor" if dialect != Dialect::Draft4 => {
                is(is_string, "is no text")
            }
            "format" => is(is_string, "is no text"),
            "multipleOf" => is(
                value.as_f64().is_some_and(|number| number > 0.0),
                "is no number above 0",
            ),
            "maximum" | "minimum" => is(value.as_number().is_some(), "is no number"),
            "exclusiveMaximum" | "exclusiveMinimum" => match dialect {
                Dialect::Draft4 => is(value.as_bool().is_some(), "is no boolean"),
                _ => is(value.as_number().is_some(), "is no number"),
            },
            "maxLength" | "minLength" | "maxItems" | "minItems" | "maxProperties"
            | "minProperties" => is(
                value
                    .as_f64()
                    .is_some_and(|number| number >= 0.0 && number.trunc() == number),
                "is no length",
            ),
            "pattern" => match value.as_str() {
                None => Some("is no text"),
                Some(pattern) => is(
                    self.cache.is_expression(pattern),
                    "is no regular expression",
                ),
            },
            "uniqueItems" => is(value.as_bool().is_some(), "is no boolean"),
            "readOnly" | "writeOnly" | "deprecated" if dialect >= Dialect::Draft7 => {
                is(value.as_bool().is_some(), "is no boolean")
            }
            "nullable" => is(value.as_bool().is_some(), "is no boolean"),
            "examples" if dialect != Dialect::Draft4 => is(is_array, "is no list"),
            "required" => {
                let names = value.as_array().unwrap_or_default();
                let mut texts: Vec<_> = names.iter().filter_map(Node::as_str).collect();
                texts.sort_unstable();
                texts.dedup();
                let is_empty = names.is_empty() && dialect == Dialect::Draft4;
                is(
                    is_array && texts.len() == names.len() && !is_empty,
                    "is no list of different names",
                )
            }
            "enum" => {
                let values = value.as_array().unwrap_or_default();
                is(
                    !values.is_empty()
                        && (dialect != Dialect::Draft4
                            || are_unique(self.view, values).unwrap_or(true)),
                    "is no list of different values",
                )
            }
            "type" => is(is_type(value), "is no type"),
            "properties" | "patternProperties" | "definitions" | "dependencies" => {
                is(value.as_object().is_some(), "is no object")
            }
            "allOf" | "anyOf" | "oneOf" => is(
                value.as_array().is_some_and(|items| !items.is_empty()),
                "is no list of schemas",
            ),
            "additionalProperties" | "additionalItems" => is(
                matches!(value.value, Value::Bool(_) | Value::Object(_)),
                "is neither a schema nor a boolean",
            ),
            "items" => match &value.value {
                Value::Array(items) => is(
                    dialect != Dialect::Draft2020
                        && !(items.is_empty() && dialect == Dialect::Draft4),
                    "is no schema",
                ),
                Value::Object(_) => None,
                Value::Bool(_) => is(dialect != Dialect::Draft4, "is no schema"),
                _ => Some("is no schema"),
            },
            _ => None,
        }
    }
}

fn is_type(value: &Node) -> bool {
    let is_name = |node: &Node| {
        matches!(
            node.as_str(),
            Some("array" | "boolean" | "integer" | "null" | "number" | "object" | "string")
        )
    };
    match &value.value {
        Value::Array(items) => {
            let mut names: Vec<_> = items.iter().filter_map(Node::as_str).collect();
            names.sort_unstable();
            names.dedup();
            !items.is_empty() && items.iter().all(is_name) && names.len() == items.len()
        }
        _ => is_name(value),
    }
}

/// The schemas in the value of a keyword.
fn subschemas<'a>(key: &str, value: &'a Node, dialect: Dialect) -> Vec<&'a Node> {
    let members = || -> Vec<&'a Node> {
        let object = value.as_object();
        object
            .into_iter()
            .flat_map(|object| object.iter().map(|(_, entry)| &entry.node))
            .collect()
    };
    let is_modern = dialect >= Dialect::Draft7;
    match key {
        "properties" | "patternProperties" | "definitions" => members(),
        "$defs" | "dependentSchemas" if is_modern => members(),
        "dependencies" => members()
            .into_iter()
            .filter(|member| member.as_array().is_none())
            .collect(),
        "allOf" | "anyOf" | "oneOf" => value.as_array().unwrap_or_default().iter().collect(),
        "prefixItems" if dialect == Dialect::Draft2020 => {
            value.as_array().unwrap_or_default().iter().collect()
        }
        "items" => match &value.value {
            Value::Array(items) if dialect != Dialect::Draft2020 => items.iter().collect(),
            Value::Object(_) => vec![value],
            _ => Vec::new(),
        },
        "additionalProperties" | "additionalItems" if value.as_object().is_some() => vec![value],
        "not" => vec![value],
        // Draft 4 does not have these. They are evaluated in its schemas all the same, since people write them there: as
        // in Spectral, whose rules for schemas of 3.0 report the keyword.
        "if" | "then" | "else" | "contains" | "propertyNames" => vec![value],
        "unevaluatedProperties" | "unevaluatedItems" if dialect >= Dialect::Draft2019 => {
            vec![value]
        }
        _ => Vec::new(),
    }
}
