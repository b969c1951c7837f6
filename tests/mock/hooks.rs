//! Webhooks and callbacks that a request to `specfirst mock` triggers.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;
use specfirst_runtime::signature::SigningSecrets;

use super::process::Mock;
use super::upstream::Upstream;

const SPEC: &str = "openapi: 3.1.0
info: {title: Jobs, version: 1.0.0}
paths:
  /jobs/{queue}:
    post:
      operationId: createJob
      parameters: [{name: queue, in: path, required: true, schema: {type: string}}]
      requestBody:
        required: true
        content:
          application/json:
            schema: {type: object, required: [url], properties: {url: {type: string}, host: {type: string}}}
      responses:
        '201':
          description: Created
          content: {application/json: {example: {id: 7}}}
      callbacks:
        sent:
          'http://{$request.body#/host}/?url={$url}':
            post: {responses: {'204': {description: Thank you}}}
        done:
          '{$request.body#/url}/{$request.path.queue}/{$response.body#/id}':
            put:
              requestBody: {content: {application/json: {schema: {const: done}}}}
              responses: {'204': {description: Thank you}}
  /uploads:
    post:
      requestBody: {content: {application/octet-stream: {}}}
      responses: {'204': {description: Thank you}}
webhooks:
  jobs/ended:
    post:
      x-standard-webhooks: true
      parameters:
        - {name: X-Attempt, in: header, required: true, schema: {type: integer, minimum: 3, maximum: 3}}
        - {name: X-Optional, in: header, schema: {type: string}}
        - {name: kind, in: query, required: true, schema: {enum: [a b]}}
      requestBody:
        content:
          application/json:
            schema: {type: object, required: [job], properties: {job: {type: integer, minimum: 5, maximum: 5}}}
            examples:
              invalid: {value: {job: none}}
              nine: {value: {job: 9}}
      responses: {'204': {description: Thank you}}
  other:
    post:
      responses: {'204': {description: Thank you}}
  paid:
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [amount, parts, secret]
              properties:
                amount: {type: integer}
                parts: {type: array, items: {type: integer}}
                secret: {type: string, writeOnly: true}
            encoding: {parts: {style: pipeDelimited, explode: false}}
            examples:
              text: {value: amount=none&parts=1}
              response: {value: amount=7&parts=1}
              serialized: {value: secret=a&parts=1|2&amount=7}
      responses: {'204': {description: Thank you}}
";

fn receiver() -> Upstream {
    Upstream::start(|_| {
        "HTTP/1.1 202 Accepted\r\nX-Received: yes\r\nContent-Length: 2\r\n\r\nok".to_owned()
    })
}

