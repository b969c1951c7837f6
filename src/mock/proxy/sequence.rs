//! The items of a response that is a sequence: JSON Lines, JSON text sequences and event streams.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use specfirst_runtime::items::{Framing, ItemError, ItemRules, read};
use specfirst_runtime::json::{DuplicateMembers, Json};
use specfirst_runtime::schema::{Budget, Direction, Schema, SchemaViolation, Schemas};
use specfirst_runtime::stream::{BoxError, ByteStream};

/// The violations of an item.
#[derive(Debug)]
struct Invalid(Vec<SchemaViolation>);

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the item is invalid")
    }
}

impl std::error::Error for Invalid {}

/// The violations by the items of a body, up to a number of them, with the number of the item in front of their pointers. The
/// last item of a body that is not complete is left out.
pub(super) fn violations(
    body: &[u8],
    framing: Framing,
    is_complete: bool,
    schemas: &Arc<Schemas>,
    schema: &Arc<Schema>,
    most: usize,
) -> Vec<SchemaViolation> {
    let body = match is_complete {
        true => body,
        false => ended(body, framing),
    };
    let budget = Budget::for_request(body.len());
    let (schemas, schema) = (Arc::clone(schemas), Arc::clone(schema));
    let convert = move |item: Result<Json<'_>, ItemError>| -> Result<(), BoxError> {
        let violations = schemas.check(&schema, item?, Direction::Response, &budget);
        match violations.is_empty() {
            true => Ok(()),
            false => Err(Box::new(Invalid(violations))),
        }
    };
    let rules = ItemRules {
        limit: body.len(),
        duplicates: DuplicateMembers::Refuse,
    };
    let items = read(ByteStream::from(body.to_vec()), framing, rules, convert);
    let mut items = pin!(items);
    let mut task = Context::from_waker(Waker::noop());
    let mut found = Vec::new();
    let mut number = 0;
    // All of the body is there, so that no item has to be waited for.
    while let Poll::Ready(Some(item)) = items.as_mut().poll_next(&mut task) {
        if let Err(error) = item {
            let violations = match error.downcast::<Invalid>() {
                Ok(invalid) => invalid.0,
                Err(error) => vec![SchemaViolation {
                    pointer: String::new(),
                    code: "parse",
                    message: error.to_string(),
                }],
            };
            found.extend(violations.into_iter().map(|violation| SchemaViolation {
                pointer: format!("/{number}{}", violation.pointer),
                ..violation
            }));
        }
        if found.len() >= most {
            found.truncate(most);
            break;
        }
        number += 1;
    }
    found
}

/// The beginning of a body, without what comes after its last delimiter.
fn ended(body: &[u8], framing: Framing) -> &[u8] {
    let is_delimiter = |byte: &u8| match framing {
        Framing::Sequence => *byte == 0x1e,
        Framing::Lines => *byte == b'\n',
        Framing::Events | Framing::EventData => matches!(byte, b'\n' | b'\r'),
    };
    let end = match (body.iter().rposition(is_delimiter), framing) {
        (None, _) => 0,
        // A record separator is in front of its item.
        (Some(at), Framing::Sequence) => at,
        // The empty line at the end of an event is a part of it.
        (Some(at), _) => at + 1,
    };
    body.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_item_of_a_part_of_a_body_is_checked_if_it_has_ended() {
        let schemas = Arc::new(Schemas::new(Vec::<(String, String)>::new()));
        let schema = Arc::new(Schema::compile(&serde_json::json!({ "type": "integer" })));
        for (framing, body, expected) in [
            (Framing::EventData, "data: \"a\"\n\n", "/0"),
            (
                Framing::EventData,
                "data: 1\r\rdata: \"a\"\r\rdata: \"b",
                "/1",
            ),
            (Framing::EventData, "data: 1\r\n\r\ndata: \"a\"\r\n\r", "/1"),
            (Framing::EventData, "data: \"a\"\n", ""),
            (Framing::Lines, "1\n\"a\"\n\"b", "/1"),
            (Framing::Sequence, "\u{1e}\"a\"\n\u{1e}\"b\"\n", "/0"),
        ] {
            let found = violations(body.as_bytes(), framing, false, &schemas, &schema, 9);
            let pointers: Vec<_> = found.iter().map(|it| it.pointer.as_str()).collect();
            assert_eq!(pointers.join(" "), expected, "{body:?}");
        }
        let body = "\"a\"\n".repeat(20);
        let found = violations(body.as_bytes(), Framing::Lines, true, &schemas, &schema, 9);
        assert_eq!(found.len(), 9);
    }
}
