//! The variables of a server are described and used.
//!
//! Each variable of the URL is in `variables`, with a default that is in its `enum`; each of `variables` is in the
//! URL; and their values make a URL.

use super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3-server-variables",
    severity: Severity::Error,
    shows_error: true,
    given: &[
        "$.servers[*]",
        "#PathItem.servers[*]",
        "#OperationObject.servers[*]",
        "#LinkObject.server",
    ],
    then: || vec![(None, Function::Oas(Oas::ServerVariables))],
    ..BuiltIn::new(include_str!("oas3_server_variables.rs"))
};
