//! Answers before any handler exists.

use serde_json::json;
use specfirst_runtime::server::Service;

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
