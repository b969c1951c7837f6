//! The host must not end in a slash.
//!
//! Remove the slash: `basePath` begins with it.

use super::{BuiltIn, pattern};
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-host-trailing-slash",
    formats: &["oas2"],
    given: &[
        "$",
    ],
    then: || vec![(Some("host"), Function::Pattern(None, pattern(r#"/$"#)))],
    ..BuiltIn::new(include_str!("oas2_host_trailing_slash.rs"))
};
