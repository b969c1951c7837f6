//! Generated clients call generated servers, over a socket.

mod documents;
mod workspace;

use std::sync::LazyLock;

use workspace::{CALLS, Workspace};

static CRATES: LazyLock<Workspace> = LazyLock::new(Workspace::new);

#[test]
fn every_operation_responds_as_documented() {
    run("calls");
}

#[test]
fn parameters_and_bodies_arrive_as_sent() {
    run("echo");
}

#[test]
fn parts_of_bodies_arrive_as_requested() {
    run("ranges");
}

#[test]
fn items_arrive_one_by_one() {
    run("streams");
}

#[test]
fn text_keeps_its_media_type() {
    run("text");
}

#[test]
fn responses_that_are_forms_have_types() {
    run("forms");
}

#[test]
fn unions_keep_what_was_sent() {
    run("unions");
}

#[test]
fn bodies_in_ranges_of_media_types_say_what_they_are() {
    run("media_texts");
    run("media_types");
}

#[test]
fn an_api_has_several_versions_at_once() {
    run("versioning");
}

#[test]
fn parts_arrive_as_sent() {
    run("multipart");
    run("multipart_positions");
    run("multipart_responses");
}

#[test]
#[ignore = "needs curl, and Python with some packages: see tests/workspace/calls/peers.rs"]
fn other_implementations_read_and_write_multipart_bodies() {
    run_with("peers", &["--", "--ignored"]);
}

#[test]
fn webhooks_and_callbacks_are_received() {
    run("receivers");
}

#[test]
fn books_and_enums_arrive_as_sent() {
    run("books");
    run("enums");
}

#[test]
fn xml_arrives_as_sent() {
    run("xml");
}

#[test]
fn features_of_later_versions_work() {
    run("versions");
}

/// Runs a test of the crate that calls the others.
fn run(test: &str) {
    run_with(test, &[]);
}

fn run_with(test: &str, arguments: &[&str]) {
    let command = ["test", "--package", CALLS, "--test", test];
    let mut command = CRATES.cargo(&[&command, arguments].concat());
    let output = command.env("RUST_BACKTRACE", "0").output().unwrap();
    let shown =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{}", shown.concat());
}
