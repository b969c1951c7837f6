//! The tags of the document must be sorted by name.
//!
//! Sort `tags`, so that readers find them.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "openapi-tags-alphabetical",
    is_recommended: false,
    given: &[
        "$",
    ],
    then: || vec![(Some("tags"), Function::Alphabetical(Some("name".to_owned())))],
    ..BuiltIn::new(include_str!("openapi_tags_alphabetical.rs"))
};
