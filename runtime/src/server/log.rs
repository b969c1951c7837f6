//! A log that holds nothing up: its lines are written by a thread of their own, and where nobody reads them, those that
//! come then are dropped.

use std::io::{self, Write};
use std::sync::mpsc::{sync_channel, SyncSender};
use std::sync::OnceLock;

/// How many lines may wait to be written.
const WAITING: usize = 1024;

/// One entry of the log, on its way to standard error: `tracing_subscriber::fmt().with_writer(Log::new)`.
///
/// A server that wrote its log itself would stop at a pipe that is full, and its callers with it.
#[derive(Debug, Default)]
pub struct Log {
    entry: Vec<u8>,
}

impl Log {
    /// An entry with nothing in it yet.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.entry.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        if !self.entry.is_empty() {
            // Where too many wait already, nobody reads.
            let _ = lines().try_send(std::mem::take(&mut self.entry));
        }
    }
}

fn lines() -> &'static SyncSender<Vec<u8>> {
    static LINES: OnceLock<SyncSender<Vec<u8>>> = OnceLock::new();
    LINES.get_or_init(|| {
        let (sender, lines) = sync_channel::<Vec<u8>>(WAITING);
        std::thread::spawn(move || {
            for line in lines {
                let _ = io::stderr().write_all(&line);
            }
        });
        sender
    })
}
