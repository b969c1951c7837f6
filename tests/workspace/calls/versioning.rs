//! An API in two versions at once: by path, by query, by header and by media type.

use calls_of_all::serve;
use std::sync::{Arc, Mutex};

use axum::Router;
use versioning::api::client::{Client, Error};
use versioning::api::operations::*;
use versioning::api::runtime::headers::WithHeaders;
use versioning::api::server::{self, Api, HandlerError};
use versioning::api::types::{Country, Either};

/// Keeps what a handler got.
#[derive(Clone, Debug, Default)]
struct Got(Arc<Mutex<Vec<String>>>);

impl Got {
    fn put(&self, value: impl std::fmt::Debug) {
        self.0.lock().unwrap().push(format!("{value:?}"));
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

fn egypt() -> Country {
    Country { name: "Egypt".to_owned(), capital: "Cairo".to_owned(), area: Some(1_010_408) }
}

fn names() -> Vec<String> {
    vec!["Egypt".to_owned()]
}

impl Api for Got {
    async fn list_countries_v1(&self) -> Result<ListCountriesV1Response, HandlerError> {
        Ok(ListCountriesV1Response::Ok(names()))
    }

    async fn list_countries_v2(&self) -> Result<ListCountriesV2Response, HandlerError> {
        Ok(ListCountriesV2Response::Ok(vec![egypt()]))
    }

    async fn list_countries_by_query(
        &self,
        params: ListCountriesByQueryParams,
    ) -> Result<ListCountriesByQueryResponse, HandlerError> {
        Ok(ListCountriesByQueryResponse::Ok(match params.version {
            ListCountriesByQueryVersion::_1 => Either::Names(names()),
            _ => Either::Countries(vec![egypt()]),
        }))
    }

    async fn list_countries_by_header(
        &self,
        params: ListCountriesByHeaderParams,
    ) -> Result<ListCountriesByHeaderResponse, HandlerError> {
        let version = params.x_api_version;
        let x_api_version = version.as_str().to_owned();
        let body = match version {
            ListCountriesByHeaderXApiVersion::_20290601 => Either::Names(names()),
            _ => Either::Countries(vec![egypt()]),
        };
        let headers = ListCountriesByHeaderOkHeaders { x_api_version };
        Ok(ListCountriesByHeaderResponse::Ok(WithHeaders { headers: Ok(headers), body }))
    }

    async fn list_countries(&self) -> Result<ListCountriesResponse, HandlerError> {
        Ok(match ListCountriesAccept::preferred() {
            ListCountriesAccept::Ok => ListCountriesResponse::Ok(names()),
            ListCountriesAccept::OkCountriesV2Json => {
                ListCountriesResponse::OkCountriesV2Json(vec![egypt()])
            }
        })
    }

    async fn create_country(
        &self,
        body: CreateCountryRequest,
    ) -> Result<CreateCountryResponse, HandlerError> {
        self.put(&body);
        Ok(match CreateCountryAccept::preferred() {
            CreateCountryAccept::Created => CreateCountryResponse::Created("Egypt".to_owned()),
            CreateCountryAccept::CreatedCountriesV2Json => {
                CreateCountryResponse::CreatedCountriesV2Json(egypt())
            }
        })
    }

    async fn show_country(&self, _: i64) -> Result<ShowCountryResponse, HandlerError> {
        Ok(match ShowCountryAccept::preferred() {
            ShowCountryAccept::Ok => ShowCountryResponse::Ok("Egypt".to_owned()),
            ShowCountryAccept::OkJson => ShowCountryResponse::OkJson(egypt()),
        })
    }
}

async fn client() -> (Got, Client) {
    let got = Got::default();
    let client = Client::new(serve(server::router(got.clone())).await);
    (got, client)
}

/// A client that asks for a media type.
fn accepting(client: &Client, media_type: &str) -> Client {
    client.with_header("Accept", media_type)
}

/// The status and the body of an error.
fn refusal<T: std::fmt::Debug, R: std::fmt::Debug>(result: Result<T, Error<R>>) -> (u16, String) {
    match result {
        Err(Error::Unexpected(response)) => (
            response.status.as_u16(),
            String::from_utf8_lossy(&response.body).into_owned(),
        ),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
#[allow(deprecated, reason = "the first version is")]
async fn by_path() {
    let (_, client) = client().await;
    assert_eq!(client.list_countries_v1().await.unwrap(), names());
    assert_eq!(client.list_countries_v2().await.unwrap(), [egypt()]);
}

#[tokio::test]
async fn by_query_the_default_is_the_latest() {
    let (_, client) = client().await;
    let list = async |version| {
        let params = ListCountriesByQueryParams { version };
        client.list_countries_by_query(&params).await.unwrap()
    };
    assert_eq!(list(ListCountriesByQueryVersion::_1).await, Either::Names(names()));
    assert_eq!(list(ListCountriesByQueryVersion::_2).await, Either::Countries(vec![egypt()]));
    let latest = client.list_countries_by_query(&ListCountriesByQueryParams::default()).await;
    assert_eq!(latest.unwrap(), Either::Countries(vec![egypt()]));
}

#[tokio::test]
async fn by_header_the_response_says_which() {
    let (_, client) = client().await;
    for (x_api_version, expected) in [
        (ListCountriesByHeaderXApiVersion::_20290601, Either::Names(names())),
        (ListCountriesByHeaderXApiVersion::_20300101, Either::Countries(vec![egypt()])),
    ] {
        let version = x_api_version.as_str().to_owned();
        let params = ListCountriesByHeaderParams { x_api_version };
        let response = client.list_countries_by_header(&params).await.unwrap();
        assert_eq!(response.headers.unwrap().x_api_version, version);
        assert_eq!(response.body, expected);
    }
}

#[tokio::test]
async fn by_media_type_of_the_response() {
    let (_, client) = client().await;
    let list = async |accept: &str| accepting(&client, accept).list_countries().await;
    let first = ListCountriesResponse::Ok(names());
    let second = ListCountriesResponse::OkCountriesV2Json(vec![egypt()]);
    assert_eq!(list(ListCountriesAccept::Ok.media_type()).await.unwrap(), first);
    assert_eq!(list(ListCountriesAccept::OkCountriesV2Json.media_type()).await.unwrap(), second);
    let weighed = "application/vnd.countries.v1+json;q=0.5, application/vnd.countries.v2+json";
    assert_eq!(list(weighed).await.unwrap(), second);
    assert_eq!(list("*/*").await.unwrap(), first);
    let (status, _) = refusal(list("application/vnd.countries.v3+json").await);
    assert_eq!(status, 406);
}

#[tokio::test]
async fn by_media_type_of_the_request_independent_of_the_response() {
    let (got, client) = client().await;
    let sent = [
        CreateCountryRequest::CountriesV1Json("Egypt".to_owned()),
        CreateCountryRequest::CountriesV2Json(egypt()),
    ];
    for body in sent {
        for accept in CreateCountryAccept::ALL {
            let client = accepting(&client, accept.media_type());
            let created = client.create_country(body.clone()).await.unwrap();
            assert_eq!(got.take(), [format!("{body:?}")]);
            let expected = match accept {
                CreateCountryAccept::Created => CreateCountryResponse::Created("Egypt".to_owned()),
                CreateCountryAccept::CreatedCountriesV2Json => {
                    CreateCountryResponse::CreatedCountriesV2Json(egypt())
                }
            };
            assert_eq!(created, expected);
        }
    }
    // Each version has its own schema.
    let empty = CreateCountryRequest::CountriesV1Json(String::new());
    assert_eq!(refusal(client.create_country(empty).await).0, 422);
}

#[tokio::test]
async fn by_a_parameter_of_the_media_type() {
    let (_, client) = client().await;
    let show = async |accept: &str| accepting(&client, accept).show_country(1).await;
    let first = ShowCountryResponse::Ok("Egypt".to_owned());
    let second = ShowCountryResponse::OkJson(egypt());
    assert_eq!(show(ShowCountryAccept::Ok.media_type()).await.unwrap(), first);
    assert_eq!(show(ShowCountryAccept::OkJson.media_type()).await.unwrap(), second);
    assert_eq!(show("application/json").await.unwrap(), first);
    assert_eq!(refusal(show("application/json;version=3").await).0, 406);
}

/// A response in a version that the document does not have is not taken for one that it has.
#[tokio::test]
async fn other_versions_are_unexpected() {
    let respond = || async {
        let headers = [("content-type", "application/vnd.countries.v3+json")];
        (headers, "[\"Egypt\"]")
    };
    let client = Client::new(serve(Router::new().fallback(respond)).await);
    assert_eq!(refusal(client.list_countries().await), (200, "[\"Egypt\"]".to_owned()));
}

#[tokio::test]
async fn the_mock_has_each_version() {
    let client = Client::new(serve(server::mock().router()).await);
    let list = async |accept: &str| accepting(&client, accept).list_countries().await;
    let first = ListCountriesResponse::Ok(names());
    let second = ListCountriesResponse::OkCountriesV2Json(vec![egypt()]);
    assert_eq!(list(ListCountriesAccept::Ok.media_type()).await.unwrap(), first);
    assert_eq!(list(ListCountriesAccept::OkCountriesV2Json.media_type()).await.unwrap(), second);
    assert_eq!(list("*/*").await.unwrap(), first);
}
