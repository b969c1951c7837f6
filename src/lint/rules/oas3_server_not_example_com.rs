//! The URL of a server must not be at `example.com`.
//!
//! Write the URL at which the API is served.

use super::{BuiltIn, pattern};
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3-server-not-example.com",
    is_recommended: false,
    formats: &["oas3"],
    given: &[
        "$.servers[*].url",
    ],
    then: || vec![(None, Function::Pattern(None, pattern(r#"example\.com"#)))],
    ..BuiltIn::new(include_str!("oas3_server_not_example_com.rs"))
};
