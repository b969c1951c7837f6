//! A crate has the modules of the runtime that its document uses, and the dependencies of those.
//!
//! A part is a cargo feature of the runtime crate: `#[cfg(feature = "…")]` before a module, or before what another module
//! has for it. The tests read from the runtime's own sources which files and dependencies a part has.

mod documents;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use specfirst::pipeline::Generated;
use specfirst::render::Runtime;
use specfirst_runtime::INTERFACE_VERSION;

/// What uses each part: YAML of a body's Media Type Object, the name of a response header after `header `, or the status of
/// another response to a request for bytes after `status `, or whether a webhook is signed after `webhook `.
const USES: [(&str, &str); 27] = [
    ("links", "header Link"),
    ("ranges", "status 206"),
    ("ranges", "status 304"),
    ("retry-after", "header Retry-After"),
    ("receivers", "webhook false"),
    ("signatures", "webhook true"),
    ("base64", "{ schema: { type: string, format: byte } }"),
    ("dates", "{ schema: { type: string, format: date } }"),
    (
        "dyn-boxes",
        "{ schema: { $ref: '#/components/schemas/Deep0' } }",
    ),
    ("event-bytes", "events"),
    (
        "integer-enums",
        "{ schema: { type: integer, enum: [1, 2] } }",
    ),
    ("items", "{ itemSchema: { type: string } }"),
    (
        "json-texts",
        "{ schema: { type: string, contentMediaType: application/json, contentSchema: { type: integer } } }",
    ),
    (
        "multipart",
        "{ schema: { type: object, properties: { a: {} } }, encoding: { a: { contentType: image/png } } }",
    ),
    (
        "newtypes",
        "{ schema: { $ref: '#/components/schemas/Tree' } }",
    ),
    (
        "objects",
        "{ schema: { type: object, properties: { a: {} } } }",
    ),
    ("patterns", "{ schema: { pattern: ^a } }"),
    ("patterns", "{ schema: { patternProperties: { ^a: {} } } }"),
    (
        "patterns",
        "{ schema: { items: { not: { pattern: ^a } } } }",
    ),
    ("string-enums", "{ schema: { enum: [a, b] } }"),
    (
        "tuples",
        "{ schema: { type: array, prefixItems: [{ type: string }, { type: integer }], minItems: 2, items: false } }",
    ),
    (
        "unions",
        "{ schema: { oneOf: [{ type: string }, { type: integer }] } }",
    ),
    ("secrets", "{ schema: { type: string, format: password } }"),
    ("uuids", "{ schema: { type: string, format: uuid } }"),
    ("xml", "{ schema: { type: integer, xml: { name: a } } }"),
    ("forms", "form"),
    ("media-texts", "text"),
];

/// The crates that only some documents need.
const OPTIONAL: [&str; 9] = [
    "base64",
    "fancy-regex",
    "hmac",
    "jiff",
    "multer",
    "quick-xml",
    "regex",
    "sha2",
    "uuid",
];

#[test]
fn a_document_that_uses_nothing_has_no_part() {
    let least = generated(None, Runtime::Vendored);
    for dependency in OPTIONAL {
        assert!(!depends(&least, dependency), "{dependency}");
        let path = format!("{}::", dependency.replace('-', "_"));
        let user = least
            .files
            .iter()
            .find(|file| documents::text(file).contains(&path));
        assert!(user.is_none(), "{} uses {dependency}", user.unwrap().path());
    }
    for (part, file) in optional_files() {
        assert!(!has(&least, &file), "{file} of {part}");
    }
    let line = runtime_line(&generated(None, Runtime::Crate));
    assert!(line.ends_with("features = [] }"), "{line}");
}

/// The arms of macros that no document of the crate calls are not compiled.
#[test]
fn a_crate_without_xml_and_multipart_has_no_code_for_them() {
    for file in &generated(None, Runtime::Vendored).files {
        let path = file.path();
        if !path.ends_with(".rs") || path.starts_with("src/api/runtime/operation/") {
            continue;
        }
        for line in documents::text(file).lines() {
            let line = line.trim_start().to_lowercase();
            let is_code = !line.starts_with("//");
            let names_them = line.contains("xml") || line.contains("multipart");
            assert!(!(is_code && names_them), "{path}: {line}");
        }
    }
}

