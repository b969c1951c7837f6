//! Answers before any handler exists.

use axum::http::StatusCode;
use serde_json::json;
use specfirst_runtime::server::{
    HandlerError, Input, MockReply, MockRequest, Problem, Response, Service,
};

use super::petshop::server::{service, Authenticator, Petshop};
use super::petshop::CONTRACT;
use super::wire::Server;

async fn server() -> Server {
    Server::start(Service::mock(CONTRACT).router()).await
}

#[tokio::test]
async fn examples_are_served() {
    let server = server().await;
    let heard = server.get("/pets").await;
    assert_eq!((heard.status, heard.header("x-total")), (200, Some("2")));
    assert_eq!(heard.json(), json!([{"id": 1, "name": "Rex"}]));
    assert_eq!(server.get("/compare/a...b").await.body, "same");
    assert_eq!(server.get("/unwritten").await.status, 204);
    let heard = server.get("/files/x").await;
    assert_eq!(
        (heard.header("content-type"), heard.header("content-length")),
        (Some("image/png"), Some("4"))
    );
    assert_eq!(server.get("/fails?how=no").await.status, 501);
}

#[tokio::test]
async fn input_is_validated_all_the_same() {
    let server = server().await;
    assert_eq!(server.get("/pets?limit=0").await.status, 422);
    assert_eq!(server.get("/pets/x").await.status, 400);
    assert_eq!(
        server
            .send("GET", "/pets", &[("Accept", "text/html")], "")
            .await
            .status,
        406
    );
    assert_eq!(
        server.json("POST", "/pets", "{}").await.problems(),
        ["body /id required", "body /name required"]
    );
}

#[tokio::test]
async fn any_well_formed_credentials_are_taken_and_missing_ones_refused() {
    let server = server().await;
    let pet = r#"{"id":1,"name":"Rex"}"#;
    let json = ("Content-Type", "application/json");
    assert_eq!(server.send("POST", "/pets", &[json], pet).await.status, 401);
    assert_eq!(
        server
            .send("POST", "/pets", &[json, ("X-Key", "any")], pet)
            .await
            .status,
        201
    );
    assert_eq!(
        server
            .send(
                "POST",
                "/pets",
                &[json, ("Authorization", "Bearer any")],
                pet
            )
            .await
            .status,
        201
    );
    assert_eq!(
        server
            .send("POST", "/pets", &[json, ("Authorization", "Bearer ")], pet)
            .await
            .status,
        401
    );
    assert_eq!(
        server
            .send("GET", "/pets/mine", &[("Authorization", "Basic ???")], "")
            .await
            .status,
        401
    );
    assert_eq!(server.get("/pets/mine").await.body, "nobody's");
    assert_eq!(
        server
            .send("GET", "/scoped", &[("X-Key", "any")], "")
            .await
            .status,
        501
    );
    assert_eq!(server.get("/tls").await.status, 401);
}

#[tokio::test]
async fn a_request_without_credentials_gets_the_documented_example() {
    // `documented_error_bodies_are_filled` has what a handler's server sends for the first one.
    let server = server().await;
    let heard = server.send("POST", "/cars", &[], "").await;
    assert_eq!(
        (heard.status, heard.header("content-type")),
        (401, Some("application/vnd.car+json"))
    );
    assert_eq!(heard.json(), json!({"code": 4010, "title": "Log in first"}));
    assert!(heard.header("www-authenticate").is_some());
    let heard = server.send("POST", "/pets", &[], "").await;
    assert_eq!(
        (heard.status, heard.header("content-type")),
        (401, Some("application/problem+json"))
    );
}

#[tokio::test]
async fn paths_with_and_without_the_base_path_are_served() {
    let contract = [
        r#"{"operation":"plain","method":"GET","path":"/pets","mock":{"status":204}}"#,
        // The document repeats the path of its server.
        r#"{"operation":"whole","method":"GET","path":"/v1/owners","mock":{"status":204}}"#,
    ]
    .join("\n");
    let statuses = async |service: Service<()>| {
        let server = Server::start(service.base_path("/v1").router()).await;
        let mut statuses = Vec::new();
        for path in [
            "/pets",
            "/v1/pets",
            "/v1/owners",
            "/v1/v1/owners",
            "/owners",
        ] {
            statuses.push(server.get(path).await.status);
        }
        statuses
    };
    assert_eq!(
        statuses(Service::mock(contract.clone())).await,
        [204, 204, 204, 204, 404]
    );
    // A server has its operations at one place.
    assert_eq!(
        statuses(Service::new((), contract)).await,
        [404, 501, 404, 501, 404]
    );
}

