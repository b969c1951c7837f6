//! Deadlines that are seldom waited for.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{sleep_until, Instant, Sleep};

/// Thirty years.
const FAR_FUTURE: Duration = Duration::from_secs(30 * 365 * 24 * 60 * 60);

/// A deadline. Its timer is made when it is first waited for, which most requests never do.
pub(super) struct Deadline {
    at: Instant,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Deadline {
    pub fn new(at: Instant) -> Self {
        Self { at, timer: None }
    }

    /// See [`after`].
    pub fn after(start: Instant, time: Duration) -> Self {
        Self::new(after(start, time))
    }

    pub fn at(&self) -> Instant {
        self.at
    }

    pub fn reset(&mut self, at: Instant) {
        self.at = at;
        if let Some(timer) = &mut self.timer {
            timer.as_mut().reset(at);
        }
    }

    /// Whether the deadline has passed; if not, the task is woken when it does.
    pub fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let timer = || Box::pin(sleep_until(self.at));
        self.timer.get_or_insert_with(timer).as_mut().poll(context)
    }
}

/// The instant after this time. If an instant cannot express it, as with [`Duration::MAX`], it is in the far future.
pub(super) fn after(start: Instant, time: Duration) -> Instant {
    start
        .checked_add(time)
        .unwrap_or_else(|| start + FAR_FUTURE)
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    #[test]
    fn the_longest_time_is_years() {
        let now = Instant::now();
        let year = Duration::from_secs(365 * 24 * 60 * 60);
        assert!(after(now, Duration::MAX) > now + 20 * year);
    }

    #[tokio::test]
    async fn a_deadline_can_be_moved_before_and_after_it_is_waited_for() {
        let start = Instant::now();
        let mut deadline = Deadline::after(start, Duration::MAX);
        deadline.reset(start);
        poll_fn(|context| deadline.poll(context)).await;
        deadline.reset(start + Duration::from_secs(3600));
        let is_over = poll_fn(|context| Poll::Ready(deadline.poll(context).is_ready()));
        assert!(!is_over.await);
        let soon = Instant::now() + Duration::from_millis(20);
        deadline.reset(soon);
        poll_fn(|context| deadline.poll(context)).await;
        assert!(Instant::now() >= soon);
    }
}
