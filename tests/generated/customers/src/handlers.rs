#![allow(unused_variables)]

use uuid::Uuid;
use customers::api::operations::{
    ChangeCustomerParams, ChangeCustomerRequest, ChangeCustomerResponse, CreateCustomerParams,
    CreateCustomerResponse, CreateExportResponse, CreateImportResponse, CreateSaleResponse,
    DeleteCustomerParams, DeleteCustomerResponse, DeleteSaleResponse, ListCustomersParams,
    ListCustomersResponse, ListSalesParams, ListSalesResponse, ReplaceCustomerParams,
    ReplaceCustomerResponse, ShowCustomerParams, ShowCustomerResponse, ShowJobResponse,
    ShowSaleResponse,
};
use customers::api::server::{Auth, AuthError, Basic, Customers, HandlerError, Jobs, Sales};
use customers::api::types::{CustomerInput, ExportOrder, SaleInput};

/// The state of the handlers, such as a database and a configuration.
#[derive(Clone, Debug, Default)]
pub struct Handlers {}

impl Auth for Handlers {
    type Caller = ();

    async fn password(&self, login: Basic) -> Result<Self::Caller, AuthError> {
        Err(AuthError::NotImplemented)
    }
}

impl Customers for Handlers {
    async fn list_customers(
        &self,
        caller: Self::Caller,
        params: ListCustomersParams,
    ) -> Result<ListCustomersResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_customer(
        &self,
        caller: Self::Caller,
        params: CreateCustomerParams,
        body: CustomerInput,
    ) -> Result<CreateCustomerResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_customer(
        &self,
        caller: Self::Caller,
        customer_id: i64,
        params: ShowCustomerParams,
    ) -> Result<ShowCustomerResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn replace_customer(
        &self,
        caller: Self::Caller,
        customer_id: i64,
        params: ReplaceCustomerParams,
        body: CustomerInput,
    ) -> Result<ReplaceCustomerResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn change_customer(
        &self,
        caller: Self::Caller,
        customer_id: i64,
        params: ChangeCustomerParams,
        body: ChangeCustomerRequest,
    ) -> Result<ChangeCustomerResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn delete_customer(
        &self,
        caller: Self::Caller,
        customer_id: i64,
        params: DeleteCustomerParams,
    ) -> Result<DeleteCustomerResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}

impl Sales for Handlers {
    async fn list_sales(
        &self,
        caller: Self::Caller,
        customer_id: i64,
        params: ListSalesParams,
    ) -> Result<ListSalesResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_sale(
        &self,
        caller: Self::Caller,
        customer_id: i64,
        body: SaleInput,
    ) -> Result<CreateSaleResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_sale(
        &self,
        caller: Self::Caller,
        customer_id: i64,
        sale_id: i64,
    ) -> Result<ShowSaleResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn delete_sale(
        &self,
        caller: Self::Caller,
        customer_id: i64,
        sale_id: i64,
    ) -> Result<DeleteSaleResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}

impl Jobs for Handlers {
    async fn create_import(
        &self,
        caller: Self::Caller,
        body: String,
    ) -> Result<CreateImportResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_export(
        &self,
        caller: Self::Caller,
        body: ExportOrder,
    ) -> Result<CreateExportResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_job(
        &self,
        caller: Self::Caller,
        job_id: Uuid,
    ) -> Result<ShowJobResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}
