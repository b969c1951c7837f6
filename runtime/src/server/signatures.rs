//! Requests that have to be signed: the signature is verified before anything else of the body is read.

use std::sync::Arc;

use axum::http::header::WWW_AUTHENTICATE;
use axum::http::{HeaderValue, StatusCode};

use super::super::signature::{SignatureError, SigningSecrets};
use super::body::Incoming;
use super::context::RequestContext;
use super::handler::Handler;
use super::problem::Problem;
use super::service::Service;

impl<A: Send + Sync + 'static> Service<A> {
    /// Requires that requests of these operations are signed with one of the secrets; others are a 401. A name that is not in
    /// the contract is logged and ignored.
    pub fn signed(mut self, operations: &[&str], secrets: SigningSecrets) -> Self {
        let secrets = Arc::new(secrets);
        let wrap = move |handler| verified(handler, Arc::clone(&secrets));
        self.setup.wrap(operations, wrap);
        self
    }
}

/// The handler, for requests that are signed.
fn verified(handler: Handler, secrets: Arc<SigningSecrets>) -> Handler {
    let handler = Arc::new(handler);
    Box::new(move |mut context| {
        let (handler, secrets) = (Arc::clone(&handler), Arc::clone(&secrets));
        Box::pin(async move {
            verify(&mut context, &secrets).await?;
            handler(context).await
        })
    })
}

/// Receives the body as a whole, whatever it is, and verifies its signature.
///
/// # Errors
/// A problem: 401 when the signature is missing or wrong, 413, 408 or 503 when the body is not received.
async fn verify(context: &mut RequestContext, secrets: &SigningSecrets) -> Result<(), Problem> {
    let body = context.body.take();
    let signed = secrets.signed_headers(context.request.headers());
    let signed = signed.map_err(unauthorized)?;
    let limits = context.shared().limits;
    let Some(body) = body else {
        return signed.verify(secrets, b"").map_err(unauthorized);
    };
    let received = body.collect(limits.body, &context.shared().memory).await;
    let received = received.map_err(|error| error.problem())?;
    signed
        .verify(secrets, &received.bytes)
        .map_err(unauthorized)?;
    context.body = Some(Incoming::received(received, limits.read));
    Ok(())
}

/// 401. It must have a challenge, though no scheme of authentication is registered for these signatures.
fn unauthorized(error: SignatureError) -> Problem {
    let problem = Problem::refusal(
        StatusCode::UNAUTHORIZED,
        format!("The signature is not accepted: {error}."),
    );
    problem.with_header(
        WWW_AUTHENTICATE,
        HeaderValue::from_static("StandardWebhooks"),
    )
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use hyper::service::Service as _;
    use hyper_util::service::TowerToHyperService;

    use super::super::response::Response;
    use super::*;

    #[tokio::test]
    async fn a_handler_that_is_set_later_is_called_for_signed_requests_only() {
        let contract = r#"{"operation":"tell","method":"POST","path":"/","parameters":[]}"#;
        let secrets = SigningSecrets::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let mut service = Service::new((), contract).signed(&["tell"], secrets);
        service.route(
            "tell",
            |_| Ok(()),
            |_: &()| async { Ok(Response::empty(204)?) },
        );
        let request = Request::post("/").body(Body::empty()).unwrap();
        let router = TowerToHyperService::new(service.router());
        let response = router.call(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }
}
