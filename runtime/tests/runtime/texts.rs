//! Bodies of text whose schemas describe something other than any text.

use specfirst_runtime::schema::pattern;
use specfirst_runtime::server::{Contract, Input, Response, Service};

use super::wire::{Heard, Server};

/// A server with one operation, which takes a text of that schema and shape and sends it back.
async fn server(schema: &str, shape: &str) -> Server {
    let contract = format!(
        r#"{{"operation":"put","method":"PUT","path":"/","body":{{"required":true,"content":{{"text/plain":{{"schema":{schema},"shape":{shape}}}}}}}}}"#
    );
    let contract = Contract::from(contract).with_patterns(pattern::compile);
    let mut service = Service::new((), contract);
    service.route("put", |input| Ok((input,)), |_: &(), input: Input| async move {
        Ok(Response::head(200).text("text/plain", input.text()?)?)
    });
    Server::start(service.router()).await
}

async fn put(server: &Server, text: &str) -> Heard {
    let text_plain = ("Content-Type", "text/plain");
    server.send("PUT", "/", &[text_plain], text).await
}

/// The texts that are accepted reach the handler as they are; each other one is refused with its violation.
async fn check(schema: &str, shape: &str, accepted: &[&str], refused: &[(&str, &str)]) {
    let server = server(schema, shape).await;
    for text in accepted {
        let heard = put(&server, text).await;
        assert_eq!((heard.status, &*heard.body), (200, *text), "{schema}");
    }
    for (text, violation) in refused {
        let heard = put(&server, text).await;
        assert_eq!(heard.status, 422, "{schema} {text:?}");
        assert_eq!(heard.problems(), [*violation], "{schema} {text:?}");
    }
}

#[tokio::test]
async fn a_text_is_checked_as_the_number_that_it_is() {
    check(
        r#"{"type":"integer","minimum":3}"#,
        r#""integer""#,
        &["3", "40", "3.0"],
        &[
            ("abc", "body  type"),
            ("2", "body  minimum"),
            ("3.5", "body  type"),
            ("", "body  type"),
            (" 4", "body  type"),
            ("99999999999999999999", "body  type"),
        ],
    )
    .await;
    check(
        r#"{"type":"number","exclusiveMaximum":1}"#,
        r#""number""#,
        &["0.5", "-1", "1e-3"],
        &[("1", "body  exclusiveMaximum"), ("NaN", "body  type")],
    )
    .await;
}

#[tokio::test]
async fn a_text_is_checked_as_the_boolean_that_it_is() {
    check(
        r#"{"type":"boolean"}"#,
        r#""boolean""#,
        &["true", "false"],
        &[("yes", "body  type"), ("True", "body  type")],
    )
    .await;
    check(
        r#"{"type":"boolean","const":true}"#,
        r#""boolean""#,
        &["true"],
        &[("false", "body  const")],
    )
    .await;
}

#[tokio::test]
async fn an_enum_and_a_pattern_apply_to_texts_without_a_type() {
    check(
        r#"{"enum":["a",1]}"#,
        r#"["string","integer"]"#,
        &["a", "1"],
        &[("b", "body  enum"), ("2", "body  enum")],
    )
    .await;
    check(
        r#"{"pattern":"^[a-z]+$"}"#,
        r#""any""#,
        &["abc", "5"],
        &[("A", "body  pattern")],
    )
    .await;
}

#[tokio::test]
async fn a_text_may_be_a_string_or_another_scalar() {
    check(
        r#"{"type":["string","integer"],"maxLength":2,"maximum":1000}"#,
        r#"["string","integer"]"#,
        &["ab", "12", "1000"],
        &[("abc", "body  maxLength")],
    )
    .await;
}

#[tokio::test]
async fn a_schema_of_what_is_in_a_text_is_not_applied() {
    check(
        r#"{"type":"object","required":["a"]}"#,
        r#""object""#,
        &["{}", "x"],
        &[],
    )
    .await;
}
