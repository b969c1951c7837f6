//! Layers of tower around single operations.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::{http, Router};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use tracing::Span;

use super::dispatch::Dispatch;
use super::route::Captures;

/// An operation of the document, as an extension of the requests that pass its layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationInfo {
    /// Its name: that of its method in the trait.
    pub name: String,
    /// The HTTP method.
    pub method: String,
    /// The path in the document, with templates.
    pub path: String,
    /// The first tag.
    pub tag: Option<String>,
}

/// Whether a layer is for an operation, and what adds it.
pub(super) type Layer = (
    Box<dyn Fn(&OperationInfo) -> bool + Send + Sync>,
    Box<dyn Fn(Router) -> Router + Send + Sync>,
);

/// The operations that have layers, by their numbers; none if no layers were added.
#[derive(Clone, Default)]
pub(super) struct Layers {
    operations: Option<Arc<[Option<Arc<Layered>>]>>,
}

/// An operation in its layers.
pub(super) struct Layered {
    info: OperationInfo,
    router: TowerToHyperService<Router>,
}

/// What the route of a request has found, while the request passes layers.
#[derive(Clone)]
pub(super) struct Captured {
    pub number: usize,
    pub captures: Captures,
    /// The span of the request; a layer may have one of its own inside of it.
    pub span: Span,
}

impl Layers {
    /// Puts each operation into its layers, the first of them innermost.
    pub fn new(layers: &[Layer], dispatch: &Arc<Dispatch>) -> Self {
        if layers.is_empty() {
            return Self::default();
        }
        let contract = &dispatch.shared.contract;
        let layered = contract.entries.iter().enumerate().map(|(number, entry)| {
            let operation = contract.operation(number)?;
            let info = OperationInfo {
                name: entry.name.clone(),
                method: entry.method.clone(),
                path: entry.path.clone(),
                tag: operation.tag.clone(),
            };
            let mut own = layers
                .iter()
                .filter(|(selects, _)| selects(&info))
                .peekable();
            own.peek()?;
            let dispatch = Arc::clone(dispatch);
            let router = Router::new().fallback(move |request: Request| {
                let dispatch = Arc::clone(&dispatch);
                async move { dispatch.respond_layered(request).await }
            });
            let router = own.fold(router, |router, (_, apply)| apply(router));
            Some(Arc::new(Layered {
                router: TowerToHyperService::new(router),
                info,
            }))
        });
        Self {
            operations: Some(layered.collect()),
        }
    }

    /// The layers of an operation, if it has some.
    pub fn get(&self, number: usize) -> Option<&Arc<Layered>> {
        self.operations.as_ref()?.get(number)?.as_ref()
    }
}

impl Layered {
    /// Passes a request through the layers.
    pub async fn call(
        &self,
        number: usize,
        captures: Captures,
        mut request: Request,
    ) -> http::Response<Body> {
        let extensions = request.extensions_mut();
        extensions.insert(Captured {
            number,
            captures,
            span: Span::current(),
        });
        extensions.insert(self.info.clone());
        let response: Result<_, Infallible> = self.router.call(request).await;
        match response {
            Ok(response) => response,
            Err(error) => match error {},
        }
    }
}
