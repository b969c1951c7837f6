//! The server: an extractor for checked bodies, an error with a body, a handler for each operation.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::{HeaderName, LINK, LOCATION};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use jiff::Timestamp;
use serde::de::DeserializeOwned;

use crate::types::*;

/// The data of the shop.
#[derive(Default)]
pub struct Shop {
    pets: BTreeMap<i64, Pet>,
    orders: BTreeMap<i64, Order>,
    users: BTreeMap<String, User>,
}

type Store = Arc<Mutex<Shop>>;

pub struct ApiError {
    status: StatusCode,
    message: String,
    violations: Vec<Violation>,
}

impl ApiError {
    fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            violations: Vec::new(),
        }
    }

    fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "There is no such resource.")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        tracing::info!(status = self.status.as_u16(), "refused");
        let body = ErrorBody {
            code: self.status.as_u16(),
            message: self.message,
            violations: self.violations,
        };
        (self.status, Json(body)).into_response()
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

impl From<PathRejection> for ApiError {
    fn from(rejection: PathRejection) -> Self {
        Self::new(rejection.status(), rejection.body_text())
    }
}

/// A body that satisfies its checks.
pub struct Checked<T>(T);

impl<S: Send + Sync, T: Check + DeserializeOwned> FromRequest<S> for Checked<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let Json(value) = Json::<T>::from_request(request, state).await?;
        let mut violations = Vec::new();
        value.check(&mut violations);
        if violations.is_empty() {
            return Ok(Self(value));
        }
        Err(ApiError {
            violations,
            ..ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "The body is not valid.")
        })
    }
}

/// Somebody with the key of a partner, or with the token of the staff.
pub struct Partner;
pub struct Staff;

impl<S: Send + Sync> FromRequestParts<S> for Partner {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        match parts.headers.get("X-API-Key") {
            Some(key) if !key.is_empty() => Ok(Self),
            _ => Err(ApiError::new(StatusCode::UNAUTHORIZED, "Please sign in.")),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Staff {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let value = parts.headers.get("Authorization");
        match value.and_then(|value| value.to_str().ok()) {
            Some(value) if value.starts_with("Bearer ") => Ok(Self),
            _ => Err(ApiError::new(StatusCode::UNAUTHORIZED, "Please sign in.")),
        }
    }
}

fn checked_page(page: i32, per_page: i32) -> Result<(usize, usize), ApiError> {
    if page < 1 || !(1..=100).contains(&per_page) {
        let message = "page or per_page is out of range";
        return Err(ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, message));
    }
    Ok((((page - 1) * per_page) as usize, per_page as usize))
}

fn lock(store: &Store) -> std::sync::MutexGuard<'_, Shop> {
    store.lock().unwrap_or_else(PoisonError::into_inner)
}

type Paged<T> = ([(HeaderName, String); 1], Json<Vec<T>>);
type Created<T> = (StatusCode, [(HeaderName, String); 1], Json<T>);

async fn list_pets(
    State(store): State<Store>,
    filter: Result<Query<PetFilter>, QueryRejection>,
) -> Result<Paged<Pet>, ApiError> {
    let Query(filter) = filter?;
    let (start, length) = checked_page(filter.page, filter.per_page)?;
    let pets = lock(&store)
        .pets
        .values()
        .skip(start)
        .take(length)
        .cloned()
        .collect();
    let link = format!("</v1/pets?page={}>; rel=\"next\"", filter.page + 1);
    Ok(([(LINK, link)], Json(pets)))
}

async fn create_pet(
    State(store): State<Store>,
    _: Staff,
    Checked(input): Checked<PetInput>,
) -> Result<Created<Pet>, ApiError> {
    let mut shop = lock(&store);
    let id = shop.pets.len() as i64 + 1;
    let pet = with_id(id, input);
    shop.pets.insert(id, pet.clone());
    Ok((
        StatusCode::CREATED,
        [(LOCATION, format!("/v1/pets/{id}"))],
        Json(pet),
    ))
}

