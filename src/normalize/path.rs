//! The keys of `paths`, and common mistakes in them.

use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::At;

impl Reader<'_, '_> {
    /// A path template, corrected with a warning.
    pub(super) fn path(&mut self, key: &str, at: At) -> String {
        let (path, reason) = corrected(key);
        if let Some(reason) = reason {
            let message = format!("the path `{key}` {reason}");
            let reading = match path == key {
                true => "read as written".to_owned(),
                false => format!("read as `{path}`"),
            };
            self.diagnostics.push(
                Diagnostic::warning(Code::BadPath, at, message)
                    .label(reading)
                    .help("write paths as `/pets/{petId}`"),
            );
        }
        path
    }
}

/// Whether a path has a name in braces.
pub(super) fn has_name(key: &str, name: &str) -> bool {
    corrected(key).0.contains(&format!("{{{name}}}"))
}

/// A path in its usual form, and what is unusual about the key.
fn corrected(key: &str) -> (String, Option<&'static str>) {
    let trimmed = key.trim();
    let named = only_names(trimmed);
    if named != trimmed {
        let (path, reason) = corrected(&named);
        return (path, reason.or(Some("has more than a name between braces")));
    }
    let address = trimmed
        .strip_prefix("https://")
        .or(trimmed.strip_prefix("http://"));
    if let Some(address) = address {
        let path = address.find('/').map_or("/", |slash| &address[slash..]);
        return (
            path.to_owned(),
            Some("is a whole address, whose host `servers` should say"),
        );
    }
    if !trimmed.starts_with('/') {
        return (format!("/{trimmed}"), Some("does not begin with a slash"));
    }
    let reason = if trimmed != key {
        Some("has white space around it")
    } else if trimmed
        .split(['?', '#'])
        .next()
        .is_some_and(|path| path.contains("//"))
    {
        Some("has nothing between two slashes")
    } else if trimmed.contains("{}") {
        Some("has braces without a name between them")
    } else if !is_balanced(trimmed) {
        Some("has a brace without its other half")
    } else {
        None
    };
    (trimmed.to_owned(), reason)
}

/// A path with names only in braces. Routers put patterns there (`{id:[0-9]+}`), and some documents spaces.
fn only_names(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        out.push('{');
        let Some(end) = closing(after) else {
            return out + after;
        };
        let inside = &after[..end];
        let name = inside.split(':').next().unwrap_or_default().trim();
        let is_name = !name.is_empty() && !name.contains('{');
        out.push_str(if is_name { name } else { inside });
        out.push('}');
        rest = &after[end + 1..];
    }
    out + rest
}

/// The index of the closing brace for one that opened before the text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    for (index, character) in text.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(index);
        }
    }
    None
}

/// Whether braces are paired and not nested.
fn is_balanced(path: &str) -> bool {
    let mut open = false;
    let mut braces = path.chars().filter(|character| "{}".contains(*character));
    braces.all(|brace| std::mem::replace(&mut open, brace == '{') == (brace == '}')) && !open
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_corrected() {
        let path = |key| corrected(key).0;
        assert_eq!(path("pets/{id}"), "/pets/{id}");
        assert_eq!(path(" /pets "), "/pets");
        assert_eq!(path("https://example.com/v1/pets"), "/v1/pets");
        assert_eq!(path("https://example.com"), "/");
        assert_eq!(path("/a//{id}/"), "/a//{id}/");
        assert_eq!(path(""), "/");
        assert_eq!(path("/pets/{ id }/{n:[0-9]{3}}.{x}"), "/pets/{id}/{n}.{x}");
        assert_eq!(path("/{}/{{a}}/{:a}/{b"), "/{}/{{a}}/{:a}/{b");
    }

    #[test]
    fn unusual_paths_are_reported() {
        let reason = |key| corrected(key).1.is_some();
        assert!(!reason("/pets/{id}.{format}/?a=//#b"));
        assert!(
            reason("/a//b") && reason("/{}") && reason("/{a") && reason("/a}") && reason("/{{a}}")
        );
    }
}
