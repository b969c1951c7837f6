//! A schema with everything that it includes: references followed, `allOf` merged, nullability in one spelling.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::{IndexMap, IndexSet};

use super::super::tree::{Tree, flag, items, json, last_segment, members, reference, text, texts};
use super::limits::{Bound, Limit};
use super::nullable;
use super::types::Types;
use crate::source::{At, Node, Value};

/// Limit on the schemas that are merged into one.
const MOST_PARTS: usize = 4096;

/// A schema that a value has to satisfy; `bare` leaves out its `oneOf` and `anyOf`, where one of their alternatives is
/// another part.
#[derive(Clone, Copy, Debug)]
pub(in crate::diff) struct Part<'t> {
    pub node: &'t Node,
    pub bare: bool,
}

impl<'t> From<&'t Node> for Part<'t> {
    fn from(node: &'t Node) -> Self {
        Part { node, bare: false }
    }
}

impl Part<'_> {
    /// A number that only this part has, as long as the tree lives.
    pub fn key(&self) -> usize {
        std::ptr::from_ref(self.node).addr() << 1 | usize::from(self.bare)
    }
}

/// The schemas that one value has to satisfy together.
pub(in crate::diff) type Parts<'t> = Vec<Part<'t>>;

/// The alternatives of one `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub(super) struct Union<'t> {
    /// `one-of` or `any-of`, as in the ids of checks.
    pub kind: &'static str,
    pub alternatives: Vec<&'t Node>,
    pub at: At,
}

/// What all parts say together.
#[derive(Clone, Debug, Default)]
pub(super) struct MergedSchema<'t> {
    pub at: At,
    /// The first part.
    pub node: Option<&'t Node>,
    pub types: Option<Types>,
    /// Whether the types follow from other keywords, so that other values are allowed to the letter.
    pub is_type_implied: bool,
    /// Whether the types were written as `oneOf` or `anyOf` of types.
    pub is_list_of_types: bool,
    pub is_nullable: bool,
    pub formats: BTreeSet<&'t str>,
    /// Values without `null`, by their JSON.
    pub enumeration: Option<IndexMap<String, &'t Node>>,
    /// The values of `const`: all have to be the value.
    pub constants: Vec<&'t Node>,
    pub extensible_enum: Option<&'t Node>,
    pub default: Option<&'t Node>,
    pub bounds: BTreeMap<&'static str, Bound>,
    /// The patterns, with their positions: all have to match.
    pub patterns: BTreeMap<&'t str, At>,
    pub unique_items: Option<At>,
    pub properties: IndexMap<&'t str, Parts<'t>>,
    pub required: IndexSet<&'t str>,
    pub additional_properties_false: Option<At>,
    pub additional: Parts<'t>,
    pub items: Parts<'t>,
    pub prefix_items: Vec<&'t Node>,
    pub unions: Vec<Union<'t>>,
    /// Members of `allOf` that say nothing about values.
    pub annotations: Vec<&'t Node>,
    /// Keywords with one schema each, such as `not` and `contains`, by the names in the ids of checks.
    pub applicators: BTreeMap<&'static str, Parts<'t>>,
    pub pattern_properties: IndexMap<&'t str, Parts<'t>>,
    pub dependent_schemas: IndexMap<&'t str, Parts<'t>>,
    pub dependent_required: BTreeMap<&'t str, BTreeSet<&'t str>>,
    /// `contentEncoding` and `contentMediaType`, by the names in the ids of checks.
    pub contents: BTreeMap<&'static str, (&'t str, At)>,
    pub discriminator: Option<&'t Node>,
    pub is_read_only: bool,
    pub is_write_only: bool,
    pub is_deprecated: bool,
    pub sunset: Option<&'t Node>,
    pub stability: Option<&'t Node>,
}

