//! Generated code over an API that is only a trait: that it compiles is half of the test.

use std::future::Future;

use specfirst_runtime::headers::WithHeaders;
use specfirst_runtime::server::IntoResponse;
use specfirst_runtime::server::{
    ApiKey, AuthError, Authenticate, Authenticated, Bearer, Credentials, HandlerError, Headers,
    Problem, Response, ResponseHead, Service,
};

use super::petshop::types::Pet;
use super::petshop::CONTRACT;
use super::wire::Server;

/// Who may call.
pub trait Auth: Send + Sync + 'static {
    type Caller: Send + 'static;

    fn key(&self, key: ApiKey) -> impl Future<Output = Result<Self::Caller, AuthError>> + Send;
    fn oauth(
        &self,
        token: Bearer,
    ) -> impl Future<Output = Result<Authenticated<Self::Caller>, AuthError>> + Send;
}

pub trait Pets: Auth {
    fn create_pet(
        &self,
        caller: Self::Caller,
        body: Pet,
    ) -> impl std::future::Future<Output = Result<CreatePet, HandlerError>> + Send;
    fn show_pet(
        &self,
        pet_id: i64,
    ) -> impl std::future::Future<Output = Result<ShowPet, HandlerError>> + Send;
}

pub struct LocationHeader {
    location: String,
}

impl Headers for LocationHeader {
    fn write(&self, head: ResponseHead) -> ResponseHead {
        head.header("Location", &self.location)
    }
}

pub enum CreatePet {
    Created(WithHeaders<LocationHeader, Pet>),
}

pub enum ShowPet {
    Ok(Pet),
    NotFound,
}

struct Authenticator;

impl<A: Auth> Authenticate<A> for Authenticator {
    type Caller = A::Caller;

    async fn authenticate(
        api: &A,
        scheme: &str,
        credentials: Credentials,
    ) -> Result<Authenticated<A::Caller>, AuthError> {
        match scheme {
            "key" => api
                .key(credentials.api_key()?)
                .await
                .map(Authenticated::new),
            "oauth" => api.oauth(credentials.bearer()?).await,
            _ => Err(AuthError::Unauthorized),
        }
    }
}

impl IntoResponse for CreatePet {
    fn into_response(self) -> Result<Response, Problem> {
        match self {
            Self::Created(answer) => answer.json(201),
        }
    }
}

impl IntoResponse for ShowPet {
    fn into_response(self) -> Result<Response, Problem> {
        match self {
            Self::Ok(body) => Response::json(200, &body),
            Self::NotFound => Response::empty(404),
        }
    }
}

fn routes<A: Pets>(service: &mut Service<A>) {
    service.route_secured(
        "create_pet",
        Authenticator,
        |caller, input| Ok((caller, input.json()?)),
        A::create_pet,
    );
    service.route("show_pet", |input| Ok((input.path("petId")?,)), A::show_pet);
}

struct Api;

impl Auth for Api {
    type Caller = String;

    async fn key(&self, key: ApiKey) -> Result<String, AuthError> {
        Ok(key.as_str().to_owned())
    }

    async fn oauth(&self, _token: Bearer) -> Result<Authenticated<String>, AuthError> {
        Err(AuthError::NotImplemented)
    }
}

impl Pets for Api {
    async fn create_pet(&self, caller: String, body: Pet) -> Result<CreatePet, HandlerError> {
        let id: i64 = caller.parse()?;
        let location = format!("/pets/{id}");
        let answer = WithHeaders::new(LocationHeader { location }, body);
        Ok(CreatePet::Created(answer))
    }

    async fn show_pet(&self, pet_id: i64) -> Result<ShowPet, HandlerError> {
        Ok(if pet_id == 1 {
            ShowPet::Ok(Pet {
                id: 1,
                name: "Rex".to_owned(),
                ..Pet::default()
            })
        } else {
            ShowPet::NotFound
        })
    }
}

#[tokio::test]
async fn a_trait_is_served() {
    let mut service = Service::new(Api, CONTRACT);
    routes(&mut service);
    let server = Server::start(service.router()).await;
    assert_eq!(server.get("/pets/1").await.json()["name"], "Rex");
    assert_eq!(server.get("/pets/2").await.status, 404);
    let json = ("Content-Type", "application/json");
    let pet = r#"{"id":1,"name":"Rex"}"#;
    assert_eq!(
        server
            .send("POST", "/pets", &[json, ("X-Key", "7")], pet)
            .await
            .header("location"),
        Some("/pets/7")
    );
    assert_eq!(
        server
            .send("POST", "/pets", &[json, ("X-Key", "x")], pet)
            .await
            .status,
        500
    );
    assert_eq!(
        server
            .send("POST", "/pets", &[json, ("Authorization", "Bearer x")], pet)
            .await
            .status,
        501
    );
}
