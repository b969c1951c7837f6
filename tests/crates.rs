//! Generated crates, and the runtime crate with each of its features, compile without a warning of rustc, clippy or rustdoc.

mod documents;
mod workspace;

use std::sync::LazyLock;

use workspace::{VENDORED, Workspace, complaints};

static CRATES: LazyLock<Workspace> = LazyLock::new(Workspace::new);

#[test]
fn clippy_reports_nothing() {
    // Without TLS, which brings C to compile along.
    assert_quiet(&[
        "clippy",
        "--keep-going",
        "--workspace",
        "--no-default-features",
        "--features",
        "server,client,receiver",
    ]);
}

#[test]
fn each_side_compiles_alone() {
    for feature in [
        "server",
        "client",
        "receiver",
        "receiver,client",
        "receiver,server",
        "",
    ] {
        assert_quiet(&vendored(&[
            "clippy",
            "--no-default-features",
            "--features",
            feature,
        ]));
    }
}

#[test]
fn rustdoc_reports_nothing() {
    assert_quiet(&vendored(&[
        "doc",
        "--no-deps",
        "--no-default-features",
        "--features",
        "server,client,receiver",
    ]));
}

/// The crates of `tests/generated/`, as they stand there.
#[test]
fn checked_in_crates_compile() {
    let dir = documents::folder("tests/generated");
    workspace::lock(&dir);
    let found = complaints(
        &dir,
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--no-default-features",
            "--features",
            "server,client,receiver",
        ],
    );
    assert_none(&found);
}

/// The features of the runtime crate: cargo unifies those of a workspace, so that a module that a part lacks shows only
/// where the part is compiled alone.
#[test]
fn runtime_compiles_with_each_part_alone() {
    let manifest: toml::Table = include_str!("../runtime/Cargo.toml").parse().unwrap();
    let parts = manifest["features"]["parts"].as_array().unwrap();
    let parts: Vec<&str> = parts.iter().map(|part| part.as_str().unwrap()).collect();
    assert!(parts.len() > 5, "{parts:?}");
    let mut features: Vec<String> = Vec::new();
    for side in ["", "server", "client", "server,client"] {
        features.push(side.to_owned());
        features.push(format!("{side},parts"));
    }
    features.extend(parts.iter().map(|part| format!("{part},server,client")));
    for features in features {
        let arguments = [
            "check",
            "--no-default-features",
            "--features",
            features.as_str(),
        ];
        let found = complaints(&documents::folder("runtime"), &arguments);
        assert!(
            found.is_empty(),
            "features `{features}`:\n{}",
            found.concat()
        );
    }
}

fn assert_quiet(arguments: &[&str]) {
    assert_none(&CRATES.complaints(arguments));
}

fn assert_none(complaints: &[String]) {
    assert!(
        complaints.is_empty(),
        "{}\n{} complaints",
        complaints.concat(),
        complaints.len()
    );
}

/// A command, for the [`VENDORED`] crates.
fn vendored<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let packages = VENDORED
        .iter()
        .flat_map(|member| ["--package", CRATES.package(member)]);
    arguments.iter().copied().chain(packages).collect()
}
