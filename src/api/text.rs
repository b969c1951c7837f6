//! The shapes of values that are not JSON but texts: parameters, forms, parts and bodies of text.

use indexmap::IndexMap;
use serde::Serialize;

use crate::schema::{SchemaId, TypeSet};

/// Index of a shape in [`TextShapes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TextShapeId(pub usize);

/// The shapes of all texts of a document, which may refer to each other in circles.
#[derive(Debug, Default, Serialize)]
pub struct TextShapes(pub Vec<TextShape>);

/// What a text may be: the types, members and items that its schemas allow in all their alternatives.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TextShape {
    /// The name by which others refer to it; without one it is written where it is used.
    pub name: Option<String>,
    /// The types of valid values; `None` allows all types.
    pub types: Option<TypeSet>,
    /// The alternative sets of schemas that decide what a text is, where it could be a string and another value.
    pub schemas: Vec<Vec<SchemaId>>,
    /// The declared members.
    pub members: IndexMap<String, TextShapeId>,
    /// The members whose names match a pattern.
    pub patterns: IndexMap<String, TextShapeId>,
    /// All other members, if there may be some.
    pub additional: Option<TextShapeId>,
    /// The first items.
    pub prefix: Vec<TextShapeId>,
    /// The items behind them.
    pub items: Option<TextShapeId>,
}

impl TextShape {
    /// The shapes of members and items.
    pub fn children(&self) -> impl Iterator<Item = TextShapeId> + '_ {
        let members = self.members.values().chain(self.patterns.values());
        let members = members.chain(&self.additional);
        members.chain(&self.prefix).chain(&self.items).copied()
    }
}

impl std::ops::Index<TextShapeId> for TextShapes {
    type Output = TextShape;

    fn index(&self, id: TextShapeId) -> &TextShape {
        &self.0[id.0]
    }
}
