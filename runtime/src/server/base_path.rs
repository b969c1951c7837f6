//! The path of the document's server, below which its operations are.

use std::borrow::Cow;

use axum::http::uri::{PathAndQuery, Uri};

use super::percent::{units, Unit};

/// A path that precedes the paths of the document in the requests of a client that was given the server's URL.
pub(super) struct BasePath {
    /// Without a trailing slash; empty if there is none.
    path: String,
    /// Whether requests without it are served as well, as a mock does.
    pub is_optional: bool,
}

impl BasePath {
    pub fn new(path: &str, is_optional: bool) -> Self {
        Self {
            path: path.trim_end_matches('/').to_owned(),
            is_optional,
        }
    }

    /// The URI of a request without the base path; none if the request is not below it.
    pub fn relative<'a>(&self, uri: &'a Uri) -> Option<Cow<'a, Uri>> {
        let Some(path) = self.removed_from(uri.path()) else {
            return self.is_optional.then_some(Cow::Borrowed(uri));
        };
        if self.path.is_empty() {
            return Some(Cow::Borrowed(uri));
        }
        if !path.is_empty() && !path.starts_with('/') {
            return self.is_optional.then_some(Cow::Borrowed(uri));
        }
        let path = if path.is_empty() { "/" } else { path };
        let query = uri.query().map(|query| format!("?{query}"));
        let text = format!("{path}{}", query.unwrap_or_default());
        let mut parts = uri.clone().into_parts();
        parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
        Uri::from_parts(parts).ok().map(Cow::Owned)
    }

    /// What is behind the base path, if a path begins with it. Escaped and plain characters are the same (RFC 3986, section
    /// 6.2.2.2), but for an escaped slash.
    fn removed_from<'p>(&self, path: &'p str) -> Option<&'p str> {
        if let Some(rest) = path.strip_prefix(&self.path) {
            return Some(rest);
        }
        let is_plain = |text: &str| !text.bytes().any(|byte| byte == b'%' || byte >= 0x80);
        if is_plain(&self.path) && is_plain(path) {
            return None;
        }
        let own = units(&self.path);
        let sent = units(path);
        let is_slash = |unit: &Unit| unit.byte == b'/' && !unit.is_escaped;
        let is_same =
            |(own, sent): (&Unit, &Unit)| own.byte == sent.byte && is_slash(own) == is_slash(sent);
        if sent.len() < own.len() || !own.iter().zip(&sent).all(is_same) {
            return None;
        }
        match sent.get(own.len()) {
            Some(next) => path.get(next.start..),
            None => Some(""),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relative(base: &str, is_optional: bool, uri: &str) -> Option<String> {
        let uri = uri.parse().unwrap();
        let relative = BasePath::new(base, is_optional).relative(&uri);
        relative.map(|uri| uri.to_string())
    }

    #[test]
    fn the_base_path_is_removed() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(relative("", false, "/pets?a=1"), some("/pets?a=1"));
        assert_eq!(relative("/v1/", false, "/v1/pets?a=1"), some("/pets?a=1"));
        assert_eq!(relative("/v1", false, "/v1"), some("/"));
        assert_eq!(relative("/v1", false, "/v1?a"), some("/?a"));
        assert_eq!(relative("/v1", false, "/v10/pets"), None);
        assert_eq!(relative("/v1", false, "/pets"), None);
        assert_eq!(relative("/v1", true, "/pets"), some("/pets"));
        assert_eq!(relative("/v1", true, "/v10/pets"), some("/v10/pets"));
        for base in ["/b\u{fc}ro/v 1", "/b%C3%BCro/v%201"] {
            let pets = "/b%C3%BCro/v%201/pets?a=1";
            assert_eq!(relative(base, false, pets), some("/pets?a=1"), "{base}");
            let pets = "/b%c3%bcro/%76%201/pets";
            assert_eq!(relative(base, false, pets), some("/pets"), "{base}");
            assert_eq!(
                relative(base, false, "/b%C3%BCro/v%201"),
                some("/"),
                "{base}"
            );
            assert_eq!(
                relative(base, false, "/b%C3%BCro%2Fv%201/pets"),
                None,
                "{base}"
            );
            assert_eq!(
                relative(base, false, "/b%C3%BCro/v%2010/pets"),
                None,
                "{base}"
            );
        }
        assert_eq!(relative("/v1", false, "/%761/pets"), some("/pets"));
        let absolute = "http://example.com/v1/pets";
        assert_eq!(
            relative("/v1", false, absolute),
            some("http://example.com/pets")
        );
    }
}
