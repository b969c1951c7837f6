//! Evaluates schemas.

use std::collections::{HashMap, HashSet};

use super::check::Dialect;
use super::{Cache, Mode, Violation, formats};
use crate::lint::document::{Step, View, children, reference};
use crate::lint::value::{is_equal, printed};
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
        depth: 0,
        path: Vec::new(),
        found: Vec::new(),
        known: HashMap::new(),
    };
    evaluation.schema(schema, value);
    evaluation.found
}

struct Evaluation<'c, 'v, 'a> {
    cache: &'c Cache,
    schemas: View<'v, 'a>,
    values: View<'v, 'a>,
    /// The root of the schema, for references in it.
    root: &'a Node,
    mode: Mode,
    /// Whether required members may be missing: not inside of `not`.
    relaxed: bool,
    depth: usize,
    path: Vec<Step<'a>>,
    found: Vec<Violation<'a>>,
    /// Whether a schema holds for a value, where that was asked before.
    known: HashMap<(*const Node, *const Node), bool>,
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
            "const" | "contains" | "propertyNames" | "if" => dialect >= Dialect::Draft7,
            "dependentRequired" | "dependentSchemas" => dialect >= Dialect::Draft2019,
            "prefixItems" | "$dynamicRef" => dialect == Dialect::Draft2020,
            "additionalItems" => dialect != Dialect::Draft2020,
            "exclusiveMaximum" | "exclusiveMinimum" => dialect != Dialect::Draft4,
            _ => true,
        }
    }

    fn violation(&mut self, keyword: &'static str, message: impl Into<String>) {
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
        if self.depth > DEPTH {
            return true;
        }
        self.depth += 1;
        let holds = self.evaluate(schema, value);
        self.depth -= 1;
        holds
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
                    let holds = self.keyword(key, schema, object, rule, value);
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

    /// Replaces violations of this very value by the message of the schema.
    fn replace(&mut self, before: usize, messages: &'a Node) {
        let path = self.path.clone();
        if let Some(text) = messages.as_str() {
            if self.found.len() > before {
                self.found.truncate(before);
                self.violation("errorMessage", text);
            }
            return;
        }
        for (keyword, text) in children(messages) {
            let Step::Key(keyword) = keyword else {
                continue;
            };
            if keyword == "properties" {
                for (name, text) in children(text) {
                    self.replace_below(before, &[path.as_slice(), &[name]].concat(), text);
                }
                continue;
            }
            if keyword == "_" {
                self.replace_below(before, &path, text);
                continue;
            }
            let count = self.found.len();
            let mut index = 0;
            self.found.retain(|violation| {
                index += 1;
                index <= before || violation.keyword != keyword || violation.path != path
            });
            if self.found.len() < count {
                self.violation("errorMessage", text.as_str().unwrap_or_default());
            }
        }
    }

    /// Replaces the violations of a part of the value, except for those that were replaced before.
    fn replace_below(&mut self, before: usize, path: &[Step<'a>], message: &'a Node) {
        let count = self.found.len();
        let mut index = 0;
        self.found.retain(|violation| {
            index += 1;
            index <= before
                || violation.keyword == "errorMessage"
                || !violation.path.starts_with(path)
        });
        if self.found.len() < count {
            self.violation("errorMessage", message.as_str().unwrap_or_default());
            if let Some(last) = self.found.last_mut() {
                last.path = path.to_vec();
            }
        }
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

    fn keyword(
        &mut self,
        key: &str,
        schema: &'a Node,
        object: &'a Object,
        rule: &'a Node,
        value: &'a Node,
    ) -> bool {
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
                self.object(key, schema, object, rule, members, value)
            }
            _ => self.any(key, object, rule, value),
        }
    }

    fn is_about(&self, key: &str, group: &str) -> bool {
        GROUPS
            .iter()
            .any(|(name, keywords)| *name == Some(group) && keywords.contains(&key))
    }

    fn number(&mut self, key: &str, object: &'a Object, rule: &'a Node, value: &Node) -> bool {
        let number = value.as_f64().unwrap_or_default();
        if key == "format" {
            let format = rule.as_str().unwrap_or_default();
            let holds = formats::is_number(format, number);
            if !holds {
                self.violation("format", format!("must match format \"{format}\""));
            }
            return holds;
        }
        let Some(limit) = rule.as_f64() else {
            return true;
        };
        let is_exclusive = |name: &str| {
            self.mode.dialect == Dialect::Draft4
                && object.get(name).and_then(Node::as_bool) == Some(true)
        };
        let (keyword, holds, sign) = match key {
            "maximum" if is_exclusive("exclusiveMaximum") => ("maximum", number < limit, "<"),
            "minimum" if is_exclusive("exclusiveMinimum") => ("minimum", number > limit, ">"),
            "maximum" => ("maximum", number <= limit, "<="),
            "minimum" => ("minimum", number >= limit, ">="),
            "exclusiveMaximum" => ("exclusiveMaximum", number < limit, "<"),
            "exclusiveMinimum" => ("exclusiveMinimum", number > limit, ">"),
            "multipleOf" => {
                let quotient = number / limit;
                ("multipleOf", quotient.trunc() == quotient, "a multiple of")
            }
            _ => return true,
        };
        if !holds {
            self.violation(keyword, format!("must be {sign} {}", printed(rule)));
        }
        holds
    }

    fn text(&mut self, key: &str, rule: &'a Node, text: &str) -> bool {
        let length = || text.chars().count() as f64;
        let (keyword, holds, message) = match (key, rule.as_f64(), rule.as_str()) {
            ("maxLength", Some(limit), _) => (
                "maxLength",
                length() <= limit,
                format!("must not have more than {} characters", printed(rule)),
            ),
            ("minLength", Some(limit), _) => (
                "minLength",
                length() >= limit,
                format!("must not have fewer than {} characters", printed(rule)),
            ),
            ("pattern", _, Some(pattern)) => (
                "pattern",
                self.cache
                    .pattern(pattern)
                    .is_none_or(|pattern| pattern.is_match(text)),
                format!("must match pattern \"{pattern}\""),
            ),
            ("format", _, Some(format)) => (
                "format",
                formats::is_text(self.cache, format, text),
                format!("must match format \"{format}\""),
            ),
            _ => return true,
        };
        if !holds {
            self.violation(keyword, message);
        }
        holds
    }

    fn array(
        &mut self,
        key: &str,
        object: &'a Object,
        rule: &'a Node,
        items: &'a [Node],
        value: &'a Node,
    ) -> bool {
        let count = items.len() as f64;
        match key {
            "maxItems" | "minItems" => {
                let Some(limit) = rule.as_f64() else {
                    return true;
                };
                let (keyword, holds, word) = match key {
                    "maxItems" => ("maxItems", count <= limit, "more"),
                    _ => ("minItems", count >= limit, "fewer"),
                };
                if !holds {
                    let message = format!("must not have {word} than {} items", printed(rule));
                    self.violation(keyword, message);
                }
                holds
            }
            "uniqueItems" => {
                let is_unique = rule.as_bool() != Some(true) || self.are_unique(items);
                if !is_unique {
                    self.violation("uniqueItems", "must not have equal items");
                }
                is_unique
            }
            "prefixItems" => {
                let schemas = rule.as_array().unwrap_or_default();
                self.each(schemas.iter().zip(items).enumerate())
            }
            "additionalItems" => {
                let Some(first) = object
                    .get("items")
                    .and_then(Node::as_array)
                    .map(<[Node]>::len)
                else {
                    return true;
                };
                if rule.as_bool() == Some(false) {
                    let holds = items.len() <= first;
                    if !holds {
                        let message = format!("must not have more than {first} items");
                        self.violation("additionalItems", message);
                    }
                    return holds;
                }
                let rest = items.iter().enumerate().skip(first);
                self.each(rest.map(|(index, item)| (index, (rule, item))))
            }
            "items" => match rule.as_array() {
                Some(schemas) => self.each(schemas.iter().zip(items).enumerate()),
                None => {
                    let first = object
                        .get("prefixItems")
                        .filter(|_| self.mode.dialect == Dialect::Draft2020)
                        .and_then(Node::as_array)
                        .map_or(0, <[Node]>::len);
                    let rest = items.iter().enumerate().skip(first);
                    self.each(rest.map(|(index, item)| (index, (rule, item))))
                }
            },
            "contains" => {
                let number = |name: &str| object.get(name).and_then(Node::as_u64);
                let least = number("minContains").unwrap_or(1);
                let most = number("maxContains");
                let mut matching = 0;
                for item in items {
                    matching += u64::from(self.holds(rule, item));
                }
                let holds = matching >= least && most.is_none_or(|most| matching <= most);
                if !holds {
                    if matching < least {
                        for (index, item) in items.iter().enumerate() {
                            self.part(rule, Step::Index(index), item);
                        }
                    }
                    self.violation("contains", "must contain a matching item");
                }
                holds
            }
            _ => self.any(key, object, rule, value),
        }
    }

    fn each(&mut self, parts: impl Iterator<Item = (usize, (&'a Node, &'a Node))>) -> bool {
        let mut holds = true;
        for (index, (schema, item)) in parts {
            holds &= self.part(schema, Step::Index(index), item);
            if !holds && !self.mode.all {
                break;
            }
        }
        holds
    }

    fn are_unique(&self, items: &'a [Node]) -> bool {
        let mut texts = HashSet::new();
        items.iter().enumerate().all(|(index, item)| {
            let item = self.values.get(item);
            match &item.value {
                Value::String(text) => texts.insert(text.as_str()),
                _ => !items[..index]
                    .iter()
                    .any(|other| is_equal(self.values, item, other)),
            }
        })
    }

    fn object(
        &mut self,
        key: &str,
        schema: &'a Node,
        object: &'a Object,
        rule: &'a Node,
        members: &'a Object,
        value: &'a Node,
    ) -> bool {
        match key {
            "maxProperties" | "minProperties" => {
                let count = members.len() as f64;
                let Some(limit) = rule.as_f64() else {
                    return true;
                };
                let (keyword, holds, word) = match key {
                    "maxProperties" => ("maxProperties", count <= limit, "more"),
                    _ => ("minProperties", count >= limit, "fewer"),
                };
                if !holds {
                    let message = format!("must not have {word} than {} members", printed(rule));
                    self.violation(keyword, message);
                }
                holds
            }
            "required" => self.required(object, rule, members),
            "propertyNames" => {
                let mut holds = true;
                for name in members.keys() {
                    if !self.name_holds(rule, name) {
                        self.violation("propertyNames", "has a member with a wrong name");
                        holds = false;
                        if !self.mode.all {
                            break;
                        }
                    }
                }
                holds
            }
            "additionalProperties" => self.additional(object, rule, members),
            "properties" => {
                let mut holds = true;
                for (name, schema) in children(rule) {
                    let Step::Key(name) = name else { continue };
                    if let Some((name, member)) = members.get_key_value(name) {
                        holds &= self.part(schema, Step::Key(name), member);
                        if !holds && !self.mode.all {
                            break;
                        }
                    }
                }
                holds
            }
            "patternProperties" => {
                let mut holds = true;
                for (pattern, schema) in children(rule) {
                    let Step::Key(pattern) = pattern else {
                        continue;
                    };
                    let Some(pattern) = self.cache.pattern(pattern) else {
                        continue;
                    };
                    for (name, entry) in members.iter() {
                        if pattern.is_match(name) {
                            holds &= self.part(schema, Step::Key(name), &entry.node);
                            if !holds && !self.mode.all {
                                return false;
                            }
                        }
                    }
                }
                holds
            }
            "dependencies" | "dependentRequired" | "dependentSchemas" => {
                let mut holds = true;
                for (name, dependency) in children(rule) {
                    let Step::Key(name) = name else { continue };
                    if !members.contains(name) {
                        continue;
                    }
                    let dependency = self.schemas.get(dependency);
                    holds &= match dependency.as_array() {
                        Some(names) => self.has_all(names, members, "dependencies"),
                        None => self.schema(dependency, value),
                    };
                    if !holds && !self.mode.all {
                        break;
                    }
                }
                holds
            }
            _ => {
                let _ = schema;
                self.any(key, object, rule, value)
            }
        }
    }

    fn has_all(&mut self, names: &'a [Node], members: &Object, keyword: &'static str) -> bool {
        let mut holds = true;
        for name in names.iter().filter_map(Node::as_str) {
            if !members.contains(name) {
                holds = false;
                self.violation(keyword, format!("must have required property \"{name}\""));
                if !self.mode.all {
                    break;
                }
            }
        }
        holds
    }

    fn required(&mut self, object: &'a Object, rule: &'a Node, members: &Object) -> bool {
        let relaxed = self.mode.relaxed;
        let mut holds = true;
        for name in rule.as_array().unwrap_or_default() {
            let Some(name) = name.as_str() else { continue };
            if members.contains(name) {
                continue;
            }
            let has = |key: &str| {
                let property = object.get("properties")?.get(name)?;
                self.schemas.get(property).get(key)?.as_bool()
            };
            let may_be_missing = self.relaxed
                && (relaxed.read_only && has("readOnly") == Some(true)
                    || relaxed.write_only && has("writeOnly") == Some(true));
            if may_be_missing {
                continue;
            }
            holds = false;
            self.violation(
                "required",
                format!("must have required property \"{name}\""),
            );
            if !self.mode.all {
                break;
            }
        }
        holds
    }

    fn additional(&mut self, object: &'a Object, rule: &'a Node, members: &'a Object) -> bool {
        if rule.as_bool() == Some(true) {
            return true;
        }
        let mut holds = true;
        for (name, entry) in members.iter() {
            if self.is_listed(object, name) {
                continue;
            }
            if rule.as_bool() == Some(false) {
                holds = false;
                self.violation(
                    "additionalProperties",
                    format!("has a member \"{name}\" that is not expected"),
                );
                if let Some(last) = self.found.last_mut() {
                    last.member = Some(name);
                }
            } else {
                holds &= self.part(rule, Step::Key(name), &entry.node);
            }
            if !holds && !self.mode.all {
                break;
            }
        }
        holds
    }

    /// Whether `properties` or `patternProperties` describe a member.
    fn is_listed(&self, object: &Object, name: &str) -> bool {
        let listed = object
            .get("properties")
            .is_some_and(|node| node.get(name).is_some());
        listed
            || object
                .get("patternProperties")
                .and_then(Node::as_object)
                .is_some_and(|patterns| {
                    patterns.keys().any(|pattern| {
                        self.cache
                            .pattern(pattern)
                            .is_some_and(|pattern| pattern.is_match(name))
                    })
                })
    }

    /// Whether a schema holds for the name of a member.
    fn name_holds(&mut self, schema: &'a Node, name: &str) -> bool {
        let schema = self.schemas.get(schema);
        let Some(object) = schema.as_object() else {
            return schema.as_bool() != Some(false);
        };
        let length = name.chars().count() as f64;
        let number = |key: &str| object.get(key).and_then(Node::as_f64);
        object
            .get("pattern")
            .and_then(Node::as_str)
            .and_then(|pattern| self.cache.pattern(pattern))
            .is_none_or(|pattern| pattern.is_match(name))
            && number("maxLength").is_none_or(|limit| length <= limit)
            && number("minLength").is_none_or(|limit| length >= limit)
            && object
                .get("enum")
                .and_then(Node::as_array)
                .is_none_or(|values| values.iter().any(|value| value.as_str() == Some(name)))
            && object
                .get("format")
                .and_then(Node::as_str)
                .is_none_or(|format| formats::is_text(self.cache, format, name))
    }

    fn any(&mut self, key: &str, object: &'a Object, rule: &'a Node, value: &'a Node) -> bool {
        match key {
            "$ref" | "$dynamicRef" => {
                // In the view of a document, what is followed is not seen; this is a reference inside of the schema.
                let target = rule.as_str().and_then(|text| text.strip_prefix('#'));
                match target.and_then(|fragment| self.local(fragment)) {
                    Some(target) => self.schema(target, value),
                    None => true,
                }
            }
            "const" => {
                let holds = is_equal(self.values, value, rule);
                if !holds {
                    self.violation("const", format!("must be {}", printed(rule)));
                }
                holds
            }
            "enum" => {
                let allowed = rule.as_array().unwrap_or_default();
                let holds = allowed
                    .iter()
                    .any(|other| is_equal(self.values, value, other));
                if !holds {
                    self.violation("enum", "must be one of the allowed values");
                    if let Some(last) = self.found.last_mut() {
                        last.allowed = allowed.iter().map(printed).collect();
                    }
                }
                holds
            }
            "not" => {
                let relaxed = std::mem::replace(&mut self.relaxed, false);
                let holds = !self.holds(rule, value);
                self.relaxed = relaxed;
                if !holds {
                    self.violation("not", "must not match the schema in `not`");
                }
                holds
            }
            "anyOf" | "oneOf" => self.alternatives(key, rule, value),
            "allOf" => {
                let mut holds = true;
                for schema in rule.as_array().unwrap_or_default() {
                    holds &= self.schema(schema, value);
                    if !holds && !self.mode.all {
                        break;
                    }
                }
                holds
            }
            "if" => {
                let branch = match self.holds(rule, value) {
                    true => "then",
                    false => "else",
                };
                let Some(schema) = object.get(branch) else {
                    return true;
                };
                let holds = self.schema(schema, value);
                if !holds {
                    self.violation("if", format!("must match the schema in `{branch}`"));
                }
                holds
            }
            _ => true,
        }
    }

    fn alternatives(&mut self, key: &str, rule: &'a Node, value: &'a Node) -> bool {
        let before = self.found.len();
        let mut matching = 0;
        for schema in rule.as_array().unwrap_or_default() {
            let count = self.found.len();
            if self.schema(schema, value) {
                matching += 1;
                self.found.truncate(count);
                if key == "anyOf" || matching > 1 {
                    break;
                }
            }
        }
        match (key, matching) {
            ("anyOf", 1..) | (_, 1) => {
                self.found.truncate(before);
                true
            }
            ("anyOf", _) => {
                self.violation("anyOf", "must match a schema in `anyOf`");
                false
            }
            _ => {
                self.violation("oneOf", "must match exactly one schema in `oneOf`");
                false
            }
        }
    }

    fn local(&self, fragment: &str) -> Option<&'a Node> {
        match fragment.is_empty() || fragment.starts_with('/') {
            true => self.root.fragment(fragment),
            // An anchor of a part.
            false => {
                let definitions = self.root.get("$defs")?;
                children(definitions).map(|(_, node)| node).find(|node| {
                    ["$anchor", "$dynamicAnchor"]
                        .iter()
                        .any(|key| node.get(key).and_then(Node::as_str) == Some(fragment))
                })
            }
        }
    }

    fn unevaluated(&mut self, schema: &'a Node, rule: &'a Node, value: &'a Node) {
        let Some(members) = value.as_object() else {
            return;
        };
        let rule = self.schemas.get(rule);
        if rule.as_bool() == Some(true) {
            return;
        }
        let mut evaluated = HashSet::new();
        self.evaluated(schema, value, &mut evaluated, 0);
        for (name, entry) in members.iter() {
            if evaluated.contains(name) {
                continue;
            }
            if rule.as_bool() == Some(false) {
                self.violation(
                    "unevaluatedProperties",
                    format!("must not have the member \"{name}\""),
                );
                if let Some(last) = self.found.last_mut() {
                    last.member = Some(name);
                }
            } else {
                self.part(rule, Step::Key(name), &entry.node);
            }
            if !self.mode.all {
                break;
            }
        }
    }

    /// Collects the members that a schema describes, with those of the schemas that hold.
    fn evaluated(
        &mut self,
        schema: &'a Node,
        value: &'a Node,
        names: &mut HashSet<&'a str>,
        depth: usize,
    ) {
        let schema = self.schemas.get(schema);
        let (Some(object), Some(members)) = (schema.as_object(), value.as_object()) else {
            return;
        };
        if depth > DEPTH {
            return;
        }
        let has_all = object.contains("additionalProperties")
            || depth > 0 && object.contains("unevaluatedProperties");
        for name in members.keys() {
            if has_all || self.is_listed(object, name) {
                names.insert(name);
            }
        }
        if let Some(text) = reference(schema)
            && let Some(target) = text.strip_prefix('#').and_then(|text| self.local(text))
            && (!has_conditions(target) || self.holds(target, value))
        {
            self.evaluated(target, value, names, depth + 1);
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            for part in object.get(key).and_then(Node::as_array).unwrap_or_default() {
                if key == "allOf" || self.holds(part, value) {
                    self.evaluated(part, value, names, depth + 1);
                }
            }
        }
        if let Some(condition) = object.get("if") {
            let branch = match self.holds(condition, value) {
                true => {
                    self.evaluated(condition, value, names, depth + 1);
                    "then"
                }
                false => "else",
            };
            if let Some(part) = object.get(branch)
                && self.holds(part, value)
            {
                self.evaluated(part, value, names, depth + 1);
            }
        }
        if let Some(parts) = object.get("dependentSchemas") {
            for (name, part) in children(parts) {
                let applies = matches!(name, Step::Key(name) if members.contains(name));
                if applies && self.holds(part, value) {
                    self.evaluated(part, value, names, depth + 1);
                }
            }
        }
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
