//! Unions and inheritance, over a socket.

use calls_of_all::serve;
use axum::Router;
use serde_json::{Value, json};

struct Echo;

mod inheritance {
    use super::*;
    use inheritance_by_all_of::api::client::Client;
    use inheritance_by_all_of::api::operations::*;
    use inheritance_by_all_of::api::runtime;
    use inheritance_by_all_of::api::server::{self, Api, HandlerError};
    use inheritance_by_all_of::api::types::*;

    impl Api for Echo {
        async fn echo_api_error(&self, body: ApiError) -> Result<EchoApiErrorResponse, HandlerError> {
            Ok(EchoApiErrorResponse::Ok(body))
        }

        async fn echo_vehicle(&self, body: Vehicle) -> Result<EchoVehicleResponse, HandlerError> {
            Ok(EchoVehicleResponse::Ok(body))
        }

        async fn echo_gone(&self, body: Gone) -> Result<EchoGoneResponse, HandlerError> {
            Ok(EchoGoneResponse::Ok(body))
        }

        async fn echo_account(&self, body: Account) -> Result<EchoAccountResponse, HandlerError> {
            Ok(EchoAccountResponse::Ok(body))
        }
    }

    #[tokio::test]
    async fn a_value_of_the_base_is_the_subtype_that_its_tag_names() {
        let base = serve(server::router(Echo)).await;
        let client = Client::new(&base);
        let late = Late { days: Some(3), ..Late::new("m".to_owned(), "2024-05-17".parse().unwrap()) };
        assert_eq!(late.code, "late");
        let error = ApiError::Late(late.clone());
        assert_eq!(client.echo_api_error(&error).await.unwrap(), error);
        let gone = Gone::Late(late);
        assert_eq!(client.echo_gone(&gone).await.unwrap(), gone);
        let car = Vehicle::Car(Box::new(Car { doors: Some(5), ..Car::new(4) }));
        let mut bicycle = Bicycle::new(2);
        bicycle.tows = Some(Box::new(car));
        let bicycle = Vehicle::Bicycle(Box::new(bicycle));
        assert_eq!(client.echo_vehicle(&bicycle).await.unwrap(), bicycle);
        let paid = Account::PaidAccount(PaidAccount::new(1.5));
        assert_eq!(client.echo_account(&paid).await.unwrap(), paid);
        let client = runtime::client::Client::new(&base);
        for (path, body) in [
            ("/api-error", json!({"code": "new", "message": "m"})),
            ("/api-error", json!({"code": "exists", "message": "m"})),
            ("/api-error", json!({"message": "m", "identifier": "i"})),
            ("/gone", json!({"code": "exists", "message": "m", "identifier": "i", "since": "2024-05-17"})),
            ("/vehicle", json!({"kind": "Plane", "wheels": 3})),
            ("/vehicle", json!({"kind": "VehicleBase", "wheels": 3})),
            ("/account", json!({"plan": "free", "price": 1, "trial": "x"})),
        ] {
            let response = client.request("POST", path).json(&body).response().await.unwrap();
            assert_eq!(response.status(), 422, "{path} {body}");
        }
    }

    #[tokio::test]
    async fn the_client_keeps_a_subtype_that_it_does_not_know() {
        let new = json!({"code": "new", "message": "m", "more": [1, 2]});
        let sent = new.clone();
        let router = Router::new().fallback(async move || axum::response::Response::builder()
            .header("content-type", "application/json")
            .body(axum::body::Body::from(sent.to_string()))
            .unwrap());
        let client = Client::new(serve(router).await);
        let error = ApiError::Exists(Exists::new("m".to_owned(), "i".to_owned()));
        let answer = client.echo_api_error(&error).await.unwrap();
        assert_eq!(answer, ApiError::Unknown(new));
    }
}

mod beside {
    use super::*;
    use unions_beside_each_other_and_beside_other_keywords::api::client::Client;
    use unions_beside_each_other_and_beside_other_keywords::api::operations::*;
    use unions_beside_each_other_and_beside_other_keywords::api::server::{self, Api, HandlerError};
    use unions_beside_each_other_and_beside_other_keywords::api::types::*;

    impl Api for Echo {
        async fn echo_two_unions(&self, body: TwoUnions) -> Result<EchoTwoUnionsResponse, HandlerError> {
            Ok(EchoTwoUnionsResponse::Ok(body))
        }

        async fn echo_union_in_union(&self, body: UnionInUnion) -> Result<EchoUnionInUnionResponse, HandlerError> {
            Ok(EchoUnionInUnionResponse::Ok(body))
        }

        async fn echo_required_only(&self, body: RequiredOnly) -> Result<EchoRequiredOnlyResponse, HandlerError> {
            Ok(EchoRequiredOnlyResponse::Ok(body))
        }

