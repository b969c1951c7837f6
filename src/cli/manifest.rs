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
    /// Dependencies of another major version, each line as `name: version "1"`.
    pub dependency_versions: Vec<String>,
    /// Features that dependencies do not list, each line as `name: "feature", …`.
    pub dependency_features: Vec<String>,
}

/// Compares the user's manifest with the one that a new crate would get. A manifest that is not TOML lacks everything.
pub fn missing(existing: &str, generated: &str, dependencies: &[String]) -> Missing {
    let existing: Table = existing.parse().unwrap_or_default();
    let generated: Table = generated.parse().unwrap_or_default();
    let mut missing = Missing::default();
    let lines = dependencies.iter().cloned();
    missing.dependencies = lines
        .filter(|line| dependency(&existing, name_of(line)).is_none())
        .collect();
    for (name, new) in table(&generated, "dependencies").into_iter().flatten() {
        let Some(own) = dependency(&existing, name) else {
            continue;
        };
        if let Some(version) = other_version(own, new) {
            let line = format!("{name}: version \"{version}\"");
            missing.dependency_versions.push(line);
        }
        let lacking = lacking_features(name, own, new);
        if !lacking.is_empty() {
            let line = format!("{name}: {}", quoted(&lacking));
            missing.dependency_features.push(line);
        }
    }
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
                let lacks = |item: &str| match item.split_once('/') {
                    // Another feature of the dependency may be the user's choice.
                    Some((name, _)) => !strings(own).any(|known| is_feature_of(known, name)),
                    None => {
                        let is_known = strings(own).any(|known| known == item);
                        let name = item.strip_prefix("dep:").unwrap_or(item);
                        let mut added = missing.dependencies.iter();
                        let is_new = added.any(|line| name_of(line) == name);
                        !is_known && (is_new || is_optional(&existing, item))
                    }
                };
                if items.iter().any(|item| lacks(item)) {
                    missing.changed_features.push(line());
                }
            }
        }
    }
    missing
}

/// The name of a manifest's library, as an identifier.
pub fn library(manifest: &str) -> Option<String> {
    let manifest: Table = manifest.parse().ok()?;
    let name = |key: &str| table(&manifest, key)?.get("name")?.as_str();
    let name = name("lib").or_else(|| name("package"))?.replace('-', "_");
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    (!name.is_empty() && name.chars().all(is_word)).then_some(name)
}

/// The name of the dependency of a line.
fn name_of(line: &str) -> &str {
    line.split([' ', '=']).next().unwrap_or_default()
}

/// The features of dependencies that generated crates need and that are not among their default features.
const NOT_BY_DEFAULT: [(&str, &[&str]); 6] = [
    ("axum", &["http2"]),
    ("hyper", &["http1", "http2", "server"]),
    ("hyper-util", &["server-auto", "service", "tokio"]),
    ("jiff", &["serde"]),
    ("reqwest", &["stream"]),
    ("socket2", &["all"]),
];

/// The version that a dependency has in a new crate, if the user's is another one: of another major version, or another minor
/// version of 0. None if the user's version is no plain one.
fn other_version<'m>(own: &Value, new: &'m Value) -> Option<&'m str> {
    let version = |dependency: &'_ Value| -> Option<String> {
        let text = dependency
            .as_str()
            .or_else(|| dependency.get("version")?.as_str())?;
        let mut parts = text.trim_start_matches('^').split('.');
        let major = parts.next().filter(|major| major.parse::<u64>().is_ok())?;
        Some(match (major, parts.next()) {
            ("0", Some(minor)) => format!("0.{}", minor.parse::<u64>().ok()?),
            _ => major.to_owned(),
        })
    };
    let is_other = version(own)? != version(new)?;
    let text = new.as_str().or_else(|| new.get("version")?.as_str());
    text.filter(|_| is_other)
}

/// The features that a dependency has in a new crate and not in the user's. None if they may be enabled elsewhere: by the
/// workspace, by default features, or by `full`.
fn lacking_features<'m>(name: &str, own: &Value, new: &'m Value) -> Vec<&'m str> {
    let has_defaults = |dependency: &Value| {
        let defaults = dependency.get("default-features");
        defaults.and_then(Value::as_bool) != Some(false)
    };
    let is_inherited = own.get("workspace").is_some();
    if is_inherited {
        return Vec::new();
    }
    let by_default = has_defaults(own) && !has_defaults(new);
    let not_by_default = NOT_BY_DEFAULT.iter().find(|(known, _)| *known == name);
    let not_by_default = not_by_default.map_or(&[][..], |(_, features)| features);
    let is_enabled =
        |feature: &&str| features(own).any(|known| known == *feature || known == "full");
    features(new)
        .filter(|feature| !is_enabled(feature) && (!by_default || not_by_default.contains(feature)))
        .collect()
}

