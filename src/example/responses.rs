//! The responses of the mock: one for each status that an operation documents, with its named examples.

use indexmap::IndexSet;
use serde_json::{Map, Value, json};

use super::{Direction, Samples};
use crate::api::contents::{choices, sharing};
use crate::api::{Content, Example, Form, Operation, Response, Status};

/// The responses of the mock for an operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MockResponses {
    /// The one that is sent unless a request prefers another.
    pub first: Value,
    /// The others, in document order.
    pub others: Vec<Value>,
    /// The examples of requests that examples of responses belong to.
    pub requests: Vec<Value>,
}

impl Samples<'_> {
    /// The responses of the mock for an operation, with the examples of the document if there are any. The first one is
    /// the first that is successful.
    pub fn mock(&mut self, operation: &Operation) -> MockResponses {
        let Some(first) = mocked_response(&operation.responses) else {
            return MockResponses {
                first: json!({ "status": 200 }),
                ..MockResponses::default()
            };
        };
        let others = operation
            .responses
            .iter()
            .filter(|response| !std::ptr::eq(*response, first) && is_final(response.status));
        MockResponses {
            first: self.response(first),
            others: others.map(|response| self.response(response)).collect(),
            requests: requests(operation),
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
        // A client reads a body as the content that its media type names, and not as a range.
        let contents: Vec<&Content> = choices(response)
            .into_iter()
            .map(|(content, _)| &response.contents[content])
            .collect();
        let is_in = |content: &Content, variant: &Content| {
            let mut sharing = sharing(&response.contents, variant);
            sharing.any(|it| std::ptr::eq(it, content))
        };
        let is_read = |content: &Content| contents.iter().any(|it| is_in(content, it));
        let json = response
            .contents
            .iter()
            .find(|content| content.form == Form::Json && is_read(content));
        if let Some(content) = json.or(contents.first().copied()) {
            self.content(content, &mut mock);
            let others = contents.into_iter();
            let others: Vec<Value> = others
                .filter(|other| !is_in(content, other))
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

/// The examples of a request, by the names that examples of responses have as well; none where there is only one such name,
/// which the mock sends in any case.
fn requests(operation: &Operation) -> Vec<Value> {
    let responses = operation.responses.iter();
    let contents = responses.flat_map(|response| &response.contents);
    let examples = contents.flat_map(|content| &content.examples);
    let names: IndexSet<&str> = examples.filter_map(|it| it.name.as_deref()).collect();
    if names.len() < 2 {
        return Vec::new();
    }
    let requests = names.into_iter();
    requests
        .filter_map(|name| request(operation, name))
        .collect()
}

/// The values that the parameters and the body of a request have in the examples of one name.
fn request(operation: &Operation, name: &str) -> Option<Value> {
    let named = |examples: &[Example]| {
        let mut examples = examples.iter();
        let found = examples.find(|example| example.name.as_deref() == Some(name));
        found.map(|example| example.value.clone())
    };
    let parameters = operation.parameters.iter().enumerate();
    let parameters: Vec<Value> = parameters
        .filter_map(|(number, it)| Some(json!([number, named(&it.examples)?])))
        .collect();
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    let mut json = contents.filter(|content| content.form == Form::Json);
    let body = json.find_map(|content| named(&content.examples));
    if parameters.is_empty() && body.is_none() {
        return None;
    }
    let mut request = Map::new();
    request.insert("name".to_owned(), name.into());
    if !parameters.is_empty() {
        request.insert("parameters".to_owned(), parameters.into());
    }
    request.extend(body.map(|body| ("body".to_owned(), body)));
    Some(request.into())
}
