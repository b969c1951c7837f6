//! A file with the findings that are known and left out. It only gets shorter.
//!
//! Each line has a fingerprint, and behind it, for readers, the rule and the place.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use specfirst::Error;
use specfirst::report::{Item, one_line};

/// How often each finding is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Known(BTreeMap<String, usize>);

impl Known {
    /// Whether a finding is known; then it is known once less.
    pub(super) fn take(&mut self, fingerprint: &str) -> bool {
        match self.0.get_mut(fingerprint) {
            Some(count) if *count > 0 => {
                *count -= 1;
                true
            }
            _ => false,
        }
    }
}

/// The findings of a file; none, if there is no such file.
#[derive(Clone, Debug)]
pub(super) struct Baseline {
    known: Option<Known>,
    lines: Vec<String>,
}

impl Baseline {
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok(Self {
                    known: None,
                    lines: Vec::new(),
                });
            }
            Err(error) => return Err(Error::io("read", path, error).to_string()),
        };
        let mut known = Known::default();
        let lines: Vec<String> = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(str::to_owned)
            .collect();
        for line in &lines {
            *known.0.entry(fingerprint(line).to_owned()).or_default() += 1;
        }
        Ok(Self {
            known: Some(known),
            lines,
        })
    }

    /// The number of findings in it. Other lines are kept, and are not counted.
    pub(super) fn len(&self) -> usize {
        let lines = self.lines.iter();
        lines
            .filter(|line| is_fingerprint(fingerprint(line)))
            .count()
    }

    /// Whether it has as many lines as another one that was made from it.
    pub(super) fn has_lines_of(&self, updated: &Self) -> bool {
        self.lines.len() == updated.lines.len()
    }

    pub(super) fn entries(&self) -> Option<&Known> {
        self.known.as_ref()
    }

    /// The findings of the file that are still found, and those of files that were not checked; all that is found, if there
    /// is no file yet.
    pub(super) fn updated<'i>(
        &self,
        items: impl Iterator<Item = &'i Item>,
        checked: &BTreeSet<String>,
    ) -> Self {
        let mut found = Known::default();
        let mut lines = Vec::new();
        for item in items {
            *found.0.entry(item.fingerprint.clone()).or_default() += 1;
            let place = format!("{} {}#/{}", item.rule, item.file, item.path.join("/"));
            lines.push(format!("{} {}", item.fingerprint, one_line(&place)));
        }
        if self.known.is_some() {
            lines = self.lines.clone();
            let places: Vec<String> = checked
                .iter()
                .map(|file| format!(" {}#/", one_line(file)))
                .collect();
            lines.retain(|line| {
                found.take(fingerprint(line)) || !places.iter().any(|place| line.contains(place))
            });
        }
        lines.sort();
        Self { known: None, lines }
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), String> {
        let mut text = String::from(
            "# Findings of `specfirst lint` that are left out. Remove a line to see its finding.\n",
        );
        for line in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        fs::write(path, text).map_err(|error| Error::io("write", path, error).to_string())
    }
}

/// Whether a text has the form of `report::fingerprint`.
fn is_fingerprint(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn fingerprint(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}
