//! Bodies that are sequences of items.

use specfirst_runtime::server::{Input, Response, Service};

use super::wire::Server;

const CONTRACT: &str = r#"{"operation":"sums","method":"POST","path":"/sums","body":{"required":false,"content":{"application/json-seq":{"stream":true,"schema":{"type":"array","maxItems":1}},"application/jsonl":{"stream":true,"schema":{"type":"array","maxItems":3}}}}}"#;

async fn server() -> Server {
    let mut service = Service::new((), CONTRACT);
    service.route(
        "sums",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let Some(items) = input.optional_items::<Vec<i64>>()? else {
                return Ok(Response::head(200).text("text/plain", "no body")?);
            };
            let sums: Vec<i64> = items
                .all()
                .await?
                .iter()
                .map(|item| item.iter().sum())
                .collect();
            Ok(Response::head(200).text("text/plain", format!("{sums:?}"))?)
        },
    );
    Server::start(service.router()).await
}

#[tokio::test]
async fn an_absent_sequence_is_none_and_others_have_their_items() {
    let server = server().await;
    let heard = server.send("POST", "/sums", &[], "").await;
    assert_eq!((heard.status, heard.body.as_str()), (200, "no body"));
    let lines = [("Content-Type", "application/jsonl")];
    let heard = server
        .send("POST", "/sums", &lines, "[1,2]\n[]\n[3]\n")
        .await;
    assert_eq!((heard.status, heard.body.as_str()), (200, "[3, 0, 3]"));
}

#[tokio::test]
async fn an_item_is_validated_with_the_schema_for_the_media_type() {
    let server = server().await;
    let lines = [("Content-Type", "application/jsonl")];
    for (body, status, problem) in [
        ("[1]\n[1,2,3,4]\n", 422, "body  maxItems"),
        ("[1]\n[1,\"a\"]\n", 422, "body /1 type"),
        ("[1]\n[1\n", 400, "body  parse"),
    ] {
        let heard = server.send("POST", "/sums", &lines, body).await;
        assert_eq!(
            (heard.status, heard.problems()),
            (status, vec![problem.to_owned()])
        );
    }
}
