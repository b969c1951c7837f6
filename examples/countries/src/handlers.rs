//! The handlers of the operations. Requests have been validated before; the response enums have the documented statuses.

use crate::api::operations::{
    ChangeCountryResponse, CreateCountryCreatedHeaders, CreateCountryResponse,
    DeleteCountryResponse, ListCountriesOkHeaders, ListCountriesParams, ListCountriesResponse,
    ReplaceCountryResponse, ShowCountryOkHeaders, ShowCountryParams, ShowCountryResponse,
};
use crate::api::server::{Auth, AuthError, Bearer, Countries, HandlerError, WithHeaders};
use crate::api::types::{CountryChanges, CountryInput, Error};
use crate::auth::{Caller, Tokens};
use crate::page::Page;
use crate::store::Stored;
use crate::transaction::Transaction;

/// The state that the handlers share.
pub struct Handlers {
    tokens: Tokens,
}

impl Handlers {
    pub fn new(tokens: Tokens) -> Self {
        Self { tokens }
    }
}

impl Auth for Handlers {
    type Caller = Caller;

    async fn token(&self, token: Bearer) -> Result<Caller, AuthError> {
        self.tokens.verify(token.as_str()).map_err(|error| {
            tracing::info!(%error, "a token was refused");
            AuthError::Unauthorized
        })
    }
}

impl Countries for Handlers {
    async fn list_countries(
        &self,
        params: ListCountriesParams,
    ) -> Result<ListCountriesResponse, HandlerError> {
        let page = Page::from(params);
        let (body, total) = Transaction::current()?.list(page).await?;
        let headers = ListCountriesOkHeaders {
            link: Some(page.links(total)),
            x_total_count: Some(total),
        };
        Ok(ListCountriesResponse::Ok(WithHeaders::new(headers, body)))
    }

    async fn create_country(
        &self,
        caller: Caller,
        body: CountryInput,
    ) -> Result<CreateCountryResponse, HandlerError> {
        let transaction = Transaction::current()?;
        let country = transaction.add(body).await?;
        transaction
            .record(&caller.name, "created", country.id)
            .await?;
        let headers = CreateCountryCreatedHeaders {
            location: format!("/countries/{}", country.id),
        };
        Ok(CreateCountryResponse::Created(WithHeaders::new(
            headers, country,
        )))
    }

    async fn show_country(
        &self,
        id: i64,
        params: ShowCountryParams,
    ) -> Result<ShowCountryResponse, HandlerError> {
        let Some(stored) = Transaction::current()?.find(id).await? else {
            return Ok(ShowCountryResponse::NotFound(not_found(id)));
        };
        let tag = entity_tag(&stored);
        let is_current = params
            .if_none_match
            .is_some_and(|header| matches_tag(&header, &tag));
        let headers = ShowCountryOkHeaders {
            e_tag: Some(tag),
            cache_control: Some("no-cache".to_owned()),
        };
        Ok(match is_current {
            true => ShowCountryResponse::NotModified(WithHeaders::new(headers, ())),
            false => ShowCountryResponse::Ok(WithHeaders::new(headers, stored.country)),
        })
    }

    async fn replace_country(
        &self,
        caller: Caller,
        id: i64,
        body: CountryInput,
    ) -> Result<ReplaceCountryResponse, HandlerError> {
        let transaction = Transaction::current()?;
        let Some(country) = transaction.replace(id, body).await? else {
            return Ok(ReplaceCountryResponse::NotFound(not_found(id)));
        };
        transaction.record(&caller.name, "replaced", id).await?;
        Ok(ReplaceCountryResponse::Ok(country))
    }

    async fn delete_country(
        &self,
        caller: Caller,
        id: i64,
    ) -> Result<DeleteCountryResponse, HandlerError> {
        let transaction = Transaction::current()?;
        // Rolled back by the layer if the response is 404.
        transaction.record(&caller.name, "deleted", id).await?;
        if !transaction.remove(id).await? {
            return Ok(DeleteCountryResponse::NotFound(not_found(id)));
        }
        Ok(DeleteCountryResponse::NoContent)
    }

    async fn change_country(
        &self,
        caller: Caller,
        id: i64,
        body: CountryChanges,
    ) -> Result<ChangeCountryResponse, HandlerError> {
        let transaction = Transaction::current()?;
        let Some(country) = transaction.change(id, body).await? else {
            return Ok(ChangeCountryResponse::NotFound(not_found(id)));
        };
        transaction.record(&caller.name, "changed", id).await?;
        Ok(ChangeCountryResponse::Ok(country))
    }
}

fn not_found(id: i64) -> Error {
    Error {
        error: format!("Country {id} not found."),
    }
}

/// The entity tag of a country. Ids are not used again and versions only grow, so no two states have the same tag.
fn entity_tag(stored: &Stored) -> String {
    format!("\"{}-{}\"", stored.country.id, stored.version)
}

/// Whether an `If-None-Match` header matches a tag (RFC 9110, section 13.1.2).
fn matches_tag(header: &str, tag: &str) -> bool {
    let mut listed = header
        .split(',')
        .map(|listed| listed.trim().trim_start_matches("W/"));
    header.trim() == "*" || listed.any(|listed| listed == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_matches_listed_tags() {
        for header in ["*", r#""1-2""#, r#"W/"1-2""#, r#""1-1", "1-2""#] {
            assert!(matches_tag(header, r#""1-2""#), "{header}");
        }
        for header in ["", "1-2", r#""1-1""#, r#""11-2""#, r#""1-2"#] {
            assert!(!matches_tag(header, r#""1-2""#), "{header}");
        }
    }
}
