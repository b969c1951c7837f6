//! `specfirst mock`, on a socket.
#![cfg(feature = "mock")]

mod hooks;
mod multipart;
mod process;
mod reports;
mod shapes;
mod upstream;

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use process::Mock;

const SPEC: &str = "openapi: 3.1.0
info: {title: People, version: 1.0.0}
paths:
  /people:
    get:
      operationId: listPeople
      deprecated: true
      parameters:
        - {name: limit, in: query, schema: {type: integer}, examples: {none: {value: 9}}}
      responses:
        '200':
          description: People
          content:
            application/json:
              schema: {type: array, maxItems: 3, items: {$ref: '#/components/schemas/Person'}}
              examples:
                two: {value: [{id: 1, name: Ada, email: ada@example.com}, {id: 2, name: Bob, email: bob@example.com}]}
                none: {value: []}
        '500': {description: Broken, content: {application/json: {example: {error: broken}}}}
    options:
      operationId: peopleOptions
      responses: {'200': {description: Documented, content: {text/plain: {example: options}}}}
    post:
      operationId: addPerson
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Person'}
            examples:
              ada: {value: {name: Ada, email: ada@example.com}}
              taken: {value: {name: Bob, email: bob@example.com}}
      responses:
        '201':
          description: Added
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Person'}
              examples:
                ada: {value: {id: 3, name: Ada, email: ada@example.com}}
        '409':
          description: Taken
          content: {application/json: {examples: {taken: {value: {error: taken}}}}}
  /motto:
    get:
      responses:
        '200':
          description: A motto
          content: {text/plain: {schema: {type: string, minLength: 3}, example: Ad astra}}
  /people/{personId}:
    parameters:
      - {name: personId, in: path, required: true, schema: {type: integer}}
    get:
      operationId: showPerson
      responses:
        '200':
          description: Somebody
          content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}
        '404': {description: Nobody}
    patch:
      operationId: changePerson
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}
      responses:
        '200':
          description: Somebody
          content: {application/json: {schema: {$ref: '#/components/schemas/Person'}}}
    delete:
      operationId: removePerson
      responses: {'204': {description: Removed}}
components:
  schemas:
    Person:
      type: object
      required: [name, email]
      properties:
        id: {type: integer, minimum: 1, maximum: 99999, readOnly: true}
        name: {type: string, minLength: 1}
        email: {type: string, format: email}
        born: {type: string, format: date}
        code: {type: string, pattern: '^[A-Z]{3}$'}
        kind: {enum: [staff, guest]}
";

