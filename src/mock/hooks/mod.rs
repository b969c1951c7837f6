//! Webhooks and callbacks that a request triggers: the example of the document is sent to a receiver.
//!
//! `POST /__webhooks/NAME?to=URL` and `POST /__callbacks/OPERATION/NAME`; a body takes the place of the example.

mod expression;
mod message;

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::{self, StatusCode, Uri};
use axum::middleware::{Next, from_fn_with_state};
use axum::routing::post;
use bytes::Bytes;
use specfirst_runtime::server::Problem;
use specfirst_runtime::signature::SigningSecrets;

use super::body::{self, Copied};
use super::client::{self, Client};
use super::generator::Document;
use super::proxy::{Answered, Exchange};
use super::state::{decoded_query, encoded};
use crate::api::hooks::{Hook, hooks};
use crate::api::{Api, Section};
use crate::pipeline;
use expression::{Expressions, may_match};
use message::Message;

/// The longest response of a receiver, in bytes.
const RESPONSE_LIMIT: u64 = 8 * 1024 * 1024;

/// The webhooks and callbacks of a document, and the requests that callbacks refer to.
pub(super) struct Hooks {
    document: Arc<Document>,
    /// By the operation's number; none for those of `paths`.
    hooks: Vec<Option<Hook>>,
    secret: Option<SigningSecrets>,
    base_path: String,
    /// The last exchange of each operation that has callbacks, by the operation's number.
    last: Mutex<HashMap<usize, Exchange>>,
}

/// The requests that send the webhooks and callbacks of a document.
pub(super) fn triggers(api: &Api, keys: &[String]) -> Vec<String> {
    let hooks = hooks(api, keys);
    let sections = [
        (Section::Webhooks, "webhooks", "?to=URL"),
        (Section::Callbacks, "callbacks", ""),
    ];
    let mut triggers = Vec::new();
    for (section, path, query) in sections {
        let numbers = api.in_section(section).map(|(number, _)| number);
        for hook in numbers.filter_map(|number| hooks.get(number)?.as_ref()) {
            let name = hook.name.trim_start_matches('/').split('/').map(encoded);
            let mut name = name.collect::<Vec<_>>().join("/");
            if name.is_empty() {
                // A route has no empty name; `find` does not compare slashes in front.
                name = encoded("/");
            }
            triggers.push(format!("POST /__{path}/{name}{query}"));
        }
    }
    // The methods of one webhook have one name.
    let mut known = HashSet::new();
    triggers.retain(|trigger| known.insert(trigger.clone()));
    triggers
}

/// In the extensions of a request: the mock says which operation it is for.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen(Arc<Mutex<Option<String>>>);

impl Seen {
    /// The request is as this operation describes it.
    pub fn set(&self, operation: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(operation.to_owned());
    }

    fn take(&self) -> Option<String> {
        let mut operation = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        operation.take()
    }
}

impl Hooks {
    /// None if the document has no webhooks and callbacks.
    pub fn new(
        document: &Arc<Document>,
        secret: Option<SigningSecrets>,
        base_path: &str,
    ) -> Option<Arc<Self>> {
        let hooks = hooks(&document.api, &document.keys);
        let has_some = hooks.iter().any(Option::is_some);
        has_some.then(|| {
            Arc::new(Self {
                document: Arc::clone(document),
                hooks,
                secret,
                base_path: base_path.trim_end_matches('/').to_owned(),
                last: Mutex::default(),
            })
        })
    }

