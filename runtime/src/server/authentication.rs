//! Security requirements: alternatives, each of schemes that must all be satisfied.

use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};

use super::context::RequestContext;
use super::contract::{Contract, KeyLocation, Scheme};
use super::cookie::cookie;
use super::operation::{Operation, Requirement};
use super::problem::Problem;
use super::query::pairs;
use super::security::{AuthError, Authenticate, Credentials, Presented};

/// The caller, by the first alternative that is satisfied; none if the request has no credentials for any of them.
///
/// # Errors
/// The problem of the alternative that came nearest: 403 before 501 before 401. When a check itself fails, its problem.
pub(super) async fn authenticate<A: Sync, C: Authenticate<A>>(
    context: &mut RequestContext,
    api: &A,
) -> Result<Option<C::Caller>, Problem> {
    let request = context.request.clone();
    let (operation, contract) = (request.contract_of_operation(), &request.shared().contract);
    let mut refused = Refused::default();
    for requirement in &operation.security {
        let found = find_all(request.head(), contract, requirement);
        if found.iter().all(Option::is_none) {
            continue;
        }
        if let Some(caller) = check::<A, C>(api, requirement, found, contract, &mut refused).await?
        {
            context.is_authenticated = true;
            return Ok(Some(caller));
        }
    }
    match refused.into_problem(contract, operation) {
        Some(problem) => Err(problem),
        None => Ok(None),
    }
}

fn find_all(
    head: &Parts,
    contract: &Contract,
    requirement: &Requirement,
) -> Vec<Option<Credentials>> {
    let schemes = requirement
        .0
        .iter()
        .map(|(name, _)| contract.schemes.get(name).unwrap_or(&Scheme::Unknown));
    schemes.map(|scheme| find(head, scheme)).collect()
}

/// The caller, if the credentials satisfy an alternative. All of them are checked, also after one is wrong, so that the
/// challenges are those of all schemes that are missing or wrong.
///
/// # Errors
/// The problem of a check that itself failed.
async fn check<'c, A: Sync, C: Authenticate<A>>(
    api: &A,
    requirement: &'c Requirement,
    found: Vec<Option<Credentials>>,
    contract: &Contract,
    refused: &mut Refused<'c>,
) -> Result<Option<C::Caller>, Problem> {
    let mut callers = Vec::with_capacity(found.len());
    let mut refusals = Refusals::default();
    for ((scheme, scopes), credentials) in requirement.0.iter().zip(found) {
        let Some(credentials) = credentials else {
            refusals.unauthorized = true;
            refused.schemes.push((scheme, Outcome::Missing));
            continue;
        };
        let wrong = match credentials.are_well_formed() {
            true => Outcome::Wrong,
            // `Authorization: Bearer` without a token, for example.
            false => Outcome::Missing,
        };
        match C::authenticate(api, scheme, credentials).await {
            Ok(authenticated) => {
                if requirement.0.len() > 1 {
                    refused.schemes.push((scheme, Outcome::Right));
                }
                if let Some(problem) = forbidden(contract.schemes.get(scheme), scopes, |scope| {
                    authenticated.allows(scope)
                }) {
                    refusals.add(problem)?;
                }
                callers.push((scheme.as_str(), authenticated.into_caller()));
            }
            Err(AuthError::Unauthorized) => {
                refusals.unauthorized = true;
                refused.schemes.push((scheme, wrong));
            }
            Err(error) => refusals.add(error.into())?,
        }
    }
    if !refusals.is_empty() {
        refused.add(refusals);
        return Ok(None);
    }
    if callers.len() <= 1 {
        return Ok(callers.pop().map(|(_, caller)| caller));
    }
    match C::combine_callers(api, callers).await {
        Ok(caller) => return Ok(Some(caller)),
        Err(AuthError::Unauthorized) => {
            refusals.unauthorized = true;
            // Each is right alone, but not together with the others.
            let schemes = requirement.0.iter();
            refused
                .schemes
                .extend(schemes.map(|(scheme, _)| (scheme.as_str(), Outcome::Wrong)));
        }
        Err(error) => refusals.add(error.into())?,
    }
    refused.add(refusals);
    Ok(None)
}

/// Why one alternative is not satisfied.
#[derive(Default)]
struct Refusals {
    /// Credentials are missing or wrong (401). It has precedence over the others, since the caller is unknown.
    unauthorized: bool,
    other: Option<Problem>,
}

