//! Structs of one field that have the JSON of that field.

/// Implements reading and writing for a struct of one field as that field: `newtype!(Name)`.
#[macro_export]
#[doc(hidden)]
macro_rules! newtype {
    ($name:ident) => {
        impl json::FromJson for $name {
            fn from_json(value: &json::Json<'_>) -> Result<Self, json::Mismatch> {
                json::FromJson::from_json(value).map(Self)
            }

            fn absent() -> Option<Self> {
                json::FromJson::absent().map(Self)
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }
    };
}

pub use newtype;
