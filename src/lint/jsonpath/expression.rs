//! The expressions in filters, and their values.

use std::borrow::Cow;

use crate::lint::document::{Step, View};
use crate::lint::pattern::Pattern;
use crate::lint::value::{is_truthy, number_text, text_number};
use crate::source::{Node, Value};

/// A JavaScript expression.
#[derive(Debug)]
pub(super) enum Expression {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(String),
    Regex(Pattern),
    List(Vec<Expression>),
    Variable(Variable),
    Member(Box<Expression>, Box<Expression>),
    /// A method: the object, the name, the arguments.
    Call(Box<Expression>, String, Vec<Expression>),
    Not(Box<Expression>),
    Negative(Box<Expression>),
    TypeOf(Box<Expression>),
    Binary(Binary, Box<Expression>, Box<Expression>),
}

/// An operator with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Or,
    And,
    Equal,
    NotEqual,
    Same,
    NotSame,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Matches,
    In,
    Add,
    Subtract,
    Remainder,
}

/// What begins with `@`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Variable {
    Node,
    Property,
    Parent,
    ParentProperty,
    Path,
    Root,
    IsString,
    IsNumber,
    IsBoolean,
    IsScalar,
    IsArray,
    IsObject,
    IsNull,
    IsInteger,
}

impl Variable {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "" => Self::Node,
            "property" => Self::Property,
            "parent" => Self::Parent,
            "parentProperty" => Self::ParentProperty,
            "path" => Self::Path,
            "root" => Self::Root,
            "string" => Self::IsString,
            "number" => Self::IsNumber,
            "boolean" => Self::IsBoolean,
            "scalar" => Self::IsScalar,
            "array" => Self::IsArray,
            "object" => Self::IsObject,
            "null" => Self::IsNull,
            "integer" => Self::IsInteger,
            _ => return None,
        })
    }
}

/// The value of an expression.
#[derive(Clone, Debug)]
enum Js<'e, 'a> {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'e, str>),
    Regex(&'e Pattern),
    List(Vec<Js<'e, 'a>>),
    /// An array or an object.
    Node(&'a Node),
    /// `x.constructor`
    Constructor(&'static str),
}

/// The node that a filter is applied to.
pub(super) struct Scope<'s, 'v, 'a> {
    pub(super) view: View<'v, 'a>,
    pub(super) root: &'a Node,
    /// The nodes from the root to the parent.
    pub(super) parents: &'s [&'a Node],
    /// The path of the node.
    pub(super) path: &'s [Step<'a>],
    pub(super) node: &'a Node,
}

impl Expression {
    /// Whether the expression is truthy for a node.
    pub(super) fn holds(&self, scope: &Scope<'_, '_, '_>) -> bool {
        self.value(scope).is_truthy()
    }

    fn value<'e, 'a: 'e>(&'e self, scope: &Scope<'_, '_, 'a>) -> Js<'e, 'a> {
        match self {
            Self::Undefined => Js::Undefined,
            Self::Null => Js::Null,
            Self::Bool(value) => Js::Bool(*value),
            Self::Number(value) => Js::Number(*value),
            Self::Text(text) => Js::Text(Cow::Borrowed(text)),
            Self::Regex(pattern) => Js::Regex(pattern),
            Self::List(items) => Js::List(items.iter().map(|item| item.value(scope)).collect()),
            Self::Variable(variable) => variable.value(scope),
            Self::Member(object, key) => {
                let object = object.value(scope);
                match key.value(scope) {
                    Js::Text(key) => object.member(&key, scope.view),
                    Js::Number(index) => object.member(&number_text(index), scope.view),
                    _ => Js::Undefined,
                }
            }
            Self::Call(object, name, arguments) => {
                let arguments = arguments
                    .iter()
                    .map(|argument| argument.value(scope))
                    .collect();
                call(object.value(scope), name, arguments, scope.view)
            }
            Self::Not(inner) => Js::Bool(!inner.value(scope).is_truthy()),
            Self::Negative(inner) => Js::Number(-inner.value(scope).number()),
            Self::TypeOf(inner) => Js::Text(Cow::Borrowed(inner.value(scope).type_name())),
            Self::Binary(operator, left, right) => binary(*operator, left, right, scope),
        }
    }
}

