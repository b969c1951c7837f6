//! A webhook must not have servers.
//!
//! The receiver of a webhook chooses its URL. Remove `servers`.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3_1-servers-in-webhook",
    formats: &["oas3_1", "oas3_2"],
    given: &[
        "$.webhooks.servers",
        "$.webhooks[*][*].servers",
    ],
    then: || vec![(None, Function::Undefined)],
    ..BuiltIn::new(include_str!("oas3_1_servers_in_webhook.rs"))
};
