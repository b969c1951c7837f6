//! The version of a document.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Value, foreign};

/// Versions that differ in what their keywords mean. Only this stage depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    V3_0,
    V3_1,
    V3_2,
}

/// The declared version.
pub(super) fn version(root: &Node, diagnostics: &mut Diagnostics) -> Option<Version> {
    let Some(declared) = declared(root, diagnostics) else {
        diagnostics.push(undeclared(root));
        return None;
    };
    let text = match &declared.value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    };
    if text.starts_with("3.0") || text == "3" {
        return Some(Version::V3_0);
    }
    if text.starts_with("3.1") {
        return Some(Version::V3_1);
    }
    if text.starts_with("3.2") {
        return Some(Version::V3_2);
    }
    diagnostics.push(
        Diagnostic::error(
            Code::UnsupportedVersion,
            declared.at,
            format!("`{text}` is no version that can be read"),
        )
        .help("versions 2.0, 3.0, 3.1 and 3.2 can be read"),
    );
    None
}

/// The member `openapi`, or one that is spelled almost like it.
fn declared<'a>(root: &'a Node, diagnostics: &mut Diagnostics) -> Option<&'a Node> {
    // `upgrade` writes `openapi`.
    if let Some(declared) = root.get("openapi").or(root.get("swagger")) {
        return Some(declared);
    }
    let is_intended = |key: &str| strsim::damerau_levenshtein(&key.to_lowercase(), "openapi") <= 1;
    let (key, entry) = root.as_object()?.iter().find(|(key, _)| is_intended(key))?;
    let message = format!("an OpenAPI document has no member `{key}`");
    diagnostics.push(
        Diagnostic::warning(Code::UnknownMember, entry.key_at, message)
            .label("read as `openapi`")
            .help("did you mean `openapi`?"),
    );
    Some(&entry.node)
}

/// Reports a document without a version.
fn undeclared(root: &Node) -> Diagnostic {
    if let Some((what, help)) = foreign::of_members(root) {
        let message = format!("this is {what}, not an OpenAPI document");
        return Diagnostic::error(Code::ForeignDocument, root.at, message).help(help);
    }
    let message = "this is no OpenAPI document: it has neither `openapi` nor `swagger`";
    Diagnostic::error(Code::UnsupportedVersion, root.at, message)
        .help("start the document with `openapi: 3.1.0`")
}
