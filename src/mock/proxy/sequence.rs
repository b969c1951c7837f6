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

/// The violations by all items of a body, with the number of the item in front of their pointers. The last item of a body that
/// is not complete is left out.
pub(super) fn violations(
    body: &[u8],
    framing: Framing,
    is_complete: bool,
    schemas: &Arc<Schemas>,
    schema: &Arc<Schema>,
) -> Vec<SchemaViolation> {
    let separator = match framing {
        Framing::Sequence => 0x1e,
        _ => b'\n',
    };
    let end = body.iter().rposition(|byte| *byte == separator);
    let body = match is_complete {
        true => body,
        false => body.get(..end.unwrap_or_default()).unwrap_or_default(),
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
        number += 1;
    }
    found
}
