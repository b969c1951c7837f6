//! Objects that satisfy at least one of several schemas: `anyOf`.

use std::rc::Rc;

use serde::{ser, Serialize, Serializer};
use serde_json::Value;

use super::stack::Frame;
use super::{fit, FromJson, Json, Mismatch, Subschemas};

/// Implements reading and writing for a struct with an `Option` for each alternative: `any_of!(Name { field, … })`. Each is
/// read from the whole object; at least one has to fit. They are written into one object. What follows
/// `where` has their schemas ([`Unions`](json::Unions)), for alternatives whose types do not tell values apart. `ordered` after
/// the name implements `PartialOrd` by `Ord`, as for `object!`.
#[macro_export]
#[doc(hidden)]
macro_rules! any_of {
    ($name:ident ordered $($rest:tt)*) => {
        json::ordered!($name);
        json::any_of!($name $($rest)*);
    };
    ($name:ident { $($field:ident),* $(,)? } $(where $unions:path)?) => {
        impl json::FromJson for $name {
            fn from_json(value: json::Json<'_>) -> Result<Self, json::Mismatch> {
                let mut alternatives = json::AnyOf::of(value, json::subschemas!($name $($unions)?))?;
                $(let $field = alternatives.read();)*
                alternatives.end(Self { $($field,)* })
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut members = json::MergedMembers::default();
                $(members.add(&self.$field);)*
                members.write(serializer)
            }
        }
    };
}

pub use any_of;

/// Reads the alternatives of an `anyOf`.
pub struct AnyOf<'a> {
    value: Json<'a>,
    fits_any: bool,
    /// Which of the schemas the value satisfies; none where types decide.
    satisfied: Option<Rc<[bool]>>,
    /// How many of them are read.
    count: usize,
    /// The error that lies deepest in the value.
    error: Option<Mismatch>,
    postponed: Option<Mismatch>,
    _frame: Frame,
}

impl<'a> AnyOf<'a> {
    /// Starts with a value.
    ///
    /// # Errors
    /// When the value is nested too deeply, or takes too many steps.
    pub fn of(value: Json<'a>, subschemas: Option<Subschemas>) -> Result<Self, Mismatch> {
        let frame = Frame::enter(value, 0)?;
        let satisfied = subschemas
            .map(|schemas| schemas.satisfied(value))
            .transpose()?;
        Ok(Self {
            satisfied,
            count: 0,
            value,
            fits_any: false,
            error: None,
            postponed: None,
            _frame: frame,
        })
    }

    /// One alternative; none if the value does not fit it.
    pub fn read<T: FromJson>(&mut self) -> Option<T> {
        let verdicts = self.satisfied.as_ref();
        let is_satisfied = verdicts.and_then(|verdicts| verdicts.get(self.count).copied());
        self.count += 1;
        if is_satisfied == Some(false) {
            return None;
        }
        match fit::attempt(self.value, || T::from_json(self.value)) {
            Ok(value) => {
                self.fits_any = true;
                Some(value)
            }
            Err(error) if error.is_postponed() => {
                self.postponed = Some(error);
                None
            }
            Err(error) => {
                let is_deeper = |known: &Mismatch| error.depth() > known.depth();
                if self.error.as_ref().is_none_or(is_deeper) {
                    self.error = Some(error);
                }
                None
            }
        }
    }

    /// The result, given all alternatives.
    ///
    /// # Errors
    /// When none of them fits.
    pub fn end<T>(self, result: T) -> Result<T, Mismatch> {
        match (self.postponed, self.error) {
            (Some(postponed), _) => Err(postponed),
            (None, Some(error)) if !self.fits_any => Err(error),
            _ => Ok(result),
        }
    }
}

/// Members of several objects, written as one object.
#[derive(Default)]
pub struct MergedMembers {
    members: Value,
    error: Option<String>,
}

impl MergedMembers {
    /// Adds the members of an object, if there is one.
    pub fn add<T: Serialize>(&mut self, object: &Option<T>) {
        match object.as_ref().map(serde_json::to_value) {
            None => {}
            Some(Ok(value)) => merge(&mut self.members, value),
            Some(Err(error)) => self.error = Some(error.to_string()),
        }
    }

    /// Writes all members.
    ///
    /// # Errors
    /// Those of the objects, and of the serializer.
    pub fn write<S: Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.error, self.members) {
            (Some(error), _) => Err(ser::Error::custom(error)),
            (None, Value::Null) => serializer.collect_map(std::iter::empty::<(String, Value)>()),
            (None, members) => members.serialize(serializer),
        }
    }
}

/// Adds what is in one value and not in another, which is the same value as another type sees it.
fn merge(known: &mut Value, new: Value) {
    match (known, new) {
        (Value::Object(known), Value::Object(new)) => {
            for (name, value) in new {
                match known.get_mut(&name) {
                    Some(known) => merge(known, value),
                    None => drop(known.insert(name, value)),
                }
            }
        }
        (Value::Array(known), Value::Array(new)) => {
            known
                .iter_mut()
                .zip(new)
                .for_each(|(known, new)| merge(known, new));
        }
        (known @ Value::Null, new) => *known = new,
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super as json;

    #[derive(Debug, PartialEq)]
    struct Mail {
        mail: String,
        home: Option<Street>,
    }

    json::object!(Mail {
        mail = required("mail"),
        home = optional("home")
    });

    #[derive(Debug, PartialEq)]
    struct Phone {
        phone: i64,
        home: Option<Town>,
    }

    json::object!(Phone {
        phone = required("phone"),
        home = optional("home")
    });

    #[derive(Debug, PartialEq)]
    struct Street {
        street: String,
    }

    json::object!(Street { street = required("street") });

    #[derive(Debug, PartialEq)]
    struct Town {
        town: String,
    }

    json::object!(Town { town = required("town") });

    #[derive(Debug, PartialEq)]
    struct Contact {
        mail: Option<Mail>,
        phone: Option<Phone>,
    }

    json::any_of!(Contact { mail, phone });

    #[test]
    fn each_alternative_that_fits_is_kept() {
        let home = json!({"street": "s", "town": "t"});
        let both = json!({"mail": "m", "phone": 1, "home": home});
        let contact: Contact = json::from_value(&both).unwrap();
        assert!(contact.mail.is_some() && contact.phone.is_some());
        assert_eq!(json!(contact), both);
        let one = json!({"phone": 1});
        let contact: Contact = json::from_value(&one).unwrap();
        assert_eq!(contact.mail, None);
        assert_eq!(json!(contact), one);
    }

    #[test]
    fn the_error_is_that_of_the_alternative_that_comes_closest() {
        let error = json::from_value::<Contact>(&json!({"mail": "m", "home": {}})).unwrap_err();
        assert_eq!(error.pointer, "/home");
        assert!(json::from_value::<Contact>(&json!([])).is_err());
    }

    #[test]
    fn without_an_alternative_the_object_is_empty() {
        let contact = Contact {
            mail: None,
            phone: None,
        };
        assert_eq!(json!(contact), json!({}));
    }
}
