//! What a server allows its clients.

use std::time::Duration;

/// Limits of a server's connections.
#[derive(Clone, Copy, Debug)]
pub(super) struct Settings {
    pub max_connections: usize,
    pub header_timeout: Duration,
    pub write_timeout: Duration,
    pub max_concurrent_streams: u32,
    pub shutdown_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            // Three quarters of the 1,024 descriptors that most systems allow a process; handlers need some, too.
            max_connections: 768,
            header_timeout: Duration::from_secs(30),
            write_timeout: Duration::from_secs(30),
            max_concurrent_streams: 100,
            shutdown_timeout: Duration::from_secs(30),
        }
    }
}
