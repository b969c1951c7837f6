//! Runtime expressions of callbacks (OpenAPI 3.1.1, section 4.8.20.4), evaluated for an exchange.

use axum::http::HeaderMap;
use serde_json::Value;

use crate::mock::proxy::{Answered, Exchange};
use crate::mock::state::{decoded, decoded_query, encoded, plain};

/// What expressions refer to.
pub(super) struct Expressions<'a> {
    pub exchange: &'a Exchange,
    /// The path of the operation in the document.
    pub template: &'a str,
    pub base_path: &'a str,
}

impl Expressions<'_> {
    /// An address with the values of its expressions: `{$request.body#/url}/done`, or an expression alone. None if one has no
    /// value. Values in the path and query are percent-encoded; those in front of it may be URLs, hosts and ports.
    pub fn evaluate(&self, address: &str) -> Option<String> {
        if address.starts_with('$') {
            return self.value(address);
        }
        let mut evaluated = String::new();
        let mut rest = address;
        while let Some((before, behind)) = rest.split_once('{') {
            let (expression, after) = behind.split_once('}')?;
            evaluated.push_str(before);
            let value = self.value(expression)?;
            let behind_scheme = evaluated.split_once("://");
            let behind_scheme = behind_scheme.map_or(evaluated.as_str(), |(_, behind)| behind);
            match behind_scheme.contains(['/', '?', '#']) {
                true => evaluated.push_str(&encoded(&value)),
                false => evaluated.push_str(&value),
            }
            rest = after;
        }
        evaluated.push_str(rest);
        Some(evaluated)
    }

    fn value(&self, expression: &str) -> Option<String> {
        let exchange = self.exchange;
        match expression {
            "$url" => return Some(exchange.target.to_string()),
            "$method" => return Some(exchange.method.to_string()),
            "$statusCode" => return Some(self.response()?.0.to_string()),
            _ => {}
        }
        if let Some(source) = expression.strip_prefix("$request.") {
            if let Some(name) = source.strip_prefix("query.") {
                return self.query(name);
            }
            if let Some(name) = source.strip_prefix("path.") {
                return self.path(name);
            }
            return part(source, &exchange.headers, &exchange.body);
        }
        let source = expression.strip_prefix("$response.")?;
        let (_, headers, body) = self.response()?;
        part(source, headers, body)
    }

    fn response(&self) -> Option<(u16, &HeaderMap, &[u8])> {
        match &self.exchange.answered {
            Answered::Failed(_) => None,
            Answered::Response {
                status,
                headers,
                body,
                ..
            } => Some((status.as_u16(), headers, body)),
        }
    }

    fn query(&self, name: &str) -> Option<String> {
        let query = self.exchange.target.query()?;
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let (_, value) = pairs.find(|(key, _)| decoded_query(key) == name)?;
        Some(decoded_query(value))
    }

    /// The value of `{name}` in the template of the path. Segments are compared from the end, since an upstream may have a path
    /// of its own.
    fn path(&self, name: &str) -> Option<String> {
        let template = path_of(self.template);
        let path = self.exchange.target.path();
        let path = path.strip_prefix(self.base_path).unwrap_or(path);
        let mut segments = template.rsplit('/').zip(path.rsplit('/'));
        segments.find_map(|(template, segment)| {
            let mut values = captured(template, segment)?.into_iter();
            let (_, value) = values.find(|(known, _)| *known == name)?;
            Some(decoded(value))
        })
    }
}

/// A path of the document without the query or fragment that tells operations apart.
fn path_of(template: &str) -> &str {
    let end = template.find(['?', '#']).unwrap_or(template.len());
    template.get(..end).unwrap_or(template)
}

