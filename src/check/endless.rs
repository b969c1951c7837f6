//! Objects that require themselves: no value is of such a type, for it would have no end.

use std::collections::HashSet;

use super::View;
use crate::circles::circles;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::{Schema, SchemaId, Schemas, Type, Types};

pub(super) fn check(view: View<'_, '_>, diagnostics: &mut Diagnostics) {
    let schemas = view.schemas;
    let needs: Vec<Vec<usize>> = schemas
        .ids()
        .map(|id| needed(schemas, &schemas[id]))
        .collect();
    let mut told = HashSet::new();
    for (id, circle) in schemas.ids().zip(circles(&needs)) {
        // Those without an object in them are references to each other, which was told. One message for each circle.
        let requires = required(schemas, &schemas[id]).next().is_some();
        if circle.is_none() || !requires || !told.insert(circle) {
            continue;
        }
        let at = view.keyword_at(id, "required");
        let message = "this requires a value that contains itself without end";
        diagnostics.push(
            Diagnostic::warning(Code::Contradiction, at, message)
                .label("nobody can make one")
                .help("leave the property out of `required`, or let it be null"),
        );
    }
}

/// The schemas of which a value must have a value of its own.
fn needed(schemas: &Schemas, schema: &Schema) -> Vec<usize> {
    let same = schema.reference.iter().chain(&schema.all_of).copied();
    let needed = same.chain(required(schemas, schema));
    needed.map(SchemaId::index).collect()
}

/// The properties that a value must have; none where it need not be an object.
fn required<'s>(
    schemas: &'s Schemas,
    schema: &'s Schema,
) -> impl Iterator<Item = SchemaId> + use<'s> {
    let is_object = schema.types.and_then(Types::only) == Some(Type::Object);
    let names = schema.required.iter().filter(move |_| is_object);
    let properties = names.filter_map(|name| schema.properties.get(name).copied());
    // Either side may leave these out.
    properties.filter(|id| {
        let property = &schemas[schemas.resolve(*id)];
        !property.read_only && !property.write_only
    })
}