fn features(dependency: &Value) -> impl Iterator<Item = &str> {
    dependency
        .get("features")
        .map(strings)
        .into_iter()
        .flatten()
}

/// Whether an item of a feature, such as `reqwest?/rustls`, is a feature of that dependency.
fn is_feature_of(item: &str, dependency: &str) -> bool {
    let own = item
        .split_once('/')
        .map(|(name, _)| name.trim_end_matches('?'));
    own == Some(dependency.trim_end_matches('?'))
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
    fn features_of_dependencies_are_missing_unless_they_may_be_enabled_elsewhere() {
        let generated = "[dependencies]\nruntime = { version = \"0.1\", default-features = false, features = [\"dates\", \"uuids\"] }\n\
            tokio = { version = \"1\", features = [\"net\"] }\n\
            reqwest = { version = \"0.13\", default-features = false, features = [\"http2\", \"stream\"] }\n";
        for (existing, expected) in [
            (
                "runtime = { path = \"r\", default-features = false, features = [\"dates\"] }",
                "runtime: \"uuids\"",
            ),
            (
                "runtime = { path = \"r\", default-features = false }",
                "runtime: \"dates\", \"uuids\"",
            ),
            ("runtime = { path = \"r\" }", ""),
            ("runtime = \"0.1\"", ""),
            ("runtime.workspace = true", ""),
            ("tokio = \"1\"", "tokio: \"net\""),
            ("tokio = { version = \"1\", features = [\"full\"] }", ""),
            ("reqwest = \"0.13\"", "reqwest: \"stream\""),
            ("reqwest = \"0.13.4\"", "reqwest: \"stream\""),
            ("reqwest.workspace = true", ""),
            (
                "reqwest = { version = \"0.13\", features = [\"stream\"] }",
                "",
            ),
            (
                "reqwest = { version = \"0.12\", features = [\"stream\"] }",
                "reqwest: version \"0.13\"",
            ),
            (
                "reqwest = { version = \">=0.12\", features = [\"stream\"] }",
                "",
            ),
            ("tokio = { version = \"1.2\", features = [\"net\"] }", ""),
            (
                "tokio = { version = \"2\", features = [\"net\"] }",
                "tokio: version \"1\"",
            ),
        ] {
            let missing = missing(&format!("[dependencies]\n{existing}\n"), generated, &[]);
            let lines = [missing.dependency_versions, missing.dependency_features].concat();
            assert_eq!(lines.join("; "), expected, "{existing}");
        }
    }

    #[test]
    fn features_change_with_the_origin_of_the_runtime() {
        let copied = "[features]\ndefault = []\nserver = [\"dep:axum\", \"dep:hyper\"]\nclient = [\"dep:reqwest\"]\nrustls = [\"reqwest?/rustls\"]\n";
        let depended = "[features]\ndefault = []\nserver = [\"dep:axum\", \"runtime/server\"]\nclient = [\"runtime/client\"]\nrustls = [\"runtime/rustls\"]\n";
        let axum = "[dependencies]\naxum = { version = \"0.8\", optional = true }\n";
        let changed = |existing: &str, generated: &str| {
            let lines = ["hyper", "reqwest"]
                .map(|name| format!("{name} = {{ version = \"1\", optional = true }}"));
            let missing = missing(&format!("{existing}{axum}"), generated, &lines);
            assert_eq!(missing.features, Vec::<String>::new());
            missing.changed_features
        };
        let lines = |features: &str| -> Vec<String> {
            let mut lines: Vec<String> = features.lines().skip(2).map(str::to_owned).collect();
            lines.sort();
            lines
        };
        assert_eq!(changed(copied, depended), lines(depended));
        assert_eq!(changed(depended, copied), lines(copied));
        assert_eq!(changed(copied, copied), Vec::<String>::new());
        let other = copied.replace("reqwest?/rustls", "reqwest/native-tls");
        assert_eq!(changed(&other, copied), Vec::<String>::new());
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