#[test]
fn a_part_that_is_used_is_there() {
    let files = optional_files();
    for (part, content) in USES {
        let vendored = generated(Some(content), Runtime::Vendored);
        for (_, file) in files.iter().filter(|(of, _)| of == part) {
            assert!(has(&vendored, file), "{part}: {file} is missing");
        }
        for dependency in dependencies_of(part) {
            assert!(depends(&vendored, &dependency), "{part}: no {dependency}");
        }
        let line = runtime_line(&generated(Some(content), Runtime::Crate));
        assert!(line.contains(&format!("\"{part}\"")), "{part}: {line}");
    }
}

#[test]
fn every_part_is_tried() {
    let tried: BTreeSet<&str> = USES.iter().map(|(part, _)| *part).collect();
    let parts = parts();
    assert_eq!(tried, parts.iter().map(String::as_str).collect());
}

/// A member that is called as a keyword uses nothing.
#[test]
fn names_of_members_are_no_keywords() {
    let content =
        "{ schema: { type: object, properties: { pattern: { type: string }, not: {} } } }";
    let line = runtime_line(&generated(Some(content), Runtime::Crate));
    assert!(line.ends_with("features = [\"objects\"] }"), "{line}");
}

/// The features of a generated crate are its sides and the page; a condition on any other would always be false.
#[test]
fn copies_have_no_conditions_on_parts() {
    let contents = USES.map(|(_, content)| Some(content));
    for content in contents.into_iter().chain([None]) {
        for file in &generated(content, Runtime::Vendored).files {
            for line in documents::text(file)
                .lines()
                .filter(|line| line.contains("feature = \""))
            {
                let is_side = |name: &str| ["server", "client", "receiver", "docs"].contains(&name);
                let mut names = line.split("feature = \"").skip(1);
                let is_known =
                    names.all(|rest| rest.split_once('"').is_some_and(|(name, _)| is_side(name)));
                assert!(is_known, "{}: {line}", file.path());
            }
        }
    }
}

/// What the page adds to the repository of a crate.
#[test]
fn the_page_adds_little_to_a_crate() {
    let generated = generated(None, Runtime::Vendored);
    let mut names = Vec::new();
    let mut size = 0;
    for file in &generated.files {
        let path = file.path().strip_prefix("src/api/").unwrap_or_default();
        let is_of_page = path.starts_with("runtime/server/docs/");
        if is_of_page || ["rust.json", "llms.txt"].contains(&path) {
            names.push(path.rsplit('/').next().unwrap());
            size += file.contents().len();
        }
    }
    names.sort_unstable();
    let all = "docs.css docs.js document.js elements.js index.html llms.txt request.js rust.json schema.js";
    assert_eq!(names.join(" "), all);
    assert!(size <= 60 * 1024, "{size} bytes");
}

/// A copy is the same for every document that uses the same parts.
#[test]
fn files_of_a_copy_depend_on_no_document() {
    let copy = |name: &str, title: &str| -> Vec<(String, String)> {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: {title}, version: '1'}}\nservers: [{{url: 'https://{title}.example'}}]\n\
            paths: {{/{title}: {{get: {{operationId: {title}, responses: {{'204': {{description: Done}}}}}}}}}}\n"
        );
        let (generated, _) = documents::generate_text_as(name, &text, Runtime::Vendored);
        let files = generated.unwrap().files;
        let files = files.iter().filter(|file| is_runtime(file.path()));
        files
            .map(|file| (file.path().to_owned(), documents::text(file).to_owned()))
            .collect()
    };
    let files = copy("zebras.yaml", "zebras");
    assert!(!files.is_empty());
    assert_eq!(files, copy("giraffes.yaml", "giraffes"));
}

/// A copy is declared in place of the crate, and everything else is the same.
#[test]
fn generated_code_is_the_same_with_a_copy_and_with_the_crate() {
    for document in documents::WHOLE {
        let path = documents::folder(document);
        let lines = |runtime| -> Vec<(String, String)> {
            let generated = documents::generate_as(&path, runtime).0.unwrap();
            let files = generated.files.iter().filter(|file| {
                !is_runtime(file.path()) && !["Cargo.toml", API].contains(&file.path())
            });
            files
                .map(|file| {
                    let text = documents::text(file);
                    // The command in the header.
                    let text = text.replace(" --runtime crate", "");
                    (file.path().to_owned(), text)
                })
                .collect()
        };
        let (copy, of_crate) = (lines(Runtime::Vendored), lines(Runtime::Crate));
        assert!(copy.len() > 10, "{document}");
        assert_eq!(copy.len(), of_crate.len(), "{document}");
        for (one, other) in copy.iter().zip(&of_crate) {
            assert_eq!(one, other, "{document}");
        }
    }
}

