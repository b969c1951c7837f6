//! Descriptions of a document as doc comments that cannot end the comment and cause no warnings of rustdoc or clippy.

use super::code::{Code, is_invisible};

/// A doc comment of Markdown paragraphs; empty if all of them are.
pub fn docs<'a>(paragraphs: impl IntoIterator<Item = Option<&'a str>>) -> Code {
    comment("///", paragraphs)
}

/// The same, for the crate or module that contains the comment.
pub fn inner_docs<'a>(paragraphs: impl IntoIterator<Item = Option<&'a str>>) -> Code {
    comment("//!", paragraphs)
}

fn comment<'a>(marker: &str, paragraphs: impl IntoIterator<Item = Option<&'a str>>) -> Code {
    let mut lines: Vec<String> = Vec::new();
    let mut last = "";
    for paragraph in paragraphs.into_iter().flatten() {
        let paragraph = paragraph.trim();
        // A description often repeats the summary.
        if paragraph.is_empty() || paragraph == last {
            continue;
        }
        last = paragraph;
        if !lines.is_empty() {
            lines.push(String::new());
        }
        markdown(paragraph, &mut lines);
    }
    let comment: String = lines
        .iter()
        .map(|line| format!("{marker} {line}").trim_end().to_owned() + "\n")
        .collect();
    Code::new(comment)
}

/// A doc comment with text of the generator, which may contain names but no other text of a document.
pub fn own(text: impl std::fmt::Display) -> Code {
    Code::new(format!("/// {text}\n"))
}

/// Text as a code span of Markdown, such as `` `GET /pets` ``, with a fence that is longer than any run of backquotes in it.
pub fn code_span(text: &str) -> String {
    let clean: String = text
        .chars()
        .filter(|character| !character.is_control() && !is_invisible(*character))
        .collect();
    let fence = "`".repeat(1 + longest_run(&clean, '`'));
    let pad = if clean.starts_with('`') || clean.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{clean}{pad}{fence}")
}

fn longest_run(text: &str, wanted: char) -> usize {
    text.split(|character| character != wanted)
        .map(str::len)
        .max()
        .unwrap_or_default()
}

fn markdown(text: &str, lines: &mut Vec<String>) {
    let mut fenced = false;
    let mut in_list = false;
    for raw in text.lines() {
        let line: String = raw
            .chars()
            .map(|character| if character == '\t' { ' ' } else { character })
            .filter(|character| !character.is_control() && !is_invisible(*character))
            .collect();
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
            in_list = false;
            // `text`, because rustdoc would compile other code blocks as tests.
            lines.push(if fenced {
                "```text".to_owned()
            } else {
                "```".to_owned()
            });
            continue;
        }
        if fenced {
            lines.push(line.trim_end().replace("```", "'''"));
            continue;
        }
        if trimmed.is_empty() {
            in_list = false;
            if lines.last().is_some_and(|last| !last.is_empty()) {
                lines.push(String::new());
            }
            continue;
        }
        let safe = inline(trimmed);
        let item = list_marker(trimmed);
        match lines
            .last_mut()
            .filter(|last| in_list && item.is_none() && !last.is_empty())
        {
            // The continuation of a list item goes on the same line, because its indentation may be wrong.
            Some(last) => {
                last.push(' ');
                last.push_str(&safe);
            }
            None => lines.push(safe),
        }
        in_list = item.is_some() || in_list;
    }
    if fenced {
        lines.push("```".to_owned());
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
}

/// The marker of a list item or a block quote at the start of a line.
fn list_marker(line: &str) -> Option<&str> {
    if line.starts_with(['-', '*', '+']) && line[1..].starts_with(' ') || line.starts_with('>') {
        return Some(&line[..1]);
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &line[digits..];
    (digits > 0 && digits < 10 && (rest.starts_with(". ") || rest.starts_with(") ")))
        .then(|| &line[..digits + 1])
}

/// One line, with escapes for what rustdoc would read as a link, an HTML tag or an unclosed code span.
fn inline(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        if character == '`' {
            let run = rest.len() - rest.trim_start_matches('`').len();
            let fence = &rest[..run];
            match rest[run..].find(fence).filter(|end| *end > 0) {
                Some(end) => {
                    let (span, after) = rest.split_at(run + end + run);
                    out.push_str(span);
                    rest = after;
                }
                None => {
                    out.push_str(&"\\`".repeat(run));
                    rest = &rest[run..];
                }
            }
            continue;
        }
        if let Some(length) = url(rest) {
            let (address, after) = rest.split_at(length);
            out.push_str(&format!("<{address}>"));
            rest = after;
            continue;
        }
        let web = Some(rest).filter(|_| character == '[').and_then(link);
        if let Some((link, after)) = web {
            out.push_str(&link);
            rest = after;
            continue;
        }
        match character {
            '[' | ']' | '<' | '>' => {
                out.push('\\');
                out.push(character);
            }
            '\\' => out.push_str("\\\\"),
            _ => out.push(character),
        }
        rest = &rest[character.len_utf8()..];
    }
    // A block quote keeps its marker.
    if out.starts_with("\\>") {
        out.replace_range(..2, ">");
    }
    // A setext underline would turn the line before it into a heading.
    if out
        .chars()
        .all(|character| character == '=' || character == '-')
    {
        return format!("\\{out}");
    }
    out
}

/// The length of the URL at the start of the text.
fn url(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| text.starts_with(scheme))?;
    let end = text
        .find(|character: char| {
            character.is_whitespace() || "<>()[]{}\"'`|\\^*,".contains(character)
        })
        .unwrap_or(text.len());
    let address = text[..end].trim_end_matches(['.', ';', ':', '!', '?', '_']);
    (address.len() > scheme.len()).then_some(address.len())
}

/// The part of the text in which a link may end. Without a limit, text with many unclosed brackets would take quadratic time.
fn lookahead(text: &str) -> &str {
    const MAX: usize = 2_000;
    let ends = (0..=MAX.min(text.len())).rev();
    let cut = ends.map(|end| text.get(..end));
    cut.flatten().next().unwrap_or_default()
}

/// The link `[text](https://…)` at the start of the text, in a form that rustdoc accepts, and the text after it.
fn link(text: &str) -> Option<(String, &str)> {
    let close = lookahead(text).find("](")?;
    let label = &text[1..close];
    let balanced = label.matches('`').count().is_multiple_of(2);
    if label.is_empty()
        || label.contains(['[', ']', '<', '>', '\\'])
        || label.contains("http")
        || !balanced
    {
        return None;
    }
    let target = &text[close + 2..];
    let mut depth = 0;
    let end = lookahead(target).find(|character: char| {
        depth += i32::from(character == '(') - i32::from(character == ')');
        depth < 0
    })?;
    let address = &target[..end];
    let web = address.starts_with("https://") || address.starts_with("http://");
    if !web
        || address
            .contains(|character: char| character.is_whitespace() || "<>\\\"`".contains(character))
    {
        return None;
    }
    Some((format!("[{label}](<{address}>)"), &target[end + 1..]))
}
