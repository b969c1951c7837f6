//! The program as others see it: started, called over a socket, stopped and killed.

mod countries;
mod program;
mod stops;

/// Generated from the document, as the server is.
mod client {
    include!(concat!(env!("OUT_DIR"), "/client.rs"));
}
