//! The checks: the id, level, and mirror of every kind of change.
//!
//! Ids and levels are those of oasdiff where it has a check, so that teams can move with their configuration. What the
//! change does to existing clients is stated beside the level, since the levels do not always tell: a new requirement of
//! credentials is information to oasdiff, though requests without them are refused.
//!
//! A check about schemas is an action ([`ACTIONS`]) at one of the places that have schemas ([`Scope`]). All others are in
//! [`OTHERS`].

use std::borrow::Cow;

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

/// What can change in a schema: the action, its effect where clients send the value, its effect where they read it, and
/// the action of the same change backwards.
const ACTIONS: [(&str, Effect, Effect, &str); 121] = [
    ("type-changed", E, E, "type-changed"),
    ("type-generalized", I, E, "type-specialized"),
    ("type-specialized", E, I, "type-generalized"),
    ("type-compatible", I, I, "type-compatible"),
    ("list-of-types-narrowed", E, I, "list-of-types-widened"),
    ("list-of-types-widened", I, E, "list-of-types-narrowed"),
    ("became-nullable", I, E, "became-not-nullable"),
    ("became-not-nullable", E, I, "became-nullable"),
    ("became-enum", E, I, "became-not-enum"),
    ("became-not-enum", I, M, "became-enum"),
    ("enum-value-added", I, W, "enum-value-removed"),
    ("enum-value-removed", E, I, "enum-value-added"),
    (
        "x-extensible-enum-value-added",
        I,
        I,
        "x-extensible-enum-value-removed",
    ),
    (
        "x-extensible-enum-value-removed",
        E,
        I,
        "x-extensible-enum-value-added",
    ),
    ("const-added", E, I, "const-removed"),
    ("const-removed", I, E, "const-added"),
    ("const-changed", E, E, "const-changed"),
    ("default-value-added", I, I, "default-value-removed"),
    ("default-value-removed", I, I, "default-value-added"),
    ("default-value-changed", I, I, "default-value-changed"),
    ("pattern-added", E, I, "pattern-removed"),
    ("pattern-removed", I, I, "pattern-added"),
    ("pattern-changed", W, I, "pattern-changed"),
    ("pattern-generalized", I, I, "pattern-changed"),
    ("max-set", W, I, "max-unset"),
    ("max-unset", I, E, "max-set"),
    ("max-increased", I, E, "max-decreased"),
    ("max-decreased", E, I, "max-increased"),
    ("min-set", W, I, "min-unset"),
    ("min-unset", I, E, "min-set"),
    ("min-increased", E, I, "min-decreased"),
    ("min-decreased", I, E, "min-increased"),
    ("exclusive-max-set", W, I, "exclusive-max-unset"),
    ("exclusive-max-unset", I, E, "exclusive-max-set"),
    ("exclusive-max-increased", I, E, "exclusive-max-decreased"),
    ("exclusive-max-decreased", E, I, "exclusive-max-increased"),
    ("exclusive-min-set", W, I, "exclusive-min-unset"),
    ("exclusive-min-unset", I, E, "exclusive-min-set"),
    ("exclusive-min-increased", E, I, "exclusive-min-decreased"),
    ("exclusive-min-decreased", I, E, "exclusive-min-increased"),
    ("multiple-of-set", E, I, "multiple-of-unset"),
    ("multiple-of-unset", I, E, "multiple-of-set"),
    ("multiple-of-changed", E, E, "multiple-of-changed"),
    ("max-length-set", W, I, "max-length-unset"),
    ("max-length-unset", I, E, "max-length-set"),
    ("max-length-increased", I, E, "max-length-decreased"),
    ("max-length-decreased", E, I, "max-length-increased"),
    ("min-length-increased", E, I, "min-length-decreased"),
    ("min-length-decreased", I, E, "min-length-increased"),
    ("max-items-set", E, I, "max-items-unset"),
    ("max-items-unset", I, E, "max-items-set"),
    ("max-items-increased", I, E, "max-items-decreased"),
    ("max-items-decreased", E, I, "max-items-increased"),
    ("min-items-set", W, I, "min-items-unset"),
    ("min-items-unset", I, E, "min-items-set"),
    ("min-items-increased", E, I, "min-items-decreased"),
    ("min-items-decreased", I, E, "min-items-increased"),
    ("max-properties-set", E, I, "max-properties-unset"),
    ("max-properties-unset", I, E, "max-properties-set"),
    ("max-properties-increased", I, E, "max-properties-decreased"),
    ("max-properties-decreased", E, I, "max-properties-increased"),
    ("min-properties-set", E, I, "min-properties-unset"),
    ("min-properties-unset", I, E, "min-properties-set"),
    ("min-properties-increased", E, I, "min-properties-decreased"),
    ("min-properties-decreased", I, E, "min-properties-increased"),
    ("max-contains-set", E, I, "max-contains-unset"),
    ("max-contains-unset", I, E, "max-contains-set"),
    ("max-contains-increased", I, E, "max-contains-decreased"),
    ("max-contains-decreased", E, I, "max-contains-increased"),
    ("min-contains-set", E, I, "min-contains-unset"),
    ("min-contains-unset", I, E, "min-contains-set"),
    ("min-contains-increased", E, I, "min-contains-decreased"),
    ("min-contains-decreased", I, E, "min-contains-increased"),
    ("unique-items-set", E, I, "unique-items-unset"),
    ("unique-items-unset", I, E, "unique-items-set"),
    (
        "additional-properties-forbidden",
        E,
        I,
        "additional-properties-allowed",
    ),
    (
        "additional-properties-allowed",
        I,
        I,
        "additional-properties-forbidden",
    ),
    ("any-of-added", I, B, "any-of-removed"),
    ("any-of-removed", E, I, "any-of-added"),
    ("one-of-added", I, E, "one-of-removed"),
    ("one-of-removed", E, I, "one-of-added"),
    ("wrapped-in-one-of", E, E, "one-of-removed"),
    ("union-compatible", I, I, "union-compatible"),
    ("all-of-added", E, I, "all-of-removed"),
    ("all-of-removed", M, I, "all-of-added"),
    ("not-added", E, I, "not-removed"),
    ("not-removed", I, E, "not-added"),
    ("not-changed", E, E, "not-changed"),
    ("pattern-property-added", E, I, "pattern-property-removed"),
    ("pattern-property-removed", I, E, "pattern-property-added"),
    ("dependent-schema-added", E, I, "dependent-schema-removed"),
    ("dependent-schema-removed", I, E, "dependent-schema-added"),
    (
        "dependent-required-added",
        E,
        I,
        "dependent-required-removed",
    ),
    (
        "dependent-required-removed",
        I,
        E,
        "dependent-required-added",
    ),
    (
        "dependent-required-changed",
        E,
        E,
        "dependent-required-changed",
    ),
    ("prefix-items-added", I, E, "prefix-items-removed"),
    ("prefix-items-removed", E, I, "prefix-items-added"),
    ("content-encoding-changed", E, E, "content-encoding-changed"),
    (
        "content-media-type-changed",
        E,
        E,
        "content-media-type-changed",
    ),
    ("discriminator-added", I, I, "discriminator-removed"),
    ("discriminator-removed", I, I, "discriminator-added"),
    (
        "discriminator-property-name-changed",
        I,
        I,
        "discriminator-property-name-changed",
    ),
    (
        "discriminator-mapping-added",
        I,
        I,
        "discriminator-mapping-deleted",
    ),
    (
        "discriminator-mapping-deleted",
        I,
        I,
        "discriminator-mapping-added",
    ),
    (
        "discriminator-mapping-changed",
        I,
        I,
        "discriminator-mapping-changed",
    ),
    ("if-added", E, I, "if-removed"),
    ("if-removed", I, E, "if-added"),
    ("then-added", E, I, "then-removed"),
    ("then-removed", I, E, "then-added"),
    ("else-added", E, I, "else-removed"),
    ("else-removed", I, E, "else-added"),
    ("contains-added", E, I, "contains-removed"),
    ("contains-removed", I, E, "contains-added"),
    ("property-names-added", E, I, "property-names-removed"),
    ("property-names-removed", I, E, "property-names-added"),
    ("unevaluated-items-added", E, I, "unevaluated-items-removed"),
    ("unevaluated-items-removed", I, E, "unevaluated-items-added"),
    (
        "unevaluated-properties-added",
        E,
        I,
        "unevaluated-properties-removed",
    ),
    (
        "unevaluated-properties-removed",
        I,
        E,
        "unevaluated-properties-added",
    ),
    ("content-schema-added", E, I, "content-schema-removed"),
    ("content-schema-removed", I, E, "content-schema-added"),
];

