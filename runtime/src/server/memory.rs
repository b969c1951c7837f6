//! Memory for the bodies that are read as a whole, shared by all requests of a service.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{timeout_at, Instant};

/// The unit of reservations, in bytes.
const UNIT: usize = 1024;

/// How many requests may wait for memory. More would only occupy connections that others need.
const MAX_WAITING: usize = 64;

/// A limit on the bytes of all bodies together.
pub(super) struct BodyMemory {
    free: Arc<Semaphore>,
    units: u32,
    waiting: AtomicUsize,
    parsers: Arc<Semaphore>,
}

/// Permission to parse a large body and to convert it to its type.
pub(super) type ParserPermit = OwnedSemaphorePermit;

/// Memory of a body, free again when this is dropped.
pub(super) struct Reservation {
    #[allow(dead_code, reason = "it frees the memory when it is dropped")]
    permit: OwnedSemaphorePermit,
}

impl Reservation {
    /// Frees all but so many bytes.
    #[cfg(feature = "multipart")]
    pub fn shrink(&mut self, bytes: usize) {
        let units = bytes.div_ceil(UNIT);
        let surplus = self.permit.num_permits().saturating_sub(units);
        drop(self.permit.split(surplus));
    }

    /// Splits so many bytes off.
    #[cfg(feature = "multipart")]
    pub fn split(&mut self, bytes: usize) -> Option<Self> {
        let units = bytes.div_ceil(UNIT).min(self.permit.num_permits());
        let permit = self.permit.split(units)?;
        Some(Self { permit })
    }
}

impl BodyMemory {
    pub fn new(bytes: usize) -> Self {
        let most = Semaphore::MAX_PERMITS.min(u32::MAX as usize);
        let units = bytes.div_ceil(UNIT).clamp(1, most);
        let processors = available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            free: Arc::new(Semaphore::new(units)),
            units: u32::try_from(units).unwrap_or(u32::MAX),
            waiting: AtomicUsize::new(0),
            parsers: Arc::new(Semaphore::new(processors.saturating_sub(1).max(1))),
        }
    }

    /// Waits until a large body may be parsed: one fewer at the same time than there are processors, but at least one.
    ///
    /// So a processor is left for other requests, which would wait for large bodies otherwise, and few bodies are in memory as
    /// values, which take many times as much as the text. The permit is kept until the values are converted to the
    /// handler's type: that takes about as long as parsing, and happens on a thread of the runtime. None if the semaphore
    /// is closed, which it never is.
    pub async fn parser(&self) -> Option<ParserPermit> {
        Arc::clone(&self.parsers).acquire_owned().await.ok()
    }

    /// Reserves memory, as soon as others have freed enough of it. A body that is larger than all of the memory gets all.
    ///
    /// A body reserves all that it may need at once, so that no two wait for each other. None if the deadline passes,
    /// or if too many wait already.
    pub async fn reserve(&self, bytes: usize, deadline: Instant) -> Option<Reservation> {
        let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX);
        let units = units.min(self.units);
        if let Ok(permit) = Arc::clone(&self.free).try_acquire_many_owned(units) {
            return Some(Reservation { permit });
        }
        if self.waiting.load(Ordering::Relaxed) >= MAX_WAITING {
            return None;
        }
        let _waiting = Waiting::new(&self.waiting);
        let reserved = Arc::clone(&self.free).acquire_many_owned(units);
        let permit = timeout_at(deadline, reserved).await.ok()?.ok()?;
        Some(Reservation { permit })
    }

    /// Whether some request waits for memory.
    pub fn is_contended(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > 0
    }
}

/// Counts a request among those that wait, until it is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn memory_is_contended_while_a_request_waits_for_it() {
        let memory = BodyMemory::new(64 * 1024);
        let soon = || Instant::now() + Duration::from_millis(50);
        let all = memory.reserve(64 * 1024, soon()).await;
        assert!(all.is_some() && !memory.is_contended());
        let waiting = memory.reserve(1024, soon());
        tokio::pin!(waiting);
        tokio::select! {
            biased;
            _ = &mut waiting => panic!("there is no memory"),
            () = std::future::ready(()) => {}
        }
        assert!(memory.is_contended());
        assert!(waiting.await.is_none());
        drop(all);
        assert!(memory.reserve(1024, soon()).await.is_some());
    }

    #[tokio::test]
    async fn what_is_split_off_or_not_needed_is_free_again() {
        let memory = BodyMemory::new(64 * 1024);
        let soon = || Instant::now() + Duration::from_millis(50);
        let mut all = memory.reserve(64 * 1024, soon()).await.unwrap();
        let part = all.split(10 * 1024);
        all.shrink(4 * 1024);
        assert!(memory.reserve(51 * 1024, soon()).await.is_none());
        let rest = memory.reserve(50 * 1024, soon()).await;
        assert!(rest.is_some());
        drop(part);
        assert!(memory.reserve(11 * 1024, soon()).await.is_none());
        assert!(memory.reserve(10 * 1024, soon()).await.is_some());
    }

    #[tokio::test]
    async fn one_processor_is_left_for_small_requests() {
        let memory = BodyMemory::new(1024);
        assert!(memory.parser().await.is_some());
    }
}
