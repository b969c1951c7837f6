//! Tests of the handlers. They include `handlers.rs` as a module, because it belongs to the program, not to the library.

#[path = "../src/handlers.rs"]
mod handlers;

use handlers::Handlers;
use events::api::server;

#[test]
fn every_operation_has_a_handler() {
    let _ = server::router(Handlers::default());
}
