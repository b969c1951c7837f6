//! The forms of responses: their schemas, shapes and encodings, by which both sides write and read them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::operation::encodings;
use super::{Contract, ShapeWriter, push};
use crate::api::{Api, ResponseForm, TextShapes};
use crate::schema::Schemas;
use crate::validator::{Definitions, Writer};

/// The lines of all forms of responses; empty if no response is a form.
pub fn forms(api: &Api, schemas: &Schemas) -> Contract {
    if api.forms.is_empty() {
        return Contract::default();
    }
    lines(&api.forms, &Definitions::of(schemas), &api.shapes)
}

/// A line for each form, and one for each named schema and shape that they lead to.
pub(crate) fn lines(
    forms: &[ResponseForm],
    definitions: &Definitions,
    shapes: &TextShapes,
) -> Contract {
    let mut writer = Writer::new(definitions);
    let mut shapes = ShapeWriter::new(shapes);
    let mut text = String::new();
    for form in forms {
        let mut is = Map::new();
        is.insert("schema".to_owned(), writer.schema(form.schema));
        let shape = shapes.root(form.shape, &mut writer);
        is.extend(shape.map(|shape| ("shape".to_owned(), shape)));
        if !form.encodings.is_empty() {
            is.insert("encoding".to_owned(), encodings(&form.encodings));
        }
        push(&mut text, &json!({ "form": form.name, "is": is }));
    }
    let lines = std::iter::from_fn(|| shapes.next_line(&mut writer));
    let shapes: BTreeMap<String, Value> = lines.collect();
    let lines = std::iter::from_fn(|| writer.next_line());
    let schemas: BTreeMap<String, Value> = lines.collect();
    for (name, schema) in schemas {
        push(&mut text, &json!({ "schema": name, "is": schema }));
    }
    for (name, shape) in shapes {
        push(&mut text, &json!({ "shape": name, "is": shape }));
    }
    let parts = writer.parts().collect();
    Contract { text, parts }
}
