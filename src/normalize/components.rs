//! Components that no operation uses. No code is generated for them, but they are checked.

use super::reader::Reader;
use crate::source::Node;

/// The sections of `components`.
const SECTIONS: &[&str] = &[
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
    "mediaTypes",
];

impl<'a> Reader<'a, '_> {
    /// Reads the components that operations have not led to. Their errors are only warnings, since nothing depends on
    /// them.
    pub(super) fn unused_components(&mut self) {
        if let Some(components) = self.root.get("components") {
            self.known(components, "components", SECTIONS);
        }
        let said = self.diagnostics.len();
        for node in self.section("parameters") {
            self.parameter(node);
        }
        for node in self.section("headers") {
            self.header(node);
        }
        for node in self.section("requestBodies") {
            self.body(node);
        }
        for node in self.section("responses") {
            self.response(node);
        }
        for node in self.section("schemas") {
            self.schema(node);
            self.read_pending();
        }
        self.cycles();
        let reason = "no operation uses this part of the document";
        self.diagnostics.soften(said, reason);
    }

    fn section(&mut self, section: &str) -> Vec<&'a Node> {
        let Some(components) = self.root.get("components") else {
            return Vec::new();
        };
        let entries = self.entries(components, section);
        entries.into_iter().map(|(_, _, node)| node).collect()
    }
}
