//! Rulesets: what they may have, and where they come from.

use std::fs;
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

#[test]
fn rules_without_effect_are_warnings_with_their_places() {
    let ruleset = "rules:
  misspelled: {given: $, then: {function: trutyh}}
  scripted: {given: $, then: {function: ours}}
  without: {given: $.info}
  empty: {given: $.info, then: []}
  unlimited: {given: $.info, then: {function: length, functionOptions: {}}}
  textual: {given: $.info, then: {function: length, functionOptions: {min: '3'}}}
  unmatched: {given: $.info.title, then: {function: pattern}}
  single: {given: $.info, then: {function: xor, functionOptions: {properties: [title]}}}
  values: {given: $.info, then: {function: enumeration, functionOptions: {values: a}}}
  formatted: {given: $, formats: [oas3_1, aos3, json-schema-draft7], then: {function: truthy}}
  separated: {given: $.info.title, then: {function: casing, functionOptions: {type: flat, separator: 3}}}
  leading: {given: $.info.title, then: {function: casing, functionOptions: {type: flat, separator: {char: '-', allowLeading: x}}}}
  joined: {given: $.info.title, then: {function: casing, functionOptions: {type: flat, separator: {char: 1}}}}
  dialect: {given: $.info.title, then: {function: schema, functionOptions: {schema: {type: number}, dialect: draftxx}}}
";
    let folder = Folder::new(&[("a.yaml", PETS), (".spectral.yaml", ruleset)]);
    insta::assert_snapshot!(folder.warnings(&["a.yaml"]), @r#"
    warning: .spectral.yaml:2:43: the function `trutyh` of the rule `misspelled` is not one that specfirst has, and is skipped; did you mean `truthy`?
    warning: .spectral.yaml:3:41: the function `ours` of the rule `scripted` is not one that specfirst has, and is skipped
    warning: .spectral.yaml:4:3: the rule `without` is left out: it has no `then`
    warning: .spectral.yaml:5:3: the rule `empty` is left out: its `then` is empty
    warning: .spectral.yaml:6:3: the rule `unlimited` is left out: the function `length` has neither the option `min` nor `max`, and does nothing
    warning: .spectral.yaml:7:3: the rule `textual` is left out: the option `min` of the function `length` is not a number
    warning: .spectral.yaml:8:3: the rule `unmatched` is left out: the function `pattern` has neither the option `match` nor `notMatch`, and does nothing
    warning: .spectral.yaml:9:3: the rule `single` is left out: the option `properties` of the function `xor` is not a list of two names at least
    warning: .spectral.yaml:10:3: the rule `values` is left out: the option `values` of the function `enumeration` is not a list
    warning: .spectral.yaml:11:43: the rule `formatted` has an unknown format `aos3`; did you mean `oas3`?
    warning: .spectral.yaml:12:3: the rule `separated` is left out: the option `separator` of the function `casing` is not an object
    warning: .spectral.yaml:13:3: the rule `leading` is left out: the option `allowLeading` of the function `casing` is not a boolean
    warning: .spectral.yaml:14:3: the rule `joined` is left out: the option `char` of the function `casing` is not a text
    warning: .spectral.yaml:15:3: the rule `dialect` is left out: the option `dialect` of the function `schema` is not a dialect such as `draft7`
    "#);
    assert_eq!(folder.rules(&["a.yaml"]), Vec::<String>::new());
}

#[test]
fn messages_shorten_long_texts() {
    let ruleset = "rules:
  sorted: {given: '$.tags', then: {function: alphabetical, functionOptions: {keyedBy: name}}}
  cased: {given: '$.info.*~', then: {function: length, functionOptions: {max: 9}}}
  valued: {given: '$.info.*', then: {function: length, functionOptions: {max: 9}}}
  valid: {given: '$.info.*', then: {function: schema, functionOptions: {schema: {type: string}}}}
  closed: {given: '$.info', then: {function: schema, functionOptions: {schema: {additionalProperties: false, properties: {title: {}, version: {}}}}}}
";
    let long = "x".repeat(900);
    let document = format!(
        "openapi: 3.0.3\ninfo: {{title: Cats, version: '1', {long}: 10}}\ntags: [{{name: {long}}}, {{name: a}}]\npaths: {{}}\n"
    );
    let folder = Folder::new(&[("a.yaml", &document), (".spectral.yaml", ruleset)]);
    let text = folder.text(&["a.yaml", "--format", "json"]);
    let list: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let rules: Vec<_> = list.iter().map(|it| it["code"].as_str().unwrap()).collect();
    assert_eq!(
        rules,
        ["closed", "cased", "valid", "valued", "sorted"],
        "{text}"
    );
    for finding in list {
        let message = finding["message"].as_str().unwrap();
        assert!(message.contains("xxx…") && message.len() < 200, "{message}");
    }
}

#[test]
fn messages_say_what_a_value_is_and_what_is_wanted() {
    let ruleset = "rules:
  truthy: {given: $.info, then: [{field: summary, function: truthy}, {field: description, function: falsy}]}
  defined: {given: $.info, then: [{field: license.url, function: defined}, {field: title, function: undefined}]}
  zero: {given: $.info.x-zero, then: {function: truthy}}
  pattern: {given: $.info.title, then: {function: pattern, functionOptions: {match: '/^[a-z]+$/i', notMatch: ats}}}
  names: {given: '$.paths[*]~', then: {function: pattern, functionOptions: {match: ^.cats$}}}
  casing: {given: $.info.title, then: {function: casing, functionOptions: {type: flat}}}
  enumeration: {given: $.info.version, then: {function: enumeration, functionOptions: {values: [a, 1]}}}
  length: {given: [$.info.title, $.info.x-number, '$.tags[*]'], then: {function: length, functionOptions: {max: 1}}}
  either: {given: $.info, then: {function: or, functionOptions: {properties: [license, summary]}}}
  one: {given: $.info, then: {function: xor, functionOptions: {properties: [title, version]}}}
  sorted: {given: $.tags, then: {function: alphabetical, functionOptions: {keyedBy: name}}}
  sorted-names: {given: $.paths, then: {function: alphabetical}}
  schema: {given: $.info, then: {field: license, function: schema, functionOptions: {schema: {}}}}
";
    let document = "openapi: 3.0.3
info: {title: Cats & dogs, version: '1', description: All., x-zero: 0, x-number: 2}
tags: [{name: b, description: x}, {name: a}]
paths: {/dogs: {}, /cats: {}}
";
    let folder = Folder::new(&[("a.yaml", document), (".spectral.yaml", ruleset)]);
    let text = folder.text(&["a.yaml", "--format", "github"]);
    let messages: Vec<_> = text
        .lines()
        .filter_map(|line| line.split_once("title=").map(|(_, message)| message))
        .collect();
    insta::assert_snapshot!(messages.join("\n"), @r#"
    defined::"url" must be there; it is missing
    either::"info" must have one of `license`, `summary`; it has none
    one::"info" must have only one of `title`, `version`; it has `title`, `version`
    schema::"license" must be there; it is missing
    truthy::"summary" must be there and not be null, false, zero or an empty text; it is missing
    casing::"title" must be in flat case; it is "Cats & dogs"
    defined::"title" must not be there; it is "Cats & dogs"
    length::"title" must not be longer than 1; its length is 11
    pattern::"title" must match the pattern `/^[a-z]+$/i`; it is "Cats & dogs"
    pattern::"title" must not match the pattern `ats`; it is "Cats & dogs"
    enumeration::"version" must be one of "a", 1; it is "1"
    truthy::"description" must not be there, or be null, false, zero or an empty text; it is "All."
    zero::"x-zero" must be there and not be null, false, zero or an empty text; it is 0
    length::"x-number" must not be more than 1; it is 2
    sorted::"tags" must be sorted by `name`; "b" is before "a"
    length::item 0 must not be longer than 1; its length is 2
    names::the name "/dogs" must match the pattern `^.cats$`
    sorted-names::"paths" must be sorted; "/dogs" is before "/cats"
    "#);
}

#[test]
fn a_ruleset_that_is_no_file_is_compared_with_those_of_specfirst() {
    let folder = Folder::new(&[("a.yaml", PETS), ("own.js", "module.exports = {};")]);
    let error = |ruleset: &str| folder.warnings(&["a.yaml", "--ruleset", ruleset]);
    let missing = error("foo");
    assert!(missing.contains("`oas`, `all` and `rest`"), "{missing}");
    assert_eq!(missing.lines().count(), 1);
    assert_eq!(
        error("own.js"),
        "error: the ruleset `own.js` is a program in JavaScript, which is not run\n"
    );
    assert_eq!(
        error("a.yaml"),
        "error: `a.yaml` is no ruleset: it has neither `rules` nor `extends` nor `overrides`\n"
    );
}

#[test]
fn warnings_fail_where_they_are_denied() {
    let ruleset = "rules:\n  broken: {given: '$.paths[*', then: {function: truthy}}\n";
    let folder = Folder::new(&[("a.yaml", PETS), (".spectral.yaml", ruleset)]);
    let status = |arguments: &[&str]| folder.lint(arguments).status.code();
    assert_eq!(status(&["a.yaml"]), Some(0));
    assert_eq!(status(&["a.yaml", "--deny-warnings"]), Some(1));
    fs::write(folder.0.path().join(".spectral.yaml"), "rules: {}\n").unwrap();
    assert_eq!(status(&["a.yaml", "--deny-warnings"]), Some(0));
}

#[test]
fn quiet_says_what_it_has_not_found() {
    let ruleset =
        "rules:\n  described: {given: $, severity: warn, then: {field: none, function: truthy}}\n";
    let folder = Folder::new(&[("a.yaml", PETS), (".spectral.yaml", ruleset)]);
    assert_eq!(
        folder.text(&["a.yaml", "-q"]),
        "no findings of the severity error or above\n"
    );
    assert!(
        folder
            .text(&["a.yaml", "-q", "--fail-severity", "warn"])
            .contains("warning[described]")
    );
}

#[test]
fn misspelled_names_of_rules_and_selections_are_warnings() {
    let ruleset = "extends: [[spectral:oas, al]]\nrules: {operation-tag: off}\n";
    let folder = Folder::new(&[("a.yaml", PETS), (".spectral.yaml", ruleset)]);
    insta::assert_snapshot!(folder.warnings(&["a.yaml"]), @r"
    warning: .spectral.yaml:1:26: which rules of the ruleset apply is `all`, `recommended` or `off`: this is ignored
    warning: .spectral.yaml:2:24: the rule `operation-tag` is left out: no ruleset before has this rule; did you mean `operation-tags`?
    ");
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
