//! Security requirements: alternatives, each of schemes that must all be satisfied.

use std::sync::Arc;

use axum::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};

use super::call::Call;
use super::contract::{Contract, KeyPlace, Scheme};
#[cfg(feature = "cookies")]
use super::cookie::cookie;
use super::fault::Fault;
use super::operation::{Operation, Requirement};
use super::query::pairs;
use super::security::{Authenticate, Credentials, Denied, Grant, Presented};

/// Who calls, by the first alternative that is satisfied; none if the request has no credentials at all.
///
/// # Errors
/// The fault of the alternative that came nearest: 403 before 501 before 401. A check that itself fails ends it at once.
pub(super) async fn admit<G: Authenticate>(
    call: &mut Call,
    guard: &G,
) -> Result<Option<G::Caller>, Fault> {
    let operation = Arc::clone(&call.operation);
    let contract = Arc::clone(&call.contract);
    let mut nearest: Option<Fault> = None;
    for requirement in &operation.security {
        let credentials = match find_all(&call.head, &contract, requirement) {
            Presence::Complete(credentials) => credentials,
            Presence::Partial => {
                nearest = Some(nearer(nearest, unauthorized(&contract, &operation)));
                continue;
            }
            Presence::None => continue,
        };
        match check(guard, requirement, credentials, &contract).await {
            Ok(caller) => {
                call.is_admitted = true;
                return Ok(Some(caller));
            }
            Err(Refusal::Wrong) => {
                nearest = Some(nearer(nearest, unauthorized(&contract, &operation)))
            }
            Err(Refusal::Other(fault)) if fault.status == StatusCode::INTERNAL_SERVER_ERROR => {
                return Err(fault);
            }
            Err(Refusal::Other(fault)) => nearest = Some(nearer(nearest, fault)),
        }
    }
    match nearest {
        Some(fault) => Err(fault),
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
    Other(Fault),
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

async fn check<G: Authenticate>(
    guard: &G,
    requirement: &Requirement,
    credentials: Vec<Credentials>,
    contract: &Contract,
) -> Result<G::Caller, Refusal> {
    let mut first = None;
    for ((scheme, scopes), credentials) in requirement.0.iter().zip(credentials) {
        let grant = match guard.authenticate(scheme, credentials).await {
            Ok(grant) => grant,
            Err(Denied::Unauthorized) => return Err(Refusal::Wrong),
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
    first.map(Grant::into_caller).ok_or(Refusal::Wrong)
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
        #[cfg(feature = "cookies")]
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
pub(super) fn unauthorized(contract: &Contract, operation: &Operation) -> Fault {
    let mut fault = Fault::from(Denied::Unauthorized);
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
                    #[cfg(feature = "cookies")]
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
            Ok(challenge) if !fault.headers.iter().any(|(_, known)| *known == challenge) => {
                fault.headers.push((WWW_AUTHENTICATE, challenge));
            }
            _ => {}
        }
    }
    fault
}

fn forbidden(scheme: Option<&Scheme>, scopes: &[String], missing: &[&str]) -> Fault {
    let detail = format!("The credentials lack the scope {}.", missing.join(" and "));
    let fault = Fault::new(StatusCode::FORBIDDEN, detail);
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
        Ok(challenge) if is_bearer => fault.with_header(WWW_AUTHENTICATE, challenge),
        _ => fault,
    }
}

fn nearer(known: Option<Fault>, other: Fault) -> Fault {
    let rank = |fault: &Fault| match fault.status {
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
