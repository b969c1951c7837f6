//! Annotations of GitHub Actions.

use specfirst::diff;
use specfirst::report::{Level, annotation};

use super::{Report, is_notable, other_places, sentence};

/// The title of what is about all changes.
const TITLE: &str = "specfirst diff";

impl Report<'_> {
    /// A line for each change worth looking at, at its place in the new document.
    pub fn github(&self) -> String {
        let groups = self.groups.iter().filter(|it| is_notable(it.change));
        let lines = groups.map(|group| {
            let change = group.change;
            let level = match (change.is_breaking(), change.level) {
                (true, _) => Level::Error,
                (false, diff::Level::Warn) => Level::Warning,
                (false, _) => Level::Info,
            };
            let mut properties = Vec::new();
            if let Some(place) = self.new.place(change.new) {
                properties.push(("file", place.file));
                properties.push(("line", place.line.to_string()));
                properties.push(("col", place.column.to_string()));
            }
            properties.push(("title", change.id.clone()));
            let message = match other_places(group, 0, sentence) {
                others if others.is_empty() => sentence(change),
                others => format!("{}; also in {others}", sentence(change)),
            };
            annotation(level, &properties, &message)
        });
        let ignored = self.ignored_line();
        let ignored =
            ignored.map(|line| annotation(Level::Info, &[("title", TITLE.to_owned())], &line));
        lines.chain(ignored).collect()
    }
}
