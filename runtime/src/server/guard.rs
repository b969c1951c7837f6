//! Security requirements: alternatives, each of schemes that must all be satisfied.

use std::sync::Arc;

use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};

use super::call::Call;
use super::contract::{Contract, KeyPlace, Scheme};
use super::cookie::cookie;
use super::operation::{Operation, Requirement};
use super::problem::Problem;
use super::query::pairs;
use super::security::{AuthError, Authenticate, Authenticated, Credentials, Presented};

/// Who calls, by the first alternative that is satisfied; none if the request has no credentials at all.
///
/// # Errors
/// The problem of the alternative that came nearest: 403 before 501 before 401. A check that itself fails ends it at once.
pub(super) async fn admit<A: Sync, G: Authenticate<A>>(
    call: &mut Call,
    api: &A,
) -> Result<Option<G::Caller>, Problem> {
    let operation = Arc::clone(&call.operation);
    let contract = Arc::clone(&call.contract);
    let mut nearest: Option<Problem> = None;
    for requirement in &operation.security {
        let credentials = match find_all(&call.head, &contract, requirement) {
            Presence::Complete(credentials) => credentials,
            Presence::Partial => {
                nearest = Some(nearer(nearest, unauthorized(&contract, &operation)));
                continue;
            }
            Presence::None => continue,
        };
        match check::<A, G>(api, requirement, credentials, &contract).await {
            Ok(caller) => {
                call.is_admitted = true;
                return Ok(Some(caller));
            }
            Err(Refusal::Wrong) => {
                nearest = Some(nearer(nearest, unauthorized(&contract, &operation)))
            }
            Err(Refusal::Other(problem)) if problem.status == StatusCode::INTERNAL_SERVER_ERROR => {
                return Err(problem);
            }
            Err(Refusal::Other(problem)) => nearest = Some(nearer(nearest, problem)),
        }
    }
    match nearest {
        Some(problem) => Err(problem),
        None => Ok(None),
    }
}

enum Presence {
    Complete(Vec<Credentials>),
    Partial,
    None,
}

/// Why a requirement is not met by the credentials that are there.
enum Refusal {
    Wrong,
    Other(Problem),
}

fn find_all(head: &Parts, contract: &Contract, requirement: &Requirement) -> Presence {
    let schemes = requirement
        .0
        .iter()
        .map(|(name, _)| contract.schemes.get(name).unwrap_or(&Scheme::Unknown));
    let found: Vec<_> = schemes.map(|scheme| find(head, scheme)).collect();
    if found.iter().all(Option::is_none) {
        return Presence::None;
    }
    match found.into_iter().collect() {
        Some(credentials) => Presence::Complete(credentials),
        None => Presence::Partial,
    }
}

async fn check<A: Sync, G: Authenticate<A>>(
    api: &A,
    requirement: &Requirement,
    credentials: Vec<Credentials>,
    contract: &Contract,
) -> Result<G::Caller, Refusal> {
    let mut first = None;
    for ((scheme, scopes), credentials) in requirement.0.iter().zip(credentials) {
        let grant = match G::authenticate(api, scheme, credentials).await {
            Ok(grant) => grant,
            Err(AuthError::Unauthorized) => return Err(Refusal::Wrong),
            Err(denied) => return Err(Refusal::Other(denied.into())),
        };
        let missing: Vec<&str> = scopes
            .iter()
            .map(String::as_str)
            .filter(|scope| !grant.allows(scope))
            .collect();
        if !missing.is_empty() {
            return Err(Refusal::Other(forbidden(
                contract.schemes.get(scheme),
                scopes,
                &missing,
            )));
        }
        first.get_or_insert(grant);
    }
    first.map(Authenticated::into_caller).ok_or(Refusal::Wrong)
}

/// What the request presents for a scheme. Nothing satisfies a scheme that isn't known.
fn find(head: &Parts, scheme: &Scheme) -> Option<Credentials> {
    let presented = match scheme {
        Scheme::ApiKey {
            place: KeyPlace::Header,
            name,
        } => Presented::Key(String::from_utf8(head.headers.get(name)?.as_bytes().to_vec()).ok()?),
        Scheme::ApiKey {
            place: KeyPlace::Query,
            name,
        } => Presented::Key(pairs(head).find(|(key, _)| key == name)?.1),
        Scheme::ApiKey {
            place: KeyPlace::Cookie,
            name,
        } => Presented::Key(cookie(head, name)?),
        Scheme::Http { scheme } => authorization(head, scheme)?,
        Scheme::Token => authorization(head, "bearer")?,
        Scheme::MutualTls => Presented::Certificate(head.extensions.get().cloned()?),
        _ => return None,
    };
    Some(Credentials::new(presented))
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

/// 401, with a challenge for each scheme that would do (RFC 9110, section 11.6.1).
pub(super) fn unauthorized(contract: &Contract, operation: &Operation) -> Problem {
    let mut problem = Problem::from(AuthError::Unauthorized);
    let schemes = operation
        .security
        .iter()
        .flat_map(|requirement| &requirement.0);
    for (name, _) in schemes {
        let challenge = match contract.schemes.get(name) {
            Some(Scheme::ApiKey { place, name }) => {
                let place = match place {
                    KeyPlace::Header => "header",
                    KeyPlace::Query => "query",
                    KeyPlace::Cookie => "cookie",
                };
                format!(r#"ApiKey in="{place}", name="{name}""#)
            }
            Some(Scheme::Http { scheme }) => format!(r#"{} realm="api""#, capitalized(scheme)),
            Some(Scheme::Token) => r#"Bearer realm="api""#.to_owned(),
            // No challenge makes a client show a certificate, but there has to be one.
            Some(Scheme::MutualTls) => r#"ClientCertificate realm="api""#.to_owned(),
            // There has to be a challenge, though nothing meets it.
            Some(Scheme::Unknown) | None => r#"Unsupported realm="api""#.to_owned(),
        };
        match HeaderValue::from_str(&challenge) {
            Ok(challenge) if !problem.headers.iter().any(|(_, known)| *known == challenge) => {
                problem.headers.push((WWW_AUTHENTICATE, challenge));
            }
            _ => {}
        }
    }
    problem
}

fn forbidden(scheme: Option<&Scheme>, scopes: &[String], missing: &[&str]) -> Problem {
    let detail = format!("The credentials lack the scope {}.", missing.join(" and "));
    let problem = Problem::new(StatusCode::FORBIDDEN, detail);
    let is_bearer = match scheme {
        Some(Scheme::Token) => true,
        Some(Scheme::Http { scheme }) => scheme.eq_ignore_ascii_case("bearer"),
        _ => false,
    };
    // RFC 6750, section 3.1.
    let challenge = format!(
        r#"Bearer error="insufficient_scope", scope="{}""#,
        scopes.join(" ")
    );
    match HeaderValue::from_str(&challenge) {
        Ok(challenge) if is_bearer => problem.with_header(WWW_AUTHENTICATE, challenge),
        _ => problem,
    }
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
