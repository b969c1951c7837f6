//! Which schemas look otherwise in a request than in a response.

use crate::schema::{SchemaId, Schemas};

/// Which view of a schema a type shows: requests leave out `readOnly` members, responses `writeOnly` ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Side {
    Input,
    Output,
}

/// For each schema: whether `readOnly` or `writeOnly` stands on a property in it, or in anything it refers to.
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
