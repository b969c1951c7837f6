//! Rulesets: what they may have, and where they come from.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use super::{Folder, PETS};

#[test]
fn members_that_nothing_reads_are_told_with_their_places() {
    let ruleset = "extends: spectral:oas
alias: {}
x-own: 1
rules:
  named:
    given: $
    mesage: x
    then:
      feild: info
      function: pattern
      functionOptions: {macth: a, match: b}
  truthful:
    given: $
    then: {function: truthy, functionOptions: {really: true}}
  cased:
    given: $.info.title
    then: {function: casing, functionOptions: {type: flat, separator: {chr: _}}}
  empty:
    then: {function: truthy}
overrides: [{file: a, files: b, rules: {}}]
";
    let folder = Folder::new(&[("a.yaml", PETS), (".spectral.yaml", ruleset)]);
    insta::assert_snapshot!(folder.warnings(&["a.yaml"]), @r#"
    warning: .spectral.yaml:2:1: the ruleset has no member `alias`, and it is ignored; did you mean `aliases`?
    warning: .spectral.yaml:20:14: the override has no member `file`, and it is ignored; did you mean `files`?
    warning: .spectral.yaml:7:5: the rule `named` has no member `mesage`, and it is ignored; did you mean `message`?
    warning: .spectral.yaml:9:7: a `then` of the rule `named` has no member `feild`, and it is ignored; did you mean `field`?
    warning: .spectral.yaml:11:25: the function `pattern` of the rule `named` has no option `macth`, and it is ignored; did you mean `match`?
    warning: .spectral.yaml:14:48: the function `truthy` of the rule `truthful` has no option `really`, and it is ignored
    warning: .spectral.yaml:17:72: the function `casing` of the rule `cased` has no option `chr`, and it is ignored; did you mean `char`?
    warning: .spectral.yaml:18:3: the rule `empty` is left out: it has no `given`
    "#);
    // They are warnings: the rest is applied.
    assert!(folder.rules(&["a.yaml"]).contains(&"cased".to_owned()));
}

/// Serves files for as many requests; the result is the address.
fn serve(files: Vec<(&'static str, String)>, requests: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for _ in 0..requests {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = Vec::new();
            let mut buffer = [0; 1024];
            while !request.ends_with(b"\r\n\r\n") {
                let read = stream.read(&mut buffer).unwrap();
                request.extend_from_slice(&buffer[..read]);
            }
            let request = String::from_utf8(request).unwrap();
            let path = request.split(' ').nth(1).unwrap();
            let found = files.iter().find(|(name, _)| *name == path);
            let (status, body) = match found {
                Some((_, body)) => ("200 OK", body.as_str()),
                None => ("404 Not Found", ""),
            };
            write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
                body.len()
            )
            .unwrap();
        }
    });
    format!("http://{address}")
}

const OUTER: &str = "extends: [inner.yaml]
rules: {outer: {given: $.info, then: {field: license, function: truthy}}}
";

const INNER: &str = "rules: {inner: {given: $.info, then: {field: title, function: falsy}}}
";

#[test]
fn rulesets_on_the_network_are_fetched_where_that_is_allowed() {
    let files = || {
        vec![
            ("/rules/outer.yaml", OUTER.to_owned()),
            ("/rules/inner.yaml", INNER.to_owned()),
        ]
    };
    let base = serve(files(), 4);
    let extends = format!("extends: ['{base}/rules/outer.yaml']\n");
    let folder = Folder::new(&[("a.yaml", PETS), ("r.yaml", &extends)]);
    let allowed = "--allow-network=127.0.0.1";
    assert_eq!(
        folder.rules(&["a.yaml", "--ruleset", "r.yaml", allowed]),
        ["outer", "inner"]
    );
    let url = format!("{base}/rules/outer.yaml");
    assert_eq!(
        folder.rules(&["a.yaml", "--ruleset", &url, allowed]),
        ["outer", "inner"]
    );
}

#[test]
fn rulesets_on_the_network_are_not_fetched_otherwise() {
    let extends = "extends: ['http://127.0.0.1:1/r.yaml']\nrules: {own: {given: $, then: {function: falsy}}}\n";
    let folder = Folder::new(&[("a.yaml", PETS), ("r.yaml", extends)]);
    // Without the option, the other rules are applied.
    let arguments = ["a.yaml", "--ruleset", "r.yaml"];
    assert_eq!(folder.rules(&arguments), ["own"]);
    insta::assert_snapshot!(
        folder.warnings(&arguments),
        @"warning: r.yaml:1:11: the ruleset `http://127.0.0.1:1/r.yaml` is on the network, from which nothing is fetched by default: `--allow-network` allows it; it is left out"
    );
    // Addresses of the own network have to be named.
    let output = folder.lint(&["a.yaml", "--ruleset", "r.yaml", "--allow-network"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("is not a public host"), "{text}");
    let output = folder.lint(&["a.yaml", "--ruleset", "http://127.0.0.1:1/r.yaml"]);
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("`--allow-network` allows it"), "{text}");
}
