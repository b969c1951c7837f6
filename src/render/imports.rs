//! Lays out imports: those from the generated module with a line for each name, so that an added operation only adds lines;
//! others as rustfmt does, since they are in files of the user.

use super::line::WIDTH;

/// Modules from which an added operation may import a second name.
const GROWING: [&str; 2] = ["types::", "operations::"];

/// Lays out the `use …::{…};` items of a printed file.
pub fn lay_out(printed: &str) -> String {
    let mut out = String::with_capacity(printed.len());
    let mut lines = printed.lines();
    while let Some(line) = lines.next() {
        let start = line.trim_start();
        let is_own = ["use super::", "pub use super::"];
        let is_own = is_own.iter().any(|prefix| start.starts_with(prefix));
        let single = || {
            let (path, name) = start.split_at(start.rfind("::")? + "::".len());
            let is_growing = GROWING.iter().any(|module| path.ends_with(module));
            (is_growing && !name.starts_with('*')).then_some((path, name))
        };
        let group = start.split_once('{').or_else(single);
        let is_import = start.starts_with("use ") || start.starts_with("pub use ");
        let Some((path, names)) = group.filter(|_| is_own || is_import) else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        if !is_own && !names.is_empty() {
            out.push_str(&format!("{line}\n"));
            continue;
        }
        let indentation = &line[..line.len() - start.len()];
        let mut names = names.to_owned();
        while !names.ends_with(';') {
            let Some(line) = lines.next() else { break };
            names.push_str(line.trim_start());
        }
        let names = names.trim_end_matches([';', '}']).split(',').map(str::trim);
        let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
        let whole = format!("{indentation}{path}{{{}}};\n", names.join(", "));
        if !is_own && whole.trim_end().chars().count() <= WIDTH {
            out.push_str(&whole);
            continue;
        }
        out.push_str(&format!("{indentation}{path}{{\n"));
        let width = if is_own { 0 } else { WIDTH };
        for line in filled(&names, indentation, width) {
            out.push_str(&format!("{line}\n"));
        }
        out.push_str(&format!("{indentation}}};\n"));
    }
    out
}

/// Lines with as many of the names as the width has room for, at least one.
fn filled(names: &[&str], indentation: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for name in names {
        match lines.last_mut() {
            Some(line) if line.chars().count() + name.chars().count() + 2 <= width => {
                line.push_str(&format!(" {name},"));
            }
            _ => lines.push(format!("{indentation}    {name},")),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_imports_have_a_line_for_each_name() {
        let printed = "use a::{B, C};\nuse super::a::A;\nuse super::types::A;\nuse super::operations::*;\npub use super::b::{B, r#C};\n    use super::{\n        D, E,\n        F,\n    };\n";
        let laid_out = "use a::{B, C};\nuse super::a::A;\nuse super::types::{\n    A,\n};\nuse super::operations::*;\npub use super::b::{\n    B,\n    r#C,\n};\n    use super::{\n        D,\n        E,\n        F,\n    };\n";
        assert_eq!(lay_out(printed), laid_out);
    }

    #[test]
    fn other_imports_fill_lines() {
        let printed = "use a::{\n    B, C,\n};\n";
        assert_eq!(lay_out(printed), "use a::{B, C};\n");
        let long = ["Name"; 30].join(", ");
        let laid_out = lay_out(&format!("use a::{{\n    {long},\n}};\n"));
        let widths: Vec<_> = laid_out.lines().map(|line| line.chars().count()).collect();
        assert_eq!(widths, [8, 99, 87, 2]);
    }
}
