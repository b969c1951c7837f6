//! JSON, for programs.

use serde_json::{Value, json};
use specfirst::diff::{Change, Group};
use specfirst::source::At;

use super::{Located, Place, Report};

impl Report<'_> {
    pub fn json(&self) -> String {
        let changes = self.groups.iter().map(|group| self.change(group));
        let rust = match &self.rust {
            Ok(rust) => json!({
                "handlers_compile": rust.handlers_compile(),
                "callers_compile": rust.callers_compile(),
                "changes": rust.changes,
            }),
            Err(reason) => json!({
                "handlers_compile": null,
                "callers_compile": null,
                "changes": [],
                "unknown": reason,
            }),
        };
        let value = json!({
            "breaking": self.breaking().next().is_some(),
            "requests_accepted": self.requests_accepted(),
            "responses_readable": self.responses_readable(),
            "incomplete": self.is_incomplete,
            "rust": rust,
            "ignored": self.ignored.len(),
            "ignored_breaking": self.ignored_that(Change::breaks_clients),
            "changes": changes.collect::<Vec<Value>>(),
        });
        format!("{value:#}\n")
    }

    fn change(&self, group: &Group) -> Value {
        let change = group.change;
        let uses = group.uses().map(|change| {
            json!({
                "operation": change.operation,
                "subject": change.subject,
                "fingerprint": change.fingerprint,
            })
        });
        json!({
            "id": change.id,
            "level": change.level.name(),
            "breaking": change.is_breaking(),
            "direction": change.direction.name(),
            "operation": change.operation,
            "subject": change.subject,
            "text": change.text,
            "old": place(&self.old, change.old),
            "new": place(&self.new, change.new),
            "fingerprint": change.fingerprint,
            "requests_accepted": change.verdict.requests_accepted,
            "responses_readable": change.verdict.responses_readable,
            "uses": uses.collect::<Vec<Value>>(),
        })
    }
}

fn place(located: &Located, at: At) -> Value {
    match located.place(at) {
        Some(Place { file, line, column }) => {
            json!({"file": file, "line": line, "column": column})
        }
        None => Value::Null,
    }
}
