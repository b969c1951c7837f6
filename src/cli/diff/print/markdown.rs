//! A changelog in Markdown.

use std::fmt::Write;

use specfirst::diff::Group;

use super::{Report, is_notable, other_places, place_of, plain};

/// Limit on the other places of one change.
const MOST_PLACES: usize = 20;

impl Report<'_> {
    pub fn markdown(&self) -> String {
        let mut text = "# API changes\n".to_owned();
        if self.changes.is_empty() {
            text.push_str("\nThere are none.\n");
        }
        let (notable, others): (Vec<&Group>, _) =
            self.groups.iter().partition(|it| is_notable(it.change));
        let (breaking, warnings) = notable.into_iter().partition(|it| it.change.is_breaking());
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
                let _ = writeln!(
                    text,
                    "- {}: {}",
                    escape(&format!("`{}`", change.item)),
                    escape(&change.text)
                );
            }
        }
        if let Some(ignored) = self.ignored_line() {
            let _ = writeln!(text, "\n{ignored}.");
        }
        text
    }
}

fn section(text: &mut String, title: &str, groups: Vec<&Group>) {
    if groups.is_empty() {
        return;
    }
    let _ = write!(text, "\n## {title}\n");
    // Changes that several operations share are printed once, before them.
    let (shared, others): (Vec<&Group>, Vec<&Group>) = groups
        .into_iter()
        .partition(|group| !group.others.is_empty());
    if !shared.is_empty() {
        text.push_str("\n### Several operations\n\n");
    }
    for group in shared {
        let places = other_places(group, MOST_PLACES, |change| escape(&place_of(change)));
        let place = escape(&place_of(group.change));
        let _ = writeln!(
            text,
            "- {place}: {}; also in {places}",
            escape(&group.change.text)
        );
    }
    let mut operation = None;
    for (index, group) in others.iter().enumerate() {
        let change = group.change;
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

/// Escapes text outside of code spans, so that a document cannot add HTML or links. The code spans of messages are between
/// single backticks; a document's own backticks could end one or begin one where none is, and Markdown pairs runs of equal
/// length. So every run is one backtick, and the span is escaped as text if it would hold nothing or never end.
fn escape(text: &str) -> String {
    let text = plain(text);
    let mut escaped = String::with_capacity(text.len());
    let mut pieces = text.split('`').filter(|piece| !piece.is_empty());
    let mut is_code = text.starts_with('`');
    let is_closed = text.ends_with('`');
    let mut rest = pieces.next();
    while let Some(piece) = rest {
        rest = pieces.next();
        if is_code && (rest.is_some() || is_closed) {
            escaped.push('`');
            escaped.push_str(piece);
            escaped.push('`');
        } else {
            escape_text(piece, &mut escaped);
        }
        is_code = !is_code;
    }
    escaped
}

/// Escapes what has a meaning in Markdown.
fn escape_text(text: &str, escaped: &mut String) {
    for character in text.chars() {
        match character {
            '<' => escaped.push_str("&lt;"),
            '*' | '_' | '[' | ']' | '\\' => {
                escaped.push('\\');
                escaped.push(character);
            }
            _ => escaped.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn html_outside_of_code_spans_is_escaped() {
        for (text, expected) in [
            ("the value `<b>` was added", "the value `<b>` was added"),
            ("the value `` <b>", "the value  &lt;b>"),
            (
                "the value ```` <b>`` was added",
                "the value ` <b>` was added",
            ),
            ("`", ""),
            ("a`<b>", "a&lt;b>"),
            ("a_b", "a\\_b"),
        ] {
            assert_eq!(escape(text), expected, "{text}");
        }
    }
}
