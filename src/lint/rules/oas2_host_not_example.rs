//! The host must not be `example.com`.
//!
//! Write the host at which the API is served.

use super::{BuiltIn, pattern};
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-host-not-example",
    is_recommended: false,
    formats: &["oas2"],
    given: &[
        "$",
    ],
    then: || vec![(Some("host"), Function::Pattern(None, pattern(r#"example\.com"#)))],
    ..BuiltIn::new(include_str!("oas2_host_not_example.rs"))
};
