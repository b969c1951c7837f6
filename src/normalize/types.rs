//! The keywords `type`, `enum` and `const`.

use serde_json::Value as Json;

use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{Type, TypeSet};
use crate::source::{Node, Value};

/// Names that documents use in place of JSON Schema's, with the intended type and format.
const INTENDED: &[(&str, Option<Type>, Option<&str>)] = &[
    ("int", Some(Type::Integer), None),
    ("int32", Some(Type::Integer), Some("int32")),
    ("int64", Some(Type::Integer), Some("int64")),
    ("long", Some(Type::Integer), Some("int64")),
    ("short", Some(Type::Integer), None),
    ("float", Some(Type::Number), Some("float")),
    ("double", Some(Type::Number), Some("double")),
    ("decimal", Some(Type::Number), None),
    ("numeric", Some(Type::Number), None),
    ("num", Some(Type::Number), None),
    ("bool", Some(Type::Boolean), None),
    ("str", Some(Type::String), None),
    ("text", Some(Type::String), None),
    ("char", Some(Type::String), None),
    ("enum", Some(Type::String), None),
    ("uuid", Some(Type::String), Some("uuid")),
    ("guid", Some(Type::String), Some("uuid")),
    ("date", Some(Type::String), Some("date")),
    ("datetime", Some(Type::String), Some("date-time")),
    ("date-time", Some(Type::String), Some("date-time")),
    ("timestamp", Some(Type::String), Some("date-time")),
    ("time", Some(Type::String), Some("time")),
    ("email", Some(Type::String), Some("email")),
    ("uri", Some(Type::String), Some("uri")),
    ("url", Some(Type::String), Some("uri")),
    ("password", Some(Type::String), Some("password")),
    ("binary", Some(Type::String), Some("binary")),
    ("file", Some(Type::String), Some("binary")),
    ("list", Some(Type::Array), None),
    ("set", Some(Type::Array), None),
    ("dict", Some(Type::Object), None),
    ("dictionary", Some(Type::Object), None),
    ("hash", Some(Type::Object), None),
    ("map", Some(Type::Object), None),
    ("json", Some(Type::Object), None),
    ("none", Some(Type::Null), None),
    ("nil", Some(Type::Null), None),
    ("any", None, None),
    ("mixed", None, None),
    ("*", None, None),
];

/// The intended type and format of a name, if there is one.
pub(super) fn meaning(name: &str) -> Option<(Option<Type>, Option<&'static str>)> {
    let lower = name.trim().to_ascii_lowercase();
    if let Some(kind) = Type::from_name(&lower) {
        return Some((Some(kind), None));
    }
    let intended = INTENDED.iter().find(|(known, ..)| *known == lower);
    if let Some((_, kind, format)) = intended {
        return Some((*kind, *format));
    }
    let near = Type::ALL
        .into_iter()
        .find(|kind| strsim::damerau_levenshtein(kind.name(), &lower) <= 1);
    near.map(|kind| (Some(kind), None))
}