impl Refusals {
    /// Adds a problem, which is an error if the check itself failed.
    fn add(&mut self, problem: Problem) -> Result<(), Problem> {
        if problem.status == StatusCode::INTERNAL_SERVER_ERROR {
            return Err(problem);
        }
        self.other = Some(nearer(self.other.take(), problem));
        Ok(())
    }

    fn is_empty(&self) -> bool {
        !self.unauthorized && self.other.is_none()
    }
}

/// Why no alternative is satisfied.
#[derive(Default)]
struct Refused<'c> {
    /// What is known of credentials, by the names of their schemes.
    schemes: Vec<(&'c str, Outcome)>,
    unauthorized: bool,
    /// The problem of the alternative that came nearest, of those whose credentials are right.
    nearest: Option<Problem>,
}

/// What is known of the credentials for a scheme.
#[derive(Clone, Copy, PartialEq)]
enum Outcome {
    Missing,
    Wrong,
    /// They are right, but belong to an alternative that requires others, too.
    Right,
}

impl Refused<'_> {
    /// Adds an alternative.
    fn add(&mut self, refusals: Refusals) {
        match refusals.other {
            Some(problem) if !refusals.unauthorized => {
                self.nearest = Some(nearer(self.nearest.take(), problem));
            }
            _ => self.unauthorized = true,
        }
    }

    fn into_problem(self, contract: &Contract, operation: &Operation) -> Option<Problem> {
        let unauthorized = || challenged(contract, operation, &self.schemes);
        self.nearest
            .or_else(|| self.unauthorized.then(unauthorized))
    }
}

/// The credentials of a request for a scheme. An unknown scheme has none, so that nothing satisfies it.
fn find(head: &Parts, scheme: &Scheme) -> Option<Credentials> {
    let presented = match scheme {
        Scheme::ApiKey {
            location: KeyLocation::Header,
            name,
        } => {
            let key = only(head.headers.get_all(name).iter())?;
            Presented::Key(std::str::from_utf8(key.as_bytes()).ok()?.to_owned())
        }
        Scheme::ApiKey {
            location: KeyLocation::Query,
            name,
        } => Presented::Key(
            only(pairs(head).filter(|(key, _)| key == name))?
                .1
                .into_owned(),
        ),
        Scheme::ApiKey {
            location: KeyLocation::Cookie,
            name,
        } => Presented::Key(cookie(head, name)?),
        Scheme::Http { scheme } => authorization(head, scheme)?,
        Scheme::Token => authorization(head, "bearer")?,
        Scheme::MutualTls => Presented::Certificate(head.extensions.get().cloned()?),
        _ => return None,
    };
    Some(Credentials::new(presented))
}

/// The value, unless there are several: another reader could prefer another one of them.
fn only<T>(mut values: impl Iterator<Item = T>) -> Option<T> {
    let value = values.next()?;
    values.next().is_none().then_some(value)
}

fn authorization(head: &Parts, wanted: &str) -> Option<Presented> {
    let headers = head.headers.get_all(AUTHORIZATION).iter();
    headers
        .filter_map(|header| std::str::from_utf8(header.as_bytes()).ok())
        .find_map(|header| {
            let (scheme, value) = header.trim().split_once(' ').unwrap_or((header.trim(), ""));
            let found = || Presented::Authorization {
                scheme: scheme.to_owned(),
                value: value.trim_start().to_owned(),
            };
            scheme.eq_ignore_ascii_case(wanted).then(found)
        })
}

/// 401 for a request without credentials, with the challenges of all schemes of the operation.
pub(super) fn unauthorized(contract: &Contract, operation: &Operation) -> Problem {
    challenged(contract, operation, &[])
}

/// 401, with a challenge for each scheme of the operation whose credentials are missing or wrong (RFC 9110, section 11.6.1).
/// Equal ones, as those of all bearer tokens are, are one.
fn challenged(contract: &Contract, operation: &Operation, known: &[(&str, Outcome)]) -> Problem {
    let mut problem = Problem::from(AuthError::Unauthorized);
    let bearers = |wanted: Outcome| {
        let mut known = known.iter().filter(|(_, outcome)| *outcome == wanted);
        known.any(|(name, _)| contract.schemes.get(*name).is_some_and(is_bearer))
    };
    // A token that is right for one scheme is not an invalid one.
    let has_wrong_token = bearers(Outcome::Wrong) && !bearers(Outcome::Right);
    let schemes = operation
        .security
        .iter()
        .flat_map(|requirement| &requirement.0);
    for (name, _) in schemes {
        let mut outcomes = known.iter().filter(|(known, _)| known == name).peekable();
        if outcomes.peek().is_some() && outcomes.all(|(_, outcome)| *outcome == Outcome::Right) {
            continue;
        }
        let challenge = challenge(contract.schemes.get(name), has_wrong_token);
        match HeaderValue::from_str(&challenge) {
            Ok(challenge) if !problem.headers.iter().any(|(_, known)| *known == challenge) => {
                problem.headers.push((WWW_AUTHENTICATE, challenge));
            }
            _ => {}
        }
    }
    problem
}

