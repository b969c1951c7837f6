//! What is generated compiles, without a word from rustc, clippy or rustdoc.

mod documents;
mod workspace;

use std::sync::LazyLock;

use workspace::Workspace;

/// The crates that are compiled in every way: what they have is what features, docs and editions could break.
const SOME: [&str; 7] = [
    "docs-markdown",
    "formats",
    "hostile",
    "item-streams",
    "names-keywords",
    "petstore",
    "security-schemes",
];

static CRATES: LazyLock<Workspace> = LazyLock::new(Workspace::new);

#[test]
fn clippy_has_nothing_to_say() {
    // Without TLS, which brings C to compile along.
    assert_quiet(&[
        "clippy",
        "--keep-going",
        "--workspace",
        "--no-default-features",
        "--features",
        "server,client",
    ]);
}

#[test]
fn one_side_does_without_the_other() {
    for feature in ["server", "client", ""] {
        assert_quiet(&some(&[
            "clippy",
            "--no-default-features",
            "--features",
            feature,
        ]));
    }
}

#[test]
fn rustdoc_has_nothing_to_say() {
    assert_quiet(&some(&[
        "doc",
        "--no-deps",
        "--no-default-features",
        "--features",
        "server,client",
    ]));
}

fn assert_quiet(arguments: &[&str]) {
    let complaints = CRATES.complaints(arguments);
    assert!(
        complaints.is_empty(),
        "{}\n{} complaints",
        complaints.concat(),
        complaints.len()
    );
}

/// A command, for [`SOME`] crates.
fn some<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let packages = SOME
        .iter()
        .flat_map(|member| ["--package", CRATES.package(member)]);
    arguments.iter().copied().chain(packages).collect()
}
