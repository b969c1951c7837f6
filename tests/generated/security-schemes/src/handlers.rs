#![allow(unused_variables)]

use security_schemes::api::operations::{
    ShowBasicResponse, ShowBearerResponse, ShowCookieResponse, ShowHeaderResponse,
    ShowOauthResponse, ShowOpenidResponse, ShowQueryResponse, ShowVapidResponse,
};
use security_schemes::api::server::{
    Api, ApiKey, Auth, AuthError, Authenticated, Authorization, Basic, Bearer, HandlerError,
};

/// The state of the handlers, such as a database and a configuration.
#[derive(Clone, Debug, Default)]
pub struct Handlers {}

impl Auth for Handlers {
    type Caller = ();

    async fn header_key(&self, key: ApiKey) -> Result<Self::Caller, AuthError> {
        Err(AuthError::NotImplemented)
    }

    async fn query_key(&self, key: ApiKey) -> Result<Self::Caller, AuthError> {
        Err(AuthError::NotImplemented)
    }

    async fn cookie_key(&self, key: ApiKey) -> Result<Self::Caller, AuthError> {
        Err(AuthError::NotImplemented)
    }

    async fn basic(&self, login: Basic) -> Result<Self::Caller, AuthError> {
        Err(AuthError::NotImplemented)
    }

    async fn bearer(&self, token: Bearer) -> Result<Self::Caller, AuthError> {
        Err(AuthError::NotImplemented)
    }

    async fn vapid(&self, authorization: Authorization) -> Result<Self::Caller, AuthError> {
        Err(AuthError::NotImplemented)
    }

    async fn oauth(&self, token: Bearer) -> Result<Authenticated<Self::Caller>, AuthError> {
        Err(AuthError::NotImplemented)
    }

    async fn openid(&self, token: Bearer) -> Result<Authenticated<Self::Caller>, AuthError> {
        Err(AuthError::NotImplemented)
    }
}

impl Api for Handlers {
    async fn show_header(&self, caller: Self::Caller) -> Result<ShowHeaderResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_query(&self, caller: Self::Caller) -> Result<ShowQueryResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_cookie(&self, caller: Self::Caller) -> Result<ShowCookieResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_basic(&self, caller: Self::Caller) -> Result<ShowBasicResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_bearer(&self, caller: Self::Caller) -> Result<ShowBearerResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_vapid(&self, caller: Self::Caller) -> Result<ShowVapidResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_oauth(&self, caller: Self::Caller) -> Result<ShowOauthResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_openid(&self, caller: Self::Caller) -> Result<ShowOpenidResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}
