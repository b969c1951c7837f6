//! What `answers!` adds for a client where some answers have bodies that are read as they come.

/// Implements `Streaming`.
macro_rules! streaming {
    // What is left for `_` comes last.
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
        impl operation::Streaming for $name {
            #[allow(unreachable_patterns, reason = "a default takes all that is left")]
            #[allow(clippy::match_overlapping_arm, reason = "404 goes before 4XX")]
            fn is_left(reply: &operation::Reply) -> bool {
                match reply.status() {
                    $($(operation::reading!(@status $status) => {
                        operation::streaming!(@one reply $($(($($holds)*))?)|+)
                    })*)*
                    _ => false,
                }
            }
        }
    };
    (@one $reply:ident) => { true };
    (@one $reply:ident ($($holds:tt)*)) => { operation::streaming!(@left $($holds)*) };
    (@one $reply:ident $(($($holds:tt)*))|+) => {
        match $reply.choose(&[$(operation::reading!(@media $($holds)*)),+]) {
            $(operation::reading!(@key $($holds)*) => operation::streaming!(@left $($holds)*),)+
            _ => false,
        }
    };
    (@left status) => { true };
    (@left headers) => { true };
    (@left status, $($body:tt)+) => { operation::streaming!(@left $($body)+) };
    (@left stream $($rest:tt)*) => { true };
    (@left items $($rest:tt)*) => { true };
    (@left $($rest:tt)*) => { false };
}

pub(crate) use streaming;
