//! The client: a method for each operation.

use reqwest::{Method, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;

use crate::types::*;

#[derive(Debug)]
pub enum ClientError {
    Transport(reqwest::Error),
    Api(StatusCode, ErrorBody),
}

impl From<reqwest::Error> for ClientError {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error)
    }
}

pub struct Client {
    base: String,
    http: reqwest::Client,
    key: Option<String>,
    token: Option<String>,
}

impl Client {
    pub fn new(base: impl Into<String>) -> Self {
        Self {
            base: base.into(),
            http: reqwest::Client::new(),
            key: None,
            token: None,
        }
    }

    pub fn with_key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    pub fn with_token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(key) = &self.key {
            request = request.header("X-API-Key", key);
        }
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ClientError> {
        let response = request.send().await?;
        let status = response.status();
        match status.is_success() {
            true => Ok(response.json().await?),
            false => Err(ClientError::Api(status, response.json().await?)),
        }
    }

    async fn send_without_body(&self, request: RequestBuilder) -> Result<(), ClientError> {
        let response = request.send().await?;
        let status = response.status();
        match status.is_success() {
            true => Ok(()),
            false => Err(ClientError::Api(status, response.json().await?)),
        }
    }

    pub async fn list_pets(&self, filter: &PetFilter) -> Result<Vec<Pet>, ClientError> {
        self.send(self.request(Method::GET, "/pets").query(filter))
            .await
    }

    pub async fn create_pet(&self, pet: &PetInput) -> Result<Pet, ClientError> {
        self.send(self.request(Method::POST, "/pets").json(pet))
            .await
    }

    pub async fn show_pet(&self, id: i64) -> Result<Pet, ClientError> {
        self.send(self.request(Method::GET, &format!("/pets/{id}")))
            .await
    }

    pub async fn replace_pet(&self, id: i64, pet: &PetInput) -> Result<Pet, ClientError> {
        self.send(self.request(Method::PUT, &format!("/pets/{id}")).json(pet))
            .await
    }

    pub async fn change_pet(&self, id: i64, changes: &PetChanges) -> Result<Pet, ClientError> {
        self.send(
            self.request(Method::PATCH, &format!("/pets/{id}"))
                .json(changes),
        )
        .await
    }

    pub async fn delete_pet(&self, id: i64) -> Result<(), ClientError> {
        self.send_without_body(self.request(Method::DELETE, &format!("/pets/{id}")))
            .await
    }

    pub async fn upload_image(
        &self,
        id: i64,
        caption: &Caption,
        bytes: Vec<u8>,
    ) -> Result<Image, ClientError> {
        let request = self.request(Method::PUT, &format!("/pets/{id}/image"));
        self.send(request.query(caption).body(bytes)).await
    }

    pub async fn list_orders(&self, page: &Page) -> Result<Vec<Order>, ClientError> {
        self.send(self.request(Method::GET, "/orders").query(page))
            .await
    }

    pub async fn create_order(&self, order: &OrderInput) -> Result<Order, ClientError> {
        self.send(self.request(Method::POST, "/orders").json(order))
            .await
    }

    pub async fn show_order(&self, id: i64) -> Result<Order, ClientError> {
        self.send(self.request(Method::GET, &format!("/orders/{id}")))
            .await
    }

    pub async fn delete_order(&self, id: i64) -> Result<(), ClientError> {
        self.send_without_body(self.request(Method::DELETE, &format!("/orders/{id}")))
            .await
    }

    pub async fn show_inventory(&self) -> Result<Inventory, ClientError> {
        self.send(self.request(Method::GET, "/inventory")).await
    }

    pub async fn create_user(&self, user: &UserInput) -> Result<User, ClientError> {
        self.send(self.request(Method::POST, "/users").json(user))
            .await
    }

    pub async fn show_user(&self, name: &str) -> Result<User, ClientError> {
        self.send(self.request(Method::GET, &format!("/users/{name}")))
            .await
    }

    pub async fn replace_user(&self, name: &str, user: &UserInput) -> Result<User, ClientError> {
        self.send(
            self.request(Method::PUT, &format!("/users/{name}"))
                .json(user),
        )
        .await
    }

    pub async fn delete_user(&self, name: &str) -> Result<(), ClientError> {
        self.send_without_body(self.request(Method::DELETE, &format!("/users/{name}")))
            .await
    }

    pub async fn create_session(&self, credentials: &Credentials) -> Result<Session, ClientError> {
        self.send(self.request(Method::POST, "/sessions").json(credentials))
            .await
    }
}
