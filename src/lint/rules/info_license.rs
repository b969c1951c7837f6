//! The document must name a license.
//!
//! Add `license` to `info`, so that users know under which terms they may use the API.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "info-license",
    is_recommended: false,
    given: &[
        "$",
    ],
    then: || vec![(Some("info.license"), Function::Truthy)],
    ..BuiltIn::new(include_str!("info_license.rs"))
};
