//! How long backtracking over a pattern may take.

/// About as many steps as a search may take: some tenths of a second.
const STEPS: f64 = 2e7;

/// From which length on, in bytes, a text may be one in which a pattern can't be looked for in reasonable time.
///
/// Repetitions one behind the other may share a text in polynomially many ways; a repetition of what can itself be
/// read in several ways, in exponentially many.
pub(super) fn length(source: &str) -> usize {
    let chars = shape(source);
    // For each group that is open, whether what it holds can be read in several ways.
    let mut open = vec![false];
    let (mut nested, mut endless, mut times) = (false, 0, 1.0);
    let mut last = false;
    let mut index = 0;
    while let Some(c) = chars.get(index) {
        let before = index.checked_sub(1).and_then(|index| chars.get(index));
        index += 1;
        let (least, most) = match c {
            '(' => {
                open.push(false);
                continue;
            }
            ')' => {
                last = open.pop().unwrap_or_default();
                mark(&mut open, last);
                continue;
            }
            '|' => {
                mark(&mut open, true);
                continue;
            }
            '*' | '+' => (0.0, f64::INFINITY),
            // Of a group, or of a repetition that takes as little as it can.
            '?' if matches!(before, Some('(' | '*' | '+' | '?' | '}')) => continue,
            '?' => (0.0, 1.0),
            '{' => {
                let Some((bounds, length)) = bounds(&chars[index..]) else {
                    last = false;
                    continue;
                };
                index += length;
                bounds
            }
            _ => {
                last = false;
                continue;
            }
        };
        nested |= last && most > 1.0;
        match most.is_finite() {
            true => times *= most.max(1.0),
            false => {
                endless += 1;
                times *= least.max(1.0);
            }
        }
        mark(&mut open, least != most);
        last = least != most;
    }
    let steps = STEPS / times;
    let longest = match nested {
        true => steps.log2(),
        false => steps.powf(1.0 / f64::from(endless + 1)),
    };
    longest.max(0.0) as usize
}

/// The pattern with a dot for each escape and for each class.
fn shape(source: &str) -> Vec<char> {
    let (mut escaped, mut class) = (false, false);
    let kept = source.chars().filter_map(|c| {
        let (was_escaped, was_class) = (escaped, class);
        escaped = c == '\\' && !escaped;
        class = (class || c == '[' && !was_escaped) && (c != ']' || was_escaped);
        match c {
            _ if was_class => None,
            '\\' if escaped => None,
            _ if was_escaped || class => Some('.'),
            c => Some(c),
        }
    });
    kept.collect()
}

fn mark(open: &mut [bool], several: bool) {
    if let Some(last) = open.last_mut() {
        *last |= several;
    }
}

/// The bounds of `2,3}`, and how long it is.
fn bounds(chars: &[char]) -> Option<((f64, f64), usize)> {
    let end = chars.iter().position(|c| *c == '}')?;
    let inner: String = chars[..end].iter().collect();
    let (least, most) = match inner.split_once(',') {
        Some((least, "")) => (least, "inf"),
        Some((least, most)) => (least, most),
        None => (inner.as_str(), inner.as_str()),
    };
    Some(((least.parse().ok()?, most.parse().ok()?), end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_take_long_gets_short_texts_only() {
        for (source, expected) in [
            (r"^(a)\1$", 20_000_000),
            (r"^\w*(?<!x)$", 4_472),
            (r"^\w*\w*(?<!x)$", 271),
            (r"^(\w+\s?)*\1$", 24),
            (r"^(a|a)*\1$", 24),
            (r"^(?:[*+]\*)*?\1$", 4_472),
            (r"(?<=a){2}(a?){4294967295}", 0),
        ] {
            assert_eq!(length(source), expected, "{source}");
        }
    }
}
