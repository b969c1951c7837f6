//! The checks: the id, level, and mirror of every kind of change.
//!
//! Ids and levels are those of oasdiff where it has a check, so that teams can move with their configuration. What the
//! change does to existing clients is stated beside the level, since the levels do not always tell: a new requirement of
//! credentials is information to oasdiff, though requests without them are refused.
//!
//! A check about schemas is an action ([`ACTIONS`]) at one of the places that have schemas ([`Scope`]). All others are in
//! [`OTHERS`].

mod others;
mod schemas;

use std::borrow::Cow;

use others::OTHERS;
use schemas::{ACTIONS, EXCEPTIONS, PROPERTY_ACTIONS};

/// How severe a change is, the most severe last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not reported.
    None,
    /// A change that no client notices, or notices at its own choice.
    Info,
    /// A change that may break clients, which the documents alone do not tell.
    Warn,
    /// A change that breaks clients, or the document's own rules about its life cycle.
    Err,
}

impl Level {
    /// The word in files and output.
    pub fn name(self) -> &'static str {
        match self {
            Level::None => "none",
            Level::Info => "info",
            Level::Warn => "warn",
            Level::Err => "err",
        }
    }
}

impl std::str::FromStr for Level {
    type Err = ();

    fn from_str(name: &str) -> Result<Self, ()> {
        match name.to_ascii_lowercase().as_str() {
            "none" => Ok(Level::None),
            "info" => Ok(Level::Info),
            "warn" => Ok(Level::Warn),
            "err" => Ok(Level::Err),
            _ => Err(()),
        }
    }
}

/// Who is affected by a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// What clients send.
    Request,
    /// What clients read.
    Response,
    /// Neither or both.
    Either,
}

impl Direction {
    /// The word in output.
    pub fn name(self) -> &'static str {
        match self {
            Direction::Request => "request",
            Direction::Response => "response",
            Direction::Either => "none",
        }
    }
}

/// The level of a change, and whether existing clients break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The level.
    pub level: Level,
    /// Whether requests of existing clients are refused, or its responses are not as they expect.
    pub breaks: bool,
}

/// An error that breaks clients.
const E: Effect = effect(Level::Err, true);
/// An error to oasdiff and in the document's life cycle, which by itself breaks no client.
pub(super) const P: Effect = effect(Level::Err, false);
/// A warning about what breaks clients that follow the document to the letter.
const W: Effect = effect(Level::Warn, true);
/// A warning about what cannot be decided.
pub(super) const M: Effect = effect(Level::Warn, false);
const I: Effect = effect(Level::Info, false);
/// Information to oasdiff, though it breaks clients.
const B: Effect = effect(Level::Info, true);

const fn effect(level: Level, breaks: bool) -> Effect {
    Effect { level, breaks }
}

/// A place that has a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The body of a request, in one media type.
    RequestBody,
    /// A parameter in a path, query or cookie.
    Parameter,
    /// A header parameter.
    HeaderParameter,
    /// The body of a response, in one media type.
    ResponseBody,
    /// A header of a response.
    Header,
}

impl Scope {
    const ALL: [Scope; 5] = [
        Scope::RequestBody,
        Scope::Parameter,
        Scope::HeaderParameter,
        Scope::ResponseBody,
        Scope::Header,
    ];

    /// The direction of its values.
    pub fn direction(self) -> Direction {
        match self {
            Scope::RequestBody | Scope::Parameter | Scope::HeaderParameter => Direction::Request,
            Scope::ResponseBody | Scope::Header => Direction::Response,
        }
    }

    fn area(self) -> &'static str {
        match self {
            Scope::RequestBody => "request-body",
            Scope::Parameter | Scope::HeaderParameter => "parameters",
            Scope::ResponseBody => "responses",
            Scope::Header => "headers",
        }
    }
}

/// A kind of change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The id: that of oasdiff, if it has such a check.
    pub id: Cow<'static, str>,
    /// The effect, unless the user chose another level.
    pub effect: Effect,
    /// Who is affected.
    pub direction: Direction,
    /// The part of the document.
    pub area: &'static str,
    /// The id of the check for the same change backwards.
    pub mirror: Cow<'static, str>,
}

/// All checks, in the order of their ids. Those of callbacks and webhooks are not repeated: their ids are `callback-` or
/// `webhook-` and the id of an operation's check, with the directions exchanged.
pub fn all() -> Vec<Check> {
    let others = OTHERS
        .iter()
        .map(|(id, effect, direction, area, mirror)| Check {
            id: Cow::Borrowed(id),
            effect: *effect,
            direction: *direction,
            area,
            mirror: Cow::Borrowed(mirror),
        });
    let mut checks: Vec<Check> = others.collect();
    for scope in Scope::ALL {
        for is_root in [true, false] {
            let properties = PROPERTY_ACTIONS.iter().filter(|_| !is_root);
            for (action, _, _, mirror) in ACTIONS.iter().chain(properties) {
                checks.push(Check {
                    id: schema_id(scope, is_root, action),
                    effect: schema_effect(scope, is_root, action),
                    direction: scope.direction(),
                    area: scope.area(),
                    mirror: schema_id(scope, is_root, mirror),
                });
            }
        }
    }
    checks.sort_by(|one, other| one.id.cmp(&other.id));
    checks.dedup_by(|one, other| one.id == other.id);
    checks
}

