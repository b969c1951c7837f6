//! The client against the server.

use std::time::Duration;

use serde_json::json;
use specfirst_runtime::client::{
    ApiKeyLocation, Client, Error, Method, RequestBuilder, Secret, SendError,
};
use specfirst_runtime::server::{Response, Service};

use super::petshop::client::{self, CreatePet, Text};
use super::petshop::types::{ListPetsParams, Pet};
use super::wire::Server;

async fn client() -> Client {
    Client::new(Server::petshop().await.base())
}

#[tokio::test]
async fn parameters_travel_in_all_places() {
    let params = ListPetsParams {
        limit: Some(5),
        tags: Some(vec![
            "a b".to_owned(),
            "c,d&e=f".to_owned(),
            "\u{fc}#%/+".to_owned(),
        ]),
        x_trace: Some(-7),
        theme: Some("dark".to_owned()),
    };
    let pets = client::list_pets(&client().await, &params).await.unwrap();
    let headers = pets.headers.unwrap();
    assert_eq!((headers.total, headers.next), (2, None));
    assert_eq!(
        pets.body,
        json!({"limit": 5, "tags": params.tags, "trace": -7, "theme": "dark"})
    );
    let pets = client::list_pets(&client().await, &ListPetsParams::default())
        .await
        .unwrap();
    assert_eq!(pets.body["tags"], json!(null));
}

