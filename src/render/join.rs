//! Joins lines that prettyplease breaks at 89 columns, up to rustfmt's width of 100.
//!
//! It changes only white space, and trailing commas.

use super::chains;
use super::line::{BLANK_LINE, WIDEST, WIDTH, indentation};

/// Joins what fits on one line, and replaces the markers of blank lines.
pub fn join(printed: &str) -> String {
    // The first pass reduces indentation, so that more lines fit in the second.
    let joined = pass(&pass(printed));
    let blank = |line| if line == BLANK_LINE { "" } else { line };
    joined
        .lines()
        .map(|line| blank(line).to_owned() + "\n")
        .collect()
}

fn pass(printed: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    // The indices of lines that end with a bracket that is still open.
    let mut open: Vec<usize> = Vec::new();
    let mut texts = printed.lines().peekable();
    while let Some(line) = texts.next() {
        let text = line.trim_start();
        if text == BLANK_LINE {
            lines.push(text.to_owned());
            continue;
        }
        lines.push(line.to_owned());
        if text.starts_with("//") {
            continue;
        }
        let is_end = |next: &&str| next.trim_start().starts_with('}');
        if text == ".await" && texts.peek().is_some_and(is_end) {
            chains::join_await(&mut lines);
        }
        let closes = text.starts_with([')', ']', '}']) || text == "> {";
        if closes && let Some(start) = open.pop() {
            close(&mut lines, start);
        }
        if text.starts_with('.') && text.ends_with(';') {
            let call = lines.len() - 1;
            chains::attach(&mut lines, call);
        }
        if text.ends_with(['(', '[', '{']) || text.ends_with("-> Result<") {
            open.push(lines.len() - 1);
        }
    }
    let mut out = lines.join("\n");
    out.push('\n');
    out
}

/// Joins the lines from the one that opens a bracket to the last one, which closes it, if they fit on one line.
fn close(lines: &mut Vec<String>, start: usize) {
    let start = chains::attach(lines, start);
    let inner = &lines[start + 1..lines.len() - 1];
    let (first, last) = (&lines[start], &lines[lines.len() - 1]);
    let plain = |line: &String| !line.is_empty() && !line.trim_start().starts_with("//");
    if inner.is_empty() || !inner.iter().all(plain) {
        return;
    }
    let joined = match first.as_bytes().last() {
        Some(b'(' | b'[' | b'<') => {
            let inner: Vec<&str> = inner.iter().map(|line| line.trim_start()).collect();
            // Method chains and blocks are not joined.
            if inner
                .iter()
                .any(|line| line.starts_with('.') || line.ends_with(['{', '(']))
            {
                chains::overflow(lines, start);
                return;
            }
            let inner = inner.join(" ");
            let inner = inner.strip_suffix(',').unwrap_or(&inner);
            format!("{first}{inner}{}", last.trim_start())
        }
        Some(b'{') if first.trim_start() == "Self {" => {
            fill(lines, start);
            return;
        }
        // A match arm whose block has one expression.
        _ => match (first.strip_suffix("=> {"), inner, last.trim_start()) {
            (Some(pattern), [only], "}") if !only.ends_with([';', '{', '}']) => {
                format!("{pattern}=> {},", only.trim_start())
            }
            _ => return,
        },
    };
    let is_wide = first.ends_with('<') || chains::is_wide(&joined);
    let width = if is_wide { WIDEST } else { WIDTH };
    if joined.chars().count() <= width {
        lines.truncate(start);
        lines.push(joined);
    }
}

/// Puts as many field initializers on a line as fit, because most are short.
fn fill(lines: &mut Vec<String>, start: usize) {
    let fields: Vec<String> = lines[start + 1..lines.len() - 1].to_vec();
    let depth = indentation(&fields[0]);
    let is_whole = |line: &String| indentation(line) == depth && line.ends_with(',');
    if !fields.iter().all(is_whole) {
        return;
    }
    let last = lines.pop().unwrap_or_default();
    lines.truncate(start + 1);
    for field in fields {
        let text = field.trim_start();
        match lines.last_mut() {
            Some(line) if line.ends_with(',') && line.len() + 1 + text.len() <= WIDTH => {
                line.push(' ');
                line.push_str(text);
            }
            _ => lines.push(field),
        }
    }
    lines.push(last);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_what_fits_on_a_line() {
        let printed = "fn f(\n    a: u8,\n    b: u8,\n) -> u8 {\n    match a {\n        1 => {\n            b\n        }\n        _ => {\n            let b = 1;\n            b\n        }\n    }\n}\n";
        let joined = "fn f(a: u8, b: u8) -> u8 {\n    match a {\n        1 => b,\n        _ => {\n            let b = 1;\n            b\n        }\n    }\n}\n";
        assert_eq!(join(printed), joined);
    }

    #[test]
    fn fields_fill_lines() {
        let field = "a".repeat(60);
        let printed = format!(
            "        Self {{\n            {field},\n            b: None,\n            {field},\n        }}\n"
        );
        let joined = format!(
            "        Self {{\n            {field}, b: None,\n            {field},\n        }}\n"
        );
        assert_eq!(join(&printed), joined);
    }

    #[test]
    fn comments_and_chains_are_unchanged() {
        for text in [
            "f(\n    // why (\n    a,\n);\n",
            "f(\n    a\n        .b()\n        .c(),\n);\n",
            "/// (\nfn a() {}\n/// )\nfn b() {}\n",
        ] {
            assert_eq!(join(text), text);
        }
    }

    #[test]
    fn long_calls_stay_on_several_lines() {
        let long = format!("f(\n    {},\n    b,\n);\n", "a".repeat(100));
        assert_eq!(join(&long), long);
    }
}
