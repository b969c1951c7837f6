//! Messages about members and references, for the stages that read them.

use super::{Code, Diagnostic};
use crate::source::{At, Node};

/// A member that the specification does not have.
pub(crate) fn unknown(key: &str, key_at: At, what: &str, keys: &[&str]) -> Diagnostic {
    let near = keys
        .iter()
        .map(|known| (strsim::damerau_levenshtein(known, key), known))
        .filter(|(distance, known)| *distance <= 1 + known.len() / 6)
        .min();
    let help = match near {
        Some((_, known)) => format!("did you mean `{known}`?"),
        None => format!("{what} can have: {}", keys.join(", ")),
    };
    let message = format!("{what} has no member `{key}`");
    Diagnostic::warning(Code::UnknownMember, key_at, message)
        .label("this is ignored")
        .help(help)
}

/// A member of the wrong type.
pub(crate) fn wrong_type(node: &Node, key: &str, expected: &str) -> Diagnostic {
    let found = match node.as_f64() {
        Some(number) => number.to_string(),
        None => node.kind().to_owned(),
    };
    let message = format!("`{key}` should be {expected}, not {found}");
    Diagnostic::warning(Code::WrongType, node.at, message)
        .label("this is ignored")
        .help(format!("write {expected} here, or leave `{key}` out"))
}

/// A reference that leads nowhere.
pub(crate) fn unresolved(root: &Node, at: At, reference: &str) -> Diagnostic {
    let message = format!("`{reference}` is nowhere in this document");
    Diagnostic::error(Code::UnresolvedReference, at, message).help(nearest(root, reference))
}

/// The sibling whose name is nearest.
fn nearest(root: &Node, reference: &str) -> String {
    let fragment = reference.strip_prefix('#').unwrap_or(reference);
    let (parent, name) = fragment.rsplit_once('/').unwrap_or(("", fragment));
    let siblings = root.fragment(parent).and_then(Node::as_object);
    let near = siblings
        .into_iter()
        .flat_map(|object| object.keys())
        .map(|key| (strsim::damerau_levenshtein(key, name), key))
        .min();
    match near {
        Some((distance, key)) if distance <= 1 + name.len() / 3 => {
            format!("did you mean `#{parent}/{key}`?")
        }
        _ => format!("add it to the document at `#{fragment}`, or mend the reference"),
    }
}

/// References that name nothing but each other.
pub(crate) fn circular(at: At) -> Diagnostic {
    let message = "this reference leads back to itself";
    Diagnostic::error(Code::CircularReference, at, message)
        .help("let one of the references name an object that is written out")
}
