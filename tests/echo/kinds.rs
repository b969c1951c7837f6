//! The kinds of schemas: each is about one feature of JSON Schema or OpenAPI, so that differences can be sorted by it.

use std::fmt;

use crate::random::Random;

macro_rules! kinds {
    ($($(#[$doc:meta])+ $kind:ident $weight:literal,)+) => {
        /// What a schema is about. Its parts are plain.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[$doc])+ $kind,)+
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Kind] = &[$(Kind::$kind),+];

            /// How often it is chosen, compared with others.
            pub fn weight(self) -> usize {
                match self {
                    $(Kind::$kind => $weight,)+
                }
            }
        }
    };
}

kinds! {
    /// Strings, integers, numbers and booleans with bounds.
    Scalars 3,
    /// Objects with required and optional members, nested.
    Objects 5,
    /// Lists, of lists as well.
    Lists 3,
    /// Objects of members with any name.
    Maps 2,
    /// Objects with named members and others of one schema.
    NamedAndOtherMembers 2,
    /// `prefixItems`, with and without further items.
    Tuples 2,
    /// Enums of strings, of integers and of anything.
    Enums 3,
    /// `const`.
    Constants 1,
    /// Types with `null`, and optional members that may be null.
    Nullable 3,
    /// `default` of members.
    Defaults 2,
    /// `{}`, `true`, and schemas without `type`.
    Untyped 1,
    /// Several types, such as a string or an integer.
    SeveralTypes 1,
    /// Member names that are no Rust names, or that differ in their spelling only.
    MemberNames 1,
    /// Formats that have types of their own.
    Formats 2,
    /// Formats whose values can be spelled in several ways.
    FormatSpellings 1,
    /// Integers of all 64 bits, without a format.
    LargeIntegers 1,
    /// `number` with integers that no double has.
    LargeNumbers 1,
    /// Schemas that contain themselves.
    Recursion 2,
    /// Schemas that contain themselves and may be null.
    NullableRecursion 1,
    /// `$ref` with sibling keywords.
    ReferenceSiblings 1,
    /// `allOf` of objects with different members.
    AllOfObjects 3,
    /// `allOf` of objects that have a member in common, with a schema in each.
    AllOfSameMember 2,
    /// `allOf` of parts that are not objects.
    AllOfScalars 1,
    /// `allOf` of an object and of unions.
    AllOfUnions 1,
    /// `oneOf` of different types.
    OneOfTypes 2,
    /// `oneOf` of objects that a constant tells apart.
    OneOfObjects 2,
    /// `oneOf` with a discriminator.
    OneOfTagged 3,
    /// `oneOf` of objects with the same names of members.
    OneOfOverlapping 2,
    /// `anyOf` of objects that may all be satisfied.
    AnyOfObjects 2,
    /// `anyOf` of scalars that may all be satisfied.
    AnyOfScalars 1,
    /// `anyOf` of lists whose items may satisfy the items of all.
    AnyOfLists 1,
    /// `anyOf` of unions of objects that may all be satisfied.
    AnyOfUnions 1,
    /// `anyOf` with a discriminator.
    AnyOfTagged 1,
    /// A union beside `properties` and `required`.
    UnionBesideMembers 2,
    /// A union beside `additionalProperties`.
    UnionBesideMap 1,
    /// `oneOf` beside `anyOf`.
    UnionsBesideEachOther 1,
    /// Unions that are alternatives of others.
    UnionOfUnions 1,
    /// Maps as alternatives.
    UnionOfMaps 1,
    /// Lists as alternatives.
    UnionOfLists 1,
    /// `null` as an alternative.
    UnionWithNull 2,
    /// Alternatives that have only `required`.
    UnionOfRequired 1,
    /// `if`, `then` and `else`.
    Conditions 1,
    /// `patternProperties`.
    PatternProperties 1,
    /// `unevaluatedProperties`.
    Unevaluated 1,
    /// `dependentSchemas` and `dependentRequired`.
    Dependents 1,
    /// A discriminator on a base, and `allOf` of the base in its subtypes.
    Inheritance 2,
    /// All of the others, in each other.
    Mixed 4,
}

impl Kind {
    /// One of a list, by weight.
    pub fn pick(random: &mut Random, kinds: &[Kind]) -> Kind {
        let total: usize = kinds.iter().map(|kind| kind.weight()).sum();
        let mut left = random.below(total);
        for kind in kinds {
            match left.checked_sub(kind.weight()) {
                Some(less) => left = less,
                None => return *kind,
            }
        }
        kinds[0]
    }

    /// The kinds of that name.
    pub fn named(name: &str) -> Option<Kind> {
        let mut kinds = Kind::ALL.iter();
        kinds.find(|kind| kind.to_string() == name).copied()
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{self:?}"))
    }
}