fn with_id(id: i64, input: PetInput) -> Pet {
    Pet {
        id,
        name: input.name,
        status: input.status,
        tags: input.tags,
        photo_urls: input.photo_urls,
        animal: input.animal,
    }
}

async fn show_pet(
    State(store): State<Store>,
    _: Partner,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Json<Pet>, ApiError> {
    let Path(id) = id?;
    let pet = lock(&store).pets.get(&id).cloned();
    pet.map(Json).ok_or_else(ApiError::not_found)
}

async fn replace_pet(
    State(store): State<Store>,
    _: Staff,
    id: Result<Path<i64>, PathRejection>,
    Checked(input): Checked<PetInput>,
) -> Result<Json<Pet>, ApiError> {
    let Path(id) = id?;
    let mut shop = lock(&store);
    let pet = shop.pets.get_mut(&id).ok_or_else(ApiError::not_found)?;
    *pet = with_id(id, input);
    Ok(Json(pet.clone()))
}

async fn change_pet(
    State(store): State<Store>,
    _: Staff,
    id: Result<Path<i64>, PathRejection>,
    Checked(changes): Checked<PetChanges>,
) -> Result<Json<Pet>, ApiError> {
    let Path(id) = id?;
    let mut shop = lock(&store);
    let pet = shop.pets.get_mut(&id).ok_or_else(ApiError::not_found)?;
    if let Some(name) = changes.name {
        pet.name = name;
    }
    pet.status = changes.status.or(pet.status);
    pet.tags = changes.tags.or_else(|| pet.tags.take());
    Ok(Json(pet.clone()))
}

async fn delete_pet(
    State(store): State<Store>,
    _: Staff,
    id: Result<Path<i64>, PathRejection>,
) -> Result<StatusCode, ApiError> {
    let Path(id) = id?;
    let pet = lock(&store).pets.remove(&id);
    pet.map(|_| StatusCode::NO_CONTENT)
        .ok_or_else(ApiError::not_found)
}

async fn upload_image(
    _: Staff,
    id: Result<Path<i64>, PathRejection>,
    caption: Result<Query<Caption>, QueryRejection>,
    body: Bytes,
) -> Result<Json<Image>, ApiError> {
    let (Path(id), Query(caption)) = (id?, caption?);
    Ok(Json(Image {
        url: format!("https://petstore.example.com/images/{id}.png"),
        size: body.len() as i64,
        caption: caption.caption,
    }))
}

async fn list_orders(
    State(store): State<Store>,
    _: Partner,
    page: Result<Query<Page>, QueryRejection>,
) -> Result<Paged<Order>, ApiError> {
    let Query(page) = page?;
    let (start, length) = checked_page(page.page, page.per_page)?;
    let orders = lock(&store)
        .orders
        .values()
        .skip(start)
        .take(length)
        .cloned()
        .collect();
    let link = format!("</v1/orders?page={}>; rel=\"next\"", page.page + 1);
    Ok(([(LINK, link)], Json(orders)))
}

async fn create_order(
    State(store): State<Store>,
    _: Partner,
    Checked(input): Checked<OrderInput>,
) -> Result<Created<Order>, ApiError> {
    let mut shop = lock(&store);
    let pet = shop
        .pets
        .get_mut(&input.pet_id)
        .ok_or_else(ApiError::not_found)?;
    if pet.status == Some(PetStatus::Pending) {
        let message = "The pet is not available.";
        return Err(ApiError::new(StatusCode::CONFLICT, message));
    }
    pet.status = Some(PetStatus::Pending);
    let id = shop.orders.len() as i64 + 1;
    let order = Order {
        id,
        pet_id: input.pet_id,
        ship_on: input.ship_on,
        status: OrderStatus::Placed,
        placed_at: Timestamp::now(),
    };
    shop.orders.insert(id, order.clone());
    Ok((
        StatusCode::CREATED,
        [(LOCATION, format!("/v1/orders/{id}"))],
        Json(order),
    ))
}

async fn show_order(
    State(store): State<Store>,
    _: Partner,
    id: Result<Path<i64>, PathRejection>,
) -> Result<Json<Order>, ApiError> {
    let Path(id) = id?;
    let order = lock(&store).orders.get(&id).cloned();
    order.map(Json).ok_or_else(ApiError::not_found)
}

async fn delete_order(
    State(store): State<Store>,
    _: Partner,
    id: Result<Path<i64>, PathRejection>,
) -> Result<StatusCode, ApiError> {
    let Path(id) = id?;
    let order = lock(&store).orders.remove(&id);
    order
        .map(|_| StatusCode::NO_CONTENT)
        .ok_or_else(ApiError::not_found)
}

async fn show_inventory(State(store): State<Store>, _: Partner) -> Json<Inventory> {
    let mut counts = Inventory::new();
    for pet in lock(&store).pets.values() {
        let status = pet
            .status
            .map_or("none".to_owned(), |status| format!("{status:?}"));
        *counts.entry(status).or_default() += 1;
    }
    Json(counts)
}

async fn create_user(
    State(store): State<Store>,
    Checked(input): Checked<UserInput>,
) -> Result<Created<User>, ApiError> {
    let mut shop = lock(&store);
    if shop.users.contains_key(&input.username) {
        return Err(ApiError::new(StatusCode::CONFLICT, "The name is taken."));
    }
    let user = stored(input);
    shop.users.insert(user.username.clone(), user.clone());
    let location = format!("/v1/users/{}", user.username);
    Ok((StatusCode::CREATED, [(LOCATION, location)], Json(user)))
}

fn stored(input: UserInput) -> User {
    User {
        username: input.username,
        email: input.email,
        phone: input.phone,
    }
}

async fn show_user(
    State(store): State<Store>,
    _: Partner,
    name: Result<Path<String>, PathRejection>,
) -> Result<Json<User>, ApiError> {
    let Path(name) = name?;
    let user = lock(&store).users.get(&name).cloned();
    user.map(Json).ok_or_else(ApiError::not_found)
}

async fn replace_user(
    State(store): State<Store>,
    _: Partner,
    name: Result<Path<String>, PathRejection>,
    Checked(input): Checked<UserInput>,
) -> Result<Json<User>, ApiError> {
    let Path(name) = name?;
    let mut shop = lock(&store);
    shop.users.remove(&name).ok_or_else(ApiError::not_found)?;
    let user = stored(input);
    shop.users.insert(user.username.clone(), user.clone());
    Ok(Json(user))
}

async fn delete_user(
    State(store): State<Store>,
    _: Partner,
    name: Result<Path<String>, PathRejection>,
) -> Result<StatusCode, ApiError> {
    let Path(name) = name?;
    let user = lock(&store).users.remove(&name);
    user.map(|_| StatusCode::NO_CONTENT)
        .ok_or_else(ApiError::not_found)
}

async fn create_session(
    State(store): State<Store>,
    Checked(credentials): Checked<Credentials>,
) -> Result<(StatusCode, [(&'static str, String); 2], Json<Session>), ApiError> {
    if !lock(&store).users.contains_key(&credentials.username) {
        return Err(ApiError::new(StatusCode::UNAUTHORIZED, "Please sign in."));
    }
    let headers = [
        ("Location", "/v1/sessions/1".to_owned()),
        ("X-Rate-Limit", "600".to_owned()),
    ];
    let session = Session {
        key: credentials.username,
    };
    Ok((StatusCode::CREATED, headers, Json(session)))
}

pub fn router() -> Router {
    let routes = Router::new()
        .route("/pets", get(list_pets).post(create_pet))
        .route(
            "/pets/{id}",
            get(show_pet)
                .put(replace_pet)
                .patch(change_pet)
                .delete(delete_pet),
        )
        .route("/pets/{id}/image", put(upload_image))
        .route("/orders", get(list_orders).post(create_order))
        .route("/orders/{id}", get(show_order).delete(delete_order))
        .route("/inventory", get(show_inventory))
        .route("/users", post(create_user))
        .route(
            "/users/{name}",
            get(show_user).put(replace_user).delete(delete_user),
        )
        .route("/sessions", post(create_session));
    Router::new()
        .nest("/v1", routes)
        .with_state(Store::default())
}