impl<'a> Reader<'a, '_> {
    /// The types of a schema, and the format that the name of a type implies.
    pub(super) fn types(&mut self, node: &'a Node) -> (Option<TypeSet>, Option<&'static str>) {
        let Some(member) = node.get("type") else {
            return (None, None);
        };
        let names = match &member.value {
            Value::Array(names) => names.as_slice(),
            _ => std::slice::from_ref(member),
        };
        let mut types = TypeSet::default();
        let mut format = None;
        let mut all = false;
        for name in names {
            let written = match &name.value {
                // YAML reads `null` without quotes as null.
                Value::Null => "null",
                Value::String(text) => text.as_str(),
                _ => {
                    self.wrong_type(name, "type", "the name of a type");
                    all = true;
                    continue;
                }
            };
            if let Some(kind) = Type::from_name(written) {
                types.insert(kind);
                continue;
            }
            let intended = meaning(written);
            let (kind, implied) = intended.unwrap_or_default();
            kind.into_iter().for_each(|kind| types.insert(kind));
            format = format.or(implied);
            all |= kind.is_none();
            self.misspelled_type(name, written, kind, implied);
        }
        let types = (!types.is_empty() && !all).then_some(types);
        (types, format)
    }

    fn misspelled_type(
        &mut self,
        node: &Node,
        written: &str,
        kind: Option<Type>,
        format: Option<&str>,
    ) {
        let message = format!("there is no type `{written}`");
        let diagnostic = Diagnostic::warning(Code::WrongValue, node.at, message);
        let names = Type::ALL.map(Type::name).join(", ");
        self.diagnostics.push(match (kind, format) {
            (None, _) => diagnostic.label("any value is allowed").help(format!(
                "leave `type` out where any value is intended; else it can be: {names}"
            )),
            (Some(kind), None) => diagnostic
                .label(format!("read as `{}`", kind.name()))
                .help(format!("write `type: {}`", kind.name())),
            (Some(kind), Some(format)) => diagnostic
                .label(format!(
                    "read as `{}` with the format `{format}`",
                    kind.name()
                ))
                .help(format!(
                    "write `type: {}` and `format: {format}`",
                    kind.name()
                )),
        });
    }

    /// The values of `const` or `enum`. Numbers and strings are converted to the type where that is unambiguous.
    pub(super) fn enumeration(
        &mut self,
        node: &'a Node,
        types: Option<TypeSet>,
    ) -> Option<Vec<Json>> {
        if let Some(value) = node.get("const") {
            return Some(vec![self.value_of(value, "`const`", types)]);
        }
        let member = node.get("enum")?;
        // Each value, its node, and whether a duplicate was reported.
        let mut values: Vec<(Json, &Node, bool)> = Vec::new();
        for item in self.list(node, "enum") {
            let value = self.value_of(item, "a value of `enum`", types);
            match values.iter_mut().find(|(known, ..)| *known == value) {
                Some((_, first, reported)) => {
                    let message = format!("{value} is listed more than once");
                    let diagnostic = Diagnostic::warning(Code::DuplicateValue, item.at, message)
                        .related(first.at, "the first one")
                        .help("remove one of them, or correct it");
                    if !std::mem::replace(reported, true) {
                        self.diagnostics.push(diagnostic);
                    }
                }
                None => values.push((value, item, false)),
            }
        }
        if values.is_empty() {
            // An empty list would allow nothing.
            if member.as_array().is_some() {
                let help = "list the values that are allowed, or leave `enum` out; any is allowed until then";
                self.warn(Code::WrongValue, member.at, "`enum` lists no value", help);
            }
            return None;
        }
        Some(values.into_iter().map(|(value, ..)| value).collect())
    }

    /// Reads a value, converted to one of the types where that is unambiguous.
    pub(super) fn value_of(&mut self, node: &Node, what: &str, types: Option<TypeSet>) -> Json {
        let value = node.to_json();
        let Some(intended) = types.and_then(|types| intended(&value, types)) else {
            return value;
        };
        let expected = match &intended {
            Json::String(_) => "a string",
            Json::Number(_) => "a number",
            _ => "a boolean",
        };
        self.coerced(node, what, expected, &format!("`{intended}`"));
        intended
    }
}

/// The conversion of a value to one of the types, if there is one.
fn intended(value: &Json, types: TypeSet) -> Option<Json> {
    let own = Type::of(value);
    if types.contains(own) || own == Type::Integer && types.contains(Type::Number) {
        return None;
    }
    match value {
        Json::Number(_) | Json::Bool(_) if types.contains(Type::String) => {
            Some(value.to_string().into())
        }
        Json::String(text) => {
            let read: Json = serde_json::from_str(text).ok()?;
            let kind = Type::of(&read);
            let fits =
                types.contains(kind) || kind == Type::Integer && types.contains(Type::Number);
            (fits && (read.is_number() || read.is_boolean())).then_some(read)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_types_mean_what_people_mean() {
        assert_eq!(meaning("String"), Some((Some(Type::String), None)));
        assert_eq!(meaning("date"), Some((Some(Type::String), Some("date"))));
        assert_eq!(meaning("interger"), Some((Some(Type::Integer), None)));
        assert_eq!(meaning("any"), Some((None, None)));
        assert_eq!(meaning("Pet"), None);
    }

    #[test]
    fn values_are_taken_for_their_type() {
        let strings = TypeSet::from_iter([Type::String]);
        let numbers = TypeSet::from_iter([Type::Number]);
        assert_eq!(intended(&5.into(), strings), Some("5".into()));
        assert_eq!(intended(&true.into(), strings), Some("true".into()));
        assert_eq!(intended(&"5".into(), numbers), Some(5.into()));
        assert_eq!(intended(&"five".into(), numbers), None);
        assert_eq!(intended(&Json::Null, strings), None);
    }
}
