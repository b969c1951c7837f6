//! Exact comparison of numbers, independent of their notation.

use std::cmp::Ordering;

use serde_json::Number;

/// 2^127, the least float that does not fit in an `i128`.
const I128_LIMIT: f64 = 170_141_183_460_469_231_731_687_303_715_884_105_728.0;

/// 2^53: all integers up to it are exact as floats, and floats from it on are integers.
const EXACT: u64 = 1 << 53;

/// The value, if it is an integer that fits in an `i128`.
pub(super) fn integer(number: &Number) -> Option<i128> {
    if let Some(value) = number.as_i64() {
        return Some(value.into());
    }
    if let Some(value) = number.as_u64() {
        return Some(value.into());
    }
    let value = number.as_f64()?;
    (is_whole(value) && value.abs() < I128_LIMIT).then_some(value as i128)
}

/// Whether a number has no fraction, as `1.0` and `1e300`.
pub(super) fn is_integer(number: &Number) -> bool {
    !number.is_f64() || number.as_f64().is_some_and(is_whole)
}

/// Whether a float has no fraction.
fn is_whole(value: f64) -> bool {
    // Without a call of a function, as `trunc` is on many processors.
    value.abs() >= EXACT as f64 || (value as i64) as f64 == value
}

/// The exact order of two numbers.
pub(super) fn compare(a: &Number, b: &Number) -> Ordering {
    if let (Some(a), Some(b)) = (a.as_i64(), b.as_i64()) {
        return a.cmp(&b);
    }
    if let Some(order) = exact(a).zip(exact(b)).and_then(|(a, b)| a.partial_cmp(&b)) {
        return order;
    }
    match (integer(a), integer(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(a), None) => order(b, a).reverse(),
        (None, Some(b)) => order(a, b),
        (None, None) => float(a).total_cmp(&float(b)),
    }
}

/// The number as a float, if that is exact.
fn exact(number: &Number) -> Option<f64> {
    match number.as_i64() {
        Some(value) => (value.unsigned_abs() <= EXACT).then_some(value as f64),
        None => number.as_f64().filter(|_| number.is_f64()),
    }
}

/// Compares a float that has a fraction, or does not fit in an `i128`, with an integer.
fn order(a: &Number, b: i128) -> Ordering {
    let a = float(a);
    if a.abs() >= I128_LIMIT {
        return a.total_cmp(&0.0);
    }
    // The conversion rounds toward zero, so if the integers are equal, the sign of the fraction decides.
    (a as i128).cmp(&b).then_with(|| a.fract().total_cmp(&0.0))
}

fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or_default()
}

/// Whether a number is a multiple of another one, in decimal arithmetic: 0.07 is a multiple of 0.01.
pub(super) fn is_multiple(number: &Number, of: &Number) -> bool {
    if let (Some(a), Some(b)) = (integer(number), integer(of)) {
        return b == 0 || a % b == 0;
    }
    let (Some((digits, exponent)), Some((divisor, scale))) = (decimal(number), decimal(of)) else {
        return false;
    };
    if digits == 0 || divisor == 0 {
        return true;
    }
    let shift = exponent - scale;
    if shift >= 0 {
        let mut rest = digits % divisor;
        for _ in 0..shift {
            rest = rest * 10 % divisor;
        }
        return rest == 0;
    }
    let power = 10u128.checked_pow(shift.unsigned_abs());
    let divisor = power.and_then(|power| power.checked_mul(divisor));
    divisor.is_some_and(|divisor| digits % divisor == 0)
}

/// The absolute value as digits × 10^exponent, from the shortest decimal notation of the number.
fn decimal(number: &Number) -> Option<(u128, i32)> {
    if let Some(value) = number.as_i64() {
        return Some((value.unsigned_abs().into(), 0));
    }
    if let Some(value) = number.as_u64() {
        return Some((value.into(), 0));
    }
    let text = format!("{:e}", number.as_f64()?.abs());
    let (mantissa, exponent) = text.split_once('e')?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}").parse().ok()?;
    let exponent: i32 = exponent.parse().ok()?;
    Some((digits, exponent - i32::try_from(fraction.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn multiples_are_decimal() {
        for (a, b) in [
            ("0.07", "0.01"),
            ("0.0075", "0.0001"),
            ("1e308", "0.5"),
            ("19.99", "0.01"),
            ("0", "0.3"),
            ("-4.5", "1.5"),
            ("1e-300", "1e-308"),
            // 2^127, which is one more than the greatest `i128`.
            ("1.7014118346046923e38", "2"),
            // A schema cannot require multiples of zero, so that this one refuses nothing.
            ("1.5", "0"),
            ("1.5", "0.0"),
        ] {
            assert!(is_multiple(&number(a), &number(b)), "{a} of {b}");
        }
        for (a, b) in [
            ("0.00751", "0.0001"),
            ("1e308", "0.123456789"),
            ("35", "1.5"),
            ("1e-300", "1e300"),
            ("7", "2"),
            ("6.5", "2"),
            ("0.5", "1"),
        ] {
            assert!(!is_multiple(&number(a), &number(b)), "{a} of {b}");
        }
    }

    #[test]
    fn order_is_exact() {
        let rising = [
            "-1e300",
            "-9223372036854775808",
            "-1.5",
            "-1",
            "-0.5",
            "0",
            "0.1",
            "1",
            "1.5",
            "9007199254740993",
            "18446744073709551615",
            "1e300",
        ];
        for (i, a) in rising.iter().enumerate() {
            for (j, b) in rising.iter().enumerate() {
                assert_eq!(compare(&number(a), &number(b)), i.cmp(&j), "{a} {b}");
            }
        }
        assert_eq!(compare(&number("1.0"), &number("1")), Ordering::Equal);
        assert_eq!(
            compare(&number("9007199254740993"), &number("9007199254740992.0")),
            Ordering::Greater
        );
    }
}
