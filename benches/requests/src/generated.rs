//! The server that specfirst generates.

use axum::Router;

use crate::api::operations::{
    AddDeliveryResponse, AddItemResponse, CountStockParams, CountStockResponse,
};
use crate::api::server::{self, Api, HandlerError};
use crate::api::types::{Count, Item};

struct Handlers;

impl Api for Handlers {
    async fn count_stock(
        &self,
        shop: String,
        params: CountStockParams,
    ) -> Result<CountStockResponse, HandlerError> {
        Ok(CountStockResponse::Ok(Count {
            shop,
            count: 12,
            limited: params.limit.is_some() && params.state.is_some(),
        }))
    }

    async fn add_item(&self, body: Item) -> Result<AddItemResponse, HandlerError> {
        Ok(AddItemResponse::Created(Count {
            shop: body.name,
            count: body.quantity.into(),
            limited: body.active,
        }))
    }

    async fn add_delivery(&self, body: Vec<Item>) -> Result<AddDeliveryResponse, HandlerError> {
        Ok(AddDeliveryResponse::Created(Count {
            shop: String::new(),
            count: body.iter().map(|item| i64::from(item.quantity)).sum(),
            limited: false,
        }))
    }
}

pub fn router() -> Router {
    server::router(Handlers)
}
