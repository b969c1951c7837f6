//! Diagnostics about members and references, for all stages that read them.

use super::{Code, Diagnostic};
use crate::nearest::Nearest;
use crate::source::pointer::{escape, part_name, percent_decode};
use crate::source::{At, Entry, Node, Object, Value};

/// A member that the specification does not define.
pub(crate) fn unknown(
    object: &Object,
    key: &str,
    entry: &Entry,
    what: &str,
    keys: &[&str],
) -> Diagnostic {
    if let Some(misplaced) = misplaced_security(object, key, entry, what) {
        return misplaced;
    }
    let is_similar_to_paths = || is_near(&key.to_lowercase(), "paths", 1);
    if keys.contains(&"paths") && !object.contains("paths") && is_similar_to_paths() {
        let message = format!("{what} has no member `{key}`");
        return Diagnostic::error(Code::UnknownMember, entry.key_at, message)
            .label("its operations would be ignored")
            .help("did you mean `paths`?");
    }
    let near = keys
        .iter()
        .filter(|known| is_near(key, known, 1 + known.len() / 6))
        .map(|known| (strsim::damerau_levenshtein(known, key), known))
        .min();
    let help = match (near, parent_of(key, keys)) {
        (Some((_, known)), _) => format!("did you mean `{known}`?"),
        (None, Some(parent)) => format!("it belongs under `{parent}`"),
        (None, None) => format!("the members of {what} are: {}", keys.join(", ")),
    };
    let message = format!("{what} has no member `{key}`");
    Diagnostic::warning(Code::UnknownMember, entry.key_at, message)
        .label("this is ignored")
        .help(help)
}

/// The member of an object, among its possible ones, in which a key belongs.
fn parent_of<'k>(key: &str, keys: &[&'k str]) -> Option<&'k str> {
    const OF_SCHEMAS: [&str; 9] = [
        "$ref",
        "allOf",
        "anyOf",
        "enum",
        "format",
        "items",
        "oneOf",
        "properties",
        "type",
    ];
    let is_status = || {
        let bytes = key.as_bytes();
        matches!(bytes, [b'1'..=b'5', b'0'..=b'9' | b'X', b'0'..=b'9' | b'X'])
    };
    let of = |parent_of: &str| match parent_of {
        "schema" => OF_SCHEMAS.contains(&key),
        "responses" => is_status(),
        _ => false,
    };
    keys.iter().copied().find(|parent_of| of(parent_of))
}

/// A misplaced or misspelled `security`, which no stage would read: ignored, it would leave operations open to
/// everybody.
pub(crate) fn misplaced_security(
    object: &Object,
    key: &str,
    entry: &Entry,
    what: &str,
) -> Option<Diagnostic> {
    let asks = match &entry.node.value {
        Value::Null => false,
        Value::Array(requirements) => !requirements.is_empty(),
        Value::Object(schemes) => !schemes.is_empty(),
        _ => true,
    };
    let is_similar = |key: &str| is_near(key, "security", 2) || is_near(key, "securities", 2);
    let is_misplaced =
        key == "security" || !object.contains("security") && is_similar(&key.to_lowercase());
    if !asks || !is_misplaced {
        return None;
    }
    let message = format!("{what} has no member `{key}`");
    let help = match key {
        "security" => "move it to each operation, or to the document for all of them",
        _ => {
            "did you mean `security`? It is a member of each operation, or of the document for all of them"
        }
    };
    Some(
        Diagnostic::error(Code::UndefinedSecurity, entry.key_at, message)
            .label("without it, everybody could call these operations")
            .help(help),
    )
}

/// The siblings of an operation's reference, which are ignored. A `security` among them is an error: ignored, it would
/// leave the operation open.
pub(crate) fn operation_siblings(reference: &Node) -> impl Iterator<Item = Diagnostic> {
    let members = reference.as_object().into_iter().flat_map(Object::iter);
    let members = members.filter(|(key, _)| *key != "$ref" && !key.starts_with("x-"));
    members.map(|(key, entry)| {
        let message = format!("`{key}` is a sibling of a reference");
        let help = "move it to the operation that the reference refers to";
        match key {
            "security" => Diagnostic::error(Code::UndefinedSecurity, entry.key_at, message)
                .label("without it, everybody could call these operations")
                .help(help),
            _ => Diagnostic::warning(Code::IgnoredSibling, entry.key_at, message)
                .label("this is ignored")
                .help(help),
        }
    })
}

/// Whether a key differs from a word in at most `limit` letters, and not in all.
pub(crate) fn is_near(key: &str, word: &str, limit: usize) -> bool {
    let shorter = key.chars().count().min(word.chars().count());
    let distance = strsim::damerau_levenshtein(key, word);
    distance <= limit && distance < shorter
}

/// A member with a value of the wrong type.
pub(crate) fn wrong_type(node: &Node, key: &str, expected: &str) -> Diagnostic {
    let found = match node.as_f64() {
        Some(number) => number.to_string(),
        None => node.kind().to_owned(),
    };
    let message = format!("`{key}` should be {expected}, not {found}");
    let help = match (key, &node.value) {
        ("$ref", Value::Null) => "quote the reference: in YAML, `#` begins a comment".to_owned(),
        _ => format!("write {expected} here, or leave `{key}` out"),
    };
    Diagnostic::warning(Code::WrongType, node.at, message)
        .label("this is ignored")
        .help(help)
}

/// A reference that cannot be resolved.
pub(crate) fn unresolved(
    root: &Node,
    at: At,
    reference: &str,
    nearest: &mut Nearest,
) -> Diagnostic {
    let fragment = reference.strip_prefix('#').unwrap_or(reference);
    let help = suggestion(root, fragment, nearest).unwrap_or_else(|| {
        format!("add it to the document at `#{fragment}`, or correct the reference")
    });
    let message = format!("`{reference}` does not exist in this document");
    Diagnostic::error(Code::UnresolvedReference, at, message).help(help)
}

/// A suggestion for an unresolved fragment: the same with another name for the first token that fails, if that
/// resolves.
fn suggestion(root: &Node, fragment: &str, nearest: &mut Nearest) -> Option<String> {
    let (mut place, mut parent, mut rest) = (root, String::new(), fragment.strip_prefix('/')?);
    loop {
        let (step, rest_of_pointer) = rest.split_once('/').unwrap_or((rest, ""));
        let name = part_name(step);
        if let Some(next) = place.as_object()?.get(&name) {
            (place, rest) = (next, rest_of_pointer);
            parent.push('/');
            parent.push_str(step);
            continue;
        }
        let rest_of_pointer = &rest[step.len()..];
        let near = nearest.member(place, &name, &percent_decode(rest_of_pointer))?;
        let candidate = format!("{parent}/{}{rest_of_pointer}", escape(near));
        let is_standard = ["components", "definitions", "paths"].contains(&name.as_str());
        return Some(match parent.is_empty() && is_standard {
            true => format!("the document has `{near}`, which should be `{name}`"),
            false => format!("did you mean `#{candidate}`?"),
        });
    }
}
