//! A log that costs its writers little: lines are collected, and a thread of its own writes them in batches.

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

/// How long lines are collected before they are written.
const BATCH_TIME: Duration = Duration::from_millis(10);

/// Lines are written before that time when there are so many bytes of them.
const BATCH_BYTES: usize = 64 * 1024;

/// The most bytes that may wait to be written.
const MAX_BYTES: usize = 4 * 1024 * 1024;

/// How long a writer waits for room. When there is none by then, standard error is taken to be stuck.
const FULL_TIMEOUT: Duration = Duration::from_millis(500);

/// How long [`Log::flush_all`] waits.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(2);

/// One entry of the log, on its way to standard error: `tracing_subscriber::fmt().with_writer(Log::new)`.
///
/// Entries are written by a thread, at most ten milliseconds later. When four megabytes wait to be written, new entries wait for
/// room; when standard error is a pipe that is not read at all, they are counted instead, and their number is written once
/// there is room. So a full pipe does not stop the server.
///
/// [`Log::flush_all`] writes what still waits; [`serve`](super::serve()) does so before it returns, and a panic in any
/// thread does. Call it before `std::process::exit`.
#[derive(Debug, Default)]
pub struct Log {
    entry: Vec<u8>,
}

impl Log {
    /// An empty entry.
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits until all entries are written, two seconds at most.
    pub fn flush_all() {
        if let Some(queue) = QUEUE.get() {
            queue.flush();
        }
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
            queue().push(&self.entry);
        }
    }
}

static QUEUE: OnceLock<Queue> = OnceLock::new();

fn queue() -> &'static Queue {
    QUEUE.get_or_init(|| {
        let thread = std::thread::Builder::new().name("log".to_owned());
        let started = thread.spawn(|| queue().write_batches());
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            hook(panic);
            // It may end the process.
            Log::flush_all();
        }));
        Queue {
            has_thread: started.is_ok(),
            ..Queue::default()
        }
    })
}

/// Entries that wait to be written.
#[derive(Default)]
struct Queue {
    has_thread: bool,
    waiting: Mutex<Waiting>,
    /// Signals the thread that there are entries, or that they are to be written at once.
    filled: Condvar,
    /// Signals that there is room, or that entries have been written.
    written: Condvar,
}

#[derive(Default)]
struct Waiting {
    bytes: Vec<u8>,
    is_urgent: bool,
    is_writing: bool,
    /// Nothing could be written for a while: entries without room are not waited for.
    is_stuck: bool,
    lost: usize,
}

