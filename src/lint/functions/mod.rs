//! The functions that rules apply to values: those that every ruleset can name, and those for OpenAPI.

mod members;
mod oas;
mod options;
mod rest;
mod schema;
mod values;

use std::rc::Rc;

pub(in crate::lint) use members::compare_texts;
pub use oas::Oas;
pub use options::{NAMES, read};
pub use rest::Rest;
pub use schema::Draft;

use super::document::{Documents, Step, View};
use super::format::Formats;
use super::pattern::Pattern;
use super::schema::Cache;
use super::value::{described, quoted};
use crate::source::Node;

/// A function with its options.
#[derive(Debug)]
pub enum Function {
    /// The value is not missing, null, false, zero or an empty text.
    Truthy,
    /// The value is missing, null, false, zero or an empty text.
    Falsy,
    /// The value is there.
    Defined,
    /// The value is not there.
    Undefined,
    /// Items or names are sorted, those of objects by a member.
    Alphabetical(Option<String>),
    /// A text has a spelling such as `camelCase`.
    Casing(values::Casing),
    /// The value is one of a list.
    Enumeration(Rc<Node>),
    /// The length is within limits: least and most.
    Length(Option<f64>, Option<f64>),
    /// At least one of these members is there.
    Or(Vec<String>),
    /// Exactly one of these members is there.
    Xor(Vec<String>),
    /// A text matches an expression, or does not.
    Pattern(Option<Pattern>, Option<Pattern>),
    /// The value is valid against a schema.
    Schema(Rc<Node>, Draft, bool),
    /// The members at this place are referred to.
    UnreferencedReusableObject(String),
    /// A function for OpenAPI.
    Oas(Oas),
    /// A function of the ruleset `rest`.
    Rest(Rest),
}

/// What a function is applied to.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// A node.
    Node(&'a Node),
    /// The name of a member, or the index of an item.
    Key(Step<'a>),
    /// Nothing: the field that a rule names is missing.
    Missing,
}

impl<'a> Target<'a> {
    fn node(self) -> Option<&'a Node> {
        match self {
            Self::Node(node) => Some(node),
            Self::Key(_) | Self::Missing => None,
        }
    }

    /// What it is called in messages: a member, an item or a name.
    fn subject(self, path: &[Step<'a>]) -> String {
        match (self, path.last()) {
            (Self::Key(step), _) => format!("the name {}", quoted(&step.to_string())),
            (_, Some(Step::Key(name))) => quoted(name),
            (_, Some(Step::Index(index))) => format!("item {index}"),
            (_, None) => "the document".to_owned(),
        }
    }

    /// A message: what is wanted of it, and what it is.
    fn must(self, path: &[Step<'a>], wanted: &str) -> String {
        let subject = self.subject(path);
        match self {
            Self::Node(node) => format!("{subject} must {wanted}; it is {}", described(node)),
            Self::Missing => format!("{subject} must {wanted}; it is missing"),
            Self::Key(_) => format!("{subject} must {wanted}"),
        }
    }

    /// The text, if it is one.
    fn text(self) -> Option<String> {
        match self {
            Self::Node(node) => node.as_str().map(str::to_owned),
            Self::Key(Step::Key(key)) => Some(key.to_owned()),
            Self::Key(Step::Index(_)) | Self::Missing => None,
        }
    }
}

/// What functions know about the document.
#[derive(Clone, Copy)]
pub struct Context<'c, 'a> {
    /// The view that the rule asks for.
    pub view: View<'c, 'a>,
    /// All documents.
    pub documents: &'c Documents<'a>,
    /// The version of OpenAPI.
    pub formats: Formats,
    /// What is known about schemas.
    pub cache: &'c Cache,
}

/// What a function finds.
#[derive(Clone, Debug)]
pub struct Hit<'a> {
    /// The path of what is wrong, in the view.
    pub path: Vec<Step<'a>>,
    /// What is wrong.
    pub error: String,
}

impl<'a> Hit<'a> {
    fn new(path: &[Step<'a>], error: impl Into<String>) -> Self {
        Self {
            path: path.to_vec(),
            error: error.into(),
        }
    }

    fn below(
        path: &[Step<'a>],
        more: impl IntoIterator<Item = Step<'a>>,
        error: impl Into<String>,
    ) -> Self {
        let mut hit = Self::new(path, error);
        hit.path.extend(more);
        hit
    }
}

impl Function {
    /// Applies the function to what is at a path.
    pub fn call<'a>(
        &'a self,
        target: Target<'a>,
        path: &[Step<'a>],
        context: Context<'_, 'a>,
    ) -> Vec<Hit<'a>> {
        match self {
            Self::Truthy => values::truthy(target, path),
            Self::Falsy => values::falsy(target, path),
            Self::Defined => values::defined(target, path),
            Self::Undefined => values::undefined(target, path),
            Self::Alphabetical(by) => members::alphabetical(target, by.as_deref(), path, context),
            Self::Casing(casing) => casing.check(target, path, context),
            Self::Enumeration(allowed) => values::enumeration(target, allowed, path, context),
            Self::Length(least, most) => values::length(target, *least, *most, path),
            Self::Or(names) => members::count(target, names, false, path, context),
            Self::Xor(names) => members::count(target, names, true, path, context),
            Self::Pattern(expected, forbidden) => {
                values::pattern(target, expected.as_ref(), forbidden.as_ref(), path, context)
            }
            Self::Schema(schema, draft, all) => {
                schema::schema(target, schema, *draft, *all, path, context)
            }
            Self::UnreferencedReusableObject(location) => {
                members::unreferenced(target, location, path, context)
            }
            Self::Oas(function) => function.call(target, path, context),
            Self::Rest(function) => function.call(target, path, context),
        }
    }
}
