//! Tests of the program from outside: it is started, called over a socket, stopped and killed.

mod countries;
mod program;
mod stops;

/// The client, generated from the same document as the server.
mod api {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}
