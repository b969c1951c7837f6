#![allow(unused_variables)]

use todos::api::operations::{
    ChangeTodoResponse, CreateTodoResponse, DeleteTodoResponse, ListTodosParams, ListTodosResponse,
    ReplaceTodoResponse, ShowTodoResponse,
};
use todos::api::server::{HandlerError, Todos};
use todos::api::types::{TodoChanges, TodoInput};

/// The state of the handlers, such as a database and a configuration.
#[derive(Clone, Debug, Default)]
pub struct Handlers {}

impl Todos for Handlers {
    async fn list_todos(&self, params: ListTodosParams) -> Result<ListTodosResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_todo(&self, body: TodoInput) -> Result<CreateTodoResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_todo(&self, id: i64) -> Result<ShowTodoResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn replace_todo(
        &self,
        id: i64,
        body: TodoInput,
    ) -> Result<ReplaceTodoResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn change_todo(
        &self,
        id: i64,
        body: TodoChanges,
    ) -> Result<ChangeTodoResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn delete_todo(&self, id: i64) -> Result<DeleteTodoResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}
