//! One segment of a path: what stands between two slashes.

use std::borrow::Cow;

/// A segment of a documented path. Names are left out: `{id}` and `{name}` are the same here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Segment {
    /// Text, percent-decoded.
    Literal(String),

    /// A template and nothing else.
    Any,

    /// Texts with templates between them; the first and the last may be empty.
    Mixed(Vec<String>),
}

impl Segment {
    /// Reads a segment, and the names of its templates in their order.
    pub fn parse(text: &str) -> (Self, Vec<String>) {
        let mut literals = Vec::new();
        let mut names = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some((before, name, after)) = template(rest) {
            literal.push_str(before);
            literals.push(std::mem::take(&mut literal));
            names.push(name.to_owned());
            rest = after;
        }
        literal.push_str(rest);
        literals.push(literal);
        let mut literals: Vec<String> = literals
            .iter()
            .map(|literal| decoded_or_raw(literal))
            .collect();
        let segment = match (literals.as_mut_slice(), names.len()) {
            ([only], 0) => Self::Literal(std::mem::take(only)),
            ([first, last], 1) if first.is_empty() && last.is_empty() => Self::Any,
            _ => Self::Mixed(literals),
        };
        (segment, names)
    }

    pub fn literal_length(&self) -> usize {
        match self {
            Self::Literal(literal) => literal.len(),
            Self::Any => 0,
            Self::Mixed(literals) => literals.iter().map(String::len).sum(),
        }
    }

    /// Whether a segment of a request fits; if so, what the templates capture is pushed as it was sent.
    ///
    /// Where it could be parted in several ways, the first templates take as much as they can:
    /// `{name}.{ext}` takes `a.tar` and `gz` from `a.tar.gz`. A separator that was sent percent-encoded
    /// belongs to a value, unless nothing fits otherwise.
    pub fn capture<'a>(&self, segment: &'a str, values: &mut Vec<&'a str>) -> bool {
        match self {
            Self::Literal(literal) => {
                decoded(segment).is_some_and(|segment| segment == literal.as_str())
            }
            Self::Any => {
                values.push(segment);
                true
            }
            Self::Mixed(literals) => {
                let units = units(segment);
                let parted = part(literals, &units, false).or_else(|| part(literals, &units, true));
                let Some(ranges) = parted else { return false };
                values.extend(ranges.into_iter().filter_map(|(from, to)| {
                    let start = units.get(from).map_or(segment.len(), |unit| unit.start);
                    let end = units.get(to).map_or(segment.len(), |unit| unit.start);
                    segment.get(start..end)
                }));
                true
            }
        }
    }
}

/// The first template of a text: what is before it, its name, what is after it.
fn template(text: &str) -> Option<(&str, &str, &str)> {
    let start = text.find('{')?;
    let end = start + text[start..].find('}')?;
    Some((&text[..start], &text[start + 1..end], &text[end + 1..]))
}

/// A byte of a segment, decoded, and where it stands.
struct Unit {
    byte: u8,
    start: usize,
    escaped: bool,
}

fn units(segment: &str) -> Vec<Unit> {
    let bytes = segment.as_bytes();
    let mut units = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let escape = (byte == b'%')
            .then(|| hex(bytes.get(at + 1..at + 3)?))
            .flatten();
        units.push(Unit {
            byte: escape.unwrap_or(byte),
            start: at,
            escaped: escape.is_some(),
        });
        at += if escape.is_some() { 3 } else { 1 };
    }
    units
}

/// Parts a segment at the literals, each but the first at its last occurrence. Ranges are of units.
fn part(literals: &[String], units: &[Unit], escaped_too: bool) -> Option<Vec<(usize, usize)>> {
    let stands_at = |literal: &str, at: usize| {
        let fits = |(unit, byte): (&Unit, u8)| {
            unit.byte == byte && (escaped_too || !unit.escaped || !byte.is_ascii())
        };
        let unit_range = units.get(at..at + literal.len());
        unit_range.is_some_and(|units| units.iter().zip(literal.bytes()).all(fits))
    };
    let (first, rest) = literals.split_first()?;
    let (last, middle) = rest.split_last()?;
    if !stands_at(first, 0) {
        return None;
    }
    let start = first.len();
    let mut end = units
        .len()
        .checked_sub(last.len())
        .filter(|end| *end >= start && stands_at(last, *end))?;
    let mut ranges = Vec::with_capacity(rest.len());
    for literal in middle.iter().rev() {
        let latest = end.checked_sub(literal.len())?;
        let at = (start..=latest).rev().find(|at| stands_at(literal, *at))?;
        ranges.push((at + literal.len(), end));
        end = at;
    }
    ranges.push((start, end));
    ranges.reverse();
    Some(ranges)
}

/// A text with its percent-escapes decoded; none if that is no UTF-8.
pub(super) fn decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(Cow::Borrowed(text));
    }
    let bytes = units(text).iter().map(|unit| unit.byte).collect();
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

fn decoded_or_raw(text: &str) -> String {
    decoded(text).map_or_else(|| text.to_owned(), Cow::into_owned)
}

fn hex(digits: &[u8]) -> Option<u8> {
    let [high, low] = digits else { return None };
    let digit = |byte: &u8| char::from(*byte).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}
