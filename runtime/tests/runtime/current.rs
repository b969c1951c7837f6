//! What a handler sees of the request that its document does not describe, and layers around operations.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::extract::Request;
use axum::http::header::{HeaderName, HeaderValue, SET_COOKIE};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use serde_json::json;
use specfirst_runtime::client::{Client, Method};
use specfirst_runtime::operation;
use specfirst_runtime::server::{
    current_request, Input, OperationInfo, Problem, Response, Service,
};

use super::wire::Server;

const CONTRACT: &str = concat!(
    r#"{"operation":"show","method":"GET","path":"/pets/{id}","tag":"pets","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"integer"},"shape":"integer"}],"produces":["application/json"]}"#,
    "\n",
    r#"{"operation":"add","method":"POST","path":"/pets","tag":"pets","body":{"required":true,"content":{"application/json":{"schema":{"type":"object"}}}},"produces":["application/json"]}"#,
    "\n",
    r#"{"operation":"health","method":"GET","path":"/health","produces":["application/json"]}"#,
);

fn service() -> Service<()> {
    let mut service = Service::new((), CONTRACT);
    service.route(
        "show",
        |_| Ok(()),
        |_: &()| async move {
            let request = current_request().expect("it is a handler");
            request.append_response_header(SET_COOKIE, HeaderValue::from_static("a=1"));
            request.append_response_header(SET_COOKIE, HeaderValue::from_static("b=2"));
            let connection = HeaderName::from_static("connection");
            request.append_response_header(connection, HeaderValue::from_static("close"));
            tokio::task::yield_now().await;
            let again = current_request().expect("it still is");
            if request.headers().contains_key("x-fail") {
                return Err(Problem::new(StatusCode::CONFLICT, "It is taken.").into());
            }
            let user = request.extension::<User>().map(|user| user.0);
            Ok(Response::json(
                200,
                &json!({
                    "agent": request.headers()["user-agent"].to_str().unwrap(),
                    "peer": request.peer().is_some_and(|peer| peer.ip().is_loopback()),
                    "operation": request.operation(),
                    "path": request.path_template(),
                    "query": request.uri().query(),
                    "tag": request.tag(),
                    "method": request.method().as_str(),
                    "user": user,
                    "sameId": request.id() == again.id(),
                    "id": request.id(),
                }),
            )?)
        },
    );
    service.route(
        "add",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::empty(204)?) },
    );
    service.route(
        "health",
        |_| Ok(()),
        |_: &()| async move {
            let request = current_request().unwrap();
            Ok(Response::json(200, &json!(request.tag()))?)
        },
    );
    service
}