#[test]
fn a_request_chooses_status_and_example() {
    let mock = Mock::start(SPEC, &[]);
    let heard = mock.get("/people");
    assert_eq!(
        (heard.status, heard.json().as_array().unwrap().len()),
        (200, 2)
    );
    assert_eq!(heard.header("deprecation"), Some("true"));
    let heard = mock.send("GET", "/people", &[("Prefer", "example=none")], "");
    assert_eq!((heard.status, heard.json()), (200, json!([])));
    assert_eq!(heard.header("preference-applied"), Some("example=none"));
    let heard = mock.get("/people?__code=500");
    assert_eq!(
        (heard.status, heard.json()),
        (500, json!({"error": "broken"}))
    );
    let heard = mock.send("GET", "/people?__code=500", &[("Prefer", "code=200")], "");
    assert_eq!(heard.status, 200, "the header has precedence");
    let heard = mock.get("/people?__code=418");
    assert_eq!(heard.status, 404);
    assert!(heard.body.contains("only 200, 500."), "{}", heard.body);
    assert_eq!(mock.get("/people?limit=x").status, 400);
    let line = mock.wait_for("status=400");
    assert!(
        line.contains("list_people") && line.contains("query limit"),
        "{line}"
    );
    // The time of day.
    let time = line.trim_start().split(' ').next().unwrap();
    assert!(time.len() == 9 && time.ends_with('Z'), "{line}");
    let person = r#"{"name":"","email":"ada@example.com"}"#;
    assert_eq!(mock.send("POST", "/people", &[], person).status, 422);
    let line = mock.wait_for("status=422");
    assert!(line.contains(r#"reason="body/name: minLength""#), "{line}");
    assert!(mock.get("/openapi.json").json()["paths"]["/people"].is_object());
}

#[test]
fn dynamic_values_are_valid_and_the_same_for_the_same_request() {
    let mock = Mock::start(SPEC, &[]);
    let dynamic = |path: &str| {
        let heard = mock.send("GET", path, &[("Prefer", "dynamic=true")], "");
        assert_eq!(heard.header("preference-applied"), Some("dynamic=true"));
        heard.json()
    };
    assert_eq!(dynamic("/people/7"), dynamic("/people/7"));
    let all: Vec<Value> = (1..20)
        .map(|id| dynamic(&format!("/people/{id}")))
        .collect();
    assert!(all.iter().any(|one| *one != all[0]), "{all:?}");
    let document = mock.get("/openapi.json").json();
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&document["components"]["schemas"]["Person"])
        .unwrap();
    for person in &all {
        assert!(validator.is_valid(person), "{person}");
    }
    let seeded = |seed: &str| {
        let prefer = format!("dynamic=true, seed={seed}");
        mock.send("GET", "/people/7", &[("Prefer", &prefer)], "")
    };
    assert_eq!(
        seeded("a").header("preference-applied"),
        Some("dynamic=true, seed=a")
    );
    assert_eq!(seeded("a").body, seeded("a").body);
    assert_ne!(seeded("a").body, seeded("b").body);
    let motto = mock.get("/motto?__dynamic=true");
    assert_eq!(
        motto.header("content-type"),
        mock.get("/motto").header("content-type")
    );
    assert!(
        motto.body.len() >= 3 && motto.body != "Ad astra",
        "{}",
        motto.body
    );
    // In place of examples, which a request can still ask for.
    let mock = Mock::start(SPEC, &["--dynamic"]);
    assert_ne!(mock.get("/people").json()[0]["name"], "Ada");
    assert_eq!(mock.get("/people?__dynamic=false").json()[0]["name"], "Ada");
    assert_eq!(mock.get("/people?__example=two").json()[0]["name"], "Ada");
}

#[test]
fn a_saved_document_is_served_and_a_broken_one_is_not() {
    let mock = Mock::start(SPEC, &[]);
    assert_eq!(mock.get("/people").json()[0]["name"], "Ada");
    mock.write(&SPEC.replace("Ada", "Eve"));
    mock.wait_for("the document has changed");
    assert_eq!(mock.get("/people").json()[0]["name"], "Eve");
    mock.write("paths: [");
    mock.wait_for("error[syntax-error]");
    mock.wait_for("still served");
    assert_eq!(mock.get("/people").json()[0]["name"], "Eve");
    mock.write(SPEC);
    mock.wait_for("the document has changed");
    assert_eq!(mock.get("/people").json()[0]["name"], "Ada");
}

#[test]
fn the_page_that_shows_the_document_is_served_unless_an_operation_is_there() {
    let mock = Mock::start(SPEC, &[]);
    let heard = mock.get("/docs");
    assert_eq!(heard.status, 200);
    assert_eq!(
        heard.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert!(mock.get("/llms.txt").body.contains("/people"));
    let names = mock.get("/docs/rust.json").json();
    assert!(names["operations"]["GET /people"].is_object(), "{names}");
    mock.write(&SPEC.replace("/people", "/humans"));
    mock.wait_for("the document has changed");
    let names = mock.get("/docs/rust.json").json();
    assert!(names["operations"]["GET /humans"].is_object(), "{names}");
    assert_eq!(mock.get("/docs").status, 200);
    mock.write(&SPEC.replace("/people", "/docs"));
    mock.wait_for("the document has changed");
    assert_eq!(mock.get("/docs").json()[0]["name"], "Ada");
    assert_eq!(mock.get("/docs/rust.json").status, 400);
}

#[test]
fn pages_of_other_origins_may_use_it() {
    let origin = ("Origin", "https://app.example.com");
    let preflight = [
        origin,
        ("Access-Control-Request-Method", "DELETE"),
        ("Access-Control-Request-Headers", "authorization,prefer"),
    ];
    let mock = Mock::start(SPEC, &[]);
    let heard = mock.send("OPTIONS", "/people/1", &preflight, "");
    assert_eq!(heard.status, 204);
    for (name, value) in [
        ("access-control-allow-origin", "https://app.example.com"),
        ("access-control-allow-methods", "DELETE"),
        ("access-control-allow-headers", "authorization,prefer"),
        ("access-control-allow-credentials", "true"),
    ] {
        assert_eq!(heard.header(name), Some(value), "{name}");
    }
    let heard = mock.send("GET", "/people", &[origin], "");
    assert_eq!(heard.header("access-control-allow-origin"), Some(origin.1));
    let exposed = heard.header("access-control-expose-headers").unwrap();
    assert!(exposed.contains("deprecation"), "{exposed}");
    // An operation of the document, which is no preflight.
    assert_eq!(
        mock.send("OPTIONS", "/people", &[origin], "").body,
        "options"
    );
    let mock = Mock::start(SPEC, &["--no-cors"]);
    let heard = mock.send("GET", "/people", &[origin], "");
    assert_eq!(heard.header("access-control-allow-origin"), None);
}

#[test]
fn the_example_of_a_request_selects_that_of_the_response() {
    let mock = Mock::start(SPEC, &[]);
    assert_eq!(mock.get("/people?limit=9").json(), json!([]));
    assert_eq!(mock.get("/people?limit=8").json()[0]["name"], "Ada");
    let bob = r#"{"email":"bob@example.com","name":"Bob"}"#;
    let heard = mock.send("POST", "/people", &[], bob);
    assert_eq!(
        (heard.status, heard.json()),
        (409, json!({"error": "taken"}))
    );
    let eve = r#"{"email":"eve@example.com","name":"Eve"}"#;
    let heard = mock.send("POST", "/people", &[], eve);
    assert_eq!((heard.status, &heard.json()["name"]), (201, &json!("Ada")));
}

#[test]
fn items_are_created_changed_and_deleted() {
    let mock = Mock::start(SPEC, &["--state"]);
    let names = || {
        let people = mock.get("/people").json();
        let people = people.as_array().unwrap().iter();
        let names = people.map(|person| person["name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(), "Ada Bob");
    let eve = r#"{"name":"Eve","email":"eve@example.com"}"#;
    let heard = mock.send("POST", "/people", &[], eve);
    let expected = json!({"name": "Eve", "email": "eve@example.com", "id": 3});
    assert_eq!((heard.status, heard.json()), (201, expected.clone()));
    assert_eq!(heard.header("location"), Some("/people/3"));
    assert_eq!(mock.get("/people/3").json(), expected);
    assert_eq!(names(), "Ada Bob Eve");
    assert_eq!(
        mock.get("/people?limit=1").json().as_array().unwrap().len(),
        1
    );
    let heard = mock.send("PATCH", "/people/3", &[], r#"{"name":"Eva"}"#);
    assert_eq!((heard.status, &heard.json()["name"]), (200, &json!("Eva")));
    assert_eq!(mock.get("/people/3").json()["email"], "eve@example.com");
    assert_eq!(mock.send("DELETE", "/people/1", &[], "").status, 204);
    assert_eq!(mock.get("/people/1").status, 404);
    assert_eq!(mock.send("DELETE", "/people/1", &[], "").status, 404);
    assert_eq!(names(), "Bob Eva");
    // A preference is for the document's responses, and changes nothing.
    assert_eq!(
        mock.send("DELETE", "/people/2?__code=204", &[], "").status,
        204
    );
    assert_eq!(mock.get("/people?__example=none").json(), json!([]));
    assert_eq!(names(), "Bob Eva");
    assert_eq!(mock.send("POST", "/__reset", &[], "").status, 204);
    assert_eq!(names(), "Ada Bob");
    // Without the option nothing is kept.
    let mock = Mock::start(SPEC, &[]);
    assert_eq!(mock.send("POST", "/people", &[], eve).status, 201);
    assert_eq!(mock.get("/people").json().as_array().unwrap().len(), 2);
    assert_eq!(mock.send("POST", "/__reset", &[], "").status, 404);
}

#[test]
fn stored_items_have_their_members_in_the_order_of_the_request_and_others_in_that_of_the_document()
{
    let spec = "openapi: 3.1.0
info: {title: Pets, version: 1.0.0}
paths:
  /pets:
    post:
      requestBody: {required: true, content: {application/json: {schema: &pet
        {type: object, properties: {
          id: {type: integer, readOnly: true}, name: {type: string}, created: {type: string, readOnly: true},
          tag: {type: string}, owner: {type: string}, state: {type: string, readOnly: true}}}}}}
      responses: {'201': &pet-response {description: A pet, content: {application/json: {schema: *pet, example:
        {id: 1, name: Rex, created: today, tag: dog, owner: Ada, state: new}}}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
    put: &change
      requestBody: {content: {application/json: {schema: *pet}}}
      responses: {'200': *pet-response}
    patch: *change
";
    let mock = Mock::start(spec, &["--state"]);
    let send = |method: &str, path: &str, body: &str| mock.send(method, path, &[], body).body;
    let created = send("POST", "/pets", r#"{"tag":"dog","name":"Rex","more":1}"#);
    let names = |text: &str| {
        let item: Value = serde_json::from_str(text).unwrap();
        let members = item.as_object().unwrap().keys().cloned();
        members.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(names(&created), "id tag state name created more");
    let replaced = send("PUT", "/pets/1", r#"{"name":"Max","owner":"Eve"}"#);
    assert_eq!(names(&replaced), "id name created owner state");
    let changed = send("PATCH", "/pets/1", r#"{"tag":"cat"}"#);
    assert_eq!(names(&changed), "id name created tag owner state");
}

#[test]
fn an_id_that_clients_choose_stays_and_cannot_be_taken_twice() {
    let spec = |conflict: &str| {
        format!(
            "openapi: 3.1.0
info: {{title: Users, version: 1.0.0}}
paths:
  /users:
    post:
      requestBody: {{required: true, content: {{application/json: {{schema: &user
        {{type: object, required: [username], properties: {{username: {{type: string, pattern: '^[a-z]+$'}}, age: {{type: integer}}}}}}}}}}}}
      responses:
        '201': {{description: Added, content: {{application/json: {{schema: *user, example: {{username: robin}}}}}}}}
        {conflict}
  /users/{{username}}:
    get:
      parameters: [{{name: username, in: path, required: true, schema: {{type: string}}}}]
      responses: {{'200': {{description: Somebody, content: {{application/json: {{schema: *user, example: {{username: robin}}}}}}}}}}
"
        )
    };
    let mock = Mock::start(&spec("'409': {description: Taken}"), &["--state"]);
    let add = |mock: &Mock, age: u8| {
        let body = json!({ "username": "robin", "age": age }).to_string();
        mock.send("POST", "/users", &[], &body).status
    };
    assert_eq!(add(&mock, 1), 409);
    let eve = json!({ "username": "eve" });
    assert_eq!(
        mock.send("POST", "/users", &[], &eve.to_string()).json(),
        eve
    );
    assert_eq!(
        mock.send("POST", "/users", &[], &eve.to_string()).status,
        409
    );
    let mock = Mock::start(&spec(""), &["--state"]);
    assert_eq!(add(&mock, 2), 201);
    assert_eq!(
        mock.get("/users/robin").json(),
        json!({ "username": "robin", "age": 2 })
    );
}

#[test]
fn a_wrong_document_is_not_served() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("openapi.yaml"), "paths: [").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_specfirst"))
        .args(["mock", "openapi.yaml", "--listen", "127.0.0.1:0"])
        .current_dir(dir.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
}
