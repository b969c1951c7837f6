//! Paths and methods.

use axum::http::HeaderValue;
use axum::middleware::{from_fn, Next};
use axum::routing::get;
use axum::Router;
use specfirst_runtime::server::{Input, Response, Service};

use super::petshop::server::service;
use super::wire::Server;

fn names(path: &str) -> Vec<String> {
    let names = path
        .split('{')
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('}')?.0));
    names
        .filter(|name| !name.starts_with('?'))
        .map(str::to_owned)
        .collect()
}

/// A server whose operations answer with their number and their path parameters.
async fn server(paths: &[(&str, &str)]) -> Server {
    let line = |(number, (method, path)): (usize, &(&str, &str))| {
        let names = names(path);
        let parameters: Vec<_> = names
            .iter()
            .map(|name| serde_json::json!({"name": name, "in": "path", "style": "simple", "required": true, "schema": {"type": "string"}, "shape": "string"}))
            .collect();
        let line = serde_json::json!({"operation": format!("op{number}"), "method": method, "path": path, "parameters": parameters});
        line.to_string()
    };
    let contract = paths
        .iter()
        .enumerate()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n");
    let mut service = Service::new((), contract);
    for (number, (_, path)) in paths.iter().enumerate() {
        let names = names(path);
        service.route(
            &format!("op{number}"),
            |input| Ok((input,)),
            move |_: &(), input: Input| {
                let names = names.clone();
                async move {
                    let mut text = number.to_string();
                    for name in names {
                        text.push_str(&format!(" {}", input.path::<String>(&name)?));
                    }
                    Ok(Response::head(200).text("text/plain", text)?)
                }
            },
        );
    }
    Server::start(service.router()).await
}

async fn body(server: &Server, path: &str) -> String {
    let heard = server.get(path).await;
    if heard.status == 200 {
        heard.body
    } else {
        heard.status.to_string()
    }
}

#[tokio::test]
async fn every_legal_template_routes() {
    let paths = [
        ("GET", "/a/{id}"),
        ("POST", "/a/{name}"),
        ("GET", "/a/{id}:activate"),
        ("GET", "/files/{name}.{ext}"),
        ("GET", "/compare/{base}...{head}"),
        ("GET", "/a/literal"),
        ("GET", "/a/{id}/b"),
        ("GET", "/a/literal/c"),
        ("GET", "/slash/"),
        ("GET", "no/slash"),
        ("GET", "/x//y"),
        ("GET", "/gr\u{fc}n/{a}"),
        ("GET", "/sp%20ace"),
        ("GET", "/v{major}.{minor}/x"),
        ("GET", "/two/{a}{b}"),
        ("GET", "/odd/{unclosed"),
        ("GET", "/"),
        ("GET", "/q{?x,y}"),
        ("GET", "/open{/x{y}/z"),
    ];
    let server = server(&paths).await;
    let cases = [
        ("/a/7", "0 7"),
        ("/a/7:activate", "2 7"),
        ("/files/a.tar.gz", "3 a.tar gz"),
        ("/files/a", "404"),
        ("/compare/v1...v2", "4 v1 v2"),
        ("/a/literal", "5"),
        ("/a/%6citeral", "5"),
        ("/a/literal/b", "6 literal"),
        ("/a/literal/c", "7"),
        ("/a/x/c", "404"),
        ("/slash/", "8"),
        ("/slash", "404"),
        ("/no/slash", "9"),
        ("/no/slash/", "404"),
        ("/x//y", "10"),
        ("/x/y", "404"),
        ("/gr%C3%BCn/%C3%BC", "11 \u{fc}"),
        ("/sp%20ace", "12"),
        ("/v1.2/x", "13 1 2"),
        ("/two/ab", "14 ab "),
        ("/odd/%7Bunclosed", "15"),
        ("/", "16"),
        ("/q?x=1", "17"),
        ("/a/x%2Fy", "0 x/y"),
        ("/a/x%3Aactivate", "0 x:activate"),
        ("/a/100%25", "0 100%"),
        ("/a/%zz", "400"),
        ("/a/%4", "400"),
        ("/unknown/%FF", "400"),
        ("/a/%FF", "400"),
    ];
    for (path, expected) in cases {
        assert_eq!(body(&server, path).await, expected, "{path}");
    }
}