/// The effect of one of the checks that are not about schemas.
pub(super) fn other_effect(id: &str) -> Effect {
    let found = OTHERS.iter().find(|other| other.0 == id);
    debug_assert!(found.is_some(), "no check {id}");
    found.map_or(I, |other| other.1)
}

/// Who is affected by one of the checks that are not about schemas.
pub(super) fn direction(id: &str) -> Direction {
    let found = OTHERS.iter().find(|other| other.0 == id);
    found.map_or(Direction::Either, |other| other.2)
}

/// The effect of a change of a schema.
pub(super) fn schema_effect(scope: Scope, is_root: bool, action: &str) -> Effect {
    let id = schema_id(scope, is_root, action);
    if let Some((_, effect)) = EXCEPTIONS.iter().find(|(exception, _)| *exception == id) {
        return *effect;
    }
    let properties = PROPERTY_ACTIONS.iter().filter(|_| !is_root);
    let row = properties.chain(ACTIONS.iter()).find(|row| row.0 == action);
    debug_assert!(row.is_some(), "no action {action}");
    row.map_or(I, |row| match scope.direction() {
        Direction::Request => row.1,
        _ => row.2,
    })
}

/// The id of a change of a schema: at the root of a body, parameter or header, or below.
pub(super) fn schema_id(scope: Scope, is_root: bool, action: &str) -> Cow<'static, str> {
    let (place, property) = match scope {
        Scope::RequestBody => ("request-body", "request"),
        Scope::Parameter | Scope::HeaderParameter => ("request-parameter", "request-parameter"),
        Scope::ResponseBody => ("response-body", "response"),
        Scope::Header => ("response-header", "response-header"),
    };
    if is_root {
        return match (scope, action) {
            (Scope::ResponseBody, "enum-value-removed") => {
                Cow::Borrowed("response-mediatype-enum-value-removed")
            }
            _ => Cow::Owned(format!("{place}-{action}")),
        };
    }
    if scope.direction() == Direction::Request
        && let Some(id) = request_property_id(scope, action)
    {
        return Cow::Borrowed(id);
    }
    let (front, back) = property_action(action);
    Cow::Owned(match front {
        "" => format!("{property}-property-{back}"),
        front => format!("{property}-{front}-property-{back}"),
    })
}

/// Ids of properties in requests that are not made of their action.
fn request_property_id(scope: Scope, action: &str) -> Option<&'static str> {
    let is_header = scope == Scope::HeaderParameter;
    Some(match (scope, action) {
        (_, "added-required") if is_header => "new-required-request-header-property",
        (_, "became-enum") if is_header => "request-header-property-became-enum",
        (_, "became-required") if is_header => "request-header-property-became-required",
        (Scope::RequestBody, "added-required") => "new-required-request-property",
        (Scope::RequestBody, "added-required-with-default") => {
            "new-required-request-property-with-default"
        }
        (Scope::RequestBody, "added-optional") => "new-optional-request-property",
        (Scope::RequestBody, "removed-required" | "removed-optional") => "request-property-removed",
        (_, "added-required") => "new-required-request-parameter-property",
        (_, "added-required-with-default") => {
            "new-required-request-parameter-property-with-default"
        }
        (_, "added-optional") => "new-optional-request-parameter-property",
        (_, "removed-required" | "removed-optional") => "request-parameter-property-removed",
        _ => return None,
    })
}

/// What an id has before and after the word `property`.
fn property_action(action: &str) -> (&str, &str) {
    match action {
        "added-required" | "added-required-with-default" => ("required", "added"),
        "added-optional" => ("optional", "added"),
        "removed-required" => ("required", "removed"),
        "removed-optional" => ("optional", "removed"),
        "added-required-write-only" => ("required-write-only", "added"),
        "added-optional-write-only" => ("optional-write-only", "added"),
        "removed-required-write-only" => ("required-write-only", "removed"),
        "removed-optional-write-only" => ("optional-write-only", "removed"),
        _ => {
            for front in ["read-only", "write-only"] {
                let rest = action.strip_prefix(front);
                if let Some(rest) = rest.and_then(|rest| rest.strip_prefix('-')) {
                    return (front, rest);
                }
            }
            for front in ["required", "optional"] {
                let rest = action
                    .strip_prefix(front)
                    .and_then(|it| it.strip_prefix('-'));
                if let Some(rest) = rest.filter(|rest| rest.starts_with("became")) {
                    return (front, rest);
                }
            }
            ("", action)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_check_has_a_mirror() {
        let checks = all();
        let ids: BTreeSet<&str> = checks.iter().map(|check| check.id.as_ref()).collect();
        for check in &checks {
            assert!(ids.contains(check.mirror.as_ref()), "{check:?}");
        }
    }

    #[test]
    fn ids_and_levels_are_those_of_oasdiff() {
        let checks = all();
        for line in include_str!("oasdiff.txt").lines() {
            let (id, level) = line.split_once(' ').unwrap_or_default();
            let check = checks.iter().find(|check| check.id == id);
            let found = check.map(|check| check.effect.level.name());
            // A level that depends on how the parameter is written; the table has the one of JSON.
            let is_exception = id == "request-parameter-property-type-changed";
            assert!(found == Some(level) || is_exception, "{id}: {found:?}");
        }
    }

    #[test]
    fn a_change_forth_and_back_breaks_at_most_one_side_or_has_no_order() {
        // What narrows what clients send widens what they read.
        for (action, request, response, mirror) in ACTIONS {
            if action != mirror && request == E && response == E {
                assert_eq!(action, "wrapped-in-one-of");
            }
        }
    }
}
