//! Copies the runtime's modules that a document needs into a generated crate.
//!
//! An optional part is a cargo feature of the runtime crate: a module, and what other modules have for it only, which can be
//! whatever an attribute is allowed on: items, fields, variants, match arms, statements. The copy has neither the part nor its
//! conditions. Macros that the runtime crate exports are private in the copy.

pub use specfirst_runtime::INTERFACE_VERSION;
use specfirst_runtime::sources;

use super::{Sides, Text};
use crate::rust::Uses;

/// The compiler's message if generated code and the runtime crate have different interface versions.
pub const MISMATCH: &str = "this code was generated for another version of specfirst-runtime: run `specfirst generate` \
    again, or depend on the version that `specfirst generate --dry-run` prints";

/// The root of the runtime crate.
const ROOT: &str = "lib.rs";

/// The files of the runtime that a crate needs, below `runtime/`.
pub fn files(uses: &Uses, sides: Sides) -> Vec<Text> {
    let mut texts = Vec::new();
    if let Some(root) = sources::file(ROOT) {
        add("mod.rs", "", root, &Selection { uses, sides }, &mut texts);
    }
    texts.sort_by(|one, other| one.path.cmp(&other.path));
    texts
}

/// Adds a file, and the files of the modules that it declares.
fn add(path: &str, folder: &str, source: &str, selection: &Selection, texts: &mut Vec<Text>) {
    let text = selection.applied(source);
    for name in text.lines().filter_map(included) {
        let path = format!("{}{name}", &path[..path.rfind('/').map_or(0, |at| at + 1)]);
        if let Some(source) = sources::file(&path) {
            texts.push(Text {
                path: format!("runtime/{path}"),
                text: compact(source),
            });
        }
    }
    for module in text.lines().filter_map(declared) {
        let paths = [
            format!("{folder}{module}.rs"),
            format!("{folder}{module}/mod.rs"),
        ];
        for path in paths {
            if let Some(source) = sources::file(&path) {
                add(
                    &path,
                    &format!("{folder}{module}/"),
                    source,
                    selection,
                    texts,
                );
            }
        }
    }
    texts.push(Text {
        path: format!("runtime/{path}"),
        text,
    });
}

/// The name of the module that a line declares.
fn declared(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let line = line.strip_prefix("pub(super) ").unwrap_or(line);
    line.strip_prefix("mod ")?.strip_suffix(';')
}

/// The path of the file that a line includes as text, from the folder of its own.
fn included(line: &str) -> Option<&str> {
    let (_, path) = line.split_once(" = include_str!(\"")?;
    path.strip_suffix("\");")
}

/// The text of a file for browsers without indentation and without lines of comments, since it is in every crate. No text in
/// quotes goes over a line.
fn compact(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut in_comment = false;
    for line in source.lines().map(str::trim_start) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.starts_with("//") && !line.is_empty() {
            out.push_str(line);
            out.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    out
}

/// The features and sides that decide conditional compilation.
struct Selection<'a> {
    uses: &'a Uses,
    sides: Sides,
}

