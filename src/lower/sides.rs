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
    let mut parents: Vec<Vec<SchemaId>> = vec![Vec::new(); schemas.len()];
    let mut sided = vec![false; schemas.len()];
    let mut open = Vec::new();
    for id in schemas.ids() {
        for child in schemas[id].children() {
            parents[child.index()].push(id);
        }
        let marked = schemas[id].properties.values().any(|property| {
            let target = &schemas[schemas.resolve(*property)];
            let property = &schemas[*property];
            property.read_only || property.write_only || target.read_only || target.write_only
        });
        if marked {
            sided[id.index()] = true;
            open.push(id);
        }
    }
    while let Some(id) = open.pop() {
        for parent in &parents[id.index()] {
            if !std::mem::replace(&mut sided[parent.index()], true) {
                open.push(*parent);
            }
        }
    }
    sided
}
