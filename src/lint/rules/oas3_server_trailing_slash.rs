//! The URL of a server must not end in a slash.
//!
//! Paths begin with a slash. Remove the one at the end of the URL.

use super::{BuiltIn, pattern};
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3-server-trailing-slash",
    formats: &["oas3"],
    given: &[
        "$.servers[*].url",
    ],
    then: || vec![(None, Function::Pattern(None, pattern(r#"./$"#)))],
    ..BuiltIn::new(include_str!("oas3_server_trailing_slash.rs"))
};
