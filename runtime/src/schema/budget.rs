//! The limit on the work that one request or response may cause.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// Steps that even the smallest request may take.
const BASE: u64 = 1_000_000;

/// Further steps for each byte of a request.
const PER_BYTE: u64 = 24;

/// The steps that are left for checking one message: a request, or a response that is read by its document.
///
/// Everything that takes time in proportion to what a client sends spends steps: each value that is checked against a
/// schema, the length of texts and the backtracking of patterns, each branch of a union, comparisons of values, and
/// filling defaults. A step takes about 10 ns on current hardware. Once the steps are used up, every check that uses
/// the budget refuses its value.
///
/// The methods take `&self`, so that one budget can be handed to all readers of a request. It is meant for one thread
/// at a time: concurrent use is safe, but may count fewer steps than were taken.
#[derive(Debug)]
pub struct Budget {
    left: AtomicU64,
    exhausted: AtomicBool,
}

/// The budget does not have the steps that would be needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exhausted;

impl Budget {
    /// The budget of a request of that size in bytes, head and body together; also that of a response whose body is read and
    /// checked.
    pub fn for_request(bytes: usize) -> Self {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        Self::of_steps(BASE.saturating_add(bytes.saturating_mul(PER_BYTE)))
    }

    /// A budget of that many steps.
    pub const fn of_steps(steps: u64) -> Self {
        Self {
            left: AtomicU64::new(steps),
            exhausted: AtomicBool::new(false),
        }
    }

    /// Adds the steps for so many further bytes of the request.
    pub fn add(&self, bytes: usize) {
        let steps = u64::try_from(bytes).unwrap_or(u64::MAX);
        let left = self.left().saturating_add(steps.saturating_mul(PER_BYTE));
        self.left.store(left, Relaxed);
    }

    /// The steps that are left.
    pub fn left(&self) -> u64 {
        self.left.load(Relaxed)
    }

    /// Takes steps out of the budget.
    ///
    /// # Errors
    /// When there are fewer left. The budget is exhausted from then on.
    #[inline]
    pub fn spend(&self, steps: u64) -> Result<(), Exhausted> {
        match self.left().checked_sub(steps) {
            Some(left) => {
                self.left.store(left, Relaxed);
                Ok(())
            }
            None => {
                self.left.store(0, Relaxed);
                self.exhausted.store(true, Relaxed);
                Err(Exhausted)
            }
        }
    }

    /// Whether more steps were needed than there were.
    pub fn is_exhausted(&self) -> bool {
        self.exhausted.load(Relaxed)
    }
}

/// The steps for going once through a text or a list of that length.
pub(super) fn pass(length: usize) -> u64 {
    1 + u64::try_from(length / 32).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn further_bytes_have_the_steps_of_others() {
        let budget = Budget::for_request(100);
        budget.add(300);
        assert_eq!(budget.left(), Budget::for_request(400).left());
        assert!(budget.left() > Budget::for_request(100).left());
    }

    #[test]
    fn all_steps_of_a_budget_may_be_spent() {
        let budget = Budget::of_steps(3);
        assert_eq!(budget.spend(2), Ok(()));
        assert_eq!((budget.spend(1), budget.is_exhausted()), (Ok(()), false));
        assert_eq!(budget.spend(1), Err(Exhausted));
        assert!(budget.is_exhausted());
    }

    #[test]
    fn a_pass_takes_steps_in_proportion_to_the_length() {
        assert!(pass(0) > 0);
        assert!(pass(64_000) > 1_000 * pass(0));
    }
}
