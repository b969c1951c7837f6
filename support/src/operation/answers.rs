//! The answers of operations.

/// Says with which status, and how, each variant of an enum is sent; a server sends by it, a client reads by it:
///
/// `answers!(ShowPet -> Pet { 200 => Ok(json) } else { 404 => NotFound(json), _ => Default(status, json) })`.
///
/// In the first braces are the successes; behind the arrow is what the only one of them holds. A `_` there is a success
/// if the status is one. Several contents of one status stand side by side: `200 => Ok(json) | OkText(text "text/plain")`.
/// Exact statuses come before ranges, since a client takes the first that fits.
///
/// A variant holds a body, `headers`, or a body `with headers`, and before it the `status` where it isn't said. Bodies are
/// `json`, `text`, `stream` and `items`, with their media type: one or several that are read, and behind `as` the one that
/// is sent. Answers are `streaming` if they have bodies of the last two kinds.
macro_rules! answers {
    (streaming $name:ident $($rest:tt)*) => {
        operation::answers!($name $($rest)*);
        #[cfg(feature = "client")]
        operation::answers!(@streaming $name $($rest)*);
    };
    ($name:ident {}) => {
        #[cfg(feature = "server")]
        impl operation::IntoAnswer for $name {
            fn into_answer(self) -> Result<operation::Answer, operation::Fault> {
                match self {}
            }
        }

        #[cfg(feature = "client")]
        impl operation::FromReply for $name {
            type Success = Self;

            fn from_reply(reply: operation::Reply) -> Result<Self, operation::Error<Self>> {
                Err(reply.unexpected())
            }
        }
    };
    (
        $name:ident -> $success:ty { $status:tt => $variant:ident $(($($holds:tt)*))? $(,)? }
        $(else { $($other:tt => $($refused:ident $(($($carries:tt)*))?)|+),* $(,)? })?
    ) => {
        operation::answers!(
            @server $name { $status => $variant $(($($holds)*))? }
            $({ $($other => $($refused $(($($carries)*))?)|+),* })?
        );

        #[cfg(feature = "client")]
        impl operation::FromReply for $name {
            type Success = $success;

            #[allow(unreachable_patterns, reason = "a default takes all that is left")]
            #[allow(clippy::match_overlapping_arm, reason = "404 goes before 4XX")]
            fn from_reply(reply: operation::Reply) -> Result<$success, operation::Error<Self>> {
                match reply.status() {
                    operation::answers!(@status $status) => {
                        operation::answers!(@held reply $(($($holds)*))?)
                    }
                    $($(operation::answers!(@status $other) => operation::Error::refused(
                        operation::answers!(@read reply $($refused $(($($carries)*))?)|+)
                    ),)*)?
                    _ => Err(reply.unexpected()),
                }
            }
        }
    };
    (
        $name:ident { _ => $($variant:ident $(($($holds:tt)*))?)|+ $(,)? }
        $(else { $($other:tt => $($refused:ident $(($($carries:tt)*))?)|+),* $(,)? })?
    ) => {
        operation::answers!(
            @server $name { _ => $($variant $(($($holds)*))?)|+ }
            $({ $($other => $($refused $(($($carries)*))?)|+),* })?
        );

        #[cfg(feature = "client")]
        impl operation::FromReply for $name {
            type Success = Self;

            #[allow(clippy::match_overlapping_arm, reason = "404 goes before 4XX")]
            fn from_reply(reply: operation::Reply) -> Result<Self, operation::Error<Self>> {
                match reply.status() {
                    $($(operation::answers!(@status $other) => operation::Error::refused(
                        operation::answers!(@read reply $($refused $(($($carries)*))?)|+)
                    ),)*)?
                    _ => operation::Error::unless_success(
                        reply.code(),
                        operation::answers!(@read reply $($variant $(($($holds)*))?)|+),
                    ),
                }
            }
        }
    };
    (
        $name:ident { $($status:tt => $($variant:ident $(($($holds:tt)*))?)|+),* $(,)? }
        $(else { $($other:tt => $($refused:ident $(($($carries:tt)*))?)|+),* $(,)? })?
    ) => {
        operation::answers!(
            @server $name { $($status => $($variant $(($($holds)*))?)|+),* }
            $({ $($other => $($refused $(($($carries)*))?)|+),* })?
        );

        #[cfg(feature = "client")]
        impl operation::FromReply for $name {
            type Success = Self;

            #[allow(unreachable_patterns, reason = "a default takes all that is left")]
            #[allow(clippy::match_overlapping_arm, reason = "404 goes before 4XX")]
            fn from_reply(reply: operation::Reply) -> Result<Self, operation::Error<Self>> {
                match reply.status() {
                    $(operation::answers!(@status $status) => {
                        operation::answers!(@read reply $($variant $(($($holds)*))?)|+)
                    })*
                    $($(operation::answers!(@status $other) => operation::Error::refused(
                        operation::answers!(@read reply $($refused $(($($carries)*))?)|+)
                    ),)*)?
                    _ => Err(reply.unexpected()),
                }
            }
        }
    };

    // The server's half.
    (@server $name:ident $({ $($status:tt => $($variant:ident $((
        $($kind:ident $($media:literal $(as $sent:literal)?)? $(with $with:ident)?),*
    ))?)|+),* })*) => {
        #[cfg(feature = "server")]
        impl operation::IntoAnswer for $name {
            fn into_answer(self) -> Result<operation::Answer, operation::Fault> {
                match self {
                    $($($(Self::$variant $(($($kind),*))? => operation::answers!(
                        @send $status $($($kind $kind $($media $(as $sent)?)? $(with $with)?),*)?
                    ),)+)*)*
                }
            }
        }
    };
    // How a variant is sent: each thing that it holds, twice: as what it is, and as the variable that has it.
    (@send $code:tt) => { operation::Answer::empty($code) };
    (@send $code:tt status $status:ident) => { operation::Answer::empty($status) };
    (@send $code:tt status $status:ident, $($body:tt)+) => {
        operation::answers!(@send $status $($body)+)
    };
    (@send $code:tt headers $headers:ident) => { $headers.empty($code) };
    (@send $code:tt $kind:ident $body:ident $media:literal as $sent:literal $(with $with:ident)?) => {
        operation::answers!(@send $code $kind $body $sent $(with $with)?)
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

    // The client's half: the variant of a status, or the one of several whose media type fits.
    (@read $reply:ident $variant:ident $(($($holds:tt)*))?) => {
        operation::answers!(@make $reply $variant $($($holds)*)?)
    };
    (@read $reply:ident $($variant:ident ($($holds:tt)*))|+) => {
        match $reply.choose(&[$(operation::answers!(@media $($holds)*)),+]) {
            $(operation::answers!(@media $($holds)*) => {
                operation::answers!(@make $reply $variant $($holds)*)
            })+
            _ => Err($reply.unexpected()),
        }
    };
    (@make $reply:ident $variant:ident) => { Ok(Self::$variant) };
    (@make $reply:ident $variant:ident status) => { Ok(Self::$variant($reply.code())) };
    (@make $reply:ident $variant:ident status, $($body:tt)+) => {{
        let status = $reply.code();
        operation::answers!(@body $reply $($body)+).map(|body| Self::$variant(status, body))
    }};
    (@make $reply:ident $variant:ident $($body:tt)+) => {
        operation::answers!(@body $reply $($body)+).map(Self::$variant)
    };
    (@held $reply:ident) => { Ok(()) };
    (@held $reply:ident ($($body:tt)+)) => { operation::answers!(@body $reply $($body)+) };
    (@body $reply:ident headers) => { $reply.only_headers() };
    (@body $reply:ident $kind:ident $($media:literal $(as $sent:literal)?)?) => { $reply.$kind() };
    (@body $reply:ident $kind:ident $($media:literal $(as $sent:literal)?)? with headers) => {
        $reply.with_headers(operation::Reply::$kind)
    };

    // Which of the client's answers come as streams. What is left for `_` comes last.
    (
        @streaming $name:ident { _ => $($variant:ident $(($($holds:tt)*))?)|+ $(,)? }
        $(else { $($other:tt => $($refused:ident $(($($carries:tt)*))?)|+),* $(,)? })?
    ) => {
        operation::answers!(
            @is_streamed $name
            $({ $($other => $($refused $(($($carries)*))?)|+),* })?
            { _ => $($variant $(($($holds)*))?)|+ }
        );
    };
    (
        @streaming $name:ident $(-> $success:ty)?
        { $($status:tt => $($variant:ident $(($($holds:tt)*))?)|+),* $(,)? }
        $(else { $($other:tt => $($refused:ident $(($($carries:tt)*))?)|+),* $(,)? })?
    ) => {
        operation::answers!(
            @is_streamed $name
            { $($status => $($variant $(($($holds)*))?)|+),* }
            $({ $($other => $($refused $(($($carries)*))?)|+),* })?
        );
    };
    (@is_streamed $name:ident $({
        $($status:tt => $($variant:ident $(($($holds:tt)*))?)|+),*
    })*) => {
        impl operation::Streaming for $name {
            #[allow(unreachable_patterns, reason = "a default takes all that is left")]
            #[allow(clippy::match_overlapping_arm, reason = "404 goes before 4XX")]
            fn is_streamed(reply: &operation::Reply) -> bool {
                match reply.status() {
                    $($(operation::answers!(@status $status) => {
                        operation::answers!(@streams reply $($(($($holds)*))?)|+)
                    })*)*
                    _ => false,
                }
            }
        }
    };
    (@streams $reply:ident) => { false };
    (@streams $reply:ident ($($holds:tt)*)) => { operation::answers!(@comes $($holds)*) };
    (@streams $reply:ident $(($($holds:tt)*))|+) => {
        match $reply.choose(&[$(operation::answers!(@media $($holds)*)),+]) {
            $(operation::answers!(@media $($holds)*) => operation::answers!(@comes $($holds)*),)+
            _ => false,
        }
    };
    (@comes status, $($body:tt)+) => { operation::answers!(@comes $($body)+) };
    (@comes stream $($rest:tt)*) => { true };
    (@comes items $($rest:tt)*) => { true };
    (@comes $($rest:tt)*) => { false };

    (@media status, $($body:tt)+) => { operation::answers!(@media $($body)+) };
    (@media json) => { "application/json" };
    (@media json with headers) => { "application/json" };
    (@media $kind:ident $media:literal $($rest:tt)*) => { $media };

    (@status 1XX) => { 100..=199 };
    (@status 2XX) => { 200..=299 };
    (@status 3XX) => { 300..=399 };
    (@status 4XX) => { 400..=499 };
    (@status 5XX) => { 500..=599 };
    (@status _) => { _ };
    (@status $code:literal) => { $code };
}

pub(crate) use answers;
