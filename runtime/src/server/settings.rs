//! What a server allows its clients.

use std::time::Duration;

/// Limits of a server's connections.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    pub connections: usize,
    pub header_timeout: Duration,
    pub write_timeout: Duration,
    pub streams: u32,
    pub shutdown_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            // Three quarters of the 1,024 descriptors that most systems allow a process; handlers need some, too.
            connections: 768,
            header_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            streams: 100,
            shutdown_timeout: Duration::from_secs(30),
        }
    }
}
