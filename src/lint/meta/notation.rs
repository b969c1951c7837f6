//! A notation for the objects of a specification, from which their JSON Schemas are built.
//!
//! A text consists of definitions, each of which starts a line; lines that continue one are indented, and `#` starts a
//! comment. A definition whose name is capitalized becomes one of the `$defs`, and its name a reference to it; the
//! schema of the others is inserted where their names stand. `Document` is the schema itself.
//!
//! | notation | meaning |
//! |---|---|
//! | `{name! string, url uri, x-}` | an object with these members only; `!` marks those that are required, and `x-` allows extensions |
//! | `{name string, ...}` | an object that may have other members as well |
//! | `{* Pet}`, `{/^a/ Pet}` | an object whose members (those with such names) are pets |
//! | `(name! string)` | the members that a value has if it is an object |
//! | `...flow` | the members of another definition |
//! | `[string]` | an array |
//! | `any`, `never`, `string`, `number`, `integer`, `boolean` | these types |
//! | `&Pet` | a reference object or a pet |
//! | `"a" \| "b"` | one of these texts |
//! | `= "a"`, `= true` | this value |
//! | `/^a/`, `as uri`, `from 0`, `above 0` | the pattern, format, minimum and exclusive minimum |
//! | `1+ items`, `1 member`, `unique` | the number of items or members; that items differ |
//! | `names string as regex` | a schema for the names of members |
//! | `says "must be a schema"` | the message of violations |
//! | `not A`, `and A`, `one of A or B`, `any of A or B` | what else holds, or does not |
//! | `if A then B else C`, `with name A` | conditions; the second is that there is a member of that name |
//! | `contains A`, `contains 0 to 1 A` | how many items are like this |
//!
//! `@3.1` before a definition, member or part of a schema, or after `!`, limits it to that version, `@3.0 @3.1` to both,
//! and `@3.1+` to that version and later ones.

mod parser;
mod tokens;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use parser::{Parser, value};
use tokens::{Token, tokens};

type Schema = Map<String, Value>;

/// The tokens of each definition.
type Definitions = BTreeMap<String, Vec<Token>>;

/// The schema of a version, in which `closing` is the keyword that refuses other members of objects; or what is wrong
/// with the text.
pub(super) fn schema(text: &str, version: &str, closing: &str) -> Result<Value, String> {
    let mut definitions = Definitions::new();
    for (name, body) in definitions_of(text, version)? {
        if definitions.insert(name.clone(), body).is_some() {
            return Err(format!("`{name}` is defined twice"));
        }
    }
    let mut root = Schema::new();
    let mut others = Schema::new();
    for (name, body) in &definitions {
        let built = Parser::new(&definitions, version, closing, body)
            .all()
            .map_err(|reason| format!("`{name}`: {reason}"))?;
        if name == "Document" {
            root = built;
        } else if is_referenced(name) {
            others.insert(name.clone(), value(built));
        }
    }
    root.insert("$defs".to_owned(), Value::Object(others));
    Ok(Value::Object(root))
}

/// The names and tokens of the definitions of a version.
fn definitions_of(text: &str, version: &str) -> Result<Vec<(String, Vec<Token>)>, String> {
    let mut parts: Vec<String> = Vec::new();
    for line in text.lines() {
        let continues = line.is_empty() || line.starts_with([' ', '}', ')', '#']);
        match parts.last_mut() {
            Some(part) if continues => {
                part.push('\n');
                part.push_str(line);
            }
            _ => parts.push(line.to_owned()),
        }
    }
    let mut found = Vec::new();
    for part in parts {
        let mut tokens = tokens(&part)?.into_iter().peekable();
        let mut versions = Vec::new();
        while let Some(token) = tokens.next_if(|token| matches!(token, Token::Version(..))) {
            versions.push(token);
        }
        let name = match (tokens.next(), tokens.next()) {
            (None, _) => continue,
            (Some(Token::Name(name)), Some(Token::Sign(':'))) => name,
            _ => return Err(format!("`{part}` is no definition")),
        };
        if includes(&versions, version) {
            found.push((name, tokens.collect()));
        }
    }
    Ok(found)
}

fn is_referenced(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
}

