//! Which files and URLs are read for a document.

use std::fs;
use std::path::{Path, PathBuf};

use specfirst::bundle::{Access, Network};
use specfirst::diagnostic::Diagnostics;
use specfirst::diagnostic::terminal::{self, RenderOptions};
use specfirst::pipeline::{self, Options};
use specfirst::source::Sources;

/// A document with one response, whose schema is a reference.
fn document(reference: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /x:\n    get:\n      responses:\n        \
        '200': {{description: X, content: {{application/json: {{schema: {{$ref: '{reference}'}}}}}}}}\n"
    )
}

/// A folder with a document and some files.
fn folder(reference: &str, files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("api")).unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fs::write(dir.path().join("api/openapi.yaml"), document(reference)).unwrap();
    dir
}

/// The diagnostics of the document in `api`, and the files that its crate depends on.
fn read(dir: &Path, access: &Access) -> (String, Vec<PathBuf>) {
    let mut sources = Sources::new();
    let root = sources.read(dir.join("api/openapi.yaml")).unwrap();
    let mut diagnostics = Diagnostics::new();
    let options = Options {
        access: access.clone(),
        ..Options::default()
    };
    let generated = pipeline::generate(&mut sources, root, &options, &mut diagnostics).unwrap();
    let messages = terminal::render(&diagnostics, &sources, RenderOptions::default());
    assert_eq!(generated.is_none(), diagnostics.has_errors(), "{messages}");
    let dependencies = sources.watched();
    let dependencies = dependencies.map(|path| path.strip_prefix(dir).unwrap_or(path).to_owned());
    (messages, dependencies.collect())
}

fn only_root(dir: &Path) -> String {
    read(dir, &Access::default()).0
}

fn with_root(dir: &Path, root: &str) -> String {
    let access = Access {
        roots: vec![dir.join(root)],
        ..Access::default()
    };
    read(dir, &access).0
}

#[test]
fn another_folder_is_read_if_it_is_allowed() {
    let dir = folder(
        "../shared/pet.yaml",
        &[("shared/pet.yaml", "type: object"), ("other/x", "")],
    );
    let messages = only_root(dir.path());
    assert!(messages.contains("error[file-outside]"), "{messages}");
    assert_eq!(with_root(dir.path(), "shared"), "");
    assert_eq!(with_root(dir.path(), "."), "");
    let messages = with_root(dir.path(), "other");
    assert!(messages.contains("error[file-outside]"), "{messages}");
    // A folder's name is not compared as a string prefix.
    fs::rename(dir.path().join("other"), dir.path().join("share")).unwrap();
    let messages = with_root(dir.path(), "share");
    assert!(messages.contains("error[file-outside]"), "{messages}");
}

#[test]
fn a_root_must_exist() {
    let dir = folder("x.yaml", &[("api/x.yaml", "type: object")]);
    let mut sources = Sources::new();
    let root = sources.read(dir.path().join("api/openapi.yaml")).unwrap();
    let options = Options {
        access: Access {
            roots: vec![dir.path().join("none")],
            network: Network::Denied,
        },
        ..Options::default()
    };
    let error = pipeline::generate(&mut sources, root, &options, &mut Diagnostics::new());
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("cannot read") && error.contains("none"),
        "{error}"
    );
}

#[test]
fn references_are_relative_to_the_file_that_contains_them() {
    let dir = folder(
        "../shared/pet.yaml",
        &[
            (
                "shared/pet.yaml",
                "properties: {owner: {$ref: people/owner.yaml}, self: {$ref: ../api/openapi.yaml#/x-y}}",
            ),
            (
                "shared/people/owner.yaml",
                "properties: {name: {type: string}, name: {type: string}}",
            ),
        ],
    );
    let messages = with_root(dir.path(), "shared");
    assert!(
        messages.contains("shared/people/owner.yaml:1:"),
        "{messages}"
    );
    assert!(
        messages.contains("`../api/openapi.yaml#/x-y` does not exist in"),
        "{messages}"
    );
}

#[test]
fn the_crate_depends_on_missing_files() {
    let dir = folder(
        "a.yaml",
        &[
            (
                "api/a.yaml",
                "properties: {b: {$ref: b.yaml}, c: {$ref: c.yaml}}",
            ),
            ("api/b.yaml", "{]"),
        ],
    );
    let (messages, dependencies) = read(dir.path(), &Access::default());
    assert!(
        messages.contains("error[file-missing]") && messages.contains("error[syntax-error]"),
        "{messages}"
    );
    let expected = ["api/openapi.yaml", "api/a.yaml", "api/b.yaml", "api/c.yaml"];
    assert_eq!(dependencies, expected.map(PathBuf::from));
}

