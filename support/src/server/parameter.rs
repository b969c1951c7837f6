//! Parameters: out of their places in the request, by their styles, against their schemas.

use std::collections::HashMap;

use axum::http::request::Parts;
use serde_json::Value;

use super::super::schema::{Direction, Violation};
use super::super::style;
use super::contract::Contract;
use super::cookie::cookies;
use super::fault::{FaultItem, Place};
use super::operation::{Operation, Parameter};
use super::read::{Findings, item};

/// The values of all parameters that the request has, or that have a default.
pub(super) fn read_all(
    operation: &Operation,
    contract: &Contract,
    head: &Parts,
    captures: &HashMap<String, String>,
    findings: &mut Findings,
) -> Vec<(Place, String, Value)> {
    let mut values = Vec::with_capacity(operation.parameters.len());
    for parameter in &operation.parameters {
        match read(parameter, head, captures) {
            Ok(Some(value)) => values.extend(check(parameter, value, contract, findings)),
            Ok(None) if parameter.required => {
                findings.wrong.push(item(parameter.place, &parameter.name, "required", "is required"));
            }
            Ok(None) => {}
            Err(message) => findings.broken.push(item(parameter.place, &parameter.name, "parse", &message)),
        }
    }
    values
}

/// Whether the empty segments of the path that templates have captured can be values of theirs.
///
/// `/pets/` is a path of its own to most people; it is `/pets/{name}` only where a name may be empty.
pub(super) fn takes_empty(operation: &Operation, contract: &Contract, captures: &[(String, String)]) -> bool {
    let mut empty = captures.iter().filter(|(_, value)| value.is_empty());
    empty.all(|(name, _)| match operation.parameter(Place::Path, name) {
        Some(parameter) => {
            let value = style::stand_in("");
            value.is_ok_and(|value| contract.schemas.check(&parameter.schema, &value, Direction::Request).is_empty())
        }
        None => false,
    })
}

fn check(
    parameter: &Parameter,
    mut value: Value,
    contract: &Contract,
    findings: &mut Findings,
) -> Option<(Place, String, Value)> {
    let violations = contract.schemas.check(&parameter.schema, &value, Direction::Request);
    if !violations.is_empty() {
        findings.wrong.extend(violations.into_iter().map(|violation| parameter_item(parameter, violation)));
        return None;
    }
    contract.schemas.fill_defaults(&parameter.schema, &mut value);
    Some((parameter.place, parameter.name.clone(), value))
}

fn parameter_item(parameter: &Parameter, violation: Violation) -> FaultItem {
    let Violation { pointer, code, message } = violation;
    FaultItem { place: parameter.place, name: parameter.name.clone(), pointer, code: code.to_owned(), message }
}

fn read(parameter: &Parameter, head: &Parts, captures: &HashMap<String, String>) -> Result<Option<Value>, String> {
    let name = parameter.name.as_str();
    let raw = match parameter.place {
        Place::Path => captures.get(name).cloned(),
        Place::Query => super::selector::pairs(head).find(|(key, _)| key == name).map(|(_, value)| value),
        Place::Header => head.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()),
        Place::Cookie => cookies(&head.headers).find(|(key, _)| *key == name).map(|(_, value)| value.to_owned()),
        Place::Body => None,
    };
    raw.map(|raw| style::stand_in(&raw)).transpose()
}
