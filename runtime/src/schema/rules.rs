//! The compiled form of schemas: keywords grouped by the type of value that they constrain.

use std::cmp::Ordering;
use std::sync::OnceLock;

use serde_json::{Number, Value};

use super::super::json::{Json, Kind, Tree};
use super::engine::Pattern;
use super::format::Format;
use super::types::TypeSet;

/// A compiled schema.
#[derive(Debug, Default)]
pub struct Schema {
    /// Whether the text of the schema could not be parsed. Every value is rejected.
    pub(super) broken: bool,
    /// The schema `false`.
    pub(super) never: bool,
    pub(super) types: Option<TypeSet>,
    /// `$ref`.
    pub(super) reference: Option<Reference>,
    pub(super) values: Option<Box<Values>>,
    pub(super) number: Option<Box<Numbers>>,
    pub(super) string: Option<Box<Strings>>,
    pub(super) array: Option<Box<Arrays>>,
    pub(super) object: Option<Box<Objects>>,
    pub(super) combination: Option<Box<Combination>>,
    /// Whether the schema has `unevaluatedItems` or `unevaluatedProperties`.
    pub(super) tracks: bool,
    /// Whether several keywords may check the same value, so that results are cached.
    pub(super) branches: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) default: Option<Box<Value>>,
    /// The types of its values, see [`Schemas::types`](super::Schemas::types); determined at first use.
    pub(super) known_types: OnceLock<TypeSet>,
    /// Whether a member is `readOnly`; determined at first use.
    pub(super) has_read_only: OnceLock<bool>,
    /// Whether a member is `writeOnly`; determined at first use.
    pub(super) has_write_only: OnceLock<bool>,
    /// Whether filling can add members to a value of this schema; determined at first use.
    pub(super) may_add_members: OnceLock<bool>,
    /// Whether this schema, or one that it leads to, requires an integer; determined at first use.
    pub(super) may_have_integers: OnceLock<bool>,
}

/// The name of a schema.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) name: Box<str>,
    /// The number of the schema that it named when it was last looked up.
    pub(super) number: OnceLock<usize>,
}

/// `enum` and `const`.
#[derive(Debug)]
pub(super) struct Values {
    pub(super) constant: Option<Tree>,
    pub(super) choices: Option<Choices>,
}

/// `enum`.
#[derive(Debug)]
pub(super) struct Choices {
    /// An array of the values, in the order of the document.
    pub(super) listed: Tree,
    /// The strings among them, sorted.
    pub(super) strings: Vec<Box<str>>,
}

/// The keywords for numbers.
#[derive(Debug)]
pub(super) struct Numbers {
    pub(super) bounds: Vec<Bound>,
    pub(super) multiple: Option<Number>,
    pub(super) format: Option<Format>,
}

/// A limit of numbers.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) kind: BoundKind,
    pub(super) limit: Number,
}

/// Which numbers a limit allows.
#[derive(Clone, Copy, Debug)]
pub(super) enum BoundKind {
    Minimum,
    Maximum,
    ExclusiveMinimum,
    ExclusiveMaximum,
}

/// The keywords for strings.
#[derive(Debug)]
pub(super) struct Strings {
    pub(super) shortest: usize,
    pub(super) longest: Option<usize>,
    pub(super) pattern: Option<Pattern>,
    pub(super) format: Option<Format>,
}

/// The keywords for arrays.
#[derive(Debug)]
pub(super) struct Arrays {
    pub(super) prefix: Vec<Schema>,
    pub(super) items: Option<Schema>,
    pub(super) contains: Option<Contains>,
    pub(super) fewest: usize,
    pub(super) most: Option<usize>,
    pub(super) unique: bool,
    pub(super) unevaluated: Option<Schema>,
}

/// `contains` with `minContains` and `maxContains`.
#[derive(Debug)]
pub(super) struct Contains {
    pub(super) schema: Schema,
    pub(super) fewest: usize,
    pub(super) most: Option<usize>,
}