/// What can change about a property: the action, the effects, and the action backwards.
const PROPERTY_ACTIONS: [(&str, Effect, Effect, &str); 32] = [
    ("added-required", E, I, "removed-required"),
    ("added-required-with-default", E, I, "removed-required"),
    ("added-optional", I, I, "removed-optional"),
    ("removed-required", W, E, "added-required"),
    ("removed-optional", W, W, "added-optional"),
    (
        "added-required-write-only",
        I,
        I,
        "removed-required-write-only",
    ),
    (
        "added-optional-write-only",
        I,
        I,
        "removed-optional-write-only",
    ),
    (
        "removed-required-write-only",
        I,
        I,
        "added-required-write-only",
    ),
    (
        "removed-optional-write-only",
        I,
        I,
        "added-optional-write-only",
    ),
    ("became-required", E, I, "became-optional"),
    ("became-required-with-default", E, I, "became-optional"),
    ("became-optional", I, E, "became-required"),
    (
        "undescribed-became-required",
        M,
        I,
        "undescribed-became-optional",
    ),
    (
        "undescribed-became-optional",
        I,
        M,
        "undescribed-became-required",
    ),
    (
        "required-became-read-only",
        I,
        I,
        "required-became-not-read-only",
    ),
    (
        "optional-became-read-only",
        I,
        I,
        "optional-became-not-read-only",
    ),
    (
        "required-became-not-read-only",
        I,
        I,
        "required-became-read-only",
    ),
    (
        "optional-became-not-read-only",
        I,
        I,
        "optional-became-read-only",
    ),
    (
        "required-became-write-only",
        I,
        I,
        "required-became-not-write-only",
    ),
    (
        "optional-became-write-only",
        I,
        I,
        "optional-became-not-write-only",
    ),
    (
        "required-became-not-write-only",
        I,
        M,
        "required-became-write-only",
    ),
    (
        "optional-became-not-write-only",
        I,
        I,
        "optional-became-write-only",
    ),
    (
        "write-only-became-optional",
        I,
        I,
        "write-only-became-required",
    ),
    (
        "write-only-became-required",
        I,
        I,
        "write-only-became-optional",
    ),
    ("deprecated", I, I, "reactivated"),
    ("deprecated-with-sunset", I, I, "reactivated"),
    ("deprecated-sunset-invalid", P, P, "reactivated"),
    ("reactivated", I, I, "deprecated"),
    ("sunset-date-too-small", P, P, "reactivated"),
    ("stability-decreased", P, P, "stability-increased"),
    ("stability-increased", I, I, "stability-decreased"),
    ("stability-invalid", P, P, "stability-invalid"),
];