#[test]
fn a_text_without_a_folder_refers_to_no_files() {
    let mut sources = Sources::new();
    let root = sources.add("openapi.yaml", document("Cargo.toml"));
    let mut diagnostics = Diagnostics::new();
    let generated =
        pipeline::generate(&mut sources, root, &Options::default(), &mut diagnostics).unwrap();
    assert!(generated.is_none());
    let messages = terminal::render(&diagnostics, &sources, RenderOptions::default());
    assert!(
        messages.contains("this document was not read from a folder"),
        "{messages}"
    );
}

#[test]
fn the_size_of_files_is_limited() {
    let dir = folder("large.yaml", &[("api/large.yaml", "")]);
    let large = fs::File::options()
        .write(true)
        .open(dir.path().join("api/large.yaml"));
    large.unwrap().set_len(1 << 30).unwrap();
    let messages = only_root(dir.path());
    assert!(
        messages.contains("error[unreadable-file]") && messages.contains("256 MiB"),
        "{messages}"
    );
}

#[test]
fn diagnostics_of_a_file_used_twice_are_reported_once() {
    let files = [
        (
            "api/a.yaml",
            "properties: {one: {properties: {$ref: b.yaml}}, two: {properties: {$ref: b.yaml}}}",
        ),
        ("api/b.yaml", "x: {type: object, proprties: {}}"),
    ];
    let messages = only_root(folder("a.yaml", &files).path());
    assert_eq!(messages.matches("b.yaml:1:19").count(), 1, "{messages}");
    assert!(messages.ends_with("1 warning\n"), "{messages}");
}

#[test]
fn files_that_include_each_other_are_limited() {
    let files: Vec<(String, String)> = (0..30)
        .map(|level| {
            let below = format!("{{properties: {{$ref: m{}.yaml}}}}", level + 1);
            (
                format!("api/m{level}.yaml"),
                format!("{{p: {below}, q: {below}}}"),
            )
        })
        .collect();
    let mut files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    files.push(("api/m30.yaml", "end: {type: string}"));
    files.push((
        "api/start.yaml",
        "{type: object, properties: {$ref: m0.yaml}}",
    ));
    let dir = folder("start.yaml", &files);
    let messages = only_root(dir.path());
    assert_eq!(
        messages.matches("error[too-large]").count(),
        1,
        "{messages}"
    );
}

#[cfg(unix)]
#[test]
fn symbolic_links_lead_no_further_than_paths() {
    use std::os::unix::fs::symlink;

    let dir = folder(
        "pet.yaml",
        &[
            ("api/real/pet.yaml", "$ref: owner.yaml"),
            ("api/real/owner.yaml", "type: object"),
            ("secret/pet.yaml", "type: string"),
        ],
    );
    let link = dir.path().join("api/pet.yaml");
    symlink("real/pet.yaml", &link).unwrap();
    assert_eq!(only_root(dir.path()), "");

    fs::remove_file(&link).unwrap();
    symlink("../secret/pet.yaml", &link).unwrap();
    let messages = only_root(dir.path());
    assert!(
        messages.contains("`pet.yaml` is a symbolic link that leads out"),
        "{messages}"
    );
    assert_eq!(with_root(dir.path(), "secret"), "");

    // The same with a link to a folder.
    symlink("../secret", dir.path().join("api/folder")).unwrap();
    fs::write(
        dir.path().join("api/openapi.yaml"),
        document("folder/pet.yaml"),
    )
    .unwrap();
    let messages = only_root(dir.path());
    assert!(
        messages.contains("`folder/pet.yaml` is a symbolic link that leads out"),
        "{messages}"
    );
    // Neither a missing file there nor files of a similar name are revealed.
    fs::write(
        dir.path().join("api/openapi.yaml"),
        document("folder/pets.yaml"),
    )
    .unwrap();
    assert!(!only_root(dir.path()).contains("pet.yaml`"));
}

