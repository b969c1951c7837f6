//! Media types of bodies.

use super::schema::Carrier;

/// How two media types relate that are not the same text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// The new one stands for fewer formats.
    Specialized,
    /// The new one stands for more formats.
    Generalized,
    /// Only parameters differ.
    Changed,
}

/// How a media type relates to the one that it replaces; `None` if they are different formats.
pub(super) fn relation(old: &str, new: &str) -> Option<Relation> {
    let (old_name, old_parameters) = split(old);
    let (new_name, new_parameters) = split(new);
    if old_name == new_name {
        return Some(Relation::Changed);
    }
    let same = old_parameters == new_parameters;
    match (
        contains(&old_name, &new_name),
        contains(&new_name, &old_name),
    ) {
        (true, _) if same => Some(Relation::Specialized),
        (_, true) if same => Some(Relation::Generalized),
        (true, _) | (_, true) => Some(Relation::Changed),
        _ => None,
    }
}

/// Whether every format of the second media type is one of the first; parameters do not count.
pub(super) fn covers(general: &str, special: &str) -> bool {
    let (general, special) = (split(general).0, split(special).0);
    general == special || contains(&general, &special)
}

/// Whether the first media type stands for the second as well: by a wildcard, or by the suffix of the second.
fn contains(general: &str, special: &str) -> bool {
    let (Some((kind, name)), Some((special_kind, special_name))) =
        (general.split_once('/'), special.split_once('/'))
    else {
        return false;
    };
    match (kind, name) {
        ("*", _) => true,
        (_, "*") => kind == special_kind,
        _ => {
            let suffix = special_name.rsplit_once('+').map(|(_, suffix)| suffix);
            kind == special_kind && suffix == Some(name)
        }
    }
}

fn split(media: &str) -> (String, String) {
    let (name, parameters) = media.split_once(';').unwrap_or((media, ""));
    (
        name.trim().to_ascii_lowercase(),
        parameters.trim().to_owned(),
    )
}

/// How values are written in a body of this media type.
pub(super) fn carrier(media: &str) -> Carrier {
    let (name, _) = split(media);
    match name == "application/json" || name.ends_with("+json") {
        true => Carrier::Json,
        false => Carrier::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suffix_makes_a_media_type_special() {
        use Relation::*;
        for (old, new, expected) in [
            (
                "application/json",
                "application/problem+json",
                Some(Specialized),
            ),
            (
                "application/problem+json",
                "application/json",
                Some(Generalized),
            ),
            (
                "application/json",
                "application/problem+json;q=1",
                Some(Changed),
            ),
            (
                "application/json",
                "application/json; charset=utf-8",
                Some(Changed),
            ),
            ("*/*", "text/plain", Some(Specialized)),
            ("application/json", "text/json", None),
            ("application/json", "application/xml", None),
        ] {
            assert_eq!(relation(old, new), expected, "{old} {new}");
        }
    }
}
