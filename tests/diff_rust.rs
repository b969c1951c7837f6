//! What `specfirst diff` says about Rust code is what rustc says: handlers and a client that use all of an old crate are
//! compiled with the new one.

mod documents;
mod programs;
#[path = "workspace/mod.rs"]
mod workspace;

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::Value;
use specfirst::diff::{RustVerdict, Signatures};
use specfirst::pipeline::Generated;
use specfirst::render::Runtime;

/// An edit of a document of `specs/`: the document, a JSON pointer, and the new value; no value removes.
const EDITS: [(&str, &str, &str); 36] = [
    ("petstore", "/info/version", r#""2.0.0""#),
    (
        "petstore",
        "/components/schemas/Image/properties/alt",
        r#"{"type": "string"}"#,
    ),
    (
        "petstore",
        "/components/schemas/Image/properties/caption",
        "",
    ),
    (
        "petstore",
        "/components/schemas/Image/required",
        r#"["url"]"#,
    ),
    (
        "petstore",
        "/components/schemas/Image/properties/size/type",
        r#""number""#,
    ),
    (
        "petstore",
        "/components/schemas/Image/description",
        r#""A picture.""#,
    ),
    (
        "petstore",
        "/components/schemas/PetStatus/enum",
        r#"["available", "pending", "sold", "lost"]"#,
    ),
    (
        "petstore",
        "/components/schemas/PetStatus/enum",
        r#"["available", "sold"]"#,
    ),
    (
        "petstore",
        "/components/schemas/PetChanges/properties/note",
        r#"{"type": "string"}"#,
    ),
    (
        "petstore",
        "/components/schemas/Credentials/properties/otp",
        r#"{"type": "string"}"#,
    ),
    (
        "petstore",
        "/components/schemas/Session/properties/expires",
        r#"{"type": "string", "format": "date-time"}"#,
    ),
    (
        "petstore",
        "/paths/~1pets/get/responses/429",
        r#"{"description": "Too many."}"#,
    ),
    ("petstore", "/paths/~1pets/get/responses/422", ""),
    ("petstore", "/paths/~1pets/get/operationId", r#""findPets""#),
    ("petstore", "/paths/~1pets~1{petId}/delete", ""),
    ("petstore", "/paths/~1inventory/get/tags", r#"["pets"]"#),
    (
        "petstore",
        "/paths/~1inventory/head",
        r#"{"operationId": "pingInventory", "tags": ["store"], "responses": {"204": {"description": "Fine."}}}"#,
    ),
    (
        "petstore",
        "/paths/~1pets/get/parameters/0/required",
        "true",
    ),
    (
        "petstore",
        "/paths/~1pets/get/parameters/0/name",
        r#""state""#,
    ),
    (
        "petstore",
        "/paths/~1pets~1{petId}~1image/put/parameters/0",
        r#"{"name": "caption", "in": "query", "schema": {"type": "integer"}}"#,
    ),
    (
        "petstore",
        "/components/schemas/Dog/properties/barks/default",
        "",
    ),
    (
        "petstore",
        "/components/schemas/Username",
        r#"{"type": "integer"}"#,
    ),
    ("events", "/paths/~1events/get/summary", r#""All of them""#),
    (
        "events",
        "/components/schemas/Event/properties/place",
        r#"{"type": "integer"}"#,
    ),
    (
        "events",
        "/components/schemas/Answer/enum",
        r#"["coming", "not coming", "perhaps", "late"]"#,
    ),
    ("events", "/components/schemas/Id/type", r#""string""#),
    (
        "events",
        "/paths/~1guests/get/parameters/0/name",
        r#""event""#,
    ),
    (
        "todos",
        "/paths/~1todos/get/responses/404",
        r#"{"description": "None."}"#,
    ),
    (
        "todos",
        "/components/schemas/Todo/properties/due",
        r#"{"type": "string", "format": "date"}"#,
    ),
    (
        "todos",
        "/components/schemas/TodoChanges/properties/title/maxLength",
        "99",
    ),
    (
        "todos",
        "/servers",
        r#"[{"url": "https://other.example.com/v9"}]"#,
    ),
    ("books", "/components/schemas/Book/properties/genre", ""),
    (
        "books",
        "/components/schemas/Author/properties/born",
        r#"{"type": "integer"}"#,
    ),
    (
        "countries",
        "/paths/~1countries~1{id}/delete/security",
        "[]",
    ),
    (
        "countries",
        "/components/schemas/Country/properties/area/format",
        r#""int32""#,
    ),
    (
        "customers",
        "/components/schemas/Job/properties/progress",
        "",
    ),
];

#[test]
#[ignore = "compiles two programs for each of 36 crates, which takes minutes"]
fn the_verdict_about_rust_code_is_that_of_rustc() {
    let dir = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff-rust");
    let mut members = Vec::new();
    let mut verdicts = Vec::new();
    for (index, edit) in EDITS.iter().enumerate() {
        let (spec, pointer, _) = edit;
        let old = document(spec);
        let mut new = old.clone();
        apply(&mut new, edit);
        assert_ne!(old, new, "{edit:?}");
        let (old, new) = (generate(&old), generate(&new));
        let name = format!("pair_{index:02}");
        write_crate(&dir.join(&name), &name, &old, &new);
        let verdict = RustVerdict::of(&Signatures::of(&old.files), &Signatures::of(&new.files));
        verdicts.push((
            name.clone(),
            format!("{spec} {pointer}"),
            (verdict.handlers_compile(), verdict.callers_compile()),
        ));
        members.push(name);
    }
    let broken = compile(&dir, &members);
    let mut wrong = String::new();
    for (name, edit, verdict) in &verdicts {
        let compiles = |program| !broken.contains(&format!("{name} {program}"));
        let rustc = (compiles("handlers"), compiles("callers"));
        if rustc != *verdict {
            writeln!(
                wrong,
                "{name} {edit}: rustc says {rustc:?}, the verdict is {verdict:?}"
            )
            .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    // Programs that never break, or always do, would show nothing.
    assert!(
        broken.len() > 10 && broken.len() < 2 * verdicts.len() - 10,
        "{broken:?}"
    );
}

fn document(spec: &str) -> Value {
    let text = fs::read_to_string(documents::folder(&format!("specs/{spec}.yaml"))).unwrap();
    serde_yaml::from_str(&text).unwrap()
}

fn apply(document: &mut Value, (_, pointer, value): &(&str, &str, &str)) {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    let parent = document.pointer_mut(parent).unwrap();
    match (parent, value.is_empty()) {
        (Value::Object(members), true) => drop(members.shift_remove(&key).unwrap()),
        (Value::Object(members), false) => {
            members.insert(key, serde_json::from_str(value).unwrap());
        }
        (Value::Array(items), _) => {
            items[key.parse::<usize>().unwrap()] = serde_json::from_str(value).unwrap();
        }
        (other, _) => panic!("{other}"),
    }
}

fn generate(document: &Value) -> Generated {
    let (generated, messages) =
        documents::generate_text_as("openapi.json", &document.to_string(), Runtime::Crate);
    generated.unwrap_or_else(|| panic!("{messages}"))
}

/// Writes the new crate, with the programs for the old one as its examples.
fn write_crate(dir: &Path, name: &str, old: &Generated, new: &Generated) {
    let manifest = new
        .files
        .iter()
        .find(|file| file.path() == "Cargo.toml")
        .unwrap();
    let mut text = String::new();
    let mut is_kept = true;
    for line in documents::text(manifest).lines() {
        if line.starts_with('[') {
            // The program and the tests of handlers, which the programs here take the place of.
            is_kept = !line.starts_with("[[");
        }
        if is_kept {
            writeln!(text, "{line}").unwrap();
        }
    }
    let text = text.replace(
        &format!("name = \"{}\"", new.name),
        &format!("name = \"{name}\""),
    );
    let text = text.replace(", \"rustls\"]", "]");
    workspace::write(&dir.join("Cargo.toml"), &text);
    for file in &new.files {
        let path = file.path();
        if path == "src/lib.rs" || path.starts_with("src/api/") {
            let path = dir.join(path);
            workspace::write(&path, documents::text(file));
        }
    }
    let (handlers, callers) = programs::programs(old, name);
    workspace::write(&dir.join("examples/handlers.rs"), &handlers);
    workspace::write(&dir.join("examples/callers.rs"), &callers);
}

/// Compiles all programs; returns those with errors.
fn compile(dir: &Path, members: &[String]) -> BTreeSet<String> {
    let list: String = members
        .iter()
        .map(|member| format!("    \"{member}\",\n"))
        .collect();
    let runtime = documents::folder("runtime");
    let text = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{list}]\n\n[patch.crates-io]\nspecfirst-runtime = {{ path = '{}' }}\n\n\
        [profile.dev]\ndebug = false\nincremental = false\n",
        runtime.display()
    );
    workspace::write(&dir.join("Cargo.toml"), &text);
    workspace::lock(dir);
    let arguments = [
        "check",
        "--workspace",
        "--examples",
        "--keep-going",
        "--message-format=json",
    ];
    let output = workspace::cargo(dir, &arguments).output().unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    let messages = stdout
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut broken = BTreeSet::new();
    let mut compiled = 0;
    for message in messages {
        let target = &message["target"];
        let is_example = target["kind"][0] == "example";
        compiled += usize::from(message["reason"] == "compiler-artifact" && is_example);
        let is_error =
            message["reason"] == "compiler-message" && message["message"]["level"] == "error";
        if !is_error {
            continue;
        }
        let rendered = message["message"]["rendered"].as_str().unwrap_or_default();
        assert!(is_example, "the crate itself does not compile:\n{rendered}");
        let path = message["manifest_path"].as_str().unwrap();
        let member = Path::new(path).parent().unwrap().file_name().unwrap();
        let program = target["name"].as_str().unwrap();
        broken.insert(format!("{} {program}", member.to_string_lossy()));
        eprintln!("{} {program}: {rendered}", member.to_string_lossy());
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(compiled + broken.len(), 2 * members.len(), "{stderr}");
    broken
}