/// Whether a request to this path may be for the operation with this template.
pub(super) fn may_match(template: &str, path: &str) -> bool {
    let (mut templates, mut segments) = (path_of(template).split('/'), path.split('/'));
    loop {
        match (templates.next(), segments.next()) {
            (None, None) => return true,
            (Some(template), Some(segment)) => {
                let is_equal = || decoded(template) == decoded(segment);
                if !template.contains('{') && !is_equal() {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

/// The names and values of the templates in a segment; none if it does not match. As in the server, the first ones take as
/// much as they can: `{name}.{ext}` takes `a.tar` and `gz` from `a.tar.gz`.
fn captured<'a>(template: &'a str, segment: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let (first, pieces) = template.split_once('{')?;
    let mut rest = segment.strip_prefix(first)?;
    let pieces: Option<Vec<_>> = pieces.split('{').map(|it| it.split_once('}')).collect();
    let mut values = Vec::new();
    let mut following = None;
    for (name, literal) in pieces?.into_iter().rev() {
        rest = match following {
            None => rest.strip_suffix(literal)?,
            Some(following) => {
                let (before, value) = rest.rsplit_once(literal)?;
                values.push((following, value));
                before
            }
        };
        following = Some(name);
    }
    values.extend(following.map(|name| (name, rest)));
    Some(values)
}

/// A header, or a value of the body.
fn part(source: &str, headers: &HeaderMap, body: &[u8]) -> Option<String> {
    if let Some(name) = source.strip_prefix("header.") {
        return Some(headers.get(name)?.to_str().ok()?.to_owned());
    }
    let pointer = source.strip_prefix("body")?;
    let Some(pointer) = pointer.strip_prefix('#') else {
        return pointer
            .is_empty()
            .then(|| String::from_utf8_lossy(body).into_owned());
    };
    if let Ok(value) = serde_json::from_slice::<Value>(body) {
        return value.pointer(pointer).map(plain);
    }
    // A form.
    let name = pointer.strip_prefix('/')?;
    let text = std::str::from_utf8(body).ok()?;
    let mut pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(key, _)| decoded_query(key) == name)?;
    Some(decoded_query(value))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use axum::http::StatusCode;

    use super::*;

    #[test]
    fn values_are_encoded_in_paths_and_queries_only() {
        let exchange = exchange("/jobs/a.tar.gz", r#"{"host":"h:80","path":"/a/b"}"#);
        let expressions = Expressions {
            exchange: &exchange,
            template: "/jobs/{name}.{ext}?kind=a",
            base_path: "",
        };
        for (address, expected) in [
            (
                "http://{$request.body#/host}/?p={$request.body#/path}",
                "http://h:80/?p=%2Fa%2Fb",
            ),
            (
                "{$url}{$request.body#/path}",
                "http://a/jobs/a.tar.gz%2Fa%2Fb",
            ),
            (
                "http://{$request.body#/host}{$request.body#/path}",
                "http://h:80/a/b",
            ),
            ("{$request.path.name} {$request.path.ext}", "a.tar gz"),
        ] {
            assert_eq!(expressions.evaluate(address).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_path_may_be_that_of_a_template_with_as_many_segments() {
        for (template, path, expected) in [
            ("/jobs/{id}", "/jobs/7", true),
            ("/jobs/{id}?kind=a", "/jobs/7", true),
            ("/a%20b/{name}.{ext}", "/a%20b/c.d", true),
            ("/jobs/{id}", "/jobs", false),
            ("/jobs/{id}", "/jobs/7/log", false),
            ("/jobs/{id}", "/uploads/7", false),
        ] {
            assert_eq!(may_match(template, path), expected, "{template} {path}");
        }
    }

    fn exchange(path: &str, body: &str) -> Exchange {
        Exchange {
            started: SystemTime::UNIX_EPOCH,
            target: format!("http://a{path}").parse().unwrap(),
            method: "POST".parse().unwrap(),
            headers: HeaderMap::new(),
            body: body.to_owned().into(),
            operation: None,
            findings: Vec::new(),
            wait: Duration::ZERO,
            receive: Duration::ZERO,
            answered: Answered::Failed(String::new()),
        }
    }

    #[test]
    fn expressions_have_the_values_of_request_and_response() {
        let mut headers = HeaderMap::new();
        headers.insert("x-to", "http://h".parse().unwrap());
        let body = r#"{"url":"http://b","list":[{"id":5}]}"#;
        let exchange = Exchange {
            headers: headers.clone(),
            answered: Answered::Response {
                status: StatusCode::CREATED,
                headers,
                body: r#"{"id":3}"#.into(),
                is_complete: true,
                is_mocked: false,
            },
            ..exchange("/v1/jobs/7%20b?q=a%26b", body)
        };
        let expressions = Expressions {
            exchange: &exchange,
            template: "/jobs/{id}",
            base_path: "/v1",
        };
        for (address, expected) in [
            ("{$request.body#/url}/a", Some("http://b/a")),
            ("$request.header.X-To", Some("http://h")),
            ("{$request.body#/list/0/id}", Some("5")),
            (
                "http://c/{$request.path.id}?q={$request.query.q}",
                Some("http://c/7%20b?q=a%26b"),
            ),
            (
                "{$response.body#/id}-{$response.header.x-to}-{$statusCode}",
                Some("3-http://h-201"),
            ),
            (
                "{$method} {$url}",
                Some("POST http://a/v1/jobs/7%20b?q=a%26b"),
            ),
            ("http://plain", Some("http://plain")),
            ("{$request.body#/none}", None),
            ("{$request.query.none}", None),
            ("{$other}", None),
            ("{$request.body#/url", None),
        ] {
            assert_eq!(
                expressions.evaluate(address).as_deref(),
                expected,
                "{address}"
            );
        }
    }
}
