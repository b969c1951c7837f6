//! Generated clients call generated servers, over a socket.

mod documents;
mod workspace;

use std::sync::LazyLock;

use workspace::{CALLS, Workspace};

static CRATES: LazyLock<Workspace> = LazyLock::new(Workspace::new);

#[test]
fn every_operation_is_answered_as_documented() {
    run("calls");
}

#[test]
fn what_is_sent_is_what_arrives() {
    run("echo");
}

#[test]
fn later_versions_are_spoken() {
    run("versions");
}

/// Runs a test of the crate that calls the others.
fn run(test: &str) {
    let mut command = CRATES.cargo(&["test", "--package", CALLS, "--test", test]);
    let output = command.env("RUST_BACKTRACE", "0").output().unwrap();
    let shown =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{}", shown.concat());
}
