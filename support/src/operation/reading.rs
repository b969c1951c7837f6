//! The client's half of `answers!`.

/// Implements `FromReply`.
macro_rules! reading {
    (
        $name:ident -> $success:ty { $status:tt => $variant:ident $(($($holds:tt)*))? $(,)? }
        $(else $other:tt)?
    ) => {
        operation::reading!(@impl reply $name -> $success {
            operation::reading!(@status $status) => {
                operation::reading!(@held reply $(($($holds)*))?)
            }
        } { $($other)? } { _ => Err(reply.unexpected()) });
    };
    (
        $name:ident { _ => $($variant:ident $(($($holds:tt)*))?)|+ $(,)? }
        $(else $other:tt)?
    ) => {
        operation::reading!(@impl reply $name -> Self {} { $($other)? } {
            _ => operation::Error::unless_success(
                reply.code(),
                operation::reading!(@read reply $($variant $(($($holds)*))?)|+),
            )
        });
    };
    (
        $name:ident { $($status:tt => $($variant:ident $(($($holds:tt)*))?)|+),* $(,)? }
        $(else $other:tt)?
    ) => {
        operation::reading!(@impl reply $name -> Self {
            $(operation::reading!(@status $status) => {
                operation::reading!(@read reply $($variant $(($($holds)*))?)|+)
            })*
        } { $($other)? } { _ => Err(reply.unexpected()) });
    };

    // All of these come to this: the arms of the successes, those of the errors, and the last one. `reply` is given along,
    // since a name that one rule writes is not the name that another does.
    (
        @impl $reply:ident $name:ident -> $success:ty { $($first:tt)* }
        { $({ $($status:tt => $($variant:ident $(($($holds:tt)*))?)|+),* $(,)? })? }
        { $($last:tt)* }
    ) => {
        impl operation::FromReply for $name {
            type Success = $success;

            #[allow(unreachable_patterns, reason = "a default takes all that is left")]
            #[allow(clippy::match_overlapping_arm, reason = "404 goes before 4XX")]
            fn from_reply($reply: operation::Reply) -> Result<$success, operation::Error<Self>> {
                match $reply.status() {
                    $($first)*
                    $($(operation::reading!(@status $status) => operation::Error::refused(
                        operation::reading!(@read $reply $($variant $(($($holds)*))?)|+)
                    ),)*)?
                    $($last)*
                }
            }
        }
    };

    // The variant of a status, or the one of several whose media types fit.
    (@read $reply:ident $variant:ident $(($($holds:tt)*))?) => {
        operation::reading!(@make $reply $variant $($($holds)*)?)
    };
    (@read $reply:ident $($variant:ident ($($holds:tt)*))|+) => {
        match $reply.choose(&[$(operation::reading!(@media $($holds)*)),+]) {
            $(operation::reading!(@key $($holds)*) => {
                operation::reading!(@make $reply $variant $($holds)*)
            })+
            _ => Err($reply.unexpected()),
        }
    };
    (@make $reply:ident $variant:ident) => { Ok(Self::$variant) };
    (@make $reply:ident $variant:ident status) => { Ok(Self::$variant($reply.code())) };
    (@make $reply:ident $variant:ident status, $($body:tt)+) => {{
        let status = $reply.code();
        operation::reading!(@body $reply $($body)+).map(|body| Self::$variant(status, body))
    }};
    (@make $reply:ident $variant:ident $($body:tt)+) => {
        operation::reading!(@body $reply $($body)+).map(Self::$variant)
    };
    (@held $reply:ident) => { Ok(()) };
    (@held $reply:ident ($($body:tt)+)) => { operation::reading!(@body $reply $($body)+) };
    (@body $reply:ident headers) => { $reply.only_headers() };
    (@body $reply:ident $kind:ident $($($media:literal)|+ $(as $sent:literal)?)?) => {
        $reply.$kind()
    };
    (@body $reply:ident $kind:ident $($($media:literal)|+ $(as $sent:literal)?)? with headers) => {
        $reply.with_headers(operation::Reply::$kind)
    };

    // The media types of a body, and the first of them, which stands for all.
    (@media status, $($body:tt)+) => { operation::reading!(@media $($body)+) };
    (@media $kind:ident $($media:literal)|+ $(as $sent:literal)? $(with $with:ident)?) => {
        &[$($media),+]
    };
    (@media json $(with $with:ident)?) => { &["application/json"] };
    (@key status, $($body:tt)+) => { operation::reading!(@key $($body)+) };
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

pub(crate) use reading;
