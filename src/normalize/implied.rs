//! Types that schemas without `type` imply: `properties` an object, `items` and `prefixItems` an array.

use crate::schema::{Applicators, Schema, SchemaId, Schemas, Type, TypeSet};

/// The role of a schema, which decides whether a type is implied.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It describes a value: a type is implied.
    Value,
    /// It is part of a schema that has a type.
    Part,
    /// It is part of a condition such as `not`, whose meaning an implied type would change.
    Condition,
}

/// Writes the implied types into the schemas.
pub(super) fn types(schemas: &mut Schemas) {
    let is_shared = shared(schemas);
    let has_type = |id: SchemaId| {
        let schema = &schemas[id];
        schema.types.is_some() || is_shared[id.index()] && implied(schema).is_some()
    };
    let typed = schemas.leading_to(has_type, |id| schemas[id].included().collect());
    let mut roles: Vec<Option<Role>> = vec![None; schemas.len()];
    let mut found: Vec<(SchemaId, TypeSet)> = Vec::new();
    // Shared schemas have one meaning wherever they are used. All others are reached from those that refer to them.
    let roots = schemas.ids().filter(|id| is_shared[id.index()]);
    let mut open: Vec<(SchemaId, Role)> = roots.map(|id| (id, Role::Value)).collect();
    while let Some((id, role)) = open.pop() {
        if roles[id.index()].replace(role).is_some() {
            continue;
        }
        let schema = &schemas[id];
        let implied = implied(schema).filter(|_| role == Role::Value && schema.types.is_none());
        found.extend(implied.map(|types| (id, types)));
        let is_typed = schema.types.is_some()
            || implied.is_some()
            || schema.included().any(|part| typed[part.index()]);
        let part = match role {
            Role::Value if !is_typed => Role::Value,
            Role::Value | Role::Part => Role::Part,
            Role::Condition => Role::Condition,
        };
        let child = match role {
            Role::Condition => Role::Condition,
            _ => Role::Value,
        };
        let parts = schema.included().chain(schema.any_of.iter().copied());
        let parts = parts.chain(schema.one_of.iter().copied());
        let parts = parts.map(|id| (id, part));
        let values = values(schema).map(|id| (id, child));
        let conditions = conditions(&schema.applicators).map(|id| (id, Role::Condition));
        let children = parts.chain(values).chain(conditions);
        open.extend(children.filter(|(id, _)| !is_shared[id.index()]));
    }
    for (id, types) in found {
        let mut schema = schemas[id].clone();
        schema.types = Some(types);
        schemas.set(id, schema);
    }
}

/// For each schema, whether it has a name, or not exactly one schema that it is part of.
fn shared(schemas: &Schemas) -> Vec<bool> {
    let mut users = vec![0_usize; schemas.len()];
    for id in schemas.ids() {
        let plain = schemas[id].plain_reference();
        // What a plain reference leads to has the role of a value, since it may be used in other places.
        users[id.index()] += usize::from(schemas[id].name.is_some()) * 2;
        for child in schemas[id].children() {
            users[child.index()] += if plain.is_some() { 2 } else { 1 };
        }
    }
    users.into_iter().map(|users| users != 1).collect()
}

/// The type that the keywords of a schema imply.
fn implied(schema: &Schema) -> Option<TypeSet> {
    if !schema.properties.is_empty() {
        return Some(TypeSet::from_iter([Type::Object]));
    }
    let is_array = schema.items.is_some() || !schema.prefix_items.is_empty();
    is_array.then(|| TypeSet::from_iter([Type::Array]))
}

/// The schemas of members and items.
fn values(schema: &Schema) -> impl Iterator<Item = SchemaId> + '_ {
    let applicators = &schema.applicators;
    let patterns = applicators.pattern_properties.iter().map(|(_, id)| *id);
    schema
        .properties
        .values()
        .copied()
        .chain(schema.additional_properties)
        .chain(schema.items)
        .chain(schema.prefix_items.iter().copied())
        .chain(schema.content)
        .chain(patterns)
        .chain(applicators.unevaluated_properties)
        .chain(applicators.unevaluated_items)
}

/// The schemas that decide whether others apply, or that only then apply.
fn conditions(applicators: &Applicators) -> impl Iterator<Item = SchemaId> + '_ {
    let one = [applicators.contains, applicators.property_names];
    one.into_iter().flatten().chain(applicators.in_place())
}