impl Variable {
    fn value<'e, 'a: 'e>(self, scope: &Scope<'_, '_, 'a>) -> Js<'e, 'a> {
        let step = |step: Option<&Step<'a>>| match step {
            None => Js::Null,
            Some(Step::Key(key)) => Js::Text(Cow::Borrowed(*key)),
            Some(Step::Index(index)) => Js::Number(*index as f64),
        };
        match self {
            Self::Node => Js::of(scope.node),
            Self::Root => Js::of(scope.root),
            Self::Property => step(scope.path.last()),
            Self::Parent => scope
                .parents
                .last()
                .map_or(Js::Undefined, |node| Js::of(node)),
            Self::ParentProperty => {
                let before = scope.path.len().checked_sub(2);
                step(before.and_then(|index| scope.path.get(index)))
            }
            Self::Path => {
                let mut text = String::from("$");
                for step in scope.path {
                    text.push_str(&match step {
                        Step::Key(key) => format!("['{key}']"),
                        Step::Index(index) => format!("[{index}]"),
                    });
                }
                Js::Text(Cow::Owned(text))
            }
            Self::IsString => Js::Bool(matches!(scope.node.value, Value::String(_))),
            Self::IsNumber => Js::Bool(matches!(scope.node.value, Value::Number(_))),
            Self::IsBoolean => Js::Bool(matches!(scope.node.value, Value::Bool(_))),
            Self::IsScalar => Js::Bool(!matches!(
                scope.node.value,
                Value::Array(_) | Value::Object(_)
            )),
            Self::IsArray => Js::Bool(matches!(scope.node.value, Value::Array(_))),
            Self::IsObject => Js::Bool(matches!(
                scope.node.value,
                Value::Array(_) | Value::Object(_)
            )),
            Self::IsNull => Js::Bool(scope.node.is_null()),
            Self::IsInteger => Js::Bool(
                scope
                    .node
                    .as_f64()
                    .is_some_and(|number| number.trunc() == number),
            ),
        }
    }
}

impl<'e, 'a: 'e> Js<'e, 'a> {
    fn of(node: &'a Node) -> Self {
        match &node.value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(value) => Self::Number(value.as_f64().unwrap_or(f64::NAN)),
            Value::String(text) => Self::Text(Cow::Borrowed(text)),
            Value::Array(_) | Value::Object(_) => Self::Node(node),
        }
    }

    fn is_truthy(&self) -> bool {
        match self {
            Self::Undefined | Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(value) => *value != 0.0 && !value.is_nan(),
            Self::Text(text) => !text.is_empty(),
            Self::Node(node) => is_truthy(Some(node)),
            Self::Regex(_) | Self::List(_) | Self::Constructor(_) => true,
        }
    }

    fn number(&self) -> f64 {
        match self {
            Self::Null => 0.0,
            Self::Bool(value) => f64::from(*value),
            Self::Number(value) => *value,
            Self::Text(text) => text_number(text),
            _ => f64::NAN,
        }
    }

    fn text(&self) -> Cow<'e, str> {
        match self {
            Self::Undefined => Cow::Borrowed("undefined"),
            Self::Null => Cow::Borrowed("null"),
            Self::Bool(value) => Cow::Owned(value.to_string()),
            Self::Number(value) => Cow::Owned(number_text(*value)),
            Self::Text(text) => text.clone(),
            Self::List(items) => {
                let texts: Vec<_> = items.iter().map(|item| item.text()).collect();
                Cow::Owned(texts.join(","))
            }
            Self::Node(node) => match node.as_array() {
                Some(items) => {
                    let texts: Vec<_> = items.iter().map(|item| Js::of(item).text()).collect();
                    Cow::Owned(texts.join(","))
                }
                None => Cow::Borrowed("[object Object]"),
            },
            Self::Regex(_) | Self::Constructor(_) => Cow::Borrowed(""),
        }
    }

    fn type_name(&self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) => "string",
            Self::Constructor(_) => "function",
            Self::Null | Self::Regex(_) | Self::List(_) | Self::Node(_) => "object",
        }
    }

    fn member(&self, key: &str, view: View<'_, 'a>) -> Js<'e, 'a> {
        match (self, key) {
            (Self::Constructor(name), "name") => Js::Text(Cow::Borrowed(name)),
            (Self::Text(text), "length") => Js::Number(text.encode_utf16().count() as f64),
            (Self::List(items), "length") => Js::Number(items.len() as f64),
            (Self::Node(node), _) => {
                let found = super::super::document::child(node, &Step::Key(key));
                match (found, &node.value, key) {
                    (Some(found), ..) => Js::of(view.get(found)),
                    (None, Value::Array(items), "length") => Js::Number(items.len() as f64),
                    (None, Value::Array(_), "constructor") => Js::Constructor("Array"),
                    (None, _, "constructor") => Js::Constructor("Object"),
                    _ => Js::Undefined,
                }
            }
            (Self::Text(_), "constructor") => Js::Constructor("String"),
            (Self::Number(_), "constructor") => Js::Constructor("Number"),
            (Self::Bool(_), "constructor") => Js::Constructor("Boolean"),
            (Self::List(_), "constructor") => Js::Constructor("Array"),
            _ => Js::Undefined,
        }
    }

    /// The items of an array.
    fn items(&self, view: View<'_, 'a>) -> Option<Vec<Js<'e, 'a>>> {
        match self {
            Self::List(items) => Some(items.clone()),
            Self::Node(node) => {
                let items = node.as_array()?;
                Some(items.iter().map(|item| Js::of(view.get(item))).collect())
            }
            _ => None,
        }
    }
}

