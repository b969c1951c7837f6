//! What the log has of a request.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use specfirst_runtime::server::{HookName, Problem, Response, Service};
use tracing::subscriber::DefaultGuard;

use super::petshop::server::service;
use super::wire::Server;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lines {
    /// Captures what this thread logs until the guard is dropped.
    fn capture() -> (Self, DefaultGuard) {
        // tracing caches for each call site whether any subscriber is interested in it. This one always is, whichever test
        // of another thread is the first to reach the call site.
        let everything = tracing_subscriber::fmt().with_writer(io::sink).finish();
        let _ = tracing::subscriber::set_global_default(everything);
        let lines = Self::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        (lines, tracing::subscriber::set_default(subscriber))
    }

    /// The lines since the last call.
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut self.0.lock().unwrap())).unwrap()
    }
}

#[tokio::test]
async fn a_response_of_the_mock_in_place_of_a_handler_is_told() {
    let server = Server::start(service().mock_missing(true).router()).await;
    let (lines, _guard) = Lines::capture();
    assert_eq!(server.get("/unwritten").await.status, 204);
    let log = lines.take();
    let reason = r#"reason="not implemented yet, so the mock responds""#;
    assert!(log.contains(reason), "{log}");
}

#[tokio::test]
async fn a_request_is_one_line_with_operation_status_and_latency() {
    let server = Server::start(service().router()).await;
    let (lines, _guard) = Lines::capture();
    server.get("/pets?limit=5").await;
    let log = lines.take();
    assert_eq!(log.lines().count(), 1, "{log}");
    for part in [
        r#"method="GET""#,
        r#"path="/pets""#,
        r#"operation="list_pets""#,
        "status=200",
        "latency_ms=",
    ] {
        assert!(log.contains(part), "{part}: {log}");
    }
    assert!(!log.contains("reason"), "{log}");
}

#[tokio::test]
async fn refusals_have_their_reason_and_no_values() {
    let server = Server::start(service().router()).await;
    let (lines, _guard) = Lines::capture();
    let key = ("X-Key", "s3cret-key");
    let json = ("Content-Type", "application/json");
    let good = ("X-Key", "good");
    let long = r#"{"id":1,"name":"s3cret-but-much-too-long"}"#;
    let cases = [
        (
            "GET",
            "/pets?limit=s3cret",
            &[][..],
            "",
            "query limit: parse",
        ),
        (
            "POST",
            "/pets",
            &[key, json],
            "{}",
            "credentials are missing or wrong",
        ),
        ("POST", "/pets", &[good, json], long, "body: maxLength"),
        (
            "POST",
            "/pets",
            &[good, json],
            r#"{"s3cret":1}"#,
            "body: required",
        ),
        (
            "GET",
            "/nothing?x=s3cret",
            &[],
            "",
            "nothing at this address",
        ),
    ];
    for (method, path, headers, body, reason) in cases {
        let status = server.send(method, path, headers, body).await.status;
        let log = lines.take();
        assert!(log.contains(&format!("status={status}")), "{log}");
        assert!(log.contains(reason), "{reason}: {log}");
        assert!(!log.contains("s3cret"), "{log}");
    }
}

#[tokio::test]
async fn defects_of_schemas_are_logged() {
    let contract = r#"{"operation":"get","method":"GET","path":"/x","parameters":[{"name":"a","in":"query","schema":{"$ref":"Unknown"}},{"name":"b","in":"query","schema":{"$ref":"Broken"}}]}
{"schema":"Broken","is":{"type":}"#;
    let mut service = Service::new((), contract);
    service.route(
        "get",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::head(204).empty()?) },
    );
    let server = Server::start(service.router()).await;
    let (lines, _guard) = Lines::capture();
    assert_eq!(server.get("/x?a=1&b=1").await.status, 422);
    let log = lines.take();
    for cause in [
        "there is no schema Unknown",
        "the text of the schema Broken is not JSON",
    ] {
        let line = log.lines().find(|line| line.contains(cause));
        assert!(line.is_some_and(|line| line.contains("ERROR")), "{log}");
    }
}

#[tokio::test]
async fn lines_of_a_handler_are_within_the_span_and_its_details_are_not_logged() {
    let contract = r#"{"operation":"get","method":"GET","path":"/x"}"#;
    let mut service = Service::new((), contract);
    service.route(
        "get",
        |_| Ok(()),
        |_: &()| async move {
            tracing::info!("from the handler");
            let status = axum::http::StatusCode::NOT_FOUND;
            Err::<Response, _>(Problem::new(status, "ann@example.com is unknown").into())
        },
    );
    let server = Server::start(service.router()).await;
    let (lines, _guard) = Lines::capture();
    assert_eq!(server.get("/x").await.status, 404);
    let log = lines.take();
    let line = log.lines().find(|line| line.contains("from the handler"));
    assert!(line.unwrap().contains(r#"operation="get""#), "{log}");
    assert!(!log.contains("ann@example.com"), "{log}");
}

#[tokio::test]
async fn a_schema_that_is_not_valid_is_logged_when_it_is_used() {
    let contract = r#"{"operation":"get","method":"GET","path":"/x","parameters":[{"name":"a","in":"query","schema":{"$ref":"Broken"}}]}
{"schema":"Broken","is":{"type":"string","pattern":"("}}"#;
    let mut service = Service::new((), contract);
    service.route(
        "get",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::head(204).empty()?) },
    );
    let server = Server::start(service.router()).await;
    let (lines, _guard) = Lines::capture();
    assert_eq!(server.get("/x?a=b").await.status, 422);
    let log = lines.take();
    let line = log
        .lines()
        .find(|line| line.contains("a schema of the contract is not valid"));
    assert!(line.unwrap().contains("ERROR"), "{log}");
}

#[test]
fn a_webhook_that_the_contract_has_not_is_logged_when_its_path_is_set() {
    struct Name(&'static str);
    impl HookName<()> for Name {
        fn as_str(&self) -> &'static str {
            self.0
        }
    }
    let (lines, _guard) = Lines::capture();
    let contract = r#"{"operation":"new_pet","method":"POST","path":"/newPet","hook":"newPet"}"#;
    let service = Service::new((), contract.to_owned());
    let service = service.path(Name("newPet"), "/hooks/new-pet");
    assert_eq!(lines.take(), "");
    service.path(Name("new_pet"), "/hooks/new-pet");
    let log = lines.take();
    assert!(
        log.contains("no such webhook") && log.contains("new_pet"),
        "{log}"
    );
}