#[tokio::test]
async fn success_and_documented_errors_are_typed() {
    let pet = Pet {
        id: 1,
        name: "Rex".to_owned(),
        kind: Some("cat".to_owned()),
        tags: vec!["x".to_owned()],
    };
    let bare = client().await;
    let created = client::create_pet(
        &bare.clone().with_secret("oauth", Secret::bearer("writer")),
        &pet,
    )
    .await
    .unwrap();
    let headers = created.headers.unwrap();
    assert_eq!(
        (headers.location.as_str(), headers.list),
        ("/pets/1", vec!["a".to_owned(), "b".to_owned()])
    );
    assert_eq!(headers.cookies, ["a=1; Path=/", "b=2"]);
    assert_eq!(created.body, pet);
    let error = client::create_pet(&bare, &pet).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert!(error.headers().unwrap().contains_key("www-authenticate"));
    match error {
        Error::Response(response) => {
            assert_eq!(response.status, 401);
            assert_eq!(response.headers["content-type"], "application/problem+json");
            assert!(matches!(response.body, CreatePet::ClientError(status, _) if status == 401));
            let text = response.to_string();
            assert!(text.starts_with("POST /pets at 127.0.0.1:"), "{text}");
            assert!(
                text.ends_with(": the server responded 401 Unauthorized"),
                "{text}"
            );
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn what_is_not_documented_is_an_error_with_its_body() {
    let error = client::compare(&client().await.with_header("Accept", "text/html"), "a", "b")
        .await
        .unwrap_err();
    match &error {
        Error::Unexpected(answer) => {
            assert_eq!(answer.status, 406);
            assert!(answer.body.starts_with(b"{"));
            assert_eq!(answer.headers["content-type"], "application/problem+json");
        }
        other => panic!("{other}"),
    }
    let text = error.to_string();
    assert!(
        text.contains(": the server responded 406 Not Acceptable with a body of type \"application/problem+json\""),
        "{text}"
    );
}

#[tokio::test]
async fn what_shares_a_segment_arrives_as_it_was() {
    let client = client().await;
    let values = [
        "v1",
        "a...b",
        "...",
        "",
        "a.",
        ".a",
        "100% #?/+ \u{fc}",
        "%2E",
    ];
    for base in values {
        for head in values {
            let told = client::compare(&client, base, head).await.unwrap();
            assert_eq!(told, format!("[{base}] [{head}]"));
        }
    }
}

#[tokio::test]
async fn path_parameters_that_would_change_the_resource_are_refused() {
    let client = client().await;
    let request = |path, name: &str, value| client.request(Method::GET, path).path(name, value);
    let refused = [
        request("/files/{name}", "name", ".."),
        request("/files/{name}", "name", "."),
        request("/files/{name}", "name", ""),
        request("/{name}/files", "name", ""),
        request("/files/{a}{b}", "a", "").path("b", ""),
        request("/files/{name}", "other", "x"),
        client
            .request(Method::GET, "/files/{name}")
            .path("name", &[""; 0]),
    ];
    for request in refused {
        let error = request.response().await.unwrap_err();
        assert!(matches!(error, SendError::Request(_)), "{error}");
        let text = error.to_string();
        assert_eq!(
            text.matches("the request cannot be sent").count(),
            1,
            "{text}"
        );
    }
    let error = request("/files/{name}", "name", "").response().await;
    assert!(error.unwrap_err().to_string().contains("`name` is empty"));
    // A part of a segment may be empty, and so may a segment of the document.
    for request in [
        request("/compare/{base}...", "base", ""),
        client.request(Method::GET, "/pets/"),
    ] {
        assert!(request.response().await.is_ok());
    }
}

#[tokio::test]
async fn secrets_go_where_their_scheme_wants_them() {
    let bare = client().await;
    let secrets = [
        (
            "query_key",
            Secret::api_key(ApiKeyLocation::Query, "key", "good"),
            "key",
        ),
        (
            "cookie_key",
            Secret::api_key(ApiKeyLocation::Cookie, "session", "good"),
            "key",
        ),
        ("login", Secret::basic("ann", "a:b"), "ann"),
        ("vapid", Secret::authorization("vapid x"), "x"),
    ];
    for (scheme, secret, caller) in secrets {
        let client = bare.clone().with_secret(scheme, secret);
        let schemes: &[&[&str]] = &[&["query_key"], &["cookie_key"], &["login"], &["vapid"]];
        let call = client.request(Method::GET, "/guarded").auth(schemes);
        assert_eq!(text(call).await, caller);
    }
}

#[tokio::test]
async fn the_path_of_the_base_is_kept() {
    let router = axum::Router::new().nest("/api/v1", super::petshop::server::service().router());
    let server = Server::start(router).await;
    for base in ["/api/v1", "/api/v1/"] {
        let client = Client::new(server.base() + base);
        assert_eq!(client::compare(&client, "a", "b").await.unwrap(), "[a] [b]");
    }
}

#[tokio::test]
async fn paths_with_a_query_of_their_own_keep_it() {
    let client = client().await;
    for (path, told) in [("/do?Action=Start", "start"), ("/do?Action=Stop", "stop")] {
        assert_eq!(text(client.request(Method::POST, path)).await, told);
    }
    // Behind `#`, a header may say it, and what has no value says nothing.
    let call = client.request(Method::POST, "/do#part&Action=Stop");
    assert_eq!(text(call).await, "stop");
    let call = client.request(Method::POST, "/do#Action=Stop");
    assert_eq!(text(call.header("action", "Stop")).await, "start");
    let call = client
        .request(Method::POST, "/do?Action=Start")
        .query("Action", "Stop");
    assert_eq!(text(call).await, "stop");
}

async fn text(call: RequestBuilder) -> String {
    call.response().await.unwrap().text::<Text>().unwrap()
}

#[tokio::test]
async fn bodies_that_are_optional_or_forms() {
    use super::petshop::types::Item;
    let client = client().await;
    let item = Item {
        name: "x&=+ \u{fc}".to_owned(),
        price: 1.5,
    };
    for (body, told) in [
        (Some(&item), json!({"name": item.name, "price": 1.5})),
        (None, json!(null)),
    ] {
        let call = client.request(Method::POST, "/items").optional_json(body);
        let reply = call.response().await.unwrap();
        let told_back: serde_json::Value = reply.json::<_, Text>().unwrap();
        assert_eq!(told_back, told);
    }
    let pet = Pet {
        id: 1,
        name: "x&=+ \u{fc}".to_owned(),
        kind: None,
        tags: vec!["a,b".to_owned(), String::new()],
    };
    let secret = client.with_header("Authorization", "Bearer writer");
    let call = secret
        .request(Method::POST, "/pets")
        .form("application/x-www-form-urlencoded", &pet);
    let created: Pet = call
        .response()
        .await
        .unwrap()
        .json::<_, CreatePet>()
        .unwrap();
    assert_eq!(
        created,
        Pet {
            kind: Some("dog".to_owned()),
            ..pet
        }
    );
}

#[tokio::test]
async fn a_form_that_is_no_object_is_not_sent() {
    let call = client()
        .await
        .request(Method::POST, "/pets")
        .form("application/x-www-form-urlencoded", &["a"]);
    let error = call.response().await.unwrap_err();
    assert!(matches!(error, SendError::Request(_)), "{error:?}");
}

#[tokio::test]
async fn calls_end_in_time() {
    let client = client().await.with_timeout(Duration::from_millis(100));
    let error = client
        .request(Method::GET, "/fails")
        .query("how", "slow")
        .response()
        .await
        .unwrap_err();
    assert!(
        matches!(&error, SendError::Transport(error) if error.is_timeout()),
        "{error}"
    );
}

#[tokio::test]
async fn what_cannot_be_sent_is_an_error() {
    let client = client().await;
    let calls = [
        client.request(Method::GET, "/pets/{petId}"),
        client.request(Method::GET, "/pets").header("X-A", "a\nb"),
        client
            .request(Method::GET, "/pets")
            .json(&std::collections::HashMap::from([(vec![1], 1)])),
        Client::new("nowhere").request(Method::GET, "/"),
        client
            .with_header("bad name", "x")
            .request(Method::GET, "/"),
    ];
    for call in calls {
        let error = call.response().await.unwrap_err();
        assert!(matches!(error, SendError::Request(_)), "{error}");
        let text = error.to_string();
        assert_eq!(
            text.matches("the request cannot be sent").count(),
            1,
            "{text}"
        );
    }
    // Configured by the caller, and only used when a request is sent.
    let builder = reqwest::Client::builder().user_agent("a\nb");
    let unbuilt = Client::new("http://127.0.0.1:1").with_http(builder);
    let error = unbuilt.request(Method::GET, "/").response().await;
    assert!(matches!(error.unwrap_err(), SendError::Request(_)));
    let away = Client::new("http://127.0.0.1:1")
        .request(Method::GET, "/")
        .response()
        .await
        .unwrap_err();
    assert!(matches!(away, SendError::Transport(_)));
}

#[tokio::test]
async fn the_media_type_of_a_response_is_without_parameters_and_in_lower_case() {
    let contract = [
        r#"{"operation":"text","method":"GET","path":"/text"}"#,
        r#"{"operation":"empty","method":"GET","path":"/empty"}"#,
    ];
    let mut service = Service::new((), contract.join("\n"));
    service.route(
        "text",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::head(200).text("Text/HTML; charset=utf-8", "<p>")?) },
    );
    service.route(
        "empty",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::head(204).empty()?) },
    );
    let server = Server::start(service.router()).await;
    let client = Client::new(server.base());
    for (path, expected) in [("/text", "text/html"), ("/empty", "")] {
        let response = client.request(Method::GET, path).response().await.unwrap();
        assert_eq!(response.content_type(), expected, "{path}");
    }
}
