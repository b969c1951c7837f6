//! Runtime expressions of callbacks (OpenAPI 3.1.1, section 4.8.20.4), evaluated for an exchange.

use axum::http::HeaderMap;
use serde_json::Value;

use crate::mock::proxy::{Answered, Exchange};
use crate::mock::state::{decoded, decoded_query, plain};

/// What expressions refer to.
pub(super) struct Expressions<'a> {
    pub exchange: &'a Exchange,
    /// The path of the operation in the document.
    pub template: &'a str,
    pub base_path: &'a str,
}

impl Expressions<'_> {
    /// An address with the values of its expressions: `{$request.body#/url}/done`, or an expression alone. None if one has no
    /// value.
    pub fn evaluate(&self, address: &str) -> Option<String> {
        if address.starts_with('$') {
            return self.value(address);
        }
        let mut evaluated = String::new();
        let mut rest = address;
        while let Some((before, behind)) = rest.split_once('{') {
            let (expression, after) = behind.split_once('}')?;
            evaluated.push_str(before);
            evaluated.push_str(&self.value(expression)?);
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
        let end = self
            .template
            .find(['?', '#'])
            .unwrap_or(self.template.len());
        let template = self.template.get(..end)?;
        let path = self.exchange.target.path();
        let path = path.strip_prefix(self.base_path).unwrap_or(path);
        let mut segments = template.rsplit('/').zip(path.rsplit('/'));
        segments.find_map(|(template, segment)| {
            let (before, after) = template.split_once(&format!("{{{name}}}"))?;
            let value = segment.strip_prefix(before)?.strip_suffix(after)?;
            Some(decoded(value))
        })
    }
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
    fn expressions_have_the_values_of_request_and_response() {
        let mut headers = HeaderMap::new();
        headers.insert("x-to", "http://h".parse().unwrap());
        let exchange = Exchange {
            started: SystemTime::UNIX_EPOCH,
            target: "http://a/v1/jobs/7%20b?q=a%26b".parse().unwrap(),
            method: "POST".parse().unwrap(),
            headers: headers.clone(),
            body: r#"{"url":"http://b","list":[{"id":5}]}"#.into(),
            operation: None,
            findings: Vec::new(),
            wait: Duration::ZERO,
            receive: Duration::ZERO,
            answered: Answered::Response {
                status: StatusCode::CREATED,
                headers,
                body: r#"{"id":3}"#.into(),
                is_complete: true,
                is_mocked: false,
            },
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
                Some("http://c/7 b?q=a&b"),
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
