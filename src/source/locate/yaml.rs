//! Positions in YAML.
//!
//! The parser reports a position only with an error. So the visitor returns an error for each wanted scalar; the caller
//! that deserializes that scalar catches it, reads the position, and continues.
//! Counting by the same parser as [`super::super::tree`] keeps the numbers equal, also with aliases.

use std::collections::HashMap;
use std::fmt::{self, Display};
use std::ops::Range;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess,
};

use super::extent::{Offsets, extent, line_starts};
use super::{Finder, Located, Segment};

/// The message of the error that requests a position.
const HERE: &str = "<here>";

/// Parses the text once, or twice if an empty item of a list is wanted.
pub(super) fn locate(text: &str, finder: Finder) -> HashMap<u32, Located> {
    let starts = line_starts(text);
    let search = Search::run(text, &starts, finder);
    let mut found = search.finder.found;
    if !search.missed.is_empty() {
        let keys = search.missed.iter().map(|(_, key, _)| *key).collect();
        let keys = Search::run(text, &starts, Finder::new(keys)).finder.found;
        for (number, key, pointer) in search.missed {
            // An empty collection without a key above it: the whole document is a pair of brackets.
            let brackets = text.len() - text.trim_start().len();
            let range = keys
                .get(&key)
                .map_or(brackets..brackets + 1, |found| found.range.clone());
            found.insert(number, Located { range, pointer });
        }
    }
    found
}

struct Search<'t> {
    text: &'t str,
    offsets: Offsets<'t>,
    finder: Finder,
    /// The text of the scalar whose position was requested; `None` if it is not a string.
    scalar: Option<String>,
    /// Wanted objects and arrays without a key: their first scalar marks them.
    open: Vec<(u32, String)>,
    /// Those without a scalar, with the key above them.
    missed: Vec<(u32, u32, String)>,
}

impl<'t> Search<'t> {
    fn run(text: &'t str, starts: &'t [usize], finder: Finder) -> Self {
        let mut search = Self {
            text,
            offsets: Offsets::new(text, starts),
            finder,
            scalar: None,
            open: Vec::new(),
            missed: Vec::new(),
        };
        if let Some(document) = serde_yaml::Deserializer::from_str(text).next()
            && let Err(error) = (Visitor {
                search: &mut search,
                above: 0,
            })
            .deserialize(document)
        {
            // The root is a scalar, or all wanted nodes are found.
            let _ = search.record_value(0, error);
        }
        search
    }

    /// Requests the position of a scalar, if it is wanted.
    fn scalar<E: de::Error>(&mut self, wanted: bool, text: Option<&str>) -> Result<(), E> {
        if wanted || !self.open.is_empty() {
            self.scalar = text.map(str::to_owned);
            Err(E::custom(HERE))
        } else {
            Ok(())
        }
    }

    /// Records the position of the value that requested it. Returns an error that is not such a request.
    fn record_value<E: Display>(&mut self, number: u32, error: E) -> Result<(), E> {
        let Some(mut range) = self.requested_range(&error) else {
            return Err(error);
        };
        if self.finder.wants(number) {
            if range.is_empty() {
                // A key without a value.
                range = self.finder.key_of(number).unwrap_or(range);
            }
            self.finder.record(number, range);
        }
        Ok(())
    }

    /// The same as `record_value` for a key.
    fn record_key<E: Display>(&mut self, number: u32, error: E) -> Result<(), E> {
        let Some(range) = self.requested_range(&error) else {
            return Err(error);
        };
        if let Some(Segment::Key(key)) = self.finder.path.last_mut() {
            *key = self.scalar.take().unwrap_or_default();
        }
        if self.finder.wants(number) {
            self.finder.record(number, range.clone());
        }
        self.finder.key = Some((number, range));
        Ok(())
    }

    /// The range of the scalar that requested its position. `None` for any other error.
    fn requested_range(&mut self, error: &impl Display) -> Option<Range<usize>> {
        let message = error.to_string();
        let (_, position) = message.rsplit_once(HERE)?;
        // serde_yaml leaves out the position of the very first character.
        let (line, column) = match position
            .strip_prefix(" at line ")
            .and_then(|at| at.split_once(" column "))
        {
            Some((line, column)) => (line.parse().ok()?, column.parse().ok()?),
            None => (1usize, 1),
        };
        let start = self.offsets.at(line, column);
        let range = extent(self.text, start, self.scalar.as_deref());
        for (number, pointer) in self.open.drain(..) {
            self.finder.found.entry(number).or_insert(Located {
                range: range.clone(),
                pointer,
            });
        }
        Some(range)
    }