/// Numbers that limit values: the keyword, the name in the ids of checks, whether the greater of two holds, and whether
/// 0 is the same as no limit.
pub(super) const BOUNDS: [(&str, &str, bool, bool); 11] = [
    ("maximum", "max", false, false),
    ("minimum", "min", true, false),
    ("multipleOf", "multiple-of", true, false),
    ("maxLength", "max-length", false, false),
    ("minLength", "min-length", true, true),
    ("maxItems", "max-items", false, false),
    ("minItems", "min-items", true, true),
    ("maxProperties", "max-properties", false, false),
    ("minProperties", "min-properties", true, true),
    ("maxContains", "max-contains", false, false),
    ("minContains", "min-contains", true, false),
];

/// Keywords with one schema: the keyword and the name in the ids of checks.
const APPLICATORS: [(&str, &str); 9] = [
    ("not", "not"),
    ("if", "if"),
    ("then", "then"),
    ("else", "else"),
    ("contains", "contains"),
    ("propertyNames", "property-names"),
    ("unevaluatedItems", "unevaluated-items"),
    ("unevaluatedProperties", "unevaluated-properties"),
    ("contentSchema", "content-schema"),
];

/// Keywords that say nothing about values.
const ANNOTATIONS: [&str; 8] = [
    "$comment",
    "description",
    "example",
    "examples",
    "externalDocs",
    "summary",
    "title",
    "xml",
];

/// Whether a schema has annotations only.
fn is_annotation(schema: &Node) -> bool {
    schema.as_object().is_some_and(|object| {
        !object.is_empty() && object.keys().all(|key| ANNOTATIONS.contains(&key))
    })
}

