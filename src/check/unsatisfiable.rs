//! Objects that require themselves in a property, so that no finite value is valid.

use std::collections::HashSet;

use super::View;
use crate::cycles::cycles;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::{Schema, SchemaId, Schemas, Type, TypeSet};

pub(super) fn check(view: View<'_, '_>, diagnostics: &mut Diagnostics) {
    let schemas = view.schemas;
    let needs: Vec<Vec<usize>> = schemas
        .ids()
        .map(|id| needed(schemas, &schemas[id]))
        .collect();
    let mut reported = HashSet::new();
    for (id, cycle) in schemas.ids().zip(cycles(&needs)) {
        // Cycles without a required property consist of references only, and `normalize` has reported them. Each
        // cycle is reported once.
        let requires = required(schemas, &schemas[id]).next().is_some();
        if cycle.is_none() || !requires || !reported.insert(cycle) {
            continue;
        }
        let at = view.keyword_at(id, "required");
        let message = "this requires a value that contains itself without end";
        diagnostics.push(
            Diagnostic::warning(Code::Contradiction, at, message)
                .label("no value satisfies this")
                .help("leave the property out of `required`, or let it be null"),
        );
    }
}

/// Indices of the schemas that every value contains a value of.
fn needed(schemas: &Schemas, schema: &Schema) -> Vec<usize> {
    let same = schema.reference.iter().chain(&schema.all_of).copied();
    let needed = same.chain(required(schemas, schema));
    needed.map(SchemaId::index).collect()
}

/// The schemas of the required properties; none where the value need not be an object.
fn required<'s>(
    schemas: &'s Schemas,
    schema: &'s Schema,
) -> impl Iterator<Item = SchemaId> + use<'s> {
    let is_object = schema.types.and_then(TypeSet::only) == Some(Type::Object);
    let names = schema.required.iter().filter(move |_| is_object);
    let properties = names.filter_map(|name| schema.properties.get(name).copied());
    // These may be absent from requests or responses.
    properties.filter(|id| {
        let property = &schemas[schemas.resolve(*id)];
        !property.read_only && !property.write_only
    })
}
