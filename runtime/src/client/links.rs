//! Links in headers: `Link` (RFC 8288), and `Location`, which may be relative.

use std::iter::Peekable;
use std::str::Chars;

use http::header::LINK;
use http::HeaderMap;
use reqwest::Url;

/// The links of a response's `Link` header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links(Vec<Link>);

/// A link of a `Link` header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    target: String,
    parameters: Vec<(String, String)>,
}

impl Links {
    /// Parses the value of a `Link` header, or the values of several, joined by commas. What is not a link is skipped.
    pub fn parse(text: &str) -> Self {
        let mut chars = text.chars().peekable();
        let mut links = Vec::new();
        while chars.peek().is_some() {
            links.extend(Link::parse(&mut chars));
        }
        Self(links)
    }

    /// The links of all `Link` headers, such as those of an error response.
    pub fn of_headers(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(LINK).iter();
        let lines = lines.filter_map(|line| std::str::from_utf8(line.as_bytes()).ok());
        Self(lines.flat_map(|line| Self::parse(line).0).collect())
    }

    /// The first link of this relation type, such as `next`. Links from another resource than that of the response, which have
    /// an `anchor`, are left out.
    pub fn rel(&self, relation: &str) -> Option<&Link> {
        let mut links = self.0.iter();
        links.find(|link| link.has_rel(relation) && link.parameter("anchor").is_none())
    }

    /// All links, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Link> {
        self.0.iter()
    }
}

impl Link {
    /// The target as it was sent, which may be relative.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The target as an absolute URL; `request` is the URL of the request. `None` if one of them is no URL.
    pub fn resolve(&self, request: &str) -> Option<String> {
        resolve(request, &self.target)
    }

    /// Whether the link has this relation type. A link may have several.
    pub fn has_rel(&self, relation: &str) -> bool {
        let relations = self.parameter("rel").unwrap_or_default();
        let mut relations = relations.split_ascii_whitespace();
        relations.any(|it| it.eq_ignore_ascii_case(relation))
    }

    /// A parameter, such as `title`; the first, if there are several of the name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        let found = parameters.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Parses `<target>; name=value` up to the comma behind it.
    fn parse(chars: &mut Peekable<Chars<'_>>) -> Option<Self> {
        skip_spaces(chars);
        if chars.next_if_eq(&'<').is_none() {
            skip_element(chars);
            return None;
        }
        let mut target = String::new();
        loop {
            match chars.next()? {
                '>' => break,
                char => target.push(char),
            }
        }
        let mut parameters = Vec::new();
        skip_spaces(chars);
        while chars.next_if_eq(&';').is_some() {
            parameters.extend(parameter(chars));
            skip_spaces(chars);
        }
        skip_element(chars);
        Some(Self {
            target: target.trim().to_owned(),
            parameters,
        })
    }
}

/// Resolves a reference, such as the value of `Location`, against the URL of the request (RFC 3986, section 5). The result is
/// absolute; `None` if `request` is no absolute URL or the reference is not valid.
pub fn resolve(request: &str, reference: &str) -> Option<String> {
    let url = Url::parse(request).ok()?.join(reference).ok()?;
    Some(url.into())
}

/// Reads a parameter, whose value may be in quotes or absent; `None` where only a semicolon stands.
fn parameter(chars: &mut Peekable<Chars<'_>>) -> Option<(String, String)> {
    skip_spaces(chars);
    let name = token(chars);
    skip_spaces(chars);
    let mut value = String::new();
    if chars.next_if_eq(&'=').is_some() {
        skip_spaces(chars);
        value = match chars.next_if_eq(&'"') {
            Some(_) => quoted(chars),
            None => token(chars),
        };
    }
    (!name.is_empty()).then_some((name, value))
}

fn token(chars: &mut Peekable<Chars<'_>>) -> String {
    let is_part = |char: &char| !char.is_whitespace() && !matches!(char, ';' | ',' | '=');
    std::iter::from_fn(|| chars.next_if(is_part)).collect()
}