        async fn echo_beside_map(&self, body: BesideMap) -> Result<EchoBesideMapResponse, HandlerError> {
            Ok(EchoBesideMapResponse::Ok(body))
        }

        async fn echo_beside_null(&self, body: Option<BesideNull>) -> Result<EchoBesideNullResponse, HandlerError> {
            Ok(EchoBesideNullResponse::Ok(body))
        }

        async fn echo_open_union(&self, body: OpenUnion) -> Result<EchoOpenUnionResponse, HandlerError> {
            Ok(EchoOpenUnionResponse::Ok(body))
        }

        async fn echo_conditional(&self, body: Conditional) -> Result<EchoConditionalResponse, HandlerError> {
            Ok(EchoConditionalResponse::Ok(body))
        }

        async fn echo_scalars(&self, body: Scalars) -> Result<EchoScalarsResponse, HandlerError> {
            Ok(EchoScalarsResponse::Ok(body))
        }
    }

    /// What the client reads from a value, sends and gets back.
    macro_rules! echoed {
        ($client:ident . $method:ident, $value:expr) => {
            let sent: Value = $value;
            let typed = serde_json::from_value(sent.clone()).unwrap();
            let answer = $client.$method(&typed).await.unwrap();
            assert_eq!(serde_json::to_value(answer).unwrap(), sent);
        };
    }

    #[tokio::test]
    async fn what_stands_beside_a_union_is_kept() {
        let client = Client::new(serve(server::router(Echo)).await);
        echoed!(client.echo_two_unions, json!({"id": 1, "card": "c", "courier": "d"}));
        echoed!(client.echo_two_unions, json!({"id": 1, "account": "a", "pickup": "2024-05-17"}));
        echoed!(client.echo_union_in_union, json!({"id": 1, "account": "a"}));
        echoed!(client.echo_union_in_union, json!({"id": 1, "pickup": "2024-05-17"}));
        echoed!(client.echo_required_only, json!({"id": 1, "card": "c"}));
        echoed!(client.echo_required_only, json!({"mail": "m"}));
        echoed!(client.echo_beside_map, json!({"id": 1, "other": [1], "card": 5, "more": null}));
        echoed!(client.echo_open_union, json!({"card": "c", "x": {"y": 1}}));
        echoed!(client.echo_conditional, json!({"card": "c", "expires": "2030"}));
        assert_eq!(client.echo_scalars(&5).await.unwrap(), 5);
        assert_eq!(client.echo_beside_null(&None).await.unwrap(), None);
    }
}

mod by_schema {
    use super::*;
    use variants_by_schema::api::client::Client;
    use variants_by_schema::api::operations::*;
    use variants_by_schema::api::server::{self, Api, HandlerError};
    use variants_by_schema::api::types::*;

    /// Answers with what it got, if it is the variant that the text or amount in it says.
    impl Api for Echo {
        async fn echo_payment(&self, body: Payment) -> Result<EchoPaymentResponse, HandlerError> {
            assert!(match &body {
                Payment::Once(once) => once.amount == Some(1),
                Payment::Monthly(monthly) => monthly.amount != Some(1),
            });
            Ok(EchoPaymentResponse::Ok(body))
        }

        async fn echo_filter(&self, body: Filter) -> Result<EchoFilterResponse, HandlerError> {
            assert!(match &body {
                Filter::ByCode(code) => code.text.as_deref() == Some("AB"),
                Filter::ByName(name) => name.text.as_deref() == Some("abc"),
                Filter::Several(both) => both.by_code.is_some() && both.by_name.is_some(),
            });
            Ok(EchoFilterResponse::Ok(body))
        }
    }

    #[tokio::test]
    async fn the_variant_is_one_whose_schema_holds() {
        let client = Client::new(serve(server::router(Echo)).await);
        for value in [
            json!({"repeats": false, "amount": 1}),
            json!({"repeats": true, "amount": 2}),
            json!({"repeats": true, "months": 2}),
        ] {
            let sent: Payment = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(matches!(sent, Payment::Once(_)), value["repeats"] == false);
            let echoed = client.echo_payment(&sent).await.unwrap();
            assert_eq!((&echoed, json!(echoed)), (&sent, value));
        }
        for (value, expected) in [
            (json!({"text": "AB", "language": "en"}), "ByCode"),
            (json!({"text": "abc", "country": "CH"}), "ByName"),
            (json!({"language": "en", "country": "CH"}), "Several"),
        ] {
            let sent: Filter = serde_json::from_value(value).unwrap();
            assert!(format!("{sent:?}").starts_with(expected), "{sent:?}");
            assert_eq!(client.echo_filter(&sent).await.unwrap(), sent);
        }
    }
}
