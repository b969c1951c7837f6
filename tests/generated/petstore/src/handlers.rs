#![allow(unused_variables)]

use pet_store::api::operations::{
    ChangePetResponse, CreateOrderResponse, CreatePetResponse, CreateSessionResponse,
    CreateUserResponse, DeleteOrderResponse, DeletePetResponse, DeleteUserResponse,
    ListOrdersParams, ListOrdersResponse, ListPetsParams, ListPetsResponse, ReplacePetResponse,
    ReplaceUserResponse, ShowInventoryResponse, ShowOrderResponse, ShowPetResponse,
    ShowUserResponse, UploadPetImageParams, UploadPetImageResponse,
};
use pet_store::api::server::{
    ApiKey, Auth, AuthError, Authenticated, Bearer, ByteStream, HandlerError, Pets, Store, Users,
};
use pet_store::api::types::{Credentials, OrderInput, PetChanges, PetInput, UserInput, Username};

/// The state of the handlers, such as a database and a configuration.
#[derive(Clone, Debug, Default)]
pub struct Handlers {}

impl Auth for Handlers {
    type Caller = ();

    async fn api_key(&self, key: ApiKey) -> Result<Self::Caller, AuthError> {
        Err(AuthError::NotImplemented)
    }

    async fn oauth(&self, token: Bearer) -> Result<Authenticated<Self::Caller>, AuthError> {
        Err(AuthError::NotImplemented)
    }
}

impl Pets for Handlers {
    async fn list_pets(&self, params: ListPetsParams) -> Result<ListPetsResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_pet(
        &self,
        caller: Self::Caller,
        body: PetInput,
    ) -> Result<CreatePetResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_pet(
        &self,
        caller: Self::Caller,
        pet_id: i64,
    ) -> Result<ShowPetResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn replace_pet(
        &self,
        caller: Self::Caller,
        pet_id: i64,
        body: PetInput,
    ) -> Result<ReplacePetResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn change_pet(
        &self,
        caller: Self::Caller,
        pet_id: i64,
        body: PetChanges,
    ) -> Result<ChangePetResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn delete_pet(
        &self,
        caller: Self::Caller,
        pet_id: i64,
    ) -> Result<DeletePetResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn upload_pet_image(
        &self,
        caller: Self::Caller,
        pet_id: i64,
        params: UploadPetImageParams,
        body: ByteStream,
    ) -> Result<UploadPetImageResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}

impl Store for Handlers {
    async fn list_orders(
        &self,
        caller: Self::Caller,
        params: ListOrdersParams,
    ) -> Result<ListOrdersResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_order(
        &self,
        caller: Self::Caller,
        body: OrderInput,
    ) -> Result<CreateOrderResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_order(
        &self,
        caller: Self::Caller,
        order_id: i64,
    ) -> Result<ShowOrderResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn delete_order(
        &self,
        caller: Self::Caller,
        order_id: i64,
    ) -> Result<DeleteOrderResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_inventory(
        &self,
        caller: Self::Caller,
    ) -> Result<ShowInventoryResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}

impl Users for Handlers {
    async fn create_user(&self, body: UserInput) -> Result<CreateUserResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_user(
        &self,
        caller: Self::Caller,
        username: Username,
    ) -> Result<ShowUserResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn replace_user(
        &self,
        caller: Self::Caller,
        username: Username,
        body: UserInput,
    ) -> Result<ReplaceUserResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn delete_user(
        &self,
        caller: Self::Caller,
        username: Username,
    ) -> Result<DeleteUserResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_session(
        &self,
        body: Credentials,
    ) -> Result<CreateSessionResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}