/// Whether a version is one of these; all are if there is none.
fn includes(versions: &[Token], version: &str) -> bool {
    versions.is_empty()
        || versions.iter().any(|token| match token {
            Token::Version(other, true) => version >= other.as_str(),
            Token::Version(other, false) => version == other,
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The schema of a text whose `Document` is this, in version 3.1.
    fn built(document: &str) -> Result<Value, String> {
        let text = format!(
            "Document: {document}\nPet: any\nshort: string /^.$/\npaw: (claws! count)\ncount: integer from 0\n"
        );
        let mut schema = schema(&text, "3.1", "additionalProperties")?;
        if let Some(root) = schema.as_object_mut() {
            root.remove("$defs");
        }
        Ok(schema)
    }

    #[track_caller]
    fn assert_built(document: &str, expected: Value) {
        assert_eq!(built(document), Ok(expected), "{document}");
    }

    #[track_caller]
    fn assert_wrong(document: &str, expected: &str) {
        let expected = format!("`Document`: {expected}");
        assert_eq!(built(document), Err(expected), "{document}");
    }

    #[test]
    fn objects_have_the_members_that_are_listed() {
        assert_built(
            "{name! string, tag Pet, x-}",
            json!({
                "type": "object",
                "required": ["name"],
                "properties": { "name": { "type": "string" }, "tag": { "$ref": "#/$defs/Pet" } },
                "patternProperties": { "^x-": true },
                "additionalProperties": false,
            }),
        );
        assert_built("{...}", json!({ "type": "object" }));
        assert_built(
            "{/^a\\/b/ never, * [any]}",
            json!({
                "type": "object",
                "patternProperties": { "^a/b": false },
                "additionalProperties": { "type": "array", "items": true },
            }),
        );
        assert_built(
            "(...paw, in! = \"a\")",
            json!({
                "required": ["claws", "in"],
                "properties": { "claws": { "type": "integer", "minimum": 0 }, "in": { "const": "a" } },
            }),
        );
    }

    #[test]
    fn assertions_follow_a_type() {
        assert_built(
            "string \"a\" | \"b\" says \"c\"",
            json!({ "type": "string", "enum": ["a", "b"], "errorMessage": "c" }),
        );
        assert_built(
            "{* short} 1 member names short",
            json!({
                "type": "object",
                "additionalProperties": { "type": "string", "pattern": "^.$" },
                "minProperties": 1,
                "maxProperties": 1,
                "propertyNames": { "type": "string", "pattern": "^.$" },
            }),
        );
        assert_built(
            "[string as uri] 2+ items unique",
            json!({
                "type": "array",
                "items": { "type": "string", "format": "uri" },
                "minItems": 2,
                "uniqueItems": true,
            }),
        );
        assert_built(
            "never says \"a\" of \"b\" | \"c\" or \"d\"",
            json!({ "not": true, "errorMessage": { "properties": { "b": "a", "c": "a" }, "_": "d" } }),
        );
    }

    #[test]
    fn conditions_stand_beside_each_other() {
        assert_built(
            "not (a!) not (b!) and Pet",
            json!({
                "not": { "required": ["a"] },
                "allOf": [{ "not": { "required": ["b"] } }, { "$ref": "#/$defs/Pet" }],
            }),
        );
        assert_built(
            "if string then Pet else if Pet then any else never with a not Pet",
            json!({
                "if": { "type": "string" },
                "then": { "$ref": "#/$defs/Pet" },
                "else": { "if": { "$ref": "#/$defs/Pet" }, "then": true, "else": false },
                "dependentSchemas": { "a": { "not": { "$ref": "#/$defs/Pet" } } },
            }),
        );
        assert_built(
            "any of string or Pet contains 0 to 1 Pet",
            json!({
                "anyOf": [{ "type": "string" }, { "$ref": "#/$defs/Pet" }],
                "contains": { "$ref": "#/$defs/Pet" },
                "minContains": 0,
                "maxContains": 1,
            }),
        );
        assert_built(
            "&Pet",
            json!({
                "if": { "type": "object", "required": ["$ref"] },
                "then": { "$ref": "#/$defs/Reference" },
                "else": { "$ref": "#/$defs/Pet" },
            }),
        );
    }

    #[test]
    fn versions_limit_definitions_members_and_parts() {
        let text = "@3.0 Document: {a!@3.0 string}
@3.1+ Document: {
  @3.1 a string, @3.2 a number,
  b!@3.2 \"c\" | @3.0 @3.2 \"d\"
} @3.1 1+ members @3.2 not Pet
@3.2 Pet: any
";
        let built = |version| schema(text, version, "unevaluatedProperties");
        assert_eq!(
            built("3.0"),
            Ok(json!({
                "type": "object",
                "required": ["a"],
                "properties": { "a": { "type": "string" } },
                "unevaluatedProperties": false,
                "$defs": {},
            }))
        );
        assert_eq!(
            built("3.1"),
            Ok(json!({
                "type": "object",
                "properties": { "a": { "type": "string" }, "b": { "enum": ["c"] } },
                "unevaluatedProperties": false,
                "minProperties": 1,
                "$defs": {},
            }))
        );
        assert_eq!(
            built("3.2"),
            Ok(json!({
                "type": "object",
                "required": ["b"],
                "properties": { "a": { "type": "number" }, "b": { "enum": ["c", "d"] } },
                "unevaluatedProperties": false,
                "not": { "$ref": "#/$defs/Pet" },
                "$defs": { "Pet": true },
            }))
        );
    }

    #[test]
    fn mistakes_are_errors() {
        assert_wrong(
            "{a string b}",
            "`}` or a comma is missing before Some(Name(\"b\"))",
        );
        assert_wrong("{a string, a string}", "`a` is there twice");
        assert_wrong("{a", "`}` or a comma is missing before None");
        assert_wrong("[string", "`]` is missing");
        assert_wrong("string nothing", "Name(\"nothing\") is not expected");
        assert_wrong("not", "None is no schema");
        assert_wrong("[any] 1 thing", "`thing` cannot be counted");
        let text = "Document: any\nDocument: any\n";
        let twice = Err("`Document` is defined twice".to_owned());
        assert_eq!(schema(text, "3.1", "additionalProperties"), twice);
        let text = "Document: a\na: [a]\n";
        let endless = Err("`Document`: `a` is inserted into itself".to_owned());
        assert_eq!(schema(text, "3.1", "additionalProperties"), endless);
    }
}