/// A server on which the handlers of two operations are not implemented, one of them secured, and a third has none.
async fn half_written(mock_missing: bool) -> Server {
    let mut service = service();
    service.route(
        "show_pet",
        |input| Ok((input,)),
        |_: &Petshop, input: Input| async move {
            let _id: i64 = input.path("petId")?;
            Err::<Response, _>(HandlerError::not_implemented())
        },
    );
    service.route_secured(
        "create_pet",
        Authenticator,
        |_, _| Ok(()),
        |_: &Petshop| async move { Err::<Response, _>(HandlerError::not_implemented()) },
    );
    Server::start(service.mock_missing(mock_missing).router()).await
}

const JSON: (&str, &str) = ("Content-Type", "application/json");
const PET: &str = r#"{"id":1,"name":"Rex"}"#;

#[tokio::test]
async fn the_mock_responds_in_place_of_handlers_that_are_not_implemented() {
    let server = half_written(true).await;
    let shown = server.get("/pets/7").await;
    assert_eq!(
        (shown.status, shown.header("x-mock")),
        (200, Some("not-implemented"))
    );
    assert_eq!(shown.json(), json!({"id": 1, "name": "Rex"}));
    let key = ("X-Key", "good");
    let created = server.send("POST", "/pets", &[JSON, key], PET).await;
    assert_eq!(
        (created.status, created.header("x-mock")),
        (201, Some("not-implemented"))
    );
    assert_eq!(created.header("location"), Some("/pets/1"));
    let unwritten = server.get("/unwritten").await;
    assert_eq!(
        (unwritten.status, unwritten.header("x-mock")),
        (204, Some("not-implemented"))
    );
}

#[tokio::test]
async fn without_the_setting_what_is_not_implemented_is_a_501() {
    let server = half_written(false).await;
    let key = ("X-Key", "good");
    assert_eq!(server.get("/pets/7").await.status, 501);
    assert_eq!(
        server.send("POST", "/pets", &[JSON, key], PET).await.status,
        501
    );
    assert_eq!(server.get("/unwritten").await.status, 501);
}

#[tokio::test]
async fn handlers_that_are_implemented_respond_themselves() {
    let server = half_written(true).await;
    let heard = server.get("/pets?limit=5").await;
    assert_eq!(
        (heard.json()["limit"].clone(), heard.header("x-mock")),
        (json!(5), None)
    );
    assert_eq!(server.get("/fails?how=error").await.status, 500);
    assert_eq!(server.get("/fails?how=problem").await.status, 409);
}

#[tokio::test]
async fn a_request_is_checked_before_the_mock_responds_in_place_of_its_handler() {
    let server = half_written(true).await;
    assert_eq!(server.get("/pets/x").await.status, 400);
    let key = ("X-Key", "good");
    let heard = server.send("POST", "/pets", &[JSON, key], "{}").await;
    assert_eq!(
        heard.problems(),
        ["body /id required", "body /name required"]
    );
    assert_eq!(heard.header("x-mock"), None);
    // The server's own authentication decides, not the mock's.
    for (key, status) in [("bad", 401), ("banned", 403), ("broken", 500)] {
        let heard = server
            .send("POST", "/pets", &[JSON, ("X-Key", key)], PET)
            .await;
        assert_eq!(heard.status, status, "{key}");
    }
    assert_eq!(server.send("POST", "/pets", &[JSON], PET).await.status, 401);
}

#[tokio::test]
async fn where_authentication_is_not_implemented_the_mock_responds_and_no_handler_runs() {
    // `create_pet` has a handler here, whose response has the caller in a header.
    let server = Server::start(service().mock_missing(true).router()).await;
    let later = ("X-Key", "later");
    let heard = server.send("POST", "/pets", &[JSON, later], PET).await;
    assert_eq!(
        (
            heard.status,
            heard.header("x-mock"),
            heard.header("x-caller")
        ),
        (201, Some("not-implemented"), None)
    );
    let heard = server.send("POST", "/pets", &[JSON, later], "{}").await;
    assert_eq!(
        heard.problems(),
        ["body /id required", "body /name required"]
    );
    // A scheme that is implemented refuses as always.
    let both = [JSON, later, ("Authorization", "Bearer reader")];
    assert_eq!(server.send("POST", "/pets", &both, PET).await.status, 403);
}

#[tokio::test]
async fn an_operation_without_an_example_stays_a_501() {
    let server = half_written(true).await;
    assert_eq!(server.get("/fails?how=unwritten").await.status, 501);
}

