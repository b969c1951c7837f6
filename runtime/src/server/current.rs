//! The request that a handler answers, beyond what its document describes.

use std::cell::RefCell;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::extract::ConnectInfo;
use axum::http::header::{HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};

use super::super::headers::is_connection_header;
use super::context::Shared;
use super::media;
use super::operation::Operation;

thread_local! {
    static CURRENT: RefCell<Option<CurrentRequest>> = const { RefCell::new(None) };
}

/// The request that the code which calls this is answering; none outside of a handler.
///
/// A task that a handler spawns is outside of it: it can be given the [`CurrentRequest`].
pub fn current_request() -> Option<CurrentRequest> {
    CURRENT.with_borrow(Option::clone)
}

/// Which of these media types the current request prefers (RFC 9110, section 12.5.1): the one with the highest quality, of
/// equal ones the first. It is the first where the request accepts none of them, and outside of a handler; empty if there are
/// none.
pub fn preferred<'m>(media_types: &[&'m str]) -> &'m str {
    let request = current_request();
    let preferred = request.and_then(|request| media::preferred(request.headers(), media_types));
    preferred
        .or(media_types.first().copied())
        .unwrap_or_default()
}

/// A request that is being answered: its headers, the extensions that layers have added, the peer and the operation, and
/// the headers that are added to its response. Clones are the same request.
#[derive(Clone)]
pub struct CurrentRequest(Arc<Request>);

struct Request {
    head: Parts,
    shared: Arc<Shared>,
    operation: Arc<Operation>,
    /// The number of the operation in the contract.
    number: usize,
    /// The operation that it is for where that is another one of the same path, which the body has told.
    selected: OnceLock<(usize, Arc<Operation>)>,
    id: OnceLock<String>,
    /// Made when the first is added.
    response_headers: OnceLock<Mutex<Vec<(HeaderName, HeaderValue)>>>,
}

/// The longest request id that is taken from a request, in bytes.
const LONGEST_ID: usize = 128;

impl CurrentRequest {
    pub(super) fn new(
        head: Parts,
        shared: Arc<Shared>,
        operation: Arc<Operation>,
        number: usize,
    ) -> Self {
        Self(Arc::new(Request {
            head,
            shared,
            operation,
            number,
            selected: OnceLock::new(),
            id: OnceLock::new(),
            response_headers: OnceLock::new(),
        }))
    }

    /// The head of the request.
    pub(super) fn head(&self) -> &Parts {
        &self.0.head
    }

    /// The number of the operation that it was routed to, whose handler is called.
    pub(super) fn number(&self) -> usize {
        self.0.number
    }

    /// What the contract says of the operation.
    pub(super) fn contract_of_operation(&self) -> &Arc<Operation> {
        let selected = self.0.selected.get();
        selected.map_or(&self.0.operation, |(_, operation)| operation)
    }

    /// Makes it a request for another operation. It can be done once.
    #[cfg(feature = "receivers")]
    pub(super) fn select(&self, number: usize, operation: Arc<Operation>) {
        let _ = self.0.selected.set((number, operation));
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        &self.0.shared
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.0.head.method
    }

    /// The target of the request, without the base path of the service.
    pub fn uri(&self) -> &Uri {
        &self.0.head.uri
    }

    /// All headers, as they were sent.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.head.headers
    }

    /// What a layer has added to the request, by its type.
    pub fn extension<T: Send + Sync + 'static>(&self) -> Option<&T> {
        self.0.head.extensions.get()
    }

    /// The address of the peer, which is a proxy where there is one. [`serve`](super::serve) and
    /// `into_make_service_with_connect_info` of axum offer it.
    pub fn peer(&self) -> Option<SocketAddr> {
        let info = self.extension::<ConnectInfo<SocketAddr>>();
        info.map(|ConnectInfo(address)| *address)
    }

    /// The name of the operation: that of its method in the trait.
    pub fn operation(&self) -> &str {
        &self.contract_of_operation().name
    }

    /// The first tag of the operation in the document.
    pub fn tag(&self) -> Option<&str> {
        self.contract_of_operation().tag.as_deref()
    }

    /// The path of the operation in the document, with templates: `/pets/{id}`.
    pub fn path_template(&self) -> &str {
        let number = self.0.selected.get().map_or(self.0.number, |it| it.0);
        let entry = self.0.shared.contract.entries.get(number);
        entry.map_or("", |entry| &entry.path)
    }

    /// The id of the request: the header `X-Request-Id`, if it has up to 128 visible characters of ASCII, else one that is
    /// made for it.
    pub fn id(&self) -> &str {
        self.0.id.get_or_init(|| {
            let sent = self.headers().get("x-request-id");
            let sent = sent.and_then(|id| id.to_str().ok());
            let is_usable = |id: &&str| {
                (1..=LONGEST_ID).contains(&id.len()) && !id.contains(char::is_whitespace)
            };
            sent.filter(is_usable).map_or_else(random_id, str::to_owned)
        })
    }

    /// Adds a header to the response, whatever response the handler returns, also one for an error. Several of one name are
    /// several headers, and so are one that is added and one that the response has, except for `ETag`, `Last-Modified`,
    /// `Content-Range` and `Accept-Ranges`, of which the first is sent, that of the response before others. Those that only
    /// HTTP sets, such as `Connection`, are not added, which is logged.
    ///
    /// It has no effect once the handler has returned.
    pub fn append_response_header(&self, name: HeaderName, value: HeaderValue) {
        if is_connection_header(name.as_str()) {
            tracing::warn!(%name, "the header is not added, since the server sets it itself");
            return;
        }
        let headers = self.0.response_headers.get_or_init(Mutex::default).lock();
        let mut headers = headers.unwrap_or_else(PoisonError::into_inner);
        headers.push((name, value));
    }

    /// Takes the headers that were added for the response.
    pub(super) fn take_response_headers(&self) -> Vec<(HeaderName, HeaderValue)> {
        let Some(headers) = self.0.response_headers.get() else {
            return Vec::new();
        };
        let headers = headers.lock();
        std::mem::take(&mut *headers.unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs a function as a part of answering this request.
    pub(super) fn scope<T>(&self, run: impl FnOnce() -> T) -> T {
        /// Restores the request around, also if the function panics.
        struct Reset(Option<CurrentRequest>);

        impl Drop for Reset {
            fn drop(&mut self) {
                CURRENT.set(self.0.take());
            }
        }

        let _reset = Reset(CURRENT.replace(Some(self.clone())));
        run()
    }
}

/// 128 bits that are different for each request, as hexadecimal digits.
fn random_id() -> String {
    use std::hash::{BuildHasher, RandomState};

    // Each state has keys of its own, which the system's source of randomness and a counter make.
    let half = || RandomState::new().hash_one(std::time::Instant::now());
    format!("{:016x}{:016x}", half(), half())
}
