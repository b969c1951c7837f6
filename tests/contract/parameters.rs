//! How parameters are read.

use specfirst::source::Sources;

use crate::{lines, read};

/// The style of a label in a document of that version.
fn label(version: &str, explode: bool) -> String {
    let text = format!(
        "openapi: {version}\ninfo: {{ title: T, version: '1' }}\npaths:\n  /{{a}}:\n    get:\n      parameters:\n      - {{ name: a, in: path, required: true, style: label, explode: {explode}, schema: {{ type: array, items: {{ type: string }} }} }}\n      responses: {{ '204': {{ description: '' }} }}\n"
    );
    let mut sources = Sources::new();
    let file = sources.add("test.yaml", text.as_str());
    let read = read(&mut sources, file).unwrap_or_else(|| panic!("this is no document: {text}"));
    let style = &lines(&read)[0]["parameters"][0]["style"];
    style.as_str().unwrap().to_owned()
}

#[test]
fn only_the_versions_that_wrote_labels_with_dots_read_them() {
    for version in ["3.0.0", "3.0.3"] {
        assert_eq!(label(version, false), "dottedLabel", "{version}");
        assert_eq!(label(version, true), "label", "{version}");
    }
    for version in ["3.0.4", "3.1.0", "3.2.0"] {
        assert_eq!(label(version, false), "label", "{version}");
    }
}
