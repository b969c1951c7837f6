//! When a connection is to be closed because its client does nothing with it.

use std::future::pending;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use hyper::body::Frame;
use tokio::sync::watch;
use tokio::time::{sleep_until, Instant};

use super::settings::Settings;

/// How long a connection may be idle while others wait for it to be closed.
const IDLE_UNDER_PRESSURE: Duration = Duration::from_millis(100);

/// How long the client of a connection may take for [`PROGRESS_BYTES`] while others wait for it to be closed.
const STALLED_UNDER_PRESSURE: Duration = Duration::from_millis(500);

/// What counts as progress: so many bytes, or a request that has ended.
const PROGRESS_BYTES: usize = 32 * 1024;

/// The requests of a connection that are under way.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Activity {
    under_way: usize,
    /// How many requests wait for the client to send more of the body.
    reading: usize,
    /// How many requests wait for the client to read more of the response.
    writing: usize,
    /// Goes up with each progress.
    progress: usize,
    bytes: usize,
}

/// What a request waits for: its client to send, or to read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Direction {
    Reading,
    Writing,
}

/// Completes when a connection is to be closed: after the header timeout without a request, or after the write timeout when
/// all its requests wait for the client to read. Under pressure both times are short, and waiting for the client to send
/// counts as well.
pub(super) async fn expired(
    mut activities: watch::Receiver<Activity>,
    settings: Settings,
    mut pressure: watch::Receiver<bool>,
) {
    let mut progress = 0;
    let mut progress_at = Instant::now();
    loop {
        let activity = *activities.borrow_and_update();
        let now = Instant::now();
        if activity.progress != progress {
            (progress, progress_at) = (activity.progress, now);
        }
        let limits = match activity.under_way {
            0 => Some((settings.header_timeout, now + IDLE_UNDER_PRESSURE)),
            n if n == activity.writing => {
                Some((settings.write_timeout, progress_at + STALLED_UNDER_PRESSURE))
            }
            n if n == activity.writing + activity.reading => {
                // How long a body may take is set on the service.
                Some((Duration::MAX, progress_at + STALLED_UNDER_PRESSURE))
            }
            _ => None,
        };
        let is_expired = async {
            match limits {
                Some((limit, under_pressure)) => tokio::select! {
                    () = tokio::time::sleep(limit) => {}
                    () = expired_under_pressure(&mut pressure, under_pressure) => {}
                },
                None => pending().await,
            }
        };
        tokio::select! {
            () = is_expired => return,
            changed = activities.changed() => if changed.is_err() {
                return pending().await;
            }
        }
    }
}

async fn expired_under_pressure(pressure: &mut watch::Receiver<bool>, deadline: Instant) {
    sleep_until(deadline).await;
    if pressure.wait_for(|pressure| *pressure).await.is_err() {
        pending().await
    }
}

/// A request that is under way until this is dropped.
pub(super) struct UnderWay(watch::Sender<Activity>);

impl UnderWay {
    pub fn new(activity: &watch::Sender<Activity>) -> Self {
        activity.send_modify(|activity| {
            activity.under_way += 1;
            activity.progress = activity.progress.wrapping_add(1);
        });
        Self(activity.clone())
    }

    pub fn wait(&self, direction: Direction) -> Wait {
        Wait {
            activity: self.0.clone(),
            direction,
            is_on: false,
        }
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.send_modify(|activity| {
            activity.under_way = activity.under_way.saturating_sub(1);
            activity.progress = activity.progress.wrapping_add(1);
        });
    }
}

/// Whether a request waits for its client in one direction.
pub(super) struct Wait {
    activity: watch::Sender<Activity>,
    direction: Direction,
    is_on: bool,
}

impl Wait {
    pub fn set(&mut self, is_on: bool) {
        if self.is_on == is_on {
            return;
        }
        self.is_on = is_on;
        let direction = self.direction;
        self.activity.send_modify(|activity| {
            let waiting = match direction {
                Direction::Reading => &mut activity.reading,
                Direction::Writing => &mut activity.writing,
            };
            *waiting = match is_on {
                true => waiting.saturating_add(1),
                false => waiting.saturating_sub(1),
            };
        });
    }

    /// Counts the bytes of a piece.
    pub fn count<E>(&self, piece: &Poll<Option<Result<Frame<Bytes>, E>>>) {
        let Poll::Ready(Some(Ok(frame))) = piece else {
            return;
        };
        let length = frame.data_ref().map_or(0, Bytes::len);
        self.activity.send_if_modified(|activity| {
            activity.bytes = activity.bytes.saturating_add(length);
            let is_progress = activity.bytes >= PROGRESS_BYTES;
            if is_progress {
                activity.bytes = 0;
                activity.progress = activity.progress.wrapping_add(1);
            }
            is_progress
        });
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.set(false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_32_kib() {
        let (activity, activities) = watch::channel(Activity::default());
        let under_way = UnderWay::new(&activity);
        let wait = under_way.wait(Direction::Reading);
        let start = activities.borrow().progress;
        for (length, progress) in [(32 * 1024 - 1, 0), (1, 1), (32 * 1024 - 1, 1), (2, 2)] {
            let frame = Frame::data(Bytes::from(vec![b'x'; length]));
            wait.count(&Poll::Ready(Some(Ok::<_, ()>(frame))));
            assert_eq!(activities.borrow().progress, start + progress, "{length}");
        }
    }
}
