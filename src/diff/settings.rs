//! The user's levels, and changes that are ignored.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::Change;
use super::checks::{self, Level};

/// Levels by the id of the check: a file of lines `ID LEVEL`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    levels: BTreeMap<String, Level>,
}

/// Changes that are accepted: a file with a fingerprint on each line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ignored {
    fingerprints: BTreeSet<String>,
}

/// A line of a settings file that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError {
    /// The line's number.
    pub line: usize,
    /// What is wrong with it.
    pub reason: String,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.reason)
    }
}

impl std::error::Error for SettingsError {}

/// The lines of a text that are neither empty nor comments, with their numbers.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().enumerate();
    lines.filter_map(|(index, line)| {
        let line = line.split('#').next().unwrap_or_default().trim();
        (!line.is_empty()).then_some((index + 1, line))
    })
}

impl Levels {
    /// Reads a file's text.
    ///
    /// # Errors
    /// If a line is not an id of a check and a level.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let known: BTreeSet<String> = checks::all()
            .into_iter()
            .map(|check| check.id.into_owned())
            .collect();
        let mut levels = BTreeMap::new();
        for (line, text) in lines(text) {
            let error = |reason| SettingsError { line, reason };
            let mut words = text.split_whitespace();
            let (Some(id), Some(level), None) = (words.next(), words.next(), words.next()) else {
                return Err(error("expected the id of a check and a level".to_owned()));
            };
            let plain = ["callback-", "webhook-"]
                .iter()
                .find_map(|prefix| id.strip_prefix(prefix));
            if !known.contains(id) && !plain.is_some_and(|id| known.contains(id)) {
                return Err(error(format!("there is no check `{id}`")));
            }
            let level = level.parse().map_err(|()| {
                error(format!(
                    "`{level}` is none of the levels err, warn, info and none"
                ))
            })?;
            levels.insert(id.to_owned(), level);
        }
        Ok(Levels { levels })
    }

    /// Sets the levels of changes. A level that the user chose is also the verdict: what is no error is not breaking.
    pub fn apply(&self, changes: &mut Vec<Change>) {
        for change in &mut *changes {
            if let Some(level) = self.levels.get(&change.id) {
                change.level = *level;
                change.is_judged = true;
            }
        }
        changes.retain(|change| change.level != Level::None);
    }
}

impl Ignored {
    /// Reads a file's text.
    ///
    /// # Errors
    /// If a line does not begin with a fingerprint.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let mut fingerprints = BTreeSet::new();
        for (line, text) in lines(text) {
            let word = text.split_whitespace().next().unwrap_or_default();
            let is_fingerprint =
                word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
            if !is_fingerprint {
                let reason = format!("`{word}` is no fingerprint: 12 hexadecimal digits");
                return Err(SettingsError { line, reason });
            }
            fingerprints.insert(word.to_ascii_lowercase());
        }
        Ok(Ignored { fingerprints })
    }

    /// Removes the changes that are ignored, and returns them.
    pub fn apply(&self, changes: &mut Vec<Change>) -> Vec<Change> {
        let is_ignored = |change: &mut Change| self.fingerprints.contains(&change.fingerprint);
        changes.extract_if(.., is_ignored).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_comments_and_say_which_line_is_wrong() {
        let levels = Levels::parse("# ours\napi-security-removed  err # strict\n\n");
        assert_eq!(
            levels.map(|it| it.levels.into_iter().collect::<Vec<_>>()),
            Ok(vec![("api-security-removed".to_owned(), Level::Err)])
        );
        let wrong = |text| Levels::parse(text).map_err(|error| error.to_string());
        assert_eq!(
            wrong("\nno-such-check err").unwrap_err(),
            "line 2: there is no check `no-such-check`"
        );
        assert!(wrong("api-security-removed loud").is_err());
        assert!(Levels::parse("callback-request-property-removed none").is_ok());
        assert!(Ignored::parse("0123456789ab the old client is gone").is_ok());
        assert!(Ignored::parse("GET /pets").is_err());
    }
}
