//! The client's half of `multipart!` and `multipart_response!`, and what response enums need for structs of parts.

/// What a client does with a struct of parts.
#[macro_export]
#[doc(hidden)]
macro_rules! client_parts {
    ($half:ident $($parts:tt)*) => {
        operation::$half!(client $($parts)*);
    };
}

/// Implements `MultipartResponse`, for the arms of `responses!` and the names of the parts that are files.
#[macro_export]
#[doc(hidden)]
macro_rules! received_parts {
    // The arm of `_` matches every status, so it is moved to the end.
    (
        [$($kind:ident $file:literal),*]
        $name:ident { _ => $($variant:ident $(($($holds:tt)*))?)|+ $(,)? }
        $(else { $($others:tt)* })?
    ) => {
        operation::received_parts!(
            @match [$($kind $file),*] $name $({ $($others)* })? { _ => $($variant $(($($holds)*))?)|+ }
        );
    };
    (
        [$($kind:ident $file:literal),*]
        $name:ident $(-> $success:ty)? { $($arms:tt)* } $(else { $($others:tt)* })?
    ) => {
        operation::received_parts!(@match [$($kind $file),*] $name { $($arms)* } $({ $($others)* })?);
    };
    (@match [$($kind:ident $file:literal),*] $name:ident $({
        $($status:tt => $($variant:ident $(($($holds:tt)*))?)|+),* $(,)?
    })*) => {
        impl operation::client::MultipartResponse for $name {
            const FILES: &'static [(&'static str, &'static str)] =
                &[$(($file, stringify!($kind))),*];

            #[allow(unreachable_patterns, reason = "a default takes all that is left")]
            #[allow(clippy::match_overlapping_arm, reason = "404 goes before 4XX")]
            fn has_parts(response: &operation::client::Response) -> bool {
                match response.status().as_u16() {
                    $($(operation::from_response!(@status $status) => {
                        operation::received_parts!(@one response $($(($($holds)*))?)|+)
                    })*)*
                    _ => false,
                }
            }
        }
    };
    (@one $response:ident) => { false };
    (@one $response:ident (status)) => { false };
    (@one $response:ident (headers)) => { false };
    (@one $response:ident (status, headers)) => { false };
    (@one $response:ident $(($($holds:tt)*))|+) => {
        match $response.choose(&[$(operation::from_response!(@media $($holds)*)),+]) {
            $(operation::from_response!(@key $($holds)*) => operation::received_parts!(@parts $($holds)*),)+
            _ => false,
        }
    };
    (@parts status, $($body:tt)+) => { operation::received_parts!(@parts $($body)+) };
    (@parts multipart $($rest:tt)*) => { true };
    (@parts $($rest:tt)*) => { false };
}

pub use client_parts;
pub use received_parts;
