//! The parameters of an operation.

/// Maps each field of a parameter struct to its parameter; the server reads by this, the client writes by it:
///
/// `params!(ListPetsParams { limit: query("limit"), ids: query("ids") as styled_query("ids", Style::Form, false) })`.
///
/// What follows `as` is how the client writes a parameter that does not have the default style of its location; the server
/// takes the style from the contract.
#[macro_export]
#[doc(hidden)]
macro_rules! params {
    ($($params:tt)*) => {
        operation::from_input!($($params)*);
        operation::into_request!($($params)*);
    };
}

pub use params;