/// What a layer adds.
#[derive(Clone)]
struct User(&'static str);

#[tokio::test]
async fn handlers_see_the_whole_request_and_add_headers_to_its_response() {
    let add_user = |mut request: Request, next: Next| async move {
        request.extensions_mut().insert(User("ada"));
        next.run(request).await
    };
    let router = service().router().layer(middleware::from_fn(add_user));
    let server = Server::start(router).await;
    let headers = [("User-Agent", "test"), ("X-Request-Id", "abc-1")];
    let heard = server.send("GET", "/pets/7?x=1", &headers, "").await;
    let expected = json!({
        "agent": "test", "peer": true, "operation": "show", "path": "/pets/{id}", "query": "x=1", "tag": "pets",
        "method": "GET", "user": "ada", "sameId": true, "id": "abc-1",
    });
    assert_eq!(heard.json(), expected);
    assert_eq!(heard.headers("set-cookie"), ["a=1", "b=2"]);
    let failed = [("User-Agent", "test"), ("X-Fail", "1")];
    let heard = server.send("GET", "/pets/7", &failed, "").await;
    assert_eq!((heard.status, heard.headers("set-cookie").len()), (409, 2));
    assert!(current_request().is_none());
}

#[tokio::test]
async fn a_request_without_a_usable_id_gets_one() {
    let server = Server::start(service().router()).await;
    let mut seen = Vec::new();
    for sent in ["", "two words", &"x".repeat(129)] {
        let headers = [("User-Agent", "test"), ("X-Request-Id", sent)];
        let heard = server.send("GET", "/pets/7", &headers, "").await;
        let id = heard.json()["id"].as_str().unwrap().to_owned();
        assert!(
            id.len() == 32 && id.chars().all(|digit| digit.is_ascii_hexdigit()),
            "{id}"
        );
        assert!(!seen.contains(&id));
        seen.push(id);
    }
}

#[tokio::test]
async fn layers_are_around_the_operations_that_they_select() {
    let seen: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = Arc::clone(&seen);
    let record = move |request: Request, next: Next| {
        let log = Arc::clone(&log);
        async move {
            let info = request.extensions().get::<OperationInfo>().unwrap();
            let text = format!("{} {} {}", info.name, info.method, info.path);
            log.lock().unwrap().push(text);
            next.run(request).await
        }
    };
    let refuse = |_: Request, _: Next| async move { StatusCode::IM_A_TEAPOT.into_response() };
    let router = service()
        .layer(
            |operation| operation.tag.as_deref() == Some("pets"),
            move |router| router.layer(middleware::from_fn(record.clone())),
        )
        .layer(
            |operation| operation.name == "add",
            move |router| router.layer(middleware::from_fn(refuse)),
        )
        .router();
    let server = Server::start(router).await;
    let headers = [("User-Agent", "test")];
    let heard = server.send("GET", "/pets/7", &headers, "").await;
    assert_eq!(
        (heard.status, heard.json()["operation"].as_str()),
        (200, Some("show"))
    );
    // Parameters are read and checked inside of the layers.
    assert_eq!(server.get("/pets/x").await.status, 400);
    let json = [("Content-Type", "application/json")];
    assert_eq!(server.send("POST", "/pets", &json, "{}").await.status, 418);
    assert_eq!(server.get("/health").await.json(), json!(null));
    assert_eq!(server.get("/elsewhere").await.status, 404);
    let seen = seen.lock().unwrap();
    assert_eq!(*seen, ["show GET /pets/{id}", "show GET /pets/{id}"]);
}

/// A transaction that ends with the response.
#[derive(Default)]
struct Transaction {
    writes: AtomicUsize,
}

#[tokio::test]
async fn a_transaction_commits_if_the_response_is_a_success() {
    let committed = Arc::new(AtomicUsize::new(0));
    let total = Arc::clone(&committed);
    let transact = move |mut request: Request, next: Next| {
        let total = Arc::clone(&total);
        async move {
            let transaction = Arc::new(Transaction::default());
            request.extensions_mut().insert(Arc::clone(&transaction));
            let response = next.run(request).await;
            if response.status().is_success() {
                total.fetch_add(
                    transaction.writes.load(Ordering::Relaxed),
                    Ordering::Relaxed,
                );
            }
            response
        }
    };
    let mut service = Service::new((), CONTRACT);
    service.route(
        "show",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let request = current_request().unwrap();
            let transaction = request.extension::<Arc<Transaction>>().unwrap();
            transaction.writes.fetch_add(1, Ordering::Relaxed);
            match input.path::<i64>("id")? {
                7 => Ok(Response::empty(204)?),
                _ => Err(Problem::new(StatusCode::NOT_FOUND, "There is none.").into()),
            }
        },
    );
    let layer = move |router: axum::Router| router.layer(middleware::from_fn(transact.clone()));
    let server = Server::start(service.layer(|_| true, layer).router()).await;
    for (path, status) in [("/pets/7", 204), ("/pets/8", 404), ("/pets/7", 204)] {
        assert_eq!(server.get(path).await.status, status);
    }
    assert_eq!(committed.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn layers_keep_limits_and_lose_nothing_unnoticed() {
    let same = |request: Request, next: Next| async move { next.run(request).await };
    let layer = move |router: axum::Router| router.layer(middleware::from_fn(same));
    let router = service().body_limit(10).layer(|_| true, layer).router();
    let server = Server::start(router).await;
    let json = [("Content-Type", "application/json")];
    assert_eq!(
        server
            .send("POST", "/pets", &json, r#"{"a":"123456789"}"#)
            .await
            .status,
        413
    );
    let rebuild = |_: Request, next: Next| async move {
        let request = Request::builder()
            .uri("/health")
            .body(axum::body::Body::empty());
        next.run(request.unwrap()).await
    };
    let layer = move |router: axum::Router| router.layer(middleware::from_fn(rebuild));
    let server = Server::start(service().layer(|_| true, layer).router()).await;
    assert_eq!(server.get("/health").await.status, 500);
}

#[tokio::test]
async fn spawned_tasks_and_problem_responses() {
    let mut service = Service::new((), CONTRACT);
    service.route(
        "health",
        |_| Ok(()),
        |_: &()| async move {
            let spawned = tokio::spawn(async { current_request().is_none() });
            assert!(spawned.await.unwrap());
            Err::<Response, _>(Problem::new(StatusCode::CONFLICT, "It is taken.").into())
        },
    );
    let service = service.problem_response(|problem| {
        let id = current_request().map(|request| request.id().to_owned());
        Response::json(problem.status.as_u16(), &json!(id)).unwrap()
    });
    let server = Server::start(service.router()).await;
    let heard = server
        .send("GET", "/health", &[("X-Request-Id", "x-7")], "")
        .await;
    assert_eq!((heard.status, heard.json()), (409, json!("x-7")));
}

const REPORT: &str = concat!(
    r#"{"operation":"report","method":"GET","path":"/report","produces":["application/json","text/csv"],"negotiates":true}"#,
    "\n",
    r#"{"operation":"plain","method":"GET","path":"/plain","produces":["application/json"]}"#,
);

#[derive(Clone, Debug, PartialEq)]
enum Report {
    Ok(Vec<i64>),
    OkCsv(String),
}
operation::responses!(Report { 200 => Ok(json) | OkCsv(text "text/csv") });

#[derive(Clone, Copy, Debug, PartialEq)]
enum ReportAccept {
    Ok,
    OkCsv,
}
operation::accept!(ReportAccept {
    Ok = "application/json",
    OkCsv = "text/csv"
});

#[tokio::test]
async fn the_handler_learns_what_the_request_would_like_best() {
    let mut service = Service::new((), REPORT);
    service.route(
        "report",
        |_| Ok(()),
        |_: &()| async move {
            Ok(match ReportAccept::preferred() {
                ReportAccept::Ok => Report::Ok(vec![1, 2]),
                ReportAccept::OkCsv => Report::OkCsv("1,2".to_owned()),
            })
        },
    );
    service.route(
        "plain",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::json(200, &1)?) },
    );
    let server = Server::start(service.router()).await;
    for (accept, expected) in [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("application/json;q=0.5, text/csv", "text/csv"),
        ("text/csv;q=0.1, */*;q=0.2", "application/json"),
        ("application/json;q=0, */*", "text/csv"),
        (
            "application/*;q=0.3, application/json;q=0.9, text/csv;q=0.8",
            "application/json",
        ),
        // Its parameters are not those of the offer.
        ("application/json;version=2, text/csv;q=0.5", "text/csv"),
    ] {
        let headers: &[(&str, &str)] = match accept {
            "" => &[],
            _ => &[("Accept", accept)],
        };
        let heard = server.send("GET", "/report", headers, "").await;
        let sent = heard.header("content-type").unwrap_or_default();
        assert_eq!(
            (heard.status, sent.starts_with(expected)),
            (200, true),
            "{accept}"
        );
        assert_eq!(heard.headers("vary"), ["accept"], "{accept}");
    }
    let heard = server
        .send("GET", "/report", &[("Accept", "image/png")], "")
        .await;
    assert_eq!((heard.status, heard.header("vary")), (406, Some("accept")));
    assert_eq!(server.get("/plain").await.header("vary"), None);
    assert_eq!(ReportAccept::preferred(), ReportAccept::Ok);
    let client = Client::new(server.base());
    for accept in ReportAccept::ALL {
        let client = client.clone().with_header("Accept", accept.media_type());
        let call = client
            .request(Method::GET, "/report")
            .accept("application/json, text/csv");
        let report = call.send::<Report>().await.unwrap();
        assert_eq!(
            *accept == ReportAccept::Ok,
            report == Report::Ok(vec![1, 2])
        );
    }
}
