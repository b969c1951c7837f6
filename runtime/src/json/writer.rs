//! Writing the members of an object.

use std::collections::BTreeSet;

use serde::ser::{Error as _, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// Writes the members of an object. The first error is kept until the end.
pub struct Writer<S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
    known: &'static [&'static str],
    /// The names of the other members that were written.
    others: BTreeSet<String>,
}

impl<S: Serializer> Writer<S> {
    /// An object without members, for a type whose fields have these names in JSON.
    pub fn new(serializer: S, known: &'static [&'static str]) -> Self {
        Self {
            map: serializer.serialize_map(None),
            known,
            others: BTreeSet::new(),
        }
    }

    /// Writes a member.
    pub fn required<T: Serialize>(&mut self, name: &str, value: &T) {
        let Ok(map) = &mut self.map else { return };
        if let Err(error) = map.serialize_entry(name, value) {
            self.map = Err(error);
        }
    }

    /// Writes a member, unless it is absent.
    pub fn optional<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes a member that may be null, unless it is absent.
    pub fn nullable<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        self.optional(name, value);
    }

    /// Writes a member that has a default.
    pub fn default<T: Serialize>(&mut self, name: &str, value: &T) {
        self.required(name, value);
    }

    /// Writes the members of another object, except those that are written already.
    pub fn others<T: Serialize>(&mut self, object: &T) {
        match serde_json::to_value(object) {
            Ok(Value::Object(members)) => {
                for (name, value) in members {
                    if !self.known.contains(&name.as_str()) && !self.others.contains(&name) {
                        self.required(&name, &value);
                        self.others.insert(name);
                    }
                }
            }
            Ok(_) => self.map = Err(S::Error::custom("only an object can be flattened into one")),
            Err(error) => self.map = Err(S::Error::custom(error)),
        }
    }

    /// Writes the members of another object, if there is one.
    pub fn maybe<T: Serialize>(&mut self, object: &Option<T>) {
        if let Some(object) = object {
            self.others(object);
        }
    }

    /// Ends the object.
    ///
    /// # Errors
    /// The first error of the serializer.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map?.end()
    }
}
