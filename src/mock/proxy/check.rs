//! Checking requests by the server of the mock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::ALLOW;
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use bytes::Bytes;
use specfirst_runtime::server::{Location, Problem, Violation};
use tower::ServiceExt;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

use super::exchange::{Finding, Place, Rule};
use super::responses::ResponseChecks;

/// In the extensions of a request that is checked only: the mock tells it what it finds.
#[derive(Clone, Debug, Default)]
pub struct Check(Arc<Mutex<Verdict>>);

#[derive(Debug, Default)]
struct Verdict {
    operation: Option<String>,
    is_valid: bool,
    problem: Option<(StatusCode, String, Vec<Violation>)>,
}

impl Check {
    /// The request is as the operation describes it.
    pub fn accept(&self, operation: &str) {
        let mut verdict = self.lock();
        verdict.operation = Some(operation.to_owned());
        verdict.is_valid = true;
    }

    /// The request is refused.
    pub fn refuse(&self, operation: Option<&str>, problem: &Problem) {
        let mut verdict = self.lock();
        if !verdict.is_valid {
            verdict.operation = operation.map(str::to_owned);
            let errors = problem.errors.clone();
            verdict.problem = Some((problem.status, problem.detail.clone(), errors));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Verdict> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is known of a request before it is forwarded.
#[derive(Clone, Debug)]
pub(super) struct Checked {
    /// The name of the operation.
    pub operation: Option<String>,
    pub findings: Vec<Finding>,
}

/// Sends a request to the mock, to be checked as in a generated server.
pub(super) async fn request(
    mock: &Router,
    checks: &ResponseChecks,
    head: &Parts,
    body: &Bytes,
) -> Checked {
    let check = Check::default();
    let mut request = Request::new(Body::from(body.clone()));
    *request.method_mut() = head.method.clone();
    *request.uri_mut() = without_preferences(&head.uri);
    *request.headers_mut() = head.headers.clone();
    request.headers_mut().remove("prefer");
    request.extensions_mut().insert(check.clone());
    // The request is logged once, with the response that it gets in the end.
    let response = mock.clone().oneshot(request);
    let Ok(response) = response.with_subscriber(NoSubscriber::default()).await;
    let verdict = std::mem::take(&mut *check.lock());
    let status = response.status();
    let findings = match &verdict.operation {
        None => {
            let allowed = response.headers().get(ALLOW);
            undocumented(head, status, allowed).into_iter().collect()
        }
        Some(operation) => {
            let mut findings = Vec::new();
            for (rule, place, message) in differences(&verdict) {
                findings.push(checks.finding(operation, None, rule, place, message));
            }
            findings
        }
    };
    Checked {
        operation: verdict.operation,
        findings,
    }
}

/// A request for which the document has no operation.
fn undocumented(
    head: &Parts,
    status: StatusCode,
    allowed: Option<&HeaderValue>,
) -> Option<Finding> {
    // No document describes the `OPTIONS` that browsers send.
    if head.method == Method::OPTIONS && status == StatusCode::NO_CONTENT {
        return None;
    }
    let allowed = allowed.filter(|_| status == StatusCode::METHOD_NOT_ALLOWED);
    let message = match allowed.and_then(|allowed| allowed.to_str().ok()) {
        Some(allowed) => format!("the document has only {allowed} for this path"),
        None if status == StatusCode::BAD_REQUEST => {
            "the path is not percent-encoded UTF-8".to_owned()
        }
        None => "the document has no such path".to_owned(),
    };
    Some(Finding {
        rule: Rule::UndocumentedOperation,
        operation: format!("{} {}", head.method, head.uri.path()),
        id: None,
        place: Place::request(String::new(), ""),
        message,
        at: None,
    })
}

/// How a request differs from its operation.
fn differences(verdict: &Verdict) -> Vec<(Rule, Place, String)> {
    let Some((status, detail, violations)) = &verdict.problem else {
        return Vec::new();
    };
    if !violations.is_empty() {
        let difference = |violation: &Violation| {
            let (rule, part) = match violation.location {
                Location::Body => (Rule::RequestBody, "body".to_owned()),
                location => {
                    let part = format!("{} {}", location.as_str(), violation.name);
                    (Rule::RequestParameter, part)
                }
            };
            let rule = match violation.code.as_str() {
                "budget" | "depth" => Rule::Unchecked,
                _ => rule,
            };
            let place = Place::request(part, &violation.pointer);
            (rule, place, violation.message.clone())
        };
        return violations.iter().map(difference).collect();
    }
    let rule = match *status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Rule::RequestCredentials,
        StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::NOT_ACCEPTABLE => Rule::RequestMediaType,
        // The mock has no response for a request that is as documented.
        StatusCode::NOT_IMPLEMENTED => return Vec::new(),
        status if status.is_client_error() => Rule::RequestBody,
        _ => Rule::Unchecked,
    };
    vec![(rule, Place::request(String::new(), ""), detail.clone())]
}

/// The URI without the query parameters that are for the mock.
fn without_preferences(uri: &Uri) -> Uri {
    let Some(query) = uri.query().filter(|query| query.contains("__")) else {
        return uri.clone();
    };
    let is_preference = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default();
        matches!(name, "__code" | "__example" | "__dynamic" | "__seed")
    };
    let rest: Vec<&str> = query
        .split('&')
        .filter(|pair| !is_preference(pair))
        .collect();
    let path = match rest.is_empty() {
        true => uri.path().to_owned(),
        false => format!("{}?{}", uri.path(), rest.join("&")),
    };
    let mut parts = uri.clone().into_parts();
    let Ok(path) = PathAndQuery::try_from(path) else {
        return uri.clone();
    };
    parts.path_and_query = Some(path);
    Uri::from_parts(parts).unwrap_or_else(|_| uri.clone())
}

impl Place {
    fn request(part: String, pointer: &str) -> Self {
        Self {
            status: None,
            part,
            pointer: pointer.to_owned(),
        }
    }
}
