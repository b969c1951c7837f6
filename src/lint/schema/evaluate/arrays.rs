//! The keywords about arrays.

use super::Evaluation;
use crate::lint::document::Step;
use crate::lint::schema::Dialect;
use crate::lint::value::{are_unique, printed};
use crate::source::{Node, Object};

impl<'a> Evaluation<'_, '_, 'a> {
    pub(super) fn array(
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
                let is_unique =
                    rule.as_bool() != Some(true) || self.decided(are_unique(self.values, items));
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
                    if matching < least && (self.is_alternative || self.mode.all) {
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

    pub(super) fn each(
        &mut self,
        parts: impl Iterator<Item = (usize, (&'a Node, &'a Node))>,
    ) -> bool {
        let mut holds = true;
        for (index, (schema, item)) in parts {
            holds &= self.part(schema, Step::Index(index), item);
            if !holds && !self.mode.all {
                break;
            }
        }
        holds
    }
}
