#![allow(unused_variables)]

use uuid::Uuid;
use transactions::api::operations::{
    ChangeTransactionResponse, CreateRefundParams, CreateRefundResponse, CreateTransactionParams,
    CreateTransactionResponse, DeleteTransactionResponse, ListRefundsResponse,
    ListTransactionsParams, ListTransactionsResponse, ReplaceTransactionResponse,
    ShowTransactionResponse,
};
use transactions::api::server::{
    Auth, AuthError, Authenticated, Bearer, HandlerError, Refunds, Transactions,
};
use transactions::api::types::{NewRefund, NewTransactionInput, TransactionChanges};

/// The state of the handlers, such as a database and a configuration.
#[derive(Clone, Debug, Default)]
pub struct Handlers {}

impl Auth for Handlers {
    type Caller = ();

    async fn oauth(&self, token: Bearer) -> Result<Authenticated<Self::Caller>, AuthError> {
        Err(AuthError::NotImplemented)
    }
}

impl Transactions for Handlers {
    async fn list_transactions(
        &self,
        caller: Self::Caller,
        params: ListTransactionsParams,
    ) -> Result<ListTransactionsResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_transaction(
        &self,
        caller: Self::Caller,
        params: CreateTransactionParams,
        body: NewTransactionInput,
    ) -> Result<CreateTransactionResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_transaction(
        &self,
        caller: Self::Caller,
        transaction_id: Uuid,
    ) -> Result<ShowTransactionResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn replace_transaction(
        &self,
        caller: Self::Caller,
        transaction_id: Uuid,
        body: NewTransactionInput,
    ) -> Result<ReplaceTransactionResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn change_transaction(
        &self,
        caller: Self::Caller,
        transaction_id: Uuid,
        body: TransactionChanges,
    ) -> Result<ChangeTransactionResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn delete_transaction(
        &self,
        caller: Self::Caller,
        transaction_id: Uuid,
    ) -> Result<DeleteTransactionResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}

impl Refunds for Handlers {
    async fn list_refunds(
        &self,
        caller: Self::Caller,
        transaction_id: Uuid,
    ) -> Result<ListRefundsResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_refund(
        &self,
        caller: Self::Caller,
        transaction_id: Uuid,
        params: CreateRefundParams,
        body: Option<NewRefund>,
    ) -> Result<CreateRefundResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}
