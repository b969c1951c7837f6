//! JSON types, and sets of them.

use serde::{Serialize, Serializer};
use serde_json::Value;

/// A set of JSON types (JSON Schema 2020-12 Validation §6.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct TypeSet(u8);

/// One JSON type. `integer` is a number without a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Number = 8,
    String = 16,
    Array = 32,
    Object = 64,
}

impl Type {
    pub const ALL: [Type; 7] = [
        Type::Null,
        Type::Boolean,
        Type::Integer,
        Type::Number,
        Type::String,
        Type::Array,
        Type::Object,
    ];

    /// The name in JSON Schema.
    pub fn name(self) -> &'static str {
        match self {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::String => "string",
            Type::Array => "array",
            Type::Object => "object",
        }
    }

    pub fn from_name(name: &str) -> Option<Type> {
        Type::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The type of a value; a number without a fraction is an integer.
    pub fn of(value: &Value) -> Type {
        match value {
            Value::Null => Type::Null,
            Value::Bool(_) => Type::Boolean,
            Value::Number(number)
                if number.as_f64().is_some_and(|number| number.fract() == 0.0) =>
            {
                Type::Integer
            }
            Value::Number(_) => Type::Number,
            Value::String(_) => Type::String,
            Value::Array(_) => Type::Array,
            Value::Object(_) => Type::Object,
        }
    }
}

impl Serialize for TypeSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Type::name))
    }
}

impl TypeSet {
    pub fn contains(self, kind: Type) -> bool {
        self.0 & kind as u8 != 0
    }

    pub fn insert(&mut self, kind: Type) {
        self.0 |= kind as u8;
    }

    pub fn without(self, kind: Type) -> TypeSet {
        TypeSet(self.0 & !(kind as u8))
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Type> {
        Type::ALL
            .into_iter()
            .filter(move |kind| self.contains(*kind))
    }

    /// The only type in the set.
    pub fn only(self) -> Option<Type> {
        let mut all = self.iter();
        all.next().filter(|_| all.next().is_none())
    }

    /// The intersection; `number` includes `integer`.
    pub fn intersect(self, other: TypeSet) -> TypeSet {
        let widen = |types: TypeSet| {
            if types.contains(Type::Number) {
                types.0 | Type::Integer as u8
            } else {
                types.0
            }
        };
        let both = widen(self) & widen(other);
        let both = if both & Type::Number as u8 != 0 {
            both & !(Type::Integer as u8)
        } else {
            both
        };
        TypeSet(both)
    }
}

impl FromIterator<Type> for TypeSet {
    fn from_iter<I: IntoIterator<Item = Type>>(kinds: I) -> TypeSet {
        let mut types = TypeSet::default();
        kinds.into_iter().for_each(|kind| types.insert(kind));
        types
    }
}
