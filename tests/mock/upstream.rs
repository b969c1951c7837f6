//! `specfirst mock --upstream`, in front of a server that differs from the document.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::json;

use super::process::Mock;

pub const SPEC: &str = "openapi: 3.1.0
info: {title: People, version: 1.0.0}
servers: [{url: /v1}]
security: [{key: []}, {token: []}]
paths:
  /people:
    get:
      operationId: listPeople
      parameters:
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: People
          headers: {X-Total: {required: true, schema: {type: integer}}}
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Person'}}
              example: [{name: Ada}]
    post:
      operationId: addPerson
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}
      responses: {'201': {description: Added}, 4XX: {description: Wrong}}
  /later:
    get: {responses: {'200': {description: Later, content: {text/plain: {example: mocked}}}}}
  /items:
    get:
      operationId: listItems
      responses:
        '200':
          description: Items
          content:
            application/jsonl: {itemSchema: {type: integer}}
            application/xml: {schema: {type: object, xml: {name: item}, properties: {size: {type: integer}}}}
            text/plain: {schema: {type: integer}}
            application/x-www-form-urlencoded:
              schema: {type: object, required: [ids], properties: {ids: {type: array, items: {type: integer, maximum: 5}}, n: {type: integer}}}
              encoding: {ids: {style: form, explode: false}}
            multipart/mixed: {schema: {type: object, properties: {size: {type: integer}}}}
components:
  securitySchemes:
    key: {type: apiKey, in: query, name: api_key}
    other: {type: apiKey, in: header, name: X-Key}
    unused: {type: apiKey, in: query, name: apiKey}
    token: {type: http, scheme: bearer}
  schemas:
    Person:
      type: object
      required: [name]
      properties:
        name: {type: string}
        password: {type: string, writeOnly: true}
";

/// A server that sends prepared responses, and keeps what it was sent.
pub struct Upstream {
    pub address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Upstream {
    /// The function is given the first line of a request, and returns a response as it is sent.
    pub fn start(respond: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&requests);
        let respond = Arc::new(respond);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (kept, respond) = (Arc::clone(&kept), Arc::clone(&respond));
                std::thread::spawn(move || serve(stream, &kept, &*respond));
            }
        });
        Self { address, requests }
    }

    pub fn last(&self) -> String {
        self.requests.lock().unwrap().last().cloned().unwrap()
    }
}

fn serve(stream: TcpStream, kept: &Mutex<Vec<String>>, respond: &dyn Fn(&str) -> String) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut stream = stream;
    loop {
        let mut request = String::new();
        while !request.ends_with("\r\n\r\n") {
            if reader.read_line(&mut request).unwrap_or(0) == 0 {
                return;
            }
        }
        let length = request.lines().find_map(|line| {
            line.to_ascii_lowercase()
                .strip_prefix("content-length: ")
                .map(str::to_owned)
        });
        let length = length.map_or(0, |length| length.trim().parse().unwrap());
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        request.push_str(&String::from_utf8_lossy(&body));
        let first = request.lines().next().unwrap().to_owned();
        kept.lock().unwrap().push(request);
        if stream.write_all(respond(&first).as_bytes()).is_err() {
            return;
        }
    }
}

