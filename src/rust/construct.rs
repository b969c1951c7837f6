//! Constructors of structs: `Default` without required fields, else `new` with the required ones.

use serde::Serialize;
use serde_json::Value;

use super::code::{Code, literal};
use super::file::File;
use super::scope::DISALLOWED_NAMES;
use crate::api::{Kind, Type};

/// What a constructor depends on, of a field.
pub struct ConstructorField {
    pub name: Code,
    pub ty: Code,
    pub required: bool,
    /// The document's default, as an expression.
    pub default: Option<Code>,
    /// Whether that default equals `Default::default()` of the type.
    pub is_type_default: bool,
}

/// The constructors of a struct.
#[derive(Debug, Default, Serialize)]
pub struct Constructors {
    pub derive_default: bool,
    /// The field initializers of `impl Default`.
    pub default: Option<Vec<Code>>,
    pub new: Option<New>,
}

/// `fn new`: its arguments are the required fields; the others have their defaults or are absent.
#[derive(Debug, Serialize)]
pub struct New {
    pub arguments: Vec<Argument>,
    /// Whether clippy's `disallowed_names` would reject an argument.
    pub disallowed_names: bool,
    /// The field initializers: `name: value`, or the name of an argument.
    pub initials: Vec<Code>,
}

#[derive(Debug, Serialize)]
pub struct Argument {
    pub name: Code,
    pub ty: Code,
}

/// With more arguments than this, calls of `new` would be hard to read without names, so there is only the struct literal.
const MAX_ARGUMENTS: usize = 7;

pub fn construct(fields: &[ConstructorField]) -> Constructors {
    let required = fields.iter().filter(|field| field.required).count();
    let initial = |field: &ConstructorField| match &field.default {
        _ if field.required => field.name.clone(),
        Some(default) => Code::new(format!("{}: {default}", field.name)),
        None if field.ty.as_str().starts_with("Option<") => {
            Code::new(format!("{}: None", field.name))
        }
        None => Code::new(format!("{}: Default::default()", field.name)),
    };
    if required == 0 {
        let derive_default = fields
            .iter()
            .all(|field| field.default.is_none() || field.is_type_default);
        return Constructors {
            derive_default,
            default: (!derive_default).then(|| fields.iter().map(initial).collect()),
            new: None,
        };
    }
    let new = (required < fields.len() && required <= MAX_ARGUMENTS).then(|| New {
        arguments: fields
            .iter()
            .filter(|field| field.required)
            .map(|field| Argument {
                name: field.name.clone(),
                ty: field.ty.clone(),
            })
            .collect(),
        disallowed_names: fields
            .iter()
            .any(|field| field.required && DISALLOWED_NAMES.contains(&field.name.as_str())),
        initials: fields.iter().map(initial).collect(),
    });
    Constructors {
        new,
        ..Constructors::default()
    }
}

/// A default as an expression, and whether it equals `Default::default()` of the type.
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
        (Type::Password, Value::String(text)) => (
            Code::new(format!("{}.into()", literal(text))),
            text.is_empty(),
        ),
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
