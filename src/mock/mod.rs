//! A mock of a document that is not compiled: the server is that of generated crates, with values that are generated for
//! each request, and the document can be replaced while it runs.

mod body;
mod client;
mod cors;
mod dynamic;
mod generator;
mod hooks;
pub mod proxy;
mod realistic;
mod resources;
mod state;
mod swap;
mod watch;

use std::sync::Arc;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use specfirst_runtime::schema::pattern;
use specfirst_runtime::server::{
    Contract, CurrentRequest, MockReply, MockRequest, Problem, Response, Service, current_request,
};
use specfirst_runtime::xml::Shapes;

pub use specfirst_runtime::signature::SigningSecrets;

pub use cors::with_cors;
pub use specfirst_runtime::server::{Log, serve};
pub use swap::Swappable;
pub use watch::Watch;

use crate::pipeline::Served;
use crate::rust::servers;
use generator::{Document, Generator, Wanted};
use hooks::{Hooks, Seen};
use proxy::{Check, Observer, ResponseChecks, Upstream};
use resources::Resources;
use state::State;

/// How a mock responds.
#[derive(Clone, Default)]
pub struct Settings {
    /// Whether bodies are generated unless a request prefers examples.
    pub dynamic: bool,
    /// Whether the items of collections can be created, changed and deleted.
    pub state: bool,
    /// The server that requests are forwarded to, and the receiver of reports about them.
    pub upstream: Option<(Upstream, Observer)>,
    /// What webhooks and callbacks are signed with, if the document says so.
    pub webhook_secret: Option<SigningSecrets>,
}

/// The requests that the mock of a document responds to beyond those of its operations.
pub fn triggers(served: &Served, keeps_state: bool) -> Vec<String> {
    let reset = keeps_state.then(|| "POST /__reset".to_owned());
    let hooks = hooks::triggers(&served.api, &served.keys);
    reset.into_iter().chain(hooks).collect()
}

/// The mock of a document.
pub fn router(served: Served, settings: Settings) -> Router {
    let Served {
        api,
        schemas,
        keys,
        contract,
        xml,
        document,
        docs,
    } = served;
    let base_path = servers::base_path(&api.servers);
    let contract_text = contract;
    let mut contract = Contract::from(contract_text.clone()).with_patterns(pattern::compile);
    // The shapes live as long as the program, since those of generated servers are constants; few documents have XML.
    let shapes: Option<&'static Shapes> = match xml.is_empty() {
        true => None,
        false => Some(Box::leak(Box::new(Shapes::from_text(xml)))),
    };
    if let Some(shapes) = shapes {
        contract = contract.with_xml(shapes);
    }
    let state = settings.state.then(|| {
        let resources = Resources::new(&api, &schemas, &keys, &contract_text);
        Arc::new(State::new(resources, &base_path))
    });
    let upstream = settings.upstream.map(|(upstream, observe)| {
        let checks = ResponseChecks::new(&api, &schemas, &keys, shapes);
        (upstream, checks, observe)
    });
    let document_data = Arc::new(Document { api, schemas, keys });
    let hooks = Hooks::new(&document_data, settings.webhook_secret, &base_path);
    let generator = Generator::new(document_data);
    let mut service = Service::mock(contract)
        .document(document)
        .docs(docs.names, docs.list)
        .base_path(base_path.clone());
    if upstream.is_some() {
        service = service
            .body_limit(proxy::REQUEST_LIMIT)
            .problem_response(checked_problem);
    }
    let kept = state.clone();
    let is_dynamic = settings.dynamic;
    let reply = move |request: &MockRequest<'_>| {
        if let Some(check) = request.request.extension::<Check>() {
            check.accept(request.request.operation());
            return Some(Ok(MockReply::default()));
        }
        if let Some(seen) = request.request.extension::<Seen>() {
            seen.set(request.request.operation());
        }
        let dynamic = dynamic_reply(&generator, is_dynamic, request).map(Ok);
        // A request that prefers a status gets the example of it.
        let state = kept.as_ref().filter(|_| request.preference.code.is_none());
        dynamic.or_else(|| state.and_then(|state| state.reply(request)))
    };
    let mut router = service.mock_reply(reply).router();
    router = match (upstream, &hooks) {
        (Some((upstream, checks, observe)), hooks) => {
            let hooks = hooks.clone();
            let observe = Arc::new(move |exchange: &proxy::Exchange| {
                if let Some(hooks) = &hooks {
                    hooks.remember(exchange);
                }
                observe(exchange);
            });
            proxy::router(router, checks, upstream, &base_path, observe)
        }
        (None, Some(hooks)) => hooks.remembering(router),
        (None, None) => router,
    };
    if let Some(hooks) = hooks {
        router = hooks.routes(router);
    }
    if let Some(state) = state {
        let reset = post(async move || {
            state.reset();
            StatusCode::NO_CONTENT
        });
        router = router.route("/__reset", reset);
    }
    router
}

/// The response for a problem. It is recorded in the report where a request is only checked.
fn checked_problem(problem: Problem) -> Response {
    let request = current_request();
    let check = request
        .as_ref()
        .and_then(|request| request.extension::<Check>());
    if let Some(check) = check {
        let operation = request.as_ref().map(CurrentRequest::operation);
        check.refuse(operation, &problem);
    }
    problem.into_response()
}

/// A generated body, if the request or the settings want one.
fn dynamic_reply(
    generator: &Generator,
    is_dynamic: bool,
    request: &MockRequest<'_>,
) -> Option<MockReply> {
    let is_wanted = request.preference.dynamic.unwrap_or(is_dynamic);
    let media_type = request.media_type.filter(|_| is_wanted)?;
    let body = generator.generate(Wanted {
        operation: request.request.operation().to_owned(),
        response: request.response.to_owned(),
        media_type: media_type.to_owned(),
        seed: seed(request),
    })?;
    Some(MockReply {
        body: Some(body),
        is_dynamic: true,
        ..MockReply::default()
    })
}

/// A number that is the same for the same request, in every run.
fn seed(request: &MockRequest<'_>) -> u64 {
    let sent = request.request;
    let wanted = request.preference.seed.as_deref();
    let body = request.body.map(ToString::to_string).unwrap_or_default();
    let mut texts = vec![
        sent.method().as_str(),
        sent.uri().path(),
        sent.uri().query().unwrap_or_default(),
        request.response,
        &body,
    ];
    texts.extend(wanted);
    hash(&texts)
}

/// FNV-1a, which is the same in every version of Rust.
fn hash(texts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in texts.iter().flat_map(|text| text.bytes().chain([0xff])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}
