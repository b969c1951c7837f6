//! Webhooks that are received at one path: the body tells which of them a request is for.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::HeaderMap;
use bytes::Bytes;
use tracing::Span;

use super::super::json::Tree;
use super::super::schema::{Budget, Direction};
use super::super::style::Limited;
use super::body::{Buffered, Incoming};
use super::context::RequestContext;
use super::handler::Handler;
use super::media;
use super::operation::{Form, Operation};
use super::problem::{HandlerError, Problem};
use super::read;
use super::service::{Setup, Wrapper};

/// A webhook of a path: the number of its operation, and its handler.
type Candidate = (usize, Handler);

impl Setup {
    /// Puts one handler in the place of those of one method and path: it calls the one whose body the request has.
    ///
    /// Where all of them verify signatures with the same secrets, it does so in their place, and thus parses no body that is not
    /// signed.
    pub(super) fn share_paths(&mut self) {
        let mut paths: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for (number, entry) in self.contract.entries.iter().enumerate() {
            let at = paths.entry((&entry.method, &entry.path));
            at.or_default().push(number);
        }
        let paths: Vec<_> = paths.into_values().filter(|it| it.len() > 1).collect();
        for numbers in paths {
            let Some(first) = numbers.first().copied() else {
                continue;
            };
            let is_around = |wrapper: &&Wrapper| {
                let mut wrapped = wrapper.numbers.iter();
                wrapped.any(|number| numbers.contains(number))
            };
            let around: Vec<&Wrapper> = self.wrappers.iter().filter(is_around).collect();
            let is_one_for_all = match around[..] {
                [one] => numbers.iter().all(|number| one.numbers.contains(number)),
                _ => false,
            };
            // One for all of them is put around the handler that chooses, later.
            if !is_one_for_all {
                self.wrap_now(&numbers);
            }
            let candidates = numbers.iter().filter_map(|number| {
                let handler = self.handlers.get_mut(*number)?.take()?;
                Some((*number, handler))
            });
            let handler = chosen(candidates.collect());
            if let Some(slot) = self.handlers.get_mut(first) {
                *slot = Some(handler);
            }
        }
    }

    /// Puts the handlers of these operations into their wrappers.
    fn wrap_now(&mut self, numbers: &[usize]) {
        for wrapper in &mut self.wrappers {
            let (now, later): (Vec<usize>, _) = wrapper
                .numbers
                .iter()
                .partition(|number| numbers.contains(number));
            wrapper.numbers = later;
            for number in now {
                if let Some(slot) = self.handlers.get_mut(number) {
                    *slot = slot.take().map(&wrapper.wrap);
                }
            }
        }
    }
}

/// The handler that calls that of the webhook whose body the request has.
fn chosen(candidates: Vec<Candidate>) -> Handler {
    let candidates = Arc::new(candidates);
    Box::new(move |mut context| {
        let candidates = Arc::clone(&candidates);
        Box::pin(async move {
            let number = choose(&mut context, &candidates).await?;
            match candidates.iter().find(|(known, _)| *known == number) {
                Some((number, handler)) => {
                    select(&context, *number);
                    handler(context).await
                }
                None => Err(Problem::from(HandlerError::not_implemented())),
            }
        })
    })
}

/// From here on, the request is for this operation.
fn select(context: &RequestContext, number: usize) {
    let shared = context.shared();
    if let Some(operation) = shared.contract.operation(number) {
        context.request.select(number, Arc::clone(operation));
        Span::current().record("operation", operation.name.as_str());
    }
}