pub fn json_response(status: &str, headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

/// A proxy in front of the server, with further flags.
pub fn proxy(upstream: &Upstream, flags: &[&str]) -> Mock {
    let url = format!("http://{}", upstream.address);
    Mock::start(SPEC, &[&["--upstream", &url], flags].concat())
}

#[test]
fn requests_are_forwarded_and_responses_given_unchanged() {
    let upstream = Upstream::start(|_| {
        json_response(
            "200 OK",
            "X-Total: 1\r\nX-Other: a\r\nKeep-Alive: timeout=5\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n",
            r#"[{"name":"Eve"}]"#,
        )
    });
    let proxy = proxy(&upstream, &[]);
    let heard = proxy.send(
        "GET",
        "/v1/people?limit=1&a=%20&api_key=k",
        &[
            ("X-Kept", "1"),
            ("Accept-Encoding", "gzip"),
            ("Te", "trailers"),
        ],
        "",
    );
    assert_eq!(
        (heard.status, heard.json()),
        (200, json!([{"name": "Eve"}]))
    );
    assert_eq!(heard.header("x-other"), Some("a"));
    assert_eq!(heard.header("keep-alive"), None);
    let cookies = heard
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie");
    assert_eq!(cookies.count(), 2);
    let request = upstream.last();
    assert!(
        request.starts_with("GET /v1/people?limit=1&a=%20&api_key=k HTTP/1.1\r\n"),
        "{request}"
    );
    let request = request.to_ascii_lowercase();
    assert!(request.contains("x-kept: 1"), "{request}");
    assert!(
        request.contains(&format!("host: {}", upstream.address)),
        "{request}"
    );
    for name in ["accept-encoding", "te:", "user-agent"] {
        assert!(!request.contains(name), "{request}");
    }
    // The log has one line for a request.
    let line = proxy.wait_for("status=200");
    assert!(line.contains("list_people"), "{line}");
    let body = r#"{"name":"Eve"}"#;
    proxy.send("POST", "/v1/people?api_key=k", &[], body);
    assert!(upstream.last().ends_with(&format!("\r\n\r\n{body}")));
    proxy.wait_for("error[undocumented-status]: POST /people (addPerson): response 200: ");
}

#[test]
fn differences_to_the_document_are_reported() {
    let upstream = Upstream::start(|first| match first.split(' ').nth(1).unwrap() {
        "/people?limit=1" => json_response("200 OK", "X-Total: many\r\n", r#"[{"name":1},{}]"#),
        "/people?limit=2" => json_response("200 OK", "", "[")
            .replace("application/json", "application/json; charset=utf-8"),
        "/people?limit=3" => {
            json_response("200 OK", "X-Total: 1\r\n", "{}").replace("application/json", "text/html")
        }
        "/people?limit=4" => json_response("200 OK", "X-Total: \u{663}\r\n", "[]"),
        "/people?limit=x" => json_response("200 OK", "X-Total: 0\r\n", "[]"),
        "/people" => json_response("422 Unprocessable Content", "", ""),
        _ => json_response("200 OK", "", "{}"),
    });
    let proxy = proxy(&upstream, &[]);
    let token = ("Authorization", "Bearer t");
    let report = |method, path, body, expected: &[&str]| {
        proxy.send(method, path, &[token], body);
        for expected in expected {
            proxy.wait_for(expected);
        }
    };
    report(
        "GET",
        "/people?limit=1",
        "",
        &[
            "error[response-header]: GET /people (listPeople): response 200 header x-total: must be",
            "error[response-body]: GET /people (listPeople): response 200 body/0/name: must be",
            "error[response-body]: GET /people (listPeople): response 200 body/1/name: is required",
        ],
    );
    report(
        "GET",
        "/people?limit=2",
        "",
        &[
            "error[response-header]: GET /people (listPeople): response 200 header x-total: is required",
            "error[response-body]: GET /people (listPeople): response 200 body: is not JSON",
        ],
    );
    report(
        "GET",
        "/people?limit=3",
        "",
        &[
            "error[response-media-type]: GET /people (listPeople): response 200 header content-type: text/html is not documented, only application/json",
        ],
    );
    report(
        "GET",
        "/people?limit=4",
        "",
        &["info[unchecked]: GET /people (listPeople): response 200 header x-total: the value has"],
    );
    report(
        "GET",
        "/people?limit=x",
        "",
        &["error[request-parameter]: GET /people (listPeople): request query limit: must be"],
    );
    report(
        "POST",
        "/people",
        r#"{"password":"x"}"#,
        &["error[request-body]: POST /people (addPerson): request body/name: is required"],
    );
    report(
        "GET",
        "/nothing",
        "",
        &["error[undocumented-operation]: GET /nothing: request: the document has no such path"],
    );
    report(
        "PUT",
        "/people",
        "{}",
        &[
            "error[undocumented-operation]: PUT /people: request: the document has only GET, HEAD, POST",
        ],
    );
    proxy.send("GET", "/people?limit=x", &[], "");
    proxy.wait_for("error[request-credentials]: GET /people (listPeople): request: ");
}

#[test]
fn responses_without_a_body_and_redirects_are_passed_on() {
    let upstream = Upstream::start(|first| match first.split(' ').next().unwrap() {
        "HEAD" => "HTTP/1.1 200 OK\r\nX-Total: 1\r\nContent-Length: 77\r\n\r\n".to_owned(),
        "GET" => {
            "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 4\r\n\r\nmove".to_owned()
        }
        _ => "HTTP/1.1 204 No Content\r\n\r\n".to_owned(),
    });
    let proxy = proxy(&upstream, &[]);
    let token = [("Authorization", "Bearer t")];
    let heard = proxy.send("HEAD", "/people", &token, "");
    assert_eq!(
        (heard.status, heard.header("content-length")),
        (200, Some("77"))
    );
    let heard = proxy.send("GET", "/people", &token, "");
    assert_eq!((heard.status, heard.body.as_str()), (302, "move"));
    assert_eq!(heard.header("location"), Some("/elsewhere"));
    assert_eq!(
        proxy
            .send("POST", "/people", &token, r#"{"name":"a"}"#)
            .status,
        204
    );
    // The head of a body that is not sent is as documented: the first finding is about the redirect.
    let line = proxy.wait_for("error[");
    assert!(
        line.contains("GET /people (listPeople): response 302"),
        "{line}"
    );
}

#[test]
fn a_saved_document_is_what_is_checked_against() {
    let upstream =
        Upstream::start(|_| json_response("200 OK", "X-Total: 1\r\n", r#"[{"name":1}]"#));
    let proxy = proxy(&upstream, &[]);
    proxy.get("/people?api_key=k");
    proxy.wait_for("response 200 body/0/name: must be a string");
    proxy.write(&SPEC.replace("name: {type: string}", "name: {type: boolean}"));
    proxy.wait_for("the document has changed");
    proxy.get("/people?api_key=k");
    proxy.wait_for("response 200 body/0/name: must be a boolean");
}

#[test]
fn items_xml_text_and_forms_are_checked_by_their_schemas() {
    let upstream = Upstream::start(|first| {
        let (media_type, body) = match first.split(' ').nth(1).unwrap() {
            "/items?lines" => ("application/jsonl", "1\n\"a\"\n3\n{\n"),
            "/items?xml" => ("application/xml", "<item><size>big</size></item>"),
            "/items?form" => ("application/x-www-form-urlencoded", "ids=1,9"),
            "/items?formless" => ("application/x-www-form-urlencoded", "n=many"),
            "/items?parts" => ("multipart/mixed; boundary=b", "--b--"),
            _ => ("text/plain", "1.5"),
        };
        json_response("200 OK", "", body).replace("application/json", media_type)
    });
    let proxy = proxy(&upstream, &[]);
    let title = "error[response-body]: GET /items (listItems): response 200 body";
    for (query, expected) in [
        ("lines", ["/1: must be", "/3: is no JSON"].as_slice()),
        ("xml", &["/item/size: must be"]),
        ("form", &["/ids/1: must be at most 5"]),
        ("formless", &["/n: must be an integer"]),
        ("text", &[": must be an integer"]),
    ] {
        proxy.send(
            "GET",
            &format!("/items?{query}"),
            &[("Authorization", "Bearer t")],
            "",
        );
        for expected in expected {
            proxy.wait_for(&format!("{title}{expected}"));
        }
    }
    proxy.send("GET", "/items?parts", &[("Authorization", "Bearer t")], "");
    let unchecked =
        "info[unchecked]: GET /items (listItems): response 200 body: the parts of the body are not";
    proxy.wait_for(unchecked);
    // That is reported once, whatever follows.
    proxy.send("GET", "/items?parts", &[("Authorization", "Bearer t")], "");
    proxy.send("GET", "/items?text", &[("Authorization", "Bearer t")], "");
    let before = proxy.lines_until(": must be an integer");
    assert!(
        !before.iter().any(|line| line.contains(unchecked)),
        "{before:?}"
    );
}

#[test]
fn what_the_upstream_has_not_implemented_is_mocked_and_what_is_down_is_a_502() {
    let upstream = Upstream::start(|_| json_response("501 Not Implemented", "", "{}"));
    let mock = proxy(&upstream, &[]);
    let heard = mock.get("/v1/later?api_key=k");
    assert_eq!((heard.status, heard.body.as_str()), (200, "mocked"));
    // Each request is logged once.
    let line = mock.wait_for("finished");
    assert!(line.contains("501 from the upstream"), "{line}");
    // There is nothing to mock where the document has no operation.
    assert_eq!(mock.get("/undocumented").status, 501);
    let line = mock.wait_for("finished");
    assert!(line.contains("/undocumented"), "{line}");
    // The mock refuses what the document does not allow.
    assert_eq!(mock.get("/later").status, 401);
    let nobody = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let mock = Mock::start(SPEC, &["--upstream", &format!("http://{nobody}")]);
    let heard = mock.get("/later?api_key=k");
    assert_eq!(heard.status, 502);
    assert_eq!(
        heard.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(heard.json()["status"], 502);
}

#[test]
fn state_is_kept_for_what_the_upstream_has_not_implemented() {
    let upstream = Upstream::start(|_| json_response("501 Not Implemented", "", "{}"));
    let url = format!("http://{}", upstream.address);
    let mock = Mock::start(super::SPEC, &["--state", "--upstream", &url]);
    let eve = r#"{"name":"Eve","email":"eve@example.com"}"#;
    assert_eq!(mock.send("POST", "/people", &[], eve).status, 201);
    assert_eq!(mock.get("/people/3").json()["name"], "Eve");
    assert_eq!(mock.send("POST", "/__reset", &[], "").status, 204);
    assert_eq!(mock.get("/people/3").status, 404);
}

#[test]
fn a_stream_of_events_is_passed_on_while_it_goes_on() {
    let (sender, ended) = std::sync::mpsc::channel();
    let ended = Mutex::new(ended);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = [0; 4096];
        let _ = stream.read(&mut head).unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: 1\n\n")
            .unwrap();
        // The second event is sent when the client has the first one.
        ended.lock().unwrap().recv().unwrap();
        stream.write_all(b"data: 2\n\n").unwrap();
    });
    let mock = Mock::start(SPEC, &["--upstream", &format!("http://{address}")]);
    let mut stream = TcpStream::connect(&mock.address).unwrap();
    write!(
        stream,
        "GET /events HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut heard = String::new();
    let mut piece = [0; 1024];
    while !heard.contains("data: 1\n\n") {
        let count = stream.read(&mut piece).unwrap();
        assert_ne!(count, 0, "{heard}");
        heard.push_str(std::str::from_utf8(&piece[..count]).unwrap());
    }
    sender.send(()).unwrap();
    stream.read_to_string(&mut heard).unwrap();
    assert!(heard.contains("data: 2\n\n"), "{heard}");
}

#[test]
fn a_url_that_is_none_of_the_web_is_refused() {
    let output = Command::new(env!("CARGO_BIN_EXE_specfirst"))
        .args([
            "mock",
            "openapi.yaml",
            "--upstream",
            "http://user:password@localhost",
        ])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("credentials cannot be in it"), "{text}");
}
