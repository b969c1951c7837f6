#![allow(unused_variables)]

use crate::api::operations::A;
use crate::api::operations::A2;
use crate::api::operations::A2Params;
use crate::api::operations::AParams;
use crate::api::operations::Ab2Params;
use crate::api::operations::Ab3Params;
use crate::api::operations::Ab4Params;
use crate::api::operations::AbParams;
use crate::api::operations::AdditionalPropertiesParams;
use crate::api::operations::ApiKey;
use crate::api::operations::ApiKeyParams;
use crate::api::operations::AuthParams;
use crate::api::operations::AxumParams;
use crate::api::operations::Basic;
use crate::api::operations::BasicParams;
use crate::api::operations::BearerParams;
use crate::api::operations::BodyParams;
use crate::api::operations::BoxOperation;
use crate::api::operations::BoxOperationParams;
use crate::api::operations::Call;
use crate::api::operations::CallParams;
use crate::api::operations::Client2Params;
use crate::api::operations::ClientParams;
use crate::api::operations::CloneParams;
use crate::api::operations::Com1Params;
use crate::api::operations::ConParams;
use crate::api::operations::CoreParams;
use crate::api::operations::CrateParams;
use crate::api::operations::DefaultOperation;
use crate::api::operations::DefaultOperation2;
use crate::api::operations::DefaultOperation2Params;
use crate::api::operations::DefaultOperationParams;
use crate::api::operations::E2Params;
use crate::api::operations::EParams;
use crate::api::operations::ErrorParams;
use crate::api::operations::EvilParams;
use crate::api::operations::FalseParams;
use crate::api::operations::FromCsvParams;
use crate::api::operations::FromOperation;
use crate::api::operations::FromOperationParams;
use crate::api::operations::Future;
use crate::api::operations::FutureParams;
use crate::api::operations::Get14ByX;
use crate::api::operations::Get14ByXParams;
use crate::api::operations::Get15ByX;
use crate::api::operations::Get15ByXParams;
use crate::api::operations::Get16ByX;
use crate::api::operations::Get16ByXParams;
use crate::api::operations::Get17ByX;
use crate::api::operations::Get17ByXParams;
use crate::api::operations::Get5ByX;
use crate::api::operations::Get5ByXParams;
use crate::api::operations::Get69ByX;
use crate::api::operations::Get69ByXParams;
use crate::api::operations::Get78ByX;
use crate::api::operations::Get78ByXParams;
use crate::api::operations::Get80ByX;
use crate::api::operations::Get80ByXParams;
use crate::api::operations::HanZiParams;
use crate::api::operations::HandlersParams;
use crate::api::operations::IdXParams;
use crate::api::operations::IntoArchiveParams;
use crate::api::operations::IteratorParams;
use crate::api::operations::MainParams;
use crate::api::operations::ModParams;
use crate::api::operations::NewParams;
use crate::api::operations::NulParams;
use crate::api::operations::NullParams;
use crate::api::operations::Operation1;
use crate::api::operations::Operation10;
use crate::api::operations::Operation10Params;
use crate::api::operations::Operation12Params;
use crate::api::operations::Operation1Params;
use crate::api::operations::Operation1_2;
use crate::api::operations::Operation2fast;
use crate::api::operations::Operation2fastParams;
use crate::api::operations::Operation404;
use crate::api::operations::Operation404Params;
use crate::api::operations::OperationsParams;
use crate::api::operations::OptionOperation;
use crate::api::operations::OptionOperationParams;
use crate::api::operations::Options;
use crate::api::operations::OptionsParams;
use crate::api::operations::ParamsParams;
use crate::api::operations::ProtoParams;
use crate::api::operations::ResultOperation;
use crate::api::operations::ResultOperationParams;
use crate::api::operations::Router;
use crate::api::operations::RouterParams;
use crate::api::operations::Schema404Params;
use crate::api::operations::Self2Params;
use crate::api::operations::SelfParams;
use crate::api::operations::SendOperation;
use crate::api::operations::SendOperationParams;
use crate::api::operations::SerdeParams;
use crate::api::operations::Server2Params;
use crate::api::operations::ServerParams;
use crate::api::operations::ServersParams;
use crate::api::operations::StatusCodeOperation;
use crate::api::operations::StatusCodeOperationParams;
use crate::api::operations::StdParams;
use crate::api::operations::StringOperation;
use crate::api::operations::StringOperationParams;
use crate::api::operations::SuperParams;
use crate::api::operations::SupportParams;
use crate::api::operations::TParams;
use crate::api::operations::TadaParams;
use crate::api::operations::Token;
use crate::api::operations::TokioParams;
use crate::api::operations::TypeParams;
use crate::api::operations::TypesParams;
use crate::api::operations::UnnamedParams;
use crate::api::operations::ValueParams;
use crate::api::operations::VariantParams;
use crate::api::operations::VecOperation;
use crate::api::operations::VecOperationParams;
use crate::api::operations::XParams;
use crate::api::operations::Xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx2;
use crate::api::server::{
    AApi, AApi2, AB, AB2, AB3, AB4, AdditionalProperties, Api, Api1, Api10, Api1_2,
    Api2fast, Api404, ApiKeyApi, Auth, AuthApi, Axum, BasicApi, Bearer, BearerApi, Body,
    BoxApi, CallApi, Client, Client2, Clone, Com1, Con, Core, Crate, Default, Default2,
    Denied, E, E2, Error, Evil, Failure, False, From, FromCsv, FutureApi, HanZi,
    HandlersApi, IdX, IntoArchive, Iterator, Main, Mod, New, Nul, Null, Operations,
    OptionApi, OptionsApi, Params, Proto, ResultApi, RouterApi, Schema404, Self2, Self_,
    SendApi, Serde, Server, Server2, Servers, StatusCode, Std, StringApi, Super, Support,
    T, Tada, Tokio, Type, Types, Unnamed, Unnamed2, Unnamed3, Unnamed4, Unnamed5,
    Unnamed6, Unnamed7, Unnamed8, Unnamed9, Value, Variant, VecApi, X,
    Xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx,
};
use crate::api::types::Everything;