impl Selection<'_> {
    /// The text of a file without items that are not selected, without decided conditions, and without unit tests.
    fn applied(&self, source: &str) -> String {
        let source = source
            .split_once("\n#[cfg(test)]\nmod tests {\n")
            .map_or(source, |(code, _)| code.trim_end());
        let macros: Vec<&str> = match source.contains("#[macro_export]") {
            true => source.lines().filter_map(macro_name).collect(),
            false => Vec::new(),
        };
        let mut out = String::with_capacity(source.len());
        let mut lines = source.lines().peekable();
        while let Some(line) = lines.next() {
            let condition = line.trim_start().strip_prefix("#[cfg(");
            let condition = condition.and_then(|rest| rest.strip_suffix(")]"));
            match condition.and_then(|condition| self.holds(condition)) {
                Some(true) => {}
                Some(false) => {
                    remove_attributes(&mut out, indentation(line));
                    skip_element(&mut lines);
                    // An empty line stays on one side only, and none before the end of a block.
                    let next = lines.peek().map_or("", |next| next.trim_start());
                    if out.ends_with("\n\n") && (next.is_empty() || next.starts_with('}')) {
                        out.pop();
                    }
                }
                None if ["#[macro_export]", "#[doc(hidden)]"].contains(&line) => {}
                None if condition.is_some() => {
                    out.push_str(&self.left_open(line));
                    out.push('\n');
                }
                None => {
                    let name = line.strip_prefix("pub use ");
                    let name = name.and_then(|name| name.strip_suffix(';'));
                    let is_macro = name.is_some_and(|name| macros.contains(&name));
                    out.push_str(if is_macro { "pub(crate)" } else { "" });
                    out.push_str(if is_macro { &line["pub".len()..] } else { line });
                    out.push('\n');
                }
            }
        }
        out
    }

    /// A condition that the generated crate decides, which has a feature of its own for receivers.
    fn left_open(&self, line: &str) -> String {
        const SERVER: &str = "feature = \"server\"";
        match self.sides.receiver && self.sides.features {
            true => line.replace(SERVER, &format!("any({SERVER}, feature = \"receiver\")")),
            false => line.to_owned(),
        }
    }

    /// Whether a condition on features holds; `None` if it is left to the generated crate, or is not about features.
    fn holds(&self, condition: &str) -> Option<bool> {
        let operands = |operator: &str| -> Option<Vec<Option<bool>>> {
            let inner = condition.strip_prefix(operator)?.strip_prefix('(')?;
            let inner = inner.strip_suffix(')')?;
            Some(
                inner
                    .split(", ")
                    .map(|operand| self.holds(operand))
                    .collect(),
            )
        };
        if let Some(operands) = operands("not") {
            return operands.first().copied().flatten().map(|holds| !holds);
        }
        for (operator, decides) in [("any", true), ("all", false)] {
            let Some(operands) = operands(operator) else {
                continue;
            };
            let is_decided = operands.contains(&Some(decides));
            let is_open = operands.contains(&None) && !is_decided;
            return (!is_open).then_some(is_decided == decides);
        }
        let feature = condition.strip_prefix("feature = \"")?.strip_suffix('"')?;
        match feature {
            "server" | "client" | "docs" if self.sides.features => None,
            // Receivers are servers of webhooks and callbacks.
            "server" => Some(self.sides.server || self.sides.receiver),
            "docs" => Some(self.sides.server),
            "client" => Some(self.sides.client),
            "sources" => Some(false),
            part => Some(self.uses.parts.contains(part)),
        }
    }
}

/// The number of spaces at the start of a line.
fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Removes the doc comments and attributes of one line each at the end of a text: those of an element that follows.
fn remove_attributes(out: &mut String, depth: usize) {
    loop {
        let text = out.strip_suffix('\n').unwrap_or(out);
        let start = text.rfind('\n').map_or(0, |at| at + 1);
        let line = &text[start..];
        let is_attribute = ["///", "#["]
            .iter()
            .any(|mark| line.trim_start().starts_with(mark));
        if !is_attribute || indentation(line) != depth {
            return;
        }
        out.truncate(start);
    }
}

/// Skips an element with its attributes, in code that rustfmt has formatted. It ends with the first `;`, `,` or `}` at the end of
/// a line that is outside of its brackets. No text in it has a bracket without the other one.
fn skip_element<'s>(lines: &mut impl Iterator<Item = &'s str>) {
    let mut open = 0_usize;
    let mut has_bounds = false;
    for line in lines.map(str::trim).filter(|line| !line.starts_with("//")) {
        open += line.matches(['(', '[', '{']).count();
        open = open.saturating_sub(line.matches([')', ']', '}']).count());
        has_bounds |= line == "where";
        let ends = line.ends_with([';', '}']) || (line.ends_with(',') && !has_bounds);
        if open == 0 && ends {
            return;
        }
    }
}

