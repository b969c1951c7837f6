//! A router that can be replaced while it serves.

use std::sync::{Arc, PoisonError, RwLock};

use axum::Router;
use axum::extract::Request;
use tower::{ServiceExt, service_fn};

/// A router that can be replaced. Requests under way end with the one that they began with.
#[derive(Clone)]
pub struct Swappable(Arc<RwLock<Router>>);

impl Swappable {
    /// Starts with a router.
    pub fn new(router: Router) -> Self {
        Self(Arc::new(RwLock::new(router)))
    }

    /// Replaces the router.
    pub fn replace(&self, router: Router) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = router;
    }

    /// A router that passes every request on to the current one.
    pub fn router(&self) -> Router {
        let current = self.0.clone();
        let pass_on = move |request: Request| {
            let current = current.read().unwrap_or_else(PoisonError::into_inner);
            current.clone().oneshot(request)
        };
        Router::new().fallback_service(service_fn(pass_on))
    }
}
