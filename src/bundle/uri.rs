//! References as URIs (RFC 3986).

/// The URI without its fragment, and the fragment.
pub(super) fn split(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
}

/// The scheme, in lower case. A single letter is not a scheme, but a Windows drive.
pub(crate) fn scheme(address: &str) -> Option<String> {
    let (scheme, _) = address.split_once(':')?;
    let valid = scheme.len() > 1
        && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    valid.then(|| scheme.to_ascii_lowercase())
}

/// Resolves a relative reference against a base URI (§5.2).
pub(crate) fn join(base: &str, address: &str) -> String {
    if address.is_empty() {
        return base.to_owned();
    }
    if scheme(address).is_some() {
        return address.to_owned();
    }
    let scheme = scheme(base).map_or(0, |scheme| scheme.len() + 1);
    let authority = match base[scheme..].strip_prefix("//") {
        Some(rest) => scheme + 2 + rest.find(['/', '?']).unwrap_or(rest.len()),
        None => scheme,
    };
    if address.starts_with("//") {
        return format!("{}{address}", &base[..scheme]);
    }
    let path = base[authority..].split('?').next().unwrap_or_default();
    let (own, query) = match address.split_once('?') {
        Some((own, _)) => (own, &address[own.len()..]),
        None => (address, ""),
    };
    let merged = match (own, path.rfind('/')) {
        ("", _) => path.to_owned(),
        (own, _) if own.starts_with('/') => own.to_owned(),
        (own, Some(last)) => format!("{}{own}", &path[..=last]),
        (own, None) => format!("/{own}"),
    };
    format!("{}{}{query}", &base[..authority], without_dots(&merged))
}

/// Removes dot segments from a path (§5.2.4).
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut segments = path.split('/').peekable();
    while let Some(segment) = segments.next() {
        let last = segments.peek().is_none();
        match segment {
            "." | ".." => {
                // The first one is the empty segment before the leading slash.
                if segment == ".." && kept.len() > 1 {
                    kept.pop();
                }
                if last {
                    kept.push("");
                }
            }
            segment => kept.push(segment),
        }
    }
    kept.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The examples of RFC 3986 §5.4.
    #[test]
    fn addresses_are_joined_as_the_standard_says() {
        for (address, joined) in [
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../g", "http://a/g"),
            ("../../../g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            ("./g/.", "http://a/b/c/g/"),
            ("g/../h", "http://a/b/c/h"),
        ] {
            // A single letter is a Windows drive here.
            let address = address.replace("g:h", "gg:h");
            let joined = joined.replace("g:h", "gg:h");
            assert_eq!(join("http://a/b/c/d;p?q", &address), joined, "{address}");
        }
        assert_eq!(join("http://a", "x.yaml"), "http://a/x.yaml");
        assert_eq!(join("file:///a/b.yaml", "../c.yaml"), "file:///c.yaml");
        assert_eq!(join("urn:a:b", "c"), "urn:/c");
    }

    #[test]
    fn schemes_are_told_from_names() {
        assert_eq!(scheme("HTTP://x"), Some("http".to_owned()));
        assert_eq!(scheme("C:\\x.yaml"), None);
        assert_eq!(scheme("a/b:c"), None);
        assert_eq!(scheme("x.yaml"), None);
    }
}
