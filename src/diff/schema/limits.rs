//! Numbers that limit values, compared exactly.

use std::cmp::Ordering;
use std::fmt;

use crate::source::{At, Node};

/// A limit, with the position of its keyword.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bound {
    pub value: Limit,
    pub at: At,
}

/// A number: an integer beyond 2^53 is not rounded.
#[derive(Clone, Copy, Debug)]
pub(super) enum Limit {
    Integer(i128),
    Float(f64),
}

/// Limit on whole floats that are taken for integers, which they hold exactly.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

impl Limit {
    /// The number of a node, if it is one.
    pub fn of(node: &Node) -> Option<Self> {
        let number = node.as_number()?;
        let integer = number.as_i64().map(i128::from);
        match integer.or_else(|| number.as_u64().map(i128::from)) {
            Some(integer) => Some(Limit::Integer(integer)),
            None => number.as_f64().map(Self::from_float),
        }
    }

    fn from_float(float: f64) -> Self {
        match float.fract() == 0.0 && float.abs() <= LARGEST_EXACT {
            true => Limit::Integer(float as i128),
            false => Limit::Float(float),
        }
    }

    pub fn is_zero(self) -> bool {
        self == Limit::Integer(0)
    }

    /// The least common multiple of two numbers with at most nine decimals; the greater number if there is none in range.
    pub fn common_multiple(self, other: Limit) -> Limit {
        let scaled = |scale: i32| {
            let scale_by = |limit: Limit| match limit {
                Limit::Integer(integer) => integer.checked_mul(10_i128.pow(scale.unsigned_abs())),
                Limit::Float(float) => {
                    let scaled = float * 10_f64.powi(scale);
                    let rounded = scaled.round();
                    let is_whole = (scaled - rounded).abs() <= scaled.abs() * f64::EPSILON * 4.0;
                    (is_whole && rounded.abs() <= LARGEST_EXACT).then_some(rounded as i128)
                }
            };
            let (one, other) = (scale_by(self)?, scale_by(other)?);
            let divisor = greatest_divisor(one, other);
            let multiple = (one.checked_div(divisor)?).checked_mul(other)?;
            let unit = 10_i128.pow(scale.unsigned_abs());
            Some(match multiple % unit {
                0 => Limit::Integer(multiple / unit),
                _ => Limit::from_float(multiple as f64 / unit as f64),
            })
        };
        let greater = if other > self { other } else { self };
        (0..10).find_map(scaled).unwrap_or(greater)
    }
}

/// Compares an integer with a float, neither of which is rounded.
fn compare(integer: i128, float: f64) -> Option<Ordering> {
    // Beyond what an integer holds, the cast is the greatest or the least one.
    let whole = float.trunc();
    let is_beyond = whole.abs() >= 2_f64.powi(127);
    match is_beyond || whole.is_nan() {
        true => 0.0.partial_cmp(&whole),
        false => Some(match integer.cmp(&(whole as i128)) {
            Ordering::Equal => return 0.0.partial_cmp(&float.fract()),
            order => order,
        }),
    }
}

fn greatest_divisor(one: i128, other: i128) -> i128 {
    let (mut one, mut other) = (one, other);
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

impl PartialEq for Limit {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Limit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Limit::Integer(one), Limit::Integer(other)) => one.partial_cmp(other),
            (Limit::Float(one), Limit::Float(other)) => one.partial_cmp(other),
            (Limit::Integer(one), Limit::Float(other)) => compare(*one, *other),
            (Limit::Float(one), Limit::Integer(other)) => {
                compare(*other, *one).map(Ordering::reverse)
            }
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Integer(integer) => integer.fmt(f),
            Limit::Float(float) => float.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Limit;

    #[test]
    fn integers_beyond_doubles_are_told_apart() {
        let limit = |value: i128| Limit::Integer(value);
        assert!(limit(9_007_199_254_740_993) > limit(9_007_199_254_740_992));
        assert_eq!(Limit::Integer(2), Limit::from_float(2.0));
    }

    #[test]
    fn integers_and_fractions_are_compared_exactly() {
        let large = 9_007_199_254_740_993_i128;
        for (integer, float, is_less) in [
            // As a float, the integer would be the other one.
            (large, 9_007_199_254_740_992.0, false),
            (large, 9_007_199_254_740_994.0, true),
            (-large, -9_007_199_254_740_992.0, true),
            (1, 1.5, true),
            (2, 1.5, false),
            (-1, -1.5, false),
            (i128::from(u64::MAX), 1e20, true),
            (i128::from(u64::MAX), -1e300, false),
            (i128::from(i64::MIN), 1e300, true),
        ] {
            let (integer, float) = (Limit::Integer(integer), Limit::Float(float));
            assert_eq!(integer < float, is_less, "{integer} {float}");
            assert_eq!(integer > float, !is_less, "{integer} {float}");
        }
    }

    #[test]
    fn multiples_of_two_numbers_are_those_of_the_least_common_multiple() {
        for (one, other, expected) in [
            (4.0, 6.0, 12.0),
            (0.1, 0.25, 0.5),
            (0.01, 3.0, 3.0),
            (0.0, 3.0, 0.0),
        ] {
            let (one, other) = (Limit::from_float(one), Limit::from_float(other));
            assert_eq!(one.common_multiple(other), Limit::from_float(expected));
        }
    }
}
