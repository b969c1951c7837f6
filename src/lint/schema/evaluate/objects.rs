//! The keywords about objects.

use super::Evaluation;
use crate::lint::document::{Step, children};
use crate::lint::value::{printed, quoted};
use crate::source::{Node, Object};

impl<'a> Evaluation<'_, '_, 'a> {
    pub(super) fn object(
        &mut self,
        key: &str,
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
                    for (name, entry) in members.iter() {
                        if self.compared(pattern, name) == Some(true) {
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
            _ => self.any(key, object, rule, value),
        }
    }

    pub(super) fn has_all(
        &mut self,
        names: &'a [Node],
        members: &Object,
        keyword: &'static str,
    ) -> bool {
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

    pub(super) fn required(
        &mut self,
        object: &'a Object,
        rule: &'a Node,
        members: &Object,
    ) -> bool {
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

    pub(super) fn additional(
        &mut self,
        object: &'a Object,
        rule: &'a Node,
        members: &'a Object,
    ) -> bool {
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
                    format!("has a member {} that is not expected", quoted(name)),
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

    /// Whether `properties` or `patternProperties` describe a member, or may describe it.
    pub(super) fn is_listed(&self, object: &Object, name: &str) -> bool {
        let listed = object
            .get("properties")
            .is_some_and(|node| node.get(name).is_some());
        listed
            || object
                .get("patternProperties")
                .and_then(Node::as_object)
                .is_some_and(|patterns| {
                    patterns
                        .keys()
                        .any(|pattern| self.matches_source(pattern, name))
                })
    }

    /// Whether a schema holds for the name of a member.
    pub(super) fn name_holds(&mut self, schema: &'a Node, name: &str) -> bool {
        let schema = self.schemas.get(schema);
        let Some(object) = schema.as_object() else {
            return schema.as_bool() != Some(false);
        };
        let length = name.chars().count() as f64;
        let number = |key: &str| object.get(key).and_then(Node::as_f64);
        object
            .get("pattern")
            .and_then(Node::as_str)
            .is_none_or(|pattern| self.matches_source(pattern, name))
            && number("maxLength").is_none_or(|limit| length <= limit)
            && number("minLength").is_none_or(|limit| length >= limit)
            && object
                .get("enum")
                .and_then(Node::as_array)
                .is_none_or(|values| values.iter().any(|value| value.as_str() == Some(name)))
            && object
                .get("format")
                .and_then(Node::as_str)
                .is_none_or(|format| self.has_format(format, name))
    }
}
