//! Positions in JSON. The text was parsed before, so nothing is checked here.

use std::collections::HashMap;
use std::ops::Range;

use super::{Finder, Located, Segment};

/// Scans the text once, without recursion.
pub(super) fn locate(text: &str, mut finder: Finder) -> HashMap<u32, Located> {
    let mut tokens = tokens(text);
    // The open brackets: whether each is an object's.
    let mut open: Vec<bool> = Vec::new();
    let mut key_next = false;
    while !finder.done() {
        let Some((kind, range)) = tokens.next() else {
            break;
        };
        match kind {
            b'}' | b']' => {
                open.pop();
                finder.path.pop();
                key_next = false;
            }
            b',' => match (open.last(), finder.path.last_mut()) {
                (Some(false), Some(Segment::Index(index))) => *index += 1,
                _ => key_next = true,
            },
            b':' => {}
            _ if key_next => {
                let number = finder.number();
                let name = serde_json::from_str(&text[range.clone()]).unwrap_or_default();
                if let Some(Segment::Key(key)) = finder.path.last_mut() {
                    *key = name;
                }
                if finder.wants(number) {
                    finder.record(number, range.clone());
                }
                finder.key = Some((number, range));
                key_next = false;
            }
            b'{' | b'[' => {
                let number = finder.number();
                if finder.wants(number) {
                    let place = finder.key_of(number).unwrap_or(range);
                    finder.record(number, place);
                }
                key_next = kind == b'{';
                finder.path.push(if key_next {
                    Segment::Key(String::new())
                } else {
                    Segment::Index(0)
                });
                open.push(key_next);
            }
            _ => {
                let number = finder.number();
                if finder.wants(number) {
                    finder.record(number, range);
                }
            }
        }
    }
    finder.found
}

/// The tokens of a JSON text: the first byte and the range of each.
pub(in crate::source) fn tokens(text: &str) -> impl Iterator<Item = (u8, Range<usize>)> {
    let mut scanner = Scanner {
        bytes: text.as_bytes(),
        offset: 0,
    };
    std::iter::from_fn(move || scanner.token())
}

struct Scanner<'t> {
    bytes: &'t [u8],
    offset: usize,
}

impl Scanner<'_> {
    /// The first byte and the range of the next token.
    fn token(&mut self) -> Option<(u8, Range<usize>)> {
        let space = self
            .rest()
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        let start = self.offset + space;
        let kind = *self.bytes.get(start)?;
        self.offset = start;
        self.offset += match kind {
            b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
            b'"' => self.string(),
            _ => self
                .rest()
                .iter()
                .take_while(|byte| !b" \t\r\n,:{}[]\"".contains(byte))
                .count(),
        };
        Some((kind, start..self.offset))
    }

    /// The length of the string at the offset.
    fn string(&self) -> usize {
        let mut escaped = false;
        let inside = self.rest().iter().skip(1).take_while(|&&byte| {
            let go_on = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            go_on
        });
        (inside.count() + 2).min(self.rest().len())
    }

    fn rest(&self) -> &[u8] {
        self.bytes.get(self.offset..).unwrap_or_default()
    }
}
