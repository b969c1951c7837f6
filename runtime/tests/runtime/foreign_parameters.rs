//! Parameters as clients of another make write them.

use serde_json::{json, Value};
use specfirst_runtime::server::{Input, Response, Service};

use super::wire::{Heard, Server};

const CONTRACT: &str = concat!(
    r#"{"operation":"path","method":"GET","path":"/colors/{color}","parameters":[{"name":"color","in":"path","style":"dottedLabel","explode":false,"required":true,"schema":{"type":"array","items":{"type":"string"}},"shape":{"items":"string"}}]}"#,
    "\n",
    r#"{"operation":"cookie","method":"GET","path":"/cookies","parameters":[{"name":"id","in":"cookie","style":"form","explode":true,"schema":{"type":"array","items":{"type":"integer"}},"shape":{"items":"integer"}},{"name":"point","in":"cookie","style":"form","explode":true,"schema":{"type":"object","properties":{"x":{"type":"integer"},"y":{"type":"integer"}}},"shape":{"members":{"x":"integer","y":"integer"}}}]}"#,
);

async fn server() -> Server {
    let mut service = Service::new((), CONTRACT);
    service.route(
        "path",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let colors: Vec<String> = input.path("color")?;
            Ok(Response::json(200, &colors)?)
        },
    );
    service.route(
        "cookie",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let ids: Option<Vec<i64>> = input.cookie("id")?;
            let point: Option<Value> = input.cookie("point")?;
            Ok(Response::json(200, &json!([ids, point]))?)
        },
    );
    Server::start(service.router()).await
}

async fn cookies(server: &Server, text: &str) -> Heard {
    server
        .send("GET", "/cookies", &[("Cookie", text)], "")
        .await
}

#[tokio::test]
async fn labels_are_read_as_openapi_3_0_and_as_later_versions_write_them() {
    let server = server().await;
    for path in ["/colors/.blue.black", "/colors/.blue,black"] {
        assert_eq!(
            server.get(path).await.json(),
            json!(["blue", "black"]),
            "{path}"
        );
    }
}

#[tokio::test]
async fn exploded_cookies_are_read_however_they_are_separated() {
    let server = server().await;
    let point = json!({"x": 3, "y": 4});
    for text in [
        "id=1; id=2; x=3; y=4",
        "id=1&id=2; x=3&y=4",
        "s=0&x=9; y=4&x=3; id=1&id=2",
    ] {
        assert_eq!(
            cookies(&server, text).await.json(),
            json!([[1, 2], point]),
            "{text}"
        );
    }
    let heard = cookies(&server, "id=1&id=a").await;
    assert_eq!(
        (heard.status, heard.problems()),
        (400, vec!["cookie id/1 parse".to_owned()])
    );
}
