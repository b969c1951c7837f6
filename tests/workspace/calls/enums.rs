//! Values that an enum does not list, over a socket.

use values_that_an_enum_does_not_list::api::client::{Client, Error};
use values_that_an_enum_does_not_list::api::operations::*;
use values_that_an_enum_does_not_list::api::server::{self, Api, HandlerError};
use values_that_an_enum_does_not_list::api::types::{Level, Reading, Source, Unit};

/// An API of a later version, which knows more sources.
struct Later;

impl Api for Later {
    async fn add_reading(
        &self,
        _source: Source,
        params: AddReadingParams,
        body: AddReadingRequest,
    ) -> Result<AddReadingResponse, HandlerError> {
        let AddReadingRequest::Json(mut reading) = body else {
            return Err(HandlerError::not_implemented());
        };
        reading.unit = params.unit;
        Ok(AddReadingResponse::Ok(reading))
    }

    async fn list_readings(&self) -> Result<ListReadingsResponse, HandlerError> {
        let source = Source::Unknown("satellite".to_owned());
        let reading = Reading::new(source, Level::Unknown(7));
        Ok(ListReadingsResponse::Ok(vec![reading]))
    }
}

async fn client() -> Client {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, server::router(Later)).await });
    Client::new(format!("http://{address}"))
}

#[tokio::test]
async fn clients_read_them() {
    let readings = client().await.list_readings().await.unwrap();
    assert_eq!(readings[0].source.as_str(), "satellite");
    assert_eq!(readings[0].level, Level::Unknown(7));
}

#[tokio::test]
async fn servers_refuse_them() {
    let client = client().await;
    let add = async |source: Source, level: Level, params: AddReadingParams| {
        let body = AddReadingRequest::Json(Reading::new(source.clone(), level));
        client.add_reading(&source, &params, body).await
    };
    let params = AddReadingParams::default;
    assert!(add(Source::Probe, Level::_0, params()).await.is_ok());
    let satellite = Source::Unknown("satellite".to_owned());
    for result in [
        add(satellite, Level::_0, params()).await,
        add(Source::Probe, Level::Unknown(7), params()).await,
        add(
            Source::Probe,
            Level::_0,
            AddReadingParams { level: Some(Level::Unknown(7)), ..params() },
        )
        .await,
    ] {
        let Err(Error::Unexpected(response)) = result else {
            panic!("{result:?}");
        };
        assert_eq!(response.status, 422);
    }
}

#[tokio::test]
async fn servers_accept_those_of_extensible_enums() {
    let unit = Unit::Unknown("rankine".to_owned());
    let params = AddReadingParams { unit: Some(unit.clone()), ..AddReadingParams::default() };
    let body = AddReadingRequest::Json(Reading::new(Source::Probe, Level::_0));
    let reading = client().await.add_reading(&Source::Probe, &params, body).await.unwrap();
    assert_eq!(reading.unit, Some(unit));
}