#[tokio::test]
async fn operations_are_distinguished_by_what_is_behind_the_path() {
    let paths = [
        ("GET", "/?Action=Start"),
        ("GET", "/?Action=Stop&Force=yes"),
        ("GET", "/#X-Target=Db.Put"),
        ("GET", "/other?by={name}"),
        ("GET", "/flag?on"),
        ("GET", "/flag"),
        ("GET", "/calls#X-Target=A+B"),
        ("GET", "/calls#X-Name={name}"),
    ];
    let server = server(&paths).await;
    assert_eq!(body(&server, "/?Action=Start").await, "0");
    assert_eq!(body(&server, "/?x=1&Force=yes&Action=%53top").await, "1");
    assert_eq!(body(&server, "/?Action=Stop").await, "404");
    assert_eq!(
        server
            .send("GET", "/", &[("x-target", "Db.Put")], "")
            .await
            .body,
        "2"
    );
    assert_eq!(body(&server, "/other?by=a+b").await, "3 a b");
    assert_eq!(body(&server, "/flag?on").await, "4");
    assert_eq!(body(&server, "/flag?off").await, "5");
    // The value of a header is not encoded, as that of a query is.
    let calls = async |name, value| {
        server
            .send("GET", "/calls", &[(name, value)], "")
            .await
            .body
    };
    assert_eq!(calls("X-Target", "A B").await, "6");
    assert_eq!(calls("X-Name", "50%25 a+b").await, "7 50%25 a+b");
}

#[tokio::test]
async fn templates_match_no_empty_segment() {
    let server = server(&[("GET", "/a/{id}"), ("GET", "/b/{id}"), ("GET", "/b/")]).await;
    assert_eq!(body(&server, "/a/").await, "404");
    assert_eq!(body(&server, "/b/").await, "2");
}

#[tokio::test]
async fn a_target_that_is_no_path_matches_no_template() {
    let server = server(&[("GET", "/{id}"), ("CONNECT", "/")]).await;
    assert_eq!(body(&server, "/*").await, "0 *");
    for (method, target) in [("GET", "*"), ("OPTIONS", "*"), ("CONNECT", "t:80")] {
        let heard = server.send(method, target, &[], "").await;
        assert_eq!(heard.status, 404, "{method} {target}");
    }
}

#[tokio::test]
async fn an_escaped_delimiter_is_part_of_a_value() {
    let server = server(&[
        ("POST", "/ops/{id}:cancel"),
        ("GET", "/ops/{id}"),
        ("POST", "/ops/{id}"),
        ("GET", "/ops/all"),
    ])
    .await;
    let send = async |method: &str, path: &str| {
        let heard = server.send(method, path, &[], "").await;
        (heard.status, heard.body)
    };
    let found = |body: &str| (200, body.to_owned());
    assert_eq!(send("POST", "/ops/x:cancel").await, found("0 x"));
    assert_eq!(send("POST", "/ops/x:%63ancel").await, found("0 x"));
    assert_eq!(send("POST", "/ops/x%3Acancel").await, found("2 x:cancel"));
    assert_eq!(send("GET", "/ops/x%3Acancel").await, found("1 x:cancel"));
    // The template with the action has no GET.
    assert_eq!(send("GET", "/ops/x:cancel").await, found("1 x:cancel"));
    // A path without templates has the methods that it documents, and no others.
    assert_eq!(send("POST", "/ops/all").await.0, 405);
    let heard = server.send("PUT", "/ops/x:cancel", &[], "").await;
    assert_eq!(heard.header("allow"), Some("POST, GET, HEAD, OPTIONS"));
}

#[tokio::test]
async fn the_document_is_served_unless_an_operation_is_there() {
    let text = r#"{"openapi":"3.1.0"}"#;
    let server = Server::start(service().document(text).router()).await;
    let heard = server.get("/openapi.json").await;
    assert_eq!(
        (heard.header("content-type"), heard.body.as_str()),
        (Some("application/json"), text)
    );
    assert_eq!(heard.header("x-base-path"), Some(""));
    let without = service().document(text).without_document();
    let server = Server::start(without.router()).await;
    assert_eq!(server.get("/openapi.json").await.status, 404);
    let own = api_with("POST", "/openapi.json")
        .document(text)
        .docs("{}", "#");
    let server = Server::start(own.router()).await;
    assert_eq!(server.get("/openapi.json").await.status, 405);
    // The page would show nothing.
    assert_eq!(server.get("/docs").await.status, 404);
}

/// A service with one operation, which responds with 204.
fn api_with(method: &str, path: &str) -> Service<()> {
    let names = names(path);
    let parameters: Vec<_> = names
        .iter()
        .map(|name| serde_json::json!({"name": name, "in": "path", "style": "simple", "required": true, "schema": {"type": "string"}, "shape": "string"}))
        .collect();
    let line = serde_json::json!({"operation": "own", "method": method, "path": path, "parameters": parameters});
    let mut own = Service::new((), line.to_string());
    own.route(
        "own",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::empty(204)?) },
    );
    own
}

