//! Generated clients call generated servers, over a socket.

mod documents;
mod workspace;

use workspace::{CALLS, Workspace};

#[test]
fn every_operation_is_answered_as_documented() {
    let workspace = Workspace::new();
    let output = workspace
        .cargo(&["test", "--package", CALLS, "--test", "calls"])
        .output()
        .unwrap();
    let shown =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    assert!(output.status.success(), "{}", shown.concat());
}
