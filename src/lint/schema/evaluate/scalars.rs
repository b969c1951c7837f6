//! The keywords about numbers and texts.

use super::Evaluation;
use crate::lint::schema::Dialect;
use crate::lint::schema::formats;
use crate::lint::value::printed;
use crate::source::{Node, Object};

impl<'a> Evaluation<'_, '_, 'a> {
    pub(super) fn number(
        &mut self,
        key: &str,
        object: &'a Object,
        rule: &'a Node,
        value: &Node,
    ) -> bool {
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

    pub(super) fn text(&mut self, key: &str, rule: &'a Node, text: &str) -> bool {
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
                self.matches_source(pattern, text),
                format!("must match pattern \"{pattern}\""),
            ),
            ("format", _, Some(format)) => (
                "format",
                self.has_format(format, text),
                format!("must match format \"{format}\""),
            ),
            _ => return true,
        };
        if !holds {
            self.violation(keyword, message);
        }
        holds
    }
}