impl<'t> MergedSchema<'t> {
    /// Merges the parts.
    pub fn new(tree: &Tree<'t>, parts: &[Part<'t>]) -> Self {
        let mut merged = MergedSchema {
            // The schema itself, not one of the references to it: a change of what several operations use is in one place.
            at: parts.first().map_or(At::NONE, |part| {
                let target = tree.resolve(part.node);
                target.map_or(part.node.at, |target| target.at)
            }),
            node: parts.first().map(|part| part.node),
            ..MergedSchema::default()
        };
        let mut open: Vec<Part<'t>> = parts.iter().rev().copied().collect();
        let mut seen = BTreeSet::new();
        while let Some(part) = open.pop() {
            if !seen.insert(part.key()) || seen.len() > MOST_PARTS {
                continue;
            }
            merged.add(tree, part, &mut open);
        }
        merged.is_nullable = nullable::allows_null(tree, parts);
        merged.infer_types();
        merged
    }

    /// Adds what one schema says; the schemas that it includes are added to `open`.
    fn add(&mut self, tree: &Tree<'t>, part: Part<'t>, open: &mut Vec<Part<'t>>) {
        let node = part.node;
        match &node.value {
            // No value satisfies it.
            Value::Bool(false) => self.types = Some(Types::NONE),
            Value::Object(_) => {}
            _ => return,
        }
        let all_of = items(node.get("allOf"));
        self.annotations
            .extend(all_of.iter().filter(|schema| is_annotation(schema)));
        for schema in all_of.iter().rev() {
            open.push(schema.into());
        }
        if let Some(target) = reference(node).and_then(|text| tree.target(text)) {
            open.push(Part {
                node: target,
                bare: part.bare,
            });
        }
        self.add_types(node);
        self.add_values(node);
        self.add_bounds(node);
        self.add_object(node);
        self.add_array(node);
        for (keyword, name) in APPLICATORS {
            if let Some(schema) = node.get(keyword) {
                self.applicators
                    .entry(name)
                    .or_default()
                    .push(schema.into());
            }
        }
        self.add_annotations(node);
        if !part.bare {
            for (keyword, kind) in [("oneOf", "one-of"), ("anyOf", "any-of")] {
                self.add_union(tree, node, keyword, kind, open);
            }
        }
    }

    fn add_types(&mut self, node: &'t Node) {
        let listed = match node.get("type") {
            Some(list) if list.as_array().is_some() => Some(texts(Some(list)).collect()),
            Some(single) => single.as_str().map(|name| vec![name]),
            None => None,
        };
        if let Some(names) = listed {
            let types: Types = names.into_iter().collect();
            self.narrow_types(types.without_null());
        }
        self.formats.extend(text(node, "format"));
    }

    fn narrow_types(&mut self, types: Types) {
        self.types = Some(match self.types {
            Some(before) => before.both(types),
            None => types,
        });
    }

    fn add_values(&mut self, node: &'t Node) {
        if let Some(list) = node.get("enum").and_then(Node::as_array) {
            let values = list.iter().filter(|value| !value.is_null());
            let mut values: IndexMap<String, &Node> =
                values.map(|value| (json(value), value)).collect();
            if let Some(before) = &self.enumeration {
                values.retain(|value, _| before.contains_key(value));
            }
            self.enumeration = Some(values);
        }
        if let Some(constant) = node.get("const")
            && !self.constants.iter().any(|it| json(it) == json(constant))
        {
            self.constants.push(constant);
        }
        let extensible = node.get("x-extensible-enum");
        self.extensible_enum = extensible.or(self.extensible_enum);
        self.default = self.default.or(node.get("default"));
    }

    fn add_bounds(&mut self, node: &'t Node) {
        let exclusive = |keyword| node.get(keyword).and_then(Node::as_bool) == Some(true);
        for (keyword, name, greater, zero_is_none) in BOUNDS {
            let Some(limit) = node.get(keyword) else {
                continue;
            };
            let Some(value) = Limit::of(limit) else {
                continue;
            };
            let name = match keyword {
                // Before 3.1, a flag makes the limit exclusive.
                "maximum" if exclusive("exclusiveMaximum") => "exclusive-max",
                "minimum" if exclusive("exclusiveMinimum") => "exclusive-min",
                _ => name,
            };
            if !(zero_is_none && value.is_zero()) {
                self.bound(name, value, greater, limit.at);
            }
        }
        for (keyword, name, greater) in [
            ("exclusiveMaximum", "exclusive-max", false),
            ("exclusiveMinimum", "exclusive-min", true),
        ] {
            if let Some(limit) = node.get(keyword)
                && let Some(value) = Limit::of(limit)
            {
                self.bound(name, value, greater, limit.at);
            }
        }
        if let Some(pattern) = node.get("pattern")
            && let Some(text) = pattern.as_str().filter(|text| !text.is_empty())
        {
            self.patterns.entry(text).or_insert(pattern.at);
        }
    }

    /// Adds a limit, unless there is a tighter one. What is a multiple of two numbers is one of their least common multiple.
    fn bound(&mut self, name: &'static str, value: Limit, greater: bool, at: At) {
        let bound = self.bounds.entry(name).or_insert(Bound { value, at });
        let tighter = match name {
            "multiple-of" => bound.value.common_multiple(value),
            _ if (value > bound.value) == greater => value,
            _ => bound.value,
        };
        if tighter != bound.value {
            *bound = Bound { value: tighter, at };
        }
    }

    fn add_object(&mut self, node: &'t Node) {
        for (name, schema) in members(node.get("properties")) {
            self.properties.entry(name).or_default().push(schema.into());
        }
        self.required.extend(texts(node.get("required")));
        if let Some(additional) = node.get("additionalProperties") {
            match additional.value {
                Value::Bool(false) => self.additional_properties_false = Some(additional.at),
                Value::Object(_) => self.additional.push(additional.into()),
                _ => {}
            }
        }
        for (name, schema) in members(node.get("patternProperties")) {
            let parts = self.pattern_properties.entry(name).or_default();
            parts.push(schema.into());
        }
        for (name, schema) in members(node.get("dependentSchemas")) {
            let parts = self.dependent_schemas.entry(name).or_default();
            parts.push(schema.into());
        }
        for (name, list) in members(node.get("dependentRequired")) {
            let names = self.dependent_required.entry(name).or_default();
            names.extend(texts(Some(list)));
        }
    }

    fn add_array(&mut self, node: &'t Node) {
        self.items.extend(node.get("items").map(Part::from));
        if self.prefix_items.is_empty() {
            self.prefix_items
                .extend(items(node.get("prefixItems")).iter());
        }
        if flag(node, "uniqueItems") {
            self.unique_items = Some(super::super::tree::at(node, "uniqueItems"));
        }
    }

    fn add_annotations(&mut self, node: &'t Node) {
        for (keyword, name) in [
            ("contentEncoding", "content-encoding"),
            ("contentMediaType", "content-media-type"),
        ] {
            if let Some(member) = node.get(keyword)
                && let Some(text) = member.as_str()
            {
                self.contents.insert(name, (text, member.at));
            }
        }
        self.is_read_only |= flag(node, "readOnly");
        self.is_write_only |= flag(node, "writeOnly");
        self.is_deprecated |= flag(node, "deprecated");
        self.discriminator = self.discriminator.or(node.get("discriminator"));
        self.sunset = self.sunset.or(node.get("x-sunset"));
        self.stability = self.stability.or(node.get("x-stability-level"));
    }

    /// Adds a union. One with a single alternative is that alternative; one whose alternatives are types is a list of
    /// types; `null` as an alternative is nullability.
    fn add_union(
        &mut self,
        tree: &Tree<'t>,
        node: &'t Node,
        keyword: &str,
        kind: &'static str,
        open: &mut Vec<Part<'t>>,
    ) {
        let Some(union) = node.get(keyword) else {
            return;
        };
        let all = items(Some(union));
        let mut alternatives: Vec<&Node> = all.iter().filter(|it| !is_null(tree, it)).collect();
        if let [only] = alternatives[..] {
            open.push(only.into());
            return;
        }
        if alternatives.is_empty() {
            return;
        }
        let types: Option<Vec<&str>> = alternatives.iter().map(|it| only_type(it)).collect();
        if let Some(types) = types {
            let types: Types = types.into_iter().collect();
            self.narrow_types(types);
            self.is_list_of_types = true;
            return;
        }
        alternatives.dedup_by_key(|it| reference(it).map_or_else(|| json(it), str::to_owned));
        self.unions.push(Union {
            kind,
            alternatives,
            at: union.at,
        });
    }

    /// Keywords for one type, without a `type`, are understood as they are meant.
    fn infer_types(&mut self) {
        if self.types.is_some() || !self.unions.is_empty() {
            return;
        }
        let is_object = !self.properties.is_empty()
            || !self.required.is_empty()
            || self.additional_properties_false.is_some()
            || !self.additional.is_empty();
        self.is_type_implied = true;
        if is_object {
            self.types = Some(["object"].into_iter().collect());
        } else if !self.items.is_empty() {
            self.types = Some(["array"].into_iter().collect());
        } else if let Some(values) = &self.enumeration
            && !values.is_empty()
        {
            self.types = Some(values.values().map(|value| type_of(value)).collect());
        }
    }
}

