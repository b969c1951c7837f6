//! The form that schemas are checked in: the keywords sorted by what they are about.

use serde_json::{Number, Value};

#[cfg(feature = "formats")]
use super::format::Format;
#[cfg(feature = "patterns")]
use super::pattern::Pattern;
use super::types::Types;

/// A compiled schema.
#[derive(Debug, Default)]
pub struct Schema {
    /// The schema `false`.
    pub(super) never: bool,
    pub(super) types: Option<Types>,
    /// The name behind `$ref`.
    pub(super) reference: Option<Box<str>>,
    pub(super) values: Option<Box<Values>>,
    pub(super) number: Option<Box<Numbers>>,
    pub(super) string: Option<Box<Strings>>,
    pub(super) array: Option<Box<Arrays>>,
    pub(super) object: Option<Box<Objects>>,
    #[cfg(feature = "combinations")]
    pub(super) combination: Option<Box<Combination>>,
    /// Whether `unevaluatedItems` or `unevaluatedProperties` stands here.
    #[cfg(feature = "rare-keywords")]
    pub(super) tracks: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) default: Option<Box<Value>>,
}

/// `enum` and `const`.
#[derive(Debug)]
pub(super) struct Values {
    pub(super) constant: Option<Value>,
    pub(super) choices: Option<Choices>,
}

/// `enum`.
#[derive(Debug)]
pub(super) struct Choices {
    /// As the document lists them, for messages.
    pub(super) listed: Vec<Value>,
    /// The strings among them, sorted.
    pub(super) strings: Vec<Box<str>>,
}

/// The keywords for numbers.
#[derive(Debug)]
pub(super) struct Numbers {
    pub(super) minimum: Option<Number>,
    pub(super) maximum: Option<Number>,
    pub(super) above: Option<Number>,
    pub(super) below: Option<Number>,
    pub(super) multiple: Option<Number>,
    #[cfg(feature = "formats")]
    pub(super) format: Option<Format>,
}

/// The keywords for strings.
#[derive(Debug)]
pub(super) struct Strings {
    pub(super) shortest: usize,
    pub(super) longest: Option<usize>,
    #[cfg(feature = "patterns")]
    pub(super) pattern: Option<Pattern>,
    #[cfg(feature = "formats")]
    pub(super) format: Option<Format>,
}

/// The keywords for arrays.
#[derive(Debug)]
pub(super) struct Arrays {
    pub(super) prefix: Vec<Schema>,
    pub(super) items: Option<Schema>,
    #[cfg(feature = "rare-keywords")]
    pub(super) contains: Option<Contains>,
    pub(super) fewest: usize,
    pub(super) most: Option<usize>,
    pub(super) unique: bool,
    #[cfg(feature = "rare-keywords")]
    pub(super) unevaluated: Option<Schema>,
}

/// `contains` with `minContains` and `maxContains`.
#[cfg(feature = "rare-keywords")]
#[derive(Debug)]
pub(super) struct Contains {
    pub(super) schema: Schema,
    pub(super) fewest: usize,
    pub(super) most: Option<usize>,
}

/// The keywords for objects.
#[derive(Debug)]
pub(super) struct Objects {
    /// What `properties` and `required` name, sorted by name.
    pub(super) members: Vec<Member>,
    /// `required`, each name once.
    pub(super) required: Vec<Box<str>>,
    #[cfg(feature = "patterns")]
    pub(super) patterns: Vec<(Pattern, Schema)>,
    pub(super) additional: Option<Schema>,
    #[cfg(feature = "rare-keywords")]
    pub(super) names: Option<Schema>,
    pub(super) fewest: usize,
    pub(super) most: Option<usize>,
    #[cfg(feature = "rare-keywords")]
    pub(super) dependent_required: Vec<(Box<str>, Vec<Box<str>>)>,
    #[cfg(feature = "rare-keywords")]
    pub(super) dependent_schemas: Vec<(Box<str>, Schema)>,
    #[cfg(feature = "rare-keywords")]
    pub(super) unevaluated: Option<Schema>,
}

/// A member that `properties` or `required` names.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: Box<str>,
    pub(super) required: bool,
    pub(super) schema: Option<Schema>,
}

/// The keywords that hold other schemas against the same value.
#[cfg(feature = "combinations")]
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
#[cfg(feature = "combinations")]
#[derive(Debug)]
pub(super) struct Discriminator {
    pub(super) property: Box<str>,
    /// The name of a schema for each value.
    pub(super) mapping: Vec<(Box<str>, Box<str>)>,
    /// The name of the schema of all other values.
    pub(super) default: Option<Box<str>>,
}

impl Objects {
    /// What is said of the member of that name.
    pub(super) fn member(&self, name: &str) -> Option<&Member> {
        let at = self
            .members
            .binary_search_by(|member| (*member.name).cmp(name))
            .ok()?;
        self.members.get(at)
    }
}
