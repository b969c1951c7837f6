//! Calls of the runtime's macros, laid out: prettyplease knows nothing of what stands in them.

use super::line::WIDTH;

/// How all these calls begin.
const STARTS: [&str; 2] = ["json::", "operation::"];

/// Lays out the calls in a printed file: each on one line where that has room for it, or on two; else what it lists on
/// lines of its own, as full as they get. Only white space moves.
pub fn lay_out(printed: &str) -> String {
    let mut out = String::with_capacity(printed.len());
    let mut lines = printed.lines();
    while let Some(line) = lines.next() {
        let start = line.trim_start();
        let is_call = STARTS.iter().any(|prefix| start.starts_with(prefix));
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
    let marks = marks(&call);
    // What stands between braces is listed; `parts` are what stands around them.
    let mut lists: Vec<Vec<&str>> = Vec::new();
    let mut parts: Vec<&str> = Vec::new();
    let mut start = 0;
    for mark in &marks {
        if mark.is('{', 1) {
            parts.push(&call[start..=mark.at]);
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
    let last = &call[start..];
    for list in &mut lists {
        list.retain(|item| !item.is_empty());
    }
    let mut whole = String::new();
    for (part, list) in parts.iter().zip(&lists) {
        whole.push_str(part);
        if !list.is_empty() {
            whole.push_str(&format!(" {} ", list.join(", ")));
        }
    }
    whole.push_str(last);
    if lists.is_empty() || whole.chars().count() <= width {
        return vec![whole];
    }
    // Short lists go below the name, on one line. Members of an object are no list to read on.
    let at = whole
        .find(" {")
        .filter(|_| !call.starts_with("json::object!"));
    if let Some(at) = at.filter(|at| whole[*at..].chars().count() <= width - 4) {
        let (name, lists) = whole.split_at(at);
        return vec![name.to_owned(), format!("   {lists}")];
    }
    let mut lines: Vec<String> = Vec::new();
    for (part, list) in parts.into_iter().zip(lists) {
        lines.push(part.to_owned());
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
    lines.push(last.to_owned());
    lines
        .into_iter()
        .flat_map(|line| alternatives(line, width))
        .collect()
}

/// A line that is too long, broken before what is left of its alternatives.
fn alternatives(line: String, width: usize) -> Vec<String> {
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

/// Takes out the spaces that prettyplease puts before colons and dots, behind a sign, and around the brackets of types.
fn tightened(call: &str) -> String {
    let mut out = String::with_capacity(call.len());
    let mut start = 0;
    let marks = marks(call);
    let spaces = marks.iter().filter(|mark| mark.character == ' ');
    for at in spaces.map(|mark| mark.at) {
        let (before, after) = (&call[..at], &call[at + 1..]);
        let is_member = after.starts_with('.') && !after.starts_with("..");
        let is_in_type = after.starts_with(['<', '>']) || before.ends_with('<');
        let is_behind_sign = before.ends_with("(-") || before.ends_with('&');
        if after.starts_with(':') || is_member || is_in_type || is_behind_sign {
            out.push_str(&call[start..at]);
            start = at + 1;
        }
    }
    out.push_str(&call[start..]);
    out
}

/// A character that is no part of a string.
struct Mark {
    at: usize,
    character: char,
    /// How many brackets are open around it.
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
    fn short_calls_take_a_line() {
        let printed = "json::object!(\n    Pet { r#type as \"a : , }\\\"\" : default(Kind::Cat), id, }\n    ..more\n);\nlet a : u8;\n";
        let laid_out = "json::object!(Pet { r#type as \"a : , }\\\"\": default(Kind::Cat), id } ..more);\nlet a : u8;\n";
        assert_eq!(lay_out(printed), laid_out);
        let printed = "json::object!(Pet { a : default(- 5), b : default(\" . \" .to_owned()) } with c ..d);\n";
        let laid_out =
            "json::object!(Pet { a: default(-5), b: default(\" . \".to_owned()) } with c ..d);\n";
        assert_eq!(lay_out(printed), laid_out);
        let bare = "json::newtype!(Name);\njson::object!(Name {});\n";
        assert_eq!(lay_out(bare), bare);
    }

    #[test]
    fn what_stands_behind_braces_may_be_listed_too() {
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
    fn long_ones_fill_lines() {
        let members: Vec<String> = (0..20)
            .map(|index| format!("member_{index} : optional"))
            .collect();
        let printed = format!(
            "json::object!(\n    Pet {{ {} }}\n);\n",
            members.join(",\n    ")
        );
        let laid_out = lay_out(&printed);
        let lines: Vec<&str> = laid_out.lines().collect();
        assert_eq!(lines[0], "json::object!(Pet {");
        assert!(lines[1].starts_with("    member_0: optional, member_1: optional,"));
        assert_eq!(lines.last(), Some(&"});"));
        assert!(lines.iter().all(|line| line.len() <= WIDTH));
        assert_eq!(lines.len(), 7);
    }
}
