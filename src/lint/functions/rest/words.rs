//! Words in the names of resources.

/// Verbs, with the method that says the same.
const VERBS: [(&str, &str); 20] = [
    ("get", "GET"),
    ("fetch", "GET"),
    ("retrieve", "GET"),
    ("find", "GET"),
    ("list", "GET"),
    ("read", "GET"),
    ("show", "GET"),
    ("create", "POST"),
    ("add", "POST"),
    ("insert", "POST"),
    ("make", "POST"),
    ("save", "POST"),
    ("update", "PATCH"),
    ("edit", "PATCH"),
    ("modify", "PATCH"),
    ("change", "PATCH"),
    ("set", "PUT"),
    ("replace", "PUT"),
    ("delete", "DELETE"),
    ("remove", "DELETE"),
];

/// Verbs that are nouns as well, when they stand alone.
const NOUNS: [&str; 8] = [
    "list", "set", "find", "read", "show", "make", "change", "add",
];

/// Nouns that begin like a verb and another word.
const COMPOUNDS: [&str; 8] = [
    "add-on",
    "change-log",
    "change-order",
    "change-request",
    "change-set",
    "read-model",
    "read-replica",
    "set-top-box",
];

/// Nouns without a plural, or whose plural does not end in `s`.
const UNCHANGED: [&str; 26] = [
    "people",
    "children",
    "men",
    "women",
    "data",
    "media",
    "metadata",
    "info",
    "information",
    "news",
    "health",
    "status",
    "me",
    "self",
    "auth",
    "oauth",
    "feedback",
    "inventory",
    "staff",
    "equipment",
    "content",
    "search",
    "history",
    "access",
    "software",
    "series",
];

/// A verb at the beginning of a name.
pub(super) struct Verb {
    /// The verb, as it is in the name.
    pub(super) word: String,
    /// The method that says the same.
    pub(super) method: &'static str,
    /// The name without the verb; `None`: there is nothing else.
    pub(super) rest: Option<String>,
}

/// The words of a name such as `getUserNames`, `get-user-names` or `get_user_names`.
pub(super) fn words(name: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut previous = ' ';
    for (index, character) in name.char_indices() {
        let is_separator = matches!(character, '-' | '_' | '.');
        let begins = character.is_uppercase() && previous.is_lowercase();
        if is_separator || begins {
            words.push(&name[start..index]);
            start = if is_separator {
                index + character.len_utf8()
            } else {
                index
            };
        }
        previous = character;
    }
    words.push(&name[start..]);
    words.retain(|word| !word.is_empty());
    words
}

/// The verb at the beginning of a name, if there is one.
pub(super) fn verb(name: &str) -> Option<Verb> {
    let name = name.trim_start_matches(['-', '_', '.']);
    let singular = name.to_lowercase();
    let singular = singular
        .strip_suffix("es")
        .into_iter()
        .chain(singular.strip_suffix('s'));
    if COMPOUNDS.contains(&name) || singular.into_iter().any(|name| COMPOUNDS.contains(&name)) {
        return None;
    }
    let words = words(name);
    let first = words.first()?;
    let lower = first.to_lowercase();
    let (_, method) = VERBS.iter().find(|(verb, _)| *verb == lower)?;
    if words.len() == 1 && NOUNS.contains(&lower.as_str()) {
        return None;
    }
    let offset = first.len();
    let rest = name[offset..].trim_start_matches(['-', '_', '.']);
    let rest = match name[offset..].starts_with(['-', '_', '.']) {
        true => rest.to_owned(),
        // `getTransactions` becomes `transactions`.
        false => {
            let mut characters = rest.chars();
            match characters.next() {
                Some(first) => first.to_lowercase().chain(characters).collect(),
                None => String::new(),
            }
        }
    };
    Some(Verb {
        word: (*first).to_owned(),
        method,
        rest: (!rest.is_empty()).then_some(rest),
    })
}

/// The plural of a name, if it is a singular.
pub(super) fn plural(name: &str) -> Option<String> {
    let last = words(name).last()?.to_lowercase();
    let is_plural = last.ends_with('s') && !last.ends_with("ss") && !last.ends_with("us");
    let is_word = last.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_plural || !is_word || UNCHANGED.contains(&last.as_str()) || last.len() < 3 {
        return None;
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| last.ends_with(ending));
    Some(match () {
        () if last == "person" => format!("{}people", &name[..name.len() - 6]),
        () if last == "child" => format!("{name}ren"),
        () if ends(&["ay", "ey", "oy", "uy"]) => format!("{name}s"),
        () if last.ends_with('y') => format!("{}ies", &name[..name.len() - 1]),
        () if ends(&["s", "x", "z", "ch", "sh"]) => format!("{name}es"),
        () => format!("{name}s"),
    })
}

/// The spelling of a name with several words.
pub(super) fn case(name: &str) -> Option<&'static str> {
    if name.contains('-') {
        return Some("kebab-case");
    }
    if name.contains('_') {
        return Some("snake_case");
    }
    let has_humps = name
        .chars()
        .zip(name.chars().skip(1))
        .any(|(one, next)| one.is_lowercase() && next.is_uppercase());
    match (has_humps, name.starts_with(char::is_uppercase)) {
        (_, true) => Some("PascalCase"),
        (true, false) => Some("camelCase"),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_found_at_the_beginning() {
        let found = |name| verb(name).map(|verb| (verb.method, verb.rest));
        let some = |method, rest: &str| Some((method, Some(rest.to_owned())));
        assert_eq!(found("getTransactions"), some("GET", "transactions"));
        assert_eq!(found("create-user"), some("POST", "user"));
        assert_eq!(found("delete"), Some(("DELETE", None)));
        for name in [
            "gettysburg",
            "lists",
            "list",
            "settings",
            "transactions",
            "add-ons",
        ] {
            assert_eq!(found(name), None, "{name}");
        }
        assert_eq!(found("set-top-boxes"), None);
        assert_eq!(found("add-users"), some("POST", "users"));
    }

    #[test]
    fn singular_nouns_have_a_plural() {
        for (name, expected) in [
            ("pet", "pets"),
            ("country", "countries"),
            ("day", "days"),
            ("userAddress", "userAddresses"),
            ("person", "people"),
            ("box", "boxes"),
        ] {
            assert_eq!(plural(name).as_deref(), Some(expected));
            assert_eq!(plural(expected), None);
        }
        assert_eq!(plural("metadata"), None);
        assert_eq!(plural("v1"), None);
    }
}
