//! Reading the members of an object.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};

use super::collection::read_map;
use super::stack::Frame;
use super::tree::Object;
use super::{fit, FromJson, Json, Kind, Mismatch};

/// A map of the members of an object that no field is named after.
pub trait FromMembers: Sized {
    /// Reads the members.
    ///
    /// # Errors
    /// When one of them does not fit.
    fn from_members<'t>(
        members: impl Iterator<Item = (&'t str, Json<'t>)>,
    ) -> Result<Self, Mismatch>;
}

impl<T: FromJson> FromMembers for BTreeMap<String, T> {
    fn from_members<'t>(
        members: impl Iterator<Item = (&'t str, Json<'t>)>,
    ) -> Result<Self, Mismatch> {
        read_map(members)
    }
}

impl FromMembers for Map<String, Value> {
    fn from_members<'t>(
        members: impl Iterator<Item = (&'t str, Json<'t>)>,
    ) -> Result<Self, Mismatch> {
        read_map(members)
    }
}

/// Reads the members of an object, and collects their errors.
pub struct Members<'t> {
    whole: Json<'t>,
    all: Object<'t>,
    known: &'static [&'static str],
    /// The index of the member that is probably asked for next: most texts have the document's order.
    next: Cell<usize>,
    /// The value of each name, for objects so large that a linear search takes long.
    index: Option<HashMap<&'t str, Json<'t>>>,
    /// The first error.
    error: RefCell<Option<Mismatch>>,
    _frame: Frame,
}

/// Types with more fields than this look up names in a set.
const FEW: usize = 16;

/// Objects with more members than this get an index.
const MANY: usize = 64;

impl<'t> Members<'t> {
    /// The members of a value, for a type whose fields have these names in JSON.
    ///
    /// # Errors
    /// When the value is not an object, or is nested so deeply that the stack would overflow.
    pub fn of(value: Json<'t>, known: &'static [&'static str]) -> Result<Self, Mismatch> {
        let Kind::Object(all) = value.kind() else {
            return Err(Mismatch::expected("an object", value));
        };
        let frame = Frame::enter(value, 0)?;
        fit::keep(value);
        Ok(Self {
            whole: value,
            all,
            known,
            next: Cell::new(all.first()),
            index: (all.len() > MANY).then(|| all.iter().collect()),
            error: RefCell::new(None),
            _frame: frame,
        })
    }

    /// A required member, or the value that its type has for an absent one. `None` is an error, which is kept.
    pub fn required<T: FromJson>(&self, name: &str) -> Option<T> {
        if let Some(value) = self.get(name) {
            return self.read(name, value);
        }
        let absent = T::absent();
        if absent.is_some() {
            fit::add_member();
            fit::be_lenient();
        }
        self.kept(absent.ok_or_else(|| Mismatch::new(format!("the member `{name}` is missing"))))
    }

    /// A member that may be absent. One that is null is the same, and is not written again.
    pub fn optional<T: FromJson>(&self, name: &str) -> Option<Option<T>> {
        match self.get(name) {
            None => Some(None),
            Some(value) if value.is_null() => {
                fit::be_lenient();
                Some(None)
            }
            Some(value) => self.read(name, value).map(Some),
        }
    }

    /// A member that may be absent, and may be null as well.
    pub fn nullable<T: FromJson>(&self, name: &str) -> Option<Option<T>> {
        match self.get(name) {
            Some(value) => self.read(name, value).map(Some),
            None => Some(None),
        }
    }

    /// A member that has a default.
    pub fn default<T: FromJson>(&self, name: &str, value: fn() -> T) -> Option<T> {
        match self.get(name) {
            Some(value) => self.read(name, value),
            None => {
                fit::add_member();
                Some(value())
            }
        }
    }

    /// A flattened field: the whole object as another type.
    pub fn whole<T: FromJson>(&self) -> Option<T> {
        self.kept(fit::share(self.whole, || T::from_json(self.whole)))
    }

    /// A flattened field that the object need not fit.
    pub fn maybe<T: FromJson>(&self) -> Option<Option<T>> {
        match fit::attempt(self.whole, || T::from_json(self.whole)) {
            Ok(value) => Some(Some(value)),
            Err(error) if error.is_postponed() => self.kept(Err(error)),
            Err(_) => Some(None),
        }
    }

    /// The members that no field is named after, but for those that the flattened fields hold.
    pub fn rest<T: FromMembers>(&self, flattened: &[Option<Value>]) -> Option<T> {
        if self.all.is_empty() {
            return self.kept(T::from_members(std::iter::empty()));
        }
        let mut rest: Vec<_> = match self.known.len() > FEW {
            true => {
                let known: HashSet<&str> = self.known.iter().copied().collect();
                self.all
                    .iter()
                    .filter(|(name, _)| !known.contains(name))
                    .collect()
            }
            false => self
                .all
                .iter()
                .filter(|(name, _)| !self.known.contains(name))
                .collect(),
        };
        if !flattened.is_empty() {
            rest.retain(|(name, value)| {
                let held = flattened
                    .iter()
                    .flatten()
                    .filter_map(|object| object.get(name));
                let mut held = held.peekable();
                held.peek().is_none() || {
                    let value = value.to_value();
                    !held.any(|held| *held == value)
                }
            });
        }
        self.kept(T::from_members(rest.into_iter()))
    }

    /// The first error.
    pub fn error(self) -> Mismatch {
        let error = self.error.into_inner();
        error.unwrap_or_else(|| Mismatch::new("a member is missing"))
    }

    fn get(&self, name: &str) -> Option<Json<'t>> {
        if let Some(index) = &self.index {
            return index.get(name).copied();
        }
        let mut next = self.next.get();
        let found = self.all.get_from(&mut next, name);
        self.next.set(next);
        found
    }

    fn read<T: FromJson>(&self, name: &str, value: Json<'t>) -> Option<T> {
        let result = T::from_json(value).map_err(|error| error.within(name));
        if result.as_ref().err().is_none_or(Mismatch::is_postponed) {
            fit::keep_name(value);
        }
        self.kept(result)
    }

    /// Keeps the error, unless there was one before. A postponed result is replaced by any error.
    fn kept<T>(&self, result: Result<T, Mismatch>) -> Option<T> {
        let error = match result {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let mut first = self.error.borrow_mut();
        if first.as_ref().is_none_or(Mismatch::is_postponed) {
            *first = Some(error);
        }
        None
    }
}
