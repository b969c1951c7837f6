//! The schemas by which unions choose their variants, where types do not tell values apart.

use serde_json::{Value, json};

use super::{Contract, combined, push};
use crate::api::{Alternative, Api, Kind, TypeId};
use crate::schema::Schemas;
use crate::validator::{Definitions, Writer};

/// A line for each such union, with the schemas of its variants, and one for each named schema that they lead to.
pub fn unions<'n>(api: &Api, schemas: &Schemas, name: impl Fn(TypeId) -> &'n str) -> Contract {
    let unions = api.types.iter().filter_map(|(id, definition)| {
        let subschemas = match &definition.kind {
            Kind::Union(union) => union.subschemas.as_ref(),
            Kind::AnyOf(any_of) => any_of.subschemas.as_ref(),
            _ => None,
        };
        Some((name(id), subschemas?))
    });
    let mut unions: Vec<(&str, &Vec<Alternative>)> = unions.collect();
    if unions.is_empty() {
        return Contract::default();
    }
    unions.sort_by_key(|(name, _)| *name);
    let definitions = Definitions::of(schemas);
    let mut writer = Writer::new(&definitions);
    let mut text = String::new();
    for (name, alternatives) in unions {
        let alternatives = alternatives.iter();
        let alternatives: Vec<Value> = alternatives
            .map(|alternative| match alternative {
                Alternative::Of(lists) => combined(
                    "anyOf",
                    lists
                        .iter()
                        .map(|ids| combined("allOf", ids.iter().map(|id| writer.schema(*id)))),
                ),
                Alternative::Several => Value::Null,
            })
            .collect();
        push(&mut text, &json!({ "union": name, "is": alternatives }));
    }
    let lines = std::iter::from_fn(|| writer.next_line());
    let mut lines: Vec<(String, Value)> = lines.collect();
    lines.sort_by(|(one, _), (other, _)| one.cmp(other));
    for (name, schema) in lines {
        push(&mut text, &json!({ "schema": name, "is": schema }));
    }
    let parts = writer.parts().collect();
    Contract { text, parts }
}
