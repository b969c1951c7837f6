//! One segment of a path: the text between two slashes.

use std::borrow::Cow;

use super::percent::{decode, units, Unit};

/// A segment of a documented path. It has no names, so that `{id}` and `{name}` are equal.
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
    /// Parses a segment, and the names of its templates in their order.
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

    /// Whether a segment of a request matches; if so, the values of the templates are pushed as they were sent. Whether a value
    /// may be empty depends on its schema.
    ///
    /// Where it can be split in several ways, the first templates take as much as they can: `{name}.{ext}` takes `a.tar`
    /// and `gz` from `a.tar.gz`. A reserved character that was sent percent-encoded never separates values. Any other
    /// character that was sent so does only if the segment does not match otherwise.
    pub fn capture(&self, segment: &str, values: &mut Vec<String>) -> bool {
        match self {
            Self::Literal(literal) => {
                decode(segment).is_some_and(|segment| segment == literal.as_str())
            }
            Self::Any => {
                values.push(segment.to_owned());
                true
            }
            Self::Mixed(literals) => {
                let units = units(segment);
                let ranges =
                    split(literals, &units, false).or_else(|| split(literals, &units, true));
                let Some(ranges) = ranges else { return false };
                values.extend(ranges.into_iter().filter_map(|(from, to)| {
                    let start = units.get(from).map_or(segment.len(), |unit| unit.start);
                    let end = units.get(to).map_or(segment.len(), |unit| unit.start);
                    Some(segment.get(start..end)?.to_owned())
                }));
                true
            }
        }
    }
}

/// The text before the first template, its name, and the text after it.
fn template(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// Splits a segment at the literals, each but the first at its last occurrence. Ranges are of units.
fn split(literals: &[String], units: &[Unit], decodes: bool) -> Option<Vec<(usize, usize)>> {
    let is_at = |literal: &str, at: usize| {
        let is_same = |(unit, byte): (&Unit, u8)| {
            let may_match = !unit.is_escaped || !byte.is_ascii() || decodes && !is_reserved(byte);
            unit.byte == byte && may_match
        };
        let range = units.get(at..at + literal.len());
        range.is_some_and(|units| units.iter().zip(literal.bytes()).all(is_same))
    };
    let (first, rest) = literals.split_first()?;
    let (last, middle) = rest.split_last()?;
    if !is_at(first, 0) {
        return None;
    }
    let start = first.len();
    let mut end = units
        .len()
        .checked_sub(last.len())
        .filter(|end| *end >= start && is_at(last, *end))?;
    let mut ranges = Vec::with_capacity(rest.len());
    for literal in middle.iter().rev() {
        let latest = end.checked_sub(literal.len())?;
        let at = (start..=latest).rev().find(|at| is_at(literal, *at))?;
        ranges.push((at + literal.len(), end));
        end = at;
    }
    ranges.push((start, end));
    ranges.reverse();
    Some(ranges)
}

/// Whether a character and its escape are different in a path (RFC 3986, sections 2.2 and 3.3).
fn is_reserved(byte: u8) -> bool {
    b":@!$&'()*+,;=".contains(&byte)
}

fn decoded_or_raw(text: &str) -> String {
    decode(text).map_or_else(|| text.to_owned(), Cow::into_owned)
}
