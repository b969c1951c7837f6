//! The time limit of calls that stream a body: the time without progress.

use std::future::{poll_fn, Future};
use std::pin::{pin, Pin};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use std::task::{ready, Context, Poll};
use std::time::Duration;

use tokio::time::{sleep, Instant, Sleep};

/// Elapses when nothing was sent or received for some time.
pub(super) struct IdleTimeout {
    timeout: Duration,
    activity: Activity,
    sleep: Pin<Box<Sleep>>,
}

/// When something was sent or received last. Clones share it.
#[derive(Clone)]
pub(super) struct Activity {
    start: Instant,
    /// In milliseconds since `start`.
    last: Arc<AtomicU64>,
}

impl Activity {
    /// Records that something was sent or received.
    pub fn record(&self) {
        let elapsed = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.last.store(elapsed, Ordering::Relaxed);
    }

    /// `None` in the far future.
    fn deadline(&self, timeout: Duration) -> Option<Instant> {
        let last = Duration::from_millis(self.last.load(Ordering::Relaxed));
        self.start.checked_add(last)?.checked_add(timeout)
    }
}

impl IdleTimeout {
    /// Starts to measure. This has to happen in a tokio runtime.
    pub fn start(timeout: Duration) -> Self {
        Self {
            timeout,
            activity: Activity {
                start: Instant::now(),
                last: Arc::default(),
            },
            sleep: Box::pin(sleep(timeout)),
        }
    }

    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// What the other half of the call records its progress in.
    pub fn activity(&self) -> &Activity {
        &self.activity
    }

    /// Ready when nothing was recorded for the time.
    pub fn poll_elapsed(&mut self, context: &mut Context<'_>) -> Poll<()> {
        loop {
            ready!(self.sleep.as_mut().poll(context));
            match self.activity.deadline(self.timeout) {
                Some(deadline) if deadline > Instant::now() => self.sleep.as_mut().reset(deadline),
                Some(_) => return Poll::Ready(()),
                None => return Poll::Pending,
            }
        }
    }

    /// The output of the future; `None` if the time elapsed first.
    pub async fn limit<F: Future>(&mut self, future: F) -> Option<F::Output> {
        self.activity.record();
        let mut future = pin!(future);
        poll_fn(|context| {
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return Poll::Ready(Some(output));
            }
            self.poll_elapsed(context).map(|()| None)
        })
        .await
    }
}
