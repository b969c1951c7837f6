//! The types of an API's values.

use serde::Serialize;
use serde_json::Value;

use crate::schema::SchemaId;
use crate::source::At;

/// The named types, in the order in which the document leads to them.
#[derive(Debug, Default, Serialize)]
pub struct Types(Vec<Definition>);

/// Index of a definition in [`Types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct TypeId(u32);

impl Types {
    pub fn push(&mut self, definition: Definition) -> TypeId {
        self.0.push(definition);
        TypeId(self.0.len() as u32 - 1)
    }

    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &Definition)> {
        self.0
            .iter()
            .enumerate()
            .map(|(index, definition)| (TypeId(index as u32), definition))
    }

    /// The definition with an index, if there is one.
    pub fn id(&self, index: usize) -> Option<TypeId> {
        (index < self.0.len()).then_some(TypeId(index as u32))
    }

    pub fn get_mut(&mut self, id: TypeId) -> &mut Definition {
        &mut self.0[id.0 as usize]
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl TypeId {
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl std::ops::Index<TypeId> for Types {
    type Output = Definition;

    fn index(&self, id: TypeId) -> &Definition {
        &self.0[id.0 as usize]
    }
}

/// The type of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Type {
    /// Any JSON value.
    Any,
    /// Only `null`.
    Null,
    Boolean,
    Integer(Integer),
    /// A floating-point number of 32 or 64 bits.
    Float(u8),
    String,
    /// A string that is not to be shown.
    Password,
    /// RFC 3339 date and time.
    DateTime,
    /// RFC 3339 full date.
    Date,
    /// RFC 3339 full time, or a time without an offset.
    Time,
    /// RFC 3339 duration.
    Duration,
    Uuid,
    /// A string that holds the JSON of a value.
    JsonText(Box<Type>),
    /// Bytes, as base64 in JSON.
    Bytes,
    /// A text with its media type, as a whole body.
    MediaText,
    /// Bytes that are not buffered, as a whole body.
    Stream,
    /// A multipart body as it is.
    RawMultipart,
    /// A sequence of values that is not buffered, as a whole body.
    Items(Box<Type>),
    List(Box<Type>),
    /// A fixed number of values with a type each.
    Tuple(Vec<Type>),
    /// An object with arbitrary member names.
    Map(Box<Type>),
    /// The value or `null`.
    Nullable(Box<Type>),
    /// A boxed value, in types that contain themselves.
    Boxed(Box<Type>),
    /// A boxed value behind a trait object, in types that are nested deeply.
    DynBoxed(Box<Type>),
    Named(TypeId),
}

impl Type {
    /// The type that also allows `null`.
    pub fn nullable(self) -> Type {
        match self {
            Type::Any | Type::Null | Type::Nullable(_) => self,
            other => Type::Nullable(Box::new(other)),
        }
    }

    /// Whether it is a body that is not buffered.
    pub fn is_stream(&self) -> bool {
        matches!(self, Type::Stream | Type::RawMultipart | Type::Items(_))
    }

    /// The definitions that the type refers to, at any depth.
    pub fn named(&self) -> Vec<TypeId> {
        match self {
            Type::Named(id) => vec![*id],
            Type::Tuple(types) => types.iter().flat_map(Type::named).collect(),
            Type::List(inner)
            | Type::Items(inner)
            | Type::JsonText(inner)
            | Type::Map(inner)
            | Type::Nullable(inner)
            | Type::Boxed(inner)
            | Type::DynBoxed(inner) => inner.named(),
            _ => Vec::new(),
        }
    }

    /// The type without `null`.
    pub fn required(&self) -> &Type {
        match self {
            Type::Nullable(inner) => inner,
            other => other,
        }
    }
}

/// The width of an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Integer {
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
}

impl Integer {
    /// The width that `format` names, or else one that holds all values between the bounds. `None` where they allow
    /// values that neither a signed nor an unsigned integer of 64 bits holds.
    pub fn of(format: Option<&str>, minimum: Option<f64>, maximum: Option<f64>) -> Option<Integer> {
        // Upper bounds are often rounded to a power of two, which is the nearest number to `MAX` as well.
        let within = |least: f64, greatest: f64| {
            minimum.is_none_or(|minimum| least <= minimum && minimum < greatest)
                && maximum.is_none_or(|maximum| least <= maximum && maximum <= greatest)
        };
        Some(match format {
            Some("int8") => Integer::I8,
            Some("int16") => Integer::I16,
            Some("int32") => Integer::I32,
            Some("int64") => Integer::I64,
            Some("uint8") => Integer::U8,
            Some("uint16") => Integer::U16,
            Some("uint32") => Integer::U32,
            Some("uint64") => Integer::U64,
            _ if within(i64::MIN as f64, i64::MAX as f64) => Integer::I64,
            // Without a lower bound, negative values are allowed.
            _ if minimum.is_some() && within(0.0, u64::MAX as f64) => Integer::U64,
            _ => return None,
        })
    }

