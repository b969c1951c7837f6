//! Lays out calls whose last argument is a block, and awaited method chains, as in the server's routes and the client's
//! methods. prettyplease puts each method of a chain on a line of its own.

use super::line::{STEP, WIDEST, WIDTH, indentation};

/// The start of the block of a route.
const BLOCK: &str = "| async move {";

/// The start of the call of a handler.
const HANDLER: &str = "api.";

/// The start of the chain in a client's method.
const REQUEST: &str = "self.request(";

/// Whether a line may be up to [`WIDEST`] columns wide, because it consists of names and paths.
pub fn is_wide(line: &str) -> bool {
    let text = line.trim_start();
    text.starts_with(HANDLER) || text.starts_with(REQUEST)
}

/// Whether a line is a method call that contains a complete block, which [`unfold`] splits again.
pub fn is_folded(line: &str) -> bool {
    let text = line.trim_start();
    text.starts_with('.') && text.contains(BLOCK)
}

/// Starts the block that is a call's last argument on the line of the call, as rustfmt does, and the call on the line of its
/// receiver.
pub fn overflow(lines: &mut Vec<String>, start: usize) {
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
    let head = format!("{}{}", lines[start], arguments.join(" "));
    let is_link = head.trim_start().starts_with('.') && lines[end + 1].ends_with(';');
    let receiver = start.checked_sub(1).map(|before| &lines[before]);
    let receiver = receiver.filter(|receiver| is_link && is_name(receiver.trim_start()));
    let (first, head, moved) = match receiver {
        Some(receiver) => {
            let head = format!("{receiver}{}", head.trim_start());
            (start - 1, head, 2 * STEP)
        }
        None => (start, head, STEP),
    };
    if head.chars().count() > WIDEST {
        return;
    }
    let last = format!(
        "{}}}{}",
        " ".repeat(depth.saturating_sub(moved)),
        lines[end + 1].trim_start()
    );
    let body: Vec<String> = lines[block + 1..end]
        .iter()
        .map(|line| dedented(line, moved))
        .collect();
    lines.truncate(first);
    lines.push(head);
    lines.extend(body);
    lines.push(last);
}

/// Puts the block of a call on lines of its own, and the call on the line of its receiver.
pub fn unfold(lines: &mut Vec<String>) {
    let [.., receiver, call] = &lines[..] else {
        return;
    };
    let text = call.trim_start();
    let (Some(start), true) = (text.find(BLOCK), text.starts_with('.')) else {
        return;
    };
    let (head, body) = text.split_at(start + BLOCK.len());
    let (Some(body), true) = (body.strip_suffix(" });"), is_name(receiver.trim_start())) else {
        return;
    };
    let indentation = &receiver[..indentation(receiver)];
    let unfolded = [
        format!("{receiver}{head}"),
        format!("{indentation}    {}", body.trim_start()),
        format!("{indentation}}});"),
    ];
    lines.truncate(lines.len() - 2);
    lines.extend(unfolded);
}

/// Puts `.await` on the line of the awaited call.
pub fn join_await(lines: &mut Vec<String>) {
    let Some(end) = lines.len().checked_sub(2) else {
        return;
    };
    if lines[end].trim_start() == ")" {
        let depth = indentation(&lines[end]).saturating_sub(STEP);
        let start = (0..end)
            .rev()
            .find(|line| indentation(&lines[*line]) <= depth);
        let Some(start) = start.filter(|start| lines[*start].ends_with('(')) else {
            return;
        };
        for line in &mut lines[start + 1..=end] {
            *line = dedented(line, STEP);
        }
    } else if lines[end].trim_start().starts_with(".send") {
        // `.await` follows directly.
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
    let links = lines.iter().rev().take_while(is_link).count();
    let start = lines.len().saturating_sub(links + 1);
    if lines[start].trim_start().starts_with(REQUEST) {
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

/// A line with its indentation reduced.
fn dedented(line: &str, by: usize) -> String {
    line[indentation(line).min(by)..].to_owned()
}

fn is_name(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::super::join::join;

    #[test]
    fn last_argument_blocks_start_on_the_line_of_the_call() {
        let printed = "{\n    service\n        .route(\n            \"a\",\n            |api| async move {\n                api.a(\n                        b,\n                        c,\n                    )\n                    .await\n            },\n        );\n}\n";
        let joined = "{\n    service.route(\"a\", |api| async move {\n        api.a(b, c).await\n    });\n}\n";
        assert_eq!(join(printed), joined);
        let printed = "{\n    service\n        .route(\n            \"a\",\n            |api| async move { api.a().await },\n        );\n}\n";
        let joined =
            "{\n    service.route(\"a\", |api| async move {\n        api.a().await\n    });\n}\n";
        assert_eq!(join(printed), joined);
        let long = "b".repeat(110);
        let printed = format!(
            "{{\n    api.a(\n            {long},\n            c,\n        )\n        .await\n}}\n"
        );
        let joined = format!("{{\n    api.a(\n        {long},\n        c,\n    ).await\n}}\n");
        assert_eq!(join(&printed), joined);
    }
}
