//! A changelog in Markdown.

use std::fmt::Write;

use specfirst::diff::Change;

use super::{Report, is_notable, plain};

impl Report<'_> {
    pub fn markdown(&self) -> String {
        let mut text = "# API changes\n".to_owned();
        if self.changes.is_empty() {
            text.push_str("\nThere are none.\n");
            return text;
        }
        let (notable, others): (Vec<&Change>, _) =
            self.changes.iter().partition(|it| is_notable(it));
        let (breaking, warnings) = notable.into_iter().partition(|it| it.is_breaking());
        section(&mut text, "Breaking changes", breaking);
        section(&mut text, "Changes to look at", warnings);
        section(&mut text, "Other changes", others);
        if let Ok(rust) = &self.rust {
            let changes = rust
                .changes
                .iter()
                .filter(|it| it.breaks_handlers || it.breaks_callers);
            let mut changes = changes.peekable();
            if changes.peek().is_some() {
                text.push_str("\n## Rust code\n\n");
            }
            for change in changes {
                let _ = writeln!(text, "- `{}`: {}", change.item, escape(&change.text));
            }
        }
        text
    }
}

fn section(text: &mut String, title: &str, changes: Vec<&Change>) {
    if changes.is_empty() {
        return;
    }
    let _ = write!(text, "\n## {title}\n");
    let mut operation = None;
    for (index, change) in changes.iter().enumerate() {
        if index == 0 || operation != change.operation.as_deref() {
            operation = change.operation.as_deref();
            match operation {
                Some(operation) => {
                    let _ = write!(text, "\n### `{}`\n\n", plain(operation).replace('`', "'"));
                }
                None => text.push_str("\n### The whole API\n\n"),
            }
        }
        let subject = match change.subject.is_empty() {
            true => String::new(),
            false => format!("{}: ", escape(&change.subject)),
        };
        let _ = writeln!(text, "- {subject}{}", escape(&change.text));
    }
}

/// Escapes text outside of code spans, so that a document cannot add HTML or links.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut is_code = false;
    for character in plain(text).chars() {
        match character {
            '`' => is_code = !is_code,
            '<' if !is_code => {
                escaped.push_str("&lt;");
                continue;
            }
            '*' | '_' | '[' | ']' | '\\' if !is_code => escaped.push('\\'),
            _ => {}
        }
        escaped.push(character);
    }
    if is_code {
        escaped.push('`');
    }
    escaped
}
