//! Code Climate's issues, which GitLab shows in merge requests.

use serde_json::{Value, json};

use super::{Item, Level};

/// A list of issues.
pub fn code_climate(items: &[Item]) -> String {
    let issues: Vec<Value> = items.iter().map(issue).collect();
    let mut text = serde_json::to_string_pretty(&issues).unwrap_or_default();
    text.push('\n');
    text
}

fn issue(item: &Item) -> Value {
    let severity = match item.level {
        Level::Error => "critical",
        Level::Warning => "minor",
        Level::Info | Level::Hint => "info",
    };
    let (line, end) = match &item.region {
        Some(region) => (region.line, region.end_line),
        None => (1, 1),
    };
    json!({
        "type": "issue",
        "check_name": item.rule,
        "description": item.message,
        "categories": ["Style"],
        "severity": severity,
        "fingerprint": item.fingerprint,
        "location": { "path": item.file, "lines": { "begin": line, "end": end } },
    })
}
