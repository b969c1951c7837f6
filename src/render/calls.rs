//! Lays out calls of the runtime's macros, whose arguments prettyplease does not format.

use super::line::WIDTH;

/// The prefixes of these calls.
const PREFIXES: [&str; 2] = ["json::", "operation::"];

/// Lays out the calls in a printed file: on one or two lines if they fit, else with filled lines for the items of each
/// list. Only white space and trailing commas change.
pub fn lay_out(printed: &str) -> String {
    let mut out = String::with_capacity(printed.len());
    let mut lines = printed.lines();
    while let Some(line) = lines.next() {
        let start = line.trim_start();
        let is_call = PREFIXES.iter().any(|prefix| start.starts_with(prefix));
        if !is_call || !start.contains("!(") {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        let indentation = &line[..line.len() - start.len()];
        let mut call = start.to_owned();
        while !call.ends_with(");") {
            let Some(line) = lines.next() else { break };
            let line = line.trim_start();
            if !call.ends_with('(') && !line.starts_with(')') {
                call.push(' ');
            }
            call.push_str(line);
        }
        for line in call_lines(&call, WIDTH - indentation.len()) {
            out.push_str(indentation);
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

/// The lines of one call, `json::macro!(Name … { a, b } … { c } …);`.
fn call_lines(call: &str, width: usize) -> Vec<String> {
    let call = tightened(call);
    let parts = Parts::of(&call);
    let single = parts.on_one_line();
    if parts.lists.is_empty() || single.chars().count() <= width {
        return vec![single];
    }
    // Short lists go below the name, on one line. The members of an object get filled lines.
    let at = single
        .find(" {")
        .filter(|_| !call.starts_with("json::object!"));
    if let Some(at) = at.filter(|at| single[*at..].chars().count() <= width - 4) {
        let (name, lists) = single.split_at(at);
        return vec![name.to_owned(), format!("   {lists}")];
    }
    let lines = parts.on_filled_lines(width).into_iter();
    lines
        .flat_map(|line| split_alternatives(line, width))
        .collect()
}

/// A call, split at its braces.
struct Parts<'c> {
    /// The text before each list, including the opening brace.
    heads: Vec<&'c str>,
    /// The items between each pair of braces.
    lists: Vec<Vec<&'c str>>,
    /// The text after the last item.
    tail: &'c str,
}

impl<'c> Parts<'c> {
    fn of(call: &'c str) -> Parts<'c> {
        let mut lists: Vec<Vec<&str>> = Vec::new();
        let mut heads: Vec<&str> = Vec::new();
        let mut start = 0;
        for mark in &marks(call) {
            if mark.is('{', 1) {
                heads.push(&call[start..=mark.at]);
                lists.push(Vec::new());
                start = mark.at + 1;
            } else if mark.is(',', 2) || mark.is('}', 1) {
                let Some(list) = lists.last_mut() else {
                    continue;
                };
                list.push(call[start..mark.at].trim());
                start = mark.at + usize::from(mark.character == ',');
            }
        }
        for list in &mut lists {
            list.retain(|item| !item.is_empty());
        }
        Parts {
            heads,
            lists,
            tail: &call[start..],
        }
    }

    fn on_one_line(&self) -> String {
        let mut line = String::new();
        for (head, list) in self.heads.iter().zip(&self.lists) {
            line.push_str(head);
            if !list.is_empty() {
                line.push_str(&format!(" {} ", list.join(", ")));
            }
        }
        line.push_str(self.tail);
        line
    }

    fn on_filled_lines(&self, width: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for (head, list) in self.heads.iter().zip(&self.lists) {
            lines.push((*head).to_owned());
            for item in list {
                let room = width.saturating_sub(item.chars().count() + 2);
                match lines.last_mut() {
                    Some(line) if line.starts_with(' ') && line.chars().count() <= room => {
                        line.push_str(&format!(" {item},"));
                    }
                    _ => lines.push(format!("    {item},")),
                }
            }
        }
        lines.push(self.tail.to_owned());
        lines
    }
}

/// A line that is too long, split before each `|`.
fn split_alternatives(line: String, width: usize) -> Vec<String> {
    let marks = marks(&line);
    let bars: Vec<usize> = marks
        .iter()
        .filter(|mark| mark.is('|', 0))
        .map(|mark| mark.at)
        .collect();
    if line.chars().count() <= width || bars.is_empty() {
        return vec![line];
    }
    let ends = bars.iter().copied().chain([line.len()]);
    let starts = [0].into_iter().chain(bars.iter().copied());
    let parts = starts
        .zip(ends)
        .map(|(start, end)| line[start..end].trim_end());
    parts
        .enumerate()
        .map(|(index, part)| match index {
            0 => part.to_owned(),
            _ => format!("        {part}"),
        })
        .collect()
}

/// Removes the spaces that prettyplease puts before colons and dots, after signs, and around angle brackets.
fn tightened(call: &str) -> String {
    let mut out = String::with_capacity(call.len());
    let mut start = 0;
    let marks = marks(call);
    let spaces = marks.iter().filter(|mark| mark.character == ' ');
    for at in spaces.map(|mark| mark.at) {
        let (before, after) = (&call[..at], &call[at + 1..]);
        let is_member = after.starts_with('.') && !after.starts_with("..");
        let is_in_type = after.starts_with(['<', '>']) || before.ends_with('<');
        let is_after_sign = ["(-", ", -", "= -", "&"]
            .iter()
            .any(|sign| before.ends_with(sign));
        if after.starts_with(':') || is_member || is_in_type || is_after_sign {
            out.push_str(&call[start..at]);
            start = at + 1;
        }
    }
    out.push_str(&call[start..]);
    out
}

/// A character outside of string literals.
struct Mark {
    at: usize,
    character: char,
    /// The number of enclosing brackets.
    depth: usize,
}

impl Mark {
    fn is(&self, character: char, depth: usize) -> bool {
        self.character == character && self.depth == depth
    }
}

fn marks(call: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    let mut depth: usize = 0;
    let mut is_text = false;
    let mut characters = call.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => is_text = !is_text,
            '\\' if is_text => drop(characters.next()),
            _ if is_text => {}
            _ => {
                if matches!(character, ')' | '}') {
                    depth = depth.saturating_sub(1);
                }
                marks.push(Mark {
                    at,
                    character,
                    depth,
                });
                if matches!(character, '(' | '{') {
                    depth += 1;
                }
            }
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_calls_are_on_one_line() {
        let printed = "json::object!(\n    Pet { r#type = default(\"a : , }\\\"\", Kind::Cat), id = required(\"id\"), }\n    ..more\n);\nlet a : u8;\n";
        let laid_out = "json::object!(Pet { r#type = default(\"a : , }\\\"\", Kind::Cat), id = required(\"id\") } ..more);\nlet a : u8;\n";
        assert_eq!(lay_out(printed), laid_out);
        let printed = "json::object!(Pet { a = default(\"a\", - 5), b = default(\"b\", \" . \" .to_owned()) } with c ..d);\n";
        let laid_out = "json::object!(Pet { a = default(\"a\", -5), b = default(\"b\", \" . \".to_owned()) } with c ..d);\n";
        assert_eq!(lay_out(printed), laid_out);
        let bare = "json::newtype!(Name);\njson::object!(Name {});\n";
        assert_eq!(lay_out(bare), bare);
    }

    #[test]
    fn negative_values_are_one_word() {
        let printed = "json::integer_enum!(\n    Level { Low = - 1, High = 7, } else Unknown\n);\n";
        let laid_out = "json::integer_enum!(Level { Low = -1, High = 7 } else Unknown);\n";
        assert_eq!(lay_out(printed), laid_out);
    }

    #[test]
    fn calls_may_have_two_lists() {
        let printed = "operation::responses!(\n    Show -> Vec < Option < Pet >> { 200 => Ok(json), } else { 404 => NotFound, _\n    => Default(status, json \"a -> < b\"), }\n);\n";
        let laid_out = lay_out(printed);
        let lines = [
            "operation::responses!(Show -> Vec<Option<Pet>>",
            "    { 200 => Ok(json) } else { 404 => NotFound, _ => Default(status, json \"a -> < b\") });",
        ];
        assert_eq!(laid_out.lines().collect::<Vec<_>>(), lines);
        let short =
            "operation::responses!(\n    Show { 200 => Ok, } else { _ => Default(status), }\n);\n";
        let laid_out = "operation::responses!(Show { 200 => Ok } else { _ => Default(status) });\n";
        assert_eq!(lay_out(short), laid_out);
    }

    #[test]
    fn long_lists_have_filled_lines() {
        let members: Vec<String> = (0..20)
            .map(|index| format!("member_{index} = optional(\"{index}\")"))
            .collect();
        let printed = format!(
            "json::object!(\n    Pet {{ {} }}\n);\n",
            members.join(",\n    ")
        );
        let laid_out = lay_out(&printed);
        let lines: Vec<&str> = laid_out.lines().collect();
        assert_eq!(lines[0], "json::object!(Pet {");
        assert!(
            lines[1].starts_with("    member_0 = optional(\"0\"), member_1 = optional(\"1\"),")
        );
        assert_eq!(lines.last(), Some(&"});"));
        assert!(lines.iter().all(|line| line.len() <= WIDTH));
        assert_eq!(lines.len(), 9);
    }
}