#[tokio::test]
async fn a_501_of_a_handler_s_own_is_not_replaced() {
    let mut service = service();
    service.route(
        "show_pet",
        |_| Ok(()),
        |_: &Petshop| async move {
            let status = axum::http::StatusCode::NOT_IMPLEMENTED;
            Err::<Response, _>(Problem::new(status, "Not for this kind of pet.").into())
        },
    );
    let server = Server::start(service.mock_missing(true).router()).await;
    assert_eq!(server.get("/pets/7").await.status, 501);
}

/// The contract of one operation with several responses, as the generator writes it.
const PREFERABLE: &str = r#"{"operation":"list","method":"GET","path":"/pets","parameters":[{"name":"limit","in":"query","style":"form","explode":true,"schema":{"type":"integer"},"shape":"integer"}],"produces":["application/json","text/plain"],"negotiates":true,"deprecated":true,"mock":{"status":200,"headers":{"x-total":1},"type":"application/json","body":[1],"example":"one","examples":{"none":[],"a \"b\"":[2]},"others":[{"type":"text/plain","body":"1","example":"one","examples":{"plain":"0"}}]},"responses":[{"status":404,"type":"application/json","body":{"error":"gone"}},{"status":500,"for":"5XX","type":"application/json","body":{"error":"broken"}}]}
{"operation":"open","method":"GET","path":"/open","mock":{"status":204},"responses":[{"status":200,"for":"default","type":"application/json","body":{"code":1}}]}"#;

