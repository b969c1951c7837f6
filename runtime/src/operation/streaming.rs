//! What `responses!` adds for a client where some responses have streamed bodies.

/// Implements `Streaming`.
#[macro_export]
#[doc(hidden)]
macro_rules! streaming {
    // The arm of `_` matches every status, so it is moved to the end.
    (
        $name:ident { _ => $($variant:ident $(($($holds:tt)*))?)|+ $(,)? }
        $(else { $($others:tt)* })?
    ) => {
        operation::streaming!(
            @match $name $({ $($others)* })? { _ => $($variant $(($($holds)*))?)|+ }
        );
    };
    ($name:ident $(-> $success:ty)? { $($arms:tt)* } $(else { $($others:tt)* })?) => {
        operation::streaming!(@match $name { $($arms)* } $({ $($others)* })?);
    };
    (@match $name:ident $({
        $($status:tt => $($variant:ident $(($($holds:tt)*))?)|+),* $(,)?
    })*) => {
        impl operation::client::Streaming for $name {
            #[allow(unreachable_patterns, reason = "a default takes all that is left")]
            #[allow(clippy::match_overlapping_arm, reason = "404 goes before 4XX")]
            fn is_streamed(response: &operation::client::Response) -> bool {
                match response.status().as_u16() {
                    $($(operation::from_response!(@status $status) => {
                        operation::streaming!(@one response $($(($($holds)*))?)|+)
                    })*)*
                    _ => false,
                }
            }
        }
    };
    (@one $response:ident) => { true };
    (@one $response:ident (status)) => { true };
    (@one $response:ident (headers)) => { true };
    (@one $response:ident (status, headers)) => { true };
    (@one $response:ident $(($($holds:tt)*))|+) => {
        match $response.choose(&[$(operation::from_response!(@media $($holds)*)),+]) {
            $(operation::from_response!(@key $($holds)*) => operation::streaming!(@streamed $($holds)*),)+
            _ => false,
        }
    };
    (@streamed status, $($body:tt)+) => { operation::streaming!(@streamed $($body)+) };
    (@streamed stream $($rest:tt)*) => { true };
    (@streamed event_bytes $($rest:tt)*) => { true };
    (@streamed items $($rest:tt)*) => { true };
    (@streamed event_data $($rest:tt)*) => { true };
    (@streamed multipart $($rest:tt)*) => { true };
    (@streamed raw_multipart $($rest:tt)*) => { true };
    (@streamed $($rest:tt)*) => { false };
}

pub use streaming;