/// The number of the webhook whose body the request has. If the body is that of none, it is the one that it violates least, so
/// that the response says what is wrong.
///
/// # Errors
/// A problem when the body is not received.
async fn choose(
    context: &mut Box<RequestContext>,
    candidates: &[Candidate],
) -> Result<usize, Problem> {
    let shared = Arc::clone(context.shared());
    let received = match context.body.take() {
        Some(body) => {
            let received = body.collect(shared.limits.body, &shared.memory).await;
            received.map_err(|error| error.problem())?
        }
        None => Buffered {
            bytes: Bytes::new(),
            reservation: None,
        },
    };
    let bytes = received.bytes.clone();
    let numbers: Vec<usize> = candidates.iter().map(|(number, _)| *number).collect();
    let headers = context.request.headers().clone();
    let choose = {
        let shared = Arc::clone(&shared);
        move || {
            let tree = std::str::from_utf8(&bytes).ok();
            let tree = tree.and_then(|it| Tree::parse(it, shared.limits.duplicates).ok());
            let mut best: Option<(Fit, usize)> = None;
            for number in numbers {
                let Some(operation) = shared.contract.operation(number) else {
                    continue;
                };
                let budget = Budget::for_request(bytes.len());
                let limited = Limited {
                    schemas: &shared.contract.schemas,
                    shapes: &shared.contract.shapes,
                    direction: Direction::Request,
                    budget: &budget,
                };
                let fit = Fit::of(
                    operation,
                    &headers,
                    bytes.is_empty(),
                    tree.as_ref(),
                    limited,
                );
                if best.as_ref().is_none_or(|(best, _)| fit < *best) {
                    best = Some((fit, number));
                }
                if matches!(best, Some((Fit::Valid, _))) {
                    break;
                }
            }
            read::log_errors(&shared.contract);
            best.map(|(_, number)| number)
        }
    };
    let number = match received.bytes.len() > read::LARGE_BODY {
        true => {
            let _permit = shared.memory.parser().await;
            let span = Span::current();
            let choosing = tokio::task::spawn_blocking(move || span.in_scope(choose));
            choosing.await.map_err(Problem::internal)?
        }
        false => choose(),
    };
    context.body = Some(Incoming::received(received, shared.limits.read));
    number.ok_or_else(|| HandlerError::not_implemented().into())
}

/// How well a request's body is that of an operation, the best first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Valid,
    /// The operation has a body of that media type, but it is not JSON, or takes too long to check.
    Unchecked,
    /// The number of violations of its schema.
    Violations(usize),
    /// The operation has no such body.
    Other,
}

impl Fit {
    fn of(
        operation: &Operation,
        headers: &HeaderMap,
        is_empty: bool,
        tree: Option<&Tree>,
        schemas: Limited<'_>,
    ) -> Self {
        let Some(rule) = operation.body.as_ref().filter(|_| !is_empty) else {
            let is_required = operation.body.as_ref().is_some_and(|rule| rule.required);
            return match is_empty && !is_required {
                true => Self::Valid,
                false => Self::Other,
            };
        };
        let content = media::find_content(&rule.content, headers).ok();
        let Some(content) = content.and_then(|(number, _)| operation.content(number)) else {
            return Self::Other;
        };
        match tree.filter(|_| content.form() == Form::Json) {
            Some(tree) => {
                let violations = schemas.check(&content.body.schema, tree.root());
                match violations.len() {
                    0 => Self::Valid,
                    _ if schemas.budget.is_exhausted() => Self::Unchecked,
                    count => Self::Violations(count),
                }
            }
            None => Self::Unchecked,
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use hyper::service::Service as _;
    use hyper_util::service::TowerToHyperService;

    use super::super::super::signature::SigningSecrets;
    use super::super::current::current_request;
    use super::super::receivers::HookName;
    use super::super::response::Response;
    use super::super::service::Service;

    const CONTRACT: &str = r##"{"operation":"created","method":"POST","path":"/created","hook":"order.created","body":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Created"}}}}}
{"operation":"cancelled","method":"POST","path":"/cancelled","hook":"order.cancelled","body":{"required":true,"content":{"application/json":{"schema":{"type":"object","required":["type","reason"],"properties":{"type":{"const":"order.cancelled"},"reason":{"type":"string"}}}}}}}
{"operation":"ping","method":"POST","path":"/ping","hook":"ping"}
{"operation":"noted","method":"POST","path":"/noted","hook":"noted","body":{"content":{"text/plain":{"schema":{"type":"string"},"shape":"string"}}}}
{"schema":"#/components/schemas/Created","is":{"type":"object","required":["type","id"],"properties":{"type":{"const":"order.created"},"id":{"type":"integer"}}}}"##;

    const NAMES: [(&str, &str); 4] = [
        ("created", "order.created"),
        ("cancelled", "order.cancelled"),
        ("ping", "ping"),
        ("noted", "noted"),
    ];

    /// All webhooks at one path; their handlers return the name of the current operation.
    fn service() -> Service<()> {
        named(CONTRACT, &NAMES)
    }

    struct Name(&'static str);

    impl HookName<()> for Name {
        fn as_str(&self) -> &'static str {
            self.0
        }
    }

    fn named(contract: &'static str, names: &[(&str, &'static str)]) -> Service<()> {
        let mut service = Service::new((), contract);
        for (operation, hook) in names {
            service.route(
                operation,
                |_| Ok(()),
                |_: &()| async {
                    let name = current_request().map(|it| it.operation().to_owned());
                    Ok(Response::text("text/plain", 200, name.unwrap_or_default())?)
                },
            );
            service = service.path(Name(hook), "/hook");
        }
        service
    }

