//! Tests of the handlers. They include the program as a module, because the handlers belong to it and not to the library.

#[path = "../src/main.rs"]
#[allow(dead_code, reason = "tests do not call `main`")]
mod program;

use webhooks::api::server;

use self::program::handlers::Handlers;

#[test]
fn every_operation_has_a_handler() {
    let _ = server::router(Handlers::default());
}
