//! Which files are read for a document, and which are not.

use std::fs;
use std::path::{Path, PathBuf};

use specfirst::bundle::{Access, Network};
use specfirst::diagnostic::Diagnostics;
use specfirst::diagnostic::terminal::{self, RenderOptions};
use specfirst::pipeline::{self, Options};
use specfirst::source::Sources;

/// A document whose one answer is a schema that is elsewhere.
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

/// What is said about the document, and which files its crate depends on.
fn read(dir: &Path, access: &Access) -> (String, Vec<PathBuf>) {
    let mut sources = Sources::new();
    let root = sources.read(dir.join("api/openapi.yaml")).unwrap();
    let mut diagnostics = Diagnostics::new();
    let options = Options {
        access: access.clone(),
        ..Options::default()
    };
    let generated = pipeline::generate(&mut sources, root, &options, &mut diagnostics).unwrap();
    let said = terminal::render(&diagnostics, &sources, RenderOptions::default());
    assert_eq!(generated.is_none(), diagnostics.has_errors(), "{said}");
    let watched = sources.watched();
    let watched = watched.map(|path| path.strip_prefix(dir).unwrap_or(path).to_owned());
    (said, watched.collect())
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
fn another_folder_is_read_where_it_is_allowed() {
    let dir = folder(
        "../shared/pet.yaml",
        &[("shared/pet.yaml", "type: object"), ("other/x", "")],
    );
    let said = only_root(dir.path());
    assert!(said.contains("error[file-outside]"), "{said}");
    assert_eq!(with_root(dir.path(), "shared"), "");
    assert_eq!(with_root(dir.path(), "."), "");
    let said = with_root(dir.path(), "other");
    assert!(said.contains("error[file-outside]"), "{said}");
    // The folder's name is no prefix of a text.
    fs::rename(dir.path().join("other"), dir.path().join("share")).unwrap();
    let said = with_root(dir.path(), "share");
    assert!(said.contains("error[file-outside]"), "{said}");
}

#[test]
fn a_folder_that_is_not_there_is_no_root() {
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
fn a_file_of_another_folder_refers_on_from_there() {
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
    let said = with_root(dir.path(), "shared");
    assert!(said.contains("shared/people/owner.yaml:1:"), "{said}");
    assert!(
        said.contains("`../api/openapi.yaml#/x-y` does not exist in"),
        "{said}"
    );
}

#[test]
fn the_crate_depends_on_files_that_are_not_there_yet() {
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
    let (said, watched) = read(dir.path(), &Access::default());
    assert!(
        said.contains("error[file-missing]") && said.contains("error[syntax-error]"),
        "{said}"
    );
    let expected = ["api/openapi.yaml", "api/a.yaml", "api/b.yaml", "api/c.yaml"];
    assert_eq!(watched, expected.map(PathBuf::from));
}

#[test]
fn a_text_in_no_folder_has_no_files() {
    let mut sources = Sources::new();
    let root = sources.add("openapi.yaml", document("Cargo.toml"));
    let mut diagnostics = Diagnostics::new();
    let generated =
        pipeline::generate(&mut sources, root, &Options::default(), &mut diagnostics).unwrap();
    assert!(generated.is_none());
    let said = terminal::render(&diagnostics, &sources, RenderOptions::default());
    assert!(
        said.contains("this document was not read from a folder"),
        "{said}"
    );
}

#[test]
fn a_file_is_not_larger_than_memory() {
    let dir = folder("large.yaml", &[("api/large.yaml", "")]);
    let large = fs::File::options()
        .write(true)
        .open(dir.path().join("api/large.yaml"));
    large.unwrap().set_len(1 << 30).unwrap();
    let said = only_root(dir.path());
    assert!(
        said.contains("error[unreadable-file]") && said.contains("256 MiB"),
        "{said}"
    );
}

#[test]
fn what_is_there_twice_is_told_once() {
    let files = [
        (
            "api/a.yaml",
            "properties: {one: {properties: {$ref: b.yaml}}, two: {properties: {$ref: b.yaml}}}",
        ),
        ("api/b.yaml", "x: {type: object, proprties: {}}"),
    ];
    let said = only_root(folder("a.yaml", &files).path());
    assert_eq!(said.matches("b.yaml:1:19").count(), 1, "{said}");
    assert!(said.ends_with("1 warning\n"), "{said}");
}

#[test]
fn files_in_each_other_s_places_do_not_fill_the_memory() {
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
    let said = only_root(dir.path());
    assert_eq!(said.matches("error[too-large]").count(), 1, "{said}");
}

#[cfg(unix)]
#[test]
fn links_lead_no_further_than_paths() {
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
    let said = only_root(dir.path());
    assert!(
        said.contains("`pet.yaml` is a symbolic link that leads out"),
        "{said}"
    );
    assert_eq!(with_root(dir.path(), "secret"), "");

    // The same by way of a folder.
    symlink("../secret", dir.path().join("api/folder")).unwrap();
    fs::write(
        dir.path().join("api/openapi.yaml"),
        document("folder/pet.yaml"),
    )
    .unwrap();
    let said = only_root(dir.path());
    assert!(
        said.contains("`folder/pet.yaml` is a symbolic link that leads out"),
        "{said}"
    );
    // What is missing there is not told apart, nor what is there in its place.
    fs::write(
        dir.path().join("api/openapi.yaml"),
        document("folder/pets.yaml"),
    )
    .unwrap();
    assert!(!only_root(dir.path()).contains("pet.yaml`"));
}

#[cfg(unix)]
#[test]
fn a_document_may_be_a_link_itself() {
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
    let said = only_root(dir.path());
    assert!(said.contains("error[file-outside]"), "{said}");
    fs::write(
        dir.path().join("api/pet.yaml"),
        "$ref: 'openapi.yaml#/x-pet'",
    )
    .unwrap();
    assert_eq!(only_root(dir.path()), "");
}

#[cfg(unix)]
#[test]
fn what_has_no_end_is_not_read() {
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
    let said = only_root(dir.path());
    assert!(said.contains("it is a device or a pipe"), "{said}");

    let dir = folder("/dev/zero", &[]);
    let access = Access {
        roots: vec![PathBuf::from("/dev")],
        network: Network::Denied,
    };
    let (said, _) = read(dir.path(), &access);
    assert!(said.contains("it is a device or a pipe"), "{said}");
}

#[cfg(feature = "network")]
mod network {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;
    use std::sync::mpsc;

    use super::*;

    /// A server that answers each path with a status line, headers and a body, and tells what it was asked.
    fn server(
        answers: &'static [(&'static str, &'static str)],
    ) -> (String, mpsc::Receiver<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (asked, asks) = mpsc::channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let request = lines.next().unwrap().unwrap();
                while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
                let path = request.split(' ').nth(1).unwrap().to_owned();
                let answer = answers.iter().find(|(known, _)| *known == path);
                let answer = answer.map_or("404 Not Found\r\n\r\n", |(_, answer)| answer);
                let _ = write!(
                    stream,
                    "HTTP/1.1 {}",
                    answer.replacen("\r\n", "\r\nConnection: close\r\n", 1)
                );
                let _ = asked.send(path);
            }
        });
        (address, asks)
    }

    fn allowing(network: impl Into<Network>) -> Access {
        Access {
            network: network.into(),
            ..Access::default()
        }
    }

    #[test]
    fn local_hosts_are_asked_only_if_they_are_named() {
        let (address, asks) = server(&[("/pet.yaml", "200 OK\r\n\r\ntype: object")]);
        let port = address.rsplit(':').next().unwrap();
        // `2130706433` is 127.0.0.1 to most resolvers.
        for host in ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]"] {
            let dir = folder(&format!("http://{host}:{port}/pet.yaml"), &[]);
            let (said, _) = read(dir.path(), &allowing(Network::PublicHosts));
            assert!(said.contains("error[network-reference]"), "{host}: {said}");
            let other = allowing(["example.com"]);
            let (said, _) = read(dir.path(), &other);
            assert!(said.contains("does not name `"), "{host}: {said}");
        }
        assert_eq!(asks.try_iter().count(), 0);

        let dir = folder(&format!("http://localhost:{port}/pet.yaml"), &[]);
        let said = read(dir.path(), &allowing(Network::PublicHosts)).0;
        assert!(said.contains("`localhost` is not a public host"), "{said}");
        assert!(said.contains("`--allow-network=localhost`"), "{said}");
        assert_eq!(
            read(dir.path(), &allowing([format!("localhost:{port}")])).0,
            ""
        );
        assert_eq!(asks.try_iter().count(), 1);
    }

    #[test]
    fn every_redirect_is_held_to_the_rule() {
        let (target, asks) = server(&[("/pet.yaml", "200 OK\r\n\r\ntype: object")]);
        let port = target.rsplit(':').next().unwrap().to_owned();
        let location = format!("302 Found\r\nLocation: http://localhost:{port}/pet.yaml\r\n\r\n");
        let (address, _) = server(Box::leak(Box::new([("/moved", &*location.leak())])));
        let dir = folder(&format!("{address}/moved"), &[]);
        let (said, _) = read(dir.path(), &allowing(["127.0.0.1"]));
        assert!(said.contains("does not name `localhost`"), "{said}");
        assert_eq!(asks.try_iter().count(), 0);
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
        let (said, _) = read(dir.path(), &allowing(["127.0.0.1"]));
        assert!(said.contains("can't be fetched"), "{said}");
        assert!(!said.contains("not followed"), "{said}");
    }

    #[test]
    fn the_network_is_asked_where_it_is_allowed() {
        let (address, asks) = server(&[
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
        let said = only_root(dir.path());
        assert!(
            said.contains("error[network-reference]") && said.contains("--allow-network"),
            "{said}"
        );
        assert_eq!(asks.try_iter().count(), 0);

        let access = allowing(["127.0.0.1"]);
        assert_eq!(read(dir.path(), &access).0, "");
        let asked: Vec<String> = asks.try_iter().collect();
        assert_eq!(asked, ["/a/pet.yaml", "/b/owner.json", "/moved"]);
    }

    #[test]
    fn the_network_leads_nowhere_else() {
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
            let (said, _) = read(dir.path(), &access);
            assert!(said.contains(words), "{path}: {said}");
        }
    }
}

#[test]
fn a_bundle_refers_to_nothing_that_is_not_there() {
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
        let said = terminal::render(&diagnostics, &sources, RenderOptions::default());
        assert!(bundled.is_none(), "{reference}");
        assert!(
            said.contains(expected) && said.ends_with("\n1 error\n"),
            "{said}"
        );
    }
}
