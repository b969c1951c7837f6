//! Schemas that differ between requests and responses.

use crate::schema::{SchemaId, Schemas};

/// The side of a type: requests have no `readOnly` members, responses no `writeOnly` ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Side {
    Input,
    Output,
}

/// For each schema, whether there is a `readOnly` or `writeOnly` property in it or in anything that it refers to.
pub(super) fn sided(schemas: &Schemas) -> Vec<bool> {
    let marked = |id: SchemaId| {
        schemas[id].properties.values().any(|property| {
            let target = &schemas[schemas.resolve(*property)];
            let property = &schemas[*property];
            property.read_only || property.write_only || target.read_only || target.write_only
        })
    };
    schemas.leading_to(marked, |id| schemas[id].children().collect())
}