/// The challenge of a scheme. API keys and certificates have no registered one, but a 401 must have some; clients ignore
/// those that they do not know.
fn challenge(scheme: Option<&Scheme>, has_wrong_token: bool) -> String {
    match scheme {
        Some(Scheme::ApiKey { location, name }) => {
            let location = match location {
                KeyLocation::Header => "header",
                KeyLocation::Query => "query",
                KeyLocation::Cookie => "cookie",
            };
            match quoted(name) {
                Some(name) => format!(r#"ApiKey in="{location}", name={name}"#),
                None => format!(r#"ApiKey in="{location}""#),
            }
        }
        // RFC 6750, section 3: there is an error only where a token was sent.
        Some(scheme) if is_bearer(scheme) => match has_wrong_token {
            true => r#"Bearer realm="api", error="invalid_token""#.to_owned(),
            false => r#"Bearer realm="api""#.to_owned(),
        },
        // RFC 7617, section 2.1: the encoding that `Basic` is read in.
        Some(Scheme::Http { scheme }) if scheme.eq_ignore_ascii_case("basic") => {
            r#"Basic realm="api", charset="UTF-8""#.to_owned()
        }
        Some(Scheme::Http { scheme }) => format!(r#"{} realm="api""#, capitalized(scheme)),
        Some(Scheme::MutualTls) => r#"ClientCertificate realm="api""#.to_owned(),
        // Nothing satisfies this one.
        _ => r#"Unsupported realm="api""#.to_owned(),
    }
}

fn is_bearer(scheme: &Scheme) -> bool {
    match scheme {
        Scheme::Token => true,
        Scheme::Http { scheme } => scheme.eq_ignore_ascii_case("bearer"),
        _ => false,
    }
}

/// A text as a quoted string (RFC 9110, section 5.6.4), if it is printable ASCII.
fn quoted(text: &str) -> Option<String> {
    let is_printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let escaped = || text.replace('\\', r"\\").replace('"', r#"\""#);
    is_printable.then(|| format!(r#""{}""#, escaped()))
}

/// 403, if a scope is not allowed.
fn forbidden(
    scheme: Option<&Scheme>,
    scopes: &[String],
    allows: impl Fn(&str) -> bool,
) -> Option<Problem> {
    let scopes = || scopes.iter().map(String::as_str);
    let missing: Vec<&str> = scopes().filter(|scope| !allows(scope)).collect();
    if missing.is_empty() {
        return None;
    }
    let detail = format!("The credentials lack the scope {}.", missing.join(" and "));
    let problem = Problem::refusal(StatusCode::FORBIDDEN, detail);
    if !scheme.is_some_and(is_bearer) {
        return Some(problem);
    }
    // RFC 6750, section 3.1. The characters of a scope are those of RFC 6749, section 3.3.
    let is_scope = |scope: &str| {
        let mut bytes = scope.bytes();
        !scope.is_empty() && bytes.all(|byte| byte.is_ascii_graphic() && !b"\"\\".contains(&byte))
    };
    let mut challenge = r#"Bearer realm="api", error="insufficient_scope""#.to_owned();
    if scopes().all(is_scope) {
        let scopes: Vec<&str> = scopes().collect();
        challenge.push_str(&format!(r#", scope="{}""#, scopes.join(" ")));
    }
    Some(match HeaderValue::from_str(&challenge) {
        Ok(challenge) => problem.with_header(WWW_AUTHENTICATE, challenge),
        Err(_) => problem,
    })
}

fn nearer(known: Option<Problem>, other: Problem) -> Problem {
    let rank = |problem: &Problem| match problem.status {
        StatusCode::UNAUTHORIZED => 0,
        StatusCode::NOT_IMPLEMENTED => 1,
        _ => 2,
    };
    match known {
        Some(known) if rank(&known) >= rank(&other) => known,
        _ => other,
    }
}

fn capitalized(scheme: &str) -> String {
    let mut characters = scheme.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
