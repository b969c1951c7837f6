#![allow(unused_variables)]

use countries::api::operations::{
    ChangeCountryResponse, CreateCountryResponse, DeleteCountryResponse, ListCountriesParams,
    ListCountriesResponse, ReplaceCountryResponse, ShowCountryParams, ShowCountryResponse,
};
use countries::api::server::{Auth, AuthError, Bearer, Countries, HandlerError};
use countries::api::types::{CountryChanges, CountryInput};

/// The state of the handlers, such as a database and a configuration.
#[derive(Clone, Debug, Default)]
pub struct Handlers {}

impl Auth for Handlers {
    type Caller = ();

    async fn token(&self, token: Bearer) -> Result<Self::Caller, AuthError> {
        Err(AuthError::NotImplemented)
    }
}

impl Countries for Handlers {
    async fn list_countries(
        &self,
        params: ListCountriesParams,
    ) -> Result<ListCountriesResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_country(
        &self,
        caller: Self::Caller,
        body: CountryInput,
    ) -> Result<CreateCountryResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_country(
        &self,
        id: i64,
        params: ShowCountryParams,
    ) -> Result<ShowCountryResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn replace_country(
        &self,
        caller: Self::Caller,
        id: i64,
        body: CountryInput,
    ) -> Result<ReplaceCountryResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn change_country(
        &self,
        caller: Self::Caller,
        id: i64,
        body: CountryChanges,
    ) -> Result<ChangeCountryResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn delete_country(
        &self,
        caller: Self::Caller,
        id: i64,
    ) -> Result<DeleteCountryResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}
