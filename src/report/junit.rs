//! JUnit's XML, which most continuous integration services show. Each file is a test suite, each finding a failed test.

use super::{Item, Level};

/// The document. A file without findings has no suite; if there are none at all, there is one test that passes.
pub fn junit(items: &[Item], name: &str) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let failures = items
        .iter()
        .filter(|item| item.level != Level::Note)
        .count();
    text.push_str(&format!(
        "<testsuites name=\"{}\" tests=\"{}\" failures=\"{failures}\">\n",
        escape(name),
        items.len().max(1),
    ));
    if items.is_empty() {
        text.push_str(&format!(
            "  <testsuite name=\"{0}\" tests=\"1\" failures=\"0\">\n    <testcase name=\"{0}\"/>\n  </testsuite>\n",
            escape(name)
        ));
    }
    let mut files: Vec<&str> = Vec::new();
    for item in items {
        if !files.contains(&item.file.as_str()) {
            files.push(&item.file);
        }
    }
    for file in files {
        let of_file = || items.iter().filter(|item| item.file == file);
        let failures = of_file().filter(|item| item.level != Level::Note).count();
        text.push_str(&format!(
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{failures}\">\n",
            escape(file),
            of_file().count()
        ));
        for item in of_file() {
            text.push_str(&case(item));
        }
        text.push_str("  </testsuite>\n");
    }
    text.push_str("</testsuites>\n");
    text
}

fn case(item: &Item) -> String {
    let place = match &item.region {
        Some(region) => format!("{}:{}:{}", item.file, region.line, region.column),
        None => item.file.clone(),
    };
    let case = format!(
        "    <testcase classname=\"{}\" name=\"{} {}\"",
        escape(&item.file),
        escape(&item.rule),
        escape(&item.path.join("/")),
    );
    let (place, message) = (escape(&place), escape(&item.message));
    match item.level {
        // What is only a remark does not fail.
        Level::Note => {
            format!("{case}>\n      <system-out>{place}: {message}</system-out>\n    </testcase>\n")
        }
        Level::Error | Level::Warning => {
            let kind = if item.level == Level::Error {
                "error"
            } else {
                "warning"
            };
            format!(
                "{case}>\n      <failure type=\"{kind}\" message=\"{message}\">{place}</failure>\n    </testcase>\n"
            )
        }
    }
}

/// Escapes what XML reserves, and replaces characters that it does not have.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            _ if character < ' ' || matches!(character, '\u{fffe}' | '\u{ffff}') => {
                escaped.push('\u{fffd}');
            }
            _ => escaped.push(character),
        }
    }
    escaped
}
