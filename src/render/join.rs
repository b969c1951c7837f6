//! Printed Rust with fewer line breaks: prettyplease breaks at 89 columns, rustfmt at 100, and so do we.
//!
//! It moves white space, and drops commas that only the break needed; so what it joins stays the same code.

use super::format::BLANK_LINE;

/// As rustfmt's `max_width`.
pub(super) const WIDTH: usize = 100;

/// Joins what fits on one line, and opens the places marked to be blank.
pub fn join(printed: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    // The indices of lines that end with a bracket that is still open.
    let mut open: Vec<usize> = Vec::new();
    for line in printed.lines() {
        let text = line.trim_start();
        if text == BLANK_LINE {
            lines.push(String::new());
            continue;
        }
        lines.push(line.to_owned());
        if text.starts_with("//") {
            continue;
        }
        if text.starts_with([')', ']', '}'])
            && let Some(start) = open.pop()
        {
            close(&mut lines, start);
        }
        if text.ends_with(['(', '[', '{']) {
            open.push(lines.len() - 1);
        }
    }
    let mut out = lines.join("\n");
    out.push('\n');
    out
}

/// Joins the lines from the one that opens a bracket to the last one, which closes it, where that reads well.
fn close(lines: &mut Vec<String>, start: usize) {
    let inner = &lines[start + 1..lines.len() - 1];
    let (first, last) = (&lines[start], &lines[lines.len() - 1]);
    let plain = |line: &String| !line.is_empty() && !line.trim_start().starts_with("//");
    if inner.is_empty() || !inner.iter().all(plain) {
        return;
    }
    let joined = match first.as_bytes().last() {
        Some(b'(' | b'[') => {
            let inner: Vec<&str> = inner.iter().map(|line| line.trim_start()).collect();
            // A chain of calls, or a block, stays as it is.
            if inner
                .iter()
                .any(|line| line.starts_with('.') || line.ends_with(['{', '(']))
            {
                return;
            }
            let inner = inner.join(" ");
            let inner = inner.strip_suffix(',').unwrap_or(&inner);
            format!("{first}{inner}{}", last.trim_start())
        }
        // The block of an arm with one expression in it.
        _ => match (first.strip_suffix("=> {"), inner, last.trim_start()) {
            (Some(pattern), [only], "}") if !only.ends_with([';', '{', '}']) => {
                format!("{pattern}=> {},", only.trim_start())
            }
            _ => return,
        },
    };
    if joined.chars().count() <= WIDTH {
        lines.truncate(start);
        lines.push(joined);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_is_joined() {
        let printed = "fn f(\n    a: u8,\n    b: u8,\n) -> u8 {\n    match a {\n        1 => {\n            b\n        }\n        _ => {\n            let b = 1;\n            b\n        }\n    }\n}\n";
        let joined = "fn f(a: u8, b: u8) -> u8 {\n    match a {\n        1 => b,\n        _ => {\n            let b = 1;\n            b\n        }\n    }\n}\n";
        assert_eq!(join(printed), joined);
    }

    #[test]
    fn comments_and_chains_stay() {
        for text in [
            "f(\n    // why (\n    a,\n);\n",
            "f(\n    a\n        .b()\n        .c(),\n);\n",
            "/// (\nfn a() {}\n/// )\nfn b() {}\n",
        ] {
            assert_eq!(join(text), text);
        }
    }

    #[test]
    fn what_is_too_long_stays_broken() {
        let long = format!("f(\n    {},\n    b,\n);\n", "a".repeat(100));
        assert_eq!(join(&long), long);
    }
}
