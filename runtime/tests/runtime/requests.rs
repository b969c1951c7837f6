//! What handlers get to see of a request, and clients of an answer.

use serde_json::json;
use specfirst_runtime::json::DuplicateMembers;

use super::petshop::server::service;
use super::wire::Server;

#[tokio::test]
async fn parameters_arrive_typed_and_with_their_defaults() {
    let server = Server::petshop().await;
    assert_eq!(
        server.get("/pets").await.json(),
        json!({"limit": 20, "tags": null, "trace": null, "theme": null})
    );
    let headers = [("x-trace", "7"), ("Cookie", "a=b; theme=dark")];
    let heard = server
        .send(
            "GET",
            "/pets?tags=a%20b&limit=5&tags=%C3%BC&other=1",
            &headers,
            "",
        )
        .await;
    assert_eq!(
        heard.json(),
        json!({"limit": 5, "tags": ["a b", "\u{fc}"], "trace": 7, "theme": "dark"})
    );
}

#[tokio::test]
async fn bodies_get_their_defaults_and_integral_floats_are_integers() {
    let server = Server::petshop().await;
    let heard = server
        .json("POST", "/pets", r#"{"id":1.0,"name":"Rex"}"#)
        .await;
    assert_eq!(heard.json(), json!({"id": 1, "name": "Rex", "kind": "dog"}));
}

#[tokio::test]
async fn duplicate_members_are_refused() {
    let server = Server::petshop().await;
    let heard = server
        .json(
            "POST",
            "/pets",
            r#"{"id":1,"name":"Rex","tags":[],"name":"Bello"}"#,
        )
        .await;
    assert_eq!(heard.status, 400);
    assert_eq!(heard.problems(), ["body /name parse"]);
    assert!(heard
        .body
        .contains("the member `name` is given more than once"));
}

#[tokio::test]
async fn the_last_of_duplicate_members_is_kept_if_that_is_set() {
    let service = service().duplicate_members(DuplicateMembers::KeepLast);
    let server = Server::start(service.router()).await;
    let body = r#"{"id":1,"name":"Rex","name":"Bello"}"#;
    let heard = server.json("POST", "/pets", body).await;
    assert_eq!(heard.json()["name"], "Bello");
}

#[tokio::test]
async fn malformed_percent_encoding_is_refused() {
    let server = Server::petshop().await;
    for (query, fault) in [
        ("limit=%zz", "query limit parse"),
        ("tags=a&tags=100%", "query tags parse"),
        ("other=%zz", "query other parse"),
        ("%4=1", "query %4 parse"),
    ] {
        let heard = server.get(&format!("/pets?{query}")).await;
        assert_eq!(
            (heard.status, heard.problems()),
            (400, vec![fault.to_owned()])
        );
    }
    // A browser sends the cookies of other applications on the same host, too.
    let headers = [("Cookie", "a%z=100%; theme=dark")];
    assert_eq!(server.send("GET", "/pets", &headers, "").await.status, 200);
}

#[tokio::test]
async fn integers_beyond_64_bits_are_refused() {
    let server = Server::petshop().await;
    for id in [
        "-9223372036854775809",
        "9223372036854775808",
        "18446744073709551616",
    ] {
        let body = format!(r#"{{"id":{id},"name":"Rex"}}"#);
        let heard = server.json("POST", "/pets", &body).await;
        assert!([400, 422].contains(&heard.status), "{id}: {}", heard.body);
        let heard = server.get(&format!("/pets?limit={id}")).await;
        assert!([400, 422].contains(&heard.status), "{id}: {}", heard.body);
    }
}

#[tokio::test]
async fn forms_are_read_by_their_schema() {
    let server = Server::petshop().await;
    let headers = [
        ("X-Key", "good"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let heard = server
        .send(
            "POST",
            "/pets",
            &headers,
            "id=7&name=R%C3%BC+x&tags=a&tags=b",
        )
        .await;
    assert_eq!(
        heard.json(),
        json!({"id": 7, "name": "R\u{fc} x", "kind": "dog", "tags": ["a", "b"]})
    );
    assert_eq!(
        heard.header("x-content"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        server
            .send("POST", "/pets", &headers, "name=Rex")
            .await
            .problems(),
        ["body /id required"]
    );
    assert_eq!(
        server
            .send("POST", "/pets", &headers, "id=x&name=Rex")
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn texts_are_read_as_they_are() {
    let server = Server::petshop().await;
    let headers = [("Content-Type", "text/plain; charset=utf-8")];
    assert_eq!(
        server.send("QUERY", "/search", &headers, "a{b").await.body,
        "searched a{b"
    );
    assert_eq!(
        server
            .send("QUERY", "/search", &headers, "ab")
            .await
            .problems(),
        ["body  minLength"]
    );
    let request = b"QUERY /search HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 3\r\n\r\nab\xff";
    assert_eq!(server.raw(request).await.status, 400);
}

#[tokio::test]
async fn responses_carry_typed_headers_and_several_cookies() {
    let server = Server::petshop().await;
    let heard = server
        .json("POST", "/pets", r#"{"id":1,"name":"Rex"}"#)
        .await;
    assert_eq!(heard.status, 201);
    assert_eq!(heard.header("location"), Some("/pets/1"));
    assert_eq!(heard.header("x-list"), Some("a,b"));
    assert_eq!(heard.header("x-object"), Some("a,1,b,c"));
    assert_eq!(heard.headers("set-cookie"), ["a=1; Path=/", "b=2"]);
    assert_eq!(server.get("/pets").await.header("x-next"), None);
}

#[tokio::test]
async fn no_content_has_no_body_and_no_type() {
    let server = Server::petshop().await;
    let heard = server.send("POST", "/pets/a%3Ab:activate", &[], "").await;
    assert_eq!((heard.status, heard.body.as_str()), (204, ""));
    assert_eq!(
        (heard.header("x-id"), heard.header("content-type")),
        (Some("a:b"), None)
    );
}
