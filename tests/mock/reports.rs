//! The reports and recordings of `specfirst mock --upstream`.

use std::fs;
use std::io::Read;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::body::Body;
use axum::extract::Request;
use serde_json::{Value, json};
use specfirst::bundle::Access;
use specfirst::diagnostic::Diagnostics;
use specfirst::mock::proxy::{Exchange, Observer};
use specfirst::mock::{self, Settings};
use specfirst::pipeline;
use specfirst::source::Sources;
use tokio::runtime::Handle;
use tower::ServiceExt;

use super::process::Mock;
use super::upstream::{SPEC, Upstream, json_response, proxy};

#[test]
fn a_report_without_a_file_is_on_standard_output_and_its_rules_are_explained() {
    let upstream = Upstream::start(|_| json_response("200 OK", "X-Total: 1\r\n", "[{}]"));
    for (format, expected) in [
        ("json", "\"rule\":\"response-body\""),
        ("sarif", "\"ruleId\": \"response-body\""),
        ("human", "error[response-body]: GET /people (listPeople)"),
    ] {
        let mut mock = proxy(&upstream, &["--format", format]);
        mock.get("/people?api_key=k");
        interrupt(&mut mock);
        let mut text = String::new();
        let mut stdout = mock.child.stdout.take().unwrap();
        stdout.read_to_string(&mut text).unwrap();
        assert!(text.contains(expected), "{format}: {text}");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_specfirst"))
        .args(["explain", "response-body"])
        .output()
        .unwrap();
    assert!(output.status.success());
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .starts_with("response-body: The body")
    );
}

#[test]
fn reports_are_json_lines_or_sarif_by_the_name_of_their_file() {
    let upstream = Upstream::start(|_| json_response("200 OK", "X-Total: 1\r\n", r#"[{}]"#));
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("report.jsonl");
    let mock = proxy(&upstream, &["--report", path.to_str().unwrap()]);
    mock.get("/people?api_key=secret");
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.contains("secret"), "{text}");
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 1, "{text}");
    for (member, expected) in [
        ("rule", json!("response-body")),
        ("level", json!("error")),
        ("operation", json!("GET /people")),
        ("operationId", json!("listPeople")),
        ("status", json!(200)),
        ("side", json!("response")),
        ("part", json!("body")),
        ("pointer", json!("/0/name")),
        ("line", json!(12)),
    ] {
        assert_eq!(lines[0][member], expected, "{member}");
    }
    drop(mock);
    let path = dir.path().join("report.sarif");
    let mut mock = proxy(&upstream, &["--report", path.to_str().unwrap()]);
    let read = || -> Value { serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap() };
    assert_eq!(read()["runs"][0]["results"], json!([]));
    mock.get("/items?api_key=secret");
    mock.get("/people?api_key=secret");
    mock.get("/people?api_key=secret&limit=x");
    mock.get("/later?api_key=secret");
    mock.get("/undocumented");
    interrupt(&mut mock);
    let results = read()["runs"][0]["results"].clone();
    let results = results.as_array().unwrap().iter().map(|result| {
        let place = &result["locations"][0]["physicalLocation"]["region"];
        (
            result["ruleId"].as_str().unwrap(),
            place["startLine"].as_u64(),
        )
    });
    // The same finding is one result, and they are in the order of the document.
    assert_eq!(
        results.collect::<Vec<_>>(),
        [
            ("undocumented-operation", None),
            ("request-parameter", Some(7)),
            ("response-body", Some(12)),
            ("response-media-type", Some(26)),
            ("response-media-type", Some(31)),
        ]
    );
}

