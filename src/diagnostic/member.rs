//! Messages about members and references, for the stages that read them.

use super::{Code, Diagnostic};
use crate::nearest::Nearest;
use crate::source::pointer::{escape, part_name};
use crate::source::{At, Node, Object};

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
pub(crate) fn unresolved(
    root: &Node,
    at: At,
    reference: &str,
    nearest: &mut Nearest,
) -> Diagnostic {
    let fragment = reference.strip_prefix('#').unwrap_or(reference);
    let (parent, name) = fragment.rsplit_once('/').unwrap_or(("", fragment));
    let siblings = root.fragment(parent).and_then(Node::as_object);
    let names = siblings.into_iter().flat_map(Object::keys);
    let help = match nearest.find(&part_name(name), names) {
        Some(near) => format!("did you mean `#{parent}/{}`?", escape(near)),
        None => format!("add it to the document at `#{fragment}`, or mend the reference"),
    };
    let message = format!("`{reference}` is nowhere in this document");
    Diagnostic::error(Code::UnresolvedReference, at, message).help(help)
}
