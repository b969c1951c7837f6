//! The document must name a host.
//!
//! Add `host`, without a scheme and a path.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-api-host",
    formats: &["oas2"],
    given: &[
        "$",
    ],
    then: || vec![(Some("host"), Function::Truthy)],
    ..BuiltIn::new(include_str!("oas2_api_host.rs"))
};
