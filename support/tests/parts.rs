//! Every part can be left out, and nothing that is left is unused.

use std::path::PathBuf;
use std::process::Command;

use specfirst_support::sources::PARTS;

/// Parts that need others, as the manifest says.
const NEEDS: [(&str, &str); 2] = [("items", "streams"), ("whole-query", "forms")];

#[test]
#[ignore = "compiles for minutes"]
fn every_part_can_be_left_out() {
    check("server,client");
    check("server");
    check("client");
    for part in PARTS {
        let needs = |other: &str| NEEDS.contains(&(other, part));
        let others = PARTS
            .into_iter()
            .filter(|other| *other != part && !needs(other));
        let features: Vec<&str> = ["server", "client"].into_iter().chain(others).collect();
        check(&features.join(","));
    }
}

/// Compiles the crate with these features.
fn check(features: &str) {
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("parts");
    let output = Command::new(env!("CARGO"))
        .args(["rustc", "--quiet", "--lib", "--profile", "check"])
        .args(["--no-default-features", "--features", features])
        .arg("--target-dir")
        .arg(target)
        .args(["--", "-D", "warnings"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{features}:\n{complaints}");
}