#[tokio::test]
async fn a_request_chooses_the_status() {
    let server = Server::start(Service::mock(PREFERABLE).router()).await;
    let prefer = async |path: &str, value: &str| {
        let heard = server.send("GET", path, &[("Prefer", value)], "").await;
        let applied = heard.header("preference-applied").map(str::to_owned);
        (heard.status, heard.body, applied)
    };
    let gone = r#"{"error":"gone"}"#.to_owned();
    let applied = Some("code=404".to_owned());
    assert_eq!(
        prefer("/pets", "code=404").await,
        (404, gone.clone(), applied.clone())
    );
    // A range, and the default.
    assert_eq!(prefer("/pets", "code=503").await.0, 503);
    assert_eq!(prefer("/pets", "code=503").await.1, r#"{"error":"broken"}"#);
    let (status, body, _) = prefer("/open", "code=418").await;
    assert_eq!((status, body.as_str()), (418, r#"{"code":1}"#));
    assert_eq!(prefer("/open", "code=204").await.0, 204);
    // For clients that cannot send headers.
    let heard = server.get("/pets?__code=404&limit=1").await;
    assert_eq!((heard.status, heard.body.as_str()), (404, gone.as_str()));
    assert_eq!(heard.header("preference-applied"), Some("code=404"));
    // The request is checked first.
    assert_eq!(server.get("/pets?__code=404&limit=x").await.status, 400);
    // No preference of the mock.
    let (status, _, applied) = prefer("/pets", "return=minimal").await;
    assert_eq!((status, applied), (200, None));
}

#[tokio::test]
async fn a_status_that_is_not_documented_is_a_problem_that_lists_those_there_are() {
    let server = Server::start(Service::mock(PREFERABLE).router()).await;
    for code in ["418", "abc", "100", "99999", ""] {
        let prefer = format!("code={code}");
        let heard = server
            .send("GET", "/pets", &[("Prefer", &prefer)], "")
            .await;
        assert_eq!(
            (heard.status, heard.header("content-type")),
            (404, Some("application/problem+json")),
            "{code}"
        );
        let detail = heard.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.ends_with("only 200, 404, 5XX."), "{detail}");
    }
}

#[tokio::test]
async fn a_request_chooses_the_example() {
    let server = Server::start(Service::mock(PREFERABLE).router()).await;
    let prefer = async |value: &str, accept: &str| {
        let headers = [("Prefer", value), ("Accept", accept)];
        let heard = server.send("GET", "/pets", &headers, "").await;
        (heard.status, heard.body)
    };
    let some = |text: &str| (200, text.to_owned());
    assert_eq!(prefer("example=one", "*/*").await, some("[1]"));
    assert_eq!(prefer("example=none", "*/*").await, some("[]"));
    assert_eq!(prefer(r#"example="a \"b\"""#, "*/*").await, some("[2]"));
    // Of the contents that have it, the one that the request accepts.
    assert_eq!(prefer("example=one", "text/plain").await, some("1"));
    assert_eq!(prefer("example=plain", "*/*").await, some("0"));
    let (status, body) = prefer("example=plain", "application/json").await;
    assert_eq!(status, 404);
    assert!(body.contains("which the header Accept excludes"), "{body}");
    assert_eq!(server.get("/pets?__example=none").await.body, "[]");
    let (status, body) = prefer("example=two", "*/*").await;
    assert_eq!(status, 404);
    assert!(
        body.contains(r#"only a \"b\", none, one, plain."#),
        "{body}"
    );
    let (_, body) = prefer("code=404, example=one", "*/*").await;
    assert!(body.contains("which has no named examples."), "{body}");
}

#[tokio::test]
async fn a_deprecated_operation_says_so() {
    let server = Server::start(Service::mock(PREFERABLE).router()).await;
    assert_eq!(
        server.get("/pets").await.header("deprecation"),
        Some("true")
    );
    assert_eq!(server.get("/open").await.header("deprecation"), None);
}

#[tokio::test]
async fn a_function_replies_in_place_of_examples_that_are_not_asked_for_by_name() {
    let reply = |request: &MockRequest<'_>| {
        if request.preference.dynamic != Some(true) {
            let is_gone = request.request.uri().query() == Some("limit=404");
            let problem = Problem::new(StatusCode::NOT_FOUND, "It is gone.");
            return is_gone.then_some(Err(problem));
        }
        Some(Ok(MockReply {
            status: Some(201),
            headers: vec![("x-total".parse().unwrap(), "7".parse().unwrap())],
            body: Some(json!([
                request.response,
                request.media_type,
                request.status
            ])),
            is_dynamic: true,
            ..MockReply::default()
        }))
    };
    let server = Server::start(Service::mock(PREFERABLE).mock_reply(reply).router()).await;
    let heard = server.get("/pets?__dynamic=true").await;
    assert_eq!((heard.status, heard.header("x-total")), (201, Some("7")));
    assert_eq!(heard.json(), json!(["200", "application/json", 200]));
    assert_eq!(heard.header("preference-applied"), Some("dynamic=true"));
    assert_eq!(server.get("/pets").await.body, "[1]");
    assert_eq!(server.get("/pets?limit=404").await.status, 404);
    let heard = server.get("/pets?__dynamic=true&__example=none").await;
    assert_eq!((heard.status, heard.body.as_str()), (200, "[]"));
    assert_eq!(heard.header("preference-applied"), Some("example=none"));
}

#[tokio::test]
async fn the_example_of_a_response_belongs_to_that_of_the_request() {
    let contract = r#"{"operation":"buy","method":"POST","path":"/{shop}/pets","parameters":[{"name":"shop","in":"path","style":"simple","explode":false,"required":true,"schema":{"type":"integer"},"shape":"integer"},{"name":"fast","in":"query","style":"form","explode":true,"schema":{"type":"boolean"},"shape":"boolean"}],"body":{"required":true,"content":{"application/json":{"schema":{"type":"object"}}}},"mock":{"status":201,"type":"application/json","body":"cat","example":"cat","examples":{"dog":"dog","fast dog":"fast dog"}},"responses":[{"status":404,"type":"application/json","body":"closed","example":"closed"}],"requests":[{"name":"cat","body":{"kind":"cat","age":1}},{"name":"dog","body":{"kind":"dog"}},{"name":"fast dog","parameters":[[1,true]],"body":{"kind":"dog"}},{"name":"closed","parameters":[[0,7]]},{"name":"none","parameters":[[9,1]]}]}"#;
    let server = Server::start(Service::mock(contract).router()).await;
    let buy = async |path: &str, body: &str| {
        let heard = server.json("POST", path, body).await;
        (heard.status, heard.json().as_str().unwrap().to_owned())
    };
    let some = |status: u16, text: &str| (status, text.to_owned());
    assert_eq!(
        buy("/1/pets", r#"{"age":1,"kind":"cat"}"#).await,
        some(201, "cat")
    );
    assert_eq!(buy("/1/pets", r#"{"kind":"dog"}"#).await, some(201, "dog"));
    // The example with the most parts.
    let fast = buy("/1/pets?fast=true", r#"{"kind":"dog"}"#).await;
    assert_eq!(fast, some(201, "fast dog"));
    assert_eq!(buy("/7/pets", "{}").await, some(404, "closed"));
    // Without an equal example it is the first.
    assert_eq!(buy("/1/pets", r#"{"kind":"fox"}"#).await, some(201, "cat"));
    // What a request prefers has precedence.
    assert_eq!(buy("/7/pets?__code=201", "{}").await, some(201, "cat"));
    assert_eq!(buy("/7/pets?__example=dog", "{}").await, some(201, "dog"));
}
