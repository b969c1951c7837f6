//! The license must have a URL.
//!
//! Add `url` to `info.license`.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "license-url",
    is_recommended: false,
    given: &[
        "$",
    ],
    then: || vec![(Some("info.license.url"), Function::Truthy)],
    ..BuiltIn::new(include_str!("license_url.rs"))
};
