//! Formats that are often mistaken for OpenAPI: how to recognize them, and what to do instead.

use std::ops::Range;

use super::Node;

/// The format, with an article, and what to do.
pub(crate) type Foreign = (&'static str, &'static str);

/// By the beginning of the text, ignoring white space and case. The first match counts.
const TEXTS: &[(&str, Foreign)] = &[
    ("<!doctype html", PAGE),
    ("<html", PAGE),
    ("#%raml", ("a RAML document", CONVERT)),
    ("format: 1a", ("an API Blueprint", CONVERT)),
    (
        "syntax = \"proto",
        ("a Protocol Buffers definition", CONVERT),
    ),
    ("type query", GRAPHQL),
    ("schema {", GRAPHQL),
    (
        "#!/",
        ("a script", "run it, and save the document that it prints"),
    ),
];

/// By the name of an XML document's root element.
const ELEMENTS: &[(&str, Foreign)] = &[
    ("html", PAGE),
    ("application", ("a WADL document", CONVERT)),
    (
        "definitions",
        (
            "a WSDL document",
            "it describes a SOAP service, and only OpenAPI is read",
        ),
    ),
    ("schema", ("an XML schema", "only OpenAPI is read")),
    ("Edmx", ("OData metadata", CONVERT)),
];

/// By members, as JSON pointers, all of which must exist. The first match counts.
const MEMBERS: &[(&[&str], Foreign)] = &[
    (&["/info/_postman_id"], POSTMAN),
    (&["/info/schema", "/item"], POSTMAN),
    (&["/collection/info", "/collection/item"], POSTMAN),
    (
        &["/_type", "/resources"],
        (
            "an Insomnia export",
            "export the design document as OpenAPI instead",
        ),
    ),
    (
        &["/log/entries"],
        (
            "a HAR recording",
            "it records requests, and does not describe an API",
        ),
    ),
    (
        &["/asyncapi"],
        (
            "an AsyncAPI document",
            "it describes messages, and only OpenAPI is read",
        ),
    ),
    (
        &["/arazzo"],
        (
            "an Arazzo document",
            "pass the OpenAPI document that it names under `sourceDescriptions`",
        ),
    ),
    (
        &["/overlay", "/actions"],
        (
            "an overlay",
            "apply it to its OpenAPI document, and pass the result",
        ),
    ),
    (
        &["/discoveryVersion"],
        ("a Google discovery document", CONVERT),
    ),
    (&["/smithy"], ("a Smithy model", CONVERT)),
    (&["/swaggerVersion"], ("a Swagger 1 document", CONVERT)),
    (
        &["/AWSTemplateFormatVersion"],
        ("a CloudFormation template", INSIDE),
    ),
    (&["/apiVersion", "/kind"], ("a Kubernetes manifest", INSIDE)),
    (&["/__schema"], GRAPHQL),
    (&["/data/__schema"], GRAPHQL),
    (&["/$schema"], SCHEMA),
    (&["/$defs"], SCHEMA),
    (&["/type", "/properties"], SCHEMA),
    (
        &["/name", "/version", "/dependencies"],
        ("a package's manifest", "pass the OpenAPI document instead"),
    ),
];

const PAGE: Foreign = (
    "a web page",
    "save the document itself, not the page that displays it",
);
const GRAPHQL: Foreign = ("a GraphQL schema", "only OpenAPI is read");
const POSTMAN: Foreign = (
    "a Postman collection",
    "export the API as OpenAPI instead, or convert the collection",
);
const SCHEMA: Foreign = (
    "a JSON Schema",
    "put it under `components/schemas` of an OpenAPI document",
);
const XML: Foreign = ("an XML document", "an OpenAPI document is YAML or JSON");

const CONVERT: &str = "convert it to OpenAPI first";
const INSIDE: &str = "if it contains an OpenAPI document, pass that one alone";

/// Recognizes the format of a text that is neither YAML nor JSON, or has no structure as such; also returns the range
/// that shows it.
pub(super) fn of_text(text: &str) -> Option<(Foreign, Range<usize>)> {
    let start = text.len() - text.trim_start().len();
    let line = text[start..].lines().next().unwrap_or_default().trim_end();
    let begins = |with: &str| {
        line.get(..with.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(with))
    };
    let kind = TEXTS
        .iter()
        .find(|(with, _)| begins(with))
        .map(|(_, kind)| *kind);
    let kind = match kind {
        None if line.starts_with('<') => of_element(outermost(&text[start..])?),
        kind => kind?,
    };
    Some((kind, start..start + line.len()))
}

fn of_element(name: &str) -> Foreign {
    ELEMENTS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(XML, |(_, kind)| *kind)
}

/// The name of the first element of an XML text, without its prefix.
fn outermost(text: &str) -> Option<&str> {
    let mut tags = text
        .split('<')
        .skip(1)
        .filter(|tag| !tag.starts_with(['?', '!']));
    let tag = tags
        .next()
        .filter(|tag| tag.starts_with(char::is_alphabetic))?;
    let name = tag
        .split(|end: char| end.is_whitespace() || "/>".contains(end))
        .next()?;
    Some(name.rsplit(':').next().unwrap_or(name))
}

/// Recognizes the format of a document without a version of OpenAPI, by its members.
pub(crate) fn of_members(root: &Node) -> Option<Foreign> {
    let has_all = |pointers: &[&str]| {
        pointers
            .iter()
            .all(|pointer| root.pointer(pointer).is_some())
    };
    MEMBERS
        .iter()
        .find(|(pointers, _)| has_all(pointers))
        .map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_recognized() {
        let kind = |text| of_text(text).map(|((what, _), _)| what);
        assert_eq!(kind("\n<!DOCTYPE HTML>\n<p>"), Some("a web page"));
        assert_eq!(
            kind("<?xml version='1.0'?>\n<!-- x -->\n<wsdl:definitions a='b'>"),
            Some("a WSDL document")
        );
        assert_eq!(kind("<note/>"), Some("an XML document"));
        assert_eq!(kind("#%RAML 1.0\ntitle: Pets"), Some("a RAML document"));
        assert_eq!(
            kind("type Query {\n  pets: [Pet]\n}"),
            Some("a GraphQL schema")
        );
        assert_eq!(kind("openapi: 3.1.0"), None);
        assert_eq!(kind("<<: *x"), None);
    }
}