const FILES_OF_THE_PAGE: [(&str, &str); 9] = [
    ("/docs", "text/html; charset=utf-8"),
    ("/docs/docs.css", "text/css; charset=utf-8"),
    ("/docs/docs.js", "text/javascript; charset=utf-8"),
    ("/docs/document.js", "text/javascript; charset=utf-8"),
    ("/docs/elements.js", "text/javascript; charset=utf-8"),
    ("/docs/request.js", "text/javascript; charset=utf-8"),
    ("/docs/schema.js", "text/javascript; charset=utf-8"),
    ("/docs/rust.json", "application/json"),
    ("/llms.txt", "text/plain; charset=utf-8"),
];

#[tokio::test]
async fn the_page_is_served_beside_the_document() {
    let with = || service().document("{}").docs("{\"crate\":\"a\"}", "# A");
    let server = Server::start(with().router()).await;
    for (path, media_type) in FILES_OF_THE_PAGE {
        let heard = server.get(path).await;
        assert_eq!(
            (heard.status, heard.header("content-type")),
            (200, Some(media_type)),
            "{path}"
        );
        assert_eq!(heard.header("cache-control"), Some("no-cache"), "{path}");
        assert_eq!(heard.header("x-content-type-options"), Some("nosniff"));
        let tag = heard.header("etag").unwrap();
        let known = server
            .send("GET", path, &[("if-none-match", tag)], "")
            .await;
        assert_eq!((known.status, known.body.as_str()), (304, ""), "{path}");
        assert_eq!(known.header("etag"), Some(tag));
        let other = [("if-none-match", "\"other\"")];
        assert_eq!(server.send("GET", path, &other, "").await.status, 200);
        let head = server.send("HEAD", path, &[], "").await;
        let length = heard.body.len().to_string();
        assert_eq!((head.status, head.body.as_str()), (200, ""), "{path}");
        assert_eq!(head.header("content-length"), Some(&*length), "{path}");
        let other = server.send("POST", path, &[], "").await;
        assert_eq!(other.header("allow"), Some("GET, HEAD, OPTIONS"), "{path}");
    }
    let page = server.get("/docs").await;
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self';"), "{policy}");
    for (path, _) in FILES_OF_THE_PAGE {
        let name = path.trim_start_matches('/');
        let is_loaded = path.ends_with(".js") || path.ends_with(".css");
        assert_eq!(
            page.body.contains(&format!("\"{name}\"")),
            is_loaded,
            "{path}"
        );
    }
    assert_eq!(server.get("/llms.txt").await.body, "# A");
    for without in [
        with().without_docs(),
        with().without_document(),
        service().docs("{}", "#"),
    ] {
        let server = Server::start(without.router()).await;
        for (path, _) in FILES_OF_THE_PAGE {
            assert_eq!(server.get(path).await.status, 404, "{path}");
        }
    }
}

#[tokio::test]
async fn the_page_leaves_all_paths_to_operations() {
    for (method, path) in [
        ("GET", "/docs"),
        ("POST", "/docs"),
        ("GET", "/docs/{id}"),
        ("DELETE", "/{name}"),
        ("GET", "/{owner}/{name}"),
        ("GET", "/llms.txt"),
        ("GET", "/docs/{name}.js"),
    ] {
        let own = api_with(method, path).document("{}").docs("{}", "#");
        let server = Server::start(own.router()).await;
        assert_eq!(server.get("/openapi.json").await.status, 200);
        for (file, _) in FILES_OF_THE_PAGE {
            let heard = server.get(file).await;
            assert_ne!(heard.status, 200, "{file} beside {method} {path}");
        }
    }
    let own = api_with("GET", "/docs/{a}/{b}").document("{}");
    let server = Server::start(own.docs("{}", "#").router()).await;
    assert_eq!(server.get("/docs").await.status, 200);
    assert_eq!(server.get("/docs/a/b").await.status, 204);
}

#[tokio::test]
async fn a_service_nests_merges_and_takes_layers() {
    async fn stamp(request: axum::extract::Request, next: Next) -> axum::response::Response {
        let mut response = next.run(request).await;
        response
            .headers_mut()
            .insert("x-layer", HeaderValue::from_static("here"));
        response
    }
    let own = || Router::new().route("/health", get(|| async { "fine" }));
    let router = own().nest(
        "/v1",
        service().document("{}").router().layer(from_fn(stamp)),
    );
    let server = Server::start(router).await;
    let heard = server.get("/v1/pets/7").await;
    assert_eq!((heard.status, heard.header("x-layer")), (200, Some("here")));
    assert_eq!(server.get("/v1/nowhere").await.json()["status"], 404);
    assert_eq!(server.get("/v1/openapi.json").await.status, 200);
    assert_eq!(server.get("/pets/7").await.status, 404);
    assert_eq!(server.get("/health").await.body, "fine");
    let server = Server::start(own().merge(service().router())).await;
    assert_eq!(server.get("/pets/7").await.status, 200);
    assert_eq!(server.get("/health").await.body, "fine");
}