/// Whether an expression matches a text; not, if that takes too long.
fn matches<'e, 'a>(pattern: &Pattern, text: &str, view: View<'_, 'a>) -> Js<'e, 'a> {
    Js::Bool(pattern.is_match(text, view.effort()) == Some(true))
}

/// Calls a method. What it does not exist for gives `undefined`, as nothing can be thrown here.
fn call<'e, 'a: 'e>(
    object: Js<'e, 'a>,
    name: &str,
    arguments: Vec<Js<'e, 'a>>,
    view: View<'_, 'a>,
) -> Js<'e, 'a> {
    let first = arguments.first().cloned().unwrap_or(Js::Undefined);
    if let Js::Regex(pattern) = &object {
        return match name {
            "test" | "exec" => matches(pattern, &first.text(), view),
            _ => Js::Undefined,
        };
    }
    if let Some(items) = object.items(view) {
        let position = items.iter().position(|item| same(item, &first));
        return match name {
            "includes" => Js::Bool(position.is_some()),
            "indexOf" => Js::Number(position.map_or(-1.0, |index| index as f64)),
            "join" => {
                let texts: Vec<_> = items.iter().map(|item| item.text()).collect();
                Js::Text(Cow::Owned(texts.join(&first.text())))
            }
            _ => Js::Undefined,
        };
    }
    if name == "hasOwnProperty" {
        return match &object {
            Js::Node(node) => Js::Bool(node.get(&first.text()).is_some()),
            _ => Js::Bool(false),
        };
    }
    if !matches!(object, Js::Text(_) | Js::Number(_) | Js::Bool(_)) {
        return Js::Undefined;
    }
    let text = object.text();
    match (name, &first) {
        ("match" | "search", Js::Regex(pattern)) => matches(pattern, &text, view),
        ("match", _) => {
            let pattern = Pattern::with_flags(&first.text(), "");
            pattern.map_or(Js::Bool(false), |pattern| matches(&pattern, &text, view))
        }
        ("includes", _) => Js::Bool(text.contains(first.text().as_ref())),
        ("startsWith", _) => Js::Bool(text.starts_with(first.text().as_ref())),
        ("endsWith", _) => Js::Bool(text.ends_with(first.text().as_ref())),
        ("indexOf", _) => Js::Number(
            text.find(first.text().as_ref())
                .map_or(-1.0, |index| index as f64),
        ),
        ("toLowerCase", _) => Js::Text(Cow::Owned(text.to_lowercase())),
        ("toUpperCase", _) => Js::Text(Cow::Owned(text.to_uppercase())),
        ("trim", _) => Js::Text(Cow::Owned(text.trim().to_owned())),
        ("toString", _) => Js::Text(text),
        _ => Js::Undefined,
    }
}

