//! What an existing Cargo.toml lacks of what the generated files need.

use toml::{Table, Value};

/// The lines to add to a manifest.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Missing {
    /// Lines of `[features]`.
    pub features: Vec<String>,
    /// Lines of `[features]` that replace those of the same name, which do not enable an optional dependency.
    pub changed_features: Vec<String>,
    /// Lines of `[dependencies]`.
    pub dependencies: Vec<String>,
}

/// Compares the user's manifest with the one that a new crate would get. A manifest that is not TOML lacks everything.
pub fn missing(existing: &str, generated: &str, dependencies: &[String]) -> Missing {
    let existing: Table = existing.parse().unwrap_or_default();
    let generated: Table = generated.parse().unwrap_or_default();
    let mut missing = Missing::default();
    let lines = dependencies.iter().cloned();
    missing.dependencies = lines
        .filter(|line| {
            let name = line.split([' ', '=']).next().unwrap_or_default();
            dependency(&existing, name).is_none()
        })
        .collect();
    for (name, items) in table(&generated, "features").into_iter().flatten() {
        // A dependency that is not optional has no feature to enable.
        let items = strings(items).filter(|item| !is_required(&existing, item));
        let items: Vec<&str> = items.collect();
        let line = || format!("{name} = [{}]", quoted(&items));
        match table(&existing, "features").and_then(|features| features.get(name)) {
            None => missing.features.push(line()),
            // Which features are on by default is the user's choice.
            Some(_) if name == "default" => {}
            Some(own) => {
                let lacks = |item: &&str| {
                    is_optional(&existing, item) && strings(own).all(|known| known != *item)
                };
                if items.iter().any(lacks) {
                    missing.changed_features.push(line());
                }
            }
        }
    }
    missing
}

fn quoted(items: &[&str]) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("\"{item}\"")).collect();
    items.join(", ")
}

fn table<'t>(table: &'t Table, key: &str) -> Option<&'t Table> {
    table.get(key).and_then(Value::as_table)
}

fn strings(list: &Value) -> impl Iterator<Item = &str> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(Value::as_str)
}

/// A dependency of the crate, of every target or of some.
fn dependency<'m>(manifest: &'m Table, name: &str) -> Option<&'m Value> {
    let targets = table(manifest, "target").into_iter().flatten();
    let targets = targets.filter_map(|(_, target)| target.get("dependencies")?.as_table());
    let mut tables = table(manifest, "dependencies").into_iter().chain(targets);
    tables.find_map(|dependencies| dependencies.get(name))
}

/// The dependency that an item of a feature enables: `dep:name`.
fn enabled<'m>(manifest: &'m Table, item: &str) -> Option<&'m Value> {
    dependency(manifest, item.strip_prefix("dep:")?)
}

fn is_optional(manifest: &Table, item: &str) -> bool {
    let optional = enabled(manifest, item).and_then(|dependency| dependency.get("optional"));
    optional.and_then(Value::as_bool) == Some(true)
}

fn is_required(manifest: &Table, item: &str) -> bool {
    enabled(manifest, item).is_some() && !is_optional(manifest, item)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GENERATED: &str = "[features]\ndefault = [\"server\", \"client\"]\nserver = [\"dep:axum\", \"dep:tokio\"]\n\
        client = [\"dep:reqwest\"]\n";

    fn missing_of(existing: &str) -> Missing {
        let lines = [
            "axum = \"0.8\"",
            "tokio = { version = \"1\", optional = true }",
        ];
        missing(existing, GENERATED, &lines.map(str::to_owned))
    }

    #[test]
    fn an_empty_manifest_lacks_everything() {
        let missing = missing_of("");
        assert_eq!(missing.dependencies.len(), 2);
        assert_eq!(
            missing.features,
            [
                "client = [\"dep:reqwest\"]",
                "default = [\"server\", \"client\"]",
                "server = [\"dep:axum\", \"dep:tokio\"]",
            ]
        );
    }

    #[test]
    fn a_dependency_may_be_required_or_inherited() {
        let missing = missing_of(
            "[features]\ndefault = []\nclient = []\n[dependencies]\naxum.workspace = true\n\
            [target.'cfg(unix)'.dependencies.tokio]\nversion = \"1\"\n",
        );
        assert_eq!(missing.dependencies, Vec::<String>::new());
        assert_eq!(missing.features, ["server = []"]);
        assert_eq!(missing.changed_features, Vec::<String>::new());
    }

    #[test]
    fn a_feature_enables_optional_dependencies() {
        let missing = missing_of(
            "[features]\ndefault = []\nclient = []\nserver = [\"dep:tokio\"]\n[dependencies]\n\
            axum = { version = \"0.8\", optional = true }\ntokio = { version = \"1\", optional = true }\n",
        );
        assert_eq!(missing.features, Vec::<String>::new());
        assert_eq!(
            missing.changed_features,
            ["server = [\"dep:axum\", \"dep:tokio\"]"]
        );
    }
}