/// What the handlers share: a database, a configuration.
#[derive(Clone, Debug, Default)]
pub struct Handlers {}

impl Auth for Handlers {
    type Caller = ();

    async fn r#type(&self, token: Bearer) -> Result<(), Denied> {
        Err(Denied::NotImplemented)
    }

    async fn n1(&self, token: Bearer) -> Result<(), Denied> {
        Err(Denied::NotImplemented)
    }

    async fn unnamed(&self, token: Bearer) -> Result<(), Denied> {
        Err(Denied::NotImplemented)
    }

    async fn new_scheme(&self, token: Bearer) -> Result<(), Denied> {
        Err(Denied::NotImplemented)
    }

    async fn client(&self, token: Bearer) -> Result<(), Denied> {
        Err(Denied::NotImplemented)
    }

    async fn token(&self, token: Bearer) -> Result<(), Denied> {
        Err(Denied::NotImplemented)
    }

    async fn default_scheme(&self, token: Bearer) -> Result<(), Denied> {
        Err(Denied::NotImplemented)
    }
}

impl Type for Handlers {
    async fn type_operation(
        &self,
        caller: Self::Caller,
        x: String,
        params: TypeParams,
    ) -> Result<crate::api::operations::Type, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Self_ for Handlers {
    async fn self_(
        &self,
        caller: Self::Caller,
        x: String,
        params: SelfParams,
    ) -> Result<crate::api::operations::Self_, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Self2 for Handlers {
    async fn self2(
        &self,
        caller: Self::Caller,
        x: String,
        params: Self2Params,
    ) -> Result<crate::api::operations::Self2, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Crate for Handlers {
    async fn crate_(
        &self,
        caller: Self::Caller,
        x: String,
        params: CrateParams,
    ) -> Result<crate::api::operations::Crate, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Super for Handlers {
    async fn super_(
        &self,
        caller: Self::Caller,
        x: String,
        params: SuperParams,
    ) -> Result<crate::api::operations::Super, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Unnamed for Handlers {
    async fn get_5_by_x(
        &self,
        caller: Self::Caller,
        x: String,
        params: Get5ByXParams,
    ) -> Result<Get5ByX, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Api1 for Handlers {
    async fn _1_operation(
        &self,
        caller: Self::Caller,
        x: String,
        params: Operation1Params,
    ) -> Result<Operation1, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Api2fast for Handlers {
    async fn operation_2fast(
        &self,
        caller: Self::Caller,
        x: String,
        params: Operation2fastParams,
    ) -> Result<Operation2fast, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Api404 for Handlers {
    async fn n404(
        &self,
        caller: Self::Caller,
        x: String,
        params: Operation404Params,
    ) -> Result<Operation404, Failure> {
        Err(Failure::not_implemented())
    }
}

impl HanZi for Handlers {
    async fn han_zi(
        &self,
        caller: Self::Caller,
        x: String,
        params: HanZiParams,
    ) -> Result<crate::api::operations::HanZi, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Tada for Handlers {
    async fn tada(
        &self,
        caller: Self::Caller,
        x: String,
        params: TadaParams,
    ) -> Result<crate::api::operations::Tada, Failure> {
        Err(Failure::not_implemented())
    }
}

impl E for Handlers {
    async fn e(
        &self,
        caller: Self::Caller,
        x: String,
        params: EParams,
    ) -> Result<crate::api::operations::E, Failure> {
        Err(Failure::not_implemented())
    }
}

impl E2 for Handlers {
    async fn e2(
        &self,
        caller: Self::Caller,
        x: String,
        params: E2Params,
    ) -> Result<crate::api::operations::E2, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Evil for Handlers {
    async fn evil(
        &self,
        caller: Self::Caller,
        x: String,
        params: EvilParams,
    ) -> Result<crate::api::operations::Evil, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Unnamed2 for Handlers {
    async fn get_14_by_x(
        &self,
        caller: Self::Caller,
        x: String,
        params: Get14ByXParams,
    ) -> Result<Get14ByX, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Unnamed3 for Handlers {
    async fn get_15_by_x(
        &self,
        caller: Self::Caller,
        x: String,
        params: Get15ByXParams,
    ) -> Result<Get15ByX, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Unnamed4 for Handlers {
    async fn get_16_by_x(
        &self,
        caller: Self::Caller,
        x: String,
        params: Get16ByXParams,
    ) -> Result<Get16ByX, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Unnamed5 for Handlers {
    async fn get_17_by_x(
        &self,
        caller: Self::Caller,
        x: String,
        params: Get17ByXParams,
    ) -> Result<Get17ByX, Failure> {
        Err(Failure::not_implemented())
    }
}

impl AB for Handlers {
    async fn a_b(
        &self,
        caller: Self::Caller,
        x: String,
        params: AbParams,
    ) -> Result<crate::api::operations::AB, Failure> {
        Err(Failure::not_implemented())
    }
}

impl AB2 for Handlers {
    async fn a_b2(
        &self,
        caller: Self::Caller,
        x: String,
        params: Ab2Params,
    ) -> Result<crate::api::operations::AB2, Failure> {
        Err(Failure::not_implemented())
    }
}

impl AB3 for Handlers {
    async fn a_b3(
        &self,
        caller: Self::Caller,
        x: String,
        params: Ab3Params,
    ) -> Result<crate::api::operations::AB3, Failure> {
        Err(Failure::not_implemented())
    }
}

impl AApi for Handlers {
    async fn a(&self, caller: Self::Caller, x: String, params: AParams) -> Result<A, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Client for Handlers {
    async fn client_operation(
        &self,
        caller: Self::Caller,
        x: String,
        params: ClientParams,
    ) -> Result<crate::api::operations::Client, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Server for Handlers {
    async fn server(
        &self,
        caller: Self::Caller,
        x: String,
        params: ServerParams,
    ) -> Result<crate::api::operations::Server, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Error for Handlers {
    async fn error(
        &self,
        caller: Self::Caller,
        x: String,
        params: ErrorParams,
    ) -> Result<crate::api::operations::Error, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Params for Handlers {
    async fn params(
        &self,
        caller: Self::Caller,
        x: String,
        params: ParamsParams,
    ) -> Result<crate::api::operations::Params, Failure> {
        Err(Failure::not_implemented())
    }
}

impl ResultApi for Handlers {
    async fn result(
        &self,
        caller: Self::Caller,
        x: String,
        params: ResultOperationParams,
    ) -> Result<ResultOperation, Failure> {
        Err(Failure::not_implemented())
    }
}

impl OptionApi for Handlers {
    async fn option(
        &self,
        caller: Self::Caller,
        x: String,
        params: OptionOperationParams,
    ) -> Result<OptionOperation, Failure> {
        Err(Failure::not_implemented())
    }
}

impl VecApi for Handlers {
    async fn vec(
        &self,
        caller: Self::Caller,
        x: String,
        params: VecOperationParams,
    ) -> Result<VecOperation, Failure> {
        Err(Failure::not_implemented())
    }
}

impl StringApi for Handlers {
    async fn string(
        &self,
        caller: Self::Caller,
        x: String,
        params: StringOperationParams,
    ) -> Result<StringOperation, Failure> {
        Err(Failure::not_implemented())
    }
}

impl BoxApi for Handlers {
    async fn r#box(
        &self,
        caller: Self::Caller,
        x: String,
        params: BoxOperationParams,
    ) -> Result<BoxOperation, Failure> {
        Err(Failure::not_implemented())
    }
}

impl SendApi for Handlers {
    async fn send(
        &self,
        caller: Self::Caller,
        x: String,
        params: SendOperationParams,
    ) -> Result<SendOperation, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Default for Handlers {
    async fn default_operation(
        &self,
        caller: Self::Caller,
        x: String,
        params: DefaultOperationParams,
    ) -> Result<DefaultOperation, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Clone for Handlers {
    async fn clone_operation(
        &self,
        caller: Self::Caller,
        x: String,
        params: CloneParams,
    ) -> Result<crate::api::operations::Clone, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Iterator for Handlers {
    async fn iterator(
        &self,
        caller: Self::Caller,
        x: String,
        params: IteratorParams,
    ) -> Result<crate::api::operations::Iterator, Failure> {
        Err(Failure::not_implemented())
    }
}

impl HandlersApi for Handlers {
    async fn handlers(
        &self,
        caller: Self::Caller,
        x: String,
        params: HandlersParams,
    ) -> Result<crate::api::operations::Handlers, Failure> {
        Err(Failure::not_implemented())
    }
}

impl RouterApi for Handlers {
    async fn router(
        &self,
        caller: Self::Caller,
        x: String,
        params: RouterParams,
    ) -> Result<Router, Failure> {
        Err(Failure::not_implemented())
    }
}

impl BearerApi for Handlers {
    async fn bearer(
        &self,
        caller: Self::Caller,
        x: String,
        params: BearerParams,
    ) -> Result<crate::api::operations::Bearer, Failure> {
        Err(Failure::not_implemented())
    }
}

impl ApiKeyApi for Handlers {
    async fn api_key(
        &self,
        caller: Self::Caller,
        x: String,
        params: ApiKeyParams,
    ) -> Result<ApiKey, Failure> {
        Err(Failure::not_implemented())
    }
}

impl BasicApi for Handlers {
    async fn basic(
        &self,
        caller: Self::Caller,
        x: String,
        params: BasicParams,
    ) -> Result<Basic, Failure> {
        Err(Failure::not_implemented())
    }
}

impl AuthApi for Handlers {
    async fn auth(
        &self,
        caller: Self::Caller,
        x: String,
        params: AuthParams,
    ) -> Result<crate::api::operations::Auth, Failure> {
        Err(Failure::not_implemented())
    }
}

impl OptionsApi for Handlers {
    async fn options(
        &self,
        caller: Self::Caller,
        x: String,
        params: OptionsParams,
    ) -> Result<Options, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Value for Handlers {
    async fn value(
        &self,
        caller: Self::Caller,
        x: String,
        params: ValueParams,
    ) -> Result<crate::api::operations::Value, Failure> {
        Err(Failure::not_implemented())
    }
}

impl FutureApi for Handlers {
    async fn future(
        &self,
        caller: Self::Caller,
        x: String,
        params: FutureParams,
    ) -> Result<Future, Failure> {
        Err(Failure::not_implemented())
    }
}

impl StatusCode for Handlers {
    async fn status_code(
        &self,
        caller: Self::Caller,
        x: String,
        params: StatusCodeOperationParams,
    ) -> Result<StatusCodeOperation, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Mod for Handlers {
    async fn r#mod(
        &self,
        caller: Self::Caller,
        x: String,
        params: ModParams,
    ) -> Result<crate::api::operations::Mod, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Types for Handlers {
    async fn types(
        &self,
        caller: Self::Caller,
        x: String,
        params: TypesParams,
    ) -> Result<crate::api::operations::Types, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Server2 for Handlers {
    async fn server2(
        &self,
        caller: Self::Caller,
        x: String,
        params: Server2Params,
    ) -> Result<crate::api::operations::Server2, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Servers for Handlers {
    async fn servers(
        &self,
        caller: Self::Caller,
        x: String,
        params: ServersParams,
    ) -> Result<crate::api::operations::Servers, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Client2 for Handlers {
    async fn client_operation2(
        &self,
        caller: Self::Caller,
        x: String,
        params: Client2Params,
    ) -> Result<crate::api::operations::Client2, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Support for Handlers {
    async fn support(
        &self,
        caller: Self::Caller,
        x: String,
        params: SupportParams,
    ) -> Result<crate::api::operations::Support, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Operations for Handlers {
    async fn operations(
        &self,
        caller: Self::Caller,
        x: String,
        params: OperationsParams,
    ) -> Result<crate::api::operations::Operations, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Default2 for Handlers {
    async fn default_operation2(
        &self,
        caller: Self::Caller,
        x: String,
        params: DefaultOperation2Params,
    ) -> Result<DefaultOperation2, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Main for Handlers {
    async fn main(
        &self,
        caller: Self::Caller,
        x: String,
        params: MainParams,
    ) -> Result<crate::api::operations::Main, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Std for Handlers {
    async fn std(
        &self,
        caller: Self::Caller,
        x: String,
        params: StdParams,
    ) -> Result<crate::api::operations::Std, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Core for Handlers {
    async fn core(
        &self,
        caller: Self::Caller,
        x: String,
        params: CoreParams,
    ) -> Result<crate::api::operations::Core, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Serde for Handlers {
    async fn serde(
        &self,
        caller: Self::Caller,
        x: String,
        params: SerdeParams,
    ) -> Result<crate::api::operations::Serde, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Axum for Handlers {
    async fn axum(
        &self,
        caller: Self::Caller,
        x: String,
        params: AxumParams,
    ) -> Result<crate::api::operations::Axum, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Tokio for Handlers {
    async fn tokio(
        &self,
        caller: Self::Caller,
        x: String,
        params: TokioParams,
    ) -> Result<crate::api::operations::Tokio, Failure> {
        Err(Failure::not_implemented())
    }
}

impl New for Handlers {
    async fn new_operation(
        &self,
        caller: Self::Caller,
        x: String,
        params: NewParams,
    ) -> Result<crate::api::operations::New, Failure> {
        Err(Failure::not_implemented())
    }
}

impl From for Handlers {
    async fn from_operation(
        &self,
        caller: Self::Caller,
        x: String,
        params: FromOperationParams,
    ) -> Result<FromOperation, Failure> {
        Err(Failure::not_implemented())
    }
}

impl FromCsv for Handlers {
    async fn from_csv(
        &self,
        caller: Self::Caller,
        x: String,
        params: FromCsvParams,
    ) -> Result<crate::api::operations::FromCsv, Failure> {
        Err(Failure::not_implemented())
    }
}

impl IntoArchive for Handlers {
    async fn into_archive(
        &self,
        caller: Self::Caller,
        x: String,
        params: IntoArchiveParams,
    ) -> Result<crate::api::operations::IntoArchive, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Body for Handlers {
    async fn body(
        &self,
        caller: Self::Caller,
        x: String,
        params: BodyParams,
    ) -> Result<crate::api::operations::Body, Failure> {
        Err(Failure::not_implemented())
    }
}

impl CallApi for Handlers {
    async fn call_operation(
        &self,
        caller: Self::Caller,
        x: String,
        params: CallParams,
    ) -> Result<Call, Failure> {
        Err(Failure::not_implemented())
    }
}

impl AdditionalProperties for Handlers {
    async fn additional_properties(
        &self,
        caller: Self::Caller,
        x: String,
        params: AdditionalPropertiesParams,
    ) -> Result<crate::api::operations::AdditionalProperties, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Variant for Handlers {
    async fn variant(
        &self,
        caller: Self::Caller,
        x: String,
        params: VariantParams,
    ) -> Result<crate::api::operations::Variant, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Unnamed6 for Handlers {
    async fn unnamed_operation(
        &self,
        caller: Self::Caller,
        x: String,
        params: UnnamedParams,
    ) -> Result<crate::api::operations::Unnamed, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Proto for Handlers {
    async fn proto(
        &self,
        caller: Self::Caller,
        x: String,
        params: ProtoParams,
    ) -> Result<crate::api::operations::Proto, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Unnamed7 for Handlers {
    async fn get_69_by_x(
        &self,
        caller: Self::Caller,
        x: String,
        params: Get69ByXParams,
    ) -> Result<Get69ByX, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Con for Handlers {
    async fn con(
        &self,
        caller: Self::Caller,
        x: String,
        params: ConParams,
    ) -> Result<crate::api::operations::Con, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Nul for Handlers {
    async fn nul(
        &self,
        caller: Self::Caller,
        x: String,
        params: NulParams,
    ) -> Result<crate::api::operations::Nul, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Com1 for Handlers {
    async fn com1(
        &self,
        caller: Self::Caller,
        x: String,
        params: Com1Params,
    ) -> Result<crate::api::operations::Com1, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
for Handlers {
    async fn xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx(
        &self,
        caller: Self::Caller,
        x: String,
        params: Xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx2,
    ) -> Result<
        crate::api::operations::Xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx,
        Failure,
    > {
        Err(Failure::not_implemented())
    }
}

impl Schema404 for Handlers {
    async fn schema404(
        &self,
        caller: Self::Caller,
        x: String,
        params: Schema404Params,
    ) -> Result<crate::api::operations::Schema404, Failure> {
        Err(Failure::not_implemented())
    }
}

impl AB4 for Handlers {
    async fn a_b4(
        &self,
        caller: Self::Caller,
        x: String,
        params: Ab4Params,
    ) -> Result<crate::api::operations::AB4, Failure> {
        Err(Failure::not_implemented())
    }
}

impl T for Handlers {
    async fn t(
        &self,
        caller: Self::Caller,
        x: String,
        params: TParams,
    ) -> Result<crate::api::operations::T, Failure> {
        Err(Failure::not_implemented())
    }
}

impl AApi2 for Handlers {
    async fn a2(&self, caller: Self::Caller, x: String, params: A2Params) -> Result<A2, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Unnamed8 for Handlers {
    async fn get_78_by_x(
        &self,
        caller: Self::Caller,
        x: String,
        params: Get78ByXParams,
    ) -> Result<Get78ByX, Failure> {
        Err(Failure::not_implemented())
    }
}

impl X for Handlers {
    async fn x(
        &self,
        caller: Self::Caller,
        x: String,
        params: XParams,
    ) -> Result<crate::api::operations::X, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Unnamed9 for Handlers {
    async fn get_80_by_x(
        &self,
        caller: Self::Caller,
        x: String,
        params: Get80ByXParams,
    ) -> Result<Get80ByX, Failure> {
        Err(Failure::not_implemented())
    }
}

impl IdX for Handlers {
    async fn id_x(
        &self,
        caller: Self::Caller,
        x: String,
        params: IdXParams,
    ) -> Result<crate::api::operations::IdX, Failure> {
        Err(Failure::not_implemented())
    }
}

impl False for Handlers {
    async fn r#false(
        &self,
        caller: Self::Caller,
        x: String,
        params: FalseParams,
    ) -> Result<crate::api::operations::False, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Null for Handlers {
    async fn null(
        &self,
        caller: Self::Caller,
        x: String,
        params: NullParams,
    ) -> Result<crate::api::operations::Null, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Api1_2 for Handlers {
    async fn _1_operation2(
        &self,
        caller: Self::Caller,
        x: String,
        params: Operation12Params,
    ) -> Result<Operation1_2, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Api10 for Handlers {
    async fn n1_0(
        &self,
        caller: Self::Caller,
        x: String,
        params: Operation10Params,
    ) -> Result<Operation10, Failure> {
        Err(Failure::not_implemented())
    }
}

impl Api for Handlers {
    async fn token_operation(
        &self,
        caller: Self::Caller,
        body: Option<Everything>,
    ) -> Result<Token, Failure> {
        Err(Failure::not_implemented())
    }
}
