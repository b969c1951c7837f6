//! Lays out imports from the generated module with a line for each name, so that an added operation only adds lines.

/// Modules from which an added operation may import a second name.
const GROWING: [&str; 2] = ["types::", "operations::"];

/// Lays out the `use super::…::{…};` items of a printed file.
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
        let Some((path, names)) = group.filter(|_| is_own) else {
            out.push_str(line);
            out.push('\n');
            continue;
        };
        let indentation = &line[..line.len() - start.len()];
        let mut names = names.to_owned();
        while !names.ends_with(';') {
            let Some(line) = lines.next() else { break };
            names.push_str(line.trim_start());
        }
        out.push_str(&format!("{indentation}{path}{{\n"));
        let names = names.trim_end_matches([';', '}']).split(',').map(str::trim);
        for name in names.filter(|name| !name.is_empty()) {
            out.push_str(&format!("{indentation}    {name},\n"));
        }
        out.push_str(&format!("{indentation}}};\n"));
    }
    out
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
}
