//! Collections have plural names.
//!
//! `/pets/{id}` is an item of `/pets`. Write the name in front of a parameter in the plural.

use super::super::BuiltIn;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-plural-nouns",
    shows_error: true,
    given: &["$.paths"],
    then: || vec![(None, Function::Rest(Rest::PluralNouns))],
    ..BuiltIn::new(include_str!("plural_nouns.rs"))
};