/// The name of the macro that a line defines.
fn macro_name(line: &str) -> Option<&str> {
    line.strip_prefix("macro_rules! ")?.strip_suffix(" {")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"//! A file.

#[cfg(feature = "forms")]
mod form;
#[cfg(any(feature = "items", feature = "server"))]
pub mod items;
#[cfg(feature = "server")]
mod server;

#[cfg(feature = "forms")]
pub use self::form::{
    A, B,
};
pub use self::items::C;

/// A macro.
#[macro_export]
#[doc(hidden)]
macro_rules! object {
    () => {};
}

pub use object;

#[cfg(unix)]
fn f() {}

#[cfg(test)]
mod tests {
}
"#;

    fn applied(parts: &[&'static str], sides: Sides) -> String {
        let uses = Uses {
            values: std::collections::BTreeSet::new(),
            parts: parts.iter().copied().collect(),
        };
        Selection { uses: &uses, sides }.applied(SOURCE)
    }

    #[test]
    fn copies_of_files_for_browsers_have_neither_comments_nor_indentation() {
        let source = "// One\n/** Two. */\nf(\n\t/* Three\n\tfour */\n\t\"a // b\",\n\n)\n";
        assert_eq!(compact(source), "f(\n\"a // b\",\n)\n");
    }

    /// [`compact`] would change such a text.
    #[test]
    fn no_text_in_quotes_goes_over_a_line() {
        let page = sources::file("server/docs.rs").unwrap();
        let names: Vec<&str> = page.lines().filter_map(included).collect();
        assert!(names.len() > 3, "{names:?}");
        for name in names {
            let text = sources::file(&format!("server/{name}")).unwrap();
            for line in text.lines() {
                // A regular expression may have one quote.
                let is_even = line.matches('`').count() % 2 == 0;
                assert!(is_even || line.contains('/'), "{name}: {line}");
            }
        }
    }

    #[test]
    fn unselected_modules_and_their_imports_are_removed() {
        let sides = |features| Sides {
            server: true,
            client: false,
            receiver: false,
            features,
        };
        let end = "pub use self::items::C;\n\n/// A macro.\nmacro_rules! object {\n    () => {};\n}\n\npub(crate) use object;\n\n#[cfg(unix)]\nfn f() {}\n";
        let fixed = "//! A file.\n\npub mod items;\nmod server;\n\n";
        assert_eq!(applied(&[], sides(false)), format!("{fixed}{end}"));
        let open = "//! A file.\n\nmod form;\npub mod items;\n#[cfg(feature = \"server\")]\nmod server;\n\npub use self::form::{\n    A, B,\n};\n";
        assert_eq!(
            applied(&["forms", "items"], sides(true)),
            format!("{open}{end}")
        );
    }

    #[test]
    fn whatever_has_an_attribute_can_be_a_part() {
        let source = r#"/// A type.
pub struct A {
    /// Kept.
    a: u8,
    /// Removed.
    #[serde(default)]
    #[cfg(feature = "forms")]
    #[allow(
        dead_code,
        reason = "none"
    )]
    b: u8,
}

impl A {
    fn a(&self) {
        #[cfg(feature = "forms")]
        let text = self
            .b(
                one,
                two,
            )
            .c();
        match 1 {
            #[cfg(feature = "forms")]
            1 => {
                a();

                b()
            }
            #[cfg(feature = "forms")]
            2 => d(),
            _ => {}
        }
    }

    /// Removed.
    #[cfg(feature = "forms")]
    fn d<T>(&self)
    where
        T: Copy,
    {
        f();
    }
}

#[cfg(feature = "forms")]
fn e(
    a: u8,
) -> u8 {
    a
}

fn f() {}
"#;
        let uses = Uses::default();
        let sides = Sides {
            server: true,
            client: true,
            receiver: false,
            features: true,
        };
        let selection = Selection { uses: &uses, sides };
        let copy = "/// A type.\npub struct A {\n    /// Kept.\n    a: u8,\n}\n\nimpl A {\n    fn a(&self) {\n        match 1 {\n            _ => {}\n        }\n    }\n}\n\nfn f() {}\n";
        assert_eq!(selection.applied(source), copy);
    }

    #[test]
    fn a_receiver_has_what_a_server_has() {
        let sides = |features| Sides {
            server: false,
            client: false,
            receiver: true,
            features,
        };
        let open = "#[cfg(any(feature = \"server\", feature = \"receiver\"))]\nmod server;\n";
        assert!(applied(&[], sides(true)).contains(open));
        let module = applied(&[], sides(false));
        assert!(module.contains("pub mod items;\nmod server;\n"), "{module}");
    }
}