/// The type of a value.
pub(super) fn type_of(value: &Node) -> &'static str {
    match &value.value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a schema allows `null` only.
pub(super) fn is_null(tree: &Tree, node: &Node) -> bool {
    let Some(node) = tree.resolve_any(node) else {
        return false;
    };
    let is_null_value = |value: &Node| value.is_null();
    text(node, "type") == Some("null")
        || node.get("const").is_some_and(is_null_value)
        || node
            .get("enum")
            .and_then(Node::as_array)
            .is_some_and(|list| !list.is_empty() && list.iter().all(is_null_value))
}

/// The type of a schema that has no other keyword, annotations aside.
fn only_type(node: &Node) -> Option<&str> {
    let object = node.as_object()?;
    let is_annotation = |key: &str| {
        ["type", "title", "description", "example", "examples"].contains(&key)
            || key.starts_with("x-")
    };
    let is_simple = object.keys().all(is_annotation);
    text(node, "type").filter(|_| is_simple)
}

/// The name of an alternative, for messages and paths.
pub(super) fn label(node: &Node, index: usize) -> String {
    match (reference(node), text(node, "title")) {
        (Some(reference), _) => last_segment(reference).to_owned(),
        (None, Some(title)) => title.to_owned(),
        (None, None) => (index + 1).to_string(),
    }
}