/// The text up to the closing quote.
fn quoted(chars: &mut Peekable<Chars<'_>>) -> String {
    let mut text = String::new();
    while let Some(char) = chars.next() {
        match char {
            '"' => break,
            '\\' => text.extend(chars.next()),
            char => text.push(char),
        }
    }
    text
}

fn skip_spaces(chars: &mut Peekable<Chars<'_>>) {
    while chars.next_if(|char| char.is_whitespace()).is_some() {}
}

/// Skips what is left of an element, and the comma behind it.
fn skip_element(chars: &mut Peekable<Chars<'_>>) {
    while let Some(char) = chars.next() {
        match char {
            ',' => break,
            '"' => drop(quoted(chars)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(text: &str) -> Vec<(String, String)> {
        let links = Links::parse(text);
        let pairs = links.iter().map(|link| {
            let rel = link.parameter("rel").unwrap_or_default();
            (link.target().to_owned(), rel.to_owned())
        });
        pairs.collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        let pairs = expected.iter();
        pairs
            .map(|(target, rel)| ((*target).to_owned(), (*rel).to_owned()))
            .collect()
    }

    #[test]
    fn links_have_targets_and_parameters() {
        let text = r#"</a?x=1,2;y>; rel="next prev"; title="a \"b\", <c>; d" , <b>;rel=last,<c>"#;
        assert_eq!(
            targets(text),
            pairs(&[("/a?x=1,2;y", "next prev"), ("b", "last"), ("c", "")])
        );
        let links = Links::parse(text);
        let next = links.rel("NEXT").unwrap();
        assert_eq!(next.parameter("Title"), Some(r#"a "b", <c>; d"#));
        assert_eq!(links.rel("prev"), Some(next));
        assert_eq!(links.rel("last").unwrap().target(), "b");
        assert_eq!(links.rel("first"), None);
    }

    #[test]
    fn the_first_of_several_parameters_of_a_name_counts() {
        let text = "<a>; rel=next; rel=last, <b>; rel=last";
        let links = Links::parse(text);
        assert_eq!(links.rel("last").unwrap().target(), "b");
    }

    #[test]
    fn links_from_other_resources_are_left_out() {
        let links = Links::parse(r##"<a>; rel=next; anchor="#part", <b>; rel=next"##);
        assert_eq!(links.rel("next").unwrap().target(), "b");
        assert_eq!(links.iter().count(), 2);
    }

    #[test]
    fn what_is_not_a_link_is_skipped() {
        assert!(targets("").is_empty());
        assert_eq!(targets(", ,, <a>; rel=next,"), pairs(&[("a", "next")]));
        assert_eq!(
            targets("a; rel=\"x, <y>\", <b>;;rel=up;"),
            pairs(&[("b", "up")])
        );
        assert_eq!(targets("<a>; rel = \"next"), pairs(&[("a", "next")]));
        assert_eq!(
            targets("<a>; rel=next x, <b>"),
            pairs(&[("a", "next"), ("b", "")])
        );
        assert!(targets("<a").is_empty());
    }

    #[test]
    fn references_are_resolved_against_the_url_of_the_request() {
        let request = "https://example.com/v1/pets?page=1";
        for (reference, expected) in [
            ("/v1/pets/7", "https://example.com/v1/pets/7"),
            ("pets/7", "https://example.com/v1/pets/7"),
            ("7", "https://example.com/v1/7"),
            ("?page=2", "https://example.com/v1/pets?page=2"),
            ("//other.example/x", "https://other.example/x"),
            ("http://other.example", "http://other.example/"),
            ("", request),
        ] {
            assert_eq!(
                resolve(request, reference).as_deref(),
                Some(expected),
                "{reference}"
            );
        }
        assert_eq!(resolve("/v1/pets", "7"), None);
        assert_eq!(resolve(request, "http://["), None);
        let link = Links::parse("<?page=2>; rel=next");
        let next = link.rel("next").unwrap().resolve(request);
        assert_eq!(next.as_deref(), Some("https://example.com/v1/pets?page=2"));
    }
}
