//! How requests end, over a socket: handlers that write, and then end in each way.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, future};

use axum::middleware::from_fn_with_state;
use reqwest::{Client, StatusCode};
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::timeout;

use super::{Transaction, in_transaction};
use crate::api::operations::{
    ChangeCountryResponse, CreateCountryResponse, DeleteCountryResponse, ListCountriesParams,
    ListCountriesResponse, ReplaceCountryResponse, ShowCountryParams, ShowCountryResponse,
};
use crate::api::server::{self, Auth, AuthError, Bearer, Countries, HandlerError};
use crate::api::types::{CountryChanges, CountryInput, Error};
use crate::auth::Caller;
use crate::errors;
use crate::store::Database;

// What the handler of `DELETE /countries/{id}` does after it has written.
const SUCCEEDS: i64 = 1;
const IS_NOT_FOUND: i64 = 2;
const FAILS: i64 = 3;
const PANICS: i64 = 4;
const NEVER_ENDS: i64 = 5;
const ENDS_THE_TRANSACTION: i64 = 6;

struct Handlers {
    /// Notified when the handler that never ends has written.
    written: Arc<Notify>,
}

impl Auth for Handlers {
    type Caller = Caller;

    async fn token(&self, _: Bearer) -> Result<Caller, AuthError> {
        let name = "tester".to_owned();
        Ok(Caller { name })
    }
}

impl Countries for Handlers {
    async fn delete_country(
        &self,
        caller: Caller,
        id: i64,
    ) -> Result<DeleteCountryResponse, HandlerError> {
        let transaction = Transaction::current()?;
        transaction.record(&caller.name, "deleted", id).await?;
        match id {
            SUCCEEDS => Ok(DeleteCountryResponse::NoContent),
            IS_NOT_FOUND => Ok(DeleteCountryResponse::NotFound(Error {
                error: "There is none.".to_owned(),
            })),
            FAILS => Err(fmt::Error.into()),
            PANICS => panic!("on purpose"),
            NEVER_ENDS => {
                self.written.notify_one();
                future::pending().await
            }
            ENDS_THE_TRANSACTION => {
                transaction
                    .run(|write| write.execute_batch("ROLLBACK"))
                    .await?;
                Ok(DeleteCountryResponse::NoContent)
            }
            _ => Err(HandlerError::not_implemented()),
        }
    }

    async fn list_countries(
        &self,
        _: ListCountriesParams,
    ) -> Result<ListCountriesResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_country(
        &self,
        _: Caller,
        _: CountryInput,
    ) -> Result<CreateCountryResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_country(
        &self,
        _: i64,
        _: ShowCountryParams,
    ) -> Result<ShowCountryResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn replace_country(
        &self,
        _: Caller,
        _: i64,
        _: CountryInput,
    ) -> Result<ReplaceCountryResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn change_country(
        &self,
        _: Caller,
        _: i64,
        _: CountryChanges,
    ) -> Result<ChangeCountryResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}

/// A server with the handlers above, and its database.
struct Server {
    address: String,
    written: Arc<Notify>,
    file: PathBuf,
    _folder: TempDir,
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("countries.db");
        let database = Database::open(&file).unwrap();
        let written = Arc::new(Notify::new());
        let handlers = Handlers {
            written: Arc::clone(&written),
        };
        let layer = move |router: axum::Router| {
            router.layer(from_fn_with_state(database.clone(), in_transaction))
        };
        let service = server::service(handlers)
            .layer(|_| true, layer)
            .problem_response(errors::response);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(server::serve_on(service.router(), listener));
        Self {
            address,
            written,
            file,
            _folder: folder,
        }
    }

    /// The status of the response of a request whose handler ends in some way.
    async fn send(&self, id: i64) -> StatusCode {
        let url = format!("http://{}/countries/{id}", self.address);
        let request = Client::new().delete(url).bearer_auth("token");
        let response = timeout(Duration::from_secs(10), request.send()).await;
        response.expect("the server responds").unwrap().status()
    }

    /// The ids of the requests whose writes are in the database, as another process sees it.
    fn committed(&self) -> Vec<i64> {
        let database = Connection::open(&self.file).unwrap();
        let mut query = database
            .prepare("SELECT country FROM writes ORDER BY rowid")
            .unwrap();
        let ids = query.query_map([], |row| row.get(0)).unwrap();
        ids.collect::<Result<_, _>>().unwrap()
    }
}

#[tokio::test]
async fn a_success_commits() {
    let server = Server::start().await;
    assert_eq!(server.send(SUCCEEDS).await, StatusCode::NO_CONTENT);
    assert_eq!(server.committed(), [SUCCEEDS]);
}

#[tokio::test]
async fn errors_and_panics_roll_back() {
    let server = Server::start().await;
    for (id, status) in [(IS_NOT_FOUND, 404), (FAILS, 500), (PANICS, 500)] {
        assert_eq!(server.send(id).await, status);
        assert!(server.committed().is_empty());
    }
    // The connection has no transaction left.
    assert_eq!(server.send(SUCCEEDS).await, StatusCode::NO_CONTENT);
    assert_eq!(server.committed(), [SUCCEEDS]);
}

#[tokio::test]
async fn a_client_that_goes_away_rolls_back() {
    let server = Server::start().await;
    let mut stream = TcpStream::connect(&server.address).await.unwrap();
    let request = format!(
        "DELETE /countries/{NEVER_ENDS} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer token\r\n\r\n",
        server.address
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    server.written.notified().await;
    drop(stream);
    // It gets the connection to the database once the other has been rolled back.
    assert_eq!(server.send(SUCCEEDS).await, StatusCode::NO_CONTENT);
    assert_eq!(server.committed(), [SUCCEEDS]);
}

#[tokio::test]
async fn a_success_that_cannot_be_committed_is_an_error() {
    let server = Server::start().await;
    let status = server.send(ENDS_THE_TRANSACTION).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(server.committed().is_empty());
}
