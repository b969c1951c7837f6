//! About how many bytes a value takes: enough to know where clippy would call an enum's variants lopsided.

use crate::api::{Integer, Kind, Type, Types};

/// Whether the largest of some variants is so much larger than the next that clippy's `large_enum_variant` speaks.
/// Its limit is 200 bytes; ours is lower, since these sizes are estimates.
pub fn lopsided(sizes: &[usize]) -> bool {
    let largest = sizes.iter().max().copied().unwrap_or_default();
    let mut others = sizes.to_vec();
    if let Some(index) = others.iter().position(|size| *size == largest) {
        others.remove(index);
    }
    sizes.len() > 1 && largest - others.iter().max().copied().unwrap_or_default() > 100
}

/// The size of a type's values in bytes, on a 64-bit machine.
pub fn size(types: &Types, ty: &Type) -> usize {
    depth_size(types, ty, 0)
}

fn depth_size(types: &Types, ty: &Type, depth: usize) -> usize {
    if depth > 12 {
        return 8;
    }
    match ty {
        Type::Null => 0,
        Type::Boolean => 1,
        Type::Integer(Integer::I8 | Integer::U8) => 1,
        Type::Integer(Integer::I16 | Integer::U16) => 2,
        Type::Integer(Integer::I32 | Integer::U32) | Type::Float(32) | Type::Date => 4,
        Type::Integer(_) | Type::Float(_) | Type::Boxed(_) => 8,
        Type::DateTime => 12,
        Type::Uuid | Type::Stream => 16,
        Type::String | Type::Bytes | Type::List(_) => 24,
        Type::Map(inner) if **inner == Type::Any => 72,
        Type::Map(_) => 24,
        // As large as the map of serde_json in it.
        Type::Any => 72,
        Type::Nullable(inner) => depth_size(types, inner, depth + 1) + 8,
        Type::Named(id) => match &types[*id].kind {
            Kind::Struct(structure) => {
                let fields = structure.fields.iter().map(|field| {
                    let size = depth_size(types, &field.ty, depth + 1);
                    if field.required { size } else { size + 8 }
                });
                let flattened = structure
                    .flattened
                    .iter()
                    .map(|ty| depth_size(types, ty, depth + 1));
                fields.chain(flattened).sum::<usize>()
                    + structure.additional.as_ref().map_or(0, |_| 72)
            }
            Kind::Enum(_) | Kind::IntegerEnum(_) => 1,
            Kind::Union(union) => {
                8 + union
                    .variants
                    .iter()
                    .map(|variant| depth_size(types, &variant.ty, depth + 1))
                    .max()
                    .unwrap_or(0)
            }
            Kind::Alias(ty) | Kind::Newtype(ty) => depth_size(types, ty, depth + 1),
        },
    }
}
