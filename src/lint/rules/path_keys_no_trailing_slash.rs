//! A path must not end in a slash.
//!
//! Some servers and clients take `/pets/` and `/pets` for the same resource, others do not. Remove the slash.

use super::{BuiltIn, pattern};
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "path-keys-no-trailing-slash",
    given: &[
        "$.paths",
    ],
    then: || vec![(Some("@key"), Function::Pattern(None, pattern(r#".+\/$"#)))],
    ..BuiltIn::new(include_str!("path_keys_no_trailing_slash.rs"))
};
