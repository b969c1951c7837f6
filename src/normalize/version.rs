//! Which version a document is of.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{Node, Value, foreign};

/// What the members of a document mean depends on this, here and nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    V3_0,
    V3_1,
}

/// The version that the document declares.
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
    if text.starts_with("3.1") || text.starts_with("3.2") {
        return Some(Version::V3_1);
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

/// The member `openapi`, or the one that was meant to be it.
fn declared<'a>(root: &'a Node, diagnostics: &mut Diagnostics) -> Option<&'a Node> {
    // An upgraded document has `openapi`.
    if let Some(declared) = root.get("openapi").or(root.get("swagger")) {
        return Some(declared);
    }
    let is_meant = |key: &str| strsim::damerau_levenshtein(&key.to_lowercase(), "openapi") <= 1;
    let (key, entry) = root.as_object()?.iter().find(|(key, _)| is_meant(key))?;
    let message = format!("an OpenAPI document has no member `{key}`");
    diagnostics.push(
        Diagnostic::warning(Code::UnknownMember, entry.key_at, message)
            .label("taken for `openapi`")
            .help("did you mean `openapi`?"),
    );
    Some(&entry.node)
}

/// What is said of a document that says no version.
fn undeclared(root: &Node) -> Diagnostic {
    if let Some((what, help)) = foreign::of_members(root) {
        let message = format!("this is {what}, not an OpenAPI document");
        return Diagnostic::error(Code::ForeignDocument, root.at, message).help(help);
    }
    let message = "this is no OpenAPI document: it has neither `openapi` nor `swagger`";
    Diagnostic::error(Code::UnsupportedVersion, root.at, message)
        .help("start the document with `openapi: 3.1.0`")
}