/// Checks whose effect is not that of their action.
const EXCEPTIONS: [(&str, Effect); 5] = [
    ("request-parameter-default-value-added", E),
    ("request-parameter-default-value-removed", E),
    ("request-parameter-default-value-changed", E),
    // The document does not tell whether a client lists the values where the body is nothing else.
    ("response-body-enum-value-added", M),
    // As parameters themselves: servers ignore what they do not know.
    ("request-parameter-property-removed", M),
];

/// The other checks: the id, the effect, the direction, the area, and the id of the same change backwards.
const OTHERS: [(&str, Effect, Direction, &str, &str); 107] = [
    (
        "endpoint-added",
        I,
        Direction::Either,
        "paths",
        "api-removed-without-deprecation",
    ),
    (
        "api-removed-without-deprecation",
        E,
        Direction::Either,
        "paths",
        "endpoint-added",
    ),
    (
        "api-path-removed-without-deprecation",
        E,
        Direction::Either,
        "paths",
        "endpoint-added",
    ),
    (
        "api-path-removed-with-deprecation",
        B,
        Direction::Either,
        "paths",
        "endpoint-added",
    ),
    (
        "api-path-removed-before-sunset",
        E,
        Direction::Either,
        "paths",
        "endpoint-added",
    ),
    (
        "api-path-sunset-parse",
        P,
        Direction::Either,
        "paths",
        "api-path-sunset-parse",
    ),
    (
        "api-removed-with-deprecation",
        B,
        Direction::Either,
        "paths",
        "endpoint-added",
    ),
    (
        "api-removed-before-sunset",
        E,
        Direction::Either,
        "paths",
        "endpoint-added",
    ),
    (
        "endpoint-removed-after-sunset",
        I,
        Direction::Either,
        "paths",
        "endpoint-added",
    ),
    (
        "endpoint-deprecated",
        I,
        Direction::Either,
        "paths",
        "endpoint-reactivated",
    ),
    (
        "endpoint-reactivated",
        I,
        Direction::Either,
        "paths",
        "endpoint-deprecated",
    ),
    (
        "endpoint-deprecated-with-sunset",
        I,
        Direction::Either,
        "paths",
        "endpoint-reactivated",
    ),
    (
        "api-deprecated-sunset-parse",
        P,
        Direction::Either,
        "paths",
        "endpoint-reactivated",
    ),
    (
        "api-deprecated-sunset-missing",
        P,
        Direction::Either,
        "paths",
        "endpoint-reactivated",
    ),
    (
        "api-sunset-date-too-small",
        P,
        Direction::Either,
        "paths",
        "endpoint-reactivated",
    ),
    (
        "api-invalid-stability-level",
        P,
        Direction::Either,
        "paths",
        "api-invalid-stability-level",
    ),
    (
        "api-stability-decreased",
        P,
        Direction::Either,
        "paths",
        "api-stability-increased",
    ),
    (
        "api-stability-increased",
        I,
        Direction::Either,
        "paths",
        "api-stability-decreased",
    ),
    (
        "sunset-deleted",
        P,
        Direction::Either,
        "paths",
        "endpoint-deprecated-with-sunset",
    ),
    (
        "api-sunset-date-changed-too-small",
        P,
        Direction::Either,
        "paths",
        "api-sunset-date-changed-too-small",
    ),
    (
        "api-operation-id-added",
        I,
        Direction::Either,
        "paths",
        "api-operation-id-removed",
    ),
    (
        "api-operation-id-removed",
        I,
        Direction::Either,
        "paths",
        "api-operation-id-added",
    ),
    (
        "api-tag-added",
        I,
        Direction::Either,
        "tags",
        "api-tag-removed",
    ),
    (
        "api-tag-removed",
        I,
        Direction::Either,
        "tags",
        "api-tag-added",
    ),
    (
        "api-schema-added",
        I,
        Direction::Either,
        "components",
        "api-schema-removed",
    ),
    (
        "api-schema-removed",
        I,
        Direction::Either,
        "components",
        "api-schema-added",
    ),
    (
        "api-security-added",
        B,
        Direction::Request,
        "security",
        "api-security-removed",
    ),
    (
        "api-security-removed",
        B,
        Direction::Request,
        "security",
        "api-security-added",
    ),
    (
        "api-security-scope-added",
        B,
        Direction::Request,
        "security",
        "api-security-scope-removed",
    ),
    (
        "api-security-scope-removed",
        I,
        Direction::Request,
        "security",
        "api-security-scope-added",
    ),
    (
        "api-global-security-added",
        B,
        Direction::Request,
        "security",
        "api-global-security-removed",
    ),
    (
        "api-global-security-removed",
        B,
        Direction::Request,
        "security",
        "api-global-security-added",
    ),
    (
        "api-global-security-scope-added",
        B,
        Direction::Request,
        "security",
        "api-global-security-scope-removed",
    ),
    (
        "api-global-security-scope-removed",
        I,
        Direction::Request,
        "security",
        "api-global-security-scope-added",
    ),
    (
        "api-security-component-added",
        I,
        Direction::Either,
        "security",
        "api-security-component-removed",
    ),
    (
        "api-security-component-removed",
        I,
        Direction::Either,
        "security",
        "api-security-component-added",
    ),
    (
        "api-security-component-type-changed",
        B,
        Direction::Request,
        "security",
        "api-security-component-type-changed",
    ),
    (
        "api-security-component-location-changed",
        B,
        Direction::Request,
        "security",
        "api-security-component-location-changed",
    ),
    (
        "api-security-component-oauth-url-changed",
        I,
        Direction::Either,
        "security",
        "api-security-component-oauth-url-changed",
    ),
    (
        "api-security-component-oauth-token-url-changed",
        I,
        Direction::Either,
        "security",
        "api-security-component-oauth-token-url-changed",
    ),
    (
        "api-security-component-oauth-scope-added",
        I,
        Direction::Either,
        "security",
        "api-security-component-oauth-scope-removed",
    ),
    (
        "api-security-component-oauth-scope-removed",
        I,
        Direction::Either,
        "security",
        "api-security-component-oauth-scope-added",
    ),
    (
        "api-security-component-oauth-scope-changed",
        I,
        Direction::Either,
        "security",
        "api-security-component-oauth-scope-changed",
    ),
    (
        "api-server-added",
        I,
        Direction::Either,
        "servers",
        "api-server-removed",
    ),
    (
        "api-server-removed",
        I,
        Direction::Either,
        "servers",
        "api-server-added",
    ),
    (
        "api-server-path-changed",
        E,
        Direction::Request,
        "servers",
        "api-server-path-changed",
    ),
    (
        "api-version-not-bumped",
        M,
        Direction::Either,
        "info",
        "api-version-not-bumped",
    ),
    (
        "api-version-decreased",
        M,
        Direction::Either,
        "info",
        "api-version-decreased",
    ),
    (
        "api-major-version-not-bumped",
        I,
        Direction::Either,
        "info",
        "api-major-version-not-bumped",
    ),
    (
        "new-required-request-parameter",
        E,
        Direction::Request,
        "parameters",
        "request-parameter-removed",
    ),
    (
        "new-optional-request-parameter",
        I,
        Direction::Request,
        "parameters",
        "request-parameter-removed",
    ),
    (
        "new-required-request-default-parameter-to-existing-path",
        E,
        Direction::Request,
        "parameters",
        "request-parameter-removed",
    ),
    (
        "new-optional-request-default-parameter-to-existing-path",
        I,
        Direction::Request,
        "parameters",
        "request-parameter-removed",
    ),
    (
        "new-request-path-parameter",
        E,
        Direction::Request,
        "parameters",
        "request-parameter-removed",
    ),
    (
        "request-parameter-removed",
        M,
        Direction::Request,
        "parameters",
        "new-optional-request-parameter",
    ),
    (
        "request-parameter-removed-with-deprecation",
        I,
        Direction::Request,
        "parameters",
        "new-optional-request-parameter",
    ),
    (
        "request-parameter-removed-before-sunset",
        E,
        Direction::Request,
        "parameters",
        "new-optional-request-parameter",
    ),
    (
        "request-parameter-sunset-parse",
        P,
        Direction::Request,
        "parameters",
        "request-parameter-sunset-parse",
    ),
    (
        "request-parameter-became-required",
        E,
        Direction::Request,
        "parameters",
        "request-parameter-became-optional",
    ),
    (
        "request-parameter-became-optional",
        I,
        Direction::Request,
        "parameters",
        "request-parameter-became-required",
    ),
    (
        "request-parameter-deprecated",
        I,
        Direction::Request,
        "parameters",
        "request-parameter-reactivated",
    ),
    (
        "request-parameter-reactivated",
        I,
        Direction::Request,
        "parameters",
        "request-parameter-deprecated",
    ),
    (
        "request-parameter-deprecated-sunset-missing",
        P,
        Direction::Request,
        "parameters",
        "request-parameter-reactivated",
    ),
    (
        "request-parameter-sunset-date-too-small",
        P,
        Direction::Request,
        "parameters",
        "request-parameter-reactivated",
    ),
    (
        "request-parameter-sunset-deleted",
        P,
        Direction::Request,
        "parameters",
        "request-parameter-deprecated",
    ),
    (
        "request-parameter-sunset-date-changed-too-small",
        P,
        Direction::Request,
        "parameters",
        "request-parameter-sunset-date-changed-too-small",
    ),
    (
        "request-parameter-style-changed",
        E,
        Direction::Request,
        "parameters",
        "request-parameter-style-changed",
    ),
    (
        "request-parameter-explode-changed",
        E,
        Direction::Request,
        "parameters",
        "request-parameter-explode-changed",
    ),
    (
        "request-parameter-became-allow-reserved",
        I,
        Direction::Request,
        "parameters",
        "request-parameter-became-not-allow-reserved",
    ),
    (
        "request-parameter-became-not-allow-reserved",
        I,
        Direction::Request,
        "parameters",
        "request-parameter-became-allow-reserved",
    ),
    (
        "request-parameter-media-type-changed",
        E,
        Direction::Request,
        "parameters",
        "request-parameter-media-type-changed",
    ),
    (
        "request-body-added-required",
        E,
        Direction::Request,
        "request-body",
        "request-body-removed",
    ),
    (
        "request-body-added-optional",
        I,
        Direction::Request,
        "request-body",
        "request-body-removed",
    ),
    (
        "request-body-removed",
        E,
        Direction::Request,
        "request-body",
        "request-body-added-optional",
    ),
    (
        "request-body-became-required",
        E,
        Direction::Request,
        "request-body",
        "request-body-became-optional",
    ),
    (
        "request-body-became-optional",
        I,
        Direction::Request,
        "request-body",
        "request-body-became-required",
    ),
    (
        "request-body-media-type-added",
        I,
        Direction::Request,
        "request-body",
        "request-body-media-type-removed",
    ),
    (
        "request-body-media-type-removed",
        E,
        Direction::Request,
        "request-body",
        "request-body-media-type-added",
    ),
    (
        "request-body-media-type-schema-added",
        E,
        Direction::Request,
        "request-body",
        "request-body-media-type-schema-removed",
    ),
    (
        "request-body-media-type-schema-removed",
        I,
        Direction::Request,
        "request-body",
        "request-body-media-type-schema-added",
    ),
    (
        "request-body-media-type-item-schema-added",
        E,
        Direction::Request,
        "request-body",
        "request-body-media-type-item-schema-removed",
    ),
    (
        "request-body-media-type-item-schema-removed",
        I,
        Direction::Request,
        "request-body",
        "request-body-media-type-item-schema-added",
    ),
    (
        "response-body-media-type-schema-added",
        I,
        Direction::Response,
        "responses",
        "response-body-media-type-schema-removed",
    ),
    (
        "response-body-media-type-schema-removed",
        W,
        Direction::Response,
        "responses",
        "response-body-media-type-schema-added",
    ),
    (
        "response-body-media-type-item-schema-added",
        I,
        Direction::Response,
        "responses",
        "response-body-media-type-item-schema-removed",
    ),
    (
        "response-body-media-type-item-schema-removed",
        W,
        Direction::Response,
        "responses",
        "response-body-media-type-item-schema-added",
    ),
    (
        "response-success-status-added",
        B,
        Direction::Response,
        "responses",
        "response-success-status-removed",
    ),
    (
        "response-success-status-removed",
        E,
        Direction::Response,
        "responses",
        "response-success-status-added",
    ),
    (
        "response-non-success-status-added",
        I,
        Direction::Response,
        "responses",
        "response-non-success-status-removed",
    ),
    (
        "response-non-success-status-removed",
        I,
        Direction::Response,
        "responses",
        "response-non-success-status-added",
    ),
    (
        "response-media-type-added",
        I,
        Direction::Response,
        "responses",
        "response-media-type-removed",
    ),
    (
        "response-media-type-removed",
        E,
        Direction::Response,
        "responses",
        "response-media-type-added",
    ),
    (
        "response-media-type-name-changed",
        I,
        Direction::Response,
        "responses",
        "response-media-type-name-changed",
    ),
    (
        "response-media-type-name-generalized",
        E,
        Direction::Response,
        "responses",
        "response-media-type-name-specialized",
    ),
    (
        "response-media-type-name-specialized",
        I,
        Direction::Response,
        "responses",
        "response-media-type-name-generalized",
    ),
    (
        "request-body-media-type-name-generalized",
        I,
        Direction::Request,
        "request-body",
        "request-body-media-type-name-specialized",
    ),
    (
        "request-body-media-type-name-specialized",
        E,
        Direction::Request,
        "request-body",
        "request-body-media-type-name-generalized",
    ),
    (
        "request-body-media-type-name-changed",
        I,
        Direction::Request,
        "request-body",
        "request-body-media-type-name-changed",
    ),
    (
        "response-header-added",
        I,
        Direction::Response,
        "headers",
        "optional-response-header-removed",
    ),
    (
        "optional-response-header-removed",
        W,
        Direction::Response,
        "headers",
        "response-header-added",
    ),
    (
        "required-response-header-removed",
        E,
        Direction::Response,
        "headers",
        "response-header-added",
    ),
    (
        "response-header-became-optional",
        E,
        Direction::Response,
        "headers",
        "response-header-became-required",
    ),
    (
        "response-header-became-required",
        I,
        Direction::Response,
        "headers",
        "response-header-became-optional",
    ),
    (
        "webhook-added",
        I,
        Direction::Response,
        "webhooks",
        "webhook-removed",
    ),
    (
        "webhook-removed",
        E,
        Direction::Response,
        "webhooks",
        "webhook-added",
    ),
    (
        "callback-added",
        I,
        Direction::Response,
        "callbacks",
        "callback-removed",
    ),
    (
        "callback-removed",
        E,
        Direction::Response,
        "callbacks",
        "callback-added",
    ),
];

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
        "write-only-became-optional" => ("write-only", "became-optional"),
        "write-only-became-required" => ("write-only", "became-required"),
        _ => {
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
    fn a_change_forth_and_back_breaks_at_most_one_side_or_has_no_order() {
        // What narrows what clients send widens what they read.
        for (action, request, response, mirror) in ACTIONS {
            if action != mirror && request == E && response == E {
                assert_eq!(action, "wrapped-in-one-of");
            }
        }
    }
}