/// The keywords for objects.
#[derive(Debug)]
pub(super) struct Objects {
    /// The members in `properties` and `required`, in the order of their keys and names.
    pub(super) members: Vec<Member>,
    /// `required`, without duplicates.
    pub(super) required: Vec<Box<str>>,
    pub(super) patterns: Vec<(Pattern, Schema)>,
    pub(super) additional: Option<Schema>,
    pub(super) names: Option<Schema>,
    pub(super) fewest: usize,
    pub(super) most: Option<usize>,
    pub(super) dependent_required: Vec<(Box<str>, Vec<Box<str>>)>,
    pub(super) dependent_schemas: Vec<(Box<str>, Schema)>,
    pub(super) unevaluated: Option<Schema>,
}

/// A member in `properties` or `required`.
#[derive(Debug)]
pub(super) struct Member {
    /// That of [`key`].
    pub(super) key: u64,
    pub(super) name: Box<str>,
    pub(super) required: bool,
    pub(super) schema: Option<Schema>,
}

/// The keywords that apply other schemas to the same value.
#[derive(Debug)]
pub(super) struct Combination {
    pub(super) all: Vec<Schema>,
    pub(super) any: Vec<Schema>,
    pub(super) one: Vec<Schema>,
    pub(super) not: Option<Schema>,
    pub(super) condition: Option<Schema>,
    pub(super) then: Option<Schema>,
    pub(super) otherwise: Option<Schema>,
    pub(super) discriminator: Option<Discriminator>,
}

/// OpenAPI's `discriminator`.
#[derive(Debug)]
pub(super) struct Discriminator {
    pub(super) property: Box<str>,
    /// The values of the property, each with the name of a schema.
    pub(super) mapping: Vec<(Box<str>, Box<str>)>,
    /// The name of the schema for other values.
    pub(super) default: Option<Box<str>>,
    /// Whether the value has to satisfy the schema that it names, and no other counts.
    pub(super) exact: bool,
}

/// The length of a name and its first bytes, by which it is found with few comparisons of texts.
pub(super) fn key(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let length = bytes.len().min(0xff) as u64;
    let first = match bytes.first_chunk::<8>() {
        Some(first) => u64::from_be_bytes(*first) >> 8,
        None => bytes
            .iter()
            .take(7)
            .fold(0, |first, byte| first << 8 | u64::from(*byte)),
    };
    length << 56 | first
}

/// The place of a name among members.
pub(super) fn position(members: &[Member], key: u64, name: &str) -> Result<usize, usize> {
    members.binary_search_by(|member| {
        let order = member.key.cmp(&key);
        order.then_with(|| (*member.name).cmp(name))
    })
}

impl BoundKind {
    pub(super) const ALL: [Self; 4] = [
        Self::Minimum,
        Self::Maximum,
        Self::ExclusiveMinimum,
        Self::ExclusiveMaximum,
    ];

    pub(super) fn keyword(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::ExclusiveMinimum => "exclusiveMinimum",
            Self::ExclusiveMaximum => "exclusiveMaximum",
        }
    }

    /// What a number must be, before the limit.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Minimum => "at least",
            Self::Maximum => "at most",
            Self::ExclusiveMinimum => "greater than",
            Self::ExclusiveMaximum => "less than",
        }
    }

    /// Whether a number is allowed that has this order to the limit.
    pub(super) fn allows(self, order: Ordering) -> bool {
        match self {
            Self::Minimum => order.is_ge(),
            Self::Maximum => order.is_le(),
            Self::ExclusiveMinimum => order.is_gt(),
            Self::ExclusiveMaximum => order.is_lt(),
        }
    }
}

impl Values {
    /// `const`.
    pub(super) fn constant(&self) -> Option<Json<'_>> {
        self.constant.as_ref().map(Tree::root)
    }

    /// The allowed values.
    pub(super) fn all(&self) -> impl Iterator<Item = Json<'_>> {
        let choices = self.choices.iter().filter(|_| self.constant.is_none());
        self.constant()
            .into_iter()
            .chain(choices.flat_map(Choices::values))
    }
}

impl Choices {
    /// The values in the order of the document.
    pub(super) fn values(&self) -> impl Iterator<Item = Json<'_>> {
        let values = match self.listed.root().kind() {
            Kind::Array(values) => Some(values.iter()),
            _ => None,
        };
        values.into_iter().flatten()
    }
}

impl Objects {
    /// The member of that name in `properties` or `required`.
    pub(super) fn member(&self, name: &str) -> Option<&Member> {
        let at = position(&self.members, key(name), name).ok()?;
        self.members.get(at)
    }
}