#[test]
fn another_version_of_the_runtime_is_a_compile_error() {
    let generated = generated(None, Runtime::Crate);
    let file = generated.files.iter().find(|file| file.path() == API);
    let text = documents::text(file.unwrap());
    let (_, check) = text.split_at(text.find("pub use specfirst_runtime").unwrap());
    let dir = tempfile::tempdir().unwrap();
    let compiled = |version: u32| {
        let source = dir.path().join("api.rs");
        let runtime = format!(
            "pub mod specfirst_runtime {{ pub const INTERFACE_VERSION: u32 = {version}; }}\n"
        );
        fs::write(&source, runtime + check).unwrap();
        Command::new("rustc")
            .args([
                "--edition",
                "2024",
                "--crate-type",
                "lib",
                "--emit",
                "metadata",
            ])
            .arg("--out-dir")
            .args([dir.path(), &source])
            .output()
            .unwrap()
    };
    let output = compiled(INTERFACE_VERSION);
    assert!(output.status.success(), "{output:?}");
    let output = compiled(INTERFACE_VERSION + 1);
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{messages}");
    assert!(
        messages.contains("run `specfirst generate` again"),
        "{messages}"
    );
}

/// A module of the library would make every change of a handler compile the generated code again.
#[test]
fn handlers_are_a_module_of_the_program_and_not_of_the_library() {
    let generated = generated(None, Runtime::Crate);
    let declares = |path: &str| {
        let file = generated.files.iter().find(|file| file.path() == path);
        documents::text(file.unwrap()).contains("mod handlers;")
    };
    assert!(declares("src/main.rs"));
    assert!(!declares("src/lib.rs") && !declares(API));
}

/// The file that declares the modules of the generated code, and the one of the runtime.
const API: &str = "src/api/mod.rs";

fn is_runtime(path: &str) -> bool {
    path.starts_with("src/api/runtime/")
}

/// Doubles are read to the last bit, and members keep their order. Tests of the runtime would not notice that a feature is
/// missing, since `jsonschema`, which they depend on, turns it on as well.
#[test]
fn each_manifest_has_the_features_of_serde_json() {
    let runtime: toml::Table = include_str!("../runtime/Cargo.toml").parse().unwrap();
    let of_runtime = runtime["dependencies"]["serde_json"].clone();
    let mut found = vec![("runtime", of_runtime)];
    for (name, runtime) in [("crate", Runtime::Crate), ("vendored", Runtime::Vendored)] {
        let dependencies = generated(None, runtime).dependencies.join("\n");
        let mut table: toml::Table = dependencies.parse().unwrap();
        found.push((name, table.remove("serde_json").unwrap()));
    }
    for (name, dependency) in found {
        let features = strings(&dependency["features"]);
        assert_eq!(features, ["float_roundtrip", "preserve_order"], "{name}");
    }
}

/// What is made of a document with one operation, which may have a body.
fn generated(content: Option<&str>, runtime: Runtime) -> Generated {
    let media_type = match content {
        Some(content) if content.contains("itemSchema") => "application/jsonl",
        Some(content) if content.contains("encoding") => "multipart/form-data",
        Some(content) if content.contains("xml:") => "application/xml",
        _ => "application/json",
    };
    let header = content.and_then(|content| content.strip_prefix("header "));
    let headers = header.map_or_else(String::new, |name| {
        format!(", headers: {{ {name}: {{ schema: {{ type: string }} }} }}")
    });
    let status = content.and_then(|content| content.strip_prefix("status "));
    let other = status.map_or_else(String::new, |status| {
        let bytes = "{ description: Bytes, content: { image/png: {} } }";
        format!(", '200': {bytes}, '{status}': {{ description: Other }}")
    });
    let webhook = content.and_then(|content| content.strip_prefix("webhook "));
    let responded = match content {
        Some("events") => Some("text/event-stream: { schema: { type: string } }"),
        Some("text") => Some("text/*: { schema: { type: string } }"),
        Some("form") => Some("application/x-www-form-urlencoded: { schema: { type: object } }"),
        _ => None,
    };
    let other = match responded {
        Some(content) => format!(", '200': {{ description: Body, content: {{ {content} }} }}"),
        None => other,
    };
    let has_body = header.is_none() && status.is_none() && responded.is_none() && webhook.is_none();
    let body = content.filter(|_| has_body);
    let body = body.map(|content| {
        format!("      requestBody: {{ content: {{ {media_type}: {content} }} }}\n")
    });
    let text = format!(
        "openapi: 3.2.0
info: {{ title: T, version: '1' }}
paths:
  /:
    post:
{}      responses: {{ '204': {{ description: Done{headers} }}{other} }}
{}",
        body.unwrap_or_default(),
        match content {
            Some(content) if content.contains("Tree") =>
                "components: { schemas: { Tree: { type: array, items: { $ref: '#/components/schemas/Tree' } } } }"
                    .to_owned(),
            Some(content) if content.contains("Deep0") => deep(),
            Some(_) if webhook.is_some() => format!(
                "webhooks: {{ a: {{ post: {{ x-standard-webhooks: {}, responses: {{ '204': {{ description: Done }} }} }} }} }}",
                webhook.unwrap_or_default()
            ),
            _ => String::new(),
        }
    );
    let (generated, messages) = documents::generate_text_as("openapi.yaml", &text, runtime);
    generated.unwrap_or_else(|| panic!("{text}\n{messages}"))
}

