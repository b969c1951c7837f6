//! A test report, which most continuous integration reads: breaking changes are failures.

use std::fmt::Write;

use specfirst::report::escape_xml as escape;

use super::{Report, sentence};

impl Report<'_> {
    pub fn junit(&self) -> String {
        let failures = self.breaking().count();
        let mut text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <testsuites>\n  <testsuite name=\"specfirst diff\" tests=\"{}\" failures=\"{failures}\">\n",
            self.changes.len()
        );
        for change in self.changes {
            let class = escape(change.operation.as_deref().unwrap_or("API"));
            let name = escape(&format!("{} {}", change.id, change.fingerprint));
            let _ = write!(text, "    <testcase classname=\"{class}\" name=\"{name}\"");
            match change.is_breaking() {
                false => text.push_str("/>\n"),
                true => {
                    let message = escape(&sentence(change));
                    let place = escape(&self.new.text(change.new).unwrap_or_default());
                    let _ = write!(
                        text,
                        ">\n      <failure message=\"{message}\" type=\"{}\">{place}</failure>\n    </testcase>\n",
                        change.level.name()
                    );
                }
            }
        }
        text.push_str("  </testsuite>\n</testsuites>\n");
        text
    }
}
