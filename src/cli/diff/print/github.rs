//! Annotations of GitHub Actions.

use specfirst::diff;
use specfirst::report::{Level, annotation};

use super::{Report, is_notable, sentence};

impl Report<'_> {
    /// A line for each change worth looking at, at its place in the new document.
    pub fn github(&self) -> String {
        let changes = self.changes.iter().filter(|it| is_notable(it));
        let lines = changes.map(|change| {
            let level = match (change.is_breaking(), change.level) {
                (true, _) => Level::Error,
                (false, diff::Level::Warn) => Level::Warning,
                (false, _) => Level::Note,
            };
            let mut properties = Vec::new();
            if let Some(place) = self.new.place(change.new) {
                properties.push(("file", place.file));
                properties.push(("line", place.line.to_string()));
                properties.push(("col", place.column.to_string()));
            }
            properties.push(("title", change.id.clone()));
            annotation(level, &properties, &sentence(change))
        });
        lines.collect()
    }
}
