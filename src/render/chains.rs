//! Lays out calls of methods and awaited method chains, as in the server's routes and the client's methods. prettyplease puts
//! each method of a chain on a line of its own.

use super::line::{STEP, WIDTH, indentation};

/// The start of the call that adds a route.
const ROUTE: &str = "service.route";

/// The start of the chain in a client's method.
const REQUEST: &str = "self.request(";

/// Whether a line may be up to [`WIDEST`] columns wide, because it consists of names and paths.
pub fn is_wide(line: &str) -> bool {
    let text = line.trim_start();
    text.starts_with(ROUTE) || text.starts_with(REQUEST)
}

/// Puts the only call of a chain, whose line is given, on the line of its receiver. The last line ends the call. Returns the
/// line of the call.
pub fn attach(lines: &mut Vec<String>, call: usize) -> usize {
    let is_statement = lines.last().is_some_and(|last| last.ends_with(");"));
    let receiver = call.checked_sub(1).filter(|receiver| {
        is_name(lines[*receiver].trim_start()) && lines[call].trim_start().starts_with('.')
    });
    let Some(receiver) = receiver.filter(|_| is_statement) else {
        return call;
    };
    let name = lines.remove(receiver);
    lines[receiver] = format!("{name}{}", lines[receiver].trim_start());
    for line in &mut lines[call..] {
        *line = dedented(line, STEP);
    }
    receiver
}

/// Starts the block that is a call's last argument on the line of the call, as rustfmt does.
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
    if head.chars().count() > WIDTH {
        return;
    }
    let last = format!(
        "{}}}{}",
        " ".repeat(depth.saturating_sub(STEP)),
        lines[end + 1].trim_start()
    );
    let body: Vec<String> = lines[block + 1..end]
        .iter()
        .map(|line| dedented(line, STEP))
        .collect();
    lines.truncate(start);
    lines.push(head);
    lines.extend(body);
    lines.push(last);
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
    if lines[end].chars().count() + ".await".len() <= WIDTH {
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
    fn a_call_stands_on_the_line_of_its_receiver() {
        let printed = "{\n    service\n        .route(\n            \"a\",\n            |input| Ok((input.json()?,)),\n            A::a,\n        );\n}\n";
        let joined = "{\n    service.route(\"a\", |input| Ok((input.json()?,)), A::a);\n}\n";
        assert_eq!(join(printed), joined);
        let printed = "{\n    service\n        .route(\n            \"a\",\n            |input| {\n                let a = b;\n                Ok((a,))\n            },\n            A::a,\n        );\n}\n";
        let joined = "{\n    service.route(\n        \"a\",\n        |input| {\n            let a = b;\n            Ok((a,))\n        },\n        A::a,\n    );\n}\n";
        assert_eq!(join(printed), joined);
    }

    #[test]
    fn await_stands_on_the_line_of_its_call() {
        let long = "b".repeat(110);
        let printed = format!(
            "{{\n    api.a(\n            {long},\n            c,\n        )\n        .await\n}}\n"
        );
        let joined = format!("{{\n    api.a(\n        {long},\n        c,\n    ).await\n}}\n");
        assert_eq!(join(&printed), joined);
    }
}
