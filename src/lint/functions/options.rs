//! Reads the functions that rulesets name, with their options.

use std::rc::Rc;

use super::values::Casing;
use super::{Draft, Function, Oas};
use crate::lint::pattern::Pattern;
use crate::lint::schema::{Dialect, unresolved};
use crate::source::{Node, Value};

/// The functions that every ruleset can name; a misspelled one is compared with these.
pub const NAMES: [&str; 13] = [
    "alphabetical",
    "casing",
    "defined",
    "enumeration",
    "falsy",
    "length",
    "or",
    "pattern",
    "schema",
    "truthy",
    "undefined",
    "unreferencedReusableObject",
    "xor",
];

/// A function by its name. `None`: it is unknown, a function in JavaScript.
///
/// # Errors
/// When its options are wrong.
pub fn read(name: &str, options: Option<&Node>) -> Option<Result<Function, String>> {
    let options = Options { name, options };
    Some(match name {
        "truthy" => Ok(Function::Truthy),
        "falsy" => Ok(Function::Falsy),
        "defined" => Ok(Function::Defined),
        "undefined" => Ok(Function::Undefined),
        "alphabetical" => options
            .text("keyedBy")
            .map(|by| Function::Alphabetical(by.map(str::to_owned))),
        "casing" => casing(&options),
        "enumeration" => options
            .required("values")
            .and_then(|values| match values.as_array() {
                Some(_) => Ok(Function::Enumeration(Rc::new(values.clone()))),
                None => Err(options.wrong("values", "a list")),
            }),
        "length" => options.number("min").and_then(|least| {
            let most = options.number("max")?;
            match (least, most) {
                (None, None) => Err(options.without_effect(&["min", "max"])),
                _ => Ok(Function::Length(least, most)),
            }
        }),
        "or" => options.names("properties").map(Function::Or),
        "xor" => options.names("properties").map(Function::Xor),
        "pattern" => options.pattern("match").and_then(|expected| {
            let forbidden = options.pattern("notMatch")?;
            match (&expected, &forbidden) {
                (None, None) => Err(options.without_effect(&["match", "notMatch"])),
                _ => Ok(Function::Pattern(expected, forbidden)),
            }
        }),
        "schema" => options.required("schema").and_then(|schema| {
            let draft =
                options.optional("dialect", "a dialect such as `draft7`", |node| {
                    match node.as_str()? {
                        "auto" => Some(Draft::Detected),
                        name => Dialect::named(name).map(Draft::Named),
                    }
                })?;
            let draft = draft.unwrap_or(Draft::Detected);
            let all = options.flag("allErrors")?;
            if let Some(text) = unresolved(schema) {
                return Err(format!(
                    "its schema has no part `{text}`, which it refers to"
                ));
            }
            Ok(Function::Schema(Rc::new(schema.clone()), draft, all))
        }),
        "oasSchema" => options
            .required("schema")
            .map(|schema| Function::Schema(Rc::new(schema.clone()), Draft::OfDocument, false)),
        "unreferencedReusableObject" => options
            .required("reusableObjectsLocation")
            .and_then(|node| {
                node.as_str()
                    .ok_or_else(|| options.wrong("reusableObjectsLocation", "a text"))
            })
            .map(|location| Function::UnreferencedReusableObject(location.to_owned())),
        _ => Ok(Function::Oas(Oas::named(name)?)),
    })
}

struct Options<'o> {
    name: &'o str,
    options: Option<&'o Node>,
}

impl<'o> Options<'o> {
    fn get(&self, key: &str) -> Option<&'o Node> {
        self.options?.get(key)
    }

    fn wrong(&self, key: &str, expected: &str) -> String {
        let name = self.name;
        format!("the option `{key}` of the function `{name}` is not {expected}")
    }

    fn without_effect(&self, keys: &[&str]) -> String {
        let (name, keys) = (self.name, keys.join("` nor `"));
        format!("the function `{name}` has neither the option `{keys}`, and does nothing")
    }

    fn required(&self, key: &str) -> Result<&'o Node, String> {
        self.get(key)
            .ok_or_else(|| format!("the function `{}` needs the option `{key}`", self.name))
    }

    /// An option that may be missing, but not be anything else.
    fn optional<T>(
        &self,
        key: &str,
        expected: &str,
        read: impl FnOnce(&'o Node) -> Option<T>,
    ) -> Result<Option<T>, String> {
        let Some(node) = self.get(key) else {
            return Ok(None);
        };
        let value = read(node).ok_or_else(|| self.wrong(key, expected))?;
        Ok(Some(value))
    }

    fn text(&self, key: &str) -> Result<Option<&'o str>, String> {
        self.optional(key, "a text", Node::as_str)
    }

    fn number(&self, key: &str) -> Result<Option<f64>, String> {
        self.optional(key, "a number", Node::as_f64)
    }

    fn flag(&self, key: &str) -> Result<bool, String> {
        let value = self.optional(key, "a boolean", Node::as_bool)?;
        Ok(value == Some(true))
    }

    fn names(&self, key: &str) -> Result<Vec<String>, String> {
        let names = self.required(key)?.as_array().unwrap_or_default();
        if names.len() < 2 {
            return Err(self.wrong(key, "a list of two names at least"));
        }
        names
            .iter()
            .map(|name| {
                name.as_str()
                    .map(str::to_owned)
                    .ok_or_else(|| self.wrong(key, "a list of names"))
            })
            .collect()
    }

    fn pattern(&self, key: &str) -> Result<Option<Pattern>, String> {
        match self.get(key).map(|node| &node.value) {
            None => Ok(None),
            Some(Value::String(text)) => Pattern::new(text).map(Some),
            Some(_) => Err(self.wrong(key, "a text")),
        }
    }
}

fn casing<'o>(options: &Options<'o>) -> Result<Function, String> {
    let name = options.required("type")?.as_str();
    let name = name.ok_or_else(|| options.wrong("type", "a text"))?;
    let object = |node: &'o Node| node.as_object().map(|_| node);
    let separator = Options {
        name: options.name,
        options: options.optional("separator", "an object", object)?,
    };
    let leads = separator.flag("allowLeading")?;
    let separator = separator.text("char")?.map(|text| (text, leads));
    let has_digits = !options.flag("disallowDigits")?;
    Casing::new(name, has_digits, separator).map(Function::Casing)
}