    /// Keeps a request and its response, if a callback may refer to them.
    pub fn remember(&self, exchange: &Exchange) {
        let name = exchange.operation.as_deref();
        let keys = &self.document.keys;
        let number = name.and_then(|name| keys.iter().position(|key| key == name));
        let Some(number) = number.filter(|number| self.has_callbacks(*number)) else {
            return;
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.insert(number, exchange.clone());
    }

    fn has_callbacks(&self, number: usize) -> bool {
        let operations = self.document.api.operations.iter();
        let mut callbacks = operations.filter_map(|operation| operation.callback.as_ref());
        callbacks.any(|callback| callback.of.contains(&number))
    }

    /// Whether a request to this path may be for an operation that has callbacks.
    fn may_have_callbacks(&self, path: &str) -> bool {
        let below = path.strip_prefix(&self.base_path).unwrap_or(path);
        let operations = &self.document.api.operations;
        let callbacks = operations.iter().filter_map(|it| it.callback.as_ref());
        let mut owners = callbacks.flat_map(|callback| &callback.of);
        owners.any(|owner| {
            let owner = operations.get(*owner);
            owner.is_some_and(|it| may_match(&it.path, below) || may_match(&it.path, path))
        })
    }

    /// The routes that trigger, in front of the others.
    pub fn routes(self: &Arc<Self>, router: Router) -> Router {
        let trigger = |section| {
            let hooks = Arc::clone(self);
            post(async move |Path(name): Path<String>, request: Request| {
                let result = hooks.trigger(section, &name, request).await;
                result.unwrap_or_else(|(status, detail)| {
                    Problem::new(status, detail).into_response().into()
                })
            })
        };
        router
            .route("/__webhooks/{*name}", trigger(Section::Webhooks))
            .route("/__callbacks/{*name}", trigger(Section::Callbacks))
    }

    /// Keeps the requests that a router responds to.
    pub fn remembering(self: &Arc<Self>, router: Router) -> Router {
        router.layer(from_fn_with_state(Arc::clone(self), keep))
    }

    async fn trigger(
        self: &Arc<Self>,
        section: Section,
        name: &str,
        request: Request,
    ) -> Result<http::Response<Body>, Refusal> {
        // Pages of the web must not send requests from here, and read what comes back.
        if request.headers().contains_key(ORIGIN) {
            let detail = "Pages of browsers cannot trigger webhooks and callbacks.";
            return Err((StatusCode::FORBIDDEN, detail.to_owned()));
        }
        let query: HashMap<String, String> = request
            .uri()
            .query()
            .unwrap_or_default()
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (decoded_query(name), decoded_query(value)))
            .collect();
        let media_type = request.headers().get(CONTENT_TYPE).cloned();
        let body = body::receive(request.into_body()).await?;
        let own = Some(body).filter(|body| !body.is_empty());
        let number = self.find(section, name, &query)?;
        let target = self.target(number, &query)?;
        let message = self.message(number, query.get("example").cloned()).await?;
        let mut message = message?;
        if let Some(body) = own {
            message.set_body(body, media_type);
        }
        let request = message.request(target, self.secret.as_ref());
        send(request).await
    }

    /// The operation of that name, and of the method that the query may have.
    fn find(
        &self,
        section: Section,
        name: &str,
        query: &HashMap<String, String>,
    ) -> Result<usize, Refusal> {
        let api = &self.document.api;
        let known = |number: usize| self.hooks.get(number).and_then(Option::as_ref);
        let all = || api.in_section(section);
        let bare = name.trim_start_matches('/');
        let method = query.get("method");
        let found = all().find(|(number, operation)| {
            known(*number).is_some_and(|hook| hook.name.trim_start_matches('/') == bare)
                && method.is_none_or(|method| operation.method.eq_ignore_ascii_case(method))
        });
        found.map(|(number, _)| number).ok_or_else(|| {
            let names = all().filter_map(|(number, operation)| {
                Some(format!("{} ({})", known(number)?.name, operation.method))
            });
            let names: Vec<String> = names.collect();
            let what = match section {
                Section::Callbacks => "callback",
                _ => "webhook",
            };
            let known = match names.is_empty() {
                true => "and no others".to_owned(),
                false => format!("only {}", names.join(", ")),
            };
            let detail = format!("The document has no {what} {name}, {known}.");
            (StatusCode::NOT_FOUND, detail)
        })
    }

    /// The URL to send a request to: that of the query, or the one that the last request of the callback's operation leads to.
    fn target(&self, number: usize, query: &HashMap<String, String>) -> Result<Uri, Refusal> {
        if let Some(to) = query.get("to") {
            let wrong = |reason| {
                (
                    StatusCode::BAD_REQUEST,
                    format!("`to` is no URL: {reason}."),
                )
            };
            return client::url(to).map_err(wrong);
        }
        let operation = self.document.api.operations.get(number);
        let callback =
            operation.and_then(|operation| Some((operation, operation.callback.as_ref()?)));
        let Some((operation, callback)) = callback else {
            let detail = "The query needs `to`, the URL of the receiver.";
            return Err((StatusCode::BAD_REQUEST, detail.to_owned()));
        };
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let exchanges = callback
            .of
            .iter()
            .filter_map(|owner| last.get_key_value(owner));
        let Some((owner, exchange)) = exchanges.max_by_key(|(_, exchange)| exchange.started) else {
            let detail = "There was no request yet to the operation of this callback. `to` in the query is a URL to send it to.";
            return Err((StatusCode::CONFLICT, detail.to_owned()));
        };
        let template = self.document.api.operations.get(*owner);
        let expressions = Expressions {
            exchange,
            template: template.map_or("", |template| &template.path),
            base_path: &self.base_path,
        };
        let evaluated = expressions.evaluate(&operation.path).ok_or_else(|| {
            let detail = format!("The last request has no value for {}.", operation.path);
            (StatusCode::CONFLICT, detail)
        })?;
        client::url(&evaluated).map_err(|reason| {
            let detail = format!(
                "{} is {evaluated}, which is no URL: {reason}.",
                operation.path
            );
            (StatusCode::CONFLICT, detail)
        })
    }

