//! The program as others see it: started, called over a socket, stopped and killed.

mod countries;
mod program;
mod stops;

/// Generated from the document, as the server is.
mod api {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}
