//! Examples of a request and of a response that belong together, by their names.

use serde::Deserialize;
use serde_json::Value;

use super::input::Input;
use super::operation::Operation;

/// The parts of a request's example: the values of parameters and of the body that have an example of one name.
#[derive(Deserialize)]
pub(super) struct RequestExample {
    name: String,
    /// The number of each parameter, and its value.
    #[serde(default)]
    parameters: Vec<(usize, Value)>,
    /// Of a body of JSON.
    body: Option<Value>,
}

/// The name of the request's example that a request equals, of several the one with the most parts.
pub(super) fn equal_example<'o>(
    operation: &'o Operation,
    input: &Input,
    body: Option<&Value>,
) -> Option<&'o str> {
    let mut best: Option<(usize, &RequestExample)> = None;
    for example in &operation.requests {
        let is_body = |expected: &Value| body == Some(expected);
        if example.body.as_ref().is_some_and(|it| !is_body(it)) {
            continue;
        }
        let mut parameters = example.parameters.iter();
        let is_sent = |(number, value): &(usize, Value)| {
            *number < operation.parameters.len()
                && input.parameters.get(*number).to_value() == *value
        };
        let parts = example.parameters.len() + usize::from(example.body.is_some());
        if parameters.all(is_sent) && best.is_none_or(|(most, _)| parts > most) {
            best = Some((parts, example));
        }
    }
    best.map(|(_, example)| example.name.as_str())
}
