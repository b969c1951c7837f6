//! The keyword `errorMessage`, which the schemas of documents have.

use super::Evaluation;
use crate::lint::document::{Step, children};
use crate::source::Node;

impl<'a> Evaluation<'_, '_, 'a> {
    /// Replaces violations of this very value by the message of the schema.
    pub(super) fn replace(&mut self, before: usize, messages: &'a Node) {
        let path = self.path.clone();
        if let Some(text) = messages.as_str() {
            if self.found.len() > before {
                self.found.truncate(before);
                self.violation("errorMessage", text);
            }
            return;
        }
        for (keyword, text) in children(messages) {
            let Step::Key(keyword) = keyword else {
                continue;
            };
            if keyword == "properties" {
                for (name, text) in children(text) {
                    self.replace_below(before, &[path.as_slice(), &[name]].concat(), text);
                }
                continue;
            }
            if keyword == "_" {
                self.replace_below(before, &path, text);
                continue;
            }
            let count = self.found.len();
            let mut index = 0;
            self.found.retain(|violation| {
                index += 1;
                index <= before || violation.keyword != keyword || violation.path != path
            });
            if self.found.len() < count {
                self.violation("errorMessage", text.as_str().unwrap_or_default());
            }
        }
    }

    /// Replaces the violations of a part of the value, except for those that were replaced before.
    pub(super) fn replace_below(&mut self, before: usize, path: &[Step<'a>], message: &'a Node) {
        let count = self.found.len();
        let mut index = 0;
        self.found.retain(|violation| {
            index += 1;
            index <= before
                || violation.keyword == "errorMessage"
                || !violation.path.starts_with(path)
        });
        if self.found.len() < count {
            self.violation("errorMessage", message.as_str().unwrap_or_default());
            if let Some(last) = self.found.last_mut() {
                last.path = path.to_vec();
            }
        }
    }
}