    /// The example of a request. A thread with a large stack makes it.
    async fn message(
        &self,
        number: usize,
        example: Option<String>,
    ) -> Result<Result<Message, Refusal>, Refusal> {
        let document = Arc::clone(&self.document);
        let (sender, receiver) = mpsc::channel();
        let failed = |_| {
            let detail = "The request cannot be made.".to_owned();
            (StatusCode::INTERNAL_SERVER_ERROR, detail)
        };
        let started = pipeline::spawn(move || {
            let _ = sender.send(message::of(&document, number, example.as_deref()));
        });
        if started.is_err() {
            return Err(failed(()));
        }
        let received = tokio::task::spawn_blocking(move || receiver.recv()).await;
        received
            .map_err(|_| failed(()))
            .and_then(|received| received.map_err(|_| failed(())))
    }
}

/// Why nothing was sent.
type Refusal = (StatusCode, String);

/// Sends a request, and responds with what comes back.
async fn send(request: http::Request<Bytes>) -> Result<http::Response<Body>, Refusal> {
    let send = move || -> Result<http::Response<Vec<u8>>, String> {
        let host = request.uri().host().unwrap_or_default().to_owned();
        let (mut head, mut body) = Client::new(&host).send(request)?.into_parts();
        client::remove_hop_by_hop(&mut head.headers);
        head.headers.remove(http::header::CONTENT_LENGTH);
        head.extensions = http::Extensions::new();
        let body = body.with_config().limit(RESPONSE_LIMIT).read_to_vec();
        Ok(http::Response::from_parts(
            head,
            body.map_err(|error| error.to_string())?,
        ))
    };
    let failed = |reason: String| {
        let detail = format!("The receiver does not respond: {reason}.");
        (StatusCode::BAD_GATEWAY, detail)
    };
    let sent = tokio::task::spawn_blocking(send).await;
    let sent = sent.map_err(|error| failed(error.to_string()))?;
    Ok(sent.map_err(failed)?.map(Body::from))
}

/// Keeps a request and the response that it gets.
async fn keep(
    State(hooks): State<Arc<Hooks>>,
    request: Request,
    next: Next,
) -> http::Response<Body> {
    if !hooks.may_have_callbacks(request.uri().path()) {
        return next.run(request).await;
    }
    let started = SystemTime::now();
    let (mut head, body) = request.into_parts();
    let (body, copied) = Copied::of(body);
    let seen = Seen::default();
    head.extensions.insert(seen.clone());
    let mut exchange = Exchange {
        started,
        target: absolute(&head.uri, &head.headers),
        method: head.method.clone(),
        headers: head.headers.clone(),
        body: Bytes::new(),
        operation: None,
        findings: Vec::new(),
        wait: Duration::ZERO,
        receive: Duration::ZERO,
        answered: Answered::Failed(String::new()),
    };
    let response = next.run(Request::from_parts(head, body)).await;
    exchange.body = copied.take().unwrap_or_default();
    exchange.operation = seen.take();
    let number = exchange.operation.as_ref();
    let number = number.and_then(|name| hooks.document.keys.iter().position(|key| key == name));
    if !number.is_some_and(|number| hooks.has_callbacks(number)) {
        return response;
    }
    let (head, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        let problem = Problem::new(StatusCode::BAD_GATEWAY, "The mock does not respond.");
        return problem.into_response().into();
    };
    exchange.answered = Answered::Response {
        status: head.status,
        headers: head.headers.clone(),
        body: body.clone(),
        is_complete: true,
        is_mocked: true,
    };
    hooks.remember(&exchange);
    http::Response::from_parts(head, Body::from(body))
}

/// The URL that a request was sent to, by its header `Host`.
fn absolute(uri: &Uri, headers: &http::HeaderMap) -> Uri {
    let host = headers
        .get(http::header::HOST)
        .and_then(|host| host.to_str().ok());
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let url = host.map(|host| format!("http://{host}{path}"));
    url.and_then(|url| url.parse().ok())
        .unwrap_or_else(|| uri.clone())
}
