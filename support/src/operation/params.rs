//! The parameters of operations.

/// Says where each field of a struct of parameters is sent; a server reads by it, a client writes by it:
///
/// `params!(ListPetsParams { limit: query("limit"), ids: query("ids") as styled_query("ids", Style::Form, false) })`.
///
/// The second is how a client writes what isn't written in the usual style of its place; a server knows from the contract.
macro_rules! params {
    ($name:ident {
        $($field:ident: $place:ident($text:literal) $(as $add:ident($($how:expr),* $(,)?))?),* $(,)?
    }) => {
        #[cfg(feature = "server")]
        impl operation::FromInput for $name {
            fn from_input(input: &operation::Input) -> Result<Self, operation::Fault> {
                Ok(Self { $($field: input.$place($text)?),* })
            }
        }

        #[cfg(feature = "client")]
        impl operation::AddToCall for $name {
            fn add_to_call(&self, call: operation::Call) -> operation::Call {
                $(let call = operation::params!(
                    @add call, &self.$field, $place($text) $($add($($how),*))?
                );)*
                call
            }
        }
    };
    (@add $call:ident, $value:expr, $place:ident($text:literal)) => { $call.$place($text, $value) };
    (@add $call:ident, $value:expr, $place:ident($text:literal) $add:ident($($how:expr),*)) => {
        $call.$add($($how,)* $value)
    };
}

pub(crate) use params;
