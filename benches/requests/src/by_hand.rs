//! Servers that are written by hand with axum and serde: without checks, with garde, and with the crate `jsonschema`.

use std::future::ready;
use std::sync::{Arc, LazyLock};

use axum::extract::{DefaultBodyLimit, Path, Query};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use garde::Validate;
use jsonschema::Validator;
use regex::Regex;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::api::server::DOCUMENT;

/// As that of the generated server.
const BODY_LIMIT: usize = 2 << 20;

static CODE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("^[A-Z]{3}-[0-9]{4}$").expect("it is valid"));

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    New,
    Used,
    Broken,
}

#[derive(Serialize)]
struct Count {
    shop: String,
    count: i64,
    limited: bool,
}

#[derive(Deserialize, Validate)]
#[allow(dead_code, reason = "the handlers use few of the members")]
struct Item {
    #[garde(pattern(CODE))]
    code: String,
    #[garde(length(chars, min = 1, max = 80))]
    name: String,
    #[garde(skip)]
    state: State,
    #[garde(range(min = 0, max = 10_000))]
    quantity: i32,
    #[garde(range(min = 0.0))]
    price: f64,
    #[garde(skip)]
    active: bool,
    #[garde(length(max = 8), inner(length(chars, min = 1, max = 20)))]
    tags: Vec<String>,
    #[garde(dive)]
    size: Size,
    #[garde(inner(range(min = 0.0, max = 1000.0)))]
    weight: Option<f64>,
    #[garde(inner(length(chars, max = 200)))]
    note: Option<String>,
}

#[derive(Deserialize, Validate)]
#[allow(dead_code, reason = "the handlers use few of the members")]
struct Size {
    #[garde(range(min = 1))]
    width: i32,
    #[garde(range(min = 1))]
    height: i32,
}

#[derive(Deserialize, Validate)]
#[garde(transparent)]
struct Shop(#[garde(length(chars, max = 20))] String);

#[derive(Deserialize, Validate)]
struct Filter {
    #[garde(inner(range(min = 1, max = 100)))]
    limit: Option<i32>,
    #[garde(skip)]
    state: Option<State>,
}

#[derive(Deserialize, Validate)]
#[serde(transparent)]
#[garde(transparent)]
struct Delivery(#[garde(dive)] Vec<Item>);

fn stock(shop: Shop, filter: Filter) -> Json<Count> {
    Json(Count {
        shop: shop.0,
        count: 12,
        limited: filter.limit.is_some() && filter.state.is_some(),
    })
}

fn item(body: Item) -> (StatusCode, Json<Count>) {
    let count = Count {
        shop: body.name,
        count: body.quantity.into(),
        limited: body.active,
    };
    (StatusCode::CREATED, Json(count))
}

fn delivery(body: Delivery) -> (StatusCode, Json<Count>) {
    let count = Count {
        shop: String::new(),
        count: body.0.iter().map(|item| i64::from(item.quantity)).sum(),
        limited: false,
    };
    (StatusCode::CREATED, Json(count))
}

type Refusal = (StatusCode, String);

fn refusal(error: impl std::fmt::Display) -> Refusal {
    (StatusCode::UNPROCESSABLE_ENTITY, error.to_string())
}

/// serde's checks only.
pub fn unchecked() -> Router {
    let shops = get(|Path(shop), Query(filter)| async { stock(shop, filter) });
    Router::new()
        .route("/shops/{shop}/stock", shops)
        .route("/items", post(|Json(body)| async { item(body) }))
        .route("/deliveries", post(|Json(body)| async { delivery(body) }))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// All checks of the document, by garde.
pub fn with_garde() -> Router {
    Router::new()
        .route("/shops/{shop}/stock", get(checked_stock))
        .route("/items", post(checked_item))
        .route("/deliveries", post(checked_delivery))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

async fn checked_stock(
    Path(shop): Path<Shop>,
    Query(filter): Query<Filter>,
) -> Result<Json<Count>, Refusal> {
    Ok(stock(checked(shop)?, checked(filter)?))
}

async fn checked_item(Json(body): Json<Item>) -> Result<(StatusCode, Json<Count>), Refusal> {
    Ok(item(checked(body)?))
}

async fn checked_delivery(
    Json(body): Json<Delivery>,
) -> Result<(StatusCode, Json<Count>), Refusal> {
    Ok(delivery(checked(body)?))
}

fn checked<T: Validate<Context = ()>>(value: T) -> Result<T, Refusal> {
    value.validate().map_err(refusal)?;
    Ok(value)
}

/// The checks of the document on bodies, by its schemas; those on parameters by garde.
pub fn with_jsonschema() -> Router {
    let (one, many) = (
        validator(json!({"$ref": "#/components/schemas/Item"})),
        validator(json!({"type": "array", "items": {"$ref": "#/components/schemas/Item"}})),
    );
    let add_item = move |Json(body): Json<Value>| ready(valid(&one, body).map(item));
    let add_delivery = move |Json(body): Json<Value>| ready(valid(&many, body).map(delivery));
    Router::new()
        .route("/shops/{shop}/stock", get(checked_stock))
        .route("/items", post(add_item))
        .route("/deliveries", post(add_delivery))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// The validator of a schema that may refer to those of the document.
fn validator(mut schema: Value) -> Arc<Validator> {
    let mut document: Value = serde_json::from_str(DOCUMENT).expect("it is JSON");
    schema["components"] = document["components"].take();
    Arc::new(jsonschema::validator_for(&schema).expect("it is a schema"))
}

fn valid<T: DeserializeOwned>(validator: &Validator, body: Value) -> Result<T, Refusal> {
    let errors = validator.iter_errors(&body);
    let errors: Vec<_> = errors.map(|error| error.to_string()).collect();
    match errors.is_empty() {
        true => serde_json::from_value(body).map_err(refusal),
        false => Err(refusal(errors.join("; "))),
    }
}
