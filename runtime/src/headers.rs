//! Answers that come with documented headers.

/// The body of an answer, and the headers that come with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WithHeaders<H, B = ()> {
    /// The headers.
    pub headers: H,

    /// The body; `()` where the answer has none.
    pub body: B,
}

impl<H, B> WithHeaders<H, B> {
    /// A body and its headers.
    pub fn new(headers: H, body: B) -> Self {
        Self { headers, body }
    }
}
