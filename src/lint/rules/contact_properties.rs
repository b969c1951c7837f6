//! The contact must have a name, a URL and an e-mail address.
//!
//! Add `name`, `url` and `email` to `info.contact`.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "contact-properties",
    is_recommended: false,
    given: &[
        "$.info.contact",
    ],
    then: || vec![(Some("name"), Function::Truthy), (Some("url"), Function::Truthy), (Some("email"), Function::Truthy)],
    ..BuiltIn::new(include_str!("contact_properties.rs"))
};
