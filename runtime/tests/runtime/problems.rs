//! Error responses as the document has them, and as the user shapes them.

use axum::http::StatusCode;
use serde_json::json;
use specfirst_runtime::server::{HandlerError, Problem, Response};

use super::petshop::server::service;
use super::wire::Server;

#[tokio::test]
async fn documented_error_bodies_are_filled() {
    let server = Server::petshop().await;
    // Only 400 is documented, so what is against the schema is a 400 too; the text is cut to what the schema allows.
    let heard = server.json("POST", "/cars", r#"{"doors":"x"}"#).await;
    assert_eq!(
        (heard.status, heard.header("content-type")),
        (400, Some("application/json"))
    );
    assert_eq!(heard.json(), json!({"error": "The request "}));
    let heard = server.send("POST", "/cars", &[], "").await;
    assert_eq!(
        (heard.status, heard.header("content-type")),
        (401, Some("application/vnd.car+json"))
    );
    assert_eq!(heard.json(), json!({"code": 401, "title": "Unauthorized"}));
    assert!(heard.header("www-authenticate").is_some());
    let heard = server.json("POST", "/cars", "{}").await;
    assert_eq!(
        (heard.status, heard.json()["kind"].as_str()),
        (500, Some("car"))
    );
    assert!(!heard.body.contains("steel"));
}

#[tokio::test]
async fn documented_lists_of_errors_are_filled() {
    let server = Server::petshop().await;
    // Only 422 is documented, so what can't be parsed is a 422 too.
    let headers = [("Content-Type", "application/json")];
    let body = r#"{"name":"wheel","price":0,"parts":[{"price":1}]}"#;
    let heard = server.send("POST", "/items?page=x", &headers, body).await;
    assert_eq!(heard.status, 422);
    let detail = heard.json()["detail"].as_array().cloned().unwrap();
    let mut spots: Vec<_> = detail
        .iter()
        .map(|one| format!("{} {} {}", one["loc"], one["field"], one["type"]))
        .collect();
    spots.sort();
    let expected = [
        r#"["body","parts","0","name"] "parts.0.name" "required""#,
        r#"["body","price"] "price" "exclusiveMinimum""#,
        r#"["query","page"] "page" "parse""#,
    ];
    assert_eq!(spots, expected);
    assert!(detail.iter().all(|one| one["msg"].is_string()));
    let heard = server.send("POST", "/items", &headers, "{").await;
    assert_eq!(
        (heard.status, &heard.json()["detail"][0]["loc"]),
        (422, &json!(["body"]))
    );
    let heard = server
        .send("POST", "/items", &[("Content-Type", "text/csv")], "a,b")
        .await;
    assert_eq!(
        (heard.status, heard.header("content-type")),
        (415, Some("application/problem+json"))
    );
}

#[tokio::test]
async fn one_hook_responds_to_all_of_them() {
    let service = service().problem_response(|problem: Problem| {
        let is_number = problem.cause().is_some_and(|cause| cause.is::<std::num::ParseIntError>());
        if is_number {
            return Problem::new(StatusCode::IM_A_TEAPOT, "no number").into_response();
        }
        if problem.operation() == Some("show_pet") {
            return problem.into_response();
        }
        let body = json!({"shaped": problem.status.as_u16(), "items": problem.errors.len(), "operation": problem.operation()});
        Response::head(problem.status).json("application/json", &body).unwrap_or_else(Problem::into_response)
    });
    let server = Server::start(service.router()).await;
    assert_eq!(
        server.get("/nowhere").await.json(),
        json!({"shaped": 404, "items": 0, "operation": null})
    );
    assert_eq!(
        server.get("/pets?limit=0").await.json(),
        json!({"shaped": 422, "items": 1, "operation": "list_pets"})
    );
    assert_eq!(server.get("/fails?how=error").await.status, 418);
    assert_eq!(server.get("/fails?how=panic").await.json()["shaped"], 500);
    assert_eq!(
        server.send("PATCH", "/pets", &[], "").await.json()["shaped"],
        405
    );
    assert_eq!(
        server.get("/pets/x").await.header("content-type"),
        Some("application/problem+json")
    );
}

#[tokio::test]
async fn a_hook_that_panics_is_no_end() {
    let server = Server::start(
        service()
            .problem_response(|_| panic!("in the hook"))
            .router(),
    )
    .await;
    assert_eq!(server.get("/nowhere").await.status, 404);
}

#[test]
fn an_error_of_a_handler_is_printed_as_its_cause() {
    let cause = "x".parse::<u8>().unwrap_err();
    assert_eq!(
        HandlerError::from(cause.clone()).to_string(),
        cause.to_string()
    );
    let problem = Problem::new(StatusCode::NOT_FOUND, "no such pet");
    assert_eq!(
        HandlerError::from(problem).to_string(),
        "404 Not Found: no such pet"
    );
    assert_eq!(
        HandlerError::not_implemented().to_string(),
        "This operation is not implemented yet."
    );
}

#[test]
fn responses_that_cannot_be_written_are_problems() {
    let status = |answer: Result<Response, Problem>| answer.map(|_| ()).unwrap_err().status;
    assert_eq!(
        status(Response::head(200).header("X-A", "a\r\nb").empty()),
        500
    );
    assert_eq!(
        status(
            Response::head(200)
                .header("bad name", "a")
                .text("text/plain", "a")
        ),
        500
    );
    assert_eq!(status(Response::head(99).empty()), 500);
    let unwritable = std::collections::HashMap::from([(vec![1], 1)]);
    assert_eq!(
        status(Response::head(200).json("application/json", &unwritable)),
        500
    );
}