#[cfg(unix)]
#[test]
fn the_document_may_be_a_symbolic_link() {
    use std::os::unix::fs::symlink;

    let dir = folder(
        "pet.yaml",
        &[
            ("real.yaml", &document("pet.yaml")),
            ("api/pet.yaml", "$ref: '../real.yaml#/x-pet'"),
        ],
    );
    let spec = dir.path().join("api/openapi.yaml");
    fs::remove_file(&spec).unwrap();
    fs::write(
        dir.path().join("real.yaml"),
        document("pet.yaml") + "x-pet: {type: string}\n",
    )
    .unwrap();
    symlink("../real.yaml", &spec).unwrap();
    let messages = only_root(dir.path());
    assert!(messages.contains("error[file-outside]"), "{messages}");
    fs::write(
        dir.path().join("api/pet.yaml"),
        "$ref: 'openapi.yaml#/x-pet'",
    )
    .unwrap();
    assert_eq!(only_root(dir.path()), "");
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_not_read() {
    use std::process::Command;

    let dir = folder("pipe.yaml", &[]);
    let pipe = dir.path().join("api/pipe.yaml");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let messages = only_root(dir.path());
    assert!(messages.contains("it is a device or a pipe"), "{messages}");

    let dir = folder("/dev/zero", &[]);
    let access = Access {
        roots: vec![PathBuf::from("/dev")],
        network: Network::Denied,
    };
    let (messages, _) = read(dir.path(), &access);
    assert!(messages.contains("it is a device or a pipe"), "{messages}");
}

#[cfg(feature = "network")]
mod network {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;
    use std::sync::mpsc;

    use super::*;

    /// A server with a status line, headers and a body for each path; the channel receives the requested paths.
    fn server(
        responses: &'static [(&'static str, &'static str)],
    ) -> (String, mpsc::Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (sender, requests) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let request = lines.next().unwrap().unwrap();
                while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
                let path = request.split(' ').nth(1).unwrap().to_owned();
                let response = responses.iter().find(|(known, _)| *known == path);
                let response = response.map_or("404 Not Found\r\n\r\n", |(_, response)| response);
                let _ = write!(
                    stream,
                    "HTTP/1.1 {}",
                    response.replacen("\r\n", "\r\nConnection: close\r\n", 1)
                );
                let _ = sender.send(path);
            }
        });
        (address, requests)
    }

    fn allowing(network: impl Into<Network>) -> Access {
        Access {
            network: network.into(),
            ..Access::default()
        }
    }

    #[test]
    fn local_hosts_are_reached_only_if_they_are_named() {
        let (address, requests) = server(&[("/pet.yaml", "200 OK\r\n\r\ntype: object")]);
        let port = address.rsplit(':').next().unwrap();
        // `2130706433` is 127.0.0.1 to most resolvers.
        for host in ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"] {
            let dir = folder(&format!("http://{host}:{port}/pet.yaml"), &[]);
            let (messages, _) = read(dir.path(), &allowing(Network::PublicHosts));
            assert!(
                messages.contains("error[network-reference]"),
                "{host}: {messages}"
            );
            let other = allowing(["example.com"]);
            let (messages, _) = read(dir.path(), &other);
            assert!(messages.contains("does not name `"), "{host}: {messages}");
        }
        assert_eq!(requests.try_iter().count(), 0);

        let dir = folder(&format!("http://localhost:{port}/pet.yaml"), &[]);
        let messages = read(dir.path(), &allowing(Network::PublicHosts)).0;
        assert!(
            messages.contains("`localhost` is not a public host"),
            "{messages}"
        );
        assert!(
            messages.contains("`--allow-network=localhost`"),
            "{messages}"
        );
        assert_eq!(
            read(dir.path(), &allowing([format!("localhost:{port}")])).0,
            ""
        );
        assert_eq!(requests.try_iter().count(), 1);
    }

    #[test]
    fn every_redirect_follows_the_same_rules() {
        let (target, requests) = server(&[("/pet.yaml", "200 OK\r\n\r\ntype: object")]);
        let port = target.rsplit(':').next().unwrap().to_owned();
        let location = format!("302 Found\r\nLocation: http://localhost:{port}/pet.yaml\r\n\r\n");
        let (address, _) = server(Box::leak(Box::new([("/moved", &*location.leak())])));
        let dir = folder(&format!("{address}/moved"), &[]);
        let (messages, _) = read(dir.path(), &allowing(["127.0.0.1"]));
        assert!(messages.contains("does not name `localhost`"), "{messages}");
        assert_eq!(requests.try_iter().count(), 0);
        let both = allowing(["127.0.0.1", "localhost"]);
        assert_eq!(read(dir.path(), &both).0, "");
    }

    #[test]
    fn redirects_to_https_are_followed() {
        // The server speaks no TLS, so that the request to it fails.
        let (target, _) = server(&[]);
        let port = target.rsplit(':').next().unwrap().to_owned();
        let location = format!("302 Found\r\nLocation: https://127.0.0.1:{port}/\r\n\r\n");
        let (address, _) = server(Box::leak(Box::new([("/moved", &*location.leak())])));
        let dir = folder(&format!("{address}/moved"), &[]);
        let (messages, _) = read(dir.path(), &allowing(["127.0.0.1"]));
        assert!(messages.contains("can't be fetched"), "{messages}");
        assert!(!messages.contains("not followed"), "{messages}");
    }

    #[test]
    fn files_are_fetched_if_the_network_is_allowed() {
        let (address, requests) = server(&[
            (
                "/a/pet.yaml",
                "200 OK\r\n\r\nproperties: {owner: {$ref: '../b/owner.json#/Owner'}, again: {$ref: '#'}}",
            ),
            (
                "/b/owner.json",
                "200 OK\r\n\r\n{\"Owner\": {\"properties\": {\"pet\": {\"$ref\": \"/moved\"}}}}",
            ),
            ("/moved", "302 Found\r\nLocation: /a/pet.yaml\r\n\r\n"),
        ]);
        let dir = folder(&format!("{address}/a/pet.yaml"), &[]);
        let messages = only_root(dir.path());
        assert!(
            messages.contains("error[network-reference]") && messages.contains("--allow-network"),
            "{messages}"
        );
        assert_eq!(requests.try_iter().count(), 0);

        let access = allowing(["127.0.0.1"]);
        assert_eq!(read(dir.path(), &access).0, "");
        let sender: Vec<String> = requests.try_iter().collect();
        assert_eq!(sender, ["/a/pet.yaml", "/b/owner.json", "/moved"]);
    }

    #[test]
    fn responses_that_are_refused() {
        let (address, _) = server(&[
            ("/file", "302 Found\r\nLocation: file:///etc/passwd\r\n\r\n"),
            ("/round", "302 Found\r\nLocation: /round\r\n\r\n"),
            ("/local", "200 OK\r\n\r\n$ref: file:///etc/passwd"),
            ("/page", "200 OK\r\n\r\n<html>No</html>"),
            ("/long", "200 OK\r\nContent-Length: 100000000000\r\n\r\na"),
        ]);
        let access = allowing(["127.0.0.1"]);
        for (path, words) in [
            (
                "/file",
                "redirects to `file:///etc/passwd`, and such a redirect is not followed",
            ),
            ("/round", "redirects more than 5 times"),
            (
                "/local",
                "`file:///etc/passwd` is outside the document's folder",
            ),
            ("/page", "this is a web page"),
            ("/none", "the server responds with 404"),
            ("/long", "can't be fetched"),
        ] {
            let dir = folder(&format!("{address}{path}"), &[]);
            let (messages, _) = read(dir.path(), &access);
            assert!(messages.contains(words), "{path}: {messages}");
        }
    }
}

#[test]
fn unresolved_references_are_errors_of_a_bundle() {
    for (reference, expected) in [
        ("#/components/schemas/Missing", "api/openapi.yaml:7:"),
        ("thing.yaml#/Missing", "api/openapi.yaml:7:"),
        ("thing.yaml#/Thing", "api/thing.yaml:1:"),
    ] {
        let dir = folder(
            reference,
            &[("api/thing.yaml", "Thing: {$ref: '#/Missing'}\n")],
        );
        let mut sources = Sources::new();
        let root = sources.read(dir.path().join("api/openapi.yaml")).unwrap();
        let mut diagnostics = Diagnostics::new();
        let access = Access::default();
        let bundled = pipeline::bundle(&mut sources, root, &access, &mut diagnostics).unwrap();
        let messages = terminal::render(&diagnostics, &sources, RenderOptions::default());
        assert!(bundled.is_none(), "{reference}");
        assert!(
            messages.contains(expected) && messages.ends_with("\n1 error\n"),
            "{messages}"
        );
    }
}
