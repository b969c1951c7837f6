//! How texts are read whose members have several types.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::process::Mock;

const SPEC: &str = include_str!("../../specs/behaviour/members-of-alternatives.yaml");

#[test]
fn a_member_has_the_types_of_all_alternatives() {
    let mock = Mock::start(SPEC, &[]);
    let status = |query: &str| mock.get(&format!("/shirts?{query}")).status;
    for query in [
        "size=38",
        "size=small",
        "size=38&count=2",
        "size=large&count=pair",
    ] {
        assert_eq!(status(query), 204, "{query}");
    }
    for query in ["size=29", "size=medium", "size=small&count=1", "count=2"] {
        assert_eq!(status(query), 422, "{query}");
    }
    for (query, status) in [
        ("kind=code&text=12", 204),
        ("kind=code&text=a", 204),
        ("kind=code&text=12&length=3", 204),
        ("kind=number&text=12", 204),
        ("kind=number&length=3&text=12", 204),
        ("kind=number&text=a", 422),
        ("kind=code&text=12&length=a", 422),
        ("kind=other&text=12", 422),
    ] {
        let heard = mock.get(&format!("/labels?{query}"));
        assert_eq!(heard.status, status, "{query}");
    }
    let choice = |members: &str| status(&format!("size=38&{members}"));
    for members in [
        "choice[first][size]=38",
        "choice[first][size]=large&choice[byPost]=true",
        "choice[first][size]=38&choice[a][b][first][size]=small&choice[a][b][c][d][first][size]=31",
    ] {
        assert_eq!(choice(members), 204, "{members}");
    }
    assert_eq!(
        choice("choice[first][size]=38&choice[a][b][first][size]=3"),
        422
    );
    assert_eq!(choice("choice[first][size]=38&choice[byPost]=maybe"), 400);
    let form = |body: &str| send_form(&mock, "/shirts", body);
    for (body, status) in [
        ("size=40&count=2", "204"),
        ("size=small&count=one", "204"),
        ("size=40&count=one", "422"),
        ("size=tiny", "422"),
    ] {
        assert_eq!(form(body), status, "{body}");
    }
}

#[test]
fn members_that_are_described_by_other_names_have_their_types() {
    let spec = r#"
openapi: 3.1.0
info: {title: t, version: '1'}
paths:
  /sizes:
    get:
      parameters:
        - name: size
          in: query
          schema:
            oneOf:
              - {properties: {kind: {const: a}}, required: [kind], additionalProperties: {type: integer}}
              - {properties: {kind: {const: b}, size: {type: string}}, required: [kind]}
      responses: {'204': {description: Found}}
  /patterns:
    get:
      parameters:
        - {name: utm, in: query, schema: {type: string}}
        - name: search
          in: query
          schema: {type: object, properties: {a: {type: integer}}, patternProperties: {'^x-': {type: integer}}}
      responses: {'204': {description: Found}}
  /only-patterns:
    get:
      parameters:
        - name: search
          in: query
          schema: {type: object, patternProperties: {'^x-': {type: integer}}, additionalProperties: false}
      responses: {'204': {description: Found}}
"#;
    let mock = Mock::start(spec, &[]);
    for (path, status) in [
        ("/sizes?kind=a&size=7", 204),
        ("/sizes?kind=a&size=x", 422),
        ("/sizes?kind=b&size=x", 204),
        ("/sizes?kind=b&size=7", 204),
        ("/patterns?a=1&x-b=2&utm=y", 204),
        ("/patterns?a=1&x-b=y", 400),
        ("/only-patterns?x-a=1&unknown=2", 204),
        ("/only-patterns?x-a=y", 400),
    ] {
        assert_eq!(mock.get(path).status, status, "{path}");
    }
}

#[test]
fn a_member_of_a_form_is_read_by_its_style_if_its_encoding_has_a_part_of_one() {
    let spec = "openapi: 3.1.0
info: {title: Forms, version: 1.0.0}
paths:
  /a:
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              required: [o]
              properties: {o: {type: object, required: [x], properties: {x: {type: integer}}}}
            encoding: {o: {ENCODING}}
      responses: {'204': {description: Done}}
";
    for (encoding, valid, invalid) in [
        ("explode: false", "o=x,1", "o=%7B%22x%22%3A1%7D"),
        (
            "contentType: application/json",
            "o=%7B%22x%22%3A1%7D",
            "x=1",
        ),
        (
            "contentType: application/json, allowReserved: true",
            "x=1",
            "o=%7B%22x%22%3A1%7D",
        ),
    ] {
        let mock = Mock::start(&spec.replace("ENCODING", encoding), &[]);
        assert_eq!(send_form(&mock, "/a", valid), "204", "{encoding}");
        assert_ne!(send_form(&mock, "/a", invalid), "204", "{encoding}");
    }
}

/// Sends a form; the status of the response.
fn send_form(mock: &Mock, path: &str, body: &str) -> String {
    let text = format!(
        "POST {path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(&mock.address).unwrap();
    stream.write_all(text.as_bytes()).unwrap();
    let mut heard = String::new();
    stream.read_to_string(&mut heard).unwrap();
    heard.split(' ').nth(1).unwrap().to_owned()
}
