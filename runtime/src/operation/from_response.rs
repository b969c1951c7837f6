//! The client's half of `responses!`.

/// Implements `FromResponse`.
#[macro_export]
#[doc(hidden)]
macro_rules! from_response {
    (
        $name:ident -> $success:ty { $status:tt => $variant:ident $(($($holds:tt)*))? $(,)? }
        $(else $other:tt)?
    ) => {
        operation::from_response!(@impl response $name -> $success {
            operation::from_response!(@status $status) => {
                operation::from_response!(@held response $(($($holds)*))?)
            }
        } { $($other)? } { _ => Err(response.unexpected()) });
    };
    (
        $name:ident { _ => $($variant:ident $(($($holds:tt)*))?)|+ $(,)? }
        $(else $other:tt)?
    ) => {
        operation::from_response!(@impl response $name -> Self {} { $($other)? } {
            _ => response.into_default(|response| {
                operation::from_response!(@read response $($variant $(($($holds)*))?)|+)
            })
        });
    };
    (
        $name:ident { $($status:tt => $($variant:ident $(($($holds:tt)*))?)|+),* $(,)? }
        $(else $other:tt)?
    ) => {
        operation::from_response!(@impl response $name -> Self {
            $(operation::from_response!(@status $status) => {
                operation::from_response!(@read response $($variant $(($($holds)*))?)|+)
            })*
        } { $($other)? } { _ => Err(response.unexpected()) });
    };

    // The three rules above end here, with the arms of the successes, those of the errors, and the last arm. They pass
    // `response` along because of hygiene: an identifier of one expansion is not that of another.
    (
        @impl $response:ident $name:ident -> $success:ty { $($first:tt)* }
        { $({ $($status:tt => $($variant:ident $(($($holds:tt)*))?)|+),* $(,)? })? }
        { $($last:tt)* }
    ) => {
        impl operation::client::FromResponse for $name {
            type Success = $success;

            #[allow(unreachable_patterns, reason = "a default takes all that is left")]
            #[allow(unused_variables, reason = "a variant without content reads nothing")]
            #[allow(clippy::match_overlapping_arm, reason = "404 goes before 4XX")]
            fn from_response($response: operation::client::Response) -> Result<$success, operation::client::Error<Self>> {
                match $response.status().as_u16() {
                    $($first)*
                    $($(operation::from_response!(@status $status) => {
                        operation::from_response!(@error $response $($variant $(($($holds)*))?)|+)
                    })*)?
                    $($last)*
                }
            }
        }
    };

    // The error of a status. Nearly all are of the first two kinds, for which there is neither a closure nor another macro:
    // documents have thousands of them.
    (@error $response:ident $variant:ident) => { $response.into_empty_error(Self::$variant) };
    (@error $response:ident $variant:ident (json)) => {
        $response.into_json_error(&["application/json"], Self::$variant)
    };
    (@error $response:ident $variant:ident (json $($media:literal)|+ $(as $sent:literal)?)) => {
        $response.into_json_error(&[$($media),+], Self::$variant)
    };
    (@error $response:ident $($variant:ident $(($($holds:tt)*))?)|+) => {
        $response.into_error(|$response| {
            operation::from_response!(@read $response $($variant $(($($holds)*))?)|+)
        })
    };

    // The variant of a status: the one without content, or the one whose media types match.
    (@read $response:ident $variant:ident) => { Ok(Self::$variant) };
    (@read $response:ident $variant:ident (status)) => { Ok(Self::$variant($response.status())) };
    (@read $response:ident $variant:ident (headers)) => { $response.only_headers().map(Self::$variant) };
    (@read $response:ident $variant:ident (status, headers)) => {
        operation::from_response!(@make $response $variant status, headers)
    };
    (@read $response:ident $($variant:ident ($($holds:tt)*))|+) => {
        match $response.choose(&[$(operation::from_response!(@media $($holds)*)),+]) {
            $(operation::from_response!(@key $($holds)*) => {
                operation::from_response!(@make $response $variant $($holds)*)
            })+
            _ => Err($response.unexpected()),
        }
    };
    (@make $response:ident $variant:ident status, $($body:tt)+) => {{
        let status = $response.status();
        operation::from_response!(@body $response $($body)+).map(|body| Self::$variant(status, body))
    }};
    (@make $response:ident $variant:ident $($body:tt)+) => {
        operation::from_response!(@body $response $($body)+).map(Self::$variant)
    };
    // The same for the only success, without its variant.
    (@held $response:ident) => { Ok(()) };
    (@held $response:ident (headers)) => { $response.only_headers() };
    (@held $response:ident (json)) => { $response.only_json(&["application/json"]) };
    (@held $response:ident (json $($media:literal)|+ $(as $sent:literal)?)) => {
        $response.only_json(&[$($media),+])
    };
    (@held $response:ident ($($body:tt)+)) => {
        match $response.choose(&[operation::from_response!(@media $($body)+)]) {
            operation::from_response!(@key $($body)+) => {
                operation::from_response!(@body $response $($body)+)
            }
            _ => Err($response.unexpected()),
        }
    };
    (@body $response:ident xml $($media:literal)|+ $(as $sent:literal)? by $shape:literal) => {
        $response.xml(super::super::XML.shape($shape))
    };
    (@body $response:ident xml $($media:literal)|+ $(as $sent:literal)? by $shape:literal with headers) => {
        $response.with_headers(|response| response.xml(super::super::XML.shape($shape)))
    };
    (@body $response:ident form $($media:literal)|+ $(as $sent:literal)? by $name:literal) => {
        $response.form(super::super::FORMS.form($name))
    };
    (@body $response:ident form $($media:literal)|+ $(as $sent:literal)? by $name:literal with headers) => {
        $response.with_headers(|response| response.form(super::super::FORMS.form($name)))
    };
    (@body $response:ident json $($($media:literal)|+ $(as $sent:literal)?)?) => {
        $response.documented_json(operation::from_response!(@media json $($($media)|+)?))
    };
    (@body $response:ident json $($($media:literal)|+ $(as $sent:literal)?)? with headers) => {
        $response.with_headers(|response| {
            response.documented_json(operation::from_response!(@media json $($($media)|+)?))
        })
    };
    (@body $response:ident headers) => { $response.only_headers() };
    (@body $response:ident event_bytes $($rest:tt)+) => {
        operation::from_response!(@body $response stream $($rest)+)
    };
    (@body $response:ident $kind:ident $($($media:literal)|+ $(as $sent:literal)?)?) => {
        $response.$kind()
    };
    (@body $response:ident $kind:ident $($($media:literal)|+ $(as $sent:literal)?)? with headers) => {
        $response.with_headers(operation::client::Response::$kind)
    };

    // The media types of a content, and the first of them, by which `choose` names the content.
    (@media status, $($body:tt)+) => { operation::from_response!(@media $($body)+) };
    (@media $kind:ident $($media:literal)|+ $(as $sent:literal)? $(by $shape:literal)? $(with $with:ident)?) => {
        &[$($media),+]
    };
    (@media json $(with $with:ident)?) => { &["application/json"] };
    (@key status, $($body:tt)+) => { operation::from_response!(@key $($body)+) };
    (@key $kind:ident $media:literal $($rest:tt)*) => { $media };
    (@key json $(with $with:ident)?) => { "application/json" };

    (@status 1XX) => { 100..=199 };
    (@status 2XX) => { 200..=299 };
    (@status 3XX) => { 300..=399 };
    (@status 4XX) => { 400..=499 };
    (@status 5XX) => { 500..=599 };
    (@status _) => { _ };
    (@status $code:literal) => { $code };
}

pub use from_response;