#[tokio::test]
async fn the_document_is_with_and_without_the_base_path_and_operations_only_with_it() {
    let service = service().document("{}").docs("{}", "#").base_path("/v1/");
    let server = Server::start(service.router()).await;
    for (path, status) in [
        ("/v1/openapi.json", 200),
        ("/openapi.json", 200),
        ("/v1/docs", 200),
        ("/docs", 200),
        ("/v1/docs/docs.js", 200),
        ("/docs/docs.js", 200),
        ("/llms.txt", 200),
        ("/v1/pets/7", 200),
        ("/pets/7", 404),
    ] {
        assert_eq!(server.get(path).await.status, status, "{path}");
    }
    // The page sends its requests there.
    let document = server.get("/openapi.json").await;
    assert_eq!(document.header("x-base-path"), Some("/v1"));
}

#[tokio::test]
async fn a_broken_contract_is_no_end() {
    let contract = [
        r#"{"operation":"fine","method":"GET","path":"/fine","mock":{"status":204}}"#,
        r#"{"method":"GET","path":"/turned","operation":"turned","mock":{"status":204}}"#,
        r#"{"operation":"broken","method":"GET","path":"/broken","parameters":7}"#,
        r#"{"scheme":"odd","type":7}"#,
        r#"{"schema":7}"#,
        "nonsense",
    ];
    let server = Server::start(Service::mock(contract.join("\n")).router()).await;
    for (path, status) in [
        ("/fine", 204),
        ("/turned", 204),
        ("/broken", 500),
        ("/other", 404),
    ] {
        assert_eq!(server.get(path).await.status, status, "{path}");
    }
}

#[tokio::test]
async fn a_large_contract_is_served() {
    let operation = |number: usize| {
        let body = "x".repeat(2000);
        format!(
            r#"{{"operation":"op{number}","method":"GET","path":"/area{}/{{id}}/op{number}","mock":{{"status":200,"type":"text/plain","body":"{body}"}}}}"#,
            number % 40
        )
    };
    let schema = |number: usize| {
        format!(
            r#"{{"schema":"S{number}","is":{{"description":"{}"}}}}"#,
            "y".repeat(3000)
        )
    };
    let lines: Vec<_> = (0..1200)
        .map(operation)
        .chain((0..1200).map(schema))
        .collect();
    let contract: &'static str = lines.join("\n").leak();
    let server = Server::start(Service::mock(contract).router()).await;
    assert_eq!(server.get("/area7/x/op1167").await.body.len(), 2000);
    assert_eq!(server.get("/area7/x/op1168").await.status, 404);
}

#[tokio::test]
async fn a_segment_is_empty_where_the_contract_lists_that() {
    let contract = [
        r#"{"operation":"ends","method":"GET","path":"/ends/{side}","parameters":[{"name":"side","in":"path","style":"simple","required":true,"listsEmpty":true,"schema":{"$ref":"Side"},"shape":"string"}],"mock":{"status":204}}"#,
        r#"{"operation":"inside","method":"GET","path":"/inside/{side}/x","parameters":[{"name":"side","in":"path","style":"simple","required":true,"listsEmpty":true,"schema":{"$ref":"Side"},"shape":"string"}],"mock":{"status":204}}"#,
        r#"{"operation":"never","method":"GET","path":"/never/{side}/x","parameters":[{"name":"side","in":"path","style":"simple","required":true,"schema":{"type":"string"},"shape":"string"}],"mock":{"status":204}}"#,
        r#"{"operation":"part","method":"GET","path":"/part/a{side}","parameters":[{"name":"side","in":"path","style":"simple","required":true,"schema":{"type":"string"},"shape":"string"}],"mock":{"status":204}}"#,
        r#"{"schema":"Side","is":{"type":"string","enum":["","left"]}}"#,
    ];
    let server = Server::start(Service::mock(contract.join("\n")).router()).await;
    for (path, status) in [
        ("/ends/", 204),
        ("/ends/left", 204),
        ("/ends/right", 422),
        ("/inside//x", 204),
        ("/never//x", 404),
        ("/never/a/x", 204),
    ] {
        assert_eq!(server.get(path).await.status, status, "{path}");
    }
}