impl Queue {
    fn push(&self, entry: &[u8]) {
        if !self.has_thread {
            // There is no other place to report a failure.
            let _ = io::stderr().write_all(entry);
            return;
        }
        let mut waiting = self.lock();
        let has_room = |waiting: &Waiting| {
            waiting.bytes.is_empty() || waiting.bytes.len() + entry.len() <= MAX_BYTES
        };
        if !has_room(&waiting) {
            if !waiting.is_stuck {
                let is_full = |waiting: &mut Waiting| !has_room(waiting);
                let waited = self
                    .written
                    .wait_timeout_while(waiting, FULL_TIMEOUT, is_full);
                waiting = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
            if !has_room(&waiting) {
                waiting.is_stuck = true;
                waiting.lost += 1;
                return;
            }
        }
        let was_empty = waiting.bytes.is_empty();
        waiting.bytes.extend_from_slice(entry);
        let is_full = waiting.bytes.len() >= BATCH_BYTES && !waiting.is_urgent;
        waiting.is_urgent |= is_full;
        // Each signal is a system call, so there is one for a batch and none for a line.
        if was_empty || is_full {
            self.filled.notify_one();
        }
    }

    fn write_batches(&self) {
        let mut batch = Vec::new();
        loop {
            let mut waiting = self.lock();
            while waiting.bytes.is_empty() {
                let waited = self.filled.wait(waiting);
                waiting = waited.unwrap_or_else(PoisonError::into_inner);
            }
            let is_early = |waiting: &mut Waiting| !waiting.is_urgent;
            let waited = self
                .filled
                .wait_timeout_while(waiting, BATCH_TIME, is_early);
            waiting = waited.unwrap_or_else(PoisonError::into_inner).0;
            std::mem::swap(&mut batch, &mut waiting.bytes);
            let lost = std::mem::take(&mut waiting.lost);
            waiting.is_urgent = false;
            waiting.is_writing = true;
            drop(waiting);
            self.written.notify_all();
            let mut stderr = io::stderr();
            // There is no other place to report a failure.
            let _ = stderr.write_all(&batch);
            if lost > 0 {
                let _ = writeln!(
                    stderr,
                    "{lost} log entries are lost: standard error was full"
                );
            }
            batch.clear();
            let mut waiting = self.lock();
            waiting.is_writing = false;
            waiting.is_stuck = false;
            drop(waiting);
            self.written.notify_all();
        }
    }

    fn flush(&self) {
        let mut waiting = self.lock();
        if waiting.is_stuck {
            return;
        }
        waiting.is_urgent = !waiting.bytes.is_empty();
        self.filled.notify_one();
        let is_unwritten = |waiting: &mut Waiting| {
            !waiting.is_stuck && (waiting.is_writing || !waiting.bytes.is_empty())
        };
        // After the time there is nothing more to be done.
        let _ = self
            .written
            .wait_timeout_while(waiting, FLUSH_TIMEOUT, is_unwritten);
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    fn queue() -> Queue {
        Queue {
            has_thread: true,
            ..Queue::default()
        }
    }

    #[test]
    fn entries_are_urgent_when_there_are_enough_for_a_batch() {
        let queue = queue();
        for (length, is_urgent) in [(BATCH_BYTES - 1, false), (1, true), (1, true)] {
            queue.push(&vec![b'x'; length]);
            assert_eq!(queue.lock().is_urgent, is_urgent);
        }
        assert_eq!(queue.lock().bytes.len(), BATCH_BYTES + 1);
    }

    #[test]
    fn an_entry_waits_for_room() {
        let queue = queue();
        queue.push(&vec![b'a'; MAX_BYTES]);
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(FULL_TIMEOUT / 5);
                queue.lock().bytes.clear();
                queue.written.notify_all();
            });
            queue.push(b"b");
        });
        let waiting = queue.lock();
        assert_eq!((&waiting.bytes[..], waiting.lost), (&b"b"[..], 0));
    }

    #[test]
    fn entries_without_room_are_counted() {
        let queue = queue();
        for length in [MAX_BYTES - 2, 2, 1, 1] {
            queue.push(&vec![b'x'; length]);
        }
        let waiting = queue.lock();
        assert_eq!((waiting.bytes.len(), waiting.lost), (MAX_BYTES, 2));
        assert!(waiting.is_stuck);
    }

    #[test]
    fn an_entry_that_is_longer_than_the_queue_has_room_when_it_is_the_only_one() {
        let queue = queue();
        queue.push(&vec![b'x'; MAX_BYTES + 1]);
        let waiting = queue.lock();
        assert_eq!((waiting.bytes.len(), waiting.lost), (MAX_BYTES + 1, 0));
    }

    #[test]
    fn a_flush_returns_when_all_entries_are_written() {
        let queue: &Queue = Box::leak(Box::new(queue()));
        thread::spawn(|| queue.write_batches());
        queue.push(b"an entry of a test\n");
        queue.flush();
        let waiting = queue.lock();
        assert!(waiting.bytes.is_empty() && !waiting.is_writing);
    }

    #[test]
    fn entries_are_written_without_a_flush() {
        let queue: &Queue = Box::leak(Box::new(queue()));
        thread::spawn(|| queue.write_batches());
        for entry in ["a first entry of a test\n", "a second entry of a test\n"] {
            queue.push(entry.as_bytes());
            let waiting = queue.lock();
            let is_unwritten = |waiting: &mut Waiting| !waiting.bytes.is_empty();
            let waited =
                queue
                    .written
                    .wait_timeout_while(waiting, Duration::from_secs(20), is_unwritten);
            assert!(waited.unwrap().0.bytes.is_empty());
        }
    }
}
