//! The server's half of `responses!`.

/// Implements `IntoResponse`.
#[macro_export]
#[doc(hidden)]
macro_rules! into_response {
    (
        $name:ident $(-> $success:ty)? { $($arms:tt)* } $(else { $($others:tt)* })?
    ) => {
        operation::into_response!(@match $name { $($arms)* } $({ $($others)* })?);
    };
    (@match $name:ident $({ $($status:tt => $($variant:ident $((
        $($kind:ident $($($media:literal)|+ $(as $sent:literal)? $(by $shape:literal)?)? $(with $with:ident)?),*
    ))?)|+),* $(,)? })*) => {
        impl operation::server::IntoResponse for $name {
            fn into_response(self) -> Result<operation::server::Response, operation::server::Problem> {
                match self {
                    $($($(Self::$variant $(($($kind),*))? => operation::into_response!(
                        @send $status
                        $($($kind $kind $($($media)|+ $(as $sent)? $(by $shape)?)? $(with $with)?),*)?
                    ),)+)*)*
                }
            }
        }
    };
    // Each field of a variant is passed twice: as its kind, and as the variable that has its value.
    (@send $code:tt) => { operation::server::Response::empty($code) };
    (@send $code:tt status $status:ident) => { operation::server::Response::empty($status) };
    (@send $code:tt status $status:ident, $($body:tt)+) => {
        operation::into_response!(@send $status $($body)+)
    };
    (@send $code:tt headers $headers:ident) => { $headers.empty($code) };
    // Where there is a range, the body may say what it is.
    (@send $code:tt stream $body:ident $($media:literal)|+ as $sent:literal) => {
        operation::server::Response::stream(concat!($sent, $(", ", $media),+), $code, $body)
    };
    (@send $code:tt stream $body:ident $($media:literal)|+ as $sent:literal with headers) => {
        $body.stream(concat!($sent, $(", ", $media),+), $code)
    };
    (@send $code:tt media_text $body:ident $($media:literal)|+ as $sent:literal) => {
        operation::server::Response::media_text(concat!($sent, $(", ", $media),+), $code, $body)
    };
    (@send $code:tt media_text $body:ident $($media:literal)|+ as $sent:literal with headers) => {
        $body.media_text(concat!($sent, $(", ", $media),+), $code)
    };
    (@send $code:tt $kind:ident $body:ident $($media:literal)|+ as $sent:literal $(by $shape:literal)? $(with $with:ident)?) => {
        operation::into_response!(@send $code $kind $body $sent $(by $shape)? $(with $with)?)
    };
    (@send $code:tt json $body:ident) => { operation::server::Response::json($code, &$body) };
    (@send $code:tt json $body:ident with headers) => { $body.json($code) };
    (@send $code:tt json $body:ident $media:literal) => {
        operation::server::Response::json_as($media, $code, &$body)
    };
    (@send $code:tt json $body:ident $media:literal with headers) => { $body.json_as($media, $code) };
    (@send $code:tt xml $body:ident $media:literal by $shape:literal) => {
        operation::server::Response::xml($media, $code, super::super::XML.shape($shape), &$body)
    };
    (@send $code:tt xml $body:ident $media:literal by $shape:literal with headers) => {
        $body.xml($media, $code, super::super::XML.shape($shape))
    };
    (@send $code:tt form $body:ident $media:literal by $name:literal) => {
        operation::server::Response::form($media, $code, super::super::FORMS.form($name), &$body)
    };
    (@send $code:tt form $body:ident $media:literal by $name:literal with headers) => {
        $body.form($media, $code, super::super::FORMS.form($name))
    };
    (@send $code:tt $kind:ident $body:ident $media:literal) => {
        operation::server::Response::$kind($media, $code, $body)
    };
    (@send $code:tt $kind:ident $body:ident $media:literal with headers) => {
        $body.$kind($media, $code)
    };
}

pub use into_response;
