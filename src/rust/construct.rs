//! How a struct is made: `Default` where nothing has to be given, and `new` with what has to.

use serde::Serialize;
use serde_json::Value;

use super::code::{Code, literal};
use super::file::File;
use super::scope::PLACEHOLDERS;
use crate::api::{Kind, Type};

/// A field, as far as making one goes.
pub struct Part {
    pub name: Code,
    pub ty: Code,
    pub required: bool,
    /// The document's default, as an expression.
    pub default: Option<Code>,
    /// Whether that default is also the type's own.
    pub default_is_plain: bool,
}

/// How a struct is made.
#[derive(Debug, Default, Serialize)]
pub struct Construct {
    pub derive_default: bool,
    /// The values of `impl Default`.
    pub default: Option<Vec<Code>>,
    pub new: Option<New>,
}

/// `fn new`: what has to be given; the rest is as documents say, or absent.
#[derive(Debug, Serialize)]
pub struct New {
    pub arguments: Vec<Argument>,
    /// Whether an argument has a name that clippy takes for a placeholder.
    pub placeholders: bool,
    /// `name: value` for each field, or the name alone.
    pub initials: Vec<Code>,
}

#[derive(Debug, Serialize)]
pub struct Argument {
    pub name: Code,
    pub ty: Code,
}

/// More values than this, and names are needed to tell them apart: then there is only the struct's own syntax.
const MANY: usize = 7;

pub fn construct(parts: &[Part]) -> Construct {
    let required = parts.iter().filter(|part| part.required).count();
    let initial = |part: &Part| match &part.default {
        _ if part.required => part.name.clone(),
        Some(default) => Code::new(format!("{}: {default}", part.name)),
        None if part.ty.as_str().starts_with("Option<") => {
            Code::new(format!("{}: None", part.name))
        }
        None => Code::new(format!("{}: Default::default()", part.name)),
    };
    if required == 0 {
        let plain = parts
            .iter()
            .all(|part| part.default.is_none() || part.default_is_plain);
        return Construct {
            derive_default: plain,
            default: (!plain).then(|| parts.iter().map(initial).collect()),
            new: None,
        };
    }
    let new = (required < parts.len() && required <= MANY).then(|| New {
        arguments: parts
            .iter()
            .filter(|part| part.required)
            .map(|part| Argument {
                name: part.name.clone(),
                ty: part.ty.clone(),
            })
            .collect(),
        placeholders: parts
            .iter()
            .any(|part| part.required && PLACEHOLDERS.contains(&part.name.as_str())),
        initials: parts.iter().map(initial).collect(),
    });
    Construct {
        new,
        ..Construct::default()
    }
}

/// A default as an expression, and whether it is what the type's `Default` gives.
pub fn value(file: &mut File, ty: &Type, value: &Value) -> Option<(Code, bool)> {
    let written = ty;
    let ty = file.resolved(ty).clone();
    Some(match (&ty, value) {
        (Type::Boolean, Value::Bool(flag)) => (Code::new(flag.to_string()), !flag),
        (Type::Integer(_), Value::Number(number)) => {
            let number = number.as_i64()?;
            (Code::new(number.to_string()), number == 0)
        }
        (Type::Float(_), Value::Number(number)) => {
            let number = number.as_f64().filter(|number| number.is_finite())?;
            (Code::new(format!("{number:?}")), number == 0.0)
        }
        (Type::String, Value::String(text)) => match text.is_empty() {
            true => (Code::new("String::new()"), true),
            false => (Code::new(format!("{}.to_owned()", literal(text))), false),
        },
        (Type::Named(id), _) => {
            let index = match (&file.api.types[*id].kind, value) {
                (Kind::Enum(choices), Value::String(text)) => {
                    choices.iter().position(|choice| choice.value == *text)?
                }
                (Kind::IntegerEnum(choices), Value::Number(number)) => choices
                    .iter()
                    .position(|choice| Some(choice.value) == number.as_i64())?,
                _ => return None,
            };
            let variant = file.names.of(*id).variants[index].clone();
            (Code::new(format!("{}::{variant}", file.ty(written))), false)
        }
        _ => return None,
    })
}
