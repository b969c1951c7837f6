//! Reads the functions that rulesets name, with their options.

use std::rc::Rc;

use super::values::Casing;
use super::{Draft, Function, Oas};
use crate::lint::pattern::Pattern;
use crate::lint::schema::Dialect;
use crate::source::{Node, Value};

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
        "alphabetical" => Ok(Function::Alphabetical(
            options.text("keyedBy").map(str::to_owned),
        )),
        "casing" => casing(&options),
        "enumeration" => options
            .required("values")
            .map(|values| Function::Enumeration(Rc::new(values.clone()))),
        "length" => Ok(Function::Length(
            options.number("min"),
            options.number("max"),
        )),
        "or" => options.names("properties").map(Function::Or),
        "xor" => options.names("properties").map(Function::Xor),
        "pattern" => options
            .pattern("match")
            .and_then(|expected| Ok(Function::Pattern(expected, options.pattern("notMatch")?))),
        "schema" => options.required("schema").map(|schema| {
            let draft = options.text("dialect").and_then(Dialect::named);
            let draft = draft.map_or(Draft::Detected, Draft::Named);
            Function::Schema(Rc::new(schema.clone()), draft, options.flag("allErrors"))
        }),
        "oasSchema" => options
            .required("schema")
            .map(|schema| Function::Schema(Rc::new(schema.clone()), Draft::OfDocument, false)),
        "unreferencedReusableObject" => options
            .required("reusableObjectsLocation")
            .and_then(|node| {
                node.as_str()
                    .ok_or_else(|| options.wrong("reusableObjectsLocation"))
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

    fn wrong(&self, key: &str) -> String {
        format!("the function `{}` has a wrong option `{key}`", self.name)
    }

    fn required(&self, key: &str) -> Result<&'o Node, String> {
        self.get(key)
            .ok_or_else(|| format!("the function `{}` needs the option `{key}`", self.name))
    }

    fn text(&self, key: &str) -> Option<&'o str> {
        self.get(key)?.as_str()
    }

    fn number(&self, key: &str) -> Option<f64> {
        self.get(key)?.as_f64()
    }

    fn flag(&self, key: &str) -> bool {
        self.get(key).and_then(Node::as_bool) == Some(true)
    }

    fn names(&self, key: &str) -> Result<Vec<String>, String> {
        let names = self.required(key)?.as_array().unwrap_or_default();
        names
            .iter()
            .map(|name| {
                name.as_str()
                    .map(str::to_owned)
                    .ok_or_else(|| self.wrong(key))
            })
            .collect()
    }

    fn pattern(&self, key: &str) -> Result<Option<Pattern>, String> {
        match self.get(key).map(|node| &node.value) {
            None => Ok(None),
            Some(Value::String(text)) => Pattern::new(text).map(Some),
            Some(_) => Err(self.wrong(key)),
        }
    }
}

fn casing(options: &Options<'_>) -> Result<Function, String> {
    let name = options.required("type")?.as_str();
    let name = name.ok_or_else(|| options.wrong("type"))?;
    let separator = options.get("separator").and_then(|separator| {
        let text = separator.get("char")?.as_str()?;
        let leads = separator.get("allowLeading").and_then(Node::as_bool);
        Some((text, leads == Some(true)))
    });
    let has_digits = !options.flag("disallowDigits");
    Casing::new(name, has_digits, separator).map(Function::Casing)
}
