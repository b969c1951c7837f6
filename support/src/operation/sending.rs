//! The server's half of `answers!`.

/// Implements `IntoAnswer`.
macro_rules! sending {
    (
        $name:ident $(-> $success:ty)? { $($arms:tt)* } $(else { $($others:tt)* })?
    ) => {
        operation::sending!(@match $name { $($arms)* } $({ $($others)* })?);
    };
    (@match $name:ident $({ $($status:tt => $($variant:ident $((
        $($kind:ident $($($media:literal)|+ $(as $sent:literal)?)? $(with $with:ident)?),*
    ))?)|+),* $(,)? })*) => {
        impl operation::IntoAnswer for $name {
            fn into_answer(self) -> Result<operation::Answer, operation::Fault> {
                match self {
                    $($($(Self::$variant $(($($kind),*))? => operation::sending!(
                        @send $status
                        $($($kind $kind $($($media)|+ $(as $sent)?)? $(with $with)?),*)?
                    ),)+)*)*
                }
            }
        }
    };
    // Each thing that a variant holds stands here twice: as what it is, and as the variable that has it.
    (@send $code:tt) => { operation::Answer::empty($code) };
    (@send $code:tt status $status:ident) => { operation::Answer::empty($status) };
    (@send $code:tt status $status:ident, $($body:tt)+) => {
        operation::sending!(@send $status $($body)+)
    };
    (@send $code:tt headers $headers:ident) => { $headers.empty($code) };
    (@send $code:tt $kind:ident $body:ident $($media:literal)|+ as $sent:literal $(with $with:ident)?) => {
        operation::sending!(@send $code $kind $body $sent $(with $with)?)
    };
    (@send $code:tt json $body:ident) => { operation::Answer::json($code, &$body) };
    (@send $code:tt json $body:ident with headers) => { $body.json($code) };
    (@send $code:tt json $body:ident $media:literal) => {
        operation::Answer::json_as($media, $code, &$body)
    };
    (@send $code:tt json $body:ident $media:literal with headers) => { $body.json_as($media, $code) };
    (@send $code:tt $kind:ident $body:ident $media:literal) => {
        operation::Answer::$kind($media, $code, $body)
    };
    (@send $code:tt $kind:ident $body:ident $media:literal with headers) => {
        $body.$kind($media, $code)
    };
}

pub(crate) use sending;
