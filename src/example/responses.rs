//! The responses of the mock: one for each status that an operation documents, with its named examples.

use serde_json::{Map, Value, json};

use super::{Direction, Samples};
use crate::api::contents::{distinct, is_equivalent};
use crate::api::{Content, Form, Operation, Response, Status};

/// The responses of the mock for an operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MockResponses {
    /// The one that is sent unless a request prefers another.
    pub first: Value,
    /// The others, in document order.
    pub others: Vec<Value>,
}

impl Samples<'_> {
    /// The responses of the mock for an operation, with the examples of the document if there are any. The first one is
    /// the first that is successful.
    pub fn mock(&mut self, operation: &Operation) -> MockResponses {
        let Some(first) = mocked_response(&operation.responses) else {
            return MockResponses {
                first: json!({ "status": 200 }),
                others: Vec::new(),
            };
        };
        let others = operation
            .responses
            .iter()
            .filter(|response| !std::ptr::eq(*response, first) && is_final(response.status));
        MockResponses {
            first: self.response(first),
            others: others.map(|response| self.response(response)).collect(),
        }
    }

    fn response(&mut self, response: &Response) -> Value {
        let mut mock = Map::new();
        let status = match response.status {
            Status::Code(code) => code,
            Status::Range(range) => u16::from(range) * 100,
            Status::Default => 200,
        };
        mock.insert("status".to_owned(), status.into());
        if !matches!(response.status, Status::Code(_)) {
            mock.insert("for".to_owned(), response.status.to_string().into());
        }
        let headers: Map<String, Value> = response
            .headers
            .iter()
            .filter_map(|header| Some((header.name.clone(), self.header(header)?)))
            .collect();
        if !headers.is_empty() {
            mock.insert("headers".to_owned(), headers.into());
        }
        let json = response
            .contents
            .iter()
            .find(|content| content.form == Form::Json);
        if let Some(content) = json.or(response.contents.first()) {
            self.content(content, &mut mock);
            let others = distinct(&response.contents).into_iter();
            let others = others
                .map(|other| &response.contents[other])
                .filter(|other| !is_equivalent(other, content));
            let others: Vec<Value> = others
                .map(|other| {
                    let mut mocked = Map::new();
                    self.content(other, &mut mocked);
                    mocked.into()
                })
                .collect();
            if !others.is_empty() {
                mock.insert("others".to_owned(), others.into());
            }
        }
        mock.into()
    }

    fn content(&mut self, content: &Content, mock: &mut Map<String, Value>) {
        mock.insert("type".to_owned(), content.sent_as().into());
        self.body(content, mock);
        self.named(content, mock);
    }

    /// Adds the named examples of a content: the name of the one that is its body, and the bodies of the others.
    fn named(&mut self, content: &Content, mock: &mut Map<String, Value>) {
        let mut others = Map::new();
        for example in &content.examples {
            let Some(name) = &example.name else {
                continue;
            };
            let named = self.example_body(content, &example.value);
            if !mock.contains_key("example") && named == mock.get("body").cloned() {
                mock.insert("example".to_owned(), name.clone().into());
            } else {
                others.extend(named.map(|body| (name.clone(), body)));
            }
        }
        if !others.is_empty() {
            mock.insert("examples".to_owned(), others.into());
        }
    }

    /// The body of one example. One of JSON is sent also if it violates its schema, since a request asks for it by name.
    fn example_body(&mut self, content: &Content, example: &Value) -> Option<Value> {
        match (content.form, content.schema, example) {
            (Form::Json, Some(schema), Value::String(text))
                if !self.accepts(schema, example, Direction::Response) =>
            {
                let inner = serde_json::from_str(text);
                Some(inner.unwrap_or_else(|_| example.clone()))
            }
            (Form::Json, ..) => Some(example.clone()),
            _ => {
                let mut only = content.clone();
                only.examples.retain(|other| other.value == *example);
                let mut body = Map::new();
                self.body(&only, &mut body);
                body.remove("body")
            }
        }
    }
}

/// The response that the mock sends: the first success, or `default`, or the first final status.
fn mocked_response(responses: &[Response]) -> Option<&Response> {
    let success = responses
        .iter()
        .find(|response| response.status.is_success());
    let default = || {
        responses
            .iter()
            .find(|response| response.status == Status::Default)
    };
    success
        .or_else(default)
        .or_else(|| responses.iter().find(|response| is_final(response.status)))
}

/// Whether a response of that status ends a request (RFC 9110 §15.2).
fn is_final(status: Status) -> bool {
    match status {
        Status::Code(code) => code == 101 || code >= 200,
        Status::Range(range) => range > 1,
        Status::Default => true,
    }
}
