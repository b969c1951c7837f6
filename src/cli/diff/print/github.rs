//! Annotations of GitHub Actions.

use std::fmt::Write;

use specfirst::diff::Level;

use super::{Report, is_notable, sentence};

impl Report<'_> {
    /// A line for each change worth looking at, at its place in the new document.
    pub fn github(&self) -> String {
        let mut text = String::new();
        for change in self.changes.iter().filter(|it| is_notable(it)) {
            let command = match (change.is_breaking(), change.level) {
                (true, _) => "error",
                (false, Level::Warn) => "warning",
                (false, _) => "notice",
            };
            let place = self.new.place(change.new).map_or(String::new(), |place| {
                format!(
                    "file={},line={},col={},",
                    property(&place.file),
                    place.line,
                    place.column
                )
            });
            let title = property(&change.id);
            let message = data(&sentence(change));
            let _ = writeln!(text, "::{command} {place}title={title}::{message}");
        }
        text
    }
}

/// Escapes a message.
fn data(text: &str) -> String {
    let text = text.replace('%', "%25");
    text.replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