/// `===`
fn same(left: &Js<'_, '_>, right: &Js<'_, '_>) -> bool {
    match (left, right) {
        (Js::Undefined, Js::Undefined) | (Js::Null, Js::Null) => true,
        (Js::Bool(left), Js::Bool(right)) => left == right,
        (Js::Number(left), Js::Number(right)) => left == right,
        (Js::Text(left), Js::Text(right)) => left == right,
        (Js::Node(left), Js::Node(right)) => std::ptr::eq(*left, *right),
        _ => false,
    }
}

/// `==`
fn loosely_equal(left: &Js<'_, '_>, right: &Js<'_, '_>) -> bool {
    match (left, right) {
        (Js::Undefined | Js::Null, Js::Undefined | Js::Null) => true,
        (Js::Undefined | Js::Null, _) | (_, Js::Undefined | Js::Null) => false,
        (Js::Text(left), Js::Text(right)) => left == right,
        (Js::Node(_) | Js::List(_), Js::Text(text)) => left.text() == *text,
        (Js::Text(text), Js::Node(_) | Js::List(_)) => right.text() == *text,
        (Js::Number(_) | Js::Bool(_) | Js::Text(_), Js::Number(_) | Js::Bool(_) | Js::Text(_)) => {
            left.number() == right.number()
        }
        _ => same(left, right),
    }
}

fn binary<'e, 'a: 'e>(
    operator: Binary,
    left: &'e Expression,
    right: &'e Expression,
    scope: &Scope<'_, '_, 'a>,
) -> Js<'e, 'a> {
    let first = left.value(scope);
    match operator {
        Binary::And => {
            return match first.is_truthy() {
                true => right.value(scope),
                false => first,
            };
        }
        Binary::Or => {
            return match first.is_truthy() {
                true => first,
                false => right.value(scope),
            };
        }
        _ => {}
    }
    let second = right.value(scope);
    let compare = |holds: fn(&std::cmp::Ordering) -> bool| {
        let ordering = match (&first, &second) {
            (Js::Text(left), Js::Text(right)) => Some(left.cmp(right)),
            _ => first.number().partial_cmp(&second.number()),
        };
        Js::Bool(ordering.as_ref().is_some_and(holds))
    };
    match operator {
        Binary::Same => Js::Bool(same(&first, &second)),
        Binary::NotSame => Js::Bool(!same(&first, &second)),
        Binary::Equal => Js::Bool(loosely_equal(&first, &second)),
        Binary::NotEqual => Js::Bool(!loosely_equal(&first, &second)),
        Binary::Less => compare(|ordering| ordering.is_lt()),
        Binary::AtMost => compare(|ordering| ordering.is_le()),
        Binary::Greater => compare(|ordering| ordering.is_gt()),
        Binary::AtLeast => compare(|ordering| ordering.is_ge()),
        Binary::Matches => match &second {
            Js::Regex(pattern) => matches(pattern, &first.text(), scope.view),
            _ => match Pattern::with_flags(&second.text(), "") {
                Ok(pattern) => matches(&pattern, &first.text(), scope.view),
                Err(_) => Js::Bool(false),
            },
        },
        Binary::In => match second.items(scope.view) {
            Some(items) => Js::Bool(items.iter().any(|item| same(item, &first))),
            None => Js::Bool(!matches!(
                second.member(&first.text(), scope.view),
                Js::Undefined
            )),
        },
        Binary::Add => match (&first, &second) {
            (Js::Number(left), Js::Number(right)) => Js::Number(left + right),
            _ => Js::Text(Cow::Owned(format!("{}{}", first.text(), second.text()))),
        },
        Binary::Subtract => Js::Number(first.number() - second.number()),
        Binary::Remainder => Js::Number(first.number() % second.number()),
        Binary::And | Binary::Or => Js::Undefined,
    }
}
