//! A crate has what its document uses of the runtime, and nothing else of it.

mod documents;

use specfirst::pipeline::Generated;

/// What is made of a document with one operation, `POST`, written as YAML below that.
fn generated(path: &str, text: &str) -> Generated {
    let text = format!(
        "openapi: 3.2.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  {path}:\n    post:\n{text}"
    );
    let (generated, _) = documents::generate_text("openapi.yaml", &text);
    generated.unwrap_or_else(|| panic!("this is no document: {text}"))
}

/// Whether some file of the runtime has a word in it.
fn says(generated: &Generated, word: &str) -> bool {
    let files = generated.files.iter();
    let mut runtime = files.filter(|file| file.path().starts_with("src/api/runtime/"));
    runtime.any(|file| documents::text(file).contains(word))
}

fn has(generated: &Generated, file: &str) -> bool {
    let path = format!("src/api/runtime/{file}");
    generated.files.iter().any(|file| file.path() == path)
}

fn depends(generated: &Generated, name: &str) -> bool {
    let start = format!("{name} = ");
    let mut lines = generated.dependencies.iter();
    lines.any(|line| line.starts_with(&start))
}

const NOTHING: &str = "      responses: { '204': { description: Done } }\n";

/// A body of JSON with that schema.
fn body(schema: &str) -> String {
    let content = format!("content: {{ application/json: {{ schema: {schema} }} }}");
    format!("      requestBody: {{ {content} }}\n{NOTHING}")
}

#[test]
fn who_uses_nothing_gets_nothing() {
    let least = generated("/", NOTHING);
    for name in ["base64", "chrono", "fancy-regex", "regex", "uuid"] {
        assert!(!depends(&least, name), "{name}");
        assert!(!says(&least, &format!("{name}::")), "{name}");
    }
    for file in ["form.rs", "items/mod.rs", "schema/pattern.rs", "union.rs"] {
        assert!(!has(&least, file), "{file}");
    }
}

#[test]
fn what_a_schema_uses_is_there() {
    for (schema, file, dependency) in [
        ("{ pattern: ^a }", "schema/pattern.rs", "regex"),
        (
            "{ patternProperties: { a: {} } }",
            "schema/pattern.rs",
            "fancy-regex",
        ),
        (
            "{ items: { not: { pattern: ^a } } }",
            "schema/combine.rs",
            "regex",
        ),
        ("{ type: string, format: byte }", "base64.rs", "base64"),
        (
            "{ type: string, format: date }",
            "schema/format.rs",
            "chrono",
        ),
    ] {
        let generated = generated("/", &body(schema));
        assert!(has(&generated, file), "{schema}");
        assert!(depends(&generated, dependency), "{schema}");
    }
    // A member of that name is no keyword.
    let member = generated("/", &body("{ properties: { pattern: { type: string } } }"));
    assert!(!depends(&member, "regex"));
}

#[test]
fn what_an_operation_uses_is_there() {
    let parameter = |text: &str| format!("      parameters: [{{ name: a, {text} }}]\n{NOTHING}");
    let body =
        |content: &str| format!("      requestBody: {{ content: {{ {content} }} }}\n{NOTHING}");
    let answer =
        |text: &str| format!("      responses: {{ '200': {{ description: Done, {text} }} }}\n");
    let list = "schema: { type: array, items: { type: string } }";
    let object = "schema: { type: object, properties: { b: { type: string } } }";
    for (path, text, word) in [
        ("/", parameter("in: cookie, schema: {}"), "fn encode_cookie"),
        (
            "/",
            parameter(&format!("in: query, style: deepObject, {object}")),
            "DeepObject",
        ),
        (
            "/",
            parameter(&format!(
                "in: query, style: pipeDelimited, explode: false, {list}"
            )),
            "PipeDelimited",
        ),
        (
            "/{a}",
            parameter("in: path, required: true, style: matrix, schema: {}"),
            "Matrix",
        ),
        ("/?a=b", NOTHING.to_owned(), "struct Selector"),
        ("/", body("application/octet-stream: {}"), "struct Streamed"),
        (
            "/",
            body(&format!(
                "application/x-www-form-urlencoded: {{ {object} }}"
            )),
            "fn parse_form",
        ),
        (
            "/",
            answer("content: { application/jsonl: { itemSchema: {} } }"),
            "struct ItemStream",
        ),
        (
            "/",
            answer("headers: { X-A: { schema: {} } }"),
            "struct WithHeaders",
        ),
        (
            "/",
            format!("      servers: [{{ url: 'https://other.example' }}]\n{NOTHING}"),
            "fn with_own_servers",
        ),
    ] {
        assert!(says(&generated(path, &text), word), "{word}");
        assert!(!says(&generated("/", NOTHING), word), "{word}");
    }
}
