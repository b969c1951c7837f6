//! Messages about members and references, for the stages that read them.

use super::{Code, Diagnostic};
use crate::nearest::Nearest;
use crate::source::pointer::{escape, part_name, percent_decode};
use crate::source::{At, Entry, Node, Object, Value};

/// A member that the specification does not have.
pub(crate) fn unknown(
    object: &Object,
    key: &str,
    entry: &Entry,
    what: &str,
    keys: &[&str],
) -> Diagnostic {
    if let Some(lost) = lost_security(object, key, entry, what) {
        return lost;
    }
    let near_paths = || is_near(&key.to_lowercase(), "paths", 1);
    if keys.contains(&"paths") && !object.contains("paths") && near_paths() {
        let message = format!("{what} has no member `{key}`");
        return Diagnostic::error(Code::UnknownMember, entry.key_at, message)
            .label("its operations would be lost")
            .help("did you mean `paths`?");
    }
    let near = keys
        .iter()
        .filter(|known| is_near(key, known, 1 + known.len() / 6))
        .map(|known| (strsim::damerau_levenshtein(known, key), known))
        .min();
    let help = match (near, around(key, keys)) {
        (Some((_, known)), _) => format!("did you mean `{known}`?"),
        (None, Some(around)) => format!("it belongs under `{around}`"),
        (None, None) => format!("{what} can have: {}", keys.join(", ")),
    };
    let message = format!("{what} has no member `{key}`");
    Diagnostic::warning(Code::UnknownMember, entry.key_at, message)
        .label("this is ignored")
        .help(help)
}

/// The member, among those that an object can have, which a key was to stand in.
fn around<'k>(key: &str, keys: &[&'k str]) -> Option<&'k str> {
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
    let of = |around: &str| match around {
        "schema" => OF_SCHEMAS.contains(&key),
        "responses" => is_status(),
        _ => false,
    };
    keys.iter().copied().find(|around| of(around))
}

/// A member that was to ask callers for something, and that nobody reads: `security` in a place that has none, or
/// nearly that word where it is missing. Ignored it would open what it is about.
pub(crate) fn lost_security(
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
    let is_meant = |key: &str| is_near(key, "security", 2) || is_near(key, "securities", 2);
    let is_lost =
        key == "security" || !object.contains("security") && is_meant(&key.to_lowercase());
    if !asks || !is_lost {
        return None;
    }
    let message = format!("{what} has no member `{key}`");
    let help = match key {
        "security" => "write it into each operation, or into the document for all of them",
        _ => {
            "did you mean `security`? It stands in each operation, or in the document for all of them"
        }
    };
    Some(
        Diagnostic::error(Code::UndefinedSecurity, entry.key_at, message)
            .label("what asks for it would be open to everybody")
            .help(help),
    )
}

/// What stands beside an operation's reference isn't read; who was to be asked for something would not be.
pub(crate) fn operation_siblings(reference: &Node) -> impl Iterator<Item = Diagnostic> {
    let members = reference.as_object().into_iter().flat_map(Object::iter);
    let members = members.filter(|(key, _)| *key != "$ref" && !key.starts_with("x-"));
    members.map(|(key, entry)| {
        let message = format!("`{key}` stands beside a reference");
        let help = "write it into the operation that the reference names";
        match key {
            "security" => Diagnostic::error(Code::UndefinedSecurity, entry.key_at, message)
                .label("what asks for it would be open to everybody")
                .help(help),
            _ => Diagnostic::warning(Code::IgnoredSibling, entry.key_at, message)
                .label("this is ignored")
                .help(help),
        }
    })
}

/// Whether a key differs from a word in a few letters, but not in all of them.
pub(crate) fn is_near(key: &str, word: &str, limit: usize) -> bool {
    let shorter = key.chars().count().min(word.chars().count());
    let distance = strsim::damerau_levenshtein(key, word);
    distance <= limit && distance < shorter
}

/// A member of the wrong type.
pub(crate) fn wrong_type(node: &Node, key: &str, expected: &str) -> Diagnostic {
    let found = match node.as_f64() {
        Some(number) => number.to_string(),
        None => node.kind().to_owned(),
    };
    let message = format!("`{key}` should be {expected}, not {found}");
    let help = match (key, &node.value) {
        ("$ref", Value::Null) => {
            "put the reference into quotes: in YAML, `#` begins a comment".to_owned()
        }
        _ => format!("write {expected} here, or leave `{key}` out"),
    };
    Diagnostic::warning(Code::WrongType, node.at, message)
        .label("this is ignored")
        .help(help)
}

/// A reference that leads nowhere.
pub(crate) fn unresolved(
    root: &Node,
    at: At,
    reference: &str,
    nearest: &mut Nearest,
) -> Diagnostic {
    let fragment = reference.strip_prefix('#').unwrap_or(reference);
    let help = meant(root, fragment, nearest).unwrap_or_else(|| {
        format!("add it to the document at `#{fragment}`, or correct the reference")
    });
    let message = format!("`{reference}` does not exist in this document");
    Diagnostic::error(Code::UnresolvedReference, at, message).help(help)
}

/// What a fragment that leads nowhere may have been to say: the same with another name for its first step that fails,
/// where that leads somewhere.
fn meant(root: &Node, fragment: &str, nearest: &mut Nearest) -> Option<String> {
    let (mut place, mut parent, mut rest) = (root, String::new(), fragment.strip_prefix('/')?);
    loop {
        let (step, behind) = rest.split_once('/').unwrap_or((rest, ""));
        let name = part_name(step);
        if let Some(next) = place.as_object()?.get(&name) {
            (place, rest) = (next, behind);
            parent.push('/');
            parent.push_str(step);
            continue;
        }
        let behind = &rest[step.len()..];
        let near = nearest.member(place, &name, &percent_decode(behind))?;
        let candidate = format!("{parent}/{}{behind}", escape(near));
        let is_standard = ["components", "definitions", "paths"].contains(&name.as_str());
        return Some(match parent.is_empty() && is_standard {
            true => format!("the document has `{near}`, which should be `{name}`"),
            false => format!("did you mean `#{candidate}`?"),
        });
    }
}
