//! The client's half of `params!`.

/// Implements `IntoRequest`.
#[macro_export]
#[doc(hidden)]
macro_rules! into_request {
    ($name:ident {
        $($field:ident: $location:ident($text:literal) $(as $add:ident($($style:expr),* $(,)?))?),* $(,)?
    }) => {
        impl operation::client::IntoRequest for $name {
            fn add_to(
                &self,
                request: operation::client::RequestBuilder,
            ) -> operation::client::RequestBuilder {
                $(let request = operation::into_request!(
                    @add request, &self.$field, $location($text) $($add($($style),*))?
                );)*
                request
            }
        }
    };
    (@add $request:ident, $value:expr, $location:ident($text:literal)) => {
        $request.$location($text, $value)
    };
    (@add $request:ident, $value:expr, $location:ident($text:literal) $add:ident($($style:expr),*)) => {
        $request.$add($($style,)* $value)
    };
}

pub use into_request;
