//! The cargo workspace that contains a new crate.

use std::fs;
use std::path::Path;

use specfirst::Error;
use specfirst::output::File;

const MANIFEST: &str = "Cargo.toml";

/// Added to the manifest of a crate that is in the folder of a workspace, but not a member of it.
const DETACHED: &str = "
# The workspace around this crate doesn't name it. Remove this when it does.
[workspace]
";

/// Makes a crate its own workspace if cargo would refuse it otherwise: in the folder of a workspace that it is not a
/// member of.
pub fn detach(dir: &Path, files: &mut [File]) -> Result<(), Error> {
    if !is_stray(dir) {
        return Ok(());
    }
    if let Some(manifest) = files.iter_mut().find(|file| file.path() == MANIFEST) {
        let contents = [manifest.contents(), DETACHED.as_bytes()].concat();
        *manifest = File::once(MANIFEST, contents)?;
    }
    Ok(())
}

/// Whether the nearest workspace above a folder neither includes nor excludes it.
fn is_stray(dir: &Path) -> bool {
    let Ok(dir) = std::path::absolute(dir) else {
        return false;
    };
    let above = dir.ancestors().skip(1);
    let workspaces = above.filter_map(|folder| Some((folder, workspace(&folder.join(MANIFEST))?)));
    let Some((folder, workspace)) = workspaces.into_iter().next() else {
        return false;
    };
    let Ok(path) = dir.strip_prefix(folder) else {
        return false;
    };
    let lists = |key: &str| {
        let patterns = workspace.get(key).and_then(toml::Value::as_array);
        let mut patterns = patterns
            .into_iter()
            .flatten()
            .filter_map(toml::Value::as_str);
        patterns.any(|pattern| matches(pattern, path))
    };
    !lists("members") && !lists("exclude")
}

/// The table `workspace` of a manifest.
fn workspace(manifest: &Path) -> Option<toml::Table> {
    let mut manifest: toml::Table = fs::read_to_string(manifest).ok()?.parse().ok()?;
    match manifest.remove("workspace")? {
        toml::Value::Table(workspace) => Some(workspace),
        _ => None,
    }
}

/// Whether a path, or one of its parent folders, matches a pattern such as `crates/*`.
fn matches(pattern: &str, path: &Path) -> bool {
    let names: Vec<_> = path.iter().filter_map(|name| name.to_str()).collect();
    let pattern: Vec<_> = pattern
        .split('/')
        .filter(|name| !matches!(*name, "" | "."))
        .collect();
    let is_name = |(pattern, name): (&&str, &&str)| match pattern.split_once('*') {
        Some((start, end)) => {
            name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
        }
        None => pattern == name,
    };
    !pattern.is_empty() && pattern.len() <= names.len() && pattern.iter().zip(&names).all(is_name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_name_folders() {
        assert!(matches("crates/*", Path::new("crates/pets")));
        assert!(matches("crates/api-*", Path::new("crates/api-pets")));
        assert!(matches("target", Path::new("target/pets")));
        assert!(!matches("crates/*", Path::new("pets")));
        assert!(!matches("crates/*", Path::new("crates")));
        assert!(!matches(".", Path::new("pets")));
    }
}
