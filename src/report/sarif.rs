//! SARIF 2.1.0, which GitHub's code scanning and many editors read.

use serde_json::{Value, json};

use super::{Item, Level, Tool};

/// A log with one run.
pub fn sarif(items: &[Item], tool: Tool<'_>) -> String {
    let mut names: Vec<&str> = items.iter().map(|item| item.rule.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let rules: Vec<Value> = names.iter().map(|name| rule(name, items, tool)).collect();
    let results: Vec<Value> = items
        .iter()
        .map(|item| result(item, names.binary_search(&item.rule.as_str()).ok()))
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {
                "driver": {
                    "name": tool.name,
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": rules,
                }
            },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let mut text = serde_json::to_string_pretty(&log).unwrap_or_default();
    text.push('\n');
    text
}

fn rule(name: &str, items: &[Item], tool: Tool<'_>) -> Value {
    let mut rule = json!({ "id": name });
    if let Some((title, description)) = (tool.describe)(name) {
        rule["shortDescription"] = json!({ "text": title });
        rule["fullDescription"] = json!({ "text": description.trim() });
    }
    let page = items
        .iter()
        .find(|item| item.rule == name)
        .and_then(|item| item.help_uri.as_deref());
    if let Some(page) = page {
        rule["helpUri"] = json!(page);
    }
    rule
}

fn result(item: &Item, rule: Option<usize>) -> Value {
    let mut location = json!({ "artifactLocation": { "uri": uri(&item.file) } });
    if let Some(region) = &item.region {
        location["region"] = json!({
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
        });
    }
    let level = match item.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info | Level::Hint => "note",
    };
    json!({
        "ruleId": item.rule,
        "ruleIndex": rule,
        "level": level,
        "message": { "text": plain(&item.message) },
        "locations": [{
            "physicalLocation": location,
            "logicalLocations": [{ "fullyQualifiedName": item.path.join("/") }],
        }],
        "partialFingerprints": { "specfirst/v1": item.fingerprint },
    })
}

/// A text in which nothing is a link: brackets are escaped by a backslash.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '[' | ']' | '\\') {
            plain.push('\\');
        }
        plain.push(character);
    }
    plain
}

/// A path as a relative URI.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~:".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