#[test]
fn a_webhook_is_sent_with_its_example_and_the_response_comes_back() {
    let receiver = receiver();
    let mock = Mock::start(SPEC, &[]);
    let trigger = |query: &str, body: &str| {
        let path = format!(
            "/__webhooks/jobs/ended?to=http://{}/in?t=1{query}",
            receiver.address
        );
        mock.send("POST", &path, &[], body)
    };
    let heard = trigger("", "");
    assert_eq!((heard.status, heard.body.as_str()), (202, "ok"));
    assert_eq!(heard.header("x-received"), Some("yes"));
    let sent = receiver.last();
    assert!(
        sent.starts_with("POST /in?t=1&kind=a%20b HTTP/1.1\r\n"),
        "{sent}"
    );
    assert!(sent.contains("\r\nx-attempt: 3\r\n"), "{sent}");
    assert!(
        sent.contains("\r\ncontent-type: application/json\r\n"),
        "{sent}"
    );
    assert!(
        !sent.contains("x-optional") && !sent.contains("webhook-"),
        "{sent}"
    );
    // The examples are invalid.
    assert!(sent.ends_with("\r\n\r\n{\"job\":5}"), "{sent}");
    trigger("&example=nine", "");
    assert!(receiver.last().ends_with("\r\n\r\n{\"job\":9}"));
    trigger("", r#"{"job":1}"#);
    assert!(receiver.last().ends_with("\r\n\r\n{\"job\":1}"));
    let heard = trigger("&example=none", "");
    assert_eq!(heard.status, 404);
    assert!(heard.body.contains("only invalid, nine"), "{}", heard.body);
}

#[test]
fn the_requests_that_trigger_are_printed_at_the_start_and_when_they_change() {
    let mock = Mock::start(SPEC, &["--state"]);
    let printed: Vec<_> = mock
        .introduction
        .iter()
        .filter_map(|line| line.strip_prefix("also: "))
        .collect();
    assert_eq!(
        printed,
        [
            "POST /__reset",
            "POST /__webhooks/jobs/ended?to=URL",
            "POST /__webhooks/other?to=URL",
            "POST /__webhooks/paid?to=URL",
            "POST /__callbacks/createJob/sent",
            "POST /__callbacks/createJob/done",
        ]
    );
    mock.write(&SPEC.replace("  other:", "  an other:"));
    mock.wait_for("also: POST /__webhooks/an%20other?to=URL");
}

#[test]
fn a_webhook_is_sent_with_its_first_example_that_is_a_form_of_a_request() {
    let receiver = receiver();
    let mock = Mock::start(SPEC, &[]);
    let path = format!("/__webhooks/paid?to=http://{}/", receiver.address);
    mock.send("POST", &path, &[], "");
    let sent = receiver.last();
    assert!(
        sent.ends_with("\r\n\r\nsecret=a&parts=1|2&amount=7"),
        "{sent}"
    );
}

#[test]
fn a_webhook_of_standard_webhooks_is_signed_if_there_is_a_secret() {
    let receiver = receiver();
    let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    let mock = Mock::start(SPEC, &["--webhook-secret", secret]);
    let to = format!("to=http://{}/", receiver.address);
    assert_eq!(
        mock.send("POST", &format!("/__webhooks/jobs/ended?{to}"), &[], "")
            .status,
        202
    );
    let sent = receiver.last();
    let (head, body) = sent.split_once("\r\n\r\n").unwrap();
    let headers = head.lines().filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    let secrets = SigningSecrets::new(secret).unwrap();
    secrets.verify(&headers.collect(), body.as_bytes()).unwrap();
    mock.send("POST", &format!("/__webhooks/other?{to}"), &[], "");
    assert!(!receiver.last().contains("webhook-signature"));
}

#[test]
fn a_callback_goes_where_the_last_request_says() {
    let receiver = receiver();
    let mock = Mock::start(SPEC, &[]);
    let trigger = || mock.send("POST", "/__callbacks/createJob/done", &[], "");
    let heard = trigger();
    assert_eq!(heard.status, 409);
    assert!(heard.body.contains("no request yet"), "{}", heard.body);
    let host = receiver.address.as_str();
    let body = json!({ "url": format!("http://{host}/a"), "host": host }).to_string();
    assert_eq!(mock.send("POST", "/jobs/slow", &[], &body).status, 201);
    // What is refused is not remembered.
    assert_eq!(mock.send("POST", "/jobs/fast", &[], "{}").status, 422);
    assert_eq!(trigger().status, 202);
    let sent = receiver.last();
    assert!(sent.starts_with("PUT /a/slow/7 HTTP/1.1\r\n"), "{sent}");
    assert!(sent.ends_with("\r\n\r\n\"done\""), "{sent}");
    assert_eq!(
        mock.send("POST", "/__callbacks/createJob/sent", &[], "")
            .status,
        202
    );
    let sent = receiver.last();
    assert!(
        sent.starts_with("POST /?url=http%3A%2F%2Ftest%2Fjobs%2Fslow HTTP/1.1\r\n"),
        "{sent}"
    );
}

#[test]
fn a_callback_of_an_upstream_has_the_values_of_its_response() {
    let receiver = receiver();
    let upstream = Upstream::start(|_| {
        let body = r#"{"id":12}"#;
        format!(
            "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    });
    let mock = Mock::start(
        SPEC,
        &["--upstream", &format!("http://{}/api", upstream.address)],
    );
    let body = json!({ "url": format!("http://{}/a", receiver.address) }).to_string();
    assert_eq!(mock.send("POST", "/jobs/slow", &[], &body).status, 201);
    assert!(upstream.last().starts_with("POST /api/jobs/slow "));
    assert_eq!(
        mock.send("POST", "/__callbacks/createJob/done", &[], "")
            .status,
        202
    );
    assert!(receiver.last().starts_with("PUT /a/slow/12 HTTP/1.1\r\n"));
}

#[test]
fn a_trigger_that_cannot_be_sent_says_why() {
    let mock = Mock::start(SPEC, &[]);
    for (path, status, detail) in [
        (
            "/__webhooks/none?to=http://localhost",
            404,
            "only jobs/ended (POST), other (POST)",
        ),
        ("/__webhooks/other?to=localhost", 400, "is no URL"),
        ("/__webhooks/other", 400, "needs `to`"),
        (
            "/__webhooks/other?to=http://127.0.0.1:1/",
            502,
            "does not respond",
        ),
        (
            "/__callbacks/done",
            404,
            "only createJob/sent (POST), createJob/done (PUT)",
        ),
    ] {
        let heard = mock.send("POST", path, &[], "");
        assert_eq!(heard.status, status, "{path}: {}", heard.body);
        assert_eq!(
            heard.header("content-type"),
            Some("application/problem+json")
        );
        assert!(heard.body.contains(detail), "{}", heard.body);
    }
    // A page of the web would make the mock send requests into the network that it is in.
    let origin = [("Origin", "https://example.com")];
    let heard = mock.send(
        "POST",
        "/__webhooks/other?to=http://127.0.0.1:1/",
        &origin,
        "",
    );
    assert_eq!(heard.status, 403);
}

#[test]
fn a_body_of_any_length_is_received_where_no_callback_needs_it() {
    let mock = Mock::start(SPEC, &[]);
    let mut stream = TcpStream::connect(&mock.address).unwrap();
    let length = 33 << 20;
    write!(
        stream,
        "POST /uploads HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: application/octet-stream\r\n\
        Content-Length: {length}\r\n\r\n"
    )
    .unwrap();
    // The response may come before the end of the request.
    let _ = stream.write_all(&vec![0; length]);
    let mut head = [0; 12];
    stream.read_exact(&mut head).unwrap();
    assert_eq!(std::str::from_utf8(&head), Ok("HTTP/1.1 204"));
}

#[test]
fn a_webhook_with_the_name_of_the_root_is_sent() {
    let receiver = receiver();
    let spec = "openapi: 3.1.0
info: {title: Hooks, version: 1.0.0}
webhooks: {/: {post: {responses: {'204': {description: Done}}}}}
";
    let mock = Mock::start(spec, &[]);
    let line = "also: POST /__webhooks/%2F?to=URL";
    assert!(mock.introduction.iter().any(|it| it == line));
    let path = format!("/__webhooks/%2F?to=http://{}", receiver.address);
    let heard = mock.send("POST", &path, &[], "");
    assert_eq!(heard.status, 202, "{}", heard.body);
}