#[test]
fn exchanges_are_recorded_without_credentials() {
    let upstream = Upstream::start(|first| match first.contains("POST") {
        true => {
            let headers = "Set-Cookie: session=secret\r\nLocation: http://ada:secret@test/people/1?access_token=secret&a=b\r\n\
                Link: </people?api_key=secret>; rel=next, </people?apiKey=secret>; rel=last\r\nX-Key: secret\r\n";
            json_response("201 Created", headers, "")
        }
        false => json_response("200 OK", "X-Total: 0\r\n", "[]"),
    });
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("exchanges.har");
    let read = || -> Value { serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap() };
    let path_text = path.to_str().unwrap();
    let mock = proxy(&upstream, &["--record", path_text]);
    assert_eq!(read()["log"]["entries"], json!([]));
    mock.send(
        "GET",
        "/people?limit=5&api_key=secret",
        &[("Cookie", "c=secret")],
        "",
    );
    mock.send(
        "POST",
        "/people",
        &[
            ("Authorization", "Bearer secret"),
            ("Referer", "http://test/?a&api_key=secret#b"),
        ],
        r#"{"name":"Ada"}"#,
    );
    // Whenever it is stopped, also without notice, the file is complete.
    drop(mock);
    let text = fs::read_to_string(&path).unwrap();
    assert!(!text.contains("secret"), "{text}");
    let log = &read()["log"];
    assert_eq!(
        (&log["version"], &log["creator"]["name"]),
        (&json!("1.2"), &json!("specfirst"))
    );
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2);
    let request = &entries[0]["request"];
    let url = format!(
        "http://{}/people?limit=5&api_key=REDACTED",
        upstream.address
    );
    assert_eq!(request["url"], url);
    let query = json!([{"name": "limit", "value": "5"}, {"name": "api_key", "value": "REDACTED"}]);
    assert_eq!(request["queryString"], query);
    assert_eq!(
        request["cookies"],
        json!([{"name": "c", "value": "REDACTED"}])
    );
    assert_eq!(entries[0]["response"]["content"]["text"], "[]");
    assert!(entries[0]["timings"]["wait"].as_f64().unwrap() > 0.0);
    assert_eq!(
        entries[1]["request"]["postData"]["text"],
        r#"{"name":"Ada"}"#
    );
    let response = &entries[1]["response"];
    assert_eq!(response["status"], 201);
    assert_eq!(
        response["redirectURL"],
        "http://REDACTED@test/people/1?access_token=REDACTED&a=b"
    );
    let mock = proxy(&upstream, &["--record", path_text, "--record-credentials"]);
    mock.send(
        "POST",
        "/people",
        &[("Authorization", "Bearer secret")],
        r#"{"name":"Ada"}"#,
    );
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.contains("Bearer secret") && text.contains("session=secret"),
        "{text}"
    );
}

#[test]
fn what_is_told_about_exchanges_may_block() {
    let upstream = Upstream::start(|first| match first.contains("/later") {
        true => json_response("501 Not Implemented", "", "{}"),
        false => json_response("200 OK", "", "[]"),
    });
    let mut sources = Sources::new();
    let root = sources.add("openapi.yaml", SPEC);
    let mut diagnostics = Diagnostics::new();
    let served = pipeline::serve(&mut sources, root, &Access::default(), &mut diagnostics);
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&seen);
    let observe: Observer = Arc::new(move |_: &Exchange| {
        // It panics on the threads that are for futures.
        Handle::current().block_on(async {});
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let url = format!("http://{}", upstream.address);
    let settings = Settings {
        upstream: Some((mock::proxy::Upstream::new(&url).unwrap(), observe)),
        ..Settings::default()
    };
    let router = mock::router(served.unwrap().unwrap(), settings);
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    for path in ["/people?api_key=k", "/later?api_key=k"] {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = runtime.block_on(router.clone().oneshot(request)).unwrap();
        assert_eq!(response.status(), 200, "{path}");
        let body = runtime.block_on(axum::body::to_bytes(response.into_body(), 99));
        assert!(body.is_ok_and(|body| !body.is_empty()));
    }
    assert_eq!(seen.load(Ordering::Relaxed), 2);
}

#[test]
fn a_report_that_could_not_be_written_is_written_later() {
    let upstream = Upstream::start(|_| json_response("200 OK", "X-Total: 1\r\n", "[{}]"));
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("report.sarif");
    let mut mock = proxy(&upstream, &["--report", path.to_str().unwrap()]);
    // A folder is not replaced by a file.
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    mock.get("/people?api_key=k");
    mock.wait_for("cannot write the report");
    fs::remove_dir(&path).unwrap();
    interrupt(&mut mock);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("response-body"), "{text}");
}

/// Stops a mock as Ctrl-C does, and waits for its end.
fn interrupt(mock: &mut Mock) {
    let id = mock.child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    assert!(mock.child.wait().unwrap().success());
}