    /// The body of the response, after its status where that is no success.
    async fn post(service: Service<()>, media_type: &str, body: &str) -> String {
        let request = Request::post("/hook").header("content-type", media_type);
        send(service, request.body(Body::from(body.to_owned())).unwrap()).await
    }

    async fn send(service: Service<()>, request: Request<Body>) -> String {
        let router = TowerToHyperService::new(service.router());
        let response = router.call(request).await.unwrap();
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 10_000).await;
        let body = String::from_utf8(body.unwrap().into()).unwrap();
        match status {
            200 => body,
            _ => format!("{status} {body}"),
        }
    }

    #[tokio::test]
    async fn the_body_tells_which_webhook_of_a_path_it_is() {
        for (body, expected) in [
            (r#"{"type": "order.created", "id": 1}"#, "created"),
            (
                r#"{"type": "order.cancelled", "reason": "late"}"#,
                "cancelled",
            ),
            ("", "ping"),
        ] {
            let called = post(service(), "application/json", body).await;
            assert_eq!(called, expected, "{body}");
        }
        assert_eq!(post(service(), "text/plain", "a").await, "noted");
        // The body is read by a thread for blocking work.
        let long = format!(
            r#"{{"type": "order.cancelled", "reason": "{}"}}"#,
            "x".repeat(100_000)
        );
        assert_eq!(
            post(service(), "application/json", &long).await,
            "cancelled"
        );
    }

    #[tokio::test]
    async fn a_body_of_no_webhook_is_refused_as_the_one_that_it_violates_least() {
        let refused = post(
            service(),
            "application/json",
            r#"{"type": "order.cancelled"}"#,
        )
        .await;
        assert!(
            refused.starts_with("422 ") && refused.contains("reason"),
            "{refused}"
        );
        let refused = post(service(), "application/json", "{").await;
        assert!(refused.starts_with("400 "), "{refused}");
        let refused = post(service(), "image/png", "x").await;
        assert!(refused.starts_with("415 "), "{refused}");
    }

    #[tokio::test]
    async fn a_webhook_whose_body_is_not_checked_comes_before_one_whose_schema_refuses_it() {
        let contract = r#"{"operation":"strict","method":"POST","path":"/strict","hook":"strict","body":{"content":{"application/json":{"schema":{"type":"object"}}}}}
{"operation":"any","method":"POST","path":"/any","hook":"any","body":{"content":{"*/*":{"stream":true}}}}"#;
        let service = || named(contract, &[("strict", "strict"), ("any", "any")]);
        assert_eq!(post(service(), "application/json", "{}").await, "strict");
        assert_eq!(post(service(), "application/json", "[]").await, "any");
    }

    #[tokio::test]
    async fn each_webhook_of_a_path_has_its_own_secret() {
        let [one, other] = [
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX",
        ];
        let secrets = |text: &str| SigningSecrets::new(text).unwrap();
        let service = || {
            let service = service().signed(&["created", "ping"], secrets(one));
            service.signed(&["cancelled", "noted"], secrets(other))
        };
        let time = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let time = time.unwrap().as_secs();
        for (secret, body, expected) in [
            (one, r#"{"type": "order.created", "id": 1}"#, "created"),
            (
                other,
                r#"{"type": "order.cancelled", "reason": ""}"#,
                "cancelled",
            ),
            (one, r#"{"type": "order.cancelled", "reason": ""}"#, "401"),
        ] {
            let signature = secrets(secret).sign("msg_1", time, body.as_bytes());
            let request = Request::post("/hook").header("content-type", "application/json");
            let request = request
                .header("webhook-id", "msg_1")
                .header("webhook-timestamp", time);
            let request = request.header("webhook-signature", signature);
            let called = send(service(), request.body(Body::from(body)).unwrap()).await;
            assert!(called.starts_with(expected), "{called}");
        }
    }

    #[tokio::test]
    async fn webhooks_of_one_path_are_verified_before_their_body_is_parsed() {
        let operations = NAMES.map(|(operation, _)| operation);
        let secrets = || SigningSecrets::new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let refused = post(
            service().signed(&operations, secrets()),
            "application/json",
            "{",
        )
        .await;
        assert!(refused.starts_with("401 "), "{refused}");
        // Where some are not signed, each verifies its own.
        let some = |body: &'static str| {
            post(
                service().signed(&["created"], secrets()),
                "application/json",
                body,
            )
        };
        assert!(some(r#"{"type": "order.created", "id": 1}"#)
            .await
            .starts_with("401 "));
        assert_eq!(some("").await, "ping");
    }
}
