//! Defaults that can be written as literals of their types.

use serde_json::Value;

use super::Lowered;
use crate::api::{Kind, Type};
use crate::schema::SchemaId;

impl Lowered<'_> {
    /// The default of a schema, if its type has a literal for it.
    pub(in crate::lower) fn default(&self, id: SchemaId, ty: &Type) -> Option<Value> {
        let own = self.schemas[id].default.as_ref();
        let value = own.or_else(|| self.schemas[self.schemas.resolve(id)].default.as_ref())?;
        self.fits(value, ty).then(|| value.clone())
    }

    /// Whether a type has a literal for a value.
    fn fits(&self, value: &Value, ty: &Type) -> bool {
        match &self.target(ty) {
            Type::Boolean => value.is_boolean(),
            // Literals are generated from signed integers.
            Type::Integer(width) => value.is_i64() && width.holds(value),
            Type::Float(_) => value.is_number(),
            Type::String | Type::Password => value.is_string(),
            Type::Named(id) => match &self.types[*id].kind {
                Kind::Enum(choices) => value
                    .as_str()
                    .is_some_and(|text| choices.iter().any(|choice| choice.value == text)),
                Kind::IntegerEnum(choices) => value
                    .as_i64()
                    .is_some_and(|number| choices.iter().any(|choice| choice.value == number)),
                // An alias of a type without definition; aliases of definitions are followed above.
                Kind::Alias(inner) => !matches!(inner, Type::Named(_)) && self.fits(value, inner),
                _ => false,
            },
            _ => false,
        }
    }
}
