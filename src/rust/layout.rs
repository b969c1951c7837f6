//! Estimates the sizes of types, to predict where clippy's `large_enum_variant` applies.

use crate::api::{Integer, Kind, Type, Types};

/// Whether the largest variant exceeds the next by so much that clippy's `large_enum_variant` may apply. The lint's limit is
/// 200 bytes; this one is lower, because the sizes are estimates.
pub fn has_large_variant(sizes: &[usize]) -> bool {
    let largest = sizes.iter().max().copied().unwrap_or_default();
    let mut others = sizes.to_vec();
    if let Some(index) = others.iter().position(|size| *size == largest) {
        others.remove(index);
    }
    sizes.len() > 1 && largest - others.iter().max().copied().unwrap_or_default() > 100
}

/// The size of a type's values in bytes, on a 64-bit machine.
pub fn size(types: &Types, ty: &Type) -> usize {
    measure(types, ty, &mut 500)
}

/// `fuel` limits the number of types that are measured, because types may be recursive.
fn measure(types: &Types, ty: &Type, fuel: &mut u32) -> usize {
    if *fuel == 0 {
        return 8;
    }
    *fuel -= 1;
    match ty {
        Type::Null => 0,
        Type::Boolean => 1,
        Type::Integer(Integer::I8 | Integer::U8) => 1,
        Type::Integer(Integer::I16 | Integer::U16) => 2,
        Type::Integer(Integer::I32 | Integer::U32) | Type::Float(32) | Type::Date => 4,
        Type::Integer(_) | Type::Float(_) | Type::Boxed(_) => 8,
        Type::DateTime | Type::Time | Type::Uuid | Type::Stream | Type::Items(_) => 16,
        Type::DynBoxed(_) => 16,
        Type::MediaText => 40,
        Type::RawMultipart => 56,
        Type::Duration => 64,
        // The text, and a value in a box or an error.
        Type::JsonText(_) => 80,
        Type::String | Type::Password | Type::Bytes | Type::List(_) => 24,
        Type::Tuple(inner) => inner.iter().map(|ty| measure(types, ty, fuel)).sum(),
        Type::Map(inner) if **inner == Type::Any => 72,
        Type::Map(_) => 24,
        // The largest variant of `serde_json::Value` is its map.
        Type::Any => 72,
        Type::Nullable(inner) => measure(types, inner, fuel) + 8,
        Type::Named(id) => match &types[*id].kind {
            Kind::Struct(structure) => {
                let fields = structure.fields.iter().map(|field| {
                    let size = measure(types, &field.ty, fuel);
                    if field.required { size } else { size + 8 }
                });
                let fields: usize = fields.sum();
                let flattened = structure.flattened.iter();
                let flattened: usize = flattened.map(|it| measure(types, &it.ty, fuel)).sum();
                fields + flattened + structure.additional.as_ref().map_or(0, |_| 72)
            }
            // That of an unlisted value.
            Kind::Enum(_) => 24,
            Kind::IntegerEnum(_) => 16,
            Kind::Union(union) => {
                8 + union
                    .variants
                    .iter()
                    .map(|variant| measure(types, &variant.ty, fuel))
                    .max()
                    .unwrap_or(0)
            }
            Kind::AnyOf(any_of) => any_of
                .alternatives
                .iter()
                .map(|part| measure(types, &part.ty, fuel) + 8)
                .sum(),
            Kind::Alias(ty) | Kind::Newtype { ty, .. } => measure(types, ty, fuel),
        },
    }
}
