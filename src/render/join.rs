//! Printed Rust with fewer line breaks: prettyplease breaks at 89 columns, rustfmt at 100, and so do we.
//!
//! It moves white space, and drops commas that only the break needed; so what it joins stays the same code.

use super::format::BLANK_LINE;

/// As rustfmt's `max_width`.
pub(super) const WIDTH: usize = 100;

/// The same for what would be no easier to read in several lines: long names and paths, and where a block begins.
const WIDEST: usize = 120;

/// Where a handler's block begins.
const BLOCK: &str = "| async move {";

/// How a handler, and the call of a client's method, begin: between names and paths there is not much to read.
const HANDLER: &str = "api.";
const CALL: &str = "self.call(";

/// How much further right what stands inside begins.
const STEP: usize = 4;

/// Joins what fits on one line, and opens the places marked to be blank.
pub fn join(printed: &str) -> String {
    // What moves to the left leaves room for more.
    pass(&pass(printed)).replace(BLANK_LINE, "")
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
            wait(&mut lines);
        }
        let closes = text.starts_with([')', ']', '}']) || text == "> {";
        if closes && let Some(start) = open.pop() {
            close(&mut lines, start);
        }
        if text.ends_with(['(', '[', '{']) || text.ends_with("-> Result<") {
            open.push(lines.len() - 1);
        }
        unfold(&mut lines);
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
        Some(b'(' | b'[' | b'<') => {
            let inner: Vec<&str> = inner.iter().map(|line| line.trim_start()).collect();
            // A chain of calls, or a block, stays as it is.
            if inner
                .iter()
                .any(|line| line.starts_with('.') || line.ends_with(['{', '(']))
            {
                overflow(lines, start);
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
        // The block of an arm with one expression in it.
        _ => match (first.strip_suffix("=> {"), inner, last.trim_start()) {
            (Some(pattern), [only], "}") if !only.ends_with([';', '{', '}']) => {
                format!("{pattern}=> {},", only.trim_start())
            }
            _ => return,
        },
    };
    let text = joined.trim_start();
    let is_wide = first.ends_with('<') || text.starts_with(HANDLER) || text.starts_with(CALL);
    let is_unfolded = text.starts_with('.') && text.contains(BLOCK);
    let width = if is_wide { WIDEST } else { WIDTH };
    if is_unfolded || joined.chars().count() <= width {
        lines.truncate(start);
        lines.push(joined);
    }
}

/// Puts as many of a struct's fields on a line as there is room for: most are `None`.
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

/// Begins the block that is a call's last argument on the line of the call, as rustfmt does, and that on the line of
/// whom it is called.
fn overflow(lines: &mut Vec<String>, start: usize) {
    let end = lines.len() - 2;
    let depth = indentation(&lines[end]);
    let is_argument = |line: &&String| indentation(line) == depth;
    let arguments: Vec<&String> = lines[start + 1..end]
        .iter()
        .take_while(is_argument)
        .collect();
    let block = start + arguments.len();
    let is_block = lines[end].trim_start() == "}," && lines[block].ends_with('{');
    let are_plain = arguments
        .iter()
        .rev()
        .skip(1)
        .all(|line| line.ends_with(','));
    if arguments.is_empty() || !is_block || !are_plain {
        return;
    }
    let arguments: Vec<&str> = arguments.iter().map(|line| line.trim_start()).collect();
    let mut head = format!("{}{}", lines[start], arguments.join(" "));
    let mut moved = STEP;
    let (before, called) = match start.checked_sub(1).map(|before| &lines[before]) {
        Some(owner) if head.trim_start().starts_with('.') && is_name(owner.trim_start()) => {
            (start - 1, format!("{owner}{}", head.trim_start()))
        }
        _ => (start, String::new()),
    };
    let is_statement = lines[end + 1].ends_with(';');
    if !called.is_empty() && is_statement {
        head = called;
        moved += STEP;
    }
    if head.chars().count() > WIDEST {
        return;
    }
    let first = if moved == STEP { start } else { before };
    let last = format!(
        "{}}}{}",
        " ".repeat(depth - moved),
        lines[end + 1].trim_start()
    );
    let body: Vec<String> = lines[block + 1..end]
        .iter()
        .map(|line| line[moved..].to_owned())
        .collect();
    lines.truncate(first);
    lines.push(head);
    lines.extend(body);
    lines.push(last);
}