/// Schemas each of which has a member of the next one.
fn deep() -> String {
    let schema = |index: usize| {
        let next = index + 1;
        format!(
            "Deep{index}: {{ properties: {{ a: {{ $ref: '#/components/schemas/Deep{next}' }} }} }}, "
        )
    };
    let schemas: String = (0..100).map(schema).collect();
    format!("components: {{ schemas: {{ {schemas}Deep100: {{ type: string }} }} }}")
}

/// Whether a file of the runtime is in the crate.
fn has(generated: &Generated, file: &str) -> bool {
    let path = format!("src/api/runtime/{file}");
    generated.files.iter().any(|file| file.path() == path)
}

fn depends(generated: &Generated, name: &str) -> bool {
    let start = format!("{name} = ");
    generated
        .dependencies
        .iter()
        .any(|line| line.starts_with(&start))
}

/// The dependency on the runtime crate.
fn runtime_line(generated: &Generated) -> String {
    let mut lines = generated.dependencies.iter();
    lines
        .find(|line| line.starts_with("specfirst-runtime = "))
        .unwrap()
        .clone()
}

fn features() -> toml::Table {
    let manifest: toml::Table = include_str!("../runtime/Cargo.toml").parse().unwrap();
    manifest["features"].as_table().unwrap().clone()
}

fn strings(list: &toml::Value) -> Vec<String> {
    let list = list.as_array().unwrap();
    list.iter()
        .map(|it| it.as_str().unwrap().to_owned())
        .collect()
}

fn parts() -> Vec<String> {
    strings(&features()["parts"])
}

/// The crates that a part of the runtime depends on.
fn dependencies_of(part: &str) -> Vec<String> {
    let names = strings(&features()[part]);
    names
        .iter()
        .filter_map(|name| name.strip_prefix("dep:"))
        .map(str::to_owned)
        .collect()
}

/// The files of the runtime that belong to a part, each after the part.
fn optional_files() -> Vec<(String, String)> {
    let root = documents::folder("runtime/src");
    let mut found = Vec::new();
    scan(&root, &root, &mut found);
    assert!(found.len() > 10, "{found:?}");
    found
}

fn scan(root: &Path, dir: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scan(root, &path, found);
            continue;
        }
        let stem = documents::stem(&path);
        let modules = match stem.as_str() {
            "lib" | "mod" => dir.to_owned(),
            stem => dir.join(stem),
        };
        let text = fs::read_to_string(&path).unwrap();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            let part = line
                .strip_prefix("#[cfg(feature = \"")
                .and_then(|it| it.strip_suffix("\")]"));
            let part = part.filter(|part| parts().iter().any(|it| it == part));
            let Some(part) = part else { continue };
            let item = lines.find(|line| !line.starts_with("#[")).unwrap();
            let module = item.trim_start_matches("pub ").strip_prefix("mod ");
            let Some(module) = module.and_then(|module| module.strip_suffix(';')) else {
                continue;
            };
            let candidates = [format!("{module}.rs"), format!("{module}/mod.rs")];
            let file = candidates
                .iter()
                .map(|file| modules.join(file))
                .find(|it| it.is_file());
            let file = file.unwrap_or_else(|| panic!("{}: {item}", path.display()));
            let file = file.strip_prefix(root).unwrap().display().to_string();
            found.push((part.to_owned(), file.replace('\\', "/")));
        }
    }
}
