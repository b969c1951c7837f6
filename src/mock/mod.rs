//! A mock of a document that is not compiled: the server is that of generated crates, with values that are generated for
//! each request, and the document can be replaced while it runs.

mod cors;
mod dynamic;
mod generator;
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
use specfirst_runtime::server::{Contract, MockReply, MockRequest, Service};
use specfirst_runtime::xml::Shapes;

pub use cors::with_cors;
pub use specfirst_runtime::server::{Log, serve};
pub use swap::Swappable;
pub use watch::Watch;

use crate::pipeline::Served;
use crate::rust::servers;
use generator::{Generator, Wanted};
use resources::Resources;
use state::State;

/// How a mock responds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Whether bodies are generated unless a request prefers examples.
    pub dynamic: bool,
    /// Whether the items of collections can be created, changed and deleted.
    pub state: bool,
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
    if !xml.is_empty() {
        // The shapes live as long as the program, since those of generated servers are constants; few documents have XML.
        contract = contract.with_xml(Box::leak(Box::new(Shapes::from_text(xml))));
    }
    let state = settings.state.then(|| {
        let resources = Resources::new(&api, &schemas, &keys, &contract_text);
        Arc::new(State::new(resources, &base_path))
    });
    let generator = Generator::new(api, schemas, keys);
    let service = Service::mock(contract)
        .document(document)
        .docs(docs.names, docs.list)
        .base_path(base_path);
    let Some(state) = state else {
        let reply =
            move |request: &MockRequest<'_>| dynamic_reply(&generator, settings, request).map(Ok);
        return service.mock_reply(reply).router();
    };
    let reset = Arc::clone(&state);
    let reply = move |request: &MockRequest<'_>| {
        let dynamic = dynamic_reply(&generator, settings, request).map(Ok);
        // A request that prefers a status gets the example of it.
        let keeps_state = request.preference.code.is_none();
        dynamic.or_else(|| keeps_state.then(|| state.reply(request)).flatten())
    };
    let reset = post(async move || {
        reset.reset();
        StatusCode::NO_CONTENT
    });
    service.mock_reply(reply).router().route("/__reset", reset)
}
/// A generated body, if the request or the settings want one.
fn dynamic_reply(
    generator: &Generator,
    settings: Settings,
    request: &MockRequest<'_>,
) -> Option<MockReply> {
    let is_wanted = request.preference.dynamic.unwrap_or(settings.dynamic);
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
    let body = request.body.map(ToString::to_string).unwrap_or_default();
    hash(&[
        sent.method().as_str(),
        sent.uri().path(),
        sent.uri().query().unwrap_or_default(),
        request.response,
        &body,
    ])
}

/// FNV-1a, which is the same in every version of Rust.
fn hash(texts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in texts.iter().flat_map(|text| text.bytes().chain([0xff])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}