    /// Whether a JSON value is an integer of this width.
    pub fn holds(self, value: &Value) -> bool {
        let number = value.as_i64();
        match self {
            Integer::I8 => number.is_some_and(|number| i8::try_from(number).is_ok()),
            Integer::I16 => number.is_some_and(|number| i16::try_from(number).is_ok()),
            Integer::I32 => number.is_some_and(|number| i32::try_from(number).is_ok()),
            Integer::I64 => number.is_some(),
            Integer::U8 => number.is_some_and(|number| u8::try_from(number).is_ok()),
            Integer::U16 => number.is_some_and(|number| u16::try_from(number).is_ok()),
            Integer::U32 => number.is_some_and(|number| u32::try_from(number).is_ok()),
            Integer::U64 => value.is_u64(),
        }
    }
}

/// A named type.
#[derive(Debug, Serialize)]
pub struct Definition {
    pub at: At,
    pub origin: Origin,
    /// The schema behind it, if the document has one for it alone.
    pub schema: Option<SchemaId>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    pub kind: Kind,
}

/// The origin of a definition, which determines its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum Origin {
    /// A schema of the document, by its name.
    Component { name: String },
    /// The request's form of a schema that `readOnly` and `writeOnly` make different from the response's.
    Input { name: String },
    /// A part of another definition, such as a property or the items of an array.
    Part { of: TypeId, name: String },
    /// A part of an operation, with its index in [`super::Api::operations`].
    Operation { index: usize, part: String },
}

#[derive(Debug, Serialize)]
pub enum Kind {
    Struct(Struct),
    /// An enum of strings.
    Enum(Vec<Choice<String>>),
    /// An enum of integers.
    IntegerEnum(Vec<Choice<i64>>),
    Union(Union),
    /// A value that satisfies at least one of several schemas, as each of them that it satisfies describes it.
    AnyOf(AnyOf),
    /// Another name for a type.
    Alias(Type),
    /// A list or map that contains itself.
    Newtype {
        ty: Type,
        limits: Limits,
    },
}

/// Limits of a list or a map.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Limits {
    /// `minItems` or `minProperties`.
    pub min: Option<u64>,
    /// `maxItems` or `maxProperties`.
    pub max: Option<u64>,
    /// `uniqueItems`.
    pub is_unique: bool,
}

/// A value of an enum.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Choice<T> {
    pub value: T,
    /// The `title`, where values are listed as `oneOf` of `const`; the name in `x-enum-varnames`.
    pub title: Option<String>,
    pub description: Option<String>,
}

/// An object with known members.
#[derive(Debug, Default, Serialize)]
pub struct Struct {
    pub fields: Vec<Field>,
    /// The type of members that are not listed; `None` where there may be none, or they are dropped.
    pub additional: Option<Type>,
    /// Unions whose members are part of the same object.
    pub flattened: Vec<Flattened>,
}

/// An object whose members are part of another one.
#[derive(Clone, Debug, Serialize)]
pub struct Flattened {
    pub name: String,
    pub ty: Type,
    /// Whether the object may be without it.
    pub optional: bool,
}

/// A member of an object.
#[derive(Debug, Serialize)]
pub struct Field {
    /// The member's name in JSON.
    pub name: String,
    pub description: Option<String>,
    pub deprecated: bool,
    pub required: bool,
    pub ty: Type,
    /// The value of an absent member.
    pub default: Option<Value>,
    /// The only value that the member can have, so that it need not be given.
    pub constant: Option<Value>,
}

/// A value of one of several types.
#[derive(Debug, Serialize)]
pub struct Union {
    pub variants: Vec<Variant>,
    /// The discriminating member.
    pub tag: Option<String>,
    /// The index of the variant for values whose discriminating member is absent or unknown.
    pub default: Option<usize>,
    /// The index of the variant that keeps a value whose discriminating member is unknown, as JSON.
    pub unknown: Option<usize>,
    /// The schemas of the variants, if types do not tell their values apart.
    pub subschemas: Option<Vec<Alternative>>,
}

/// A value that satisfies at least one of several alternatives.
#[derive(Debug, Serialize)]
pub struct AnyOf {
    pub alternatives: Vec<Variant>,
    /// The schemas of the alternatives, if types do not tell their values apart.
    pub subschemas: Option<Vec<Alternative>>,
}

/// The schemas of an alternative.
#[derive(Clone, Debug, Serialize)]
pub enum Alternative {
    /// Its values satisfy all schemas of one of the lists.
    Of(Vec<Vec<SchemaId>>),
    /// Its values satisfy several of the other alternatives.
    Several,
}

impl Alternative {
    /// Its values satisfy one of the schemas.
    pub fn any_of(ids: &[SchemaId]) -> Alternative {
        Alternative::Of(ids.iter().map(|id| vec![*id]).collect())
    }

    /// The lists of schemas.
    pub fn lists(&self) -> &[Vec<SchemaId>] {
        match self {
            Alternative::Of(lists) => lists,
            Alternative::Several => &[],
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Variant {
    /// The name of the schema, its title, or the JSON type.
    pub name: String,
    /// The values of the discriminating member that select the variant; the first one is written.
    pub tags: Vec<String>,
    pub ty: Type,
}
