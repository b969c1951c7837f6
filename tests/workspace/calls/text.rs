//! Text that is not parsed, over a socket: it keeps its media type.

use calls_of_all::serve;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::http::HeaderMap;
use several_media_types_for_a_response::api as reports;
use text_bodies::api as tables;

const ROWS: &str = "id,total\n1,\"5\n\"\n";

struct Handlers;

impl reports::server::Api for Handlers {
    async fn show_report(
        &self,
        _: i64,
    ) -> Result<reports::operations::ShowReportResponse, reports::server::HandlerError> {
        Ok(reports::operations::ShowReportResponse::OkCsv(ROWS.to_owned()))
    }
}

impl tables::server::Api for Handlers {
    async fn replace_text(
        &self,
        body: String,
    ) -> Result<tables::operations::ReplaceTextResponse, tables::server::HandlerError> {
        Ok(tables::operations::ReplaceTextResponse::Ok(body))
    }

    async fn replace_table(
        &self,
        body: String,
    ) -> Result<tables::operations::ReplaceTableResponse, tables::server::HandlerError> {
        assert_eq!(body, ROWS);
        Ok(tables::operations::ReplaceTableResponse::Ok("<table>".to_owned()))
    }

    async fn replace_number(
        &self,
        _: String,
    ) -> Result<tables::operations::ReplaceNumberResponse, tables::server::HandlerError> {
        Ok(tables::operations::ReplaceNumberResponse::NoContent)
    }
}

#[tokio::test]
async fn a_response_of_csv_is_text_of_its_media_type() {
    use reports::operations::ShowReportResponse;

    let handlers = serve(reports::server::router(Handlers)).await;
    // A server of another make.
    let other = Router::new().fallback(|| async { ([("content-type", "text/csv")], ROWS) });
    for base in [handlers, serve(other).await] {
        let response = reports::client::Client::new(base).show_report(1).await.unwrap();
        assert!(matches!(response, ShowReportResponse::OkCsv(rows) if rows == ROWS));
    }
}

#[tokio::test]
async fn a_request_of_csv_is_text_of_its_media_type() {
    let client = tables::client::Client::new(serve(tables::server::router(Handlers)).await);
    assert_eq!(client.replace_table(ROWS).await.unwrap(), "<table>");
    let sent = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&sent);
    let other = Router::new().fallback(move |headers: HeaderMap, body: String| async move {
        record.lock().unwrap().push((headers["content-type"].clone(), body));
        ([("content-type", "text/html")], "<table>")
    });
    let client = tables::client::Client::new(serve(other).await);
    client.replace_table(ROWS).await.unwrap();
    let sent = sent.lock().unwrap();
    assert!(sent[0].0.to_str().unwrap().starts_with("text/csv"), "{sent:?}");
    assert_eq!(sent[0].1, ROWS);
}
