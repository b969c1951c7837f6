//! Annotations of GitHub Actions: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.

use super::{Item, Level};

/// A command on each line.
pub fn github(items: &[Item]) -> String {
    items.iter().map(line).collect()
}

fn line(item: &Item) -> String {
    let mut properties = vec![("file", item.file.clone())];
    if let Some(region) = &item.region {
        properties.push(("line", region.line.to_string()));
        properties.push(("endLine", region.end_line.to_string()));
        // Columns have no meaning if the region has several lines.
        if region.line == region.end_line {
            properties.push(("col", region.column.to_string()));
            properties.push(("endColumn", region.end_column.to_string()));
        }
    }
    properties.push(("title", item.rule.clone()));
    annotation(item.level, &properties, &item.message)
}

/// One annotation, with a line break at its end.
pub fn annotation(level: Level, properties: &[(&str, String)], message: &str) -> String {
    let command = match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Hint => "notice",
    };
    let properties = properties.iter();
    let properties: Vec<String> = properties
        .map(|(name, value)| format!("{name}={}", property(value)))
        .collect();
    format!(
        "::{command} {}::{}\n",
        properties.join(","),
        escape(message)
    )
}

fn escape(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escape(text).replace(':', "%3A").replace(',', "%2C")
}
