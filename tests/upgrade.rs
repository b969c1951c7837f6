//! Swagger 2.0 upgraded: the tree, as YAML.

mod documents;

use specfirst::diagnostic::Diagnostics;
use specfirst::source::{Node, Sources, Value};
use specfirst::upgrade::upgrade;

#[test]
fn documents_with_members_of_2_0() {
    insta::glob!(
        "../specs",
        "{behaviour,sloppy}/{swagger*,version-2.0,versions-mixed}.yaml",
        |path| {
            let mut sources = Sources::new();
            let root = sources.read(path).unwrap();
            let mut diagnostics = Diagnostics::new();
            let tree = sources.parse(root, &mut diagnostics).unwrap();
            let upgraded = upgrade(&tree, &mut diagnostics);
            assert_references_resolve(&upgraded, &upgraded);
            insta::with_settings!({
                omit_expression => true,
                prepend_module_to_snapshot => false,
                snapshot_path => "snapshots/upgrade",
            }, {
                insta::assert_snapshot!("upgraded", serde_yaml::to_string(&upgraded.to_json()).unwrap());
            });
        }
    );
}

#[test]
fn other_documents_are_unchanged() {
    let others = documents::all().filter(|path| {
        let name = documents::stem(path);
        // Those in `sloppy` may have members of 2.0.
        let is_sloppy = path.parent().is_some_and(|dir| dir.ends_with("sloppy"));
        !is_sloppy && !name.starts_with("swagger") && name != "version-2.0"
    });
    let mut count = 0;
    for path in others {
        let mut sources = Sources::new();
        let root = sources.read(&path).unwrap();
        let mut diagnostics = Diagnostics::new();
        let tree = sources.parse(root, &mut diagnostics).unwrap();
        let upgraded = upgrade(&tree, &mut diagnostics);
        assert!(
            matches!(upgraded, std::borrow::Cow::Borrowed(_)),
            "{}",
            path.display()
        );
        count += 1;
    }
    assert!(count > 50, "{count} documents");
}

#[test]
fn host_base_path_and_schemes_become_servers() {
    let cases = [
        ("", None),
        ("schemes: [https]", None),
        ("basePath: /v1", Some("/v1")),
        ("basePath: /", None),
        ("host: a.example", Some("https://a.example")),
        ("host: localhost:80", Some("http://localhost:80")),
        (
            "host: a.example\nbasePath: v1/\nschemes: [http, wss, https]",
            Some("http://a.example/v1 https://a.example/v1"),
        ),
        ("host: a.example\nschemes: [ws]", Some("https://a.example")),
        (
            "host: http://a.example/b/\nbasePath: /c",
            Some("http://a.example/b/c"),
        ),
    ];
    for (members, expected) in cases {
        let text = format!("swagger: '2.0'\n{members}\npaths: {{}}\n");
        let tree = upgraded(&text);
        let servers = tree["servers"].as_array().map(|servers| {
            let urls = servers.iter().map(|server| server["url"].as_str().unwrap());
            urls.collect::<Vec<_>>().join(" ")
        });
        assert_eq!(servers.as_deref(), expected, "{members}");
    }
}

#[test]
fn versions_are_recognized_in_every_form() {
    let cases = [
        ("swagger: '2.0'", Some("3.0.4")),
        ("swagger: 2.0", Some("3.0.4")),
        ("swagger: 2", Some("3.0.4")),
        ("swagger: 2.0.0", Some("3.0.4")),
        ("openapi: 2.0", Some("3.0.4")),
        ("swagger: 3.0.1", Some("3.0.1")),
        ("openapi: 3.1.0\nswagger: '2.0'", Some("3.1.0")),
        ("swagger: '1.2'", None),
        ("swagger: [2]", None),
        ("openapi: 4.0.0", Some("4.0.0")),
    ];
    for (declared, expected) in cases {
        let tree = upgraded(&format!("{declared}\npaths: {{}}\n"));
        assert_eq!(tree["openapi"].as_str(), expected, "{declared}");
    }
}

/// The upgraded tree of a text.
fn upgraded(text: &str) -> serde_json::Value {
    let mut sources = Sources::new();
    let root = sources.add("openapi.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let tree = sources.parse(root, &mut diagnostics).unwrap();
    upgrade(&tree, &mut diagnostics).to_json()
}

#[test]
fn expansion_is_limited() {
    let list = |count: usize| {
        (0..count)
            .map(|index| format!("a/{index}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let text = format!(
        "swagger: '2.0'\nproduces: [{}]\npaths: {{ /: {{ get: {{ responses: {{ 200: {{ schema: {{ enum: [{}] }} }} }} }} }} }}\n",
        list(11_000),
        list(1_000)
    );
    let (generated, messages) = documents::generate_text("openapi.yaml", &text);
    assert!(generated.is_none());
    assert!(messages.contains("too-large"), "{messages}");
}

fn assert_references_resolve(root: &Node, node: &Node) {
    match &node.value {
        Value::Object(object) => {
            for (key, entry) in object.iter().filter(|(key, _)| *key != "example") {
                if let Some(reference) = entry.node.as_str().filter(|_| key == "$ref") {
                    let fragment = reference.strip_prefix('#').unwrap_or("?");
                    assert!(root.fragment(fragment).is_some(), "{reference}");
                }
                assert_references_resolve(root, &entry.node);
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| assert_references_resolve(root, item)),
        _ => {}
    }
}
