//! The keywords whose schemas apply to a value or its parts under a condition (JSON Schema 2020-12 Core §10, §11).

use serde::{Serialize, Serializer};

use super::SchemaId;

/// The applicators other than those that every type needs: `properties`, `items`, `allOf` and so on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Applicators {
    pub pattern_properties: Vec<(String, SchemaId)>,
    pub property_names: Option<SchemaId>,
    pub contains: Option<SchemaId>,
    pub not: Option<SchemaId>,
    pub condition: Option<SchemaId>,
    pub then: Option<SchemaId>,
    pub otherwise: Option<SchemaId>,
    pub dependent_schemas: Vec<(String, SchemaId)>,
    pub unevaluated_properties: Option<SchemaId>,
    pub unevaluated_items: Option<SchemaId>,
}

/// The schemas of one keyword.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Applicator<'a> {
    One(SchemaId),
    Keyed(&'a [(String, SchemaId)]),
}

impl Applicators {
    pub fn is_empty(&self) -> bool {
        self.keywords().next().is_none()
    }

    /// The keywords and their schemas, in the order in which they are written.
    pub fn keywords(&self) -> impl Iterator<Item = (&'static str, Applicator<'_>)> {
        let one = |id: Option<SchemaId>| id.map(Applicator::One);
        let keyed = |list| Some(Applicator::Keyed(list)).filter(|_| !list.is_empty());
        let keywords = [
            ("patternProperties", keyed(&self.pattern_properties)),
            ("propertyNames", one(self.property_names)),
            ("contains", one(self.contains)),
            ("not", one(self.not)),
            ("if", one(self.condition)),
            ("then", one(self.then)),
            ("else", one(self.otherwise)),
            ("dependentSchemas", keyed(&self.dependent_schemas)),
            ("unevaluatedProperties", one(self.unevaluated_properties)),
            ("unevaluatedItems", one(self.unevaluated_items)),
        ];
        let keywords = keywords.into_iter();
        keywords.filter_map(|(keyword, applicator)| Some((keyword, applicator?)))
    }

    /// All schemas.
    pub fn schemas(&self) -> impl Iterator<Item = SchemaId> + '_ {
        self.keywords()
            .flat_map(|(_, applicator)| applicator.schemas().map(|(_, id)| id))
    }

    /// The schemas that apply to the value itself, not to a member or an item of it.
    pub fn in_place(&self) -> impl Iterator<Item = SchemaId> + '_ {
        let one = [self.not, self.condition, self.then, self.otherwise];
        let dependent = self.dependent_schemas.iter().map(|(_, id)| *id);
        one.into_iter().flatten().chain(dependent)
    }

    /// The schemas that apply to the value itself if a condition holds.
    pub fn conditional(&self) -> impl Iterator<Item = SchemaId> + '_ {
        // Without `if` these have no effect.
        let branches =
            [self.then, self.otherwise].map(|id| id.filter(|_| self.condition.is_some()));
        let dependent = self.dependent_schemas.iter().map(|(_, id)| *id);
        branches.into_iter().flatten().chain(dependent)
    }
}

impl<'a> Applicator<'a> {
    /// The schemas in the order of the document, with their keys.
    pub fn schemas(self) -> impl Iterator<Item = (Option<&'a str>, SchemaId)> {
        let (one, keyed) = match self {
            Applicator::One(id) => (Some((None, id)), [].as_slice()),
            Applicator::Keyed(list) => (None, list),
        };
        let keyed = keyed.iter().map(|(key, id)| (Some(key.as_str()), *id));
        one.into_iter().chain(keyed)
    }
}

impl Serialize for Applicators {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.keywords().map(|(keyword, applicator)| {
            let schemas: Vec<_> = applicator.schemas().collect();
            (keyword, schemas)
        }))
    }
}
