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
    let mut nearest: Option<Problem> = None;
    for requirement in &operation.security {
        let credentials = match find_all(request.head(), contract, requirement) {
            Presence::Complete(credentials) => credentials,
            Presence::Partial => {
                nearest = Some(nearer(nearest, unauthorized(contract, operation)));
                continue;
            }
            Presence::None => continue,
        };
        match check::<A, C>(api, requirement, credentials, contract).await {
            Ok(caller) => {
                context.is_authenticated = true;
                return Ok(Some(caller));
            }
            Err(Refusal::Unauthorized) => {
                nearest = Some(nearer(nearest, unauthorized(contract, operation)));
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

/// The credentials of a request for one alternative.
enum Presence {
    Complete(Vec<Credentials>),
    Partial,
    None,
}

/// Why credentials do not satisfy an alternative.
enum Refusal {
    Unauthorized,
    Other(Problem),
}

impl From<AuthError> for Refusal {
    fn from(error: AuthError) -> Self {
        match error {
            AuthError::Unauthorized => Self::Unauthorized,
            error => Self::Other(error.into()),
        }
    }
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

async fn check<A: Sync, C: Authenticate<A>>(
    api: &A,
    requirement: &Requirement,
    credentials: Vec<Credentials>,
    contract: &Contract,
) -> Result<C::Caller, Refusal> {
    let mut callers = Vec::with_capacity(credentials.len());
    for ((scheme, scopes), credentials) in requirement.0.iter().zip(credentials) {
        let authenticated = C::authenticate(api, scheme, credentials).await?;
        let missing: Vec<&str> = scopes
            .iter()
            .map(String::as_str)
            .filter(|scope| !authenticated.allows(scope))
            .collect();
        if !missing.is_empty() {
            let problem = forbidden(contract.schemes.get(scheme), scopes, &missing);
            return Err(Refusal::Other(problem));
        }
        callers.push((scheme.as_str(), authenticated.into_caller()));
    }
    if callers.len() > 1 {
        return Ok(C::combine_callers(api, callers).await?);
    }
    match callers.pop() {
        Some((_, caller)) => Ok(caller),
        None => Err(Refusal::Unauthorized),
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

/// 401, with a challenge for each scheme of the operation (RFC 9110, section 11.6.1).
pub(super) fn unauthorized(contract: &Contract, operation: &Operation) -> Problem {
    let mut problem = Problem::from(AuthError::Unauthorized);
    let schemes = operation
        .security
        .iter()
        .flat_map(|requirement| &requirement.0);
    for (name, _) in schemes {
        let challenge = match contract.schemes.get(name) {
            Some(Scheme::ApiKey { location, name }) => {
                let location = match location {
                    KeyLocation::Header => "header",
                    KeyLocation::Query => "query",
                    KeyLocation::Cookie => "cookie",
                };
                format!(r#"ApiKey in="{location}", name="{name}""#)
            }
            Some(Scheme::Http { scheme }) => format!(r#"{} realm="api""#, capitalized(scheme)),
            Some(Scheme::Token) => r#"Bearer realm="api""#.to_owned(),
            // No challenge makes a client present a certificate, but a 401 must have one.
            Some(Scheme::MutualTls) => r#"ClientCertificate realm="api""#.to_owned(),
            // A 401 must have a challenge, though nothing satisfies this one.
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
    let problem = Problem::refusal(StatusCode::FORBIDDEN, detail);
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