/// Takes a block out of the line of a call for which whom it is called on had to stand apart.
fn unfold(lines: &mut Vec<String>) {
    let [.., owner, call] = &lines[..] else {
        return;
    };
    let text = call.trim_start();
    let (Some(start), true) = (text.find(BLOCK), text.starts_with('.')) else {
        return;
    };
    let (head, body) = text.split_at(start + BLOCK.len());
    let (Some(body), true) = (body.strip_suffix(" });"), is_name(owner.trim_start())) else {
        return;
    };
    let indentation = &owner[..indentation(owner)];
    let unfolded = [
        format!("{owner}{head}"),
        format!("{indentation}    {}", body.trim_start()),
        format!("{indentation}}});"),
    ];
    lines.truncate(lines.len() - 2);
    lines.extend(unfolded);
}

/// Puts `.await` behind the call that is waited for.
fn wait(lines: &mut Vec<String>) {
    let end = lines.len() - 2;
    if lines[end].trim_start() == ")" {
        let depth = indentation(&lines[end]) - STEP;
        let start = (0..end)
            .rev()
            .find(|line| indentation(&lines[*line]) <= depth);
        let Some(start) = start.filter(|start| lines[*start].ends_with('(')) else {
            return;
        };
        for line in &mut lines[start + 1..=end] {
            line.drain(..STEP);
        }
    } else if lines[end].trim_start().starts_with(".send") {
        // Nothing stands between the two.
    } else if lines[end].trim_start().starts_with('.')
        || indentation(&lines[end]) + STEP != indentation(&lines[end + 1])
    {
        return;
    }
    let width = match lines[end].trim_start().starts_with(HANDLER) {
        true => WIDEST,
        false => WIDTH,
    };
    if lines[end].chars().count() + ".await".len() <= width {
        lines.pop();
        lines[end].push_str(".await");
    }
    let is_link = |line: &&String| line.trim_start().starts_with('.');
    let start = lines.len() - 1 - lines.iter().rev().take_while(is_link).count();
    if lines[start].trim_start().starts_with(CALL) {
        let links: String = lines[start + 1..]
            .iter()
            .map(|line| line.trim_start())
            .collect();
        let chain = format!("{}{links}", lines[start]);
        if chain.chars().count() <= WIDTH {
            lines.truncate(start);
            lines.push(chain);
        }
    }
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn is_name(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
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
    fn calls_that_end_in_a_block_begin_it() {
        let printed = "{\n    service\n        .on(\n            \"a\",\n            |api| async move {\n                api.a(\n                        b,\n                        c,\n                    )\n                    .await\n            },\n        );\n}\n";
        let joined =
            "{\n    service.on(\"a\", |api| async move {\n        api.a(b, c).await\n    });\n}\n";
        assert_eq!(join(printed), joined);
        let printed = "{\n    service\n        .on(\n            \"a\",\n            |api| async move { api.a().await },\n        );\n}\n";
        let joined =
            "{\n    service.on(\"a\", |api| async move {\n        api.a().await\n    });\n}\n";
        assert_eq!(join(printed), joined);
        let long = "b".repeat(110);
        let printed = format!(
            "{{\n    api.a(\n            {long},\n            c,\n        )\n        .await\n}}\n"
        );
        let joined = format!("{{\n    api.a(\n        {long},\n        c,\n    ).await\n}}\n");
        assert_eq!(join(&printed), joined);
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
