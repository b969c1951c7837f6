//! The ruleset `rest`: conventions of HTTP APIs, one rule in each file.

mod body;
mod created;
mod created_location;
mod etag;
mod examples;
mod nesting;
mod no_content;
mod no_method_not_allowed;
mod no_verbs;
mod not_found;
mod one_case;
mod one_error_schema;
mod pages;
mod plural_nouns;
mod safe_methods;
mod secured;

use super::BuiltIn;

/// The rules.
pub(super) const RULES: &[BuiltIn] = &[
    no_verbs::RULE,
    plural_nouns::RULE,
    one_case::RULE,
    nesting::RULE,
    created::RULE,
    created_location::RULE,
    no_content::RULE,
    not_found::RULE,
    secured::RULE,
    body::RULE,
    no_method_not_allowed::RULE,
    one_error_schema::RULE,
    pages::RULE,
    etag::RULE,
    safe_methods::RULE,
    examples::RULE,
];
