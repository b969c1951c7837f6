//! The keywords about values of any type.

use super::Evaluation;
use crate::lint::schema::check::local;
use crate::lint::value::{is_equal, is_one_of, printed};
use crate::source::{Node, Object};

impl<'a> Evaluation<'_, '_, 'a> {
    pub(super) fn any(
        &mut self,
        key: &str,
        object: &'a Object,
        rule: &'a Node,
        value: &'a Node,
    ) -> bool {
        match key {
            "$ref" | "$dynamicRef" => {
                // In the view of a document, what is followed is not seen; this is a reference inside of the schema.
                match rule.as_str().and_then(|text| local(self.root, text)) {
                    Some(target) => self.schema(target, value),
                    None => true,
                }
            }
            "const" => {
                let holds = self.decided(is_equal(self.values, value, rule));
                if !holds {
                    self.violation("const", format!("must be {}", printed(rule)));
                }
                holds
            }
            "enum" => {
                let allowed = rule.as_array().unwrap_or_default();
                let holds = self.decided(is_one_of(self.values, value, allowed));
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

    pub(super) fn alternatives(&mut self, key: &str, rule: &'a Node, value: &'a Node) -> bool {
        let before = self.found.len();
        let is_alternative = std::mem::replace(&mut self.is_alternative, true);
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
        self.is_alternative = is_alternative;
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
}
