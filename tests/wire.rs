//! `docs/wire.md` names tests that there are.

use std::fs;
use std::path::Path;

#[test]
fn each_test_of_the_table_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(root.join("docs/wire.md")).unwrap();
    let names: Vec<_> = document
        .split('`')
        .filter_map(|text| text.split_once("::"))
        .collect();
    assert!(names.len() > 100, "{} tests are named", names.len());
    for (file, test) in names {
        let path = file.replacen("calls/", "tests/workspace/calls/", 1);
        let text = fs::read_to_string(root.join(&path)).unwrap_or_default();
        assert!(text.contains(&format!("fn {test}()")), "{file}::{test}");
    }
}
