//! The shapes of parameters, forms and texts, in the form that the runtime reads.

use indexmap::{IndexMap, IndexSet};
use serde_json::{Map, Value, json};

use super::combined;
use crate::api::{TextShape, TextShapeId, TextShapes};
use crate::schema::{Type, TypeSet};
use crate::validator::Writer;

/// Writes shapes, and collects the named ones that they refer to.
pub(crate) struct ShapeWriter<'a> {
    shapes: &'a TextShapes,
    /// The named shapes that are referred to, in order of the first reference.
    referenced: IndexSet<TextShapeId>,
    /// The number of them that are written.
    written: usize,
}

impl<'a> ShapeWriter<'a> {
    pub fn new(shapes: &'a TextShapes) -> ShapeWriter<'a> {
        ShapeWriter {
            shapes,
            referenced: IndexSet::new(),
            written: 0,
        }
    }

    /// The shape of a parameter or body, beside its schema; `None` if that may be anything.
    pub fn root(&mut self, id: TextShapeId, writer: &mut Writer) -> Option<Value> {
        if let Some(reference) = self.reference(id) {
            return Some(reference);
        }
        let shape = self.body(id, writer, false);
        (shape != "any").then_some(shape)
    }

    /// The name and shape of the next line, of the shapes that are referred to and not yet written.
    pub fn next_line(&mut self, writer: &mut Writer) -> Option<(String, Value)> {
        let id = *self.referenced.get_index(self.written)?;
        self.written += 1;
        let name = self.shapes[id].name.clone()?;
        Some((name, self.body(id, writer, true)))
    }

    /// A reference to a shape that has a line of its own, which is written later.
    fn reference(&mut self, id: TextShapeId) -> Option<Value> {
        let name = self.shapes[id].name.as_ref()?;
        self.referenced.insert(id);
        Some(json!({ "is": name }))
    }

    fn shape(&mut self, id: TextShapeId, writer: &mut Writer) -> Value {
        let reference = self.reference(id);
        reference.unwrap_or_else(|| self.body(id, writer, true))
    }

    fn body(&mut self, id: TextShapeId, writer: &mut Writer, with_schema: bool) -> Value {
        let shapes: &'a TextShapes = self.shapes;
        let shape = &shapes[id];
        let mut out = Map::new();
        if shape.types != implied(shape) {
            out.insert("types".to_owned(), types(shape.types));
        }
        for (keyword, members) in [("members", &shape.members), ("patterns", &shape.patterns)] {
            if !members.is_empty() {
                out.insert(keyword.to_owned(), self.keyed(members, writer));
            }
        }
        if let Some(additional) = shape.additional {
            out.insert("additional".to_owned(), self.shape(additional, writer));
        }
        if !shape.prefix.is_empty() {
            let prefix = shape.prefix.iter().map(|id| self.shape(*id, writer));
            out.insert("prefix".to_owned(), prefix.collect());
        }
        if let Some(items) = shape.items {
            out.insert("items".to_owned(), self.shape(items, writer));
        }
        if with_schema && !shape.schemas.is_empty() {
            let sets = shape.schemas.iter();
            let sets = sets.map(|set| combined("allOf", set.iter().map(|id| writer.schema(*id))));
            out.insert("schema".to_owned(), combined("anyOf", sets));
        }
        match out.len() {
            0 => types(shape.types),
            1 if out.contains_key("types") => out.remove("types").unwrap_or_default(),
            _ => out.into(),
        }
    }

    fn keyed(&mut self, members: &IndexMap<String, TextShapeId>, writer: &mut Writer) -> Value {
        let members = members.iter();
        let members = members.map(|(name, id)| (name.clone(), self.shape(*id, writer)));
        members.collect::<Map<_, _>>().into()
    }
}

/// The types that follow from the members and items of a shape.
fn implied(shape: &TextShape) -> Option<TypeSet> {
    let has_members = !shape.members.is_empty() || !shape.patterns.is_empty();
    let is_object = has_members || shape.additional.is_some();
    let is_array = !shape.prefix.is_empty() || shape.items.is_some();
    let types = [
        is_object.then_some(Type::Object),
        is_array.then_some(Type::Array),
    ];
    let types: TypeSet = types.into_iter().flatten().collect();
    (!types.is_empty()).then_some(types)
}

fn types(types: Option<TypeSet>) -> Value {
    match types {
        None => "any".into(),
        Some(types) => match types.only() {
            Some(only) => only.name().into(),
            None => types.iter().map(Type::name).collect::<Vec<_>>().into(),
        },
    }
}
