//! Reading the members of an object.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value};

use super::collection::read_map;
use super::stack::Frame;
use super::tree::Member;
use super::{fit, FromJson, Json, Mismatch};

/// A map of the members of an object that no field is named after.
pub trait FromMembers: Sized {
    /// Reads the members.
    ///
    /// # Errors
    /// When one of them does not fit.
    fn from_members<'a>(members: impl Iterator<Item = &'a Member<'a>>) -> Result<Self, Mismatch>;
}

impl<T: FromJson> FromMembers for BTreeMap<String, T> {
    fn from_members<'a>(members: impl Iterator<Item = &'a Member<'a>>) -> Result<Self, Mismatch> {
        read_map(members)
    }
}

impl FromMembers for Map<String, Value> {
    fn from_members<'a>(members: impl Iterator<Item = &'a Member<'a>>) -> Result<Self, Mismatch> {
        read_map(members)
    }
}

/// Reads the members of an object, and collects their errors.
pub struct Members<'a> {
    whole: &'a Json<'a>,
    all: &'a [Member<'a>],
    known: &'static [&'static str],
    /// The index of the member that is probably asked for next: most texts have the document's order.
    next: Cell<usize>,
    /// The index of each name, for objects so large that a linear search takes long.
    index: Option<HashMap<&'a str, usize>>,
    /// The first error.
    error: RefCell<Option<Mismatch>>,
    _frame: Frame,
}

/// Objects with more members than this get an index.
const MANY: usize = 64;

impl<'a> Members<'a> {
    /// The members of a value, for a type whose fields have these names in JSON.
    ///
    /// # Errors
    /// When the value is not an object, or is nested so deeply that the stack would overflow.
    pub fn of(value: &'a Json<'a>, known: &'static [&'static str]) -> Result<Self, Mismatch> {
        let Json::Object(all) = value else {
            return Err(Mismatch::expected("an object", value));
        };
        let frame = Frame::enter(value, 0)?;
        fit::keep(value);
        let names = all.iter().enumerate();
        let index = || {
            names
                .map(|(index, (name, _))| (name.as_ref(), index))
                .collect()
        };
        Ok(Self {
            whole: value,
            all,
            known,
            next: Cell::new(0),
            index: (all.len() > MANY).then(index),
            error: RefCell::new(None),
            _frame: frame,
        })
    }

    /// A required member, or the value that its type has for an absent one. `None` is an error, which is kept.
    pub fn required<T: FromJson>(&self, name: &str) -> Option<T> {
        if let Some(member) = self.get(name) {
            return self.read(member);
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
            Some((_, Json::Null)) => {
                fit::be_lenient();
                Some(None)
            }
            Some(member) => self.read(member).map(Some),
        }
    }

    /// A member that may be absent, and may be null as well.
    pub fn nullable<T: FromJson>(&self, name: &str) -> Option<Option<T>> {
        match self.get(name) {
            Some(member) => self.read(member).map(Some),
            None => Some(None),
        }
    }

    /// A member that has a default.
    pub fn default<T: FromJson>(&self, name: &str, value: fn() -> T) -> Option<T> {
        match self.get(name) {
            Some(member) => self.read(member),
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
        let known: HashSet<&str> = self.known.iter().copied().collect();
        let is_held = |(name, value): &Member<'_>| {
            let mut held = flattened
                .iter()
                .flatten()
                .filter_map(|object| object.get(&**name));
            held.any(|held| *held == Value::from(value))
        };
        let rest = self
            .all
            .iter()
            .filter(|(name, _)| !known.contains(name.as_ref()));
        let rest = rest.filter(|member| flattened.is_empty() || !is_held(member));
        self.kept(T::from_members(rest))
    }

    /// The first error.
    pub fn error(self) -> Mismatch {
        let error = self.error.into_inner();
        error.unwrap_or_else(|| Mismatch::new("a member is missing"))
    }

    fn get(&self, name: &str) -> Option<&'a Member<'a>> {
        if let Some(index) = &self.index {
            return self.all.get(*index.get(name)?);
        }
        let (before, after) = self.all.split_at_checked(self.next.get())?;
        let mut members = after.iter().chain(before);
        let distance = members.position(|(known, _)| known == name)?;
        let index = (self.next.get() + distance) % self.all.len();
        self.next.set(index + 1);
        self.all.get(index)
    }

    fn read<T: FromJson>(&self, (name, value): &'a Member<'a>) -> Option<T> {
        let result = T::from_json(value).map_err(|error| error.within(name));
        if result.as_ref().err().is_none_or(Mismatch::is_postponed) {
            fit::keep_name(name);
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
