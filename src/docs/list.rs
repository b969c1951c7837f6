//! The operations in Markdown, for language models and other readers of text: <https://llmstxt.org>.

use crate::api::{Api, Operation, Section};
use crate::rust::Names;
use crate::source::pointer;

/// The text of `llms.txt`: title, description, and for each tag its operations. Links are to
/// the document in the same folder.
pub fn list(api: &Api, names: &Names) -> String {
    let mut out = format!("# {}\n", inline(&api.title));
    let about = [api.summary.as_deref(), api.description.as_deref()];
    let about = about.into_iter().filter_map(paragraph);
    // The first one is the summary, which the format wants in a block quote.
    for (text, mark) in about.zip(["> ", ""]) {
        out.push_str(&format!("\n{mark}{text}\n"));
    }
    let version = inline(&api.version);
    out.push_str(&format!(
        "\nVersion {version}. The OpenAPI document is [openapi.json](openapi.json).\n"
    ));
    for (tag, indices) in api.tags.iter().zip(&names.by_tag) {
        let section = match tag.section {
            Section::Paths => "Operations",
            Section::Webhooks => "Webhooks",
            Section::Callbacks => "Callbacks",
        };
        let heading = match &tag.name {
            None => section.to_owned(),
            Some(name) if tag.section == Section::Paths => inline(name),
            Some(name) => format!("{section}: {}", inline(name)),
        };
        out.push_str(&format!("\n## {heading}\n\n"));
        if let Some(description) = sentence(&[tag.summary.as_deref(), tag.description.as_deref()]) {
            out.push_str(&format!("{description}\n\n"));
        }
        for &index in indices {
            if let (Some(operation), Some(names)) =
                (api.operations.get(index), names.operations.get(index))
            {
                let link = link(api, operation);
                let facts = facts(operation);
                let method = names.method.as_str();
                out.push_str(&format!("- {link}: {facts} Rust: `{method}`.\n"));
            }
        }
    }
    out
}

/// Method and path, as a link to the operation in the document.
fn link(api: &Api, operation: &Operation) -> String {
    let name = inline(&format!("{} {}", operation.method, operation.path));
    let section = match api.section(operation) {
        Section::Paths => "paths",
        Section::Webhooks => "webhooks",
        // It may be declared in several places.
        Section::Callbacks => return name,
    };
    let path = pointer::escape(&operation.path);
    let method = operation.method.to_ascii_lowercase();
    let fragment = pointer::fragment(&format!("/{section}/{path}/{method}"));
    // A parenthesis would end the link.
    let fragment = fragment.replace('(', "%28").replace(')', "%29");
    format!("[{name}](openapi.json{fragment})")
}

/// What an operation does, takes and returns.
fn facts(operation: &Operation) -> String {
    let mut facts = Vec::new();
    if operation.deprecated {
        facts.push("Deprecated.".to_owned());
    }
    let about = [
        operation.summary.as_deref(),
        operation.description.as_deref(),
    ];
    facts.extend(sentence(&about));
    let parameters: Vec<String> = operation
        .parameters
        .iter()
        .map(|it| {
            let mark = if it.required { "" } else { "?" };
            format!("{}{mark} ({})", inline(&it.name), it.location.name())
        })
        .collect();
    if !parameters.is_empty() {
        facts.push(format!("Parameters: {}.", parameters.join(", ")));
    }
    if let Some(body) = &operation.body {
        let types = body.contents.iter().map(|it| inline(&it.media_type));
        facts.push(format!("Body: {}.", types.collect::<Vec<_>>().join(", ")));
    }
    let statuses = operation.responses.iter().map(|it| it.status.to_string());
    facts.push(format!(
        "Responses: {}.",
        statuses.collect::<Vec<_>>().join(", ")
    ));
    if !operation.security.is_empty() {
        let alternatives = operation.security.iter().map(|requirement| {
            let schemes = requirement.keys().map(|name| inline(name));
            schemes.collect::<Vec<_>>().join(" and ")
        });
        let alternatives = alternatives.map(|it| if it.is_empty() { "none".into() } else { it });
        let alternatives: Vec<String> = alternatives.collect();
        facts.push(format!("Credentials: {}.", alternatives.join(" or ")));
    }
    facts.join(" ")
}

/// The first text that is not empty, up to its first empty line, with a full stop.
fn sentence(texts: &[Option<&str>]) -> Option<String> {
    let mut text = texts.iter().copied().find_map(paragraph)?;
    if !text.ends_with(['.', '!', '?', ':']) {
        text.push('.');
    }
    Some(text)
}

/// The first paragraph of a text in one line; none if it is empty.
fn paragraph(text: Option<&str>) -> Option<String> {
    let first = inline(text?.trim().split("\n\n").next().unwrap_or_default());
    (!first.is_empty()).then_some(first)
}

/// A text in one line, which cannot begin a link, markup of HTML or a code span.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|character: char| character.is_whitespace() || character.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        for character in word.chars() {
            if matches!(character, '[' | ']' | '<' | '\\' | '`') {
                out.push('\\');
            }
            out.push(character);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_document_is_one_line_without_markup() {
        assert_eq!(
            inline(" a\n# b\t<script>[x](y)\u{7} `c"),
            "a # b \\<script>\\[x\\](y) \\`c"
        );
    }

    #[test]
    fn a_sentence_is_the_first_text_that_is_not_empty() {
        assert_eq!(
            sentence(&[Some(" "), Some("One\ntwo\n\nThree")]),
            Some("One two.".to_owned())
        );
        assert_eq!(sentence(&[None, Some("Why?")]), Some("Why?".to_owned()));
        assert_eq!(sentence(&[None]), None);
    }
}
