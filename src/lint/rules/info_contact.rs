//! The document must name a contact.
//!
//! Readers want to know whom to ask. Add `contact` to `info`.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "info-contact",
    given: &[
        "$",
    ],
    then: || vec![(Some("info.contact"), Function::Truthy)],
    ..BuiltIn::new(include_str!("info_contact.rs"))
};
