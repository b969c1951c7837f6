//! Tests of the handlers. They belong to the program, so that a change of theirs does not compile the generated code again.

#[path = "../src/handlers.rs"]
mod handlers;

use handlers::Handlers;
use pet_store::api::server;

#[test]
fn every_operation_has_a_handler() {
    let _ = server::router(Handlers::default());
}
