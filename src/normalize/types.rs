//! `type` and `enum`: which values a schema is about.

use serde_json::Value as Json;

use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{Type, Types};
use crate::source::{Node, Value};

/// Names that people write in place of those of JSON Schema: the type that they mean, if it is one, and its format.
const MEANT: &[(&str, Option<Type>, Option<&str>)] = &[
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

/// What a name of a type means, if one can tell.
pub(super) fn meaning(name: &str) -> Option<(Option<Type>, Option<&'static str>)> {
    let lower = name.trim().to_ascii_lowercase();
    if let Some(kind) = Type::from_name(&lower) {
        return Some((Some(kind), None));
    }
    let meant = MEANT.iter().find(|(known, ..)| *known == lower);
    if let Some((_, kind, format)) = meant {
        return Some((*kind, *format));
    }
    let near = Type::ALL
        .into_iter()
        .find(|kind| strsim::damerau_levenshtein(kind.name(), &lower) <= 1);
    near.map(|kind| (Some(kind), None))
}

impl<'a> Reader<'a, '_> {
    /// The types that a schema names, and a format where the name of a type says one.
    pub(super) fn types(&mut self, node: &'a Node) -> (Option<Types>, Option<&'static str>) {
        let Some(member) = node.get("type") else {
            return (None, None);
        };
        let names = match &member.value {
            Value::Array(names) => names.as_slice(),
            _ => std::slice::from_ref(member),
        };
        let mut types = Types::default();
        let mut format = None;
        let mut all = false;
        for name in names {
            let written = match &name.value {
                // Without quotes it is no text in YAML.
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
            let meant = meaning(written);
            let (kind, implied) = meant.unwrap_or_default();
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
                "leave `type` out where any value is meant; else it can be: {names}"
            )),
            (Some(kind), None) => diagnostic
                .label(format!("taken for `{}`", kind.name()))
                .help(format!("write `type: {}`", kind.name())),
            (Some(kind), Some(format)) => diagnostic
                .label(format!(
                    "taken for `{}` with the format `{format}`",
                    kind.name()
                ))
                .help(format!(
                    "write `type: {}` and `format: {format}`",
                    kind.name()
                )),
        });
    }

    /// The values that `const` and `enum` leave. Numbers in place of texts, and texts in place of numbers, are taken
    /// for what the type says.
    pub(super) fn enumeration(
        &mut self,
        node: &'a Node,
        types: Option<Types>,
    ) -> Option<Vec<Json>> {
        if let Some(value) = node.get("const") {
            return Some(vec![self.value_of(value, "`const`", types)]);
        }
        let member = node.get("enum")?;
        // Each value, where it stands, and whether it was told that it stands there again.
        let mut values: Vec<(Json, &Node, bool)> = Vec::new();
        for item in self.list(node, "enum") {
            let value = self.value_of(item, "a value of `enum`", types);
            match values.iter_mut().find(|(known, ..)| *known == value) {
                Some((_, first, told)) => {
                    let message = format!("{value} stands here more than once");
                    let diagnostic = Diagnostic::warning(Code::DuplicateValue, item.at, message)
                        .related(first.at, "the first one")
                        .help("remove one of them, or mend it");
                    if !std::mem::replace(told, true) {
                        self.diagnostics.push(diagnostic);
                    }
                }
                None => values.push((value, item, false)),
            }
        }
        if values.is_empty() {
            // An empty list allows nothing at all, which nobody means.
            if member.as_array().is_some() {
                let help = "list the values that are allowed, or leave `enum` out; any is allowed until then";
                self.warn(Code::WrongValue, member.at, "`enum` lists no value", help);
            }
            return None;
        }
        Some(values.into_iter().map(|(value, ..)| value).collect())
    }

    /// A value that is to be of one of some types.
    pub(super) fn value_of(&mut self, node: &Node, what: &str, types: Option<Types>) -> Json {
        let value = node.to_json();
        let Some(meant) = types.and_then(|types| meant(&value, types)) else {
            return value;
        };
        let expected = match &meant {
            Json::String(_) => "a string",
            Json::Number(_) => "a number",
            _ => "a boolean",
        };
        self.coerced(node, what, expected, &format!("`{meant}`"));
        meant
    }
}

/// What a value of another type is meant to be, if it is plain.
fn meant(value: &Json, types: Types) -> Option<Json> {
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
        let strings = Types::from_iter([Type::String]);
        let numbers = Types::from_iter([Type::Number]);
        assert_eq!(meant(&5.into(), strings), Some("5".into()));
        assert_eq!(meant(&true.into(), strings), Some("true".into()));
        assert_eq!(meant(&"5".into(), numbers), Some(5.into()));
        assert_eq!(meant(&"five".into(), numbers), None);
        assert_eq!(meant(&Json::Null, strings), None);
    }
}
