//! The page at `/docs` to read and to try the API, and the list of its operations at `/llms.txt`.
//!
//! The page reads the document at `/openapi.json` in the browser; it is the same for every API.

use axum::http::header::CONTENT_SECURITY_POLICY;
use axum::http::HeaderValue;
use bytes::Bytes;

use super::resource::StaticResource;

const PAGE: &str = include_str!("docs/index.html");
const STYLE: &str = include_str!("docs/docs.css");
const ELEMENTS: &str = include_str!("docs/elements.js");
const DOCUMENT: &str = include_str!("docs/document.js");
const SCHEMA: &str = include_str!("docs/schema.js");
const REQUEST: &str = include_str!("docs/request.js");
const SCRIPT: &str = include_str!("docs/docs.js");

/// What the page may load: nothing from other hosts. It sends requests wherever its reader chooses, to the servers of the
/// document.
const POLICY: &str =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
    connect-src *; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

/// The files of the page, given the names of the operations in Rust, and the list of operations in Markdown.
pub(super) fn resources(names: Bytes, list: Bytes) -> Vec<StaticResource> {
    let mut page = StaticResource::new("/docs", "text/html; charset=utf-8", PAGE);
    let policy = HeaderValue::from_static(POLICY);
    page.headers.push((CONTENT_SECURITY_POLICY, policy));
    let script = |path, text| StaticResource::new(path, "text/javascript; charset=utf-8", text);
    vec![
        page,
        StaticResource::new("/docs/docs.css", "text/css; charset=utf-8", STYLE),
        script("/docs/elements.js", ELEMENTS),
        script("/docs/document.js", DOCUMENT),
        script("/docs/schema.js", SCHEMA),
        script("/docs/request.js", REQUEST),
        script("/docs/docs.js", SCRIPT),
        StaticResource::new("/docs/rust.json", "application/json", names),
        StaticResource::new("/llms.txt", "text/plain; charset=utf-8", list),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [&str; 7] = [PAGE, STYLE, ELEMENTS, DOCUMENT, SCHEMA, REQUEST, SCRIPT];

    /// The page has the policy as well, for web servers that send no such header.
    #[test]
    fn the_page_has_the_policy_of_the_header() {
        let (policy, _) = POLICY.split_once("; frame-ancestors").unwrap();
        assert!(PAGE.contains(&format!("content=\"{policy}\"")), "{policy}");
    }

    /// Text of a document becomes text nodes.
    #[test]
    fn the_page_makes_no_elements_from_markup() {
        for text in FILES {
            for name in [
                "innerHTML",
                "outerHTML",
                "HTMLUnsafe",
                "insertAdjacent",
                "document.write",
                "eval(",
                "Function(",
                "DOMParser",
            ] {
                assert!(!text.contains(name), "{name}");
            }
        }
    }

    /// `h` would take an object of the document for attributes if they were optional where there are children, and set
    /// properties if it did so by name. `tests/browser/stub.mjs` shows it with such documents.
    #[test]
    fn elements_have_attributes_of_the_page_only() {
        let mut calls = 0;
        for text in [ELEMENTS, SCHEMA, REQUEST, SCRIPT] {
            assert!(!text.contains("element["), "a property by its name");
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let text = text.replace("h( ", "h(");
            for (at, _) in text.match_indices("h(\"") {
                // The end of another name, such as `push`.
                let is_name = |it: char| it.is_alphanumeric() || ".`".contains(it);
                if text[..at].ends_with(is_name) {
                    continue;
                }
                let call = &text[at + 3..];
                let (_, after) = call.split_once('"').unwrap();
                let is_own = [")", ", {", ", attributes,"]
                    .iter()
                    .any(|it| after.starts_with(it));
                assert!(is_own, "{call:.60}");
                calls += 1;
            }
        }
        assert!(calls > 50, "{calls}");
    }

    #[test]
    fn the_page_refers_to_no_other_host() {
        for text in FILES {
            for after in text.split("://").skip(1) {
                // An example of a URI, which nothing is loaded from, and patterns of URLs.
                let is_host = after.starts_with(|first: char| first.is_ascii_alphanumeric());
                assert!(
                    !is_host || after.starts_with("example.com"),
                    "{:.40}",
                    after
                );
            }
        }
    }
}