    /// Begins an object or an array.
    fn enter(&mut self, number: u32) {
        if self.finder.wants(number) {
            match self.finder.key_of(number) {
                Some(range) => self.finder.record(number, range),
                None => self.open.push((number, self.finder.pointer())),
            }
        }
    }

    /// Ends an object or an array.
    fn leave(&mut self, number: u32, above: u32) {
        self.finder.path.pop();
        // An object that is still open was empty.
        for (open, pointer) in std::mem::take(&mut self.open) {
            if open == number {
                self.missed.push((open, above, pointer));
            } else {
                self.open.push((open, pointer));
            }
        }
    }

    /// Ends the search with an error once all wanted nodes are found.
    fn check_done<E: de::Error>(&self) -> Result<(), E> {
        if self.finder.done() && self.open.is_empty() {
            Err(E::custom("all found"))
        } else {
            Ok(())
        }
    }
}

/// A value: counted when it is deserialized.
struct Visitor<'s, 't> {
    search: &'s mut Search<'t>,
    /// The number of the nearest key above, or 0.
    above: u32,
}

impl<'de> DeserializeSeed<'de> for Visitor<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let number = self.search.finder.number();
        deserializer.deserialize_any(Numbered {
            search: self.search,
            number,
            above: self.above,
        })
    }
}

/// A key: counted when it is deserialized.
struct Key<'s, 't>(&'s mut Search<'t>);

impl<'de> DeserializeSeed<'de> for Key<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.0.finder.number();
        deserializer.deserialize_str(self)
    }
}

impl de::Visitor<'_> for Key<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<(), E> {
        let number = self.0.finder.count - 1;
        if let Some(Segment::Key(last)) = self.0.finder.path.last_mut() {
            *last = key.to_owned();
        }
        // The key also marks its value, if that is an object or an array.
        let wanted = self.0.finder.wants(number) || self.0.finder.wants(number + 1);
        self.0.scalar(wanted, Some(key))
    }
}

struct Numbered<'s, 't> {
    search: &'s mut Search<'t>,
    number: u32,
    above: u32,
}

impl Numbered<'_, '_> {
    fn scalar<E: de::Error>(self, text: Option<&str>) -> Result<(), E> {
        let wanted = self.search.finder.wants(self.number);
        self.search.scalar(wanted, text)
    }
}

impl<'de> DeserializeSeed<'de> for Numbered<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> de::Visitor<'de> for Numbered<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.scalar(Some(""))
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        self.scalar(Some(""))
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<(), E> {
        self.scalar(None)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<(), E> {
        self.scalar(None)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<(), E> {
        self.scalar(None)
    }

    fn visit_i128<E: de::Error>(self, _: i128) -> Result<(), E> {
        self.scalar(None)
    }

    fn visit_u128<E: de::Error>(self, _: u128) -> Result<(), E> {
        self.scalar(None)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<(), E> {
        self.scalar(None)
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<(), E> {
        self.scalar(Some(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Self {
            search,
            number,
            above,
        } = self;
        search.enter(number);
        for index in 0.. {
            search.check_done()?;
            if index == 0 {
                search.finder.path.push(Segment::Index(0));
            } else if let Some(Segment::Index(last)) = search.finder.path.last_mut() {
                *last = index;
            }
            let item = search.finder.count;
            match items.next_element_seed(Visitor {
                search: &mut *search,
                above,
            }) {
                Ok(Some(())) => {}
                Ok(None) => break,
                Err(error) => search.record_value(item, error)?,
            }
        }
        search.leave(number, above);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self {
            search,
            number,
            above,
        } = self;
        search.enter(number);
        search.finder.path.push(Segment::Key(String::new()));
        loop {
            search.check_done()?;
            let key = search.finder.count;
            match members.next_key_seed(Key(&mut *search)) {
                Ok(Some(())) => {}
                Ok(None) => break,
                Err(error) => search.record_key(key, error)?,
            }
            let value = search.finder.count;
            if let Err(error) = members.next_value_seed(Visitor {
                search: &mut *search,
                above: key,
            }) {
                search.record_value(value, error)?;
            }
        }
        search.leave(number, above);
        Ok(())
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let (_, value) = tagged.variant::<IgnoredAny>()?;
        value.newtype_variant_seed(self)
    }
}
