//! The server's half of `params!`.

/// Implements `FromInput`.
#[macro_export]
#[doc(hidden)]
macro_rules! from_input {
    ($name:ident {
        $($field:ident: $location:ident($text:literal) $(as $add:ident($($style:expr),* $(,)?))?),* $(,)?
    }) => {
        impl operation::server::FromInput for $name {
            fn from_input(
                input: &operation::server::Input,
            ) -> Result<Self, operation::server::Problem> {
                Ok(Self { $($field: input.$location($text)?),* })
            }
        }
    };
}

pub use from_input;
