//! Texts that are served unchanged: the document, and the page that shows it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use axum::http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use bytes::Bytes;

use super::problem::Problem;
use super::response::Response;

/// A text that is served unchanged.
pub(super) struct StaticResource {
    pub path: &'static str,
    pub media_type: &'static str,
    pub text: Bytes,
    /// Further headers.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    tag: OnceLock<String>,
}

impl StaticResource {
    pub fn new(path: &'static str, media_type: &'static str, text: impl Into<Bytes>) -> Self {
        Self {
            path,
            media_type,
            text: text.into(),
            headers: Vec::new(),
            tag: OnceLock::new(),
        }
    }

    /// The text, or 304 if the client has it. Clients ask each time, so that they see the text of a new version at once.
    pub fn response(&self, request: &HeaderMap) -> Result<Response, Problem> {
        let tag = self.tag.get_or_init(|| entity_tag(&self.text));
        let mut response = match is_known(request, tag) {
            true => Response::head(304).empty()?,
            false => Response::head(200).stream(self.media_type, self.text.clone())?,
        };
        let headers = response.headers_mut();
        headers.insert(ETAG, HeaderValue::from_str(tag).map_err(Problem::internal)?);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        let sniffing = HeaderName::from_static("x-content-type-options");
        headers.insert(sniffing, HeaderValue::from_static("nosniff"));
        headers.extend(self.headers.iter().cloned());
        Ok(response)
    }
}

/// A strong entity tag, which is the same for the same text.
fn entity_tag(text: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    format!("\"{:016x}\"", hasher.finish())
}

/// Whether `If-None-Match` lists an entity tag. Tags are compared weakly (RFC 9110, section 13.1.2).
fn is_known(request: &HeaderMap, tag: &str) -> bool {
    let values = request.get_all(IF_NONE_MATCH).iter();
    let lists = values.filter_map(|value| value.to_str().ok());
    // No tag of these has a comma.
    let mut tags = lists.flat_map(|list| list.split(',')).map(str::trim);
    tags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}
