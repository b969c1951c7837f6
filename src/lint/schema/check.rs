//! Whether a schema is one: keywords have values of the right type, and references lead somewhere.

use std::collections::HashSet;
use std::rc::Rc;

use super::{Cache, Mode};
use crate::lint::document::{Step, View, children, reference};
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
        // Only schemas of rulesets have references to parts of themselves: those of documents are relative to the document.
        let is_inside = |text| !self.view.is_resolved && local(self.root, text).is_some();
        let mut unresolved = reference(schema).is_some_and(|text| !is_inside(text));
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

/// The part of a schema that a reference in it leads to: by a pointer, an anchor or an identifier.
pub(super) fn local<'a>(root: &'a Node, text: &str) -> Option<&'a Node> {
    let (id, fragment) = text.split_once('#').unwrap_or((text, ""));
    let is_named = |node: &Node| {
        let ids = ["$id", "id"].map(|key| node.get(key).and_then(Node::as_str));
        let mut ids = ids.into_iter().flatten();
        ids.any(|it| it.strip_suffix('#').unwrap_or(it) == id)
    };
    let base = match id.is_empty() {
        true => root,
        false => find(root, &is_named)?,
    };
    if fragment.is_empty() || fragment.starts_with('/') {
        return base.fragment(fragment);
    }
    let is_anchor = |node: &Node| {
        let has = |key: &str, prefix: &str| {
            let name = node.get(key).and_then(Node::as_str);
            name.and_then(|name| name.strip_prefix(prefix)) == Some(fragment)
        };
        has("$anchor", "") || has("$dynamicAnchor", "") || has("$id", "#") || has("id", "#")
    };
    // Most anchors are of definitions.
    let definitions = base.get("$defs").map(children).into_iter().flatten();
    let mut definitions = definitions.map(|(_, node)| node);
    definitions
        .find(|node| is_anchor(node))
        .or_else(|| find(base, &is_anchor))
}

/// The first of the objects in a schema for which something holds.
fn find<'a>(node: &'a Node, holds: &impl Fn(&Node) -> bool) -> Option<&'a Node> {
    if node.as_object().is_some() && holds(node) {
        return Some(node);
    }
    let is_value =
        |step: &Step| matches!(step, Step::Key("const" | "enum" | "default" | "examples"));
    let mut children = children(node).filter(|(step, _)| !is_value(step));
    children.find_map(|(_, child)| find(child, holds))
}

/// A reference in the schema of a rule that leads to no part of that schema.
pub fn unresolved(root: &Node) -> Option<&str> {
    let mut open = vec![root];
    let mut visited = HashSet::new();
    while let Some(schema) = open.pop() {
        if !visited.insert(std::ptr::from_ref(schema)) {
            continue;
        }
        if let Some(text) = reference(schema) {
            match local(root, text) {
                Some(target) => open.push(target),
                None => return Some(text),
            }
        }
        for (step, value) in children(schema) {
            let Step::Key(key) = step else { continue };
            for dialect in [Dialect::Draft2019, Dialect::Draft2020] {
                open.extend(subschemas(key, value, dialect));
            }
        }
    }
    None
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
