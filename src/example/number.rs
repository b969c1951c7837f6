//! Numbers.

use serde_json::{Number, Value};

use super::chosen::Chosen;

/// Candidates for an integer, the likeliest first.
pub(super) fn integers(constraints: &Chosen) -> Vec<Value> {
    let (mut low, mut high) = range(constraints);
    if let Some(bound) = &constraints.minimum {
        let number = bound.float();
        low = low.max(match bound.exclusive {
            true => (number.floor() as i128).saturating_add(1),
            false => number.ceil() as i128,
        });
    }
    if let Some(bound) = &constraints.maximum {
        let number = bound.float();
        high = high.min(match bound.exclusive {
            true => (number.ceil() as i128).saturating_sub(1),
            false => number.floor() as i128,
        });
    }
    let step = constraints
        .multiples
        .iter()
        .filter_map(|multiple| multiple.as_f64())
        .map(whole_step)
        .fold(1, least_common_multiple);
    let nearest = 0_i128.clamp(low.min(high), high.max(low));
    let mut found = Vec::new();
    for base in [
        nearest,
        1,
        low,
        high,
        low.saturating_add(1),
        high.saturating_sub(1),
    ] {
        let down = base.div_euclid(step).saturating_mul(step);
        for candidate in [base, down, down.saturating_add(step)] {
            if (low..=high).contains(&candidate)
                && candidate % step == 0
                && !found.contains(&candidate)
            {
                found.push(candidate);
            }
        }
    }
    found.into_iter().filter_map(value).collect()
}

/// Candidates for a number, the likeliest first.
pub(super) fn numbers(constraints: &Chosen) -> Vec<Value> {
    let mut found = integers(constraints);
    let low = constraints
        .minimum
        .map_or(f64::NEG_INFINITY, |bound| bound.float());
    let high = constraints
        .maximum
        .map_or(f64::INFINITY, |bound| bound.float());
    let steps = constraints.multiples.iter();
    let step = steps
        .filter_map(|multiple| multiple.as_f64())
        .fold(0.0, f64::max);
    let from = match (low.is_finite(), high.is_finite()) {
        (true, true) => vec![(low + high) / 2.0, low, high],
        (true, false) => vec![low, low + 0.5, low + 1.0],
        (false, true) => vec![high, high - 0.5, high - 1.0],
        (false, false) => vec![0.0, 0.5],
    };
    for number in from {
        let mut near = vec![number];
        if step > 0.0 {
            let count = (number / step).ceil();
            near.splice(
                ..,
                [count, count - 1.0, count + 1.0].map(|count| tidy(count * step)),
            );
        }
        found.extend(
            near.into_iter()
                .filter_map(Number::from_f64)
                .map(Value::Number),
        );
    }
    found
}

/// The range of a format.
fn range(constraints: &Chosen) -> (i128, i128) {
    let mut range = (i64::MIN.into(), i64::MAX.into());
    for format in &constraints.formats {
        range = match *format {
            "int8" => (i8::MIN.into(), i8::MAX.into()),
            "int16" => (i16::MIN.into(), i16::MAX.into()),
            "int32" => (i32::MIN.into(), i32::MAX.into()),
            "uint8" => (0, u8::MAX.into()),
            "uint16" => (0, u16::MAX.into()),
            "uint32" => (0, u32::MAX.into()),
            "uint64" => (0, u64::MAX.into()),
            _ => range,
        };
    }
    if constraints
        .minimum
        .is_some_and(|bound| bound.float() >= i64::MAX as f64)
    {
        range.1 = u64::MAX.into();
    }
    range
}

/// The distance between integers that are multiples of a number: 5 for 2.5.
fn whole_step(multiple: f64) -> i128 {
    let whole = (1..=1000_u32)
        .map(|times| multiple * f64::from(times))
        .find(|step| step.fract() == 0.0);
    (whole.unwrap_or(1.0) as i128).max(1)
}

fn least_common_multiple(one: i128, other: i128) -> i128 {
    let (mut a, mut b) = (one, other);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    (one / a.max(1)).saturating_mul(other)
}

/// Rounds away the last digits, which products of fractions get wrong.
fn tidy(number: f64) -> f64 {
    format!("{number:.12}").parse().unwrap_or(number)
}

fn value(number: i128) -> Option<Value> {
    let signed = i64::try_from(number).map(Value::from);
    signed
        .or_else(|_| u64::try_from(number).map(Value::from))
        .ok()
}
